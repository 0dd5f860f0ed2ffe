/* What the reporter of a signal hears, and whom it is about: sent and seen, more than the process only when they agreed; told within a month, or later
 * with a reason (AVG 14(3)). */
#include "triage.h"
#include "../../platform/db/service.h"
#include "../../platform/schema/schema.h"
#include "../../platform/web/i18n.h"
#include "../monitor/attention.h"
#include "report_row.h"
#include "triage_entities.h"

/* Of the process alone: nothing here says what is going on with somebody, or whether help was accepted. */
static const struct code process_codes[] = {
	{ "sought", N_("We zochten contact.") }, { "will", N_("We gaan contact zoeken.") }, { "talked", N_("We keken er met collega's naar.") },
	{ "call", N_("We bellen je nog, om meer te horen.") }, { "together", N_("We spraken af dat je ons voorstelt of meegaat.") },
	{ "more", N_("Dit horen we vaker. We gaan er in de wijk samen mee aan de slag.") },
	{ "elsewhere", N_("We gaven het door aan wie dit het best kan oppakken.") },
	{ "not_ours", N_("We nemen dit zelf niet op. Blijf je je zorgen maken, bel ons dan gerust.") }, { NULL, NULL }
};
const struct codes PROCESS_CODES = { "process_sentence", process_codes };

/* ---- what the reporter hears ---- */

SQL(report_they_agreed, "UPDATE report SET version = version + 1, agreed_by = :who, agreed_on = :on WHERE id = :id");

bool report_agreed(struct slot *slot, id64 report, const char *who, struct day on)
{
	struct report_row r;
	if (!who || !*who || !day_known(on) || !report_read(slot, report, &r) || r.account == slot_viewer(slot))
		return false;
	if (sql_run(slot, &report_they_agreed, WITH(p_id("id", report), p_blob("who", slot_seal(slot, r.file, "report.agreed_by", report, who)),
			p_day("on", slot_arena(slot), on))) != 1)
		return false;
	report_event(slot, &r, "agreed", who, on);
	return !slot_failed(slot);
}

/* By the reporter, who may change nothing in the inbox: as the service. */
static bool own(struct slot *slot, id64 report, struct report_row *r)
{
	return report_read(slot, report, r) && r->account == slot_viewer(slot) && strcmp(r->state, "passed");
}

SQL(report_was_seen, "UPDATE report SET version = version + 1, answer_seen_at = :now WHERE id = :id");

bool report_seen(struct slot *slot, id64 report)
{
	struct report_row r;
	if (!own(slot, report, &r) || !r.answered)
		return false;
	if (r.seen)
		return true;
	report_event(slot, &r, "seen", NULL, (struct day){ 0, 0, 0 });
	id64 viewer = slot_as_itself(slot);
	bool seen = sql_run(slot, &report_was_seen, WITH(p_id("id", report), p_moment("now", slot_now(slot)))) == 1;
	slot_view_as(slot, viewer);
	return seen && !slot_failed(slot);
}

SQL(report_may_introduce, "UPDATE report SET version = version + 1, introduce = :how, introduce_when = :when WHERE id = :id");

bool report_introduce(struct slot *slot, id64 report, const char *how, const char *when)
{
	struct report_row r;
	if (!own(slot, report, &r) || (how && !code_label(&INTRODUCE_KINDS, how)) || !strcmp(r.reporter_kind, "self") || r.pattern)
		return false;
	if (how)
		report_event(slot, &r, "introduce", when, (struct day){ 0, 0, 0 });
	id64 viewer = slot_as_itself(slot);
	bool kept = sql_run(slot, &report_may_introduce, WITH(p_id("id", report), p_text("how", how),
		p_blob("when", slot_seal(slot, r.file, "report.introduce_when", report, how ? when : NULL)))) == 1;
	slot_view_as(slot, viewer);
	return kept && !slot_failed(slot);
}

SQL(report_not_named, "UPDATE report SET version = version + 1, unnamed = TRUE WHERE id = :id");

bool report_unnamed(struct slot *slot, id64 report, const char *reason)
{
	struct report_row r;
	if (!reason || !*reason || !report_read(slot, report, &r) || r.told || !strcmp(r.reporter_kind, "self"))
		return false;
	if (sql_run(slot, &report_not_named, WITH(p_id("id", report))) != 1)
		return false;
	report_event(slot, &r, "unnamed", reason, (struct day){ 0, 0, 0 });
	return !slot_failed(slot);
}

/* ---- telling whom it is about ---- */

SQL(report_told_later, "UPDATE report SET version = version + 1, inform_by = :on WHERE id = :id");
SQL(report_may_here, "SELECT count(*) FROM s_access a WHERE a.account_id = :account AND a.may_write AND a.from_at <= :now AND a.until_at > :now"
	" AND (a.file_id = :inbox OR a.file_id = (SELECT h.file_id FROM s_household h WHERE h.id = :household))");

/* Who does triage, or who helps the household it became. */
bool report_may_tell(struct slot *slot, const struct report_row *r)
{
	id64 viewer = slot_as_itself(slot);
	bool may = sql_number(slot, &report_may_here, WITH(p_id("account", viewer), p_moment("now", slot_now(slot)), p_id("inbox", r->file),
		p_id("household", r->household)), 0) > 0;
	slot_view_as(slot, viewer);
	return may;
}

bool report_inform_later(struct slot *slot, id64 report, struct day on, const char *reason)
{
	struct report_row r;
	if (!reason || !*reason || !report_read_itself(slot, report, &r) || !report_to_be_told(&r) || !report_may_tell(slot, &r))
		return false;
	int ahead = day_diff(day_of(slot_now(slot)), on);
	if (ahead < 1 || ahead > rule_days(slot, "report_inform_later", r.team, 92))
		return false;
	id64 viewer = slot_as_itself(slot);
	sql_run(slot, &report_told_later, WITH(p_id("id", report), p_day("on", slot_arena(slot), on)));
	slot_view_as(slot, viewer);
	report_event(slot, &r, "inform_later", reason, on);
	return attention_report(slot, report) && (!r.household || attention_household(slot, r.household)) && !slot_failed(slot);
}
