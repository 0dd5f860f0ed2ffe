/* What is going on, as layers: where the team's themes lie, and where something is done together. */
#include <string.h>
#include "../../../platform/base/list.h"
#include "../../initiative/initiative_entities.h"
#include "../../theme/theme.h"
#include "../../theme/theme_entities.h"
#include "area_layer.h"

enum { THINGS_MOST = 400 };

static void begin(struct request *rq, const struct area_seen *around, struct area_layer *l)
{
	layer_places(rq, around, l);
	l->named = true;
	for (size_t i = 0; i < l->n; i++)
		l->areas[i].known = true, l->areas[i].words = rq_tr(rq, N_("geen"));
}

/* Another thing that lies in the area. */
static void lies_in(struct request *rq, struct area_value *a, const char *name)
{
	a->words = a->value > 0 ? arena_printf(rq->arena, "%s; %s", a->words, name) : name;
	a->value += 1;
}

/* ---- themes ---- */

SQL(layer_theme_areas, "SELECT t.id, t.title, t.domain, t.state, z.area_code FROM v_theme t JOIN v_theme_area z ON z.theme_id = t.id WHERE t.team_id = :team"
	" AND t.state IN ('found', 'watched', 'picked_up') ORDER BY t.state_at DESC, t.id, z.id LIMIT :n");

static struct layer_thing *theme_of(struct request *rq, struct area_layer *l, struct rows *r)
{
	const char *href = theme_path(rq->arena, rows_int(r, 0)), *label = rq_code(rq, &LIFE_DOMAINS, rows_text(r, 2));
	if (l->things_n && !strcmp(l->things[l->things_n - 1].href, href))
		return &l->things[l->things_n - 1];
	struct layer_thing *x = LIST_ADD(rq->arena, l->things, l->things_n);
	*x = (struct layer_thing){ .href = href, .name = rows_null(r, 1) ? label : rows_text(r, 1), .stands = rq_code(rq, &THEME_STATES, rows_text(r, 3)) };
	return x;
}

void layer_themes(struct request *rq, const struct area_seen *around, struct area_layer *l)
{
	begin(rq, around, l);
	struct rows *r = sql_read(rq->slot, &layer_theme_areas, WITH(p_id("team", rq->viewer.team), p_int("n", THINGS_MOST)));
	while (rows_next(r)) {
		struct area_value *a = layer_area(l, rows_text(r, 4));
		if (!a)
			continue;                        /* another part of where the team works */
		struct layer_thing *theme = theme_of(rq, l, r);
		theme->where = theme->where ? arena_printf(rq->arena, "%s; %s", theme->where, a->name) : a->name;
		lies_in(rq, a, theme->name);
	}
	layer_tidy(l);
	l->title = rq_tr(rq, l->things_n ? N_("Waar jullie thema's liggen") : N_("Hier ligt nu geen thema van jullie team"));
	l->measure = rq_tr(rq, N_("Thema's"));
	l->how = rq_tr(rq, N_("Thema's die gevonden, opgepakt of in de gaten gehouden worden. Wat opzij gelegd is staat er niet bij."));
}

/* ---- initiatives ---- */

#define NEXT_PLACE(view, id) "(SELECT m.place FROM " view " m WHERE m.initiative_id = " id " AND m.cancelled_at IS NULL AND m.end_at > :now ORDER BY m.start_at LIMIT 1)"
SQL(layer_initiatives_around, "SELECT i.id, i.title, i.phase, i.area_code, " NEXT_PLACE("v_initiative_meeting", "i.id") ", 1 AS own FROM v_initiative i"
	" WHERE i.team_id = :team AND i.phase <> 'stopped' AND " AREA_WITHIN("i.area_code")
	" UNION ALL SELECT o.id, o.title, o.phase, o.area_code, " NEXT_PLACE("v_open_initiative_meeting", "o.id") ", 0 FROM v_open_initiative o WHERE "
	AREA_WITHIN("o.area_code") " AND o.id NOT IN (SELECT x.id FROM v_initiative x WHERE x.team_id = :team) ORDER BY 2, 1 LIMIT :n");

void layer_initiatives(struct request *rq, const struct area_seen *around, struct area_layer *l)
{
	begin(rq, around, l);
	struct rows *r = sql_read(rq->slot, &layer_initiatives_around, WITH(p_text("area", layer_around(around)), p_id("team", rq_is(rq, K_TEAM) ? rq->viewer.team : 0),
		p_moment("now", rq->now), p_int("n", THINGS_MOST)));
	while (rows_next(r)) {
		struct area_value *a = layer_area(l, rows_text(r, 3));
		if (!a)
			continue;
		lies_in(rq, a, rows_text(r, 1));
		*LIST_ADD(rq->arena, l->things, l->things_n) = (struct layer_thing){ .href = arena_printf(rq->arena, rows_int(r, 5) ? "/initiatives/%lld" : "/nearby/%lld",
				(long long)rows_int(r, 0)), .name = rows_text(r, 1), .where = rows_null(r, 4) ? a->name : arena_printf(rq->arena, "%s, %s", rows_text(r, 4), a->name),
			.stands = rq_code(rq, &INITIATIVE_PHASES, rows_text(r, 2)) };
	}
	layer_tidy(l);
	l->title = rq_tr(rq, l->things_n ? N_("Waar iets samen gedaan wordt") : N_("Hier wordt nog niets samen gedaan"));
	l->measure = rq_tr(rq, N_("Initiatieven"));
	l->how = rq_tr(rq, rq_is(rq, K_TEAM) ? N_("Initiatieven van jullie team, en van andere teams wat voor iedereen open is.") : N_("Wat voor iedereen open is."));
}
