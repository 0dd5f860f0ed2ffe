#include "reporting_code.h"
#include <assert.h>
#include <string.h>
#include "../../platform/db/service.h"
#include "../monitor/attention.h"
#include "../privacy/access.h"
#include "report_row.h"
#include "triage_entities.h"

SQL(code_add, "INSERT INTO reporting_code (id, file_id, report_id, household_id, hold_id, by_id, at, last_at)"
	" VALUES (:id, :file, :report, :household, :hold, :by, :now, :now)");
SQL(code_of_report, "SELECT id FROM v_reporting_code WHERE report_id = :report ORDER BY at DESC LIMIT 1");

static id64 add(struct slot *slot, id64 file, id64 report, id64 household, id64 hold)
{
	id64 id = id_new();
	if (sql_run(slot, &code_add, WITH(p_id("id", id), p_id("file", file), p_id("report", report), p_id("household", household), p_id("hold", hold),
			p_id("by", slot_viewer(slot)), p_moment("now", slot_now(slot)))) != 1)
		return 0;
	slot_wrote(slot, file);
	return slot_failed(slot) ? 0 : id;
}

static bool went_along(const struct report_row *r)
{
	return r->household && r->became && !strcmp(r->became, "household");
}

/* Only who does triage: a reporter sees its own report too, and may not write there. */
id64 reporting_code_of_report(struct slot *slot, id64 report)
{
	struct report_row r;
	if (!report_read(slot, report, &r) || r.account == slot_viewer(slot) || !report_may_tell(slot, &r) || went_along(&r))
		return 0;
	id64 there = sql_number(slot, &code_of_report, WITH(p_id("report", report)), 0);
	return there ? there : add(slot, r.file, report, r.household, 0);
}

id64 reporting_code_of_household(struct slot *slot, id64 household, const char *reason, id64 second)
{
	id64 file = 0;
	id64 hold = hold_make(slot, &(struct hold_new){ .household = household, .reason = reason, .second = second }, &file);
	return hold ? add(slot, file, 0, household, hold) : 0;
}

/* ---- a step ---- */

SQL(code_file, "SELECT file_id FROM v_reporting_code WHERE id = :id");
SQL(code_moved, "UPDATE reporting_code SET version = version + 1, last_at = :now WHERE id = :id");
SQL(reporting_step_insert, "INSERT INTO reporting_step (id, file_id, code_id, step, was, on_day, with_whom, anonymous, outcome, reason, suspicion, danger, help,"
	" accepted, result, report_needed, help_possible, by_id, at) VALUES (:id, :file, :code, :step, :was, :on, :with_whom, :anonymous, :outcome, :reason, :suspicion,"
	" :danger, :help, :accepted, :result, :report_needed, :help_possible, :by, :now)");

static bool step_insert(struct slot *slot, id64 file, id64 code, const struct reporting_step_new *s, id64 by, moment at)
{
	id64 id = id_new();
	return sql_run(slot, &reporting_step_insert, WITH(p_id("id", id), p_id("file", file), p_id("code", code), p_text("step", s->step), p_text("was", s->was),
		p_day("on", slot_arena(slot), s->on), p_blob("with_whom", slot_seal(slot, file, "reporting_step.with_whom", id, s->with_whom)),
		p_bool("anonymous", s->anonymous), p_blob("outcome", slot_seal(slot, file, "reporting_step.outcome", id, s->outcome)),
		p_blob("reason", slot_seal(slot, file, "reporting_step.reason", id, s->reason)), p_text("suspicion", s->suspicion), p_text("danger", s->danger),
		p_text("help", s->help), p_text("accepted", s->accepted), p_text("result", s->result), p_text("report_needed", s->report_needed),
		p_text("help_possible", s->help_possible), p_id("by", by), p_moment("now", at))) == 1;
}

bool reporting_step_add(struct slot *slot, id64 code, const struct reporting_step_new *s)
{
	assert(code_label(&CODE_STEPS, s->step) && code_label(&WAS_DONE, s->was) && s->outcome && day_known(s->on));
	id64 file = sql_number(slot, &code_file, WITH(p_id("id", code)), 0);
	return file && sql_run(slot, &code_moved, WITH(p_id("id", code), p_moment("now", slot_now(slot)))) == 1
		&& step_insert(slot, file, code, s, slot_viewer(slot), slot_now(slot)) && !slot_failed(slot);
}

/* ---- along with the report, to who took it ---- */

/* Whoever walked a step of it, else who does triage, else a coordinator, else anybody of the team; not who reported. */
SQL(code_second, "SELECT m.account_id FROM s_team_member m JOIN s_account a ON a.id = m.account_id WHERE m.team_id = :team AND m.account_id <> :me"
	" AND m.account_id <> :reporter AND m.from_at <= :now AND m.until_at > :now AND a.until_at > :now ORDER BY CASE WHEN EXISTS (SELECT 1 FROM s_reporting_step s"
	" WHERE s.code_id = :code AND s.by_id = m.account_id) THEN 0 WHEN m.triage THEN 1 WHEN m.role = 'coordinator' THEN 2 ELSE 3 END, m.account_id LIMIT 1");
SQL(code_professional, "SELECT professional_id FROM s_household WHERE id = :household");
SQL(code_stays, "UPDATE reporting_code SET version = version + 1, household_id = :household WHERE id = :code");
SQL(steps_to_move, "SELECT s.id, s.file_id, s.step, s.was, s.on_day, s.with_whom, s.anonymous, s.outcome, s.reason, s.suspicion, s.danger, s.help, s.accepted,"
	" s.result, s.report_needed, s.help_possible, s.by_id, s.at FROM s_reporting_step s WHERE s.code_id = :code ORDER BY s.at, s.id");
SQL(steps_gone, "DELETE FROM reporting_step WHERE code_id = :code");
SQL(code_gone, "DELETE FROM reporting_code WHERE id = :code");

static void gone(struct slot *slot, id64 code)
{
	sql_run(slot, &steps_gone, WITH(p_id("code", code)));
	sql_run(slot, &code_gone, WITH(p_id("code", code)));
}

static const char *opened(struct rows *r, int column, const char *where)
{
	return rows_null(r, column) ? NULL : rows_open(r, column, where);
}

/* Each step keeps who walked it and when; nothing stays in the inbox. */
static void steps_move(struct slot *slot, id64 from, id64 to, id64 file)
{
	struct slot_mark mark = slot_mark(slot);
	id64 viewer = slot_as_itself(slot);
	struct rows *r = sql_read(slot, &steps_to_move, WITH(p_id("code", from)));
	while (rows_next(r)) {
		const struct reporting_step_new s = { .step = rows_text(r, 2), .was = rows_text(r, 3), .on = rows_day(r, 4),
			.with_whom = opened(r, 5, "reporting_step.with_whom"), .anonymous = rows_bool(r, 6), .outcome = rows_open(r, 7, "reporting_step.outcome"),
			.reason = opened(r, 8, "reporting_step.reason"), .suspicion = rows_text(r, 9), .danger = rows_text(r, 10), .help = rows_text(r, 11),
			.accepted = rows_text(r, 12), .result = rows_text(r, 13), .report_needed = rows_text(r, 14), .help_possible = rows_text(r, 15) };
		step_insert(slot, file, to, &s, rows_int(r, 16), rows_int(r, 17));
	}
	gone(slot, from);
	slot_view_as(slot, viewer);
	slot_forget(slot, mark);
}

/* Who thinks along, and who the household's professional is when another took it in. */
static id64 second_of(struct slot *slot, const struct report_row *r, id64 code, id64 household, id64 *professional)
{
	id64 viewer = slot_as_itself(slot), second = sql_number(slot, &code_second, WITH(p_id("team", r->team), p_id("me", viewer), p_id("reporter", r->account),
		p_moment("now", slot_now(slot)), p_id("code", code)), 0);
	*professional = sql_number(slot, &code_professional, WITH(p_id("household", household)), 0);
	slot_view_as(slot, viewer);
	return second;
}

bool reporting_code_along(struct slot *slot, const struct report_row *r, id64 household)
{
	id64 file = 0, professional, code = sql_number(slot, &code_of_report, WITH(p_id("report", r->id)), 0);
	if (!code)
		return true;
	id64 second = second_of(slot, r, code, household, &professional);
	id64 hold = second ? hold_make(slot, &(struct hold_new){ .household = household, .second = second,
		.reason = "De meldcode liep al toen de melding werd opgepakt" }, &file) : 0;
	if (!hold)                           /* alone in the team: it stays where it is read */
		return sql_run(slot, &code_stays, WITH(p_id("code", code), p_id("household", household))) == 1;
	if (professional && professional != slot_viewer(slot))
		hold_tell(slot, hold, professional);
	id64 to = add(slot, file, r->id, household, hold);
	if (to)
		steps_move(slot, code, to, file);
	return to && !slot_failed(slot);
}

/* ---- what the family may read ---- */

SQL(code_told, "SELECT count(*) FROM v_reporting_code WHERE household_id = :household AND hold_id IS NOT NULL");

bool reporting_code_told(struct slot *slot, id64 household)
{
	return sql_number(slot, &code_told, WITH(p_id("household", household)), 0) > 0;
}

/* ---- what the weighing comes to ---- */

static bool says(const char *answer, const char *word)
{
	return answer && !strcmp(answer, word);
}

enum reporting_advice reporting_advice(const char *suspicion, const char *danger, const char *help, const char *accepted, const char *result)
{
	if (says(danger, "yes"))             /* before anything else, also before the first question is answered */
		return ADVICE_REPORT_DANGER;
	if (says(suspicion, "no"))
		return ADVICE_CLOSE;
	if (says(help, "no"))
		return ADVICE_REPORT_NO_HELP;
	if (says(accepted, "no"))
		return ADVICE_REPORT_REFUSED;
	if (says(result, "no"))
		return ADVICE_REPORT_TOO_SLOW;
	return says(danger, "no") && says(help, "yes") && says(accepted, "yes") && says(result, "yes") ? ADVICE_HELP : ADVICE_NONE;
}

/* ---- forgetting ---- */

SQL(codes_to_forget, "SELECT id FROM s_reporting_code WHERE household_id IS NULL AND last_at <= :before ORDER BY last_at LIMIT :n");
int reporting_code_forget(struct slot *slot, int at_most)
{
	int n = 0;
	id64 *due = ARENA_ARRAY(slot_arena(slot), id64, at_most), viewer = slot_as_itself(slot);
	moment before = day_begin(day_add(day_of(slot_now(slot)), -rule_days(slot, "reporting_code_keep", 0, 365)));
	struct rows *rows = sql_read(slot, &codes_to_forget, WITH(p_moment("before", before), p_int("n", at_most)));
	while (rows_next(rows))
		due[n++] = rows_int(rows, 0);
	for (int i = 0; i < n; i++)
		gone(slot, due[i]);
	slot_view_as(slot, viewer);
	return slot_failed(slot) ? 0 : n;
}
