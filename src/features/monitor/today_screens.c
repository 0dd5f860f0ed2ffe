#include "today_screens.h"
#include <assert.h>
#include "../../platform/base/list.h"
#include "../../platform/web/words.h"
#include "../neighbourhood/neighbourhood.h"
#include "attention.h"
#include "monitor_entities.h"
#include "templates.h"

enum {
	AT_ONCE = 60,                /* what a person can look over; the rest is a page further */
	OF_MANY = 25,                /* so many of who has more than that */
	WEEK_DAYS = 7, APPOINTMENTS_MOST = 12,
};

SQL(my_attention,
	"SELECT t.id, t.file_id, t.household_id, t.report_id, t.person_id, t.rule, t.since_at, t.due_on, t.name, t.detail, t.escalated, h.id, t.theme_id, t.link_id,"
	" t.initiative_id, t.meeting_id FROM v_attention t"
	" LEFT JOIN v_household h ON h.id = t.household_id WHERE t.account_id = :me AND (t.later_on IS NULL OR t.later_on <= :today)"
	" AND (t.due_on, t.since_at, t.id) > (:due, :since, :id) ORDER BY t.due_on, t.since_at, t.id LIMIT :most");
SQL(my_put_off, "SELECT (SELECT count(*) FROM v_attention p WHERE p.account_id = :me AND p.later_on > :today),"
	" (SELECT count(*) FROM (SELECT t.id FROM v_attention t WHERE t.account_id = :me LIMIT :most) z)");
/* How many there are, also when none has an appointment; only those that have one are opened. */
SQL(my_week, "SELECT h.id, h.file_id, h.name, h.next_on, h.next_time, h.next_what, c.n FROM (SELECT count(*) AS n FROM v_own_household) c LEFT JOIN v_household h"
	" ON h.professional_id = :me AND h.closed_at IS NULL AND h.next_on >= :today AND h.next_on <= :until ORDER BY h.next_on, h.next_time NULLS FIRST LIMIT :most");

/* ---- one row ---- */

/* What a row is about, each 0 when it is not. */
struct about { id64 household, report, person, theme, link, initiative, meeting; };

static const char *fill_path(struct arena *a, const char *path, const struct about *of)
{
	return tr_fill(a, path, "household", id_text(a, of->household), "report", id_text(a, of->report), "person", id_text(a, of->person), "theme", id_text(a, of->theme),
		"link", id_text(a, of->link), "initiative", id_text(a, of->initiative), "meeting", id_text(a, of->meeting), NULL);
}

/* As a sentence: a capital, and no full stop behind words that ended by themselves ("mag dat ook?."). */
static const char *sentence(struct arena *a, const char *text)
{
	char *s = arena_strdup(a, text), *to = s;
	for (const char *from = text; *from; from++)
		if (*from != '.' || to == s || !strchr("?!.", to[-1]))
			*to++ = *from;
	*to = 0;
	if (s[0] >= 'a' && s[0] <= 'z')
		s[0] = (char)(s[0] - 'a' + 'A');
	return s;
}

static bool says_due(const char *message)
{
	return strstr(message, "{due}") != NULL;
}

static const char *reason_message(struct request *rq, const struct attention_rule *rule, const char *detail)
{
	return tr(rq->lang, (!detail || !*detail) && rule->plain_reason ? rule->plain_reason : rule->reason);
}

static const char *reason_text(struct request *rq, const char *message, const char *detail, moment since, struct day due)
{
	const char *due_words = says_due(message) ? words_due(rq->arena, rq->lang, due, rq->now) : "";
	const char *since_words = strstr(message, "{since}") ? words_since(rq->arena, rq->lang, day_of(since), rq->now) : "";
	return sentence(rq->arena, tr_fill(rq->arena, message, "detail", detail ? detail : "", "since", since_words, "due", due_words, NULL));
}

/* Somebody waits for an answer: that goes before what only asks to be done. */
static bool somebody_waits(const struct attention_rule *rule)
{
	return rule->owed || !strcmp(rule->code, "family_wrote");
}

static bool dealt_with_by_seeing(const struct attention_rule *rule)
{
	return rule->task || !strcmp(rule->code, "family_wrote") || !strcmp(rule->code, "birthday");
}

static bool same_about(const struct today_row *row, const struct about *a)
{
	return a->household ? row->household == a->household : a->report ? row->report == a->report : a->initiative && row->initiative == a->initiative;
}

static struct today_row *row_about(struct today_row *list, size_t n, const struct about *about)
{
	size_t i = 0;
	while (i < n && !same_about(&list[i], about))
		i++;
	return i < n ? &list[i] : NULL;
}

static struct today_row *report_telling(struct today_row *list, size_t n, const char *told)
{
	size_t i = 0;
	while (i < n && (strcmp(list[i].rule, "report_new") || strcmp(list[i].told, told)))
		i++;
	return i < n ? &list[i] : NULL;
}

/* A second reason of a household, or of a report or initiative that has none, that stands in the list already goes into its row. */
static bool join_row(struct request *rq, struct today *d, const struct about *about, const struct attention_rule *rule, const char *text, id64 id)
{
	struct today_row *now = row_about(d->now, d->now_n, about), *have = now ? now : row_about(d->week, d->week_n, about);
	if (!have)
		return false;
	have->waits = have->waits || somebody_waits(rule);
	struct today_row_more *more = LIST_ADD(rq->arena, have->more, have->more_n);
	more->text = text;
	have->ids = arena_printf(rq->arena, "%s %lld", have->ids, (long long)id);
	return true;
}

/* Reports that say the same, as a program sends them: one row tells how many. */
static bool join_alike(struct request *rq, struct today *d, const char *told, id64 id)
{
	struct today_row *now = report_telling(d->now, d->now_n, told), *have = now ? now : report_telling(d->week, d->week_n, told);
	if (!have)
		return false;
	have->alike++;
	have->path = "/signals";
	have->action = rq_tr(rq, N_("Bekijk"));
	have->ids = arena_printf(rq->arena, "%s %lld", have->ids, (long long)id);
	return true;
}

/* What is told in a row: the detail, or where it has none what stands above it. */
static const char *told_by(const char *name, const char *detail)
{
	return detail && *detail ? detail : name;
}

static void add_row(struct request *rq, struct today *d, struct rows *r)
{
	const struct attention_rule *rule = attention_rule(rows_text(r, 5));
	assert(rule && "every row has a rule");
	const struct about of = { rows_int(r, 2), rows_int(r, 3), rows_int(r, 4), rows_int(r, 12), rows_int(r, 13), rows_int(r, 14), rows_int(r, 15) };
	id64 household = of.household;
	bool shut = household && !rows_int(r, 11);       /* a coordinator's row: the number and the date, not the household */
	struct day due = rows_day(r, 7);
	const char *name = rows_open(r, 8, "attention.name"), *detail = rows_open(r, 9, "attention.detail");
	const char *message = reason_message(rq, rule, detail), *text = reason_text(rq, message, detail, rows_int(r, 6), due);
	if (!name || (!shut && join_row(rq, d, &of, rule, text, rows_int(r, 0))))
		return;
	if (!strcmp(rule->code, "report_new") && join_alike(rq, d, told_by(name, detail), rows_int(r, 0)))
		return;
	int days = day_diff(rq->today, due);
	struct today_row *row = days <= 0 ? LIST_ADD(rq->arena, d->now, d->now_n) : days <= 7 ? LIST_ADD(rq->arena, d->week, d->week_n)
		: LIST_ADD(rq->arena, d->after, d->after_n);
	const char *id = id_text(rq->arena, rows_int(r, 0));
	*row = (struct today_row){ .id = rows_int(r, 0), .household = shut ? 0 : household, .report = household ? 0 : of.report, .initiative = of.initiative, .name = name, .text = text,
		.told = told_by(name, detail), .rule = rule->code,
		.due = due, .said = says_due(message), .late = days < 0, .today = days == 0, .escalated = rows_bool(r, 10), .seen = dealt_with_by_seeing(rule), .waits = somebody_waits(rule),
		.ids = id, .since = rows_int(r, 6), .tomorrow = day_add(rq->today, 1),
		.in_days = day_add(rq->today, day_weekday(rq->today) <= 2 ? 3 : 5) };
	if (rule->path && !(of.link && rows_int(r, 1) == DIRECTORY_FILE)) {      /* who may not read the inbox finds nothing there */
		row->path = fill_path(rq->arena, rule->path, &of);
		row->action = tr(rq->lang, rule->action);
	}
	if (of.theme || of.link)
		row->open = row->path;
	if (of.initiative)
		row->open = arena_printf(rq->arena, "/initiatives/%lld", (long long)of.initiative);
	if (household)
		row->open = arena_printf(rq->arena, "/households/%lld", (long long)household);
	if (shut) {
		bool assigns = !strcmp(rule->code, "no_professional") || !strcmp(rule->code, "other_professional");
		row->open = row->path = arena_printf(rq->arena, "/caseload/%lld/%s", (long long)household, assigns ? "professional" : "open");
	}
}

/* ---- the page ---- */

static void read_week(struct request *rq, struct today *d)
{
	struct rows *r = sql_read(rq->slot, &my_week, WITH(p_id("me", rq->viewer.account), p_day("today", rq->arena, rq->today),
		p_day("until", rq->arena, day_add(rq->today, WEEK_DAYS)), p_int("most", APPOINTMENTS_MOST)));
	while (rows_next(r)) {
		d->households = rows_int(r, 6);
		if (!rows_null(r, 0))
			*LIST_ADD(rq->arena, d->appointments, d->appointments_n) = (struct today_appointments){ .household = rows_int(r, 0), .name = rows_open(r, 2, "household.name"),
				.day = rows_day(r, 3), .time = rows_text(r, 4), .what = rows_open(r, 5, "household.next_what") };
	}
}

enum { RANKS = 8 };

/* Who waits first; within that what is late, and then the link behind which many wait: one look there helps them all. */
static int rank(const struct today_row *row)
{
	return !row->waits * 4 + !row->late * 2 + (strcmp(row->rule, "link_held") != 0);
}

/* Within a rank as they stand: longest due first. */
static void waiting_first(struct request *rq, struct today *d)
{
	struct today_row *sorted = NULL;
	size_t n = 0;
	for (int at = 0; at < RANKS; at++)
		for (size_t i = 0; i < d->now_n; i++)
			if (rank(&d->now[i]) == at)
				*LIST_ADD(rq->arena, sorted, n) = d->now[i];
	d->now = sorted;
}

static int households_asking(const struct today *d)
{
	int n = 0;
	for (size_t i = 0; i < d->now_n; i++)
		n += d->now[i].household != 0;
	for (size_t i = 0; i < d->week_n; i++)
		n += d->week[i].household != 0;
	return n;
}

/* "2026-11-28 1795000000000000 123": the row after which this page begins; what is not one begins at the beginning. */
struct place { const char *due; int64_t since, id; };

static struct place place_asked(struct request *rq)
{
	const char *text = form_get(&rq->http->query, "after");
	char due[11];
	long long since, id;
	struct day day;
	if (!text || sscanf(text, "%10s %lld %lld", due, &since, &id) != 3 || !day_parse(due, &day))
		return (struct place){ "", 0, 0 };
	return (struct place){ day_iso(rq->arena, day), since, id };
}

/* What was put off is counted, and of the whole as much as it takes to know how many go on a page. */
static int how_many(struct request *rq, struct today *d)
{
	int64_t all = 0;
	struct rows *r = sql_read(rq->slot, &my_put_off, WITH(p_id("me", rq->viewer.account), p_day("today", rq->arena, rq->today), p_int("most", AT_ONCE + 1)));
	if (rows_next(r)) {
		d->put_off = rows_int(r, 0);
		all = rows_int(r, 1);
	}
	rows_end(r);
	return all > AT_ONCE ? OF_MANY : AT_ONCE;
}

static void read_attention(struct request *rq, struct today *d)
{
	struct place from = place_asked(rq), last = from;
	int at_once = how_many(rq, d);
	struct rows *r = sql_read(rq->slot, &my_attention, WITH(p_id("me", rq->viewer.account), p_day("today", rq->arena, rq->today),
		p_text("due", from.due), p_int("since", from.since), p_int("id", from.id), p_int("most", at_once + 1)));
	for (int n = 0; rows_next(r); n++) {
		if (n == at_once) {
			d->rest = arena_printf(rq->arena, "/today?after=%s", rq_encoded(rq, arena_printf(rq->arena, "%s %lld %lld", last.due,
				(long long)last.since, (long long)last.id)));
			break;
		}
		last = (struct place){ rows_text(r, 7), rows_int(r, 6), rows_int(r, 0) };
		add_row(rq, d, r);
	}
	rows_end(r);
	d->further = *from.due != 0;
	waiting_first(rq, d);
}

static struct reply today(struct request *rq)
{
	struct today *d = ARENA_NEW(rq->arena, struct today);
	read_attention(rq, d);
	if (d->now_n)
		d->now[0].main = true;
	d->problems = problems_waiting(rq, &d->problems_n);
	read_week(rq, d);
	int calm = (int)d->households - households_asking(d);
	d->calm = calm > 0 && !d->rest && !d->further ? calm : 0;
	d->greeting = words_greeting(rq->lang, rq->now);
	d->name = rq->viewer.first_name;
	d->asking = (int64_t)d->now_n;
	rq->page->title = rq_tr(rq, N_("Vandaag"));
	rq->page->nav = "today";
	return reply_page(&TPL_today, d);
}

/* ---- putting off, having seen ---- */

static const char *const later_take[] = { "later_word", NULL };
static const struct field later_own[] = {
	{ "on", N_("Wanneer dan wel?"), F_DAY },
	{ "day", N_("Een andere dag"), F_DAY },
	{ "ids", NULL, F_TEXT, .max = 2000 },
	{ NULL }
};
static const struct input LATER = { "later", &ATTENTION_ENTITY, later_take, later_own };

static bool each_id(struct request *rq, bool (*each)(struct request *, id64))
{
	const char *ids = field_text(rq->in, "ids");
	bool any = each(rq, rq->id[0]);
	for (const char *p = ids ? ids : ""; *p; ) {
		id64 id;
		size_t n = strcspn(p, " ");
		if (id_parse(arena_strndup(rq->arena, p, n), &id) && id != rq->id[0])
			any = each(rq, id) || any;
		p += n;
		p += strspn(p, " ");
	}
	return any;
}

static struct day later_day(struct request *rq)
{
	struct day on = field_day(rq->in, "day");
	return day_known(on) ? on : field_day(rq->in, "on");
}

static bool put_off(struct request *rq, id64 id)
{
	return attention_later(rq->slot, id, later_day(rq), field_text(rq->in, "later_word"));
}

static bool seen(struct request *rq, id64 id)
{
	return attention_done(rq->slot, id);
}

static struct reply later(struct request *rq)
{
	struct day on = later_day(rq);
	if (!day_known(on) || day_diff(rq->today, on) < 1 || day_diff(rq->today, on) > 92) {
		field_fail(rq->in, "day", rq_tr(rq, N_("Kies een dag tussen morgen en over drie maanden")));
		return reply_again();
	}
	return each_id(rq, put_off) ? reply_go(rq, "later", "/today") : reply_missing();
}

static struct reply done(struct request *rq)
{
	return each_id(rq, seen) ? reply_go(rq, "seen", "/today") : reply_missing();
}

int attention_job(struct slot *slot)
{
	int n = attention_tick(slot, 100);
	return n == 100 ? n : 0;
}

const struct route TODAY_ROUTES[] = {
	{ METHOD_GET, "/today", RELATION_NONE, K_TEAM, .run = today, .input = NULL, .summary = "What asks my attention today" },
	{ METHOD_POST, "/attention/{id}/later", RELATION_NONE, K_TEAM | K_PRIVACY, .run = later, .input = &LATER, .again = today,
		.summary = "Put something off to a day" },
	{ METHOD_POST, "/attention/{id}/done", RELATION_NONE, K_TEAM | K_PRIVACY, .run = done, .input = &LATER, .again = today,
		.summary = "Seen: a task, or what the family wrote" },
	{ .path = NULL }
};
