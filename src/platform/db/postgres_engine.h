/* Inside the store on PostgreSQL: the connection that its files share. postgres.c has transactions, and readings that were announced; postgres_conn.c opens and
 * closes, and has the owner's words; postgres_send.c is a statement on its way, postgres_rows.c the rows that come back, postgres_check.c the checks.
 * Beneath them is the line to the server (postgres_line.h). */
#ifndef NABIJ_POSTGRES_ENGINE_H
#define NABIJ_POSTGRES_ENGINE_H
#include "engine.h"
#include "postgres_line.h"

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_CHAR = 18, OID_NAME = 19, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25,
	OID_FLOAT4 = 700, OID_FLOAT8 = 701, OID_UNKNOWN = 705, OID_VARCHAR = 1043, OID_NUMERIC = 1700 };

enum {
	BEGIN_SECONDS = 5,           /* for what costs the server nothing */
	ANSWER_SECONDS = 30,         /* a statement, or a commit */
};

/* A statement as this connection's server knows it. The names point into the static text of the statement. */
struct prepared { enum prepared_state state; struct sql_names names; Oid type[SQL_PARAMS]; };

enum { AHEAD_MOST = 24 };

/* A reading that was announced: sent, and kept until it is asked for. */
struct ahead { const struct sql *sql; const struct param *with; id64 viewer; PGresult *rows; };

struct conn {
	struct line line;
	struct prepared *prepared;   /* by sql->index */
	enum prepared_state frame;   /* what every use says */
	id64 told;                   /* the viewer that the server knows */
	struct ahead ahead[AHEAD_MOST];
	int ahead_n;
};

/* postgres_conn.c */
struct conn *postgres_connect(struct db *, enum role, struct err *);
void postgres_disconnect(struct conn *);
bool postgres_command(struct conn *, const char *text, struct err *);        /* one statement or many, whose rows nobody wants; not while the line is pipelined */
bool postgres_ask(struct conn *owner, const char *text, int64_t *number, struct err *);     /* see struct engine */
void postgres_ahead_clear(struct conn *);        /* away with what was announced, and nobody came for */

/* postgres_send.c: as the slot's viewer, who is told along with it, and prepared first where this connection did not yet; not waited for. A parameter that is not
 * given, or is of another type than the first time, is a bug. */
void postgres_send(struct slot *, const struct sql *, const struct param *);

/* postgres_rows.c: see struct engine. It takes the rows over, until postgres_end(); the rest is the arena's. */
struct result *postgres_result(struct arena *, struct sql *, PGresult *rows);
bool postgres_next(struct slot *, struct result *);
void postgres_end(struct slot *, struct result *);
void postgres_cell(struct result *, int column, struct cell *);
int postgres_columns(struct result *);
const char *postgres_column(struct result *, int column);

/* postgres_check.c: see struct engine. */
bool postgres_check(struct conn *, struct sql *, struct err *);
bool postgres_check_store(struct db *, struct buf *report, struct err *);
#endif
