/* Changes and bulk work, over both stores. */
#include "engine.h"
#include "service.h"

enum { TRIES = 3 };          /* of a change that met another one (PostgreSQL: serialization failure, deadlock) */

/* One attempt on a connection of its own. */
static enum change_result change_once(struct slot *slot, change_fn *fn, void *ctx, struct err *e)
{
	bool keep = fn(slot, ctx) == CHANGE_KEEP;
	slot_end_rows(slot);
	bool finished = slot->db->engine->finish(slot, keep && !slot->failed);
	if (slot->failed || !finished) {
		slot_say(slot, e);
		return CHANGE_FAILED;
	}
	return keep ? CHANGE_DURABLE : CHANGE_UNDONE;
}

/* The other one gets time to have what it waited for; else the two can meet in the same way again. */
static void give_way(int attempt)
{
	uint32_t more;
	crypt_random(&more, sizeof more);
	nanosleep(&(struct timespec){ .tv_nsec = attempt * 2000000 + (long)(more % 4000000) }, NULL);
}

static enum change_result change_alone(struct db *db, struct arena *arena, id64 viewer, moment now, change_fn *fn, void *ctx,
	struct err *e)
{
	for (int attempt = 1;; attempt++) {
		struct err trouble = { 0 };
		struct slot *slot = pool_take(db, &db->changers, true, arena, viewer, now, &trouble);
		enum change_result result = slot ? change_once(slot, fn, ctx, &trouble) : CHANGE_FAILED;
		bool again = slot && slot->again && attempt < TRIES;
		if (slot)
			pool_give(db, &db->changers, slot);
		if (again) {
			give_way(attempt);
			continue;
		}
		if (result == CHANGE_FAILED)
			*e = trouble;
		return result;
	}
}

enum change_result db_change(struct db *db, struct arena *arena, id64 viewer, moment now, change_fn *fn, void *ctx, struct err *e)
{
	struct err unheard = { 0 };
	if (!e)
		e = &unheard;
	if (db->group)
		return group_change(db->group, arena, viewer, now, fn, ctx, e);
	return change_alone(db, arena, viewer, now, fn, ctx, e);
}

struct counted { counted_fn *fn; void *ctx; int n; };

static enum change counted_in_change(struct slot *slot, void *ctx)
{
	struct counted *c = ctx;
	c->n = c->fn(slot, c->ctx);
	return c->n < 0 ? CHANGE_UNDO : CHANGE_KEEP;
}

int db_change_counted(struct db *db, struct arena *arena, moment now, counted_fn *fn, void *ctx)
{
	struct counted c = { fn, ctx, 0 };
	return db_change(db, arena, NABIJ_ITSELF, now, counted_in_change, &c, NULL) == CHANGE_DURABLE ? c.n : -1;
}

/* ---- bulk ---- */

struct bulk { struct db *db; struct slot *slot; };

static struct slot *bulk_take(struct db *db, struct arena *arena, struct err *e)
{
	if (!db->group)
		return pool_take(db, &db->changers, true, arena, NABIJ_ITSELF, clock_now(), e);
	struct slot *slot = group_take(db->group);
	slot_prepare(slot, arena, NABIJ_ITSELF, clock_now(), true);
	if (!slot->conn)
		slot->conn = db->engine->connect(db, ROLE_WRITE, e);
	if (slot->conn && db->engine->begin(slot))
		return slot;
	slot_say(slot, e);
	slot_clear(slot);
	group_give(db->group);
	return NULL;
}

struct bulk *db_bulk_begin(struct db *db, struct arena *arena, struct err *e)
{
	struct slot *slot = bulk_take(db, arena, e);
	if (!slot)
		return NULL;
	struct bulk *bulk = calloc(1, sizeof *bulk);
	if (!bulk)
		abort();
	bulk->db = db;
	bulk->slot = slot;
	if (db->engine->take_time)
		db->engine->take_time(slot);
	return bulk;
}

struct slot *bulk_slot(struct bulk *bulk)
{
	return bulk->slot;
}

void bulk_time(struct bulk *bulk, moment now)
{
	struct slot *slot = bulk->slot;
	if (slot->failed)
		return;
	slot->db->engine->viewer(slot, slot->viewer);        /* what was begun is read as of its own moment */
	slot->now = now;
	if (slot->db->engine->moment)
		slot->db->engine->moment(slot);
}

bool db_bulk_end(struct bulk *bulk, bool keep, struct err *e)
{
	struct slot *slot = bulk->slot;
	struct db *db = bulk->db;
	slot_end_rows(slot);
	bool finished = db->engine->finish(slot, keep && !slot->failed);
	bool fine = finished && !slot->failed;
	if (!fine)
		slot_say(slot, e);
	if (db->group) {
		slot_clear(slot);
		group_give(db->group);
	} else {
		pool_give(db, &db->changers, slot);
	}
	free(bulk);
	return fine;
}
