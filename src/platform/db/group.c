/* Group commit: SQLite has one writer, and the price of a change is the sync at its end. So changes queue; the first that waits becomes
 * leader, runs what is queued one by one (each in a savepoint, with its own viewer and arena), commits once and wakes them all.
 * While it commits, the next group gathers. A handler may therefore run in another request's thread, while its own waits. */
#include <assert.h>
#include "engine.h"

enum { GROUP_MOST = 128 };       /* so that the first of a group does not wait for endless others */

struct waiter {
	change_fn *fn;               /* NULL: wants the writer for itself (group_take) */
	void *ctx;
	struct arena *arena;
	id64 viewer;
	moment now;
	struct err *e;
	enum change_result result;
	bool done;
	pthread_cond_t wake;         /* done, or first in the queue with nobody at work */
	struct waiter *next;
};

struct group {
	struct db *db;
	pthread_mutex_t lock;
	bool busy;                   /* a leader, a bulk or a migration has the writer */
	struct waiter *first, **last;
	struct slot writer;
};

struct group *group_new(struct db *db)
{
	struct group *g = calloc(1, sizeof *g);
	if (!g)
		abort();
	g->db = db;
	g->last = &g->first;
	g->writer.db = db;
	pthread_mutex_init(&g->lock, NULL);
	return g;
}

void group_free(struct group *g)
{
	assert(!g->busy && !g->first);
	if (g->writer.conn)
		g->db->engine->disconnect(g->writer.conn);
	pthread_mutex_destroy(&g->lock);
	free(g);
}

/* ---- the queue; all of it under the lock ---- */

/* Waits until this one is done by another leader (false) or is first itself (true: now busy). */
static bool queue_wait(struct group *g, struct waiter *w)
{
	pthread_cond_init(&w->wake, NULL);
	*g->last = w;
	g->last = &w->next;
	while (!w->done && (g->busy || g->first != w))
		pthread_cond_wait(&w->wake, &g->lock);
	if (!w->done)
		g->busy = true;
	return !w->done;
}

/* Takes the changes at the head of the queue, up to one that wants the writer alone. */
static struct waiter *queue_cut(struct group *g)
{
	struct waiter *list = g->first, **end = &g->first;
	for (int n = 0; n < GROUP_MOST && *end && (*end)->fn; n++)
		end = &(*end)->next;
	g->first = *end;
	*end = NULL;
	if (!g->first)
		g->last = &g->first;
	return list;
}

static void queue_free_writer(struct group *g)
{
	g->busy = false;
	if (g->first)
		pthread_cond_signal(&g->first->wake);
}

static void queue_wake(struct waiter *list)
{
	for (struct waiter *w = list, *next; w; w = next) {
		next = w->next;              /* once done, w may be gone */
		w->done = true;
		pthread_cond_signal(&w->wake);
	}
}

/* ---- a group at work; the leader alone, outside the lock ---- */

/* One handler in its savepoint. False: the whole transaction is gone (a full disk, an I/O error, no memory). */
static bool group_one(struct slot *slot, struct waiter *w)
{
	slot_prepare(slot, w->arena, w->viewer, w->now, true);
	if (!sqlite_save(slot))
		return false;
	bool keep = w->fn(slot, w->ctx) == CHANGE_KEEP;
	slot_end_rows(slot);
	w->result = slot->failed ? CHANGE_FAILED : keep ? CHANGE_DURABLE : CHANGE_UNDONE;
	if (slot->failed)
		slot_say(slot, w->e);
	return sqlite_save_end(slot, w->result == CHANGE_DURABLE);
}

static bool group_run(struct slot *slot, struct waiter *list, struct err *e)
{
	const struct engine *engine = slot->db->engine;
	slot_prepare(slot, NULL, NOBODY, 0, true);
	if (!slot->conn && !(slot->conn = engine->connect(slot->db, ROLE_WRITE, e)))
		return false;
	bool fine = engine->begin(slot);
	for (struct waiter *w = list; w && fine; w = w->next)
		fine = group_one(slot, w);
	if (!fine)
		err_set(e, "the whole group was undone: %s", slot->error);
	if (!engine->finish(slot, fine))
		err_set(e, "%s", slot->error);
	e->full = e->full || slot->full;
	return fine && !err_any(e);
}

/* What was undone on purpose stays undone, whatever happened to the others. */
static void group_tell(struct waiter *list, const struct err *e)
{
	for (struct waiter *w = list; w; w = w->next) {
		if (w->result != CHANGE_UNDONE)
			w->result = CHANGE_FAILED;
		if (w->result == CHANGE_FAILED && !err_any(w->e))
			*w->e = *e;
	}
}

static void group_lead(struct group *g, struct waiter *list)
{
	struct err e = { 0 };
	if (!group_run(&g->writer, list, &e))
		group_tell(list, &e);
	slot_clear(&g->writer);
}

enum change_result group_change(struct group *g, struct arena *arena, id64 viewer, moment now, change_fn *fn, void *ctx, struct err *e)
{
	struct waiter w = { .fn = fn, .ctx = ctx, .arena = arena, .viewer = viewer, .now = now, .e = e, .result = CHANGE_FAILED };
	pthread_mutex_lock(&g->lock);
	if (queue_wait(g, &w)) {
		struct waiter *list = queue_cut(g);
		pthread_mutex_unlock(&g->lock);
		group_lead(g, list);
		pthread_mutex_lock(&g->lock);
		queue_wake(list);
		queue_free_writer(g);
	}
	pthread_mutex_unlock(&g->lock);
	pthread_cond_destroy(&w.wake);
	return w.result;
}

struct slot *group_take(struct group *g)
{
	struct waiter w = { .fn = NULL };
	pthread_mutex_lock(&g->lock);
	bool mine = queue_wait(g, &w);
	assert(mine && "one that wants the writer alone is never in another's group");
	g->first = w.next;
	if (!g->first)
		g->last = &g->first;
	pthread_mutex_unlock(&g->lock);
	pthread_cond_destroy(&w.wake);
	return &g->writer;
}

void group_give(struct group *g)
{
	pthread_mutex_lock(&g->lock);
	queue_free_writer(g);
	pthread_mutex_unlock(&g->lock);
}
