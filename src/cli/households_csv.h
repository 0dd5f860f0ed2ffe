/* Which household has what: a CSV file with columns household and problem, and maybe solution and fitted, a row for each. The same household and problem
 * in two rows counts once. */
#ifndef NABIJ_HOUSEHOLDS_CSV_H
#define NABIJ_HOUSEHOLDS_CSV_H
#include "../platform/base/err.h"
#include "labels.h"

struct households {
	struct labels household, problem, solution;
	uint64_t *mask;                  /* per household: bit i is problem i. NULL when there are solutions */
	struct tried { uint32_t household, problem, solution; signed char fitted; } *tried;     /* fitted: 1, 0, or -1 for not known (yet) */
	size_t tried_n;
};
/* With solutions: every row that has one, the columns solution and fitted must be there. Without: at most 64 problems. */
bool households_read(struct households *, struct arena *, const char *path, bool solutions, struct err *);
#endif
