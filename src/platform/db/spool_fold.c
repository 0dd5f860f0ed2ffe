/* Folding: what lies in the files of the spool becomes rows of `log`, a batch of records at a time, and a file is removed once all of it is there. What was folded
 * and not removed is folded again, to no effect. One folds at a time (`folding`), and appending goes on meanwhile: what is folded is no longer appended to. */
#include <errno.h>
#include <unistd.h>
#include "../base/file.h"
#include "spool_inside.h"
#include "spool_record.h"

enum {
	BATCH = 1000,                /* records in one change, and rows of the log: few commits, since each makes the pages stale that readers keep (SQLite), */
	BATCH_ROWS = 2000,           /* and yet other changes get their turn */
};

struct batch { struct spool_record record[BATCH]; size_t n, rows; };

/* Not as a change among others: in the savepoint of one, SQLite goes at every statement over what this one wrote before (its journal in memory is a
 * list), a fifth of all of folding. */
static bool fold_batch(struct spool *s, struct arena *arena, const struct batch *batch, struct err *e)
{
	struct bulk *bulk = db_bulk_begin(s->db, arena, e);
	bool fine = bulk != NULL;
	for (size_t i = 0; fine && i < batch->n; i++)
		fine = log_rows(bulk_slot(bulk), &batch->record[i]);
	return bulk && db_bulk_end(bulk, fine, e);
}

static void next_batch(struct arena *arena, struct spool_reading *reading, struct batch *batch)
{
	arena_reset(arena);
	batch->n = batch->rows = 0;
	while (batch->n < BATCH && batch->rows < BATCH_ROWS && spool_next(arena, reading, &batch->record[batch->n]))
		batch->rows += batch->record[batch->n++].files_n;
}

static bool fold_bytes(struct spool *s, struct spool_reading *reading, struct err *e)
{
	struct arena *arena = arena_new(64 << 20);
	struct batch *batch = malloc(sizeof *batch);
	bool fine = true;
	if (!batch)
		abort();
	do {
		next_batch(arena, reading, batch);
		fine = !batch->n || fold_batch(s, arena, batch, e);
	} while (fine && batch->n);
	free(batch);
	arena_free(arena);
	return fine || err_set(e, "the log could not be written");
}

static void file_gone(struct spool *s, unsigned number, size_t size)
{
	pthread_mutex_lock(&s->lock);
	s->pending -= size < s->pending ? size : s->pending;
	s->oldest = number + 1;
	pthread_cond_broadcast(&s->room);
	pthread_mutex_unlock(&s->lock);
}

static bool fold_file(struct spool *s, unsigned number, struct err *e)
{
	struct arena *arena = arena_new(16384);
	const char *path = spool_file(arena, s, number, "log"), *aside = spool_file(arena, s, number, "damaged");
	struct buf file;
	struct spool_reading reading = { .file = &file };
	bool fine = true;
	buf_init(&file, SPOOL_FILE_MOST);
	if (file_exists(path)) {
		fine = file_read(path, SPOOL_FILE_MOST, &file, e) && fold_bytes(s, &reading, e);
		if (reading.damaged)
			log_error("the spool %s is damaged in the middle; what is whole is in the log, the file is kept as %s", path, aside);
		else if (fine && reading.at < file.n)
			log_info("the spool %s: its last %zu bytes were being written when the machine stopped", path, file.n - reading.at);
		if (fine && (reading.damaged ? rename(path, aside) : unlink(path)))
			fine = err_set(e, "%s: %s", path, strerror(errno));
	}
	if (fine)
		file_gone(s, number, file.n);
	buf_release(&file);
	arena_free(arena);
	return fine;
}

/* From here on records go to a new file. Returns the number of the last one that is complete. */
static unsigned close_current(struct spool *s)
{
	pthread_mutex_lock(&s->lock);
	int fd = s->fd;
	unsigned last = s->newest;
	s->fd = -1;
	pthread_mutex_unlock(&s->lock);
	if (fd >= 0) {
		fdatasync(fd);               /* folding may fail, and go on failing */
		close(fd);
	}
	return last;
}

bool spool_fold(struct spool *s, struct err *e)
{
	bool fine = true;
	pthread_mutex_lock(&s->folding);
	unsigned last = close_current(s);
	for (unsigned number = s->oldest; fine && number <= last; number++)
		fine = fold_file(s, number, e);
	pthread_mutex_unlock(&s->folding);
	return fine;
}
