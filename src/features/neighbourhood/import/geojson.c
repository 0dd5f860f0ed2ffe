#include <math.h>
#include "../../../platform/base/list.h"
#include "../../../platform/web/i18n.h"
#include "geojson.h"

/* What is being collected: points, and where rings and polygons end in the list before. */
struct marks { size_t *at; size_t n, cap; };

struct geojson {
	struct json_reader *json;
	bool started;
	const char *problem;
	struct geo_point *points;
	size_t points_n, points_cap;
	struct marks rings, polygons;
	size_t rings_read;           /* of the polygon being read */
};

struct geojson *geojson_new(struct json_reader *json)
{
	struct geojson *g = calloc(1, sizeof *g);
	if (!g)
		abort();
	g->json = json;
	return g;
}

void geojson_free(struct geojson *g)
{
	if (!g)
		return;
	free(g->points);
	free(g->rings.at);
	free(g->polygons.at);
	free(g);
}

const char *geojson_problem(const struct geojson *g)
{
	return g->problem ? g->problem : json_problem(g->json);
}

static void *grow(void *list, size_t *cap, size_t size)
{
	*cap = *cap ? *cap * 2 : 64;
	void *bigger = reallocarray(list, *cap, size);
	if (!bigger)
		abort();
	return bigger;
}

static void mark(struct marks *m, size_t at)
{
	if (m->n == m->cap)
		m->at = grow(m->at, &m->cap, sizeof *m->at);
	m->at[m->n++] = at;
}

/* ---- coordinates ---- */

static bool bad(struct geojson_feature *f, const char *where, const char *why)
{
	if (!f->problem) {
		f->problem_at = where;
		f->problem = why;
	}
	return false;
}

static bool same(struct geo_point a, struct geo_point b)
{
	return a.lon == b.lon && a.lat == b.lat;
}

/* Reads [lon, lat, …], whose bracket and first number were read. */
static bool position(struct geojson *g, struct geojson_feature *f)
{
	double lon = json_number(g->json);
	if (json_next(g->json) != JSON_NUMBER)
		return bad(f, "geometry", N_("Een punt heeft een lengte en een breedte nodig"));
	double lat = json_number(g->json);
	if (!(fabs(lon) <= 180 && fabs(lat) <= 90))
		return bad(f, "geometry", N_("Dit zijn geen lengte- en breedtegraden (WGS84). Exporteer het bestand als EPSG:4326"));
	if (g->points_n == GEOMETRY_POINTS)
		return bad(f, "geometry", N_("Deze vorm heeft te veel punten"));
	if (g->points_n == g->points_cap)
		g->points = grow(g->points, &g->points_cap, sizeof *g->points);
	g->points[g->points_n++] = (struct geo_point){ (int32_t)lround(lon * MICRO_DEGREES), (int32_t)lround(lat * MICRO_DEGREES) };
	enum json_event event;
	do
		event = json_next(g->json);
	while (event == JSON_NUMBER);                /* a height, which we do not keep */
	return event == JSON_ARRAY_END || bad(f, "geometry", N_("Een punt bestaat uit getallen"));
}

/* Closes a ring: its last point must be its first; points that fall together once rounded are one. What is too small to keep then is
 * dropped (simplified maps hold such slivers), an outside with its holes. */
static bool ring(struct geojson *g, struct geojson_feature *f)
{
	size_t from = g->rings.n ? g->rings.at[g->rings.n - 1] : 0, n = g->points_n - from;
	struct geo_point *p = g->points + from;
	if (n < 4 || !same(p[0], p[n - 1]))
		return bad(f, "geometry", N_("Een grens is niet gesloten: het laatste punt moet het eerste zijn"));
	size_t kept = 1;
	for (size_t i = 1; i + 1 < n; i++)
		if (!same(p[i], p[kept - 1]))
			p[kept++] = p[i];
	while (kept > 1 && same(p[kept - 1], p[0]))
		kept--;
	bool outside_kept = g->rings.n > (g->polygons.n ? g->polygons.at[g->polygons.n - 1] : 0);
	bool keep = kept >= 3 && (g->rings_read == 0 || outside_kept);
	g->rings_read++;
	g->points_n = from + (keep ? kept : 0);
	if (keep)
		mark(&g->rings, g->points_n);
	return true;
}

static bool polygon(struct geojson *g, struct geojson_feature *f)
{
	size_t from = g->polygons.n ? g->polygons.at[g->polygons.n - 1] : 0;
	if (!g->rings_read)
		return bad(f, "geometry", N_("Deze vorm heeft geen grens"));
	g->rings_read = 0;
	if (g->rings.n > from)
		mark(&g->polygons, g->rings.n);
	return true;
}

/* Reads the coordinates' value, whose first event was `event`. The nesting says what it is: *levels is 3 for a Polygon, 4 for a MultiPolygon.
 * Counted from the innermost bracket: a position, a ring, a polygon. */
static bool coordinates(struct geojson *g, struct geojson_feature *f, enum json_event event, int *levels)
{
	int outside = json_depth(g->json) - 1;
	*levels = 0;
	g->points_n = g->rings.n = g->polygons.n = g->rings_read = 0;
	if (event != JSON_ARRAY)
		return bad(f, "geometry", N_("De coördinaten ontbreken"));
	while (json_depth(g->json) > outside) {
		event = json_next(g->json);
		int depth = json_depth(g->json) - outside;
		if (event == JSON_NUMBER) {
			if (*levels && depth != *levels)
				return bad(f, "geometry", N_("De haakjes van de coördinaten kloppen niet"));
			*levels = depth;
			if (!position(g, f))
				return false;
		} else if (event == JSON_ARRAY_END) {
			if (!*levels)
				return bad(f, "geometry", N_("Deze vorm heeft geen grens"));
			if ((depth == *levels - 2 && !ring(g, f)) || (depth == *levels - 3 && !polygon(g, f)))
				return false;
		} else if (event != JSON_ARRAY) {
			return bad(f, "geometry", N_("Tussen de coördinaten staat iets anders dan getallen"));
		}
	}
	return *levels != 3 + (*levels == 4) || g->polygons.n || bad(f, "geometry", N_("Een grens heeft minstens drie verschillende punten nodig"));
}

/* What was collected, as a shape in the arena. */
static void build(struct geojson *g, struct arena *arena, struct geometry *shape)
{
	struct geo_point *points = ARENA_ARRAY(arena, struct geo_point, g->points_n);
	struct geo_ring *rings = ARENA_ARRAY(arena, struct geo_ring, g->rings.n);
	memcpy(points, g->points, g->points_n * sizeof *points);
	shape->n = g->polygons.n;
	shape->polygons = ARENA_ARRAY(arena, struct geo_polygon, shape->n);
	for (size_t i = 0, from = 0; i < g->rings.n; from = g->rings.at[i++])
		rings[i] = (struct geo_ring){ points + from, g->rings.at[i] - from };
	for (size_t i = 0, from = 0; i < shape->n; from = g->polygons.at[i++])
		shape->polygons[i] = (struct geo_polygon){ rings + from, g->polygons.at[i] - from };
}

static bool geometry_member(struct geojson *g, struct geojson_feature *f, char type[16], int *levels)
{
	char name[16];
	snprintf(name, sizeof name, "%s", json_text(g->json));
	enum json_event event = json_next(g->json);
	if (!strcmp(name, "type") && event == JSON_TEXT) {
		snprintf(type, 16, "%s", json_text(g->json));
		return true;
	}
	if (!strcmp(name, "coordinates"))
		return coordinates(g, f, event, levels);
	return json_skip(g->json, event);
}

static void geometry(struct geojson *g, struct arena *arena, struct geojson_feature *f, enum json_event event)
{
	char type[16] = "";
	int levels = 0, outside = json_depth(g->json) - 1;
	if (event == JSON_NULL)
		return;
	if (event != JSON_OBJECT) {
		bad(f, "geometry", N_("De vorm ontbreekt"));
		json_skip(g->json, event);
		return;
	}
	while (!f->problem && json_next(g->json) == JSON_KEY)
		geometry_member(g, f, type, &levels);
	json_leave(g->json, outside);
	if (!f->problem && strcmp(type, levels == 3 ? "Polygon" : levels == 4 ? "MultiPolygon" : "?"))
		bad(f, "geometry", N_("De vorm moet een Polygon of MultiPolygon zijn"));
	if (f->problem || json_problem(g->json))
		return;
	build(g, arena, &f->shape);
	f->shaped = true;
}

/* ---- features ---- */

static void properties(struct geojson *g, struct arena *arena, struct geojson_feature *f, enum json_event event)
{
	int outside = json_depth(g->json) - 1;
	if (event != JSON_OBJECT) {
		json_skip(g->json, event);
		return;
	}
	while (json_next(g->json) == JSON_KEY) {
		char *name = arena_strdup(arena, json_text(g->json));
		event = json_next(g->json);
		if ((event == JSON_TEXT || event == JSON_NUMBER) && f->properties_n < GEOJSON_PROPERTIES)
			*LIST_ADD(arena, f->properties, f->properties_n) =
				(struct geojson_property){ name, arena_strdup(arena, json_text(g->json)) };
		else
			json_skip(g->json, event);
	}
	json_leave(g->json, outside);
}

static enum geojson_event feature(struct geojson *g, struct arena *arena, struct geojson_feature *f)
{
	bool typed = false;
	enum json_event event;
	while ((event = json_next(g->json)) == JSON_KEY) {
		char name[16];
		snprintf(name, sizeof name, "%s", json_text(g->json));
		event = json_next(g->json);
		if (!strcmp(name, "properties"))
			properties(g, arena, f, event);
		else if (!strcmp(name, "geometry"))
			geometry(g, arena, f, event);
		else {
			typed |= event == JSON_TEXT && !strcmp(name, "type") && !strcmp(json_text(g->json), "Feature");
			json_skip(g->json, event);
		}
	}
	if (event == JSON_FAILED)
		return GEOJSON_FAILED;
	if (!typed)
		bad(f, "type", N_("Dit is geen Feature"));
	return f->problem ? GEOJSON_BAD : GEOJSON_FEATURE;
}

static enum geojson_event failed(struct geojson *g, const char *problem)
{
	if (!g->problem && !json_problem(g->json))
		g->problem = problem;
	return GEOJSON_FAILED;
}

/* Up to the bracket of "features". What comes before it (name, crs) is passed over; a collection of another type is refused. */
static bool start(struct geojson *g)
{
	g->started = true;
	if (json_next(g->json) != JSON_OBJECT)
		return false;
	while (json_next(g->json) == JSON_KEY) {
		char name[16];
		snprintf(name, sizeof name, "%s", json_text(g->json));
		enum json_event event = json_next(g->json);
		if (!strcmp(name, "features"))
			return event == JSON_ARRAY;
		if (!strcmp(name, "type") && (event != JSON_TEXT || strcmp(json_text(g->json), "FeatureCollection")))
			return false;
		json_skip(g->json, event);
	}
	return false;
}

/* Behind the features: the rest of the collection, to the end of the file. */
static enum geojson_event finish(struct geojson *g)
{
	if (!json_leave(g->json, 0) || json_next(g->json) != JSON_END)
		return GEOJSON_FAILED;
	return GEOJSON_END;
}

enum geojson_event geojson_next(struct geojson *g, struct arena *arena, struct geojson_feature *f)
{
	*f = (struct geojson_feature){ 0 };
	if (g->problem || json_problem(g->json))
		return GEOJSON_FAILED;
	if (!g->started && !start(g))
		return failed(g, N_("Dit is geen GeoJSON met een FeatureCollection"));
	enum json_event event = json_next(g->json);
	f->line = json_line(g->json);
	if (event == JSON_ARRAY_END)
		return finish(g);
	if (event == JSON_OBJECT)
		return feature(g, arena, f);
	if (event == JSON_FAILED || !json_skip(g->json, event))
		return GEOJSON_FAILED;
	bad(f, "features", N_("Dit is geen Feature"));
	return GEOJSON_BAD;
}

const char *geojson_get(const struct geojson_feature *f, const char *const *names)
{
	for (; *names; names++)
		for (size_t i = 0; i < f->properties_n; i++)
			if (!strcmp(f->properties[i].name, *names))
				return f->properties[i].value;
	return NULL;
}
