/* Small numbers: the one way by which counts leave a team. A table goes in; out comes what may be seen of each of its cells.
 *
 *   1. A count below 10 is hidden, zero too (who was counted alone is not told apart from nobody), unless the cell cannot occur at all.
 *   2. Other counts are rounded to 5, each cell and each total on its own (CBS's custom), after noise that is fixed by who is counted: the cell-key method
 *      (B. Fraser and J. Wooton, "A proposed method for confidentialising tabular output to protect against differencing", UNECE/Eurostat 2005),
 *      so that asking again, or in another table, gives the same and averages nothing away.
 *   3. No hidden count can be computed from the rest (sums, margins, periods). This is shown, not assumed: for each hidden count other tables are looked
 *      for, whole numbers throughout, that would be published exactly the same and in which that count lies `width` apart at least. Where they are not
 *      found, another cell is hidden beside it, and so on. The same holds for what is hidden together beside a sum, when that is small.
 *      (Feasibility intervals: P. Willenborg and T. de Waal, "Elements of Statistical Disclosure Control", 2001, ch. 6. An interval that an example
 *      proves is never wider than the true one, so a search that misses something hides more, never less.)
 *   4. Percentages are of published numbers, and only of 50 or more.
 *
 * The reader is taken to know all of this, which cells are hidden for being small and which beside them, but not the key or the records. What that does
 * not cover stands in docs/statistics.md: knowledge of most of the people in a cell, other publications, and the choice of cells itself.
 *
 * Pure functions; the table is borrowed. */
#ifndef NABIJ_DISCLOSURE_H
#define NABIJ_DISCLOSURE_H
#include <stdbool.h>
#include <stddef.h>
#include "detect.h"

enum { DISCLOSURE_DIMENSIONS_MOST = 5, DISCLOSURE_LEVELS_MOST = 4 };

struct disclosure_rules {
	int64_t shown_from;          /* 10 */
	int64_t rounded_to;          /* 5 */
	int64_t noise;               /* at most this much either way, before rounding; 0: none */
	int64_t width;               /* a hidden small count can be any of width + 1 values at least; 0 turns the whole of point 3 off, for tests */
	int64_t base;                /* 50 */
};
extern const struct disclosure_rules DISCLOSURE_RULES;       /* those numbers, without noise, width 5 */

/* A label of a dimension, or a group of neighbouring ones: those from … to-1. */
struct disclosure_node { int32_t from, to; int32_t parent; };    /* parent: the node whose sum it belongs to, -1: none is published */
/* Nodes 0 … leaves-1 are the labels themselves, in order; groups (a district, the total) come after. */
struct disclosure_dimension { int32_t leaves, n; const struct disclosure_node *node; };

struct disclosure_table {
	int dimensions;              /* 1 … DISCLOSURE_DIMENSIONS_MOST */
	struct disclosure_dimension dimension[DISCLOSURE_DIMENSIONS_MOST];
	const int64_t *count;        /* per combination of labels, the last dimension runs fastest; -1: cannot occur */
	const uint64_t *key;         /* of who is counted there: the sum over records of a secret hash of each; NULL when there is no noise */
};

enum disclosure_state {
	DISCLOSURE_OPEN,             /* before: to be decided */
	DISCLOSURE_SHOWN,
	DISCLOSURE_SMALL,            /* hidden: below shown_from */
	DISCLOSURE_BESIDE,           /* hidden, so that another stays hidden */
	DISCLOSURE_IMPOSSIBLE        /* shown as 0 */
};
struct disclosure_cell {
	enum disclosure_state state;
	int64_t count, value;        /* value: what is shown; 0 when hidden */
	bool fixed;                  /* in: state and value were published before and stay */
};

size_t disclosure_cells(const struct disclosure_table *);
/* The cell of one node per dimension; the last dimension runs fastest. */
size_t disclosure_at(const struct disclosure_table *, const int32_t *node);

/* Decides every cell. In: zeroed, or `fixed` with the state and value of an earlier publication (hidden cells as SMALL or BESIDE alike). Fails, and then
 * nothing may be published: a fixed cell that the counts contradict, a hidden count that what was published before already tells, or a stop. */
bool disclosure_decide(const struct disclosure_table *, const struct disclosure_rules *, struct disclosure_cell *, struct detect_work *, struct err *);

/* One count that stands by itself: its rounded value, or false when it is hidden. */
bool disclosure_show(const struct disclosure_rules *, int64_t count, uint64_t key, int64_t *value);
/* part / base in whole percent, both published values; false when the base is too small. */
bool disclosure_percent(const struct disclosure_rules *, int64_t part, int64_t base, int *percent);
/* What a reader knows of a cell: the least and most that its count can be, from the cell alone. */
void disclosure_window(const struct disclosure_rules *, const struct disclosure_cell *, int64_t *low, int64_t *high);
#define DISCLOSURE_NO_LIMIT INT64_MAX
#endif
