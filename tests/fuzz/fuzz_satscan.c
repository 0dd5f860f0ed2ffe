/* Any bytes as SaTScan's files: settings, coordinates, cases and population, one behind the other with a line of % between them. The readers must end; what they take
 * must be laid out or refused; and what is laid out must be scanned, or refused, within its own bounds. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include "cli/satscan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PARTS = 5, SMALL = 4000 };

struct part { const char *bytes; size_t n; };

static void split(const char *bytes, size_t n, struct part *parts)
{
	for (int i = 0; i < PARTS; i++) {
		const char *end = i + 1 < PARTS ? memmem(bytes, n, "\n%\n", 3) : NULL;
		parts[i] = (struct part){ bytes, end ? (size_t)(end - bytes) : n };
		n -= end ? parts[i].n + 3 : n;
		bytes += end ? parts[i].n + 3 : parts[i].n;
	}
}

static void check_result(const struct scan_result *r, size_t areas, size_t periods)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct scan_cluster *c = &r->clusters[i];
		assert(c->n >= 1 && c->n <= areas && c->from <= c->to && c->to < periods);
		assert(c->llr > 0 && isfinite(c->llr) && (double)c->observed > c->expected && c->observed <= r->cases && c->p > 0 && c->p <= 1);
		for (size_t k = 0; k < c->n; k++)
			assert(c->areas[k] < areas);
	}
}

static void scan(const struct satscan *s, const struct scan_data *d)
{
	struct err e = { "" };
	struct scan_result r;
	struct scan_options o = { .model = s->model, .time = s->time, .max_share = s->max_percent / 100, .max_radius = s->max_radius, .min_length = 1,
		.max_length = (d->periods + 1) / 2, .min_cases = s->min_cases, .replicas = 3, .threads = 1, .max_clusters = 5 };
	int64_t cases = 0;
	for (size_t i = 0; i < d->areas * d->periods; i++)
		cases += d->cases[i] < SMALL ? d->cases[i] : SMALL;
	if (d->areas * d->periods > SMALL || cases > SMALL)
		return;                                /* right, but not now */
	if (scan_run(d, &o, &r, NULL, &e))
		check_result(&r, d->areas, d->periods);
	else
		assert(err_any(&e));
	scan_result_free(&r);
}

static bool read_all(struct scan_tables *t, const struct satscan *s, const struct part *p, struct err *e)
{
	enum time_unit unit = s->unit == TIME_NUMBER ? TIME_NUMBER : TIME_DAY;
	satscan_asks(t, s);
	if (s->from && s->to && (!tables_day(s->from, unit, DAY_FIRST, &t->from) || !tables_day(s->to, unit, DAY_LAST, &t->to)))
		return err_set(e, "no time");
	return satscan_coordinates(t, p[1].bytes, p[1].n, "geo", e) && satscan_counts(t, &t->cases, s, p[2].bytes, p[2].n, "cas", e)
		&& satscan_counts(t, &t->controls, s, p[3].bytes, p[3].n, "ctl", e) && satscan_population(t, s, p[4].bytes, p[4].n, "pop", e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(1ul << 30);
	struct part parts[PARTS];
	struct satscan s;
	struct scan_tables t;
	struct scan_data d;
	struct err e = { "" };
	split((const char *)data, size, parts);
	tables_init(&t, a);
	bool ok = satscan_settings(&s, a, parts[0].bytes, parts[0].n, "prm", &e) && read_all(&t, &s, parts, &e) && tables_lay_out(&t, &d, &e);
	assert(ok != err_any(&e));
	if (ok)
		scan(&s, &d);
	arena_free(a);
	return 0;
}
