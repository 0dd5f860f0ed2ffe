/* The shape of an area: polygons of rings of points, WGS84, in millionths of a degree (about 7 cm east-west in the Netherlands).
 *
 * As kept (area.geometry): one byte 1 (the form), then numbers as LEB128: polygons; per polygon its rings; per ring its points, then each
 * point as the difference with the one before it (zigzag; the first of the whole shape with 0,0), lon first. A ring is not closed by
 * repeating its first point. The first ring of a polygon is its outside, the others are holes (RFC 7946 §3.1.6).
 * Memory: what is read or made lives in the arena. */
#ifndef NABIJ_GEOMETRY_H
#define NABIJ_GEOMETRY_H
#include "../../../platform/base/arena.h"
#include "../../../platform/base/buf.h"
#include <stdint.h>

#define GEOMETRY_POINTS 200000                   /* the most points of one area */
#define MICRO_DEGREES   1000000

struct geo_point { int32_t lon, lat; };
struct geo_ring { struct geo_point *points; size_t n; };
struct geo_polygon { struct geo_ring *rings; size_t n; };
struct geometry { struct geo_polygon *polygons; size_t n; };
struct geo_box { int32_t west, south, east, north; };

void geometry_encode(const struct geometry *, struct buf *);
bool geometry_decode(struct arena *, const void *bytes, size_t n, struct geometry *);   /* false: these bytes are no shape */

/* Leaves out, in place, each point that is nearer than that to the one kept before it, both ways; a ring of which less than three would stay stays whole. */
void geometry_thin(struct geometry *, int32_t least);
struct geo_box geometry_box(const struct geometry *);          /* asserts at least one point */
bool geometry_contains(const struct geometry *, struct geo_point);   /* even-odd over all rings; on the edge either */
/* A point that lies well inside: in the middle of the widest stretch of seven lines across the largest polygon. */
struct geo_point geometry_inside(struct arena *, const struct geometry *);
#endif
