/* The map page: one layer at a time, as a drawing with its table, and as GeoJSON for the script that lets one move and zoom. */
#include <string.h>
#include <jansson.h>
#include "../../../platform/base/list.h"
#include "area_layer.h"
#include "../areas/geometry.h"
#include "../neighbourhood_screens.h"
#include "templates.h"

static const struct key_figure *chosen(struct request *rq)
{
	const struct key_figure *k = key_figure_of(form_get(&rq->http->query, "layer"));
	return k && !k->size ? k : key_figure_of("children");
}

static void offer_layers(struct request *rq, const struct key_figure *on, struct neighbourhood_map *d)
{
	for (const struct key_figure *k = KEY_FIGURES; k->code; k++)
		if (!k->size)
			*LIST_ADD(rq->arena, d->layers, d->layers_n) = (struct neighbourhood_map_layers){ .code = k->code, .label = rq_tr(rq, k->label), .on = k == on };
}

static struct reply map_page(struct request *rq)
{
	struct neighbourhood_map *d = ARENA_NEW(rq->arena, struct neighbourhood_map);
	const struct key_figure *k = chosen(rq);
	struct area_seen a;
	struct area_layer layer;
	if (!area_see(rq, rq->word[0], &a))
		return reply_missing();
	d->code = a.code;
	d->name = a.name;
	d->layer = k->code;
	d->areas_at = arena_printf(rq->arena, "/neighbourhoods/%s/areas?layer=%s", a.code, k->code);
	offer_layers(rq, k, d);
	layer_figures(rq, &a, k, &layer);
	layer_draw(rq, &layer, "map", &d->map);
	for (size_t i = 0; i < layer.n; i++)
		d->hidden += layer.areas[i].hidden;
	area_crumbs(rq, &a, &d->crumbs, rq_tr(rq, N_("Kaart")));
	rq->page->title = tr_fill(rq->arena, rq_tr(rq, N_("De kaart van {area}")), "area", a.name, NULL);
	rq->page->nav = "hood";
	return reply_page(&TPL_neighbourhood_map, d);
}

/* ---- GeoJSON ---- */

static void put_text(struct buf *b, const char *name, const char *text)
{
	json_t *t = json_string(text ? text : "");
	char *quoted = json_dumps(t, JSON_ENCODE_ANY);
	buf_printf(b, "\"%s\":%s,", name, quoted ? quoted : "\"\"");
	free(quoted);
	json_decref(t);
}

static void put_point(struct buf *b, struct geo_point p)
{
	buf_printf(b, "[%.5f,%.5f]", (double)p.lon / MICRO_DEGREES, (double)p.lat / MICRO_DEGREES);
}

static void put_shape(struct buf *b, const struct geometry *g)
{
	buf_str(b, "{\"type\":\"MultiPolygon\",\"coordinates\":[");
	for (size_t i = 0; i < g->n; i++) {
		buf_str(b, i ? ",[" : "[");
		for (size_t k = 0; k < g->polygons[i].n; k++) {
			const struct geo_ring *ring = &g->polygons[i].rings[k];
			buf_str(b, k ? ",[" : "[");
			for (size_t p = 0; p < ring->n; p++) {
				put_point(b, ring->points[p]);
				buf_str(b, ",");
			}
			put_point(b, ring->points[0]);           /* GeoJSON closes its rings */
			buf_str(b, "]");
		}
		buf_str(b, "]");
	}
	buf_str(b, "]}");
}

/* The tone that the drawing gives an area: both maps are alike. */
static int64_t tone_of(const struct area_map *map, const char *href)
{
	for (size_t i = 0; i < map->shapes_n; i++)
		if (map->shapes[i].href && !strcmp(map->shapes[i].href, href))
			return map->shapes[i].tone;
	return 0;
}

static void put_area(struct request *rq, struct buf *b, const struct area_value *a, const struct area_map *map, bool first)
{
	struct geometry shape;
	if (!a->geometry.p || !geometry_decode(rq->arena, a->geometry.p, a->geometry.n, &shape))
		return;
	buf_str(b, first ? "" : ",");
	buf_str(b, "{\"type\":\"Feature\",\"properties\":{");
	put_text(b, "code", a->code);
	put_text(b, "name", a->name);
	put_text(b, "words", a->hidden ? rq_tr(rq, N_("verborgen")) : a->words ? a->words : rq_tr(rq, N_("niet bekend")));
	put_text(b, "href", a->href);
	buf_printf(b, "\"tone\":%lld,\"hidden\":%s,\"marked\":%s},\"geometry\":", (long long)tone_of(map, a->href), a->hidden ? "true" : "false",
		a->marked ? "true" : "false");
	put_shape(b, &shape);
	buf_str(b, "}");
}

static struct reply areas(struct request *rq)
{
	struct area_seen a;
	struct area_layer layer;
	struct area_map map = { .id = "map" };
	struct buf b;
	if (!area_see(rq, rq->word[0], &a))
		return reply_missing();
	layer_figures(rq, &a, chosen(rq), &layer);
	layer_draw(rq, &layer, "map", &map);
	buf_init(&b, 0);
	buf_str(&b, "{\"type\":\"FeatureCollection\",\"features\":[");
	size_t before = b.n;
	for (size_t i = 0; i < layer.n; i++)
		put_area(rq, &b, &layer.areas[i], &map, b.n == before);
	buf_str(&b, "]}");
	char *bytes = arena_strndup(rq->arena, b.p, b.n);
	size_t n = b.n;
	buf_release(&b);
	return reply_bytes("application/geo+json", NULL, bytes, n);
}

const struct route AREA_MAP_ROUTES[] = {
	{ METHOD_GET, "/neighbourhoods/{code}/map", RELATION_NONE, K_TEAM | K_POLICY, .run = map_page, .summary = "A map to move and zoom, with the same as a table" },
	{ METHOD_GET, "/neighbourhoods/{code}/areas", RELATION_NONE, K_TEAM | K_POLICY, .run = areas, .summary = "The areas around one as GeoJSON, each with its value" },
	{ .path = NULL }
};
