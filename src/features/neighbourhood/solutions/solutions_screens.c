/* What was chosen and whether it fitted: for a team its own work, exact where enough households and professionals are behind it; for policy the predeclared
 * table of districts and life domains, a quarter at a time, as it was published (monitor/published_figures.h). */
#include <string.h>
#include "../../../platform/base/list.h"
#include "../../../platform/web/words.h"
#include "../../initiative/initiative_entities.h"
#include "../../monitor/published_figures.h"
#include "../areas/area_look.h"
#include "../neighbourhood_screens.h"
#include "solutions.h"
#include "solutions_page.h"

enum { DOMAINS_MOST = CATEGORIES_MOST, TOGETHER_MOST = 60 };

SQL(solutions_of_team, "SELECT s.domain, s.who, s.goals, s.done, s.dropped, s.rising, s.level, s.households, s.professionals FROM v_solution_count s"
	" WHERE s.team_id = :team AND s.area_code = :code ORDER BY s.domain, s.who");
SQL(combinations_of_team, "SELECT c.domains, c.households, c.of_households, c.lift FROM v_combination_count c WHERE c.team_id = :team ORDER BY c.lift DESC LIMIT 6");

/* ---- for the team ---- */

struct way { const char *code; int64_t goals, done, dropped, rising, level, households, professionals; };
struct domain { const char *code; struct way all, *ways; size_t ways_n; };

static bool exact(const struct way *w)
{
	return w->households >= COUNTED_HOUSEHOLDS && w->professionals >= COUNTED_PROFESSIONALS;
}

/* A part of a count that is exact by itself would tell the rest: all numbers of a row are, or none. */
static const char *number(struct request *rq, const struct way *w, int64_t n)
{
	return exact(w) ? words_number(rq->arena, rq->lang, (long)n) : rq_tr(rq, w->goals ? N_("enkele") : N_("geen"));
}

static const char *part(struct request *rq, const struct way *w, int64_t n)
{
	return exact(w) ? words_number(rq->arena, rq->lang, (long)n) : rq_tr(rq, N_("te weinig"));
}

static const char *who_words(struct request *rq, const char *code)
{
	static const struct { const char *code, *words; } WHO[] = {
		{ "family", N_("het gezin zelf") }, { "network", N_("familie, vrienden, buren") }, { "professional", N_("een hulpverlener") },
		{ "partner", N_("een partner in de wijk") }, { "none", N_("zonder stappen") }
	};
	for (size_t i = 0; i < sizeof WHO / sizeof *WHO; i++)
		if (!strcmp(WHO[i].code, code))
			return rq_tr(rq, WHO[i].words);
	return code;
}

/* The sentence: how often, how often reached, and what went with it most often when that can be said. */
static const char *sentence(struct request *rq, const struct domain *d)
{
	const struct way *best = NULL;
	for (size_t i = 0; i < d->ways_n; i++) {
		const struct way *w = &d->ways[i];
		if (exact(w) && strcmp(w->code, "none") && (!best || w->done * best->goals > best->done * w->goals))
			best = w;
	}
	const char *goals = words_number(rq->arena, rq->lang, (long)d->all.goals), *done = words_number(rq->arena, rq->lang, (long)d->all.done);
	if (best && best->done)
		return tr_fill(rq->arena, rq_tr(rq, N_("{goals} doelen, {done} bereikt. Het vaakst bereikt met stappen door {who}.")), "goals", goals, "done", done,
			"who", who_words(rq, best->code), NULL);
	return tr_fill(rq->arena, rq_tr(rq, N_("{goals} doelen, {done} bereikt.")), "goals", goals, "done", done, NULL);
}

static int most_goals_first(const void *a, const void *b)
{
	const struct domain *x = a, *y = b;
	return x->all.goals != y->all.goals ? (x->all.goals < y->all.goals ? 1 : -1) : strcmp(x->code, y->code);
}

static size_t read_domains(struct request *rq, const char *area, struct domain *list)
{
	size_t n = 0;
	struct rows *r = sql_read(rq->slot, &solutions_of_team, WITH(p_id("team", rq->viewer.team), p_text("code", area)));
	while (rows_next(r)) {
		const char *code = rows_text(r, 0), *who = rows_text(r, 1);
		struct way w = { who, rows_int(r, 2), rows_int(r, 3), rows_int(r, 4), rows_int(r, 5), rows_int(r, 6), rows_int(r, 7), rows_int(r, 8) };
		if (!n || strcmp(list[n - 1].code, code)) {
			if (n == DOMAINS_MOST)
				continue;
			list[n++] = (struct domain){ .code = code };
		}
		struct domain *d = &list[n - 1];
		if (!strcmp(who, "all"))
			d->all = w;
		else
			*LIST_ADD(rq->arena, d->ways, d->ways_n) = w;
	}
	if (n)
		qsort(list, n, sizeof *list, most_goals_first);
	return n;
}

static void say_ways(struct request *rq, const struct domain *d, struct solution_domain *out)
{
	for (size_t i = 0; i < d->ways_n; i++) {
		const struct way *w = &d->ways[i];
		*LIST_ADD(rq->arena, out->ways, out->ways_n) = (struct solution_domain_ways){ .code = w->code, .label = who_words(rq, w->code), .told = exact(w), .goals = number(rq, w, w->goals),
			.done = part(rq, w, w->done), .dropped = part(rq, w, w->dropped),
			.rising = !exact(w) ? part(rq, w, 0) : w->rising + w->level
				? tr_fill(rq->arena, rq_tr(rq, N_("{n} van {of}")), "n", words_number(rq->arena, rq->lang, (long)w->rising), "of",
					words_number(rq->arena, rq->lang, (long)(w->rising + w->level)), NULL) : rq_tr(rq, N_("niet gevraagd")) };
	}
}

static void add_domain(struct request *rq, const struct domain *d, struct solution_domain *out)
{
	*out = (struct solution_domain){ .domain = d->code, .label = rq_tr(rq, code_label(&LIFE_DOMAINS, d->code)), .goals = number(rq, &d->all, d->all.goals),
		.sentence = sentence(rq, d) };
	bool any = false;
	for (size_t w = 0; w < d->ways_n; w++)
		any = any || exact(&d->ways[w]);
	if (any)
		say_ways(rq, d, out);
}

void solutions_fill(struct request *rq, const char *area, struct solution_domain **out, size_t *n, const char **few)
{
	struct domain list[DOMAINS_MOST];
	size_t domains = read_domains(rq, area, list);
	for (size_t i = 0; i < domains; i++) {
		const char *label = rq_tr(rq, code_label(&LIFE_DOMAINS, list[i].code));
		if (exact(&list[i].all))
			add_domain(rq, &list[i], LIST_ADD(rq->arena, *out, *n));
		else
			*few = *few ? arena_printf(rq->arena, "%s, %s", *few, label) : label;
	}
}

static void read_combinations(struct request *rq, struct solutions_page *d)
{
	struct rows *r = sql_read(rq->slot, &combinations_of_team, WITH(p_id("team", rq->viewer.team)));
	while (rows_next(r)) {
		struct solutions_page_combinations *c = LIST_ADD(rq->arena, d->combinations, d->combinations_n);
		c->words = rq_codes(rq, &LIFE_DOMAINS, rows_text(r, 0), " + ");
		c->sentence = tr_fill(rq->arena, rq_tr(rq, N_("Bij {n} van {of} gezinnen; {times} keer zo vaak als door toeval.")), "n",
			words_number(rq->arena, rq->lang, (long)rows_int(r, 1)), "of", words_number(rq->arena, rq->lang, (long)rows_int(r, 2)), "times",
			words_real(rq->arena, rq->lang, (double)(int64_t)(rows_real(r, 3) * 10 + 0.5) / 10), NULL);
	}
}

/* ---- what was done together ---- */

SQL(solutions_together, "SELECT i.id, i.title, i.domain, i.phase, i.reach_choice, i.reached FROM v_initiative i WHERE i.team_id = :team AND i.phase NOT IN ('idea', 'stopped')"
	" AND " AREA_WITHIN("i.area_code") " ORDER BY i.domain, i.at, i.id LIMIT :n");

/* Families, as the team may read a number of them (theme/counts.h): an initiative keeps no households, so that few stay "a few". */
static const char *reached_words(struct request *rq, struct rows *r)
{
	int64_t n = rows_int(r, 5);
	return rows_null(r, 5) ? rq_tr(rq, N_("nog niet geteld")) : n && n < COUNTED_HOUSEHOLDS ? rq_tr(rq, N_("enkele")) : words_number(rq->arena, rq->lang, (long)n);
}

static void read_together(struct request *rq, const struct area_seen *a, struct solutions_page *d)
{
	struct rows *r = sql_read(rq->slot, &solutions_together, WITH(p_id("team", rq->viewer.team), p_text("area", a->code), p_int("n", TOGETHER_MOST)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->together, d->together_n) = (struct solutions_page_together){ .id = rows_int(r, 0), .title = rows_text(r, 1),
			.domain = rq_code(rq, &LIFE_DOMAINS, rows_text(r, 2)), .phase = rq_code(rq, &INITIATIVE_PHASES, rows_text(r, 3)),
			.fitted = rows_null(r, 4) ? rq_tr(rq, N_("nog niet gezegd")) : rq_code(rq, &INITIATIVE_REACH, rows_text(r, 4)), .families = reached_words(rq, r) };
}

static void for_team(struct request *rq, const struct area_seen *a, struct solutions_page *d)
{
	d->team = true;
	solutions_fill(rq, a->code, &d->domains, &d->domains_n, &d->few);
	read_together(rq, a, d);
	read_combinations(rq, d);
	d->lead = d->domains_n ? tr_fill(rq->arena, rq_tr(rq, N_("In {area} ging het in het afgelopen jaar het vaakst over {domain}.")), "area", a->name, "domain",
		d->domains[0].label, NULL) : tr_fill(rq->arena, rq_tr(rq, N_("In {area} is nog niets te tellen.")), "area", a->name, NULL);
}

/* ---- what leaves the team ---- */

static bool of_municipality(const struct area_seen *a, const struct district *d)
{
	return !strncmp(d->code + 2, a->municipality + 2, 4);
}

/* The districts of the municipality, of the columns of all. */
static void add_table(struct request *rq, const struct area_seen *a, const struct districts *districts, const struct published_quarter *told,
	enum published_subject subject, struct solutions_page *d)
{
	const struct code *code = &PUBLISHED_SUBJECTS.list[subject];
	struct solution_table *out = LIST_ADD(rq->arena, d->tables, d->tables_n);
	*out = (struct solution_table){ .id = code->code, .title = rq_tr(rq, code->label) };
	for (const struct code *c = LIFE_DOMAINS.list; c->code; c++)
		LIST_ADD(rq->arena, out->columns, out->columns_n)->label = rq_tr(rq, c->label);
	for (size_t i = 0; i < districts->n; i++) {
		const struct district *at = &districts->list[i];
		if (!of_municipality(a, at))
			continue;
		struct solution_table_rows *row = LIST_ADD(rq->arena, out->rows, out->rows_n);
		*row = (struct solution_table_rows){ .code = at->code, .name = at->name, .here = !strcmp(at->code, a->code) || (a->parent && !strcmp(at->code, a->parent)), .hidden = true };
		for (size_t c = 0; c < out->columns_n; c++) {
			struct published p = told->shown[subject][c][i];
			*LIST_ADD(rq->arena, row->cells, row->cells_n) = (struct solution_table_rows_cells){ .label = out->columns[c].label, .hidden = p.hidden,
				.value = p.hidden ? NULL : arena_int(rq->arena, p.value) };
			out->any = out->any || !p.hidden;
			row->hidden = row->hidden && p.hidden;
		}
	}
}

static void for_policy(struct request *rq, const struct area_seen *a, struct solutions_page *d)
{
	struct districts *districts = ARENA_NEW(rq->arena, struct districts);
	d->quarter = quarter_asked(rq);
	d->quarter_words = quarter_words(rq->arena, rq->lang, (int)d->quarter);
	for (int q = quarter_published(rq->today), i = 0; i < QUARTERS_BACK; i++)
		*LIST_ADD(rq->arena, d->quarters, d->quarters_n) = (struct solutions_page_quarters){ .number = q - i, .words = quarter_words(rq->arena, rq->lang, q - i),
			.on = q - i == d->quarter };
	districts_read(rq->slot, districts);
	const struct published_quarter *told = published_quarter(rq->slot, rq->arena, districts, (int)d->quarter);
	d->counted = told->counted;
	add_table(rq, a, districts, told, PUBLISHED_ENDED, d);
	add_table(rq, a, districts, told, PUBLISHED_REACHED, d);
	d->lead = tr_fill(rq->arena, rq_tr(rq, N_("{place}, {quarter}: per wijk en levensgebied, zonder dat het over iemand gaat.")), "place", a->municipality_name,
		"quarter", d->quarter_words, NULL);
}

static struct reply solutions(struct request *rq)
{
	struct solutions_page *d = ARENA_NEW(rq->arena, struct solutions_page);
	struct area_seen a;
	if (!area_see(rq, rq->word[0], &a))
		return reply_missing();
	d->code = a.code;
	d->name = a.name;
	area_crumbs(rq, &a, &d->crumbs, rq_tr(rq, N_("Wat gekozen werd")));
	if (a.of_team)
		for_team(rq, &a, d);
	else
		for_policy(rq, &a, d);
	rq->page->title = rq_tr(rq, N_("Wat gekozen werd, en of het paste"));
	rq->page->nav = "hood";
	return reply_page(&TPL_solutions_page, d);
}

const struct route SOLUTION_ROUTES[] = {
	{ METHOD_GET, "/neighbourhoods/{code}/solutions", RELATION_NONE, K_TEAM | K_POLICY, .run = solutions,
		.summary = "Problems, the solutions chosen for them, and whether they fitted: one's own team's work, or what may be published of it" },
	{ .path = NULL }
};
