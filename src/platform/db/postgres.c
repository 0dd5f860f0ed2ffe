/* The store on PostgreSQL 15 through libpq. The application works as the role nabij_app (guards: row-level security, column grants,
 * barrier views); every use of a slot is one transaction that carries its viewer and moment in settings local to it.
 *
 * A server can hang: stopped, without its disk, behind a network that swallows. Its own timeouts do not run then, so none of what a request waits
 * for is without a limit here; a connection that was silent past it is thrown away. Migrations and imports, with nobody waiting for a page,
 * have none. */
#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include "engine.h"

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_CHAR = 18, OID_NAME = 19, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25,
	OID_FLOAT4 = 700, OID_FLOAT8 = 701, OID_UNKNOWN = 705, OID_VARCHAR = 1043, OID_NUMERIC = 1700 };

enum {
	CONNECT_SECONDS = 5,         /* unless the conninfo says otherwise */
	BEGIN_SECONDS = 5,           /* for what costs the server nothing */
	ANSWER_SECONDS = 30,         /* a statement, or a commit */
	FOR_EVER = 0,
};

/* A statement as this connection's server knows it. The names point into the static text of the statement. */
struct prepared { bool done; struct sql_names names; Oid type[SQL_PARAMS]; };

struct conn {
	PGconn *pg;
	struct prepared *prepared;   /* by sql->index */
	bool owner;                  /* waits for ever */
	int silent;                  /* the seconds after which it was given up; 0: it answers */
};

struct result { PGresult *rows; struct sql *sql; int at; };

/* ---- connections ---- */

static const char *message(struct conn *conn, const PGresult *result)
{
	const char *primary = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	if (conn->silent)
		return "PostgreSQL was silent for too long; the connection is given up";
	return primary ? primary : PQerrorMessage(conn->pg);
}

/* Waits until the server said something, or took something. False: it did not. */
static bool heard(struct conn *conn, bool writing, uint64_t until)
{
	for (;;) {
		uint64_t now = clock_monotonic_us();
		struct pollfd p = { .fd = PQsocket(conn->pg), .events = (short)(writing ? POLLIN | POLLOUT : POLLIN) };
		int n = until && now >= until ? 0 : poll(&p, 1, until ? (int)((until - now) / 1000) + 1 : -1);
		if (n > 0)
			return true;
		if (n == 0 || errno != EINTR)
			return false;
	}
}

static bool comes_in_time(struct conn *conn, uint64_t until)
{
	int rest;
	while ((rest = PQflush(conn->pg)) == 1 || PQisBusy(conn->pg)) {
		if (!heard(conn, rest == 1, until))
			return false;
		if (!PQconsumeInput(conn->pg))
			break;                   /* cut: the result that is asked for next says so */
	}
	return true;
}

/* The answer to what was sent, as PQexec() gives it: the last result. NULL: it could not be sent, or was not answered within so many seconds. */
static PGresult *answer(struct conn *conn, int sent, int seconds)
{
	uint64_t until = conn->owner || seconds == FOR_EVER ? 0 : clock_monotonic_us() + (uint64_t)seconds * 1000000;
	PGresult *last = NULL, *next;
	for (;;) {
		if (sent && !comes_in_time(conn, until)) {
			PQclear(last);
			conn->silent = seconds;
			return NULL;
		}
		if (!sent || !(next = PQgetResult(conn->pg)))
			break;
		PQclear(last);
		last = next;
	}
	PQsetnonblocking(conn->pg, 0);
	return last;
}

static PGresult *query(struct conn *conn, const char *text, int seconds)
{
	if (conn->silent)
		return NULL;
	PQsetnonblocking(conn->pg, 1);
	return answer(conn, PQsendQuery(conn->pg, text), seconds);
}

static bool command(struct conn *conn, const char *text, struct err *e)
{
	PGresult *result = query(conn, text, BEGIN_SECONDS);
	ExecStatusType status = PQresultStatus(result);
	bool fine = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
	if (!fine)
		err_set(e, "%s", message(conn, result));
	PQclear(result);
	return fine;
}

static void disconnect(struct conn *conn)
{
	PQfinish(conn->pg);
	free(conn->prepared);
	free(conn);
}

static void quiet(void *arg, const PGresult *notice)
{
	(void)arg, (void)notice;
}

/* A lock that is not given in ten seconds is trouble; without these a stuck node would hold the others. The server gives up before we do. */
static const char app_settings[] =
	"SET lock_timeout = '10s'; SET statement_timeout = '25s'; SET idle_in_transaction_session_timeout = '300s'; SET ROLE nabij_app";

/* The conninfo comes last, so that what it says itself counts. */
static PGconn *connect_within(const char *conninfo)
{
	char seconds[12];
	snprintf(seconds, sizeof seconds, "%d", CONNECT_SECONDS);
	const char *const names[] = { "connect_timeout", "tcp_user_timeout", "dbname", NULL };
	const char *const values[] = { seconds, "30000", conninfo, NULL };
	return PQconnectdbParams(names, values, 1);
}

static struct conn *connect_store(struct db *db, enum role role, struct err *e)
{
	struct conn *conn = calloc(1, sizeof *conn);
	if (!conn || !(conn->prepared = calloc(sql_count() + 1, sizeof *conn->prepared)))
		abort();
	conn->owner = role == ROLE_OWNER;
	conn->pg = connect_within(db->target);
	if (PQstatus(conn->pg) != CONNECTION_OK || PQsetClientEncoding(conn->pg, "UTF8"))
		err_set(e, "PostgreSQL: %s", PQerrorMessage(conn->pg));
	else if (PQsetNoticeReceiver(conn->pg, quiet, NULL), role == ROLE_OWNER || command(conn, app_settings, e))
		return conn;
	disconnect(conn);
	return NULL;
}

static bool lost(const struct conn *conn)
{
	return conn->silent || PQstatus(conn->pg) != CONNECTION_OK;
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
	return slot_fail(slot, "%s: %s", what, message(slot->conn, result));
}

static bool control(struct slot *slot, const char *text, const char *what)
{
	PGresult *result = query(slot->conn, text, BEGIN_SECONDS);
	ExecStatusType status = PQresultStatus(result);
	bool fine = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
	if (!fine)
		failed(slot, result, what);
	PQclear(result);
	return fine;
}

/* One round trip. Reading sees one snapshot for the whole page; a change sees what others committed up to each statement, so that
 * after waiting for a file's lock row it sees what the other did. */
static bool begin(struct slot *slot)
{
	char text[256];
	snprintf(text, sizeof text, "BEGIN ISOLATION LEVEL %s; SELECT set_config('app.user', '%lld', true), set_config('app.now', '%lld', true)",
		slot->writes ? "READ COMMITTED" : "REPEATABLE READ READ ONLY", (long long)slot->viewer, (long long)slot->now);
	return control(slot, text, "begin");
}

static int patience(const struct slot *slot)
{
	return slot->patient ? FOR_EVER : ANSWER_SECONDS;
}

/* COMMIT of a transaction in which something failed answers ROLLBACK, without an error. */
static bool commit(struct slot *slot)
{
	PGresult *result = query(slot->conn, "COMMIT", patience(slot));
	bool fine = PQresultStatus(result) == PGRES_COMMAND_OK && !strcmp(PQcmdStatus(result), "COMMIT");
	if (!fine)
		failed(slot, result, "commit");
	PQclear(result);
	return fine;
}

static bool finish(struct slot *slot, bool keep)
{
	struct err unheard = { 0 };
	if (keep)
		return commit(slot);
	if (!lost(slot->conn))
		command(slot->conn, "ROLLBACK", &unheard);       /* when it fails the connection is lost, and the transaction with it */
	return true;
}

static void take_time(struct slot *slot)
{
	slot->patient = control(slot, "SET LOCAL statement_timeout = 0", "patience");
}

static void viewer(struct slot *slot, id64 viewer_id)
{
	char text[96];
	snprintf(text, sizeof text, "SELECT set_config('app.user', '%lld', true)", (long long)viewer_id);
	control(slot, text, "viewer");
}

static void tell_moment(struct slot *slot)
{
	char text[96];
	snprintf(text, sizeof text, "SELECT set_config('app.now', '%lld', true)", (long long)slot->now);
	control(slot, text, "moment");
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

static PGresult *prepare(struct conn *conn, const struct sql *sql, struct sql_names *names, const char *name, const Oid *types)
{
	struct buf text;
	buf_init(&text, 0);
	sql_number_params(sql->text, &text, names);
	PQsetnonblocking(conn->pg, 1);
	PGresult *result = answer(conn, PQsendPrepare(conn->pg, name, text.p, types ? names->n : 0, types), ANSWER_SECONDS);
	buf_release(&text);
	return result;
}

/* The names come first: types follow from what is bound to them. */
static bool prepare_bound(struct slot *slot, const struct sql *sql, const struct param *with, const char *name)
{
	struct prepared *p = &slot->conn->prepared[sql->index];
	struct buf unused;
	buf_init(&unused, 0);
	sql_number_params(sql->text, &unused, &p->names);
	buf_release(&unused);
	for (int i = 0; i < p->names.n; i++)
		p->type[i] = type_of(find(sql, with, p->names.name[i], p->names.length[i]));
	PGresult *result = prepare(slot->conn, sql, &p->names, name, p->type);
	p->done = PQresultStatus(result) == PGRES_COMMAND_OK;
	if (!p->done)
		failed(slot, result, sql->name);
	PQclear(result);
	return p->done;
}

static PGresult *execute(struct slot *slot, const struct sql *sql, const struct param *with)
{
	struct prepared *p = &slot->conn->prepared[sql->index];
	struct bound b;
	char name[24];
	snprintf(name, sizeof name, "s%d", sql->index);
	if (!p->done && !prepare_bound(slot, sql, with, name))
		return NULL;
	for (int i = 0; i < p->names.n; i++) {
		bind_one(&b, i, find(sql, with, p->names.name[i], p->names.length[i]));
		if (b.type[i] != p->type[i])
			sql_bug(sql, "parameter :%.*s has another type than before", (int)p->names.length[i], p->names.name[i]);
	}
	PQsetnonblocking(slot->conn->pg, 1);
	return answer(slot->conn, PQsendQueryPrepared(slot->conn->pg, name, p->names.n, b.value, b.length, b.binary, 1), patience(slot));
}

static struct result *read_rows(struct slot *slot, struct sql *sql, const struct param *with)
{
	PGresult *rows = execute(slot, sql, with);
	if (rows && PQresultStatus(rows) == PGRES_TUPLES_OK) {
		struct result *result = ARENA_NEW(slot->arena, struct result);
		*result = (struct result){ rows, sql, -1 };
		return result;
	}
	if (!slot->failed)
		failed(slot, rows, sql->name);
	PQclear(rows);
	return NULL;
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
	int changed = -1;
	if (result && PQresultStatus(result) == PGRES_TUPLES_OK)
		sql_bug(sql, "gives rows; read it");
	if (result && PQresultStatus(result) == PGRES_COMMAND_OK)
		changed = (int)strtol(PQcmdTuples(result), NULL, 10);
	else if (!slot->failed)
		failed(slot, result, sql->name);
	PQclear(result);
	return changed;
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
		PGresult *result = prepare(conn, sql, names, "checked", types);
		bool fine = PQresultStatus(result) == PGRES_COMMAND_OK, again = !fine && guess_type(result, types, names->n);
		if (!fine && !again)
			err_set(e, "%s", message(conn, result));
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
	bool fine = check_prepare(conn, sql, &names, e);
	if (fine) {
		fine = check_rights(conn, names.n, e);
		command(conn, "DEALLOCATE checked", &unheard);
	}
	return fine;
}

static bool ask(struct conn *conn, const char *text, int64_t *number, struct err *e)
{
	PGresult *result = query(conn, text, FOR_EVER);
	bool fine = PQresultStatus(result) == PGRES_TUPLES_OK;
	*number = 0;
	if (!fine)
		err_set(e, "%s", message(conn, result));
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
	.begin = begin, .finish = finish, .viewer = viewer, .moment = tell_moment, .take_time = take_time, .read = read_rows, .next = next_row, .end = end, .cell = cell_at,
	.columns = columns, .column = column_name, .run = run, .check = check, .check_store = check_store, .script = command, .ask = ask,
};
