#include "scan_tables.h"
#include <errno.h>
#include <math.h>
#include "../platform/base/list.h"

#define CELLS_LIMIT 60000000                     /* areas × periods */

void tables_init(struct scan_tables *t, struct arena *a)
{
	*t = (struct scan_tables){ .arena = a, .length = 1, .from = 1 };
}

/* ---- names ---- */

static uint64_t hash(const char *text)
{
	uint64_t h = 0xcbf29ce484222325u;            /* FNV-1a */
	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 0x100000001b3u;
	return h ^ h >> 29;
}

static uint32_t *slot_of(const struct names *names, const char *name)
{
	size_t i = hash(name) & (names->slots_n - 1);
	while (names->slots[i] && strcmp(names->name[names->slots[i] - 1], name) != 0)
		i = (i + 1) & (names->slots_n - 1);
	return &names->slots[i];
}

static void more_slots(struct arena *a, struct names *names)
{
	names->slots_n = names->slots_n ? 2 * names->slots_n : 64;
	names->slots = ARENA_ARRAY(a, uint32_t, names->slots_n);
	for (size_t i = 0; i < names->n; i++)
		*slot_of(names, names->name[i]) = (uint32_t)i + 1;
}

int64_t tables_name(struct scan_tables *t, struct names *names, const char *name, bool add)
{
	if (2 * names->n >= names->slots_n)
		more_slots(t->arena, names);
	uint32_t *slot = slot_of(names, name);
	if (!*slot && add) {
		*slot = (uint32_t)names->n + 1;
		const char **new = LIST_ADD(t->arena, names->name, names->n);
		*new = arena_strdup(t->arena, name);
	}
	return (int64_t)*slot - 1;
}

bool tables_add_area(struct scan_tables *t, const char *name, double x, double y, struct err *e)
{
	size_t n = t->areas.n, m = n;
	if (tables_name(t, &t->areas, name, true) != (int64_t)n)
		return err_set(e, "area '%.100s' stands there twice", name);
	*LIST_ADD(t->arena, t->x, n) = x;
	*LIST_ADD(t->arena, t->y, m) = y;
	return true;
}

void tables_add(struct scan_tables *t, struct scan_records *records, struct scan_record record)
{
	*LIST_ADD(t->arena, records->list, records->n) = record;
}

/* ---- days ---- */

static int64_t day_number(struct day d)
{
	return day_diff((struct day){ 1970, 1, 1 }, d);
}

static struct day number_day(int64_t n)
{
	return day_add((struct day){ 1970, 1, 1 }, (int)n);
}

static struct day month_end(struct day d)
{
	d.day = 1;
	return day_add(day_add_months(d, 1), -1);
}

/* Up to three numbers with / or - between them; their count, 0 when it is something else. */
static int date_parts(const char *text, int part[3])
{
	int n = 0;
	for (const char *p = text;; p++) {
		size_t digits = strspn(p, "0123456789");
		if (n == 3 || digits == 0 || digits > 4)
			return 0;
		part[n++] = (int)strtol(p, NULL, 10);
		p += digits;
		if (!*p)
			return n;
		if (*p != '/' && *p != '-')
			return 0;
	}
}

bool tables_day(const char *text, enum time_unit unit, enum day_end end, int64_t *day)
{
	int part[3] = { 0 }, n;
	if (unit == TIME_NUMBER) {
		char *rest;
		errno = 0;
		*day = strtoll(text, &rest, 10);
		return rest != text && !*rest && !errno && *day > -1000000000 && *day < 1000000000 && (unsigned char)text[0] > ' ';
	}
	n = date_parts(text, part);
	struct day d = { part[0], n > 1 ? part[1] : 1, n > 2 ? part[2] : 1 };
	if (n == 3 && part[2] > 1000)                /* month/day/year */
		d = (struct day){ part[2], part[0], part[1] };
	if (n == 1 && end != DAY_FIRST)
		d.month = end == DAY_LAST ? 12 : 7;
	if (n == 0 || !day_valid(d))
		return false;
	if (n < 3 && end == DAY_LAST)
		d = month_end(d);
	if (n == 2 && end == DAY_MIDDLE)
		d.day = 15;
	*day = day_number(d);
	return true;
}

const char *tables_day_text(struct arena *a, enum time_unit unit, int64_t day)
{
	return unit == TIME_NUMBER ? arena_int(a, day) : day_iso(a, number_day(day));
}

/* ---- periods ---- */

static bool set_range(struct scan_tables *t, struct err *e)
{
	if (t->from <= t->to)
		return true;
	if (t->cases.n == 0)
		return err_set(e, "no cases to scan");
	t->from = INT64_MAX;
	t->to = INT64_MIN;
	for (size_t i = 0; i < t->cases.n; i++) {
		t->from = t->cases.list[i].day < t->from ? t->cases.list[i].day : t->from;
		t->to = t->cases.list[i].day > t->to ? t->cases.list[i].day : t->to;
	}
	return true;
}

/* The day a period of the unit begins that ends before `until`. */
static int64_t one_back(const struct scan_tables *t, int64_t until)
{
	switch (t->unit) {
	case TIME_DAY: case TIME_NUMBER: return until - t->length;
	case TIME_WEEK: return until - 7 * t->length;
	case TIME_MONTH: return day_number(day_add_months(number_day(until), (int)-t->length));
	case TIME_YEAR: return day_number(day_add_months(number_day(until), (int)(-12 * t->length)));
	case TIME_NONE: break;
	}
	return t->from;
}

/* Counted back from the last day, so that the last period is whole; the first may be shorter. */
static bool set_periods(struct scan_tables *t, struct err *e)
{
	size_t most = CELLS_LIMIT / (t->areas.n ? t->areas.n : 1), n = 0;
	bool whole = t->time == SCAN_SPATIAL;
	int64_t edge = t->to + 1;
	int64_t *back = NULL;
	*LIST_ADD(t->arena, back, n) = edge;
	while (edge > t->from) {
		if (n > most)
			return err_set(e, "more than %d areas × periods: take longer periods or a shorter time", CELLS_LIMIT);
		int64_t before = whole ? t->from : one_back(t, edge);
		edge = before > t->from ? before : t->from;
		*LIST_ADD(t->arena, back, n) = edge;
	}
	t->periods = n - 1;
	t->edge = ARENA_ARRAY(t->arena, int64_t, n);
	for (size_t i = 0; i < n; i++)
		t->edge[i] = back[n - 1 - i];
	return true;
}

static size_t period_of(const struct scan_tables *t, int64_t day)
{
	size_t low = 0, high = t->periods;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		*(t->edge[middle] <= day ? &low : &high) = middle;
	}
	return low;
}

/* ---- counts ---- */

static bool outside(const struct scan_tables *t, const struct scan_record *r)
{
	return t->unit != TIME_NONE && (r->day < t->from || r->day > t->to);
}

static bool count_records(struct scan_tables *t, const struct scan_records *records, int64_t *cells, const char *what, struct err *e)
{
	for (size_t i = 0; i < records->n; i++) {
		const struct scan_record *r = &records->list[i];
		if (outside(t, r) && !t->drop_outside)
			return err_set(e, "%s on %s in area '%.100s': outside the time from %s to %s", what, tables_day_text(t->arena, t->unit, r->day), t->areas.name[r->area],
				tables_day_text(t->arena, t->unit, t->from), tables_day_text(t->arena, t->unit, t->to));
		int64_t *cell = &cells[r->area * t->periods + (t->unit == TIME_NONE ? 0 : period_of(t, r->day))];
		if (outside(t, r))
			t->dropped += (size_t)r->count;
		else if (r->count != floor(r->count) || r->count + (double)*cell > 0x1p53)
			return err_set(e, "area '%.100s': %s that cannot be counted: %g", t->areas.name[r->area], what, r->count);
		else
			*cell += (int64_t)r->count;
	}
	return true;
}

/* ---- what to expect ---- */

/* The population of one area and stratum through time: known on some days, a straight line between them, level before and after. */
struct known { uint32_t area, stratum; int64_t day; double people; };

static int by_known(const void *a, const void *b)
{
	const struct known *x = a, *y = b;
	if (x->area != y->area)
		return x->area < y->area ? -1 : 1;
	if (x->stratum != y->stratum)
		return x->stratum < y->stratum ? -1 : 1;
	return x->day < y->day ? -1 : x->day > y->day;
}

static struct known *sorted_population(const struct scan_tables *t, size_t *n)
{
	struct known *k = ARENA_ARRAY(t->arena, struct known, t->population.n + 1);
	*n = 0;
	for (size_t i = 0; i < t->population.n; i++) {
		const struct scan_record *r = &t->population.list[i];
		k[i] = (struct known){ r->area, r->stratum, r->day, r->count };
	}
	qsort(k, t->population.n, sizeof *k, by_known);
	for (size_t i = 0; i < t->population.n; i++)         /* rows of the same area, stratum and day add up */
		if (*n && by_known(&k[*n - 1], &k[i]) == 0)
			k[*n - 1].people += k[i].people;
		else
			k[(*n)++] = k[i];
	return k;
}

/* People on a day, and person-days from one day to another. */
static double people_on(const struct known *k, size_t n, double day)
{
	if (day <= (double)k[0].day)
		return k[0].people;
	for (size_t i = 1; i < n; i++)
		if (day <= (double)k[i].day)
			return k[i - 1].people + (k[i].people - k[i - 1].people) * (day - (double)k[i - 1].day) / (double)(k[i].day - k[i - 1].day);
	return k[n - 1].people;
}

static double person_days(const struct known *k, size_t n, int64_t from, int64_t until)
{
	double sum = 0, at = (double)from;
	for (size_t i = 0; n > 1 && i < n; i++)
		if ((double)k[i].day > at && k[i].day < until) {
			sum += (people_on(k, n, at) + k[i].people) / 2 * ((double)k[i].day - at);
			at = (double)k[i].day;
		}
	return sum + (people_on(k, n, at) + people_on(k, n, (double)until)) / 2 * ((double)until - at);
}

/* Cases of each stratum over its person-days: the rates of the whole, with which each area's own make-up gives its expectation (indirect
 * standardisation). */
static bool stratum_rates(struct scan_tables *t, const struct known *k, size_t n, double *rate, struct err *e)
{
	double *days = ARENA_ARRAY(t->arena, double, t->strata.n);
	for (size_t i = 0, next; i < n; i = next) {
		for (next = i + 1; next < n && k[next].area == k[i].area && k[next].stratum == k[i].stratum;)
			next++;
		days[k[i].stratum] += person_days(k + i, next - i, t->edge[0], t->edge[t->periods]);
	}
	for (size_t i = 0; i < t->cases.n; i++)
		if (!outside(t, &t->cases.list[i]))
			rate[t->cases.list[i].stratum] += t->cases.list[i].count;
	for (size_t s = 0; s < t->strata.n; s++) {
		if (rate[s] > 0 && days[s] <= 0)
			return err_set(e, "cases of '%.100s' in a population that has none", t->strata.name[s]);
		rate[s] = days[s] > 0 ? rate[s] / days[s] : 0;
	}
	return true;
}

static bool expect_by_population(struct scan_tables *t, double *measure, double *population, struct err *e)
{
	size_t n;
	const struct known *k = sorted_population(t, &n);
	double *rate = ARENA_ARRAY(t->arena, double, t->strata.n + 1), days = (double)(t->edge[t->periods] - t->edge[0]);
	if (!stratum_rates(t, k, n, rate, e))
		return false;
	for (size_t i = 0, next; i < n; i = next) {
		for (next = i + 1; next < n && k[next].area == k[i].area && k[next].stratum == k[i].stratum;)
			next++;
		for (size_t p = 0; p < t->periods; p++) {
			double here = person_days(k + i, next - i, t->edge[p], t->edge[p + 1]);
			measure[k[i].area * t->periods + p] += here * (t->strata.n > 1 ? rate[k[i].stratum] : 1);
			population[k[i].area] += here / days;
		}
	}
	return true;
}

/* Bernoulli: cases and controls; without controls, the population is all individuals. */
static bool count_individuals(struct scan_tables *t, const int64_t *cases, double *measure, double *population, struct err *e)
{
	size_t cells = t->areas.n * t->periods;
	int64_t *others = ARENA_ARRAY(t->arena, int64_t, cells);
	bool controls = t->controls.n > 0;
	if (!controls && t->periods > 1)
		return err_set(e, "the Bernoulli model through time needs controls, each with its day");
	if (!count_records(t, controls ? &t->controls : &t->population, others, controls ? "controls" : "population", e))
		return false;
	for (size_t i = 0; i < cells; i++) {
		if (!controls && others[i] < cases[i])
			return err_set(e, "area '%.100s' has %lld cases in a population of %lld", t->areas.name[i / t->periods], (long long)cases[i], (long long)others[i]);
		measure[i] = (double)(others[i] + (controls ? cases[i] : 0));
		population[i / t->periods] += measure[i];
	}
	return true;
}

static bool check_cases(const struct scan_tables *t, const int64_t *cases, struct err *e)
{
	for (size_t i = 0; i < t->areas.n * t->periods; i++)
		if (cases[i] > SCAN_CASES_LIMIT)
			return err_set(e, "area '%.100s' has more than %d cases", t->areas.name[i / t->periods], SCAN_CASES_LIMIT);
	return true;
}

static bool check_expected(const struct scan_tables *t, const int64_t *cases, const double *measure, struct err *e)
{
	for (size_t i = 0; i < t->areas.n * t->periods; i++)
		if (cases[i] > 0 && measure[i] <= 0)
			return err_set(e, "area '%.100s' has cases but no population", t->areas.name[i / t->periods]);
	return true;
}

/* Without time in the file every row counts in the one period, whatever its day says. */
static bool check_tables(const struct scan_tables *t, struct err *e)
{
	if (t->areas.n == 0)
		return err_set(e, "no areas");
	if (t->time != SCAN_SPATIAL && t->unit == TIME_NONE)
		return err_set(e, "looking through time needs cases with a day");
	if (t->model != SCAN_POISSON && t->strata.n > 1)
		return err_set(e, "covariates are for the Poisson model");
	if (t->model == SCAN_PERMUTATION && t->time == SCAN_SPATIAL)
		return err_set(e, "the permutation model compares times: it cannot be purely spatial");
	if (t->model == SCAN_POISSON && t->population.n == 0)
		return err_set(e, "the Poisson model needs a population");
	return t->model != SCAN_BERNOULLI || t->controls.n || t->population.n || err_set(e, "the Bernoulli model needs controls or a population");
}

bool tables_lay_out(struct scan_tables *t, struct scan_data *d, struct err *e)
{
	if (!check_tables(t, e))
		return false;
	if (t->unit == TIME_NONE)
		t->from = t->to = 0;
	if (!set_range(t, e) || !set_periods(t, e))
		return false;
	size_t cells = t->areas.n * t->periods;
	int64_t *cases = ARENA_ARRAY(t->arena, int64_t, cells);
	double *measure = ARENA_ARRAY(t->arena, double, cells), *population = ARENA_ARRAY(t->arena, double, t->areas.n);
	*d = (struct scan_data){ .areas = t->areas.n, .periods = t->periods, .cases = cases, .measure = measure, .population = population,
		.x = t->x, .y = t->y, .great_circle = t->great_circle };
	if (!count_records(t, &t->cases, cases, "cases", e) || !check_cases(t, cases, e))
		return false;
	if (t->model == SCAN_PERMUTATION) {
		d->measure = d->population = NULL;
		return true;
	}
	bool ok = t->model == SCAN_POISSON ? expect_by_population(t, measure, population, e) : count_individuals(t, cases, measure, population, e);
	return ok && check_expected(t, cases, measure, e);
}
