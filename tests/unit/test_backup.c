/* A backup is made, tried and put back, on either store; and each way in which it could bring back what is wrong, or what was erased, is refused. */
#include "real.h"
#include <dirent.h>
#include <libpq-fe.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>
#include "platform/backup/backup.h"
#include "platform/backup/check.h"

static struct offline_secret secret;
static struct offline_public public;
static struct backup_done done;
static struct restored restored;

static const char *in_dir(const char *name)
{
	return arena_printf(the.arena, "%s/%s", the.dir, name);
}

static int setup(void **state)
{
	real_ready(state);
	offline_new(&secret);
	offline_public_of(&secret, &public);
	const char *conf = arena_printf(the.arena, "; kept\nstore = %s\ndemo = yes\n", the.url);
	assert_true(file_write(in_dir("nabij.conf"), conf, strlen(conf), 0600, &the.e));
	return 0;
}

/* ---- making and putting back ---- */

static bool backed_up(const char *to, struct progress progress, struct err *e)
{
	struct backup_job job = { .db = the.db, .keys = the.keys, .dir = the.dir, .spool = in_dir("spool"), .to = in_dir(to), .work = the.dir, .seal = &public,
		.open = OPEN_ALL, .progress = progress };
	return backup_run(&job, &done, e);
}

static void back_up(const char *to)
{
	struct err e = { "" };
	if (!backed_up(to, (struct progress){ 0 }, &e))
		fail_msg("%s", e.text);
	assert_true(file_exists(done.data) && file_exists(done.keys));
}

static void aside(const char *text)
{
	PGconn *pg = PQconnectdb(the.url + strlen("postgres:"));
	PQclear(PQexec(pg, text));
	PQfinish(pg);
}

/* PostgreSQL: another schema of the same database is another store. */
static const char *other_store(void)
{
	if (!store_on_postgres())
		return NULL;
	aside("SET client_min_messages = error; DROP SCHEMA IF EXISTS put_back CASCADE; CREATE SCHEMA put_back");
	return arena_printf(the.arena, "%s options=-csearch_path=put_back", the.url);
}

static struct restore_job job_for(const char *to)
{
	return (struct restore_job){ .data = done.data, .keys = done.keys, .secret = &secret, .dir = in_dir(to), .url = other_store(), .open = OPEN_ALL };
}

static void assert_refused(const struct restore_job *job, const char *words)
{
	struct err e = { "" };
	if (restore_run(job, &restored, &e))
		fail_msg("it was put back, and \"%s\" was expected", words);
	if (!strstr(e.text, words))
		fail_msg("\"%s\" is not in: %s", words, e.text);
	assert_false(file_exists(arena_printf(the.arena, "%s/nabij.conf", job->dir)));       /* nothing that could be served */
}

/* The sums of what stands in a store. */
static struct check sums_of(const char *url, const char *keys)
{
	struct err e = { "" };
	struct buf report;
	struct check check = { 0 };
	buf_init(&report, 0);
	struct keystore *k = keystore_open(keys, &e);
	struct db *db = k ? db_open(url, 1, k, &e) : NULL;
	if (!db || !check_run(db, k, in_dir("no-spool"), OPEN_ALL, the.arena, &check, &report, &e) || check.wrong)
		fail_msg("%s%s", e.text, report.p);
	db_close(db);
	keystore_close(k);
	buf_release(&report);
	return check;
}

static struct check put_back(const struct restore_job *job)
{
	struct err e = { "" };
	if (!restore_run(job, &restored, &e))
		fail_msg("%s", e.text);
	const char *url = job->url ? job->url : arena_printf(the.arena, "sqlite:%s/nabij.db", job->dir);
	return sums_of(url, arena_printf(the.arena, "%s/keys", job->dir));
}

static void assert_same(const struct check *a, const struct check *b)
{
	assert_int_equal(a->tables, b->tables);
	for (size_t i = 0; i < a->tables; i++) {
		assert_string_equal(a->table[i].name, b->table[i].name);
		assert_int_equal(a->table[i].sum.rows, b->table[i].sum.rows);
		assert_memory_equal(a->table[i].sum.hash, b->table[i].sum.hash, HASH_BYTES);
	}
}

/* Files in a folder whose name has these words. */
static int files_with(const char *folder, const char *words)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int n = 0;
	while (dir && (entry = readdir(dir)))
		n += strstr(entry->d_name, words) != NULL;
	if (dir)
		closedir(dir);
	return n;
}

/* ---- what comes back ---- */

static void what_comes_back_is_what_was_there(void **state)
{
	(void)state;
	real_another(2000);
	struct check before = sums_of(the.url, the.dir);
	back_up("to");
	assert_int_equal(done.tried.rows, before.rows);
	struct restore_job job = job_for("new");
	struct check first = put_back(&job);
	assert_same(&before, &first);
	struct buf conf;
	buf_init(&conf, 0);
	assert_true(file_read(in_dir("new/nabij.conf"), 1000, &conf, &the.e));
	assert_true(strstr(conf.p, "; kept\n") && strstr(conf.p, "demo = yes\n") && !strstr(conf.p, arena_printf(the.arena, "store = %s\n", the.url)));
	buf_release(&conf);
	assert_false(file_exists(in_dir("new/restoring")));
	job = job_for("newer");
	struct check second = put_back(&job);
	assert_same(&first, &second);
	job.dir = in_dir("crossed");                 /* from either store into the other's format too */
	job.url = NULL;
	struct check crossed = put_back(&job);
	assert_same(&first, &crossed);
}

static void nothing_that_exists_is_overwritten(void **state)
{
	(void)state;
	back_up("to");
	struct restore_job job = job_for("new");
	put_back(&job);
	job.keys = done.keys;
	const char *url = job.url;
	struct err e = { "" };
	assert_false(restore_run(&job, &restored, &e));
	assert_non_null(strstr(e.text, "is not empty"));
	assert_true(file_exists(in_dir("new/nabij.conf")));
	if (url) {
		job.dir = in_dir("newer");
		assert_refused(&job, "there is a Nabij in that database already");
		sums_of(url, in_dir("new/keys"));
		aside("DROP SCHEMA put_back CASCADE; CREATE SCHEMA put_back; CREATE TABLE put_back.another (id bigint)");
		assert_refused(&job, "there are tables in that database already");
	} else {
		job.dir = in_dir("newer");
		job.url = arena_printf(the.arena, "sqlite:%s", in_dir("new/nabij.db"));
		assert_refused(&job, "exists already");
		sums_of(job.url, in_dir("new/keys"));
	}
}

/* ---- what was erased ---- */

static void what_was_erased_stays_erased(void **state)
{
	(void)state;
	real_another(2000);
	back_up("to");
	char *old_data = arena_strdup(the.arena, done.data), *old_keys = arena_strdup(the.arena, done.keys);
	assert_true(keystore_destroy(the.keys, 2000, clock_now(), &the.e));
	usleep(10000);
	back_up("to");
	struct restore_job job = job_for("new");
	job.data = old_data;
	put_back(&job);
	assert_int_equal(restored.found.erased, 1);
	assert_int_equal(restored.found.of_erased, 1);
	job = job_for("newer");                      /* the old keys, with the newer ones beside them */
	job.data = old_data;
	job.keys = old_keys;
	assert_refused(&job, "there is a newer key backup");
	unlink(done.keys);                           /* they are gone; the newer data still tells of its tombstones */
	job.data = done.data;
	put_back(&job);
	assert_int_equal(restored.found.erased, 1);
}

static void tombstones_of_a_later_backup_count(void **state)
{
	(void)state;
	real_another(2000);
	back_up("to");
	char *old_data = arena_strdup(the.arena, done.data), *old_keys = arena_strdup(the.arena, done.keys);
	assert_true(keystore_destroy(the.keys, 2000, clock_now(), &the.e));
	back_up("elsewhere");
	struct restore_job job = job_for("new");
	job.data = old_data;
	job.keys = old_keys;
	job.later = done.keys;
	put_back(&job);
	assert_int_equal(restored.found.erased, 1);
	job = job_for("newer");                      /* without them it lives: the test above would not see a tombstone that does nothing */
	job.data = old_data;
	job.keys = old_keys;
	put_back(&job);
	assert_int_equal(restored.found.erased, 0);
}

struct forging { struct record_sink sink; bool tombstones; };

static bool forge_write(void *ctx, const void *p, size_t n, struct err *e)
{
	return sealed_write(ctx, p, n, e);
}

static bool forge_key(void *ctx, id64 file, struct blob wrapped, moment at, struct err *e)
{
	struct forging *f = ctx;
	return wrapped.p ? record_key(&f->sink, file, wrapped, e) : !f->tombstones || record_tombstone(&f->sink, file, at, e);
}

/* A key backup as we would have written it at that moment. */
static char *keys_of(const char *name, moment at, bool tombstones)
{
	char *path = arena_printf(the.arena, "%s/%s", the.dir, name);
	struct sealed_out *out = sealed_create(path, &public, SEALED_KEYS, at, &the.e);
	struct forging f = { { .write = forge_write, .ctx = out }, tombstones };
	const struct about about = { .made_at = at, .migration = 1, .store = "sqlite" };
	assert_true(out && record_about(&f.sink, &about, &the.e) && record_master(&f.sink, keystore_master(the.keys), &the.e)
		&& keystore_each(the.keys, forge_key, &f, &the.e) && record_end(&f.sink, &the.e) && sealed_finish(out, NULL, &the.e));
	return path;
}

static void a_key_backup_that_lacks_tombstones_is_refused(void **state)
{
	(void)state;
	real_another(2000);
	char *with_key = keys_of("stripped.keys", clock_now() + HOURS(1), false);
	assert_true(keystore_destroy(the.keys, 2000, clock_now(), &the.e));
	back_up("to");
	struct restore_job job = job_for("new");
	job.keys = with_key;
	assert_refused(&job, "it lacks its tombstones");
}

static void keys_past_their_term_are_refused_and_removed(void **state)
{
	(void)state;
	back_up("to");
	char *old = keys_of("old.keys", clock_now() - KEYS_KEPT - HOURS(1), true), *young = keys_of("young.keys", clock_now() - KEYS_KEPT + HOURS(1), true);
	unlink(young);
	struct restore_job job = job_for("new");
	job.keys = old;
	assert_refused(&job, "older than 35 days");
	job = job_for("new");
	job.keys = old;
	job.old_keys = true;
	put_back(&job);
	assert_int_equal(rename(old, in_dir("to/nabij-old.keys")), 0);
	keys_of("to/nabij-young.keys", clock_now() - KEYS_KEPT + HOURS(1), true);
	back_up("to");
	assert_int_equal(done.removed, 1);
	assert_false(file_exists(in_dir("to/nabij-old.keys")));
	assert_true(file_exists(in_dir("to/nabij-young.keys")));
}

/* ---- what is not whole ---- */

static void keys_from_before_the_data_are_refused(void **state)
{
	(void)state;
	char *before = keys_of("before.keys", clock_now(), true);
	real_another(2000);
	back_up("to");
	struct restore_job job = job_for("new");
	job.keys = before;
	assert_refused(&job, "file 2000");
}

static void the_wrong_secret_opens_nothing(void **state)
{
	(void)state;
	struct offline_secret other;
	offline_new(&other);
	back_up("to");
	struct restore_job job = job_for("new");
	job.secret = &other;
	assert_refused(&job, "sealed for the offline key");
	job = job_for("new");
	job.keys = done.data;
	assert_refused(&job, "holds data, and not keys");
}

static void a_backup_that_was_cut_off_is_refused(void **state)
{
	(void)state;
	back_up("to");
	assert_int_equal(truncate(done.data, (off_t)done.data_bytes - 1000), 0);
	struct restore_job job = job_for("new");
	assert_refused(&job, "cut off");
	assert_false(file_exists(in_dir("new")));
}

static void a_store_that_is_not_whole_gives_no_good_backup(void **state)
{
	(void)state;
	struct err e = { "" };
	real_damage("UPDATE account SET name = (SELECT name FROM account WHERE id = 1) WHERE id = 1001",
		"UPDATE account SET name = (SELECT name FROM account WHERE id = 1) WHERE id = 1001");
	assert_false(backed_up("to", (struct progress){ 0 }, &e));
	assert_non_null(strstr(e.text, "account.name of row 1001 does not open"));
	assert_int_equal(files_with(in_dir("to"), "nabij"), 0);
	assert_int_equal(files_with(the.dir, "try-"), 0);
}

/* ---- cut short ---- */

static bool stop_after(void *ctx, const char *what, uint64_t n)
{
	int *left = ctx;
	(void)what, (void)n;
	return --*left >= 0;
}

static void stopped_at_any_moment_nothing_is_left(void **state)
{
	(void)state;
	int stops = 0;
	for (int left = 0;; left += 23) {
		struct err e = { "" };
		int still = left;
		if (backed_up("to", (struct progress){ stop_after, &still }, &e))
			break;
		assert_non_null(strstr(e.text, "stopped"));
		assert_int_equal(files_with(in_dir("to"), "nabij"), 0);
		assert_int_equal(files_with(the.dir, "try-"), 0);
		stops++;
	}
	assert_true(stops > 4);
	for (int left = 0; left < 60; left += 29) {
		struct err e = { "" };
		int still = left;
		struct restore_job job = job_for("new");
		job.progress = (struct progress){ stop_after, &still };
		assert_false(restore_run(&job, &restored, &e));
		assert_false(file_exists(in_dir("new")));
	}
}

static void a_full_disk_is_said_and_nothing_is_left(void **state)
{
	(void)state;
	struct err e = { "" };
	struct rlimit was, now;
	for (id64 i = 0; i < 30; i++)
		real_another(20000 + 10 * i);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	now = (struct rlimit){ 5000, was.rlim_max };
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &now);
	bool fine = backed_up("to", (struct progress){ 0 }, &e);
	setrlimit(RLIMIT_FSIZE, &was);
	assert_false(fine);
	assert_non_null(strstr(e.text, "cannot write"));
	assert_int_equal(files_with(in_dir("to"), "nabij"), 0);
	back_up("to");
}

static void the_part_of_the_log_in_the_spool_comes_back(void **state)
{
	(void)state;
	id64 file = REAL_FILE;
	struct err e = { "" };
	struct spool_state there;
	struct buf report;
	const struct spool_record record = { .id = 1, .account = REAL_PERSON, .at = NOW, .ground = "consent", .route = "/x", .action = "GET", .files = &file,
		.files_n = 1 };
	struct spool *s = spool_open(the.dir, the.db, &e);
	assert_true(s && spool_append(s, &record, &e));
	back_up("to");
	struct restore_job job = job_for("new");
	put_back(&job);
	buf_init(&report, 0);
	assert_true(spool_look(in_dir("new/spool/spool"), &there, &report, &e));
	assert_int_equal(there.records, 1);
	buf_release(&report);
	spool_close(s);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, store_gone)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_comes_back_is_what_was_there), TEST(nothing_that_exists_is_overwritten), TEST(what_was_erased_stays_erased),
		TEST(tombstones_of_a_later_backup_count), TEST(a_key_backup_that_lacks_tombstones_is_refused), TEST(keys_past_their_term_are_refused_and_removed),
		TEST(keys_from_before_the_data_are_refused), TEST(the_wrong_secret_opens_nothing), TEST(a_backup_that_was_cut_off_is_refused),
		TEST(a_store_that_is_not_whole_gives_no_good_backup), TEST(stopped_at_any_moment_nothing_is_left), TEST(a_full_disk_is_said_and_nothing_is_left),
		TEST(the_part_of_the_log_in_the_spool_comes_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
