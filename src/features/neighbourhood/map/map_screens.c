/* The map page: one layer at a time, as a drawing with its table, and as GeoJSON for the script that lets one move and zoom. */
#include <stdlib.h>
#include <string.h>
#include <jansson.h>
#include "../../../platform/base/list.h"
#include "../../monitor/districts.h"
#include "../areas/geometry.h"
#include "area_layer.h"
#include "../neighbourhood_screens.h"
#include "templates.h"

/* ---- which layer ---- */

/* Codes of layers: a key figure's own; "heard" (all life domains), "heard-income" …; "themes"; "initiatives". */
enum wanted_kind { OF_FIGURES, OF_HEARD, OF_THEMES, OF_INITIATIVES };
struct wanted { enum wanted_kind kind; const struct key_figure *figure; const char *code, *domain; int quarter; };

/* Outside the team: what leaves it, for who may see that. */
static bool published(struct request *rq, const struct area_seen *a)
{
	return !a->of_team && rq_is(rq, K_POLICY | K_COORDINATOR);
}

static bool heard_wanted(struct request *rq, const struct area_seen *a, const char *code, struct wanted *w)
{
	const char *rest = code + strlen("heard");
	if (strncmp(code, "heard", strlen("heard")) || (!a->of_team && !published(rq, a)))
		return false;
	w->domain = *rest == '-' && code_label(&LIFE_DOMAINS, rest + 1) ? rest + 1 : NULL;
	if (!w->domain && (*rest || published(rq, a)))
		return false;
	const char *quarter = form_get(&rq->http->query, "quarter");
	w->quarter = published(rq, a) || (quarter && strtol(quarter, NULL, 10) > 0) ? quarter_asked(rq) : 0;
	w->kind = OF_HEARD;
	return true;
}

/* What the viewer may not have, or what is no layer, is the first one. */
static struct wanted wanted(struct request *rq, const struct area_seen *a)
{
	const char *code = form_get(&rq->http->query, "layer");
	const struct key_figure *k = key_figure_of(code);
	struct wanted w = { .kind = OF_FIGURES, .figure = k && !k->size ? k : key_figure_of("children"), .code = code ? code : "" };
	if (!heard_wanted(rq, a, w.code, &w))
		w.kind = !strcmp(w.code, "themes") && a->of_team ? OF_THEMES : !strcmp(w.code, "initiatives") ? OF_INITIATIVES : OF_FIGURES;
	if (w.kind == OF_FIGURES)
		w.code = w.figure->code;
	return w;
}

static void read_layer(struct request *rq, const struct area_seen *a, const struct wanted *w, struct area_layer *l)
{
	if (w->kind == OF_FIGURES)
		layer_figures(rq, a, w->figure, l);
	else if (w->kind == OF_THEMES)
		layer_themes(rq, a, l);
	else if (w->kind == OF_INITIATIVES)
		layer_initiatives(rq, a, l);
	else if (a->of_team)
		layer_heard(rq, a, w->domain, w->quarter, l);
	else
		layer_reports(rq, a, w->domain, w->quarter, l);
}

/* ---- what there is to choose ---- */

static void offer(struct request *rq, struct neighbourhood_map_groups *g, const struct wanted *w, const char *code, const char *label)
{
	*LIST_ADD(rq->arena, g->layers, g->layers_n) = (struct neighbourhood_map_groups_layers){ code, label, !strcmp(code, w->code) };
}

static struct neighbourhood_map_groups *group(struct request *rq, struct neighbourhood_map *d, const char *label)
{
	struct neighbourhood_map_groups *g = LIST_ADD(rq->arena, d->groups, d->groups_n);
	*g = (struct neighbourhood_map_groups){ .label = rq_tr(rq, label) };
	return g;
}

static void offer_heard(struct request *rq, const struct area_seen *a, const struct wanted *w, struct neighbourhood_map *d)
{
	struct neighbourhood_map_groups *g = group(rq, d, a->of_team ? N_("Wat er gehoord is") : N_("Meldingen, zoals ze naar buiten mogen"));
	if (a->of_team)
		offer(rq, g, w, "heard", rq_tr(rq, N_("alle levensgebieden")));
	for (const struct code *c = LIFE_DOMAINS.list; c->code; c++)
		offer(rq, g, w, arena_printf(rq->arena, "heard-%s", c->code), rq_tr(rq, c->label));
}

static void offer_layers(struct request *rq, const struct area_seen *a, const struct wanted *w, struct neighbourhood_map *d)
{
	struct neighbourhood_map_groups *g = group(rq, d, N_("Kerncijfers"));
	for (const struct key_figure *k = KEY_FIGURES; k->code; k++)
		if (!k->size)
			offer(rq, g, w, k->code, rq_tr(rq, k->label));
	if (a->of_team || published(rq, a))
		offer_heard(rq, a, w, d);
	g = group(rq, d, N_("Wat er gebeurt"));
	if (a->of_team)
		offer(rq, g, w, "themes", rq_tr(rq, N_("Thema's")));
	offer(rq, g, w, "initiatives", rq_tr(rq, N_("Initiatieven")));
}

enum { PERIODS = 5, OPEN_MOST = 30 };     /* a longer table is opened by who wants it */

static void offer_periods(struct request *rq, const struct area_seen *a, const struct wanted *w, struct neighbourhood_map *d)
{
	if (a->of_team)
		*LIST_ADD(rq->arena, d->periods, d->periods_n) = (struct neighbourhood_map_periods){ 0, rq_tr(rq, N_("Laatste dertien weken")), !w->quarter };
	for (int q = quarter_published(rq->today), i = 0; i < PERIODS; i++)
		*LIST_ADD(rq->arena, d->periods, d->periods_n) = (struct neighbourhood_map_periods){ q - i, quarter_words(rq->arena, rq->lang, q - i), q - i == w->quarter };
}

/* ---- the page ---- */

static struct reply map_page(struct request *rq)
{
	struct neighbourhood_map *d = ARENA_NEW(rq->arena, struct neighbourhood_map);
	struct area_seen a;
	struct area_layer layer;
	if (!area_see(rq, rq->word[0], &a))
		return reply_missing();
	const struct wanted w = wanted(rq, &a);
	*d = (struct neighbourhood_map){ .code = a.code, .name = a.name, .layer = w.code,
		.areas_at = arena_printf(rq->arena, "/neighbourhoods/%s/areas?layer=%s&quarter=%d", a.code, w.code, w.quarter) };
	offer_layers(rq, &a, &w, d);
	if (w.kind == OF_HEARD)
		offer_periods(rq, &a, &w, d);
	read_layer(rq, &a, &w, &layer);
	layer_draw(rq, &layer, "map", &d->map);
	d->map.open = layer.n <= OPEN_MOST;
	for (size_t i = 0; i < layer.n; i++)
		d->hidden += w.kind == OF_FIGURES && layer.areas[i].hidden;
	for (size_t i = 0; i < layer.things_n; i++)
		*LIST_ADD(rq->arena, d->things, d->things_n) = (struct neighbourhood_map_things){ .href = layer.things[i].href, .name = layer.things[i].name,
			.where = layer.things[i].where, .stands = layer.things[i].stands };
	d->how = layer.how;
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
	put_text(b, "words", a->hidden ? map->hidden_words : a->words ? a->words : map->unknown_words);
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
	const struct wanted w = wanted(rq, &a);
	read_layer(rq, &a, &w, &layer);
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
