/* Who stands around a household, drawn and in words; the help it had before. */
#ifndef NABIJ_NETWORK_SCREENS_H
#define NABIJ_NETWORK_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route NETWORK_ROUTES[];
#endif
