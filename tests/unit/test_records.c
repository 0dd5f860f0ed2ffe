/* What a backup is made of: sealed files that open for one secret alone and not when one bit is different, and records that come out as they went in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "platform/backup/records.h"

static char dir[64];
static struct offline_secret secret;
static struct offline_public public;
static struct err e;

static const char *in_dir(const char *name)
{
	static char path[2][128];
	static int turn;
	turn = !turn;
	snprintf(path[turn], sizeof path[turn], "%s/%s", dir, name);
	return path[turn];
}

static int setup(void **state)
{
	(void)state;
	crypt_start();
	clock_start();
	snprintf(dir, sizeof dir, "/tmp/nabij-test-XXXXXX");
	assert_non_null(mkdtemp(dir));
	offline_new(&secret);
	offline_public_of(&secret, &public);
	err_clear(&e);
	return 0;
}

static int teardown(void **state)
{
	char command[128];
	(void)state;
	snprintf(command, sizeof command, "rm -rf '%s'", dir);
	return system(command);
}

static void write_sealed(const char *path, size_t n, struct key *key)
{
	unsigned char part[1000];
	struct sealed_out *out = sealed_create(path, &public, SEALED_DATA, 42, &e);
	assert_non_null(out);
	for (size_t done = 0; done < n; done += sizeof part) {
		memset(part, (int)(done / sizeof part), sizeof part);
		assert_true(sealed_write(out, part, n - done < sizeof part ? n - done : sizeof part, &e));
	}
	if (!sealed_finish(out, key, &e))
		fail_msg("%s", e.text);
}

/* True when all n bytes come out and nothing is behind them. */
static bool reads(struct sealed_in *in, size_t n, struct err *why)
{
	unsigned char byte;
	bool fine = in != NULL;
	for (size_t i = 0; fine && i < n; i++)
		fine = sealed_read(in, &byte, 1, why) && byte == (unsigned char)(i / 1000);
	fine = fine && sealed_at_end(in, why);
	sealed_close(in);
	return fine;
}

static bool opens(const char *path, size_t n, struct err *why)
{
	struct sealed_head head;
	return reads(sealed_open(path, &secret, &head, why), n, why);
}

static void what_is_sealed_opens_for_its_secret(void **state)
{
	(void)state;
	static const size_t sizes[] = { 0, 1, 65535, 65536, 65537, 131072, 300000 };
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct key key;
		struct sealed_head head;
		struct stat st;
		unlink(in_dir("x"));
		write_sealed(in_dir("x"), sizes[i], &key);
		assert_true(opens(in_dir("x"), sizes[i], &e));
		assert_true(reads(sealed_open_with(in_dir("x"), &key, &head, &e), sizes[i], &e));
		assert_int_equal(head.made_at, 42);
		assert_string_equal(head.key.text, offline_id_of(&public).text);
		assert_true(!stat(in_dir("x"), &st) && (st.st_mode & 07777) == 0600);
	}
}

static void it_opens_for_no_other_secret(void **state)
{
	(void)state;
	struct sealed_head head;
	struct offline_secret other;
	offline_new(&other);
	write_sealed(in_dir("x"), 1000, NULL);
	assert_null(sealed_open(in_dir("x"), &other, &head, &e));
	assert_non_null(strstr(e.text, "was sealed for the offline key"));
}

/* Who has not the server's part cannot make one that opens, even for the right public half. */
static void a_forged_file_does_not_open(void **state)
{
	(void)state;
	crypt_random(public.mark, sizeof public.mark);
	write_sealed(in_dir("x"), 1000, NULL);
	assert_false(opens(in_dir("x"), 1000, &e));
}

static void change_byte(const char *path, off_t at)
{
	unsigned char byte;
	int fd = open(path, O_RDWR);
	assert_int_equal(pread(fd, &byte, 1, at), 1);
	byte ^= 0x10;
	assert_int_equal(pwrite(fd, &byte, 1, at), 1);
	close(fd);
}

static void one_bit_is_enough_to_refuse_it(void **state)
{
	(void)state;
	struct stat st;
	write_sealed(in_dir("x"), 70000, NULL);
	assert_int_equal(stat(in_dir("x"), &st), 0);
	for (off_t at = 0; at < st.st_size; at += at < 400 ? 1 : 997) {
		struct err why = { "" };
		change_byte(in_dir("x"), at);
		if (opens(in_dir("x"), 70000, &why))
			fail_msg("byte %lld was changed, and it opens", (long long)at);
		assert_true(why.text[0]);
		change_byte(in_dir("x"), at);
	}
	assert_true(opens(in_dir("x"), 70000, &e));
}

static void cut_off_or_lengthened_it_is_refused(void **state)
{
	(void)state;
	struct stat st;
	write_sealed(in_dir("x"), 200000, NULL);
	assert_int_equal(stat(in_dir("x"), &st), 0);
	for (off_t at = 0; at < st.st_size; at += at < 400 || at > st.st_size - 40 ? 1 : 4999) {
		struct err why = { "" };
		unlink(in_dir("y"));
		write_sealed(in_dir("y"), 200000, NULL);
		assert_int_equal(truncate(in_dir("y"), at), 0);
		if (opens(in_dir("y"), 200000, &why))
			fail_msg("cut off at %lld, and it opens", (long long)at);
		assert_true(why.text[0]);
	}
	/* also where a part ends: what is there is whole, and the end is missing */
	assert_int_equal(truncate(in_dir("x"), 144 + 2 * (65536 + 17)), 0);
	assert_false(opens(in_dir("x"), 131072, &e));
	unlink(in_dir("x"));
	err_clear(&e);
	write_sealed(in_dir("x"), 200000, NULL);
	int fd = open(in_dir("x"), O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, "x", 1), 1);
	close(fd);
	assert_false(opens(in_dir("x"), 200000, &e));
}

static void a_secret_is_told_from_a_slip_of_the_pen(void **state)
{
	(void)state;
	struct offline_secret read;
	struct arena *arena = arena_new(1 << 16);
	char *text = arena_printf(arena, "# kept by two\n%s\n", offline_secret_text(arena, &secret));
	assert_true(offline_secret_parse(text, strlen(text), &read, &e) && crypt_equal(&read, &secret, sizeof read));
	for (char *c = strchr(text, '\n') + 1; *c && *c != '\n'; c++) {
		char was = *c;
		if (was == ' ')
			continue;
		*c = was == '0' ? '1' : '0';
		assert_false(offline_secret_parse(text, strlen(text), &read, &e));
		*c = was;
	}
	assert_false(offline_secret_parse("", 0, &read, &e));
	arena_free(arena);
}

static void the_servers_part_comes_back_from_its_file(void **state)
{
	(void)state;
	struct offline_public read;
	assert_true(offline_public_write(in_dir("backup.key"), &public, &e) && offline_public_read(in_dir("backup.key"), &read, &e));
	assert_memory_equal(&read, &public, sizeof read);
	assert_false(offline_public_read(in_dir("no"), &read, &e));
	assert_non_null(strstr(e.text, "keygen"));
}

/* ---- records ---- */

struct heap { struct buf b; size_t at; };

static bool heap_write(void *ctx, const void *p, size_t n, struct err *why)
{
	(void)why;
	buf_add(&((struct heap *)ctx)->b, p, n);
	return true;
}

static bool heap_read(void *ctx, void *p, size_t n, struct err *why)
{
	struct heap *h = ctx;
	if (n > h->b.n - h->at)
		return err_set(why, "the end");
	memcpy(p, h->b.p + h->at, n);
	h->at += n;
	return true;
}

static const char *columns[] = { "id", "name", "seen" };
static const struct table table = { .name = "person", .column = columns, .columns = 3 };

static void write_all(struct heap *h)
{
	struct record_sink sink = { .write = heap_write, .ctx = h };
	const struct about about = { .made_at = 7, .migration = 1, .store = "sqlite" };
	struct summing *sum = summing_new();
	struct buf row;
	buf_init(&h->b, 0);
	buf_init(&row, 0);
	h->at = 0;
	summing_begin(sum, &table);
	assert_true(record_about(&sink, &about, &e) && record_file(&sink, "nabij.conf", "store = x\n", 10, &e) && record_tombstone(&sink, 9, 3, &e)
		&& record_table(&sink, &table, &e));
	for (int64_t i = 1; i <= 3; i++) {
		const struct value v[] = { { .kind = VALUE_INT, .i = i }, { .kind = VALUE_BLOB, .p = (const unsigned char *)"a\0b", .n = 3 },
			{ .kind = i == 2 ? VALUE_NULL : VALUE_REAL, .d = 1.5 } };
		buf_clear(&row);
		row_encode(&row, v, 3);
		summing_row(sum, row.p, row.n);
		assert_true(record_row(&sink, row.p, row.n, &e));
	}
	struct table_sum done = summing_end(sum);
	assert_true(record_table_end(&sink, &done, &e) && record_end(&sink, &e));
	buf_release(&row);
	summing_free(sum);
}

static int told;

static bool row_told(void *ctx, const struct table *t, const struct value *v, struct err *why)
{
	(void)ctx, (void)why;
	told++;
	assert_string_equal(t->name, "person");
	assert_true(v[0].kind == VALUE_INT && v[0].i == told && v[1].n == 3 && !memcmp(v[1].p, "a\0b", 3));
	assert_true(told == 2 ? v[2].kind == VALUE_NULL : v[2].kind == VALUE_REAL && v[2].d > 1.4 && v[2].d < 1.6);
	return true;
}

static void records_come_out_as_they_went_in(void **state)
{
	(void)state;
	struct heap h;
	struct record_visitor visitor = { .row = row_told };
	write_all(&h);
	struct record_source source = { heap_read, &h };
	told = 0;
	if (!records_read(&source, SEALED_DATA, &visitor, &e))
		fail_msg("%s", e.text);
	assert_int_equal(told, 3);
	assert_int_equal(h.at, h.b.n);
	buf_release(&h.b);
}

/* Whatever byte is another one or missing, a reader says so or reads what is a whole backup all the same; it never reads past the end. */
static void records_that_were_changed_are_refused_in_order(void **state)
{
	(void)state;
	struct heap h;
	struct record_visitor visitor = { 0 };
	struct record_source source = { heap_read, &h };
	write_all(&h);
	int refused = 0;
	for (size_t i = 0; i < h.b.n; i++) {
		struct err why = { "" };
		h.b.p[i] ^= 0x21;
		h.at = 0;
		refused += !records_read(&source, SEALED_DATA, &visitor, &why);
		h.b.p[i] ^= 0x21;
	}
	assert_true(refused > (int)h.b.n * 3 / 4);           /* the moment, the version, a file's words may be others */
	for (size_t n = 0; n < h.b.n; n++) {
		struct err why = { "" };
		struct heap cut = h;
		cut.b.n = n;
		cut.at = 0;
		struct record_source from = { heap_read, &cut };
		assert_false(records_read(&from, SEALED_DATA, &visitor, &why));
	}
	h.at = 0;
	assert_false(records_read(&source, SEALED_KEYS, &visitor, &e));
	buf_release(&h.b);
}

static void only_files_of_ours_are_named(void **state)
{
	(void)state;
	assert_true(record_file_name("nabij.conf") && record_file_name("spool/00000012.log") && record_file_name("spool/1.damaged"));
	static const char *const no[] = { "", "/etc/passwd", "../nabij.conf", "spool/../x.log", "spool/.log", "spool/1.log/", "keys/master.key", "spool/1.logs" };
	for (size_t i = 0; i < sizeof no / sizeof *no; i++)
		assert_false(record_file_name(no[i]));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_sealed_opens_for_its_secret), TEST(it_opens_for_no_other_secret), TEST(a_forged_file_does_not_open), TEST(one_bit_is_enough_to_refuse_it),
		TEST(cut_off_or_lengthened_it_is_refused), TEST(a_secret_is_told_from_a_slip_of_the_pen), TEST(the_servers_part_comes_back_from_its_file),
		TEST(records_come_out_as_they_went_in), TEST(records_that_were_changed_are_refused_in_order), TEST(only_files_of_ours_are_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
