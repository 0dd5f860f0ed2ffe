/* Attention: what asks whom for what, since when; what its owner leaves finds the coordinator, without a name. */
#include "dieze.h"
#include "features/contact/contact.h"
#include "features/household/household.h"
#include "features/monitor/attention.h"
#include "features/plan/plan.h"
#include "features/privacy/access.h"

SQL(test_rows, "SELECT id, file_id, rule, name, detail, escalated, due_on, since_at, later_on FROM v_attention WHERE rule = :rule");
SQL(test_row_id, "SELECT id FROM v_attention WHERE rule = :rule");
SQL(test_rows_of, "SELECT count(*) FROM v_attention WHERE rule = :rule");
SQL(test_rows_all, "SELECT count(*) FROM v_attention");
SQL(test_of_household, "SELECT count(*) FROM s_attention WHERE household_id = :household");
SQL(test_number, "SELECT number FROM s_household WHERE id = :household");
SQL(test_looks_again, "SELECT next_attention_at FROM s_household WHERE id = :household");
SQL(test_term, "INSERT INTO rule (id, code, team_id, days, second_days, from_at, until_at) VALUES (:id, :code, :team, :days, :second, :from, :until)");
SQL(test_account_ends, "UPDATE account SET until_at = :now WHERE id = :id");
SQL(test_phase, "UPDATE household SET phase = :phase, phase_at = :now WHERE id = :household");
SQL(test_sealed_in, "SELECT file_id FROM s_attention WHERE account_id = :account AND rule = :rule");
SQL(test_shared_file, "SELECT file_id FROM s_household WHERE id = :household");
SQL(test_versions, "SELECT CAST(sum(version) AS BIGINT) FROM s_attention WHERE household_id = :household");

static bool went;
static id64 made;

/* ---- doing and looking ---- */

struct row { const char *name, *detail; struct day due, later; moment since; bool escalated, found; };

static struct row row_of(id64 account, const char *rule)
{
	struct row row = { 0 };
	struct slot *slot = dieze_slot(account);
	struct rows *rows = sql_read(slot, &test_rows, WITH(p_text("rule", rule)));
	if (rows_next(rows))
		row = (struct row){ rows_open(rows, 3, "attention.name"), rows_null(rows, 4) ? NULL : rows_open(rows, 4, "attention.detail"),
			rows_day(rows, 6), rows_day(rows, 8), rows_int(rows, 7), rows_bool(rows, 5), true };
	assert_false(rows_next(rows));           /* one thing asks once */
	db_slot_back(slot);
	return row;
}

static bool asks(id64 account, const char *rule)
{
	return dieze_number(account, &test_rows_of, WITH(p_text("rule", rule))) > 0;
}

static void assert_due(struct row row, const char *iso)
{
	assert_true(row.found);
	assert_string_equal(day_iso(the.arena, row.due), iso);
}

static const char *the_number(void)
{
	struct slot *slot = dieze_slot(NABIJ_ITSELF);
	struct rows *rows = sql_read(slot, &test_number, WITH(p_id("household", town.household)));
	assert_true(rows_next(rows));
	const char *number = rows_text(rows, 0);
	rows_end(rows);
	db_slot_back(slot);
	return number;
}

static enum change tick(struct slot *slot, void *ctx)
{
	*(int *)ctx = attention_tick(slot, 100);
	return CHANGE_KEEP;
}

static int time_passes(struct day on)
{
	int n = 0;
	dieze_time(on, 6, 0);
	AS(NABIJ_ITSELF, tick, &n);
	return n;
}

static enum change look(struct slot *slot, void *ctx)
{
	(void)ctx;
	went = attention_household(slot, town.household);
	return CHANGE_KEEP;
}

static enum change contact(struct slot *slot, void *ctx)
{
	made = contact_add(slot, ctx, "Sanne");
	return CHANGE_KEEP;
}

static void a_contact(bool reached)
{
	AS(town.sanne, contact, &((struct contact_new){ .household = town.household, .kind = "visit", .reached = reached }));
	assert_true(made);
}

static enum change ask_question(struct slot *slot, void *ctx)
{
	made = question_ask(slot, town.household, 0, ctx, "Kan het ook 's avonds?", "Lotte");
	return CHANGE_KEEP;
}

static enum change answer_question(struct slot *slot, void *ctx)
{
	(void)ctx;
	went = question_answer(slot, made, "Ja, dat kan", "Sanne");
	return CHANGE_KEEP;
}

static enum change wish(struct slot *slot, void *ctx)
{
	made = wish_add(slot, town.household, ctx, "Lotte", "Lotte");
	return CHANGE_KEEP;
}

static enum change done(struct slot *slot, void *ctx)
{
	went = attention_done(slot, sql_number(slot, &test_row_id, WITH(p_text("rule", ctx)), 0));
	return CHANGE_KEEP;
}

static enum change later(struct slot *slot, void *ctx)
{
	went = attention_later(slot, sql_number(slot, &test_row_id, WITH(p_text("rule", ctx)), 0), day(2026, 12, 28), "vakantie");
	return CHANGE_KEEP;
}

static enum change step(struct slot *slot, void *ctx)
{
	made = step_add(slot, &(struct step_new){ .household = town.household, .title = ctx, .who_kind = "professional", .due = day(2026, 11, 27) },
		"Sanne");
	return CHANGE_KEEP;
}

static enum change goal(struct slot *slot, void *ctx)
{
	made = goal_add(slot, &(struct goal_new){ .household = town.household, .domain = "income", .title = ctx }, "Sanne");
	return CHANGE_KEEP;
}

static void term_is(const char *code, id64 team, int days, int second)
{
	dieze_run(&test_term, WITH(p_id("id", id_new()), p_text("code", code), p_id("team", team), p_int("days", days), p_int("second", second),
		p_int("from", 0), p_int("until", FOREVER)));
}

/* ---- contact ---- */

static void four_weeks_without_contact_ask_for_it(void **state)
{
	(void)state;
	a_contact(true);
	assert_false(asks(town.sanne, "no_contact"));
	time_passes(day(2026, 12, 18));
	assert_false(asks(town.sanne, "no_contact"));
	assert_true(time_passes(day(2026, 12, 19)) > 0);
	struct row row = row_of(town.sanne, "no_contact");
	assert_due(row, "2026-12-19");
	assert_string_equal(row.name, "Gezin Martens");
	assert_string_equal(day_iso(the.arena, day_of(row.since)), "2026-11-21");
	assert_false(asks(town.meryem, "no_contact"));
	a_contact(true);
	assert_false(asks(town.sanne, "no_contact"));
}

static void what_is_left_finds_the_coordinator_without_a_name(void **state)
{
	(void)state;
	AS(town.sanne, step, (void *)"Bellen met de woningcorporatie");
	time_passes(day(2026, 12, 10));
	assert_string_equal(row_of(town.sanne, "step_overdue").detail, "Bellen met de woningcorporatie");
	assert_false(asks(town.meryem, "step_overdue"));
	time_passes(day(2026, 12, 11));
	struct row row = row_of(town.meryem, "step_overdue");
	assert_true(row.escalated);
	assert_string_equal(row.name, the_number());
	assert_null(row.detail);
	assert_true(asks(town.sanne, "step_overdue"));
	assert_false(asks(town.joost, "step_overdue"));
}

static void a_team_sets_its_own_term(void **state)
{
	(void)state;
	term_is("no_contact", 0, 20, 14);
	term_is("no_contact", town.team, 7, 2);
	term_is("no_contact", town.north, 3, 1);
	a_contact(true);
	time_passes(day(2026, 11, 28));
	assert_due(row_of(town.sanne, "no_contact"), "2026-11-28");
	time_passes(day(2026, 11, 30));
	assert_true(row_of(town.meryem, "no_contact").escalated);
	struct slot *slot = dieze_slot(town.sanne);
	assert_int_equal(rule_days(slot, "no_contact", town.team, 99), 7);
	assert_int_equal(rule_days(slot, "no_contact", 0, 99), 20);
	assert_int_equal(rule_days(slot, "goal_idle", town.team, 99), 14);
	assert_int_equal(rule_days(slot, "unknown", town.team, 99), 99);
	db_slot_back(slot);
}

static void a_failed_attempt_plans_the_next(void **state)
{
	(void)state;
	a_contact(false);
	assert_due(row_of(town.sanne, "attempt_due"), "2026-11-30");      /* a week later is a Saturday */
	dieze_time(day(2026, 11, 30), 14, 0);
	a_contact(false);
	struct row row = row_of(town.sanne, "attempt_due");
	assert_due(row, "2026-12-07");
	assert_string_equal(row.detail, "za 21 nov, ma 30 nov");
	assert_false(asks(town.sanne, "no_next_date"));
	time_passes(day(2027, 3, 1));
	assert_true(asks(town.sanne, "attempt_due"));                     /* it never closes by itself */
	assert_string_equal(row_of(town.meryem, "attempt_due").name, the_number());
	a_contact(true);
	assert_false(asks(town.sanne, "attempt_due"));
	assert_false(asks(town.meryem, "attempt_due"));
}

/* ---- putting off ---- */

static void later_holds_while_the_reason_is_the_same(void **state)
{
	(void)state;
	a_contact(true);
	time_passes(day(2026, 12, 19));
	AS(town.sanne, later, (void *)"no_contact");
	assert_true(went);
	AS(town.sanne, wish, (void *)"Samen aan tafel");
	assert_string_equal(day_iso(the.arena, row_of(town.sanne, "no_contact").later), "2026-12-28");
	a_contact(true);
	time_passes(day(2027, 1, 16));
	assert_false(day_known(row_of(town.sanne, "no_contact").later));
}

static void nobody_puts_off_for_another(void **state)
{
	(void)state;
	a_contact(true);
	time_passes(day(2026, 12, 19));
	AS(town.joost, later, (void *)"no_contact");
	assert_false(went);
	AS(town.sanne, done, (void *)"no_contact");
	assert_false(went);                                               /* it goes by making contact */
	assert_true(asks(town.sanne, "no_contact"));
}

/* ---- the next date, steps, goals ---- */

struct next { struct day on; };

static enum change next_date(struct slot *slot, void *ctx)
{
	const struct next *next = ctx;
	went = household_next(slot, town.household, next->on, NULL, NULL) && attention_household(slot, town.household);
	return CHANGE_KEEP;
}

static void an_open_household_has_a_next_date(void **state)
{
	(void)state;
	assert_true(asks(town.sanne, "no_next_date"));
	AS(town.sanne, next_date, &((struct next){ day(2026, 11, 26) }));
	assert_true(went);
	assert_false(asks(town.sanne, "no_next_date"));
	time_passes(day(2026, 11, 26));
	assert_false(asks(town.sanne, "review_overdue"));
	time_passes(day(2026, 11, 27));
	assert_due(row_of(town.sanne, "review_overdue"), "2026-11-26");
	a_contact(true);                                                  /* what came of it is known; a new date is not */
	assert_false(asks(town.sanne, "review_overdue"));
	assert_true(asks(town.sanne, "no_next_date"));
}

static void late_steps_ask_once(void **state)
{
	(void)state;
	AS(town.sanne, step, (void *)"Bellen met de woningcorporatie");
	AS(town.sanne, step, (void *)"Formulier ophalen");
	time_passes(day(2026, 11, 27));
	assert_false(asks(town.sanne, "step_overdue"));
	time_passes(day(2026, 11, 28));
	struct row row = row_of(town.sanne, "step_overdue");
	assert_due(row, "2026-11-27");
	assert_non_null(strstr(row.detail, ", en nog 1"));
}

static void a_goal_nobody_works_on(void **state)
{
	(void)state;
	AS(town.sanne, goal, (void *)"Rust met geld");
	time_passes(day(2026, 12, 4));
	assert_false(asks(town.sanne, "goal_idle"));
	time_passes(day(2026, 12, 5));
	assert_string_equal(row_of(town.sanne, "goal_idle").detail, "Rust met geld");
}

/* ---- the family ---- */

static void what_the_family_writes_is_seen(void **state)
{
	(void)state;
	AS(town.sanne, wish, (void *)"Door de hulpverlener opgeschreven");
	assert_false(asks(town.sanne, "family_wrote"));
	AS(town.lotte, wish, (void *)"Samen aan tafel");
	assert_string_equal(row_of(town.sanne, "family_wrote").detail, "Lotte schreef een wens bij");
	dieze_time(day(2026, 11, 22), 9, 0);
	AS(town.sanne, done, (void *)"family_wrote");
	assert_true(went);
	assert_false(asks(town.sanne, "family_wrote"));
	dieze_time(day(2026, 11, 23), 9, 0);
	AS(town.lotte, wish, (void *)"Op vakantie");
	assert_true(asks(town.sanne, "family_wrote"));
}

static void a_question_is_owed_an_answer(void **state)
{
	(void)state;
	AS(town.lotte, ask_question, (void *)"question");
	struct row row = row_of(town.sanne, "question_owed");
	assert_due(row, "2026-11-26");
	assert_string_equal(row.detail, "Lotte vraagt: Kan het ook 's avonds?");
	AS(town.sanne, answer_question, NULL);
	assert_true(went);
	assert_false(asks(town.sanne, "question_owed"));
	AS(town.lotte, ask_question, (void *)"copy");
	assert_due(row_of(town.sanne, "question_owed"), "2026-12-21");    /* AVG 12(3) */
}

static void asking_for_somebody_else_goes_past_the_professional(void **state)
{
	(void)state;
	AS(town.lotte, ask_question, (void *)"other_professional");
	struct row row = row_of(town.meryem, "other_professional");
	assert_string_equal(row.name, the_number());
	assert_null(row.detail);
	assert_false(asks(town.sanne, "other_professional"));
	assert_false(asks(town.sanne, "question_owed"));
}

/* ---- birthdays ---- */

static enum change jayden(struct slot *slot, void *ctx)
{
	(void)ctx;
	made = person_add(slot, &(struct person_new){ .household = town.household, .first_name = "Jayden", .role = "child", .lives_here = true,
		.birth = day(2011, 4, 2) });
	return CHANGE_KEEP;
}

static void a_birthday_that_changes_rights_is_seen_months_ahead(void **state)
{
	(void)state;
	AS(town.sanne, jayden, NULL);
	time_passes(day(2026, 12, 2));
	assert_false(asks(town.sanne, "birthday"));
	time_passes(day(2026, 12, 3));
	struct row row = row_of(town.sanne, "birthday");
	assert_due(row, "2027-04-02");
	assert_string_equal(row.name, "Jayden (Gezin Martens)");
	assert_string_equal(row.detail, "16");
	AS(town.sanne, done, (void *)"birthday");
	assert_true(went);
	assert_string_equal(day_iso(the.arena, row_of(town.sanne, "birthday").later), "2027-04-02");
	time_passes(day(2027, 4, 3));
	assert_false(asks(town.sanne, "birthday"));
}

/* ---- by law ---- */

static enum change waive(struct slot *slot, void *ctx)
{
	went = plan_offer(slot, town.household, "own_plan", ctx, "Sanne");
	return CHANGE_KEEP;
}

static enum change agree(struct slot *slot, void *ctx)
{
	went = plan_agree(slot, town.household, ctx, "Sanne");
	return CHANGE_KEEP;
}

static void six_weeks_run_from_the_waiver(void **state)
{
	(void)state;
	dieze_run(&test_phase, WITH(p_text("phase", "getting_to_know"), p_moment("now", town.now), p_id("household", town.household)));
	AS(town.sanne, look, NULL);
	assert_true(asks(town.sanne, "own_plan_offer"));
	AS(town.sanne, waive, (void *)"no");
	assert_false(asks(town.sanne, "own_plan_offer"));
	assert_false(asks(town.sanne, "plan_due"));
	time_passes(day(2026, 12, 19));
	assert_due(row_of(town.sanne, "plan_due"), "2027-01-02");
	AS(town.sanne, agree, (void *)"Lotte");
	assert_false(asks(town.sanne, "plan_due"));
}

/* ---- who is there ---- */

static void without_a_professional_the_coordinator_knows(void **state)
{
	(void)state;
	assert_false(asks(town.meryem, "no_professional"));
	dieze_run(&test_account_ends, WITH(p_id("id", town.sanne), p_moment("now", town.now)));
	AS(NABIJ_ITSELF, look, NULL);
	assert_string_equal(row_of(town.meryem, "no_professional").name, the_number());
	AS(town.lotte, ask_question, (void *)"question");
	struct row row = row_of(town.meryem, "question_owed");            /* a promise stands, whoever is gone */
	assert_null(row.detail);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_of_household, WITH(p_id("household", town.household))), 2);
}

static enum change close_household(struct slot *slot, void *ctx)
{
	(void)ctx;
	went = household_phase(slot, town.household, "closed", "Het gaat goed") && attention_household(slot, town.household);
	return CHANGE_KEEP;
}

static void a_closed_household_asks_nothing(void **state)
{
	(void)state;
	AS(town.sanne, close_household, NULL);
	assert_true(went);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_of_household, WITH(p_id("household", town.household))), 0);
}

struct task { id64 account; const char *detail; };

static enum change give_task(struct slot *slot, void *ctx)
{
	const struct task *t = ctx;
	went = attention_task(slot, t->account, town.household, "double", t->detail, day(2026, 11, 24));
	return slot_files_shown(slot).n || slot_files_written(slot).n ? CHANGE_UNDO : CHANGE_KEEP;
}

static void a_task_leaves_no_trace_of_who_caused_it(void **state)
{
	(void)state;
	AS(town.noor, give_task, &((struct task){ town.sanne, "Jayden Martens, 2011" }));
	AS(town.noor, give_task, &((struct task){ town.sanne, "Jayden Martens, 2011" }));
	AS(town.noor, give_task, &((struct task){ town.meryem, "Jayden Martens, 2011" }));
	struct row row = row_of(town.sanne, "double");
	assert_string_equal(row.detail, "Jayden Martens, 2011");
	assert_null(row_of(town.meryem, "double").detail);
	AS(town.sanne, look, NULL);
	assert_true(asks(town.sanne, "double"));
	AS(town.sanne, done, (void *)"double");
	assert_true(went);
	assert_false(asks(town.sanne, "double"));
}

/* ---- held back, and the emergency door ---- */

static id64 held_file;

static enum change hold_back(struct slot *slot, void *ctx)
{
	(void)ctx;
	made = hold_make(slot, &(struct hold_new){ .household = town.household, .reason = "Zij durft het thuis niet te zeggen", .second = town.joost,
		.review_on = day(2027, 1, 10), .what = "Overleg met Veilig Thuis" }, &held_file);
	return CHANGE_KEEP;
}

static enum change second(struct slot *slot, void *ctx)
{
	(void)ctx;
	went = hold_second(slot, made);
	return CHANGE_KEEP;
}

static int64_t sealed_in(id64 account, const char *rule)
{
	return dieze_number(NABIJ_ITSELF, &test_sealed_in, WITH(p_id("account", account), p_text("rule", rule)));
}

static void what_is_held_back_asks_under_its_own_key(void **state)
{
	(void)state;
	AS(town.sanne, hold_back, NULL);
	assert_true(made);
	assert_due(row_of(town.joost, "hold_second"), "2026-11-23");
	assert_true(sealed_in(town.joost, "hold_second") == held_file);
	AS(town.joost, second, NULL);
	assert_true(went);
	assert_false(asks(town.joost, "hold_second"));
	assert_false(asks(town.sanne, "hold_review"));
	time_passes(day(2026, 12, 27));
	assert_due(row_of(town.sanne, "hold_review"), "2027-01-10");
	assert_true(asks(town.joost, "hold_review"));
	assert_true(sealed_in(town.sanne, "hold_review") == held_file);
	assert_false(asks(town.meryem, "hold_review"));
	time_passes(day(2027, 1, 13));
	assert_string_equal(row_of(town.meryem, "hold_review").name, the_number());
}

static enum change break_in(struct slot *slot, void *ctx)
{
	(void)ctx;
	made = emergency_open(slot, town.household, "Er stond brand in huis");
	return CHANGE_KEEP;
}

static enum change review(struct slot *slot, void *ctx)
{
	(void)ctx;
	went = emergency_review(slot, made, true, NULL);
	return CHANGE_KEEP;
}

static void the_emergency_door_is_looked_at_from_outside(void **state)
{
	(void)state;
	AS(town.joost, break_in, NULL);
	assert_true(made);
	struct row row = row_of(town.paula, "emergency_review");
	assert_string_equal(row.name, the_number());
	assert_null(row.detail);
	assert_int_equal(sealed_in(town.paula, "emergency_review"), DIRECTORY_FILE);
	assert_false(asks(town.meryem, "emergency_review"));
	AS(town.paula, review, NULL);
	assert_true(went);
	assert_false(asks(town.paula, "emergency_review"));
}

static void a_coordinators_row_is_sealed_in_the_inbox(void **state)
{
	(void)state;
	AS(town.lotte, ask_question, (void *)"other_professional");
	int64_t file = sealed_in(town.meryem, "other_professional");
	assert_true(file > DIRECTORY_FILE);
	assert_true(file != dieze_number(NABIJ_ITSELF, &test_shared_file, WITH(p_id("household", town.household))));
}

/* ---- keeping it ---- */

static void looking_again_changes_nothing(void **state)
{
	(void)state;
	const struct param *with = WITH(p_id("household", town.household));
	a_contact(false);
	AS(town.lotte, wish, (void *)"Samen aan tafel");
	int64_t rows = dieze_number(NABIJ_ITSELF, &test_of_household, with), versions = dieze_number(NABIJ_ITSELF, &test_versions, with);
	assert_true(rows > 0);
	AS(town.sanne, look, NULL);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_of_household, with), rows);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_versions, with), versions);
}

static void the_clock_wakes_only_what_is_due(void **state)
{
	(void)state;
	AS(town.sanne, next_date, &((struct next){ day(2026, 11, 26) }));
	assert_int_equal(time_passes(day(2026, 11, 22)), 0);
	int64_t next = dieze_number(NABIJ_ITSELF, &test_looks_again, WITH(p_id("household", town.household)));
	assert_true(next == day_begin(day(2026, 11, 27)));
	assert_int_equal(time_passes(day(2026, 11, 27)), 1);
	assert_int_equal(time_passes(day(2026, 11, 27)), 0);
}

static void attention_is_ones_own(void **state)
{
	(void)state;
	assert_true(dieze_number(town.sanne, &test_rows_all, WITHOUT) > 0);
	assert_int_equal(dieze_number(town.lotte, &test_rows_all, WITHOUT), 0);
	assert_int_equal(dieze_number(town.piet, &test_rows_all, WITHOUT), 0);
	assert_int_equal(dieze_number(NOBODY, &test_rows_all, WITHOUT), 0);
}

static void every_rule_can_be_read(void **state)
{
	(void)state;
	for (const struct attention_rule *rule = ATTENTION_RULES; rule->code; rule++) {
		assert_ptr_equal(attention_rule(rule->code), rule);
		assert_non_null(rule->name);
		assert_int_equal(!rule->action, !rule->reason);
		assert_int_equal(!rule->action, !rule->path);
		if (rule->reason && strstr(rule->reason, "{detail}"))
			assert_true(rule->plain_reason && !strstr(rule->plain_reason, "{detail}"));
	}
}

int main(void)
{
#define STORY(name) cmocka_unit_test_setup_teardown(name, dieze_ready, store_gone)
	const struct CMUnitTest tests[] = {
		STORY(four_weeks_without_contact_ask_for_it), STORY(what_is_left_finds_the_coordinator_without_a_name), STORY(a_team_sets_its_own_term),
		STORY(a_failed_attempt_plans_the_next), STORY(later_holds_while_the_reason_is_the_same), STORY(nobody_puts_off_for_another),
		STORY(an_open_household_has_a_next_date), STORY(late_steps_ask_once), STORY(a_goal_nobody_works_on),
		STORY(what_the_family_writes_is_seen), STORY(a_question_is_owed_an_answer), STORY(asking_for_somebody_else_goes_past_the_professional),
		STORY(a_birthday_that_changes_rights_is_seen_months_ahead), STORY(six_weeks_run_from_the_waiver),
		STORY(without_a_professional_the_coordinator_knows), STORY(a_closed_household_asks_nothing), STORY(a_task_leaves_no_trace_of_who_caused_it),
		STORY(what_is_held_back_asks_under_its_own_key), STORY(the_emergency_door_is_looked_at_from_outside),
		STORY(a_coordinators_row_is_sealed_in_the_inbox),
		STORY(looking_again_changes_nothing), STORY(the_clock_wakes_only_what_is_due), STORY(attention_is_ones_own), STORY(every_rule_can_be_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
