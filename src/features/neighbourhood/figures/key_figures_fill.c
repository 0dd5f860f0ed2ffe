#include "key_figures_fill.h"
#include <math.h>
#include <string.h>
#include "../../../platform/base/list.h"
#include "../../../platform/web/words.h"

static const char *number_words(struct request *rq, double value)
{
	return fabs(value) >= 1000 ? words_number(rq->arena, rq->lang, lround(value)) : words_real(rq->arena, rq->lang, round(value * 10) / 10);
}

const char *figure_words(struct request *rq, struct figure_value v)
{
	return v.state == FIGURE_SHOWN ? number_words(rq, v.value) : NULL;
}

/* The length of a bar; a value that is there but small still shows. */
static int64_t bar(double value, double most)
{
	int64_t n = most > 0 ? lround(value * BAR_LONGEST / most) : 0;
	return value > 0 && n < 1 ? 1 : n < 0 ? 0 : n;
}

static void draw(struct key_figure_rows_rows *row, struct figure_value here, struct figure_value there, const struct figure_reference *country)
{
	double most = fmax(fmax(here.value, there.value), country->areas ? country->high : 0);
	row->here_bar = bar(here.value, most);
	row->municipality_bar = bar(there.value, most);
	if (!country->areas)
		return;
	row->country_bar = bar(country->middle, most);
	row->middle_low = bar(country->low, most);
	row->middle_wide = bar(country->high, most) - row->middle_low;
}

void key_figures_fill(struct request *rq, const struct area_seen *a, const struct figure_beside *b, struct key_figure_rows *d)
{
	bool top = !strcmp(a->kind, "municipality");
	d->here = a->name;
	d->municipality = top ? NULL : a->municipality_name;
	for (const struct key_figure *k = KEY_FIGURES; k->code; k++) {
		size_t i = (size_t)(k - KEY_FIGURES);
		struct figure_value here = b->here[i], there = top ? (struct figure_value){ FIGURE_MISSING, 0, 0 } : b->municipality[i];
		const struct figure_reference *country = &b->country[i];
		if (here.state == FIGURE_MISSING)
			continue;
		struct key_figure_rows_rows *row = LIST_ADD(rq->arena, d->rows, d->rows_n);
		*row = (struct key_figure_rows_rows){ .code = k->code, .label = rq_tr(rq, k->label), .unit = k->unit ? rq_tr(rq, k->unit) : NULL, .size = k->size,
			.year = here.year, .here = figure_words(rq, here), .here_hidden = here.state == FIGURE_HIDDEN, .municipality = figure_words(rq, there),
			.municipality_hidden = there.state == FIGURE_HIDDEN,
			.country = country->areas && !k->size ? number_words(rq, country->middle) : NULL };
		if (!k->size)
			draw(row, here, there, country);
		d->year = here.year > d->year ? here.year : d->year;
		d->countries = country->areas > d->countries ? country->areas : d->countries;
	}
}
