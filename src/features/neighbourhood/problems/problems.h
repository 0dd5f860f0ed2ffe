/* Problems that a team raises: with the municipality or with its own management, with an answer owed by a day. Open until it is answered; then the team accepts
 * the answer, or asks again with what is still missing. All of it stays told (raised_problem_move).
 *
 * What is in it may leave the team: for how many is kept as it is published (monitor/publish.h), never exact; and no person is in it.
 * Rules only, inside a change; false or 0 when the viewer may not. */
#ifndef NABIJ_PROBLEMS_H
#define NABIJ_PROBLEMS_H
#include "../../../platform/db/db.h"

struct problem_new {
	id64 team;
	const char *area_code, *domain, *to_whom, *title, *text, *tried, *asked;
	struct day since, answer_by;
	int64_t households;              /* exact; negative: not said. What is kept is published_number() of it */
	id64 theme, initiative;          /* what it comes from; 0, or not of the team: none */
};
id64 problem_raise(struct slot *, const struct problem_new *);       /* by a member of the team */

struct problem_answer { const char *text, *decision; struct day happens_by; };
/* By policy when it was raised with the municipality, by a coordinator of the team when with management; while it is open. */
bool problem_answer(struct slot *, id64 problem, const struct problem_answer *);
bool problem_accept(struct slot *, id64 problem);                    /* by a member of the team, once it is answered */
bool problem_reopen(struct slot *, id64 problem, const char *why, struct day answer_by);     /* the same; open again, answer owed by that day */

/* 0 for fewer than ten, else rounded to five (publish_column); negative: not said. */
int64_t published_number(int64_t n);
/* "minder dan tien gezinnen", "ongeveer 25 gezinnen"; NULL when not said. */
struct lang;
const char *published_words(struct arena *, const struct lang *, int64_t published);

/* Today's rows of the viewer: answers that are late, of problems one raised oneself or (a coordinator) one's team did; and those a coordinator owes. */
struct request;
struct problem_line;                 /* the template's */
struct problem_line *problems_waiting(struct request *, size_t *n);
#endif
