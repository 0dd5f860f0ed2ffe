/* What becomes of a report: taken, passed on, answered, reopened, and in the end forgotten. */
#include <assert.h>
#include "../../platform/db/service.h"
#include "../household/household.h"
#include "../monitor/attention.h"
#include "report_row.h"

#define REPORT_COLUMNS "id, file_id, team_id, account_id, taken_by_id, household_id, version, number, state, domains, area_code, knows, reporter_kind," \
	" urgent, answered_at, told_at, what, about, place, reporter_name, reporter_phone, reporter_organisation, call_when, answer_seen_at, unnamed," \
	" may_name, at, taken_at, became, step_kind, introduce, tries, unhappy_count, inform_by, reason, forgotten_at, pattern, link_id, organisation_kind"
SQL(report_for_viewer, "SELECT " REPORT_COLUMNS " FROM v_report WHERE id = :id");
SQL(report_for_service, "SELECT " REPORT_COLUMNS " FROM s_report WHERE id = :id");

static const char *opened(struct rows *rows, int column, const char *where)
{
	return rows_null(rows, column) ? NULL : rows_open(rows, column, where);
}

static bool read_row(struct rows *rows, struct report_row *r)
{
	if (!rows_next(rows))
		return false;
	*r = (struct report_row){ .id = rows_int(rows, 0), .file = rows_int(rows, 1), .team = rows_int(rows, 2), .account = rows_int(rows, 3),
		.taken_by = rows_int(rows, 4), .household = rows_int(rows, 5), .version = rows_int(rows, 6), .number = rows_text(rows, 7),
		.state = rows_text(rows, 8), .domains = rows_text(rows, 9), .area_code = rows_text(rows, 10), .knows = rows_text(rows, 11),
		.reporter_kind = rows_text(rows, 12), .urgent = rows_bool(rows, 13), .answered = !rows_null(rows, 14), .told = !rows_null(rows, 15),
		.what = opened(rows, 16, "report.what"), .about = opened(rows, 17, "report.about"), .place = opened(rows, 18, "report.place"),
		.name = opened(rows, 19, "report.reporter_name"), .phone = opened(rows, 20, "report.reporter_phone"),
		.organisation = opened(rows, 21, "report.reporter_organisation"), .call_when = opened(rows, 22, "report.call_when"),
		.seen = !rows_null(rows, 23), .unnamed = rows_bool(rows, 24), .may_name = rows_bool(rows, 25), .at = rows_int(rows, 26),
		.taken_at = rows_int(rows, 27), .became = rows_text(rows, 28), .step_kind = rows_text(rows, 29), .introduce = rows_text(rows, 30),
		.tries = (int)rows_int(rows, 31), .unhappy_count = (int)rows_int(rows, 32), .inform_by = rows_day(rows, 33),
		.reason = opened(rows, 34, "report.reason"), .forgotten = !rows_null(rows, 35), .pattern = rows_bool(rows, 36),
		.link = rows_int(rows, 37), .organisation_kind = rows_text(rows, 38) };
	rows_end(rows);
	return true;
}

bool report_read(struct slot *slot, id64 report, struct report_row *r)
{
	return read_row(sql_read(slot, &report_for_viewer, WITH(p_id("id", report))), r);
}

bool report_read_itself(struct slot *slot, id64 report, struct report_row *r)
{
	struct slot_mark mark = slot_mark(slot);
	id64 viewer = slot_as_itself(slot);
	bool found = read_row(sql_read(slot, &report_for_service, WITH(p_id("id", report))), r);
	slot_view_as(slot, viewer);
	slot_forget(slot, mark);
	return found;
}

/* ---- the words go along ---- */

SQL(report_words_to_household, "INSERT INTO domain_note (id, file_id, household_id, domain, kind, text, whose, by_id, at)"
	" VALUES (:id, :file, :household, :domain, 'view', :text, :whose, :by, :at)");

static bool is(const char *code, const char *wanted)
{
	return code && !strcmp(code, wanted);
}

static const char *first_domain(struct arena *arena, const struct report_row *r)
{
	const char *domains = r->domains && *r->domains ? r->domains : report_guess_domains(arena, r->what);
	return *domains ? arena_strndup(arena, domains, strcspn(domains, " ")) : "daily_life";
}

/* A professional is named to the family unless that is unsafe, a private person only who chose so. */
static const char *whose_view(struct arena *arena, const struct report_row *r)
{
	if (!strcmp(r->reporter_kind, "self") || is(r->became, "reporter"))
		return r->name;
	if (!r->unnamed && r->name && (r->may_name || strcmp(r->reporter_kind, "resident")))
		return r->organisation ? arena_printf(arena, "%s, %s", r->name, r->organisation) : r->name;
	return "iemand die zich zorgen maakt";
}

static void words_go_along(struct slot *slot, const struct report_row *r, id64 household, id64 file)
{
	id64 id = id_new();
	struct arena *arena = slot_arena(slot);
	sql_run(slot, &report_words_to_household, WITH(p_id("id", id), p_id("file", file), p_id("household", household),
		p_text("domain", first_domain(arena, r)), p_blob("text", slot_seal(slot, file, "domain_note.text", id, r->what)),
		p_blob("whose", slot_seal(slot, file, "domain_note.whose", id, whose_view(arena, r))), p_id("by", slot_viewer(slot)),
		p_moment("at", slot_now(slot))));
}

static bool family_knows(const struct report_row *r)
{
	return r->told || !strcmp(r->reporter_kind, "self") || is(r->knows, "yes") || is(r->became, "reporter");
}

/* Of a pattern or a place it was never asked whether they know. */
bool report_to_be_told(const struct report_row *r)
{
	return !family_knows(r) && ((r->knows && !r->pattern) || r->household) && strcmp(r->state, "passed") && !r->forgotten;
}

/* ---- take it ---- */

SQL(report_claim, "UPDATE report SET version = version + 1, state = 'taken', became = 'household', taken_by_id = :by, taken_at = :now, step_on = NULL,"
	" step_kind = NULL, step_by_id = NULL WHERE id = :id AND version = :version");
SQL(report_link_household, "UPDATE report SET version = version + 1, household_id = :household WHERE id = :id");
SQL(household_open_file, "SELECT file_id FROM v_household WHERE id = :household AND closed_at IS NULL");
SQL(triage_household_lock, "UPDATE file SET version = version + 1 WHERE id = :file");

static id64 new_household(struct slot *slot, const struct report_row *r, const char *name)
{
	const char *called = name && *name ? name : arena_printf(slot_arena(slot), "Gezin van melding %s", r->number);
	return household_open(slot, &(struct household_new){ .team = r->team, .name = called, .area_code = r->area_code,
		.professional = slot_viewer(slot), .phase = "report" });
}

/* The shared file of an open household in which the viewer may write, locked; else 0. */
static id64 household_to_write(struct slot *slot, id64 household)
{
	id64 file = sql_number(slot, &household_open_file, WITH(p_id("household", household)), 0);
	return file && sql_run(slot, &triage_household_lock, WITH(p_id("file", file))) == 1 ? file : 0;
}

void report_words_along(struct slot *slot, const struct report_row *r, id64 household)
{
	id64 file = household_to_write(slot, household);
	if (file)
		words_go_along(slot, r, household, file);
}

static id64 take_to(struct slot *slot, const struct report_row *r, id64 household, const char *name)
{
	household = household ? household : new_household(slot, r, name);
	id64 file = household ? household_to_write(slot, household) : 0;
	if (!file || sql_run(slot, &report_link_household, WITH(p_id("id", r->id), p_id("household", household))) != 1)
		return 0;
	if (family_knows(r))
		words_go_along(slot, r, household, file);
	if (!reporting_code_along(slot, r, household))
		return 0;
	report_event(slot, r, "taken", NULL, (struct day){ 0, 0, 0 });
	slot_wrote(slot, r->file);
	return attention_report(slot, r->id) && attention_household(slot, household) && !slot_failed(slot) ? household : 0;
}

id64 report_take(struct slot *slot, id64 report, id64 household, const char *household_name, const char *actor, id64 *taken_by)
{
	struct report_row r;
	(void)actor;
	*taken_by = 0;
	if (!report_read(slot, report, &r))
		return 0;
	*taken_by = strcmp(r.state, "taken") ? 0 : r.taken_by;
	if (!report_open(&r))
		return 0;
	if (household && !household_to_write(slot, household))
		return 0;
	if (sql_run(slot, &report_claim, WITH(p_id("id", report), p_id("by", slot_viewer(slot)), p_moment("now", slot_now(slot)),
			p_int("version", r.version))) != 1)
		return 0;
	return take_to(slot, &r, household, household_name);
}

/* ---- pass it on ---- */

SQL(report_let_go, "UPDATE report SET version = version + 1, state = 'passed', became = 'passed', number = :number, answered_at = :now, reason = :reason WHERE id = :id");
SQL(pass_inbox, "SELECT inbox_file_id FROM s_team WHERE id = :team");
SQL(report_empty, "UPDATE report SET version = version + 1, forgotten_at = :now, what = :what, about = NULL, place = NULL, reporter_name = NULL,"
	" reporter_phone = NULL, reporter_organisation = NULL, call_when = NULL, answer = NULL, reason = NULL, unhappy = NULL, introduce_when = NULL,"
	" agreed_by = NULL WHERE id = :id");
SQL(report_empty_passed, "UPDATE report SET version = version + 1, forgotten_at = :now, what = :what, about = NULL, place = NULL, reporter_name = NULL,"
	" reporter_phone = NULL, reporter_organisation = NULL, call_when = NULL, introduce_when = NULL WHERE id = :id");
SQL(link_account_move, "UPDATE account SET version = version + 1, file_id = :file, own_file_id = :file, name = :name WHERE id = :id");
SQL(report_number_like, "SELECT count(*) FROM s_report WHERE number = :number");

static void empty(struct slot *slot, struct sql *how, id64 report, id64 file)
{
	sql_run(slot, how, WITH(p_id("id", report), p_moment("now", slot_now(slot)), p_blob("what", slot_seal(slot, file, "report.what", report, ""))));
}

/* The number stays with the one that lives; what was passed on carries a mark behind it, so that each is one of a kind. */
static const char *marked_number(struct slot *slot, const char *number)
{
	for (int i = 1;; i++) {
		const char *marked = arena_printf(slot_arena(slot), "%s/%d", number, i);
		if (!sql_number(slot, &report_number_like, WITH(p_text("number", marked)), 0))
			return marked;
	}
}

/* The reporter's name moves along with the report: its account is sealed where the report lies. */
static void link_moves(struct slot *slot, const struct report_row *r, id64 inbox)
{
	if (!reporter_is_link(slot, r->account))
		return;
	sql_run(slot, &link_account_move, WITH(p_id("id", r->account), p_id("file", inbox),
		p_blob("name", slot_seal(slot, inbox, "account.name", r->account, r->name ? r->name : ""))));
}

SQL(report_carry, "UPDATE report SET inform_by = :inform_by WHERE id = :id");

/* The month within which they of whom it is hear of it counts from the day it first came in. */
static void carry(struct slot *slot, id64 id, const struct report_row *r)
{
	struct day by = day_known(r->inform_by) ? r->inform_by : day_add(day_of(r->at), rule_days(slot, "report_inform", r->team, 30));
	sql_run(slot, &report_carry, WITH(p_id("id", id), p_day("inform_by", slot_arena(slot), by)));
}

static id64 pass_on(struct slot *slot, const struct report_row *r, id64 team, id64 inbox)
{
	id64 id = id_new();
	struct report_row to = *r;
	empty(slot, &report_empty_passed, r->id, r->file);
	to.team = team;
	to.file = inbox;
	to.at = 0;
	link_moves(slot, r, inbox);
	bool passed = report_insert(slot, id, &to, report_reader(slot, team), report_answer_day(slot, team, r->urgent));
	if (passed)
		carry(slot, id, r);
	passed = passed && attention_report(slot, r->id) && attention_report(slot, id);
	return passed ? id : 0;
}

id64 report_pass(struct slot *slot, id64 report, id64 team, const char *reason)
{
	struct report_row r;
	if (!report_read(slot, report, &r) || strcmp(r.state, "new") || r.team == team)
		return 0;
	id64 viewer = slot_as_itself(slot), inbox = sql_number(slot, &pass_inbox, WITH(p_id("team", team)), 0);
	const char *marked = marked_number(slot, r.number);
	slot_view_as(slot, viewer);
	if (!inbox || sql_run(slot, &report_let_go, WITH(p_id("id", report), p_text("number", marked), p_moment("now", slot_now(slot)),
			p_blob("reason", slot_seal(slot, r.file, "report.reason", report, reason)))) != 1)
		return 0;
	slot_as_itself(slot);
	id64 passed = pass_on(slot, &r, team, inbox);
	slot_view_as(slot, viewer);
	return slot_failed(slot) ? 0 : passed;
}

/* ---- answering, telling, reopening ---- */

SQL(report_answered, "UPDATE report SET version = version + 1, state = :state, became = :became, answer = :answer, reason = :reason, answered_at = :now WHERE id = :id");

bool report_answer(struct slot *slot, id64 report, const char *answer, const char *reason, const char *actor)
{
	struct report_row r;
	(void)actor;
	assert(answer);
	if (!report_read(slot, report, &r) || r.account == slot_viewer(slot) || !strcmp(r.state, "passed") || r.answered)
		return false;
	bool goes_on = !strcmp(r.state, "taken") && !is(r.became, "collective") && !is(r.became, "no");
	const char *why = reason ? reason : r.reason;
	if (sql_run(slot, &report_answered, WITH(p_id("id", report), p_text("state", goes_on ? "taken" : "answered"), p_moment("now", slot_now(slot)),
			p_text("became", r.became ? r.became : strcmp(r.state, "new") ? NULL : "no"),
			p_blob("answer", slot_seal(slot, r.file, "report.answer", report, answer)),
			p_blob("reason", slot_seal(slot, r.file, "report.reason", report, why)))) != 1)
		return false;
	report_event(slot, &r, "answered", NULL, (struct day){ 0, 0, 0 });
	return attention_report(slot, report);
}

SQL(report_was_told, "UPDATE report SET version = version + 1, told_at = :now, told_by_id = :by WHERE id = :id");

static bool was_told(struct slot *slot, const struct report_row *r)
{
	id64 viewer = slot_as_itself(slot);
	sql_run(slot, &report_was_told, WITH(p_id("id", r->id), p_moment("now", slot_now(slot)), p_id("by", viewer)));
	slot_view_as(slot, viewer);
	report_event(slot, r, "informed", NULL, (struct day){ 0, 0, 0 });
	return attention_report(slot, r->id) && !slot_failed(slot);
}

bool report_told(struct slot *slot, id64 report, const char *actor)
{
	struct report_row r;
	(void)actor;
	if (!report_read_itself(slot, report, &r) || !report_to_be_told(&r))
		return false;
	if (!r.household)
		return report_may_tell(slot, &r) && was_told(slot, &r);
	id64 file = household_to_write(slot, r.household);
	if (!file)
		return false;
	words_go_along(slot, &r, r.household, file);
	return was_told(slot, &r) && attention_household(slot, r.household);
}

SQL(report_reopened, "UPDATE report SET version = version + 1, state = :state, became = :became, unhappy = :word, unhappy_at = :now, unhappy_count = :n,"
	" answered_at = NULL, answer_seen_at = NULL, answer_by = :answer_by WHERE id = :id");

/* One that has a household, or whose contact is still planned, goes back to who took it; any other to all who do triage, to be decided anew. */
bool report_unhappy(struct slot *slot, id64 report, const char *word)
{
	struct report_row r;
	id64 viewer = slot_viewer(slot);
	if (!report_read(slot, report, &r) || r.account != viewer || !r.answered || !strcmp(r.state, "passed"))
		return false;
	report_event(slot, &r, "unhappy", word, (struct day){ 0, 0, 0 });
	slot_as_itself(slot);
	struct day by = report_answer_day(slot, r.team, r.urgent);
	bool stays = r.household || (!strcmp(r.state, "taken") && is(r.became, "contact"));
	bool reopened = sql_run(slot, &report_reopened, WITH(p_id("id", report), p_text("state", stays ? "taken" : "new"),
		p_text("became", stays ? r.became : NULL), p_int("n", r.unhappy_count + 1),
		p_blob("word", slot_seal(slot, r.file, "report.unhappy", report, word)), p_moment("now", slot_now(slot)),
		p_day("answer_by", slot_arena(slot), by))) == 1 && attention_report(slot, report);
	slot_view_as(slot, viewer);
	return reopened && !slot_failed(slot);
}

/* ---- forgetting ---- */

SQL(reports_to_forget, "SELECT id, file_id, account_id FROM s_report WHERE forgotten_at IS NULL AND answered_at <= :before AND (household_id IS NULL"
	" OR told_at IS NOT NULL OR reporter_kind = 'self' OR knows = 'yes' OR became = 'reporter')"
	" AND (state <> 'taken' OR household_id IS NOT NULL OR coalesce(became, '') <> 'contact') ORDER BY answered_at LIMIT :n");
SQL(report_events_empty, "UPDATE report_event SET version = version + 1, word = NULL WHERE report_id = :id");

static void forget(struct slot *slot, id64 report, id64 file, id64 account)
{
	empty(slot, &report_empty, report, file);
	sql_run(slot, &report_events_empty, WITH(p_id("id", report)));
	attention_report(slot, report);
	reporter_link_forget(slot, account, file);
}

int report_forget(struct slot *slot, int at_most)
{
	int n = 0;
	struct { id64 report, file, account; } *due = arena_array(slot_arena(slot), (size_t)at_most, sizeof *due);
	id64 viewer = slot_as_itself(slot);
	moment before = day_begin(day_add(day_of(slot_now(slot)), -rule_days(slot, "report_keep", 0, 42)));
	struct rows *rows = sql_read(slot, &reports_to_forget, WITH(p_moment("before", before), p_int("n", at_most)));
	for (; rows_next(rows); n++) {
		due[n].report = rows_int(rows, 0);
		due[n].file = rows_int(rows, 1);
		due[n].account = rows_int(rows, 2);
	}
	for (int i = 0; i < n; i++)
		forget(slot, due[i].report, due[i].file, due[i].account);
	slot_view_as(slot, viewer);
	return slot_failed(slot) ? 0 : n;
}
