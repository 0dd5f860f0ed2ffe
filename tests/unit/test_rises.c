/* Rises per area against R's package surveillance 1.20.3: series of our own, limits that R gave (bench/rises-against-r.sh holds many more beside each other). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include "detect/distributions.h"
#include "detect/random.h"
#include "detect/rises.h"

enum { WEEKS = 330, AREAS = 3 };

static double counts[AREAS][WEEKS];
static int32_t dates[WEEKS];

/* A busy season and one outbreak long ago; a rare thing; one that grows. The last week of each is high. */
static int make(void **state)
{
	(void)state;
	for (int i = 0; i < WEEKS; i++) {
		int w = i + 1;
		counts[0][i] = w * 7919 % 11 + w * 104729 % 7 + (w % 52 < 20 ? 6 : 0) + (w == 100 ? 60 : 0) + (w == 330 ? 25 : 0);
		counts[1][i] = (w * 7919 % 13 == 0) * 2 + (w * 31 % 17 == 3) + (w >= 327 ? 2 : 0);
		counts[2][i] = nearbyint(4 * exp(w / 150.0)) + w * 7919 % 5;
		dates[i] = 17903 + 7 * i;                    /* from 7 January 2019; 2020 has 53 weeks */
	}
	return 0;
}

struct expected { const char *how; int area; double upper; int alarm; };
static const struct expected OF_R[] = {
	{ "flexible", 0, 21.77703183, 1 },
	{ "flexible", 1, 0.9272676396, 1 },
	{ "flexible", 2, 29.39620772, 1 },
	{ "seasons", 0, 24.87306844, 1 },
	{ "seasons", 1, 1.185137983, 1 },
	{ "seasons", 2, 34.74474698, 1 },
	{ "nb", 0, 20, 1 },
	{ "nb", 1, 0, 1 },
	{ "nb", 2, 48, 0 },
	{ "muan", 0, 24, 1 },
	{ "muan", 1, 1, 1 },
	{ "muan", 2, 32, 1 },
	{ "original", 0, 22.63111107, 1 },
	{ "original", 1, 0.4384001761, 1 },
	{ "original", 2, 29.03907766, 1 },
	{ "c1", 0, 23.55515277, 1 },
	{ "c1", 1, 4.446454439, 0 },
	{ "c1", 2, 41.37024844, 0 },
	{ "c2", 0, 24.44081564, 1 },
	{ "c2", 1, 3.653682951, 0 },
	{ "c2", 2, 41.37024844, 0 },
	{ "c3", 0, 38.98778888, 0 },
	{ "c3", 1, 1.967148065, 1 },
	{ "c3", 2, 37.93320343, 0 },
	{ "dated", 0, 21.2385951, 1 },
	{ "dated", 1, 0.9300510666, 1 },
	{ "dated", 2, 47.85841118, 0 },
	{ "dated original", 0, 22.91467557, 1 },
	{ "dated original", 1, 0.5989112194, 1 },
	{ "dated original", 2, 28.79965057, 1 },
};

static struct rises_options options_of(const char *how)
{
	struct rises_options o = rises_defaults(strstr(how, "original") ? RISES_ORIGINAL : RISES_FLEXIBLE);
	if (!strcmp(how, "seasons"))
		o.periods = 10, o.left_out = 26, o.trend_p = 1, o.alpha = 0.01;
	if (!strcmp(how, "nb"))
		o.years = 4, o.periods = 6, o.limit = RISES_NB_PLUGIN;
	if (!strcmp(how, "muan"))
		o.limit = RISES_MUAN, o.reweight = false;
	if (!strcmp(how, "dated"))
		o.periods = 10;
	return o;
}

static struct rise last_week(const char *how, const double *series)
{
	static struct rises_reference reference;
	if (how[0] == 'c')
		return ears_week((enum ears)(how[1] - '0'), 7, how[1] == '3' ? 0.025 : 0.001, 0, series, WEEKS - 1);
	struct rises_options o = options_of(how);
	const char *why = "";
	if (!rises_reference(&reference, &o, strstr(how, "dated") ? dates : NULL, WEEKS, WEEKS - 1, &why))
		fail_msg("%s: %s", how, why);
	return rises_week(&reference, &o, series);
}

static void limits_equal_those_of_r(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof OF_R / sizeof *OF_R; i++) {
		const struct expected *x = &OF_R[i];
		struct rise r = last_week(x->how, counts[x->area]);
		if (isnan(x->upper) ? r.state == RISE_TOLD : !(fabs(r.upper - x->upper) <= 1e-6 * fmax(1, x->upper)))
			fail_msg("%s, area %d: %.10g, R says %.10g", x->how, x->area, r.upper, x->upper);
		assert_int_equal(r.alarm, x->alarm);
	}
}

static void distributions_equal_those_of_r(void **state)
{
	(void)state;
	static const struct { double p, mu, phi, quantile; } counts_of_r[] = { { 0.99, 0.7, 7, 11 }, { 0.05, 5, 1.5, 1 }, { 0.99, 123, 7, 201 },
		{ 0.99, 4e4, 1.5, 40571 }, { 0.99, 2e9, 7, 2000275267 }, { 0.05, 2e9, 1, 1999926440 } };
	for (size_t i = 0; i < sizeof counts_of_r / sizeof *counts_of_r; i++)
		assert_true(counts_quantile(counts_of_r[i].p, counts_of_r[i].mu, counts_of_r[i].phi) == counts_of_r[i].quantile);
	assert_true(fabs(normal_quantile(0.999) - 3.09023230616781) < 1e-12 && fabs(normal_quantile(1e-10) + 6.36134090240406) < 1e-12);
	assert_true(fabs(student_two_sided(2.1, 250) - 0.0367311587600712) < 1e-14 && fabs(student_two_sided(9, 40) / 3.68016447170618e-11 - 1) < 1e-10);
	assert_true(fabs(counts_upper(125, 123, 7) - 0.4503439743578) < 1e-12);
}

static void too_little_is_said_to_be_too_little(void **state)
{
	(void)state;
	static struct rises_reference reference;
	static double none[WEEKS], unknown[WEEKS];
	struct rises_options o = rises_defaults(RISES_FLEXIBLE);
	const char *why = "";
	assert_false(rises_reference(&reference, &o, NULL, WEEKS, 262, &why));
	assert_string_equal(why, "the history is too short");
	assert_true(rises_reference(&reference, &o, NULL, WEEKS, 263, NULL));
	assert_true(rises_reference(&reference, &o, NULL, WEEKS, WEEKS - 1, NULL));
	assert_int_equal(rises_week(&reference, &o, none).state, RISE_TOO_FEW);
	for (int i = 0; i < WEEKS; i++)
		unknown[i] = i < WEEKS - 4 ? NAN : 5;
	assert_int_equal(rises_week(&reference, &o, unknown).state, RISE_NO_MODEL);
	unknown[WEEKS - 1] = NAN;
	assert_int_equal(rises_week(&reference, &o, unknown).state, RISE_NOT_KNOWN);
	o.periods = 46;
	assert_true(rises_reference(&reference, &o, NULL, WEEKS, WEEKS - 1, &why));
	assert_int_equal(ears_week(EARS_C2, 7, 0.001, 0, counts[0], ears_first(EARS_C2, 7) - 1).state, RISE_NOT_KNOWN);
	o.alpha = 0.7;
	assert_non_null(rises_wrong(&o));
}

/* A week that was not counted is not a week without cases. */
static void a_missing_week_is_left_out(void **state)
{
	(void)state;
	static double with_gap[WEEKS];
	memcpy(with_gap, counts[0], sizeof with_gap);
	with_gap[WEEKS - 1 - 52] = NAN;
	struct rise whole = last_week("flexible", counts[0]), gap = last_week("flexible", with_gap);
	assert_true(gap.state == RISE_TOLD && gap.upper != whole.upper && fabs(gap.upper - whole.upper) < 3);
}

/* Series of every kind: a limit is a number above what is expected, or the state says why there is none. */
static void any_counts_give_a_limit_or_a_reason(void **state)
{
	(void)state;
	static double series[WEEKS];
	static const char *const HOW[] = { "flexible", "seasons", "nb", "muan", "original", "c1", "c2", "c3", "dated", "dated original" };
	static const double sizes[] = { 1, 3, 50, 1e4, 1e6, 2147483648.0, 9e15 };
	struct random r;
	int told = 0;
	for (int round = 0; round < 120; round++) {
		random_start(&r, 5, (uint64_t)round);
		double size = sizes[random_below(&r, 7)], zeros = random_unit(&r), unknown = random_below(&r, 3) ? 0 : random_unit(&r);
		for (int i = 0; i < WEEKS; i++)
			series[i] = random_unit(&r) < unknown ? NAN : random_unit(&r) < zeros ? 0 : floor(random_unit(&r) * size);
		for (size_t h = 0; h < sizeof HOW / sizeof *HOW; h++) {
			struct rise x = last_week(HOW[h], series);
			bool number = isfinite(x.upper) && isfinite(x.expected);
			assert_int_equal(number, x.state == RISE_TOLD);
			assert_true(!x.alarm || (number && series[WEEKS - 1] > x.upper * (1 - 1e-12)));
			told += number;
		}
	}
	assert_true(told > 300);
}

static void years_before_are_those_of_the_calendar(void **state)
{
	(void)state;
	assert_int_equal(rises_years_before(18321, 1), 17956);       /* 29 February 2020: 1 March 2019 */
	assert_int_equal(rises_years_before(18321, 4), 16860);       /* 29 February 2016 */
	assert_int_equal(rises_years_before(20454, 5), 18628);       /* 2026-01-01: 2021-01-01 */
	assert_int_equal(rises_years_before(0, 1), -365);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(limits_equal_those_of_r), cmocka_unit_test(distributions_equal_those_of_r),
		cmocka_unit_test(too_little_is_said_to_be_too_little), cmocka_unit_test(a_missing_week_is_left_out),
		cmocka_unit_test(any_counts_give_a_limit_or_a_reason), cmocka_unit_test(years_before_are_those_of_the_calendar),
	};
	return cmocka_run_group_tests(tests, make, NULL);
}
