/* Reports: what the reporter is told, who takes it, and what is left of it in the end. */
#include "dieze.h"
#include "features/monitor/attention.h"
#include "features/signal/signal.h"

SQL(test_report_state, "SELECT id, file_id, state, what, about, reporter_name, domains, number FROM s_report WHERE id = :id");
SQL(test_reports_seen, "SELECT count(*) FROM v_report");
SQL(test_reporter_of, "SELECT account_id FROM s_report WHERE id = :id");
SQL(test_counted, "SELECT count(*) FROM s_report WHERE domains = 'income' AND reporter_kind = 'partner'");
SQL(test_views_of, "SELECT count(*) FROM s_domain_note WHERE household_id = :household AND kind = 'view'");
SQL(test_view_text, "SELECT id, file_id, text, whose, domain FROM v_domain_note WHERE household_id = :household");
SQL(test_professional, "SELECT professional_id FROM s_household WHERE id = :household");
SQL(test_asked_of, "SELECT count(*) FROM s_attention WHERE account_id = :account AND rule = :rule");
SQL(test_answer_by, "SELECT answer_by FROM s_report WHERE id = :id");
SQL(test_link_name, "SELECT id, file_id, name FROM s_account WHERE id = :id");
SQL(test_rule, "INSERT INTO rule (id, code, team_id, days, second_days, from_at, until_at) VALUES (:id, :code, :team, :days, 0, 0, :until)");

SQL(test_rows_of_report, "SELECT id, version, since_at, due_on FROM s_attention WHERE report_id = :id ORDER BY id");
SQL(test_looks_again, "SELECT next_attention_at FROM s_report WHERE id = :id");

static struct report_new report;
static struct report_receipt receipt;
static bool went;

static enum change receive(struct slot *slot, void *ctx)
{
	(void)ctx;
	went = report_receive(slot, &report, &receipt);
	return CHANGE_KEEP;
}

static void comes_in(const char *knows)
{
	report = (struct report_new){ .team = town.team, .what = "De huur is al drie maanden niet betaald", .domains = "income",
		.about = "Gezin Martens, Turfmarkt 3", .knows = knows, .reporter_kind = "partner", .reporter_name = "Wim Bakker",
		.reporter_organisation = "basisschool De Brug" };
	AS(NOBODY, receive, NULL);
	assert_true(went);
}

struct take { id64 report, to, household, taken_by; };

static enum change take(struct slot *slot, void *ctx)
{
	struct take *t = ctx;
	t->household = report_take(slot, t->report, t->to, "Gezin Martens", "Joost", &t->taken_by);
	return CHANGE_KEEP;
}

static struct take taken_by(id64 account, id64 id)
{
	struct take t = { .report = id };
	AS(account, take, &t);
	return t;
}

static enum change answer(struct slot *slot, void *ctx)
{
	went = report_answer(slot, *(id64 *)ctx, "We hebben contact gezocht", NULL, "Joost");
	return CHANGE_KEEP;
}

static enum change unhappy(struct slot *slot, void *ctx)
{
	went = report_unhappy(slot, *(id64 *)ctx, "Er gebeurt niets");
	return CHANGE_KEEP;
}

static enum change tell(struct slot *slot, void *ctx)
{
	went = report_told(slot, *(id64 *)ctx, "Joost");
	return CHANGE_KEEP;
}

static enum change forget(struct slot *slot, void *ctx)
{
	*(int *)ctx = report_forget(slot, 100);
	return CHANGE_KEEP;
}

/* A text column of the report as the service sees it; sealed ones are opened. */
static const char *text_of(id64 id, int column, const char *sealed)
{
	struct slot *slot = dieze_slot(NABIJ_ITSELF);
	struct rows *rows = sql_read(slot, &test_report_state, WITH(p_id("id", id)));
	assert_true(rows_next(rows));
	const char *text = rows_null(rows, column) ? NULL : sealed ? rows_open(rows, column, sealed) : rows_text(rows, column);
	rows_end(rows);
	db_slot_back(slot);
	return text;
}

static struct day promised(id64 id)
{
	struct slot *slot = dieze_slot(NABIJ_ITSELF);
	struct rows *rows = sql_read(slot, &test_answer_by, WITH(p_id("id", id)));
	assert_true(rows_next(rows));
	struct day by = rows_day(rows, 0);
	rows_end(rows);
	db_slot_back(slot);
	return by;
}

static int64_t asked(id64 account, const char *rule)
{
	return dieze_number(NABIJ_ITSELF, &test_asked_of, WITH(p_id("account", account), p_text("rule", rule)));
}

static id64 reporter_of(id64 id)
{
	return dieze_number(NABIJ_ITSELF, &test_reporter_of, WITH(p_id("id", id)));
}

static void assert_day(struct day is, int year, int month, int of_month)
{
	assert_string_equal(day_iso(the.arena, is), day_iso(the.arena, day(year, month, of_month)));
}

/* ---- coming in ---- */

static void the_receipt_says_who_reads_it_and_when_one_hears(void **state)
{
	(void)state;
	comes_in("yes");
	assert_memory_equal(receipt.number, "DZ-", 3);
	assert_int_equal(strlen(receipt.token), 43);
	assert_true(!strcmp(receipt.reader, "Joost Bos") || !strcmp(receipt.reader, "Piet Vos"));
	assert_day(receipt.answer_by, 2026, 11, 26);
	assert_int_equal(asked(town.joost, "report_new"), 1);
	assert_int_equal(asked(town.piet, "report_new"), 1);
	assert_int_equal(asked(town.sanne, "report_new"), 0);
	assert_int_equal(asked(town.noor, "report_new"), 0);
}

static const char *attention_of(id64 id)
{
	struct slot *slot = dieze_slot(NABIJ_ITSELF);
	const char *all = arena_printf(the.arena, "%lld", (long long)sql_number(slot, &test_looks_again, WITH(p_id("id", id)), 0));
	struct rows *rows = sql_read(slot, &test_rows_of_report, WITH(p_id("id", id)));
	while (rows_next(rows))
		all = arena_printf(the.arena, "%s; %lld %lld %lld %s", all, (long long)rows_int(rows, 0), (long long)rows_int(rows, 1), (long long)rows_int(rows, 2),
			rows_text(rows, 3));
	db_slot_back(slot);
	return all;
}

static enum change look_again(struct slot *slot, void *ctx)
{
	went = attention_report(slot, *(id64 *)ctx);
	return CHANGE_KEEP;
}

/* What it asks is written without reading it back; who looks at it afterwards finds nothing to change. */
static void what_a_new_report_asks_is_what_looking_at_it_finds(void **state)
{
	(void)state;
	comes_in("yes");
	const char *before = attention_of(receipt.report);
	assert_non_null(strchr(before, ';'));
	AS(NABIJ_ITSELF, look_again, &receipt.report);
	assert_true(went);
	assert_string_equal(attention_of(receipt.report), before);
}

static void a_promise_does_not_fall_in_a_weekend(void **state)
{
	(void)state;
	dieze_time(day(2026, 11, 23), 9, 0);
	comes_in("yes");
	assert_day(receipt.answer_by, 2026, 11, 30);
	report.urgent = true;
	AS(NOBODY, receive, NULL);
	assert_day(receipt.answer_by, 2026, 11, 24);
}

static void readers_take_turns(void **state)
{
	(void)state;
	comes_in("yes");
	const char *first = receipt.reader;
	comes_in("yes");
	assert_string_not_equal(first, receipt.reader);
}

static void a_reporter_sees_the_own_report_alone(void **state)
{
	(void)state;
	comes_in("yes");
	id64 first = reporter_of(receipt.report);
	comes_in("yes");
	assert_int_equal(dieze_number(first, &test_reports_seen, WITHOUT), 1);
	assert_int_equal(dieze_number(town.joost, &test_reports_seen, WITHOUT), 2);
	assert_int_equal(dieze_number(town.sanne, &test_reports_seen, WITHOUT), 0);
	assert_int_equal(dieze_number(town.noor, &test_reports_seen, WITHOUT), 0);
}

/* ---- taking ---- */

static void a_taken_report_is_not_taken_twice(void **state)
{
	(void)state;
	comes_in("yes");
	struct take first = taken_by(town.joost, receipt.report), second = taken_by(town.piet, receipt.report);
	assert_true(first.household);
	assert_int_equal(first.taken_by, 0);
	assert_int_equal(second.household, 0);
	assert_int_equal(second.taken_by, town.joost);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_professional, WITH(p_id("household", first.household))), town.joost);
	assert_int_equal(asked(town.piet, "report_new"), 0);
	assert_int_equal(asked(town.joost, "report_answer"), 1);
}

static void who_does_no_triage_takes_nothing(void **state)
{
	(void)state;
	comes_in("yes");
	assert_int_equal(taken_by(town.sanne, receipt.report).household, 0);
	assert_int_equal(taken_by(town.noor, receipt.report).household, 0);
	assert_int_equal(taken_by(reporter_of(receipt.report), receipt.report).household, 0);
	assert_string_equal(text_of(receipt.report, 2, NULL), "new");
}

static void a_report_goes_to_a_household_one_may_see(void **state)
{
	(void)state;
	comes_in("yes");
	struct take t = { .report = receipt.report, .to = town.household };
	AS(town.joost, take, &t);
	assert_int_equal(t.household, 0);
	assert_string_equal(text_of(receipt.report, 2, NULL), "new");
}

static void words_go_along_when_the_family_knows(void **state)
{
	(void)state;
	comes_in("yes");
	id64 household = taken_by(town.joost, receipt.report).household;
	struct slot *slot = dieze_slot(town.joost);
	struct rows *rows = sql_read(slot, &test_view_text, WITH(p_id("household", household)));
	assert_true(rows_next(rows));
	assert_string_equal(rows_open(rows, 2, "domain_note.text"), "De huur is al drie maanden niet betaald");
	assert_string_equal(rows_open(rows, 3, "domain_note.whose"), "Wim Bakker, basisschool De Brug");
	assert_string_equal(rows_text(rows, 4), "income");
	rows_end(rows);
	db_slot_back(slot);
}

static void words_wait_until_the_family_was_told(void **state)
{
	(void)state;
	comes_in("unsafe");
	id64 household = taken_by(town.joost, receipt.report).household;
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_views_of, WITH(p_id("household", household))), 0);
	assert_int_equal(asked(town.joost, "report_inform"), 1);
	AS(town.piet, tell, &receipt.report);
	assert_false(went);
	AS(town.joost, tell, &receipt.report);
	assert_true(went);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_views_of, WITH(p_id("household", household))), 1);
	assert_int_equal(asked(town.joost, "report_inform"), 0);
}

/* ---- passing on, answering, reopening ---- */

static enum change pass(struct slot *slot, void *ctx)
{
	*(id64 *)ctx = report_pass(slot, receipt.report, town.north, "Woont in Noord");
	return CHANGE_KEEP;
}

static void passed_on_it_keeps_number_and_reporter(void **state)
{
	(void)state;
	id64 passed = 0;
	comes_in("yes");
	AS(town.joost, pass, &passed);
	assert_true(passed);
	assert_string_equal(text_of(passed, 7, NULL), receipt.number);
	assert_string_equal(text_of(passed, 3, "report.what"), "De huur is al drie maanden niet betaald");
	assert_string_equal(text_of(receipt.report, 3, "report.what"), "");
	assert_null(text_of(receipt.report, 4, "report.about"));
	assert_int_equal(reporter_of(passed), reporter_of(receipt.report));
	assert_int_equal(asked(town.joost, "report_new"), 0);
	assert_int_equal(asked(town.noor, "report_new"), 1);
	assert_true(taken_by(town.noor, passed).household);
}

static void an_unhappy_reporter_reopens_it(void **state)
{
	(void)state;
	comes_in("yes");
	id64 reporter = reporter_of(receipt.report);
	AS(reporter, unhappy, &receipt.report);
	assert_false(went);                                /* nothing was answered yet */
	AS(town.joost, answer, &receipt.report);
	assert_true(went);
	assert_string_equal(text_of(receipt.report, 2, NULL), "answered");
	assert_int_equal(asked(town.joost, "report_new"), 0);
	dieze_time(day(2026, 11, 30), 9, 0);
	AS(town.joost, unhappy, &receipt.report);
	assert_false(went);                                /* not the reporter */
	AS(reporter, unhappy, &receipt.report);
	assert_true(went);
	assert_string_equal(text_of(receipt.report, 2, NULL), "new");
	assert_int_equal(asked(town.joost, "report_new"), 1);
	assert_day(promised(receipt.report), 2026, 12, 7);
}

static void a_reporter_does_not_answer_the_own_report(void **state)
{
	(void)state;
	comes_in("yes");
	AS(reporter_of(receipt.report), answer, &receipt.report);
	assert_false(went);
}

/* ---- forgetting ---- */

static void after_six_weeks_the_words_are_gone_and_it_still_counts(void **state)
{
	(void)state;
	int forgotten = 0;
	comes_in("yes");
	id64 reporter = reporter_of(receipt.report);
	AS(town.joost, answer, &receipt.report);
	dieze_time(day(2027, 1, 2), 9, 0);
	AS(NABIJ_ITSELF, forget, &forgotten);
	assert_int_equal(forgotten, 0);
	dieze_time(day(2027, 1, 3), 9, 0);
	AS(NABIJ_ITSELF, forget, &forgotten);
	assert_int_equal(forgotten, 1);
	assert_string_equal(text_of(receipt.report, 3, "report.what"), "");
	assert_null(text_of(receipt.report, 4, "report.about"));
	assert_null(text_of(receipt.report, 5, "report.reporter_name"));
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_counted, WITHOUT), 1);
	struct slot *slot = dieze_slot(NABIJ_ITSELF);
	struct rows *rows = sql_read(slot, &test_link_name, WITH(p_id("id", reporter)));
	assert_true(rows_next(rows));
	assert_string_equal(rows_open(rows, 2, "account.name"), "");
	rows_end(rows);
	db_slot_back(slot);
	AS(NABIJ_ITSELF, forget, &forgotten);
	assert_int_equal(forgotten, 0);
}

static void what_nobody_answered_is_not_forgotten(void **state)
{
	(void)state;
	int forgotten = 0;
	comes_in("yes");
	dieze_time(day(2027, 3, 1), 9, 0);
	AS(NABIJ_ITSELF, forget, &forgotten);
	assert_int_equal(forgotten, 0);
}

static void the_term_of_keeping_is_a_dated_row(void **state)
{
	(void)state;
	int forgotten = 0;
	dieze_run(&test_rule, WITH(p_id("id", id_new()), p_text("code", "report_keep"), p_id("team", 0), p_int("days", 7), p_int("until", FOREVER)));
	comes_in("yes");
	AS(town.joost, answer, &receipt.report);
	dieze_time(day(2026, 11, 29), 9, 0);
	AS(NABIJ_ITSELF, forget, &forgotten);
	assert_int_equal(forgotten, 1);
}

/* ---- guessing ---- */

static void assert_guess(const char *text, const char *domains)
{
	assert_string_equal(report_guess_domains(the.arena, text), domains);
}

static void words_tell_life_domains(void **state)
{
	(void)state;
	assert_guess("Moeder heeft een huurachterstand en de DEURWAARDER kwam", "income parenting");
	assert_guess("Hij slaat zijn zusje, ze is bang", "safety");
	assert_guess("Het meisje is vaak somber en drinkt; er is nooit ontbijt", "mental_health");
	assert_guess("De kleding is vies, de was stinkt", "daily_life");
	assert_guess("Depressief, psychotisch", "mental_health");
	assert_guess("Er brandde licht", "");
	assert_guess("Ze is moe", "physical_health");
	assert_guess("De moeder", "parenting");
	assert_guess("", "");
	assert_guess(NULL, "");
	assert_guess("\xf0\x9f\x98\x80 …!", "");
}

static void never_more_than_three_guesses(void **state)
{
	(void)state;
	assert_guess("Schulden, schulden, huur; ruzie en geweld, politie; somber, stress, verslaafd; ziek; eenzaam", "income safety mental_health");
}

int main(void)
{
#define STORY(name) cmocka_unit_test_setup_teardown(name, dieze_ready, store_gone)
	const struct CMUnitTest tests[] = {
		STORY(the_receipt_says_who_reads_it_and_when_one_hears), STORY(what_a_new_report_asks_is_what_looking_at_it_finds), STORY(a_promise_does_not_fall_in_a_weekend), STORY(readers_take_turns),
		STORY(a_reporter_sees_the_own_report_alone), STORY(a_taken_report_is_not_taken_twice), STORY(who_does_no_triage_takes_nothing),
		STORY(a_report_goes_to_a_household_one_may_see), STORY(words_go_along_when_the_family_knows), STORY(words_wait_until_the_family_was_told),
		STORY(passed_on_it_keeps_number_and_reporter), STORY(an_unhappy_reporter_reopens_it), STORY(a_reporter_does_not_answer_the_own_report),
		STORY(after_six_weeks_the_words_are_gone_and_it_still_counts), STORY(what_nobody_answered_is_not_forgotten),
		STORY(the_term_of_keeping_is_a_dated_row), STORY(words_tell_life_domains), STORY(never_more_than_three_guesses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
