/* The store on PostgreSQL 15 through libpq. The application works as the role nabij_app (guards: row-level security, column grants,
 * views); every use of a slot is one transaction that carries its viewer and moment in settings local to it. Beginning, telling the viewer
 * and ending are sent along with what is asked, and not waited for (postgres_line.h). */
#include <assert.h>
#include <endian.h>
#include "engine.h"
#include "postgres_line.h"

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_CHAR = 18, OID_NAME = 19, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25,
	OID_FLOAT4 = 700, OID_FLOAT8 = 701, OID_UNKNOWN = 705, OID_VARCHAR = 1043, OID_NUMERIC = 1700 };

enum {
	BEGIN_SECONDS = 5,           /* for what costs the server nothing */
	ANSWER_SECONDS = 30,         /* a statement, or a commit */
	IDLE_US = 1000000,           /* a line that lay idle for longer is asked whether it lives before anything depends on it */
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

struct result { PGresult *rows; struct sql *sql; int at; };

/* ---- connections ---- */

static bool command(struct conn *conn, const char *text, struct err *e)
{
	PGresult *result = line_ask(&conn->line, text, BEGIN_SECONDS);
	ExecStatusType status = PQresultStatus(result);
	bool fine = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
	if (!fine)
		err_set(e, "%s", line_message(&conn->line, result));
	PQclear(result);
	return fine;
}

/* What nobody came for. */
static void ahead_clear(struct conn *conn)
{
	for (int i = 0; i < conn->ahead_n; i++)
		PQclear(conn->ahead[i].rows);
	conn->ahead_n = 0;
}

static void disconnect(struct conn *conn)
{
	ahead_clear(conn);
	line_close(&conn->line);
	free(conn->prepared);
	free(conn);
}

/* A server that answers before its disk has it would lose what was acknowledged; what asks more of it (remote_apply) stays. */
#define DURABLE "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"

/* A lock that is not given in ten seconds is trouble; without these a stuck node would hold the others. The server gives up before we do. Statements of a
 * page end in milliseconds; to compile one for the processor first (jit, where its guards look costly) takes a second, each time. */
static const char owner_settings[] = DURABLE, app_settings[] =
	"SET lock_timeout = '10s'; SET statement_timeout = '25s'; SET idle_in_transaction_session_timeout = '300s'; SET jit = off; " DURABLE "; SET ROLE nabij_app";

/* What every use of a slot says, so that the server reads it once; nobody waits for it. Reading sees one snapshot for the whole page; a change
 * sees what others committed up to each statement, so that after waiting for a file's lock row it sees what the other did. */
static void send_frame(struct conn *conn, enum role role)
{
	const struct { const char *name, *text; } frame[] = {
		{ "begin", role == ROLE_WRITE ? "BEGIN ISOLATION LEVEL READ COMMITTED" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" },
		{ "tell", "SELECT set_config('app.user', $1, true), set_config('app.now', $2, true)" },
		{ "viewer", "SELECT set_config('app.user', $1, true)" },
		{ "rollback", "ROLLBACK" },
	};
	for (size_t i = 0; i < sizeof frame / sizeof *frame; i++)
		line_send_prepare(&conn->line, frame[i].name, frame[i].name, frame[i].text, 0, NULL, &conn->frame);
	line_push(&conn->line);      /* a transaction that began with a preparation could not choose what it sees */
}

static struct conn *connect_store(struct db *db, enum role role, struct err *e)
{
	struct conn *conn = calloc(1, sizeof *conn);
	if (!conn || !(conn->prepared = calloc(sql_count() + 1, sizeof *conn->prepared)))
		abort();
	if (!line_open(&conn->line, db->target, role == ROLE_OWNER, e) || !command(conn, role == ROLE_OWNER ? owner_settings : app_settings, e)) {
		disconnect(conn);
		return NULL;
	}
	line_pipeline(&conn->line, role != ROLE_OWNER);
	if (role != ROLE_OWNER)
		send_frame(conn, role);
	return conn;
}

static bool lost(const struct conn *conn)
{
	return line_lost(&conn->line);
}

/* ---- transactions ---- */

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

static const char *setting(char text[96], const char *name, int64_t value)
{
	snprintf(text, 96, "SELECT set_config('%s', '%lld', true)", name, (long long)value);
	return text;
}

static void send_viewer(struct slot *slot)
{
	char number[24];
	snprintf(number, sizeof number, "%lld", (long long)slot->viewer);
	line_send_prepared(&slot->conn->line, "viewer", "viewer", 1, (const char *const[]){ number }, NULL, NULL);
	slot->conn->told = slot->viewer;
}

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
	ahead_clear(slot->conn);
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

/* The server is told with the next statement (send_statement): often the viewer is another one again by then. */
static void viewer(struct slot *slot, id64 viewer_id)
{
	(void)slot, (void)viewer_id;
}

static void tell_moment(struct slot *slot)
{
	char text[96];
	line_send(&slot->conn->line, "moment", setting(text, "app.now", slot->now));
}

/* ---- statements ---- */

static Oid type_of(const struct param *p)
{
	static const Oid types[] = { [PARAM_INT] = OID_INT8, [PARAM_TEXT] = OID_TEXT, [PARAM_BLOB] = OID_BYTEA, [PARAM_BOOL] = OID_BOOL,
		[PARAM_REAL] = OID_FLOAT8 };
	return types[p->type];
}

static const struct param *find(const struct sql *sql, const struct param *with, const char *name, size_t n)
{
	for (; with->type != PARAM_END; with++)
		if (!strncmp(with->name, name, n) && !with->name[n])
			return with;
	sql_bug(sql, "parameter :%.*s is not given", (int)n, name);
}

struct bound {
	const char *value[SQL_PARAMS];
	int length[SQL_PARAMS], binary[SQL_PARAMS];
	Oid type[SQL_PARAMS];
	union { uint64_t whole; uint8_t yes; } room[SQL_PARAMS];
};

static void bind_one(struct bound *b, int i, const struct param *p)
{
	b->type[i] = type_of(p);
	b->binary[i] = 1;
	b->value[i] = (const char *)&b->room[i];
	b->length[i] = 8;
	if (p->null) {
		b->value[i] = NULL;
	} else if (p->type == PARAM_TEXT || p->type == PARAM_BLOB) {
		b->value[i] = p->n ? p->p : "";
		b->length[i] = (int)p->n;
	} else if (p->type == PARAM_BOOL) {
		b->room[i].yes = p->i != 0;
		b->length[i] = 1;
	} else {
		uint64_t bits = (uint64_t)p->i;
		if (p->type == PARAM_REAL)
			memcpy(&bits, &p->d, sizeof bits);
		b->room[i].whole = htobe64(bits);
	}
}

/* The names come first: types follow from what is bound to them. */
static void send_prepare(struct slot *slot, const struct sql *sql, const struct param *with, const char *name)
{
	struct prepared *p = &slot->conn->prepared[sql->index];
	struct buf text;
	buf_init(&text, 0);
	sql_number_params(sql->text, &text, &p->names);
	for (int i = 0; i < p->names.n; i++)
		p->type[i] = type_of(find(sql, with, p->names.name[i], p->names.length[i]));
	line_send_prepare(&slot->conn->line, sql->name, name, text.p, p->names.n, p->type, &p->state);
	buf_release(&text);
}

static void send_statement(struct slot *slot, const struct sql *sql, const struct param *with)
{
	struct prepared *p = &slot->conn->prepared[sql->index];
	struct bound b;
	char name[24];
	snprintf(name, sizeof name, "s%d", sql->index);
	if (slot->conn->told != slot->viewer)
		send_viewer(slot);
	if (p->state == NOT_PREPARED)
		send_prepare(slot, sql, with, name);
	for (int i = 0; i < p->names.n; i++) {
		bind_one(&b, i, find(sql, with, p->names.name[i], p->names.length[i]));
		if (b.type[i] != p->type[i])
			sql_bug(sql, "parameter :%.*s has another type than before", (int)p->names.length[i], p->names.name[i]);
	}
	line_send_prepared(&slot->conn->line, sql->name, name, p->names.n, b.value, b.length, b.binary);
}

static PGresult *execute(struct slot *slot, const struct sql *sql, const struct param *with)
{
	send_statement(slot, sql, with);
	return settle(slot, sql->name, patience(slot));
}

/* ---- announced readings ---- */

static void read_ahead(struct slot *slot, struct sql *sql, const struct param *with)
{
	struct conn *conn = slot->conn;
	if (conn->ahead_n == AHEAD_MOST)
		return;
	struct ahead *a = &conn->ahead[conn->ahead_n++];
	*a = (struct ahead){ .sql = sql, .with = params_copy(slot->arena, with), .viewer = slot->viewer };
	send_statement(slot, sql, with);
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

static struct result *read_rows(struct slot *slot, struct sql *sql, const struct param *with)
{
	struct ahead *a = announced(slot, sql, with);
	PGresult *rows = a ? pick_up(slot, a) : execute(slot, sql, with);
	if (!rows)
		return NULL;
	if (PQresultStatus(rows) != PGRES_TUPLES_OK)
		sql_bug(sql, "gives no rows; run it");
	struct result *result = ARENA_NEW(slot->arena, struct result);
	*result = (struct result){ rows, sql, -1 };
	return result;
}

static bool next_row(struct slot *slot, struct result *result)
{
	(void)slot;
	return ++result->at < PQntuples(result->rows);
}

static void end(struct slot *slot, struct result *result)
{
	(void)slot;
	PQclear(result->rows);
}

static int columns(struct result *result)
{
	return PQnfields(result->rows);
}

static const char *column_name(struct result *result, int column)
{
	return column < PQnfields(result->rows) ? PQfname(result->rows, column) : NULL;
}

/* Whole numbers come big-endian in 2, 4 or 8 bytes. */
static int64_t whole_number(const char *bytes, int length)
{
	uint64_t bits = 0;
	for (int i = 0; i < length; i++)
		bits = bits << 8 | (unsigned char)bytes[i];
	return length == 2 ? (int16_t)bits : length == 4 ? (int32_t)bits : (int64_t)bits;
}

static double real_number(const char *bytes, int length)
{
	uint64_t bits = (uint64_t)whole_number(bytes, length);
	uint32_t low = (uint32_t)bits;
	double d;
	float f;
	memcpy(&d, &bits, sizeof d);
	memcpy(&f, &low, sizeof f);
	return length == 4 ? (double)f : d;
}

static void cell_at(struct result *result, int column, struct cell *cell)
{
	if (PQgetisnull(result->rows, result->at, column))
		return;
	const char *bytes = PQgetvalue(result->rows, result->at, column);
	int length = PQgetlength(result->rows, result->at, column);
	cell->p = bytes;
	cell->n = (size_t)length;
	switch (PQftype(result->rows, column)) {
	case OID_INT2: case OID_INT4: case OID_INT8: case OID_BOOL:
		cell->type = CELL_INT;
		cell->i = whole_number(bytes, length);
		break;
	case OID_FLOAT4: case OID_FLOAT8:
		cell->type = CELL_REAL;
		cell->d = real_number(bytes, length);
		break;
	case OID_TEXT: case OID_VARCHAR: case OID_NAME: case OID_CHAR: case OID_UNKNOWN:
		cell->type = CELL_TEXT;
		break;
	case OID_BYTEA:
		cell->type = CELL_BLOB;
		break;
	case OID_NUMERIC:
		sql_bug(result->sql, "column %d is numeric (a sum or avg of whole numbers is): CAST(… AS BIGINT) or AS REAL", column);
	default:
		sql_bug(result->sql, "column %d is of a type (%u) that the two stores do not share", column, PQftype(result->rows, column));
	}
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
	send_statement(slot, sql, with);
}

/* ---- checks ---- */

/* "could not determine data type of parameter $2": what is always bound with a type has none here. Gives it one; false when it is
 * something else. */
static bool guess_type(const PGresult *result, Oid *types, int n)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY), *dollar = text ? strrchr(text, '$') : NULL;
	int i = dollar ? (int)strtol(dollar + 1, NULL, 10) - 1 : -1;
	if (!state || (strcmp(state, "42P18") && strcmp(state, "42P08")) || i < 0 || i >= n || types[i])
		return false;
	types[i] = strcmp(state, "42P18") ? OID_INT8 : OID_TEXT;
	return true;
}

static bool check_prepare(struct conn *conn, const struct sql *sql, struct sql_names *names, struct err *e)
{
	Oid types[SQL_PARAMS] = { 0 };
	for (;;) {
		struct buf text;
		buf_init(&text, 0);
		sql_number_params(sql->text, &text, names);
		PGresult *result = line_prepare(&conn->line, "checked", text.p, names->n, types, ANSWER_SECONDS);
		buf_release(&text);
		bool fine = PQresultStatus(result) == PGRES_COMMAND_OK, again = !fine && guess_type(result, types, names->n);
		if (!fine && !again)
			err_set(e, "%s", line_message(&conn->line, result));
		PQclear(result);
		if (!again)
			return fine;
	}
}

/* Preparing asks for no rights; explaining does. */
static bool check_rights(struct conn *conn, int params, struct err *e)
{
	struct buf text;
	buf_init(&text, 0);
	buf_str(&text, "EXPLAIN EXECUTE checked");
	for (int i = 0; i < params; i++)
		buf_str(&text, i ? ", NULL" : "(NULL");
	buf_str(&text, params ? ")" : "");
	bool fine = command(conn, text.p, e);
	buf_release(&text);
	return fine;
}

static bool check(struct conn *conn, struct sql *sql, struct err *e)
{
	struct sql_names names;
	struct err unheard = { 0 };
	struct settled s = line_settle(&conn->line, BEGIN_SECONDS);
	PQclear(s.last);
	PQclear(s.bad);
	line_pipeline(&conn->line, false);
	bool fine = check_prepare(conn, sql, &names, e);
	if (fine) {
		fine = check_rights(conn, names.n, e);
		command(conn, "DEALLOCATE checked", &unheard);
	}
	return fine;
}

static bool ask(struct conn *conn, const char *text, int64_t *number, struct err *e)
{
	PGresult *result = line_ask(&conn->line, text, FOR_EVER);
	bool fine = PQresultStatus(result) == PGRES_TUPLES_OK;
	*number = 0;
	if (!fine)
		err_set(e, "%s", line_message(&conn->line, result));
	else if (PQntuples(result) && !PQgetisnull(result, 0, 0))
		*number = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
	PQclear(result);
	return fine;
}

/* PostgreSQL checks its pages and references itself; what can be wrong is that it was told not to, or to lose what it acknowledged. */
static const struct { const char *question, *finding; } findings[] = {
	{ "SELECT count(*) FROM pg_constraint WHERE NOT convalidated", "a constraint that was never checked" },
	{ "SELECT count(*) FROM pg_index WHERE NOT indisvalid", "an index that is not valid" },
	{ "SELECT count(*) FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'",
		"fsync, full_page_writes or synchronous_commit is off: a power cut would lose what was acknowledged" },
	{ "SELECT count(*) FROM pg_stat_database WHERE datname = current_database() AND checksum_failures > 0",
		"pages with a wrong checksum" },
	{ "SELECT count(*) FROM pg_trigger WHERE tgisinternal AND tgenabled = 'D'", "foreign keys that are switched off" },
};

static bool check_store(struct db *db, struct buf *report, struct err *e)
{
	struct conn *conn = connect_store(db, ROLE_OWNER, e);
	bool found = false;
	for (size_t i = 0; conn && i < sizeof findings / sizeof *findings && !err_any(e); i++) {
		int64_t n;
		if (ask(conn, findings[i].question, &n, e) && n) {
			buf_printf(report, "%s\n", findings[i].finding);
			found = true;
		}
	}
	if (conn)
		disconnect(conn);
	if (found)
		err_set(e, "the store is not sound");
	return conn && !err_any(e);
}

/* ---- as the owner, and the whole ---- */

static bool start(struct db *db, struct err *e)
{
	struct conn *conn = connect_store(db, ROLE_OWNER, e);
	if (conn)
		disconnect(conn);
	return conn != NULL;
}

static void stop(struct db *db)
{
	(void)db;
}

const struct engine POSTGRES = {
	.kind = ENGINE_POSTGRES, .start = start, .stop = stop, .connect = connect_store, .disconnect = disconnect, .lost = lost,
	.begin = begin, .finish = finish, .viewer = viewer, .moment = tell_moment, .take_time = take_time, .read = read_rows, .read_ahead = read_ahead, .next = next_row, .end = end, .cell = cell_at,
	.columns = columns, .column = column_name, .run = run, .run_later = run_later, .check = check, .check_store = check_store, .script = command, .ask = ask,
};
