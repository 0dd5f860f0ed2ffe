/* The phase of a household and its reasons, closing, the fixed professional, the next date. */
#ifndef NABIJ_PHASE_SCREENS_H
#define NABIJ_PHASE_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route PHASE_ROUTES[];
#endif
