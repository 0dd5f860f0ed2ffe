/* Dates, times and numbers as people say them, in Dutch and English. Now is Saturday 21 November 2026, 14.10 in Amsterdam. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include "platform/web/words.h"

static struct arena *a;
static const struct lang *nl, *en;
static moment now;

static moment at(int year, int month, int day, int hour, int minute)
{
	return day_at((struct day){ year, month, day }, hour, minute);
}

static struct day on(int year, int month, int day)
{
	return (struct day){ year, month, day };
}

static void days_name_the_year_only_when_it_differs(void **state)
{
	(void)state;
	assert_string_equal(words_day(a, nl, on(2026, 11, 27), now), "vr 27 nov");
	assert_string_equal(words_day(a, en, on(2026, 11, 27), now), "Fri 27 Nov");
	assert_string_equal(words_day(a, nl, on(2027, 3, 1), now), "ma 1 mrt 2027");
	assert_string_equal(words_day_long(a, nl, on(2026, 11, 27), now), "vrijdag 27 november");
	assert_string_equal(words_day_long(a, en, on(2025, 11, 27), now), "Thursday 27 November 2025");
	assert_string_equal(words_date(a, nl, on(2026, 11, 27)), "27 november 2026");
	assert_string_equal(words_day(a, nl, on(0, 0, 0), now), "");
}

static void times_are_written_the_language_s_way(void **state)
{
	(void)state;
	assert_string_equal(words_time(a, nl, now), "14.10 uur");
	assert_string_equal(words_time(a, en, now), "14:10");
	assert_string_equal(words_time(a, nl, at(2026, 7, 1, 9, 5)), "9.05 uur");
	assert_string_equal(words_time(a, nl, FOREVER), "");
	assert_string_equal(words_hour(a, nl, "09.30"), "9.30 uur");
	assert_string_equal(words_hour(a, en, "14.10"), "14:10");
	assert_string_equal(words_hour(a, nl, "na school"), "na school");
	assert_null(words_hour(a, nl, NULL));
}

static void moments_near_today_have_names(void **state)
{
	(void)state;
	assert_string_equal(words_moment(a, nl, at(2026, 11, 21, 9, 5), now), "vandaag, 9.05 uur");
	assert_string_equal(words_moment(a, nl, at(2026, 11, 20, 23, 59), now), "gisteren, 23.59 uur");
	assert_string_equal(words_moment(a, nl, at(2026, 11, 22, 0, 0), now), "morgen, 0.00 uur");
	assert_string_equal(words_moment(a, nl, at(2026, 11, 18, 10, 2), now), "wo 18 nov, 10.02 uur");
	assert_string_equal(words_moment(a, en, at(2026, 11, 20, 14, 10), now), "yesterday, 14:10");
	assert_string_equal(words_moment(a, nl, 0, now), "");
}

static void ago_gets_coarser_with_time(void **state)
{
	(void)state;
	assert_string_equal(words_ago(a, nl, now - SECONDS(20), now), "zojuist");
	assert_string_equal(words_ago(a, nl, now - MINUTES(5), now), "5 minuten geleden");
	assert_string_equal(words_ago(a, nl, now - HOURS(1), now), "1 uur geleden");
	assert_string_equal(words_ago(a, en, now - HOURS(2), now), "2 hours ago");
	assert_string_equal(words_ago(a, nl, now - HOURS(25), now), "gisteren");
	assert_string_equal(words_ago(a, nl, now - HOURS(72), now), "3 dagen geleden");
	assert_string_equal(words_ago(a, nl, at(2026, 3, 4, 12, 0), now), "in maart");
	assert_string_equal(words_ago(a, nl, at(2024, 12, 4, 12, 0), now), "in 2024");
}

static void terms_say_how_far_and_when(void **state)
{
	(void)state;
	assert_string_equal(words_due(a, nl, on(2026, 11, 21), now), "vandaag");
	assert_string_equal(words_due(a, nl, on(2026, 11, 22), now), "morgen");
	assert_string_equal(words_due(a, nl, on(2026, 11, 30), now), "over 9 dagen, ma 30 nov");
	assert_string_equal(words_due(a, nl, on(2026, 11, 20), now), "1 dag te laat, was vr 20 nov");
	assert_string_equal(words_due(a, nl, on(2026, 11, 18), now), "3 dagen te laat, was wo 18 nov");
	assert_string_equal(words_due(a, en, on(2026, 11, 18), now), "3 days late, was Wed 18 Nov");
}

static void since_and_age(void **state)
{
	(void)state;
	assert_string_equal(words_since(a, nl, on(2026, 3, 4), now), "sinds 4 maart");
	assert_string_equal(words_since(a, nl, on(2024, 3, 4), now), "sinds 2024");
	assert_string_equal(words_age(a, nl, on(2011, 11, 21), now), "15");
	assert_string_equal(words_age(a, nl, on(2011, 11, 22), now), "14");
	assert_string_equal(words_age(a, nl, on(2026, 3, 21), now), "8 maanden");
	assert_string_equal(words_age(a, nl, on(2026, 3, 22), now), "7 maanden");
	assert_string_equal(words_age(a, nl, on(2025, 10, 21), now), "13 maanden");
	assert_string_equal(words_age(a, nl, on(2026, 11, 1), now), "jonger dan een maand");
	assert_string_equal(words_age(a, nl, on(2027, 1, 1), now), "nog niet geboren");
}

static void numbers(void **state)
{
	(void)state;
	assert_string_equal(words_number(a, nl, 0), "0");
	assert_string_equal(words_number(a, nl, 999), "999");
	assert_string_equal(words_number(a, nl, 1234567), "1.234.567");
	assert_string_equal(words_number(a, en, -1234), "−1,234");
	assert_string_equal(words_real(a, nl, 3.5), "3,5");
	assert_string_equal(words_real(a, nl, 1234.056), "1.234,06");
	assert_string_equal(words_real(a, en, 0.999), "1");
	assert_string_equal(words_real(a, nl, -0.001), "0");
	assert_string_equal(words_real(a, nl, NAN), "–");
}

static void greetings_follow_the_hour(void **state)
{
	(void)state;
	assert_string_equal(words_greeting(nl, at(2026, 11, 21, 5, 59)), "Goedenacht");
	assert_string_equal(words_greeting(nl, at(2026, 11, 21, 6, 0)), "Goedemorgen");
	assert_string_equal(words_greeting(nl, at(2026, 11, 21, 12, 0)), "Goedemiddag");
	assert_string_equal(words_greeting(en, at(2026, 11, 21, 18, 0)), "Good evening");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(days_name_the_year_only_when_it_differs), cmocka_unit_test(times_are_written_the_language_s_way),
		cmocka_unit_test(moments_near_today_have_names), cmocka_unit_test(ago_gets_coarser_with_time),
		cmocka_unit_test(terms_say_how_far_and_when), cmocka_unit_test(since_and_age), cmocka_unit_test(numbers),
		cmocka_unit_test(greetings_follow_the_hour),
	};
	clock_start();
	lang_start();
	a = arena_new(1 << 20);
	nl = lang_dutch();
	en = lang_find("en");
	now = at(2026, 11, 21, 14, 10);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(a);
	return failed;
}
