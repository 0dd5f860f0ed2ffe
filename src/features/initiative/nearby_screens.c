/* "In de buurt": what is open to everybody, to find and to say "I come" at, without signing in. A tap only counts: initiative.h. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../../platform/crypt/crypt.h"
#include "../../platform/web/rate.h"
#include "initiative.h"
#include "initiative_entities.h"
#include "initiative_screens.h"
#include "nearby.h"
#include "templates.h"

enum { MEETINGS_SHOWN = 8, AGE_MOST = 120 };

/* ---- words ---- */

static const char *ages(struct request *rq, const struct rows *r, int from, int to)
{
	const char *a = rows_null(r, from) ? NULL : arena_int(rq->arena, rows_int(r, from));
	const char *b = rows_null(r, to) ? NULL : arena_int(rq->arena, rows_int(r, to));
	const char *text = a && b ? N_("{from} tot en met {to} jaar") : a ? N_("vanaf {from} jaar") : b ? N_("tot en met {to} jaar") : NULL;
	return text ? tr_fill(rq->arena, rq_tr(rq, text), "from", a ? a : "", "to", b ? b : "", NULL) : NULL;
}

static const char *price(struct request *rq, const struct rows *r, int column)
{
	if (rows_null(r, column))
		return NULL;
	return rows_int(r, column) ? arena_printf(rq->arena, "€ %lld", (long long)rows_int(r, column)) : rq_tr(rq, N_("gratis"));
}

static const char *languages(struct request *rq, const char *codes)
{
	const char *all = NULL;
	for (const struct code *c = INITIATIVE_LANGUAGES.list; codes && c->code; c++)
		if (strstr(codes, c->code))
			all = all ? arena_printf(rq->arena, "%s, %s", all, rq_tr(rq, c->label)) : rq_tr(rq, c->label);
	return all;
}

/* ---- the list ---- */

#define NEXT(column) "(SELECT m." column " FROM v_open_initiative_meeting m WHERE m.initiative_id = o.id AND m.end_at > :now AND m.cancelled_at IS NULL" \
	" ORDER BY m.start_at LIMIT 1)"
#define SPEAKS(at) "substr(o.languages, " at ", 2) = :language"
SQL(nearby_open, "SELECT o.id, o.title, o.area, o.about, o.for_whom, o.age_from, o.age_to, o.price, " NEXT("start_at") ", " NEXT("end_at") ", " NEXT("place")
	", o.area_code, o.languages, o.team, o.phone, o.domain, o.sign_up FROM v_open_initiative o WHERE o.area_code >= :from AND o.area_code <= :to"
	" AND (:after IS NULL OR o.area_code > :after_area OR (o.area_code = :after_area AND o.id > :after))"
	" AND (:age IS NULL OR ((o.age_from IS NULL OR o.age_from <= :age) AND (o.age_to IS NULL OR o.age_to >= :age))) AND (NOT :free OR o.price = 0)"
	" AND (:language = '' OR " SPEAKS("1") " OR " SPEAKS("4") " OR " SPEAKS("7") " OR " SPEAKS("10") " OR " SPEAKS("13") " OR " SPEAKS("16") " OR " SPEAKS("19") ")"
	" AND (:day IS NULL OR EXISTS (SELECT 1 FROM v_open_initiative_meeting m WHERE m.initiative_id = o.id AND m.end_at > :now AND m.cancelled_at IS NULL"
	" AND m.weekday = :day)) ORDER BY o.area_code, o.id LIMIT :n");

static int number_asked(const struct request *rq, const char *name, int most)
{
	const char *text = form_get(&rq->http->query, name);
	size_t n = text ? strspn(text, "0123456789") : 0;
	if (!n || n > 3 || text[n])
		return -1;
	int value = (int)strtol(text, NULL, 10);
	return value <= most ? value : -1;
}

static void read_asked(struct request *rq, struct nearby_asked *q)
{
	const struct form *query = &rq->http->query;
	const char *typed = form_get(query, "place"), *language = form_get(query, "language"), *after = form_get(query, "after");
	q->place = typed && *typed ? typed : NULL;
	q->age = number_asked(rq, "age", AGE_MOST);
	q->day = number_asked(rq, "day", 7);
	q->day = q->day < 1 ? -1 : q->day;
	q->free = form_get(query, "free") != NULL;
	q->language = language && code_label(&INITIATIVE_LANGUAGES, language) ? language : NULL;
	q->after_area = form_get(query, "in");
	if (!after || !q->after_area || !id_parse(after, &q->after))
		q->after = 0;
	if (q->place && !nearby_find(rq, q->place, &q->where))
		q->wrong = rq_tr(rq, N_("Deze plek kennen we niet. Probeer een postcode, bijvoorbeeld 8021. Hieronder staat alles"));
	nearby_around(rq->arena, &q->where);
}

struct rows *nearby_read(struct request *rq, const struct nearby_asked *q)
{
	return sql_read(rq->slot, &nearby_open, WITH(p_text("from", q->where.from), p_text("to", q->where.to), p_id("after", q->after), p_text("after_area", q->after_area),
		q->age < 0 ? p_null("age", PARAM_INT) : p_int("age", q->age), p_bool("free", q->free), p_text("language", q->language ? q->language : ""),
		q->day < 0 ? p_null("day", PARAM_INT) : p_int("day", q->day), p_moment("now", rq->now), p_int("n", NEARBY_PAGE + 1)));
}

const char *nearby_more(struct request *rq, const struct nearby_asked *q, id64 last, const char *area)
{
	const char *to = arena_printf(rq->arena, "/nearby?after=%lld&in=%s&place=%s", (long long)last, area, rq_encoded(rq, q->place ? q->place : ""));
	if (q->age >= 0)
		to = arena_printf(rq->arena, "%s&age=%d", to, q->age);
	if (q->day > 0)
		to = arena_printf(rq->arena, "%s&day=%d", to, q->day);
	if (q->language)
		to = arena_printf(rq->arena, "%s&language=%s", to, q->language);
	return q->free ? arena_printf(rq->arena, "%s&free=yes", to) : to;
}

static const char *const weekdays[] = { N_("maandag"), N_("dinsdag"), N_("woensdag"), N_("donderdag"), N_("vrijdag"), N_("zaterdag"), N_("zondag") };

static void say_asked(struct request *rq, struct nearby_list *d, const struct nearby_asked *q)
{
	d->place = q->place;
	d->where = q->where.name;
	d->wrong = q->wrong;
	d->age = q->age < 0 ? NULL : arena_int(rq->arena, q->age);
	d->free = q->free;
	d->narrowed = q->age >= 0 || q->day > 0 || q->language || q->free;
	d->calendar = q->where.code;
	for (int i = 0; i < 7; i++)
		*LIST_ADD(rq->arena, d->days, d->days_n) = (struct nearby_list_days){ .n = i + 1, .name = rq_tr(rq, weekdays[i]), .on = q->day == i + 1 };
	for (const struct code *c = INITIATIVE_LANGUAGES.list; c->code; c++)
		*LIST_ADD(rq->arena, d->languages, d->languages_n) = (struct nearby_list_languages){ .code = c->code, .name = rq_tr(rq, c->label),
			.on = q->language && !strcmp(q->language, c->code) };
}

static struct reply list(struct request *rq)
{
	struct nearby_asked q = { 0 };
	struct nearby_list *d = ARENA_NEW(rq->arena, struct nearby_list);
	read_asked(rq, &q);
	if (rq->wants_json)
		return nearby_as_data(rq, &q);
	say_asked(rq, d, &q);
	id64 last = 0;
	const char *area = "";
	struct rows *r = nearby_read(rq, &q);
	while (rows_next(r)) {
		if (d->items_n == NEARBY_PAGE) {
			d->more = nearby_more(rq, &q, last, area);
			continue;
		}
		last = rows_int(r, 0);
		area = rows_text(r, 11);
		*LIST_ADD(rq->arena, d->items, d->items_n) = (struct nearby_list_items){ .id = last, .title = rows_text(r, 1), .area = rows_text(r, 2),
			.about = rows_null(r, 3) ? NULL : utf8_excerpt(rq->arena, rows_text(r, 3), 180), .for_whom = rows_text(r, 4), .ages = ages(rq, r, 5, 6), .price = price(rq, r, 7),
			.next = rows_int(r, 8), .hours = rows_null(r, 8) ? NULL : initiative_hours(rq, rows_int(r, 8), rows_int(r, 9)), .place = rows_text(r, 10) };
	}
	rq->page->title = rq_tr(rq, N_("In de buurt"));
	return reply_page(&TPL_nearby_list, d);
}

/* ---- one of them ---- */

SQL(nearby_one, "SELECT o.title, o.area, o.about, o.for_whom, o.age_from, o.age_to, o.price, o.languages, o.sign_up, o.informal, o.formal, o.team, o.phone"
	" FROM v_open_initiative o WHERE o.id = :id");
SQL(nearby_its_meetings, "SELECT m.id, m.start_at, m.end_at, m.place, m.cancelled_at, m.why, m.moved_from, m.coming FROM v_open_initiative_meeting m"
	" WHERE m.initiative_id = :id AND m.end_at > :since ORDER BY m.start_at LIMIT :n");
SQL(nearby_mine, "SELECT t.initiative_meeting_id FROM v_open_initiative_tap t WHERE t.mark IN (:m0, :m1, :m2, :m3, :m4, :m5, :m6, :m7)");

static bool read_it(struct request *rq, struct nearby_page *d)
{
	struct rows *r = sql_read(rq->slot, &nearby_one, WITH(p_id("id", rq->id[0])));
	bool found = rows_next(r);
	if (found)
		*d = (struct nearby_page){ .id = rq->id[0], .title = rows_text(r, 0), .area = rows_text(r, 1), .about = rows_text(r, 2), .for_whom = rows_text(r, 3),
			.ages = ages(rq, r, 4, 5), .price = price(rq, r, 6), .languages = languages(rq, rows_text(r, 7)), .sign_up = rows_text(r, 8),
			.informal = rows_text(r, 9), .formal = rows_text(r, 10), .team = rows_text(r, 11), .phone = rows_text(r, 12) };
	rows_end(r);
	return found;
}

static void read_its_meetings(struct request *rq, struct nearby_page *d)
{
	struct rows *r = sql_read(rq->slot, &nearby_its_meetings, WITH(p_id("id", rq->id[0]), p_moment("since", day_begin(day_add(rq->today, -3))),
		p_int("n", MEETINGS_SHOWN)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->meetings, d->meetings_n) = (struct nearby_page_meetings){ .id = rows_int(r, 0), .start = rows_int(r, 1),
			.hours = initiative_hours(rq, rows_int(r, 1), rows_int(r, 2)), .place = rows_text(r, 3), .cancelled = !rows_null(r, 4), .why = rows_text(r, 5),
			.moved = rows_int(r, 6), .coming = rows_int(r, 7), .began = rows_int(r, 1) <= rq->now };
}

/* What this device said before. */
static void read_mine(struct request *rq, struct nearby_page *d)
{
	static const char *const names[MEETINGS_SHOWN] = { "m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7" };
	const char *device = http_cookie(rq->http, "nabij_device");
	struct param with[MEETINGS_SHOWN + 1];
	if (!device || !d->meetings_n)
		return;
	for (size_t i = 0; i < MEETINGS_SHOWN; i++)
		with[i] = i < d->meetings_n ? p_blob(names[i], initiative_mark(rq->slot, d->meetings[i].id, device)) : p_null(names[i], PARAM_BLOB);
	with[MEETINGS_SHOWN] = (struct param){ .type = PARAM_END };
	struct rows *r = sql_read(rq->slot, &nearby_mine, with);
	while (rows_next(r))
		for (size_t i = 0; i < d->meetings_n; i++)
			d->meetings[i].mine = d->meetings[i].mine || d->meetings[i].id == rows_int(r, 0);
}

static struct reply one(struct request *rq)
{
	struct nearby_page *d = ARENA_NEW(rq->arena, struct nearby_page);
	if (!read_it(rq, d))
		return reply_missing();
	read_its_meetings(rq, d);
	read_mine(rq, d);
	rq->page->title = d->title;
	return reply_page(&TPL_nearby_page, d);
}

/* ---- tapping ---- */

/* A whole hall behind one address can say it comes; a program that fills the hall cannot. */
static const struct rate_rule TAPS_OF_ONE_PEER = { .free = 60, .first = SECONDS(30), .longest = MINUTES(15), .forget = HOURS(1) };
static struct rate *peers;
static pthread_once_t peers_made = PTHREAD_ONCE_INIT;

static void peers_make(void)
{
	peers = rate_new(4096);
}

static void count_peer(struct request *rq)
{
	static bool too_many = true;
	pthread_once(&peers_made, peers_make);
	if (rate_try(peers, &TAPS_OF_ONE_PEER, rq_peer(rq), rq->now))
		rq->carry = &too_many;
}

static const struct field tap_own[] = { { "sure", NULL, F_BOOL }, { NULL } };
static const struct input TAP = { .name = "nearby_tap", .own = tap_own };

SQL(nearby_meeting, "SELECT m.start_at FROM v_open_initiative_meeting m WHERE m.id = :meeting AND m.initiative_id = :id");

static struct reply say(struct request *rq, const char *message)
{
	field_fail(rq->in, NULL, rq_tr(rq, message));
	return reply_again();
}

static struct reply tap(struct request *rq)
{
	unsigned char hash[HASH_BYTES];
	const char *known = http_cookie(rq->http, "nabij_device"), *device = known ? known : token_new(rq->arena, hash);
	moment start = sql_number(rq->slot, &nearby_meeting, WITH(p_id("meeting", rq->id[1]), p_id("id", rq->id[0])), 0);
	if (!start)
		return reply_missing();
	if (rq->carry)
		return say(rq, N_("Er werd net heel vaak getikt van deze plek. Wacht een paar minuten en tik dan nog eens."));
	switch (initiative_tap(rq->slot, rq->id[1], device)) {
	case TAP_TOO_MANY:
		return say(rq, N_("Er tikten al heel veel mensen. Kom gerust, maar tellen doen we aan de deur."));
	case TAP_NOT_NOW:
		return say(rq, N_("Dat kan nu niet meer: het is al even geleden, of het gaat niet door."));
	case TAPPED:
		break;
	}
	struct reply reply = reply_go(rq, start <= rq->now ? "came" : "coming", "/nearby/%lld", (long long)rq->id[0]);
	if (!known)
		rq_cookie(rq, &reply, "nabij_device", device, 60 * 60 * 24 * 180);
	return reply;
}

static struct reply untap(struct request *rq)
{
	const char *device = http_cookie(rq->http, "nabij_device");
	if (!sql_number(rq->slot, &nearby_meeting, WITH(p_id("meeting", rq->id[1]), p_id("id", rq->id[0])), 0))
		return reply_missing();
	if (device && !initiative_untap(rq->slot, rq->id[1], device))
		return say(rq, N_("Dat kan nu niet meer: het is al even geleden, of het gaat niet door."));
	return reply_go(rq, "uncounted", "/nearby/%lld", (long long)rq->id[0]);
}

const struct route NEARBY_ROUTES[] = {
	{ METHOD_GET, "/nearby", RELATION_PUBLIC, .run = list, .summary = "What is open to everybody: by place, age, day, language and price; as HSDS-like JSON too" },
	{ METHOD_GET, "/nearby/{id}", RELATION_PUBLIC, .run = one, .input = &TAP, .summary = "One thing that is open to everybody" },
	{ METHOD_POST, "/nearby/{id}/meetings/{id}/tap", RELATION_PUBLIC, .run = tap, .input = &TAP, .again = one, .before = count_peer,
		.summary = "Say to come, or to have been there: counts only" },
	{ METHOD_POST, "/nearby/{id}/meetings/{id}/not", RELATION_PUBLIC, .run = untap, .input = &TAP, .again = one, .summary = "Take that back" },
	{ .path = NULL }
};
