/* The two threads of the spool: each second one syncs what was appended and one folds it, apart, since folding waits where a long import has the writer. What
 * fails is said in the log of the program and tried again the next second. */
#include <errno.h>
#include <unistd.h>
#include "../base/file.h"
#include "spool_inside.h"

static bool sync_file(struct spool *s, struct err *e)
{
	pthread_mutex_lock(&s->lock);
	int fd = s->fd < 0 ? -1 : dup(s->fd);            /* so that appending goes on meanwhile */
	pthread_mutex_unlock(&s->lock);
	bool fine = fd < 0 || fdatasync(fd) == 0 || err_set(e, "%s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return fine;
}

/* The files that were begun have a name after a power cut, also those that were closed meanwhile and wait to be folded. */
static bool sync_names(struct spool *s, struct err *e)
{
	pthread_mutex_lock(&s->lock);
	bool begun = s->begun;
	s->begun = false;
	pthread_mutex_unlock(&s->lock);
	if (!begun || folder_sync(s->dir, e))
		return true;
	pthread_mutex_lock(&s->lock);
	s->begun = true;
	pthread_mutex_unlock(&s->lock);
	return false;
}

static void tick_sync(struct spool *s)
{
	struct err e = { 0 };
	bool fine = sync_file(s, &e);
	if (!sync_names(s, &e) || !fine)
		log_error("the spool is not synced: %s", e.text);
}

static void tick_fold(struct spool *s)
{
	struct err e = { 0 };
	if (room_tight(s->disk))         /* it waits in the file that is there */
		return;
	if (!spool_fold(s, &e) && strcmp(e.text, s->last_trouble.text))
		log_error("the spool is not folded: %s", e.text);
	s->last_trouble = e;
}

static void *tick_thread(void *arg)
{
	struct ticker *t = arg;
	struct spool *s = t->spool;
	pthread_mutex_lock(&s->lock);
	while (!s->stopping) {
		clock_wait(&s->stop, &s->lock, clock_monotonic_us() + 1000000);
		pthread_mutex_unlock(&s->lock);
		t->tick(s);
		pthread_mutex_lock(&s->lock);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

void spool_start(struct spool *s)
{
	s->sync = (struct ticker){ .spool = s, .tick = tick_sync };
	s->fold = (struct ticker){ .spool = s, .tick = tick_fold };
	if (pthread_create(&s->sync.thread, NULL, tick_thread, &s->sync)
			|| pthread_create(&s->fold.thread, NULL, tick_thread, &s->fold))
		abort();
	s->started = true;
}

void spool_stop_threads(struct spool *s)
{
	pthread_mutex_lock(&s->lock);
	s->stopping = true;
	pthread_cond_broadcast(&s->stop);
	pthread_mutex_unlock(&s->lock);
	if (s->started) {
		pthread_join(s->sync.thread, NULL);
		pthread_join(s->fold.thread, NULL);
	}
}
