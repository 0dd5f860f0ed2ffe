/* A check finds what is wrong: each kind of damage is planted, on either store, and must be named; without damage nothing is. */
#include "real.h"
#include <fcntl.h>
#include <unistd.h>
#include "platform/backup/check.h"

static struct check check;
static struct buf report;

static const char *spool(void)
{
	return arena_printf(the.arena, "%s/spool/spool", the.dir);
}

static void look(void)
{
	struct err e = { "" };
	buf_release(&report);
	buf_init(&report, 0);
	if (!check_run(the.db, the.keys, spool(), OPEN_ALL, the.arena, &check, &report, &e))
		buf_printf(&report, "it could not be checked to its end: %s\n", e.text);
}

static void assert_whole(void)
{
	look();
	if (check.wrong || report.n)
		fail_msg("%llu wrong: %s", (unsigned long long)check.wrong, report.p);
}

static void assert_found(const char *words)
{
	look();
	if (!check.wrong || !strstr(report.p, words))
		fail_msg("\"%s\" is not in the report (%llu wrong):\n%s", words, (unsigned long long)check.wrong, report.p);
}

static void without_damage_nothing_is_wrong(void **state)
{
	(void)state;
	assert_whole();
	assert_int_equal(check.found.files, 2);
	assert_int_equal(check.found.keys, 2);
	assert_int_equal(check.found.opened, 2);
	assert_true(check.tables > 40 && check.rows >= 4);
}

static void a_guard_that_is_gone_is_found(void **state)
{
	(void)state;
	real_damage("DROP TRIGGER g_person_update", "DROP POLICY g_update ON person");
	assert_found(store_on_postgres() ? "guard is missing or was changed: person g_update" : "guard is missing or was changed: g_person_update");
}

static void a_view_that_lets_everybody_in_is_found(void **state)
{
	(void)state;
	real_damage("DROP VIEW v_person; CREATE VIEW v_person AS SELECT * FROM person t WHERE 1",
		"CREATE OR REPLACE VIEW v_person WITH (security_barrier) AS SELECT * FROM person t");
	assert_found("guard is missing or was changed: v_person");
}

static void security_that_was_switched_off_is_found(void **state)
{
	(void)state;
	real_damage("DROP TRIGGER g_person_insert", "ALTER TABLE person DISABLE ROW LEVEL SECURITY");
	assert_found("guard is missing or was changed: ");
}

static void a_right_too_many_is_found(void **state)
{
	(void)state;
	if (!store_on_postgres())            /* SQLite has no rights: an authorizer in the program takes their place */
		skip();
	real_damage(NULL, "GRANT SELECT ON person TO nabij_app");
	assert_found("right is not as declared: person: nabij_app may SELECT");
	real_damage(NULL, "ALTER ROLE nabij_app BYPASSRLS");
	assert_found("nabij_app is above all guards");
	real_damage(NULL, "ALTER ROLE nabij_app NOBYPASSRLS");
}

static void tables_that_differ_are_found(void **state)
{
	(void)state;
	real_damage("DROP INDEX account_1", "DROP INDEX account_1");
	assert_found("index is missing or was changed: ");
	real_damage("ALTER TABLE person ADD COLUMN nickname TEXT", "ALTER TABLE person ADD COLUMN nickname text");
	assert_found("column is not as declared: person.nickname");
	real_damage("CREATE TABLE aside (id INTEGER PRIMARY KEY, what TEXT)", "CREATE TABLE aside (id bigint PRIMARY KEY, what text)");
	assert_found("column is not as declared: aside.what");
}

static void rows_that_point_at_nothing_are_found(void **state)
{
	(void)state;
	real_damage("PRAGMA foreign_keys = OFF; DELETE FROM file WHERE id = 1000", "SET session_replication_role = replica; DELETE FROM file WHERE id = 1000");
	assert_found("rows point at nothing in file");
}

static void a_file_without_a_key_is_found(void **state)
{
	(void)state;
	real_damage("INSERT INTO file (id, kind, opened_at) VALUES (5000, 'person', 1)", "INSERT INTO file (id, kind, opened_at) VALUES (5000, 'person', 1)");
	assert_found("file 5000 has no key and was not erased");
}

static void a_file_that_was_erased_is_no_damage(void **state)
{
	(void)state;
	real_another(2000);
	assert_true(keystore_destroy(the.keys, 2000, NOW, &the.e));
	assert_whole();
	assert_int_equal(check.found.erased, 1);
	assert_int_equal(check.found.of_erased, 1);
	assert_int_equal(check.found.tombstones, 1);
}

static void a_key_that_came_back_is_found(void **state)
{
	(void)state;
	real_keys_damage("INSERT INTO tombstone (file_id, at) VALUES (1000, 1)");
	assert_found("file 1000 was erased, yet its key is still there");
}

static void a_key_that_does_not_open_is_found(void **state)
{
	(void)state;
	real_keys_damage("UPDATE file_key SET wrapped = (SELECT wrapped FROM file_key WHERE file_id = 1) WHERE file_id = 1000");
	assert_found("the key of file 1000 does not open");
}

static void a_spare_key_is_counted_and_no_damage(void **state)
{
	(void)state;
	assert_true(keystore_new_many(the.keys, (const id64[]){ 7777 }, 1, &the.e));
	assert_whole();
	assert_int_equal(check.found.spare_keys, 1);
}

static void a_value_that_was_changed_is_found(void **state)
{
	(void)state;
	real_damage("UPDATE account SET name = (SELECT name FROM account WHERE id = 1) WHERE id = 1001",
		"UPDATE account SET name = (SELECT name FROM account WHERE id = 1) WHERE id = 1001");
	assert_found("account.name of row 1001 does not open");
}

static off_t page_of(const char *name)
{
	struct texts texts;
	struct tables *t = tables_open(the.db, &the.e);
	assert_true(t && tables_ask(t, arena_printf(the.arena, "SELECT rootpage FROM sqlite_schema WHERE name = '%s'", name), the.arena, &texts, &the.e));
	tables_close(t);
	assert_int_equal(texts.n, 1);
	return (off_t)strtol(texts.at[0], NULL, 10);
}

static void damage_inside_the_store_is_found(void **state)
{
	(void)state;
	if (store_on_postgres()) {
		real_damage(NULL, "ALTER TABLE account ADD CONSTRAINT odd CHECK (kind <> 'resident') NOT VALID");
		assert_found("a constraint that was never checked");
		return;
	}
	const char *path = the.url + strlen("sqlite:");
	for (id64 i = 0; i < 40; i++)
		real_another(20000 + 10 * i);
	off_t page = page_of("account_2");
	db_close(the.db);                    /* so that all of it is in the file, and in no cache */
	int fd = open(path, O_RDWR);
	char junk[512];
	memset(junk, 0xA5, sizeof junk);
	assert_int_equal(pwrite(fd, junk, sizeof junk, (page - 1) * 4096), sizeof junk);
	close(fd);
	the.db = db_open(the.url, 2, the.keys, &the.e);
	assert_non_null(the.db);
	assert_found("integrity: ");
}

static void a_spool_that_is_damaged_is_found(void **state)
{
	(void)state;
	id64 file = REAL_FILE;
	struct err e = { "" };
	const struct spool_record record = { .id = 1, .account = REAL_PERSON, .at = NOW, .route = "/x", .action = "GET", .files = &file, .files_n = 1 };
	struct spool *s = spool_open(arena_printf(the.arena, "%s/spool", the.dir), the.db, &e);
	assert_non_null(s);
	for (int i = 0; i < 3; i++)
		assert_true(spool_append(s, &record, &e));
	assert_whole();
	assert_int_equal(check.spool.records, 3);
	char *path = arena_printf(the.arena, "%s/00000001.log", spool());
	int fd = open(path, O_RDWR);
	assert_int_equal(pwrite(fd, "?", 1, 20), 1);
	close(fd);
	assert_found("spool: 00000001.log is damaged");
	unlink(path);
	spool_close(s);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, real_ready, store_gone)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(without_damage_nothing_is_wrong), TEST(a_guard_that_is_gone_is_found), TEST(a_view_that_lets_everybody_in_is_found),
		TEST(security_that_was_switched_off_is_found), TEST(a_right_too_many_is_found), TEST(tables_that_differ_are_found),
		TEST(rows_that_point_at_nothing_are_found), TEST(a_file_without_a_key_is_found), TEST(a_file_that_was_erased_is_no_damage),
		TEST(a_key_that_came_back_is_found), TEST(a_key_that_does_not_open_is_found), TEST(a_spare_key_is_counted_and_no_damage),
		TEST(a_value_that_was_changed_is_found), TEST(damage_inside_the_store_is_found), TEST(a_spool_that_is_damaged_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
