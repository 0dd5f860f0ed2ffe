/* What asks attention first, and what was heard. */
#include "../../platform/base/list.h"
#include "heard.h"
#include "templates.h"
#include "theme.h"
#include "theme_entities.h"
#include "theme_screens.h"

enum { THEMES_MOST = 100, PLACES_SHOWN = 4, ASIDE_SHOWN = 20 };

SQL(themes_list, "SELECT t.id, t.state, t.domain, a.name, t.areas, t.from_week, t.to_week, t.observed, t.households, t.reporters, t.expected, t.weeks_between, t.title,"
	" t.next_on, t.reason, t.again, t.seen_at FROM v_theme t LEFT JOIN v_area a ON a.code = t.area_code WHERE t.team_id IN " THEME_MY_TEAMS
	" ORDER BY CASE t.state WHEN 'laid_aside' THEN 1 ELSE 0 END, t.next_on NULLS LAST, t.state_at DESC LIMIT :n");
SQL(themes_looked, "SELECT l.counted_at, l.enough FROM v_theme_look l WHERE l.municipality_code IN (SELECT 'GM' || substr(w.area_code, 3, 4) FROM v_team_area w"
	" WHERE w.team_id IN " THEME_MY_TEAMS ") ORDER BY l.counted_at");
SQL(themes_run, "SELECT r.asked_at, r.done, r.of, r.stop_at, r.ended_at, r.found FROM v_theme_run r WHERE r.team_id = :team ORDER BY r.asked_at DESC LIMIT 1");

#define ME WITH(p_id("me", rq->viewer.account), p_moment("now", rq->now))

/* ---- the themes ---- */

static struct theme_row row_from(struct request *rq, struct rows *r)
{
	struct theme_words w = { rows_text(r, 2), rows_text(r, 3), rows_text(r, 4), rows_day(r, 5), rows_day(r, 6), rows_int(r, 7), rows_int(r, 8), rows_int(r, 9),
		rows_real(r, 10), rows_real(r, 11) };
	struct theme_row row = { .id = rows_int(r, 0), .state = rows_text(r, 1), .title = rows_text(r, 12), .words = theme_sentence(rq, &w),
		.sure = theme_how_sure(rq, w.weeks_between), .rare = theme_how_rare(rq, w.weeks_between), .due = rows_day(r, 13), .reason = rows_text(r, 14),
		.again = rows_int(r, 15), .seen_at = rows_int(r, 16) };
	row.late = day_known(row.due) && day_diff(row.due, rq->today) > 0;
	row.quiet = theme_quiet(rq, row.seen_at);
	return row;
}

static void read_themes(struct request *rq, struct themes *d)
{
	struct rows *r = sql_read(rq->slot, &themes_list, WITH(p_id("me", rq->viewer.account), p_moment("now", rq->now), p_int("n", THEMES_MOST)));
	while (rows_next(r)) {
		struct theme_row row = row_from(rq, r);
		if (!strcmp(row.state, "found"))
			*LIST_ADD(rq->arena, d->found, d->found_n) = row;
		else if (!strcmp(row.state, "watched"))
			*LIST_ADD(rq->arena, d->later, d->later_n) = row;
		else if (!strcmp(row.state, "picked_up"))
			*LIST_ADD(rq->arena, d->picked, d->picked_n) = row;
		else if (d->aside_n < ASIDE_SHOWN)
			*LIST_ADD(rq->arena, d->aside, d->aside_n) = row;
	}
	d->asking = (int64_t)d->found_n;
	if (d->found_n)
		d->found[0].main = true;
	else if (d->picked_n)
		d->picked[0].main = true;
}

/* ---- what was heard ---- */

static void add_domain(struct request *rq, struct themes *d, const struct heard_domain *of, const struct heard_place *places)
{
	struct themes_domains *domain = LIST_ADD(rq->arena, d->domains, d->domains_n);
	*domain = (struct themes_domains){ .code = of->code, .name = rq_tr(rq, code_label(&LIFE_DOMAINS, of->code)),
		.count = count_cell_words(rq->arena, rq->lang, &of->total) };
	for (size_t i = of->from; i < of->to && domain->places_n < PLACES_SHOWN; i++)
		*LIST_ADD(rq->arena, domain->places, domain->places_n) = (struct themes_domains_places){ heard_place_name(rq->lang, &places[i]),
			count_cell_words(rq->arena, rq->lang, &places[i].cell), places[i].since };
}

static void read_heard(struct request *rq, struct themes *d)
{
	const char *enough = "";
	struct heard_told h;
	heard_read(rq->slot, rq->arena, &h);
	for (size_t i = 0; i < h.domains; i++)
		add_domain(rq, d, &h.domain[i], h.place);
	d->any_heard = h.n > 0;
	struct rows *r = sql_read(rq->slot, &themes_looked, ME);
	while (rows_next(r)) {
		d->counted_at = rows_int(r, 0);
		enough = arena_printf(rq->arena, "%s %s", enough, rows_text(r, 1));
	}
	for (size_t i = 0; i < d->domains_n; i++)
		d->domains[i].enough = codes_have(enough, d->domains[i].code);
	d->enough = enough[strspn(enough, " ")] != 0;
}

/* ---- looking now ---- */

static void read_run(struct request *rq, struct themes *d)
{
	struct rows *r = sql_read(rq->slot, &themes_run, WITH(p_id("team", rq->viewer.team)));
	if (!rows_next(r))
		return;
	int64_t done = rows_int(r, 1), of = rows_int(r, 2);
	d->looking = rows_null(r, 4);
	d->stopping = d->looking && !rows_null(r, 3);
	d->percent = of > 0 ? done * 100 / of : 0;
	d->look_done = rows_int(r, 4);
	d->look_found = rows_int(r, 5);
	d->look_stopped = !rows_null(r, 3);
	d->just = !d->looking && rq->now - d->look_done < MINUTES(10);
	rows_end(r);
}

static struct reply themes(struct request *rq)
{
	struct themes *d = ARENA_NEW(rq->arena, struct themes);
	read_themes(rq, d);
	read_heard(rq, d);
	read_run(rq, d);
	rq->page->title = rq_tr(rq, N_("Thema's"));
	rq->page->nav = "hood";
	return reply_page(&TPL_themes, d);
}

static struct reply look(struct request *rq)
{
	if (!rq->viewer.team)
		return reply_missing();
	theme_look_ask(rq->slot, rq->viewer.team);       /* false: one is going on, which the page shows */
	return reply_go(rq, NULL, "/themes");
}

static struct reply stop(struct request *rq)
{
	if (!rq->viewer.team)
		return reply_missing();
	theme_look_stop(rq->slot, rq->viewer.team);
	return reply_go(rq, NULL, "/themes");
}

const struct route THEMES_ROUTES[] = {
	{ METHOD_GET, "/themes", RELATION_NONE, K_TEAM, .run = themes, .summary = "Themes found in the neighbourhood, and what was heard" },
	{ METHOD_POST, "/themes/look", RELATION_NONE, K_TEAM, .run = look, .summary = "Look now where the team works" },
	{ METHOD_POST, "/themes/look/stop", RELATION_NONE, K_TEAM, .run = stop, .summary = "Stop looking" },
	{ .path = NULL }
};
