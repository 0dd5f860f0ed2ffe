#include "room.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "clock.h"

enum {
	PIECE = 256 << 10,
	FOR_ACTING = 2 << 20,        /* of the reserve, this much is not lent to reading */
	LENT_US = 2000000,           /* so long a piece is left to who asked for it here */
	TAKEN_US = 15000000,         /* and so long to another program, a command: it has to start, and to finish */
};

struct room {
	char path[PATH_MAX], dir[PATH_MAX];
	pthread_mutex_t lock;        /* what is below */
	pthread_cond_t stop;
	pthread_t thread;
	bool keeps, stopping;        /* keeps: this program makes the reserve */
	uint64_t lent_until;
	int64_t seen;                /* the reserve as this program left it */
	atomic_bool tight;
};

static int64_t free_bytes(const struct room *r)
{
	struct statvfs v;
	return statvfs(r->dir, &v) == 0 ? (int64_t)v.f_bavail * (int64_t)v.f_frsize : INT64_MAX;
}

/* -1: there is none. */
static int64_t reserve_bytes(const struct room *r)
{
	struct stat st;
	return stat(r->path, &st) == 0 ? (int64_t)st.st_size : -1;
}

/* Piece by piece, as far as it goes. From the start once: what was copied along with its folder may be a file of holes. */
static void make_whole(const struct room *r, int64_t from)
{
	int fd = open(r->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	for (int64_t at = from / PIECE * PIECE; at < ROOM_RESERVE && posix_fallocate(fd, at, PIECE) == 0; at += PIECE)
		;
	close(fd);
}

/* Under the lock. A reserve that was never made says nothing about the disk. */
static struct room_state look(struct room *r)
{
	int64_t have = reserve_bytes(r);
	uint64_t now = clock_monotonic_us();
	if (have < r->seen && have >= 0)
		r->lent_until = now + TAKEN_US;
	bool plenty = free_bytes(r) >= ROOM_RESERVE + 2 * ROOM_LOW;      /* whoever took some has room without it */
	if (r->keeps && have < ROOM_RESERVE && (plenty || now >= r->lent_until))
		make_whole(r, have < 0 ? 0 : have);
	struct room_state s = { .free_bytes = free_bytes(r), .reserve_bytes = reserve_bytes(r) };
	r->seen = s.reserve_bytes;
	bool was = atomic_load(&r->tight), whole = s.reserve_bytes < 0 || s.reserve_bytes >= ROOM_RESERVE;
	s.tight = !whole || s.free_bytes < (was ? 2 * ROOM_LOW : ROOM_LOW);
	atomic_store(&r->tight, s.tight);
	if (r->keeps && s.tight && !was)
		log_error("the disk of %s is full (%lld KiB free): nothing is stored until there is room; reading goes on", r->dir, (long long)(s.free_bytes >> 10));
	if (r->keeps && was && !s.tight)
		log_info("there is room again on the disk of %s (%lld MiB free): all goes on", r->dir, (long long)(s.free_bytes >> 20));
	return s;
}

struct room_state room_look(struct room *r)
{
	if (!r)
		return (struct room_state){ .free_bytes = INT64_MAX, .reserve_bytes = ROOM_RESERVE };
	pthread_mutex_lock(&r->lock);
	struct room_state s = look(r);
	pthread_mutex_unlock(&r->lock);
	return s;
}

bool room_tight(const struct room *r)
{
	return r && atomic_load(&r->tight);
}

bool room_lend(struct room *r, enum room_for what)
{
	if (!r)
		return false;
	pthread_mutex_lock(&r->lock);
	struct room_state s = look(r);
	int64_t rest = s.reserve_bytes - PIECE;
	bool lent = s.tight && rest >= (what == ROOM_FOR_READING ? FOR_ACTING : 0) && truncate(r->path, rest) == 0;
	if (lent) {
		uint64_t until = clock_monotonic_us() + LENT_US;
		r->lent_until = until > r->lent_until ? until : r->lent_until;
		r->seen = rest;
	}
	atomic_store(&r->tight, s.tight || lent);
	pthread_mutex_unlock(&r->lock);
	return lent;
}

struct room *room_open(const char *dir, struct err *e)
{
	struct room *r = calloc(1, sizeof *r);
	assert(r);
	snprintf(r->dir, sizeof r->dir, "%s", dir);
	if (snprintf(r->path, sizeof r->path, "%s/reserve", dir) >= (int)sizeof r->path) {
		free(r);
		err_set(e, "the path is too long: %.200s…", dir);
		return NULL;
	}
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->stop, NULL);
	room_look(r);
	return r;
}

static void *room_thread(void *arg)
{
	struct room *r = arg;
	pthread_mutex_lock(&r->lock);
	while (!r->stopping) {
		look(r);
		clock_wait(&r->stop, &r->lock, clock_monotonic_us() + 1000000);
	}
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

void room_start(struct room *r)
{
	assert(!r->keeps);
	r->keeps = true;
	make_whole(r, 0);
	room_look(r);
	int rc = pthread_create(&r->thread, NULL, room_thread, r);
	assert(!rc);
}

void room_close(struct room *r)
{
	if (!r)
		return;
	pthread_mutex_lock(&r->lock);
	r->stopping = true;
	pthread_cond_signal(&r->stop);
	pthread_mutex_unlock(&r->lock);
	if (r->keeps)
		pthread_join(r->thread, NULL);
	pthread_mutex_destroy(&r->lock);
	pthread_cond_destroy(&r->stop);
	free(r);
}

const char *room_words(const struct room_state *s, char *text, unsigned long size)
{
	long long mib = (long long)(s->free_bytes >> 20);
	if (s->tight)
		snprintf(text, size, "the disk is full (%lld MiB free, reserve %lld of %lld MiB): Nabij can be read, and stores nothing until there is room", mib,
			(long long)(s->reserve_bytes < 0 ? 0 : s->reserve_bytes >> 20), (long long)(ROOM_RESERVE >> 20));
	else if (s->free_bytes < ROOM_SOON)
		snprintf(text, size, "the disk is nearly full (%lld MiB free): make room soon", mib);
	else
		return NULL;
	return text;
}
