/* A team starts from the list it has: households from a CSV. */
#include "store.h"
#include "features/account/accounts.h"
#include "features/household/import_households.h"
#include "features/team/team.h"
#include "platform/schema/schema.h"

SQL(list_directory, "INSERT INTO file (id, kind, opened_at) VALUES (1, 'directory', 0)");
SQL(list_itself, "INSERT INTO account (id, file_id, own_file_id, kind, name, created_at, until_at) VALUES (1, 1, 1, 'itself', :name, 0, 0)");
SQL(list_households, "SELECT count(*) FROM s_household");
SQL(list_people, "SELECT count(*) FROM s_person");
SQL(list_children, "SELECT count(*) FROM s_person WHERE role = 'child'");
SQL(list_led, "SELECT count(*) FROM s_household WHERE professional_id IS NOT NULL AND phase = :phase");
SQL(list_sanne, "SELECT id FROM s_account WHERE login = 'sanne'");
SQL(list_mine, "SELECT count(*) FROM v_household");

static struct import_report report;

static int ready(void **state)
{
	struct buf guards;
	struct key key;
	store_empty(state);
	buf_init(&guards, 0);
	schema_guards(&guards, store_on_postgres() ? ENGINE_POSTGRES : ENGINE_SQLITE);
	if (!db_migrate(the.db, guards.p, &the.e) || !keystore_new(the.keys, DIRECTORY_FILE, &key, &the.e))
		fail_msg("%s", the.e.text);
	buf_release(&guards);
	struct bulk *bulk = db_bulk_begin(the.db, the.arena, &the.e);
	struct slot *slot = bulk_slot(bulk);
	sql_run(slot, &list_directory, WITHOUT);
	sql_run(slot, &list_itself, WITH(p_blob("name", slot_seal(slot, DIRECTORY_FILE, "account.name", NABIJ_ITSELF, "Nabij"))));
	id64 team = team_new(slot, &(struct team_new){ .name = "Team Oost", .prefix = "VO", .phone = "085 130 41 20" });
	id64 sanne = account_new(slot, &(struct account_new){ .kind = "professional", .name = "Sanne de Wit", .login = "sanne", .team = team });
	assert_int_equal(team_new(slot, &(struct team_new){ .name = "Nog een", .prefix = "VO", .phone = "085" }), 0);
	assert_true(team && sanne && team_member_set(slot, team, sanne, "professional", false, 0));
	if (!db_bulk_end(bulk, true, &the.e))
		fail_msg("%s", the.e.text);
	return 0;
}

static int64_t number(struct sql *sql, const struct param *with)
{
	return store_number(NABIJ_ITSELF, clock_now(), sql, with);
}

static enum import_result import(const char *text)
{
	struct err e = { 0 };
	const char *path = arena_printf(the.arena, "%s/list.csv", the.dir);
	assert_true(file_write(path, text, strlen(text), 0600, &the.e));
	enum import_result result = import_households(the.db, path, "Team Oost", (struct import_watch){ 0 }, &report, &e);
	if (result == IMPORT_FAILED)
		print_message("%s\n", e.text);
	return result;
}

static const char list[] =
	"Naam gezin;Straat;Postcode;Plaats;Voornaam;Achternaam;Geboortedatum;Rol;Telefoon;Vaste hulpverlener\n"
	"Gezin Martens;Kastanjelaan 14;9907 KB;Veldendam;Lotte;Martens;3-5-1985;ouder;06 55002114;sanne\n"
	"Gezin Okafor;Haverkamp 9;9906GA;Veldendam;Grace;Okafor;;ouder;;\n"
	"Gezin Martens;kastanjelaan 14;9907kb;Veldendam;Bram;Martens;4 maart 2015;;;\n";

static void lines_of_one_address_are_one_household(void **state)
{
	(void)state;
	assert_int_equal(import(list), IMPORT_DONE);
	assert_int_equal(number(&list_households, WITHOUT), 2);
	assert_int_equal(number(&list_people, WITHOUT), 3);
	assert_int_equal(number(&list_children, WITHOUT), 1);
	assert_int_equal(number(&list_led, WITH(p_text("phase", "support"))), 1);
	assert_int_equal(store_number(number(&list_sanne, WITHOUT), clock_now(), &list_mine, WITHOUT), 1);
}

static void the_same_list_twice_changes_nothing(void **state)
{
	(void)state;
	import(list);
	assert_int_equal(import(list), IMPORT_DONE);
	assert_int_equal(report.added, 0);
	assert_int_equal(report.same, 3);
	assert_int_equal(number(&list_people, WITHOUT), 3);
}

static void bad_lines_are_named_and_nobody_is_made(void **state)
{
	(void)state;
	assert_int_equal(import("naam gezin,voornaam,postcode,geboortedatum,rol,telefoon,vaste hulpverlener\nGezin A,Jan,9907KB,4-3-2011,kind,,sanne\n"
		"Gezin B,,9907,31-2-2011,koning,bel mij,piet\n,Jan,,1-1-2090,,,\n"), IMPORT_BAD_ROWS);
	assert_int_equal(report.problems, 8);
	assert_int_equal(report.shown[0].line, 3);
	assert_int_equal(number(&list_households, WITHOUT), 0);
	assert_int_equal(import("gezin,adres\nA,B\n"), IMPORT_BAD_ROWS);
	assert_string_equal(report.shown[0].column, "voornaam");
}

static void a_team_that_is_not_there_is_said(void **state)
{
	struct err e = { 0 };
	(void)state;
	import(list);
	const char *path = arena_printf(the.arena, "%s/list.csv", the.dir);
	assert_int_equal(import_households(the.db, path, "Team Noord", (struct import_watch){ 0 }, &report, &e), IMPORT_FAILED);
	assert_non_null(strstr(e.text, "Team Noord"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lines_of_one_address_are_one_household, ready, store_gone),
		cmocka_unit_test_setup_teardown(the_same_list_twice_changes_nothing, ready, store_gone),
		cmocka_unit_test_setup_teardown(bad_lines_are_named_and_nobody_is_made, ready, store_gone),
		cmocka_unit_test_setup_teardown(a_team_that_is_not_there_is_said, ready, store_gone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
