/* A line to PostgreSQL (libpq). What the application sends is not waited for until somebody needs an answer: beginning, telling the viewer and the
 * first statement go in one journey, and rows that nobody asks anything of (the log) follow each other without a pause (libpq's pipeline mode).
 *
 * A server can hang: stopped, without its disk, behind a network that swallows. Its own timeouts do not run then, so waiting has a limit here; a line
 * that was silent past it is lost. Migrations and imports, with nobody waiting for a page, have none. */
#ifndef NABIJ_POSTGRES_LINE_H
#define NABIJ_POSTGRES_LINE_H
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>
#include "../base/err.h"

enum { LINE_MOST = 250, FOR_EVER = 0 };

enum prepared_state { NOT_PREPARED, BEING_PREPARED, PREPARED };

/* keep: where its answer goes when somebody comes for it later. */
struct sent { const char *what; enum prepared_state *prepares; PGresult **keep; bool sync, unheeded; };

struct line {
	PGconn *pg;
	bool for_ever;               /* the owner's: waits as long as it takes */
	bool pipelined;
	int silent;                  /* the seconds after which it was given up; 0: it answers */
	bool broken;                 /* something could not be sent */
	uint64_t heard_at;           /* monotonic microseconds: when it last answered */
	struct sent sent[LINE_MOST + 2];   /* and not answered yet */
	int sent_n;
	PGresult *last, *bad;        /* of what was answered: the newest, and the first that failed, whose name is bad_what */
	const char *bad_what;
};

bool line_open(struct line *, const char *conninfo, bool for_ever, struct err *);
void line_close(struct line *);
bool line_lost(const struct line *);
/* Whether the server hung up while the line lay idle; asks the server nothing. */
bool line_hung_up(struct line *);
const char *line_message(const struct line *, const PGresult *);   /* in the server's words, or why there are none */

/* One question and its whole answer; not while the line is pipelined. seconds: FOR_EVER, or how long it may take. NULL: not answered. */
PGresult *line_ask(struct line *, const char *text, int seconds);
PGresult *line_prepare(struct line *, const char *name, const char *text, int n, const Oid *types, int seconds);
void line_pipeline(struct line *, bool on);

/* Sent, not answered yet. `what` is its name in a message and stays its owner's. */
void line_send(struct line *, const char *what, const char *text);
void line_send_prepare(struct line *, const char *what, const char *name, const char *text, int n, const Oid *types, enum prepared_state *);
void line_send_prepared(struct line *, const char *what, const char *name, int n, const char *const *values, const int *lengths, const int *formats);
/* The answer to what was sent last is kept at this place (NULL until it came), and is no line_settle()'s `last`. */
void line_keep(struct line *, PGresult **);
/* Of what was sent so far nobody wants to know any more how it went. */
void line_forget(struct line *);
/* On its way, and nobody waits. */
void line_push(struct line *);

/* All that was sent is answered: `last` is the answer to what was sent last; NULL when that or something before it failed: then `bad` is the first that
 * did (NULL: the line is lost) and `what` its name. Both results are the caller's to clear. */
struct settled { PGresult *last, *bad; const char *what; };
struct settled line_settle(struct line *, int seconds);
#endif
