/* The store on PostgreSQL 15 through libpq. The application works as the role nabij_app (guards: row-level security, column grants,
 * views); every use of a slot is one transaction that carries its viewer and moment in settings local to it. Beginning, telling the viewer
 * and ending are sent along with what is asked, and not waited for (postgres_line.h). Here: transactions, what is waited for and how it fails,
 * and readings that were announced. */
#include "postgres_engine.h"

enum { IDLE_US = 1000000 };      /* a line that lay idle for longer is asked whether it lives before anything depends on it */

/* ---- failing ---- */

static bool lost(const struct conn *conn)
{
	return line_lost(&conn->line);
}

/* Row-level security said no. */
static bool not_allowed(const char *state)
{
	return state && !strcmp(state, "42501");
}

/* The two SQLSTATEs of changes that met each other. */
static bool met_another(const char *state)
{
	return state && (!strcmp(state, "40001") || !strcmp(state, "40P01"));
}

/* "disk_full". */
static bool no_room_there(const char *state)
{
	return state && !strcmp(state, "53100");
}

static bool failed(struct slot *slot, const PGresult *result, const char *what)
{
	const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	if (met_another(state))
		slot->again = true;
	if (not_allowed(state) && !slot->failed)
		slot->refused = true;
	slot->full = slot->full || no_room_there(state);
	return slot_fail(slot, "%s: %s", what, line_message(&slot->conn->line, result));
}

/* The answer to what was sent last; NULL: that or something before it failed, and so did the slot. */
static PGresult *settle(struct slot *slot, const char *what, int seconds)
{
	struct settled s = line_settle(&slot->conn->line, seconds);
	if (s.bad)
		failed(slot, s.bad, s.what);
	else if (!s.last)
		failed(slot, NULL, what);
	PQclear(s.bad);
	return s.last;
}

/* ---- transactions ---- */

static void send_begin(struct slot *slot)
{
	struct line *line = &slot->conn->line;
	char who[24], when[24];
	snprintf(who, sizeof who, "%lld", (long long)slot->viewer);
	snprintf(when, sizeof when, "%lld", (long long)slot->now);
	line_send_prepared(line, "begin", "begin", 0, NULL, NULL, NULL);
	line_send_prepared(line, "viewer", "tell", 2, (const char *const[]){ who, when }, NULL, NULL);
	slot->conn->told = slot->viewer;
}

static bool begin(struct slot *slot)
{
	struct line *line = &slot->conn->line;
	bool idle = clock_monotonic_us() - line->heard_at > IDLE_US;
	if (line_hung_up(line))
		return failed(slot, NULL, "begin");
	send_begin(slot);
	if (idle)
		PQclear(settle(slot, "begin", BEGIN_SECONDS));
	return !slot->failed;
}

static int patience(const struct slot *slot)
{
	return slot->patient ? FOR_EVER : ANSWER_SECONDS;
}

/* COMMIT of a transaction in which something failed answers ROLLBACK, without an error. */
static bool commit(struct slot *slot)
{
	line_send(&slot->conn->line, "commit", "COMMIT");
	PGresult *result = settle(slot, "commit", patience(slot));
	bool fine = result && !strcmp(PQcmdStatus(result), "COMMIT");
	if (result && !fine)
		failed(slot, result, "commit");
	PQclear(result);
	return fine;
}

/* When undoing fails the connection is lost, and the transaction with it. */
static bool finish(struct slot *slot, bool keep)
{
	if (keep)
		return commit(slot);
	postgres_ahead_clear(slot->conn);
	line_forget(&slot->conn->line);
	line_send_prepared(&slot->conn->line, "rollback", "rollback", 0, NULL, NULL, NULL);
	line_forget(&slot->conn->line);
	line_push(&slot->conn->line);
	return true;
}

static void take_time(struct slot *slot)
{
	line_send(&slot->conn->line, "patience", "SET LOCAL statement_timeout = 0");
	slot->patient = true;
}

/* The server is told with the next statement (postgres_send): often the viewer is another one again by then. */
static void viewer(struct slot *slot, id64 viewer_id)
{
	(void)slot, (void)viewer_id;
}

static void tell_moment(struct slot *slot)
{
	char text[96];
	snprintf(text, sizeof text, "SELECT set_config('app.now', '%lld', true)", (long long)slot->now);
	line_send(&slot->conn->line, "moment", text);
}

/* ---- statements ---- */

static PGresult *execute(struct slot *slot, const struct sql *sql, const struct param *with)
{
	postgres_send(slot, sql, with);
	return settle(slot, sql->name, patience(slot));
}

static int run(struct slot *slot, struct sql *sql, const struct param *with)
{
	PGresult *result = execute(slot, sql, with);
	if (result && PQresultStatus(result) == PGRES_TUPLES_OK)
		sql_bug(sql, "gives rows; read it");
	int changed = result ? (int)strtol(PQcmdTuples(result), NULL, 10) : -1;
	PQclear(result);
	return changed;
}

static void run_later(struct slot *slot, struct sql *sql, const struct param *with)
{
	postgres_send(slot, sql, with);
}

/* ---- announced readings ---- */

static void read_ahead(struct slot *slot, struct sql *sql, const struct param *with)
{
	struct conn *conn = slot->conn;
	if (conn->ahead_n == AHEAD_MOST)
		return;
	struct ahead *a = &conn->ahead[conn->ahead_n++];
	*a = (struct ahead){ .sql = sql, .with = params_copy(slot->arena, with), .viewer = slot->viewer };
	postgres_send(slot, sql, with);
	line_keep(&conn->line, &a->rows);
}

/* The same statement with the same parameters, seen by the same viewer; the snapshot is the slot's. */
static struct ahead *announced(struct slot *slot, const struct sql *sql, const struct param *with)
{
	struct conn *conn = slot->conn;
	for (int i = 0; i < conn->ahead_n; i++) {
		struct ahead *a = &conn->ahead[i];
		if (a->sql == sql && a->viewer == slot->viewer && params_same(a->with, with))
			return a;
	}
	return NULL;
}

/* All that is under way comes in. */
static void await(struct slot *slot, const char *what)
{
	struct settled s = line_settle(&slot->conn->line, patience(slot));
	if (s.bad)
		failed(slot, s.bad, s.what);
	else if (lost(slot->conn))
		failed(slot, NULL, what);
	PQclear(s.last);
	PQclear(s.bad);
}

/* Each is given once. */
static PGresult *pick_up(struct slot *slot, struct ahead *a)
{
	if (!a->rows)
		await(slot, a->sql->name);
	PGresult *rows = a->rows;
	a->rows = NULL;
	a->sql = NULL;
	if (!rows || slot->failed) {
		PQclear(rows);
		rows = NULL;
		slot_fail(slot, "an announced reading did not come");
	}
	return rows;
}

/* ---- readings ---- */

static struct result *read_rows(struct slot *slot, struct sql *sql, const struct param *with)
{
	struct ahead *a = announced(slot, sql, with);
	PGresult *rows = a ? pick_up(slot, a) : execute(slot, sql, with);
	if (!rows)
		return NULL;
	if (PQresultStatus(rows) != PGRES_TUPLES_OK)
		sql_bug(sql, "gives no rows; run it");
	return postgres_result(slot->arena, sql, rows);
}

/* ---- the whole ---- */

static bool start(struct db *db, struct err *e)
{
	struct conn *conn = postgres_connect(db, ROLE_OWNER, e);
	if (conn)
		postgres_disconnect(conn);
	return conn != NULL;
}

static void stop(struct db *db)
{
	(void)db;
}

const struct engine POSTGRES = {
	.kind = ENGINE_POSTGRES, .start = start, .stop = stop, .connect = postgres_connect, .disconnect = postgres_disconnect, .lost = lost,
	.begin = begin, .finish = finish, .viewer = viewer, .moment = tell_moment, .take_time = take_time, .read = read_rows, .read_ahead = read_ahead,
	.next = postgres_next, .end = postgres_end, .cell = postgres_cell, .columns = postgres_columns, .column = postgres_column, .run = run, .run_later = run_later,
	.check = postgres_check, .check_store = postgres_check_store, .script = postgres_command, .ask = postgres_ask,
};
