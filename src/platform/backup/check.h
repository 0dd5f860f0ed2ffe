/* Is a Nabij whole? Everything that can be looked at while it is served: the store's own checks, whether it is built as declared (guards too), references,
 * a sum of every table, keys and sealed values, the spool. What is wrong is a line in the report, and is counted. */
#ifndef NABIJ_CHECK_H
#define NABIJ_CHECK_H
#include "../db/spool.h"
#include "sound.h"

struct check_table { const char *name; struct table_sum sum; };
struct check {
	uint64_t wrong;                          /* of all kinds together */
	moment at;                               /* of the snapshot that was read */
	struct check_table *table; size_t tables; /* in the arena, by name */
	uint64_t rows;
	struct sound_found found;
	struct spool_state spool;
};
/* False: it could not be checked to its end; what was found until then is in the report. */
bool check_run(struct db *, struct keystore *, const char *spool, enum sound_open, struct arena *, struct check *, struct buf *report, struct err *);
#endif
