#include "neighbourhood_screens.h"
#include <string.h>
#include "../../platform/base/list.h"
#include "../../platform/web/words.h"
#include "map/area_layer.h"
#include "doing_page.h"
#include "figures/key_figures_fill.h"
#include "neighbourhood_entities.h"
#include "social_base/social_base.h"
#include "solutions/solutions_page.h"
#include "templates.h"

enum { AREAS_MOST = 250, PARTS_MOST = 250, BASE_MOST = 120, MUNICIPALITIES_MOST = 400 };

/* ---- the areas of a team ---- */

SQL(hoods_of_team, "SELECT a.code, a.name, f.name, f.hidden, f.value, f.year, a.municipality_code, m.name FROM (" AREAS_OF_TEAM ") a LEFT JOIN v_figure f ON f.area_code = a.code AND f.name IN ('inwoners', 'inwoners0tot15', 'inkomenPerInwoner')"
	" LEFT JOIN v_area m ON m.code = a.municipality_code ORDER BY a.name, a.code LIMIT :n");
SQL(hoods_base, "SELECT s.area_code, count(*), count(*) FILTER (WHERE s.confirmed_at < :old) FROM v_social_base s WHERE s.ended_at IS NULL AND s.area_code IN"
	" (SELECT a.code FROM (" AREAS_OF_TEAM ") a) GROUP BY s.area_code");
SQL(hoods_team_name, "SELECT name FROM v_team WHERE id = :id");

struct hoods_row { struct neighbourhoods_areas *area; struct figure_columns columns; };

static void say_figures(struct request *rq, const struct hoods_row *h)
{
	h->area->inhabitants = figure_words(rq, key_figure_value(key_figure_of("inhabitants"), &h->columns));
	h->area->children = figure_words(rq, key_figure_value(key_figure_of("children"), &h->columns));
	h->area->income = figure_words(rq, key_figure_value(key_figure_of("income"), &h->columns));
}

static void read_hoods(struct request *rq, struct neighbourhoods *d)
{
	struct hoods_row h = { .area = NULL };
	struct rows *r = sql_read(rq->slot, &hoods_of_team, WITH(p_id("team", rq->viewer.team), p_int("n", 3 * AREAS_MOST)));
	while (rows_next(r)) {
		const char *code = rows_text(r, 0);
		if (!h.area || strcmp(h.area->code, code)) {
			if (h.area)
				say_figures(rq, &h);
			h = (struct hoods_row){ .area = LIST_ADD(rq->arena, d->areas, d->areas_n) };
			h.area->code = code;
			h.area->name = rows_text(r, 1);
			h.area->kind = "neighbourhood";
			d->municipality = rows_text(r, 6);
			d->municipality_name = rows_text(r, rows_null(r, 7) ? 6 : 7);
		}
		if (!rows_null(r, 2))
			figure_columns_add(&h.columns, rows_text(r, 2), rows_bool(r, 3), rows_real(r, 4), (int)rows_int(r, 5));
	}
	if (h.area)
		say_figures(rq, &h);
}

static void read_bases(struct request *rq, struct neighbourhoods *d)
{
	moment old = rq->now - HOURS(24 * SOCIAL_OLD_DAYS);
	struct rows *r = sql_read(rq->slot, &hoods_base, WITH(p_id("team", rq->viewer.team), p_moment("old", old)));
	while (rows_next(r))
		for (size_t i = 0; i < d->areas_n; i++)
			if (!strcmp(d->areas[i].code, rows_text(r, 0))) {
				d->areas[i].base = rows_int(r, 1);
				d->areas[i].old = rows_int(r, 2);
				d->old += rows_int(r, 2);
			}
}

static const char *team_name(struct request *rq)
{
	struct rows *r = sql_read(rq->slot, &hoods_team_name, WITH(p_id("id", rq->viewer.team)));
	const char *name = rows_next(r) ? rows_text(r, 0) : NULL;
	rows_end(r);
	return name;
}

/* ---- the municipalities where teams work: for policy ---- */

SQL(hoods_municipalities, "SELECT a.code, a.name FROM (SELECT DISTINCT 'GM' || substr(t.area_code, 3, 4) AS code FROM v_team_area t) t"
	" JOIN v_area a ON a.code = t.code ORDER BY a.name, a.code LIMIT :n");

static struct reply area_page(struct request *rq, const char *code);

static struct reply municipalities(struct request *rq, struct neighbourhoods *d)
{
	struct rows *r = sql_read(rq->slot, &hoods_municipalities, WITH(p_int("n", MUNICIPALITIES_MOST)));
	while (rows_next(r)) {
		struct neighbourhoods_municipalities *m = LIST_ADD(rq->arena, d->municipalities, d->municipalities_n);
		m->code = rows_text(r, 0);
		m->name = rows_text(r, 1);
	}
	if (d->municipalities_n == 1)
		return area_page(rq, d->municipalities[0].code);
	d->several = d->municipalities_n != 0;
	d->place = rq_tr(rq, N_("Wijken"));
	return reply_page(&TPL_neighbourhoods, d);
}

/* What was just found and nobody looked at yet; it is said once. NULL: nothing. */
static const char *say_new_theme(struct area_doing *doing)
{
	for (size_t i = 0; i < doing->themes_n; i++)
		if (doing->themes[i].new) {
			doing->themes[i].told = true;
			return doing->themes[i].sentence;
		}
	return NULL;
}

static struct reply hoods(struct request *rq)
{
	struct neighbourhoods *d = ARENA_NEW(rq->arena, struct neighbourhoods);
	rq->page->title = rq_tr(rq, N_("Wijk"));
	rq->page->nav = "hood";
	if (!rq_is(rq, K_TEAM))
		return municipalities(rq, d);
	d->keeps = true;
	const char *name = team_name(rq);
	d->place = name ? tr_fill(rq->arena, rq_tr(rq, N_("De buurten van {team}")), "team", name, NULL) : rq_tr(rq, N_("Wijk"));
	read_hoods(rq, d);
	read_bases(rq, d);
	doing_fill(rq, NULL, &d->doing);
	d->doing->successes_n = 0;               /* they are celebrated with the initiatives */
	d->lead = say_new_theme(d->doing);
	struct area_layer children;
	layer_figures(rq, NULL, key_figure_of("children"), &children);
	if (children.n)
		layer_draw(rq, &children, "map", d->map = ARENA_NEW(rq->arena, struct area_map));
	return reply_page(&TPL_neighbourhoods, d);
}

/* ---- one area ---- */

SQL(hood_parts, "SELECT a.code, a.name, f.value, f.hidden FROM v_area a LEFT JOIN v_figure f ON f.area_code = a.code AND f.name = 'inwoners'"
	" WHERE a.parent_code = :code AND a.ended_on IS NULL ORDER BY a.name, a.code LIMIT :n");
/* Of the area, of what lies in it, and of what it was before: an entry stays where it was written. */
SQL(hood_base, "SELECT s.id, s.kind, s.title, s.about, s.place, s.contact, s.confirmed_at, s.keeper_id, k.file_id, k.name, s.area_code, a.name, s.contact_agreed"
	" FROM v_social_base s LEFT JOIN v_account k ON k.id = s.keeper_id LEFT JOIN v_area a ON a.code = s.area_code WHERE s.ended_at IS NULL AND s.area_code IN"
	" (SELECT x.code FROM v_area x WHERE x.code = :code UNION SELECT x.code FROM v_area x WHERE x.parent_code = :code UNION"
	" SELECT x.code FROM v_area x WHERE x.municipality_code = :code UNION SELECT x.area_code FROM v_area_part x WHERE x.part_code = :code)"
	" ORDER BY s.confirmed_at, s.id LIMIT :n");

void area_crumbs(struct request *rq, const struct area_seen *a, struct neighbourhood_crumbs *c, const char *here)
{
	struct neighbourhood_crumbs_steps *s = LIST_ADD(rq->arena, c->steps, c->steps_n);
	*s = (struct neighbourhood_crumbs_steps){ "/neighbourhoods", rq_tr(rq, N_("Wijk")) };
	if (strcmp(a->code, a->municipality) && strcmp(a->municipality, a->parent ? a->parent : "")) {
		s = LIST_ADD(rq->arena, c->steps, c->steps_n);
		*s = (struct neighbourhood_crumbs_steps){ arena_printf(rq->arena, "/neighbourhoods/%s", a->municipality), a->municipality_name };
	}
	if (a->parent) {
		s = LIST_ADD(rq->arena, c->steps, c->steps_n);
		*s = (struct neighbourhood_crumbs_steps){ arena_printf(rq->arena, "/neighbourhoods/%s", a->parent), a->parent_name };
	}
	if (here) {
		s = LIST_ADD(rq->arena, c->steps, c->steps_n);
		*s = (struct neighbourhood_crumbs_steps){ arena_printf(rq->arena, "/neighbourhoods/%s", a->code), a->name };
	}
	c->here = here ? here : a->name;
}

static void read_parts(struct request *rq, struct neighbourhood *d)
{
	struct rows *r = sql_read(rq->slot, &hood_parts, WITH(p_text("code", d->code), p_int("n", PARTS_MOST)));
	while (rows_next(r)) {
		struct neighbourhood_parts *p = LIST_ADD(rq->arena, d->parts, d->parts_n);
		*p = (struct neighbourhood_parts){ .code = rows_text(r, 0), .name = rows_text(r, 1),
			.inhabitants = rows_null(r, 2) ? NULL : words_number(rq->arena, rq->lang, (long)rows_real(r, 2)) };
	}
}

SQL(hood_became, "SELECT x.part_code, a.name FROM v_area_part x LEFT JOIN v_area a ON a.code = x.part_code WHERE x.area_code = :code ORDER BY a.name, x.part_code");

/* All that lies where it was. */
static void read_became(struct request *rq, struct neighbourhood *d)
{
	struct rows *r = sql_read(rq->slot, &hood_became, WITH(p_text("code", d->code)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->became, d->became_n) = (struct neighbourhood_became){ .code = rows_text(r, 0), .name = rows_text(r, rows_null(r, 1) ? 0 : 1) };
}

static const struct { const char *title, *why; } VIEWS[SOCIAL_SIDES] = {
	[SOCIAL_FUNCTIONAL] = { N_("Waar je mensen naartoe kunt wijzen"), N_("Voorzieningen die mensen steunen.") },
	[SOCIAL_RELATIONAL] = { N_("Wat mensen voor elkaar zijn"), N_("Wie mensen verbindt, en wat bewoners elkaar bieden.") },
	[SOCIAL_BOTH] = { N_("Waar mensen elkaar ontmoeten"), N_("Plekken en netwerken: een gebouw of een groep, en de gemeenschap die er ontstaat.") },
};

static void read_entry(struct request *rq, const char *code, struct social_view *v, struct rows *r)
{
	struct social_view_entries *e = LIST_ADD(rq->arena, v->entries, v->entries_n);
	*e = (struct social_view_entries){ .id = rows_int(r, 0), .kind = rq_tr(rq, code_label(&SOCIAL_KINDS, rows_text(r, 1))), .title = rows_text(r, 2),
		.about = rows_text(r, 3), .place = rows_text(r, 4), .contact = rows_text(r, 5), .confirmed_at = rows_int(r, 6),
		.mine = rows_int(r, 7) == rq->viewer.account,
		.keeper = rows_null(r, 8) ? rq_tr(rq, N_("Een collega")) : slot_open(rq->slot, rows_int(r, 8), "account.name", rows_int(r, 7), rows_blob(r, 9)),
		.area = strcmp(rows_text(r, 10), code) ? rows_text(r, rows_null(r, 11) ? 10 : 11) : NULL };
	e->old = e->confirmed_at < rq->now - HOURS(24 * SOCIAL_OLD_DAYS);
	v->titles = v->count++ ? arena_printf(rq->arena, "%s; %s", v->titles, e->title) : e->title;
	v->old_n += e->old;
	e->aging = e->confirmed_at < rq->now - HOURS(24 * SOCIAL_AGING_DAYS);
}

static void read_base(struct request *rq, struct neighbourhood *d)
{
	for (int i = 0; i < SOCIAL_SIDES; i++)
		*LIST_ADD(rq->arena, d->base, d->base_n) = (struct social_view){ .title = rq_tr(rq, VIEWS[i].title), .why = rq_tr(rq, VIEWS[i].why) };
	struct rows *r = sql_read(rq->slot, &hood_base, WITH(p_text("code", d->code), p_int("n", BASE_MOST)));
	for (; rows_next(r); d->base_count++)
		read_entry(rq, d->code, &d->base[social_side_of(rows_text(r, 1))], r);
}

enum { STANDS_OUT = 4 };

static const char *stands_out(struct request *rq, const struct figure_out *o, const char *name)
{
	return tr_fill(rq->arena, rq_tr(rq, o->more ? o->figure->more : o->figure->less), "area", name, NULL);
}

/* What is heard comes first; else the first figure that stands out is the page's own sentence, and the others stand beside the map. */
static const char *lead(struct request *rq, struct neighbourhood *d, const struct figure_out *out, size_t n)
{
	int64_t old = 0;
	for (size_t i = 0; i < d->base_n; i++)
		for (size_t e = 0; e < d->base[i].entries_n; e++)
			old += d->base[i].entries[e].old;
	if (d->doing && d->doing->themes_n) {
		for (size_t i = 0; i < n; i++)
			LIST_ADD(rq->arena, d->out, d->out_n)->sentence = stands_out(rq, &out[i], d->name);
		d->doing->themes[0].told = true;
		return d->doing->themes[0].sentence;
	}
	for (size_t i = 1; i < n; i++)
		LIST_ADD(rq->arena, d->out, d->out_n)->sentence = stands_out(rq, &out[i], d->name);
	if (n)
		return stands_out(rq, &out[0], d->name);
	if (old)
		return rq_tr(rq, N_("Kijk of alles in de sociale basis nog klopt: van een deel is dat lang geleden."));
	return rq_tr(rq, d->figures.rows_n ? N_("In geen kerncijfer valt dit gebied op.") : N_("Van dit gebied zijn nog geen kerncijfers."));
}

static struct reply area_page(struct request *rq, const char *code)
{
	struct neighbourhood *d = ARENA_NEW(rq->arena, struct neighbourhood);
	struct area_seen a;
	struct figure_beside beside;
	if (!area_see(rq, code, &a))
		return reply_missing();
	*d = (struct neighbourhood){ .code = a.code, .kind = area_kind_words(rq, a.kind), .name = a.name, .ended_on = a.ended_on };
	if (day_known(d->ended_on))
		read_became(rq, d);
	area_crumbs(rq, &a, &d->crumbs, NULL);
	figures_beside(rq->slot, a.code, a.municipality, &beside);
	key_figures_fill(rq, &a, &beside, &d->figures);
	d->figures_count = (int64_t)d->figures.rows_n;
	d->keeps = a.of_team;
	if (d->keeps) {
		read_base(rq, d);
		solutions_fill(rq, a.code, &d->chosen, &d->chosen_n, &d->few);
		doing_fill(rq, a.code, &d->doing);
	}
	if (strcmp(a.kind, "neighbourhood"))
		read_parts(rq, d);
	d->district = !strcmp(a.kind, "district");
	struct figure_out out[STANDS_OUT];
	size_t out_n = figures_outstanding(&beside, out, STANDS_OUT);
	struct area_layer layer;
	layer_figures(rq, &a, out_n ? out[0].figure : key_figure_of("children"), &layer);
	if (layer.n)
		layer_draw(rq, &layer, "map", d->map = ARENA_NEW(rq->arena, struct area_map));
	d->lead = lead(rq, d, out, out_n);
	rq->page->title = a.name;
	rq->page->nav = "hood";
	d->has_side = d->out_n != 0;
	return reply_page(&TPL_neighbourhood, d);
}

static struct reply hood(struct request *rq)
{
	return area_page(rq, rq->word[0]);
}

const struct route NEIGHBOURHOOD_ROUTES[] = {
	{ METHOD_GET, "/neighbourhoods", RELATION_NONE, K_TEAM | K_POLICY, .run = hoods, .summary = "The areas of one's team, or of the municipality" },
	{ METHOD_GET, "/neighbourhoods/{code}", RELATION_NONE, K_TEAM | K_POLICY, .run = hood,
		.summary = "An area: its key figures beside its municipality and the country, what there is already" },
	{ .path = NULL }
};
