#include "store.h"
#include <libpq-fe.h>
#include <unistd.h>

struct store the;

const struct migration STORE_MIGRATIONS[] = {
	{ 1, "0001_test.sql",
		"CREATE TABLE access (id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, account_id INTEGER NOT NULL,"
		" file_id INTEGER NOT NULL, ground TEXT NOT NULL, may_write BOOLEAN NOT NULL, from_at INTEGER NOT NULL,"
		" until_at INTEGER NOT NULL) STRICT;\n"
		"CREATE TABLE contact (id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL, version INTEGER NOT NULL DEFAULT 1, note TEXT,"
		" secret BLOB, ready BOOLEAN, weight REAL, about_id INTEGER REFERENCES contact (id), size INTEGER CHECK (size < 100)) STRICT;\n"
		"CREATE TABLE log (id INTEGER PRIMARY KEY, version INTEGER NOT NULL DEFAULT 1, record_id INTEGER NOT NULL, at INTEGER NOT NULL,"
		" account_id INTEGER NOT NULL, file_id INTEGER NOT NULL, ground TEXT, route TEXT NOT NULL, action TEXT NOT NULL) STRICT;\n"
		"CREATE UNIQUE INDEX log_1 ON log (record_id, file_id);\n"
		"INSERT INTO access (id, account_id, file_id, ground, may_write, from_at, until_at) VALUES"
		" (1, 7, 10, 'assignment', TRUE, 0, 1000), (2, 8, 20, 'consent', TRUE, 0, 1000);\n" },
	{ 0, NULL, NULL },
};

#define MAY(file) "EXISTS (SELECT 1 FROM access a WHERE a.account_id = app_user() AND a.file_id = " file \
	" AND a.from_at <= app_now() AND a.until_at > app_now())"
#define VIEWS(barrier) \
	"CREATE VIEW v_contact" barrier " AS SELECT * FROM contact t WHERE " MAY("t.file_id") "\n--;\n" \
	"CREATE VIEW s_contact" barrier " AS SELECT * FROM contact t WHERE app_user() = 1\n--;\n" \
	"CREATE VIEW s_access" barrier " AS SELECT * FROM access t WHERE app_user() = 1\n--;\n" \
	"CREATE VIEW s_log" barrier " AS SELECT * FROM log t WHERE app_user() = 1\n--;\n"

static const char sqlite_guards[] = VIEWS("")
	"CREATE TRIGGER g_contact_insert BEFORE INSERT ON contact WHEN NOT (app_user() = 1 OR " MAY("new.file_id") ")"
	" BEGIN SELECT RAISE(ABORT, 'no access'); END\n--;\n"
	"CREATE TRIGGER g_contact_update BEFORE UPDATE ON contact WHEN NOT (app_user() = 1 OR " MAY("old.file_id") ")"
	" BEGIN SELECT RAISE(IGNORE); END\n--;\n"
	"CREATE TRIGGER g_contact_stays BEFORE UPDATE OF file_id ON contact WHEN new.file_id IS NOT old.file_id"
	" BEGIN SELECT RAISE(ABORT, 'a row stays in its file'); END\n--;\n"
	"CREATE TRIGGER g_contact_delete BEFORE DELETE ON contact WHEN NOT (app_user() = 1) BEGIN SELECT RAISE(IGNORE); END\n--;\n";

static const char postgres_guards[] =
	"CREATE OR REPLACE FUNCTION app_user() RETURNS bigint LANGUAGE sql STABLE AS"
	" $$ SELECT nullif(current_setting('app.user', true), '')::bigint $$\n--;\n"
	"CREATE OR REPLACE FUNCTION app_now() RETURNS bigint LANGUAGE sql STABLE AS"
	" $$ SELECT nullif(current_setting('app.now', true), '')::bigint $$\n--;\n"
	"CREATE OR REPLACE FUNCTION app_may(file bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER AS $$ SELECT " MAY("file")
	" $$\n--;\n" VIEWS(" WITH (security_barrier)")
	"ALTER TABLE contact ENABLE ROW LEVEL SECURITY\n--;\nALTER TABLE log ENABLE ROW LEVEL SECURITY\n--;\n"
	"CREATE POLICY g_select ON contact FOR SELECT TO nabij_app USING (app_user() = 1 OR app_may(file_id))\n--;\n"
	"CREATE POLICY g_insert ON contact FOR INSERT TO nabij_app WITH CHECK (app_user() = 1 OR app_may(file_id))\n--;\n"
	"CREATE POLICY g_update ON contact FOR UPDATE TO nabij_app USING (app_user() = 1 OR app_may(file_id))\n--;\n"
	"CREATE POLICY g_delete ON contact FOR DELETE TO nabij_app USING (app_user() = 1)\n--;\n"
	"CREATE POLICY g_select ON log FOR SELECT TO nabij_app USING (app_user() = 1)\n--;\n"
	"CREATE POLICY g_insert ON log FOR INSERT TO nabij_app WITH CHECK (app_user() = 1)\n--;\n"
	"GRANT SELECT (id, version, file_id, about_id), INSERT, UPDATE (version, note, secret, ready, weight, about_id, size), DELETE"
	" ON contact TO nabij_app\n--;\n"
	"GRANT SELECT (id, record_id, account_id, file_id), INSERT ON log TO nabij_app\n--;\n"
	"GRANT SELECT ON v_contact, s_contact, s_access, s_log TO nabij_app\n--;\n";

static const char *test_store(void)
{
	const char *store = getenv("NABIJ_TEST_STORE");
	return store && *store ? store : "sqlite";
}

bool store_on_postgres(void)
{
	return strcmp(test_store(), "sqlite") != 0;
}

const char *store_test_guards(void)
{
	return store_on_postgres() ? postgres_guards : sqlite_guards;
}

static void postgres(const char *text)
{
	PGconn *pg = PQconnectdb(test_store());
	PGresult *result = PQexec(pg, text);
	ExecStatusType status = PQresultStatus(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		fail_msg("PostgreSQL: %s", PQerrorMessage(pg));
	PQclear(result);
	PQfinish(pg);
}

void store_cut(void)
{
	postgres("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database()"
		" AND pid <> pg_backend_pid() AND backend_type = 'client backend'");
}

void store_reopen(void)
{
	db_close(the.db);
	the.db = db_open(the.url, 4, the.keys, &the.e);
	if (!the.db)
		fail_msg("%s", the.e.text);
}

int store_empty(void **state)
{
	(void)state;
	clock_start();
	crypt_start();
	the = (struct store){ .dir = "/tmp/nabij-test-XXXXXX", .arena = arena_new(16 << 20) };
	assert_non_null(mkdtemp(the.dir));
	assert_true(asprintf(&the.url, store_on_postgres() ? "postgres:%s" : "sqlite:%s/nabij.db",
		store_on_postgres() ? test_store() : the.dir) > 0);
	if (store_on_postgres())
		postgres("SET client_min_messages = error; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	if (!keystore_create(the.dir, &the.e) || !(the.keys = keystore_open(the.dir, &the.e)))
		fail_msg("%s", the.e.text);
	store_reopen();
	return 0;
}

int store_ready(void **state)
{
	const id64 files[] = { DIRECTORY_FILE, FILE_OF_SEVEN, FILE_OF_EIGHT };
	store_empty(state);
	if (!db_migrate_with(the.db, STORE_MIGRATIONS, store_test_guards(), &the.e) || !keystore_new_many(the.keys, files, 3, &the.e))
		fail_msg("%s", the.e.text);
	return 0;
}

int store_gone(void **state)
{
	(void)state;
	char *command;
	db_close(the.db);
	keystore_close(the.keys);
	arena_free(the.arena);
	assert_true(asprintf(&command, "rm -rf '%s'", the.dir) > 0);
	int rc = system(command);
	free(command);
	free(the.url);
	return rc;
}

struct one { struct sql *sql; const struct param *with; int changed; };

static enum change one_statement(struct slot *slot, void *ctx)
{
	struct one *one = ctx;
	one->changed = sql_run(slot, one->sql, one->with);
	return CHANGE_KEEP;
}

int store_change(id64 viewer, moment now, struct sql *sql, const struct param *with)
{
	struct one one = { sql, with, -1 };
	struct err e = { 0 };
	enum change_result result = db_change(the.db, the.arena, viewer, now, one_statement, &one, &e);
	assert_int_equal(result == CHANGE_FAILED, one.changed < 0);
	assert_int_equal(err_any(&e), result == CHANGE_FAILED);
	return one.changed;
}

int64_t store_number(id64 viewer, moment now, struct sql *sql, const struct param *with)
{
	struct slot *slot = db_slot(the.db, the.arena, viewer, now);
	assert_non_null(slot);
	int64_t number = sql_number(slot, sql, with, 0);
	if (slot_failed(slot))
		number = -1;
	db_slot_back(slot);
	return number;
}
