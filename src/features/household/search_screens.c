#include "search_screens.h"
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../../platform/db/service.h"
#include "../neighbourhood/neighbourhood.h"
#include "household.h"
#include "household_entities.h"
#include "household_page.h"
#include "search_words.h"
#include "templates.h"

/* Of a name that is common among very many households a page is no more than a beginning; each on it is logged as seen. */
enum { MOST_LETTERS = 80, SHOWN = 20, SHOWN_OF_MANY = 10, ROWS_OF_ONE = 6, FEW = 250, MOST_AREAS = 12 };

#define HOUSEHOLD "h.id, h.file_id, h.name, h.number, h.phase, h.closed_at, a.name"
/* One of the words somewhere in the household; the others there too, and `whole` when one person has them all. A token is of its kind alone. */
#define OTHER(scope, word) "(EXISTS (SELECT 1 FROM v_name_token u WHERE u.token = :" word " AND u.kind = 'word' AND u.file_id = t.file_id" scope ") OR :" word " IS NULL)"
#define OTHERS(scope) OTHER(scope, "second") " AND " OTHER(scope, "third") " AND " OTHER(scope, "fourth")
#define FOUND "SELECT " HOUSEHOLD ", p.id, p.file_id, p.first_name, p.last_name, p.birth_date, p.id IS NOT NULL AND " OTHERS(" AND u.person_id = t.person_id")
#define HAS_TOKEN " LEFT JOIN v_area a ON a.code = h.area_code LEFT JOIN v_person p ON p.id = t.person_id" \
	" WHERE t.token = :token AND t.kind = :kind AND " OTHERS("")
#define IN_AREAS "h.area_code IN (:c0, :c1, :c2, :c3, :c4, :c5, :c6, :c7, :c8, :c9, :c10, :c11)"
#define WHERE_ASKED " AND (" IN_AREAS " OR :c0 IS NULL)"
/* In the order of the index of areas; the plus keeps the order of files from being asked of the whole table. */
#define BEHIND " AND +h.file_id < :before ORDER BY +h.file_id DESC LIMIT :most"

#define MINE(which) "(SELECT y.file_id FROM v_own_access y WHERE " MY_FILES " ORDER BY y.file_id " which ")"
SQL(search_reach, "SELECT " MINE("DESC LIMIT 1 OFFSET :few") ", " MINE("LIMIT 1") ", " MINE("DESC LIMIT 1"));
#define NTH_OF(word) "(SELECT t.file_id FROM s_name_token t WHERE t.token = :" word " AND t.kind = 'word' ORDER BY t.file_id DESC LIMIT 1 OFFSET :few)"
SQL(search_rare, "SELECT " NTH_OF("w0") ", " NTH_OF("w1") ", " NTH_OF("w2"));
/* Here the plus keeps the range of one's own files from standing in for the one file that is meant. */
SQL(search_near, FOUND " FROM v_own_access y CROSS JOIN v_name_token t CROSS JOIN v_household h" HAS_TOKEN WHERE_ASKED
	" AND t.file_id = +y.file_id AND h.file_id = t.file_id AND " MY_FILES " AND y.file_id < :before ORDER BY y.file_id DESC LIMIT :most");
SQL(search_wide, FOUND " FROM v_name_token t JOIN v_household h ON h.file_id = t.file_id" HAS_TOKEN WHERE_ASKED
	" AND t.file_id < :before AND t.file_id >= :from ORDER BY t.file_id DESC LIMIT :most");
SQL(search_around, FOUND " FROM v_household h CROSS JOIN v_name_token t" HAS_TOKEN " AND t.file_id = h.file_id AND " IN_AREAS BEHIND);
/* Of areas that are called the same, first those where the viewer's teams work; the plus: asked of the area, not of all areas of a team. */
SQL(search_areas, "SELECT a.code, a.name, EXISTS (SELECT 1 FROM v_team_area w JOIN v_team_member m ON m.team_id = +w.team_id WHERE w.area_code IN (a.code, a.parent_code)"
	" AND m.account_id = :me AND m.from_at <= :now AND m.until_at > :now) AS own FROM v_area a WHERE a.name_start = :start ORDER BY own DESC, a.name, a.code");
SQL(search_area_near, "SELECT " HOUSEHOLD " FROM v_own_access y CROSS JOIN v_household h LEFT JOIN v_area a ON a.code = h.area_code"
	" WHERE h.file_id = y.file_id AND " MY_FILES " AND y.file_id < :before AND " IN_AREAS " ORDER BY y.file_id DESC LIMIT :most");
SQL(search_area_wide, "SELECT " HOUSEHOLD " FROM v_household h LEFT JOIN v_area a ON a.code = h.area_code WHERE " IN_AREAS BEHIND);

struct look {
	struct request *rq;
	struct search *d;
	struct asked_words words;
	const char *q;                   /* what was typed; "" when nothing was */
	const char *area[MOST_AREAS];    /* codes */
	size_t areas;
	id64 before, from;               /* the page begins with the newest file before this one; the viewer's oldest */
	id64 reach;                      /* the FEW newest of the viewer's files are newer; 0: they have no more */
	id64 last;                       /* the file of the last household on the page */
};

/* ---- what was found ---- */

static size_t shown(const struct look *l)
{
	return l->reach ? SHOWN_OF_MANY : SHOWN;
}

static struct search_list *row_of(struct search *d, id64 household)
{
	for (size_t i = 0; i < d->list_n; i++)
		if (d->list[i].id == household)
			return &d->list[i];
	return NULL;
}

/* The row of this household; NULL when the page is full, and the next one begins behind it. */
static struct search_list *place_row(struct look *l, struct rows *r, const char *matched)
{
	struct search_list *row = row_of(l->d, rows_int(r, 0));
	if (row)
		return row;
	if (l->d->list_n == shown(l)) {
		l->d->next = l->last;
		return NULL;
	}
	const char *phase = rows_text(r, 4);
	l->last = rows_int(r, 1);
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

/* ---- what is asked of the store ---- */

/* The token that is walked, those that must be there too, where, from where, for whom. */
struct walk { const char *kind; struct blob token, other[MOST_WORDS]; };

static void read_found(struct look *l, struct sql *sql, const struct walk *w, int most, bool people, const char *matched)
{
	static const char *const names[MOST_AREAS] = { "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c10", "c11" };
	const struct param fixed[] = { p_text("kind", w->kind), p_blob("token", w->token), p_blob("second", w->other[0]), p_blob("third", w->other[1]),
		p_blob("fourth", w->other[2]), p_id("me", l->rq->viewer.account), p_moment("now", l->rq->now), p_int("before", l->before),
		p_int("from", l->from), p_int("most", most) };
	enum { FIXED = sizeof fixed / sizeof *fixed };
	struct param with[FIXED + MOST_AREAS + 1];
	int rows = 0;
	memcpy(with, fixed, sizeof fixed);
	for (size_t i = 0; i < MOST_AREAS; i++)
		with[FIXED + i] = p_text(names[i], l->area[i]);
	with[FIXED + MOST_AREAS] = (struct param){ .type = PARAM_END };
	struct rows *r = sql_read(l->rq->slot, sql, with);
	while (!l->d->next && rows_next(r)) {
		struct search_list *row = place_row(l, r, matched);
		rows++;
		if (row && people && !rows_null(r, 7) && rows_bool(r, 12))
			person_row(l, r, row);
	}
	rows_end(r);
	if (rows == most && !l->d->next)
		l->d->next = l->last;
}

/* ---- by name and birth date ---- */

/* Where the FEW-th of each word stands; 0 of a word that fewer have. Counted by the service, and told to nobody: it says where to begin. */
static void how_rare(struct look *l, const struct blob *token, id64 *nth)
{
	id64 viewer = slot_as_itself(l->rq->slot);
	struct rows *r = sql_read(l->rq->slot, &search_rare, WITH(p_blob("w0", token[0]), p_blob("w1", token[1]), p_blob("w2", token[2]), p_int("few", FEW)));
	if (rows_next(r))
		for (int i = 0; i < MOST_WORDS; i++)
			nth[i] = rows_int(r, i);
	rows_end(r);
	slot_view_as(l->rq->slot, viewer);
}

/* Which word to walk: one that few have, else the one that lies thinnest. */
static size_t rarest(const id64 *nth, size_t n)
{
	size_t best = 0;
	for (size_t i = 1; i < n && nth[best]; i++)
		if (!nth[i] || nth[i] < nth[best])
			best = i;
	return best;
}

/* Of a birth date there are few in a whole country; the longest word is likely the rarest, and of who has many files it is counted. */
static void by_words(struct look *l)
{
	struct request *rq = l->rq;
	const struct asked_words *asked = &l->words;
	struct blob token[MOST_WORDS] = { { NULL, 0 } };
	id64 nth[MOST_WORDS] = { 0 };
	bool born = day_known(asked->born);
	struct walk w = { .kind = "word" };
	struct sql *side = l->reach ? &search_wide : &search_near;
	size_t first = MOST_WORDS;
	for (size_t i = 0; i < asked->n; i++)
		token[i] = name_token(rq->slot, "word", asked->word[i]);
	if (born) {
		w = (struct walk){ .kind = "birth", .token = name_token(rq->slot, "birth", day_iso(rq->arena, asked->born)) };
		side = &search_wide;
	} else {
		if (l->reach)
			how_rare(l, token, nth);
		first = rarest(nth, asked->n);
		w.token = token[first];
		if (nth[first])
			side = l->areas ? &search_around : nth[first] > l->reach ? &search_near : &search_wide;
	}
	for (size_t i = 0, n = 0; i < asked->n; i++)
		if (i != first)
			w.other[n++] = token[i];
	read_found(l, side, &w, ROWS_OF_ONE * (int)shown(l), true, rq_tr(rq, !born ? N_("naam") : asked->n ? N_("naam en geboortedatum") : N_("geboortedatum")));
}

static void by_number(struct look *l, const char *q)
{
	const struct walk w = { .kind = "number", .token = name_token(l->rq->slot, "number", q) };
	read_found(l, &search_wide, &w, ROWS_OF_ONE * (int)shown(l), false, rq_tr(l->rq, N_("nummer")));
}

/* ---- by area ---- */

static void areas_called(struct look *l, const char *name)
{
	struct arena *arena = l->rq->arena;
	const char *folded = utf8_fold(arena, name);
	size_t letters = strlen(folded);
	if (utf8_length(folded) <= FEWEST_LETTERS)
		return;
	struct rows *r = sql_read(l->rq->slot, &search_areas, WITH(p_text("start", area_name_start(arena, name)), p_id("me", l->rq->viewer.account),
		p_moment("now", l->rq->now)));
	while (rows_next(r)) {
		if (strncmp(utf8_fold(arena, rows_text(r, 1)), folded, letters))
			continue;
		if (l->areas < MOST_AREAS)
			l->area[l->areas++] = rows_text(r, 0);
		else
			l->d->more_areas = true;
	}
}

static void by_area(struct look *l)
{
	const struct walk none = { .kind = NULL };
	if (l->areas)
		read_found(l, l->reach ? &search_area_wide : &search_area_near, &none, (int)shown(l) + 1, false, rq_tr(l->rq, N_("buurt")));
}

/* ---- the page ---- */

/* From the oldest of the viewer's own files to the newest; false when there is none. */
static bool my_files(struct look *l)
{
	struct rows *r = sql_read(l->rq->slot, &search_reach, WITH(p_id("me", l->rq->viewer.account), p_moment("now", l->rq->now), p_int("few", FEW)));
	if (rows_next(r)) {
		l->reach = rows_int(r, 0);
		l->from = rows_int(r, 1);
		l->before = l->before <= rows_int(r, 2) ? l->before : rows_int(r, 2) + 1;
	}
	rows_end(r);
	return l->from;
}

/* What was found, and why: a name or a birth date, else the number, else the area; in the area that was asked for, if one was. */
static void look_for(struct look *l)
{
	struct request *rq = l->rq;
	const char *q = l->q;
	words_asked(rq->arena, q, &l->words);
	bool born = day_known(l->words.born);            /* of one day there are few in a whole country, whoever looks */
	if (l->d->area) {
		areas_called(l, l->d->area);
		l->d->no_area = !l->areas;
	}
	if (l->d->no_area || (!born && !my_files(l)))
		return;
	if (!l->d->later && !born && strpbrk(q, "0123456789"))
		by_number(l, q);
	if (l->words.n || born)
		by_words(l);
	if (!*q)
		by_area(l);
	else if (!born && !l->d->list_n && !l->areas) {       /* of "ver" there are 1,400 areas ("Verspreide huizen"): only who found nobody meant one */
		areas_called(l, q);
		by_area(l);
	}
}

static int by_name(const void *a, const void *b)
{
	const struct search_list *x = a, *y = b;
	int name = strcmp(x->name ? x->name : "", y->name ? y->name : "");
	return name ? name : strcmp(x->number, y->number);
}

/* What was typed in this field, cleaned; NULL when nothing was. */
static const char *typed(struct request *rq, const char *field)
{
	const char *text = form_get(&rq->http->query, field), *clean = text ? utf8_clean(rq->arena, text, true) : NULL;
	return clean && *clean ? clean : NULL;
}

static struct reply search_page(struct request *rq)
{
	struct search *d = ARENA_NEW(rq->arena, struct search);
	struct look l = { .rq = rq, .d = d, .before = INT64_MAX };
	const char *before = form_get(&rq->http->query, "before");
	rq->page->title = rq_tr(rq, N_("Zoeken"));
	d->q = typed(rq, "q");
	d->area = typed(rq, "area");
	l.q = d->q ? d->q : "";
	d->asked = d->q || d->area;
	d->later = before && id_parse(before, &l.before);
	d->too_short = d->q && utf8_length(d->q) < FEWEST_LETTERS;
	if (d->asked && !d->too_short && utf8_length(l.q) <= MOST_LETTERS)
		look_for(&l);
	if (d->list_n)
		qsort(d->list, d->list_n, sizeof *d->list, by_name);
	d->count = (int64_t)d->list_n;
	d->form = (struct search_form){ .q = d->q, .area = d->area, .narrow = d->next || d->later || d->area, .no_area = d->no_area };
	return reply_page(&TPL_search, d);
}

const struct route SEARCH_ROUTES[] = {
	{ METHOD_GET, "/search", RELATION_NONE, K_TEAM, .run = search_page,
		.summary = "Households and people within the viewer's rights (q: name, birth date, number, area; area: in that area; before: next of the page that was shown)" },
	{ .path = NULL }
};
