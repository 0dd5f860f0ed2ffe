/* What a signal becomes: contact, part of a theme, help for its reporter, or after all nothing. Each with its line of when, by whom, why. */
#include "triage.h"
#include <ctype.h>
#include "../../platform/base/utf8.h"
#include "../../platform/db/service.h"
#include "../household/household.h"
#include "../monitor/attention.h"
#include "report_row.h"

/* ---- the line ---- */

SQL(report_event_add, "INSERT INTO report_event (id, file_id, report_id, kind, word, on_day, by_id, at)"
	" VALUES (:id, :file, :report, :kind, :word, :on, :by, :at)");

void report_event(struct slot *slot, const struct report_row *r, const char *kind, const char *word, struct day on)
{
	id64 id = id_new(), viewer = slot_as_itself(slot);
	sql_run(slot, &report_event_add, WITH(p_id("id", id), p_id("file", r->file), p_id("report", r->id), p_text("kind", kind),
		p_blob("word", slot_seal(slot, r->file, "report_event.word", id, word)), p_day("on", slot_arena(slot), on), p_id("by", viewer),
		p_moment("at", slot_now(slot))));
	slot_view_as(slot, viewer);
}

static const struct day NO_DAY = { 0, 0, 0 };

static bool settled(struct slot *slot, const struct report_row *r)
{
	slot_wrote(slot, r->file);
	return attention_report(slot, r->id) && !slot_failed(slot);
}

/* New, or taken to look for contact and nothing more yet: what it becomes is still open. */
bool report_open(const struct report_row *r)
{
	return !strcmp(r->state, "new") || (!strcmp(r->state, "taken") && !r->household && r->became && !strcmp(r->became, "contact"));
}

static bool read_open(struct slot *slot, id64 report, struct report_row *r)
{
	return report_read(slot, report, r) && report_open(r);
}

static moment taken_at(struct slot *slot, const struct report_row *r)
{
	return r->taken_at ? r->taken_at : slot_now(slot);
}

/* ---- contact ---- */

SQL(report_planned, "UPDATE report SET version = version + 1, state = 'taken', became = 'contact', taken_by_id = :by, taken_at = :taken,"
	" step_kind = :kind, step_on = :on, step_by_id = :by WHERE id = :id AND version = :version");
SQL(inbox_reads, "SELECT count(*) FROM s_access WHERE account_id = :account AND file_id = :file AND may_write AND from_at <= :now AND until_at > :now");

static bool reads_inbox(struct slot *slot, id64 account, id64 file)
{
	id64 viewer = slot_as_itself(slot);
	bool reads = sql_number(slot, &inbox_reads, WITH(p_id("account", account), p_id("file", file), p_moment("now", slot_now(slot))), 0) > 0;
	slot_view_as(slot, viewer);
	return reads;
}

bool report_plan(struct slot *slot, id64 report, const struct report_step *step)
{
	struct report_row r;
	if (!step->kind || !day_known(step->on) || !read_open(slot, report, &r) || !reads_inbox(slot, step->by, r.file))
		return false;
	if (sql_run(slot, &report_planned, WITH(p_id("id", report), p_id("by", step->by), p_moment("taken", taken_at(slot, &r)), p_text("kind", step->kind),
			p_day("on", slot_arena(slot), step->on), p_int("version", r.version))) != 1)
		return false;
	report_event(slot, &r, "planned", step->word, step->on);
	return settled(slot, &r);
}

SQL(report_step_next, "UPDATE report SET version = version + 1, step_on = :on, tries = :tries, step_kind = :kind WHERE id = :id AND version = :version");

static struct day working_day(struct day day)
{
	return day_weekday(day) > 5 ? day_add(day, 8 - day_weekday(day)) : day;
}

bool report_tried(struct slot *slot, id64 report, bool reached, struct day again, const char *word)
{
	struct report_row r;
	if (!read_open(slot, report, &r) || !r.step_kind)
		return false;
	struct day today = day_of(slot_now(slot));
	struct day next = reached ? working_day(day_add(today, rule_days(slot, "report_step", r.team, 3)))
		: day_known(again) ? again : working_day(day_add(today, rule_days(slot, "next_attempt", r.team, 7)));
	if (sql_run(slot, &report_step_next, WITH(p_id("id", report), p_day("on", slot_arena(slot), next), p_int("tries", r.tries + !reached),
			p_text("kind", reached ? NULL : r.step_kind), p_int("version", r.version))) != 1)
		return false;
	report_event(slot, &r, reached ? "reached" : "tried", word, reached ? NO_DAY : next);
	return settled(slot, &r);
}

/* ---- part of a theme ---- */

SQL(report_joined, "UPDATE report SET version = version + 1, state = :state, became = 'collective', collective_words = :words, taken_by_id = :by,"
	" taken_at = :taken, step_on = NULL, step_kind = NULL, step_by_id = NULL WHERE id = :id AND version = :version");

bool report_collective(struct slot *slot, id64 report, const char *words)
{
	struct report_row r;
	if (!words || !*words || !read_open(slot, report, &r) || report_name_in(slot, report, words))
		return false;
	if (sql_run(slot, &report_joined, WITH(p_id("id", report), p_text("state", r.answered ? "answered" : "taken"), p_text("words", words),
			p_id("by", r.taken_by ? r.taken_by : slot_viewer(slot)), p_moment("taken", taken_at(slot, &r)), p_int("version", r.version))) != 1)
		return false;
	report_event(slot, &r, "collective", words, NO_DAY);
	return settled(slot, &r);
}

/* A word of a name: it begins with a capital, and is none of those that open a description. */
static bool is_name(struct arena *a, const char *word, size_t n)
{
	static const char *const ordinary[] = { "gezin", "familie", "een", "het", "de", "jongen", "meisje", "kind", "kinderen", "vader", "moeder", "ouders",
		"mevrouw", "meneer", "juf", "meester", "buurman", "buurvrouw", "over", "twee", "drie", "zoon", "dochter", "school", "basisschool", NULL };
	if (n < 3 || !(isupper((unsigned char)*word) || (unsigned char)*word >= 0xc3))
		return false;
	const char *folded = utf8_fold(a, arena_strndup(a, word, n));
	for (const char *const *o = ordinary; *o; o++)
		if (!strcmp(*o, folded))
			return false;
	return true;
}

static size_t word_length(const char *s)
{
	size_t n = 0;
	while (isalnum((unsigned char)s[n]) || (unsigned char)s[n] >= 0x80)
		n++;
	return n;
}

static bool says(struct arena *a, const char *words, const char *name)
{
	for (const char *s = words; *s;) {
		size_t n = word_length(s);
		if (n && !strcmp(arena_strdup(a, utf8_fold(a, arena_strndup(a, s, n))), name))
			return true;
		s += n ? n : 1;
	}
	return false;
}

static const char *name_of(struct arena *a, const char *from, const char *words)
{
	for (const char *s = from ? from : ""; *s;) {
		size_t n = word_length(s);
		const char *name = n ? arena_strndup(a, s, n) : NULL;
		if (name && is_name(a, s, n) && says(a, words, arena_strdup(a, utf8_fold(a, name))))
			return name;
		s += n ? n : 1;
	}
	return NULL;
}

const char *report_name_in(struct slot *slot, id64 report, const char *words)
{
	struct report_row r;
	struct arena *a = slot_arena(slot);
	if (!report_read(slot, report, &r))
		return NULL;
	const char *found = name_of(a, r.about, words);
	return found ? found : name_of(a, r.name, words);
}

/* ---- the reporter is who we help ---- */

SQL(report_reporter_helped, "UPDATE report SET version = version + 1, state = 'taken', became = 'reporter', household_id = :household, taken_by_id = :by,"
	" taken_at = :now, step_on = NULL, step_kind = NULL, step_by_id = NULL WHERE id = :id AND version = :version");

id64 report_help_reporter(struct slot *slot, id64 report, const char *first_name, const char *last_name, const char *household_name, struct day agreed_on)
{
	struct report_row r;
	if (!first_name || !household_name || !day_known(agreed_on) || !read_open(slot, report, &r) || r.account == slot_viewer(slot))
		return 0;
	id64 household = household_open(slot, &(struct household_new){ .team = r.team, .name = household_name, .area_code = r.area_code,
		.professional = slot_viewer(slot), .phase = "report" });
	if (!household || sql_run(slot, &report_reporter_helped, WITH(p_id("id", report), p_id("household", household), p_id("by", slot_viewer(slot)),
			p_moment("now", taken_at(slot, &r)), p_int("version", r.version))) != 1)
		return 0;
	if (!person_add(slot, &(struct person_new){ .household = household, .first_name = first_name, .last_name = last_name, .role = "adult",
			.phone = r.phone, .lives_here = true }))
		return 0;
	r.became = "reporter";
	report_words_along(slot, &r, household);
	report_event(slot, &r, "reporter", NULL, agreed_on);
	return settled(slot, &r) && attention_household(slot, household) ? household : 0;
}

/* ---- after all not ---- */

SQL(report_declined, "UPDATE report SET version = version + 1, became = 'no', reason = :reason, step_on = NULL, step_kind = NULL, step_by_id = NULL,"
	" state = 'taken' WHERE id = :id AND version = :version");
SQL(report_owed_anew, "UPDATE report SET version = version + 1, answered_at = NULL, answer_seen_at = NULL, answer_by = :by WHERE id = :id");

bool report_decline(struct slot *slot, id64 report, const char *reason)
{
	struct report_row r;
	if (!reason || !*reason || !report_read(slot, report, &r) || strcmp(r.state, "taken") || (r.became && !strcmp(r.became, "no")))
		return false;
	if (sql_run(slot, &report_declined, WITH(p_id("id", report), p_int("version", r.version),
			p_blob("reason", slot_seal(slot, r.file, "report.reason", report, reason)))) != 1)
		return false;
	if (r.answered) {
		id64 viewer = slot_as_itself(slot);
		struct day by = report_answer_day(slot, r.team, r.urgent);
		sql_run(slot, &report_owed_anew, WITH(p_id("id", report), p_day("by", slot_arena(slot), by)));
		slot_view_as(slot, viewer);
	}
	report_event(slot, &r, "declined", reason, NO_DAY);
	return settled(slot, &r);
}
