/* A contact in two taps; the questions a family asked, with the answer that is owed. */
#ifndef NABIJ_CONTACT_SCREENS_H
#define NABIJ_CONTACT_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route CONTACT_ROUTES[];
#endif
