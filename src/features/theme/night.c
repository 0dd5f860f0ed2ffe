/* Looking: the country's night, or one municipality, in steps, so that it can be told how far it is, stopped, and taken up again. */
#include <pthread.h>
#include "../../platform/base/list.h"
#include "../../platform/jobs/jobs.h"
#include "../../platform/schema/schema.h"
#include "theme_inside.h"

enum { NIGHT_HOUR = 2, SLICE_SECONDS = 60, THREADS = 2 };
#define MEMORY ((size_t)2 << 30)                 /* at the most, for one municipality; a town takes some megabytes */

/* One look: who wants to know how far it is, and may say stop. */
struct look {
	struct db *db;
	moment now;
	struct detect_work *work;
	void (*step)(struct look *);     /* after each step; may be NULL */
	id64 run;                        /* what a person asked for; 0: nobody */
	int found;
	struct err *e;
};

static bool stopped(const struct look *l)
{
	return atomic_load(&l->work->stop);
}

static void a_step(struct look *l)
{
	atomic_fetch_add(&l->work->done, 1);
	if (l->step)
		l->step(l);
}

/* ---- places ---- */

SQL(look_places, "SELECT a.code, a.lon, a.lat FROM s_area a WHERE a.municipality_code = :municipality OR a.code = :municipality");

struct listed { const char *code; struct place place; };

static struct place place_of(const struct listed *list, size_t n, const char *code)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].code, code))
			return list[i].place;
	return (struct place){ 0, 0, false };
}

/* An area that is no more (divided since) lies where its district lies. */
static struct place *places_of(struct slot *slot, const struct tally *t)
{
	struct listed *list = NULL;
	size_t n = 0;
	struct place *places = ARENA_ARRAY(t->arena, struct place, t->areas + 1);
	struct rows *r = sql_read(slot, &look_places, WITH(p_text("municipality", t->municipality)));
	while (rows_next(r))
		*LIST_ADD(t->arena, list, n) = (struct listed){ rows_text(r, 0), { rows_real(r, 1), rows_real(r, 2), !rows_null(r, 1) && !rows_null(r, 2) } };
	for (size_t i = 0; i < t->areas; i++) {
		places[i] = place_of(list, n, t->area[i].code);
		if (!places[i].known && !strncmp(t->area[i].code, "BU", 2) && strlen(t->area[i].code) >= 8)
			places[i] = place_of(list, n, arena_printf(t->arena, "WK%.6s", t->area[i].code + 2));
	}
	return places;
}

/* ---- a neighbourhood's past ---- */

SQL(look_history, "SELECT c.week, c.source, c.n, c.households, c.domain FROM s_signal_count c WHERE c.area_code = :area");

struct past { struct slot *slot; const struct tally *t; };

static bool history(void *ctx, int area, int domain, double **counts, int *weeks)
{
	const struct past *p = ctx;
	struct { int week; double n; } *rows = NULL;
	size_t n = 0;
	int first = p->t->week;
	struct rows *r = sql_read(p->slot, &look_history, WITH(p_text("area", p->t->area[area].code)));
	while (rows_next(r)) {
		const char *source = rows_text(r, 1);
		bool weighs_households = !strcmp(source, "contact") || !strcmp(source, "worry");
		int week = week_of(rows_day(r, 0));
		first = week < first ? week : first;
		if (strcmp(rows_text(r, 4), LIFE_DOMAINS.list[domain].code))
			continue;
		LIST_ADD(p->t->arena, rows, n);
		rows[n - 1].week = week;
		rows[n - 1].n = (double)rows_int(r, weighs_households ? 3 : 2);
	}
	*weeks = p->t->week - first;                 /* the week that is going on is no whole one */
	*counts = ARENA_ARRAY(p->t->arena, double, *weeks + 1);
	for (size_t i = 0; i < n; i++)
		if (rows[i].week < p->t->week)
			(*counts)[rows[i].week - first] += rows[i].n;
	return *weeks > 0 && !slot_failed(p->slot);
}

/* ---- one municipality ---- */

SQL(look_before, "SELECT l.id, l.counted_at FROM s_theme_look l WHERE l.municipality_code = :municipality");
SQL(look_insert, "INSERT INTO theme_look (id, municipality_code, counted_at, enough, night) VALUES (:id, :municipality, :now, :enough, :night)");
SQL(look_update, "UPDATE theme_look SET version = version + 1, counted_at = :now, enough = :enough, night = :night WHERE id = :id");

struct looked { id64 id; const char *municipality, *enough; struct day night; };

/* The night that a moment belongs to: until two in the morning that of the day before. */
static struct day night_of(moment now)
{
	struct day day;
	int hour, minute;
	clock_parts(now, &day, &hour, &minute);
	return hour < NIGHT_HOUR ? day_add(day, -1) : day;
}

static void remember_one(struct slot *s, const struct looked *l)
{
	sql_run(s, l->id ? &look_update : &look_insert, l->id
		? WITH(p_id("id", l->id), p_moment("now", slot_now(s)), p_text("enough", l->enough), p_day("night", slot_arena(s), l->night))
		: WITH(p_id("id", id_new()), p_text("municipality", l->municipality), p_moment("now", slot_now(s)), p_text("enough", l->enough),
			p_day("night", slot_arena(s), l->night)));
}

static enum change remember(struct slot *s, void *ctx)
{
	remember_one(s, ctx);
	return slot_failed(s) ? CHANGE_UNDO : CHANGE_KEEP;
}

static const char *enough_words(struct arena *a, const struct finding *f)
{
	const char *all = "";
	for (int d = 0; d < DOMAINS; d++)
		if (f->enough[d])
			all = arena_printf(a, "%s%s%s", all, *all ? " " : "", LIFE_DOMAINS.list[d].code);
	return all;
}

static bool find_all(struct look *l, struct slot *slot, const struct tally *t, struct finding *finding)
{
	struct past past = { slot, t };
	struct place *places = places_of(slot, t);
	struct detect_work inner = { .stop = false };
	for (int d = 0; d < DOMAINS; d++) {
		if (stopped(l) || !find_domain(t, places, d, history, &past, finding, &inner))
			return false;
		a_step(l);
	}
	return !slot_failed(slot) || err_set(l->e, "%s", slot_error(slot));
}

static bool counted(struct look *l, struct tally *t, struct slot *slot, const char *municipality, struct looked *looked)
{
	struct rows *r = sql_read(slot, &look_before, WITH(p_text("municipality", municipality)));
	moment before = 0;
	if (rows_next(r)) {
		looked->id = rows_int(r, 0);
		before = rows_int(r, 1);
	}
	rows_end(r);
	return tally_read(t, slot, municipality, !looked->id, before) || err_set(l->e, "%s", slot_error(slot));
}

static bool look_at(struct look *l, const char *municipality)
{
	struct arena *a = arena_new(MEMORY);
	struct tally t = { 0 };
	struct finding finding = { 0 };
	struct keeping said = { 0 };
	struct looked looked = { .municipality = municipality, .night = night_of(l->now) };
	struct slot *slot = db_slot(l->db, a, NABIJ_ITSELF, l->now);
	bool fine = slot && counted(l, &t, slot, municipality, &looked);
	if (slot)
		db_slot_back(slot);
	else
		err_set(l->e, "the store is away");
	if (fine && !stopped(l)) {
		a_step(l);
		struct writes w = { 0 };
		writes_of_counts(&w, &t);
		writes_of_heard(&w, &t);
		fine = writes_do(&w, l->db, l->now, l->e);
		slot = fine ? db_slot(l->db, a, NABIJ_ITSELF, l->now) : NULL;
		bool all = slot && find_all(l, slot, &t, &finding);
		if (slot)
			db_slot_back(slot);
		looked.enough = enough_words(a, &finding);
		if (all)
			fine = causes_keep(l->db, a, l->now, &t, &finding, &said, l->e) && db_change(l->db, a, NABIJ_ITSELF, l->now, remember, &looked, l->e)
				== CHANGE_DURABLE;
	}
	l->found += said.made + said.stronger;
	tally_free(&t);
	arena_free(a);
	return fine;
}

/* ---- many at once ---- */

SQL(look_all_before, "SELECT l.id, l.municipality_code, l.counted_at FROM s_theme_look l");
/* Of the households that changed their mind: where, and when. One without an area counts in its team's first. */
SQL(look_changed, "SELECT coalesce(h.area_code, (SELECT min(f.area_code) FROM s_team_area f WHERE f.team_id = h.team_id)), max(h.uncounted_at) FROM s_household h"
	" WHERE h.uncounted_at > :since GROUP BY h.area_code, h.team_id");

struct town { struct looked looked; moment before; bool changed, done; };
struct night {
	struct look *look;
	struct town *town;               /* as many as tallies */
	struct tally *tally;
	size_t n;
	uint64_t until;
	atomic_size_t next;
};

static bool over(uint64_t until)
{
	return until && clock_monotonic_us() >= until;
}

static struct town *town_of(struct town *towns, size_t n, const char *code)
{
	for (size_t i = 0; code && i < n; i++)
		if (!strncmp(towns[i].looked.municipality + 2, code + 2, 4))
			return &towns[i];
	return NULL;
}

static bool learn(struct look *l, struct arena *a, struct town *towns, size_t n)
{
	struct slot *slot = db_slot(l->db, a, NABIJ_ITSELF, l->now);
	moment since = l->now;
	struct town *t;
	if (!slot)
		return err_set(l->e, "the store is away");
	struct rows *r = sql_read(slot, &look_all_before, WITHOUT);
	while (rows_next(r))
		if ((t = town_of(towns, n, rows_text(r, 1)))) {
			t->looked.id = rows_int(r, 0);
			t->before = rows_int(r, 2);
			since = t->before < since ? t->before : since;
		}
	r = sql_read(slot, &look_changed, WITH(p_moment("since", since)));
	while (rows_next(r))
		if ((t = town_of(towns, n, rows_text(r, 0))))
			t->changed = t->changed || rows_int(r, 1) > t->before;
	bool fine = !slot_failed(slot) || err_set(l->e, "%s", slot_error(slot));
	db_slot_back(slot);
	return fine;
}

/* What stands out in one; everything made for it goes with its arena. */
static bool search_one(struct look *l, struct town *town, struct tally *t, struct arena *a)
{
	struct finding finding = { 0 };
	struct keeping said = { 0 };
	struct slot *slot = db_slot(l->db, a, NABIJ_ITSELF, l->now);
	if (!slot)
		return err_set(l->e, "the store is away");
	t->arena = a;
	bool all = find_all(l, slot, t, &finding);
	db_slot_back(slot);
	if (!all)
		return !err_any(l->e);
	bool fine = causes_keep(l->db, a, l->now, t, &finding, &said, l->e);
	l->found += said.made + said.stronger;
	town->looked.enough = enough_words(a, &finding);
	town->done = fine;
	return fine;
}

struct searcher { struct night *night; struct look look; struct err e; pthread_t thread; bool runs; };

static void *search(void *ctx)
{
	struct searcher *s = ctx;
	struct night *n = s->night;
	bool fine = true;
	for (size_t i; fine && !stopped(&s->look) && !over(n->until) && (i = atomic_fetch_add(&n->next, 1)) < n->n;) {
		struct arena *a = arena_new(MEMORY);
		a_step(&s->look);
		fine = search_one(&s->look, &n->town[i], &n->tally[i], a);
		n->town[i].looked.enough = n->town[i].done ? strdup(n->town[i].looked.enough) : NULL;
		arena_free(a);
		tally_free(&n->tally[i]);
	}
	return NULL;
}

static void search_side_by_side(struct night *n)
{
	struct searcher s[THREADS] = { 0 };
	for (size_t i = 0; i < THREADS; i++) {
		s[i] = (struct searcher){ .night = n, .look = *n->look };
		s[i].look.found = 0;
		s[i].look.e = &s[i].e;
		s[i].runs = !pthread_create(&s[i].thread, NULL, search, &s[i]);
	}
	for (size_t i = 0; i < THREADS; i++) {
		if (s[i].runs)
			pthread_join(s[i].thread, NULL);
		else if (!i)
			search(&s[i]);
		n->look->found += s[i].look.found;
		if (err_any(&s[i].e) && !err_any(n->look->e))
			*n->look->e = s[i].e;
	}
}

static enum change remember_all(struct slot *s, void *ctx)
{
	const struct night *n = ctx;
	for (size_t i = 0; i < n->n; i++)
		if (n->town[i].done)
			remember_one(s, &n->town[i].looked);
	return slot_failed(s) ? CHANGE_UNDO : CHANGE_KEEP;
}

/* Those that were counted before, or those that never were. */
static void look_together(struct look *l, struct arena *a, struct town *towns, size_t all, bool first, uint64_t until)
{
	struct night n = { .look = l, .until = until, .town = ARENA_ARRAY(a, struct town, all + 1), .tally = ARENA_ARRAY(a, struct tally, all + 1) };
	for (size_t i = 0; i < all; i++)
		if (!towns[i].done && !towns[i].changed && !towns[i].looked.id == first) {
			n.tally[n.n].municipality = towns[i].looked.municipality;
			n.town[n.n++] = towns[i];
		}
	struct gathering g = { l->db, a, l->now, n.tally, n.n, first, l->work, l->e };
	if (!n.n)
		return;
	if (gather(&g) && !stopped(l)) {
		search_side_by_side(&n);
		db_change(l->db, a, NABIJ_ITSELF, l->now, remember_all, &n, l->e);
	}
	for (size_t i = 0; i < n.n; i++) {
		struct town *t = town_of(towns, all, n.town[i].looked.municipality);
		t->done = n.town[i].done;
		free((char *)n.town[i].looked.enough);
		tally_free(&n.tally[i]);
	}
}

struct names { const char **list; size_t n; };

/* Where somebody changed their mind all weeks of some areas are read, and where few are new all of theirs: those one by one, the others together. True when
 * all were done. */
static bool look_at_country(struct look *l, const struct names *all, uint64_t until)
{
	struct arena *a = arena_new(MEMORY);
	struct town *towns = ARENA_ARRAY(a, struct town, all->n + 1);
	size_t new = 0, left = 0;
	for (size_t i = 0; i < all->n; i++)
		towns[i].looked = (struct looked){ .municipality = all->list[i], .night = night_of(l->now) };
	atomic_store(&l->work->total, all->n * (DOMAINS + 1));
	bool fine = !all->n || learn(l, a, towns, all->n);
	for (size_t i = 0; i < all->n; i++)
		new += !towns[i].looked.id;
	for (size_t i = 0; fine && i < all->n && !stopped(l) && !over(until); i++)
		if (towns[i].changed || (!towns[i].looked.id && new * 4 < all->n))
			fine = towns[i].done = look_at(l, all->list[i]) && !stopped(l);
	for (int first = 0; first < 2 && fine && !stopped(l) && !over(until); first++) {
		look_together(l, a, towns, all->n, first, until);
		fine = !err_any(l->e);
	}
	if (fine && all->n && !stopped(l))
		fine = db_change(l->db, a, NABIJ_ITSELF, l->now, theme_owners_gone, NULL, l->e) == CHANGE_DURABLE;
	for (size_t i = 0; i < all->n; i++)
		left += !towns[i].done;
	arena_free(a);
	return fine && !left;
}

/* ---- whose turn it is ---- */

SQL(look_turns, "SELECT DISTINCT 'GM' || substr(w.area_code, 3, 4) FROM s_team_area w WHERE NOT EXISTS (SELECT 1 FROM s_theme_look l"
	" WHERE l.municipality_code = 'GM' || substr(w.area_code, 3, 4) AND l.night >= :night)");
SQL(look_all, "SELECT DISTINCT 'GM' || substr(w.area_code, 3, 4) FROM s_team_area w");
SQL(look_of_team, "SELECT DISTINCT 'GM' || substr(w.area_code, 3, 4) FROM s_team_area w WHERE w.team_id = :team");

static struct names municipalities(struct look *l, struct arena *a, struct sql *sql, const struct param *with)
{
	struct names all = { NULL, 0 };
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
static void look_at_all(struct look *l, const struct names *all)
{
	atomic_store(&l->work->total, all->n * (DOMAINS + 1));
	for (size_t i = 0; i < all->n; i++)
		if (stopped(l) || !look_at(l, all->list[i]))
			return;
}

bool themes_look(struct db *db, moment now, const char *municipality, struct detect_work *work, int *found, struct err *e)
{
	struct detect_work own = { .stop = false };
	struct look l = { .db = db, .now = now, .work = work ? work : &own, .e = e };
	struct arena *a = arena_new(1 << 20);
	struct names all = { &municipality, 1 };
	if (municipality) {
		look_at_all(&l, &all);
	} else {
		all = municipalities(&l, a, &look_all, WITHOUT);
		look_at_country(&l, &all, 0);
	}
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
		struct names all = municipalities(&l, a, &look_of_team, WITH(p_id("team", team)));
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
	struct names all = municipalities(&l, a, &look_turns, WITH(p_day("night", a, night_of(now))));
	bool done = look_at_country(&l, &all, clock_monotonic_us() + (uint64_t)SLICE_SECONDS * 1000000);
	if (err_any(&e)) {
		log_error("job themes: %s", e.text);
		return -1;
	}
	return done ? (int)all.n : JOB_AGAIN;
}
