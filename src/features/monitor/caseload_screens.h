/* The coordinator's picture: who has how many households and how heavy, which dates have passed, which household has nobody yet. Numbers and dates only:
 * names and content open with a reason, for a week, and the family reads it. */
#ifndef NABIJ_CASELOAD_SCREENS_H
#define NABIJ_CASELOAD_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route CASELOAD_ROUTES[];
#endif
