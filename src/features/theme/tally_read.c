/* What was said in one municipality, read area by area. (Of the whole country at once: gather.c.) */
#include "theme_inside.h"
#include "../../platform/base/list.h"

/* The codes of a municipality that a table holds, one after the other by its index, so that those that are in no list of areas (divided since) are read too. */
#define CODES(table) "WITH RECURSIVE codes(code) AS (SELECT min(x.area_code) FROM " table " x WHERE x.area_code >= :low AND x.area_code < :high" \
	" UNION ALL SELECT (SELECT min(x.area_code) FROM " table " x WHERE x.area_code > codes.code AND x.area_code < :high) FROM codes" \
	" WHERE codes.code IS NOT NULL) SELECT codes.code FROM codes WHERE codes.code IS NOT NULL"
#define COUNTED "NOT h.uncounted"
SQL(tally_codes_reports, CODES("s_report"));
SQL(tally_codes_households, CODES("s_household"));
SQL(tally_codes_light, CODES("s_light_question"));
SQL(tally_codes_counts, CODES("s_signal_count"));

/* Of one area, sought by its code and moment. (Joined to the codes instead, SQLite reads a whole table for a filter.) */
SQL(tally_area_reports, "SELECT r.area_code, r.at, r.domains, r.household_id, r.account_id FROM s_report r LEFT JOIN s_household h ON h.id = r.household_id"
	" WHERE r.area_code = :area AND r.at >= :from AND r.at < :until AND r.state <> 'passed' AND (h.id IS NULL OR " COUNTED ")");
SQL(tally_area_contacts, "SELECT h.area_code, c.at, c.domains, h.id, c.by_id FROM s_household h JOIN s_contact c ON c.household_id = h.id AND c.at >= :from"
	" AND c.at < :until WHERE h.area_code = :area AND (h.closed_at IS NULL OR h.closed_at >= :from) AND " COUNTED " AND c.reached AND c.domains IS NOT NULL");
SQL(tally_area_worries, "SELECT h.area_code, w.at, w.domain, h.id, w.by_id FROM s_household h JOIN s_domain_note w ON w.household_id = h.id AND w.kind = 'worry'"
	" AND w.at >= :from AND w.at < :until WHERE h.area_code = :area AND (h.closed_at IS NULL OR h.closed_at >= :from) AND " COUNTED);
SQL(tally_area_light, "SELECT l.area_code, l.at, l.domain, NULL, l.account_id FROM s_light_question l WHERE l.area_code = :area AND l.at >= :from AND l.at < :until");

/* What has no area, of one team: it counts in the first area the team works in. */
SQL(tally_nowhere_reports, "SELECT NULL, r.at, r.domains, r.household_id, r.account_id FROM s_report r LEFT JOIN s_household h ON h.id = r.household_id"
	" WHERE r.team_id = :team AND r.state IN ('new', 'taken', 'answered') AND r.at >= :from AND r.area_code IS NULL AND (h.id IS NULL OR " COUNTED ")");
SQL(tally_nowhere_contacts, "SELECT NULL, c.at, c.domains, h.id, c.by_id FROM s_household h JOIN s_contact c ON c.household_id = h.id AND c.at >= :from"
	" WHERE h.team_id = :team AND h.area_code IS NULL AND " COUNTED " AND c.reached AND c.domains IS NOT NULL");
SQL(tally_nowhere_worries, "SELECT NULL, w.at, w.domain, h.id, w.by_id FROM s_household h JOIN s_domain_note w ON w.household_id = h.id AND w.kind = 'worry'"
	" AND w.at >= :from WHERE h.team_id = :team AND h.area_code IS NULL AND " COUNTED);
SQL(tally_nowhere_light, "SELECT NULL, l.at, l.domain, NULL, l.account_id FROM s_light_question l WHERE l.team_id = :team AND l.at >= :from AND l.area_code IS NULL");

SQL(tally_teams, "SELECT t.team_id, (SELECT min(f.area_code) FROM s_team_area f WHERE f.team_id = t.team_id) FROM s_team_area t"
	" WHERE t.area_code >= :low AND t.area_code < :high GROUP BY t.team_id ORDER BY t.team_id");
SQL(tally_changed_minds, "SELECT DISTINCT h.area_code, h.team_id FROM s_household h WHERE h.uncounted_at > :since");
SQL(tally_standing, "SELECT c.id, c.area_code, c.week, c.domain, c.source, c.n, c.households, c.reporters FROM s_signal_count c"
	" WHERE c.area_code = :area AND c.week >= :week");

SQL(tally_heard, "SELECT c.id, c.area_code, c.domain, c.n, c.households, c.reporters, c.since, c.last FROM s_heard c"
	" WHERE c.area_code >= :low AND c.area_code < :high");

static struct sql *const of_area[SOURCES] = { &tally_area_reports, &tally_area_contacts, &tally_area_worries, &tally_area_light };
static struct sql *const nowhere[SOURCES] = { &tally_nowhere_reports, &tally_nowhere_contacts, &tally_nowhere_worries, &tally_nowhere_light };
static const char *const levels[] = { "BU", "WK", "GM" };
enum { LEVELS = sizeof levels / sizeof *levels };

/* The rows of one statement: area (or `code`), moment, domains, household, reporter. */
static void hear_rows(struct tally *t, struct slot *slot, struct sql *sql, const struct param *with, enum source source, const char *code)
{
	size_t last = 0;
	struct rows *r = sql_read(slot, sql, with);
	while (rows_next(r)) {
		const char *where = code ? code : rows_text(r, 0);
		moment at = rows_int(r, 1);
		const struct telling told = { source, where ? tally_area(t, where, &last) : -1, week_of(day_of(at)), rows_int(r, 3), rows_int(r, 4) };
		if (at <= slot_now(slot))
			tally_hear(t, &told, rows_text(r, 2));
	}
}

/* Of the codes of the areas of a level. */
struct range { const char *low, *high; };

static struct range range_of(const struct tally *t, const char *level)
{
	const char *low = arena_printf(t->arena, "%s%s", level, t->municipality + 2);
	return (struct range){ low, arena_printf(t->arena, "%sA", low) };      /* after its last digit, before any letter, in every order of texts */
}

struct code_list { const char **code; size_t n; };

static void add_codes(struct tally *t, struct slot *slot, struct sql *sql, const char *level, struct code_list *list)
{
	struct range range = range_of(t, level);
	struct rows *r = sql_read(slot, sql, WITH(p_text("low", range.low), p_text("high", range.high)));
	while (rows_next(r)) {
		const char *code = rows_text(r, 0);
		bool known = false;
		for (size_t i = 0; i < list->n && !known; i++)
			known = !strcmp(list->code[i], code);
		if (!known)
			*LIST_ADD(t->arena, list->code, list->n) = code;
	}
}

static void hear_area(struct tally *t, struct slot *slot, const char *code, moment from, moment until)
{
	for (int source = 0; source < SOURCES; source++)
		hear_rows(t, slot, of_area[source], WITH(p_text("area", code), p_moment("from", from), p_moment("until", until)), source, NULL);
}

static void hear_areas(struct tally *t, struct slot *slot, moment from)
{
	struct code_list list = { NULL, 0 };
	for (size_t level = 0; level < LEVELS; level++) {
		add_codes(t, slot, &tally_codes_reports, levels[level], &list);
		add_codes(t, slot, &tally_codes_households, levels[level], &list);
		add_codes(t, slot, &tally_codes_light, levels[level], &list);
	}
	for (size_t i = 0; i < list.n; i++)
		hear_area(t, slot, list.code[i], from, FOREVER);
}

/* Households that changed their mind about being counted: their areas, or their team where they have none. */
struct changed { const char **code; size_t codes; id64 *team; size_t teams; };

static struct changed changed_minds(struct tally *t, struct slot *slot, moment since)
{
	struct changed c = { 0 };
	struct rows *r = sql_read(slot, &tally_changed_minds, WITH(p_moment("since", since ? since : 1)));
	while (rows_next(r)) {
		const char *code = rows_text(r, 0);
		if (!code)
			*LIST_ADD(t->arena, c.team, c.teams) = rows_int(r, 1);
		else if (!strncmp(code + 2, t->municipality + 2, 4))
			*LIST_ADD(t->arena, c.code, c.codes) = code;
	}
	return c;
}

static bool changed_team(const struct changed *c, id64 team)
{
	for (size_t i = 0; i < c->teams; i++)
		if (c->team[i] == team)
			return true;
	return false;
}

/* Where somebody changed their mind, what lies before the open weeks is read too. */
static void hear_whole(struct tally *t, struct slot *slot, const char *code, moment until)
{
	size_t last = 0;
	int area = tally_area(t, code, &last);
	if (area < 0 || !t->area[area].settled)
		return;
	t->area[area].settled = false;
	hear_area(t, slot, code, 1, until);
}

struct first_area { id64 team; const char *code; };

static size_t teams_here(struct tally *t, struct slot *slot, struct first_area **teams)
{
	size_t n = 0;
	*teams = NULL;
	for (size_t level = 0; level < LEVELS; level++) {
		struct range range = range_of(t, levels[level]);
		struct rows *r = sql_read(slot, &tally_teams, WITH(p_text("low", range.low), p_text("high", range.high)));
		while (rows_next(r)) {
			const char *first = rows_text(r, 1);
			if (!strncmp(first, levels[level], 2) && !strncmp(first + 2, t->municipality + 2, 4))
				*LIST_ADD(t->arena, *teams, n) = (struct first_area){ rows_int(r, 0), first };
		}
	}
	return n;
}

static void hear_nowhere(struct tally *t, struct slot *slot, moment from, const struct changed *changed)
{
	struct first_area *teams;
	size_t n = teams_here(t, slot, &teams);
	for (size_t i = 0; i < n; i++) {
		bool whole = changed_team(changed, teams[i].team);
		if (whole)
			hear_whole(t, slot, teams[i].code, from);
		for (int source = 0; source < SOURCES; source++)
			hear_rows(t, slot, nowhere[source], WITH(p_id("team", teams[i].team), p_moment("from", whole ? 1 : from)), source, teams[i].code);
	}
}

/* ---- what stands of before ---- */

static void read_standing(struct tally *t, struct slot *slot, const char *code, struct day from)
{
	size_t last = 0;
	struct rows *r = sql_read(slot, &tally_standing, WITH(p_text("area", code), p_day("week", t->arena, from)));
	while (rows_next(r))
		tally_stood(t, r, tally_area(t, rows_text(r, 1), &last));
}

static void read_heard(struct tally *t, struct slot *slot)
{
	size_t last = 0;
	for (size_t level = 0; level < LEVELS; level++) {
		struct range range = range_of(t, levels[level]);
		struct rows *r = sql_read(slot, &tally_heard, WITH(p_text("low", range.low), p_text("high", range.high)));
		while (rows_next(r))
			tally_heard_stood(t, r, tally_area(t, rows_text(r, 1), &last));
	}
}

/* Far enough back to compare with: the weeks that are looked at; all of them where all are counted anew. */
static void stand(struct tally *t, struct slot *slot)
{
	bool whole = t->first;
	for (size_t i = 0; i < t->areas; i++)
		whole = whole || !t->area[i].settled;
	struct code_list list = { NULL, 0 };
	for (size_t level = 0; level < LEVELS; level++)
		add_codes(t, slot, &tally_codes_counts, levels[level], &list);
	for (size_t i = 0; i < list.n; i++)
		read_standing(t, slot, list.code[i], whole ? week_day(0) : week_day(t->week - WEEKS_LOOKED));
	read_heard(t, slot);
}

bool tally_read(struct tally *t, struct slot *slot, const char *municipality, bool first, moment since)
{
	struct day today = day_of(slot_now(slot));
	*t = (struct tally){ .arena = slot_arena(slot), .municipality = municipality, .week = week_of(today), .first = first };
	t->open = t->week - WEEKS_OPEN + 1;
	moment from = first ? 1 : day_begin(week_day(t->open));
	struct changed changed = { 0 };
	if (!first)
		changed = changed_minds(t, slot, since);
	hear_areas(t, slot, from);
	for (size_t i = 0; i < changed.codes; i++)
		hear_whole(t, slot, changed.code[i], from);
	hear_nowhere(t, slot, from, &changed);
	stand(t, slot);
	if (!slot_failed(slot))
		tally_count(t);
	return !slot_failed(slot);
}
