/* Terms: after how many days something asks attention, and when it also goes to the coordinator; how long things are kept; the ages of the law. Dated
 * rows of `rule`: a change ends the row in force and begins a new one, so that the history stays. */
#ifndef NABIJ_TERMS_H
#define NABIJ_TERMS_H
#include "../../platform/db/db.h"

enum term_unit { TERM_DAYS, TERM_HOURS, TERM_YEARS };
struct term {
	const char *code, *name;         /* name: Dutch, a msgid */
	enum term_unit unit;
	int days, second_days;           /* what applies until somebody sets it, in the unit */
	bool escalates;                  /* has a second term */
	int most;                        /* what the law allows at most; 0: no bound but 400 */
	const char *source;              /* the law's article, or NULL */
	bool fixed;                      /* by law: shown, not set */
	bool general;                    /* of the whole municipality, not of a team */
};
/* All of them: the rules of attention first, in their order, then what is kept and the ages. NULL past the last. */
const struct term *term_at(size_t i);
const struct term *term_find(const char *code);

/* A new term from now on, by a coordinator of the team, or for all teams (team 0) by an application manager. The reason is asked. False when
 * it may not be. What waits in the lists is looked at again by the next run of the attention job. */
bool term_set(struct slot *, const char *code, id64 team, int days, int second_days, const char *reason);
/* Back to what applied before the row: the general term, or the one that came with the program. */
bool term_reset(struct slot *, const char *code, id64 team);
bool term_may(struct slot *, const char *code, id64 team);       /* may the viewer set it? */
#endif
