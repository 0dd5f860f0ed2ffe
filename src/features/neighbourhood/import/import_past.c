/* What became of areas that the newest map no longer has. An area that did not come in is over when another one of its kind that did come in lies where its
 * middle lies: that is what it became. So a file of one municipality says nothing about another, and one that comes in pieces ends nothing. It is also over,
 * without a successor, when most of its municipality's areas of its kind came in and it did not. A district or municipality that has no shape of its own is
 * over when all its neighbourhoods are; it became what most of these lie in now. Nothing is removed: what was written there keeps its place, and an area that
 * comes in again is there again.
 *
 * One successor is enough to count by, not to work on: an area that was divided has parts (area_part), all that lie with their middle in what it was. Who worked in it
 * works in all of them; where a team works already nothing is added, so that what the manager chose stays. */
#include <stdlib.h>
#include <string.h>
#include "../../../platform/base/list.h"
#include "../../../platform/db/service.h"
#include "../../team/team.h"
#include "../areas/area_code.h"
#include "../areas/geometry.h"
#include "import_past.h"

enum { SHAPES_AT_ONCE = 200 };

SQL(past_areas, "SELECT id, code, parent_code, municipality_code, lon, lat, ended_on IS NOT NULL, successor_code FROM v_area");
SQL(past_shapes, "SELECT code, geometry FROM v_area WHERE code > :after AND geometry IS NOT NULL ORDER BY code LIMIT :n");
SQL(past_set, "UPDATE area SET ended_on = :on, successor_code = :successor, version = version + 1 WHERE id = :id");

struct past_area {
	id64 id;
	const char *code, *parent, *municipality, *successor, *found;    /* found: what lies there now */
	enum area_kind kind;
	bool placed, ended, over, came;
	struct geo_point at;
};
struct past {
	struct import *im;
	const struct area_set *seen;
	struct past_area *list;              /* in the order of codes */
	size_t n;
	struct past_area **missing;          /* placed, did not come in; from west to east */
	size_t missing_n;
};

static int by_code(const void *a, const void *b)
{
	return strcmp(((const struct past_area *)a)->code, ((const struct past_area *)b)->code);
}

static int by_lon(const void *a, const void *b)
{
	int32_t x = (*(struct past_area *const *)a)->at.lon, y = (*(struct past_area *const *)b)->at.lon;
	return (x > y) - (x < y);
}

static const char *kept(struct past *p, const char *text)
{
	return text ? arena_strdup(p->im->keep, text) : NULL;
}

static void read_areas(struct past *p)
{
	bool kinds[AREA_NEIGHBOURHOOD + 1] = { false };
	struct rows *r = sql_read(p->im->slot, &past_areas, WITHOUT);
	while (rows_next(r)) {
		struct past_area *a = LIST_ADD(p->im->keep, p->list, p->n);
		*a = (struct past_area){ .id = rows_int(r, 0), .code = kept(p, rows_text(r, 1)), .parent = kept(p, rows_text(r, 2)),
			.municipality = kept(p, rows_text(r, 3)), .placed = !rows_null(r, 4), .ended = rows_bool(r, 6), .successor = kept(p, rows_text(r, 7)) };
		a->at = (struct geo_point){ (int32_t)(rows_real(r, 4) * MICRO_DEGREES), (int32_t)(rows_real(r, 5) * MICRO_DEGREES) };
		a->kind = area_code_kind(a->code);
		a->came = area_set_has(p->seen, a->code);
		kinds[a->kind] |= a->came;
	}
	if (p->n)
		qsort(p->list, p->n, sizeof *p->list, by_code);
	p->missing = ARENA_ARRAY(p->im->keep, struct past_area *, p->n ? p->n : 1);
	for (size_t i = 0; i < p->n; i++)
		if (p->list[i].placed && !p->list[i].came && kinds[p->list[i].kind])
			p->missing[p->missing_n++] = &p->list[i];
	if (p->missing_n)
		qsort(p->missing, p->missing_n, sizeof *p->missing, by_lon);
}

static struct past_area *area_of(struct past *p, const char *code)
{
	struct past_area key = { .code = code };
	return code && p->n ? bsearch(&key, p->list, p->n, sizeof *p->list, by_code) : NULL;
}

/* ---- by place ---- */

static void look_in(struct past *p, const struct past_area *now, const struct geometry *shape)
{
	struct geo_box box = geometry_box(shape);
	size_t low = 0, high = p->missing_n;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (p->missing[middle]->at.lon < box.west)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < p->missing_n && p->missing[low]->at.lon <= box.east; low++) {
		struct past_area *was = p->missing[low];
		if (!was->found && was->kind == now->kind && was->at.lat >= box.south && was->at.lat <= box.north && geometry_contains(shape, was->at))
			was->found = now->code;
	}
}

static void look_by_place(struct past *p)
{
	const char *after = "";
	for (size_t got = SHAPES_AT_ONCE; p->missing_n && got == SHAPES_AT_ONCE && !slot_failed(p->im->slot);) {
		char last[AREA_CODE_BYTES] = "";
		struct rows *r = sql_read(p->im->slot, &past_shapes, WITH(p_text("after", after), p_int("n", SHAPES_AT_ONCE)));
		for (got = 0; rows_next(r); got++) {
			const struct past_area *now = area_of(p, rows_text(r, 0));
			struct blob bytes = rows_blob(r, 1);
			struct geometry shape;
			snprintf(last, sizeof last, "%s", rows_text(r, 0));
			if (now && now->came && geometry_decode(p->im->arena, bytes.p, bytes.n, &shape) && shape.n)
				look_in(p, now, &shape);
		}
		after = kept(p, last);
		arena_reset(p->im->arena);
	}
}

/* ---- by what came in ---- */

/* Neighbours in the list of one kind and municipality: their codes begin alike. */
static void end_what_is_left_out(struct past *p)
{
	for (size_t i = 0, n; i < p->n; i += n) {
		size_t came = 0;
		for (n = 0; i + n < p->n && !strncmp(p->list[i].code, p->list[i + n].code, 6); n++)
			came += p->list[i + n].came;
		for (size_t k = i; k < i + n; k++) {
			struct past_area *a = &p->list[k];
			a->over = !a->came && (a->found || (a->ended && !a->found) || 2 * came > n);
			a->found = a->found ? a->found : a->over ? a->successor : NULL;
		}
	}
}

/* What most of the neighbourhoods of a district (or municipality) without a shape lie in now; over is one whose neighbourhoods all are. */
static void end_what_is_empty(struct past *p, struct past_area *whole)
{
	const char *most = NULL;
	size_t votes = 0;
	bool any = false;
	for (size_t i = 0; i < p->n; i++) {
		const struct past_area *a = &p->list[i];
		const char *in = whole->kind == AREA_DISTRICT ? a->parent : a->municipality;
		if (a->kind != AREA_NEIGHBOURHOOD || !in || strcmp(in, whole->code))
			continue;
		if (!a->over)
			return;
		any = true;
		const struct past_area *now = area_of(p, a->found);
		const char *became = !now ? NULL : whole->kind == AREA_DISTRICT ? now->parent : now->municipality;
		if (became && (!votes || !strcmp(most, became)))
			most = became, votes++;
		else if (became)
			votes--;
	}
	whole->over = any;
	whole->found = any ? most : NULL;
}

static bool same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static void keep(struct past *p, struct day today)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct past_area *a = &p->list[i];
		if (a->over == a->ended && (!a->over || same(a->found, a->successor)))
			continue;
		import_counted(p->im, sql_run(p->im->slot, &past_set, WITH(p_id("id", a->id), p_day("on", p->im->arena, a->over ? today : (struct day){ 0 }),
			p_text("successor", a->over ? a->found : NULL))), false);
		arena_reset(p->im->arena);
	}
}

/* ---- its parts ---- */

SQL(past_ended, "SELECT code, geometry, successor_code FROM v_area WHERE ended_on IS NOT NULL ORDER BY code");
SQL(past_parts, "SELECT area_code, part_code FROM v_area_part ORDER BY area_code, part_code");
SQL(past_part_add, "INSERT INTO area_part (id, area_code, part_code) VALUES (:id, :area, :part)");
SQL(past_parts_gone, "DELETE FROM area_part WHERE id IN (SELECT x.id FROM s_area_part x WHERE x.area_code = :area)");
SQL(past_parts_back, "DELETE FROM area_part WHERE id IN (SELECT x.id FROM s_area_part x JOIN s_area a ON a.code = x.area_code WHERE a.ended_on IS NULL)");

struct part { const char *area, *code; };
struct parts { struct part *list; size_t n; };           /* by area, then by code */

static void add_parts(struct past *p, struct parts *parts, const char *code, const struct geometry *was, const char *successor)
{
	enum area_kind kind = area_code_kind(code);
	struct geo_box box = was->n ? geometry_box(was) : (struct geo_box){ 0 };
	for (size_t i = 0; i < p->n; i++) {
		const struct past_area *a = &p->list[i];
		bool within = was->n && a->placed && a->at.lon >= box.west && a->at.lon <= box.east && geometry_contains(was, a->at);
		if (a->came && a->kind == kind && (within || (successor && !strcmp(a->code, successor))))
			*LIST_ADD(p->im->keep, parts->list, parts->n) = (struct part){ kept(p, code), a->code };
	}
}

static struct parts parts_now(struct past *p)
{
	struct parts parts = { NULL, 0 };
	struct rows *r = sql_read(p->im->slot, &past_ended, WITHOUT);
	while (rows_next(r)) {
		struct blob bytes = rows_blob(r, 1);
		struct geometry was = { 0 };
		if (bytes.p && !geometry_decode(p->im->arena, bytes.p, bytes.n, &was))
			was = (struct geometry){ 0 };
		add_parts(p, &parts, rows_text(r, 0), &was, rows_text(r, 2));
	}
	arena_reset(p->im->arena);
	return parts;
}

static struct parts parts_known(struct past *p)
{
	struct parts parts = { NULL, 0 };
	struct rows *r = sql_read(p->im->slot, &past_parts, WITHOUT);
	while (rows_next(r))
		*LIST_ADD(p->im->keep, parts.list, parts.n) = (struct part){ kept(p, rows_text(r, 0)), kept(p, rows_text(r, 1)) };
	return parts;
}

/* The parts of the area at *from, which goes to the next area's. */
static struct parts of_area(const struct parts *all, size_t *from)
{
	struct parts of = { all->list + *from, 0 };
	while (*from < all->n && !strcmp(all->list[*from].area, of.list[0].area))
		++*from, of.n++;
	return of;
}

static bool same_parts(const struct parts *x, const struct parts *y)
{
	bool same = x->n == y->n;
	for (size_t i = 0; same && i < x->n; i++)
		same = !strcmp(x->list[i].code, y->list[i].code);
	return same;
}

/* Of an area of which no part came in, what was known stays: the file was of elsewhere. */
static void keep_parts(struct past *p)
{
	struct parts now = parts_now(p), known = parts_known(p);
	for (size_t i = 0, k = 0; i < now.n;) {
		struct parts parts = of_area(&now, &i), had = { NULL, 0 };
		while (k < known.n && strcmp(known.list[k].area, parts.list[0].area) < 0)
			k++;
		if (k < known.n && !strcmp(known.list[k].area, parts.list[0].area))
			had = of_area(&known, &k);
		if (same_parts(&parts, &had))
			continue;
		sql_run(p->im->slot, &past_parts_gone, WITH(p_text("area", parts.list[0].area)));
		for (size_t n = 0; n < parts.n; n++)
			sql_run(p->im->slot, &past_part_add, WITH(p_id("id", id_new()), p_text("area", parts.list[n].area), p_text("part", parts.list[n].code)));
		arena_reset(p->im->arena);
	}
	sql_run(p->im->slot, &past_parts_back, WITHOUT);
}

/* ---- who works there ---- */

/* Of areas that are no more and where a team works, by its code still: the parts. */
SQL(past_worked, "SELECT w.team_id, x.part_code, a.parent_code, a.municipality_code FROM s_team_area w JOIN s_area o ON o.code = w.area_code JOIN s_area_part x"
	" ON x.area_code = w.area_code JOIN s_area a ON a.code = x.part_code WHERE o.ended_on IS NOT NULL ORDER BY w.area_code, w.team_id, x.part_code");
SQL(past_anybody, "SELECT count(*) FROM s_team_area t WHERE t.area_code IN (:code, :parent, :municipality)");

struct follow { id64 team; const char *part, *parent, *municipality; bool nobody; };
struct follows { struct follow *list; size_t n; };

static void follow_teams(struct past *p)
{
	struct follows f = { NULL, 0 };
	id64 viewer = slot_as_itself(p->im->slot);
	struct rows *r = sql_read(p->im->slot, &past_worked, WITHOUT);
	while (rows_next(r))
		*LIST_ADD(p->im->keep, f.list, f.n) = (struct follow){ rows_int(r, 0), kept(p, rows_text(r, 1)), kept(p, rows_text(r, 2)), kept(p, rows_text(r, 3)), false };
	for (size_t i = 0; i < f.n; i++)         /* all of them first: merged areas bring their teams along together */
		f.list[i].nobody = !sql_number(p->im->slot, &past_anybody, WITH(p_text("code", f.list[i].part), p_text("parent", f.list[i].parent),
			p_text("municipality", f.list[i].municipality)), 0);
	for (size_t i = 0; i < f.n; i++)
		if (f.list[i].nobody)
			team_area_add(p->im->slot, f.list[i].team, f.list[i].part);
	slot_view_as(p->im->slot, viewer);
	arena_reset(p->im->arena);
}

void import_past(struct import *im, const struct area_set *seen)
{
	struct past p = { .im = im, .seen = seen };
	arena_reset(im->arena);
	read_areas(&p);
	arena_reset(im->arena);
	look_by_place(&p);
	end_what_is_left_out(&p);
	if (p.missing_n)
		for (size_t i = 0; i < p.n; i++)
			if (p.list[i].kind != AREA_NEIGHBOURHOOD && !p.list[i].placed && !p.list[i].came)
				end_what_is_empty(&p, &p.list[i]);
	keep(&p, day_of(slot_now(im->slot)));
	keep_parts(&p);
	follow_teams(&p);
}
