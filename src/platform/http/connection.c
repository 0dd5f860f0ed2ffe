#include "connection.h"

#include <assert.h>
#include <sys/socket.h>

#include "../base/clock.h"

enum { LOOK_EVERY_MS = 250 };

/* Both locks held. */
static void end_socket(struct connection *c)
{
	c->ended = true;
	c->all->ended++;
	c->deadline = 0;
	shutdown(c->fd, SHUT_RDWR);
}

static void end_when_late(struct connections *all, struct connection *c, uint64_t now)
{
	pthread_mutex_lock(&c->lock);
	if (c->deadline && now > c->deadline && !c->ended) {
		bool waited_for_words = c->phase == PHASE_BODY || (c->phase == PHASE_HEAD && c->answered == 0);
		if (waited_for_words)
			all->late(c, all->ctx);
		end_socket(c);
	}
	pthread_mutex_unlock(&c->lock);
}

static void *watch(void *arg)
{
	struct connections *all = arg;
	pthread_mutex_lock(&all->lock);
	while (!all->stopping) {
		uint64_t now = clock_monotonic_us();
		for (struct connection *c = all->first; c; c = c->next)
			end_when_late(all, c, now);
		clock_wait(&all->wake, &all->lock, now + LOOK_EVERY_MS * 1000);
	}
	pthread_mutex_unlock(&all->lock);
	return NULL;
}

void connections_start(struct connections *all, size_t most, connection_late *late, void *ctx)
{
	*all = (struct connections){ .most = most, .late = late, .ctx = ctx };
	pthread_mutex_init(&all->lock, NULL);
	pthread_cond_init(&all->wake, NULL);
	int rc = pthread_create(&all->watchdog, NULL, watch, all);
	assert(rc == 0);
}

/* Ends those that only wait for a next request; says how many are in the middle of one. */
static size_t end_idle(struct connections *all, bool busy_too)
{
	size_t busy = 0;
	pthread_mutex_lock(&all->lock);
	for (struct connection *c = all->first; c; c = c->next) {
		pthread_mutex_lock(&c->lock);
		if (!c->ended) {
			if (busy_too || c->phase == PHASE_HEAD)
				end_socket(c);
			else
				busy++;
		}
		pthread_mutex_unlock(&c->lock);
	}
	pthread_mutex_unlock(&all->lock);
	return busy;
}

void connections_drain(struct connections *all, uint64_t most_us)
{
	uint64_t end = clock_monotonic_us() + most_us;
	while (end_idle(all, false) > 0 && clock_monotonic_us() < end)
		nanosleep(&(struct timespec){ .tv_nsec = 20 * 1000000L }, NULL);
	end_idle(all, true);
}

void connections_stop(struct connections *all)
{
	pthread_mutex_lock(&all->lock);
	assert(all->first == NULL);
	all->stopping = true;
	pthread_cond_signal(&all->wake);
	pthread_mutex_unlock(&all->lock);
	pthread_join(all->watchdog, NULL);
	pthread_cond_destroy(&all->wake);
	pthread_mutex_destroy(&all->lock);
}

/* ---- more than we serve ---- */

/* In how far it may be missed: one that never asked anything goes before one that waits between two questions; one at work, never. */
enum use { USE_NONE, USE_BETWEEN, USE_BUSY };

static enum use use_of(struct connection *c)
{
	if (c->ended || c->phase != PHASE_HEAD)
		return USE_BUSY;
	return c->answered ? USE_BETWEEN : USE_NONE;
}

/* The oldest of those least in use; the newest stands first. */
static struct connection *least_in_use(struct connections *all)
{
	struct connection *found = NULL;
	enum use least = USE_BUSY;
	for (struct connection *c = all->first; c; c = c->next) {
		pthread_mutex_lock(&c->lock);
		enum use use = use_of(c);
		pthread_mutex_unlock(&c->lock);
		if (use != USE_BUSY && use <= least) {
			least = use;
			found = c;
		}
	}
	return found;
}

/* Makes place by ending one that only waits. False: all are at work. */
static bool make_place(struct connections *all)
{
	struct connection *c = least_in_use(all);
	if (!c)
		return false;
	pthread_mutex_lock(&c->lock);
	bool still = use_of(c) != USE_BUSY;      /* it may have asked something meanwhile */
	if (still)
		end_socket(c);
	pthread_mutex_unlock(&c->lock);
	return still;
}

struct connection *connection_add(struct connections *all, int fd, const char *peer, uint64_t first_us)
{
	struct connection *c = calloc(1, sizeof *c);
	assert(c);
	pthread_mutex_init(&c->lock, NULL);
	c->all = all;
	c->fd = fd;
	c->deadline = clock_monotonic_us() + first_us;
	snprintf(c->peer, sizeof c->peer, "%s", peer);
	pthread_mutex_lock(&all->lock);
	c->surplus = all->n - all->ended >= all->most && !make_place(all);
	all->n++;
	c->next = all->first;
	if (c->next)
		c->next->prev = c;
	all->first = c;
	pthread_mutex_unlock(&all->lock);
	return c;
}

void connection_remove(struct connection *c)
{
	struct connections *all = c->all;
	pthread_mutex_lock(&all->lock);
	if (c->next)
		c->next->prev = c->prev;
	if (c->prev)
		c->prev->next = c->next;
	else
		all->first = c->next;
	all->n--;
	all->ended -= c->ended;
	pthread_mutex_unlock(&all->lock);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

bool connection_enter(struct connection *c, enum phase phase, uint64_t us)
{
	pthread_mutex_lock(&c->lock);
	bool open = !c->ended;
	if (phase == PHASE_HEAD)
		c->answered++;
	c->phase = phase;
	c->deadline = us && open ? clock_monotonic_us() + us : 0;
	pthread_mutex_unlock(&c->lock);
	return open;
}
