/* Who may read, who did; the emergency door and its review; the working sheet with what is held back. */
#ifndef NABIJ_PRIVACY_SCREENS_H
#define NABIJ_PRIVACY_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route PRIVACY_ROUTES[];      /* who may and who did: staff and family */
extern const struct route EMERGENCY_ROUTES[];    /* the door, the essentials, the review, the privacy officer's page */
extern const struct route NOTES_ROUTES[];        /* the working sheet */
#endif
