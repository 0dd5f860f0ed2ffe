#include "search_screens.h"
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../neighbourhood/neighbourhood.h"
#include "household.h"
#include "household_entities.h"
#include "household_page.h"
#include "templates.h"

enum { MOST_WORDS = 3, MOST_LETTERS = 80, FEWEST_LETTERS = 2, SHOWN = 50, MANY_FILES = 2000, MOST_AREAS = 12 };

#define MY_FILES "y.account_id = :me AND y.from_at <= :now AND y.until_at > :now"
#define HOUSEHOLD "h.id, h.file_id, h.name, h.number, h.phase, h.closed_at, a.name"
/* One of the words somewhere in the household; the others there too, and `whole` when one person has them all. A token is of its kind alone. */
#define OTHER(scope, word) "(EXISTS (SELECT 1 FROM v_name_token u WHERE u.household_id = t.household_id" scope \
	" AND u.token = :" word ") OR :" word " IS NULL)"
#define OF_PERSON " AND u.person_id = t.person_id"
#define FOUND "SELECT " HOUSEHOLD ", p.id, p.file_id, p.first_name, p.last_name, p.birth_date, " OTHER(OF_PERSON, "second") " AND " OTHER(OF_PERSON, "third")
#define BY_TOKEN "JOIN v_household h ON h.id = t.household_id LEFT JOIN v_area a ON a.code = h.area_code LEFT JOIN v_person p ON p.id = t.person_id" \
	" WHERE t.kind = :kind AND t.token = :token AND " OTHER("", "second") " AND " OTHER("", "third")
#define IN_AREAS "h.area_code IN (:c0, :c1, :c2, :c3, :c4, :c5, :c6, :c7, :c8, :c9, :c10, :c11)"

SQL(search_reach, "SELECT count(*) FROM (SELECT y.id FROM v_access y WHERE " MY_FILES " LIMIT :most) z");
SQL(search_near, FOUND " FROM v_access y CROSS JOIN v_name_token t " BY_TOKEN " AND t.file_id = y.file_id AND " MY_FILES " LIMIT :most");
SQL(search_wide, FOUND " FROM v_name_token t " BY_TOKEN " LIMIT :most");
SQL(search_areas, "SELECT a.code, a.name FROM v_area a WHERE a.name_start = :start ORDER BY a.name, a.code");
SQL(search_area_near, "SELECT " HOUSEHOLD " FROM v_access y CROSS JOIN v_household h LEFT JOIN v_area a ON a.code = h.area_code"
	" WHERE h.file_id = y.file_id AND " MY_FILES " AND " IN_AREAS " LIMIT :most");
SQL(search_area_wide, "SELECT " HOUSEHOLD " FROM v_household h LEFT JOIN v_area a ON a.code = h.area_code WHERE " IN_AREAS " LIMIT :most");

struct look {
	struct request *rq;
	struct search *d;
	bool wide;                       /* the viewer may see many files */
};

/* ---- what was found ---- */

static struct search_list *row_of(struct search *d, id64 household)
{
	for (size_t i = 0; i < d->list_n; i++)
		if (d->list[i].id == household)
			return &d->list[i];
	return NULL;
}

/* The row of this household; NULL when the page is full. */
static struct search_list *place_row(struct look *l, struct rows *r, const char *matched)
{
	struct search_list *row = row_of(l->d, rows_int(r, 0));
	if (row)
		return row;
	if (l->d->list_n == SHOWN) {
		l->d->more = true;
		return NULL;
	}
	const char *phase = rows_text(r, 4);
	row = LIST_ADD(l->rq->arena, l->d->list, l->d->list_n);
	*row = (struct search_list){ .id = rows_int(r, 0), .name = rows_open(r, 2, "household.name"), .number = rows_text(r, 3), .phase = phase,
		.phase_label = code_as_title(l->rq, &PHASES, phase), .closed = rows_int(r, 5), .area = rows_text(r, 6), .matched = matched };
	return row;
}

/* Who of them has all the words; when nobody has, nobody is named: the household's own name then has the rest. */
static void person_row(struct look *l, struct rows *r, struct search_list *row)
{
	struct slot *slot = l->rq->slot;
	id64 id = rows_int(r, 7), file = rows_int(r, 8);
	for (size_t i = 0; i < row->people_n; i++)
		if (row->people[i].id == id)
			return;
	struct search_list_people *p = LIST_ADD(l->rq->arena, row->people, row->people_n);
	const char *first = slot_open(slot, file, "person.first_name", id, rows_blob(r, 9)), *last = slot_open(slot, file, "person.last_name", id, rows_blob(r, 10));
	const char *birth = slot_open(slot, file, "person.birth_date", id, rows_blob(r, 11));
	p->id = id;
	p->name = last && *last ? arena_printf(l->rq->arena, "%s %s", first ? first : "", last) : first;
	if (birth)
		day_parse(birth, &p->birth);
}

/* ---- by token ---- */

/* Of a birth date or a number there are few in a whole country. */
static bool from_token(const struct look *l, const char *kind)
{
	return l->wide || strcmp(kind, "word") != 0;
}

static void by_token(struct look *l, const char *kind, const char *const *text, size_t n, const char *matched)
{
	struct request *rq = l->rq;
	struct blob token[MOST_WORDS] = { { NULL, 0 } };
	for (size_t i = 0; i < n; i++)
		token[i] = name_token(rq->slot, kind, text[i]);
	struct rows *r = sql_read(rq->slot, from_token(l, kind) ? &search_wide : &search_near, WITH(p_text("kind", kind), p_blob("token", token[0]),
		p_blob("second", token[1]), p_blob("third", token[2]), p_id("me", rq->viewer.account), p_moment("now", rq->now), p_int("most", 4 * SHOWN)));
	int64_t rows = 0;
	while (rows_next(r)) {
		struct search_list *row = place_row(l, r, matched);
		rows++;
		if (row && !rows_null(r, 7) && rows_bool(r, 12) && strcmp(kind, "number") != 0)
			person_row(l, r, row);
	}
	l->d->more = l->d->more || rows == 4 * SHOWN;
}

static int longest_first(const void *a, const void *b)
{
	size_t x = strlen(*(const char *const *)a), y = strlen(*(const char *const *)b);
	return x < y ? 1 : x > y ? -1 : 0;
}

/* The longest word is the one that fewest have. */
static void by_words(struct look *l, const char *q)
{
	const char *word[MOST_WORDS];
	size_t words = 0;
	for (const char *s = q; *s && words < MOST_WORDS;) {
		size_t n = strcspn(s, " -");
		const char *one = arena_strndup(l->rq->arena, s, n);
		if (utf8_length(utf8_fold(l->rq->arena, one)) >= FEWEST_LETTERS)
			word[words++] = one;
		s += n + (s[n] != '\0');
	}
	if (!words)
		return;
	qsort(word, words, sizeof *word, longest_first);
	by_token(l, "word", word, words, rq_tr(l->rq, N_("naam")));
}

/* ---- by area ---- */

static size_t areas_called(struct look *l, const char *q, const char *code[MOST_AREAS])
{
	struct arena *arena = l->rq->arena;
	const char *folded = utf8_fold(arena, q);
	size_t n = 0, letters = strlen(folded);
	if (utf8_length(folded) <= FEWEST_LETTERS)
		return 0;
	struct rows *r = sql_read(l->rq->slot, &search_areas, WITH(p_text("start", area_name_start(arena, q))));
	while (rows_next(r)) {
		if (strncmp(utf8_fold(arena, rows_text(r, 1)), folded, letters))
			continue;
		if (n < MOST_AREAS)
			code[n++] = rows_text(r, 0);
		else
			l->d->more = true;
	}
	return n;
}

static void by_area(struct look *l, const char *q)
{
	static const char *const names[MOST_AREAS] = { "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10", "c11" };
	const char *code[MOST_AREAS] = { NULL };
	struct param with[MOST_AREAS + 4];
	if (!areas_called(l, q, code))
		return;
	for (size_t i = 0; i < MOST_AREAS; i++)
		with[i] = p_text(names[i], code[i]);
	with[MOST_AREAS] = p_id("me", l->rq->viewer.account);
	with[MOST_AREAS + 1] = p_moment("now", l->rq->now);
	with[MOST_AREAS + 2] = p_int("most", SHOWN + 1);
	with[MOST_AREAS + 3] = (struct param){ .type = PARAM_END };
	struct rows *r = sql_read(l->rq->slot, l->wide ? &search_area_wide : &search_area_near, with);
	while (rows_next(r))
		place_row(l, r, rq_tr(l->rq, N_("buurt")));
}

/* ---- the page ---- */

/* What was found, and why: a name or a birth date, else the number, else the area. */
static void look_for(struct look *l, const char *q)
{
	struct request *rq = l->rq;
	struct day born;
	l->wide = sql_number(rq->slot, &search_reach, WITH(p_id("me", rq->viewer.account), p_moment("now", rq->now), p_int("most", MANY_FILES)), 0) == MANY_FILES;
	if (day_parse_dutch(q, &born))
		by_token(l, "birth", (const char *const[]){ day_iso(rq->arena, born) }, 1, rq_tr(rq, N_("geboortedatum")));
	else
		by_words(l, q);
	if (strpbrk(q, "0123456789"))
		by_token(l, "number", &q, 1, rq_tr(rq, N_("nummer")));
	if (!l->d->list_n)               /* of "ver" there are 1,400 areas ("Verspreide huizen"): only who found nobody meant one */
		by_area(l, q);
}

static int by_name(const void *a, const void *b)
{
	const struct search_list *x = a, *y = b;
	int name = strcmp(x->name ? x->name : "", y->name ? y->name : "");
	return name ? name : strcmp(x->number, y->number);
}

static struct reply search_page(struct request *rq)
{
	struct search *d = ARENA_NEW(rq->arena, struct search);
	const char *typed = form_get(&rq->http->query, "q");
	rq->page->title = rq_tr(rq, N_("Zoeken"));
	d->q = typed ? utf8_clean(rq->arena, typed, true) : NULL;
	if (!d->q || !*d->q)
		return reply_page(&TPL_search, d);
	d->too_short = utf8_length(d->q) < FEWEST_LETTERS;
	if (!d->too_short && utf8_length(d->q) <= MOST_LETTERS) {
		struct look l = { .rq = rq, .d = d };
		look_for(&l, d->q);
		if (d->list_n)
			qsort(d->list, d->list_n, sizeof *d->list, by_name);
	}
	d->count = (int64_t)d->list_n;
	return reply_page(&TPL_search, d);
}

const struct route SEARCH_ROUTES[] = {
	{ METHOD_GET, "/search", RELATION_NONE, K_TEAM, .run = search_page, .summary = "Households and people within the viewer's rights (q: name, birth date, number, area)" },
	{ .path = NULL }
};
