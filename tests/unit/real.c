#include "real.h"
#include <libpq-fe.h>
#include <sqlite3.h>
#include "platform/schema/schema.h"

SQL(real_file_insert, "INSERT INTO file (id, kind, opened_at) VALUES (:id, :kind, 1)");
SQL(real_account_insert, "INSERT INTO account (id, file_id, own_file_id, kind, name, created_at, until_at) VALUES (:id, :file, :file, :kind, :name, 1, 2)");

static void person(struct slot *slot, id64 file, id64 id, const char *kind, const char *name)
{
	sql_run(slot, &real_file_insert, WITH(p_id("id", file), p_text("kind", file == DIRECTORY_FILE ? "directory" : "person")));
	sql_run(slot, &real_account_insert, WITH(p_id("id", id), p_id("file", file), p_text("kind", kind),
		p_blob("name", slot_seal(slot, file, "account.name", id, name))));
}

static void in_bulk(id64 file, id64 id, const char *kind, const char *name)
{
	struct arena *arena = arena_new(1 << 20);
	struct bulk *bulk = db_bulk_begin(the.db, arena, &the.e);
	assert_non_null(bulk);
	person(bulk_slot(bulk), file, id, kind, name);
	if (!db_bulk_end(bulk, true, &the.e))
		fail_msg("%s", the.e.text);
	arena_free(arena);
}

int real_ready(void **state)
{
	struct buf guards;
	store_empty(state);
	buf_init(&guards, 0);
	schema_guards(&guards, db_engine(the.db));
	if (!db_migrate(the.db, guards.p, &the.e) || !keystore_new_many(the.keys, (const id64[]){ DIRECTORY_FILE, REAL_FILE }, 2, &the.e))
		fail_msg("%s", the.e.text);
	buf_release(&guards);
	in_bulk(DIRECTORY_FILE, NABIJ_ITSELF, "itself", "Nabij");
	in_bulk(REAL_FILE, REAL_PERSON, "resident", "Jan");
	return 0;
}

void real_another(id64 file)
{
	if (!keystore_new_many(the.keys, &file, 1, &the.e))
		fail_msg("%s", the.e.text);
	in_bulk(file, file + 1, "resident", "Piet");
}

static void itself(sqlite3_context *context, int n, sqlite3_value **v)
{
	(void)n, (void)v;
	sqlite3_result_int64(context, 1);
}

static void on_sqlite(const char *path, const char *text)
{
	sqlite3 *s;
	char *message = NULL;
	assert_int_equal(sqlite3_open(path, &s), SQLITE_OK);
	sqlite3_create_function(s, "app_user", 0, SQLITE_UTF8, NULL, itself, NULL, NULL);
	sqlite3_create_function(s, "app_now", 0, SQLITE_UTF8, NULL, itself, NULL, NULL);
	sqlite3_exec(s, text, NULL, NULL, &message);
	if (message)
		fail_msg("%s: %s", text, message);
	sqlite3_close(s);
}

static void on_postgres(const char *text)
{
	PGconn *pg = PQconnectdb(the.url + strlen("postgres:"));
	PGresult *r = PQexec(pg, text);
	ExecStatusType status = PQresultStatus(r);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		fail_msg("%s: %s", text, PQerrorMessage(pg));
	PQclear(r);
	PQfinish(pg);
}

void real_damage(const char *sqlite, const char *postgres)
{
	if (store_on_postgres() && postgres)
		on_postgres(postgres);
	else if (!store_on_postgres() && sqlite)
		on_sqlite(the.url + strlen("sqlite:"), sqlite);
}

void real_keys_damage(const char *sql)
{
	on_sqlite(keystore_path(the.keys), sql);
}
