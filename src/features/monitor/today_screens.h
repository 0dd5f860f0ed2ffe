/* Today ("Vandaag"): what asks my attention, why, since when; and putting it off to a day. */
#ifndef NABIJ_TODAY_SCREENS_H
#define NABIJ_TODAY_SCREENS_H
#include "../../platform/jobs/jobs.h"
#include "../../platform/web/web.h"

extern const struct route TODAY_ROUTES[];
int attention_job(struct slot *);                /* what time alone changes */
#endif
