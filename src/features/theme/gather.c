/* What was heard in the whole country: each table is read once, in the order of its moments (index on `at`, with all that is asked for in it), and each row goes
 * to the tally of its municipality. A first time the weeks before the open ones come in windows of a quarter, each written before the next is read: memory
 * holds a quarter. */
#include <assert.h>
#include "theme_inside.h"
#include "../../platform/schema/schema.h"

enum { TOWNS_MOST = 10000, AREA_SLOTS = 1 << 16, WINDOW_WEEKS = 13 };
#define MEMORY ((size_t)2 << 30)

#define SPAN(row) row ".at >= :from AND " row ".at < :until"
#define OF_COUNTED "NOT h.uncounted AND (h.area_code IS NULL OR h.closed_at IS NULL OR h.closed_at >= :counted)"
/* CROSS JOIN: in this order, on SQLite too. */
SQL(gather_reports, "SELECT r.area_code, r.team_id, r.at, r.domains, r.household_id, r.account_id FROM s_report r LEFT JOIN s_household h ON h.id = r.household_id"
	" WHERE " SPAN("r") " AND r.state <> 'passed' AND (h.id IS NULL OR NOT h.uncounted) ORDER BY r.at");
SQL(gather_contacts, "SELECT h.area_code, h.team_id, c.at, c.domains, h.id, c.by_id FROM s_contact c CROSS JOIN s_household h WHERE " SPAN("c")
	" AND c.reached AND c.domains IS NOT NULL AND h.id = c.household_id AND " OF_COUNTED " ORDER BY c.at");
SQL(gather_worries, "SELECT h.area_code, h.team_id, w.at, w.domain, h.id, w.by_id FROM s_domain_note w CROSS JOIN s_household h WHERE " SPAN("w")
	" AND w.kind = 'worry' AND h.id = w.household_id AND " OF_COUNTED " ORDER BY w.at");
SQL(gather_light, "SELECT l.area_code, l.team_id, l.at, l.domain, NULL, l.account_id FROM s_light_question l WHERE " SPAN("l") " ORDER BY l.at");
static struct sql *const streams[SOURCES] = { &gather_reports, &gather_contacts, &gather_worries, &gather_light };

SQL(gather_oldest, "SELECT min(x.at) FROM (SELECT (SELECT min(r.at) FROM s_report r) AS at UNION ALL SELECT (SELECT min(c.at) FROM s_contact c WHERE c.reached"
	" AND c.domains IS NOT NULL) UNION ALL SELECT (SELECT min(w.at) FROM s_domain_note w WHERE w.kind = 'worry') UNION ALL"
	" SELECT (SELECT min(l.at) FROM s_light_question l)) x");
SQL(gather_teams, "SELECT f.team_id, min(f.area_code) FROM s_team_area f GROUP BY f.team_id");
SQL(gather_counts, "SELECT c.id, c.area_code, c.week, c.domain, c.source, c.n, c.households, c.reporters FROM s_signal_count c WHERE c.week >= :from AND c.week < :until");
SQL(gather_heard, "SELECT c.id, c.area_code, c.domain, c.n, c.households, c.reporters, c.since, c.last FROM s_heard c");

/* Where an area is counted: by its code, or a team's first area by the team's id. */
struct place_at { char code[12]; id64 team; int32_t town, area; };
struct country {
	struct gathering *g;
	int32_t town[TOWNS_MOST];        /* by the number of a municipality: which tally, 1 …; 0: not looked at */
	struct place_at *at;             /* AREA_SLOTS, by hash */
	size_t used;
};

static struct place_at *slot_of(struct country *c, const char *code, id64 team)
{
	uint64_t h = 1469598103934665603u ^ (uint64_t)team;
	for (const char *p = code; *p; p++)
		h = (h ^ (unsigned char)*p) * 1099511628211u;
	h ^= h >> 29;
	for (size_t i = (size_t)h % AREA_SLOTS;; i = (i + 1) % AREA_SLOTS)
		if ((!c->at[i].team && !*c->at[i].code) || (c->at[i].team == team && !strcmp(c->at[i].code, code)))
			return &c->at[i];
}

static struct place_at find_area(struct country *c, const char *code)
{
	char *end;
	size_t last = 0;
	struct place_at *at = slot_of(c, code, 0);
	if (*at->code)
		return *at;
	long number = strlen(code) >= 6 && strlen(code) < sizeof at->code ? strtol((char[]){ code[2], code[3], code[4], code[5], 0 }, &end, 10) : -1;
	int town = number >= 0 && number < TOWNS_MOST ? c->town[number] : 0;
	struct place_at new = { .town = town, .area = town ? tally_area(&c->g->tally[town - 1], code, &last) : -1 };
	if (number < 0 || c->used > AREA_SLOTS / 2)          /* no code of an area, or more of them than any country has */
		return new;
	memcpy(new.code, code, strlen(code));
	c->used++;
	return *at = new;
}

static void learn_teams(struct country *c, struct slot *slot)
{
	struct rows *r = sql_read(slot, &gather_teams, WITHOUT);
	while (rows_next(r)) {
		struct place_at at = find_area(c, rows_text(r, 1)), *mine = slot_of(c, "", rows_int(r, 0));
		if (c->used++ < AREA_SLOTS / 2)
			*mine = (struct place_at){ .team = rows_int(r, 0), .town = at.town, .area = at.area };
	}
}

static bool stopped(const struct country *c)
{
	return atomic_load(&c->g->work->stop);
}

static void stream(struct country *c, struct slot *slot, enum source source, int from, int until, moment counted)
{
	int week = from;
	moment end = day_begin(week_day(from + 1));
	struct param span[] = { p_moment("from", day_begin(week_day(from))), p_moment("until", day_begin(week_day(until))), p_moment("counted", counted),
		{ .type = PARAM_END } };
	if (source == SOURCE_REPORT || source == SOURCE_LIGHT)
		span[2] = span[3];
	struct rows *r = sql_read(slot, streams[source], span);
	while (rows_next(r)) {
		moment at = rows_int(r, 2);
		if (at > c->g->now)
			continue;
		for (; at >= end; end = day_begin(week_day(week + 1)))
			week++;
		struct place_at where = rows_null(r, 0) ? *slot_of(c, "", rows_int(r, 1)) : find_area(c, rows_text(r, 0));
		const struct telling told = { source, where.area, week, rows_int(r, 4), rows_int(r, 5) };
		if (where.town && where.area >= 0)
			tally_hear(&c->g->tally[where.town - 1], &told, rows_text(r, 3));
	}
}

static void stand(struct country *c, struct slot *slot, int from, int until, bool heard)
{
	struct rows *r = sql_read(slot, &gather_counts, WITH(p_day("from", slot_arena(slot), week_day(from)), p_day("until", slot_arena(slot), week_day(until))));
	while (rows_next(r)) {
		struct place_at where = find_area(c, rows_text(r, 1));
		if (where.town)
			tally_stood(&c->g->tally[where.town - 1], r, where.area);
	}
	r = heard ? sql_read(slot, &gather_heard, WITHOUT) : NULL;
	while (r && rows_next(r)) {
		struct place_at where = find_area(c, rows_text(r, 1));
		if (where.town)
			tally_heard_stood(&c->g->tally[where.town - 1], r, where.area);
	}
}

/* The weeks from `from` up to `until` are counted anew, beside what stands since `since`; the last window keeps its tallies. */
static bool window(struct country *c, int since, int from, int until, bool last)
{
	struct gathering *g = c->g;
	struct arena *a = arena_new(MEMORY);
	struct slot *slot = db_slot(g->db, a, NABIJ_ITSELF, g->now);
	struct writes w = { 0 };
	if (!slot) {
		arena_free(a);
		return err_set(g->e, "the store is away");
	}
	for (int source = 0; source < SOURCES; source++)
		stream(c, slot, source, from, until, g->first ? 1 : day_begin(week_day(from)));
	stand(c, slot, since, until, last);
	bool fine = !slot_failed(slot) || err_set(g->e, "%s", slot_error(slot));
	db_slot_back(slot);
	arena_free(a);
	for (size_t i = 0; fine && i < g->n; i++) {
		struct tally *t = &g->tally[i];
		t->open = from;
		tally_count(t);
		writes_of_counts(&w, t);
		if (last)
			writes_of_heard(&w, t);
		else
			tally_free(t);
	}
	return writes_do(&w, g->db, g->now, g->e) && fine;
}

static moment oldest(struct country *c)
{
	struct slot *slot = db_slot(c->g->db, c->g->arena, NABIJ_ITSELF, c->g->now);
	moment at = slot ? sql_number(slot, &gather_oldest, WITHOUT, 0) : 0;
	if (slot)
		db_slot_back(slot);
	return at ? at : c->g->now;
}

static bool begin(struct country *c)
{
	struct gathering *g = c->g;
	struct slot *slot = db_slot(g->db, g->arena, NABIJ_ITSELF, g->now);
	if (!slot)
		return err_set(g->e, "the store is away");
	int week = week_of(day_of(g->now));
	for (size_t i = 0; i < g->n; i++) {
		struct tally *t = &g->tally[i];
		long number = strtol(t->municipality + 2, NULL, 10);
		*t = (struct tally){ .arena = g->arena, .municipality = t->municipality, .week = week, .open = week - WEEKS_OPEN + 1 };
		if (number >= 0 && number < TOWNS_MOST)
			c->town[number] = (int32_t)i + 1;
	}
	learn_teams(c, slot);
	bool fine = !slot_failed(slot) || err_set(g->e, "%s", slot_error(slot));
	db_slot_back(slot);
	return fine;
}

bool gather(struct gathering *g)
{
	struct country *c = calloc(1, sizeof *c);
	assert(c);
	*c = (struct country){ .g = g, .at = calloc(AREA_SLOTS, sizeof *c->at) };
	assert(c->at);
	bool fine = begin(c);
	int week = week_of(day_of(g->now)), open = week - WEEKS_OPEN + 1;
	for (int from = g->first ? week_of(day_of(oldest(c))) : open; fine && from < open && !stopped(c); from += WINDOW_WEEKS)
		fine = window(c, from, from, from + WINDOW_WEEKS < open ? from + WINDOW_WEEKS : open, false);
	fine = fine && !stopped(c) && window(c, week - WEEKS_LOOKED, open, week + 1, true);
	free(c->at);
	free(c);
	return fine;
}
