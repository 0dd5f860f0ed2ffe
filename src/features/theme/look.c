/* Looking at one municipality: what was said is counted, what stands out is found and kept. */
#include "../../platform/base/list.h"
#include "../../platform/schema/schema.h"
#include "look.h"

enum { NIGHT_HOUR = 2 };

bool look_stopped(const struct look *l)
{
	return atomic_load(&l->work->stop);
}

void look_step(struct look *l)
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

struct day night_of(moment now)
{
	struct day day;
	int hour, minute;
	clock_parts(now, &day, &hour, &minute);
	return hour < NIGHT_HOUR ? day_add(day, -1) : day;
}

void look_remember(struct slot *s, const struct looked *l)
{
	sql_run(s, l->id ? &look_update : &look_insert, l->id
		? WITH(p_id("id", l->id), p_moment("now", slot_now(s)), p_text("enough", l->enough), p_day("night", slot_arena(s), l->night))
		: WITH(p_id("id", id_new()), p_text("municipality", l->municipality), p_moment("now", slot_now(s)), p_text("enough", l->enough),
			p_day("night", slot_arena(s), l->night)));
}

static enum change remember(struct slot *s, void *ctx)
{
	look_remember(s, ctx);
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
		if (look_stopped(l) || !find_domain(t, places, d, history, &past, finding, &inner))
			return false;
		look_step(l);
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

bool look_search(struct look *l, struct tally *t, struct arena *a, struct looked *looked, bool *done)
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
	*done = causes_keep(l->db, a, l->now, t, &finding, &said, l->e);
	l->found += said.made + said.stronger;
	looked->enough = enough_words(a, &finding);
	return *done;
}

static bool write_counts(struct look *l, const struct tally *t)
{
	struct writes w = { 0 };
	writes_of_counts(&w, t);
	writes_of_heard(&w, t);
	return writes_do(&w, l->db, l->now, l->e);
}

bool look_municipality(struct look *l, const char *municipality)
{
	struct arena *a = arena_new(LOOK_MEMORY);
	struct tally t = { 0 };
	struct looked looked = { .municipality = municipality, .night = night_of(l->now) };
	struct slot *slot = db_slot(l->db, a, NABIJ_ITSELF, l->now);
	bool done = false, fine = slot ? counted(l, &t, slot, municipality, &looked) : err_set(l->e, "the store is away");
	if (slot)
		db_slot_back(slot);
	if (fine && !look_stopped(l)) {
		look_step(l);
		fine = write_counts(l, &t) && look_search(l, &t, a, &looked, &done);
	}
	if (done)
		fine = db_change(l->db, a, NABIJ_ITSELF, l->now, remember, &looked, l->e) == CHANGE_DURABLE;
	tally_free(&t);
	arena_free(a);
	return fine;
}
