/* Searching households and people, within what the viewer may see now: by words of names (keyed tokens), birth date, number, area. Only what is found
 * is opened, so only that is logged as shown. */
#include "search_screens.h"
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "household.h"
#include "household_entities.h"
#include "household_page.h"
#include "templates.h"

enum { MOST_WORDS = 3, MOST_LETTERS = 80, FEWEST_LETTERS = 2 };

SQL(search_mine, "SELECT h.id, h.file_id, h.name, h.number, h.phase, h.closed_at, a.name FROM v_household h LEFT JOIN v_area a ON a.code = h.area_code"
	" WHERE h.file_id IN (SELECT y.file_id FROM v_access y WHERE y.account_id = :me AND y.from_at <= :now AND y.until_at > :now)");
SQL(search_people, "SELECT id, file_id, household_id, first_name, last_name, birth_date FROM v_person ORDER BY id");
SQL(search_token, "SELECT t.household_id, t.person_id FROM v_name_token t WHERE t.kind = :kind AND t.token = :token");

struct place { id64 id, file; struct blob name; const char *number, *phase, *area, *matched; moment closed; unsigned words; };
struct human { id64 id, file, household; struct blob first, last, birth; unsigned words; };
struct look {
	struct request *rq;
	struct place *place; size_t place_n;
	struct human *human; size_t human_n;
	unsigned wanted;                 /* a bit for each word */
};

static void gather(struct look *l)
{
	struct request *rq = l->rq;
	struct rows *r = sql_read(rq->slot, &search_mine, WITH(p_id("me", rq->viewer.account), p_moment("now", rq->now)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, l->place, l->place_n) = (struct place){ .id = rows_int(r, 0), .file = rows_int(r, 1), .name = rows_blob(r, 2),
			.number = rows_text(r, 3), .phase = rows_text(r, 4), .closed = rows_int(r, 5), .area = rows_text(r, 6) };
	r = sql_read(rq->slot, &search_people, WITHOUT);
	while (rows_next(r))
		*LIST_ADD(rq->arena, l->human, l->human_n) = (struct human){ .id = rows_int(r, 0), .file = rows_int(r, 1), .household = rows_int(r, 2),
			.first = rows_blob(r, 3), .last = rows_blob(r, 4), .birth = rows_blob(r, 5) };
}

/* ---- finding ---- */

static void mark(struct look *l, id64 household, id64 person, unsigned bit)
{
	for (size_t i = 0; i < l->place_n; i++)
		if (l->place[i].id == household)
			l->place[i].words |= bit;
	for (size_t i = 0; person && i < l->human_n; i++)
		if (l->human[i].id == person)
			l->human[i].words |= bit;
}

static void look_token(struct look *l, const char *kind, const char *text, unsigned bit)
{
	struct slot *slot = l->rq->slot;
	struct rows *r = sql_read(slot, &search_token, WITH(p_text("kind", kind), p_blob("token", name_token(slot, kind, text))));
	while (rows_next(r))
		mark(l, rows_int(r, 0), rows_int(r, 1), bit);
}

static void look_words(struct look *l, const char *q)
{
	unsigned bit = 1;
	for (const char *s = q; *s && bit < 1u << MOST_WORDS;) {
		size_t n = strcspn(s, " -");
		const char *word = arena_strndup(l->rq->arena, s, n);
		if (utf8_length(utf8_fold(l->rq->arena, word)) >= FEWEST_LETTERS) {
			look_token(l, "word", word, bit);
			l->wanted |= bit;
			bit <<= 1;
		}
		s += n + (s[n] != '\0');
	}
}

static bool is_number(struct arena *arena, const char *number, const char *folded)
{
	return number && *folded && !strcmp(utf8_fold(arena, number), folded);
}

static bool is_area(struct arena *arena, const char *area, const char *folded)
{
	return area && utf8_length(folded) > FEWEST_LETTERS && !strncmp(utf8_fold(arena, area), folded, strlen(folded));
}

/* What was found of each, and why. */
static void look_for(struct look *l, const char *q)
{
	struct arena *arena = l->rq->arena;
	const char *folded = utf8_fold(arena, q);
	struct day born;
	bool by_birth = day_parse_dutch(q, &born);
	if (by_birth) {
		look_token(l, "birth", day_iso(arena, born), 1);
		l->wanted = 1;
	} else
		look_words(l, q);
	for (size_t i = 0; i < l->place_n; i++) {
		struct place *p = &l->place[i];
		if (l->wanted && p->words == l->wanted)
			p->matched = by_birth ? rq_tr(l->rq, N_("geboortedatum")) : rq_tr(l->rq, N_("naam"));
		else if (is_number(arena, p->number, folded))
			p->matched = rq_tr(l->rq, N_("nummer"));
		else if (is_area(arena, p->area, folded))
			p->matched = rq_tr(l->rq, N_("buurt"));
	}
}

/* ---- showing ---- */

static void show_person(struct look *l, struct search_list *row, const struct human *h)
{
	struct slot *slot = l->rq->slot;
	struct search_list_people *p = LIST_ADD(l->rq->arena, row->people, row->people_n);
	const char *first = slot_open(slot, h->file, "person.first_name", h->id, h->first), *last = slot_open(slot, h->file, "person.last_name", h->id, h->last);
	const char *birth = slot_open(slot, h->file, "person.birth_date", h->id, h->birth);
	p->id = h->id;
	p->name = last && *last ? arena_printf(l->rq->arena, "%s %s", first ? first : "", last) : first;
	if (birth)
		day_parse(birth, &p->birth);
}

/* Who of them has all the words; when nobody has, nobody is named: the household's own name then has the rest. */
static void show_place(struct look *l, struct search *d, const struct place *p)
{
	struct search_list *row = LIST_ADD(l->rq->arena, d->list, d->list_n);
	*row = (struct search_list){ .id = p->id, .name = slot_open(l->rq->slot, p->file, "household.name", p->id, p->name), .number = p->number,
		.phase = p->phase, .phase_label = code_as_title(l->rq, &PHASES, p->phase), .area = p->area, .closed = p->closed, .matched = p->matched };
	for (size_t i = 0; l->wanted && i < l->human_n; i++)
		if (l->human[i].household == p->id && l->human[i].words == l->wanted)
			show_person(l, row, &l->human[i]);
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
		struct look l = { .rq = rq };
		gather(&l);
		look_for(&l, d->q);
		for (size_t i = 0; i < l.place_n; i++)
			if (l.place[i].matched)
				show_place(&l, d, &l.place[i]);
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
