#include "figure_reference.h"
#include <stdlib.h>
#include <string.h>
#include "../../../platform/base/list.h"
#include "key_figures.h"

/* GM… are the municipalities; there are 342 of them, and they do not grow with the work. */
SQL(reference_figures, "SELECT f.area_code, f.name, f.hidden, f.value, f.year FROM s_figure f WHERE f.area_code >= 'GM' AND f.area_code < 'GN' ORDER BY f.area_code");
SQL(reference_rows, "SELECT id, name, year, areas, low, middle, high FROM s_figure_reference");
SQL(reference_add, "INSERT INTO figure_reference (id, name, year, areas, low, middle, high) VALUES (:id, :name, :year, :areas, :low, :middle, :high)");
SQL(reference_change, "UPDATE figure_reference SET year = :year, areas = :areas, low = :low, middle = :middle, high = :high, version = version + 1 WHERE id = :id");

struct column { double *value; size_t n; int year; };

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void take_area(struct arena *arena, struct column *columns, const struct figure_columns *area)
{
	for (size_t i = 0; KEY_FIGURES[i].code; i++) {
		struct figure_value v = key_figure_value(&KEY_FIGURES[i], area);
		if (v.state != FIGURE_SHOWN)
			continue;
		*LIST_ADD(arena, columns[i].value, columns[i].n) = v.value;
		columns[i].year = v.year > columns[i].year ? v.year : columns[i].year;
	}
}

static void read_areas(struct slot *slot, struct column *columns)
{
	struct arena *arena = slot_arena(slot);
	struct figure_columns area = { .n = 0 };
	const char *code = NULL;
	struct rows *r = sql_read(slot, &reference_figures, WITHOUT);
	while (rows_next(r)) {
		const char *next = rows_text(r, 0);
		if (code && strcmp(code, next)) {
			take_area(arena, columns, &area);
			area.n = 0;
		}
		code = next;
		figure_columns_add(&area, rows_text(r, 1), rows_bool(r, 2), rows_real(r, 3), (int)rows_int(r, 4));
	}
	if (code)
		take_area(arena, columns, &area);
}

/* The value that `part` of them lie below, between the two nearest. `values` in order, at least one. */
static double quantile(const double *values, size_t n, double part)
{
	double at = part * (double)(n - 1);
	size_t i = (size_t)at;
	return i + 1 < n ? values[i] + (at - (double)i) * (values[i + 1] - values[i]) : values[i];
}

struct known { id64 id; struct figure_reference is; };

static void read_known(struct slot *slot, struct known *known)
{
	struct rows *r = sql_read(slot, &reference_rows, WITHOUT);
	while (rows_next(r)) {
		const struct key_figure *k = key_figure_of(rows_text(r, 1));
		if (k)
			known[k - KEY_FIGURES] = (struct known){ rows_int(r, 0), { rows_real(r, 4), rows_real(r, 5), rows_real(r, 6), rows_int(r, 3),
				(int)rows_int(r, 2) } };
	}
}

static int keep(struct slot *slot, const struct key_figure *k, const struct known *had, const struct figure_reference *is)
{
	struct param year = is->year ? p_int("year", is->year) : p_null("year", PARAM_INT);
	if (had->id && had->is.low == is->low && had->is.middle == is->middle && had->is.high == is->high && had->is.areas == is->areas && had->is.year == is->year)
		return 0;
	return had->id ? sql_run(slot, &reference_change, WITH(p_id("id", had->id), year, p_int("areas", is->areas), p_real("low", is->low),
			p_real("middle", is->middle), p_real("high", is->high)))
		: sql_run(slot, &reference_add, WITH(p_id("id", id_new()), p_text("name", k->code), year, p_int("areas", is->areas), p_real("low", is->low),
			p_real("middle", is->middle), p_real("high", is->high)));
}

int figure_reference_count(struct slot *slot)
{
	struct column columns[KEY_FIGURES_MOST] = { 0 };
	struct known known[KEY_FIGURES_MOST] = { 0 };
	int changed = 0;
	read_areas(slot, columns);
	read_known(slot, known);
	for (size_t i = 0; KEY_FIGURES[i].code; i++) {
		struct column *c = &columns[i];
		if (c->n < FIGURE_REFERENCE_LEAST)
			continue;
		qsort(c->value, c->n, sizeof *c->value, by_size);
		struct figure_reference is = { quantile(c->value, c->n, 0.25), quantile(c->value, c->n, 0.5), quantile(c->value, c->n, 0.75), (int64_t)c->n, c->year };
		changed += keep(slot, &KEY_FIGURES[i], &known[i], &is) > 0;
	}
	return slot_failed(slot) ? -1 : changed;
}
