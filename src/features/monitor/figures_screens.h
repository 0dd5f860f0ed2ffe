/* The policy maker's page: counts that cannot be traced to a person (publish.h), by quarter and district. */
#ifndef NABIJ_FIGURES_SCREENS_H
#define NABIJ_FIGURES_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route FIGURES_ROUTES[];
#endif
