/* What leaves the team as a number: hidden, rounded, by quarter; and who may count at all. */
#include "town.h"
#include "features/monitor/publish.h"
#include "features/monitor/published_figures.h"
#include "features/monitor/reminders.h"
#include "features/monitor/together.h"
#include "features/plan/plan.h"
#include "features/signal/signal.h"
#include "features/team/team.h"

SQL(t_light, "INSERT INTO light_question (id, team_id, account_id, domain, area_code, at) VALUES (:id, :team, :account, 'income', :area, :at)");
SQL(t_figure, "SELECT t.n FROM v_figures_told t WHERE t.quarter = :quarter AND t.subject = :subject AND t.category = :category AND t.district_code = :district");
SQL(t_figures, "SELECT count(*) FROM v_figures_told");
SQL(t_figures_wrong, "SELECT count(*) FROM v_figures_told t WHERE t.n % 5 <> 0 OR (t.n < 10 AND t.district_code <> 'all')");
SQL(t_forgotten, "DELETE FROM published_figure");
SQL(t_ended, "UPDATE area SET ended_on = '2026-01-01', successor_code = :successor, version = version + 1 WHERE id IN (SELECT a.id FROM s_area a"
	" WHERE a.code = :code)");
SQL(t_area, "INSERT INTO area (id, code, kind, name, name_start, municipality_code) VALUES (:id, :code, :kind, :code, 'x', :municipality)");
SQL(t_lives, "UPDATE household SET area_code = :area, version = version + 1 WHERE id = :id");
SQL(t_objects, "UPDATE household SET uncounted = TRUE, version = version + 1 WHERE id = :id");
SQL(t_closed, "UPDATE household SET closed_at = :at, version = version + 1 WHERE id = :id");
SQL(t_told, "SELECT t.households FROM v_figures_together t WHERE t.municipality_code = :municipality AND t.quarter = :quarter AND t.domains = :domains");
SQL(t_report_of, "UPDATE report SET household_id = :household, version = version + 1 WHERE id = :id");
SQL(t_told_rows, "SELECT count(*) FROM v_figures_together");
SQL(t_told_wrong, "SELECT count(*) FROM v_figures_together t WHERE t.households % 5 <> 0 OR (t.households < 10 AND t.domains <> '')");

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

/* ---- the tables of a quarter ---- */

enum { QUARTER = 4 * 2026 + 3 };         /* the town's tests live in November 2026 */

static void a_place(const char *code, const char *kind)
{
	assert_int_equal(sql_run(as(NABIJ_ITSELF), &t_area, WITH(p_id("id", id_new()), p_text("code", code), p_text("kind", kind), p_text("municipality", "GM0193"))), 1);
}

static void a_town(void)
{
	a_place("GM0193", "municipality");
	a_place("WK019310", "district");
	a_place("WK019311", "district");
	assert_true(team_area_add(as(NABIJ_ITSELF), town.north, "WK019310"));
}

static int publish_quarter(int quarter)
{
	as(NABIJ_ITSELF);
	return published_keep(town.slot, published_counts(town.slot, town.arena, quarter));
}

/* What policy is told: -1 for what is hidden, or was not counted. */
static int64_t figure(int quarter, const char *subject, const char *category, const char *district)
{
	return sql_number(as(town.policy), &t_figure, WITH(p_int("quarter", quarter), p_text("subject", subject), p_text("category", category),
		p_text("district", district)), -1);
}

static void questions(int n, const char *area, moment at)
{
	for (int i = 0; i < n; i++)
		a_question(area, at);
}

/* Counted are the quarters of the calendar, in Amsterdam: the last hour of the year is of the old one, in a leap year and in summer time too. */
static void a_quarter_begins_and_ends_as_the_calendar_says(void **state)
{
	(void)state;
	a_town();
	for (int year = 2023; year <= 2028; year++)
		for (int q = 0; q < 4; q++) {
			struct day first = { year, 3 * q + 1, 1 };
			questions(5, "BU01931000", day_begin(first));
			questions(5, "BU01931000", day_begin(first) - 1);                    /* of the quarter before */
		}
	for (int quarter = 4 * 2023; quarter < 4 * 2028 + 3; quarter++) {
		assert_true(publish_quarter(quarter) > 0);
		assert_int_equal(figure(quarter, "light", "income", "WK019310"), 10);
	}
	assert_int_equal(publish_quarter(4 * 2022 + 3), publish_quarter(4 * 2030));  /* too few, and none: it looks the same */
}

static void an_area_counts_in_its_district_and_where_it_lies_now(void **state)
{
	(void)state;
	moment now = slot_now(town.slot);
	a_town();
	a_place("BU01931001", "neighbourhood");
	assert_int_equal(sql_run(town.slot, &t_ended, WITH(p_text("code", "BU01931001"), p_text("successor", "BU01931100"))), 1);
	questions(6, "BU01931000", now);
	questions(6, "WK019310", now);
	questions(11, "BU01931001", now);                /* divided since: it lies in the other district */
	questions(6, "GM0193", now);
	questions(6, "BU03630000", now);
	questions(6, NULL, now);
	publish_quarter(QUARTER);
	assert_int_equal(figure(QUARTER, "light", "income", "WK019310"), 10);
	assert_int_equal(figure(QUARTER, "light", "income", "WK019311"), 10);
	assert_int_equal(figure(QUARTER, "light", "income", "elsewhere"), 20);
	assert_int_equal(figure(QUARTER, "light", "income", "all"), 40);
}

/* Each table from what it is about: beginning, phases, goals that ended and those reached. */
static void each_table_counts_what_it_says(void **state)
{
	(void)state;
	a_town();
	for (int i = 0; i < 32; i++) {
		id64 h = a_household(town.north, town.sanne, "Gezin Teller");
		assert_true(household_phase(town.slot, h, "support", "Ze willen beginnen"));
		id64 goal = goal_add(town.slot, &(struct goal_new){ .household = h, .domain = "income", .title = "Iets bereiken" }, "Sanne");
		assert_true(goal && (i >= 28 || goal_state(town.slot, goal, i < 14 ? "done" : "dropped", "Sanne")));
	}
	publish_quarter(QUARTER);
	assert_int_equal(figure(QUARTER, "begun", "", "elsewhere"), 30);
	assert_int_equal(figure(QUARTER, "phases", "support", "elsewhere"), 30);
	assert_int_equal(figure(QUARTER, "ended", "income", "elsewhere"), 30);
	assert_int_equal(figure(QUARTER, "reached", "income", "elsewhere"), 15);
	assert_int_equal(figure(QUARTER, "ended", "safety", "all"), 0);
	assert_int_equal(seen(town.policy, &t_figures_wrong), 0);
}

/* Twenty ended, twelve of them reached: eight did not, which a subtraction would tell. */
static void how_many_reached_a_goal_is_not_told_where_the_rest_is_few(void **state)
{
	(void)state;
	a_town();
	for (int i = 0; i < 20; i++) {
		id64 h = a_household(town.north, town.sanne, "Gezin Teller");
		id64 goal = goal_add(town.slot, &(struct goal_new){ .household = h, .domain = "income", .title = "Iets bereiken" }, "Sanne");
		assert_true(goal && goal_state(town.slot, goal, i < 12 ? "done" : "dropped", "Sanne"));
	}
	publish_quarter(QUARTER);
	assert_int_equal(figure(QUARTER, "ended", "income", "elsewhere"), 20);
	assert_int_equal(figure(QUARTER, "reached", "income", "elsewhere"), -1);
}

static void only_policy_and_coordinators_read_figures(void **state)
{
	(void)state;
	a_town();
	questions(12, "BU01931000", slot_now(town.slot));
	publish_quarter(QUARTER);
	int64_t all = seen(town.policy, &t_figures);
	assert_true(all > 0);
	assert_int_equal(seen(town.carla, &t_figures), all);
	const id64 others[] = { town.sanne, town.kees, town.school, town.police, town.expert, town.manager, town.privacy };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_int_equal(seen(others[i], &t_figures), 0);
}

/* ---- what stands together ---- */

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

static int publish_together_of(int quarter)
{
	struct together t = { .arena = town.arena, .quarter = quarter };
	at("2027-01-01T03:00:00Z");
	as(NABIJ_ITSELF);
	together_towns(town.slot, &t);
	together_add_team(town.slot, &t, town.north);
	return together_keep(town.slot, &t);
}

static int publish_together(void)
{
	return publish_together_of(QUARTER);
}

static int64_t told_of(int quarter, const char *domains)
{
	return sql_number(as(town.policy), &t_told, WITH(p_text("municipality", "GM0193"), p_int("quarter", quarter), p_text("domains", domains)), -1);
}

static int64_t told(const char *domains)
{
	return told_of(QUARTER, domains);
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

enum { EACH = 20 };

/* So many households with a goal in that domain, and what becomes of it. */
static void goals_in(const char *domain, id64 goal[EACH])
{
	for (size_t i = 0; i < EACH; i++) {
		id64 h = with_goals(NULL, NULL, NULL);
		goal[i] = goal_add(town.slot, &(struct goal_new){ .household = h, .domain = domain, .title = "Iets bereiken" }, "Sanne");
	}
}

static void goals_become(const id64 goal[EACH], const char *state)
{
	as(town.sanne);
	for (size_t i = 0; i < EACH; i++)
		assert_true(goal_state(town.slot, goal[i], state, "Sanne"));
}

static void an_earlier_quarter_is_counted_as_it_ended(void **state)
{
	id64 parked[EACH], ended[EACH], gone[EACH];
	(void)state;
	a_town();
	at("2026-08-10T09:00:00Z");
	goals_in("income", parked);
	goals_in("safety", ended);
	goals_in("parenting", gone);
	goals_become(gone, "dropped");
	at("2026-11-02T09:00:00Z");              /* the next quarter */
	goals_become(parked, "later");
	goals_become(ended, "done");
	many(EACH, "participation", NULL);
	publish_together_of(QUARTER - 1);
	publish_together();
	assert_int_equal(told_of(QUARTER - 1, ""), 3 * EACH);
	assert_int_equal(told_of(QUARTER - 1, "income"), EACH);
	assert_int_equal(told_of(QUARTER - 1, "safety"), EACH);
	assert_int_equal(told_of(QUARTER - 1, "parenting"), -1);
	assert_int_equal(told_of(QUARTER - 1, "participation"), -1);
	assert_int_equal(told(""), 4 * EACH);
	assert_int_equal(told("income"), EACH);
	assert_int_equal(told("safety"), -1);
	assert_int_equal(told("participation"), EACH);
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

/* Nine of ten would be hidden anyhow: so ten each, and one objects. */
static void who_objected_is_in_no_other_table_either(void **state)
{
	(void)state;
	struct report_receipt receipt;
	id64 h = 0;
	a_town();
	for (int i = 0; i < 10; i++) {
		h = a_household(town.north, town.sanne, "Gezin Martens");
		assert_true(household_phase(town.slot, h, "support", "Ze willen beginnen"));
		id64 goal = goal_add(town.slot, &(struct goal_new){ .household = h, .domain = "income", .title = "Iets bereiken" }, "Sanne");
		assert_true(goal && goal_state(town.slot, goal, "done", "Sanne"));
		assert_true(report_receive(as(town.school), &(struct report_new){ .team = town.north, .reporter = town.school, .what = "Er is vaak geen eten mee naar school",
			.domains = "income", .knows = "no", .reporter_kind = "partner", .reporter_name = "De school" }, &receipt));
		assert_int_equal(sql_run(as(NABIJ_ITSELF), &t_report_of, WITH(p_id("id", receipt.report), p_id("household", h))), 1);
	}
	publish_quarter(QUARTER);
	static const char *const tables[][2] = { { "begun", "" }, { "phases", "support" }, { "reports", "income" }, { "ended", "income" } };
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		assert_int_equal(figure(QUARTER, tables[i][0], tables[i][1], "elsewhere"), 10);
	assert_int_equal(sql_run(as(NABIJ_ITSELF), &t_objects, WITH(p_id("id", h))), 1);
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		assert_int_equal(figure(QUARTER, tables[i][0], tables[i][1], "elsewhere"), 10);        /* what was told stays */
	assert_int_equal(sql_run(as(NABIJ_ITSELF), &t_forgotten, WITHOUT) > 0, 1);
	publish_quarter(QUARTER);
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		assert_int_equal(figure(QUARTER, tables[i][0], tables[i][1], "elsewhere"), -1);
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
		T(a_quarter_begins_and_ends_as_the_calendar_says), T(an_area_counts_in_its_district_and_where_it_lies_now), T(each_table_counts_what_it_says),
		T(how_many_reached_a_goal_is_not_told_where_the_rest_is_few), T(only_policy_and_coordinators_read_figures),
		T(domains_that_stand_together_are_told_rounded), T(an_earlier_quarter_is_counted_as_it_ended), T(together_is_not_told_where_the_rest_would_be_few),
		T(who_objected_or_left_before_or_lives_elsewhere_is_not_told_of),
		T(who_objected_is_in_no_other_table_either), T(mails_go_on_working_mornings), T(pauses_grow),
	};
	return cmocka_run_group_tests(tests, town_made, town_gone);
}
