/* Whole tables out of PostgreSQL: one repeatable-read transaction of the owner's, the rows by COPY in binary form. */
#include <endian.h>
#include <libpq-fe.h>
#include "tables_engine.h"

enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT4 = 23, OID_TEXT = 25, OID_FLOAT8 = 701,
	SIGNATURE = 11, HEAD = SIGNATURE + 4 + 4, END_OF_ROWS = -1 };

struct tables_conn { PGconn *pg; };

static bool failed(struct tables_conn *c, const char *what, struct err *e)
{
	return err_set(e, "cannot read %s: PostgreSQL: %s", what, PQerrorMessage(c->pg));
}

static bool script(struct tables_conn *c, const char *text, struct err *e)
{
	PGresult *r = PQexec(c->pg, text);
	ExecStatusType status = PQresultStatus(r);
	PQclear(r);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || err_set(e, "PostgreSQL: %s", PQerrorMessage(c->pg));
}

static void close_conn(struct tables_conn *c)
{
	PQfinish(c->pg);
	free(c);
}

static void quiet(void *arg, const PGresult *notice)
{
	(void)arg, (void)notice;
}

/* Not READ ONLY: a check makes tables beside the store's, which go when the connection does. */
static struct tables_conn *open_conn(const char *target, struct err *e)
{
	struct tables_conn *c = calloc(1, sizeof *c);
	if (!c)
		abort();
	c->pg = PQconnectdb(target);
	PQsetNoticeReceiver(c->pg, quiet, NULL);
	if (PQstatus(c->pg) != CONNECTION_OK || PQsetClientEncoding(c->pg, "UTF8"))
		err_set(e, "PostgreSQL: %s", PQerrorMessage(c->pg));
	else if (script(c, "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = '10s';"
			" BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1", e))
		return c;
	close_conn(c);
	return NULL;
}

static bool ask(struct tables_conn *c, const char *question, struct arena *arena, struct texts *texts, struct err *e)
{
	PGresult *r = PQexec(c->pg, question);
	bool fine = PQresultStatus(r) == PGRES_TUPLES_OK || failed(c, question, e);
	for (int i = 0; fine && i < PQntuples(r); i++)
		texts_add(texts, arena, PQgetvalue(r, i, 0), (size_t)PQgetlength(r, i, 0));
	PQclear(r);
	return fine;
}

/* ---- rows ---- */

/* The types of a table's columns; a type that the two stores do not share is none of Nabij's. */
static bool types_of(struct tables_conn *c, const char *question, const struct table *table, Oid *type, struct err *e)
{
	struct arena *arena = arena_new(1 << 16);
	PGresult *r = PQexec(c->pg, arena_printf(arena, "%s LIMIT 0", question));
	arena_free(arena);
	bool fine = PQresultStatus(r) == PGRES_TUPLES_OK || failed(c, table->name, e);
	for (size_t i = 0; fine && i < table->columns; i++) {
		type[i] = PQftype(r, (int)i);
		if (type[i] != OID_BOOL && type[i] != OID_BYTEA && type[i] != OID_INT8 && type[i] != OID_INT4 && type[i] != OID_TEXT && type[i] != OID_FLOAT8)
			fine = err_set(e, "%s.%s is of a type that is none of Nabij's", table->name, table->column[i]);
	}
	PQclear(r);
	return fine;
}

static uint64_t big_endian(const unsigned char *p, size_t n)
{
	uint64_t bits = 0;
	while (n--)
		bits = bits << 8 | *p++;
	return bits;
}

static struct value value_of(Oid type, const unsigned char *p, size_t n)
{
	struct value v = { .kind = VALUE_INT };
	uint64_t bits = type == OID_TEXT || type == OID_BYTEA ? 0 : big_endian(p, n);
	if (type == OID_TEXT || type == OID_BYTEA) {
		v.kind = type == OID_TEXT ? VALUE_TEXT : VALUE_BLOB;
		v.p = p;
		v.n = n;
	} else if (type == OID_FLOAT8) {
		v.kind = VALUE_REAL;
		memcpy(&v.d, &bits, sizeof v.d);
	} else {
		v.i = n == 4 ? (int32_t)bits : (int64_t)bits;
	}
	return v;
}

/* One row of COPY's binary form: how many fields, then of each its length and its bytes. */
static bool row_of(const unsigned char *p, size_t n, const struct table *table, const Oid *type, struct value *value)
{
	const unsigned char *end = p + n;
	if (n < 2 || big_endian(p, 2) != table->columns)
		return false;
	p += 2;
	for (size_t i = 0; i < table->columns; i++) {
		if (end - p < 4)
			return false;
		int32_t length = (int32_t)big_endian(p, 4);
		p += 4;
		if (length > end - p || (type[i] != OID_TEXT && type[i] != OID_BYTEA && length > 8))
			return false;
		value[i] = length < 0 ? (struct value){ .kind = VALUE_NULL } : value_of(type[i], p, (size_t)length);
		p += length < 0 ? 0 : length;
	}
	return p == end;
}

/* A message of COPY holds one row; the first one the head before it, the last one no row but its end. */
static bool message_row(const char *message, size_t n, bool first, const struct table *table, const Oid *type, table_row *row, void *ctx, struct err *e)
{
	struct value value[TABLE_COLUMNS];
	const unsigned char *p = (const unsigned char *)message;
	if (first && n >= HEAD) {
		p += HEAD;
		n -= HEAD;
	}
	if (n == 0 || (n == 2 && (int16_t)big_endian(p, 2) == END_OF_ROWS))
		return true;
	if (!row_of(p, n, table, type, value))
		return err_set(e, "cannot read %s: PostgreSQL sends a row that cannot be understood", table->name);
	return row(ctx, table, value, e);
}

static bool each_row(struct tables_conn *c, const struct table *table, const Oid *type, table_row *row, void *ctx, struct err *e)
{
	char *message;
	int n;
	bool fine = true;
	for (bool first = true; (n = PQgetCopyData(c->pg, &message, 0)) > 0; first = false) {
		fine = fine && message_row(message, (size_t)n, first, table, type, row, ctx, e);
		PQfreemem(message);
		if (!fine)
			return false;                /* the connection goes with what was still coming */
	}
	PGresult *r = PQgetResult(c->pg);
	fine = n == -1 && PQresultStatus(r) == PGRES_COMMAND_OK;
	PQclear(r);
	while ((r = PQgetResult(c->pg)))
		PQclear(r);
	return fine || failed(c, table->name, e);
}

static bool rows(struct tables_conn *c, const struct table *table, table_row *row, void *ctx, struct err *e)
{
	struct arena *arena = arena_new(1 << 18);
	Oid type[TABLE_COLUMNS];
	const char *question = table_question(arena, table);
	bool fine = types_of(c, question, table, type, e);
	if (fine) {
		PGresult *r = PQexec(c->pg, arena_printf(arena, "COPY (%s) TO STDOUT (FORMAT binary)", question));
		fine = PQresultStatus(r) == PGRES_COPY_OUT || failed(c, table->name, e);
		PQclear(r);
		fine = fine && each_row(c, table, type, row, ctx, e);
	}
	arena_free(arena);
	return fine;
}

const struct tables_engine TABLES_POSTGRES = {
	.kind = ENGINE_POSTGRES,
	.names = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace AND relname <> 'migration'"
		" ORDER BY relname COLLATE \"C\"",
	.columns = { "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('", "') AND attnum > 0 AND NOT attisdropped"
		" ORDER BY attname COLLATE \"C\"" },
	.yes_no = { "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('", "') AND attnum > 0 AND NOT attisdropped"
		" AND atttypid = 'boolean'::regtype" },
	.open = open_conn, .close = close_conn, .rows = rows, .ask = ask, .script = script,
};
