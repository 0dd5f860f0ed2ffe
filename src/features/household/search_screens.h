#ifndef NABIJ_SEARCH_SCREENS_H
#define NABIJ_SEARCH_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route SEARCH_ROUTES[];
#endif
