/* Within the part: what changed in a plan, in words, from its revisions. */
#ifndef NABIJ_PLAN_WORDS_H
#define NABIJ_PLAN_WORDS_H
#include "plan.h"
#include "templates.h"

struct plan_moments { struct plan_moment *list; size_t n; };
/* All revisions of a household in order, told as moments, newest first: what one person did within a quarter of an hour belongs together. Only
 * what happened after `since`, of which each moment's id is that of its last revision. A revision that changed nothing one can read has no line. */
struct plan_moments plan_moments_of(struct request *, struct revisions all, moment since);
#endif
