/* The demo: it can be made, stands whole, is believable in numbers, and its sign-ins are those that are printed. */
#include "store.h"
#include "features/settings/demo/demo.h"
#include "platform/schema/schema.h"

SQL(demo_test_phases, "SELECT count(DISTINCT phase) FROM s_household");
SQL(demo_test_in_phase, "SELECT count(*) FROM s_household WHERE phase = :phase");
SQL(demo_test_login, "SELECT count(*) FROM s_account WHERE login = :login AND kind = :kind");
SQL(demo_test_name, "SELECT id, file_id, name FROM s_account WHERE login = :login");
SQL(demo_test_password, "SELECT c.password FROM s_credential c JOIN s_account a ON a.id = c.account_id WHERE a.login = :login");
SQL(demo_test_account, "SELECT id FROM s_account WHERE login = :login");
SQL(demo_test_mine, "SELECT count(*) FROM v_household");
SQL(demo_test_names, "SELECT id, file_id, name, opened_at FROM s_household");
SQL(demo_test_future, "SELECT (SELECT count(*) FROM s_contact WHERE at > :now) + (SELECT count(*) FROM s_household WHERE opened_at > :now)"
	" + (SELECT count(*) FROM s_step WHERE done_at > :now OR at > :now) + (SELECT count(*) FROM s_revision WHERE at > :now)");
SQL(demo_test_outcomes, "SELECT count(DISTINCT became) FROM s_report");
SQL(demo_test_undated, "SELECT count(*) FROM s_household WHERE closed_at IS NULL AND next_on IS NULL");
SQL(demo_test_report_states, "SELECT count(DISTINCT state) FROM s_report");
SQL(demo_test_attention, "SELECT count(*) FROM v_attention");
SQL(demo_test_held, "SELECT count(*) FROM v_held_entry");
SQL(demo_test_idle, "SELECT count(*) FROM s_attention WHERE rule = 'goal_idle' AND NOT escalated");

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
	return 0;
}

SQL(demo_test_directory, "INSERT INTO file (id, kind, opened_at) VALUES (1, 'directory', 0)");
SQL(demo_test_itself, "INSERT INTO account (id, file_id, own_file_id, kind, name, created_at, until_at) VALUES (1, 1, 1, 'itself', :name, 0, 0)");

static void first_rows(void)
{
	struct bulk *bulk = db_bulk_begin(the.db, the.arena, &the.e);
	assert_non_null(bulk);
	struct slot *slot = bulk_slot(bulk);
	sql_run(slot, &demo_test_directory, WITHOUT);
	sql_run(slot, &demo_test_itself, WITH(p_blob("name", slot_seal(slot, DIRECTORY_FILE, "account.name", NABIJ_ITSELF, "Nabij"))));
	if (!db_bulk_end(bulk, true, &the.e))
		fail_msg("%s", the.e.text);
}

/* Made once for all tests: they only look. */
static int with_demo(void **state)
{
	ready(state);
	first_rows();
	if (!demo_fill(the.db, &the.e))
		fail_msg("%s", the.e.text);
	return 0;
}

static int64_t number(id64 viewer, struct sql *sql, const struct param *with)
{
	return store_number(viewer, clock_now(), sql, with);
}

static id64 account(const char *login)
{
	return number(NABIJ_ITSELF, &demo_test_account, WITH(p_text("login", login)));
}

static void there_are_as_many_households_as_promised_in_every_phase(void **state)
{
	struct demo_counts n;
	(void)state;
	assert_true(demo_count(the.db, &n, &the.e));
	assert_int_equal(n.households, DEMO_HOUSEHOLDS);
	assert_int_equal(n.areas, 11);
	assert_true(n.people > 2 * DEMO_HOUSEHOLDS && n.reports > 10);
	assert_int_equal(number(NABIJ_ITSELF, &demo_test_phases, WITHOUT), 6);
	assert_true(number(NABIJ_ITSELF, &demo_test_in_phase, WITH(p_text("phase", "support"))) > 40);
	assert_int_equal(number(NABIJ_ITSELF, &demo_test_report_states, WITHOUT), 4);
	assert_int_equal(number(NABIJ_ITSELF, &demo_test_outcomes, WITHOUT), 6);         /* REPORT_BECAME: all that a signal may become */
}

static void nothing_lies_in_the_future_and_every_open_household_has_a_next_date(void **state)
{
	(void)state;
	assert_int_equal(number(NABIJ_ITSELF, &demo_test_future, WITH(p_moment("now", clock_now()))), 0);
	assert_int_equal(number(NABIJ_ITSELF, &demo_test_undated, WITHOUT), 0);
}

static void a_second_demo_is_refused_and_changes_nothing(void **state)
{
	struct err e = { 0 };
	struct demo_counts n;
	(void)state;
	assert_false(demo_fill(the.db, &e));
	assert_non_null(strstr(e.text, "not empty"));
	assert_true(demo_count(the.db, &n, &the.e));
	assert_int_equal(n.households, DEMO_HOUSEHOLDS);
}

static void every_printed_sign_in_is_there_with_the_password(void **state)
{
	struct slot *slot = db_slot(the.db, the.arena, NABIJ_ITSELF, clock_now());
	(void)state;
	for (const struct demo_account *a = DEMO_ACCOUNTS; a->kind; a++) {
		if (sql_number(slot, &demo_test_login, WITH(p_text("login", a->login), p_text("kind", a->kind)), 0) != 1)
			fail_msg("%s is no %s", a->login, a->kind);
		struct rows *r = sql_read(slot, &demo_test_name, WITH(p_text("login", a->login)));
		assert_true(rows_next(r));
		assert_string_equal(rows_open(r, 2, "account.name"), a->name);
		rows_end(r);
	}
	for (const char *const *login = (const char *const[]){ "lotte", "sanne", NULL }; *login; login++) {
		struct rows *r = sql_read(slot, &demo_test_password, WITH(p_text("login", *login)));
		assert_true(rows_next(r) && password_check(rows_text(r, 0), DEMO_PASSWORD));
		rows_end(r);
	}
	db_slot_back(slot);
}

static void each_sees_what_is_theirs(void **state)
{
	(void)state;
	assert_int_equal(number(account("lotte"), &demo_test_mine, WITHOUT), 1);
	assert_int_equal(number(account("petra"), &demo_test_mine, WITHOUT), 1);
	assert_int_equal(number(account("ruud"), &demo_test_mine, WITHOUT), 0);
	assert_int_equal(number(account("pieter"), &demo_test_mine, WITHOUT), 0);
	assert_int_equal(number(account("bas"), &demo_test_mine, WITHOUT), 0);
	assert_true(number(account("sanne"), &demo_test_mine, WITHOUT) >= 6);
	assert_true(number(account("sanne"), &demo_test_attention, WITHOUT) >= 5);
	assert_int_equal(number(account("sanne"), &demo_test_held, WITHOUT), 1);
	assert_int_equal(number(account("ricardo"), &demo_test_held, WITHOUT), 0);
}

static void few_goals_have_nobody_working_on_them(void **state)
{
	(void)state;
	int64_t idle = number(NABIJ_ITSELF, &demo_test_idle, WITHOUT);
	assert_true(idle >= 1 && idle <= 25);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void hardly_two_households_bear_the_same_name(void **state)
{
	const char *names[DEMO_HOUSEHOLDS];
	size_t n = 0, same = 0;
	struct slot *slot = db_slot(the.db, the.arena, NABIJ_ITSELF, clock_now());
	struct rows *r = sql_read(slot, &demo_test_names, WITHOUT);
	(void)state;
	while (rows_next(r) && n < DEMO_HOUSEHOLDS)
		names[n++] = rows_open(r, 2, "household.name");
	rows_end(r);
	db_slot_back(slot);
	qsort(names, n, sizeof *names, by_text);
	for (size_t i = 1; i < n; i++)
		same += !strcmp(names[i], names[i - 1]);
	assert_true(same <= 3);                      /* one family came back */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_are_as_many_households_as_promised_in_every_phase),
		cmocka_unit_test(nothing_lies_in_the_future_and_every_open_household_has_a_next_date),
		cmocka_unit_test(a_second_demo_is_refused_and_changes_nothing), cmocka_unit_test(every_printed_sign_in_is_there_with_the_password),
		cmocka_unit_test(each_sees_what_is_theirs), cmocka_unit_test(few_goals_have_nobody_working_on_them),
		cmocka_unit_test(hardly_two_households_bear_the_same_name),
	};
	return cmocka_run_group_tests(tests, with_demo, store_gone);
}
