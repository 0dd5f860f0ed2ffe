/* The check that what is hidden stays hidden, and the hiding beside it. Inside this folder; disclosure.h is the door. */
#ifndef NABIJ_DISCLOSURE_AUDIT_H
#define NABIJ_DISCLOSURE_AUDIT_H
#include "disclosure.h"

/* The cells that a combination of labels counts in: one ancestor per dimension, all combinations of them. The first is its own. */
struct audit_walk {
	const struct disclosure_table *table;
	int32_t up[DISCLOSURE_DIMENSIONS_MOST][DISCLOSURE_LEVELS_MOST];  /* the nodes that hold the label, itself first */
	int n[DISCLOSURE_DIMENSIONS_MOST], at[DISCLOSURE_DIMENSIONS_MOST];
	size_t cell;
	bool begun;
};
void audit_walk_begin(struct audit_walk *, const struct disclosure_table *, const int32_t *label);
bool audit_walk_next(struct audit_walk *);
bool audit_next_label(const struct disclosure_table *, int32_t *label);      /* the next combination of labels; false after the last */

/* Hides cells (SHOWN becomes BESIDE) until every small count has examples as disclosure.h promises. */
bool audit_hide(const struct disclosure_table *, const struct disclosure_rules *, struct disclosure_cell *, struct detect_work *, struct err *);
#endif
