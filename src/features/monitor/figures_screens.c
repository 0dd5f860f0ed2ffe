#include "figures_screens.h"
#include <string.h>
#include "../household/household_entities.h"
#include "../initiative/initiative_entities.h"
#include "../../platform/base/list.h"
#include "../../platform/web/words.h"
#include "districts.h"
#include "figures_together.h"
#include "templates.h"

enum { COLUMNS_MOST = 8, QUARTERS_SHOWN = 4, BAR_WIDTH = 56, BAR_STEP = 84, BAR_HIGHEST = 90, FLOOR = 124 };

SQL(figures_begun, "SELECT district, quarter, count(*) FROM v_figures_household WHERE quarter > :from AND quarter <= :until GROUP BY district, quarter");
SQL(figures_steps, "SELECT district, phase, count(*), 'household' FROM v_figures_phase WHERE quarter = :until GROUP BY district, phase UNION ALL"
	" SELECT district, phase, count(*), 'initiative' FROM v_figures_initiative WHERE quarter = :until GROUP BY district, phase");
SQL(figures_reports, "SELECT district, domains, count(*) FROM v_figures_report WHERE quarter = :until GROUP BY district, domains");
SQL(figures_light, "SELECT district, domain, count(*) FROM v_figures_light WHERE quarter = :until GROUP BY district, domain");
SQL(figures_cbs, "SELECT f.area_code, f.name, f.value, f.hidden FROM v_figure f JOIN v_area a ON a.code = f.area_code WHERE a.kind = 'district'"
	" AND a.municipality_code IN (SELECT 'GM' || substr(t.area_code, 3, 4) FROM v_team_area t)"
	" AND f.name IN ('inwoners', 'huishoudens', 'inwoners0tot15', 'inwoners65plus', 'inkomenPerInwoner')");

/* ---- counting: rows are the districts, then "elsewhere or not known", then all ---- */

struct column { const char *code, *label; };
struct table {
	const struct column *columns;
	size_t columns_n;
	int64_t count[COLUMNS_MOST][DISTRICTS_MOST + 1];         /* districts, then elsewhere; their sum is publish_column()'s */
	struct published shown[COLUMNS_MOST][DISTRICTS_MOST + 2];
};
struct figures_page {
	struct request *rq;
	struct districts districts;
	struct figures *d;
	int quarter;
};

static void count(struct figures_page *p, struct table *t, const char *district, const char *code, size_t code_n, int64_t n)
{
	for (size_t c = 0; c < t->columns_n; c++)
		if (strlen(t->columns[c].code) == code_n && !strncmp(t->columns[c].code, code, code_n))
			t->count[c][district_row(&p->districts, district)] += n;
}

/* `codes` may be several, apart by a space: a report counts in each of its domains. */
static void count_rows(struct figures_page *p, struct table *t, struct sql *sql)
{
	struct rows *r = sql_read(p->rq->slot, sql, WITH(p_int("until", p->quarter)));
	while (rows_next(r)) {
		const char *district = rows_text(r, 0), *codes = rows_null(r, 1) ? "" : rows_text(r, 1);
		for (size_t n; *codes; codes += n + strspn(codes + n, " ")) {
			n = strcspn(codes, " ");
			count(p, t, district, codes, n, rows_int(r, 2));
		}
	}
}

/* ---- from counts to what is published ---- */

static const char *shown(struct request *rq, struct published n)
{
	return n.hidden ? NULL : arena_printf(rq->arena, "%lld", (long long)n.value);
}

static void add_row(struct figures_page *p, struct figure_table *out, const struct table *t, size_t row, const char *name, bool total)
{
	struct request *rq = p->rq;
	struct figure_table_rows *r = LIST_ADD(rq->arena, out->rows, out->rows_n);
	*r = (struct figure_table_rows){ .name = name, .total = total };
	for (size_t c = 0; c < t->columns_n; c++) {
		struct published n = t->shown[c][row];
		out->any = out->any || !n.hidden;
		*LIST_ADD(rq->arena, r->cells, r->cells_n) = (struct figure_table_rows_cells){ .label = t->columns[c].label, .value = shown(rq, n) };
		*LIST_ADD(rq->arena, p->d->counts, p->d->counts_n) = (struct figures_counts){ .table = out->id, .district = name, .category = t->columns[c].label,
			.value = shown(rq, n), .hidden = n.hidden };
	}
}

static void publish(struct figures_page *p, struct figure_table *out, struct table *t, const char *id, const char *title, const char *how)
{
	struct request *rq = p->rq;
	*out = (struct figure_table){ .id = id, .title = rq_tr(rq, title), .how = rq_tr(rq, how) };
	for (size_t c = 0; c < t->columns_n; c++) {
		publish_column(t->count[c], p->districts.n + 1, t->shown[c]);
		*LIST_ADD(rq->arena, out->columns, out->columns_n) = (struct figure_table_columns){ .label = t->columns[c].label };
	}
	for (size_t i = 0; i < p->districts.n; i++)
		add_row(p, out, t, i, p->districts.list[i].name, false);
	add_row(p, out, t, p->districts.n, rq_tr(rq, N_("Elders of onbekend")), false);
	add_row(p, out, t, p->districts.n + 1, rq_tr(rq, N_("Samen")), true);
}

/* ---- the tables ---- */

static void draw(struct figures_page *p, const struct table *t)
{
	int64_t most = 10;
	for (size_t c = 0; c < t->columns_n; c++) {
		struct published n = t->shown[c][p->districts.n + 1];
		most = n.value > most ? n.value : most;
	}
	for (size_t c = 0; c < t->columns_n; c++) {
		struct published n = t->shown[c][p->districts.n + 1];
		int64_t high = n.hidden ? 10 : n.value * BAR_HIGHEST / most;
		*LIST_ADD(p->rq->arena, p->d->bars, p->d->bars_n) = (struct figures_bars){ .label = t->columns[c].label, .value = shown(p->rq, n),
			.hidden = n.hidden, .x = (int64_t)c * BAR_STEP + 12, .y = FLOOR - high, .high = high, .middle = (int64_t)c * BAR_STEP + 12 + BAR_WIDTH / 2,
			.over = FLOOR - high - 8 };
	}
	struct published last = t->shown[t->columns_n - 1][p->districts.n + 1];
	p->d->begun_last = shown(p->rq, last);
}

static void begun(struct figures_page *p)
{
	struct request *rq = p->rq;
	struct table *t = ARENA_NEW(rq->arena, struct table);
	struct column *columns = ARENA_ARRAY(rq->arena, struct column, QUARTERS_SHOWN);
	for (int i = 0; i < QUARTERS_SHOWN; i++) {
		int quarter = p->quarter - QUARTERS_SHOWN + 1 + i;
		columns[i] = (struct column){ arena_printf(rq->arena, "%d", quarter), arena_printf(rq->arena, "%d-%d", quarter / 4, quarter % 4 + 1) };
	}
	t->columns = columns;
	t->columns_n = QUARTERS_SHOWN;
	struct rows *r = sql_read(rq->slot, &figures_begun, WITH(p_int("from", p->quarter - QUARTERS_SHOWN), p_int("until", p->quarter)));
	while (rows_next(r)) {
		const char *code = arena_printf(rq->arena, "%lld", (long long)rows_int(r, 1));
		count(p, t, rows_text(r, 0), code, strlen(code), rows_int(r, 2));
	}
	publish(p, &p->d->begun, t, "begun", N_("Gezinnen die begonnen"), N_("Een gezin telt in het kwartaal waarin het erbij kwam. Wie terugkomt telt opnieuw."));
	draw(p, t);
}

static struct table *of_codes(struct figures_page *p, const struct codes *codes)
{
	struct table *t = ARENA_NEW(p->rq->arena, struct table);
	struct column *columns = ARENA_ARRAY(p->rq->arena, struct column, COLUMNS_MOST);
	for (const struct code *c = codes->list; c->code && t->columns_n < COLUMNS_MOST; c++)
		columns[t->columns_n++] = (struct column){ c->code, rq_tr(p->rq, c->label) };
	t->columns = columns;
	return t;
}

static void by_domain(struct figures_page *p, struct figure_table *out, struct sql *sql, const char *id, const char *title, const char *how)
{
	struct table *t = of_codes(p, &LIFE_DOMAINS);
	count_rows(p, t, sql);
	publish(p, out, t, id, title, how);
}

static void steps(struct figures_page *p)
{
	struct table *households = of_codes(p, &PHASES), *initiatives = of_codes(p, &INITIATIVE_PHASES);
	struct rows *r = sql_read(p->rq->slot, &figures_steps, WITH(p_int("until", p->quarter)));
	while (rows_next(r)) {
		const char *phase = rows_text(r, 1);
		count(p, strcmp(rows_text(r, 3), "household") ? initiatives : households, rows_text(r, 0), phase, strlen(phase), rows_int(r, 2));
	}
	publish(p, &p->d->phases, households, "phases", N_("Stappen naar een fase"), N_("Hoe vaak een gezin in dit kwartaal in een fase kwam."));
	publish(p, &p->d->initiatives, initiatives, "initiatives", N_("Initiatieven in de buurt"),
		N_("Hoe vaak een initiatief in dit kwartaal in een fase kwam. Alleen aantallen: wat het is staat er niet bij."));
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
	begun(p);
	by_domain(p, &d->reports, &figures_reports, "reports", N_("Meldingen per levensgebied"),
		N_("Een melding kan over meer gebieden gaan en telt dan bij elk mee."));
	by_domain(p, &d->light, &figures_light, "light", N_("Vragen aan de balie per levensgebied"), N_("Vragen die meteen beantwoord zijn, zonder gezin erbij."));
	figures_together(rq, p->quarter, d);
	steps(p);
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
