/* My households, a new one, and the page of one household. */
#ifndef NABIJ_HOUSEHOLD_SCREENS_H
#define NABIJ_HOUSEHOLD_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route HOUSEHOLD_ROUTES[];
#endif
