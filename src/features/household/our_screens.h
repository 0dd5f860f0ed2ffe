/* The family's own pages: where they start, their plan, who helps, asking, wishing. */
#ifndef NABIJ_OUR_SCREENS_H
#define NABIJ_OUR_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route OUR_ROUTES[];
#endif
