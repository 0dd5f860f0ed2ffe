/* Whose turn it is to be looked at: what a person asked for, then each night all municipalities where a team works. */
#include "../../platform/base/list.h"
#include "../../platform/jobs/jobs.h"
#include "look.h"
#include "quarters.h"

enum { SLICE_SECONDS = 60 };

SQL(look_turns, "SELECT DISTINCT 'GM' || substr(w.area_code, 3, 4) FROM s_team_area w WHERE NOT EXISTS (SELECT 1 FROM s_theme_look l"
	" WHERE l.municipality_code = 'GM' || substr(w.area_code, 3, 4) AND l.night >= :night)");
SQL(look_all, "SELECT DISTINCT 'GM' || substr(w.area_code, 3, 4) FROM s_team_area w");
SQL(look_of_team, "SELECT DISTINCT 'GM' || substr(w.area_code, 3, 4) FROM s_team_area w WHERE w.team_id = :team");

static struct municipalities municipalities(struct look *l, struct arena *a, struct sql *sql, const struct param *with)
{
	struct municipalities all = { NULL, 0 };
	struct slot *slot = db_slot(l->db, a, NABIJ_ITSELF, l->now);
	struct rows *r = slot ? sql_read(slot, sql, with) : NULL;
	while (r && rows_next(r))
		*LIST_ADD(a, all.list, all.n) = rows_text(r, 0);
	if (!slot || slot_failed(slot))
		err_set(l->e, "%s", slot ? slot_error(slot) : "the store is away");
	if (slot)
		db_slot_back(slot);
	return all;
}

/* One after the other: of those who wait for it. */
static void look_at_all(struct look *l, const struct municipalities *all)
{
	atomic_store(&l->work->total, all->n * (DOMAINS + 1));
	for (size_t i = 0; i < all->n; i++)
		if (look_stopped(l) || !look_municipality(l, all->list[i]))
			return;
}

bool themes_look(struct db *db, moment now, const char *municipality, struct detect_work *work, int *found, struct err *e)
{
	struct detect_work own = { .stop = false };
	struct look l = { .db = db, .now = now, .work = work ? work : &own, .e = e };
	struct arena *a = arena_new(1 << 20);
	struct municipalities all = { &municipality, 1 };
	if (municipality) {
		look_at_all(&l, &all);
	} else {
		all = municipalities(&l, a, &look_all, WITHOUT);
		look_country(&l, &all, 0);
	}
	if (!err_any(e) && !look_stopped(&l) && quarters_keep(db, a, now) < 0)
		err_set(e, "what was heard in a quarter could not be kept");
	if (found)
		*found = l.found;
	arena_free(a);
	return !err_any(e);
}

/* ---- what a person asked for ---- */

SQL(run_next, "SELECT r.id, r.team_id FROM s_theme_run r WHERE r.ended_at IS NULL ORDER BY r.asked_at LIMIT 1");
SQL(run_stop, "SELECT count(*) FROM s_theme_run r WHERE r.id = :id AND r.stop_at IS NOT NULL");
SQL(run_progress, "UPDATE theme_run SET version = version + 1, done = :done, of = :of WHERE id = :id");
SQL(run_end, "UPDATE theme_run SET version = version + 1, ended_at = :now, found = :found, done = :done, of = :of WHERE id = :id");

static enum change note(struct slot *s, void *ctx)
{
	struct look *l = ctx;
	sql_run(s, &run_progress, WITH(p_id("id", l->run), p_int("done", (int64_t)atomic_load(&l->work->done)), p_int("of", (int64_t)atomic_load(&l->work->total))));
	if (sql_number(s, &run_stop, WITH(p_id("id", l->run)), 0))
		atomic_store(&l->work->stop, true);
	return slot_failed(s) ? CHANGE_UNDO : CHANGE_KEEP;
}

static void note_step(struct look *l)
{
	struct arena *a = arena_new(1 << 16);
	struct err unheard = { "" };
	db_change(l->db, a, NABIJ_ITSELF, l->now, note, l, &unheard);
	arena_free(a);
}

static enum change finish(struct slot *s, void *ctx)
{
	struct look *l = ctx;
	sql_run(s, &run_end, WITH(p_id("id", l->run), p_moment("now", slot_now(s)), p_int("found", l->found), p_int("done", (int64_t)atomic_load(&l->work->done)),
		p_int("of", (int64_t)atomic_load(&l->work->total))));
	return slot_failed(s) ? CHANGE_UNDO : CHANGE_KEEP;
}

static bool next_run(struct look *l, struct arena *a, id64 *team)
{
	struct slot *slot = db_slot(l->db, a, NABIJ_ITSELF, l->now);
	struct rows *r = slot ? sql_read(slot, &run_next, WITHOUT) : NULL;
	bool is = r && rows_next(r);
	l->run = is ? rows_int(r, 0) : 0;
	*team = is ? rows_int(r, 1) : 0;
	if (r)
		rows_end(r);
	if (slot)
		db_slot_back(slot);
	return is;
}

/* Stopped or not, it has ended then: what was counted is kept, what was not looked at is looked at tonight. */
static void runs(struct db *db, struct arena *a, moment now, struct err *e)
{
	for (;;) {
		struct detect_work work = { .stop = false };
		struct look l = { .db = db, .now = now, .work = &work, .step = note_step, .e = e };
		id64 team;
		if (!next_run(&l, a, &team))
			return;
		struct municipalities all = municipalities(&l, a, &look_of_team, WITH(p_id("team", team)));
		atomic_store(&work.total, all.n * (DOMAINS + 1));
		note_step(&l);
		look_at_all(&l, &all);
		if (db_change(db, a, NABIJ_ITSELF, now, finish, &l, e) != CHANGE_DURABLE)
			return;
	}
}

int themes_job(struct db *db, struct arena *a, moment now)
{
	struct err e = { "" };
	struct detect_work work = { .stop = false };
	struct look l = { .db = db, .now = now, .work = &work, .e = &e };
	runs(db, a, now, &e);
	struct municipalities all = municipalities(&l, a, &look_turns, WITH(p_day("night", a, night_of(now))));
	bool done = look_country(&l, &all, clock_monotonic_us() + (uint64_t)SLICE_SECONDS * 1000000);
	if (err_any(&e)) {
		log_error("job themes: %s", e.text);
		return -1;
	}
	if (!done)
		return JOB_AGAIN;
	return quarters_keep(db, a, now) < 0 ? -1 : (int)all.n;
}
