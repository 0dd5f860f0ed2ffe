#include "key_figures.h"
#include <assert.h>
#include <math.h>
#include <string.h>
#include "../../../platform/web/i18n.h"

const struct key_figure KEY_FIGURES[] = {
	{ "inhabitants", N_("Inwoners"), NULL, "inwoners", NULL, true, NULL, NULL },
	{ "households", N_("Huishoudens"), NULL, "huishoudens", NULL, true, NULL, NULL },
	{ "children", N_("Kinderen tot 15 jaar"), "%", "inwoners0tot15", "inwoners", false, N_("In {area} wonen opvallend veel kinderen."),
		N_("In {area} wonen opvallend weinig kinderen.") },
	{ "elderly", N_("65 jaar en ouder"), "%", "inwoners65plus", "inwoners", false, N_("In {area} wonen opvallend veel ouderen."),
		N_("In {area} wonen opvallend weinig ouderen.") },
	{ "household_size", N_("Mensen per huishouden"), NULL, "huishoudensgrootte", NULL, false, N_("In {area} zijn de huishoudens opvallend groot."),
		N_("In {area} zijn de huishoudens opvallend klein.") },
	{ "income", N_("Inkomen per inwoner"), N_("duizend euro"), "inkomenPerInwoner", NULL, false, N_("Het inkomen in {area} is opvallend hoog."),
		N_("Het inkomen in {area} is opvallend laag.") },
	{ "owned_homes", N_("Koopwoningen"), "%", "koopwoningen", NULL, false, NULL, N_("In {area} zijn opvallend weinig koopwoningen.") },
	{ "family_homes", N_("Eengezinswoningen"), "%", "eengezinswoning", NULL, false, NULL, NULL },
	{ "home_value", N_("Waarde van een woning"), N_("duizend euro"), "wozWaarde", NULL, false, N_("De woningen in {area} zijn opvallend duur."),
		N_("De woningen in {area} zijn opvallend goedkoop.") },
	{ "density", N_("Inwoners per km²"), NULL, "dichtheid", NULL, false, NULL, NULL },
	{ "gp_distance", N_("Tot de huisarts"), N_("km"), "afstandHuisarts", NULL, false, N_("Een huisarts is ver weg in {area}."), NULL },
	{ "school_distance", N_("Tot een basisschool"), N_("km"), "afstandSchool", NULL, false, N_("Een basisschool is ver weg in {area}."), NULL },
	{ "shop_distance", N_("Tot een supermarkt"), N_("km"), "afstandSupermarkt", NULL, false, N_("Een supermarkt is ver weg in {area}."), NULL },
	{ "health", N_("Voelt zich gezond"), "%", "goed_ervaren_gezondheid_2024", NULL, false, N_("Opvallend veel mensen in {area} voelen zich gezond."),
		N_("Opvallend weinig mensen in {area} voelen zich gezond.") },
	{ "crime", N_("Misdrijven per 1.000 inwoners"), NULL, "misdrijven_per1000", NULL, false, N_("In {area} doen mensen opvallend vaak aangifte."), NULL },
	{ .code = NULL }
};

static_assert(sizeof KEY_FIGURES / sizeof *KEY_FIGURES <= KEY_FIGURES_MOST + 1, "more key figures than a page has room for");

const struct key_figure *key_figure_of(const char *code)
{
	for (const struct key_figure *k = KEY_FIGURES; code && k->code; k++)
		if (!strcmp(k->code, code))
			return k;
	return NULL;
}

void figure_columns_add(struct figure_columns *c, const char *name, bool hidden, double value, int year)
{
	if (c->n == sizeof c->name / sizeof *c->name)
		return;
	c->name[c->n] = name;
	c->value[c->n++] = (struct figure_value){ hidden ? FIGURE_HIDDEN : FIGURE_SHOWN, hidden ? 0 : value, year };
}

static struct figure_value column(const struct figure_columns *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (!strcmp(c->name[i], name))
			return c->value[i];
	return (struct figure_value){ FIGURE_MISSING, 0, 0 };
}

struct figure_value key_figure_value(const struct key_figure *k, const struct figure_columns *c)
{
	struct figure_value v = column(c, k->column);
	const char *own_year = strrchr(k->column, '_');
	if (own_year && strspn(own_year + 1, "0123456789") == 4 && !own_year[5])
		v.year = (int)strtol(own_year + 1, NULL, 10);
	if (!k->of || v.state == FIGURE_MISSING)
		return v;
	struct figure_value of = column(c, k->of);
	if (of.state == FIGURE_MISSING || (of.state == FIGURE_SHOWN && of.value <= 0))
		return (struct figure_value){ FIGURE_MISSING, 0, 0 };
	if (v.state == FIGURE_HIDDEN || of.state == FIGURE_HIDDEN)
		return (struct figure_value){ FIGURE_HIDDEN, 0, v.year };
	v.value = round(1000.0 * v.value / of.value) / 10;
	return v;
}

/* ---- beside each other ---- */

SQL(figures_beside_all, "SELECT f.area_code, f.name, f.hidden, f.value, f.year, f.value, f.value, CAST(0 AS BIGINT) FROM v_figure f"
	" WHERE f.area_code IN (:code, :municipality)"
	" UNION ALL SELECT 'NL', r.name, FALSE, r.middle, r.year, r.low, r.high, r.areas FROM v_figure_reference r");

static void take_country(struct figure_beside *b, const struct rows *r)
{
	const struct key_figure *k = key_figure_of(rows_text(r, 1));
	if (k)
		b->country[k - KEY_FIGURES] = (struct figure_reference){ rows_real(r, 5), rows_real(r, 3), rows_real(r, 6), rows_int(r, 7), (int)rows_int(r, 4) };
}

void figures_beside(struct slot *slot, const char *code, const char *municipality, struct figure_beside *b)
{
	struct figure_columns here = { .n = 0 }, there = { .n = 0 };
	*b = (struct figure_beside){ 0 };
	struct rows *r = sql_read(slot, &figures_beside_all, WITH(p_text("code", code), p_text("municipality", municipality)));
	while (rows_next(r)) {
		const char *of = rows_text(r, 0);
		if (!strcmp(of, "NL"))
			take_country(b, r);
		else
			figure_columns_add(!strcmp(of, code) ? &here : &there, rows_text(r, 1), rows_bool(r, 2), rows_real(r, 3), (int)rows_int(r, 4));
	}
	for (size_t i = 0; KEY_FIGURES[i].code; i++) {
		b->here[i] = key_figure_value(&KEY_FIGURES[i], &here);
		b->municipality[i] = key_figure_value(&KEY_FIGURES[i], &there);
	}
}

/* Into the list, which stays in order; what no longer fits falls off its end. */
static void put(struct figure_out *list, size_t *n, size_t most, struct figure_out one)
{
	size_t at = *n;
	while (at && list[at - 1].far < one.far)
		at--;
	if (at == most)
		return;
	*n += *n < most;
	memmove(&list[at + 1], &list[at], (*n - at - 1) * sizeof *list);
	list[at] = one;
}

size_t figures_outstanding(const struct figure_beside *b, struct figure_out *list, size_t most)
{
	size_t n = 0;
	for (const struct key_figure *k = KEY_FIGURES; k->code; k++) {
		const struct figure_value *v = &b->here[k - KEY_FIGURES];
		const struct figure_reference *r = &b->country[k - KEY_FIGURES];
		double half = r->high - r->low, above = v->value - r->high, below = r->low - v->value;
		if (k->size || v->state != FIGURE_SHOWN || !r->areas || half <= 0 || !(above > 0 ? k->more : k->less) || (above <= 0 && below <= 0))
			continue;
		put(list, &n, most, (struct figure_out){ k, above > 0, fmax(above, below) / half });
	}
	return n;
}
