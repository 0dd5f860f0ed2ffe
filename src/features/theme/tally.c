/* What was said, in memory: heard one by one, made into counts per area, week, domain and source, and how many different ones are in some of it. */
#include <assert.h>
#include "theme_inside.h"
#include "../../platform/base/list.h"
#include "../../platform/schema/schema.h"
#include "theme_entities.h"

/* ---- weeks ---- */

static const struct day first_monday = { 1970, 1, 5 };

int week_of(struct day day)
{
	int days = day_diff(first_monday, day);
	return days >= 0 ? days / 7 : (days - 6) / 7;
}

struct day week_day(int week)
{
	return day_add(first_monday, week * 7);
}

/* ---- what is said and what stands ---- */

int tally_area(struct tally *t, const char *code, size_t *last)
{
	if (*last < t->areas && !strcmp(t->area[*last].code, code))
		return (int)*last;
	for (size_t i = 0; i < t->areas; i++)
		if (!strcmp(t->area[i].code, code))
			return (int)(*last = i);
	if (t->areas == AREAS_MOST)
		return -1;
	*LIST_ADD(t->arena, t->area, t->areas) = (struct tally_area){ arena_strdup(t->arena, code), true };
	return (int)(*last = t->areas - 1);
}

static int code_index(const struct codes *codes, const char *code, size_t n)
{
	for (int i = 0; codes->list[i].code; i++)
		if (strlen(codes->list[i].code) == n && !strncmp(codes->list[i].code, code, n))
			return i;
	return -1;
}

void *list_with_room(void *list, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return list;
	*room = *room ? *room * 2 : 1024;
	list = realloc(list, *room * size);
	assert(list);
	return list;
}

static void hear(struct tally *t, struct said s)
{
	t->said = list_with_room(t->said, t->said_n, &t->said_room, sizeof *t->said);
	t->said[t->said_n++] = s;
}

void tally_hear(struct tally *t, const struct telling *told, const char *domains)
{
	/* A question at the desk is somebody else's each time; nobody knows whose. */
	int64_t household = told->source == SOURCE_LIGHT ? -(int64_t)(t->said_n + 1) : told->household ? told->household : -told->reporter;
	struct said s = { .week = told->week, .area = (uint16_t)told->area, .source = (uint8_t)told->source, .household = household, .reporter = told->reporter };
	for (size_t n; told->area >= 0 && domains && *domains; domains += n + strspn(domains + n, " ")) {
		int domain = code_index(&LIFE_DOMAINS, domains, n = strcspn(domains, " "));
		s.domain = (uint8_t)domain;
		if (domain >= 0 && domain < DOMAINS)
			hear(t, s);
	}
}

/* ---- cells ---- */

static uint64_t key_of(int area, int week, int domain, int source)
{
	return (uint64_t)area << 40 | (uint64_t)(uint32_t)(week + 1000000) << 8 | (uint64_t)domain << 4 | (uint64_t)source;
}

static uint64_t said_key(const struct said *s)
{
	return key_of(s->area, s->week, s->domain, s->source);
}

static uint64_t cell_key(const struct cell *c)
{
	return key_of(c->area, c->week, c->domain, c->source);
}

static int by_key_and_household(const void *a, const void *b)
{
	const struct said *x = a, *y = b;
	uint64_t i = said_key(x), j = said_key(y);
	return i != j ? (i > j) - (i < j) : (x->household > y->household) - (x->household < y->household);
}

static int by_number(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

int64_t numbers_different(int64_t *list, size_t n)
{
	int64_t different = 0;
	qsort(list, n, sizeof *list, by_number);
	for (size_t i = 0; i < n; i++)
		different += !i || list[i] != list[i - 1];
	return different;
}

int tally_by_cell(const void *a, const void *b)
{
	uint64_t x = cell_key(a), y = cell_key(b);
	return (x > y) - (x < y);
}

/* From what was said to cells; `out` has room for one each. */
static size_t count_cells(struct tally *t, struct cell *out)
{
	size_t n = 0;
	int64_t *some = malloc((t->said_n + 1) * sizeof *some);
	assert(some);
	if (t->said_n)
		qsort(t->said, t->said_n, sizeof *t->said, by_key_and_household);
	for (size_t from = 0, to; from < t->said_n; from = to) {
		const struct said *s = &t->said[from];
		struct cell c = { .week = s->week, .area = s->area, .domain = s->domain, .source = s->source };
		for (to = from; to < t->said_n && said_key(&t->said[to]) == said_key(s); to++) {
			c.households += to == from || t->said[to].household != t->said[to - 1].household;
			some[to - from] = t->said[to].reporter;
		}
		c.n = (int32_t)(to - from);
		c.reporters = (int32_t)numbers_different(some, to - from);
		out[n++] = c;
	}
	free(some);
	return n;
}

static bool counted_anew(const struct tally *t, const struct cell *c)
{
	return t->first || c->week >= t->open || !t->area[c->area].settled;
}

void tally_stood(struct tally *t, const struct rows *r, int area)
{
	const char *domain = rows_text(r, 3), *source = rows_text(r, 4);
	int d = code_index(&LIFE_DOMAINS, domain, strlen(domain)), s = code_index(&SIGNAL_SOURCES, source, strlen(source));
	if (area < 0 || d < 0 || s < 0)
		return;
	t->standing = list_with_room(t->standing, t->standing_n, &t->standing_room, sizeof *t->standing);
	t->standing[t->standing_n++] = (struct cell){ week_of(rows_day(r, 2)), (uint16_t)area, (uint8_t)d, (uint8_t)s, (int32_t)rows_int(r, 5),
		(int32_t)rows_int(r, 6), (int32_t)rows_int(r, 7), rows_int(r, 0) };
}

void tally_heard_stood(struct tally *t, const struct rows *r, int area)
{
	const char *domain = rows_text(r, 2);
	int d = code_index(&LIFE_DOMAINS, domain, strlen(domain));
	if (area >= 0)
		*LIST_ADD(t->arena, t->was, t->was_n) = (struct heard){ { 0, (uint16_t)area, (uint8_t)(d < 0 ? DOMAINS : d), 0, (int32_t)rows_int(r, 3),
			(int32_t)rows_int(r, 4), (int32_t)rows_int(r, 5), rows_int(r, 0) }, week_of(rows_day(r, 6)), week_of(rows_day(r, 7)) };
}

void tally_count(struct tally *t)
{
	if (t->standing_n)
		qsort(t->standing, t->standing_n, sizeof *t->standing, tally_by_cell);
	t->cell = malloc((t->said_n + t->standing_n + 1) * sizeof *t->cell);
	assert(t->cell);
	t->cells = count_cells(t, t->cell);
	for (size_t i = 0; i < t->standing_n; i++)
		if (!counted_anew(t, &t->standing[i]))
			t->cell[t->cells++] = t->standing[i];
	qsort(t->cell, t->cells, sizeof *t->cell, tally_by_cell);
}

/* ---- how many different ones ---- */

/* Per cent of them that are the same one; sorts them. */
static int busiest_of(int64_t *reporters, size_t n)
{
	size_t most = 0;
	qsort(reporters, n, sizeof *reporters, by_number);
	for (size_t i = 0, run = 0; i < n; i++) {
		run = i && reporters[i] == reporters[i - 1] ? run + 1 : 1;
		most = run > most ? run : most;
	}
	return n ? (int)(most * 100 / n) : 0;
}

struct crowd tally_crowd(const struct tally *t, const bool *areas, int domain, int from, int to)
{
	return tally_crowd_of(t, areas, domain, -1, from, to);
}

struct crowd tally_crowd_of(const struct tally *t, const bool *areas, int domain, int source, int from, int to)
{
	struct crowd c = { 0 };
	int64_t *households = malloc((t->said_n + 1) * sizeof *households), *reporters = malloc((t->said_n + 1) * sizeof *reporters),
		*reported = malloc((t->said_n + 1) * sizeof *reported);
	size_t n = 0, r = 0;
	assert(households && reporters && reported);
	for (size_t i = 0; i < t->said_n; i++) {
		const struct said *s = &t->said[i];
		if (s->domain != domain || s->week < from || s->week > to || (areas && !areas[s->area]) || (source >= 0 && s->source != source))
			continue;
		households[n] = s->household;
		reporters[n++] = s->reporter;
		c.source[s->source]++;
		if (s->source == SOURCE_REPORT)
			reported[r++] = s->reporter;
	}
	c.n = (int64_t)n;
	c.households = numbers_different(households, n);
	c.reporters = numbers_different(reporters, n);
	c.busiest = busiest_of(reported, r);
	free(households);
	free(reporters);
	free(reported);
	return c;
}

void tally_free(struct tally *t)
{
	if (t->said)
		explicit_bzero(t->said, t->said_room * sizeof *t->said);
	free(t->said);
	free(t->cell);
	free(t->standing);
	t->said = NULL;
	t->cell = t->standing = NULL;
	t->said_n = t->said_room = t->cells = t->standing_n = t->standing_room = 0;
}
