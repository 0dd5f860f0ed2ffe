#ifndef NABIJ_PEOPLE_SCREENS_H
#define NABIJ_PEOPLE_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route PEOPLE_ROUTES[];
#endif
