/* The spool itself: its folder, claimed and left; its files, numbered; and a record appended to the newest of them before an answer leaves. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/file.h"
#include "spool_inside.h"
#include "spool_record.h"

enum {
	SPOOL_MOST = 64 << 20,       /* bytes not yet folded; then answers wait */
	WAIT_SECONDS = 10,           /* and after this they fail */
};

/* ---- files ---- */

char *spool_file(struct arena *arena, const struct spool *s, unsigned number, const char *ending)
{
	return arena_printf(arena, "%s/%08u.%s", s->dir, number, ending);
}

bool spool_file_named(const char *name, unsigned *number, bool *damaged)
{
	char *ending;
	*number = (unsigned)strtoul(name, &ending, 10);
	*damaged = !strcmp(ending, ".damaged");
	return *number && (*damaged || !strcmp(ending, ".log"));
}

static bool file_begin(struct spool *s, struct err *e)
{
	struct arena *arena = arena_new(8192);
	const char *path = spool_file(arena, s, s->newest + 1, "log");
	s->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
	if (s->fd < 0) {
		e->full = no_room(errno);
		err_set(e, "the spool %s: %s", path, strerror(errno));
	} else {
		s->newest++;
		s->size = 0;
		s->begun = true;
	}
	arena_free(arena);
	return s->fd >= 0;
}

static void file_end(struct spool *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

/* ---- appending ---- */

static bool wait_for_room(struct spool *s, size_t n, struct err *e)
{
	uint64_t until = clock_monotonic_us() + WAIT_SECONDS * 1000000;
	while (s->pending + n > SPOOL_MOST)
		if (!clock_wait(&s->room, &s->lock, until))
			return err_set(e, "the spool is full: what was read is not getting into the log");
	return true;
}

/* All of it or nothing: what came halfway onto a full disk is taken off again, or the next record begins another file. */
static bool try_record(struct spool *s, const struct buf *record, struct err *e)
{
	if (s->fd >= 0 && s->size + record->n > SPOOL_FILE_MOST) {
		fdatasync(s->fd);
		file_end(s);
	}
	if (s->fd < 0 && !file_begin(s, e))
		return false;
	ssize_t n = write(s->fd, record->p, record->n);
	if (n == (ssize_t)record->n) {
		s->size += record->n;
		s->pending += record->n;
		return true;
	}
	e->full = n >= 0 || no_room(errno);
	err_set(e, "the spool: %s", n < 0 ? strerror(errno) : "the disk is full");
	if (ftruncate(s->fd, (off_t)s->size))
		file_end(s);
	return false;
}

/* What is read goes on being logged while the disk is full: out of the reserve. */
static bool write_record(struct spool *s, const struct buf *record, struct err *e)
{
	while (!try_record(s, record, e)) {
		if (!e->full || !room_lend(s->disk, ROOM_FOR_READING))
			return false;
		err_clear(e);
	}
	return true;
}

bool spool_append(struct spool *s, const struct spool_record *r, struct err *e)
{
	struct buf record;
	buf_init(&record, SPOOL_FILE_MOST);
	spool_encode(&record, r);
	if (buf_failed(&record)) {
		buf_release(&record);
		return err_set(e, "the spool: a record of %zu files is too large", r->files_n);
	}
	pthread_mutex_lock(&s->lock);
	bool fine = wait_for_room(s, record.n, e) && write_record(s, &record, e);
	pthread_mutex_unlock(&s->lock);
	buf_release(&record);
	return fine;
}

/* ---- opening and closing ---- */

/* What a crash or a stop left: counted, and folded first. */
static bool find_files(struct spool *s, struct err *e)
{
	DIR *dir = opendir(s->dir);
	struct dirent *entry;
	if (!dir)
		return err_set(e, "the spool %s: %s", s->dir, strerror(errno));
	while ((entry = readdir(dir))) {
		struct stat st;
		unsigned number;
		bool damaged;
		if (!spool_file_named(entry->d_name, &number, &damaged))
			continue;
		if (number > s->newest)
			s->newest = number;
		if (damaged || fstatat(dirfd(dir), entry->d_name, &st, 0))
			continue;
		s->pending += (size_t)st.st_size;
		if (!s->oldest || number < s->oldest)
			s->oldest = number;
	}
	closedir(dir);
	if (!s->oldest)
		s->oldest = s->newest + 1;
	return true;
}

/* Two processes in one folder would fold each other's file away while it is written. */
static bool claim(struct spool *s, struct err *e)
{
	s->claim = open(s->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->claim < 0)
		return err_set(e, "the spool %s: %s", s->dir, strerror(errno));
	return flock(s->claim, LOCK_EX | LOCK_NB) == 0 || err_set(e, "the spool %s is in use: another process serves from this folder", s->dir);
}

static void spool_free(struct spool *s)
{
	file_end(s);
	if (s->claim >= 0)
		close(s->claim);
	pthread_mutex_destroy(&s->lock);
	pthread_mutex_destroy(&s->folding);
	pthread_cond_destroy(&s->room);
	pthread_cond_destroy(&s->stop);
	free(s->dir);
	free(s);
}

struct spool *spool_open(const char *dir, struct db *db, struct err *e)
{
	struct spool *s = calloc(1, sizeof *s);
	if (!s || asprintf(&s->dir, "%s/spool", dir) < 0)
		abort();
	s->db = db;
	s->fd = s->claim = -1;
	pthread_mutex_init(&s->lock, NULL);
	pthread_mutex_init(&s->folding, NULL);
	pthread_cond_init(&s->room, NULL);
	pthread_cond_init(&s->stop, NULL);
	if (dir_make(s->dir, 0700, e) && claim(s, e) && find_files(s, e))
		return s;
	spool_free(s);
	return NULL;
}

void spool_room(struct spool *s, struct room *room)
{
	s->disk = room;
}

void spool_close(struct spool *s)
{
	struct err e = { 0 };
	if (!s)
		return;
	spool_stop_threads(s);
	if (!spool_fold(s, &e))
		log_error("the spool is not folded, and will be at the next start: %s", e.text);
	spool_free(s);
}
