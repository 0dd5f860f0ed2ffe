/* The spool of reads. No log, no data: before an answer that showed a file leaves, one record of the request (who, on what
 * ground, which route, which files) is appended with one write(2). The spool is synced every second and folded into the table `log`
 * by one thread in ordinary changes, idempotent by record id. It is bounded: when full, answers wait; when it cannot be written, 503.
 * A crash of the program leaves the spool whole; it is folded at the next start. A power cut may take what was not synced yet: records of
 * answers of the last second (docs/reliability.md). What is torn at the end of a file is dropped.
 *
 * Record on disk: u32 length, u32 CRC of what follows (little-endian), then a JSON object with id, at, account, ground, route, action and
 * files[]; no content of any file, no names. Files: DIR/spool/NNNN.log, each at most 8 MiB, removed once folded. Of one that is
 * damaged other than at its end every whole record is folded; it is kept as NNNN.damaged, and said so. */
#ifndef NABIJ_SPOOL_H
#define NABIJ_SPOOL_H
#include "../base/room.h"
#include "db.h"

struct spool;
struct spool_record {
	id64 id, account;
	moment at;
	const char *route, *action, *ground;     /* ground may be NULL: then it is looked up when folding */
	const id64 *files; size_t files_n;
};

/* One process at a time has a folder: another is refused. */
struct spool *spool_open(const char *dir, struct db *, struct err *);
bool spool_append(struct spool *, const struct spool_record *, struct err *);   /* false: the answer must not leave */
bool spool_fold(struct spool *, struct err *);       /* everything appended so far is in the table on true; never from inside a change */
void spool_room(struct spool *, struct room *);      /* what is lent when the disk is full; folding waits then. Before spool_start() */
void spool_start(struct spool *);                    /* two threads: one syncs (also while a long import has the writer), one folds */
/* What lies in the folder of a spool, also while it is in use: each file that is damaged, or was kept aside as such, is a line in the report. */
struct spool_state { uint64_t files, records, damaged; };
bool spool_look(const char *dir, struct spool_state *, struct buf *report, struct err *);
void spool_close(struct spool *);                    /* stops, folds, frees */

/* The same record as rows of `log`, inside a change (a change and its log rows are one transaction). Works as NABIJ_ITSELF for a
 * moment; the viewer is as before on return. */
bool log_write(struct slot *, const struct spool_record *);
#endif
