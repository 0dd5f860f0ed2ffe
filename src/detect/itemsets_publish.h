/* Which combinations may leave the team. Beside the rules for every count (disclosure.h) there is what a list of overlapping sets tells by itself: whoever
 * knows how many have A and how many have A and B, knows how many have A without B.
 *
 * Published is a set that counts enough, all whose subsets are published, and of which no such difference is small: for every I within J, the
 * households with all of I and nothing of the rest of J are 0-9 in no published J (M. Atzori, F. Bonchi, F. Giannotti, D. Pedreschi, "Anonymity preserving
 * pattern discovery", VLDB Journal 17, 2008: no inference channels). Of a hidden set whose subsets are published, the bounds that these set to it (T.
 * Calders and B. Goethals, "Non-derivable itemset mining", Data Min. Knowl. Disc. 14, 2007) must lie `width` and ten more apart; else one of them is hidden too. */
#ifndef NABIJ_ITEMSETS_PUBLISH_H
#define NABIJ_ITEMSETS_PUBLISH_H
#include "disclosure.h"
#include "itemsets.h"

/* Keeps of the list what may be published, sorted by codes; supports stay as they are: show them by disclosure_show(). The list must hold every set of at
 * most `most_codes` codes in rules->shown_from households or more, of `n` households in all. */
void itemsets_publishable(struct itemsets *, size_t n, int most_codes, const struct disclosure_rules *);
#endif
