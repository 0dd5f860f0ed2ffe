/* What machines ask: is it well, numbers, the description of the interface; and the municipality's theme. */
#ifndef NABIJ_SERVICE_ROUTES_H
#define NABIJ_SERVICE_ROUTES_H
#include "web.h"

extern const struct route SERVICE_ROUTES[];
#endif
