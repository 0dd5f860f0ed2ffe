/* The writer's log in one write a transaction: few writes, nothing later than it would have been, and a write that fails is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "platform/base/file.h"
#include "platform/db/sqlite_log.h"

static char dir[64], path[128], copy[128];
static int writes;
static bool full;

/* What SQLite calls to write, in the place of the system's own. */
static ssize_t counted(int fd, const void *bytes, size_t n, off_t at)
{
	writes++;
	if (full) {
		errno = ENOSPC;
		return -1;
	}
	return pwrite(fd, bytes, n, at);
}

static sqlite3 *opened(const char *name, const char *way)
{
	sqlite3 *db;
	assert_int_equal(sqlite3_open_v2(name, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, way), SQLITE_OK);
	return db;
}

static void run(sqlite3 *db, const char *text)
{
	if (sqlite3_exec(db, text, NULL, NULL, NULL) != SQLITE_OK)
		fail_msg("%s: %s", text, sqlite3_errmsg(db));
}

static int number(sqlite3 *db, const char *text)
{
	sqlite3_stmt *st;
	assert_int_equal(sqlite3_prepare_v2(db, text, -1, &st, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(st), SQLITE_ROW);
	int n = sqlite3_column_int(st, 0);
	sqlite3_finalize(st);
	return n;
}

static sqlite3 *writer(const char *synchronous)
{
	sqlite3 *db = opened(path, sqlite_log_gathered());
	run(db, "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
	run(db, synchronous);
	run(db, "CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, word BLOB)");
	return db;
}

#define TWENTY_PAGES "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20) INSERT INTO t (word) SELECT randomblob(3900) FROM n"
#define THOUSAND_PAGES "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO t (word) SELECT randomblob(3900) FROM n"

/* The store and its log as they lie on the disk now, opened as after a crash. */
static int rows_after_a_crash(void)
{
	char command[700];
	snprintf(command, sizeof command, "cp '%s' '%s' && cp '%s-wal' '%s-wal' && rm -f '%s-shm'", path, copy, path, copy, copy);
	assert_int_equal(system(command), 0);
	sqlite3 *db = opened(copy, NULL);
	assert_int_equal(number(db, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
	int n = number(db, "SELECT count(*) FROM t");
	sqlite3_close(db);
	return n;
}

static int setup(void **state)
{
	sqlite3_vfs *usual = sqlite3_vfs_find(NULL);
	(void)state;
	full = false;
	snprintf(dir, sizeof dir, "/tmp/nabij-log-XXXXXX");
	snprintf(path, sizeof path, "%s/store.db", mkdtemp(dir));
	snprintf(copy, sizeof copy, "%s/copy.db", dir);
	usual->xSetSystemCall(usual, "pwrite64", (sqlite3_syscall_ptr)counted);
	return usual->xSetSystemCall(usual, "pwrite", (sqlite3_syscall_ptr)counted) != SQLITE_OK;
}

static int teardown(void **state)
{
	char command[200];
	(void)state;
	snprintf(command, sizeof command, "rm -rf '%s'", dir);
	return system(command);
}

static void a_transaction_is_one_write(void **state)
{
	(void)state;
	sqlite3 *db = writer("PRAGMA synchronous = FULL");
	run(db, TWENTY_PAGES);
	writes = 0;
	run(db, TWENTY_PAGES);
	assert_int_equal(writes, 1);
	sqlite3_close(db);
}

/* Also where nothing is synced: readers are told of a transaction as soon as it ended. */
static void what_ended_is_seen_and_outlives_a_crash(void **state)
{
	static const char *const ways[] = { "PRAGMA synchronous = FULL", "PRAGMA synchronous = NORMAL", "PRAGMA synchronous = OFF" };
	(void)state;
	int had = 0;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		sqlite3 *db = writer(ways[i]), *reader = opened(path, NULL);
		for (int round = 1; round <= 3; round++) {
			run(db, TWENTY_PAGES);
			had += 20;
			assert_int_equal(number(reader, "SELECT count(*) FROM t WHERE length(word) = 3900"), had);
			assert_int_equal(rows_after_a_crash(), had);
		}
		run(db, "PRAGMA wal_checkpoint(RESTART)");
		sqlite3_close(reader);
		sqlite3_close(db);
	}
}

/* More than a cache holds goes into the log before it ends, and is read back from there. */
static void a_transaction_larger_than_the_cache_holds(void **state)
{
	(void)state;
	sqlite3 *db = writer("PRAGMA synchronous = FULL; PRAGMA cache_size = 10"), *reader = opened(path, NULL);
	run(db, "BEGIN; " THOUSAND_PAGES "; UPDATE t SET word = randomblob(3800) WHERE id % 3 = 0");
	assert_int_equal(number(db, "SELECT count(*) FROM t WHERE length(word) = 3800"), 333);
	assert_int_equal(number(reader, "SELECT count(*) FROM t"), 0);
	run(db, "COMMIT");
	assert_int_equal(number(reader, "SELECT count(*) FROM t WHERE length(word) = 3800"), 333);
	assert_int_equal(rows_after_a_crash(), 1000);
	run(db, "BEGIN; DELETE FROM t; ROLLBACK");
	assert_int_equal(number(db, "SELECT count(*) FROM t"), 1000);
	sqlite3_close(reader);
	sqlite3_close(db);
}

static void a_write_that_fails_is_told_and_undone(void **state)
{
	(void)state;
	sqlite3 *db = writer("PRAGMA synchronous = FULL");
	run(db, TWENTY_PAGES);
	full = true;
	assert_int_equal(sqlite3_exec(db, TWENTY_PAGES, NULL, NULL, NULL), SQLITE_FULL);
	assert_int_equal(number(db, "SELECT count(*) FROM t"), 20);
	full = false;
	run(db, TWENTY_PAGES);
	assert_int_equal(rows_after_a_crash(), 40);
	sqlite3_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_transaction_is_one_write, setup, teardown),
		cmocka_unit_test_setup_teardown(what_ended_is_seen_and_outlives_a_crash, setup, teardown),
		cmocka_unit_test_setup_teardown(a_transaction_larger_than_the_cache_holds, setup, teardown),
		cmocka_unit_test_setup_teardown(a_write_that_fails_is_told_and_undone, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
