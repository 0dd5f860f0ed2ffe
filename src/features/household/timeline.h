#ifndef NABIJ_TIMELINE_H
#define NABIJ_TIMELINE_H
#include "../../platform/web/web.h"

extern const struct route TIMELINE_ROUTES[];
#endif
