#include "reporting_code.h"
#include <assert.h>
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

/* Only who does triage: a reporter sees its own report too, and may not write there. */
id64 reporting_code_of_report(struct slot *slot, id64 report)
{
	struct report_row r;
	if (!report_read(slot, report, &r) || r.account == slot_viewer(slot) || !report_may_tell(slot, &r))
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

id64 reporting_step_add(struct slot *slot, id64 code, const struct reporting_step_new *s)
{
	assert(code_label(&CODE_STEPS, s->step) && code_label(&WAS_DONE, s->was) && s->outcome && day_known(s->on));
	id64 id = id_new(), file = sql_number(slot, &code_file, WITH(p_id("id", code)), 0);
	if (!file || sql_run(slot, &code_moved, WITH(p_id("id", code), p_moment("now", slot_now(slot)))) != 1)
		return 0;
	sql_run(slot, &reporting_step_insert, WITH(p_id("id", id), p_id("file", file), p_id("code", code), p_text("step", s->step), p_text("was", s->was),
		p_day("on", slot_arena(slot), s->on), p_blob("with_whom", slot_seal(slot, file, "reporting_step.with_whom", id, s->with_whom)),
		p_bool("anonymous", s->anonymous), p_blob("outcome", slot_seal(slot, file, "reporting_step.outcome", id, s->outcome)),
		p_blob("reason", slot_seal(slot, file, "reporting_step.reason", id, s->reason)), p_text("suspicion", s->suspicion), p_text("danger", s->danger),
		p_text("help", s->help), p_text("accepted", s->accepted), p_text("result", s->result), p_text("report_needed", s->report_needed),
		p_text("help_possible", s->help_possible), p_id("by", slot_viewer(slot)), p_moment("now", slot_now(slot))));
	return slot_failed(slot) ? 0 : id;
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
SQL(steps_gone, "DELETE FROM reporting_step WHERE code_id = :code");
SQL(code_gone, "DELETE FROM reporting_code WHERE id = :code");

int reporting_code_forget(struct slot *slot, int at_most)
{
	int n = 0;
	id64 *due = ARENA_ARRAY(slot_arena(slot), id64, at_most), viewer = slot_as_itself(slot);
	moment before = day_begin(day_add(day_of(slot_now(slot)), -rule_days(slot, "reporting_code_keep", 0, 365)));
	struct rows *rows = sql_read(slot, &codes_to_forget, WITH(p_moment("before", before), p_int("n", at_most)));
	while (rows_next(rows))
		due[n++] = rows_int(rows, 0);
	for (int i = 0; i < n; i++) {
		sql_run(slot, &steps_gone, WITH(p_id("code", due[i])));
		sql_run(slot, &code_gone, WITH(p_id("code", due[i])));
	}
	slot_view_as(slot, viewer);
	return slot_failed(slot) ? 0 : n;
}
