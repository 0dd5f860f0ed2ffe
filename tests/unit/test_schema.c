/* A freshly migrated database is what is declared: the declarations' own tables are made beside it on the same engine, and the catalogues of
 * both are compared: tables, columns, types, what may be empty, defaults, keys, references, indexes. */
#include "store.h"
#include <libpq-fe.h>
#include <sqlite3.h>
#include "platform/schema/schema.h"

struct catalogue { struct buf columns, indexes, references; };

static void init(struct catalogue *c)
{
	buf_init(&c->columns, 0);
	buf_init(&c->indexes, 0);
	buf_init(&c->references, 0);
}

static void release(struct catalogue *c)
{
	buf_release(&c->columns);
	buf_release(&c->indexes);
	buf_release(&c->references);
}

static char *declared(enum engine_kind engine)
{
	struct buf b;
	buf_init(&b, 0);
	schema_tables(&b);
	char *text = db_dialect(the.arena, engine, b.p);
	buf_release(&b);
	return text;
}

/* ---- SQLite ---- */

#define OURS "m.type = 'table' AND m.name <> 'migration' AND m.name NOT LIKE 'sqlite%'"
static const char sqlite_columns[] = "SELECT m.name || '.' || p.name || ' ' || p.type || ' ' || p.\"notnull\" || ' ' || coalesce(p.dflt_value, '') || ' ' || p.pk"
	" FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE " OURS " ORDER BY m.name, p.name";
static const char sqlite_indexes[] = "SELECT m.name || ' ' || i.name || ' ' || i.\"unique\" || ' ' || x.seqno || ' ' || coalesce(x.name, '') || ' ' || x.\"desc\""
	" FROM sqlite_master m JOIN pragma_index_list(m.name) i JOIN pragma_index_xinfo(i.name) x WHERE " OURS " AND x.key ORDER BY i.name, x.seqno";
static const char sqlite_references[] = "SELECT m.name || '.' || f.\"from\" || ' ' || f.\"table\" || ' ' || f.\"to\" FROM sqlite_master m"
	" JOIN pragma_foreign_key_list(m.name) f WHERE " OURS " ORDER BY 1";

static void sqlite_rows(sqlite3 *s, const char *sql, struct buf *out)
{
	sqlite3_stmt *q;
	if (sqlite3_prepare_v2(s, sql, -1, &q, NULL))
		fail_msg("%s: %s", sql, sqlite3_errmsg(s));
	while (sqlite3_step(q) == SQLITE_ROW)
		buf_printf(out, "%s\n", (const char *)sqlite3_column_text(q, 0));
	assert_int_equal(sqlite3_finalize(q), SQLITE_OK);
}

static void sqlite_catalogue(const char *path, const char *make, struct catalogue *c)
{
	sqlite3 *s;
	assert_int_equal(sqlite3_open(path, &s), SQLITE_OK);
	if (make && sqlite3_exec(s, make, NULL, NULL, NULL))
		fail_msg("the declared tables cannot be made: %s", sqlite3_errmsg(s));
	sqlite_rows(s, sqlite_columns, &c->columns);
	sqlite_rows(s, sqlite_indexes, &c->indexes);
	sqlite_rows(s, sqlite_references, &c->references);
	sqlite3_close(s);
}

/* ---- PostgreSQL: both stand beside each other as schemas ---- */

static PGresult *ask(PGconn *pg, const char *sql)
{
	PGresult *r = PQexec(pg, sql);
	ExecStatusType status = PQresultStatus(r);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		fail_msg("%s: %s", sql, PQerrorMessage(pg));
	return r;
}

static void run(PGconn *pg, const char *sql)
{
	PQclear(ask(pg, sql));
}

static void postgres_rows(PGconn *pg, const char *sql, struct buf *out)
{
	PGresult *r = ask(pg, sql);
	for (int i = 0; i < PQntuples(r); i++)
		buf_printf(out, "%s\n", PQgetvalue(r, i, 0));
	PQclear(r);
}

static void postgres_catalogue(PGconn *pg, const char *schema, struct catalogue *c)
{
	run(pg, arena_printf(the.arena, "SET search_path = %s", schema));
	postgres_rows(pg, "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')"
		" FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) WHERE table_schema = current_schema()"
		" AND table_type = 'BASE TABLE' AND table_name <> 'migration' ORDER BY table_name COLLATE \"C\", column_name COLLATE \"C\"", &c->columns);
	postgres_rows(pg, "SELECT replace(indexdef, current_schema() || '.', '') FROM pg_indexes WHERE schemaname = current_schema()"
		" AND tablename <> 'migration' ORDER BY 1", &c->indexes);
	postgres_rows(pg, "SELECT r.relname || ' ' || pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid"
		" WHERE c.connamespace = current_schema()::regnamespace AND c.contype = 'f' ORDER BY 1", &c->references);
}

static void both_on_postgres(struct catalogue *migrated, struct catalogue *made)
{
	PGconn *pg = PQconnectdb(the.url + strlen("postgres:"));
	run(pg, "SET client_min_messages = error; DROP SCHEMA IF EXISTS declared CASCADE; CREATE SCHEMA declared");
	postgres_catalogue(pg, "public", migrated);
	run(pg, "SET search_path = declared");
	run(pg, declared(ENGINE_POSTGRES));
	postgres_catalogue(pg, "declared", made);
	run(pg, "DROP SCHEMA declared CASCADE");
	PQfinish(pg);
}

/* ---- the test ---- */

static void a_migrated_database_is_what_is_declared(void **state)
{
	(void)state;
	struct catalogue migrated, made;
	struct buf guards;
	buf_init(&guards, 0);
	init(&migrated);
	init(&made);
	schema_guards(&guards, db_engine(the.db));
	if (!db_migrate(the.db, guards.p, &the.e))
		fail_msg("%s", the.e.text);
	if (store_on_postgres())
		both_on_postgres(&migrated, &made);
	else {
		sqlite_catalogue(the.url + strlen("sqlite:"), NULL, &migrated);
		sqlite_catalogue(":memory:", declared(ENGINE_SQLITE), &made);
	}
	assert_true(made.columns.n > 1000 && made.indexes.n > 500 && made.references.n > 200);
	assert_string_equal(migrated.columns.p, made.columns.p);
	assert_string_equal(migrated.indexes.p, made.indexes.p);
	assert_string_equal(migrated.references.p, made.references.p);
	release(&migrated);
	release(&made);
	buf_release(&guards);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_migrated_database_is_what_is_declared, store_empty, store_gone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
