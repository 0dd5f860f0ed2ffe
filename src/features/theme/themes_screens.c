/* What asks attention first, and what was heard. */
#include "../../platform/base/list.h"
#include "../../platform/web/words.h"
#include "templates.h"
#include "theme.h"
#include "theme_entities.h"
#include "theme_screens.h"

enum { QUIET_DAYS = 10, THEMES_MOST = 100, PLACES_SHOWN = 4, ASIDE_SHOWN = 20 };

#define MY_TEAMS "(SELECT m.team_id FROM v_team_member m WHERE m.account_id = :me AND m.from_at <= :now AND m.until_at > :now)"
SQL(themes_list, "SELECT t.id, t.state, t.domain, a.name, t.areas, t.from_week, t.to_week, t.observed, t.households, t.reporters, t.expected, t.weeks_between, t.title,"
	" t.next_on, t.reason, t.again, t.seen_at FROM v_theme t LEFT JOIN v_area a ON a.code = t.area_code WHERE t.team_id IN " MY_TEAMS
	" ORDER BY CASE t.state WHEN 'laid_aside' THEN 1 ELSE 0 END, t.next_on NULLS LAST, t.state_at DESC LIMIT :n");
/* A team's area holds all areas whose code begins with its own digits. */
SQL(themes_heard, "SELECT h.domain, h.area_code, a.name, h.n, h.households, h.reporters, h.since FROM (SELECT DISTINCT w.area_code FROM v_team_area w"
	" WHERE w.team_id IN " MY_TEAMS ") w JOIN v_heard h ON (h.area_code = w.area_code OR (h.area_code >= 'BU' || substr(w.area_code, 3)"
	" AND h.area_code < 'BU' || substr(w.area_code, 3) || 'A') OR (h.area_code >= 'WK' || substr(w.area_code, 3) AND h.area_code < 'WK' || substr(w.area_code, 3) || 'A'))"
	" LEFT JOIN v_area a ON a.code = h.area_code ORDER BY h.domain, h.n DESC, h.area_code");
SQL(themes_looked, "SELECT l.counted_at, l.enough FROM v_theme_look l WHERE l.municipality_code IN (SELECT 'GM' || substr(w.area_code, 3, 4) FROM v_team_area w"
	" WHERE w.team_id IN " MY_TEAMS ") ORDER BY l.counted_at");
SQL(themes_run, "SELECT r.asked_at, r.done, r.of, r.stop_at, r.ended_at, r.found FROM v_theme_run r WHERE r.team_id = :team ORDER BY r.asked_at DESC LIMIT 1");

#define ME WITH(p_id("me", rq->viewer.account), p_moment("now", rq->now))

/* ---- the themes ---- */

/* Of which domain and areas there is a theme. */
struct span { const char *domain, *areas; int64_t observed, households; };
struct spans { struct span *list; size_t n; };

static struct theme_row row_from(struct request *rq, struct rows *r)
{
	struct theme_words w = { rows_text(r, 2), rows_text(r, 3), rows_text(r, 4), rows_day(r, 5), rows_day(r, 6), rows_int(r, 7), rows_int(r, 8), rows_int(r, 9),
		rows_real(r, 10), rows_real(r, 11) };
	struct theme_row row = { .id = rows_int(r, 0), .state = rows_text(r, 1), .title = rows_text(r, 12), .words = theme_sentence(rq, &w),
		.sure = theme_how_sure(rq, w.weeks_between), .rare = theme_how_rare(rq, w.weeks_between), .due = rows_day(r, 13), .reason = rows_text(r, 14),
		.again = rows_int(r, 15), .seen_at = rows_int(r, 16) };
	row.late = day_known(row.due) && day_diff(row.due, rq->today) > 0;
	row.quiet = day_diff(day_of(row.seen_at), rq->today) > QUIET_DAYS;
	return row;
}

static void read_themes(struct request *rq, struct themes *d, struct spans *spans)
{
	struct rows *r = sql_read(rq->slot, &themes_list, WITH(p_id("me", rq->viewer.account), p_moment("now", rq->now), p_int("n", THEMES_MOST)));
	while (rows_next(r)) {
		struct theme_row row = row_from(rq, r);
		*LIST_ADD(rq->arena, spans->list, spans->n) = (struct span){ rows_text(r, 2), rows_text(r, 4), rows_int(r, 7), rows_int(r, 8) };
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

static bool has_code(const char *codes, const char *code)
{
	size_t n = strlen(code);
	for (const char *p = codes; p && *p; p += strcspn(p, " "), p += strspn(p, " "))
		if (strcspn(p, " ") == n && !strncmp(p, code, n))
			return true;
	return false;
}

/* In the order of the statement: one domain after the other, in each the most heard first. */
struct place { const char *domain, *code, *name; struct day since; struct count_cell cell; };
struct heard { struct place *place; size_t n; };

static const char *name_of(struct request *rq, const struct place *p)
{
	return p->name ? p->name : rq_tr(rq, N_("een buurt die is opgedeeld"));
}

static bool is_of(const struct span *s, const struct place *p)
{
	return !strcmp(s->domain, p->domain) && has_code(s->areas, p->code);
}

/* Beside what a theme tells of its own weeks there, the exact number would tell of the others. */
static bool in_a_theme(const struct spans *spans, const struct place *p)
{
	for (size_t i = 0; i < spans->n; i++)
		if (is_of(&spans->list[i], p))
			return true;
	return false;
}

/* The same of the domain's total: what it leaves of a theme's areas outside the weeks of the theme may be few. */
static bool tells_beside_a_theme(const struct spans *spans, const struct place *p, size_t n)
{
	for (size_t i = 0; i < spans->n; i++) {
		int64_t outside = -spans->list[i].observed, households = -spans->list[i].households;
		for (size_t k = 0; k < n; k++)
			if (is_of(&spans->list[i], &p[k])) {
				outside += p[k].cell.n;
				households += p[k].cell.households;
			}
		if (outside > 0 && !count_exact(outside, households, p->cell.reporters))
			return true;
	}
	return false;
}

static struct heard read_places(struct request *rq, const struct spans *spans)
{
	struct heard h = { NULL, 0 };
	struct rows *r = sql_read(rq->slot, &themes_heard, ME);
	while (rows_next(r)) {
		struct place *p = LIST_ADD(rq->arena, h.place, h.n);
		*p = (struct place){ rows_text(r, 0), rows_text(r, 1), rows_text(r, 2), rows_day(r, 6), { .n = rows_int(r, 3), .households = rows_int(r, 4),
			.reporters = rows_int(r, 5) } };
		p->cell.exact = count_exact(p->cell.n, p->cell.households, p->cell.reporters);
		p->cell.apart = in_a_theme(spans, p);
	}
	return h;
}

/* Households live in one area, the same reporter may speak of several: of these the most. */
static struct count_cell total_of(const struct spans *spans, const struct place *p, size_t n)
{
	struct count_cell t = { 0 };
	for (size_t i = 0; i < n; i++) {
		t.n += p[i].cell.n;
		t.households += p[i].cell.households;
		t.reporters = p[i].cell.reporters > t.reporters ? p[i].cell.reporters : t.reporters;
	}
	t.exact = count_exact(t.n, t.households, t.reporters);
	t.apart = (n == 1 && p->cell.apart) || tells_beside_a_theme(spans, p, n);
	counts_tell(&t, 1, NULL);
	return t;
}

static void add_domain(struct request *rq, struct themes *d, const struct spans *spans, const struct place *p, size_t n)
{
	struct count_cell *cells = ARENA_ARRAY(rq->arena, struct count_cell, n), total = total_of(spans, p, n);
	for (size_t i = 0; i < n; i++)
		cells[i] = p[i].cell;
	counts_tell(cells, n, total.told == COUNT_EXACT ? &total.n : NULL);
	struct themes_domains *domain = LIST_ADD(rq->arena, d->domains, d->domains_n);
	*domain = (struct themes_domains){ .code = p->domain, .name = rq_tr(rq, code_label(&LIFE_DOMAINS, p->domain)),
		.count = count_cell_words(rq->arena, rq->lang, &total) };
	for (size_t i = 0; i < n && i < PLACES_SHOWN; i++)
		*LIST_ADD(rq->arena, domain->places, domain->places_n) = (struct themes_domains_places){ name_of(rq, &p[i]),
			count_cell_words(rq->arena, rq->lang, &cells[i]), p[i].since };
}

static void read_heard(struct request *rq, struct themes *d, const struct spans *spans)
{
	const char *enough = "";
	struct heard h = read_places(rq, spans);
	for (size_t from = 0, to; from < h.n; from = to) {
		for (to = from + 1; to < h.n && !strcmp(h.place[to].domain, h.place[from].domain); to++)
			;
		add_domain(rq, d, spans, &h.place[from], to - from);
	}
	d->any_heard = h.n > 0;
	struct rows *r = sql_read(rq->slot, &themes_looked, ME);
	while (rows_next(r)) {
		d->counted_at = rows_int(r, 0);
		enough = arena_printf(rq->arena, "%s %s", enough, rows_text(r, 1));
	}
	for (size_t i = 0; i < d->domains_n; i++)
		d->domains[i].enough = has_code(enough, d->domains[i].code);
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
	struct spans spans = { NULL, 0 };
	read_themes(rq, d, &spans);
	read_heard(rq, d, &spans);
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
