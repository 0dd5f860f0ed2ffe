/* The social base of a neighbourhood: what there is beside help. Three views on it (Krachten bundelen 3.2, after Van Pelt and Repetur 2018), which follow from what a
 * thing is, so that nobody is asked to choose one: functional, what people can be pointed to (facilities); relational, what people are to each other
 * (who connects, what residents offer each other); and what is both, the places and networks where people meet.
 *
 * A team keeps it for itself. Each entry has who keeps it and when somebody last saw that it is still so; that ages, in sight. Of people the role is written;
 * a name only when they agreed (contact_agreed), and it is forgotten when the entry ends or nobody confirmed it for so long (term
 * keep_social_contact: a year).
 * Rules only, inside a change, as a member of the team. */
#ifndef NABIJ_SOCIAL_BASE_H
#define NABIJ_SOCIAL_BASE_H
#include "../../../platform/db/db.h"

enum social_side { SOCIAL_FUNCTIONAL, SOCIAL_RELATIONAL, SOCIAL_BOTH, SOCIAL_SIDES };
enum social_side social_side_of(const char *kind);

enum { SOCIAL_AGING_DAYS = 120, SOCIAL_OLD_DAYS = 240, SOCIAL_NAME_DAYS = 365 };       /* the last: until somebody sets the term */

struct social_new {
	const char *area_code, *kind, *title, *about, *place, *contact;
	bool contact_agreed;
	id64 keeper;                     /* 0: who adds it */
};
/* 0 when the viewer is not in the team, or the team does not work there. */
id64 social_add(struct slot *, id64 team, const struct social_new *);
bool social_change(struct slot *, id64 entry, const struct social_new *);    /* also confirms it */
bool social_confirm(struct slot *, id64 entry);
bool social_end(struct slot *, id64 entry);      /* it is no longer there: out of the lists, its contact forgotten */
/* Job: forgets how to reach whom nobody confirmed within the term. */
int social_forget_job(struct slot *);
#endif
