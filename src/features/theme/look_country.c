/* Looking at many municipalities at once: those of the country are read together and searched side by side. */
#include <pthread.h>
#include "look.h"

enum { THREADS = 2 };

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

struct searcher { struct night *night; struct look look; struct err e; pthread_t thread; bool runs; };

static void *search(void *ctx)
{
	struct searcher *s = ctx;
	struct night *n = s->night;
	bool fine = true;
	for (size_t i; fine && !look_stopped(&s->look) && !over(n->until) && (i = atomic_fetch_add(&n->next, 1)) < n->n;) {
		struct arena *a = arena_new(LOOK_MEMORY);
		look_step(&s->look);
		fine = look_search(&s->look, &n->tally[i], a, &n->town[i].looked, &n->town[i].done);
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
			look_remember(s, &n->town[i].looked);
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
	if (gather(&g) && !look_stopped(l)) {
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

bool look_country(struct look *l, const struct municipalities *all, uint64_t until)
{
	struct arena *a = arena_new(LOOK_MEMORY);
	struct town *towns = ARENA_ARRAY(a, struct town, all->n + 1);
	size_t new = 0, left = 0;
	for (size_t i = 0; i < all->n; i++)
		towns[i].looked = (struct looked){ .municipality = all->list[i], .night = night_of(l->now) };
	atomic_store(&l->work->total, all->n * (DOMAINS + 1));
	bool fine = !all->n || learn(l, a, towns, all->n);
	for (size_t i = 0; i < all->n; i++)
		new += !towns[i].looked.id;
	for (size_t i = 0; fine && i < all->n && !look_stopped(l) && !over(until); i++)
		if (towns[i].changed || (!towns[i].looked.id && new * 4 < all->n))
			fine = towns[i].done = look_municipality(l, all->list[i]) && !look_stopped(l);
	for (int first = 0; first < 2 && fine && !look_stopped(l) && !over(until); first++) {
		look_together(l, a, towns, all->n, first, until);
		fine = !err_any(l->e);
	}
	if (fine && all->n && !look_stopped(l))
		fine = db_change(l->db, a, NABIJ_ITSELF, l->now, theme_owners_gone, NULL, l->e) == CHANGE_DURABLE;
	for (size_t i = 0; i < all->n; i++)
		left += !towns[i].done;
	arena_free(a);
	return fine && !left;
}
