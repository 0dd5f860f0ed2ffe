/* The people of a household: adding, changing, custody with its source, a code to sign in with. */
#ifndef NABIJ_PEOPLE_SCREENS_H
#define NABIJ_PEOPLE_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route PEOPLE_ROUTES[];
#endif
