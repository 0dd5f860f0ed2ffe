/* A disk that may lose what was not synced: fed with a trace (trace.h) up to some moment, it makes the folder as a power cut at that moment
 * could have left it.
 *
 * What is certain: of a file the writes and truncations that were made before a sync of it began that has ended; of a folder the names that were
 * made, changed or removed before a sync of that folder began that has ended. This is stricter than most file systems: a file that was synced
 * is not there when its folder was not. All else is left to chance, per 512 bytes: kept, dropped or torn (its first or last bytes alone new), in
 * whatever order; a file may have its new size without its new bytes (zeros). */
#ifndef NABIJ_DISK_H
#define NABIJ_DISK_H
#include "trace.h"

struct disk;

/* A planted defect: syncing files with this in their path, or this folder, counts for nothing. NULL: none. */
struct lie { const char *files, *folder; };
struct disk *disk_new(const struct trace *, struct lie);
void disk_free(struct disk *);
/* Plays the trace on, to before event `upto`. */
void disk_play(struct disk *, size_t upto);

enum cut {
	CUT_NOTHING,                 /* of what was not synced nothing is there */
	CUT_EVERYTHING,              /* all of it is: as after kill -9 */
	CUT_PREFIX,                  /* the first so many writes are, the last one torn */
	CUT_SECTORS,                 /* each sector and each name by chance */
	CUT_FILES,                   /* of each file all or nothing */
	CUTS
};
/* Makes the folder `into` (which must not exist). `random` is the state of the chance. */
void disk_cut(const struct disk *, enum cut, uint64_t *random, const char *into);
uint64_t disk_random(uint64_t *random);
#endif
