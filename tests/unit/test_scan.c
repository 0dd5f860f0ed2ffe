/* The scan statistic: its chance, its likelihoods, its maxima and p-values, against what is computed here another way. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "detect/scan.h"
#include "detect/scan_prepare.h"

/* ---- a made-up country: a grid of areas ---- */

enum { SIDE = 6, AREAS = SIDE * SIDE, PERIODS = 8, MOST = AREAS * 366 };

struct country {
	int64_t cases[MOST];
	double measure[MOST], x[AREAS], y[AREAS], share[366];
	struct scan_data data;
	struct scan_options options;
};

static uint64_t other_state;         /* a generator that has nothing in common with the program's: a multiplicative one of 64 bits, high half */
static double other_unit(void)
{
	other_state = other_state * 6364136223846793005u + 1442695040888963407u;
	return (double)(other_state >> 11) * 0x1p-53;
}

/* People per area differ by a factor of seven; `uneven` weeks differ by a factor of three. */
static void make(struct country *c, size_t periods, bool uneven, int cases)
{
	memset(c, 0, sizeof *c);
	other_state = 4;
	for (size_t a = 0; a < AREAS; a++) {
		c->x[a] = (double)(a % SIDE) + 0.1 * other_unit();
		c->y[a] = (double)(a / SIDE) + 0.1 * other_unit();
		for (size_t t = 0; t < periods; t++) {
			c->share[t] = uneven ? 1 + (double)(t * 5 % 7) / 3 : 1;
			c->measure[a * periods + t] = (100 + (double)(a * 37 % 100) * 6) * c->share[t];
		}
	}
	for (int i = 0; i < cases;) {
		size_t cell = (size_t)(other_unit() * (double)(AREAS * periods));
		bool taken = other_unit() * 2100 < c->measure[cell];
		c->cases[cell] += taken;
		i += taken;
	}
	c->data = (struct scan_data){ .areas = AREAS, .periods = periods, .cases = c->cases, .measure = c->measure, .x = c->x, .y = c->y };
	c->options = (struct scan_options){ .model = SCAN_POISSON, .time = SCAN_RETROSPECTIVE, .max_share = 0.3, .min_length = 1, .max_length = periods / 2, .min_cases = 1,
		.replicas = 60, .seed = 7, .threads = 2, .max_clusters = 5 };
}

static void run(const struct country *c, struct scan_result *r)
{
	struct err e = { "" };
	if (!scan_run(&c->data, &c->options, r, NULL, &e))
		fail_msg("%s", e.text);
}

static void assert_refused(const struct country *c, const char *why)
{
	struct err e = { "" };
	struct scan_result r;
	assert_false(scan_run(&c->data, &c->options, &r, NULL, &e));
	assert_non_null(strstr(e.text, why));
	scan_result_free(&r);
}

/* ---- chance ---- */

static void test_streams_differ_and_repeat(void **state)
{
	struct random a, b, c;
	(void)state;
	random_start(&a, 1, 2);
	random_start(&b, 1, 2);
	random_start(&c, 2, 1);
	for (int i = 0; i < 100; i++) {
		uint64_t x = random_next(&a);
		assert_int_equal(x, random_next(&b));
		assert_int_not_equal(x, random_next(&c));
	}
	struct random known = { { 1, 2, 3, 4 } };      /* the authors' own generator begins like this */
	assert_int_equal(random_next(&known), 41943041u);
	assert_int_equal(random_next(&known), 58720359u);
	assert_int_equal(random_next(&known), 3588806011781223u);
}

static double chi_square(const size_t *seen, const double *weight, size_t n)
{
	double total = 0, sum = 0, chi = 0;
	for (size_t i = 0; i < n; i++) {
		total += (double)seen[i];
		sum += weight[i];
	}
	for (size_t i = 0; i < n; i++) {
		double expected = total * weight[i] / sum;
		if (expected > 0)
			chi += ((double)seen[i] - expected) * ((double)seen[i] - expected) / expected;
	}
	return chi;
}

static void test_weights_are_kept(void **state)
{
	double weight[7] = { 3, 0, 1, 0.01, 10, 2.5, 0 };
	size_t seen[7] = { 0 };
	struct random r;
	struct random_alias *a = random_alias_new(weight, 7);
	(void)state;
	random_start(&r, 3, 3);
	for (int i = 0; i < 1000000; i++)
		seen[random_alias_draw(a, &r)]++;
	assert_int_equal(seen[1] + seen[6], 0);
	assert_true(chi_square(seen, weight, 7) < 18.5);         /* 4 degrees of freedom, 1 in 1,000 */
	random_alias_free(a);
}

static void test_binomial_is_exact(void **state)
{
	struct random r;
	size_t seen[21] = { 0 };
	double weight[21];
	(void)state;
	random_start(&r, 5, 1);
	for (int i = 0; i < 300000; i++)
		seen[random_binomial(&r, 20, 0.3)]++;
	for (int k = 0; k <= 20; k++)
		weight[k] = exp(lgamma(21) - lgamma(k + 1) - lgamma(21 - k) + k * log(0.3) + (20 - k) * log(0.7));
	assert_true(chi_square(seen, weight, 15) < 36.2);        /* 14 degrees of freedom, 1 in 1,000 */
	double sum = 0, square = 0;
	for (int i = 0; i < 100000; i++) {
		double k = (double)random_binomial(&r, 20000, 0.75) - 15000;
		sum += k;
		square += k * k;
	}
	assert_true(fabs(sum / 100000) < 4 * sqrt(3750.0 / 100000));
	assert_true(fabs(square / 100000 / 3750 - 1) < 0.02);
	assert_int_equal(random_binomial(&r, 5, 0) + random_binomial(&r, 0, 0.5), 0);
	assert_int_equal(random_binomial(&r, 5, 1), 5);
}

/* ---- a scan of another hand: no circles lists, no tables, no thresholds ---- */

struct near { double d; size_t area; };

static int nearer(const void *a, const void *b)
{
	double x = ((const struct near *)a)->d, y = ((const struct near *)b)->d;
	return (x > y) - (x < y);
}

static double log_ratio(double c, double e, double n)
{
	if (c <= e || e <= 0)
		return 0;
	return c * log(c / e) + (n > c ? (n - c) * log((n - c) / (n - e)) : 0);
}

/* The maximum for these cells, with expectations measure × n / sum. */
static double slow_maximum(const struct country *c, const int *cells, const double *measure, double n, bool alive)
{
	size_t periods = c->data.periods;
	double best = 0, people = 0;
	for (size_t i = 0; i < AREAS * periods; i++)
		people += measure[i];
	for (size_t centre = 0; centre < AREAS; centre++) {
		struct near near[AREAS];
		double inside = 0, cases[64] = { 0 }, expected[64] = { 0 };
		for (size_t a = 0; a < AREAS; a++)
			near[a] = (struct near){ hypot(c->x[a] - c->x[centre], c->y[a] - c->y[centre]), a };
		qsort(near, AREAS, sizeof *near, nearer);
		for (size_t k = 0; k < AREAS; k++) {
			for (size_t t = 0; t < periods; t++) {
				inside += measure[near[k].area * periods + t];
				cases[t] += cells[near[k].area * periods + t];
				expected[t] += measure[near[k].area * periods + t] * n / people;
			}
			if (inside > c->options.max_share * people * (1 + 1e-12))
				break;
			for (size_t from = 0; from < periods; from++) {
				double sum = 0, mean = 0;
				for (size_t t = from; t < periods && t - from < c->options.max_length; t++) {
					sum += cases[t];
					mean += expected[t];
					if (sum >= (double)c->options.min_cases && (!alive || t == periods - 1))
						best = fmax(best, log_ratio(sum, mean, n));
				}
			}
		}
	}
	return best;
}

static void test_observed_equals_the_slow_scan(void **state)
{
	struct country *c = malloc(sizeof *c);
	(void)state;
	for (int trial = 0; trial < 8; trial++) {
		int cells[MOST];
		struct scan_result r;
		make(c, PERIODS, trial & 1, 200 + 37 * trial);
		c->options.time = trial & 2 ? SCAN_ALIVE : SCAN_RETROSPECTIVE;
		c->options.max_length = trial & 4 ? 3 : PERIODS;
		for (size_t i = 0; i < AREAS * PERIODS; i++)
			cells[i] = (int)c->cases[i];
		run(c, &r);
		assert_true(r.n > 0);
		double slow = slow_maximum(c, cells, c->measure, (double)r.cases, c->options.time == SCAN_ALIVE);
		assert_true(fabs(r.clusters[0].llr - slow) < 1e-9);
		scan_result_free(&r);
	}
	free(c);
}

/* ---- the null distribution ---- */

enum { NULLS = 10000 };

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void slow_nulls(const struct country *c, int cases, double *maxima)
{
	size_t cells_n = AREAS * c->data.periods;
	double *before = calloc(cells_n + 1, sizeof *before);
	int *cells = calloc(cells_n, sizeof *cells);
	for (size_t i = 0; i < cells_n; i++)
		before[i + 1] = before[i] + c->measure[i];
	for (size_t k = 0; k < NULLS; k++) {
		memset(cells, 0, cells_n * sizeof *cells);
		for (int i = 0; i < cases; i++) {
			double u = other_unit() * before[cells_n];
			size_t low = 0, high = cells_n;
			while (high - low > 1) {
				size_t middle = (low + high) / 2;
				*(before[middle] <= u ? &low : &high) = middle;
			}
			cells[low]++;
		}
		maxima[k] = slow_maximum(c, cells, c->measure, cases, c->options.time == SCAN_ALIVE);
	}
	free(cells);
	free(before);
}

/* The same for the permutation model: areas and periods of the cases, shuffled against each other. */
static void slow_shuffles(const struct country *c, int cases, double *maxima)
{
	size_t periods = c->data.periods, n = 0;
	size_t *area = calloc((size_t)cases, sizeof *area), *period = calloc((size_t)cases, sizeof *period);
	int *cells = calloc(AREAS * periods, sizeof *cells);
	double *product = calloc(AREAS * periods, sizeof *product), of_area[AREAS] = { 0 }, of_period[366] = { 0 };
	for (size_t i = 0; i < AREAS * periods; i++)
		for (int64_t k = 0; k < c->cases[i]; k++) {
			of_area[area[n] = i / periods]++;
			of_period[period[n++] = i % periods]++;
		}
	for (size_t i = 0; i < AREAS * periods; i++)
		product[i] = of_area[i / periods] * of_period[i % periods];
	for (size_t k = 0; k < NULLS; k++) {
		memset(cells, 0, AREAS * periods * sizeof *cells);
		for (size_t i = n; i > 0; i--) {
			size_t j = (size_t)(other_unit() * (double)i), kept = period[j];
			period[j] = period[i - 1];
			period[i - 1] = kept;
			cells[area[i - 1] * periods + kept]++;
		}
		maxima[k] = slow_maximum(c, cells, product, cases, c->options.time == SCAN_ALIVE);
	}
	free(area);
	free(period);
	free(cells);
	free(product);
}

/* Mean, variance and upper quantiles of 10,000 maxima each; the two sides share no line of code. Limits are 4 standard errors of the difference; those of the
 * quantiles from the number of maxima that lie above the other side's. */
static void assert_same_nulls(struct country *c)
{
	static double slow[NULLS], fast[NULLS];
	struct scan_result r;
	double mean[2] = { 0 }, square[2] = { 0 };
	c->options.replicas = NULLS;
	run(c, &r);
	assert_int_equal(r.replicas, NULLS);
	memcpy(fast, r.maxima, sizeof fast);
	(c->options.model == SCAN_PERMUTATION ? slow_shuffles : slow_nulls)(c, (int)r.cases, slow);
	scan_result_free(&r);
	for (size_t i = 0; i < NULLS; i++) {
		mean[0] += slow[i] / NULLS;
		mean[1] += fast[i] / NULLS;
	}
	for (size_t i = 0; i < NULLS; i++) {
		square[0] += pow(slow[i] - mean[0], 2) / (NULLS - 1);
		square[1] += pow(fast[i] - mean[1], 2) / (NULLS - 1);
	}
	assert_true(fabs(mean[0] - mean[1]) < 4 * sqrt((square[0] + square[1]) / NULLS));
	assert_true(fabs(square[0] / square[1] - 1) < 0.15);
	qsort(slow, NULLS, sizeof *slow, by_size);
	qsort(fast, NULLS, sizeof *fast, by_size);
	static const double UPPER[] = { 0.5, 0.2, 0.1, 0.05, 0.01 };
	for (size_t q = 0; q < 5; q++) {
		double limit = slow[(size_t)((1 - UPPER[q]) * NULLS)], above = 0;
		for (size_t i = 0; i < NULLS; i++)
			above += fast[i] >= limit;
		assert_true(fabs(above / NULLS - UPPER[q]) < 4 * sqrt(2 * UPPER[q] * (1 - UPPER[q]) / NULLS));
	}
}

static void test_null_distribution_retrospective(void **state)
{
	struct country *c = malloc(sizeof *c);
	(void)state;
	make(c, 5, true, 150);
	c->options.max_length = 2;
	c->options.max_share = 0.15;
	assert_same_nulls(c);
	free(c);
}

static void test_null_distribution_alive(void **state)
{
	struct country *c = malloc(sizeof *c);
	(void)state;
	make(c, 6, false, 150);
	c->options.time = SCAN_ALIVE;
	c->options.max_length = 3;
	c->options.max_share = 0.2;
	assert_same_nulls(c);
	free(c);
}

static void test_null_distribution_permutation(void **state)
{
	struct country *c = malloc(sizeof *c);
	(void)state;
	make(c, 5, true, 150);
	c->options.model = SCAN_PERMUTATION;
	c->data.measure = NULL;
	c->options.max_length = 2;
	c->options.max_share = 0.15;
	assert_same_nulls(c);
	c->options.time = SCAN_ALIVE;
	assert_same_nulls(c);
	free(c);
}

/* ---- ways of computing ---- */

static void assert_same_answers(const struct country *c)
{
	static const enum scan_kernel KERNELS[] = { SCAN_C, SCAN_AVX2, SCAN_AVX512 };
	struct country other = *c;
	struct scan_result plain, r;
	other.options.kernel = SCAN_PLAIN;
	run(&other, &plain);
	for (size_t k = 0; k < 3; k++) {
		other.options.kernel = KERNELS[k];
		other.options.threads = 1 + (unsigned)k;
		run(&other, &r);
		assert_int_not_equal(r.kernel, SCAN_PLAIN);
		assert_int_equal(r.replicas, plain.replicas);
		assert_memory_equal(r.maxima, plain.maxima, plain.replicas * sizeof *plain.maxima);
		assert_int_equal(r.n, plain.n);
		for (size_t i = 0; i < r.n; i++) {
			assert_int_equal(r.clusters[i].centre, plain.clusters[i].centre);
			assert_int_equal(r.clusters[i].n, plain.clusters[i].n);
			assert_int_equal(r.clusters[i].from, plain.clusters[i].from);
			assert_int_equal(r.clusters[i].to, plain.clusters[i].to);
			assert_memory_equal(&r.clusters[i].llr, &plain.clusters[i].llr, sizeof(double));
		}
		scan_result_free(&r);
	}
	scan_result_free(&plain);
}

static void test_kernels_are_equal(void **state)
{
	static const size_t LENGTHS[] = { 8, 52, 60, 33, 100, 365 };
	struct country *c = malloc(sizeof *c);
	(void)state;
	for (int trial = 0; trial < 18; trial++) {
		make(c, LENGTHS[trial % 6], trial & 4, 40 << trial % 5);
		c->options.max_length = c->data.periods > 60 ? 30 : c->data.periods / 2;
		c->options.model = trial & 8 ? SCAN_PERMUTATION : SCAN_POISSON;
		c->data.measure = trial & 8 ? NULL : c->measure;
		c->options.time = trial % 3 == 2 ? SCAN_ALIVE : SCAN_RETROSPECTIVE;
		c->options.min_length = 1 + (size_t)trial % 3;
		c->options.min_cases = 1 + trial % 2;
		c->options.replicas = c->data.periods > 60 ? 2 : 15;
		c->cases[5 * c->data.periods + 3] += trial % 5 ? 0 : 60;         /* a true cluster */
		assert_same_answers(c);
	}
	free(c);
}

/* ---- other models ---- */

static void test_permutation_keeps_both_margins(void **state)
{
	struct country *c = malloc(sizeof *c);
	struct scan s;
	struct err e = { "" };
	struct random r;
	(void)state;
	make(c, PERIODS, true, 300);
	c->options.model = SCAN_PERMUTATION;
	c->data.measure = NULL;
	assert_true(scan_prepare(&s, &c->data, &c->options, &e));
	uint32_t *cells = calloc(s.total, sizeof *cells);
	size_t together[2][AREAS * PERIODS] = { { 0 } };
	for (size_t k = 0; k < 2; k++) {
		random_start(&r, 1, k);
		assert_int_equal(scan_draw(&s, &r, cells), 300);
		for (size_t i = 0; i < s.total; i++)
			together[k][cells[i]]++;
	}
	for (size_t a = 0; a < AREAS; a++) {
		int64_t given = 0, drawn = 0;
		for (size_t t = 0; t < PERIODS; t++) {
			given += c->cases[s.order[a] * PERIODS + t];
			drawn += (int64_t)together[0][a * PERIODS + t];
		}
		assert_int_equal(given, drawn);
	}
	for (size_t t = 0; t < PERIODS; t++) {
		int64_t given = 0, drawn = 0;
		for (size_t a = 0; a < AREAS; a++) {
			given += c->cases[a * PERIODS + t];
			drawn += (int64_t)together[1][a * PERIODS + t];
		}
		assert_int_equal(given, drawn);
	}
	assert_memory_not_equal(together[0], together[1], sizeof together[0]);
	free(cells);
	scan_release(&s);
	free(c);
}

static void test_bernoulli(void **state)
{
	struct country *c = malloc(sizeof *c);
	struct scan_result r;
	(void)state;
	make(c, 1, false, 0);
	for (size_t a = 0; a < AREAS; a++) {
		c->measure[a] = 40;
		c->cases[a] = a % SIDE < 2 && a / SIDE < 2 ? 30 : 10;
	}
	c->options.model = SCAN_BERNOULLI;
	c->options.time = SCAN_SPATIAL;
	c->options.max_length = 1;
	c->options.max_share = 0.5;
	c->options.replicas = 99;
	run(c, &r);
	double n = 160, N = 40 * AREAS, k = 120, K = 120 + 10 * (AREAS - 4);
	double llr = k * log(k / n) + (n - k) * log((n - k) / n) + (K - k) * log((K - k) / (N - n)) + (N - n - K + k) * log((N - n - K + k) / (N - n))
		- K * log(K / N) - (N - K) * log((N - K) / N);
	assert_int_equal(r.clusters[0].n, 4);
	assert_int_equal(r.clusters[0].observed, 120);
	assert_true(fabs(r.clusters[0].llr - llr) < 1e-9);
	assert_true(fabs(r.clusters[0].expected - K * n / N) < 1e-9);
	assert_true(fabs(r.clusters[0].p - 0.01) < 1e-12);
	scan_result_free(&r);
	c->cases[0] = 41;
	assert_refused(c, "more cases than individuals");
	for (size_t a = 0; a < AREAS; a++)
		c->cases[a] = 40;
	assert_refused(c, "no controls");
	free(c);
}

/* Cases are individuals, and none is drawn twice. */
static void test_bernoulli_draws_nobody_twice(void **state)
{
	struct country *c = malloc(sizeof *c);
	struct scan s;
	struct err e = { "" };
	struct random r;
	(void)state;
	make(c, 2, false, 0);
	for (size_t i = 0; i < AREAS * 2; i++) {
		c->measure[i] = (double)(1 + i % 4);
		c->cases[i] = (int64_t)(i % 4) * 9 / 10 + (i % 4 == 3);
	}
	c->options.model = SCAN_BERNOULLI;
	c->options.max_length = 1;
	assert_true(scan_prepare(&s, &c->data, &c->options, &e));
	uint32_t *cells = calloc(s.total, sizeof *cells);
	for (size_t k = 0; k < 50; k++) {
		double taken[AREAS * 2] = { 0 };
		random_start(&r, 9, k);
		assert_int_equal(scan_draw(&s, &r, cells), s.total);
		for (size_t i = 0; i < s.total; i++)
			assert_true(++taken[cells[i]] <= s.cell_measure[cells[i]]);
	}
	free(cells);
	scan_release(&s);
	free(c);
}

/* Populations that change through time go another way, without the fast kernels. */
static void test_population_that_changes(void **state)
{
	struct country *c = malloc(sizeof *c);
	int cells[MOST];
	struct scan_result r;
	(void)state;
	make(c, PERIODS, false, 400);
	for (size_t i = 0; i < AREAS * PERIODS; i++) {
		c->measure[i] *= 1 + (double)(i % 5) / 4;
		cells[i] = (int)c->cases[i];
	}
	run(c, &r);
	assert_int_equal(r.kernel, SCAN_PLAIN);
	assert_true(fabs(r.clusters[0].llr - slow_maximum(c, cells, c->measure, 400, false)) < 1e-9);
	scan_result_free(&r);
	free(c);
}

/* ---- p-values and clusters ---- */

static void test_clusters_do_not_overlap(void **state)
{
	struct country *c = malloc(sizeof *c);
	struct scan_result r;
	bool taken[AREAS] = { false };
	(void)state;
	make(c, PERIODS, false, 500);
	c->cases[2] += 40;
	run(c, &r);
	assert_true(r.n > 1 && r.n <= c->options.max_clusters);
	for (size_t i = 0; i < r.n; i++) {
		assert_true(i == 0 || r.clusters[i].llr <= r.clusters[i - 1].llr);
		assert_true(r.clusters[i].p >= 1.0 / 61 && r.clusters[i].p <= 1);
		assert_true(fabs(r.clusters[i].recurrence * r.clusters[i].p - 1) < 1e-12);
		for (size_t k = 0; k < r.clusters[i].n; k++) {
			assert_false(taken[r.clusters[i].areas[k]]);
			taken[r.clusters[i].areas[k]] = true;
		}
	}
	assert_true(r.clusters[0].p_gumbel < r.clusters[1].p_gumbel);
	assert_true(fabs(r.clusters[0].p - 1.0 / 61) < 1e-12);
	scan_result_free(&r);
	free(c);
}

static void test_rank_decides_p(void **state)
{
	struct country *c = malloc(sizeof *c);
	struct scan_result r;
	size_t higher = 0;
	(void)state;
	make(c, PERIODS, false, 300);
	c->options.replicas = 199;
	run(c, &r);
	for (size_t i = 0; i < 199; i++)
		higher += r.maxima[i] >= r.clusters[0].llr;
	assert_true(fabs(r.clusters[0].p - (1 + (double)higher) / 200) < 1e-12);
	scan_result_free(&r);
	free(c);
}

/* Stopping is at the replica with the k-th as high a maximum, whichever thread found it. */
static void test_sequential_stopping(void **state)
{
	struct country *c = malloc(sizeof *c);
	struct scan_result whole, r;
	(void)state;
	make(c, PERIODS, false, 300);
	c->options.replicas = 999;
	run(c, &whole);
	size_t reached = 0, at = 0;
	while (reached < 10)
		reached += whole.maxima[at++] >= whole.clusters[0].llr;
	c->options.stop_after = 10;
	for (unsigned threads = 1; threads <= 3; threads++) {
		c->options.threads = threads;
		run(c, &r);
		assert_true(r.stopped);
		assert_int_equal(r.replicas, at);
		assert_true(fabs(r.clusters[0].p - 10.0 / (double)at) < 1e-12);
		scan_result_free(&r);
	}
	scan_result_free(&whole);
	free(c);
}

static void test_interrupted(void **state)
{
	struct country *c = malloc(sizeof *c);
	struct scan_result r;
	struct detect_work work = { .stop = true };
	struct err e = { "" };
	(void)state;
	make(c, PERIODS, false, 300);
	assert_true(scan_run(&c->data, &c->options, &r, &work, &e));
	assert_true(r.interrupted);
	assert_int_equal(r.replicas, 0);
	scan_result_free(&r);
	free(c);
}

/* ---- places ---- */

static void test_same_distance_comes_together(void **state)
{
	double x[4] = { 0, 1, -1, 5 }, y[4] = { 0, 0, 0, 0 }, measure[4] = { 1, 1, 1, 7 };
	int64_t cases[4] = { 5, 20, 0, 10 };
	struct scan_data d = { .areas = 4, .periods = 1, .cases = cases, .measure = measure, .x = x, .y = y };
	struct scan_options o = { .time = SCAN_SPATIAL, .max_share = 0.5, .min_length = 1, .max_length = 1, .min_cases = 2, .max_clusters = 9 };
	struct scan s;
	struct err e = { "" };
	(void)state;
	assert_true(scan_prepare(&s, &d, &o, &e));
	for (size_t centre = 0; centre < 4; centre++)
		if (s.order[centre] == 0) {
			size_t from = s.circles.from[centre];
			assert_int_equal(s.circles.from[centre + 1] - from, 3);
			assert_int_equal(s.circles.area[from] & SCAN_JOINED, 0);
			assert_int_equal(s.circles.area[from + 1] & SCAN_JOINED, SCAN_JOINED);
			assert_int_equal(s.circles.area[from + 2] & SCAN_JOINED, 0);
		} else if (s.order[centre] == 3)
			assert_int_equal(s.circles.from[centre + 1] - s.circles.from[centre], 0);    /* more than half of all live there */
	scan_release(&s);
}

static void test_two_areas_on_one_point(void **state)
{
	double x[3] = { 4, 4, 5 }, y[3] = { 50, 50, 50 }, measure[3] = { 10, 10, 40 };
	int64_t cases[3] = { 30, 0, 10 };
	struct scan_data d = { .areas = 3, .periods = 1, .cases = cases, .measure = measure, .x = x, .y = y, .great_circle = true };
	struct scan_options o = { .time = SCAN_SPATIAL, .max_share = 0.5, .min_length = 1, .max_length = 1, .min_cases = 2, .max_clusters = 9 };
	struct scan_result r;
	struct err e = { "" };
	(void)state;
	assert_true(scan_run(&d, &o, &r, NULL, &e));
	assert_int_equal(r.n, 1);
	assert_int_equal(r.clusters[0].n, 2);
	assert_true(r.clusters[0].radius == 0 && isnan(r.clusters[0].p));
	scan_result_free(&r);
}

static void test_distance_on_the_globe(void **state)
{
	double x[2] = { 0, 90 }, y[2] = { 0, 0 };
	struct scan_data d = { .areas = 2, .x = x, .y = y, .great_circle = true };
	(void)state;
	assert_true(fabs(scan_distance(&d, 0, 1) - 6367 * M_PI / 2) < 1e-6);
	y[1] = 90;
	assert_true(fabs(scan_distance(&d, 0, 1) - 6367 * M_PI / 2) < 1e-6);
	d.great_circle = false;
	assert_true(fabs(scan_distance(&d, 0, 1) - hypot(90, 90)) < 1e-9);
}

/* ---- bad input ---- */

static void test_bad_input(void **state)
{
	struct country *c = malloc(sizeof *c);
	(void)state;
	make(c, PERIODS, false, 300);
	c->cases[4] = -1;
	assert_refused(c, "negative");
	c->cases[4] = INT64_C(1) << 31;
	assert_refused(c, "more than 20000000 cases");
	c->cases[4] = 15000000;
	c->cases[5] = 15000000;
	assert_refused(c, "more than 20000000 cases together");
	make(c, PERIODS, false, 300);
	c->measure[3] = NAN;
	assert_refused(c, "area 0, period 3");
	make(c, PERIODS, false, 300);
	c->x[7] = NAN;
	assert_refused(c, "area 7 lies nowhere");
	make(c, PERIODS, false, 300);
	c->data.great_circle = true;
	c->y[2] = 91;
	assert_refused(c, "off the globe");
	make(c, PERIODS, false, 300);
	memset(c->measure, 0, sizeof c->measure);
	assert_refused(c, "no population");
	make(c, PERIODS, false, 0);
	assert_refused(c, "no cases");
	c->data.areas = 0;
	assert_refused(c, "no areas");
	free(c);
}

static void test_one_area_is_no_cluster(void **state)
{
	struct country *c = malloc(sizeof *c);
	struct scan_result r;
	(void)state;
	make(c, PERIODS, false, 0);
	c->data.areas = 1;
	c->cases[2] = 9;
	c->options.model = SCAN_PERMUTATION;
	c->data.measure = NULL;
	c->options.max_share = 1;
	run(c, &r);
	assert_int_equal(r.n, 0);
	scan_result_free(&r);
	free(c);
}

/* All cases in one week: where and when tell nothing about each other. Empty weeks are no trouble. */
static void test_all_cases_in_one_week(void **state)
{
	struct country *c = malloc(sizeof *c);
	struct scan_result r;
	(void)state;
	make(c, PERIODS, false, 0);
	for (size_t a = 0; a < AREAS; a++)
		c->cases[a * PERIODS + 3] = (int64_t)a;
	run(c, &r);
	assert_true(r.n > 0 && r.clusters[0].from <= 3 && r.clusters[0].to >= 3 && r.clusters[0].p < 0.02);
	scan_result_free(&r);
	c->options.model = SCAN_PERMUTATION;
	c->data.measure = NULL;
	run(c, &r);
	assert_int_equal(r.n, 0);
	scan_result_free(&r);
	free(c);
}

/* Areas that nobody lives in are in circles, and change nothing. */
static void test_empty_areas(void **state)
{
	struct country *c = malloc(sizeof *c);
	struct scan_result r;
	(void)state;
	make(c, PERIODS, false, 0);
	for (size_t i = 0; i < AREAS * PERIODS; i++) {
		if (i / PERIODS % 2)
			c->measure[i] = 0;
		else
			c->cases[i] = 1 + (i == 16);
	}
	run(c, &r);
	assert_true(r.n > 0 && r.clusters[0].llr > 0);
	scan_result_free(&r);
	assert_same_answers(c);
	free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_streams_differ_and_repeat), cmocka_unit_test(test_weights_are_kept), cmocka_unit_test(test_binomial_is_exact),
		cmocka_unit_test(test_observed_equals_the_slow_scan), cmocka_unit_test(test_null_distribution_retrospective), cmocka_unit_test(test_null_distribution_alive), cmocka_unit_test(test_null_distribution_permutation),
		cmocka_unit_test(test_kernels_are_equal), cmocka_unit_test(test_permutation_keeps_both_margins), cmocka_unit_test(test_bernoulli),
		cmocka_unit_test(test_bernoulli_draws_nobody_twice), cmocka_unit_test(test_population_that_changes), cmocka_unit_test(test_clusters_do_not_overlap),
		cmocka_unit_test(test_rank_decides_p), cmocka_unit_test(test_sequential_stopping), cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_same_distance_comes_together), cmocka_unit_test(test_two_areas_on_one_point), cmocka_unit_test(test_distance_on_the_globe),
		cmocka_unit_test(test_bad_input), cmocka_unit_test(test_one_area_is_no_cluster), cmocka_unit_test(test_all_cases_in_one_week), cmocka_unit_test(test_empty_areas),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
