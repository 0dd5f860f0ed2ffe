/* A record of the spool as it lies in a file (spool.h says its form): written, and read back from a file of which a power cut may have taken any part. */
#ifndef NABIJ_SPOOL_RECORD_H
#define NABIJ_SPOOL_RECORD_H
#include "spool.h"

enum { SPOOL_FILE_MOST = 8 << 20 };      /* bytes of one file */

/* Adds the record; one that is too large for `out` fails there (buf_failed). Its words are the program's own, plain ones: others are a bug. */
void spool_encode(struct buf *out, const struct spool_record *);

/* One file, read from its begin to its end; begins with `at` 0. The bytes stay their owner's. */
struct spool_reading {
	const struct buf *file;
	size_t at;                   /* past the last whole record */
	bool damaged;                /* records stand behind something that is none; may be known from before */
};
/* The next whole record, in the arena; false: none is left. What stands between `at` and the end of the file then is torn, or still being written. */
bool spool_next(struct arena *, struct spool_reading *, struct spool_record *);
#endif
