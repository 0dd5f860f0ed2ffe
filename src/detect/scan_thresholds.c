#include "scan_thresholds.h"
#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#define STEP 0.02
enum { FINE = 128, LEVELS = FINE + 512, USUAL_LEVELS = 192 };
#define BYTES_LIMIT (100.0 * (1 << 20))          /* of rows, for so many levels as are usually asked for */

struct scan_thresholds {
	const struct scan *scan;
	double least;
	size_t steps, origin;            /* of circles; and how many lie below, for shares of time */
	size_t row, coarse;              /* levels are taken down to a multiple of `coarse`, so that long rows do not fill the memory */
	void (*fill)(const void *, const uint16_t *, uint16_t *);
	const void *context;
	pthread_mutex_t making;
	struct scan_level *_Atomic level[LEVELS];
};

int scan_thresholds_offset(double share)
{
	return (int)floor(log(share) / STEP - 1e-9);
}

size_t scan_thresholds_step(const struct scan_thresholds *t, double expected)
{
	double step = expected > t->least ? floor(log(expected / t->least) / STEP - 1e-9) : 0;
	return step < 0 ? 0 : step < (double)t->steps ? (size_t)step : t->steps - 1;
}

size_t scan_thresholds_origin(const struct scan_thresholds *t)
{
	return t->origin;
}

struct scan_thresholds *scan_thresholds_new(const struct scan *s, double least, double most, double smallest, size_t row,
	void (*fill)(const void *, const uint16_t *, uint16_t *), const void *context)
{
	struct scan_thresholds *t = calloc(1, sizeof *t);
	assert(t && least > 0 && most >= least && smallest > 0);
	t->scan = s;
	t->least = least;
	t->origin = (size_t)-scan_thresholds_offset(smallest);
	t->steps = (size_t)(log(most / least) / STEP) + 1;
	t->row = row;
	t->coarse = 1 + (size_t)(USUAL_LEVELS * (double)(t->steps * row * sizeof(uint16_t)) / BYTES_LIMIT);
	t->fill = fill;
	t->context = context;
	pthread_mutex_init(&t->making, NULL);
	return t;
}

void scan_thresholds_free(struct scan_thresholds *t)
{
	if (!t)
		return;
	for (size_t i = 0; i < LEVELS; i++)
		if (t->level[i]) {
			free((void *)t->level[i]->by_expected);
			free((void *)t->level[i]->rows);
			free(t->level[i]);
		}
	pthread_mutex_destroy(&t->making);
	free(t);
}

static size_t level_number(double llr)
{
	double level = llr < 16 ? llr * 8 : FINE + (llr - 16) / 2;
	return level < LEVELS ? (size_t)level : LEVELS - 1;
}

static double level_llr(size_t number)
{
	return number < FINE ? (double)number / 8 : 16 + 2 * (double)(number - FINE);
}

/* The thresholds rise with the expectation, so each search begins where the one before ended. */
static uint16_t *make_by_expected(const struct scan_thresholds *t, double llr)
{
	size_t n = t->origin + t->steps;
	uint16_t *by = calloc(n, sizeof *by);
	uint32_t count = (uint32_t)t->scan->options->min_cases, total = t->scan->total;
	assert(by);
	for (size_t i = 0; i < n; i++) {
		double expected = t->least * exp(((double)i - (double)t->origin) * STEP);
		while (count <= total && scan_llr(t->scan, count, expected) <= llr - 1e-9)
			count++;
		by[i] = (uint16_t)(count <= total ? count : SCAN_NEVER);
	}
	return by;
}

static struct scan_level *make_level(struct scan_thresholds *t, size_t number)
{
	struct scan_level *level = calloc(1, sizeof *level);
	uint16_t *by = make_by_expected(t, level_llr(number)), *rows = NULL;
	int failed = posix_memalign((void **)&rows, 64, t->steps * t->row * sizeof *rows + 64);
	assert(level && !failed);
	for (size_t step = 0; step < t->steps; step++)
		t->fill(t->context, by + t->origin + step, rows + step * t->row);
	level->by_expected = by;
	level->rows = rows;
	return level;
}

const struct scan_level *scan_thresholds_level(struct scan_thresholds *t, double llr)
{
	size_t number = level_number(llr > 0 ? llr : 0) / t->coarse * t->coarse;
	struct scan_level *level = atomic_load_explicit(&t->level[number], memory_order_acquire);
	if (level)
		return level;
	pthread_mutex_lock(&t->making);
	level = t->level[number];
	if (!level) {
		level = make_level(t, number);
		atomic_store_explicit(&t->level[number], level, memory_order_release);
	}
	pthread_mutex_unlock(&t->making);
	return level;
}
