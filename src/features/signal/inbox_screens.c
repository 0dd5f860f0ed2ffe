/* Triage: what came in, and what is done with it the same day: taken, passed on or answered (product.md, signal). Only who reads the team's inbox
 * finds anything here; a report of one's own stands under /my-reports. */
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../monitor/attention.h"
#include "signal.h"
#include "signal_entities.h"
#include "signal_screens.h"
#include "templates.h"

/* GUARD_REPORT also lets a reporter see its own: in the inbox that is not enough. */
#define IN_MY_INBOX "EXISTS (SELECT 1 FROM v_access a WHERE a.file_id = r.file_id AND a.account_id = :me AND a.from_at <= :now AND a.until_at > :now)"
/* The same for lists: they begin at one's inboxes, which belong to no household. */
#define MY_INBOXES "(SELECT a.file_id FROM v_access a WHERE a.household_id IS NULL AND a.account_id = :me AND a.from_at <= :now AND a.until_at > :now)"

/* ---- helpers of these screens ---- */

SQL(colleague_by_id, "SELECT id, file_id, name FROM v_account WHERE id = :id AND file_id = 1");

const char *colleague_name(struct slot *slot, id64 account)
{
	if (!account)
		return "";
	struct rows *r = sql_read(slot, &colleague_by_id, WITH(p_id("id", account)));
	const char *name = rows_next(r) ? rows_open(r, 2, "account.name") : "";
	rows_end(r);
	return name ? name : "";
}

const char *code_words(struct request *rq, const struct codes *codes, const char *code)
{
	const char *label = code ? code_label(codes, code) : NULL;
	return label ? rq_tr(rq, label) : NULL;
}

const char *domain_words(struct request *rq, const char *codes)
{
	const char *all = NULL;
	for (const char *p = codes ? codes : ""; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");
		const char *word = code_words(rq, &LIFE_DOMAINS, arena_strndup(rq->arena, p, n));
		if (word)
			all = all ? arena_printf(rq->arena, "%s, %s", all, word) : word;
		p += n;
	}
	return all;
}

const char *excerpt(struct arena *a, const char *text, size_t characters)
{
	const char *line = utf8_clean(a, text ? text : "", true);
	if (utf8_length(line) <= characters)
		return line;
	size_t n = 0, seen = 0, word = 0;
	for (; line[n] && seen < characters; n++) {
		seen += ((unsigned char)line[n] & 0xc0) != 0x80;
		if (line[n] == ' ')
			word = n;
	}
	while (((unsigned char)line[n] & 0xc0) == 0x80)
		n++;
	return arena_printf(a, "%.*s …", (int)(word ? word : n), line);
}

int report_forget_job(struct slot *slot)
{
	return report_forget(slot, 100);
}

/* ---- the inbox ---- */

SQL(inbox_open,
	"SELECT r.id, r.file_id, r.number, r.what, r.state, r.urgent, r.reporter_kind, r.at, r.answer_by, ar.name, r.domains, r.read_by_id, r.taken_by_id,"
	" r.unhappy_at FROM v_report r LEFT JOIN v_area ar ON ar.code = r.area_code"
	" WHERE r.file_id IN " MY_INBOXES " AND r.state IN ('new', 'taken') AND r.answered_at IS NULL AND r.forgotten_at IS NULL"
	" ORDER BY r.urgent DESC, r.answer_by, r.at LIMIT 200");
SQL(inbox_done,
	"SELECT r.id, r.file_id, r.number, r.what, r.state, r.at, r.answered_at FROM v_report r"
	" WHERE r.file_id IN " MY_INBOXES " AND r.answered_at > :since ORDER BY r.answered_at DESC LIMIT 60");
SQL(inbox_readers,
	"SELECT p.id, p.file_id, p.name FROM v_account p JOIN v_team_member m ON m.account_id = p.id"
	" WHERE m.team_id = :team AND m.triage AND m.from_at <= :now AND m.until_at > :now ORDER BY p.id LIMIT 12");
SQL(inbox_mine,
	"SELECT count(*) FROM v_access a JOIN v_file f ON f.id = a.file_id WHERE a.household_id IS NULL AND a.account_id = :me AND a.from_at <= :now"
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

static struct inbox_row row_from(struct request *rq, struct rows *r)
{
	id64 who = rows_int(r, rows_null(r, 12) ? 11 : 12);
	struct inbox_row x = { .id = rows_int(r, 0), .number = rows_text(r, 2), .what = excerpt(rq->arena, rows_open(r, 3, "report.what"), 110),
		.state = rows_text(r, 4), .urgent = rows_bool(r, 5), .self = !strcmp(rows_text(r, 6), "self"), .at = rows_int(r, 7),
		.answer_by = rows_day(r, 8), .area = rows_text(r, 9), .domains = domain_words(rq, rows_text(r, 10)),
		.mine = who == rq->viewer.account, .reopened = !rows_null(r, 13) };
	x.late = day_diff(x.answer_by, rq->today) > 0;
	return x;
}

static void read_open(struct request *rq, struct inbox *d)
{
	struct { id64 reader, taker; } *who = NULL;
	struct inbox_row *all = NULL;
	int64_t n = 0, who_n = 0;
	struct names names = { NULL, 0 };
	struct rows *r = sql_read(rq->slot, &inbox_open, WITH(p_id("me", rq->viewer.account), p_moment("now", rq->now)));
	while (rows_next(r)) {
		*LIST_ADD(rq->arena, all, n) = row_from(rq, r);
		LIST_ADD(rq->arena, who, who_n);
		who[who_n - 1].reader = rows_int(r, 11);
		who[who_n - 1].taker = rows_int(r, 12);
	}
	for (int64_t i = 0; i < n; i++) {
		all[i].reader = name_of(rq, &names, who[i].reader);
		all[i].taken_by = name_of(rq, &names, who[i].taker);
		if (!strcmp(all[i].state, "new"))
			*LIST_ADD(rq->arena, d->new, d->new_n) = all[i];
		else
			*LIST_ADD(rq->arena, d->owed, d->owed_n) = all[i];
	}
	d->new_count = d->new_n;
	if (d->new_n)
		d->new[0].main = true;
	else if (d->owed_n)
		d->owed[0].main = true;
}

static void read_done(struct request *rq, struct inbox *d)
{
	moment since = day_begin(day_add(rq->today, -rule_days(rq->slot, "report_keep", 0, 42)));
	struct rows *r = sql_read(rq->slot, &inbox_done, WITH(p_id("me", rq->viewer.account), p_moment("now", rq->now), p_moment("since", since)));
	while (rows_next(r)) {
		struct inbox_done *x = LIST_ADD(rq->arena, d->done, d->done_n);
		x->id = rows_int(r, 0);
		x->number = rows_text(r, 2);
		x->what = excerpt(rq->arena, rows_open(r, 3, "report.what"), 90);
		x->state = rows_text(r, 4);
		x->at = rows_int(r, 5);
		x->answered_at = rows_int(r, 6);
		x->words = code_words(rq, &REPORT_STATES, x->state);
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
	d->triage = sql_number(rq->slot, &inbox_mine, WITH(p_id("me", rq->viewer.account), p_moment("now", rq->now)), 0) > 0;
	if (d->triage) {
		read_open(rq, d);
		read_done(rq, d);
	} else
		d->readers = readers(rq);
	rq->page->title = rq_tr(rq, N_("Meldingen"));
	rq->page->nav = "signals";
	return reply_page(&TPL_inbox, d);
}

/* ---- one report ---- */

static const char *const triage_taken[] = { "answer", "reason", NULL };
static const struct field triage_own[] = {
	{ "household_name", N_("Hoe noemen we dit gezin?"), F_TEXT, .max = 120,
		.hint = N_("Bijvoorbeeld Gezin Martens. Weet je de naam nog niet, schrijf dan waaraan je het herkent") },
	{ "household", N_("Of hoort dit bij een gezin dat je al helpt?"), F_REF },
	{ "team", N_("Welk team?"), F_REF },
	{ "pass_reason", N_("Waarom past het beter daar?"), F_TEXT, .max = 300, .hint = N_("Dat team leest dit, de melder niet") },
	{ NULL }
};
static const struct input TRIAGE = { "triage", &REPORT_ENTITY, triage_taken, triage_own };

SQL(report_one,
	"SELECT r.id, r.file_id, r.number, r.state, r.urgent, r.at, r.answer_by, r.what, r.about, r.place, ar.name, r.domains, r.knows, r.reporter_kind,"
	" r.reporter_name, r.reporter_phone, r.reporter_organisation, r.call_when, r.read_by_id, r.taken_by_id, r.taken_at, r.household_id, r.answer,"
	" r.answered_at, r.reason, r.unhappy, r.unhappy_at, r.told_at, r.forgotten_at, r.account_id, r.team_id"
	" FROM v_report r LEFT JOIN v_area ar ON ar.code = r.area_code WHERE r.id = :id AND " IN_MY_INBOX);
SQL(report_household, "SELECT id, file_id, name FROM v_household WHERE id = :id");
SQL(households_mine,
	"SELECT id, file_id, name FROM v_household WHERE professional_id = :me AND closed_at IS NULL ORDER BY id LIMIT 200");
SQL(teams_other, "SELECT t.id, t.name FROM v_team t WHERE t.id <> :team ORDER BY t.name");

struct report_ids { id64 reader, taker, reporter, team; };

static const char *opened(struct rows *r, int column, const char *where)
{
	return rows_null(r, column) ? NULL : rows_open(r, column, where);
}

static void read_words(struct request *rq, struct report_show *d, struct rows *r)
{
	d->what = opened(r, 7, "report.what");
	d->about = opened(r, 8, "report.about");
	d->place = opened(r, 9, "report.place");
	d->area = rows_text(r, 10);
	d->domains = domain_words(rq, rows_text(r, 11));
	d->knows = rows_text(r, 12);
	d->kind = rows_text(r, 13);
	d->name = opened(r, 14, "report.reporter_name");
	d->phone = opened(r, 15, "report.reporter_phone");
	d->organisation = opened(r, 16, "report.reporter_organisation");
	d->call_when = opened(r, 17, "report.call_when");
	d->answer = opened(r, 22, "report.answer");
	d->reason = opened(r, 24, "report.reason");
	d->unhappy = opened(r, 25, "report.unhappy");
	d->kind_label = code_words(rq, &REPORTER_KINDS, d->kind);
	d->knows_label = strcmp(d->kind, "self") ? code_words(rq, &KNOWS, d->knows) : NULL;
}

static bool read_report(struct request *rq, struct report_show *d, struct report_ids *ids)
{
	struct rows *r = sql_read(rq->slot, &report_one, WITH(p_id("id", rq->id[0]), p_id("me", rq->viewer.account), p_moment("now", rq->now)));
	if (!rows_next(r))
		return false;
	d->id = rows_int(r, 0);
	d->number = rows_text(r, 2);
	d->state = rows_text(r, 3);
	d->state_label = code_words(rq, &REPORT_STATES, d->state);
	d->urgent = rows_bool(r, 4);
	d->at = rows_int(r, 5);
	d->answer_by = rows_day(r, 6);
	read_words(rq, d, r);
	*ids = (struct report_ids){ rows_int(r, 18), rows_int(r, 19), rows_int(r, 29), rows_int(r, 30) };
	d->taken_at = rows_int(r, 20);
	d->household = rows_int(r, 21);
	d->answered_at = rows_int(r, 23);
	d->unhappy_at = rows_int(r, 26);
	d->told_at = rows_int(r, 27);
	d->forgotten = !rows_null(r, 28);
	rows_end(r);
	return true;
}

/* The household's name only for who may see it: the rest of the desk learns that it was taken, not by whom it is. */
static void read_household(struct request *rq, struct report_show *d)
{
	struct rows *r = sql_read(rq->slot, &report_household, WITH(p_id("id", d->household)));
	if (rows_next(r))
		d->household_name = rows_open(r, 2, "household.name");
	else
		d->household = 0;
	rows_end(r);
}

static void read_choices(struct request *rq, struct report_show *d, id64 team)
{
	id64 household = field_id(rq->in, "household"), chosen = field_id(rq->in, "team");
	struct rows *r = sql_read(rq->slot, &households_mine, WITH(p_id("me", rq->viewer.account)));
	while (rows_next(r)) {
		struct report_show_households *h = LIST_ADD(rq->arena, d->households, d->households_n);
		h->id = rows_int(r, 0);
		h->name = rows_open(r, 2, "household.name");
		h->on = h->id == household;
	}
	r = sql_read(rq->slot, &teams_other, WITH(p_id("team", team)));
	while (rows_next(r)) {
		struct report_show_teams *t = LIST_ADD(rq->arena, d->teams, d->teams_n);
		t->id = rows_int(r, 0);
		t->name = rows_text(r, 1);
		t->on = t->id == chosen;
	}
	d->one_team = d->teams_n == 1;
}

static bool family_unaware(const struct report_show *d)
{
	return d->household && !d->told_at && strcmp(d->kind, "self") && !(d->knows && !strcmp(d->knows, "yes"));
}

static void say_what_can_be_done(struct request *rq, struct report_show *d, const struct report_ids *ids)
{
	d->own = ids->reporter == rq->viewer.account;
	d->late = !d->answered_at && day_diff(d->answer_by, rq->today) > 0;
	d->can_take = !strcmp(d->state, "new");
	d->can_answer = !d->answered_at && strcmp(d->state, "passed") && !d->own;
	d->tell = d->household_name && family_unaware(d);
	d->answering.id = d->id;
	d->answering.taken = !strcmp(d->state, "taken");
	d->answering.main = !d->can_take;
	const char *path = rq->http->method == METHOD_POST ? strrchr(rq->http->path, '/') + 1 : "";
	d->open = path;
	field_of(rq->in, "reason")->label = rq_tr(rq, N_("Waarom nemen we het niet op?"));
	field_of(rq->in, "reason")->hint = rq_tr(rq, N_("Voor het team. De melder leest dit niet"));
	field_of(rq->in, "answer")->hint = rq_tr(rq, N_("Wat we deden, niet wat het gezin daarvan vond. Dat vertelt het gezin zelf"));
}

SQL(report_to_tell,
	"SELECT t.id, t.file_id, t.household_id, t.since_at, t.due_on FROM v_attention t"
	" WHERE t.account_id = :me AND t.report_id = :id AND t.rule = 'report_inform'");

/* After a handover the task to tell the family lies with somebody who never read the report: of the report itself there is nothing to see yet. */
static struct reply show_task(struct request *rq)
{
	struct report_tell *d = ARENA_NEW(rq->arena, struct report_tell);
	struct rows *r = sql_read(rq->slot, &report_to_tell, WITH(p_id("me", rq->viewer.account), p_id("id", rq->id[0])));
	if (!rows_next(r))
		return reply_missing();
	d->id = rq->id[0];
	d->household = rows_int(r, 2);
	d->since = rows_int(r, 3);
	d->due = rows_day(r, 4);
	rows_end(r);
	r = sql_read(rq->slot, &report_household, WITH(p_id("id", d->household)));
	if (!rows_next(r))
		return reply_missing();
	d->name = rows_open(r, 2, "household.name");
	rows_end(r);
	rq->page->title = rq_tr(rq, N_("Vertel het gezin van de melding"));
	rq->page->nav = "today";
	return reply_page(&TPL_report_tell, d);
}

static struct reply show(struct request *rq)
{
	struct report_show *d = ARENA_NEW(rq->arena, struct report_show);
	struct report_ids ids;
	if (!read_report(rq, d, &ids))
		return show_task(rq);
	d->reader = colleague_name(rq->slot, ids.reader);
	d->taken_by = colleague_name(rq->slot, ids.taker);
	if (d->household)
		read_household(rq, d);
	if (!strcmp(d->state, "new"))
		read_choices(rq, d, ids.team);
	say_what_can_be_done(rq, d, &ids);
	rq->page->title = tr_fill(rq->arena, rq_tr(rq, N_("Melding {number}")), "number", d->number, NULL);
	rq->page->nav = "signals";
	return reply_page(&TPL_report_show, d);
}

/* ---- what is done with it ---- */

SQL(report_here, "SELECT count(*) FROM v_report r WHERE r.id = :id AND " IN_MY_INBOX);

static bool is_here(struct request *rq)
{
	return sql_number(rq->slot, &report_here, WITH(p_id("id", rq->id[0]), p_id("me", rq->viewer.account), p_moment("now", rq->now)), 0) > 0;
}

/* Something happened to it since this page was opened: said plainly, on the page as it is now. */
static struct reply overtaken(struct request *rq, id64 taken_by)
{
	if (!is_here(rq))
		return reply_missing();
	const char *text = taken_by == rq->viewer.account ? N_("Je hebt deze melding al opgepakt.")
		: taken_by ? N_("{name} pakte deze melding net op. Jij hoeft niets te doen.") : N_("Dit kan niet meer: kijk hieronder hoe het er nu voor staat.");
	field_fail(rq->in, NULL, tr_fill(rq->arena, rq_tr(rq, text), "name", colleague_name(rq->slot, taken_by), NULL));
	return reply_again();
}

static struct reply take(struct request *rq)
{
	id64 household = field_id(rq->in, "household"), taken_by = 0;
	const char *name = field_text(rq->in, "household_name");
	if (!household && !name) {
		field_fail(rq->in, "household_name", rq_tr(rq, N_("Vul een naam in, bijvoorbeeld Gezin Martens")));
		return is_here(rq) ? reply_again() : reply_missing();
	}
	household = report_take(rq->slot, rq->id[0], household, name, rq->viewer.name, &taken_by);
	if (!household)
		return overtaken(rq, taken_by);
	return reply_go(rq, "report_taken", "/signals/%lld", (long long)rq->id[0]);
}

static struct reply pass(struct request *rq)
{
	if (!field_id(rq->in, "team"))
		field_fail(rq->in, "team", rq_tr(rq, N_("Kies een team")));
	if (!field_text(rq->in, "pass_reason"))
		field_fail(rq->in, "pass_reason", rq_tr(rq, N_("Schrijf in een paar woorden waarom")));
	if (rq->in->errors)
		return is_here(rq) ? reply_again() : reply_missing();
	if (!report_pass(rq->slot, rq->id[0], field_id(rq->in, "team"), field_text(rq->in, "pass_reason")))
		return overtaken(rq, 0);
	return reply_go(rq, "report_passed", "/signals");
}

SQL(report_is_new, "SELECT count(*) FROM v_report r WHERE r.id = :id AND r.state = 'new'");

static struct reply answer(struct request *rq)
{
	bool new = sql_number(rq->slot, &report_is_new, WITH(p_id("id", rq->id[0])), 0) > 0;
	if (!is_here(rq))
		return reply_missing();
	if (!field_text(rq->in, "answer"))
		field_fail(rq->in, "answer", rq_tr(rq, N_("Schrijf wat de melder hoort")));
	if (new && !field_text(rq->in, "reason"))
		field_fail(rq->in, "reason", rq_tr(rq, N_("Schrijf in een paar woorden waarom")));
	if (rq->in->errors)
		return reply_again();
	if (!report_answer(rq->slot, rq->id[0], field_text(rq->in, "answer"), field_text(rq->in, "reason"), rq->viewer.name))
		return overtaken(rq, 0);
	return reply_go(rq, "report_answered", "/signals/%lld", (long long)rq->id[0]);
}

static struct reply told(struct request *rq)
{
	if (!report_told(rq->slot, rq->id[0], rq->viewer.name))
		return reply_missing();
	return is_here(rq) ? reply_go(rq, "report_told", "/signals/%lld", (long long)rq->id[0]) : reply_go(rq, "report_told", "/today");
}

const struct route INBOX_ROUTES[] = {
	{ METHOD_GET, "/signals", RELATION_NONE, K_TEAM, .run = inbox, .summary = "The inbox of who does triage" },
	{ METHOD_GET, "/signals/{id}", RELATION_NONE, K_TEAM, .run = show, .input = &TRIAGE, .summary = "A report that came in" },
	{ METHOD_POST, "/signals/{id}/take", RELATION_NONE, K_TEAM, .run = take, .input = &TRIAGE, .again = show,
		.summary = "Take a report: a new household, or one of one's own" },
	{ METHOD_POST, "/signals/{id}/pass", RELATION_NONE, K_TEAM, .run = pass, .input = &TRIAGE, .again = show, .summary = "Pass a report to another team" },
	{ METHOD_POST, "/signals/{id}/answer", RELATION_NONE, K_TEAM, .run = answer, .input = &TRIAGE, .again = show, .summary = "Answer the reporter" },
	{ METHOD_POST, "/signals/{id}/told", RELATION_NONE, K_TEAM, .run = told, .summary = "The family was told of the report" },
	{ .path = NULL }
};
