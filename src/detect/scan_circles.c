/* The circles: around each area its neighbours by distance, up to a share of the population and a radius. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include "scan_inside.h"

#define EARTH_KM 6367.0                          /* SaTScan's radius, so that distances compare */
enum { CLUSTER = 32 };                           /* areas that are dismissed together when they are too far off */

struct place { double p[3]; };

struct near { double d2; uint32_t area; };

/* All that is needed while the lists are made. */
struct making {
	struct scan *scan;
	struct place *place;             /* by internal number */
	struct place *middle;            /* of each run of CLUSTER areas */
	double *reach;                   /* from that middle to its farthest area */
	double size;                     /* the largest coordinate: what rounding is in proportion to */
	struct near *near;
	size_t found, room, used;
};

/* On the globe a point of the unit sphere: the shorter the chord, the shorter the great circle. */
static struct place place_of(const struct scan_data *d, size_t a)
{
	if (!d->great_circle)
		return (struct place){ { d->x[a], d->y[a], 0 } };
	double lon = d->x[a] * M_PI / 180, lat = d->y[a] * M_PI / 180;
	return (struct place){ { cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat) } };
}

static double square(const struct place *a, const struct place *b)
{
	double x = a->p[0] - b->p[0], y = a->p[1] - b->p[1], z = a->p[2] - b->p[2];
	return x * x + y * y + z * z;
}

static double km(double chord2)
{
	double half = sqrt(chord2) / 2;
	return 2 * EARTH_KM * asin(half < 1 ? half : 1);
}

double scan_distance(const struct scan_data *d, size_t a, size_t b)
{
	struct place p = place_of(d, a), q = place_of(d, b);
	return d->great_circle ? km(square(&p, &q)) : sqrt(square(&p, &q));
}

/* ---- the order in memory ---- */

static uint64_t spread(uint64_t v)               /* 21 bits, two zeros between each */
{
	v &= 0x1fffff;
	v = (v | v << 32) & 0x1f00000000ffffu;
	v = (v | v << 16) & 0x1f0000ff0000ffu;
	v = (v | v << 8) & 0x100f00f00f00f00fu;
	v = (v | v << 4) & 0x10c30c30c30c30c3u;
	return (v | v << 2) & 0x1249249249249249u;
}

struct key { uint64_t key; size_t area; };

static int by_key(const void *a, const void *b)
{
	const struct key *x = a, *y = b;
	return x->key != y->key ? (x->key < y->key ? -1 : 1) : x->area < y->area ? -1 : x->area > y->area;
}

/* Along a Morton curve. */
static void set_order(struct scan *s)
{
	struct key *keys = calloc(s->areas, sizeof *keys);
	double low[3] = { INFINITY, INFINITY, INFINITY }, high[3] = { -INFINITY, -INFINITY, -INFINITY }, widest = 0;
	assert(keys);
	for (size_t a = 0; a < s->areas; a++)
		for (int i = 0; i < 3; i++) {
			double v = place_of(s->data, a).p[i];
			low[i] = fmin(low[i], v);
			high[i] = fmax(high[i], v);
			widest = fmax(widest, high[i] - low[i]);
		}
	for (size_t a = 0; a < s->areas; a++) {
		struct place p = place_of(s->data, a);
		keys[a].area = a;
		for (int i = 0; widest > 0 && i < 3; i++)
			keys[a].key |= spread((uint64_t)((p.p[i] - low[i]) / widest * 0x1fffff)) << i;
	}
	qsort(keys, s->areas, sizeof *keys, by_key);
	for (size_t i = 0; i < s->areas; i++)
		s->order[i] = keys[i].area;
	free(keys);
}

/* ---- the lists ---- */

static void set_places(struct making *m)
{
	struct scan *s = m->scan;
	for (size_t i = 0; i < s->areas; i++) {
		m->place[i] = place_of(s->data, s->order[i]);
		for (int k = 0; k < 3; k++)
			m->size = fmax(m->size, fabs(m->place[i].p[k]));
	}
	for (size_t from = 0; from < s->areas; from += CLUSTER) {
		struct place *middle = &m->middle[from / CLUSTER];
		size_t end = from + CLUSTER < s->areas ? from + CLUSTER : s->areas;
		for (size_t i = from; i < end; i++)
			for (int k = 0; k < 3; k++)
				middle->p[k] += m->place[i].p[k] / (double)(end - from);
		for (size_t i = from; i < end; i++)
			m->reach[from / CLUSTER] = fmax(m->reach[from / CLUSTER], sqrt(square(middle, &m->place[i])));
	}
}

static void find_within(struct making *m, size_t centre, double radius)
{
	size_t areas = m->scan->areas;
	double r2 = radius * radius;
	m->found = 0;
	for (size_t from = 0; from < areas; from += CLUSTER) {
		double enough = radius + m->reach[from / CLUSTER];
		if (square(&m->place[centre], &m->middle[from / CLUSTER]) > enough * enough * (1 + 1e-9))
			continue;
		for (size_t i = from; i < areas && i < from + CLUSTER; i++) {
			double d2 = square(&m->place[centre], &m->place[i]);
			if (d2 <= r2)
				m->near[m->found++] = (struct near){ d2, (uint32_t)i };
		}
	}
}

static int by_distance(const void *a, const void *b)
{
	const struct near *x = a, *y = b;
	return x->d2 != y->d2 ? (x->d2 < y->d2 ? -1 : 1) : x->area < y->area ? -1 : x->area > y->area;
}

static bool same_distance(const struct making *m, double a, double b)
{
	return b - a <= 4e-15 * m->size * sqrt(b);
}

/* Finds the areas within a radius that holds more people than a circle may have, or all areas, or all within the limit asked for. */
static void find_enough(struct making *m, size_t centre, double radius, double most_people, double most_radius)
{
	for (;; radius *= 1.5) {
		double people = 0;
		find_within(m, centre, radius < most_radius ? radius : most_radius);
		for (size_t i = 0; i < m->found; i++)
			people += m->scan->population[m->near[i].area];
		if (people > most_people * (1 + 1e-9) || m->found == m->scan->areas || radius >= most_radius)
			return;
	}
}

/* Appends what was found, as far as the limit goes; areas at the same distance come in together or not at all. Gives the distance of the last one looked at:
 * the next centre lies near this one and will need about as much. */
static double append(struct making *m, double most_people)
{
	struct scan_circles *c = &m->scan->circles;
	double people = 0, last = 0;
	qsort(m->near, m->found, sizeof *m->near, by_distance);
	for (size_t i = 0, next; i < m->found; i = next) {
		for (next = i; next < m->found && (next == i || same_distance(m, m->near[next - 1].d2, m->near[next].d2)); next++)
			people += m->scan->population[m->near[next].area];
		last = sqrt(m->near[next - 1].d2);
		if (people > most_people * (1 + 1e-12))
			break;
		if (m->used + (next - i) > m->room) {
			m->room = m->room * 2 + next;
			c->area = realloc(c->area, m->room * sizeof *c->area);
			assert(c->area);
		}
		for (size_t k = i; k < next; k++)
			c->area[m->used++] = m->near[k].area | (k + 1 < next ? SCAN_JOINED : 0);
	}
	return last;
}

static bool make_lists(struct making *m, struct err *e)
{
	struct scan *s = m->scan;
	const struct scan_options *o = s->options;
	double most = o->max_share * s->population_total, limit = INFINITY, least = m->size * 1e-9 + 1e-300, radius = least;
	if (o->max_radius > 0)
		limit = s->data->great_circle ? 2 * sin(fmin(o->max_radius / (2 * EARTH_KM), M_PI / 2)) : o->max_radius;
	limit *= 1 + 1e-12;
	for (size_t centre = 0; centre < s->areas; centre++) {
		s->circles.from[centre] = m->used;
		find_enough(m, centre, radius, most, limit);
		radius = fmax(append(m, most) * 1.15, least);
		if (m->used > SCAN_CIRCLES_LIMIT)
			return err_set(e, "the circles hold more than %d areas together: choose a smaller share of the population or a smaller radius", SCAN_CIRCLES_LIMIT);
	}
	s->circles.from[s->areas] = m->used;
	return true;
}

bool scan_circles_make(struct scan *s, struct err *e)
{
	size_t runs = s->areas / CLUSTER + 1;
	struct making m = { .scan = s, .place = calloc(s->areas, sizeof *m.place), .middle = calloc(runs, sizeof *m.middle),
		.reach = calloc(runs, sizeof *m.reach), .near = calloc(s->areas, sizeof *m.near) };
	double *given = s->population;
	s->order = calloc(s->areas, sizeof *s->order);
	s->population = calloc(s->areas, sizeof *s->population);
	s->circles.from = calloc(s->areas + 1, sizeof *s->circles.from);
	assert(m.place && m.middle && m.reach && m.near && s->order && s->population && s->circles.from);
	set_order(s);
	for (size_t i = 0; i < s->areas; i++)
		s->population[i] = given[s->order[i]];
	free(given);
	set_places(&m);
	bool ok = make_lists(&m, e);
	free(m.place);
	free(m.middle);
	free(m.reach);
	free(m.near);
	return ok;
}
