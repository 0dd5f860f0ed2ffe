#include "figures_screens.h"
#include <string.h>
#include "../../platform/base/list.h"
#include "../../platform/web/words.h"
#include "districts.h"
#include "figures_together.h"
#include "published_figures.h"
#include "templates.h"

enum { BAR_WIDTH = 56, BAR_STEP = 84, BAR_HIGHEST = 90, FLOOR = 124 };

SQL(figures_cbs, "SELECT f.area_code, f.name, f.value, f.hidden FROM v_figure f JOIN v_area a ON a.code = f.area_code WHERE a.kind = 'district'"
	" AND a.municipality_code IN (SELECT 'GM' || substr(t.area_code, 3, 4) FROM v_team_area t)"
	" AND f.name IN ('inwoners', 'huishoudens', 'inwoners0tot15', 'inwoners65plus', 'inkomenPerInwoner')");

struct figures_page {
	struct request *rq;
	struct districts districts;
	const struct published_quarter *told;
	struct figures *d;
	int quarter;
};

/* ---- a table: rows are the districts, then "elsewhere or not known", then all; each column as it was told ---- */

struct column { const char *label; const struct published *shown; };
struct table { struct column columns[CATEGORIES_MOST]; size_t n; };

static const char *shown(struct request *rq, struct published n)
{
	return n.hidden ? NULL : arena_int(rq->arena, n.value);
}

static void add_row(struct figures_page *p, struct figure_table *out, const struct table *t, size_t row, const char *name, bool total)
{
	struct request *rq = p->rq;
	struct figure_table_rows *r = LIST_ADD(rq->arena, out->rows, out->rows_n);
	*r = (struct figure_table_rows){ .name = name, .total = total, .hidden = true };
	for (size_t c = 0; c < t->n; c++) {
		struct published n = t->columns[c].shown[row];
		out->any = out->any || !n.hidden;
		r->hidden = r->hidden && n.hidden;
		r->some = r->some || n.hidden;
		*LIST_ADD(rq->arena, r->cells, r->cells_n) = (struct figure_table_rows_cells){ .label = t->columns[c].label, .value = shown(rq, n) };
		*LIST_ADD(rq->arena, p->d->counts, p->d->counts_n) = (struct figures_counts){ .table = out->id, .district = name, .category = t->columns[c].label,
			.value = shown(rq, n), .hidden = n.hidden };
	}
}

static void add_table(struct figures_page *p, enum published_subject subject, const struct table *t, const char *how, struct figure_table *out)
{
	struct request *rq = p->rq;
	const struct code *code = &PUBLISHED_SUBJECTS.list[subject];
	*out = (struct figure_table){ .id = code->code, .title = rq_tr(rq, code->label), .how = rq_tr(rq, how) };
	for (size_t c = 0; c < t->n; c++)
		*LIST_ADD(rq->arena, out->columns, out->columns_n) = (struct figure_table_columns){ .label = t->columns[c].label };
	for (size_t i = 0; i < p->districts.n; i++)
		add_row(p, out, t, i, p->districts.list[i].name, false);
	add_row(p, out, t, p->districts.n, rq_tr(rq, N_("Elders of onbekend")), false);
	add_row(p, out, t, p->districts.n + 1, rq_tr(rq, N_("Samen")), true);
}

static void by_category(struct figures_page *p, enum published_subject subject, const char *how, struct figure_table *out)
{
	struct table t = { .n = 0 };
	for (const struct code *c = published_categories(subject)->list; c->code; c++, t.n++)
		t.columns[t.n] = (struct column){ rq_tr(p->rq, c->label), p->told->shown[subject][t.n] };
	add_table(p, subject, &t, how, out);
}

/* ---- the quarter beside those before it, also as a picture ---- */

static void draw(struct figures_page *p, const struct table *t)
{
	size_t all = p->districts.n + 1;
	int64_t most = 10;
	for (size_t c = 0; c < t->n; c++)
		most = t->columns[c].shown[all].value > most ? t->columns[c].shown[all].value : most;
	for (size_t c = 0; c < t->n; c++) {
		struct published n = t->columns[c].shown[all];
		int64_t high = n.hidden ? 10 : n.value * BAR_HIGHEST / most;
		int quarter = p->quarter - QUARTERS_BESIDE + 1 + (int)c;
		*LIST_ADD(p->rq->arena, p->d->bars, p->d->bars_n) = (struct figures_bars){ .label = quarter_name(p->rq->lang, quarter), .year = quarter / 4, .value = shown(p->rq, n),
			.hidden = n.hidden, .x = (int64_t)c * BAR_STEP + 12, .y = FLOOR - high, .high = high, .middle = (int64_t)c * BAR_STEP + 12 + BAR_WIDTH / 2,
			.over = FLOOR - high - 8 };
	}
	p->d->begun_last = shown(p->rq, t->columns[t->n - 1].shown[all]);
}

static void begun(struct figures_page *p)
{
	struct table t = { .n = QUARTERS_BESIDE };
	for (int i = 0; i < QUARTERS_BESIDE; i++)
		t.columns[i] = (struct column){ quarter_words(p->rq->arena, p->rq->lang, p->quarter - QUARTERS_BESIDE + 1 + i), p->told->begun[i] };
	add_table(p, PUBLISHED_BEGUN, &t, N_("Een gezin telt in het kwartaal waarin het erbij kwam. Wie terugkomt telt opnieuw."), &p->d->begun);
	draw(p, &t);
}

static void fill_tables(struct figures_page *p)
{
	struct figures *d = p->d;
	begun(p);
	by_category(p, PUBLISHED_REPORTS, N_("Een melding kan over meer gebieden gaan en telt dan bij elk mee."), &d->reports);
	by_category(p, PUBLISHED_LIGHT, N_("Vragen die meteen beantwoord zijn, zonder gezin erbij."), &d->light);
	by_category(p, PUBLISHED_PHASES, N_("Hoe vaak een gezin in dit kwartaal in een fase kwam."), &d->phases);
	by_category(p, PUBLISHED_INITIATIVES, N_("Hoe vaak een initiatief in dit kwartaal in een fase kwam. Alleen aantallen: wat het is staat er niet bij."), &d->initiatives);
}

/* CBS's own words: what it hides stays hidden. */
static void key_figures(struct figures_page *p)
{
	struct request *rq = p->rq;
	struct figures *d = p->d;
	for (size_t i = 0; i < p->districts.n; i++)
		*LIST_ADD(rq->arena, d->areas, d->areas_n) = (struct figures_areas){ .name = p->districts.list[i].name };
	struct rows *r = sql_read(rq->slot, &figures_cbs, WITHOUT);
	while (rows_next(r)) {
		size_t i = district_row(&p->districts, rows_text(r, 0));
		const char *name = rows_text(r, 1), *value = rows_bool(r, 3) ? NULL : words_real(rq->arena, rq->lang, rows_real(r, 2));
		if (i == p->districts.n)
			continue;
		struct figures_areas *a = &d->areas[i];
		*(!strcmp(name, "inwoners") ? &a->inhabitants : !strcmp(name, "huishoudens") ? &a->households : !strcmp(name, "inwoners0tot15") ? &a->children
			: !strcmp(name, "inwoners65plus") ? &a->elderly : &a->income) = value;
		d->cbs = true;
	}
}

static struct reply figures(struct request *rq)
{
	struct figures_page *p = ARENA_NEW(rq->arena, struct figures_page);
	struct figures *d = ARENA_NEW(rq->arena, struct figures);
	*p = (struct figures_page){ .rq = rq, .d = d, .quarter = quarter_asked(rq) };
	d->quarter = p->quarter;
	d->quarter_words = quarter_words(rq->arena, rq->lang, p->quarter);
	for (int q = quarter_published(rq->today), i = 0; i < QUARTERS_BACK; i++)
		*LIST_ADD(rq->arena, d->quarters, d->quarters_n) = (struct figures_quarters){ .number = q - i, .words = quarter_words(rq->arena, rq->lang, q - i),
			.on = q - i == p->quarter };
	districts_read(rq->slot, &p->districts);
	p->told = published_quarter(rq->slot, rq->arena, &p->districts, p->quarter);
	d->counted = p->told->counted;
	if (d->counted)
		fill_tables(p);
	figures_together(rq, p->quarter, d);
	key_figures(p);
	rq->page->title = rq_tr(rq, N_("Cijfers"));
	rq->page->nav = "figures";
	return reply_page(&TPL_figures, d);
}

const struct route FIGURES_ROUTES[] = {
	{ METHOD_GET, "/figures", RELATION_NONE, K_POLICY | K_COORDINATOR, .run = figures,
		.summary = "Counts by quarter and district that cannot be traced to a person: hidden below 10, rounded to 5" },
	{ .path = NULL }
};
