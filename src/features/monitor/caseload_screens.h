#ifndef NABIJ_CASELOAD_SCREENS_H
#define NABIJ_CASELOAD_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route CASELOAD_ROUTES[];
#endif
