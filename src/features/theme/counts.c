/* Counting what was heard in a municipality: reading it area by area, and making counts of it. */
#include <assert.h>
#include "theme_inside.h"
#include "../../platform/base/list.h"
#include "../../platform/schema/schema.h"
#include "../../platform/web/words.h"
#include "theme_entities.h"

/* ---- words ---- */

bool count_exact(int64_t n, int64_t households, int64_t reporters)
{
	return !n || (households >= 5 && reporters >= 2);
}

const char *count_words(struct arena *a, const struct lang *lang, int64_t n, int64_t households, int64_t reporters)
{
	return !n ? tr(lang, N_("geen")) : count_exact(n, households, reporters) ? words_number(a, lang, (long)n) : tr(lang, N_("enkele"));
}

/* ---- weeks ---- */

static const struct day first_monday = { 1970, 1, 5 };

int week_of(struct day day)
{
	int days = day_diff(first_monday, day);
	return days >= 0 ? days / 7 : (days - 6) / 7;
}

struct day week_day(int week)
{
	return day_add(first_monday, week * 7);
}

/* ---- reading ---- */

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
const char *const AREA_LEVELS[LEVELS] = { "BU", "WK", "GM" };

int tally_area(struct tally *t, const char *code, size_t *last)
{
	if (*last < t->areas && !strcmp(t->area[*last].code, code))
		return (int)*last;
	for (size_t i = 0; i < t->areas; i++)
		if (!strcmp(t->area[i].code, code))
			return (int)(*last = i);
	if (t->areas == AREAS_MOST)
		return -1;
	*LIST_ADD(t->arena, t->area, t->areas) = (struct tally_area){ arena_strdup(t->arena, code), true };
	return (int)(*last = t->areas - 1);
}

static int code_index(const struct codes *codes, const char *code, size_t n)
{
	for (int i = 0; codes->list[i].code; i++)
		if (strlen(codes->list[i].code) == n && !strncmp(codes->list[i].code, code, n))
			return i;
	return -1;
}

static void hear(struct tally *t, struct said s)
{
	if (t->said_n == t->said_room) {
		t->said_room = t->said_room ? t->said_room * 2 : 1024;
		t->said = realloc(t->said, t->said_room * sizeof *t->said);
		assert(t->said);
	}
	t->said[t->said_n++] = s;
}

void tally_hear(struct tally *t, const struct telling *told, const char *domains)
{
	/* A question at the desk is somebody else's each time; nobody knows whose. */
	int64_t household = told->source == SOURCE_LIGHT ? -(int64_t)(t->said_n + 1) : told->household ? told->household : -told->reporter;
	struct said s = { .week = told->week, .area = (uint16_t)told->area, .source = (uint8_t)told->source, .household = household, .reporter = told->reporter };
	for (size_t n; told->area >= 0 && domains && *domains; domains += n + strspn(domains + n, " ")) {
		int domain = code_index(&LIFE_DOMAINS, domains, n = strcspn(domains, " "));
		s.domain = (uint8_t)domain;
		if (domain >= 0 && domain < DOMAINS)
			hear(t, s);
	}
}

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
		add_codes(t, slot, &tally_codes_reports, AREA_LEVELS[level], &list);
		add_codes(t, slot, &tally_codes_households, AREA_LEVELS[level], &list);
		add_codes(t, slot, &tally_codes_light, AREA_LEVELS[level], &list);
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
		struct range range = range_of(t, AREA_LEVELS[level]);
		struct rows *r = sql_read(slot, &tally_teams, WITH(p_text("low", range.low), p_text("high", range.high)));
		while (rows_next(r)) {
			const char *first = rows_text(r, 1);
			if (!strncmp(first, AREA_LEVELS[level], 2) && !strncmp(first + 2, t->municipality + 2, 4))
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

/* ---- cells ---- */

static uint64_t key_of(int area, int week, int domain, int source)
{
	return (uint64_t)area << 40 | (uint64_t)(uint32_t)(week + 1000000) << 8 | (uint64_t)domain << 4 | (uint64_t)source;
}

static uint64_t said_key(const struct said *s)
{
	return key_of(s->area, s->week, s->domain, s->source);
}

static uint64_t cell_key(const struct cell *c)
{
	return key_of(c->area, c->week, c->domain, c->source);
}

static int by_key_and_household(const void *a, const void *b)
{
	const struct said *x = a, *y = b;
	uint64_t i = said_key(x), j = said_key(y);
	return i != j ? (i > j) - (i < j) : (x->household > y->household) - (x->household < y->household);
}

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

int64_t numbers_different(int64_t *list, size_t n)
{
	int64_t different = 0;
	qsort(list, n, sizeof *list, by_number);
	for (size_t i = 0; i < n; i++)
		different += !i || list[i] != list[i - 1];
	return different;
}

int tally_by_cell(const void *a, const void *b)
{
	uint64_t x = cell_key(a), y = cell_key(b);
	return (x > y) - (x < y);
}

/* From what was said to cells; `out` has room for one each. */
static size_t count_cells(struct tally *t, struct cell *out)
{
	size_t n = 0;
	int64_t *some = malloc((t->said_n + 1) * sizeof *some);
	assert(some);
	if (t->said_n)
		qsort(t->said, t->said_n, sizeof *t->said, by_key_and_household);
	for (size_t from = 0, to; from < t->said_n; from = to) {
		const struct said *s = &t->said[from];
		struct cell c = { .week = s->week, .area = s->area, .domain = s->domain, .source = s->source };
		for (to = from; to < t->said_n && said_key(&t->said[to]) == said_key(s); to++) {
			c.households += to == from || t->said[to].household != t->said[to - 1].household;
			some[to - from] = t->said[to].reporter;
		}
		c.n = (int32_t)(to - from);
		c.reporters = (int32_t)numbers_different(some, to - from);
		out[n++] = c;
	}
	free(some);
	return n;
}

static bool counted_anew(const struct tally *t, const struct cell *c)
{
	return t->first || c->week >= t->open || !t->area[c->area].settled;
}

void tally_stood(struct tally *t, const struct rows *r, int area)
{
	const char *domain = rows_text(r, 3), *source = rows_text(r, 4);
	int d = code_index(&LIFE_DOMAINS, domain, strlen(domain)), s = code_index(&SIGNAL_SOURCES, source, strlen(source));
	if (area < 0 || d < 0 || s < 0)
		return;
	if (t->standing_n == t->standing_room) {
		t->standing_room = t->standing_room ? t->standing_room * 2 : 1024;
		t->standing = realloc(t->standing, t->standing_room * sizeof *t->standing);
		assert(t->standing);
	}
	t->standing[t->standing_n++] = (struct cell){ week_of(rows_day(r, 2)), (uint16_t)area, (uint8_t)d, (uint8_t)s, (int32_t)rows_int(r, 5),
		(int32_t)rows_int(r, 6), (int32_t)rows_int(r, 7), rows_int(r, 0) };
}

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
		struct range range = range_of(t, AREA_LEVELS[level]);
		struct rows *r = sql_read(slot, &tally_heard, WITH(p_text("low", range.low), p_text("high", range.high)));
		while (rows_next(r))
			tally_heard_stood(t, r, tally_area(t, rows_text(r, 1), &last));
	}
}

void tally_heard_stood(struct tally *t, const struct rows *r, int area)
{
	const char *domain = rows_text(r, 2);
	int d = code_index(&LIFE_DOMAINS, domain, strlen(domain));
	if (area >= 0)
		*LIST_ADD(t->arena, t->was, t->was_n) = (struct heard){ { 0, (uint16_t)area, (uint8_t)(d < 0 ? DOMAINS : d), 0, (int32_t)rows_int(r, 3),
			(int32_t)rows_int(r, 4), (int32_t)rows_int(r, 5), rows_int(r, 0) }, week_of(rows_day(r, 6)), week_of(rows_day(r, 7)) };
}

/* Far enough back to compare with: the weeks that are looked at; all of them where all are counted anew. */
static void stand(struct tally *t, struct slot *slot)
{
	bool whole = t->first;
	for (size_t i = 0; i < t->areas; i++)
		whole = whole || !t->area[i].settled;
	struct code_list list = { NULL, 0 };
	for (size_t level = 0; level < LEVELS; level++)
		add_codes(t, slot, &tally_codes_counts, AREA_LEVELS[level], &list);
	for (size_t i = 0; i < list.n; i++)
		read_standing(t, slot, list.code[i], whole ? first_monday : week_day(t->week - WEEKS_LOOKED));
	read_heard(t, slot);
}

void tally_count(struct tally *t)
{
	if (t->standing_n)
		qsort(t->standing, t->standing_n, sizeof *t->standing, tally_by_cell);
	t->cell = malloc((t->said_n + t->standing_n + 1) * sizeof *t->cell);
	assert(t->cell);
	t->cells = count_cells(t, t->cell);
	for (size_t i = 0; i < t->standing_n; i++)
		if (!counted_anew(t, &t->standing[i]))
			t->cell[t->cells++] = t->standing[i];
	qsort(t->cell, t->cells, sizeof *t->cell, tally_by_cell);
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

void tally_free(struct tally *t)
{
	if (t->said)
		explicit_bzero(t->said, t->said_room * sizeof *t->said);
	free(t->said);
	free(t->cell);
	free(t->standing);
	t->said = NULL;
	t->cell = t->standing = NULL;
	t->said_n = t->said_room = t->cells = t->standing_n = t->standing_room = 0;
}

struct crowd tally_crowd(const struct tally *t, const bool *areas, int domain, int from, int to)
{
	return tally_crowd_of(t, areas, domain, -1, from, to);
}

struct crowd tally_crowd_of(const struct tally *t, const bool *areas, int domain, int source, int from, int to)
{
	struct crowd c = { 0 };
	int64_t *households = malloc((t->said_n + 1) * sizeof *households), *reporters = malloc((t->said_n + 1) * sizeof *reporters),
		*reported = malloc((t->said_n + 1) * sizeof *reported);
	size_t n = 0, r = 0;
	assert(households && reporters && reported);
	for (size_t i = 0; i < t->said_n; i++) {
		const struct said *s = &t->said[i];
		if (s->domain != domain || s->week < from || s->week > to || (areas && !areas[s->area]) || (source >= 0 && s->source != source))
			continue;
		households[n] = s->household;
		reporters[n++] = s->reporter;
		c.source[s->source]++;
		if (s->source == SOURCE_REPORT)
			reported[r++] = s->reporter;
	}
	c.n = (int64_t)n;
	c.households = numbers_different(households, n);
	c.reporters = numbers_different(reporters, n);
	qsort(reported, r, sizeof *reported, by_number);
	for (size_t i = 0, run = 0, most = 0; i < r; i++) {
		run = i && reported[i] == reported[i - 1] ? run + 1 : 1;
		most = run > most ? run : most;
		c.busiest = (int)(most * 100 / r);
	}
	free(households);
	free(reporters);
	free(reported);
	return c;
}
