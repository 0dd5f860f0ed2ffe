/* Slots that are lent out, each with a connection that is made when it is first needed. */
#include <assert.h>
#include "engine.h"

enum { WAIT_SECONDS = 10 };      /* for a free connection */

void pool_start(struct db *db, struct pool *pool, int n)
{
	pool->slot = calloc((size_t)n, sizeof *pool->slot);
	if (!pool->slot)
		abort();
	pool->n = n;
	for (int i = 0; i < n; i++)
		pool->slot[i].db = db;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->freed, NULL);
}

void pool_stop(struct db *db, struct pool *pool)
{
	for (int i = 0; i < pool->n; i++) {
		assert(!pool->slot[i].taken && "a slot was not given back");
		if (pool->slot[i].conn)
			db->engine->disconnect(pool->slot[i].conn);
	}
	if (pool->n) {
		pthread_mutex_destroy(&pool->lock);
		pthread_cond_destroy(&pool->freed);
	}
	free(pool->slot);
}

static struct slot *pool_free_one(struct pool *pool)
{
	struct slot *unconnected = NULL;
	for (int i = 0; i < pool->n; i++) {
		if (pool->slot[i].taken)
			continue;
		if (pool->slot[i].conn)
			return &pool->slot[i];
		unconnected = &pool->slot[i];
	}
	return unconnected;
}

/* NULL: none came free in time; all of them wait for a store that hangs. */
static struct slot *pool_wait(struct pool *pool)
{
	struct slot *slot;
	uint64_t until = clock_monotonic_us() + WAIT_SECONDS * 1000000;
	bool late = false;
	pthread_mutex_lock(&pool->lock);
	while (!(slot = pool_free_one(pool)) && !late)
		late = !clock_wait(&pool->freed, &pool->lock, until);
	if (slot)
		slot->taken = true;
	pthread_mutex_unlock(&pool->lock);
	return slot;
}

static void slot_disconnect(struct slot *slot)
{
	if (slot->conn)
		slot->db->engine->disconnect(slot->conn);
	slot->conn = NULL;
}

/* Nothing has been done yet, so a connection that was lost while it lay idle may be made anew, once. */
static bool slot_begin(struct slot *slot, struct arena *arena, id64 viewer, moment now, bool writes, struct err *e)
{
	const struct engine *engine = slot->db->engine;
	for (int attempt = 0; attempt < 2; attempt++) {
		slot_prepare(slot, arena, viewer, now, writes);
		if (!slot->conn && !(slot->conn = engine->connect(slot->db, writes ? ROLE_WRITE : ROLE_READ, e)))
			return false;
		if (engine->begin(slot))
			return true;
		if (!engine->lost(slot->conn))
			break;
		slot_disconnect(slot);
	}
	return slot_say(slot, e);
}

struct slot *pool_take(struct db *db, struct pool *pool, bool writes, struct arena *arena, id64 viewer, moment now, struct err *e)
{
	struct slot *slot = pool_wait(pool);
	if (!slot) {
		err_set(e, "all %d connections were in use for %d seconds", pool->n, WAIT_SECONDS);
		return NULL;
	}
	if (slot_begin(slot, arena, viewer, now, writes, e))
		return slot;
	pool_give(db, pool, slot);
	return NULL;
}

void pool_give(struct db *db, struct pool *pool, struct slot *slot)
{
	slot_clear(slot);
	if (slot->conn && db->engine->lost(slot->conn))
		slot_disconnect(slot);
	pthread_mutex_lock(&pool->lock);
	assert(slot->taken);
	slot->taken = false;
	pthread_cond_signal(&pool->freed);
	pthread_mutex_unlock(&pool->lock);
}

struct slot *db_slot(struct db *db, struct arena *arena, id64 viewer, moment now)
{
	struct err e = { 0 };
	struct slot *slot = pool_take(db, &db->readers, false, arena, viewer, now, &e);
	if (!slot)
		log_error("the store cannot be read: %s", e.text);
	return slot;
}

void db_slot_back(struct slot *slot)
{
	slot_end_rows(slot);
	slot->db->engine->finish(slot, false);
	pool_give(slot->db, &slot->db->readers, slot);
}
