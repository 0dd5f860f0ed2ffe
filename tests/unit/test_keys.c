/* The key store: what it keeps, what it refuses, and that a destroyed key is gone from the disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>
#include "platform/base/file.h"
#include "platform/crypt/keys.h"

static char dir[64];
static struct err err;

static const char *in_dir(const char *name)
{
	static char path[2][128];
	static int turn;
	turn = !turn;
	snprintf(path[turn], sizeof path[turn], "%s/%s", dir, name);
	return path[turn];
}

static struct keystore *opened(void)
{
	struct keystore *k = keystore_open(dir, &err);
	if (!k)
		fail_msg("%s", err.text);
	return k;
}

static void assert_refused(const char *why, const char *what_to_do)
{
	struct keystore *k = keystore_open(dir, &err);
	assert_null(k);
	if (!strstr(err.text, why) || !strstr(err.text, what_to_do))
		fail_msg("%s", err.text);
	err_clear(&err);
}

static void sql(const char *text)
{
	sqlite3 *db;
	char *message = NULL;
	assert_int_equal(sqlite3_open(in_dir("keys.db"), &db), SQLITE_OK);
	sqlite3_exec(db, text, NULL, NULL, &message);
	if (message)
		fail_msg("%s: %s", text, message);
	sqlite3_close(db);
}

static void keys_outlive_the_process(void **state)
{
	(void)state;
	struct key a, b, out;
	struct keystore *k = opened();
	assert_false(keystore_get(k, 1, &out));
	assert_true(keystore_new(k, 1, &a, &err));
	assert_true(keystore_new(k, 2, &b, &err));
	assert_false(crypt_equal(&a, &b, sizeof a));
	assert_true(keystore_get(k, 1, &out) && crypt_equal(&a, &out, sizeof a));
	struct key token = *keystore_token_key(k);
	keystore_close(k);
	k = opened();
	for (int i = 0; i < 2; i++) {               /* from the store, then from the cache */
		assert_true(keystore_get(k, 1, &out) && crypt_equal(&a, &out, sizeof a));
		assert_true(keystore_get(k, 2, &out) && crypt_equal(&b, &out, sizeof b));
	}
	assert_true(crypt_equal(&token, keystore_token_key(k), sizeof token));
	keystore_close(k);
}

static void a_file_has_one_key(void **state)
{
	(void)state;
	struct key a, out;
	struct keystore *k = opened();
	assert_true(keystore_new(k, 1, &a, &err));
	assert_false(keystore_new(k, 1, &out, &err));
	assert_non_null(strstr(err.text, "has a key already"));
	assert_true(keystore_get(k, 1, &out) && crypt_equal(&a, &out, sizeof a));
	keystore_close(k);
}

static void many_keys_come_all_or_none(void **state)
{
	(void)state;
	id64 files[500], doubled[] = { 1001, 1002, 1001 };
	struct key out;
	struct keystore *k = opened();
	for (int i = 0; i < 500; i++)
		files[i] = i + 1;
	assert_true(keystore_new_many(k, files, 500, &err));
	assert_true(keystore_new_many(k, files, 0, &err));
	for (int i = 0; i < 500; i++)
		assert_true(keystore_get(k, files[i], &out));
	assert_false(keystore_new_many(k, doubled, 3, &err));
	assert_false(keystore_get(k, 1001, &out) || keystore_get(k, 1002, &out));
	assert_true(keystore_new(k, 1002, &out, &(struct err){ "" }));       /* the store is fit for use after it */
	keystore_close(k);
}

static void files_that_share_a_slot_of_the_cache_keep_apart(void **state)
{
	(void)state;
	struct key a, b, out;
	const id64 one = 7, other = 7 + ((id64)1 << 40);
	struct keystore *k = opened();
	assert_true(keystore_new(k, one, &a, &err) && keystore_new(k, other, &b, &err));
	for (int i = 0; i < 3; i++) {
		assert_true(keystore_get(k, one, &out) && crypt_equal(&a, &out, sizeof a));
		assert_true(keystore_get(k, other, &out) && crypt_equal(&b, &out, sizeof b));
	}
	keystore_close(k);
}

/* The bytes of a wrapped key as they stand in the store. */
static size_t wrapped_key(id64 file, unsigned char *out, size_t room)
{
	sqlite3 *db;
	sqlite3_stmt *s;
	assert_int_equal(sqlite3_open(in_dir("keys.db"), &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT wrapped FROM file_key WHERE file_id = ?1", -1, &s, NULL), SQLITE_OK);
	sqlite3_bind_int64(s, 1, file);
	assert_int_equal(sqlite3_step(s), SQLITE_ROW);
	size_t n = (size_t)sqlite3_column_bytes(s, 0);
	assert_true(n <= room);
	memcpy(out, sqlite3_column_blob(s, 0), n);
	sqlite3_finalize(s);
	sqlite3_close(db);
	return n;
}

static bool stands_in(const char *name, const unsigned char *bytes, size_t n)
{
	struct buf b;
	struct err ignored = { "" };
	buf_init(&b, 0);
	bool found = file_exists(in_dir(name)) && file_read(in_dir(name), (size_t)1 << 26, &b, &ignored) && memmem(b.p, b.n, bytes, n);
	buf_release(&b);
	return found;
}

static void a_destroyed_key_is_gone_and_stays_gone(void **state)
{
	(void)state;
	struct key out;
	unsigned char bytes[200];
	struct keystore *k = opened();
	assert_true(keystore_new(k, 1, &out, &err) && keystore_new(k, 2, &out, &err));
	assert_true(keystore_get(k, 1, &out));
	size_t n = wrapped_key(1, bytes, sizeof bytes);
	assert_true(stands_in("keys.db", bytes, n) || stands_in("keys.db-wal", bytes, n));
	assert_true(keystore_destroy(k, 1, SECONDS(1000), &err));
	assert_false(stands_in("keys.db", bytes, n) || stands_in("keys.db-wal", bytes, n));
	assert_false(keystore_get(k, 1, &out));
	assert_true(keystore_get(k, 2, &out));
	assert_true(keystore_destroy(k, 1, SECONDS(2000), &err));           /* again: nothing changes, the first date stays */
	assert_false(keystore_new(k, 1, &out, &err));
	assert_non_null(strstr(err.text, "destroyed"));
	err_clear(&err);
	keystore_close(k);
	k = opened();
	assert_false(keystore_get(k, 1, &out));
	keystore_close(k);
	sql("CREATE TABLE expect (ok INTEGER CHECK (ok)) STRICT; INSERT INTO expect SELECT at = 1000000000 FROM tombstone WHERE file_id = 1;");
}

static void a_restore_buries_what_the_old_store_does_not_know(void **state)
{
	(void)state;
	struct key out;
	struct keystore *k = opened();
	assert_true(keystore_destroy(k, 9, SECONDS(1), &err));
	assert_false(keystore_new(k, 9, &out, &err));
	keystore_close(k);
}

static void what_another_process_destroys_is_forgotten(void **state)
{
	(void)state;
	struct key out;
	struct keystore *serving = opened(), *command = opened();
	assert_true(keystore_new(serving, 1, &out, &err));
	assert_true(keystore_get(serving, 1, &out));
	assert_true(keystore_destroy(command, 1, SECONDS(1), &err));
	usleep(1100000);
	assert_false(keystore_get(serving, 1, &out));
	keystore_close(command);
	keystore_close(serving);
}

static void a_store_is_made_once(void **state)
{
	(void)state;
	assert_false(keystore_create(dir, &err));
	assert_non_null(strstr(err.text, "master.key exists already"));
	err_clear(&err);
	unlink(in_dir("master.key"));
	assert_false(keystore_create(dir, &err));
	assert_non_null(strstr(err.text, "keys.db exists already"));
	assert_true(file_exists(in_dir("keys.db")));
}

static void nobody_else_reads_it(void **state)
{
	(void)state;
	struct stat st;
	struct keystore *k = opened();
	static const char *const names[] = { "master.key", "keys.db", "keys.db-wal", "keys.db-shm" };
	for (size_t i = 0; i < 4; i++)
		assert_true(stat(in_dir(names[i]), &st) == 0 && (st.st_mode & 0777) == 0600);
	keystore_close(k);
	chmod(in_dir("master.key"), 0640);
	assert_refused("open to other users", "chmod 600");
	chmod(in_dir("master.key"), 0600);
	chmod(in_dir("keys.db"), 0604);
	assert_refused("open to other users", "chmod 600");
}

static void without_its_master_key_it_does_not_open(void **state)
{
	(void)state;
	unlink(in_dir("master.key"));
	assert_refused("master.key is missing", "Restore it from where you kept it; without it the data cannot be read");
	assert_true(file_write(in_dir("master.key"), "te kort\n", 8, 0600, &err));
	assert_refused("64 hexadecimal digits", "Restore it");
	char other[66];
	memset(other, 'a', 64);
	other[64] = '\n';
	assert_true(file_write(in_dir("master.key"), other, 65, 0600, &err));
	assert_refused("is not the master key", "Restore the right one");
	other[64] = 'a';
	other[65] = 'a';
	assert_true(file_write(in_dir("master.key"), other, 66, 0600, &err));
	assert_refused("64 hexadecimal digits", "Restore it");
}

static void without_its_store_it_does_not_open(void **state)
{
	(void)state;
	unlink(in_dir("keys.db"));
	assert_refused("keys.db is missing", "Restore it from its own backup");
	assert_true(file_write(in_dir("keys.db"), "geen databank, wel tekst", 24, 0600, &err));
	assert_refused("keys.db", "backup");
}

static void planted_changes_are_seen(void **state)
{
	(void)state;
	struct key out;
	struct keystore *k = opened();
	assert_true(keystore_new(k, 1, &out, &err) && keystore_new(k, 2, &out, &err) && keystore_new(k, 3, &out, &err));
	keystore_close(k);
	sql("UPDATE file_key SET wrapped = (SELECT wrapped FROM file_key WHERE file_id = 2) WHERE file_id = 1;"
		"UPDATE file_key SET wrapped = zeroblob(73) WHERE file_id = 3");
	k = opened();
	int saved = dup(STDERR_FILENO);
	assert_non_null(freopen("/dev/null", "w", stderr));     /* it is logged, which is not of interest here */
	bool swapped = keystore_get(k, 1, &out), zeroed = keystore_get(k, 3, &out), whole = keystore_get(k, 2, &out);
	dup2(saved, STDERR_FILENO);
	close(saved);
	assert_false(swapped);
	assert_false(zeroed);
	assert_true(whole);
	keystore_close(k);
	sql("UPDATE about SET value = zeroblob(60)");
	assert_refused("is not the master key", "Restore");
	sql("DELETE FROM about");
	assert_refused("check value is gone", "backup");
	sql("PRAGMA user_version = 2");
	assert_refused("format 2", "use the program that belongs to it");
	sql("PRAGMA application_id = 1");
	assert_refused("not a key store", "backup");
}

struct crowd { struct keystore *k; int thread, wrong; };

static void *read_and_write(void *arg)
{
	struct crowd *c = arg;
	struct err e = { "" };
	for (int i = 0; i < 40; i++) {
		struct key made, found;
		id64 file = 100 + c->thread * 1000 + i;
		c->wrong += !keystore_new(c->k, file, &made, &e) || !keystore_get(c->k, file, &found) || !crypt_equal(&made, &found, sizeof made);
		c->wrong += i % 3 == 0 && (!keystore_destroy(c->k, file, 1, &e) || keystore_get(c->k, file, &found));
	}
	return NULL;
}

/* Opening does not read every key; the check does. */
static void the_check_finds_a_damaged_page(void **state)
{
	(void)state;
	struct keystore *k = opened();
	id64 files[2000];
	for (int i = 0; i < 2000; i++)
		files[i] = i + 1;
	assert_true(keystore_new_many(k, files, 2000, &err) && keystore_check(k, &err));
	keystore_close(k);
	FILE *f = fopen(in_dir("keys.db"), "r+");
	assert_true(f && !fseek(f, 12 * 4096, SEEK_SET));
	for (int i = 0; i < 64; i++)
		fputc(0xa5, f);
	fclose(f);
	k = opened();
	assert_false(keystore_check(k, &err));
	assert_non_null(strstr(err.text, "is damaged"));
	err_clear(&err);
	keystore_close(k);
}

static void many_threads_share_it(void **state)
{
	(void)state;
	pthread_t threads[6];
	struct crowd crowd[6];
	struct keystore *k = opened();
	for (int i = 0; i < 6; i++) {
		crowd[i] = (struct crowd){ k, i, 0 };
		assert_int_equal(pthread_create(&threads[i], NULL, read_and_write, &crowd[i]), 0);
	}
	for (int i = 0; i < 6; i++) {
		pthread_join(threads[i], NULL);
		assert_int_equal(crowd[i].wrong, 0);
	}
	keystore_close(k);
}

static int fresh_store(void **state)
{
	(void)state;
	snprintf(dir, sizeof dir, "/tmp/test_keys.XXXXXX");
	err_clear(&err);
	crypt_start();
	return mkdtemp(dir) && keystore_create(dir, &err) ? 0 : -1;
}

static int remove_store(void **state)
{
	(void)state;
	static const char *const names[] = { "master.key", "keys.db", "keys.db-wal", "keys.db-shm" };
	for (size_t i = 0; i < 4; i++)
		unlink(in_dir(names[i]));
	return rmdir(dir);
}

#define STORY(f) cmocka_unit_test_setup_teardown(f, fresh_store, remove_store)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORY(keys_outlive_the_process), STORY(a_file_has_one_key), STORY(many_keys_come_all_or_none),
		STORY(files_that_share_a_slot_of_the_cache_keep_apart), STORY(a_destroyed_key_is_gone_and_stays_gone),
		STORY(a_restore_buries_what_the_old_store_does_not_know), STORY(what_another_process_destroys_is_forgotten),
		STORY(a_store_is_made_once), STORY(nobody_else_reads_it), STORY(without_its_master_key_it_does_not_open),
		STORY(without_its_store_it_does_not_open), STORY(planted_changes_are_seen), STORY(the_check_finds_a_damaged_page), STORY(many_threads_share_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
