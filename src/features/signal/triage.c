/* What becomes of a report: taken, passed on, answered, reopened, and in the end forgotten. */
#include <assert.h>
#include "../../platform/db/service.h"
#include "../household/household.h"
#include "../monitor/attention.h"
#include "report_row.h"

#define REPORT_COLUMNS "id, file_id, team_id, account_id, taken_by_id, household_id, version, number, state, domains, area_code, knows, reporter_kind," \
	" urgent, answered_at, told_at, what, about, place, reporter_name, reporter_phone, reporter_organisation, call_when"
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
		.organisation = opened(rows, 21, "report.reporter_organisation"), .call_when = opened(rows, 22, "report.call_when") };
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

static const char *first_domain(struct arena *arena, const struct report_row *r)
{
	const char *domains = r->domains && *r->domains ? r->domains : report_guess_domains(arena, r->what);
	return *domains ? arena_strndup(arena, domains, strcspn(domains, " ")) : "daily_life";
}

/* A professional is named to the family, a private person only as such (product.md, signal). */
static const char *whose_view(struct arena *arena, const struct report_row *r)
{
	if (!strcmp(r->reporter_kind, "self"))
		return r->name;
	if (strcmp(r->reporter_kind, "resident") && r->name)
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
	return r->told || !strcmp(r->reporter_kind, "self") || (r->knows && !strcmp(r->knows, "yes"));
}

/* ---- take it ---- */

SQL(report_claim, "UPDATE report SET version = version + 1, state = 'taken', taken_by_id = :by, taken_at = :now WHERE id = :id AND version = :version");
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

static id64 take_to(struct slot *slot, const struct report_row *r, id64 household, const char *name)
{
	household = household ? household : new_household(slot, r, name);
	id64 file = household ? household_to_write(slot, household) : 0;
	if (!file || sql_run(slot, &report_link_household, WITH(p_id("id", r->id), p_id("household", household))) != 1)
		return 0;
	if (family_knows(r))
		words_go_along(slot, r, household, file);
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
	if (strcmp(r.state, "new"))
		return 0;
	if (household && !household_to_write(slot, household))
		return 0;
	if (sql_run(slot, &report_claim, WITH(p_id("id", report), p_id("by", slot_viewer(slot)), p_moment("now", slot_now(slot)),
			p_int("version", r.version))) != 1)
		return 0;
	return take_to(slot, &r, household, household_name);
}

/* ---- pass it on ---- */

SQL(report_let_go, "UPDATE report SET version = version + 1, state = 'passed', number = :number, answered_at = :now, reason = :reason WHERE id = :id");
SQL(pass_inbox, "SELECT inbox_file_id FROM s_team WHERE id = :team");
SQL(report_empty, "UPDATE report SET version = version + 1, forgotten_at = :now, what = :what, about = NULL, place = NULL, reporter_name = NULL,"
	" reporter_phone = NULL, reporter_organisation = NULL, call_when = NULL, answer = NULL, reason = NULL, unhappy = NULL WHERE id = :id");
SQL(report_empty_passed, "UPDATE report SET version = version + 1, forgotten_at = :now, what = :what, about = NULL, place = NULL, reporter_name = NULL,"
	" reporter_phone = NULL, reporter_organisation = NULL, call_when = NULL WHERE id = :id");
SQL(link_account_move, "UPDATE account SET version = version + 1, file_id = :file, own_file_id = :file, name = :name WHERE id = :id");
SQL(account_is_link, "SELECT count(*) FROM s_account WHERE id = :id AND kind = 'link'");
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
	if (!sql_number(slot, &account_is_link, WITH(p_id("id", r->account)), 0))
		return;
	sql_run(slot, &link_account_move, WITH(p_id("id", r->account), p_id("file", inbox),
		p_blob("name", slot_seal(slot, inbox, "account.name", r->account, r->name ? r->name : ""))));
}

static id64 pass_on(struct slot *slot, const struct report_row *r, id64 team, id64 inbox)
{
	id64 id = id_new();
	struct report_row to = *r;
	empty(slot, &report_empty_passed, r->id, r->file);
	to.team = team;
	to.file = inbox;
	link_moves(slot, r, inbox);
	bool passed = report_insert(slot, id, &to, report_reader(slot, team), report_answer_day(slot, team, r->urgent))
		&& attention_report(slot, r->id) && attention_report(slot, id);
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

SQL(report_answered, "UPDATE report SET version = version + 1, state = :state, answer = :answer, reason = :reason, answered_at = :now WHERE id = :id");

bool report_answer(struct slot *slot, id64 report, const char *answer, const char *reason, const char *actor)
{
	struct report_row r;
	(void)actor;
	assert(answer);
	if (!report_read(slot, report, &r) || r.account == slot_viewer(slot) || !strcmp(r.state, "passed") || r.answered)
		return false;
	const char *state = strcmp(r.state, "taken") ? "answered" : "taken";
	if (sql_run(slot, &report_answered, WITH(p_id("id", report), p_text("state", state), p_moment("now", slot_now(slot)),
			p_blob("answer", slot_seal(slot, r.file, "report.answer", report, answer)),
			p_blob("reason", slot_seal(slot, r.file, "report.reason", report, reason)))) != 1)
		return false;
	return attention_report(slot, report);
}

SQL(report_was_told, "UPDATE report SET version = version + 1, told_at = :now WHERE id = :id");

bool report_told(struct slot *slot, id64 report, const char *actor)
{
	struct report_row r;
	(void)actor;
	if (!report_read_itself(slot, report, &r) || !r.household || family_knows(&r))
		return false;
	id64 file = household_to_write(slot, r.household);
	if (!file)
		return false;
	words_go_along(slot, &r, r.household, file);
	id64 viewer = slot_as_itself(slot);
	sql_run(slot, &report_was_told, WITH(p_id("id", report), p_moment("now", slot_now(slot))));
	slot_view_as(slot, viewer);
	return !slot_failed(slot) && attention_household(slot, r.household);
}

SQL(report_reopened, "UPDATE report SET version = version + 1, state = :state, unhappy = :word, unhappy_at = :now, answered_at = NULL,"
	" answer_seen_at = NULL, answer_by = :answer_by WHERE id = :id");

/* One that has a household goes back to who took it; any other to all who do triage. */
bool report_unhappy(struct slot *slot, id64 report, const char *word)
{
	struct report_row r;
	id64 viewer = slot_viewer(slot);
	if (!report_read(slot, report, &r) || r.account != viewer || !r.answered || !strcmp(r.state, "passed"))
		return false;
	slot_as_itself(slot);
	struct day by = report_answer_day(slot, r.team, r.urgent);
	bool reopened = sql_run(slot, &report_reopened, WITH(p_id("id", report), p_text("state", r.household ? "taken" : "new"),
		p_blob("word", slot_seal(slot, r.file, "report.unhappy", report, word)), p_moment("now", slot_now(slot)),
		p_day("answer_by", slot_arena(slot), by))) == 1 && attention_report(slot, report);
	slot_view_as(slot, viewer);
	return reopened && !slot_failed(slot);
}

/* ---- forgetting ---- */

SQL(reports_to_forget, "SELECT id, file_id, account_id FROM s_report WHERE forgotten_at IS NULL AND answered_at <= :before AND (household_id IS NULL"
	" OR told_at IS NOT NULL OR reporter_kind = 'self' OR knows = 'yes') ORDER BY answered_at LIMIT :n");
SQL(link_account_forget, "UPDATE account SET version = version + 1, name = :name, until_at = :now WHERE id = :id");

static void forget(struct slot *slot, id64 report, id64 file, id64 account)
{
	empty(slot, &report_empty, report, file);
	if (sql_number(slot, &account_is_link, WITH(p_id("id", account)), 0))
		sql_run(slot, &link_account_forget, WITH(p_id("id", account), p_moment("now", slot_now(slot)),
			p_blob("name", slot_seal(slot, file, "account.name", account, ""))));
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
