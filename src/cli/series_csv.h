/* Weekly counts per area, from a CSV file of one of two shapes:
 *   long   columns area, week and count, in any order, others are passed over. A week without a row is a week without cases; an empty count is a
 *          week of which nothing is known; two rows for the same area and week are refused.
 *   wide   week in the first column, one column for each area; every week has its row, in any order. An empty cell is not known.
 * A week is a number (1, 2, …), the first day of it (2026-11-16; all of them the same day of the week), or 2026-W47. The column may be called date. */
#ifndef NABIJ_SERIES_CSV_H
#define NABIJ_SERIES_CSV_H
#include "../platform/base/err.h"
#include "labels.h"

enum { SERIES_WEEKS_MOST = 53 * 200 };

struct series {
	struct labels areas;
	int weeks;                       /* one at least */
	int64_t first;                   /* number of the first week, or its first day since 1970 */
	int32_t *dates;                  /* per week, when dated; else NULL */
	double *counts;                  /* area by area; NAN: not known */
};
/* All of it in the arena; an error names line and column. */
bool series_read(struct series *, struct arena *, const char *path, struct err *);
const char *series_week(const struct series *, struct arena *, int week);        /* as it is written: "312" or "2026-11-16" */
#endif
