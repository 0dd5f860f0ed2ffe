/* What leaves the team as a number: every published count goes through publish_column(), so that the rule stands in one place.
 *
 * Below 10 a count is hidden (zero too: who was counted alone is not told apart from nobody); else it is rounded to 5, each cell and each total on
 * its own, so that taking cells from a total gives an interval and nobody (CBS's practice). That is a custom that has held, not a
 * formal guarantee. Only quarters that are over are published: a table that changes from day to day tells what happened that day. */
#ifndef NABIJ_PUBLISH_H
#define NABIJ_PUBLISH_H
#include <stddef.h>
#include <stdint.h>
#include "../../platform/base/clock.h"

struct published { bool hidden; int64_t value; };    /* value 0 while hidden */
/* A column of a table: n counts and, in shown[n], their sum. Beside hidden counts others are hidden, until none can be told from the sum and the rest
 * (src/detect/disclosure.h). The same counts always give the same, whatever stands beside the column. */
void publish_column(const int64_t *count, size_t n, struct published *shown);
/* A table of rows × columns (the columns run fastest) with a sum of each row, of each column and of all: shown[(rows + 1) × (columns + 1)]. */
void publish_table(const int64_t *count, size_t rows, size_t columns, struct published *shown);

/* Sets of one or two codes that stand together in households, of a whole that has no parts: the sums of parts are no rule of these. Which of them may be told, and how
 * many households have them all, rounded. exact[S]: how many have the codes of S (a bit each) and no other, 2^codes of them. The first, of no code, is all households;
 * nothing at all while these are too few. No group that the sets tell apart is small (src/detect/itemsets_publish.h). Gives how many there are in shown[], SETS_PUBLISHED(codes) at most. */
#define SETS_PUBLISHED(codes) (1 + (codes) + (codes) * ((codes) - 1) / 2)
struct published_set { uint64_t codes; int64_t value; };
size_t publish_sets(const int64_t *exact, int codes, struct published_set *shown);

/* Quarters as one number: 4 × year + 0 … 3. */
int quarter_of(struct day);
int quarter_published(struct day today);             /* the last one that is over */
struct day quarter_begins(int quarter);
#endif
