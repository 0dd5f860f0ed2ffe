#include "figures_together.h"
#include <stdlib.h>
#include <string.h>
#include "../../platform/base/list.h"
#include "templates.h"
#include "together.h"

enum { BARS_MOST = 6, BAR_STEP = 46, BAR_WIDEST = 300 };

SQL(figures_combinations, "SELECT t.municipality_code, m.name, t.domains, t.households FROM v_figures_together t LEFT JOIN v_area m ON m.code = t.municipality_code"
	" WHERE t.quarter = :quarter ORDER BY m.name, t.municipality_code");

struct told { const char *municipality, *name; uint64_t set; int64_t households; };
struct told_list { struct told *list; size_t n; const char *municipality; };

static int64_t told(const struct told_list *l, uint64_t set)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->list[i].set == set && !strcmp(l->list[i].municipality, l->municipality))
			return l->list[i].households;
	return 0;
}

static const char *words(struct request *rq, int64_t n)
{
	return n ? arena_int(rq->arena, n) : NULL;
}

/* ---- reading, and which municipality ---- */

static void read_told(struct request *rq, int quarter, struct told_list *l)
{
	struct rows *r = sql_read(rq->slot, &figures_combinations, WITH(p_int("quarter", quarter)));
	while (rows_next(r)) {
		const char *code = rows_text(r, 0);
		*LIST_ADD(rq->arena, l->list, l->n) = (struct told){ code, rows_null(r, 1) ? code : rows_text(r, 1), together_set(rows_text(r, 2)), rows_int(r, 3) };
	}
}

static void choose(struct request *rq, struct told_list *l, struct figures *d)
{
	const char *asked = form_get(&rq->http->query, "municipality");
	l->municipality = l->n ? l->list[0].municipality : "";
	for (size_t i = 0; asked && i < l->n; i++)
		if (!strcmp(l->list[i].municipality, asked))
			l->municipality = asked;
	for (size_t i = 0; i < l->n; i++) {
		bool on = !strcmp(l->list[i].municipality, l->municipality);
		if (on)
			d->together.place = l->list[i].name;
		if (!l->list[i].set)
			*LIST_ADD(rq->arena, d->municipalities, d->municipalities_n) = (struct figures_municipalities){ .code = l->list[i].municipality,
				.name = l->list[i].name, .on = on };
	}
	d->choose = d->municipalities_n > 1;
	d->municipality = l->municipality;
}

/* ---- the table, most households first ---- */

static int by_households(const void *a, const void *b)
{
	const struct told *x = a, *y = b;
	return x->households != y->households ? (x->households < y->households ? 1 : -1) : (x->set > y->set) - (x->set < y->set);
}

static const char *domain(struct request *rq, uint64_t one)
{
	return rq_tr(rq, LIFE_DOMAINS.list[__builtin_ctzll(one)].label);
}

static void add_pair(struct request *rq, const struct told_list *l, const struct told *pair, struct figures *d)
{
	uint64_t one = pair->set & -pair->set, other = pair->set & ~one;
	const char *name = tr_fill(rq->arena, rq_tr(rq, N_("{one} + {other}")), "one", domain(rq, one), "other", domain(rq, other), NULL);
	const char *households = words(rq, pair->households);
	*LIST_ADD(rq->arena, d->together.rows, d->together.rows_n) = (struct together_table_rows){ .name = name, .both = households,
		.one = words(rq, told(l, one)), .other = words(rq, told(l, other)) };
	*LIST_ADD(rq->arena, d->counts, d->counts_n) = (struct figures_counts){ .table = "together", .district = d->together.place, .category = name, .value = households };
}

static void add_bar(struct request *rq, const struct told *pair, int64_t most, struct together_table *t)
{
	int64_t y = (int64_t)t->bars_n * BAR_STEP, wide = pair->households * BAR_WIDEST / most;
	*LIST_ADD(rq->arena, t->bars, t->bars_n) = (struct together_table_bars){ .label = t->rows[t->rows_n - 1].name, .value = words(rq, pair->households),
		.text_y = y + 16, .y = y + 22, .wide = wide, .value_x = wide + 8, .value_y = y + 36 };
}

static void fill(struct request *rq, struct told_list *l, struct figures *d)
{
	struct together_table *t = &d->together;
	int64_t most = 0;
	qsort(l->list, l->n, sizeof *l->list, by_households);
	for (size_t i = 0; i < l->n; i++) {
		const struct told *pair = &l->list[i];
		if (strcmp(pair->municipality, l->municipality) || !(pair->set & (pair->set - 1)))
			continue;
		most = most ? most : pair->households;
		add_pair(rq, l, pair, d);
		if (t->bars_n < BARS_MOST)
			add_bar(rq, pair, most, t);
	}
	t->box = arena_printf(rq->arena, "0 0 348 %d", (int)t->bars_n * BAR_STEP);
}

void figures_together(struct request *rq, int quarter, struct figures *d)
{
	struct told_list l = { NULL, 0, NULL };
	d->together.title = rq_tr(rq, N_("Wat samen voorkomt in gezinnen"));
	read_told(rq, quarter, &l);
	choose(rq, &l, d);
	d->together.counted = l.n > 0;
	if (!l.n)
		return;
	d->together.all = words(rq, told(&l, 0));
	fill(rq, &l, d);
}
