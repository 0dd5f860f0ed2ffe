#include "published_figures.h"
#include <assert.h>
#include <string.h>
#include "../../detect/disclosure.h"
#include "../../platform/db/service.h"
#include "../household/household_entities.h"
#include "../initiative/initiative_entities.h"

#define ALL "all"
#define ELSEWHERE "elsewhere"

static const struct code subjects[] = {
	[PUBLISHED_BEGUN] = { "begun", N_("Gezinnen die begonnen") },
	[PUBLISHED_REPORTS] = { "reports", N_("Meldingen per levensgebied") },
	[PUBLISHED_LIGHT] = { "light", N_("Vragen aan de balie per levensgebied") },
	[PUBLISHED_PHASES] = { "phases", N_("Stappen naar een fase") },
	[PUBLISHED_INITIATIVES] = { "initiatives", N_("Initiatieven in de buurt") },
	[PUBLISHED_ENDED] = { "ended", N_("Gezinnen waarvan een doel eindigde") },
	[PUBLISHED_REACHED] = { "reached", N_("Gezinnen die een doel bereikten") },
	[PUBLISHED_SUBJECTS_N] = { NULL, NULL }
};
const struct codes PUBLISHED_SUBJECTS = { "published_subject", subjects };

const struct codes *published_categories(enum published_subject subject)
{
	return subject == PUBLISHED_BEGUN ? NULL : subject == PUBLISHED_PHASES ? &PHASES : subject == PUBLISHED_INITIATIVES ? &INITIATIVE_PHASES : &LIFE_DOMAINS;
}

/* ---- counting: each statement gives a district, a category (or several, apart by a space), and how many; nothing exact leaves this file ---- */

#define NOW_IN(of) "coalesce(a.successor_code, " of ".area_code)"
#define DISTRICT(of) "CASE WHEN substr(" NOW_IN(of) ", 1, 2) IN ('BU', 'WK') THEN 'WK' || substr(" NOW_IN(of) ", 3, 6) END"
#define LIES(of) " LEFT JOIN s_area a ON a.code = " of ".area_code"
#define WITHIN(at) at " >= :from AND " at " < :until"

SQL(count_begun, "SELECT " DISTRICT("h") ", '', count(*) FROM s_household h" LIES("h") " WHERE NOT h.uncounted AND " WITHIN("h.opened_at") " GROUP BY 1");
SQL(count_reports, "SELECT " DISTRICT("r") ", r.domains, count(*) FROM s_report r" LIES("r") " WHERE r.state <> 'passed' AND " WITHIN("r.at")
	" AND NOT EXISTS (SELECT 1 FROM s_household h WHERE h.id = r.household_id AND h.uncounted) GROUP BY 1, 2");
SQL(count_light, "SELECT " DISTRICT("l") ", l.domain, count(*) FROM s_light_question l" LIES("l") " WHERE " WITHIN("l.at") " GROUP BY 1, 2");
SQL(count_phases, "SELECT " DISTRICT("h") ", p.phase, count(*) FROM s_phase_change p JOIN s_household h ON h.id = p.household_id" LIES("h")
	" WHERE NOT h.uncounted AND " WITHIN("p.at") " GROUP BY 1, 2");
SQL(count_initiatives, "SELECT " DISTRICT("i") ", p.phase, count(*) FROM s_initiative_phase p JOIN s_initiative i ON i.id = p.initiative_id" LIES("i")
	" WHERE " WITHIN("p.at") " GROUP BY 1, 2");
SQL(count_goals, "SELECT " DISTRICT("h") ", g.domain, count(DISTINCT h.id), count(DISTINCT CASE WHEN g.state = 'done' THEN h.id END) FROM s_goal g"
	" JOIN s_household h ON h.id = g.household_id" LIES("h") " WHERE NOT h.uncounted AND g.state IN ('done', 'dropped') AND " WITHIN("g.state_at") " GROUP BY 1, 2");

static const struct { enum published_subject subject; struct sql *sql; } COUNTED[] = {
	{ PUBLISHED_BEGUN, &count_begun }, { PUBLISHED_REPORTS, &count_reports }, { PUBLISHED_LIGHT, &count_light }, { PUBLISHED_PHASES, &count_phases },
	{ PUBLISHED_INITIATIVES, &count_initiatives }, { PUBLISHED_ENDED, &count_goals }      /* and PUBLISHED_REACHED, which comes next to it */
};

typedef int64_t column_count[DISTRICTS_MOST + 1];        /* districts, then elsewhere */
struct published_counts { int quarter; struct districts districts; column_count of[PUBLISHED_SUBJECTS_N][CATEGORIES_MOST]; };

static int categories_n(enum published_subject subject)
{
	const struct codes *codes = published_categories(subject);
	int n = 0;
	while (codes && codes->list[n].code)
		n++;
	assert(n <= CATEGORIES_MOST);
	return codes ? n : 1;
}

static int category_of(enum published_subject subject, const char *code)
{
	const struct codes *codes = published_categories(subject);
	return codes ? code_at(codes, code) : *code ? -1 : 0;
}

static void add(struct published_counts *c, enum published_subject subject, size_t row, const char *codes, int64_t n)
{
	const struct codes *all = published_categories(subject);
	for (int i = 0; i < categories_n(subject); i++)
		if (!all || codes_have(codes, all->list[i].code))
			c->of[subject][i][row] += n;
}

/* Two tables of the same households stand under each other: who takes one from the other has those whose goal was not reached. Where these are too few to be
 * told, how many reached one is not told either. */
static void hide_where_the_rest_is_few(struct published_counts *c)
{
	for (int i = 0; i < categories_n(PUBLISHED_REACHED); i++)
		for (size_t row = 0; row <= c->districts.n; row++)
			if (c->of[PUBLISHED_ENDED][i][row] - c->of[PUBLISHED_REACHED][i][row] < DISCLOSURE_RULES.shown_from)
				c->of[PUBLISHED_REACHED][i][row] = 0;
}

struct published_counts *published_counts(struct slot *slot, struct arena *arena, int quarter)
{
	struct published_counts *c = ARENA_NEW(arena, struct published_counts);
	moment from = day_begin(quarter_begins(quarter)), until = day_begin(quarter_begins(quarter + 1));
	c->quarter = quarter;
	districts_read(slot, &c->districts);
	for (size_t i = 0; i < sizeof COUNTED / sizeof *COUNTED; i++) {
		enum published_subject subject = COUNTED[i].subject;
		struct rows *r = sql_read(slot, COUNTED[i].sql, WITH(p_moment("from", from), p_moment("until", until)));
		while (rows_next(r)) {
			size_t row = district_row(&c->districts, rows_null(r, 0) ? NULL : rows_text(r, 0));
			add(c, subject, row, rows_text(r, 1), rows_int(r, 2));
			if (subject == PUBLISHED_ENDED)
				add(c, PUBLISHED_REACHED, row, rows_text(r, 1), rows_int(r, 3));
		}
	}
	hide_where_the_rest_is_few(c);
	return c;
}

/* ---- keeping ---- */

SQL(published_counted, "SELECT count(*) FROM s_published_figure WHERE quarter = :quarter");
SQL(published_insert, "INSERT INTO published_figure (id, quarter, subject, category, district_code, n) VALUES (:id, :quarter, :subject, :category, :district, :n)");

static int keep_cell(struct slot *slot, int quarter, enum published_subject subject, int category, const char *district, struct published p)
{
	const struct codes *codes = published_categories(subject);
	return sql_run(slot, &published_insert, WITH(p_id("id", id_new()), p_int("quarter", quarter), p_text("subject", subjects[subject].code),
		p_text("category", codes ? codes->list[category].code : ""), p_text("district", district), p_int("n", p.value))) == 1;
}

/* The sum has its row always, with 0 for "too few, or none": so that one sees the quarter was counted. */
static int keep_column(struct slot *slot, const struct published_counts *c, enum published_subject subject, int category)
{
	const struct districts *d = &c->districts;
	published_column_shown shown;
	int kept = 0;
	publish_column(c->of[subject][category], d->n + 1, shown);
	for (size_t i = 0; i <= d->n; i++)
		kept += !shown[i].hidden && keep_cell(slot, c->quarter, subject, category, i < d->n ? d->list[i].code : ELSEWHERE, shown[i]);
	return kept + keep_cell(slot, c->quarter, subject, category, ALL, shown[d->n + 1]);
}

int published_keep(struct slot *slot, const struct published_counts *c)
{
	int kept = 0;
	for (enum published_subject s = 0; s < PUBLISHED_SUBJECTS_N; s++)
		for (int i = 0; i < categories_n(s); i++)
			kept += keep_column(slot, c, s, i);
	return slot_failed(slot) ? -1 : kept;
}

static int keep_in_change(struct slot *slot, void *counts)
{
	return published_keep(slot, counts);
}

/* Counted on a connection for reading, so that the writer waits for nothing. What was counted stays. */
static int count_and_keep(struct db *db, struct arena *arena, moment now, int quarter)
{
	struct published_counts *counts = NULL;
	struct slot *slot = db_slot(db, arena, NABIJ_ITSELF, now);
	if (!slot)
		return -1;
	if (!sql_number(slot, &published_counted, WITH(p_int("quarter", quarter)), 0))
		counts = published_counts(slot, arena, quarter);
	bool fine = !slot_failed(slot);
	db_slot_back(slot);
	if (!fine || !counts)
		return fine ? 0 : -1;
	return db_change_counted(db, arena, now, keep_in_change, counts);
}

int published_count(struct db *db, struct arena *arena, moment now)
{
	int last = quarter_published(day_of(now)), total = 0;
	for (int quarter = last - QUARTERS_BACK - QUARTERS_BESIDE + 2; quarter <= last; quarter++) {
		int kept = count_and_keep(db, arena, now, quarter);
		if (kept < 0)
			return -1;
		total += kept;
		arena_reset(arena);
	}
	return total;
}

/* ---- reading what was told ---- */

SQL(published_told, "SELECT t.quarter, t.subject, t.category, t.district_code, t.n FROM v_figures_told t WHERE t.quarter = :quarter UNION ALL"
	" SELECT t.quarter, t.subject, t.category, t.district_code, t.n FROM v_figures_told t WHERE t.quarter IN (:one, :two, :three) AND t.subject = 'begun'");

static int subject_of(const char *code)
{
	int i = 0;
	while (i < PUBLISHED_SUBJECTS_N && strcmp(subjects[i].code, code))
		i++;
	return i;
}

static void hide_all(const struct districts *d, published_column_shown *columns, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t row = 0; row < d->n + 2; row++)
			columns[i][row] = (struct published){ .hidden = true };
}

/* Where in a column a district stands; -1 for one that no team works in any more. */
static int told_row(const struct districts *d, const char *district)
{
	if (!strcmp(district, ALL))
		return (int)d->n + 1;
	size_t row = district_row(d, district);
	return row < d->n || !strcmp(district, ELSEWHERE) ? (int)row : -1;
}

static struct published told(int64_t n)
{
	return (struct published){ .hidden = !n, .value = n };
}

struct published_quarter *published_quarter(struct slot *slot, struct arena *arena, const struct districts *d, int quarter)
{
	struct published_quarter *q = ARENA_NEW(arena, struct published_quarter);
	hide_all(d, q->shown[0], PUBLISHED_SUBJECTS_N * CATEGORIES_MOST);
	hide_all(d, q->begun, QUARTERS_BESIDE);
	struct rows *r = sql_read(slot, &published_told, WITH(p_int("quarter", quarter), p_int("one", quarter - 3), p_int("two", quarter - 2),
		p_int("three", quarter - 1)));
	while (rows_next(r)) {
		int of = (int)rows_int(r, 0), subject = subject_of(rows_text(r, 1)), row = told_row(d, rows_text(r, 3));
		struct published p = told(rows_int(r, 4));
		q->counted = q->counted || of == quarter;
		int category = subject < PUBLISHED_SUBJECTS_N ? category_of(subject, rows_text(r, 2)) : -1;
		if (category < 0 || row < 0)
			continue;
		if (subject == PUBLISHED_BEGUN)
			q->begun[of - quarter + QUARTERS_BESIDE - 1][row] = p;
		if (of == quarter)
			q->shown[subject][category][row] = p;
	}
	return q;
}

SQL(published_told_column, "SELECT t.district_code, t.n FROM v_figures_told t WHERE t.quarter = :quarter AND t.subject = :subject AND t.category = :category");

void published_column(struct slot *slot, const struct districts *d, int quarter, enum published_subject subject, const char *category, published_column_shown shown)
{
	hide_all(d, (published_column_shown *)shown, 1);
	struct rows *r = sql_read(slot, &published_told_column, WITH(p_int("quarter", quarter), p_text("subject", subjects[subject].code), p_text("category", category)));
	while (rows_next(r)) {
		int row = told_row(d, rows_text(r, 0));
		if (row >= 0)
			shown[row] = told(rows_int(r, 1));
	}
}
