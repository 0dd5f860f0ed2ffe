#include "area_layer.h"
#include <string.h>
#include "../../../platform/base/list.h"
#include "../figures/key_figures_fill.h"

#define VALUES "SELECT a.code, a.name, a.geometry, f.hidden, f.value, o.hidden, o.value FROM v_area a LEFT JOIN v_figure f ON f.area_code = a.code" \
	" AND f.name = :column LEFT JOIN v_figure o ON o.area_code = a.code AND o.name = :of"
#define NOW_AND_IN_ORDER " AND a.kind = 'neighbourhood' AND a.ended_on IS NULL ORDER BY a.name, a.code LIMIT :n"
SQL(layer_of_district, VALUES " WHERE a.parent_code = :code" NOW_AND_IN_ORDER);
SQL(layer_of_municipality, VALUES " WHERE a.municipality_code = :code" NOW_AND_IN_ORDER);
SQL(layer_of_team, VALUES " WHERE a.code IN (SELECT t.code FROM (" AREAS_OF_TEAM ") t)" NOW_AND_IN_ORDER);

static void add(struct request *rq, const struct key_figure *k, struct rows *r, struct area_layer *l)
{
	struct figure_columns columns = { .n = 0 };
	struct area_value *a = LIST_ADD(rq->arena, l->areas, l->n);
	*a = (struct area_value){ .code = rows_text(r, 0), .name = rows_text(r, 1), .geometry = rows_blob(r, 2) };
	if (!rows_null(r, 3))
		figure_columns_add(&columns, k->column, rows_bool(r, 3), rows_real(r, 4), 0);
	if (k->of && !rows_null(r, 5))
		figure_columns_add(&columns, k->of, rows_bool(r, 5), rows_real(r, 6), 0);
	struct figure_value v = key_figure_value(k, &columns);
	a->known = v.state != FIGURE_MISSING;
	a->hidden = v.state == FIGURE_HIDDEN;
	a->value = v.value;
	a->words = figure_words(rq, v);
	a->href = arena_printf(rq->arena, "/neighbourhoods/%s", a->code);
}

void layer_figures(struct request *rq, const struct area_seen *around, const struct key_figure *k, struct area_layer *l)
{
	bool all = around && !strcmp(around->kind, "municipality"), district = around && !strcmp(around->kind, "district");
	const char *code = !around ? NULL : all || district || !around->parent ? around->code : around->parent;
	const char *label = rq_tr(rq, k->label), *unit = k->unit ? rq_tr(rq, k->unit) : NULL;
	*l = (struct area_layer){ .measure = unit ? arena_printf(rq->arena, "%s (%s)", label, unit) : label };
	l->title = l->measure;
	struct rows *r = sql_read(rq->slot, !around ? &layer_of_team : all ? &layer_of_municipality : &layer_of_district, WITH(p_text("column", k->column),
		p_text("of", k->of ? k->of : ""), around ? p_text("code", code) : p_id("team", rq->viewer.team), p_int("n", LAYER_AREAS_MOST)));
	while (rows_next(r))
		add(rq, k, r, l);
	for (size_t i = 0; around && i < l->n; i++)
		l->areas[i].marked = !strcmp(l->areas[i].code, around->code);
}

void layer_draw(struct request *rq, const struct area_layer *l, const char *id, struct area_map *map)
{
	map->id = id;
	map->title = l->title;
	map->measure = l->measure;
	map->hidden_words = l->hidden_words;
	map->total = l->total;
	map->named = l->named;
	area_map_draw(rq->arena, rq->lang, l->areas, l->n, map);
	if (l->named)
		map->scale_n = 0;
}
