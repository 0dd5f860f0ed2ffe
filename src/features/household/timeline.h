/* What happened with a household, newest first: contacts and attempts, looking back, changes of phase and of fixed professional. */
#ifndef NABIJ_TIMELINE_H
#define NABIJ_TIMELINE_H
#include "../../platform/web/web.h"

extern const struct route TIMELINE_ROUTES[];
#endif
