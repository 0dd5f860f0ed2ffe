/* Reading ahead: on PostgreSQL every statement that is waited for is a journey, and most of what a page costs there is journeys. A page of a route reads
 * much the same statements each time, so what it read before is announced (sql_ahead()) before anything is asked, together with the session: then a page
 * is one journey.
 *
 * What is remembered decides nothing. Who a session belongs to, and what its household is, are guesses until the store said so in this very snapshot; a
 * statement is announced under the guessed viewer, whose rights the store applies, and its rows are given to a reading of the same statement, with the
 * same parameters, by the same viewer alone (db.h). Guessed wrongly, the page reads it as if nothing had been announced, and learns.
 *
 * Remembered are, per route and kind of person, statements and where their parameters come from (the viewer, the household, the moment, a constant);
 * of sessions the account and household ids. No text of people: a text that is longer than a code, or bytes, makes a statement one that is not announced. */
#ifndef NABIJ_AHEAD_H
#define NABIJ_AHEAD_H
#include "web.h"

struct ahead_memory;
struct ahead_memory *ahead_new(void);
void ahead_free(struct ahead_memory *);

/* What one request asks. */
struct ahead_run;
/* In a fresh slot of NABIJ_ITSELF, before the session is read. household: that of the path, or 0. NULL where reading ahead gains nothing. */
struct ahead_run *ahead_begin(struct request *, id64 household);
/* The viewer is known. */
void ahead_watch(struct ahead_run *);
/* The page was read to its end. */
void ahead_learn(struct ahead_run *);
#endif
