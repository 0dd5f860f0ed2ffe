/* Group commit: SQLite has one writer, and the price of a change is the sync at its end. So changes queue; the first that waits becomes
 * leader, runs what is queued one by one (each in a savepoint, with its own viewer and arena), commits once and wakes them all.
 * While it commits, the next group gathers. A handler may therefore run in another request's thread, while its own waits. */
#include <assert.h>
#include <errno.h>
#include <semaphore.h>
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
	bool done;                   /* by another leader; else, once woken, it has the writer itself */
	sem_t wake;
	struct waiter *next;
};

struct group {
	struct db *db;
	pthread_mutex_t lock;
	bool busy;                   /* a leader, a bulk or a migration has the writer; while not, nobody waits */
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

/* ---- the queue ---- */

/* Waits until this one is done by another leader (false) or has the writer itself (true). Each waits on a mark of its own: on a lock that is shared
 * the sixty that one commit wakes would queue once more. */
static bool queue_wait(struct group *g, struct waiter *w)
{
	sem_init(&w->wake, 0, 0);
	pthread_mutex_lock(&g->lock);
	bool waits = g->busy;
	g->busy = true;
	*g->last = w;
	g->last = &w->next;
	pthread_mutex_unlock(&g->lock);
	while (waits && sem_wait(&w->wake) && errno == EINTR)
		;
	sem_destroy(&w->wake);
	return !w->done;
}

/* Takes the changes at the head of the queue, up to one that wants the writer alone. */
static struct waiter *queue_cut(struct group *g)
{
	pthread_mutex_lock(&g->lock);
	struct waiter *list = g->first, **end = &g->first;
	for (int n = 0; n < GROUP_MOST && *end && (*end)->fn; n++)
		end = &(*end)->next;
	g->first = *end;
	*end = NULL;
	if (!g->first)
		g->last = &g->first;
	pthread_mutex_unlock(&g->lock);
	return list;
}

/* `own` is who asks, and does not wait. */
static void wake_done(struct waiter *list, const struct waiter *own)
{
	for (struct waiter *w = list, *next; w; w = next) {
		next = w->next;              /* once woken, w may be gone */
		w->done = true;
		if (w != own)
			sem_post(&w->wake);
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
	if (!queue_wait(g, &w))
		return w.result;
	struct waiter *list = queue_cut(g);
	group_lead(g, list);
	group_give(g);
	wake_done(list, &w);
	return w.result;
}

struct slot *group_take(struct group *g)
{
	struct waiter w = { .fn = NULL };
	bool mine = queue_wait(g, &w);
	assert(mine && "one that wants the writer alone is never in another's group");
	pthread_mutex_lock(&g->lock);
	g->first = w.next;
	if (!g->first)
		g->last = &g->first;
	pthread_mutex_unlock(&g->lock);
	return &g->writer;
}

void group_give(struct group *g)
{
	pthread_mutex_lock(&g->lock);
	struct waiter *next = g->first;      /* has it at once: nobody who comes in between takes it */
	g->busy = next != NULL;
	pthread_mutex_unlock(&g->lock);
	if (next)
		sem_post(&next->wake);
}
