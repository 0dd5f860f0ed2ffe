/* The spool of reads: what was answered is in the log, once, whatever stops in between. */
#include "store.h"
#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

SQL(spooled_all, "SELECT count(*) FROM s_log");
SQL(spooled_of, "SELECT count(*) FROM s_log WHERE record_id = :record AND account_id = :account AND at = :at AND route = '/file'"
	" AND action = 'read'");
SQL(spooled_ground, "SELECT ground FROM s_log WHERE record_id = :record AND file_id = :file");
SQL(log_is_there, "SELECT count(*) FROM s_log WHERE record_id = :record");

static struct spool *spool;

static struct spool *spool_opened(void)
{
	struct spool *s = spool_open(the.dir, the.db, &the.e);
	if (!s)
		fail_msg("%s", the.e.text);
	return s;
}

static int spool_ready(void **state)
{
	store_ready(state);
	spool = spool_opened();
	return 0;
}

static int spool_gone(void **state)
{
	spool_close(spool);
	return store_gone(state);
}

static bool append_to(struct spool *s, id64 id, id64 account, const char *ground)
{
	const id64 files[] = { FILE_OF_SEVEN, FILE_OF_EIGHT };
	const struct spool_record r = { .id = id, .account = account, .at = NOW, .route = "/file", .action = "read", .ground = ground,
		.files = files, .files_n = 2 };
	struct err e = { 0 };
	return spool_append(s, &r, &e) || (print_message("%s\n", e.text), false);
}

static void append(id64 id)
{
	assert_true(append_to(spool, id, SEVEN, NULL));
}

static void fold(void)
{
	struct err e = { 0 };
	if (!spool_fold(spool, &e))
		fail_msg("%s", e.text);
}

static int64_t in_log(struct sql *sql, const struct param *with)
{
	return store_number(NABIJ_ITSELF, NOW, sql, with);
}

static const char *ground_in_log(id64 record, id64 file)
{
	struct slot *slot = db_slot(the.db, the.arena, NABIJ_ITSELF, NOW);
	struct rows *rows = sql_read(slot, &spooled_ground, WITH(p_id("record", record), p_id("file", file)));
	assert_true(rows_next(rows));
	const char *ground = rows_text(rows, 0);
	db_slot_back(slot);
	return ground;
}

/* The only file with this ending; NULL when there is none. */
static const char *file_ending(const char *ending)
{
	const char *path = NULL, *folder = arena_printf(the.arena, "%s/spool", the.dir);
	struct dirent *entry;
	DIR *dir = opendir(folder);
	assert_non_null(dir);
	while ((entry = readdir(dir)))
		if (strstr(entry->d_name, ending)) {
			assert_null(path);
			path = arena_printf(the.arena, "%s/%s", folder, entry->d_name);
		}
	closedir(dir);
	return path;
}

static void what_was_appended_is_in_the_log_after_folding(void **state)
{
	(void)state;
	append(1001);
	append(1002);
	assert_non_null(file_ending(".log"));
	assert_int_equal(in_log(&spooled_all, WITHOUT), 0);
	fold();
	assert_int_equal(in_log(&spooled_all, WITHOUT), 4);
	assert_int_equal(in_log(&spooled_of, WITH(p_id("record", 1001), p_id("account", SEVEN), p_int("at", NOW))), 2);
	assert_null(file_ending(".log"));
	fold();
	append(1003);
	fold();
	assert_int_equal(in_log(&spooled_all, WITHOUT), 6);
}

static void a_ground_that_was_not_given_is_the_one_that_was_valid_then(void **state)
{
	(void)state;
	append(1001);
	assert_true(append_to(spool, 1002, SEVEN, "emergency"));
	fold();
	assert_string_equal(ground_in_log(1001, FILE_OF_SEVEN), "assignment");
	assert_null(ground_in_log(1001, FILE_OF_EIGHT));
	assert_string_equal(ground_in_log(1002, FILE_OF_EIGHT), "emergency");
}

static void copy_file(const char *from, const char *to)
{
	struct buf bytes;
	struct err e = { 0 };
	buf_init(&bytes, 0);
	assert_true(file_read(from, 1 << 20, &bytes, &e) && file_write(to, bytes.p, bytes.n, 0600, &e));
	buf_release(&bytes);
}

static void folding_twice_is_folding_once(void **state)
{
	(void)state;
	append(1001);
	append(1002);
	const char *path = file_ending(".log"), *kept = arena_printf(the.arena, "%s/kept", the.dir);
	copy_file(path, kept);
	fold();
	spool_close(spool);
	copy_file(kept, path);               /* a stop between the commit and the removal of the file */
	spool = spool_opened();
	append(1003);
	fold();
	assert_int_equal(in_log(&spooled_all, WITHOUT), 6);
	assert_null(file_ending(".log"));
}

/* Starts anew, as after a crash, with this left on the disk. */
static void restart_with(const void *bytes, size_t n)
{
	struct err e = { 0 };
	store_ready(NULL);
	assert_true(dir_make(arena_printf(the.arena, "%s/spool", the.dir), 0700, &e));
	assert_true(file_write(arena_printf(the.arena, "%s/spool/00000007.log", the.dir), bytes, n, 0600, &e));
	spool = spool_opened();
	fold();
}

/* The bytes of `records` records, in memory of their own. */
static struct buf bytes_of(int records)
{
	struct buf bytes;
	struct err e = { 0 };
	for (int i = 0; i < records; i++)
		append(1001 + i);
	buf_init(&bytes, 0);
	assert_true(file_read(file_ending(".log"), 1 << 20, &bytes, &e));
	spool_close(spool);
	store_gone(NULL);
	return bytes;
}

static void what_a_crash_left_is_folded_at_the_next_start(void **state)
{
	(void)state;
	struct buf bytes = bytes_of(3);
	restart_with(bytes.p, bytes.n);
	assert_int_equal(in_log(&spooled_all, WITHOUT), 6);
	append(2000);
	assert_non_null(strstr(file_ending(".log"), "00000008.log"));
	buf_release(&bytes);
}

static void a_torn_tail_is_dropped_wherever_it_was_torn(void **state)
{
	(void)state;
	struct buf bytes = bytes_of(2);
	size_t one = bytes.n / 2;
	const size_t torn[] = { one + 1, one + 7, one + 8, one + 9, bytes.n - 1 };
	for (size_t i = 0; i < sizeof torn / sizeof *torn; i++) {
		restart_with(bytes.p, torn[i]);
		assert_int_equal(in_log(&spooled_all, WITHOUT), 2);
		assert_null(file_ending(".log"));
		assert_null(file_ending(".damaged"));
		spool_close(spool);
		store_gone(NULL);
	}
	bytes.p[bytes.n - 2] ^= 1;           /* all of it there, but not what was written */
	restart_with(bytes.p, bytes.n);
	assert_int_equal(in_log(&spooled_all, WITHOUT), 2);
	assert_null(file_ending(".damaged"));
	spool_close(spool);
	store_gone(NULL);
	memset(bytes.p + one, 0, bytes.n - one);     /* the size was there already, the bytes were not */
	restart_with(bytes.p, bytes.n);
	assert_int_equal(in_log(&spooled_all, WITHOUT), 2);
	assert_null(file_ending(".damaged"));
	buf_release(&bytes);
}

static void of_a_spool_damaged_in_the_middle_the_rest_counts_and_it_is_kept_aside(void **state)
{
	(void)state;
	struct buf bytes = bytes_of(3);
	size_t second = bytes.n / 3;
	char *route = memmem(bytes.p + second, bytes.n - second, "/file", 5);
	assert_non_null(route);
	route[1] = 'm';                      /* well-formed, but not what was written */
	restart_with(bytes.p, bytes.n);
	assert_int_equal(in_log(&spooled_all, WITHOUT), 4);
	assert_int_equal(in_log(&log_is_there, WITH(p_id("record", 1002))), 0);
	assert_non_null(file_ending(".damaged"));
	assert_null(file_ending(".log"));
	append(2000);
	fold();
	assert_int_equal(in_log(&log_is_there, WITH(p_id("record", 2000))), 2);
	buf_release(&bytes);
}

enum { READERS = 8, PAGES = 300 };

static void *reader(void *arg)
{
	id64 first = *(id64 *)arg;
	for (id64 i = 0; i < PAGES; i++)
		if (!append_to(spool, first + i, SEVEN, "assignment"))
			return NULL;
	return arg;
}

static void of_many_readers_at_once_every_page_is_in_the_log(void **state)
{
	(void)state;
	pthread_t thread[READERS];
	id64 first[READERS];
	spool_start(spool);
	for (int i = 0; i < READERS; i++) {
		first[i] = 10000 + i * PAGES;
		assert_int_equal(pthread_create(&thread[i], NULL, reader, &first[i]), 0);
	}
	for (int i = 0; i < READERS; i++) {
		void *done;
		fold();                      /* among them */
		pthread_join(thread[i], &done);
		assert_non_null(done);
	}
	fold();
	assert_int_equal(in_log(&spooled_all, WITHOUT), 2 * READERS * PAGES);
}

static void a_spool_that_cannot_be_written_says_so(void **state)
{
	(void)state;
	struct err e = { 0 };
	const char *folder = arena_printf(the.arena, "%s/spool", the.dir);
	const id64 file = FILE_OF_SEVEN;
	const struct spool_record r = { .id = 1, .account = SEVEN, .at = NOW, .route = "/x", .action = "read", .files = &file, .files_n = 1 };
	assert_int_equal(rmdir(folder), 0);
	assert_false(spool_append(spool, &r, &e));
	assert_true(err_any(&e));
	assert_true(dir_make(folder, 0700, &the.e));
	append(1002);
	fold();
	assert_int_equal(in_log(&spooled_all, WITHOUT), 2);
}

static enum change write_in_change(struct slot *slot, void *ctx)
{
	const id64 files[] = { FILE_OF_SEVEN };
	bool *keep = ctx;
	assert_true(log_write(slot, &(struct spool_record){ .id = 5, .account = SEVEN, .at = NOW, .route = "/file", .action = "read",
		.files = files, .files_n = 1 }));
	assert_int_equal(slot_viewer(slot), SEVEN);
	return *keep ? CHANGE_KEEP : CHANGE_UNDO;
}

static void a_change_and_its_log_are_one(void **state)
{
	(void)state;
	bool keep = false;
	assert_int_equal(db_change(the.db, the.arena, SEVEN, NOW, write_in_change, &keep, &the.e), CHANGE_UNDONE);
	assert_int_equal(in_log(&log_is_there, WITH(p_id("record", 5))), 0);
	keep = true;
	assert_int_equal(db_change(the.db, the.arena, SEVEN, NOW, write_in_change, &keep, &the.e), CHANGE_DURABLE);
	assert_int_equal(in_log(&log_is_there, WITH(p_id("record", 5))), 1);
	assert_string_equal(ground_in_log(5, FILE_OF_SEVEN), "assignment");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, spool_ready, spool_gone)

static void a_folder_belongs_to_one_process_at_a_time(void **state)
{
	(void)state;
	struct err e = { "" };
	assert_null(spool_open(the.dir, the.db, &e));
	assert_non_null(strstr(e.text, "is in use"));
	spool_close(spool);
	spool = spool_opened();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_appended_is_in_the_log_after_folding), TEST(a_ground_that_was_not_given_is_the_one_that_was_valid_then),
		TEST(folding_twice_is_folding_once), TEST(what_a_crash_left_is_folded_at_the_next_start),
		TEST(a_torn_tail_is_dropped_wherever_it_was_torn), TEST(of_a_spool_damaged_in_the_middle_the_rest_counts_and_it_is_kept_aside),
		TEST(of_many_readers_at_once_every_page_is_in_the_log), TEST(a_spool_that_cannot_be_written_says_so),
		TEST(a_change_and_its_log_are_one), TEST(a_folder_belongs_to_one_process_at_a_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
