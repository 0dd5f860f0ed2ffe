/* Who may see which file: a household is not one privacy unit. */
#include "town.h"
#include "platform/db/service.h"

SQL(test_files, "SELECT count(*) FROM v_file");
SQL(test_holds, "SELECT count(*) FROM v_hold");
SQL(test_held_entries, "SELECT count(*) FROM v_held_entry");
SQL(test_access_rows, "SELECT count(*) FROM v_access");
SQL(test_households, "SELECT count(*) FROM v_household");
SQL(test_people, "SELECT count(*) FROM v_person");
SQL(test_attention, "SELECT count(*) FROM v_attention");
SQL(test_shared_version, "SELECT CAST(sum(version) AS BIGINT) FROM v_file");
SQL(test_family_rows, "SELECT count(*) FROM s_access WHERE household_id = :household AND ground = 'family'");
SQL(test_family_ended, "SELECT count(*) FROM s_access WHERE household_id = :household AND ground = 'family' AND until_at <= :now");
SQL(test_live_row, "SELECT id FROM s_access WHERE account_id = :account AND ground = :ground ORDER BY id DESC LIMIT 1");
SQL(test_until, "SELECT until_at FROM s_access WHERE id = :id");

/* Lotte and her children: Bram will be 16 on 14 May 2027, Fenna is 9. Piet, the father, lives elsewhere. */
static struct { id64 id, file, lotte, piet, bram, fenna; id64 mother, father, son; } martens;

static void the_martens_family(void)
{
	id64 h = martens.id = a_household(town.north, town.sanne, "Gezin Martens");
	assert_true(h);
	martens.file = household_file(town.slot, h);
	martens.lotte = a_person(h, "Lotte", "Martens", "parent", "1986-03-02", true);
	martens.piet = a_person(h, "Piet", "de Boer", "parent", "1984-08-09", false);
	martens.bram = a_person(h, "Bram", "de Boer", "child", "2011-05-14", true);
	martens.fenna = a_person(h, "Fenna", "de Boer", "child", "2017-01-30", true);
	assert_true(with_custody(h, martens.lotte, martens.bram, "parental") && with_custody(h, martens.lotte, martens.fenna, "parental"));
	martens.mother = signed_in(martens.lotte);
	martens.father = signed_in(martens.piet);
	martens.son = signed_in(martens.bram);
	assert_true(martens.mother && martens.father && martens.son);
}

static int64_t number(struct sql *sql, const struct param *with)
{
	id64 actor = slot_viewer(town.slot);
	int64_t n = sql_number(as(NABIJ_ITSELF), sql, with, -1);
	as(actor);
	return n;
}

/* ---- ages ---- */

static void under_twelve_nobody_signs_in(void **state)
{
	(void)state;
	the_martens_family();
	assert_int_equal(signed_in(martens.fenna), 0);
	at("2029-01-29T22:59:59Z");                              /* 29 January, 23.59.59 in Amsterdam: eleven */
	assert_int_equal(signed_in(martens.fenna), 0);
	at("2029-01-29T23:00:00Z");
	assert_true(signed_in(martens.fenna));
}

static void from_twelve_one_reads_what_is_shared_and_what_is_ones_own(void **state)
{
	(void)state;
	the_martens_family();
	assert_true(reads(martens.son, martens.file) && writes(martens.son, martens.file));
	assert_true(reads(martens.son, own_file(martens.bram)));
	assert_false(reads(martens.son, own_file(martens.fenna)));
	assert_false(reads(martens.son, own_file(martens.lotte)));
	/* It turns out that he was born later: his access waits for his birthday. */
	assert_true(person_update(as(town.sanne), martens.bram, &(struct person_new){ .first_name = "Bram", .last_name = "de Boer", .role = "child",
		.birth = day("2014-12-01"), .lives_here = true }));
	assert_false(reads(martens.son, martens.file));
	at("2026-11-30T22:59:59Z");
	assert_false(reads(martens.son, martens.file));
	at("2026-11-30T23:00:00Z");
	assert_true(reads(martens.son, martens.file) && reads(martens.son, own_file(martens.bram)));
}

static void at_fifteen_a_parent_with_custody_is_informed_and_at_sixteen_no_longer(void **state)
{
	(void)state;
	the_martens_family();
	assert_true(reads(martens.mother, own_file(martens.bram)) && !writes(martens.mother, own_file(martens.bram)));
	at("2027-05-13T21:59:59.999999Z");
	assert_true(reads(martens.mother, own_file(martens.bram)));
	at("2027-05-13T22:00:00Z");                              /* midnight in Amsterdam, summer time */
	assert_false(reads(martens.mother, own_file(martens.bram)));
	assert_true(reads(martens.mother, own_file(martens.fenna)));
	assert_true(reads(martens.mother, martens.file));
	assert_true(reads(martens.son, own_file(martens.bram)));
}

static void from_sixteen_a_parent_reads_what_the_young_person_shares(void **state)
{
	(void)state;
	the_martens_family();
	at("2027-06-01T10:00:00Z");
	assert_int_equal(own_share(as(martens.mother), martens.id, martens.mother, FOREVER), 0);
	id64 shared = own_share(as(martens.son), martens.id, martens.mother, FOREVER);
	assert_true(shared && reads(martens.mother, own_file(martens.bram)));
	assert_false(consent_withdraw(as(martens.father), shared));
	assert_true(consent_withdraw(as(martens.son), shared));
	assert_false(reads(martens.mother, own_file(martens.bram)));
}

static void at_eighteen_custody_ends_also_for_who_was_born_on_the_29th_of_february(void **state)
{
	(void)state;
	id64 h = a_household(town.north, town.sanne, "Gezin Schrikkel"), file = household_file(town.slot, h);
	id64 father = a_person(h, "Ger", "Schrikkel", "parent", "1975-01-01", false), child = a_person(h, "Noor", "Schrikkel", "child", "2012-02-29", true);
	assert_true(with_custody(h, father, child, "parental"));
	id64 ger = signed_in(father), noor = signed_in(child);
	at("2028-02-28T22:59:59Z");
	assert_true(reads(ger, own_file(child)));
	at("2028-02-28T23:00:00Z");                              /* sixteen, in a leap year */
	assert_false(reads(ger, own_file(child)));
	assert_true(reads(ger, file));
	at("2030-02-28T22:59:59Z");                              /* eighteen on 1 March: 2030 has no 29 February */
	assert_true(reads(ger, file));
	at("2030-02-28T23:00:00Z");
	assert_false(reads(ger, file));
	assert_true(reads(ger, own_file(father)) && reads(noor, file) && reads(noor, own_file(child)));
}

static void a_child_whose_birth_date_is_not_known_signs_in_nowhere_and_is_read_by_no_parent(void **state)
{
	(void)state;
	the_martens_family();
	id64 child = a_person(martens.id, "Sam", "de Boer", "child", "", true);
	assert_true(with_custody(martens.id, martens.lotte, child, "parental"));
	assert_int_equal(signed_in(child), 0);
	assert_false(reads(martens.mother, own_file(child)));
}

/* ---- custody ---- */

static void rights_hang_on_custody_and_never_on_being_a_parent(void **state)
{
	(void)state;
	the_martens_family();
	assert_false(reads(martens.father, martens.file));
	assert_false(reads(martens.father, own_file(martens.bram)));
	assert_true(reads(martens.father, own_file(martens.piet)));
	assert_true(with_custody(martens.id, martens.piet, martens.bram, "parental"));
	assert_true(reads(martens.father, martens.file) && reads(martens.father, own_file(martens.bram)));
	assert_false(reads(martens.father, own_file(martens.fenna)));
	assert_true(with_custody(martens.id, martens.piet, martens.bram, "none"));
	assert_false(reads(martens.father, martens.file));
	assert_false(reads(martens.father, own_file(martens.bram)));
}

static void a_parent_who_lives_there_without_custody_reads_the_plan_and_no_child(void **state)
{
	(void)state;
	the_martens_family();
	id64 stepfather = a_person(martens.id, "Rob", "Kuiper", "partner", "1980-01-01", true), rob = signed_in(stepfather);
	assert_true(reads(rob, martens.file));
	assert_false(reads(rob, own_file(martens.bram)));
	assert_false(reads(rob, own_file(martens.lotte)));
}

static void a_guardian_stands_as_a_parent_with_custody(void **state)
{
	(void)state;
	the_martens_family();
	id64 guardian = a_person(martens.id, "Ine", "Jansen", "guardian", "1970-01-01", false), ine = signed_in(guardian);
	assert_false(reads(ine, martens.file));
	assert_true(with_custody(martens.id, guardian, martens.fenna, "guardianship"));
	assert_true(reads(ine, martens.file) && reads(ine, own_file(martens.fenna)));
	assert_false(reads(ine, own_file(martens.bram)));
}

static void an_estranged_parent_reads_nothing_also_with_custody(void **state)
{
	(void)state;
	the_martens_family();
	assert_true(with_custody(martens.id, martens.piet, martens.fenna, "parental"));
	assert_true(reads(martens.father, martens.file));
	assert_true(person_update(as(town.sanne), martens.piet, &(struct person_new){ .first_name = "Piet", .last_name = "de Boer", .role = "parent",
		.birth = day("1984-08-09"), .estranged = true }));
	assert_int_equal(seen(martens.father, &test_files), 0);
	assert_int_equal(seen(martens.father, &test_households), 0);
	assert_int_equal(seen(martens.father, &test_people), 0);
	assert_null(account_invite(as(town.sanne), martens.piet));
}

static void a_child_in_two_homes_reads_both_and_each_home_only_itself(void **state)
{
	(void)state;
	the_martens_family();
	id64 h = a_household(town.south, town.meryem, "Gezin De Boer"), file = household_file(town.slot, h);
	id64 piet = a_person(h, "Piet", "de Boer", "parent", "1984-08-09", true), bram = a_person(h, "Bram", "de Boer", "child", "2011-05-14", false);
	assert_true(with_custody(h, piet, bram, "parental"));
	id64 father = signed_in(piet);
	const char *code = account_invite(as(town.meryem), bram);
	assert_true(invite_join(as(martens.son), code));
	assert_true(reads(martens.son, martens.file) && reads(martens.son, file) && reads(martens.son, own_file(bram)));
	assert_true(reads(father, file) && !reads(father, martens.file));
	assert_true(reads(martens.mother, martens.file) && !reads(martens.mother, file) && !reads(martens.mother, own_file(bram)));
}

static void what_has_not_changed_is_left_alone_when_it_is_calculated_again(void **state)
{
	(void)state;
	the_martens_family();
	assert_true(person_update(as(town.sanne), martens.bram, &(struct person_new){ .first_name = "Bram", .role = "child", .lives_here = true,
		.birth = day("2015-01-01") }));                  /* with rights that have still to begin */
	at("2026-11-22T11:00:00Z");
	int64_t ended = number(&test_family_ended, WITH(p_id("household", martens.id), p_moment("now", slot_now(town.slot))));
	int64_t before = number(&test_family_rows, WITH(p_id("household", martens.id)));
	at("2026-12-24T11:00:00Z");
	assert_true(access_family(as(town.sanne), martens.id) && access_family(town.slot, martens.id));
	assert_int_equal(number(&test_family_rows, WITH(p_id("household", martens.id))), before);
	assert_int_equal(number(&test_family_ended, WITH(p_id("household", martens.id), p_moment("now", slot_now(town.slot)))), ended);
}

/* ---- who may be given what ---- */

static id64 give(id64 by, id64 account, const char *ground)
{
	return access_give(as(by), &(struct access_grant){ .account = account, .file = martens.file, .ground = ground, .until = FOREVER,
		.article = "Jeugdwet 3.5" });
}

static void managers_police_landlords_and_policy_makers_get_nothing_on_any_ground(void **state)
{
	(void)state;
	static const char *const grounds[] = { "family", "assignment", "stand_in", "triage", "consult", "meeting", "handover", "consent", "statutory",
		"emergency", "review", "reporter", "nonsense" };
	const id64 never[] = { town.manager, town.policy, town.privacy, town.police, town.landlord };
	the_martens_family();
	for (size_t i = 0; i < sizeof grounds / sizeof *grounds; i++)
		for (size_t j = 0; j < sizeof never / sizeof *never; j++)
			assert_int_equal(give(NABIJ_ITSELF, never[j], grounds[i]), 0);
	assert_int_equal(consent_give(as(martens.mother), martens.id, town.police, FOREVER, "meedenken"), 0);
	assert_int_equal(consent_give(as(martens.mother), martens.id, town.landlord, FOREVER, "meedenken"), 0);
	assert_int_equal(emergency_open(as(town.manager), martens.id, "even kijken"), 0);
	assert_int_equal(seen(town.manager, &test_households), 0);
}

/* Police, landlord, benefits office and school attendance only report; a kind that nobody knows reads nothing either. */
static void who_only_reports_is_shown_no_plan_also_not_with_consent(void **state)
{
	(void)state;
	static const char *const never[] = { "police", "housing", "benefits", "attendance", "other" };
	static const char *const may[] = { "school", "childcare", "health", "gp_youth", "youth_help", "welfare", "club", "volunteers" };
	the_martens_family();
	for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
		id64 who = someone("partner", "Wie alleen meldt", 0, NULL, never[i]);
		assert_int_equal(consent_give(as(martens.mother), martens.id, who, FOREVER, "meedenken"), 0);
		assert_false(reads(who, martens.file));
	}
	for (size_t i = 0; i < sizeof may / sizeof *may; i++) {
		id64 who = someone("partner", "Wie mee mag lezen", 0, NULL, may[i]);
		assert_true(consent_give(as(martens.mother), martens.id, who, FOREVER, "meedenken"));
		assert_true(reads(who, martens.file) && !writes(who, martens.file));
	}
}

static void only_who_works_with_the_household_or_coordinates_its_team_gives_access(void **state)
{
	(void)state;
	the_martens_family();
	assert_int_equal(give(town.manager, town.joost, "consult"), 0);
	assert_int_equal(give(town.joost, town.joost, "consult"), 0);
	assert_int_equal(give(town.cor, town.joost, "consult"), 0);
	assert_int_equal(give(martens.mother, town.joost, "consult"), 0);
	assert_int_equal(give(town.sanne, town.joost, "family"), 0);
	id64 consult = give(town.sanne, town.joost, "consult");
	assert_true(consult && reads(town.joost, martens.file) && !writes(town.joost, martens.file));
	assert_false(reads(town.joost, own_file(martens.bram)));
	assert_false(access_end_by(as(town.kees), town.joost, martens.id, slot_now(town.slot)));
	assert_true(access_end_by(as(town.sanne), town.joost, martens.id, slot_now(town.slot)));
	assert_false(reads(town.joost, martens.file));
	assert_true(give(town.carla, town.joost, "stand_in"));
}

static void a_statutory_ground_names_its_article(void **state)
{
	(void)state;
	the_martens_family();
	struct access_grant g = { .account = town.kees, .file = martens.file, .ground = "handover", .until = FOREVER };
	assert_int_equal(access_give(as(town.sanne), &g), 0);
	g.article = "Jeugdwet 6.1.2";
	assert_true(access_give(as(town.sanne), &g));
}

static void a_colleague_in_the_same_team_sees_nothing(void **state)
{
	(void)state;
	the_martens_family();
	assert_int_equal(seen(town.joost, &test_files), 0);
	assert_int_equal(seen(town.joost, &test_households), 0);
	assert_int_equal(seen(town.joost, &test_people), 0);
	assert_int_equal(seen(town.joost, &test_access_rows), 0);
	assert_int_equal(person_add(as(town.joost), &(struct person_new){ .household = martens.id, .first_name = "Sam", .role = "child" }), 0);
	assert_false(household_phase(as(town.joost), martens.id, "support", NULL));
	assert_false(household_professional(as(town.joost), martens.id, town.joost, NULL, NULL));
	assert_null(account_invite(as(town.joost), martens.bram));
	assert_int_equal(hold_make(as(town.joost), &(struct hold_new){ .household = martens.id, .reason = "?", .second = town.sanne }, &(id64){ 0 }), 0);
}

static void triage_follows_who_is_in_the_team(void **state)
{
	(void)state;
	assert_true(access_triage(as(town.manager), town.north));
	id64 row = number(&test_live_row, WITH(p_id("account", town.carla), p_text("ground", "triage")));
	assert_true(row > 0);
	assert_int_equal(number(&test_live_row, WITH(p_id("account", town.sanne), p_text("ground", "triage"))), -1);
	assert_true(access_triage(town.slot, town.north));
	assert_int_equal(number(&test_live_row, WITH(p_id("account", town.carla), p_text("ground", "triage"))), row);
}

/* ---- consent ---- */

static void what_the_mother_allowed_her_young_son_takes_back(void **state)
{
	(void)state;
	the_martens_family();
	id64 consent = consent_give(as(martens.mother), martens.id, town.school, FOREVER, "samen kijken naar school");
	assert_true(consent && reads(town.school, martens.file) && !writes(town.school, martens.file));
	assert_false(reads(town.school, own_file(martens.bram)));
	assert_false(consent_withdraw(as(town.joost), consent));
	assert_false(consent_withdraw(as(martens.father), consent));
	assert_true(consent_withdraw(as(martens.son), consent));
	assert_false(reads(town.school, martens.file));
	assert_int_equal(seen(town.school, &test_households), 0);
	assert_false(consent_withdraw(as(martens.son), consent));
}

static void consent_is_the_familys_to_give_and_ends_on_its_day(void **state)
{
	(void)state;
	the_martens_family();
	moment tomorrow = slot_now(town.slot) + HOURS(24);
	assert_int_equal(consent_give(as(town.sanne), martens.id, town.school, FOREVER, NULL), 0);
	assert_int_equal(consent_give(as(martens.father), martens.id, town.school, FOREVER, NULL), 0);
	assert_int_equal(consent_give(as(martens.mother), martens.id, town.joost, FOREVER, NULL), 0);
	assert_int_equal(consent_give(as(martens.mother), martens.id, town.school, slot_now(town.slot), NULL), 0);
	assert_true(consent_give(as(martens.mother), martens.id, town.expert, tomorrow, NULL));
	assert_true(reads(town.expert, martens.file));
	at("2026-11-22T11:00:00Z");
	assert_false(reads(town.expert, martens.file));
}

static void a_family_that_comes_back_shares_the_earlier_period_itself(void **state)
{
	(void)state;
	at("2024-03-01T11:00:00Z");
	the_martens_family();
	assert_true(household_phase(as(town.sanne), martens.id, "closed", "klaar"));
	at("2026-11-21T11:00:00Z");
	id64 again = a_household(town.south, town.meryem, "Gezin Martens");
	id64 lotte = a_person(again, "Lotte", "Martens", "parent", "1986-03-02", true);
	assert_true(invite_join(as(martens.mother), account_invite(as(town.meryem), lotte)));
	assert_int_equal(seen(town.meryem, &test_households), 1);
	assert_false(household_share_earlier(as(town.meryem), martens.id, town.meryem, FOREVER));
	assert_true(household_share_earlier(as(martens.mother), martens.id, town.meryem, FOREVER));
	assert_true(reads(town.meryem, martens.file) && !writes(town.meryem, martens.file));
	assert_false(reads(town.meryem, own_file(martens.lotte)));
}

/* ---- the emergency door ---- */

static void an_emergency_needs_a_reason_shows_the_shared_file_and_ends_after_24_hours(void **state)
{
	(void)state;
	the_martens_family();
	assert_int_equal(emergency_open(as(town.kees), martens.id, ""), 0);
	assert_int_equal(emergency_open(as(town.school), martens.id, "kind is weg"), 0);
	id64 door = emergency_open(as(town.kees), martens.id, "Bram is niet thuisgekomen");
	assert_true(door && reads(town.kees, martens.file) && !writes(town.kees, martens.file));
	assert_false(reads(town.kees, own_file(martens.bram)));
	assert_int_equal(emergency_open(town.slot, martens.id, "nog eens"), door);
	assert_int_equal(tasks(town.privacy, martens.id, "emergency_review"), 1);
	at("2026-11-22T10:59:59Z");
	assert_true(reads(town.kees, martens.file));
	at("2026-11-22T11:00:00Z");
	assert_false(reads(town.kees, martens.file));
}

SQL(test_doors_seen, "SELECT count(*) FROM v_access a WHERE a.file_id = :file AND a.ground = 'emergency'");

static int64_t doors_seen(id64 account, id64 file)
{
	return sql_number(as(account), &test_doors_seen, WITH(p_id("file", file)), -1);
}

static void an_emergency_can_be_held_back_from_the_family_until_a_day(void **state)
{
	(void)state;
	the_martens_family();
	id64 door = emergency_open(as(town.kees), martens.id, "een kind belde in nood");
	assert_int_equal(doors_seen(martens.mother, martens.file), 1);
	assert_false(emergency_hold(as(martens.mother), door, (struct day){ 2026, 12, 24 }));
	assert_false(emergency_hold(as(town.kees), door, (struct day){ 2027, 6, 1 }));
	assert_true(emergency_hold(as(town.kees), door, (struct day){ 2026, 12, 24 }));
	assert_int_equal(doors_seen(martens.mother, martens.file), 0);
	assert_int_equal(doors_seen(town.sanne, martens.file), 1);
	at("2026-12-23T23:00:00Z");
	assert_int_equal(doors_seen(martens.mother, martens.file), 1);
}

static void an_emergency_is_reviewed_from_outside_the_team_and_an_unjustified_one_is_a_breach(void **state)
{
	(void)state;
	struct emergency *list;
	the_martens_family();
	id64 door = emergency_open(as(town.kees), martens.id, "nieuwsgierig");
	assert_int_equal(emergencies_to_review(as(town.carla), &list), 0);
	assert_int_equal(emergencies_to_review(as(town.privacy), &list), 1);
	assert_string_equal(list[0].reason, "nieuwsgierig");
	assert_string_equal(list[0].who, "Kees Prins");
	assert_false(emergency_review(as(town.carla), door, true, NULL));
	assert_false(emergency_review(as(town.kees), door, true, NULL));
	assert_true(emergency_review(as(town.privacy), door, false, "geen gevaar"));
	assert_false(reads(town.kees, martens.file));
	assert_false(reads(town.privacy, martens.file));
	assert_int_equal(tasks(town.privacy, martens.id, "emergency_review"), 0);
	assert_int_equal(tasks(town.privacy, martens.id, "breach"), 1);
	assert_false(emergency_review(as(town.privacy), door, true, NULL));
}

/* ---- held back ---- */

static struct sql *const counts[] = { &test_files, &test_holds, &test_held_entries, &test_access_rows, &test_households, &test_people,
	&test_attention, &test_shared_version };
enum { COUNTS = sizeof counts / sizeof *counts };

static id64 a_hold(id64 *file)
{
	return hold_make(as(town.sanne), &(struct hold_new){ .household = martens.id, .reason = "vader wordt boos", .second = town.kees,
		.what = "Overleg met Veilig Thuis", .with_whom = "Veilig Thuis" }, file);
}

static void what_is_held_back_leaves_no_trace_for_the_family_or_a_colleague(void **state)
{
	(void)state;
	int64_t before[COUNTS][4];
	the_martens_family();
	assert_true(with_custody(martens.id, martens.piet, martens.bram, "parental"));
	assert_true(give(town.sanne, town.joost, "consult"));
	const id64 others[4] = { martens.father, martens.mother, martens.son, town.joost };
	for (int i = 0; i < COUNTS; i++)
		for (int j = 0; j < 4; j++)
			before[i][j] = seen(others[j], counts[i]);
	slot_forget(town.slot, (struct slot_mark){ 0, 0 });
	id64 file, hold = a_hold(&file);
	assert_true(hold && reads(town.sanne, file) && reads(town.kees, file));
	assert_true(hold_second(as(town.kees), hold) && hold_extend(as(town.sanne), hold, day("2027-01-10")));
	assert_int_equal(slot_files_written(town.slot).n, 1);                  /* the log: the held file alone */
	assert_int_equal(slot_files_written(town.slot).id[0], file);
	assert_int_equal(slot_files_shown(town.slot).n, 0);
	for (int i = 0; i < COUNTS; i++)
		for (int j = 0; j < 4; j++)
			assert_int_equal(seen(others[j], counts[i]), before[i][j]);
	/* Nor for whoever comes to the household later. */
	assert_true(access_family(as(town.sanne), martens.id) && a_person(martens.id, "Rob", "Kuiper", "partner", "1980-01-01", true));
	assert_false(reads(martens.mother, file));
}

static void holding_back_takes_a_reason_a_second_professional_and_a_review_within_three_months(void **state)
{
	(void)state;
	id64 file;
	the_martens_family();
	struct hold_new new = { .household = martens.id, .reason = "gevaar", .second = town.kees, .review_on = day("2027-03-01") };
	assert_int_equal(hold_make(as(town.sanne), &new, &file), 0);
	new.review_on = day("2027-02-01");
	new.second = town.sanne;
	assert_int_equal(hold_make(as(town.sanne), &new, &file), 0);
	new.second = martens.mother;
	assert_int_equal(hold_make(as(town.sanne), &new, &file), 0);
	new.second = town.kees;
	new.reason = "";
	assert_int_equal(hold_make(as(town.sanne), &new, &file), 0);
	new.reason = "gevaar";
	assert_int_equal(hold_make(as(martens.mother), &new, &file), 0);
	id64 hold = hold_make(as(town.sanne), &new, &file);
	assert_true(hold);
	assert_int_equal(tasks(town.kees, martens.id, "hold_second"), 1);
	assert_false(hold_second(as(town.sanne), hold));
	assert_true(hold_second(as(town.kees), hold));
	assert_int_equal(tasks(town.kees, martens.id, "hold_second"), 0);
	assert_false(hold_extend(as(town.sanne), hold, day("2027-03-01")));
	assert_true(hold_extend(as(town.sanne), hold, day("2027-02-10")));
	assert_false(hold_extend(as(town.joost), hold, day("2027-02-10")));
	assert_true(hold_tell(as(town.kees), hold, town.joost) && reads(town.joost, file));
	assert_false(hold_tell(as(town.kees), hold, martens.mother));
}

static void once_the_family_may_know_the_held_file_follows_the_shared_one(void **state)
{
	(void)state;
	id64 file;
	the_martens_family();
	id64 hold = a_hold(&file);
	assert_false(hold_end(as(martens.mother), hold));
	assert_true(hold_end(as(town.sanne), hold));
	assert_true(reads(martens.mother, file) && reads(martens.son, file) && !writes(martens.mother, file));
	assert_false(reads(martens.father, file));
	assert_int_equal(seen(martens.mother, &test_holds), 1);
	assert_false(hold_extend(as(town.sanne), hold, day("2027-01-01")));
}

static void the_end_of_access_is_kept_to_the_moment(void **state)
{
	(void)state;
	the_martens_family();
	id64 door = emergency_open(as(town.kees), martens.id, "nood");
	assert_int_equal(number(&test_until, WITH(p_id("id", door))), slot_now(town.slot) + HOURS(24));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, town_begin, town_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(under_twelve_nobody_signs_in), TEST(from_twelve_one_reads_what_is_shared_and_what_is_ones_own),
		TEST(at_fifteen_a_parent_with_custody_is_informed_and_at_sixteen_no_longer),
		TEST(from_sixteen_a_parent_reads_what_the_young_person_shares),
		TEST(at_eighteen_custody_ends_also_for_who_was_born_on_the_29th_of_february),
		TEST(a_child_whose_birth_date_is_not_known_signs_in_nowhere_and_is_read_by_no_parent),
		TEST(rights_hang_on_custody_and_never_on_being_a_parent),
		TEST(a_parent_who_lives_there_without_custody_reads_the_plan_and_no_child),
		TEST(a_guardian_stands_as_a_parent_with_custody), TEST(an_estranged_parent_reads_nothing_also_with_custody),
		TEST(a_child_in_two_homes_reads_both_and_each_home_only_itself),
		TEST(what_has_not_changed_is_left_alone_when_it_is_calculated_again),
		TEST(managers_police_landlords_and_policy_makers_get_nothing_on_any_ground),
		TEST(who_only_reports_is_shown_no_plan_also_not_with_consent),
		TEST(only_who_works_with_the_household_or_coordinates_its_team_gives_access), TEST(a_statutory_ground_names_its_article),
		TEST(a_colleague_in_the_same_team_sees_nothing), TEST(triage_follows_who_is_in_the_team),
		TEST(what_the_mother_allowed_her_young_son_takes_back), TEST(consent_is_the_familys_to_give_and_ends_on_its_day),
		TEST(a_family_that_comes_back_shares_the_earlier_period_itself),
		TEST(an_emergency_needs_a_reason_shows_the_shared_file_and_ends_after_24_hours),
		TEST(an_emergency_can_be_held_back_from_the_family_until_a_day),
		TEST(an_emergency_is_reviewed_from_outside_the_team_and_an_unjustified_one_is_a_breach),
		TEST(what_is_held_back_leaves_no_trace_for_the_family_or_a_colleague),
		TEST(holding_back_takes_a_reason_a_second_professional_and_a_review_within_three_months),
		TEST(once_the_family_may_know_the_held_file_follows_the_shared_one), TEST(the_end_of_access_is_kept_to_the_moment),
	};
	return cmocka_run_group_tests(tests, town_made, town_gone);
}
