/* The neighbourhood: key figures beside a municipality and the country, what is kept of the social base. */
#include "town.h"
#include "features/neighbourhood/figure_reference.h"
#include "features/neighbourhood/key_figures.h"
#include "features/neighbourhood/social_base.h"
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

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, town_begin, town_end)
	const struct CMUnitTest tests[] = {
		T(a_share_is_of_its_whole_and_hidden_stays_hidden), T(the_country_is_counted_once_and_anew_only_when_it_differs),
		T(what_stands_out_is_what_lies_outside_the_middle_half), T(a_team_keeps_it_and_no_other_reads_it), T(only_where_the_team_works),
		T(confirming_makes_it_fresh_and_ending_forgets_the_contact), T(a_contact_nobody_confirmed_for_a_year_is_forgotten),
	};
	return cmocka_run_group_tests(tests, town_made, town_gone);
}
