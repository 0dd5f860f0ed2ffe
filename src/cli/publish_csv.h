/* A table to be published, from CSV: dimensions by the names of their columns, and a count in each row, or a row for each record. What was published before
 * comes in as `nabij detect publish --csv` wrote it. */
#ifndef NABIJ_PUBLISH_CSV_H
#define NABIJ_PUBLISH_CSV_H
#include "../detect/disclosure.h"
#include "labels.h"
#include "secret.h"

enum { PUBLICATION_NESTED_MOST = DISCLOSURE_LEVELS_MOST - 1 };
#define PUBLICATION_CELLS_MOST ((size_t)4 << 20)

struct publication_dimension {
	const char *column[PUBLICATION_NESTED_MOST];  /* outermost first: district, neighbourhood */
	int levels;
	bool separate;               /* nothing is summed over it */
	struct labels node;          /* node i is called node.name[i]: its labels, with \x1f between and behind; the total is "" */
};
struct publication {
	struct arena *arena;
	struct publication_dimension dimension[DISCLOSURE_DIMENSIONS_MOST];
	struct disclosure_table table;
	struct disclosure_cell *cells;
};

/* "district/neighbourhood,problem,quarter": dimensions, and in `separate` the names of those that nothing is summed over. */
bool publication_dimensions(struct publication *, struct arena *, const char *dimensions, const char *separate, struct err *);
/* Reads the counts. records: the column with a record's own name, or NULL; count: the column with the count otherwise. An empty count: cannot occur. A
 * record may stand in several rows only where these differ in a separate dimension. secret NULL: no keys. */
bool publication_read(struct publication *, const char *path, const char *count, const char *records, const struct secret *, struct err *);
/* Marks what was published before as fixed. */
bool publication_before(struct publication *, const char *path, struct err *);
/* The label of a node at a level; "" for a sum over it. */
const char *publication_label(const struct publication *, int dimension, int32_t node, int level);
#endif
