/* Migrations on either engine, the dialect they are written in, and the rule on names. */
#include "store.h"
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

SQL(m_insert, "INSERT INTO contact (id, file_id, note) VALUES (:id, :file, :note)");
SQL(m_count, "SELECT count(*) FROM v_contact");
SQL(m_note, "SELECT count(*) FROM v_contact WHERE note = 'changed by a migration'");
SQL(m_migrations, "DELETE FROM migration");

static struct migration two[] = {
	{ 0, NULL, NULL },                   /* the first one of STORE_MIGRATIONS */
	{ 2, "0002_more.sql", "ALTER TABLE contact ADD COLUMN place TEXT;\nUPDATE contact SET note = 'changed by a migration';\n" },
	{ 0, NULL, NULL },
};
static struct migration planted[] = {
	{ 0, NULL, NULL },
	{ 2, "0002_half.sql", "UPDATE contact SET note = 'changed by a migration';\nCREATE TABLE half (id INTEGER PRIMARY KEY) STRICT;\n"
		"INSERT INTO nowhere (id) VALUES (1);\n" },
	{ 0, NULL, NULL },
};
static struct migration dangling[] = {
	{ 0, NULL, NULL },
	{ 2, "0002_dangling.sql", "INSERT INTO contact (id, file_id, about_id) VALUES (77, 10, 78);\n" },
	{ 0, NULL, NULL },
};

static const char *copy_path(void)
{
	return arena_printf(the.arena, "%s/nabij.db.before-2", the.dir);
}

static void assert_state(const struct migration *list, int have, int want)
{
	struct migration_state state;
	struct err e = { 0 };
	if (!db_migration_state_with(the.db, list, &state, &e))
		fail_msg("%s", e.text);
	assert_int_equal(state.have, have);
	assert_int_equal(state.want, want);
}

static int ready_with_a_contact(void **state)
{
	store_ready(state);
	two[0] = planted[0] = dangling[0] = STORE_MIGRATIONS[0];
	assert_int_equal(store_change(SEVEN, NOW, &m_insert, WITH(p_id("id", 11), p_id("file", FILE_OF_SEVEN), p_text("note", "x"))), 1);
	return 0;
}

static void a_new_database_gets_all_and_no_copy(void **state)
{
	(void)state;
	assert_state(STORE_MIGRATIONS, 0, 1);
	if (!db_migrate_with(the.db, STORE_MIGRATIONS, store_test_guards(), &the.e))
		fail_msg("%s", the.e.text);
	assert_state(STORE_MIGRATIONS, 1, 1);
	assert_false(file_exists(arena_printf(the.arena, "%s/nabij.db.before-1", the.dir)));
	assert_true(db_migrate_with(the.db, STORE_MIGRATIONS, store_test_guards(), &the.e));
	assert_state(STORE_MIGRATIONS, 1, 1);
}

static void a_migration_meets_no_guard_and_the_guards_are_back_after_it(void **state)
{
	(void)state;
	if (!db_migrate_with(the.db, two, store_test_guards(), &the.e))
		fail_msg("%s", the.e.text);
	assert_state(two, 2, 2);
	assert_int_equal(store_number(SEVEN, NOW, &m_note, WITHOUT), 1);
	assert_int_equal(store_number(EIGHT, NOW, &m_count, WITHOUT), 0);
	assert_int_equal(store_change(EIGHT, NOW, &m_insert, WITH(p_id("id", 12), p_id("file", FILE_OF_SEVEN), p_text("note", "x"))), -1);
}

static int count_in_copy(const char *question)
{
	sqlite3 *copy;
	sqlite3_stmt *st;
	assert_int_equal(sqlite3_open_v2(copy_path(), &copy, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(copy, question, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	int n = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	sqlite3_close(copy);
	return n;
}

static void a_whole_copy_from_before_stands_beside_it(void **state)
{
	struct stat st;
	(void)state;
	if (store_on_postgres())
		skip();
	assert_true(db_migrate_with(the.db, two, store_test_guards(), &the.e));
	assert_int_equal(stat(copy_path(), &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_int_equal(count_in_copy("SELECT count(*) FROM contact WHERE note = 'x'"), 1);
	assert_int_equal(count_in_copy("SELECT max(number) FROM migration"), 1);
	assert_false(file_exists(arena_printf(the.arena, "%s.part", copy_path())));
}

static void assert_old_is_whole(const struct migration *list, const char *why)
{
	struct err e = { 0 };
	assert_false(db_migrate_with(the.db, list, store_test_guards(), &e));
	if (!strstr(e.text, why))
		fail_msg("%s", e.text);
	store_reopen();
	assert_state(STORE_MIGRATIONS, 1, 1);
	assert_int_equal(store_number(SEVEN, NOW, &m_count, WITHOUT), 1);
	assert_int_equal(store_number(SEVEN, NOW, &m_note, WITHOUT), 0);
	assert_int_equal(store_number(EIGHT, NOW, &m_count, WITHOUT), 0);
}

static void one_that_fails_halfway_leaves_the_old_whole(void **state)
{
	(void)state;
	assert_old_is_whole(planted, "0002_half.sql");
}

static void one_that_leaves_a_reference_to_nothing_is_undone(void **state)
{
	(void)state;
	assert_old_is_whole(dangling, "");
}

static void guards_that_do_not_fit_undo_the_migration_too(void **state)
{
	struct err e = { 0 };
	(void)state;
	assert_false(db_migrate_with(the.db, two, "CREATE VIEW v_contact AS SELECT nothing FROM contact\n--;\n", &e));
	store_reopen();
	assert_state(two, 1, 2);
	assert_int_equal(store_number(SEVEN, NOW, &m_count, WITHOUT), 1);
	assert_int_equal(store_number(EIGHT, NOW, &m_count, WITHOUT), 0);
}

static void a_newer_database_is_refused_and_left_alone(void **state)
{
	struct err e = { 0 };
	(void)state;
	assert_true(db_migrate_with(the.db, two, store_test_guards(), &the.e));
	assert_false(db_migrate_with(the.db, STORE_MIGRATIONS, store_test_guards(), &e));
	assert_non_null(strstr(e.text, "newer"));
	assert_state(STORE_MIGRATIONS, 2, 1);
	assert_int_equal(store_number(SEVEN, NOW, &m_note, WITHOUT), 1);
}

static void the_application_cannot_touch_the_list_of_migrations(void **state)
{
	(void)state;
	assert_int_equal(store_change(NABIJ_ITSELF, NOW, &m_migrations, WITHOUT), -1);
}

static void the_migrations_in_the_program_are_numbered_upwards(void **state)
{
	int before = 0;
	(void)state;
	for (const struct migration *m = db_migrations(); m->number; m++) {
		assert_true(m->number > before);
		before = m->number;
	}
	assert_true(before > 0);
	if (!db_migrate(the.db, "", &the.e))
		fail_msg("%s", the.e.text);
	assert_state(db_migrations(), before, before);
}

/* ---- the dialect ---- */

static void assert_dialect(enum engine_kind kind, const char *from, const char *to)
{
	assert_string_equal(db_dialect(the.arena, kind, from), to);
}

static void a_migration_is_written_once(void **state)
{
	(void)state;
	const char *ddl = "CREATE TABLE t (id INTEGER PRIMARY KEY, w REAL, b blob, ok BOOLEAN DEFAULT FALSE) STRICT, WITHOUT ROWID;\n"
		"-- INTEGER STRICT\nINSERT INTO t (\"REAL\") VALUES ('BLOB BOOLEAN');";
	assert_dialect(ENGINE_POSTGRES, ddl,
		"CREATE TABLE t (id bigint PRIMARY KEY, w double precision, b bytea, ok BOOLEAN DEFAULT FALSE) ;\n"
		"-- INTEGER STRICT\nINSERT INTO t (\"REAL\") VALUES ('BLOB BOOLEAN');");
	assert_dialect(ENGINE_SQLITE, ddl,
		"CREATE TABLE t (id INTEGER PRIMARY KEY, w REAL, b blob, ok INTEGER DEFAULT FALSE) STRICT, WITHOUT ROWID;\n"
		"-- INTEGER STRICT\nINSERT INTO t (\"REAL\") VALUES ('BLOB BOOLEAN');");
	assert_dialect(ENGINE_POSTGRES, "CREATE TABLE u (a TEXT)\n  WITHOUT ROWID, STRICT;", "CREATE TABLE u (a TEXT)\n  ;");
	assert_dialect(ENGINE_POSTGRES, "CREATE TABLE u (strict TEXT, integers TEXT);", "CREATE TABLE u (strict TEXT, integers TEXT);");
	assert_dialect(ENGINE_POSTGRES, "SELECT 'it''s INTEGER' /* REAL */, 1.5", "SELECT 'it''s INTEGER' /* REAL */, 1.5");
	assert_dialect(ENGINE_POSTGRES, "'never closed INTEGER", "'never closed INTEGER");
}

static void named_parameters_become_numbers(void **state)
{
	struct sql_names names;
	struct buf out;
	(void)state;
	buf_init(&out, 0);
	sql_number_params("SELECT :a, ':b', x::text -- :c\n WHERE :b_2 = :a AND t = '12:30'", &out, &names);
	assert_string_equal(out.p, "SELECT $1, ':b', x::text -- :c\n WHERE $2 = $1 AND t = '12:30'");
	assert_int_equal(names.n, 2);
	assert_int_equal(names.length[1], 3);
	assert_memory_equal(names.name[1], "b_2", 3);
	buf_release(&out);
}

/* ---- the rule on names ---- */

static void statements_read_from_views_alone(void **state)
{
	static const char *const good[] = {
		"SELECT note FROM v_contact", "SELECT a.x, b.y FROM v_a a, v_b b WHERE a.id = b.id",
		"SELECT 1 FROM v_a a LEFT JOIN s_b b ON a.id = b.id AND a.t IN (1, 2) ORDER BY a.x, a.y",
		"INSERT INTO contact (id, note) VALUES (:id, :note) ON CONFLICT DO NOTHING", "DELETE FROM contact WHERE id = :id",
		"INSERT INTO contact (id, note) SELECT id, note FROM v_contact", "UPDATE contact SET note = :note FROM v_file f WHERE f.id = file_id",
		("WITH RECURSIVE up (id, n) AS (SELECT id, 1 FROM v_a UNION ALL SELECT u.id, n + 1 FROM up u JOIN v_a ON v_a.id = u.id), two AS"
		" (SELECT 1) SELECT count(*) FROM up, two"),
		"SELECT a IS NOT DISTINCT FROM b, c FROM v_x", "SELECT x FROM (SELECT x, y FROM v_a) q, v_b WHERE EXISTS (SELECT 1 FROM s_c)",
		"SELECT sum(x) FILTER (WHERE y) OVER (PARTITION BY a, b ORDER BY c, d) FROM v_a GROUP BY a, b", "SELECT 'FROM contact' FROM v_a",
	};
	static const char *const bad[][2] = {
		{ "SELECT note FROM contact", "contact" }, { "SELECT count(*) FROM v_a, contact", "contact" },
		{ "SELECT 1 FROM v_a a JOIN contact c ON a.id = c.id", "contact" }, { "SELECT (SELECT note FROM contact) FROM v_a", "contact" },
		{ "SELECT 1 FROM v_a a JOIN v_b b ON a.id = b.id, contact", "contact" }, { "SELECT 1 FROM (contact)", "contact" },
		{ "SELECT 1 FROM (v_a JOIN contact ON 1 = 1)", "contact" }, { "UPDATE contact SET note = 'x' FROM access", "access" },
		{ "WITH v_contact AS (SELECT 1) SELECT * FROM v_contact", "v_contact" }, { "SELECT 1 FROM \"contact\"", "\"contact\"" },
		{ "WITH a AS (SELECT note FROM contact) SELECT * FROM a", "contact" }, { "WITH a AS MATERIALIZED (SELECT note FROM contact) SELECT * FROM a", "contact" },
		{ "WITH v_a AS MATERIALIZED (SELECT 1) SELECT * FROM v_a", "v_a" }, { "DROP TABLE contact", "DROP" },
		{ "INSERT INTO contact (id) SELECT id FROM access", "access" }, { " /* x */ PRAGMA user_version", "PRAGMA" },
		{ "SELECT 1 FROM v_a UNION SELECT note FROM contact", "contact" }, { "SELECT a, b FROM (SELECT 1) q, contact", "contact" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (sql_rule_broken(the.arena, good[i]))
			fail_msg("%s: %s", sql_rule_broken(the.arena, good[i]), good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *word = sql_rule_broken(the.arena, bad[i][0]);
		if (!word || strcmp(word, bad[i][1]))
			fail_msg("%s: %s", word ? word : "nothing", bad[i][0]);
	}
}

#define EMPTY(f) cmocka_unit_test_setup_teardown(f, store_empty, store_gone)
#define TEST(f) cmocka_unit_test_setup_teardown(f, ready_with_a_contact, store_gone)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EMPTY(a_new_database_gets_all_and_no_copy), TEST(a_migration_meets_no_guard_and_the_guards_are_back_after_it),
		TEST(a_whole_copy_from_before_stands_beside_it), TEST(one_that_fails_halfway_leaves_the_old_whole),
		TEST(one_that_leaves_a_reference_to_nothing_is_undone), TEST(guards_that_do_not_fit_undo_the_migration_too),
		TEST(a_newer_database_is_refused_and_left_alone), TEST(the_application_cannot_touch_the_list_of_migrations),
		EMPTY(the_migrations_in_the_program_are_numbered_upwards), EMPTY(a_migration_is_written_once),
		EMPTY(named_parameters_become_numbers), EMPTY(statements_read_from_views_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
