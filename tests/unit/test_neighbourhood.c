/* The neighbourhood: key figures beside a municipality and the country, what is kept of the social base. */
#include "town.h"
#include "features/neighbourhood/figures/figure_reference.h"
#include "features/neighbourhood/figures/key_figures.h"
#include "features/neighbourhood/social_base/social_base.h"
#include "features/settings/terms.h"
#include "features/neighbourhood/solutions/solutions.h"
#include "features/plan/plan.h"
#include "features/team/team.h"

SQL(t_area, "INSERT INTO area (id, code, kind, name, name_start, parent_code, municipality_code) VALUES (:id, :code, :kind, :name, 'x', :parent, :municipality)");
SQL(t_figure, "INSERT INTO figure (id, area_code, name, value, hidden, year) VALUES (:id, :code, :name, :value, :hidden, 2024)");
SQL(t_base_count, "SELECT count(*) FROM v_social_base");
SQL(t_base_contacts, "SELECT count(*) FROM v_social_base WHERE contact IS NOT NULL");
SQL(t_base_fresh, "SELECT count(*) FROM v_social_base WHERE confirmed_at = app_now()");
SQL(t_references, "SELECT count(*) FROM v_figure_reference");

static void an_area(const char *code, const char *kind, const char *parent, const char *municipality)
{
	assert_int_equal(sql_run(as(NABIJ_ITSELF), &t_area, WITH(p_id("id", id_new()), p_text("code", code), p_text("kind", kind), p_text("name", code),
		p_text("parent", parent), p_text("municipality", municipality))), 1);
}

static void a_figure(const char *code, const char *name, double value)
{
	bool hidden = value < 0;
	assert_int_equal(sql_run(as(NABIJ_ITSELF), &t_figure, WITH(p_id("id", id_new()), p_text("code", code), p_text("name", name),
		hidden ? p_null("value", PARAM_REAL) : p_real("value", value), p_bool("hidden", hidden))), 1);
}

static void a_street_plan(void)
{
	an_area("GM0193", "municipality", NULL, NULL);
	an_area("WK019310", "district", "GM0193", "GM0193");
	an_area("BU01931000", "neighbourhood", "WK019310", "GM0193");
	assert_true(team_area_add(as(NABIJ_ITSELF), town.north, "WK019310"));
}

/* ---- figures ---- */

static const struct figure_value *here(const struct figure_beside *b, const char *code)
{
	return &b->here[key_figure_of(code) - KEY_FIGURES];
}

static void a_share_is_of_its_whole_and_hidden_stays_hidden(void **state)
{
	(void)state;
	struct figure_beside b;
	a_figure("BU01931000", "inwoners", 2000);
	a_figure("BU01931000", "inwoners0tot15", 325);
	a_figure("BU01931000", "inwoners65plus", -1);
	a_figure("BU01931001", "inwoners", 0);
	a_figure("BU01931001", "inwoners0tot15", 0);
	figures_beside(as(town.sanne), "BU01931000", "GM0193", &b);
	assert_int_equal(here(&b, "children")->state, FIGURE_SHOWN);
	assert_true(here(&b, "children")->value == 16.3);
	assert_int_equal(here(&b, "children")->year, 2024);
	assert_int_equal(here(&b, "elderly")->state, FIGURE_HIDDEN);
	assert_true(here(&b, "elderly")->value == 0);
	assert_int_equal(here(&b, "income")->state, FIGURE_MISSING);
	figures_beside(town.slot, "BU01931001", "GM0193", &b);
	assert_int_equal(here(&b, "inhabitants")->state, FIGURE_SHOWN);
	assert_int_equal(here(&b, "children")->state, FIGURE_MISSING);       /* of nobody no share */
}

/* Twenty-one municipalities with incomes of 20 … 40. */
static void municipalities(int n)
{
	for (int i = 0; i < n; i++)
		a_figure(arena_printf(town.arena, "GM%04d", 1000 + i), "inkomenPerInwoner", 20 + i);
}

static void the_country_is_counted_once_and_anew_only_when_it_differs(void **state)
{
	(void)state;
	municipalities(FIGURE_REFERENCE_LEAST - 1);
	assert_int_equal(figure_reference_count(as(NABIJ_ITSELF)), 0);       /* a handful is no country */
	municipalities(0);
	a_figure("GM2000", "inkomenPerInwoner", 40);
	a_figure("GM2001", "inkomenPerInwoner", 39);
	a_figure("GM2002", "inkomenPerInwoner", -1);
	assert_int_equal(figure_reference_count(as(NABIJ_ITSELF)), 1);
	assert_int_equal(figure_reference_count(town.slot), 0);
	struct figure_beside b;
	figures_beside(as(town.sanne), "BU01931000", "GM0193", &b);
	const struct figure_reference *r = &b.country[key_figure_of("income") - KEY_FIGURES];
	assert_int_equal(r->areas, 21);
	assert_true(r->low == 25 && r->middle == 30 && r->high == 35);
	assert_int_equal(r->year, 2024);
	assert_int_equal(seen(town.policy, &t_references), 1);
}

static void what_stands_out_is_what_lies_outside_the_middle_half(void **state)
{
	(void)state;
	struct figure_beside b;
	struct figure_out out[3];
	municipalities(21);
	assert_int_equal(figure_reference_count(as(NABIJ_ITSELF)), 1);
	static const struct { double income; size_t n; bool more; } tries[] = { { 25, 0, false }, { 35, 0, false }, { 24.9, 1, false }, { 36, 1, true } };
	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
		const char *code = arena_printf(town.arena, "BU0193100%zu", i);
		a_figure(code, "inkomenPerInwoner", tries[i].income);
		figures_beside(as(town.sanne), code, "GM0193", &b);
		assert_int_equal(figures_outstanding(&b, out, 3), tries[i].n);
		if (tries[i].n)
			assert_int_equal(out[0].more, tries[i].more);
	}
}

/* ---- the social base ---- */

static id64 the_reading_room(id64 by)
{
	return social_add(as(by), town.north, &(struct social_new){ .area_code = "BU01931000", .kind = "connector", .title = "De conciërge",
		.contact = "Via de school", .contact_agreed = true });
}

static void a_team_keeps_it_and_no_other_reads_it(void **state)
{
	(void)state;
	a_street_plan();
	id64 id = the_reading_room(town.sanne);
	assert_true(id);
	assert_int_equal(seen(town.joost, &t_base_count), 1);
	const id64 others[] = { town.meryem, town.cor, town.policy, town.school, town.manager, town.privacy };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		assert_int_equal(seen(others[i], &t_base_count), 0);
		assert_false(the_reading_room(others[i]));
		assert_false(social_confirm(as(others[i]), id));
		assert_false(social_end(as(others[i]), id));
	}
}

static void only_where_the_team_works(void **state)
{
	(void)state;
	a_street_plan();
	an_area("BU01931100", "neighbourhood", "WK019311", "GM0193");
	struct social_new new = { .area_code = "BU01931100", .kind = "place", .title = "Elders" };
	assert_false(social_add(as(town.sanne), town.north, &new));
	new.area_code = "BU99999999";
	assert_false(social_add(as(town.sanne), town.north, &new));
	new = (struct social_new){ .area_code = "BU01931000", .kind = "castle", .title = "Iets" };
	assert_false(social_add(as(town.sanne), town.north, &new));
	new = (struct social_new){ .area_code = "BU01931000", .kind = "place", .title = "Iets", .keeper = town.meryem };
	assert_false(social_add(as(town.sanne), town.north, &new));          /* who is not of the team keeps nothing of it */
}

static void confirming_makes_it_fresh_and_ending_forgets_the_contact(void **state)
{
	(void)state;
	a_street_plan();
	id64 id = the_reading_room(town.sanne);
	at("2027-03-01T10:00:00Z");
	assert_int_equal(seen(town.joost, &t_base_fresh), 0);
	assert_true(social_confirm(as(town.joost), id));
	assert_int_equal(seen(town.joost, &t_base_fresh), 1);
	assert_true(social_end(as(town.joost), id));
	assert_int_equal(seen(town.joost, &t_base_contacts), 0);
	assert_false(social_confirm(as(town.joost), id));
}

static void a_contact_nobody_confirmed_for_a_year_is_forgotten(void **state)
{
	(void)state;
	a_street_plan();
	the_reading_room(town.sanne);
	at("2027-11-20T10:00:00Z");
	assert_int_equal(social_forget_job(as(NABIJ_ITSELF)), 0);
	assert_int_equal(seen(town.joost, &t_base_contacts), 1);
	at("2027-11-22T12:00:00Z");
	assert_int_equal(social_forget_job(as(NABIJ_ITSELF)), 1);
	assert_int_equal(seen(town.joost, &t_base_contacts), 0);
	assert_int_equal(seen(town.joost, &t_base_count), 1);
	assert_int_equal(social_forget_job(as(NABIJ_ITSELF)), 0);
}

static void the_term_of_a_contact_is_a_dated_one(void **state)
{
	(void)state;
	a_street_plan();
	the_reading_room(town.sanne);
	at("2027-02-01T10:00:00Z");
	assert_int_equal(social_forget_job(as(NABIJ_ITSELF)), 0);
	assert_true(term_set(as(NABIJ_ITSELF), "keep_social_contact", 0, 30, 0, "Een maand is lang genoeg"));
	assert_false(term_set(as(NABIJ_ITSELF), "keep_social_contact", 0, 366, 0, "Langer dan een jaar mag niet"));
	at("2027-02-01T10:01:00Z");
	assert_int_equal(social_forget_job(as(NABIJ_ITSELF)), 1);
	assert_int_equal(seen(town.joost, &t_base_contacts), 0);
}

/* ---- problem, solution, did it fit ---- */

SQL(t_household_area, "UPDATE household SET area_code = :area, version = version + 1 WHERE id = :id");
SQL(t_solution, "SELECT CASE :what WHEN 'goals' THEN s.goals WHEN 'done' THEN s.done WHEN 'rising' THEN s.rising WHEN 'households' THEN s.households"
	" WHEN 'professionals' THEN s.professionals END FROM v_solution_count s WHERE s.area_code = :area AND s.domain = :domain AND s.who = :who");
SQL(t_solutions, "SELECT count(*) FROM v_solution_count");
SQL(t_combinations, "SELECT count(*) FROM v_combination_count");
SQL(t_divided, "UPDATE area SET ended_on = '2026-01-01', successor_code = 'BU01931009', version = version + 1 WHERE id IN (SELECT a.id FROM s_area a"
	" WHERE a.code = 'BU01931000')");

static id64 lives_in(const char *area, id64 professional)
{
	id64 h = a_household(town.north, professional, "Gezin Teller");
	assert_int_equal(sql_run(as(NABIJ_ITSELF), &t_household_area, WITH(p_id("id", h), p_text("area", area))), 1);
	as(professional);
	return h;
}

static id64 works_on(id64 household, const char *domain, const char *who, bool reached)
{
	id64 goal = goal_add(town.slot, &(struct goal_new){ .household = household, .domain = domain, .title = "Iets bereiken" }, "Sanne");
	assert_true(goal);
	if (who)
		assert_true(step_add(town.slot, &(struct step_new){ .household = household, .goal = goal, .title = "Iets doen", .who_kind = who, .who = "Iemand" }, "Sanne"));
	if (reached)
		assert_true(goal_state(town.slot, goal, "done", "Sanne"));
	return goal;
}

static int count_now(void)
{
	struct solutions s;
	as(NABIJ_ITSELF);
	assert_true(solutions_count(town.slot, town.north, &s));
	return solutions_keep(town.slot, town.north, &s);
}

static int64_t counted(const char *what, const char *area, const char *domain, const char *who)
{
	return sql_number(as(town.sanne), &t_solution, WITH(p_text("what", what), p_text("area", area), p_text("domain", domain), p_text("who", who)), 0);
}

static void a_goal_counts_with_each_who_did_its_steps_and_once_with_all(void **state)
{
	(void)state;
	a_street_plan();
	id64 one = lives_in("BU01931000", town.sanne), goal = works_on(one, "income", "family", true);
	assert_true(step_add(town.slot, &(struct step_new){ .household = one, .goal = goal, .title = "Nog iets", .who_kind = "network", .who = "Oma" }, "Sanne"));
	works_on(one, "income", "family", false);
	works_on(lives_in("BU01931000", town.joost), "income", NULL, false);
	assert_true(count_now() > 0);
	static const char *const areas[] = { "BU01931000", "WK019310", "GM0193" };
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(counted("goals", areas[i], "income", "all"), 3);
		assert_int_equal(counted("households", areas[i], "income", "all"), 2);
		assert_int_equal(counted("professionals", areas[i], "income", "all"), 2);
		assert_int_equal(counted("goals", areas[i], "income", "family"), 2);
		assert_int_equal(counted("done", areas[i], "income", "family"), 1);
		assert_int_equal(counted("goals", areas[i], "income", "network"), 1);
		assert_int_equal(counted("goals", areas[i], "income", "none"), 1);
	}
}

static void counted_again_only_what_differs_is_written(void **state)
{
	(void)state;
	a_street_plan();
	id64 one = lives_in("BU01931000", town.sanne);
	works_on(one, "income", "family", false);
	assert_true(count_now() > 0);
	assert_int_equal(count_now(), 0);
	as(town.sanne);
	works_on(one, "safety", "family", false);
	assert_int_equal(count_now(), 6);                /* three areas, with all and with the family */
	at("2029-06-01T10:00:00Z");
	assert_int_equal(count_now(), 0);                /* still worked on */
}

static void what_ended_long_ago_leaves_the_year(void **state)
{
	(void)state;
	a_street_plan();
	works_on(lives_in("BU01931000", town.sanne), "income", "family", true);
	count_now();
	assert_int_equal(counted("goals", "BU01931000", "income", "all"), 1);
	at("2028-06-01T10:00:00Z");
	count_now();
	assert_int_equal(counted("goals", "BU01931000", "income", "all"), 0);
	assert_int_equal(seen(town.sanne, &t_solutions), 0);
}

static void a_divided_neighbourhood_counts_where_it_lies_now(void **state)
{
	(void)state;
	a_street_plan();
	an_area("BU01931009", "neighbourhood", "WK019310", "GM0193");
	works_on(lives_in("BU01931000", town.sanne), "income", "family", false);
	assert_int_equal(sql_run(as(NABIJ_ITSELF), &t_divided, WITHOUT), 1);
	count_now();
	assert_int_equal(counted("goals", "BU01931009", "income", "all"), 1);
	assert_int_equal(counted("goals", "BU01931000", "income", "all"), 0);
}

SQL(t_uncounted, "UPDATE household SET uncounted = TRUE, version = version + 1 WHERE id = :id");

static void who_objected_is_not_counted(void **state)
{
	(void)state;
	a_street_plan();
	id64 h = lives_in("BU01931000", town.sanne);
	works_on(h, "income", "family", true);
	count_now();
	assert_int_equal(counted("goals", "BU01931000", "income", "all"), 1);
	assert_int_equal(sql_run(as(NABIJ_ITSELF), &t_uncounted, WITH(p_id("id", h))), 1);
	count_now();
	assert_int_equal(seen(town.sanne, &t_solutions), 0);
}

static void who_reads_what_was_counted(void **state)
{
	(void)state;
	a_street_plan();
	works_on(lives_in("BU01931000", town.sanne), "income", "family", true);
	count_now();
	assert_true(seen(town.joost, &t_solutions) > 0);
	const id64 others[] = { town.meryem, town.cor, town.policy, town.school, town.manager, town.privacy };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_int_equal(seen(others[i], &t_solutions), 0);
}

/* Of ten households five have money and safety together, of two professionals; chance would bring two and a half. */
static void what_goes_together_is_told_from_five_households_on(void **state)
{
	(void)state;
	a_street_plan();
	for (int i = 0; i < 10; i++) {
		id64 h = lives_in("BU01931000", i % 2 ? town.sanne : town.joost);
		if (i < 4) {
			works_on(h, "income", "family", false);
			works_on(h, "safety", "family", false);
		} else
			works_on(h, "parenting", "family", false);
	}
	count_now();
	assert_int_equal(seen(town.sanne, &t_combinations), 0);
	id64 fifth = lives_in("BU01931000", town.sanne);
	works_on(fifth, "income", "family", false);
	works_on(fifth, "safety", "family", false);
	count_now();
	assert_int_equal(seen(town.sanne, &t_combinations), 1);
	assert_int_equal(seen(town.policy, &t_combinations), 0);
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, town_begin, town_end)
	const struct CMUnitTest tests[] = {
		T(a_share_is_of_its_whole_and_hidden_stays_hidden), T(the_country_is_counted_once_and_anew_only_when_it_differs),
		T(what_stands_out_is_what_lies_outside_the_middle_half), T(a_team_keeps_it_and_no_other_reads_it), T(only_where_the_team_works),
		T(confirming_makes_it_fresh_and_ending_forgets_the_contact), T(a_contact_nobody_confirmed_for_a_year_is_forgotten),
		T(the_term_of_a_contact_is_a_dated_one),
		T(a_goal_counts_with_each_who_did_its_steps_and_once_with_all), T(counted_again_only_what_differs_is_written), T(what_ended_long_ago_leaves_the_year),
		T(a_divided_neighbourhood_counts_where_it_lies_now), T(who_objected_is_not_counted), T(who_reads_what_was_counted), T(what_goes_together_is_told_from_five_households_on),
	};
	return cmocka_run_group_tests(tests, town_made, town_gone);
}
