#include "lane.h"
#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <unistd.h>
#include "err.h"

enum { WAY = 10 };               /* as in nice(1): beside a thread that wants to run, about a tenth is left */

struct job { void (*work)(void *); void *ctx; bool done; struct job *next; };

static struct {
	pthread_once_t once;
	pthread_mutex_t lock;
	pthread_cond_t came, done;
	struct job *first, **last;
	int threads;
} lane = { .once = PTHREAD_ONCE_INIT, .lock = PTHREAD_MUTEX_INITIALIZER, .came = PTHREAD_COND_INITIALIZER, .done = PTHREAD_COND_INITIALIZER,
	.last = &lane.first };

static struct job *next_job(void)
{
	while (!lane.first)
		pthread_cond_wait(&lane.came, &lane.lock);
	struct job *job = lane.first;
	lane.first = job->next;
	if (!lane.first)
		lane.last = &lane.first;
	return job;
}

static void *lane_thread(void *unused)
{
	(void)unused;
	if (setpriority(PRIO_PROCESS, 0, WAY))       /* on Linux this is the thread alone */
		log_info("slow work does not give way to the rest: its priority cannot be lowered");
	pthread_mutex_lock(&lane.lock);
	for (;;) {
		struct job *job = next_job();
		pthread_mutex_unlock(&lane.lock);
		job->work(job->ctx);
		pthread_mutex_lock(&lane.lock);
		job->done = true;
		pthread_cond_broadcast(&lane.done);
	}
	return NULL;
}

/* They live as long as the program. */
static void lane_open(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN) / 2;
	pthread_attr_t apart;
	pthread_attr_init(&apart);
	pthread_attr_setdetachstate(&apart, PTHREAD_CREATE_DETACHED);
	for (long i = 0; i < (n > 1 ? n : 1); i++) {
		pthread_t thread;
		lane.threads += pthread_create(&thread, &apart, lane_thread, NULL) == 0;
	}
	pthread_attr_destroy(&apart);
}

void lane_run(void (*work)(void *), void *ctx)
{
	struct job job = { .work = work, .ctx = ctx };
	assert(work);
	pthread_once(&lane.once, lane_open);
	if (!lane.threads) {                         /* no thread to be had: slow for everybody, but done */
		work(ctx);
		return;
	}
	pthread_mutex_lock(&lane.lock);
	*lane.last = &job;
	lane.last = &job.next;
	pthread_cond_signal(&lane.came);
	while (!job.done)
		pthread_cond_wait(&lane.done, &lane.lock);
	pthread_mutex_unlock(&lane.lock);
}
