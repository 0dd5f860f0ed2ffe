/* A code of the app works once: not again, and not an older one after a newer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "features/account/credentials.h"

static const unsigned char SECRET[TOTP_SECRET] = "12345678901234567890";
#define NOON ((moment)1795000000 * 1000000)

static int start(void **state)
{
	crypt_start();
	*state = arena_new(1 << 16);
	return 0;
}

static int end(void **state)
{
	arena_free(*state);
	return 0;
}

static void a_code_works_once(void **state)
{
	int64_t step = 0, again;
	const char *code = totp_code(*state, SECRET, NOON);
	assert_true(totp_use(SECRET, code, NOON, 0, &step));
	assert_false(totp_use(SECRET, code, NOON, step, &again));
	assert_false(totp_use(SECRET, code, NOON + SECONDS(30), step, &again));
}

static void the_next_code_works(void **state)
{
	int64_t step = 0, next = 0;
	assert_true(totp_use(SECRET, totp_code(*state, SECRET, NOON), NOON, 0, &step));
	assert_true(totp_use(SECRET, totp_code(*state, SECRET, NOON + SECONDS(30)), NOON + SECONDS(30), step, &next));
	assert_true(next > step);
}

static void an_older_code_does_not_work_after_a_newer(void **state)
{
	int64_t step = 0, older;
	assert_true(totp_use(SECRET, totp_code(*state, SECRET, NOON + SECONDS(30)), NOON, 0, &step));
	assert_false(totp_use(SECRET, totp_code(*state, SECRET, NOON), NOON, step, &older));
}

static void a_wrong_code_never_works(void **state)
{
	int64_t step;
	static const char *const wrong[] = { "", "12345", "1234567", "abcdef", "-12345" };
	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(totp_use(SECRET, wrong[i], NOON, 0, &step));
	assert_false(totp_use(SECRET, totp_code(*state, SECRET, NOON - MINUTES(5)), NOON, 0, &step));
}

/* The last one: it sets the clock of this program for good. */
static void with_the_clock_set_back_the_telephone_goes_by_the_machines_own(void **state)
{
	int64_t step;
	clock_now();
	clock_floor(clock_machine() + HOURS(1));
	assert_true(totp_use(SECRET, totp_code(*state, SECRET, NOON - HOURS(1)), NOON, 0, &step));
	assert_false(totp_use(SECRET, totp_code(*state, SECRET, NOON), NOON, 0, &step));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_works_once), cmocka_unit_test(the_next_code_works),
		cmocka_unit_test(an_older_code_does_not_work_after_a_newer), cmocka_unit_test(a_wrong_code_never_works),
		cmocka_unit_test(with_the_clock_set_back_the_telephone_goes_by_the_machines_own),
	};
	return cmocka_run_group_tests(tests, start, end);
}
