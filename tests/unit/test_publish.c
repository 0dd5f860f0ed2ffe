/* What leaves the team as a number: hidden, rounded, by quarter; and who may count at all. */
#include "town.h"
#include "features/monitor/publish.h"
#include "features/monitor/reminders.h"
#include "features/monitor/together.h"
#include "features/plan/plan.h"
#include "features/signal/signal.h"
#include "features/team/team.h"

SQL(t_light, "INSERT INTO light_question (id, team_id, account_id, domain, area_code, at) VALUES (:id, :team, :account, 'income', :area, :at)");
SQL(t_quarter, "SELECT quarter FROM v_figures_light");
SQL(t_districts, "SELECT count(*) FROM v_figures_light WHERE district = 'WK019310'");
SQL(t_unknown, "SELECT count(*) FROM v_figures_light WHERE district IS NULL");
SQL(t_counted, "SELECT count(*) FROM v_figures_light");
SQL(t_area, "INSERT INTO area (id, code, kind, name, name_start, municipality_code) VALUES (:id, :code, :kind, :code, 'x', :municipality)");
SQL(t_lives, "UPDATE household SET area_code = :area, version = version + 1 WHERE id = :id");
SQL(t_objects, "UPDATE household SET uncounted = TRUE, version = version + 1 WHERE id = :id");
SQL(t_closed, "UPDATE household SET closed_at = :at, version = version + 1 WHERE id = :id");
SQL(t_told, "SELECT t.households FROM v_figures_together t WHERE t.municipality_code = :municipality AND t.quarter = :quarter AND t.domains = :domains");
SQL(t_phases, "SELECT count(*) FROM v_figures_phase");
SQL(t_reports, "SELECT count(*) FROM v_figures_report");
SQL(t_report_of, "UPDATE report SET household_id = :household, version = version + 1 WHERE id = :id");
SQL(t_told_rows, "SELECT count(*) FROM v_figures_together");
SQL(t_told_wrong, "SELECT count(*) FROM v_figures_together t WHERE t.households % 5 <> 0 OR (t.households < 10 AND t.domains <> '')");
SQL(t_households, "SELECT count(*) FROM v_figures_household");

static void below_ten_is_hidden_and_the_rest_is_rounded_to_five(void **state)
{
	(void)state;
	static const int64_t count[] = { 0, 1, 9, 10, 12, 13, 17, 18, 1002, 1003 };
	static const int64_t alone[] = { 10, 10, 15, 15, 20, 1000, 1005 };
	struct published shown[11];
	for (size_t i = 3; i < 10; i++) {                /* each by itself */
		publish_column(&count[i], 1, shown);
		assert_true(!shown[0].hidden && shown[0].value == alone[i - 3] && !shown[1].hidden && shown[1].value == alone[i - 3]);
	}
	publish_column(count, 10, shown);
	for (size_t i = 0; i < 3; i++)
		assert_true(shown[i].hidden && shown[i].value == 0);
	for (size_t i = 3; i < 10; i++)
		assert_true(shown[i].hidden || shown[i].value == alone[i - 3]);
	assert_true(!shown[10].hidden && shown[10].value == 2085);
}

/* A total and all its cells but one: what is left over is an interval of six numbers at least, or more is hidden. */
static void a_total_does_not_tell_what_a_cell_hides(void **state)
{
	(void)state;
	int beside = 0;
	for (int64_t other = 10; other < 60; other++)
		for (int64_t hidden = 0; hidden < 10; hidden++) {
			struct published shown[3];
			int64_t count[] = { other, hidden };
			publish_column(count, 2, shown);
			assert_true(shown[1].hidden);
			beside += shown[0].hidden || shown[2].hidden;
			if (shown[0].hidden || shown[2].hidden)
				continue;
			int64_t most = shown[2].value + 2 - (shown[0].value - 2), least = shown[2].value - 2 - (shown[0].value + 2);
			assert_true((most > 9 ? 9 : most) - (least < 0 ? 0 : least) >= 5);
		}
	assert_true(beside > 0 && beside < 500);
}

static void quarters_are_those_of_the_calendar(void **state)
{
	(void)state;
	assert_int_equal(quarter_of(day("2026-01-01")), 4 * 2026);
	assert_int_equal(quarter_of(day("2026-12-31")), 4 * 2026 + 3);
	assert_int_equal(quarter_published(day("2026-01-15")), 4 * 2025 + 3);
	assert_string_equal(day_iso(town.arena, quarter_begins(4 * 2026 + 2)), "2026-07-01");
}

static void a_question(const char *area, moment at)
{
	as(NABIJ_ITSELF);
	assert_int_equal(sql_run(town.slot, &t_light, WITH(p_id("id", id_new()), p_id("team", town.north), p_id("account", town.sanne),
		p_text("area", area), p_moment("at", at))), 1);
}

/* The view's arithmetic against the calendar, at noon of the first and last days of months, leap years among them. */
static void the_store_counts_quarters_as_the_calendar_does(void **state)
{
	(void)state;
	int64_t expected[400];
	int n = 0;
	for (int year = 2019; year <= 2032; year++)
		for (int month = 1; month <= 12; month++) {
			struct day first = { year, month, 1 };
			moment noon = day_at(month % 2 ? first : day_add(day_add_months(first, 1), -1), 12, 0);
			a_question("BU01931000", noon);
			expected[n++] = quarter_of(day_of(noon));
		}
	struct rows *r = sql_read(as(town.policy), &t_quarter, WITHOUT);
	int64_t sum = 0, got = 0;
	int rows = 0;
	for (int i = 0; i < n; i++)
		sum += expected[i] * expected[i];
	for (; rows_next(r); rows++)
		got += rows_int(r, 0) * rows_int(r, 0);
	assert_int_equal(rows, n);
	assert_int_equal(got, sum);
}

static void an_area_counts_in_its_district(void **state)
{
	(void)state;
	moment now = slot_now(town.slot);
	a_question("BU01931000", now);
	a_question("WK019310", now);
	a_question("GM0193", now);
	a_question(NULL, now);
	assert_int_equal(seen(town.policy, &t_districts), 2);
	assert_int_equal(seen(town.policy, &t_unknown), 2);
}

static void only_policy_and_coordinators_count(void **state)
{
	(void)state;
	a_question("BU01931000", slot_now(town.slot));
	as(NABIJ_ITSELF);
	a_household(town.north, town.sanne, "Gezin Martens");
	assert_int_equal(seen(town.policy, &t_counted), 1);
	assert_int_equal(seen(town.policy, &t_households), 1);
	assert_int_equal(seen(town.carla, &t_counted), 1);
	const id64 others[] = { town.sanne, town.kees, town.school, town.police, town.expert, town.manager, town.privacy };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		assert_int_equal(seen(others[i], &t_counted), 0);
		assert_int_equal(seen(others[i], &t_households), 0);
	}
}

/* ---- what stands together ---- */

static void a_place(const char *code, const char *kind)
{
	assert_int_equal(sql_run(as(NABIJ_ITSELF), &t_area, WITH(p_id("id", id_new()), p_text("code", code), p_text("kind", kind), p_text("municipality", "GM0193"))), 1);
}

static void a_town(void)
{
	a_place("GM0193", "municipality");
	a_place("WK019310", "district");
	assert_true(team_area_add(as(NABIJ_ITSELF), town.north, "WK019310"));
}

/* A household with a goal in each of the domains. */
static id64 with_goals(const char *area, const char *one, const char *other)
{
	id64 h = a_household(town.north, town.sanne, "Gezin Teller");
	const char *const domains[] = { one, other };
	for (size_t i = 0; i < 2; i++)
		if (domains[i])
			assert_true(goal_add(town.slot, &(struct goal_new){ .household = h, .domain = domains[i], .title = "Iets bereiken" }, "Sanne"));
	if (area)
		assert_int_equal(sql_run(as(NABIJ_ITSELF), &t_lives, WITH(p_id("id", h), p_text("area", area))), 1);
	return h;
}

static void many(int n, const char *one, const char *other)
{
	for (int i = 0; i < n; i++)
		with_goals(NULL, one, other);
}

enum { QUARTER = 4 * 2026 + 3 };         /* the town's tests live in November 2026 */

static int publish_together(void)
{
	struct together t = { .arena = town.arena, .quarter = QUARTER };
	at("2027-01-01T03:00:00Z");
	as(NABIJ_ITSELF);
	together_towns(town.slot, &t);
	together_add_team(town.slot, &t, town.north);
	return together_keep(town.slot, &t);
}

static int64_t told(const char *domains)
{
	return sql_number(as(town.policy), &t_told, WITH(p_text("municipality", "GM0193"), p_int("quarter", QUARTER), p_text("domains", domains)), -1);
}

static void domains_that_stand_together_are_told_rounded(void **state)
{
	(void)state;
	a_town();
	many(12, "income", "safety");
	many(11, "income", NULL);
	many(11, "safety", NULL);
	many(13, NULL, NULL);
	assert_int_equal(publish_together(), 4);
	assert_int_equal(told(""), 45);
	assert_int_equal(told("income"), 25);
	assert_int_equal(told("safety"), 25);
	assert_int_equal(told("income safety"), 10);
	assert_int_equal(seen(town.policy, &t_told_wrong), 0);
	const id64 others[] = { town.sanne, town.school, town.manager, town.privacy };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_int_equal(seen(others[i], &t_told_rows), 0);
	assert_int_equal(seen(town.carla, &t_told_rows), 4);
}

/* Twelve of both and fifteen of the one: who takes the one from the other has three. */
static void together_is_not_told_where_the_rest_would_be_few(void **state)
{
	(void)state;
	a_town();
	many(12, "income", "safety");
	many(3, "income", NULL);
	many(15, "safety", NULL);
	many(15, NULL, NULL);
	publish_together();
	assert_int_equal(told("income safety"), -1);
	assert_true(told("income") == 15 || told("safety") == 25);
	assert_int_equal(seen(town.policy, &t_told_wrong), 0);
}

static void who_objected_or_left_before_or_lives_elsewhere_is_not_told_of(void **state)
{
	(void)state;
	a_town();
	many(9, "income", NULL);
	id64 objects = with_goals(NULL, "income", NULL), left = with_goals(NULL, "income", NULL);
	with_goals("BU03630000", "income", NULL);
	assert_int_equal(sql_run(as(NABIJ_ITSELF), &t_objects, WITH(p_id("id", objects))), 1);
	assert_int_equal(sql_run(as(NABIJ_ITSELF), &t_closed, WITH(p_id("id", left), p_moment("at", day_at(day("2026-12-20"), 12, 0)))), 1);
	assert_int_equal(publish_together(), 1);
	assert_int_equal(told(""), 0);           /* nine: nothing */
	assert_int_equal(seen(town.policy, &t_told_rows), 1);
}

static void who_objected_is_in_no_other_table_either(void **state)
{
	(void)state;
	struct report_receipt receipt;
	struct sql *const tables[] = { &t_households, &t_phases, &t_reports };
	id64 h = a_household(town.north, town.sanne, "Gezin Martens");
	assert_true(household_phase(town.slot, h, "support", "Ze willen beginnen"));
	assert_true(report_receive(as(town.school), &(struct report_new){ .team = town.north, .reporter = town.school, .what = "Er is vaak geen eten mee naar school",
		.domains = "income", .knows = "no", .reporter_kind = "partner", .reporter_name = "De school" }, &receipt));
	assert_int_equal(sql_run(as(NABIJ_ITSELF), &t_report_of, WITH(p_id("id", receipt.report), p_id("household", h))), 1);
	for (size_t i = 0; i < 3; i++)
		assert_true(seen(town.policy, tables[i]) > 0);
	assert_int_equal(sql_run(as(NABIJ_ITSELF), &t_objects, WITH(p_id("id", h))), 1);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(seen(town.policy, tables[i]), 0);
}

static moment moment_of(const char *iso)
{
	moment m;
	assert_true(moment_parse(iso, &m));
	return m;
}

static void mails_go_on_working_mornings(void **state)
{
	(void)state;
	assert_false(reminders_morning(moment_of("2026-11-23T06:29:00Z")));    /* Monday, 7.29 in Amsterdam */
	assert_true(reminders_morning(moment_of("2026-11-23T06:30:00Z")));
	assert_true(reminders_morning(moment_of("2026-11-23T10:59:00Z")));
	assert_false(reminders_morning(moment_of("2026-11-23T11:00:00Z")));
	assert_true(reminders_morning(moment_of("2026-07-06T05:30:00Z")));     /* summer time */
	assert_false(reminders_morning(moment_of("2026-11-21T08:00:00Z")));    /* Saturday */
}

static void pauses_grow(void **state)
{
	(void)state;
	for (int tries = 1; tries < MAIL_TRIES - 1; tries++)
		assert_true(reminders_pause(tries + 1) > reminders_pause(tries));
	assert_int_equal(reminders_pause(1), MINUTES(5));
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, town_begin, town_end)
	const struct CMUnitTest tests[] = {
		T(below_ten_is_hidden_and_the_rest_is_rounded_to_five), T(a_total_does_not_tell_what_a_cell_hides), T(quarters_are_those_of_the_calendar),
		T(the_store_counts_quarters_as_the_calendar_does), T(an_area_counts_in_its_district), T(only_policy_and_coordinators_count),
		T(domains_that_stand_together_are_told_rounded), T(together_is_not_told_where_the_rest_would_be_few),
		T(who_objected_or_left_before_or_lives_elsewhere_is_not_told_of),
		T(who_objected_is_in_no_other_table_either), T(mails_go_on_working_mornings), T(pauses_grow),
	};
	return cmocka_run_group_tests(tests, town_made, town_gone);
}
