#include "jobs.h"
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include "../base/room.h"
#include "../db/service.h"

#define JOB_MEMORY ((size_t)16 << 20)
#define LEASE      MINUTES(5)
enum { RETRY_SECONDS = 5 };

struct jobs {
	struct db *db;
	const struct room *room;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stopping;
};

SQL(job_insert, "INSERT INTO job (id, name, next_at) VALUES (:id, :name, :now) ON CONFLICT DO NOTHING");
/* Whoever changes the row has the lease: of several nodes one runs the job. */
SQL(job_lease, "UPDATE job SET lease_until = :until, version = version + 1 WHERE id ="
	" (SELECT j.id FROM s_job j WHERE j.name = :name AND j.next_at <= :now AND (j.lease_until IS NULL OR j.lease_until < :now))");
SQL(job_done, "UPDATE job SET lease_until = NULL, next_at = :next, last_at = :now, last_result = :result WHERE id ="
	" (SELECT j.id FROM s_job j WHERE j.name = :name)");

struct step { const struct job *job; int done; bool leased; moment now; };

static enum change lease(struct slot *s, void *ctx)
{
	struct step *t = ctx;
	sql_run(s, &job_insert, WITH(p_id("id", id_new()), p_text("name", t->job->name), p_moment("now", t->now)));
	t->leased = sql_run(s, &job_lease, WITH(p_moment("until", t->now + LEASE), p_text("name", t->job->name), p_moment("now", t->now))) == 1;
	return slot_failed(s) ? CHANGE_UNDO : CHANGE_KEEP;
}

static enum change work(struct slot *s, void *ctx)
{
	struct step *t = ctx;
	t->done = t->job->run(s);
	return slot_failed(s) || t->done < 0 ? CHANGE_UNDO : CHANGE_KEEP;
}

static enum change finish(struct slot *s, void *ctx)
{
	struct step *t = ctx;
	moment next = t->done == JOB_AGAIN ? t->now : t->now + SECONDS(t->job->every_seconds);
	sql_run(s, &job_done, WITH(p_moment("next", next), p_moment("now", t->now),
		p_text("result", arena_int(slot_arena(s), t->done)), p_text("name", t->job->name)));
	return slot_failed(s) ? CHANGE_UNDO : CHANGE_KEEP;
}

static bool change(struct db *db, struct arena *a, struct step *t, change_fn *fn, struct err *e)
{
	return db_change(db, a, NABIJ_ITSELF, t->now, fn, t, e) == CHANGE_DURABLE;
}

static int job_batches(struct db *db, struct arena *a, struct step *t, struct err *e)
{
	int total = 0;
	if (t->job->outside)
		return t->job->outside(db, a, t->now);
	do {
		if (!change(db, a, t, work, e)) {
			log_error("job %s: %s", t->job->name, e->text);
			return -1;
		}
		total += t->done;
		arena_reset(a);
	} while (t->done > 0 && total < 10000);
	return total;
}

/* -1 when it failed, or the store was not there. */
static int job_run(struct db *db, const struct job *job, struct err *e)
{
	struct arena *a = arena_new(JOB_MEMORY);
	struct step t = { .job = job, .now = clock_now() };
	int done = change(db, a, &t, lease, e) ? 0 : -1;
	if (done == 0 && t.leased) {
		done = t.done = job_batches(db, a, &t, e);
		if (!change(db, a, &t, finish, e)) {
			log_error("job %s could not be noted: %s", job->name, e->text);
			done = -1;
		}
	}
	arena_free(a);
	return done;
}

/* ---- the clock ---- */

#define BEHIND_MOST HOURS(24)

SQL(job_latest, "SELECT max(j.last_at) FROM s_job j");
SQL(job_from_now, "UPDATE job SET next_at = :now, last_at = :now, lease_until = NULL, version = version + 1 WHERE id IN"
	" (SELECT j.id FROM s_job j WHERE j.last_at > :now)");
SQL(session_to_come, "UPDATE session SET ended_at = :now, until_at = :now, version = version + 1 WHERE id IN"
	" (SELECT s.id FROM s_session s WHERE s.seen_at > :now)");

bool jobs_clock(struct db *db, moment *latest, struct err *e)
{
	struct arena *a = arena_new(1 << 16);
	moment says = clock_machine();
	struct slot *slot = db_slot(db, a, NABIJ_ITSELF, says);
	*latest = slot ? sql_number(slot, &job_latest, WITHOUT, 0) : 0;
	bool fine = slot && !slot_failed(slot);
	if (!fine)
		err_set(e, "the schedule cannot be read%s%s", slot ? ": " : "", slot ? slot_error(slot) : "");
	else if (*latest - says > BEHIND_MOST)
		fine = err_set(e, "the machine's clock says %s, but this Nabij was already at %s: set the clock, or, when it was ahead then and is right now,"
			" say so with 'nabij clock --right'", moment_iso(a, says), moment_iso(a, *latest));
	else
		clock_floor(*latest);
	if (slot)
		db_slot_back(slot);
	arena_free(a);
	return fine;
}

static enum change clock_right(struct slot *s, void *ctx)
{
	(void)ctx;
	sql_run(s, &job_from_now, WITH(p_moment("now", slot_now(s))));
	sql_run(s, &session_to_come, WITH(p_moment("now", slot_now(s))));
	return slot_failed(s) ? CHANGE_UNDO : CHANGE_KEEP;
}

bool jobs_clock_right(struct db *db, struct err *e)
{
	struct arena *a = arena_new(1 << 16);
	bool fine = db_change(db, a, NABIJ_ITSELF, clock_machine(), clock_right, NULL, e) == CHANGE_DURABLE;
	arena_free(a);
	return fine;
}

/* ---- soon ---- */

enum { JOBS_MOST = 64, SOON_SECONDS = 5 };
static atomic_uint_least64_t soon_until[JOBS_MOST];      /* on the clock that only goes on; tried each second until its change is durable and the lease is had */

SQL(job_soon, "UPDATE job SET next_at = :now, version = version + 1 WHERE id = (SELECT j.id FROM s_job j WHERE j.name = :name)");

void jobs_soon(struct slot *slot, const char *name)
{
	id64 viewer = slot_as_itself(slot);
	sql_later(slot, &job_soon, WITH(p_moment("now", slot_now(slot)), p_text("name", name)));
	slot_view_as(slot, viewer);
	for (size_t i = 0; i < JOBS_MOST && JOBS[i].name; i++)
		if (!strcmp(JOBS[i].name, name))
			atomic_store(&soon_until[i], clock_monotonic_us() + (uint64_t)SOON_SECONDS * 1000000);
}

/* ---- the thread ---- */

static bool pause_or_stop(struct jobs *w)
{
	uint64_t until = clock_monotonic_us() + 1000000;
	pthread_mutex_lock(&w->lock);
	while (!w->stopping && clock_wait(&w->wake, &w->lock, until))
		;
	bool stop = w->stopping;
	pthread_mutex_unlock(&w->lock);
	return stop;
}

static void *jobs_thread(void *arg)
{
	struct jobs *w = arg;
	moment next[JOBS_MOST] = { 0 };
	while (!pause_or_stop(w))
		for (size_t i = 0; JOBS[i].name; i++) {
			struct err e = { "" };
			assert(i < JOBS_MOST);
			moment now = clock_now();
			if (room_tight(w->room))
				break;
			bool soon = atomic_load(&soon_until[i]) > clock_monotonic_us();
			if (!soon && next[i] > now && next[i] <= now + SECONDS(JOBS[i].every_seconds))
				continue;
			int did = job_run(w->db, &JOBS[i], &e);
			next[i] = now + (did == JOB_AGAIN ? 0 : did < 0 ? SECONDS(RETRY_SECONDS) : SECONDS(JOBS[i].every_seconds));
		}
	return NULL;
}

struct jobs *jobs_start(struct db *db, const struct room *room)
{
	struct jobs *w = calloc(1, sizeof *w);
	assert(w);
	w->db = db;
	w->room = room;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->wake, NULL);
	int rc = pthread_create(&w->thread, NULL, jobs_thread, w);
	assert(!rc);
	return w;
}

void jobs_stop(struct jobs *w)
{
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	pthread_cond_destroy(&w->wake);
	pthread_mutex_destroy(&w->lock);
	free(w);
}
