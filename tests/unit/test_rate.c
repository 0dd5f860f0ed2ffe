/* Guessing slows down; what is counted is bounded; who succeeds is forgiven. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include "platform/crypt/crypt.h"
#include "platform/web/rate.h"

static const struct rate_rule RULE = { .free = 3, .first = SECONDS(10), .longest = MINUTES(5), .forget = HOURS(1) };
enum { START = 1000000 };

static int fresh(void **state)
{
	crypt_start();
	*state = rate_new(64);
	return 0;
}

static int gone(void **state)
{
	rate_free(*state);
	return 0;
}

/* Fails as soon as it may, n times; the moment after the last try. */
static moment fail_times(struct rate *r, const char *name, int n, moment now)
{
	for (int i = 0; i < n; i++) {
		moment until = rate_try(r, &RULE, name, now);
		if (until) {
			now = until;
			assert_int_equal(rate_try(r, &RULE, name, now), 0);
		}
	}
	return now;
}

static void a_few_mistakes_cost_nothing(void **state)
{
	for (int i = 0; i < 4; i++)
		assert_int_equal(rate_try(*state, &RULE, "sanne", START), 0);
}

static void after_that_each_failure_doubles_the_wait(void **state)
{
	moment now = fail_times(*state, "sanne", 4, START);
	assert_int_equal(rate_try(*state, &RULE, "sanne", now), now + SECONDS(10));
	now = fail_times(*state, "sanne", 1, now);
	assert_int_equal(rate_try(*state, &RULE, "sanne", now), now + SECONDS(20));
}

static void the_wait_has_a_longest(void **state)
{
	moment now = fail_times(*state, "sanne", 20, START);
	assert_int_equal(rate_try(*state, &RULE, "sanne", now), now + MINUTES(5));
}

static void asking_while_waiting_does_not_make_it_longer(void **state)
{
	moment now = fail_times(*state, "sanne", 4, START);
	for (int i = 0; i < 50; i++)
		assert_int_equal(rate_try(*state, &RULE, "sanne", now + i), now + SECONDS(10));
	assert_int_equal(rate_try(*state, &RULE, "sanne", now + SECONDS(10)), 0);
}

static void others_do_not_wait(void **state)
{
	moment now = fail_times(*state, "sanne", 10, START);
	assert_int_equal(rate_try(*state, &RULE, "joost", now), 0);
}

static void after_an_hour_it_is_forgotten(void **state)
{
	moment now = fail_times(*state, "sanne", 6, START) + HOURS(1);
	for (int i = 0; i < 4; i++)
		assert_int_equal(rate_try(*state, &RULE, "sanne", now), 0);
}

static void success_takes_its_own_try_back(void **state)
{
	for (int i = 0; i < 30; i++) {
		assert_int_equal(rate_try(*state, &RULE, "address", START), 0);
		rate_forgive(*state, "address");
	}
}

static void forgiving_one_leaves_the_others(void **state)
{
	moment now = fail_times(*state, "address", 3, START);
	assert_int_equal(rate_try(*state, &RULE, "address", now), 0);
	rate_forgive(*state, "address");
	assert_int_equal(rate_try(*state, &RULE, "address", now), 0);
	assert_int_equal(rate_try(*state, &RULE, "address", now), now + SECONDS(10));
}

static void cleared_is_as_new(void **state)
{
	moment now = fail_times(*state, "sanne", 9, START);
	rate_clear(*state, "sanne");
	for (int i = 0; i < 4; i++)
		assert_int_equal(rate_try(*state, &RULE, "sanne", now), 0);
}

static void a_flood_of_names_does_not_free_who_waits(void **state)
{
	struct rate *r = *state;
	moment now = fail_times(r, "sanne", 9, START);
	char name[32];
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof name, "name %d", i);
		assert_int_equal(rate_try(r, &RULE, name, now), 0);
	}
	assert_true(rate_try(r, &RULE, "sanne", now) > now);
}

#define T(name) cmocka_unit_test_setup_teardown(name, fresh, gone)
int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_few_mistakes_cost_nothing), T(after_that_each_failure_doubles_the_wait), T(the_wait_has_a_longest),
		T(asking_while_waiting_does_not_make_it_longer), T(others_do_not_wait), T(after_an_hour_it_is_forgotten),
		T(success_takes_its_own_try_back), T(forgiving_one_leaves_the_others), T(cleared_is_as_new), T(a_flood_of_names_does_not_free_who_waits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
