/* The places of a layer: what lies around an area, on the map or not. */
#include <string.h>
#include "area_layer.h"

SQL(layer_places_around, "SELECT a.code, a.name, CASE WHEN a.kind = 'neighbourhood' AND a.ended_on IS NULL THEN a.geometry END, a.kind, a.ended_on, EXISTS (SELECT 1"
	" FROM v_team_area t WHERE t.team_id = :team AND t.area_code IN (a.code, a.parent_code, a.municipality_code)) FROM v_area a WHERE " AREA_WITHIN("a.code")
	" ORDER BY a.name, a.code LIMIT :n");

const char *layer_around(const struct area_seen *a)
{
	return !strcmp(a->kind, "neighbourhood") && a->parent ? a->parent : a->code;
}

static const char *name_of(struct request *rq, const char *name, const char *kind, bool ended)
{
	if (ended)
		return tr_fill(rq->arena, rq_tr(rq, N_("{area} (is opgedeeld)")), "area", name, NULL);
	return !strcmp(kind, "neighbourhood") ? name : tr_fill(rq->arena, rq_tr(rq, N_("{area}, buurt niet bekend")), "area", name, NULL);
}

void layer_places(struct request *rq, const struct area_seen *around, struct area_layer *l)
{
	*l = (struct area_layer){ .areas = ARENA_ARRAY(rq->arena, struct area_value, LAYER_AREAS_MOST), .ours = ARENA_ARRAY(rq->arena, bool, LAYER_AREAS_MOST) };
	struct rows *r = sql_read(rq->slot, &layer_places_around, WITH(p_text("area", layer_around(around)), p_id("team", rq_is(rq, K_TEAM) ? rq->viewer.team : 0),
		p_int("n", LAYER_AREAS_MOST)));
	for (; l->n < LAYER_AREAS_MOST && rows_next(r); l->n++) {
		const char *code = rows_text(r, 0), *kind = rows_text(r, 3);
		bool ended = !rows_null(r, 4), now = !ended && !strcmp(kind, "neighbourhood");
		l->areas[l->n] = (struct area_value){ .code = code, .name = name_of(rq, rows_text(r, 1), kind, ended), .geometry = rows_blob(r, 2),
			.href = now ? arena_printf(rq->arena, "/neighbourhoods/%s", code) : NULL, .marked = now && !strcmp(code, around->code) };
		l->ours[l->n] = rows_bool(r, 5);
	}
	rows_end(r);
}

struct area_value *layer_area(struct area_layer *l, const char *code)
{
	for (size_t i = 0; i < l->n; i++)
		if (!strcmp(l->areas[i].code, code))
			return &l->areas[i];
	return NULL;
}

void layer_tidy(struct area_layer *l)
{
	size_t kept = 0;
	for (size_t i = 0; i < l->n; i++)
		if (l->areas[i].href || (l->areas[i].known && (l->areas[i].hidden || l->areas[i].value > 0)))
			l->areas[kept++] = l->areas[i];
	l->n = kept;
}
