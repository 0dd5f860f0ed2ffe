#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include "geometry.h"

enum { FORM = 1, LINES = 7 };

/* ---- bytes ---- */

static void put(struct buf *out, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		buf_char(out, (char)(v | 0x80));
	buf_char(out, (char)v);
}

static void put_signed(struct buf *out, int64_t v)
{
	put(out, ((uint64_t)v << 1) ^ (uint64_t)(v >> 63));
}

void geometry_encode(const struct geometry *g, struct buf *out)
{
	struct geo_point last = { 0, 0 };
	buf_char(out, FORM);
	put(out, g->n);
	for (const struct geo_polygon *p = g->polygons; p < g->polygons + g->n; p++) {
		put(out, p->n);
		for (const struct geo_ring *r = p->rings; r < p->rings + p->n; r++) {
			put(out, r->n);
			for (size_t i = 0; i < r->n; last = r->points[i++]) {
				put_signed(out, (int64_t)r->points[i].lon - last.lon);
				put_signed(out, (int64_t)r->points[i].lat - last.lat);
			}
		}
	}
}

struct reader { const unsigned char *p, *end; size_t points; struct geo_point last; bool failed; struct arena *arena; };

static uint64_t get(struct reader *r)
{
	uint64_t v = 0;
	for (int shift = 0; shift < 35; shift += 7) {
		if (r->p == r->end)
			break;
		v |= (uint64_t)(*r->p & 0x7F) << shift;
		if (!(*r->p++ & 0x80))
			return v;
	}
	r->failed = true;
	return 0;
}

/* How many of something follow; each takes a byte at least, so that a lie cannot ask for memory. */
static size_t get_count(struct reader *r, size_t least)
{
	uint64_t n = get(r);
	if (n < least || n > (uint64_t)(r->end - r->p))
		r->failed = true;
	return r->failed ? 0 : (size_t)n;
}

static int32_t get_near(struct reader *r, int32_t last)
{
	uint64_t v = get(r);
	int64_t at = last + (int64_t)((v >> 1) ^ (~(v & 1) + 1));
	if (at < -180 * MICRO_DEGREES || at > 180 * MICRO_DEGREES)
		r->failed = true;
	return r->failed ? 0 : (int32_t)at;
}

static void get_ring(struct reader *r, struct geo_ring *ring)
{
	ring->n = get_count(r, 3);
	r->points += ring->n;
	if (r->points > GEOMETRY_POINTS)
		r->failed = true;
	if (r->failed)
		return;
	ring->points = ARENA_ARRAY(r->arena, struct geo_point, ring->n);
	for (size_t i = 0; i < ring->n && !r->failed; i++) {
		r->last.lon = get_near(r, r->last.lon);
		r->last.lat = get_near(r, r->last.lat);
		ring->points[i] = r->last;
	}
}

bool geometry_decode(struct arena *arena, const void *bytes, size_t n, struct geometry *g)
{
	struct reader r = { .p = bytes, .end = (const unsigned char *)bytes + n, .arena = arena };
	*g = (struct geometry){ 0 };
	if (!n || *r.p++ != FORM)
		return false;
	g->n = get_count(&r, 1);
	g->polygons = ARENA_ARRAY(arena, struct geo_polygon, g->n);
	for (size_t i = 0; i < g->n && !r.failed; i++) {
		struct geo_polygon *p = &g->polygons[i];
		p->n = get_count(&r, 1);
		p->rings = ARENA_ARRAY(arena, struct geo_ring, p->n);
		for (size_t k = 0; k < p->n && !r.failed; k++)
			get_ring(&r, &p->rings[k]);
	}
	return !r.failed && r.p == r.end;
}

/* ---- measures ---- */

/* How many points stay; only with `keep` the others go. */
static size_t ring_thin(struct geo_ring *ring, int32_t least, bool keep)
{
	size_t kept = 0;
	struct geo_point last = { 0, 0 };
	for (size_t i = 0; i < ring->n; i++) {
		struct geo_point p = ring->points[i];
		if (kept && labs((long)p.lon - last.lon) < least && labs((long)p.lat - last.lat) < least)
			continue;
		last = p;
		if (keep)
			ring->points[kept] = p;
		kept++;
	}
	return kept;
}

void geometry_thin(struct geometry *g, int32_t least)
{
	for (size_t i = 0; i < g->n; i++)
		for (size_t k = 0; k < g->polygons[i].n; k++) {
			struct geo_ring *ring = &g->polygons[i].rings[k];
			if (ring_thin(ring, least, false) >= 3)
				ring->n = ring_thin(ring, least, true);
		}
}

struct geo_box geometry_box(const struct geometry *g)
{
	assert(g->n && g->polygons[0].n && g->polygons[0].rings[0].n);
	struct geo_point first = g->polygons[0].rings[0].points[0];
	struct geo_box box = { first.lon, first.lat, first.lon, first.lat };
	for (size_t i = 0; i < g->n; i++) {
		const struct geo_ring *outside = &g->polygons[i].rings[0];
		for (const struct geo_point *p = outside->points; p < outside->points + outside->n; p++) {
			box.west = p->lon < box.west ? p->lon : box.west;
			box.east = p->lon > box.east ? p->lon : box.east;
			box.south = p->lat < box.south ? p->lat : box.south;
			box.north = p->lat > box.north ? p->lat : box.north;
		}
	}
	return box;
}

/* The shoelace formula, about the ring's first point so that small areas keep their digits; square millionths, without sign. */
static double ring_area(const struct geo_ring *r)
{
	double twice = 0;
	struct geo_point o = r->points[0];
	for (size_t i = 1; i + 1 < r->n; i++)
		twice += (double)(r->points[i].lon - o.lon) * (r->points[i + 1].lat - o.lat)
			- (double)(r->points[i + 1].lon - o.lon) * (r->points[i].lat - o.lat);
	return fabs(twice) / 2;
}

static double polygon_area(const struct geo_polygon *p)
{
	double area = ring_area(&p->rings[0]);
	for (size_t i = 1; i < p->n; i++)
		area -= ring_area(&p->rings[i]);
	return area > 0 ? area : 0;
}

/* Where the edge a–b meets the line at `lat`, counting an end on the line once. */
static bool crosses(struct geo_point a, struct geo_point b, int32_t lat, double *lon)
{
	if ((a.lat > lat) == (b.lat > lat))
		return false;
	*lon = a.lon + (double)(lat - a.lat) * ((double)b.lon - a.lon) / ((double)b.lat - a.lat);
	return true;
}

static bool polygon_contains(const struct geo_polygon *p, struct geo_point at)
{
	bool inside = false;
	for (const struct geo_ring *r = p->rings; r < p->rings + p->n; r++)
		for (size_t i = 0, j = r->n - 1; i < r->n; j = i++) {
			double lon;
			if (crosses(r->points[i], r->points[j], at.lat, &lon) && at.lon < lon)
				inside = !inside;
		}
	return inside;
}

bool geometry_contains(const struct geometry *g, struct geo_point at)
{
	for (size_t i = 0; i < g->n; i++)
		if (polygon_contains(&g->polygons[i], at))
			return true;
	return false;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The widest stretch inside at one latitude: its width and middle. `at` has room for a crossing per point. */
static double widest(const struct geo_polygon *p, const struct geo_box *box, int32_t lat, double *at, struct geo_point *middle)
{
	size_t n = 0;
	for (const struct geo_ring *r = p->rings; r < p->rings + p->n; r++)
		for (size_t i = 0, j = r->n - 1; i < r->n; j = i++)
			n += crosses(r->points[i], r->points[j], lat, &at[n]);
	qsort(at, n, sizeof *at, by_size);
	double best = 0;
	for (size_t i = 0; i + 1 < n; i += 2) {      /* inside between the first and second, the third and fourth, … */
		double half = (at[i] + at[i + 1]) / 2;
		/* a hole that lies outside its polygon is no place to be */
		if (at[i + 1] - at[i] > best && half >= box->west && half <= box->east) {
			best = at[i + 1] - at[i];
			*middle = (struct geo_point){ (int32_t)lround(half), lat };
		}
	}
	return best;
}

static struct geo_polygon *largest(const struct geometry *g)
{
	struct geo_polygon *best = &g->polygons[0];
	for (size_t i = 1; i < g->n; i++)
		if (polygon_area(&g->polygons[i]) > polygon_area(best))
			best = &g->polygons[i];
	return best;
}

static size_t polygon_points(const struct geo_polygon *p)
{
	size_t n = 0;
	for (size_t i = 0; i < p->n; i++)
		n += p->rings[i].n;
	return n;
}

struct geo_point geometry_inside(struct arena *arena, const struct geometry *g)
{
	struct geo_polygon *p = largest(g);
	struct geo_box box = geometry_box(&(struct geometry){ p, 1 });
	struct geo_point best = p->rings[0].points[0];
	double *at = ARENA_ARRAY(arena, double, polygon_points(p) + 1), width = 0;
	for (int i = 1; i <= LINES; i++) {
		struct geo_point middle = best;
		int32_t lat = (int32_t)(box.south + ((int64_t)box.north - box.south) * i / (LINES + 1));
		/* A line through the middle of the shape is preferred unless another is much wider. */
		double w = widest(p, &box, lat, at, &middle) * (1 - 0.08 * abs(i - (LINES + 1) / 2));
		if (w > width) {
			width = w;
			best = middle;
		}
	}
	return best;
}
