/* Inside the spool: what its files share. spool.c has the folder, its files and appending; spool_record.c a record as it lies there; spool_fold.c and
 * spool_rows.c what becomes of it in the store; spool_threads.c the two threads; spool_look.c who looks from outside. */
#ifndef NABIJ_SPOOL_INSIDE_H
#define NABIJ_SPOOL_INSIDE_H
#include <pthread.h>
#include "spool.h"

/* A thread that does one thing every second. */
struct ticker {
	struct spool *spool;
	void (*tick)(struct spool *);
	pthread_t thread;
};

struct spool {
	char *dir;
	int claim;                   /* the folder, locked: nobody else may append or fold there */
	struct db *db;
	struct room *disk;           /* NULL: none to lend from */
	pthread_mutex_t lock;        /* what is below, up to `folding` */
	pthread_cond_t room, stop;
	bool started, stopping;
	int fd;                      /* the file that is appended to; -1: the next record begins a new one */
	bool begun;                  /* a file, and the folder was not synced since */
	unsigned newest, oldest;     /* numbers of files: oldest … newest, some of which may be gone */
	size_t size;                 /* of the file at fd */
	size_t pending;              /* bytes in all files */
	pthread_mutex_t folding;     /* one folds at a time; taken before `lock` */
	struct ticker sync, fold;
	struct err last_trouble;     /* said once, not every second (the folding thread's own) */
};

/* spool.c: the files of the spool, by their number. */
char *spool_file(struct arena *, const struct spool *, unsigned number, const char *ending);
bool spool_file_named(const char *name, unsigned *number, bool *damaged);        /* damaged: kept aside as such. False: the name is no file of a spool */

/* spool_rows.c: in a slot of NABIJ_ITSELF. */
bool log_rows(struct slot *, const struct spool_record *);

/* spool_threads.c: also where none were started. */
void spool_stop_threads(struct spool *);
#endif
