/* Arena, buffer, list, errors, ids and files: what everything else stands on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "platform/base/arena.h"
#include "platform/base/buf.h"
#include "platform/base/clock.h"
#include "platform/base/err.h"
#include "platform/base/file.h"
#include "platform/base/hex.h"
#include "platform/base/id.h"
#include "platform/base/lane.h"
#include "platform/base/list.h"

static void arena_gives_zeroed_aligned_memory_again_after_a_reset(void **state)
{
	(void)state;
	struct arena *a = arena_new(1 << 20);
	for (int round = 0; round < 2; round++) {
		for (size_t n = 0; n < 300; n++) {
			unsigned char *p = arena_alloc(a, n);
			assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(p[i], 0);
			memset(p, 0xff, n);
		}
		assert_int_equal(arena_used(a), 300 * 299 / 2);
		arena_reset(a);
		assert_int_equal(arena_used(a), 0);
	}
	arena_free(a);
}

static void a_full_arena_stays_full_and_still_gives(void **state)
{
	(void)state;
	struct arena *a = arena_new(1000);
	arena_alloc(a, 1000);
	assert_false(arena_full(a));
	memset(arena_alloc(a, 1), 'x', 1);
	assert_true(arena_full(a));
	memset(arena_alloc(a, 14000), 'x', 14000);
	assert_true(arena_full(a));
	arena_reset(a);
	assert_false(arena_full(a));
	arena_free(a);
}

/* Runs in a child: true when it was ended by abort(). */
static bool aborts(void (*run)(void))
{
	int status;
	pid_t child = fork();
	if (child == 0) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(1);
		run();
		_exit(0);
	}
	waitpid(child, &status, 0);
	return WIFSIGNALED(status) && WTERMSIG(status) == 6;
}

static void past_ceiling(void)
{
	struct arena *a = arena_new(1000);
	for (int i = 0; i < 17; i++)
		arena_alloc(a, 1000);
}

static void overflowing_array(void)
{
	struct arena *a = arena_new(1000);
	volatile size_t n = SIZE_MAX / 2;
	(void)ARENA_ARRAY(a, long, n);
}

static void past_its_ceiling_an_arena_aborts(void **state)
{
	(void)state;
	assert_true(aborts(past_ceiling));
	assert_true(aborts(overflowing_array));
}

static void arena_copies_and_formats_text(void **state)
{
	(void)state;
	struct arena *a = arena_new(1 << 20);
	assert_null(arena_strdup(a, NULL));
	assert_string_equal(arena_strdup(a, "gezin"), "gezin");
	assert_string_equal(arena_strndup(a, "gezinnen", 5), "gezin");
	assert_string_equal(arena_printf(a, "%s-%d", "doel", 3), "doel-3");
	arena_free(a);
}

static void buffer_grows_and_hands_over(void **state)
{
	(void)state;
	struct buf b;
	size_t n;
	buf_init(&b, 0);
	assert_string_equal(b.p, "");
	for (int i = 0; i < 1000; i++)
		buf_str(&b, "abc");
	buf_char(&b, '!');
	buf_int(&b, -12);
	buf_printf(&b, "<%s>", "x");
	buf_str(&b, NULL);
	assert_int_equal(b.n, 3007);
	assert_string_equal(b.p + 3000, "!-12<x>");
	char *p = buf_take(&b, &n);
	assert_int_equal(n, 3007);
	assert_int_equal(b.n, 0);
	free(p);
	p = buf_take(&b, NULL);                     /* empty, and still to be freed */
	assert_string_equal(p, "");
	free(p);
	buf_release(&b);
}

static void tenths_are_written_short(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, 0);
	static const long long all[] = { 0, 5, -5, 10, -12, 30, 1234, INT64_MIN };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		buf_tenths(&b, all[i]);
		buf_char(&b, ' ');
	}
	assert_string_equal(b.p, "0 0.5 -0.5 1 -1.2 3 123.4 -922337203685477580.8 ");
	buf_release(&b);
}

static void a_buffer_past_its_limit_fails_for_good(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, 10);
	buf_str(&b, "1234567890");
	assert_false(buf_failed(&b));
	buf_char(&b, 'x');
	assert_true(buf_failed(&b));
	assert_string_equal(b.p, "1234567890");
	buf_clear(&b);
	assert_false(buf_failed(&b));
	buf_str(&b, "12345678");
	buf_printf(&b, "%d", 100);
	buf_char(&b, 'y');                          /* would fit, but the failure stays */
	assert_true(buf_failed(&b));
	assert_string_equal(b.p, "12345678");
	buf_release(&b);
}

struct item { int number; char name[20]; };

static void a_list_grows_and_new_elements_are_zeroed(void **state)
{
	(void)state;
	struct arena *a = arena_new(1 << 20);
	struct item *list = NULL;
	size_t n = 0;
	for (int i = 0; i < 1000; i++) {
		struct item *x = LIST_ADD(a, list, n);
		assert_int_equal(x->number, 0);
		assert_int_equal(x->name[0], 0);
		x->number = i + 1;
	}
	for (size_t i = 0; i < n; i++)
		assert_int_equal(list[i].number, i + 1);
	n = 3;
	assert_int_equal(LIST_ADD(a, list, n)->number, 0);
	arena_free(a);
}

static void the_first_error_stays(void **state)
{
	(void)state;
	struct err e = { "" };
	assert_false(err_any(&e));
	assert_false(err_set(&e, "cannot open %s", "a"));
	assert_false(err_set(&e, "a consequence"));
	assert_string_equal(e.text, "cannot open a");
	err_clear(&e);
	assert_false(err_any(&e));
}

static void a_log_line_cannot_be_forged(void **state)
{
	(void)state;
	int ends[2], saved = dup(STDERR_FILENO);
	char line[2048];
	assert_int_equal(pipe(ends), 0);
	dup2(ends[1], STDERR_FILENO);
	log_error("a%s", "\n2026-01-01T00:00:00Z info all is well");
	log_info("%01500d", 7);
	dup2(saved, STDERR_FILENO);
	close(ends[1]);
	ssize_t n = 0, got;
	while ((got = read(ends[0], line + n, sizeof line - 1 - (size_t)n)) > 0)
		n += got;
	line[n] = 0;
	int lines = 0;
	for (ssize_t i = 0; i < n; i++)
		lines += line[i] == '\n';
	assert_int_equal(lines, 2);
	assert_non_null(strstr(line, "Z error a 2026"));
	close(ends[0]);
	close(saved);
}

static void bytes_as_hexadecimal_digits_come_back_and_nothing_else_is_read(void **state)
{
	(void)state;
	struct arena *a = arena_new(1 << 16);
	unsigned char all[256];
	size_t n = 0;
	for (size_t i = 0; i < sizeof all; i++)
		all[i] = (unsigned char)i;
	char *text = hex_text(a, all, sizeof all);
	assert_int_equal(strlen(text), 2 * sizeof all);
	assert_memory_equal(text + 2 * 0x9f, "9fa0", 4);
	assert_memory_equal(hex_bytes(a, text, &n), all, sizeof all);
	assert_int_equal(n, sizeof all);
	assert_memory_equal(hex_bytes(a, "9F0b", &n), "\x9f\x0b", 2);
	assert_non_null(hex_bytes(a, "", &n));
	assert_int_equal(n, 0);
	assert_null(hex_bytes(a, "9f0", &n));
	assert_null(hex_bytes(a, "9g", &n));
	assert_null(hex_bytes(a, "9 ", &n));
	arena_free(a);
}

static void ids_rise_and_never_repeat(void **state)
{
	(void)state;
	id64 last = 0, first = id_new();
	int gaps = 0;
	for (int i = 0; i < 100000; i++) {
		id64 id = id_new();
		assert_true(id > last);
		gaps += id != last + 1;
		last = id;
	}
	assert_true(gaps > 99000);                  /* no counter: numbers tell nothing of what is between */
	assert_true((last >> 21) - (first >> 21) < 60000);
	assert_true((time_t)(first >> 21) / 1000 + 1577836800 - time(NULL) < 5);
}

static void after_a_restart_with_the_clock_set_back_ids_go_on_from_the_latest_moment(void **state)
{
	(void)state;
	moment lived = clock_for_ids() + HOURS(3);
	clock_floor(lived);
	id64 id = id_new();
	assert_true((id >> 21) + 1577836800000 >= lived / 1000);
	assert_true(id_new() > id);
}

static void an_id_has_one_spelling(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "0", "01", "-1", "+1", " 1", "1 ", "1x", "9223372036854775808", "99999999999999999999" };
	struct arena *a = arena_new(4096);
	id64 id = 7;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(id_parse(bad[i], &id));
	assert_false(id_parse(NULL, &id));
	assert_int_equal(id, 7);
	assert_true(id_parse("9223372036854775807", &id));
	assert_int_equal(id, INT64_MAX);
	assert_string_equal(id_text(a, id), "9223372036854775807");
	arena_free(a);
}

static void files_are_written_whole_and_read_back(void **state)
{
	(void)state;
	char dir[] = "/tmp/test_base.XXXXXX", path[300], folder[200];
	struct err e = { "" };
	struct stat st;
	struct buf b;
	assert_non_null(mkdtemp(dir));
	snprintf(folder, sizeof folder, "%s/a/b//c", dir);
	snprintf(path, sizeof path, "%s/x", folder);
	assert_true(dir_make(folder, 0700, &e));
	assert_true(dir_make(folder, 0700, &e));
	assert_false(file_exists(path));
	assert_true(file_write(path, "eerst", 5, 0644, &e));
	assert_true(file_write(path, "een\0twee", 8, 0600, &e));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	buf_init(&b, 0);
	assert_true(file_read(path, 8, &b, &e));
	assert_int_equal(b.n, 8);
	assert_memory_equal(b.p, "een\0twee", 8);
	assert_false(file_read(path, 7, &b, &e));
	assert_non_null(strstr(e.text, "larger than 7 bytes"));
	buf_release(&b);
	err_clear(&e);
	assert_false(dir_make(path, 0700, &e));
	assert_non_null(strstr(e.text, "in the way"));
	err_clear(&e);
	assert_false(file_write("/nonexistent/x", "", 0, 0600, &e));
	assert_non_null(strstr(e.text, "/nonexistent/x"));
	snprintf(path, sizeof path, "rm -r %s", dir);
	assert_int_equal(system(path), 0);
}

/* ---- the lane for slow work ---- */

enum { ASKERS = 12 };
static struct { pthread_mutex_t lock; int now, most, done, own_thread, gives_way; } slow = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void slow_work(void *asker)
{
	pthread_mutex_lock(&slow.lock);
	slow.now++;
	slow.most = slow.now > slow.most ? slow.now : slow.most;
	pthread_mutex_unlock(&slow.lock);
	usleep(2000);
	pthread_mutex_lock(&slow.lock);
	slow.now--;
	slow.done++;
	slow.own_thread += !pthread_equal(pthread_self(), *(pthread_t *)asker);
	slow.gives_way += getpriority(PRIO_PROCESS, 0) >= 10;
	pthread_mutex_unlock(&slow.lock);
}

static void *ask(void *unused)
{
	pthread_t self = pthread_self();
	(void)unused;
	lane_run(slow_work, &self);
	return NULL;
}

static void slow_work_is_done_by_few_threads_that_give_way(void **state)
{
	(void)state;
	pthread_t thread[ASKERS];
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	for (int i = 0; i < ASKERS; i++)
		assert_int_equal(pthread_create(&thread[i], NULL, ask, NULL), 0);
	for (int i = 0; i < ASKERS; i++)
		pthread_join(thread[i], NULL);
	assert_int_equal(slow.done, ASKERS);
	assert_int_equal(slow.own_thread, ASKERS);
	assert_int_equal(slow.gives_way, ASKERS);
	assert_true(slow.most <= (processors > 3 ? processors / 2 : 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_gives_zeroed_aligned_memory_again_after_a_reset), cmocka_unit_test(a_full_arena_stays_full_and_still_gives),
		cmocka_unit_test(past_its_ceiling_an_arena_aborts), cmocka_unit_test(arena_copies_and_formats_text),
		cmocka_unit_test(buffer_grows_and_hands_over),
		cmocka_unit_test(tenths_are_written_short), cmocka_unit_test(a_buffer_past_its_limit_fails_for_good),
		cmocka_unit_test(a_list_grows_and_new_elements_are_zeroed), cmocka_unit_test(the_first_error_stays),
		cmocka_unit_test(a_log_line_cannot_be_forged),
		cmocka_unit_test(bytes_as_hexadecimal_digits_come_back_and_nothing_else_is_read), cmocka_unit_test(ids_rise_and_never_repeat),
		cmocka_unit_test(after_a_restart_with_the_clock_set_back_ids_go_on_from_the_latest_moment),
		cmocka_unit_test(an_id_has_one_spelling), cmocka_unit_test(slow_work_is_done_by_few_threads_that_give_way),
		cmocka_unit_test(files_are_written_whole_and_read_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
