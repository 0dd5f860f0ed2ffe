#include "itemsets_publish.h"
#include <assert.h>

struct publishing {
	struct itemsets *sets;
	int64_t all;                     /* households */
	const struct disclosure_rules *rules;
	bool *hidden;                    /* per set of the list */
	uint64_t codes;                  /* that stand anywhere in the list */
};

static int64_t support(const struct publishing *p, uint64_t codes)
{
	return codes ? (int64_t)itemsets_support(p->sets, codes) : p->all;
}

/* Households with all of `with` and none of the rest of `of`, when `of` itself counts `own`. */
static int64_t alone(const struct publishing *p, uint64_t with, uint64_t of, int64_t own)
{
	uint64_t rest = of & ~with, sub = rest;
	int64_t sum = 0;
	do {
		int64_t s = sub == rest ? own : support(p, with | sub);
		sum += __builtin_popcountll(sub) % 2 ? -s : s;
		sub = (sub - 1) & rest;
	} while (sub != rest);
	return sum;
}

/* The smallest number of households that the set and its subsets tell apart, for an even and an odd number of codes left out. */
static void smallest(const struct publishing *p, uint64_t codes, int64_t own, int64_t least[2])
{
	uint64_t with = codes;
	least[0] = least[1] = INT64_MAX;
	do {
		int64_t n = alone(p, with, codes, own);
		int odd = __builtin_popcountll(codes & ~with) % 2;
		least[odd] = n < least[odd] ? n : least[odd];
		with = (with - 1) & codes;
	} while (with != codes);
}

/* The place of a set that is still to be published, or -1; the empty set always is. */
static int64_t place(const struct publishing *p, uint64_t codes)
{
	size_t low = 0, high = p->sets->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (p->sets->list[middle].codes < codes)
			low = middle + 1;
		else
			high = middle;
	}
	return low < p->sets->n && p->sets->list[low].codes == codes && !p->hidden[low] ? (int64_t)low : -1;
}

static bool has_all_facets(const struct publishing *p, uint64_t codes)
{
	for (uint64_t left = codes; left; left &= left - 1) {
		uint64_t facet = codes & ~(left & -left);
		if (facet && place(p, facet) < 0)
			return false;
	}
	return true;
}

/* Hides sets that tell a small number themselves, or that stand on a hidden one. */
static bool hide_telling(struct publishing *p)
{
	bool changed = false;
	for (size_t i = 0; i < p->sets->n; i++) {
		const struct itemset *s = &p->sets->list[i];
		int64_t least[2];
		if (p->hidden[i])
			continue;
		smallest(p, s->codes, s->support, least);
		if (least[0] < p->rules->shown_from || least[1] < p->rules->shown_from || !has_all_facets(p, s->codes))
			p->hidden[i] = changed = true;
	}
	return changed;
}

static void hide_smallest_facet(struct publishing *p, uint64_t codes)
{
	int64_t best = -1;
	for (uint64_t left = codes; left; left &= left - 1) {
		int64_t at = place(p, codes & ~(left & -left));
		if (at >= 0 && (best < 0 || p->sets->list[at].support < p->sets->list[best].support))
			best = at;
	}
	assert(best >= 0);
	p->hidden[best] = true;
}

/* Looks at hidden sets that are one code larger than a published one and all whose own facets are published: are they still free to be anything? */
static bool hide_beside(struct publishing *p)
{
	bool changed = false;
	for (size_t i = 0; i < p->sets->n; i++)
		for (uint64_t left = p->codes & ~p->sets->list[i].codes; left && !p->hidden[i]; left &= left - 1) {
			uint64_t larger = p->sets->list[i].codes | (left & -left);
			int64_t least[2];
			if (place(p, larger) >= 0 || !has_all_facets(p, larger))
				continue;
			smallest(p, larger, support(p, larger), least);
			if (least[0] + least[1] >= p->rules->width + p->rules->shown_from)
				continue;
			hide_smallest_facet(p, larger);
			changed = true;
		}
	return changed;
}

void itemsets_publishable(struct itemsets *sets, size_t n, int most, const struct disclosure_rules *rules)
{
	struct publishing p = { .sets = sets, .all = (int64_t)n, .rules = rules };
	size_t kept = 0;
	p.hidden = calloc(sets->n ? sets->n : 1, sizeof *p.hidden);
	assert(p.hidden);
	itemsets_sort(sets);
	for (size_t i = 0; i < sets->n; i++) {
		p.codes |= sets->list[i].codes;
		p.hidden[i] = __builtin_popcountll(sets->list[i].codes) > most;
	}
	while (hide_telling(&p) || hide_beside(&p))
		;
	for (size_t i = 0; i < sets->n; i++)
		if (!p.hidden[i])
			sets->list[kept++] = sets->list[i];
	sets->n = kept;
	free(p.hidden);
}
