/* What stands out in a municipality, per life domain. Counts and places alone: nothing here knows a household. */
#include <assert.h>
#include <math.h>
#include "../../detect/distributions.h"
#include "../../detect/rises.h"
#include "../../detect/scan.h"
#include "../../platform/base/list.h"
#include "theme_inside.h"

enum { CASES_LEAST = 30, AREAS_LEAST = 3, WEEKS_LEAST = 8, REPLICAS = 999, CLUSTERS = 3, YEAR = 52, CLUSTER_LEAST = 5, EARS_BASELINE = 7, THREADS_FROM = 5000 };
#define P_LEAST 1e-6                             /* nothing is surer than that */
#define LIMIT 0.95                               /* the share of weeks that chance keeps below the limit that is drawn */

/* The table of one domain: areas with a place × weeks looked at. */
struct table {
	const struct tally *t;
	size_t areas;
	uint16_t *area;                  /* which of the tally's */
	double *x, *y;
	int64_t *cases;                  /* areas × WEEKS_LOOKED; the last column is the week that is going on */
	int64_t all, by_week[WEEKS_LOOKED], *by_area;
	int first;                       /* the first week */
};

static int by_code(const void *a, const void *b, void *tally)
{
	const struct tally *t = tally;
	return strcmp(t->area[*(const uint16_t *)a].code, t->area[*(const uint16_t *)b].code);
}

static bool is_of(const struct table *m, const struct cell *c, int domain)
{
	return c->domain == domain && c->week >= m->first && c->week < m->first + WEEKS_LOOKED;
}

/* Areas where something was heard, in the order of their codes: the same counts say the same, whatever else was read and in which order. */
static struct table lay_out(const struct tally *t, const struct place *places, int domain)
{
	struct table m = { .t = t, .first = t->week - WEEKS_LOOKED + 1 };
	size_t *at = ARENA_ARRAY(t->arena, size_t, t->areas + 1);
	bool *heard = ARENA_ARRAY(t->arena, bool, t->areas + 1);
	m.area = ARENA_ARRAY(t->arena, uint16_t, t->areas + 1);
	m.x = ARENA_ARRAY(t->arena, double, t->areas + 1);
	m.y = ARENA_ARRAY(t->arena, double, t->areas + 1);
	for (size_t i = 0; i < t->cells; i++)
		heard[t->cell[i].area] |= is_of(&m, &t->cell[i], domain);
	for (size_t i = 0; i < t->areas; i++)
		if (heard[i] && places[i].known)
			m.area[m.areas++] = (uint16_t)i;
	qsort_r(m.area, m.areas, sizeof *m.area, by_code, (void *)t);
	for (size_t i = 0; i < m.areas; i++) {
		at[m.area[i]] = i + 1;
		m.x[i] = places[m.area[i]].lon;
		m.y[i] = places[m.area[i]].lat;
	}
	m.cases = ARENA_ARRAY(t->arena, int64_t, m.areas * WEEKS_LOOKED + 1);
	m.by_area = ARENA_ARRAY(t->arena, int64_t, m.areas + 1);
	for (size_t i = 0; i < t->cells; i++) {
		const struct cell *c = &t->cell[i];
		int week = c->week - m.first;
		if (!is_of(&m, c, domain) || !at[c->area])
			continue;
		int64_t n = cell_weight(c);
		m.cases[(at[c->area] - 1) * WEEKS_LOOKED + (size_t)week] += n;
		m.by_area[at[c->area] - 1] += n;
		m.by_week[week] += n;
		m.all += n;
	}
	return m;
}

/* Fewer, and a p-value tells of the few rather than of the neighbourhood. */
static bool enough(const struct table *m)
{
	int weeks = 0, areas = 0;
	for (int w = 0; w < WEEKS_LOOKED; w++)
		weeks += m->by_week[w] > 0;
	for (size_t i = 0; i < m->areas; i++)
		areas += m->by_area[i] > 0;
	return m->all >= CASES_LEAST && areas >= AREAS_LEAST && weeks >= WEEKS_LEAST;
}

/* Per week what was heard in these areas, beside what their share of the whole lets expect. */
static void draw_series(const struct table *m, struct found *f, const size_t *rows, size_t n)
{
	double share = 0;
	f->series_from = m->first;
	for (size_t i = 0; i < n; i++)
		share += (double)m->by_area[rows[i]] / (double)m->all;
	for (int w = 0; w < WEEKS_LOOKED; w++) {
		for (size_t i = 0; i < n; i++)
			f->series[w] += m->cases[rows[i] * WEEKS_LOOKED + (size_t)w];
		f->series_expected[w] = share * (double)m->by_week[w];
		f->series_limit[w] = f->series_expected[w] > 0 ? counts_quantile(LIMIT, f->series_expected[w], 1) : 0;
	}
}

static void tell_areas(const struct table *m, struct found *f, const size_t *rows, size_t n)
{
	f->area = ARENA_ARRAY(m->t->arena, struct found_area, n);
	f->areas = n;
	for (size_t i = 0; i < n; i++) {
		int64_t in_window = 0;
		f->area[i].area = m->area[rows[i]];
		for (int w = f->from - m->first; w <= f->to - m->first; w++) {
			f->area[i].observed += m->cases[rows[i] * WEEKS_LOOKED + (size_t)w];
			in_window += m->by_week[w];
		}
		f->area[i].expected = (double)m->by_area[rows[i]] * (double)in_window / (double)m->all;
	}
}

/* ---- circles ---- */

static uint64_t seed_of(const struct tally *t, int domain)
{
	return (uint64_t)strtol(t->municipality + 2, NULL, 10) * 1000003u + (uint64_t)domain * 101u + (uint64_t)(uint32_t)t->week;
}

static bool scan(const struct table *m, struct scan_result *r, int domain, struct detect_work *work)
{
	struct err e = { "" };
	const struct scan_data data = { .areas = m->areas, .periods = WEEKS_LOOKED, .cases = m->cases, .x = m->x, .y = m->y, .great_circle = true };
	const struct scan_options options = { .model = SCAN_PERMUTATION, .time = SCAN_ALIVE, .max_share = 0.5, .min_length = 1, .max_length = WINDOW_MOST,
		.min_cases = CLUSTER_LEAST, .replicas = REPLICAS, .stop_after = 20, .seed = seed_of(m->t, domain), .threads = m->all < THREADS_FROM ? 1 : 0,
		.max_clusters = CLUSTERS };
	bool fine = scan_run(&data, &options, r, work, &e);
	if (!fine)
		log_error("themes: %s, domain %d: %s", m->t->municipality, domain, e.text);
	return fine;
}

/* The rank among the replicas; when none was as high, their Gumbel distribution tells how much farther out it lies. */
static double p_of(const struct scan_cluster *c)
{
	return c->p <= 1.0 / (REPLICAS + 1) && c->p_gumbel > 0 && c->p_gumbel < c->p ? fmax(c->p_gumbel, P_LEAST) : c->p;
}

static void keep_cluster(const struct table *m, const struct scan_cluster *c, int domain, struct finding *out)
{
	double p = p_of(c), weeks = 1 / p;
	if (isnan(p) || weeks < YEAR)
		return;
	struct found *f = LIST_ADD(m->t->arena, out->list, out->n);
	*f = (struct found){ .domain = domain, .method = "scan", .from = m->first + (int)c->from, .to = m->first + (int)c->to, .observed = c->observed,
		.expected = c->expected, .p = p, .weeks_between = weeks };
	tell_areas(m, f, c->areas, c->n);
	draw_series(m, f, c->areas, c->n);
}

static bool circles(const struct table *m, int domain, struct finding *out, struct detect_work *work)
{
	struct scan_result r = { 0 };
	bool fine = scan(m, &r, domain, work);
	bool stopped = fine && r.interrupted;
	for (size_t i = 0; fine && !stopped && !r.stopped && i < r.n; i++)
		keep_cluster(m, &r.clusters[i], domain, out);
	scan_result_free(&r);
	return !stopped;
}

/* ---- one neighbourhood beside its own past ---- */

static bool in_a_circle(const struct finding *out, int domain, uint16_t area)
{
	for (size_t i = 0; i < out->n; i++)
		for (size_t k = 0; out->list[i].domain == domain && k < out->list[i].areas; k++)
			if (out->list[i].area[k].area == area)
				return true;
	return false;
}

/* With the most years that the history carries, else beside the weeks before. */
static struct rise rise_of(const double *counts, int weeks, const char **method)
{
	struct rises_options o = rises_defaults(RISES_FLEXIBLE);
	struct rises_reference *ref = malloc(sizeof *ref);
	struct rise r = { .state = RISE_NOT_KNOWN };
	assert(ref);
	o.freq = YEAR;
	o.limit = RISES_NB_PLUGIN;
	o.alpha = 0.001;
	for (o.years = 5; o.years >= 2 && r.state != RISE_TOLD; o.years--)
		if (rises_reference(ref, &o, NULL, weeks, weeks - 1, NULL))
			r = rises_week(ref, &o, counts);
	*method = "years";
	if (r.state != RISE_TOLD && weeks - 1 >= ears_first(EARS_C2, EARS_BASELINE)) {
		r = ears_week(EARS_C2, EARS_BASELINE, o.alpha, 1, counts, weeks - 1);
		*method = "weeks";
	}
	free(ref);
	return r;
}

static void rise(const struct table *m, size_t row, int domain, history_fn *history, void *ctx, struct finding *out)
{
	double *counts;
	int weeks;
	const char *method;
	if (!history(ctx, m->area[row], domain, &counts, &weeks) || weeks < 1)
		return;
	struct rise r = rise_of(counts, weeks, &method);
	if (r.state != RISE_TOLD || !r.alarm || counts[weeks - 1] < CLUSTER_LEAST)
		return;
	/* Beside weeks that were all alike there is no spread to judge by: then as chance alone scatters counts. */
	double p = fmax(isnan(r.p) ? counts_upper(counts[weeks - 1], fmax(r.expected, 0.5), 1) : r.p, P_LEAST), between = 1 / (p * (double)m->areas);
	if (between < YEAR)
		return;
	struct found *f = LIST_ADD(m->t->arena, out->list, out->n);
	int week = m->t->week - 1;
	*f = (struct found){ .domain = domain, .method = method, .from = week, .to = week, .observed = (int64_t)counts[weeks - 1], .expected = r.expected, .p = p,
		.weeks_between = between };
	tell_areas(m, f, &row, 1);
	draw_series(m, f, &row, 1);
	f->area[0].expected = r.expected;
	f->series_expected[week - m->first] = r.expected;
	f->series_limit[week - m->first] = isnan(r.upper) ? 0 : r.upper;
}

bool find_domain(const struct tally *t, const struct place *places, int domain, history_fn *history, void *ctx, struct finding *out, struct detect_work *work)
{
	struct table m = lay_out(t, places, domain);
	out->enough[domain] = enough(&m);
	if (!out->enough[domain])
		return true;
	if (!circles(&m, domain, out, work))
		return false;
	for (size_t row = 0; row < m.areas; row++) {
		int64_t lately = 0;
		for (int w = WEEKS_LOOKED - 5; w < WEEKS_LOOKED - 1; w++)
			lately += m.cases[row * WEEKS_LOOKED + (size_t)w];
		if (lately >= CLUSTER_LEAST && m.cases[row * WEEKS_LOOKED + WEEKS_LOOKED - 2] >= CLUSTER_LEAST && !in_a_circle(out, domain, m.area[row]))
			rise(&m, row, domain, history, ctx, out);
	}
	return true;
}
