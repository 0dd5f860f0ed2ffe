/* What became of a report, for who made it: by link (/r/{token}) and, with an account of one's own, under /my-reports. Of the process only:
 * whether help was accepted is the family's to tell. */
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../../platform/web/words.h"
#include "../account/accounts.h"
#include "../monitor/attention.h"
#include "signal.h"
#include "signal_entities.h"
#include "signal_screens.h"
#include "templates.h"
#include "triage.h"
#include "triage_entities.h"

#define REPORTERS (K_TEAM | K_PARTNER | K_EXPERT)

static const char *const unhappy_taken[] = { "unhappy", "introduce", "introduce_when", NULL };
static const struct input UNHAPPY = { .name = "unhappy", .entity = &REPORT_ENTITY, .take = unhappy_taken };

/* ---- one report ---- */

#define RECEIPT_COLUMNS "r.id, r.file_id, r.number, r.state, r.at, r.taken_at, r.answer_by, r.answered_at, r.answer, r.unhappy_at, r.urgent," \
	" r.reporter_kind, r.read_by_id, t.name, t.phone, t.hours, r.reporter_phone, r.what, r.about, r.place," \
	" r.answer_seen_at, r.introduce, r.pattern FROM v_report r JOIN v_team t ON t.id = r.team_id"
/* Six weeks after the answer it is gone for its reporter, also while its words wait until the family was told (report_forget). */
#define KEPT "AND r.forgotten_at IS NULL AND (r.answered_at IS NULL OR r.answered_at > :since)"
SQL(receipt_by_link, "SELECT " RECEIPT_COLUMNS " WHERE r.account_id = :me AND r.state <> 'passed' " KEPT " ORDER BY r.at DESC LIMIT 1");
SQL(receipt_by_id, "SELECT " RECEIPT_COLUMNS " WHERE r.account_id = :me AND r.id = :id AND r.state <> 'passed' " KEPT);

static moment kept_since(struct request *rq)
{
	return day_begin(day_add(rq->today, -rule_days(rq->slot, "report_keep", 0, 42)));
}

struct seen { struct receipt_parts *d; id64 report, reader; bool by_phone; const char *what, *about, *place; };

static const char *opened(struct rows *r, int column, const char *where)
{
	return rows_null(r, column) ? NULL : rows_open(r, column, where);
}

static bool read_receipt(struct request *rq, struct rows *r, struct seen *s)
{
	if (!rows_next(r))
		return false;
	s->report = rows_int(r, 0);
	s->d->number = rows_text(r, 2);
	s->d->state = rows_text(r, 3);
	s->d->at = rows_int(r, 4);
	s->d->taken_at = rows_int(r, 5);
	s->d->answer_by = rows_day(r, 6);
	s->d->answered_at = rows_int(r, 7);
	s->d->answer = opened(r, 8, "report.answer");
	s->d->unhappy_at = rows_int(r, 9);
	s->d->urgent = rows_bool(r, 10);
	s->d->self = !strcmp(rows_text(r, 11), "self");
	s->reader = rows_int(r, 12);
	s->d->team = rows_text(r, 13);
	s->d->phone = rows_text(r, 14);
	s->d->hours = rows_text(r, 15);
	s->by_phone = !rows_null(r, 16);
	s->d->seen_at = rows_int(r, 20);
	s->d->introduce = rows_text(r, 21);
	s->d->pattern = rows_bool(r, 22);
	if (rq->viewer.kind != K_LINK) {         /* who finds the link in a telephone does not read what was written */
		s->what = opened(r, 17, "report.what");
		s->about = opened(r, 18, "report.about");
		s->place = opened(r, 19, "report.place");
	}
	rows_end(r);
	return true;
}

/* ---- what it says ---- */

static struct day working_day(struct day day)
{
	return day_weekday(day) > 5 ? day_add(day, 8 - day_weekday(day)) : day;
}

/* The day somebody reads what came in then: the same, or after five o'clock and in a weekend the next working day. */
static struct day reading_day(moment at)
{
	struct day day;
	int hour, minute;
	clock_parts(at, &day, &hour, &minute);
	return working_day(hour >= 17 ? day_add(day, 1) : day);
}

static const char *say_new(struct request *rq, const struct seen *s)
{
	const char *who = colleague_name(rq->slot, s->reader);
	struct day on = reading_day(s->d->at);
	int days = day_diff(rq->today, on);
	const char *text = s->d->self ? N_("{who} leest je vraag {when}") : N_("{who} leest je melding {when}");
	if (days < 0)
		text = s->d->self ? N_("{who} kijkt naar je vraag") : N_("{who} kijkt naar je melding");
	const char *when = days == 0 ? rq_tr(rq, N_("vandaag")) : days == 1 ? rq_tr(rq, N_("morgen")) : words_day_long(rq->arena, rq->lang, on, rq->now);
	return tr_fill(rq->arena, rq_tr(rq, text), "who", *who ? arena_strndup(rq->arena, who, strcspn(who, " ")) : s->d->team, "when", when, NULL);
}

static const char *headline(struct request *rq, const struct seen *s)
{
	if (s->d->answered_at)
		return rq_tr(rq, N_("Je hebt antwoord van ons"));
	if (s->d->unhappy_at)
		return s->d->self ? rq_tr(rq, N_("We kijken opnieuw naar je vraag")) : rq_tr(rq, N_("We kijken opnieuw naar je melding"));
	if (s->d->taken_at)
		return s->d->self ? rq_tr(rq, N_("Je vraag is opgepakt")) : rq_tr(rq, N_("Je melding is opgepakt"));
	return say_new(rq, s);
}

static const char *lead(struct request *rq, const struct seen *s)
{
	const char *day = words_day_long(rq->arena, rq->lang, s->d->answer_by, rq->now);
	const char *text = s->by_phone ? N_("We bellen je uiterlijk {day}.") : N_("Je leest ons antwoord hier, uiterlijk {day}.");
	if (s->d->answered_at)
		text = N_("Het staat hieronder. Bellen mag ook altijd.");
	else if (day_diff(s->d->answer_by, rq->today) > 0)
		text = N_("We beloofden je antwoord op {day}. Dat is niet gelukt, en dat spijt ons. Bel ons gerust.");
	return tr_fill(rq->arena, rq_tr(rq, text), "day", day, NULL);
}

/* what: the address of the report, as this reporter has it. */
static void say(struct request *rq, struct seen *s, const char *what)
{
	s->d->introduce_label = rq_code(rq, &INTRODUCE_KINDS, s->d->introduce);
	s->d->can_introduce = !s->d->self && !s->d->pattern && !s->d->answered_at;
	s->d->seen_action = arena_printf(rq->arena, "%s/seen", what);
	s->d->introduce_action = arena_printf(rq->arena, "%s/introduce", what);
	s->d->headline = headline(rq, s);
	s->d->lead = lead(rq, s);
	s->d->unhappy_action = arena_printf(rq->arena, "%s/unhappy", what);
	rq->page->title = s->d->headline;
}

/* ---- by link ---- */

SQL(receipt_of_held, "SELECT h.id, h.file_id, h.number, h.at, h.answer_by, h.thrown_at, t.name, t.phone, t.hours FROM v_report_held h"
	" JOIN v_team t ON t.id = h.team_id WHERE h.account_id = :me AND h.forgotten_at IS NULL ORDER BY h.at DESC LIMIT 1");

/* It waits behind a busy link (report_link.h). */
static struct reply held(struct request *rq)
{
	struct receipt_held *d = ARENA_NEW(rq->arena, struct receipt_held);
	struct rows *r = sql_read(rq->slot, &receipt_of_held, WITH(p_id("me", rq->viewer.account)));
	if (!rows_next(r))
		return reply_missing();
	*d = (struct receipt_held){ .number = rows_text(r, 2), .at = rows_int(r, 3), .answer_by = rows_day(r, 4), .thrown_at = rows_int(r, 5),
		.team = rows_text(r, 6), .phone = rows_text(r, 7), .hours = rows_text(r, 8) };
	rows_end(r);
	d->link = rq_link(rq, arena_printf(rq->arena, "/r/%s", rq->word[0]));
	rq->page->path = arena_printf(rq->arena, "/r/%s", rq->word[0]);
	rq->page->title = rq_tr(rq, d->thrown_at ? N_("Je melding is niet aangenomen") : N_("Je melding is binnen"));
	return reply_page(&TPL_receipt_held, d);
}

static struct reply receipt(struct request *rq)
{
	struct receipt *d = ARENA_NEW(rq->arena, struct receipt);
	struct seen s = { .d = &d->report };
	if (!read_receipt(rq, sql_read(rq->slot, &receipt_by_link, WITH(p_id("me", rq->viewer.account), p_moment("since", kept_since(rq)))), &s))
		return held(rq);
	rq->page->path = arena_printf(rq->arena, "/r/%s", rq->word[0]);
	d->link = rq_link(rq, arena_printf(rq->arena, "/r/%s", rq->word[0]));
	d->mail = d->link;
	say(rq, &s, arena_printf(rq->arena, "/r/%s", rq->word[0]));
	return reply_page(&TPL_receipt, d);
}

/* A word is needed: without one nobody knows what to look at again. */
static bool has_word(struct request *rq)
{
	if (!field_text(rq->in, "unhappy"))
		field_fail(rq->in, "unhappy", rq_tr(rq, N_("Schrijf in een paar woorden wat er niet klopt")));
	return !rq->in->errors;
}

SQL(report_of_link, "SELECT r.id FROM v_report r WHERE r.account_id = :me AND r.state <> 'passed' " KEPT " ORDER BY r.at DESC LIMIT 1");

static struct reply unhappy_by_link(struct request *rq)
{
	if (!has_word(rq))
		return reply_again();
	id64 report = sql_number(rq->slot, &report_of_link, WITH(p_id("me", rq->viewer.account), p_moment("since", kept_since(rq))), 0);
	if (!report_unhappy(rq->slot, report, field_text(rq->in, "unhappy")))
		return reply_missing();
	return reply_go(rq, "report_unhappy", "/r/%s", rq->word[0]);
}

static id64 report_by_link(struct request *rq)
{
	return sql_number(rq->slot, &report_of_link, WITH(p_id("me", rq->viewer.account), p_moment("since", kept_since(rq))), 0);
}

static struct reply seen_by_link(struct request *rq)
{
	return report_seen(rq->slot, report_by_link(rq)) ? reply_go(rq, "report_seen", "/r/%s", rq->word[0]) : reply_missing();
}

/* A way to help is chosen, or nothing is said. */
static bool has_way(struct request *rq)
{
	if (!field_text(rq->in, "introduce"))
		field_fail(rq->in, "introduce", rq_tr(rq, N_("Kies wat je wilt doen")));
	return !rq->in->errors;
}

static struct reply introduce_by_link(struct request *rq)
{
	if (!has_way(rq))
		return reply_again();
	return report_introduce(rq->slot, report_by_link(rq), field_text(rq->in, "introduce"), field_text(rq->in, "introduce_when"))
		? reply_go(rq, "report_introduce", "/r/%s", rq->word[0]) : reply_missing();
}

/* ---- with an account ---- */

static struct reply my_report(struct request *rq)
{
	struct my_report *d = ARENA_NEW(rq->arena, struct my_report);
	struct seen s = { .d = &d->report };
	if (!read_receipt(rq, sql_read(rq->slot, &receipt_by_id, WITH(p_id("me", rq->viewer.account), p_id("id", rq->id[0]),
		p_moment("since", kept_since(rq)))), &s))
		return reply_missing();
	d->id = s.report;
	d->what = s.what;
	d->about = s.about;
	d->place = s.place;
	say(rq, &s, arena_printf(rq->arena, "/my-reports/%lld", (long long)s.report));
	rq->page->nav = "my-reports";
	return reply_page(&TPL_my_report, d);
}

static struct reply unhappy(struct request *rq)
{
	if (!has_word(rq))
		return reply_again();
	if (!report_unhappy(rq->slot, rq->id[0], field_text(rq->in, "unhappy")))
		return reply_missing();
	return reply_go(rq, "report_unhappy", "/my-reports/%lld", (long long)rq->id[0]);
}

static struct reply seen(struct request *rq)
{
	return report_seen(rq->slot, rq->id[0]) ? reply_go(rq, "report_seen", "/my-reports/%lld", (long long)rq->id[0]) : reply_missing();
}

static struct reply introduce(struct request *rq)
{
	if (!has_way(rq))
		return reply_again();
	return report_introduce(rq->slot, rq->id[0], field_text(rq->in, "introduce"), field_text(rq->in, "introduce_when"))
		? reply_go(rq, "report_introduce", "/my-reports/%lld", (long long)rq->id[0]) : reply_missing();
}

SQL(my_report_rows,
	"SELECT id, file_id, number, what, state, at, answer_by, answered_at FROM v_report WHERE account_id = :me AND state <> 'passed'"
	" AND forgotten_at IS NULL AND (answered_at IS NULL OR answered_at > :since) ORDER BY at DESC LIMIT 200");
/* What stays of a year is counts: how many a month and a domain, below five not how many, so that no count is one report. */
SQL(my_report_year, "SELECT at, domains FROM v_report WHERE account_id = :me AND state <> 'passed' AND at >= :year ORDER BY at LIMIT 5000");
enum { SMALL = 5, MONTHS_OF_YEAR = 12, DOMAINS = 7 };

static const char *few(struct request *rq, int n)
{
	return n < SMALL ? rq_tr(rq, N_("enkele")) : words_number(rq->arena, rq->lang, n);
}

static void read_year(struct request *rq, struct my_reports *d)
{
	int month[MONTHS_OF_YEAR] = { 0 }, domain[DOMAINS] = { 0 }, all = 0;
	struct rows *r = sql_read(rq->slot, &my_report_year, WITH(p_id("me", rq->viewer.account), p_moment("year", day_begin((struct day){ rq->today.year, 1, 1 }))));
	for (; rows_next(r); all++) {
		const char *domains = rows_text(r, 1);
		month[day_of(rows_int(r, 0)).month - 1]++;
		for (int i = 0; i < DOMAINS; i++)
			domain[i] += codes_have(domains, LIFE_DOMAINS.list[i].code);
	}
	d->count = all ? few(rq, all) : NULL;
	for (int i = 0; i < MONTHS_OF_YEAR; i++)
		if (month[i]) {
			struct my_reports_months *x = LIST_ADD(rq->arena, d->months, d->months_n);
			*x = (struct my_reports_months){ month_name(rq, (struct day){ rq->today.year, i + 1, 1 }), few(rq, month[i]) };
		}
	for (int i = 0; i < DOMAINS; i++)
		if (domain[i]) {
			struct my_reports_domains *x = LIST_ADD(rq->arena, d->domains, d->domains_n);
			*x = (struct my_reports_domains){ rq_tr(rq, LIFE_DOMAINS.list[i].label), few(rq, domain[i]) };
		}
}

static const char *waiting_words(struct request *rq, const char *state, struct day answer_by)
{
	const char *text = strcmp(state, "taken") ? N_("Wordt gelezen. Antwoord uiterlijk {day}") : N_("Opgepakt. Antwoord uiterlijk {day}");
	return tr_fill(rq->arena, rq_tr(rq, text), "day", words_day(rq->arena, rq->lang, answer_by, rq->now), NULL);
}

static void my_row(struct request *rq, struct my_reports *d, struct rows *r)
{
	struct my_reports_reports *x = LIST_ADD(rq->arena, d->reports, d->reports_n);
	x->id = rows_int(r, 0);
	x->number = rows_text(r, 2);
	x->what = utf8_excerpt(rq->arena, opened(r, 3, "report.what"), 90);
	x->state = rows_text(r, 4);
	x->at = rows_int(r, 5);
	x->answer_by = rows_day(r, 6);
	x->answered_at = rows_int(r, 7);
	x->waiting = !x->answered_at;
	x->late = x->waiting && day_diff(x->answer_by, rq->today) > 0;
	x->words = waiting_words(rq, x->state, x->answer_by);
}

static struct reply my_reports(struct request *rq)
{
	struct my_reports *d = ARENA_NEW(rq->arena, struct my_reports);
	struct rows *r = sql_read(rq->slot, &my_report_rows, WITH(p_id("me", rq->viewer.account), p_moment("since", kept_since(rq))));
	while (rows_next(r))
		my_row(rq, d, r);
	d->year = rq->today.year;
	read_year(rq, d);
	rq->page->title = rq_tr(rq, N_("Mijn meldingen"));
	rq->page->nav = "my-reports";
	return reply_page(&TPL_my_reports, d);
}

const struct route RECEIPT_ROUTES[] = {
	{ METHOD_GET, "/r/{token}", RELATION_LINK, .run = receipt, .input = &UNHAPPY, .summary = "What became of a report, by the reporter's link" },
	{ METHOD_POST, "/r/{token}/unhappy", RELATION_LINK, .run = unhappy_by_link, .input = &UNHAPPY, .again = receipt,
		.summary = "The reporter is not satisfied with the answer: look again" },
	{ METHOD_POST, "/r/{token}/seen", RELATION_LINK, .run = seen_by_link, .summary = "The reporter read the answer" },
	{ METHOD_POST, "/r/{token}/introduce", RELATION_LINK, .run = introduce_by_link, .input = &UNHAPPY, .again = receipt,
		.summary = "The reporter offers to introduce us or to come along" },
	{ METHOD_GET, "/my-reports", RELATION_NONE, REPORTERS, .run = my_reports, .summary = "One's own reports and what became of them" },
	{ METHOD_GET, "/my-reports/{id}", RELATION_NONE, REPORTERS, .run = my_report, .input = &UNHAPPY, .summary = "One's own report" },
	{ METHOD_POST, "/my-reports/{id}/unhappy", RELATION_NONE, REPORTERS, .run = unhappy, .input = &UNHAPPY, .again = my_report,
		.summary = "Not satisfied with the answer: look again" },
	{ METHOD_POST, "/my-reports/{id}/seen", RELATION_NONE, REPORTERS, .run = seen, .summary = "The answer was read" },
	{ METHOD_POST, "/my-reports/{id}/introduce", RELATION_NONE, REPORTERS, .run = introduce, .input = &UNHAPPY, .again = my_report,
		.summary = "Offering to introduce us or to come along" },
	{ .path = NULL }
};
