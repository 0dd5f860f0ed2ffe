/* The scan as the papers say it: every circle, every window, one likelihood ratio each. Slow for many areas, and what the fast way is held against. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "scan_inside.h"

struct scan_plain {
	const struct scan *scan;
	uint32_t *before;                /* areas × (periods + 1): an area's cases before each period */
	int64_t *circle;                 /* periods + 1: the same of the circle */
	double *measure;                 /* periods + 1: the circle's measure before each period; not separable alone */
};

struct scan_plain *scan_plain_new(const struct scan *s)
{
	struct scan_plain *p = calloc(1, sizeof *p);
	assert(p);
	p->scan = s;
	p->before = calloc(s->areas * (s->periods + 1), sizeof *p->before);
	p->circle = calloc(s->periods + 1, sizeof *p->circle);
	p->measure = calloc(s->periods + 1, sizeof *p->measure);
	assert(p->before && p->circle && p->measure);
	return p;
}

void scan_plain_free(struct scan_plain *p)
{
	if (!p)
		return;
	free(p->before);
	free(p->circle);
	free(p->measure);
	free(p);
}

void scan_plain_load(struct scan_plain *p, const uint32_t *cells, size_t n)
{
	size_t areas = p->scan->areas, periods = p->scan->periods;
	memset(p->before, 0, areas * (periods + 1) * sizeof *p->before);
	for (size_t i = 0; i < n; i++)
		p->before[cells[i] / periods * (periods + 1) + cells[i] % periods + 1]++;
	for (size_t a = 0; a < areas; a++)
		for (size_t t = 1; t <= periods; t++)
			p->before[a * (periods + 1) + t] += p->before[a * (periods + 1) + t - 1];
}

static void grow(struct scan_plain *p, size_t area, double *area_measure)
{
	const struct scan *s = p->scan;
	const uint32_t *before = p->before + area * (s->periods + 1);
	for (size_t t = 1; t <= s->periods; t++)
		p->circle[t] += before[t];
	if (s->separable) {
		*area_measure += s->area_measure[area];
		return;
	}
	double sum = 0;
	for (size_t t = 0; t < s->periods; t++)
		p->measure[t + 1] += sum += s->cell_measure[area * s->periods + t];
}

static void look(struct scan_plain *p, size_t centre, size_t areas, double area_measure, struct scan_window *best)
{
	const struct scan *s = p->scan;
	const struct scan_options *o = s->options;
	size_t first_end = o->time == SCAN_ALIVE ? s->periods : 1;
	for (size_t length = o->min_length; length <= o->max_length; length++)
		for (size_t until = length > first_end ? length : first_end; until <= s->periods; until++) {
			size_t from = until - length;
			int64_t count = p->circle[until] - p->circle[from];
			if (count < o->min_cases)
				continue;
			double measure = s->separable ? area_measure * scan_share(s, from, until) : p->measure[until] - p->measure[from];
			double llr = scan_llr(s, count, measure);
			if (llr > best->llr)
				*best = (struct scan_window){ llr, centre, areas, from, until, count, measure };
		}
}

void scan_plain_centre(struct scan_plain *p, size_t centre, struct scan_window *best)
{
	const struct scan_circles *c = &p->scan->circles;
	double area_measure = 0;
	memset(p->circle, 0, (p->scan->periods + 1) * sizeof *p->circle);
	memset(p->measure, 0, (p->scan->periods + 1) * sizeof *p->measure);
	for (size_t i = c->from[centre]; i < c->from[centre + 1]; i++) {
		grow(p, c->area[i] & ~SCAN_JOINED, &area_measure);
		if (!(c->area[i] & SCAN_JOINED))
			look(p, centre, i + 1 - c->from[centre], area_measure, best);
	}
}
