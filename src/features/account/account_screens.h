/* Signing in and out, one's own sessions and second factor. */
#ifndef NABIJ_ACCOUNT_SCREENS_H
#define NABIJ_ACCOUNT_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route ACCOUNT_ROUTES[];
#endif
