/* How counts are told, and which of a page exactly, so that no other can be computed from them: counts.h tells the rule. */
#include "counts.h"
#include "../../platform/web/words.h"

enum { BAND = 5 };
#define NO_LIMIT ((int64_t)1 << 40)

bool count_exact(int64_t n, int64_t households, int64_t reporters)
{
	return !n || (households >= 5 && reporters >= 2);
}

const char *count_words(struct arena *a, const struct lang *lang, int64_t n, int64_t households, int64_t reporters)
{
	return !n ? tr(lang, N_("geen")) : count_exact(n, households, reporters) ? words_number(a, lang, (long)n) : tr(lang, N_("enkele"));
}

/* ---- beside each other ---- */

void count_cell_window(const struct count_cell *c, int64_t *low, int64_t *high)
{
	int64_t band = c->n - c->n % BAND;
	*low = c->told == COUNT_EXACT ? c->n : c->told == COUNT_RANGE && band ? band : c->told == COUNT_UNTOLD ? 0 : 1;
	*high = c->told == COUNT_EXACT ? c->n : c->told == COUNT_RANGE ? band + BAND - 1 : NO_LIMIT;
}

/* What the total and the others leave for one, or for all that are a few together. */
struct sums { int64_t low, high; };

static struct sums sums_of(const struct count_cell *cells, size_t n, bool few_too)
{
	struct sums s = { 0, 0 };
	for (size_t i = 0; i < n; i++) {
		int64_t low, high;
		count_cell_window(&cells[i], &low, &high);
		if (cells[i].told == COUNT_FEW && !few_too)
			continue;
		s.low += low;
		s.high += high;
	}
	return s;
}

static bool one_is_told(const struct count_cell *c, const struct sums *all, int64_t total)
{
	int64_t low, high, least, most;
	count_cell_window(c, &low, &high);
	least = total - (all->high - high);
	most = total - (all->low - low);
	return (least > low ? least : low) >= (most < high ? most : high);
}

/* They are one count as well, when the others leave a single number for them. */
static bool the_few_are_told(const struct count_cell *cells, size_t n)
{
	struct sums others = sums_of(cells, n, false);
	int64_t count = 0, households = 0, reporters = 0;
	for (size_t i = 0; i < n; i++)
		if (cells[i].told == COUNT_FEW) {
			count += cells[i].n;
			households += cells[i].households;
			reporters = cells[i].reporters > reporters ? cells[i].reporters : reporters;
		}
	return count && others.low == others.high && !count_exact(count, households, reporters);
}

static bool something_is_told(const struct count_cell *cells, size_t n, int64_t total)
{
	struct sums all = sums_of(cells, n, true);
	for (size_t i = 0; i < n; i++)
		if (cells[i].told != COUNT_EXACT && one_is_told(&cells[i], &all, total))
			return true;
	return the_few_are_told(cells, n);
}

/* The smallest one that is told exactly; NULL: none is. */
static struct count_cell *smallest(struct count_cell *cells, size_t n)
{
	struct count_cell *least = NULL;
	for (size_t i = 0; i < n; i++)
		if (cells[i].told == COUNT_EXACT && cells[i].n > 0 && (!least || cells[i].n < least->n))
			least = &cells[i];
	return least;
}

void counts_tell(struct count_cell *cells, size_t n, const int64_t *total)
{
	for (size_t i = 0; i < n; i++)
		cells[i].told = !cells[i].n ? COUNT_EXACT : !cells[i].exact ? COUNT_FEW : cells[i].apart ? COUNT_RANGE : COUNT_EXACT;
	if (!total)
		return;
	struct count_cell *beside;
	while (something_is_told(cells, n, *total) && (beside = smallest(cells, n)))
		beside->told = COUNT_RANGE;
	for (size_t i = 0; something_is_told(cells, n, *total) && i < n; i++)
		if (cells[i].n)
			cells[i].told = COUNT_UNTOLD;
}

static const char *between_words(struct arena *a, const struct lang *lang, int64_t low, int64_t high)
{
	const char *least = words_number(a, lang, (long)low);
	return low == high ? least : arena_printf(a, "%s–%s", least, words_number(a, lang, (long)high));
}

const char *count_cell_words(struct arena *a, const struct lang *lang, const struct count_cell *c)
{
	int64_t low, high;
	count_cell_window(c, &low, &high);
	switch (c->told) {
	case COUNT_EXACT:
	case COUNT_RANGE:
		return high ? between_words(a, lang, low, high) : tr(lang, N_("geen"));
	case COUNT_FEW:
		return tr(lang, N_("enkele"));
	case COUNT_UNTOLD:
		break;
	}
	return tr(lang, N_("gehoord"));
}

void count_total_add(struct count_total *t, const struct count_cell *c)
{
	int64_t low, high;
	count_cell_window(c, &low, &high);
	if (c->told == COUNT_FEW || c->told == COUNT_UNTOLD) {
		*(c->told == COUNT_FEW ? &t->few : &t->untold) += 1;
	} else {
		t->low += low;
		t->high += high;
	}
}

const char *count_total_words(struct arena *a, const struct lang *lang, const struct count_total *t)
{
	if (!t->high)
		return tr(lang, t->untold ? N_("gehoord") : t->few ? N_("enkele") : N_("geen"));
	const char *told = between_words(a, lang, t->low, t->high);
	if (!t->few && !t->untold)
		return told;
	return tr_fill(a, tr(lang, t->untold ? N_("{n} en meer") : N_("{n} en enkele")), "n", told, NULL);
}

double count_cell_drawn(const struct count_cell *c)
{
	int64_t low, high;
	count_cell_window(c, &low, &high);
	return c->told == COUNT_FEW || c->told == COUNT_UNTOLD ? BAND / 2 : (double)(low + high) / 2;
}
