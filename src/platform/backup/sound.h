/* Do store and keys belong together? Every file has its key, or was erased and has a tombstone, never both; every key opens with the master key; what is
 * sealed opens with the key of its file. Rows go by once (db/tables.h), so that sums, a backup or a load can be made of them meanwhile.
 *
 * The keys are read by sound_new(), after the snapshot of the tables was begun: a key is durable before its first row, so none is missed. */
#ifndef NABIJ_SOUND_H
#define NABIJ_SOUND_H
#include "../db/tables.h"

enum sound_open { OPEN_SOME, OPEN_ALL };         /* SOME: of a table all of the first 10,000 rows, and behind them one in a hundred */

struct sound_found {
	uint64_t files, erased;                  /* erased: those of the files with a tombstone */
	uint64_t keys, tombstones;
	uint64_t spare_keys;                     /* of no file: a key is made before its file's row; harmless */
	uint64_t values, tried, opened;          /* sealed values of files with a key; those that were tried; that opened */
	uint64_t of_erased;                      /* sealed values that nobody can open any more, as is meant */
	uint64_t wrong;                          /* whatever should not be; each of the first ten of a kind is a line in the report */
};

struct sound;
struct sound *sound_new(struct keystore *, enum sound_open, struct buf *report, struct err *);
void sound_table(struct sound *, const struct table *);
void sound_row(struct sound *, const struct table *, const struct value *);
struct sound_found sound_end(struct sound *);    /* frees */
#endif
