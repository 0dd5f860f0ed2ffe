/* Cases drawn anew under the null hypothesis, given their total. */
#include <assert.h>
#include <stdlib.h>
#include "scan_inside.h"

/* Each case falls in an area and a period on its own: the multinomial that independent Poisson counts are, given their sum (Kulldorff 1997). Of alive
 * windows only the cases of their periods are drawn; the others are never looked at. */
static size_t draw_poisson(const struct scan *s, struct random *r, uint32_t *cells)
{
	if (!s->separable) {
		for (size_t i = 0; i < s->total; i++)
			cells[i] = (uint32_t)random_alias_draw(s->by_cell, r);
		return s->total;
	}
	size_t n = s->total, first = s->first_period, periods = s->periods - first;
	if (first)
		n = random_binomial(r, s->total, scan_share(s, first, s->periods));
	for (size_t i = 0; i < n; i++) {
		size_t area = random_alias_draw(s->by_area, r);
		size_t period = s->by_period ? random_alias_draw(s->by_period, r) : random_below(r, periods);
		cells[i] = (uint32_t)(area * s->periods + first + period);
	}
	return n;
}

/* The periods stay as they are and get other areas: so each area and each period keeps its total (Kulldorff et al. 2005). Fisher and Yates's
 * shuffle, as far as cases are looked at: a part of it is a fair choice of as many areas, in random order. */
static size_t draw_permutation(const struct scan *s, struct random *r, uint32_t *cells)
{
	uint32_t periods = (uint32_t)s->periods;
	for (size_t i = 0; i < s->total; i++)
		cells[i] = s->observed[i] / periods;
	for (size_t i = 0; i < s->observed_drawn; i++) {
		size_t j = i + random_below(r, s->total - i);
		uint32_t area = cells[j];
		cells[j] = cells[i];
		cells[i] = area * periods + s->observed[i] % periods;
	}
	return s->observed_drawn;
}

/* Cases are a sample of the individuals without putting back (Kulldorff 1997): somebody drawn before is drawn again with the chance that the one drawn in a cell
 * is one of those taken from it already. */
static size_t draw_bernoulli(const struct scan *s, struct random *r, uint32_t *cells)
{
	uint32_t *taken = calloc(s->areas * s->periods, sizeof *taken);
	assert(taken);
	for (size_t i = 0; i < s->total;) {
		size_t cell = random_alias_draw(s->by_cell, r);
		if (random_below(r, (uint64_t)s->cell_measure[cell]) < taken[cell])
			continue;
		taken[cell]++;
		cells[i++] = (uint32_t)cell;
	}
	free(taken);
	return s->total;
}

size_t scan_draw(const struct scan *s, struct random *r, uint32_t *cells)
{
	switch (s->options->model) {
	case SCAN_POISSON: return draw_poisson(s, r, cells);
	case SCAN_BERNOULLI: return draw_bernoulli(s, r, cells);
	case SCAN_PERMUTATION: return draw_permutation(s, r, cells);
	}
	assert(!"a model");
	return 0;
}
