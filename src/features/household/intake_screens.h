/* The broad intake ("Kennismaken"): one page to hold a conversation over the seven life domains, that ends in wishes and a first plan. */
#ifndef NABIJ_INTAKE_SCREENS_H
#define NABIJ_INTAKE_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route INTAKE_ROUTES[];
#endif
