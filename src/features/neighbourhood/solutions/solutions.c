#include "solutions.h"
#include <stdlib.h>
#include <string.h>
#include "../../../detect/itemsets.h"
#include "../../../platform/base/list.h"
#include "../../../platform/schema/schema.h"
#include "../../plan/plan_entities.h"
#include "../areas/area_code.h"

enum { WHOS_MOST = 8, COMBINATION_CODES = 3, COMBINATIONS_MOST = 4000, COMBINATIONS_KEPT = 12 };

/* Goals that were worked on since then, by household. What lies in a divided neighbourhood lies where that lies now. */
SQL(solution_goals, "SELECT g.id, g.household_id, g.domain, g.state, coalesce(a.successor_code, h.area_code), h.professional_id FROM s_household h"
	" JOIN s_goal g ON g.household_id = h.id LEFT JOIN s_area a ON a.code = h.area_code WHERE h.team_id = :team AND NOT h.uncounted AND (h.closed_at IS NULL OR h.closed_at >= :since)"
	" AND g.state <> 'later' AND (g.state = 'active' OR g.state_at >= :since) ORDER BY g.id");
SQL(solution_steps, "SELECT DISTINCT s.goal_id, s.who_kind FROM s_household h JOIN s_step s ON s.household_id = h.id WHERE h.team_id = :team"
	" AND NOT h.uncounted AND (h.closed_at IS NULL OR h.closed_at >= :since) AND s.goal_id IS NOT NULL AND s.dropped_at IS NULL");
SQL(solution_scores, "SELECT w.goal_id, w.review_id, w.score FROM s_household h JOIN s_review_word w ON w.household_id = h.id WHERE h.team_id = :team"
	" AND NOT h.uncounted AND (h.closed_at IS NULL OR h.closed_at >= :since) AND w.score IS NOT NULL ORDER BY w.goal_id, w.at, w.review_id, w.id");
SQL(solution_worries, "SELECT DISTINCT n.household_id, n.domain, h.professional_id FROM s_household h JOIN s_domain_note n ON n.household_id = h.id"
	" WHERE h.team_id = :team AND NOT h.uncounted AND h.closed_at IS NULL AND n.kind = 'worry'");

/* ---- one goal ---- */

struct goal {
	id64 id, household, professional;
	int domain;
	const char *area;                /* NULL: not known */
	unsigned who;                    /* a bit per kind of STEP_WHO */
	bool done, dropped;              /* neither: it is worked on */
	id64 first_review, last_review;
	double first_sum, last_sum;
	int first_n, last_n;
};
struct counting {
	struct slot *slot;
	struct arena *arena;
	id64 team;
	moment since;
	struct goal *goals;
	size_t n;
};

static int index_of(const struct codes *codes, const char *code)
{
	int i = 0;
	for (const struct code *c = codes->list; c->code; c++, i++)
		if (code && !strcmp(c->code, code))
			return i;
	return -1;
}

static void read_goals(struct counting *c)
{
	struct rows *r = sql_read(c->slot, &solution_goals, WITH(p_id("team", c->team), p_moment("since", c->since)));
	while (rows_next(r)) {
		int domain = index_of(&LIFE_DOMAINS, rows_text(r, 2));
		const char *state = rows_text(r, 3);
		bool done = !strcmp(state, "done"), dropped = !strcmp(state, "dropped");
		if (domain >= 0)
			*LIST_ADD(c->arena, c->goals, c->n) = (struct goal){ .id = rows_int(r, 0), .household = rows_int(r, 1), .domain = domain, .done = done,
				.dropped = dropped, .area = rows_null(r, 4) ? NULL : rows_text(r, 4), .professional = rows_int(r, 5) };
	}
}

static struct goal *goal_of(struct counting *c, id64 id)
{
	size_t low = 0, high = c->n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (c->goals[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->n && c->goals[low].id == id ? &c->goals[low] : NULL;
}

static void read_steps(struct counting *c)
{
	struct rows *r = sql_read(c->slot, &solution_steps, WITH(p_id("team", c->team), p_moment("since", c->since)));
	while (rows_next(r)) {
		struct goal *g = goal_of(c, rows_int(r, 0));
		int who = index_of(&STEP_WHO, rows_text(r, 1));
		if (g && who >= 0)
			g->who |= 1u << who;
	}
}

/* The mean of the first time that numbers were given, and of the last. */
static void read_scores(struct counting *c)
{
	struct rows *r = sql_read(c->slot, &solution_scores, WITH(p_id("team", c->team), p_moment("since", c->since)));
	while (rows_next(r)) {
		struct goal *g = goal_of(c, rows_int(r, 0));
		id64 review = rows_int(r, 1);
		double score = rows_real(r, 2);
		if (!g)
			continue;
		if (!g->first_review || g->first_review == review) {
			g->first_review = review;
			g->first_sum += score;
			g->first_n++;
		}
		if (g->last_review != review)
			g->last_review = review, g->last_sum = 0, g->last_n = 0;
		g->last_sum += score;
		g->last_n++;
	}
}

/* ---- counted together ---- */

enum { WHO_ALL = WHOS_MOST, WHO_NONE };
struct entry { char area[AREA_CODE_BYTES]; int domain, who; const struct goal *goal; };

static int same_row(const struct entry *x, const struct entry *y)
{
	int by_area = strcmp(x->area, y->area);
	return by_area ? by_area : x->domain != y->domain ? x->domain - y->domain : x->who - y->who;
}

static int by_row_and_household(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int by = same_row(x, y);
	return by ? by : (x->goal->household > y->goal->household) - (x->goal->household < y->goal->household);
}

struct entries { struct arena *arena; struct entry *list; size_t n; };

static void enter(struct entries *e, const char *area, const struct goal *g)
{
	for (int who = 0; who < WHOS_MOST + 2; who++) {
		bool counts = who == WHO_ALL || (who == WHO_NONE ? !g->who : (g->who >> who & 1) != 0);
		if (!counts)
			continue;
		struct entry *x = LIST_ADD(e->arena, e->list, e->n);
		*x = (struct entry){ .domain = g->domain, .who = who, .goal = g };
		memcpy(x->area, area, strlen(area) + 1);
	}
}

static void enter_goal(struct entries *e, const struct goal *g)
{
	char area[AREA_CODE_BYTES] = "", around[AREA_CODE_BYTES];
	if (!g->area || area_code_kind(g->area) == AREA_NONE)
		return;
	memcpy(area, g->area, strlen(g->area) + 1);
	while (*area) {
		enter(e, area, g);
		area_code_parent(area, around);
		memcpy(area, around, sizeof area);
	}
}

static const char *who_code(int who)
{
	return who == WHO_ALL ? "all" : who == WHO_NONE ? "none" : STEP_WHO.list[who].code;
}

static int by_id(const void *a, const void *b)
{
	id64 x = *(const id64 *)a, y = *(const id64 *)b;
	return (x > y) - (x < y);
}

static int64_t different(id64 *ids, size_t n)
{
	int64_t found = 0;
	qsort(ids, n, sizeof *ids, by_id);
	for (size_t i = 0; i < n; i++)
		found += ids[i] && (!i || ids[i] != ids[i - 1]);
	return found;
}

/* The entries of one row, in the order of their households. */
static struct solution_row sum(struct arena *arena, const struct entry *e, size_t n)
{
	struct solution_row row = { .domain = LIFE_DOMAINS.list[e->domain].code, .who = who_code(e->who), .goals = (int64_t)n };
	id64 *professionals = ARENA_ARRAY(arena, id64, n), counted = 0;
	memcpy(row.area_code, e->area, sizeof e->area);
	for (size_t i = 0; i < n; i++) {
		const struct goal *g = e[i].goal;
		row.done += g->done;
		row.dropped += g->dropped;
		if (g->last_review && g->last_review != g->first_review) {
			bool rises = g->last_sum / g->last_n > g->first_sum / g->first_n;
			row.rising += rises;
			row.level += !rises;
		}
		row.households += counted != g->household;
		counted = g->household;
		professionals[i] = g->professional;
	}
	row.professionals = different(professionals, n);
	return row;
}

static void count_together(struct counting *c, struct solutions *out)
{
	struct entries e = { .arena = c->arena };
	for (size_t i = 0; i < c->n; i++)
		enter_goal(&e, &c->goals[i]);
	if (e.n)
		qsort(e.list, e.n, sizeof *e.list, by_row_and_household);
	for (size_t i = 0, n; i < e.n; i += n) {
		for (n = 1; i + n < e.n && !same_row(&e.list[i], &e.list[i + n]); n++)
			;
		*LIST_ADD(c->arena, out->rows, out->n) = sum(c->arena, &e.list[i], n);
	}
}

/* ---- what goes together ---- */

struct troubled { id64 household, professional; uint64_t domains; };
struct troubled_list { struct troubled *list; size_t n; };

static void trouble(struct arena *arena, struct troubled_list *t, id64 household, id64 professional, int domain)
{
	size_t i = 0;
	while (i < t->n && t->list[i].household != household)
		i++;
	if (i == t->n)
		*LIST_ADD(arena, t->list, t->n) = (struct troubled){ household, professional, 0 };
	t->list[i].domains |= 1ull << domain;
}

static void read_troubles(struct counting *c, struct troubled_list *t)
{
	for (size_t i = 0; i < c->n; i++)
		if (!c->goals[i].done && !c->goals[i].dropped)
			trouble(c->arena, t, c->goals[i].household, c->goals[i].professional, c->goals[i].domain);
	struct rows *r = sql_read(c->slot, &solution_worries, WITH(p_id("team", c->team)));
	while (rows_next(r)) {
		int domain = index_of(&LIFE_DOMAINS, rows_text(r, 1));
		if (domain >= 0)
			trouble(c->arena, t, rows_int(r, 0), rows_int(r, 2), domain);
	}
}

static const char *domain_codes(struct arena *arena, uint64_t domains)
{
	const char *words = "";
	for (int i = 0; LIFE_DOMAINS.list[i].code; i++)
		if (domains >> i & 1)
			words = arena_printf(arena, "%s%s%s", words, *words ? " " : "", LIFE_DOMAINS.list[i].code);
	return words;
}

static int64_t professionals_with(struct arena *arena, const struct troubled_list *t, uint64_t domains)
{
	id64 *ids = ARENA_ARRAY(arena, id64, t->n);
	size_t n = 0;
	for (size_t i = 0; i < t->n; i++)
		if ((t->list[i].domains & domains) == domains)
			ids[n++] = t->list[i].professional;
	return different(ids, n);
}

static int by_lift(const void *a, const void *b)
{
	const struct combination_row *x = a, *y = b;
	return x->lift != y->lift ? (x->lift < y->lift ? 1 : -1) : strcmp(x->domains, y->domains);
}

/* What chance brings does not stay the same to the last digit either. */
static const double LIFT_LEAST = 1.15;

/* Two domains or more, in households enough, more often than chance would bring, of more than one professional. */
static void take_combinations(struct arena *arena, const struct troubled_list *t, const struct itemsets *sets, struct solutions *out)
{
	for (size_t i = 0; i < sets->n; i++) {
		const struct itemset *s = &sets->list[i];
		double lift = itemsets_lift(sets, s, t->n);
		int64_t professionals = (s->codes & (s->codes - 1)) && lift >= LIFT_LEAST ? professionals_with(arena, t, s->codes) : 0;
		if (professionals >= COUNTED_PROFESSIONALS)
			*LIST_ADD(arena, out->combinations, out->combinations_n) = (struct combination_row){ domain_codes(arena, s->codes), s->support, professionals,
				(int64_t)t->n, lift };
	}
	if (out->combinations_n)
		qsort(out->combinations, out->combinations_n, sizeof *out->combinations, by_lift);
	if (out->combinations_n > COMBINATIONS_KEPT)
		out->combinations_n = COMBINATIONS_KEPT;
}

static void combine(struct counting *c, struct solutions *out)
{
	struct troubled_list t = { NULL, 0 };
	struct itemsets sets = { 0 };
	struct err e = { "" };
	read_troubles(c, &t);
	uint64_t *masks = ARENA_ARRAY(c->arena, uint64_t, t.n ? t.n : 1);
	for (size_t i = 0; i < t.n; i++)
		masks[i] = t.list[i].domains;
	if (t.n && itemsets_find(&sets, masks, t.n, COUNTED_HOUSEHOLDS, COMBINATION_CODES, COMBINATIONS_MOST, NULL, &e)) {
		itemsets_sort(&sets);
		take_combinations(c->arena, &t, &sets, out);
	}
	itemsets_free(&sets);
}

bool solutions_count(struct slot *slot, id64 team, struct solutions *out)
{
	struct counting c = { .slot = slot, .arena = slot_arena(slot), .team = team, .since = slot_now(slot) - HOURS(24 * SOLUTION_YEAR_DAYS) };
	*out = (struct solutions){ 0 };
	read_goals(&c);
	read_steps(&c);
	read_scores(&c);
	count_together(&c, out);
	combine(&c, out);
	return !slot_failed(slot);
}
