/* Combinations: which problems stand together in how many households? Frequent itemsets over at most 64 codes, each household one 64-bit mask.
 *
 * Rare codes go first: each takes the households that have it, as columns of bits (Zaki, "Scalable algorithms for association mining", IEEE TKDE
 * 12(3), 2000), and of those only the words that are not empty; the sixteen commonest codes need no search: a count of every combination of them, summed
 * over supersets, gives all at once (as LCM does for its last items: Uno, Kiyomi, Arimura, OSDM 2005). Support only falls as a set grows (Agrawal
 * and Srikant, VLDB 1994), so what is below the least is never grown.
 *
 * Counts are exact. Pure functions; one thread; kernels for the machine at hand are chosen at run time and give the same. */
#ifndef NABIJ_ITEMSETS_H
#define NABIJ_ITEMSETS_H
#include <stdbool.h>
#include <stddef.h>
#include "detect.h"

enum { ITEMSETS_CODES_MOST = 64 };

struct itemset {
	uint64_t codes;              /* bit i: code i is in it; never 0 */
	uint32_t support;            /* households that have them all, and maybe more */
	bool closed;                 /* no larger set has the same support; told by itemsets_close() */
};
struct itemsets {
	struct itemset *list;        /* in no promised order */
	size_t n, room;
};

/* All sets of at most `most_codes` codes in `least` (>= 1) households or more. Fails when there are more sets than `limit`, or when told to stop.
 * Free with itemsets_free() in either case. n < 2^32. work may be NULL. */
bool itemsets_find(struct itemsets *, const uint64_t *households, size_t n, uint32_t least, int most_codes, size_t limit, struct detect_work *, struct err *);
void itemsets_free(struct itemsets *);
/* Says which are closed, among sets found with room for one code more than is looked at (or with no bound on their size). */
void itemsets_close(struct itemsets *);
/* The set's own support among those found, or 0. Needs itemsets_sort() first. */
uint32_t itemsets_support(const struct itemsets *, uint64_t codes);
void itemsets_sort(struct itemsets *);           /* by codes */
/* How often they stand together beside what chance would bring were they independent: (support / n) / Π (support of each / n). Needs a sorted list that
 * holds the single codes. NAN for n = 0. */
double itemsets_lift(const struct itemsets *, const struct itemset *, size_t n);
#endif
