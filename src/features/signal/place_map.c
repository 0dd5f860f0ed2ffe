#include "place_map.h"
#include <math.h>
#include "../../platform/base/buf.h"
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../../platform/db/service.h"
#include "../neighbourhood/neighbourhood.h"

enum { WIDTH = 1000, MARGIN = 8, NEAR = 3 };        /* units of the drawing; points nearer than this to the one before are left out */

/* A district that the newest map numbers otherwise is where it was. */
#define NOW_CALLED(code) "coalesce((SELECT w.successor_code FROM s_area w WHERE w.code = " code "), " code ")"
#define UNDER "UNION SELECT a.code FROM s_area a JOIN under u ON a.parent_code = u.code)"
#define PLACE "a.code, a.name, a.geometry, a.lon, a.lat"
#define IS_THERE "a.kind = 'neighbourhood' AND a.ended_on IS NULL"
SQL(places_of, "WITH RECURSIVE under (code) AS (SELECT " NOW_CALLED("t.area_code") " FROM s_team_area t WHERE t.team_id = :of " UNDER
	" SELECT " PLACE " FROM under u JOIN s_area a ON a.code = u.code WHERE " IS_THERE " ORDER BY a.name, a.code LIMIT 120");
SQL(places_all, "WITH RECURSIVE under (code) AS (SELECT " NOW_CALLED("t.area_code") " FROM (SELECT DISTINCT x.area_code FROM s_team_area x LIMIT 41) t " UNDER
	" SELECT a.code, a.name, a.geometry, a.lon, a.lat FROM (SELECT " PLACE " FROM under u JOIN s_area a ON a.code = u.code WHERE " IS_THERE
	" LIMIT 41) a ORDER BY a.name, a.code");
SQL(places_near, "SELECT " PLACE " FROM s_area a WHERE a.parent_code = coalesce((SELECT n.parent_code FROM s_area n WHERE n.code = :of"
	" AND n.kind = 'neighbourhood'), :of) AND " IS_THERE " ORDER BY a.name, a.code LIMIT 120");
SQL(places_in, "SELECT " PLACE " FROM s_area a WHERE a.municipality_code = :of AND " IS_THERE " ORDER BY a.name, a.code LIMIT 120");

static struct place_list places(struct slot *slot, struct sql *sql, const struct param *with)
{
	struct place_list all = { NULL, 0 };
	id64 viewer = slot_as_itself(slot);
	struct rows *r = sql_read(slot, sql, with);
	while (rows_next(r)) {
		struct place *p = LIST_ADD(slot_arena(slot), all.place, all.n);
		*p = (struct place){ rows_text(r, 0), rows_text(r, 1), rows_blob(r, 2), rows_real(r, 3), rows_real(r, 4) };
	}
	slot_view_as(slot, viewer);
	return all;
}

struct place_list places_of_team(struct slot *slot, id64 team)
{
	return places(slot, &places_of, WITH(p_id("of", team)));
}

struct place_list places_of_all(struct slot *slot)
{
	return places(slot, &places_all, WITHOUT);
}

struct place_list places_around(struct slot *slot, const char *code)
{
	return places(slot, area_code_kind(code) == AREA_MUNICIPALITY ? &places_in : &places_near, WITH(p_text("of", code)));
}

bool place_among(const struct place_list *all, const char *code)
{
	for (int64_t i = 0; code && i < all->n; i++)
		if (!strcmp(all->place[i].code, code))
			return true;
	return false;
}

/* The widest of that name: who says a town means all of it. */
SQL(places_named, "SELECT a.code, a.name FROM s_area a WHERE a.name_start = :start AND a.ended_on IS NULL"
	" ORDER BY CASE a.kind WHEN 'municipality' THEN 0 WHEN 'district' THEN 1 ELSE 2 END, a.code LIMIT 500");

const char *place_named(struct slot *slot, const char *name)
{
	struct arena *arena = slot_arena(slot);
	const char *code = NULL, *folded = utf8_fold(arena, name);
	id64 viewer = slot_as_itself(slot);
	struct rows *r = sql_read(slot, &places_named, WITH(p_text("start", area_name_start(arena, name))));
	while (rows_next(r))
		if (!code && !strcmp(utf8_fold(arena, rows_text(r, 1)), folded))
			code = rows_text(r, 0);
	slot_view_as(slot, viewer);
	return code;
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
