/* Moments and days: summer time, leap days, ages, and dates as people write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <time.h>
#include <unistd.h>
#include "platform/base/clock.h"

static struct arena *arena;

static moment at(const char *iso)
{
	moment m = -1;
	assert_true(moment_parse(iso, &m));
	return m;
}

static struct day on(const char *iso)
{
	struct day d = { 0 };
	assert_true(day_parse(iso, &d));
	return d;
}

static void assert_day(struct day d, const char *iso)
{
	assert_string_equal(day_iso(arena, d), iso);
}

static void assert_moment(moment m, const char *iso)
{
	assert_string_equal(moment_iso(arena, m), iso);
}

static void days_change_at_midnight_in_amsterdam(void **state)
{
	(void)state;
	assert_day(day_of(at("2026-12-01T22:59:59Z")), "2026-12-01");
	assert_day(day_of(at("2026-12-01T23:00:00Z")), "2026-12-02");
	assert_day(day_of(at("2026-07-01T21:59:59Z")), "2026-07-01");
	assert_day(day_of(at("2026-07-01T22:00:00Z")), "2026-07-02");
	assert_day(day_of(at("1969-12-31T22:59:59Z") - 1), "1969-12-31");
	assert_moment(day_begin(on("2026-12-02")), "2026-12-01T23:00:00Z");
	assert_moment(day_begin(on("2026-07-02")), "2026-07-01T22:00:00Z");
}

static void the_days_of_the_clock_change_have_23_and_25_hours(void **state)
{
	(void)state;
	assert_int_equal(day_begin(on("2026-03-30")) - day_begin(on("2026-03-29")), HOURS(23));
	assert_int_equal(day_begin(on("2026-10-26")) - day_begin(on("2026-10-25")), HOURS(25));
	assert_moment(day_at(on("2026-03-29"), 1, 59), "2026-03-29T00:59:00Z");
	assert_moment(day_at(on("2026-03-29"), 2, 30), "2026-03-29T01:30:00Z");    /* does not exist: 3:30 summer time */
	assert_moment(day_at(on("2026-03-29"), 3, 0), "2026-03-29T01:00:00Z");
	assert_moment(day_at(on("2026-10-25"), 2, 30), "2026-10-25T00:30:00Z");    /* comes twice: the first */
	assert_moment(day_at(on("2026-10-25"), 3, 0), "2026-10-25T02:00:00Z");
	struct day d;
	int hour, minute;
	clock_parts(at("2026-03-29T01:30:00Z"), &d, &hour, &minute);
	assert_day(d, "2026-03-29");
	assert_int_equal(hour * 100 + minute, 330);
}

static void every_day_begins_in_itself(void **state)
{
	(void)state;
	for (struct day d = { 1880, 1, 1 }; d.year <= 2200; d = day_add(d, 1)) {
		moment begin = day_begin(d);
		struct day same = day_of(begin), before = day_of(begin - 1);
		assert_true(day_valid(d));
		assert_int_equal(day_diff(d, same), 0);
		assert_int_equal(day_diff(before, d), 1);
	}
}

static void calendar_arithmetic_counts_leap_days(void **state)
{
	(void)state;
	assert_day(day_add(on("2024-02-28"), 1), "2024-02-29");
	assert_day(day_add(on("2100-02-28"), 1), "2100-03-01");
	assert_day(day_add(on("2026-01-01"), -1), "2025-12-31");
	assert_int_equal(day_diff(on("2024-01-01"), on("2025-01-01")), 366);
	assert_int_equal(day_diff(on("2026-03-30"), on("2026-03-28")), -2);
	assert_day(day_add_months(on("2026-01-31"), 1), "2026-02-28");
	assert_day(day_add_months(on("2024-01-31"), 1), "2024-02-29");
	assert_day(day_add_months(on("2026-01-31"), -2), "2025-11-30");
	assert_day(day_add_months(on("2026-11-15"), 14), "2028-01-15");
	assert_int_equal(day_weekday(on("2026-11-23")), 1);
	assert_int_equal(day_weekday(on("2026-11-29")), 7);
	assert_int_equal(day_weekday(on("1969-12-28")), 7);
	assert_int_equal(day_weekday(on("1900-01-01")), 1);
}

static void who_is_born_on_29_february_is_older_on_1_march(void **state)
{
	(void)state;
	struct day born = on("2012-02-29");
	assert_day(day_birthday(born, 18), "2030-03-01");
	assert_day(day_birthday(born, 16), "2028-02-29");
	assert_int_equal(day_age(born, on("2030-02-28")), 17);
	assert_int_equal(day_age(born, on("2030-03-01")), 18);
	assert_int_equal(day_age(born, on("2028-02-28")), 15);
	assert_int_equal(day_age(born, on("2028-02-29")), 16);
}

static void age_is_in_completed_years(void **state)
{
	(void)state;
	struct day born = on("2010-11-21");
	assert_int_equal(day_age(born, on("2026-11-20")), 15);
	assert_int_equal(day_age(born, on("2026-11-21")), 16);
	assert_int_equal(day_age(born, born), 0);
	assert_true(day_age(born, on("2010-11-20")) < 0);
}

static void a_day_not_known_stays_not_known(void **state)
{
	(void)state;
	struct day none = { 0 };
	assert_false(day_known(none));
	assert_false(day_valid(none));
	assert_false(day_known(day_add(none, 3)));
	assert_false(day_known(day_add_months(none, 3)));
	assert_false(day_known(day_birthday(none, 18)));
	assert_day(none, "");
}

static void a_time_of_day_is_read_as_people_write_it(void **state)
{
	(void)state;
	static const struct { const char *text; int hour, minute; } good[] = { { "19.30", 19, 30 }, { "19:30", 19, 30 }, { "9.05", 9, 5 }, { "09.05", 9, 5 }, { "1930", 19, 30 },
		{ "930", 9, 30 }, { "19", 19, 0 }, { "0:00", 0, 0 }, { "23.59", 23, 59 } };
	static const char *const bad[] = { "", "24.00", "25.10", "19.60", "19.3", "19.300", "19,30", "1.930", "19301", ".30", "19.", "19.30 uur", "half acht", "-1.30" };
	int hour, minute;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_true(hour_parse(good[i].text, &hour, &minute) && hour == good[i].hour && minute == good[i].minute);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(hour_parse(bad[i], &hour, &minute));
}

static void dates_are_read_as_people_write_them(void **state)
{
	(void)state;
	static const char *const good[] = { "2026-11-21", "21-11-2026", "21 11 2026", "21/11/2026", "21.11.2026", "21 nov 2026",
		"21 nov. 2026", "21 november 2026", "21 November 2026", " 21-11-2026 ", "21 - 11 - 2026", "21-nov-2026" };
	static const char *const bad[] = { "", "21-11", "21-11-26", "11-21-2026", "31-11-2026", "29-02-2026", "21 foo 2026", "21 no 2026",
		"21 novembers 2026", "21112026", "2026-11-21x", "2026-1-1", "21-11-2026 10:00", "0-11-2026", "21-11-1879", "1-1-2201",
		"21--11-2026", "-21-11-2026", "21 11 20266", "21 november 2026 en nog veel meer tekst erachter" };
	struct day d;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		d = (struct day){ 0 };
		assert_true(day_parse_dutch(good[i], &d));
		assert_day(d, "2026-11-21");
	}
	d = (struct day){ 1, 2, 3 };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(day_parse_dutch(bad[i], &d));
	assert_false(day_parse_dutch(NULL, &d));
	assert_int_equal(d.year, 1);                /* left as it was */
	assert_true(day_parse_dutch("3 mrt 2026", &d));
	assert_day(d, "2026-03-03");
	assert_true(day_parse_dutch("3 maart 2026", &d));
	assert_true(day_parse_dutch("1 sept 2026", &d));
	assert_day(d, "2026-09-01");
	assert_false(day_parse("21-11-2026", &d));
}

static void moments_are_read_and_written(void **state)
{
	(void)state;
	static const char *const bad[] = { "", "2026-11-21", "2026-11-21T20:53:02", "2026-11-21T24:00:00Z", "2026-11-21T20:60:00Z",
		"2026-02-30T20:00:00Z", "2026-11-21T20:53:02Zx", "2026-11-21T20:53:02.Z", "2026-11-21 20:53:02Z", "2026-11-21T20:53:02+1:00" };
	moment m = 5;
	assert_moment(at("2026-11-21T20:53:02Z"), "2026-11-21T20:53:02Z");
	assert_moment(at("2026-11-21T20:53:02+01:00"), "2026-11-21T19:53:02Z");
	assert_moment(at("1950-01-01T00:00:01Z"), "1950-01-01T00:00:01Z");
	assert_int_equal(at("1970-01-01T00:00:01.25Z"), 1250000);
	assert_int_equal(at("1970-01-01T00:00:01.1234567Z"), 1123456);
	assert_moment(FOREVER, "");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(moment_parse(bad[i], &m));
	assert_false(moment_parse(NULL, &m));
	assert_int_equal(m, 5);
}

static void the_clock_runs(void **state)
{
	(void)state;
	unsetenv("NABIJ_TEST_CLOCK");
	moment a = clock_now();
	assert_true(a > at("2026-01-01T00:00:00Z") - HOURS(24 * 365));
	assert_true(clock_now() >= a);
	uint64_t b = clock_monotonic_us();
	assert_true(clock_monotonic_us() >= b);
}

static void only_a_test_build_lets_a_file_say_the_time(void **state)
{
	(void)state;
	char path[] = "/tmp/test_time.XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0 && write(fd, "2031-12-01T23:00:00Z\n", 21) == 21);
	close(fd);
	setenv("NABIJ_TEST_CLOCK", path, 1);
	moment now = clock_machine();
	unlink(path);
	unsetenv("NABIJ_TEST_CLOCK");
#ifdef NABIJ_TEST_CLOCK_ALLOWED
	assert_moment(now, "2031-12-01T23:00:00Z");
#else
	assert_true(now < at("2031-12-01T23:00:00Z"));
#endif
}

#ifdef NABIJ_TEST_CLOCK_ALLOWED
static void clock_says(const char *path, const char *iso)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f, "%s\n", iso);
	fclose(f);
}

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000 }, NULL);
}
#endif

static void a_clock_that_is_set_back_takes_no_moment_back(void **state)
{
	(void)state;
#ifdef NABIJ_TEST_CLOCK_ALLOWED
	char path[] = "/tmp/test_time.XXXXXX";
	close(mkstemp(path));
	setenv("NABIJ_TEST_CLOCK", path, 1);
	clock_says(path, "2040-03-31T12:00:00Z");
	const moment noon = at("2040-03-31T12:00:00Z");
	assert_int_equal(clock_now(), noon);
	assert_int_equal(clock_ahead(), 0);
	clock_says(path, "1970-01-01T00:00:01Z");
	moment a = clock_now();
	pause_ms(40);
	moment b = clock_now();
	assert_true(a >= noon && b - a >= 20000 && b - noon < SECONDS(5));      /* and what still runs comes to its end, at half speed */
	assert_true(clock_ahead() > HOURS(24));
	assert_int_equal(clock_machine(), SECONDS(1));
	clock_says(path, "2040-03-31T12:00:30Z");                               /* caught up */
	assert_moment(clock_now(), "2040-03-31T12:00:30Z");
	assert_int_equal(clock_ahead(), 0);
	clock_floor(noon);                                                      /* behind already */
	assert_moment(clock_now(), "2040-03-31T12:00:30Z");
	clock_floor(noon + HOURS(1));
	assert_true(clock_now() >= noon + HOURS(1) && clock_ahead() > MINUTES(59));
	clock_says(path, "2040-03-31T14:00:00Z");
	assert_moment(clock_now(), "2040-03-31T14:00:00Z");
	unlink(path);
	unsetenv("NABIJ_TEST_CLOCK");
#endif
}

static void past_january_2038_days_and_moments_go_on(void **state)
{
	(void)state;
	static const char *const isos[] = { "2038-01-19T03:14:07Z", "2038-01-19T03:14:08Z", "2038-03-28T00:59:59Z", "2038-03-28T01:00:00Z",
		"2106-02-07T06:28:16Z", "2199-12-31T22:59:59Z" };
	for (size_t i = 0; i < sizeof isos / sizeof *isos; i++)
		assert_moment(at(isos[i]), isos[i]);
	assert_day(day_of(at("2038-01-19T03:14:08Z")), "2038-01-19");
	assert_day(day_of(at("2106-02-07T06:28:16Z")), "2106-02-07");
	assert_int_equal(at("2038-01-19T03:14:08Z"), SECONDS(2147483648LL));
	assert_moment(day_begin(on("2040-07-01")), "2040-06-30T22:00:00Z");     /* summer time is counted on */
	assert_moment(day_begin(day_add(on("2036-02-29"), 731)), "2038-02-28T23:00:00Z");
	assert_day(day_birthday(on("2024-02-29"), 18), "2042-03-01");
}

static int set_up(void **state)
{
	(void)state;
	setenv("TZ", "America/New_York", 1);        /* whatever the machine says */
	clock_start();
	arena = arena_new(1 << 20);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_time_of_day_is_read_as_people_write_it), cmocka_unit_test(days_change_at_midnight_in_amsterdam), cmocka_unit_test(the_days_of_the_clock_change_have_23_and_25_hours),
		cmocka_unit_test(every_day_begins_in_itself), cmocka_unit_test(calendar_arithmetic_counts_leap_days),
		cmocka_unit_test(who_is_born_on_29_february_is_older_on_1_march), cmocka_unit_test(age_is_in_completed_years),
		cmocka_unit_test(a_day_not_known_stays_not_known), cmocka_unit_test(dates_are_read_as_people_write_them),
		cmocka_unit_test(moments_are_read_and_written), cmocka_unit_test(the_clock_runs),
		cmocka_unit_test(a_clock_that_is_set_back_takes_no_moment_back), cmocka_unit_test(past_january_2038_days_and_moments_go_on),
		cmocka_unit_test(only_a_test_build_lets_a_file_say_the_time),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
