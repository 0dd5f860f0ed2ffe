/* The triage list: what came in and is not done with, late first, each with why it stands here and since when. Only who reads the team's
 * inbox finds anything here; a report of one's own stands under /my-reports. */
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../../platform/web/words.h"
#include "../account/accounts.h"
#include "../monitor/attention.h"
#include "inbox.h"
#include "report_link.h"
#include "signal.h"
#include "signal_entities.h"
#include "templates.h"
#include "triage_entities.h"

/* ---- helpers of these screens ---- */

int report_forget_job(struct slot *slot)
{
	int n = report_forget(slot, 100);
	return n + report_held_forget(slot, 100);
}

/* ---- the inbox ---- */

/* What asks most waits longest: the day the reporter was promised an answer, or the day the contact was planned. */
#define DUE "coalesce(CASE WHEN r.answered_at IS NULL THEN r.answer_by END, r.step_on, r.answer_by)"
enum { OPEN_A_PAGE = 60 };

SQL(inbox_open,
	"SELECT r.id, r.file_id, r.number, r.what, r.state, r.urgent, r.reporter_kind, r.at, r.answer_by, ar.name, r.domains, r.read_by_id, r.taken_by_id,"
	" r.unhappy_at, r.became, r.step_on, r.step_kind, r.tries, r.unhappy_count, r.answered_at, r.answer_seen_at, r.introduce, " DUE
	" FROM v_report r LEFT JOIN v_area ar ON ar.code = r.area_code"
	" WHERE r.file_id IN " MY_INBOXES " AND r.state IN ('new', 'taken') AND r.forgotten_at IS NULL"
	" AND (r.answered_at IS NULL OR (r.became = 'contact' AND r.household_id IS NULL)) AND (" DUE ", r.id) > (:due, :id)"
	" ORDER BY " DUE ", r.id LIMIT 61");
SQL(inbox_done,
	"SELECT r.id, r.file_id, r.number, r.what, r.state, r.at, r.answered_at, r.became, r.answer_seen_at FROM v_report r"
	" WHERE r.file_id IN " MY_INBOXES " AND r.answered_at > :since ORDER BY r.answered_at DESC LIMIT 60");
SQL(inbox_readers,
	"SELECT p.id, p.file_id, p.name FROM v_account p JOIN v_team_member m ON m.account_id = p.id"
	" WHERE m.team_id = :team AND m.triage AND m.from_at <= :now AND m.until_at > :now ORDER BY p.id LIMIT 12");
SQL(inbox_mine,
	"SELECT count(*) FROM v_own_access a JOIN v_file f ON f.id = a.file_id WHERE a.household_id IS NULL AND a.from_at <= :now"
	" AND a.until_at > :now AND f.kind = 'inbox'");

/* Names of colleagues by id, read once a page. */
struct known { id64 id; const char *name; };
struct names { struct known *known; int64_t known_n; };

static const char *name_of(struct request *rq, struct names *names, id64 account)
{
	for (int64_t i = 0; i < names->known_n; i++)
		if (names->known[i].id == account)
			return names->known[i].name;
	const char *name = colleague_name(rq->slot, account);
	struct known *k = LIST_ADD(rq->arena, names->known, names->known_n);
	*k = (struct known){ account, name };
	return name;
}

/* What a row tells of itself besides what it shows. */
struct told { moment answered_at, seen_at; struct day step_on; const char *became, *step_kind; int unhappy, tries; id64 reader, taker; };

static bool looks_for_contact(const struct told *t)
{
	return t->became && !strcmp(t->became, "contact") && day_known(t->step_on);
}

static const char *due_words(struct request *rq, struct day due)
{
	return words_due(rq->arena, rq->lang, due, rq->now);
}

/* Why it stands here, and since when or by when. */
static const char *why(struct request *rq, const struct inbox_row *x, const struct told *t)
{
	const char *at = words_moment(rq->arena, rq->lang, x->at, rq->now), *due = due_words(rq, x->answer_by);
	bool new = !strcmp(x->state, "new");
	if (t->unhappy && !t->answered_at)
		return tr_fill(rq->arena, rq_tr(rq, t->unhappy > 1 ? N_("De melder vroeg {n} keer om opnieuw te kijken. Nieuw antwoord: {due}")
			: N_("De melder vroeg om opnieuw te kijken. Nieuw antwoord: {due}")), "due", due, "n", arena_int(rq->arena, t->unhappy), NULL);
	if (new && x->urgent)
		return tr_fill(rq->arena, rq_tr(rq, N_("Kan niet tot morgen wachten. Kwam {at}")), "at", at, NULL);
	if (looks_for_contact(t) && !t->step_kind)
		return tr_fill(rq->arena, rq_tr(rq, N_("Er was contact. Beslis wat het wordt: {due}")), "due", due_words(rq, t->step_on), NULL);
	if (looks_for_contact(t))
		return tr_fill(rq->arena, rq_tr(rq, t->tries ? N_("Nog niemand bereikt. Opnieuw, {how}: {due}") : N_("Contact gepland, {how}: {due}")),
			"how", rq_code(rq, &STEP_KINDS, t->step_kind), "due", due_words(rq, t->step_on), NULL);
	if (new)
		return tr_fill(rq->arena, rq_tr(rq, N_("Nog niet opgepakt. Kwam {at}")), "at", at, NULL);
	return tr_fill(rq->arena, rq_tr(rq, N_("Opgepakt. De melder wacht op antwoord, beloofd: {due}")), "due", due, NULL);
}

/* Owed, dated, sent, seen: where the reply to the reporter stands. */
static const char *feedback_words(struct request *rq, const struct inbox_row *x, const struct told *t)
{
	const char *text = !t->answered_at ? N_("Antwoord beloofd: {due}") : t->seen_at ? N_("Antwoord verstuurd op {day}, gelezen op {seen}")
		: N_("Antwoord verstuurd op {day}, nog niet gelezen");
	return tr_fill(rq->arena, rq_tr(rq, text), "due", due_words(rq, x->answer_by), "day", words_day(rq->arena, rq->lang, day_of(t->answered_at), rq->now),
		"seen", words_day(rq->arena, rq->lang, day_of(t->seen_at), rq->now), NULL);
}

static const char *act(struct request *rq, const struct inbox_row *x, const struct told *t)
{
	if (!strcmp(x->state, "new"))
		return rq_tr(rq, N_("Lees"));
	if (looks_for_contact(t))
		return t->step_kind ? rq_tr(rq, N_("Noteer hoe het ging")) : rq_tr(rq, N_("Beslis"));
	return rq_tr(rq, N_("Antwoord"));
}

static struct inbox_row row_from(struct request *rq, struct rows *r, struct told *t)
{
	id64 who = rows_int(r, rows_null(r, 12) ? 11 : 12);
	struct inbox_row x = { .id = rows_int(r, 0), .number = rows_text(r, 2), .what = utf8_excerpt(rq->arena, rows_open(r, 3, "report.what"), 110),
		.state = rows_text(r, 4), .urgent = rows_bool(r, 5), .self = !strcmp(rows_text(r, 6), "self"), .at = rows_int(r, 7),
		.answer_by = rows_day(r, 8), .area = rows_text(r, 9), .domains = rq_codes(rq, &LIFE_DOMAINS, rows_text(r, 10), ", "),
		.mine = who == rq->viewer.account, .reopened = !rows_null(r, 13), .introduce = rq_code(rq, &INTRODUCE_KINDS, rows_text(r, 21)),
		.due = rows_day(r, 22) };
	*t = (struct told){ .answered_at = rows_int(r, 19), .seen_at = rows_int(r, 20), .step_on = rows_day(r, 15), .became = rows_text(r, 14),
		.step_kind = rows_text(r, 16), .tries = (int)rows_int(r, 17), .unhappy = (int)rows_int(r, 18), .reader = rows_int(r, 11), .taker = rows_int(r, 12) };
	x.late = day_diff(x.due, rq->today) > 0 || (x.urgent && !strcmp(x.state, "new"));
	x.soon = !x.late && (day_diff(x.due, rq->today) == 0 || (t->unhappy && !t->answered_at));
	x.why = why(rq, &x, t);
	if (t->answered_at || looks_for_contact(t) || !strcmp(x.state, "new"))      /* else it is why the row stands here */
		x.feedback = feedback_words(rq, &x, t);
	x.act = act(rq, &x, t);
	return x;
}

static bool is_late(const struct inbox_row *x)
{
	return x->late;
}

static bool is_new(const struct inbox_row *x)
{
	return !x->late && !strcmp(x->state, "new");
}

/* A row that begins with the words of one above it. */
static bool said_above(const struct inbox_row *rows, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(rows[k].what, rows[i].what))
			return true;
	return false;
}

static void add_section(struct request *rq, struct inbox *d, const char *title, struct inbox_row *rows, size_t n)
{
	if (!n)
		return;
	struct inbox_section *s = LIST_ADD(rq->arena, d->sections, d->sections_n);
	*s = (struct inbox_section){ .title = rq_tr(rq, title), .rows = rows, .rows_n = n };
	for (size_t i = 0; i < n; i++)
		s->alike += rows[i].alike = said_above(rows, i);
}

static void add_sections(struct request *rq, struct inbox *d)
{
	add_section(rq, d, N_("Te laat, of kan niet wachten"), d->late, d->late_n);
	add_section(rq, d, N_("Nieuw"), d->new, d->new_n);
	add_section(rq, d, N_("Opgepakt"), d->owed, d->owed_n);
}

/* In the order of the list: what is late, what is new, what goes on. */
static void sort_out(struct request *rq, struct inbox *d, const struct inbox_row *all, int64_t n)
{
	for (int64_t i = 0; i < n; i++) {
		if (!strcmp(all[i].state, "new"))
			d->new_count++;
		d->late_count += is_late(&all[i]);
		if (is_late(&all[i]))
			*LIST_ADD(rq->arena, d->late, d->late_n) = all[i];
		else if (is_new(&all[i]))
			*LIST_ADD(rq->arena, d->new, d->new_n) = all[i];
		else
			*LIST_ADD(rq->arena, d->owed, d->owed_n) = all[i];
	}
	struct inbox_row *first = d->late_n ? d->late : d->new_n ? d->new : d->owed_n ? d->owed : NULL;
	if (first)
		first->main = true;
	add_sections(rq, d);
}

/* A page begins after "2026-11-24_123": the day and the id of the last row before it. */
static void page_after(struct request *rq, const char **due, id64 *id)
{
	const char *after = form_get(&rq->form, "after");
	struct day day;
	*due = "";
	*id = 0;
	if (!after || strlen(after) < 12 || after[10] != '_' || !day_parse(arena_strndup(rq->arena, after, 10), &day))
		return;
	*due = day_iso(rq->arena, day);
	*id = strtoll(after + 11, NULL, 10);
}

static void read_open(struct request *rq, struct inbox *d)
{
	struct told *told = NULL;
	struct inbox_row *all = NULL;
	int64_t n = 0, told_n = 0;
	struct names names = { NULL, 0 };
	const char *due;
	id64 id;
	page_after(rq, &due, &id);
	struct rows *r = sql_read(rq->slot, &inbox_open, WITH(p_moment("now", rq->now), p_text("due", due), p_int("id", id)));
	while (rows_next(r)) {
		if (n == OPEN_A_PAGE) {
			d->more = arena_printf(rq->arena, "%s_%lld", day_iso(rq->arena, all[n - 1].due), (long long)all[n - 1].id);
			break;
		}
		struct inbox_row *x = LIST_ADD(rq->arena, all, n);
		*x = row_from(rq, r, LIST_ADD(rq->arena, told, told_n));
	}
	rows_end(r);
	for (int64_t i = 0; i < n; i++) {
		all[i].reader = name_of(rq, &names, told[i].reader);
		all[i].taken_by = name_of(rq, &names, told[i].taker);
	}
	sort_out(rq, d, all, n);
}

static void read_done(struct request *rq, struct inbox *d)
{
	moment since = day_begin(day_add(rq->today, -rule_days(rq->slot, "report_keep", 0, 42)));
	struct rows *r = sql_read(rq->slot, &inbox_done, WITH(p_moment("now", rq->now), p_moment("since", since)));
	while (rows_next(r)) {
		struct inbox_done *x = LIST_ADD(rq->arena, d->done, d->done_n);
		x->id = rows_int(r, 0);
		x->number = rows_text(r, 2);
		x->what = utf8_excerpt(rq->arena, rows_open(r, 3, "report.what"), 90);
		x->state = rows_text(r, 4);
		x->at = rows_int(r, 5);
		x->answered_at = rows_int(r, 6);
		x->seen_at = rows_int(r, 8);
		x->words = rows_null(r, 7) ? rq_code(rq, &REPORT_STATES, x->state) : rq_code(rq, &REPORT_BECAME, rows_text(r, 7));
	}
}

static const char *readers(struct request *rq)
{
	const char *all = NULL;
	struct rows *r = sql_read(rq->slot, &inbox_readers, WITH(p_id("team", rq->viewer.team), p_moment("now", rq->now)));
	while (rows_next(r)) {
		const char *name = rows_open(r, 2, "account.name");
		all = all ? arena_printf(rq->arena, "%s, %s", all, name) : name;
	}
	return all;
}

static struct reply inbox(struct request *rq)
{
	struct inbox *d = ARENA_NEW(rq->arena, struct inbox);
	d->triage = sql_number(rq->slot, &inbox_mine, WITH(p_moment("now", rq->now)), 0) > 0;
	if (d->triage) {
		d->links_n = links_that_ask_for_a_look(rq, &d->links);
		read_open(rq, d);
		read_done(rq, d);
	} else
		d->readers = readers(rq);
	rq->page->title = rq_tr(rq, N_("Meldingen"));
	rq->page->nav = "signals";
	return reply_page(&TPL_inbox, d);
}

const struct route INBOX_ROUTES[] = {
	{ METHOD_GET, "/signals", RELATION_NONE, K_TEAM, .run = inbox, .summary = "The inbox of who does triage" },
	{ .path = NULL }
};
