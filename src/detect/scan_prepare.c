#include "scan_prepare.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { LOG_TABLE = 1 << 20 };                    /* 8 MB; beyond it logarithms are computed */

static void *make(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);
	assert(p);
	return p;
}

/* ---- does it make sense? ---- */

static bool check_shape(const struct scan_data *d, const struct scan_options *o, struct err *e)
{
	if (d->areas == 0 || d->periods == 0)
		return err_set(e, "no areas or no periods to scan");
	if (d->areas >= 0x7fffffff / d->periods)
		return err_set(e, "%zu areas × %zu periods are more than a scan can hold", d->areas, d->periods);
	if (o->time == SCAN_SPATIAL && d->periods != 1)
		return err_set(e, "a purely spatial scan has one period, not %zu", d->periods);
	assert(o->min_length >= 1 && o->min_length <= o->max_length && o->max_length <= d->periods);
	assert(o->max_share > 0 && o->max_share <= 1 && o->max_radius >= 0 && (d->measure || o->model == SCAN_PERMUTATION));
	for (size_t a = 0; a < d->areas; a++) {
		if (!isfinite(d->x[a]) || !isfinite(d->y[a]) || fabs(d->x[a]) > 1e12 || fabs(d->y[a]) > 1e12)
			return err_set(e, "area %zu lies nowhere", a);
		if (d->great_circle && (fabs(d->x[a]) > 180 || fabs(d->y[a]) > 90))
			return err_set(e, "area %zu lies off the globe: longitude %g, latitude %g", a, d->x[a], d->y[a]);
		if (d->population && (!isfinite(d->population[a]) || d->population[a] < 0))
			return err_set(e, "area %zu has a population that is no number of people", a);
	}
	return true;
}

static bool check_cell(const struct scan_data *d, enum scan_model model, size_t i, struct err *e)
{
	size_t a = i / d->periods, t = i % d->periods;
	double measure = d->measure ? d->measure[i] : 1;
	if (d->cases[i] < 0)
		return err_set(e, "area %zu, period %zu: a negative number of cases", a, t);
	if (d->cases[i] > SCAN_CASES_LIMIT)
		return err_set(e, "area %zu, period %zu: more than %d cases", a, t, SCAN_CASES_LIMIT);
	if (!isfinite(measure) || measure < 0)
		return err_set(e, "area %zu, period %zu: a population or expectation that is no number of at least 0", a, t);
	if (model == SCAN_BERNOULLI && (measure != floor(measure) || measure > 0x1p53))
		return err_set(e, "area %zu, period %zu: individuals must be whole numbers", a, t);
	if (model == SCAN_BERNOULLI && (double)d->cases[i] > measure)
		return err_set(e, "area %zu, period %zu: more cases than individuals", a, t);
	if (d->cases[i] > 0 && measure <= 0)
		return err_set(e, "area %zu, period %zu: cases where none can be expected (no population)", a, t);
	return true;
}

static bool check_cells(struct scan *s, struct err *e)
{
	const struct scan_data *d = s->data;
	int64_t total = 0;
	for (size_t i = 0; i < d->areas * d->periods; i++) {
		if (!check_cell(d, s->options->model, i, e))
			return false;
		total += d->cases[i];
		s->individuals += d->measure ? d->measure[i] : 0;
		if (total > SCAN_CASES_LIMIT)
			return err_set(e, "more than %d cases together: each is drawn anew in every replica", SCAN_CASES_LIMIT);
	}
	if (total == 0)
		return err_set(e, "no cases to scan");
	if (!isfinite(s->individuals) || s->individuals > 0x1p53)
		return err_set(e, "the populations or expectations together are too large a number");
	if (s->options->model == SCAN_BERNOULLI && (double)total >= s->individuals)
		return err_set(e, "no controls: every individual is a case");
	s->total = (uint32_t)total;
	return true;
}

/* ---- what to expect ---- */

static double given_measure(const struct scan *s, size_t area, size_t period)
{
	size_t i = s->order[area] * s->periods + period;
	return s->data->measure ? s->data->measure[i] : (double)s->data->cases[i];
}

/* Whether each cell is the product of its area's and its period's share; the permutation model is by definition. */
static bool is_separable(const struct scan *s, double sum)
{
	if (s->options->model == SCAN_PERMUTATION || s->periods == 1)
		return true;
	if (s->options->model == SCAN_BERNOULLI)
		return false;
	for (size_t a = 0; a < s->areas; a++)
		for (size_t t = 0; t < s->periods; t++) {
			double product = s->area_measure[a] * (s->share[t + 1] - s->share[t]);
			if (fabs(given_measure(s, a, t) - product) > 1e-10 * product + 1e-14 * sum / (double)(s->areas * s->periods))
				return false;
		}
	return true;
}

/* Sums per area and shares of time as they are given; then scaled so that the expected cases sum to the cases there are. */
static void set_measures(struct scan *s)
{
	double sum = 0, scale = 1;
	s->area_measure = make(s->areas, sizeof *s->area_measure);
	s->share = make(s->periods + 1, sizeof *s->share);
	for (size_t a = 0; a < s->areas; a++)
		for (size_t t = 0; t < s->periods; t++) {
			double m = given_measure(s, a, t);
			s->area_measure[a] += m;
			s->share[t + 1] += m;
			sum += m;
		}
	for (size_t t = 0; t < s->periods; t++)
		s->share[t + 1] = s->share[t] + s->share[t + 1] / sum;
	s->separable = is_separable(s, sum);
	s->even = s->separable;
	for (size_t t = 0; t < s->periods; t++)
		s->even = s->even && fabs((s->share[t + 1] - s->share[t]) * (double)s->periods - 1) < 1e-9;
	if (s->options->model == SCAN_POISSON)
		scale = (double)s->total / sum;
	if (!s->separable || s->options->model == SCAN_BERNOULLI) {
		s->cell_measure = make(s->areas * s->periods, sizeof *s->cell_measure);
		for (size_t i = 0; i < s->areas * s->periods; i++)
			s->cell_measure[i] = given_measure(s, i / s->periods, i % s->periods) * scale;
	}
	for (size_t a = 0; a < s->areas; a++)
		s->area_measure[a] *= scale;
}

/* ---- what there is, and how it is drawn ---- */

static void set_observed(struct scan *s)
{
	const struct scan_data *d = s->data;
	size_t front = 0, back = s->total;
	s->observed = make(s->total, sizeof *s->observed);
	for (size_t a = 0; a < s->areas; a++)
		for (size_t t = 0; t < s->periods; t++)
			for (int64_t k = d->cases[s->order[a] * s->periods + t]; k > 0; k--)
				s->observed[t >= s->first_period ? front++ : --back] = (uint32_t)(a * s->periods + t);
	assert(front == back);
	s->observed_drawn = front;
}

static void set_chances(struct scan *s)
{
	if (s->options->model == SCAN_PERMUTATION)
		return;
	if (s->cell_measure) {
		s->by_cell = random_alias_new(s->cell_measure, s->areas * s->periods);
		return;
	}
	s->by_area = random_alias_new(s->area_measure, s->areas);
	size_t n = s->periods - s->first_period;
	double *share = make(n, sizeof *share);
	for (size_t t = 0; t < n; t++)
		share[t] = scan_share(s, s->first_period + t, s->first_period + t + 1);
	if (!s->even)
		s->by_period = random_alias_new(share, n);
	free(share);
}

static void set_logs(struct scan *s)
{
	s->x_log_x_n = s->total < LOG_TABLE ? s->total + 1 : LOG_TABLE;
	s->x_log_x = make(s->x_log_x_n, sizeof *s->x_log_x);
	for (size_t i = 1; i < s->x_log_x_n; i++)
		s->x_log_x[i] = (double)i * log((double)i);
}

/* By the caller's numbers still; the circles renumber it. */
static void set_population(struct scan *s)
{
	const struct scan_data *d = s->data;
	s->population = make(s->areas, sizeof *s->population);
	for (size_t a = 0; a < s->areas; a++) {
		for (size_t t = 0; !d->population && t < s->periods; t++)
			s->population[a] += d->measure ? d->measure[a * s->periods + t] : (double)d->cases[a * s->periods + t];
		if (d->population)
			s->population[a] = d->population[a];
		s->population_total += s->population[a];
	}
}

bool scan_prepare(struct scan *s, const struct scan_data *d, const struct scan_options *o, struct err *e)
{
	*s = (struct scan){ .data = d, .options = o, .areas = d->areas, .periods = d->periods };
	if (!check_shape(d, o, e) || !check_cells(s, e))
		return false;
	s->first_period = o->time == SCAN_ALIVE ? s->periods - o->max_length : 0;
	set_population(s);
	if (s->population_total <= 0)
		return err_set(e, "nobody lives in any of the areas");
	if (!scan_circles_make(s, e))
		return false;
	set_measures(s);
	set_observed(s);
	set_chances(s);
	set_logs(s);
	return true;
}

void scan_release(struct scan *s)
{
	free(s->order);
	free(s->circles.from);
	free(s->circles.area);
	free(s->population);
	free(s->area_measure);
	free(s->share);
	free(s->cell_measure);
	free(s->x_log_x);
	free(s->observed);
	random_alias_free(s->by_area);
	random_alias_free(s->by_period);
	random_alias_free(s->by_cell);
}
