#include "place_map.h"
#include <math.h>
#include "../../platform/base/buf.h"
#include "../../platform/base/list.h"
#include "../../platform/db/service.h"
#include "../neighbourhood/neighbourhood.h"

enum { WIDTH = 1000, MARGIN = 8, NEAR = 3 };        /* units of the drawing; points nearer than this to the one before are left out */

SQL(places_of, "WITH RECURSIVE under (code) AS (SELECT t.area_code FROM s_team_area t WHERE t.team_id = :team"
	" UNION SELECT a.code FROM s_area a JOIN under u ON a.parent_code = u.code)"
	" SELECT a.code, a.name, a.geometry, a.lon, a.lat FROM under u JOIN s_area a ON a.code = u.code WHERE a.kind = 'neighbourhood'"
	" ORDER BY a.name, a.code LIMIT 120");

struct place_list places_of_team(struct slot *slot, id64 team)
{
	struct place_list all = { NULL, 0 };
	id64 viewer = slot_as_itself(slot);
	struct rows *r = sql_read(slot, &places_of, WITH(p_id("team", team)));
	while (rows_next(r)) {
		struct place *p = LIST_ADD(slot_arena(slot), all.place, all.n);
		*p = (struct place){ rows_text(r, 0), rows_text(r, 1), rows_blob(r, 2), rows_real(r, 3), rows_real(r, 4) };
	}
	slot_view_as(slot, viewer);
	return all;
}

/* ---- the drawing ---- */

struct frame { double west, north, x_scale, y_scale; };

static int x_of(const struct frame *f, double lon)
{
	return MARGIN + (int)lround((lon - f->west) * f->x_scale);
}

static int y_of(const struct frame *f, double lat)
{
	return MARGIN + (int)lround((f->north - lat) * f->y_scale);
}

static void draw_ring(struct buf *out, const struct frame *f, const struct geo_ring *ring)
{
	int x = 0, y = 0;
	for (size_t i = 0; i < ring->n; i++) {
		int nx = x_of(f, ring->points[i].lon), ny = y_of(f, ring->points[i].lat);
		if (i && abs(nx - x) < NEAR && abs(ny - y) < NEAR)
			continue;
		buf_printf(out, "%s%d %d", i ? "L" : "M", nx, ny);
		x = nx;
		y = ny;
	}
	buf_str(out, "Z");
}

static const char *drawn(struct arena *arena, const struct frame *f, const struct geometry *shape)
{
	struct buf out;
	buf_init(&out, 0);
	for (size_t p = 0; p < shape->n; p++)
		for (size_t i = 0; i < shape->polygons[p].n; i++)
			draw_ring(&out, f, &shape->polygons[p].rings[i]);
	const char *line = arena_strndup(arena, out.p, out.n);
	buf_release(&out);
	return line;
}

static struct geo_box around(struct geo_box a, struct geo_box b)
{
	return (struct geo_box){ a.west < b.west ? a.west : b.west, a.south < b.south ? a.south : b.south, a.east > b.east ? a.east : b.east,
		a.north > b.north ? a.north : b.north };
}

/* A degree of longitude is shorter than one of latitude, here by the cosine of the middle. */
static struct frame frame_of(struct geo_box box, int64_t *height)
{
	double middle = (box.south + (double)box.north) / 2 / MICRO_DEGREES * M_PI / 180;
	double scale = (WIDTH - 2 * MARGIN) / fmax(1, box.east - (double)box.west), high = scale / cos(middle);
	*height = 2 * MARGIN + (int64_t)lround((box.north - (double)box.south) * high);
	return (struct frame){ box.west, box.north, scale, high };
}

struct place_map *place_map(struct arena *arena, const struct place_list *all, const char *chosen)
{
	struct geometry shapes[PLACE_MAP_MOST];
	struct geo_box box = { 0, 0, 0, 0 };
	if (all->n < 2 || all->n > PLACE_MAP_MOST)
		return NULL;
	for (int64_t i = 0; i < all->n; i++) {
		if (!geometry_decode(arena, all->place[i].shape.p, all->place[i].shape.n, &shapes[i]) || !shapes[i].n)
			return NULL;
		box = i ? around(box, geometry_box(&shapes[i])) : geometry_box(&shapes[i]);
	}
	struct place_map *map = ARENA_NEW(arena, struct place_map);
	struct frame f = frame_of(box, &map->height);
	map->width = WIDTH;
	for (int64_t i = 0; i < all->n; i++) {
		const struct place *p = &all->place[i];
		struct place_map_shapes *s = LIST_ADD(arena, map->shapes, map->shapes_n);
		*s = (struct place_map_shapes){ .code = p->code, .name = p->name, .line = drawn(arena, &f, &shapes[i]),
			.x = x_of(&f, p->lon * MICRO_DEGREES), .y = y_of(&f, p->lat * MICRO_DEGREES), .on = chosen && !strcmp(chosen, p->code) };
	}
	return map;
}
