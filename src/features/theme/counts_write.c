/* Writing what changed of the counts: what stands beside what was counted now, and the rows that differ, some hundreds a change. */
#include <assert.h>
#include "theme_inside.h"
#include "../../platform/schema/schema.h"
#include "theme_entities.h"

/* SQLite goes over the pages that a change has touched at each of its statements (the journal of its savepoint is a list): ten times as many rows a change took
 * four times as long. */
enum { ROWS_A_CHANGE = 500 };

SQL(count_insert, "INSERT INTO signal_count (id, area_code, week, domain, source, n, households, reporters)"
	" VALUES (:id, :area, :week, :domain, :source, :n, :households, :reporters)");
SQL(count_update, "UPDATE signal_count SET n = :n, households = :households, reporters = :reporters, version = version + 1 WHERE id = :id");
SQL(count_delete, "DELETE FROM signal_count WHERE id = :id");
SQL(heard_insert, "INSERT INTO heard (id, area_code, domain, n, households, reporters, since, last)"
	" VALUES (:id, :area, :domain, :n, :households, :reporters, :since, :last)");
SQL(heard_update, "UPDATE heard SET n = :n, households = :households, reporters = :reporters, since = :since, last = :last, version = version + 1 WHERE id = :id");
SQL(heard_delete, "DELETE FROM heard WHERE id = :id");

enum act { ADD, RENEW, REMOVE };
struct write { enum act act; bool heard; const char *area; struct heard row; };

static void plan(struct writes *w, struct write one)
{
	w->list = list_with_room(w->list, w->n, &w->room, sizeof *w->list);
	w->list[w->n++] = one;
}

static void plan_count(struct writes *w, const struct tally *t, enum act act, const struct cell *c, id64 id)
{
	struct write one = { .act = act, .area = t->area[c->area].code, .row = { .c = *c } };
	one.row.c.id = id;
	plan(w, one);
}

/* Both lists are in the order of their keys. */
void writes_of_counts(struct writes *w, const struct tally *t)
{
	for (size_t i = 0, k = 0; i < t->cells || k < t->standing_n;) {
		const struct cell *now = i < t->cells ? &t->cell[i] : NULL, *was = k < t->standing_n ? &t->standing[k] : NULL;
		int order = !now ? 1 : !was ? -1 : tally_by_cell(now, was);
		if (order < 0)
			plan_count(w, t, ADD, now, 0);
		else if (order > 0)
			plan_count(w, t, REMOVE, was, was->id);
		else if (now->n != was->n || now->households != was->households || now->reporters != was->reporters)
			plan_count(w, t, RENEW, now, was->id);
		i += order <= 0;
		k += order >= 0;
	}
}

static int by_area_and_domain(const void *a, const void *b)
{
	const struct said *x = a, *y = b;
	int i = x->area * DOMAINS + x->domain, j = y->area * DOMAINS + y->domain;
	return i != j ? i - j : (x->household > y->household) - (x->household < y->household);
}

/* What was heard in the open weeks, per area and domain: how many different ones. */
static size_t count_heard(const struct tally *t, struct heard *out)
{
	size_t n = 0, kept = 0;
	struct said *s = malloc((t->said_n + 1) * sizeof *s);
	int64_t *some = malloc((t->said_n + 1) * sizeof *some);
	assert(s && some);
	for (size_t i = 0; i < t->said_n; i++)
		if (t->said[i].week >= t->open)
			s[kept++] = t->said[i];
	qsort(s, kept, sizeof *s, by_area_and_domain);
	for (size_t from = 0, to; from < kept; from = to) {
		struct heard h = { .c = { .area = s[from].area, .domain = s[from].domain }, .since = s[from].week, .last = s[from].week };
		for (to = from; to < kept && s[to].area == s[from].area && s[to].domain == s[from].domain; to++) {
			h.c.households += to == from || s[to].household != s[to - 1].household;
			h.since = s[to].week < h.since ? s[to].week : h.since;
			h.last = s[to].week > h.last ? s[to].week : h.last;
			some[to - from] = s[to].reporter;
		}
		h.c.n = (int32_t)(to - from);
		h.c.reporters = (int32_t)numbers_different(some, to - from);
		out[n++] = h;
	}
	explicit_bzero(s, kept * sizeof *s);
	free(s);
	free(some);
	return n;
}

static bool same_heard(const struct heard *a, const struct heard *b)
{
	return a->c.n == b->c.n && a->c.households == b->c.households && a->c.reporters == b->c.reporters && a->since == b->since && a->last == b->last;
}

void writes_of_heard(struct writes *w, const struct tally *t)
{
	size_t keys = t->areas * DOMAINS;
	struct heard *now = malloc((keys + 1) * sizeof *now);
	const struct heard **was = calloc(keys + 1, sizeof *was);
	assert(now && was);
	size_t n = count_heard(t, now);
	for (size_t i = 0; i < t->was_n; i++) {
		const struct heard *h = &t->was[i];
		size_t key = (size_t)h->c.area * DOMAINS + h->c.domain;
		bool is = false;
		for (size_t low = 0, high = n; low < high && !is;) {
			size_t middle = (low + high) / 2, at = (size_t)now[middle].c.area * DOMAINS + now[middle].c.domain;
			is = h->c.domain < DOMAINS && at == key;
			low = at < key ? middle + 1 : low;
			high = at < key ? high : middle;
		}
		if (is)
			was[key] = h;
		else
			plan(w, (struct write){ .act = REMOVE, .heard = true, .row = *h });
	}
	for (size_t i = 0; i < n; i++) {
		const struct heard *before = was[(size_t)now[i].c.area * DOMAINS + now[i].c.domain];
		now[i].c.id = before ? before->c.id : 0;
		if (!before || !same_heard(before, &now[i]))
			plan(w, (struct write){ .act = before ? RENEW : ADD, .heard = true, .area = t->area[now[i].c.area].code, .row = now[i] });
	}
	free(now);
	free(was);
}

/* ---- rows ---- */

static const char *iso_week(struct slot *s, int week)
{
	return day_iso(slot_arena(s), week_day(week));
}

static void write_heard(struct slot *s, const struct write *w)
{
	const struct heard *h = &w->row;
	if (w->act == REMOVE)
		sql_later(s, &heard_delete, WITH(p_id("id", h->c.id)));
	else if (w->act == RENEW)
		sql_later(s, &heard_update, WITH(p_id("id", h->c.id), p_int("n", h->c.n), p_int("households", h->c.households), p_int("reporters", h->c.reporters),
			p_text("since", iso_week(s, h->since)), p_text("last", iso_week(s, h->last))));
	else
		sql_later(s, &heard_insert, WITH(p_id("id", id_new()), p_text("area", w->area), p_text("domain", LIFE_DOMAINS.list[h->c.domain].code),
			p_int("n", h->c.n), p_int("households", h->c.households), p_int("reporters", h->c.reporters), p_text("since", iso_week(s, h->since)),
			p_text("last", iso_week(s, h->last))));
}

static void write_count(struct slot *s, const struct write *w)
{
	const struct cell *c = &w->row.c;
	if (w->act == REMOVE)
		sql_later(s, &count_delete, WITH(p_id("id", c->id)));
	else if (w->act == RENEW)
		sql_later(s, &count_update, WITH(p_id("id", c->id), p_int("n", c->n), p_int("households", c->households), p_int("reporters", c->reporters)));
	else
		sql_later(s, &count_insert, WITH(p_id("id", id_new()), p_text("area", w->area), p_text("week", iso_week(s, c->week)),
			p_text("domain", LIFE_DOMAINS.list[c->domain].code), p_text("source", SIGNAL_SOURCES.list[c->source].code), p_int("n", c->n),
			p_int("households", c->households), p_int("reporters", c->reporters)));
}

static enum change some_rows(struct slot *s, void *ctx)
{
	const struct writes *w = ctx;
	size_t until = w->at + ROWS_A_CHANGE < w->n ? w->at + ROWS_A_CHANGE : w->n;
	for (size_t i = w->at; i < until; i++)
		if (w->list[i].heard)
			write_heard(s, &w->list[i]);
		else
			write_count(s, &w->list[i]);
	return slot_failed(s) ? CHANGE_UNDO : CHANGE_KEEP;
}

bool writes_do(struct writes *w, struct db *db, moment now, struct err *e)
{
	bool fine = true;
	struct arena *a = arena_new((size_t)64 << 20);
	for (w->at = 0; fine && w->at < w->n; w->at += ROWS_A_CHANGE, arena_reset(a))
		fine = db_change(db, a, NABIJ_ITSELF, now, some_rows, w, e) == CHANGE_DURABLE;
	arena_free(a);
	free(w->list);
	*w = (struct writes){ 0 };
	return fine;
}
