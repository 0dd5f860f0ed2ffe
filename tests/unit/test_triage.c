/* What becomes of a signal: contact, a theme, the reporter, a decline; what the reporter hears; telling whom it is about; the reporting code. */
#include "dieze.h"
#include "features/signal/reporting_code.h"
#include "features/signal/signal.h"
#include "features/signal/triage.h"

SQL(triage_state, "SELECT count(*) FROM s_report WHERE id = :id AND state = :state AND coalesce(became, '') = :became");
SQL(triage_asked, "SELECT count(*) FROM s_attention WHERE account_id = :account AND rule = :rule AND due_on = :due");
SQL(triage_asked_any, "SELECT count(*) FROM s_attention WHERE account_id = :account AND rule = :rule");
SQL(triage_reporter, "SELECT account_id FROM s_report WHERE id = :id");
SQL(triage_events, "SELECT count(*) FROM s_report_event WHERE report_id = :id AND kind = :kind");
SQL(triage_event_words, "SELECT count(*) FROM s_report_event WHERE report_id = :id AND word IS NOT NULL");
SQL(triage_words_kept, "SELECT count(*) FROM s_report WHERE id = :id AND collective_words IS NOT NULL AND about IS NULL AND reporter_name IS NULL AND place IS NULL");
SQL(triage_answer_owed, "SELECT count(*) FROM s_report WHERE id = :id AND answered_at IS NULL");
SQL(triage_steps, "SELECT count(*) FROM v_reporting_step");
SQL(triage_held, "SELECT count(*) FROM v_hold");
SQL(triage_person, "SELECT count(*) FROM s_person p JOIN s_report r ON r.household_id = p.household_id WHERE r.id = :id");

static struct report_receipt receipt;
static const char *knows;
static bool went;

static enum change receive(struct slot *slot, void *ctx)
{
	(void)ctx;
	struct report_new report = { .team = town.team, .what = "Komt zonder eten op school", .about = "Mats, 12 jaar", .place = "Turfmarkt", .knows = knows,
		.reporter_kind = "partner", .reporter_name = "Wim Bakker", .reporter_organisation = "De Brug" };
	went = report_receive(slot, &report, &receipt);
	return CHANGE_KEEP;
}

static id64 comes_in(const char *they_know)
{
	knows = they_know;
	AS(NOBODY, receive, NULL);
	assert_true(went);
	return receipt.report;
}

static id64 reporter(void)
{
	return dieze_number(NABIJ_ITSELF, &triage_reporter, WITH(p_id("id", receipt.report)));
}

static bool stands(const char *state, const char *became)
{
	return dieze_number(NABIJ_ITSELF, &triage_state, WITH(p_id("id", receipt.report), p_text("state", state), p_text("became", became))) == 1;
}

static bool asks(id64 account, const char *rule, struct day due)
{
	return dieze_number(NABIJ_ITSELF, &triage_asked, WITH(p_id("account", account), p_text("rule", rule), p_day("due", the.arena, due))) == 1;
}

static int64_t asked(id64 account, const char *rule)
{
	return dieze_number(NABIJ_ITSELF, &triage_asked_any, WITH(p_id("account", account), p_text("rule", rule)));
}

static int64_t events(const char *kind)
{
	return dieze_number(NABIJ_ITSELF, &triage_events, WITH(p_id("id", receipt.report), p_text("kind", kind)));
}

/* Each as a change. */
static struct { struct report_step step; bool reached; struct day on; const char *word; id64 made; } with;

static enum change plan(struct slot *slot, void *ctx) { (void)ctx; went = report_plan(slot, receipt.report, &with.step); return CHANGE_KEEP; }
static enum change tried(struct slot *slot, void *ctx) { (void)ctx; went = report_tried(slot, receipt.report, with.reached, with.on, with.word); return CHANGE_KEEP; }
static enum change collective(struct slot *slot, void *ctx) { (void)ctx; went = report_collective(slot, receipt.report, with.word); return CHANGE_KEEP; }
static enum change decline(struct slot *slot, void *ctx) { (void)ctx; went = report_decline(slot, receipt.report, with.word); return CHANGE_KEEP; }
static enum change answer(struct slot *slot, void *ctx) { (void)ctx; went = report_answer(slot, receipt.report, "We zochten contact", with.word, "Joost"); return CHANGE_KEEP; }
static enum change seen(struct slot *slot, void *ctx) { (void)ctx; went = report_seen(slot, receipt.report); return CHANGE_KEEP; }
static enum change unhappy(struct slot *slot, void *ctx) { (void)ctx; went = report_unhappy(slot, receipt.report, "Er gebeurt niets"); return CHANGE_KEEP; }
static enum change later(struct slot *slot, void *ctx) { (void)ctx; went = report_inform_later(slot, receipt.report, with.on, with.word); return CHANGE_KEEP; }
static enum change told(struct slot *slot, void *ctx) { (void)ctx; went = report_told(slot, receipt.report, "Joost"); return CHANGE_KEEP; }
static enum change help(struct slot *slot, void *ctx)
{
	(void)ctx;
	with.made = report_help_reporter(slot, receipt.report, "Wim", "Bakker", "Gezin Bakker", with.on);
	return CHANGE_KEEP;
}
static enum change forget(struct slot *slot, void *ctx) { *(int *)ctx = report_forget(slot, 100); return CHANGE_KEEP; }
static enum change forget_codes(struct slot *slot, void *ctx) { *(int *)ctx = reporting_code_forget(slot, 100); return CHANGE_KEEP; }

static bool planned(id64 by)
{
	with.step = (struct report_step){ .kind = "visit", .on = day(2026, 11, 24), .by = by };
	AS(town.joost, plan, NULL);
	return went;
}

/* ---- contact ---- */

static void a_planned_contact_has_an_owner_and_a_day(void **state)
{
	(void)state;
	comes_in("yes");
	assert_false(planned(town.sanne));           /* who does not read the inbox cannot be given it */
	assert_true(planned(town.piet));
	assert_true(stands("taken", "contact"));
	assert_true(asks(town.piet, "report_step", day(2026, 11, 24)));
	assert_int_equal(asked(town.joost, "report_new"), 0);
}

static void nobody_reached_plans_the_next_time(void **state)
{
	(void)state;
	comes_in("yes");
	assert_true(planned(town.joost));
	dieze_time(day(2026, 11, 24), 16, 0);
	with.reached = false;
	with.on = (struct day){ 0, 0, 0 };
	with.word = "Niemand deed open";
	AS(town.joost, tried, NULL);
	assert_true(went);
	assert_true(asks(town.joost, "report_step", day(2026, 12, 1)));
	with.reached = true;
	AS(town.joost, tried, NULL);
	assert_true(asks(town.joost, "report_step", day(2026, 11, 27)));
	assert_true(stands("taken", "contact"));
	assert_int_equal(events("tried") + events("reached"), 2);
}

/* ---- part of a theme ---- */

static void the_teams_sentence_stays_when_the_words_go(void **state)
{
	(void)state;
	int n = 0;
	comes_in(NULL);
	with.word = "Mats heeft geen eten bij zich";
	AS(town.joost, collective, NULL);
	assert_false(went);                          /* a name */
	with.word = "Kinderen komen zonder eten op school";
	AS(town.joost, collective, NULL);
	assert_true(went);
	assert_true(stands("taken", "collective"));
	assert_int_equal(asked(town.joost, "report_answer"), 1);
	assert_int_equal(asked(town.joost, "report_inform"), 0);     /* a pattern is about nobody */
	with.word = NULL;
	AS(town.joost, answer, NULL);
	assert_true(stands("answered", "collective"));
	dieze_time(day(2027, 1, 4), 9, 0);
	AS(NABIJ_ITSELF, forget, &n);
	assert_int_equal(n, 1);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &triage_words_kept, WITH(p_id("id", receipt.report))), 1);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &triage_event_words, WITH(p_id("id", receipt.report))), 0);
}

/* ---- the reporter, and a decline ---- */

static void the_reporter_is_helped_after_a_yes(void **state)
{
	(void)state;
	comes_in("no");
	with.on = (struct day){ 0, 0, 0 };
	AS(town.joost, help, NULL);
	assert_int_equal(with.made, 0);
	with.on = day(2026, 11, 21);
	AS(town.joost, help, NULL);
	assert_true(with.made);
	assert_true(stands("taken", "reporter"));
	assert_int_equal(dieze_number(NABIJ_ITSELF, &triage_person, WITH(p_id("id", receipt.report))), 1);
	assert_int_equal(asked(town.joost, "report_inform"), 0);
}

static void a_decline_owes_an_answer_anew(void **state)
{
	(void)state;
	comes_in("yes");
	assert_true(planned(town.joost));
	with.word = NULL;
	AS(town.joost, answer, NULL);
	assert_true(went);
	with.word = "Zij willen niet";
	AS(town.joost, decline, NULL);
	assert_true(went);
	assert_true(stands("taken", "no"));
	assert_int_equal(dieze_number(NABIJ_ITSELF, &triage_answer_owed, WITH(p_id("id", receipt.report))), 1);
	AS(town.joost, decline, NULL);
	assert_false(went);
	with.word = NULL;
	AS(town.joost, answer, NULL);
	assert_true(stands("answered", "no"));
}

/* ---- what the reporter hears ---- */

static void seen_counts_once_and_unhappy_every_time(void **state)
{
	(void)state;
	comes_in("yes");
	AS(reporter(), seen, NULL);
	assert_false(went);                          /* there is nothing to read yet */
	with.word = "Er is al hulp";
	AS(town.joost, answer, NULL);
	AS(town.joost, seen, NULL);
	assert_false(went);                          /* not the reporter */
	AS(reporter(), seen, NULL);
	AS(reporter(), seen, NULL);
	assert_int_equal(events("seen"), 1);
	AS(reporter(), unhappy, NULL);
	assert_true(went);
	assert_true(stands("new", ""));
	assert_int_equal(asked(town.meryem, "report_unhappy"), 1);
	with.word = "Er is al hulp";
	AS(town.joost, answer, NULL);
	assert_int_equal(asked(town.meryem, "report_unhappy"), 0);
}

/* ---- telling whom it is about ---- */

static void the_month_counts_from_the_day_it_came_in(void **state)
{
	(void)state;
	comes_in("no");
	assert_int_equal(asked(town.joost, "report_inform") + asked(town.piet, "report_inform"), 1);
	dieze_time(day(2026, 11, 25), 9, 0);
	assert_true(planned(town.joost));
	assert_true(asks(town.joost, "report_inform", day(2026, 12, 21)));
	with.word = "Eerst een veilig plan";
	with.on = day(2027, 6, 1);
	AS(town.joost, later, NULL);
	assert_false(went);                          /* too long */
	with.on = day(2027, 1, 15);
	AS(town.sanne, later, NULL);
	assert_false(went);                          /* not hers */
	AS(town.joost, later, NULL);
	assert_true(went);
	assert_true(asks(town.joost, "report_inform", day(2027, 1, 15)));
	assert_int_equal(events("inform_later"), 1);
	AS(town.joost, told, NULL);
	assert_true(went);
	assert_int_equal(asked(town.joost, "report_inform"), 0);
	AS(town.joost, told, NULL);
	assert_false(went);
}

/* ---- the reporting code ---- */

static id64 code;
static enum change begin_report(struct slot *slot, void *ctx) { (void)ctx; code = reporting_code_of_report(slot, receipt.report); return CHANGE_KEEP; }
static enum change begin_household(struct slot *slot, void *ctx)
{
	(void)ctx;
	code = reporting_code_of_household(slot, town.household, "Weten is gevaarlijk", town.piet);
	return CHANGE_KEEP;
}
static enum change step(struct slot *slot, void *ctx)
{
	went = reporting_step_add(slot, code, &(struct reporting_step_new){ .step = ctx, .was = "done", .on = day(2026, 11, 21), .outcome = "Overlegd" }) != 0;
	return CHANGE_KEEP;
}

static void the_code_of_a_signal_lies_in_the_inbox(void **state)
{
	(void)state;
	int n = 0;
	comes_in("no");
	AS(town.sanne, begin_report, NULL);
	assert_int_equal(code, 0);
	AS(reporter(), begin_report, NULL);
	assert_int_equal(code, 0);
	AS(town.joost, begin_report, NULL);
	assert_true(code);
	id64 first = code;
	AS(town.piet, begin_report, NULL);
	assert_int_equal(code, first);
	AS(town.piet, step, (char[]){ "decision" });             /* in any order */
	AS(town.joost, step, (char[]){ "signals" });
	assert_int_equal(dieze_number(town.joost, &triage_steps, WITHOUT), 2);
	assert_int_equal(dieze_number(town.sanne, &triage_steps, WITHOUT), 0);
	assert_int_equal(dieze_number(reporter(), &triage_steps, WITHOUT), 0);
	dieze_time(day(2027, 11, 21), 9, 0);
	AS(NABIJ_ITSELF, forget_codes, &n);
	assert_int_equal(n, 0);
	dieze_time(day(2027, 11, 22), 9, 0);
	AS(NABIJ_ITSELF, forget_codes, &n);
	assert_int_equal(n, 1);
	assert_int_equal(dieze_number(town.joost, &triage_steps, WITHOUT), 0);
}

static void the_code_of_a_household_is_held_back(void **state)
{
	(void)state;
	AS(town.sanne, begin_household, NULL);
	assert_true(code);
	AS(town.sanne, step, (char[]){ "consult" });
	assert_true(went);
	assert_int_equal(dieze_number(town.piet, &triage_steps, WITHOUT), 1);
	assert_int_equal(dieze_number(town.lotte, &triage_steps, WITHOUT), 0);
	assert_int_equal(dieze_number(town.lotte, &triage_held, WITHOUT), 0);
	assert_int_equal(dieze_number(town.joost, &triage_steps, WITHOUT), 0);
	AS(town.joost, step, (char[]){ "talk" });
	assert_false(went);
}

static void the_first_answer_that_asks_for_reporting_counts(void **state)
{
	(void)state;
	assert_int_equal(reporting_advice(NULL, "yes", NULL, NULL, NULL), ADVICE_REPORT_DANGER);
	assert_int_equal(reporting_advice("no", "no", NULL, NULL, NULL), ADVICE_CLOSE);
	assert_int_equal(reporting_advice("yes", "no", "no", "yes", "yes"), ADVICE_REPORT_NO_HELP);
	assert_int_equal(reporting_advice("yes", "no", "yes", "no", "no"), ADVICE_REPORT_REFUSED);
	assert_int_equal(reporting_advice("yes", "no", "yes", "yes", "no"), ADVICE_REPORT_TOO_SLOW);
	assert_int_equal(reporting_advice("yes", "no", "yes", "yes", "yes"), ADVICE_HELP);
	assert_int_equal(reporting_advice("yes", "unsure", "yes", "yes", "yes"), ADVICE_NONE);
}

int main(void)
{
#define STORY(name) cmocka_unit_test_setup_teardown(name, dieze_ready, store_gone)
	const struct CMUnitTest tests[] = {
		STORY(a_planned_contact_has_an_owner_and_a_day), STORY(nobody_reached_plans_the_next_time), STORY(the_teams_sentence_stays_when_the_words_go),
		STORY(the_reporter_is_helped_after_a_yes), STORY(a_decline_owes_an_answer_anew), STORY(seen_counts_once_and_unhappy_every_time),
		STORY(the_month_counts_from_the_day_it_came_in), STORY(the_code_of_a_signal_lies_in_the_inbox), STORY(the_code_of_a_household_is_held_back),
		cmocka_unit_test(the_first_answer_that_asks_for_reporting_counts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
