/* The country: loaded on either store it is what the parts themselves would have made. So their own code looks at every household again, and finds
 * nothing to change. */
#include "store.h"
#include <jansson.h>
#include "features/account/housekeeping.h"
#include "features/household/household.h"
#include "features/monitor/attention.h"
#include "features/privacy/access.h"
#include "features/settings/demo/country.h"
#include "features/settings/demo/demo.h"
#include "features/signal/signal.h"
#include "platform/db/load.h"
#include "platform/schema/schema.h"
#include "platform/web/i18n.h"

enum { HOUSEHOLDS = 1500, AREAS = 60, ROWS = 16000 };

static struct country_made made;
static moment began;

SQL(country_test_directory, "INSERT INTO file (id, kind, opened_at) VALUES (1, 'directory', 0)");
SQL(country_test_itself, "INSERT INTO account (id, file_id, own_file_id, kind, name, created_at, until_at) VALUES (1, 1, 1, 'itself', :name, 0, 0)");
SQL(country_test_area, "INSERT INTO area (id, code, kind, name, name_start, parent_code, municipality_code)"
	" VALUES (:id, :code, 'neighbourhood', :name, 'abc', :parent, 'GM9901')");
SQL(country_test_figure, "INSERT INTO figure (id, area_code, name, value, hidden) VALUES (:id, :code, 'inwoners', :people, FALSE)");
SQL(country_test_no_areas, "DELETE FROM area WHERE id IN (SELECT a.id FROM s_area a)");

/* ---- a store with areas, and the country in it ---- */

static void first_rows(struct slot *slot)
{
	sql_run(slot, &country_test_directory, WITHOUT);
	sql_run(slot, &country_test_itself, WITH(p_blob("name", slot_seal(slot, DIRECTORY_FILE, "account.name", NABIJ_ITSELF, "Nabij"))));
	for (int i = 0; i < AREAS; i++) {
		const char *code = arena_printf(the.arena, "BU9901%02d%02d", i / 10, i % 10);
		sql_run(slot, &country_test_area, WITH(p_id("id", id_new()), p_text("code", code), p_text("name", arena_printf(the.arena, "Buurt %d", i)),
			p_text("parent", arena_printf(the.arena, "WK9901%02d", i / 10))));
		sql_run(slot, &country_test_figure, WITH(p_id("id", id_new()), p_text("code", code), p_real("people", 500 + 40 * i)));
	}
}

/* What a test found inside a bulk; said once that is over, since failing jumps out of it. */
static char differs[300];

static void in_bulk(void (*work)(struct slot *), bool keep)
{
	struct bulk *bulk = db_bulk_begin(the.db, the.arena, &the.e);
	assert_non_null(bulk);
	*differs = '\0';
	if (began)
		bulk_time(bulk, began);
	work(bulk_slot(bulk));
	if (!db_bulk_end(bulk, keep, &the.e))
		fail_msg("%s", the.e.text);
	if (*differs)
		fail_msg("%s", differs);
}

__attribute__((format(printf, 1, 2))) static void wrong(const char *format, ...)
{
	va_list list;
	va_start(list, format);
	if (!*differs)
		vsnprintf(differs, sizeof differs, format, list);
	va_end(list);
}

static void silent(void *ctx, const char *phase, int64_t done, int64_t of)
{
	(void)ctx, (void)phase, (void)done, (void)of;
}

static bool fill(uint64_t seed, struct err *e)
{
	const struct country_size size = { .households = HOUSEHOLDS, .rows = ROWS, .seed = seed };
	struct country *c = country_new(the.db, the.keys, &size, e);
	if (!c)
		return false;
	db_close(the.db);
	the.db = NULL;
	bool fine = country_fill(c, the.url, silent, NULL, &made, e);
	country_free(c);
	store_reopen();
	return fine;
}

static int with_country(void **state)
{
	struct buf guards;
	struct key key;
	lang_start();
	store_empty(state);
	buf_init(&guards, 0);
	schema_guards(&guards, store_on_postgres() ? ENGINE_POSTGRES : ENGINE_SQLITE);
	if (!db_migrate(the.db, guards.p, &the.e) || !keystore_new(the.keys, DIRECTORY_FILE, &key, &the.e))
		fail_msg("%s", the.e.text);
	buf_release(&guards);
	in_bulk(first_rows, true);
	began = clock_now();
	if (!fill(7, &the.e))
		fail_msg("%s", the.e.text);
	return 0;
}

static int64_t number(id64 viewer, struct sql *sql, const struct param *with)
{
	return store_number(viewer, clock_now(), sql, with);
}

/* ---- how much there is ---- */

SQL(country_test_households, "SELECT count(*) FROM s_household");
SQL(country_test_open, "SELECT count(*) FROM s_household WHERE closed_at IS NULL");
SQL(country_test_rows, "SELECT (SELECT count(*) FROM s_contact) + (SELECT count(*) FROM s_report) + (SELECT count(*) FROM s_log)");
SQL(country_test_questions, "SELECT count(*) FROM s_light_question q JOIN s_team_member m ON m.team_id = q.team_id AND m.account_id = q.account_id WHERE q.at <= :now");
SQL(country_test_people, "SELECT count(*) FROM s_person");
SQL(country_test_future, "SELECT (SELECT count(*) FROM s_contact WHERE at > :now) + (SELECT count(*) FROM s_household WHERE opened_at > :now OR phase_at > :now"
	" OR last_contact_at > :now OR last_contact_at < opened_at) + (SELECT count(*) FROM s_step WHERE done_at > :now OR at > :now OR done_at < at)"
	" + (SELECT count(*) FROM s_revision WHERE at > :now) + (SELECT count(*) FROM s_log WHERE at > :now) + (SELECT count(*) FROM s_report WHERE at > :now"
	" OR answered_at < at OR taken_at < at)");
SQL(country_test_largest, "SELECT max(n) FROM (SELECT count(*) AS n FROM s_contact GROUP BY household_id) c");
SQL(country_test_small, "SELECT count(*) FROM (SELECT count(*) AS n FROM s_contact GROUP BY household_id) c WHERE n <= 3");

static void there_is_as_much_as_was_asked(void **state)
{
	(void)state;
	assert_int_equal(number(NABIJ_ITSELF, &country_test_households, WITHOUT), HOUSEHOLDS);
	assert_int_equal(number(NABIJ_ITSELF, &country_test_open, WITHOUT), made.open);
	assert_int_equal(number(NABIJ_ITSELF, &country_test_people, WITHOUT), made.people);
	assert_int_equal(number(NABIJ_ITSELF, &country_test_rows, WITHOUT), made.contacts + made.reports + made.log);
	assert_true(made.contacts + made.reports + made.log >= ROWS && made.contacts + made.reports + made.log < ROWS + ROWS / 10);
	assert_int_equal(made.questions, HOUSEHOLDS * 13 / 2);
	assert_int_equal(number(NABIJ_ITSELF, &country_test_questions, WITH(p_moment("now", clock_now()))), made.questions);
	assert_int_equal(made.professionals, HOUSEHOLDS / 20);
}

static void most_are_quiet_and_a_few_heavy_and_nothing_lies_in_the_future(void **state)
{
	(void)state;
	assert_int_equal(number(NABIJ_ITSELF, &country_test_future, WITH(p_moment("now", clock_now()))), 0);
	assert_true(number(NABIJ_ITSELF, &country_test_largest, WITHOUT) > 40);
	assert_true(number(NABIJ_ITSELF, &country_test_small, WITHOUT) > HOUSEHOLDS / 2);
}

/* ---- whose it is ---- */

SQL(country_test_account, "SELECT id FROM s_account WHERE login = :login AND kind = :kind");
SQL(country_test_password, "SELECT c.password FROM s_credential c JOIN s_account a ON a.id = c.account_id WHERE a.login = :login");
SQL(country_test_mine, "SELECT count(*) FROM v_household WHERE closed_at IS NULL");
SQL(country_test_led, "SELECT count(*) FROM v_household WHERE professional_id = :me AND closed_at IS NULL");
SQL(country_test_caseload, "SELECT count(*) FROM v_caseload WHERE closed_at IS NULL");
SQL(country_test_goals, "SELECT count(*) FROM v_goal");

static id64 account(const char *login)
{
	return number(NABIJ_ITSELF, &country_test_account, WITH(p_text("login", login), p_text("kind", login)));
}

static void the_known_sign_ins_see_what_was_said(void **state)
{
	id64 professional = account("professional"), coordinator = account("coordinator");
	(void)state;
	assert_int_equal(number(professional, &country_test_mine, WITHOUT), 30);
	assert_int_equal(number(professional, &country_test_led, WITH(p_id("me", professional))), 30);
	assert_true(number(coordinator, &country_test_mine, WITHOUT) > HOUSEHOLDS / 8);
	assert_int_equal(number(coordinator, &country_test_mine, WITHOUT), number(coordinator, &country_test_caseload, WITHOUT));
	assert_int_equal(number(account("resident"), &country_test_mine, WITHOUT), 1);
	assert_true(number(account("resident"), &country_test_goals, WITHOUT) >= 1);
	assert_int_equal(number(account("manager"), &country_test_mine, WITHOUT), 0);
}

static void every_known_sign_in_has_the_password(void **state)
{
	struct slot *slot = db_slot(the.db, the.arena, NABIJ_ITSELF, clock_now());
	(void)state;
	for (int i = 0; i < COUNTRY_LOGINS; i++) {
		struct rows *r = sql_read(slot, &country_test_password, WITH(p_text("login", made.login[i].login)));
		assert_true(rows_next(r));
		if (i == 0)
			assert_true(password_check(rows_text(r, 0), DEMO_PASSWORD));
		rows_end(r);
	}
	db_slot_back(slot);
}

/* ---- what the parts would have made ---- */

SQL(country_test_attention, "SELECT id, version, rule FROM s_attention ORDER BY id");
SQL(country_test_looks, "SELECT id, coalesce(next_attention_at, 0) FROM s_household UNION ALL SELECT id, coalesce(next_attention_at, 0) FROM s_report ORDER BY 1");
SQL(country_test_accesses, "SELECT id, version, ground FROM s_access ORDER BY id");
SQL(country_test_household_ids, "SELECT id FROM s_household ORDER BY id");
SQL(country_test_report_ids, "SELECT id FROM s_report ORDER BY id");

struct row { id64 id; int64_t value; char word[20]; };
struct list { struct row *row; size_t n; };
enum { MOST = 200000 };

static struct list read_list(struct slot *slot, struct sql *sql, bool words)
{
	struct list l = { calloc(MOST, sizeof *l.row), 0 };
	struct rows *r = sql_read(slot, sql, WITHOUT);
	while (rows_next(r)) {
		if (l.n == MOST)
			break;
		struct row *row = &l.row[l.n++];
		row->id = rows_int(r, 0);
		row->value = rows_int(r, 1);
		if (words)
			snprintf(row->word, sizeof row->word, "%s", rows_text(r, 2));
	}
	return l;
}

static void compare(struct list was, struct list now, const char *what)
{
	for (size_t i = 0; (i < was.n || i < now.n) && !*differs; i++)
		if (i >= was.n || i >= now.n || was.row[i].id != now.row[i].id || was.row[i].value != now.row[i].value)
			wrong("%s %zu of %zu (now %zu): %lld %s %lld, now %lld %s %lld", what, i, was.n, now.n, i < was.n ? (long long)was.row[i].id : 0,
				i < was.n ? was.row[i].word : "", i < was.n ? (long long)was.row[i].value : 0, i < now.n ? (long long)now.row[i].id : 0,
				i < now.n ? now.row[i].word : "", i < now.n ? (long long)now.row[i].value : 0);
	free(was.row);
	free(now.row);
}

static struct list ids(struct slot *slot, struct sql *sql)
{
	struct list l = { calloc(MOST, sizeof *l.row), 0 };
	struct rows *r = sql_read(slot, sql, WITHOUT);
	while (rows_next(r))
		l.row[l.n++].id = rows_int(r, 0);
	return l;
}

static void look_at_all(struct slot *slot)
{
	struct list was = read_list(slot, &country_test_attention, true), looks = read_list(slot, &country_test_looks, false);
	struct list households = ids(slot, &country_test_household_ids), reports = ids(slot, &country_test_report_ids);
	if (was.n < HOUSEHOLDS / 10)
		wrong("only %zu things ask attention", was.n);
	for (size_t i = 0; i < households.n; i++, arena_reset(the.arena))
		if (!attention_household(slot, households.row[i].id))
			wrong("household %lld: %s", (long long)households.row[i].id, slot_error(slot));
	for (size_t i = 0; i < reports.n; i++, arena_reset(the.arena))
		if (!attention_report(slot, reports.row[i].id))
			wrong("report %lld: %s", (long long)reports.row[i].id, slot_error(slot));
	compare(was, read_list(slot, &country_test_attention, true), "attention");
	compare(looks, read_list(slot, &country_test_looks, false), "when to look again");
	free(households.row);
	free(reports.row);
}

static void looking_again_asks_nobody_anything_new(void **state)
{
	(void)state;
	in_bulk(look_at_all, false);
}

static void families_of_all(struct slot *slot)
{
	struct list was = read_list(slot, &country_test_accesses, true), households = ids(slot, &country_test_household_ids);
	for (size_t i = 0; i < households.n; i++, arena_reset(the.arena))
		if (!access_family(slot, households.row[i].id))
			wrong("household %lld: %s", (long long)households.row[i].id, slot_error(slot));
	compare(was, read_list(slot, &country_test_accesses, true), "access");
	free(households.row);
}

static void every_family_has_the_rights_that_age_and_custody_give(void **state)
{
	(void)state;
	in_bulk(families_of_all, false);
}

static void clear_away(struct slot *slot)
{
	int cleared = housekeeping(slot), forgotten = report_forget(slot, 100);
	if (cleared || forgotten)
		wrong("%d rows were cleared away, %d reports forgotten", cleared, forgotten);
}

static void what_had_its_time_is_gone_already(void **state)
{
	(void)state;
	in_bulk(clear_away, false);
}

SQL(country_test_persons, "SELECT p.id, p.file_id, p.household_id, p.first_name, p.last_name, p.birth_date FROM s_person p ORDER BY p.id LIMIT 200");
SQL(country_test_tokens, "SELECT kind, token FROM s_name_token WHERE person_id = :person ORDER BY kind, token");
SQL(country_test_household_tokens, "SELECT kind, token FROM s_name_token WHERE household_id = :household AND person_id IS NULL ORDER BY kind, token");
SQL(country_test_names, "SELECT id, file_id, name FROM s_household ORDER BY id LIMIT 100");

static void tokens_of(struct slot *slot, struct sql *sql, const char *what, id64 id, struct buf *out)
{
	struct rows *r = sql_read(slot, sql, WITH(p_id(what, id)));
	buf_clear(out);
	while (rows_next(r)) {
		struct blob token = rows_blob(r, 1);
		buf_str(out, rows_text(r, 0));
		buf_add(out, token.p, token.n);
	}
}

static void same_tokens(struct slot *slot, struct sql *sql, const char *what, id64 id, id64 file, id64 household, const char *first, const char *last, struct day born)
{
	struct buf was, now;
	buf_init(&was, 0);
	buf_init(&now, 0);
	tokens_of(slot, sql, what, id, &was);
	name_tokens_write(slot, file, household, id == household ? 0 : id, first, last, born);
	tokens_of(slot, sql, what, id, &now);
	if (was.n < 50 || was.n != now.n || memcmp(was.p, now.p, now.n))
		wrong("the tokens of %s %lld are others", what, (long long)id);
	buf_release(&was);
	buf_release(&now);
}

static void name_all(struct slot *slot)
{
	struct rows *r = sql_read(slot, &country_test_persons, WITHOUT);
	int people = 0, households = 0;
	for (; rows_next(r); people++) {
		struct day born;
		if (!day_parse(rows_open(r, 5, "person.birth_date"), &born))
			wrong("person %lld has no birth date", (long long)rows_int(r, 0));
		else
			same_tokens(slot, &country_test_tokens, "person", rows_int(r, 0), rows_int(r, 1), rows_int(r, 2),
				rows_open(r, 3, "person.first_name"), rows_open(r, 4, "person.last_name"), born);
	}
	r = sql_read(slot, &country_test_names, WITHOUT);
	for (; rows_next(r); households++)
		same_tokens(slot, &country_test_household_tokens, "household", rows_int(r, 0), rows_int(r, 1), rows_int(r, 0), rows_open(r, 2, "household.name"),
			NULL, (struct day){ 0, 0, 0 });
	if (people != 200 || households != 100 || slot_failed(slot))
		wrong("%d people and %d households were looked for", people, households);
}

static void everybody_is_found_by_name_as_if_written_by_hand(void **state)
{
	(void)state;
	in_bulk(name_all, false);
}

/* ---- what is sealed opens ---- */

SQL(country_test_contacts, "SELECT id, file_id, note, with_whom, by_name FROM s_contact ORDER BY id LIMIT 500");
SQL(country_test_steps, "SELECT s.id, s.file_id, s.title, s.version, s.done_by, s.who FROM s_step s ORDER BY s.id LIMIT 500");
SQL(country_test_versions, "SELECT id, file_id, content, version FROM s_revision WHERE row_id = :row ORDER BY version DESC LIMIT 1");
SQL(country_test_staff, "SELECT id, file_id, name FROM s_account ORDER BY id LIMIT 500");
SQL(country_test_asked, "SELECT id, file_id, name, detail FROM s_attention ORDER BY id LIMIT 500");
SQL(country_test_reported, "SELECT id, file_id, what, about FROM s_report ORDER BY id LIMIT 500");
SQL(country_test_keyless, "SELECT id FROM s_file ORDER BY id");

static void opens(struct slot *slot, struct sql *sql, const char *const *where)
{
	struct rows *r = sql_read(slot, sql, WITHOUT);
	int n = 0;
	while (rows_next(r)) {
		for (int i = 0; where[i]; i++)
			assert_non_null(rows_open(r, 2 + i, where[i]));
		n++;
	}
	assert_true(n > 100 && !slot_failed(slot));
}

static void what_is_sealed_opens(void **state)
{
	struct slot *slot = db_slot(the.db, the.arena, NABIJ_ITSELF, clock_now());
	struct key key;
	(void)state;
	opens(slot, &country_test_contacts, (const char *const[]){ "contact.note", "contact.with_whom", "contact.by_name", NULL });
	opens(slot, &country_test_staff, (const char *const[]){ "account.name", NULL });
	opens(slot, &country_test_asked, (const char *const[]){ "attention.name", "attention.detail", NULL });
	opens(slot, &country_test_reported, (const char *const[]){ "report.what", "report.about", NULL });
	struct rows *r = sql_read(slot, &country_test_keyless, WITHOUT);
	int files = 0;
	for (; rows_next(r); files++)
		assert_true(keystore_get(the.keys, rows_int(r, 0), &key));
	assert_true(files > 1000 && !slot_failed(slot));
	db_slot_back(slot);
	arena_reset(the.arena);
}

static void the_last_version_says_what_stands_there(void **state)
{
	struct slot *slot = db_slot(the.db, the.arena, NABIJ_ITSELF, clock_now());
	struct rows *r = sql_read(slot, &country_test_steps, WITHOUT);
	int steps = 0;
	(void)state;
	for (; rows_next(r); steps++) {
		struct rows *v = sql_read(slot, &country_test_versions, WITH(p_id("row", rows_int(r, 0))));
		assert_true(rows_next(v));
		json_t *content = json_loads(rows_open(v, 2, "revision.content"), 0, NULL);
		assert_non_null(content);
		assert_int_equal(rows_int(v, 3), rows_int(r, 3));
		assert_string_equal(json_string_value(json_object_get(content, "title")), rows_open(r, 2, "step.title"));
		assert_string_equal(json_string_value(json_object_get(content, "who")), rows_open(r, 5, "step.who"));
		if (!rows_null(r, 4))
			assert_string_equal(json_string_value(json_object_get(content, "done_by")), rows_open(r, 4, "step.done_by"));
		json_decref(content);
		rows_end(v);
	}
	assert_true(steps > 100 && !slot_failed(slot));
	db_slot_back(slot);
}

/* ---- what is refused ---- */

static void a_second_country_is_refused(void **state)
{
	struct err e = { "" };
	(void)state;
	assert_false(fill(8, &e));
	assert_non_null(strstr(e.text, "already"));
	assert_int_equal(number(NABIJ_ITSELF, &country_test_households, WITHOUT), HOUSEHOLDS);
}

static void the_guards_stand_again(void **state)
{
	struct buf report;
	struct err e = { "" };
	(void)state;
	buf_init(&report, 0);
	if (!db_check_store(the.db, &report, &e))
		fail_msg("%s %s", e.text, report.p);
	buf_release(&report);
	assert_int_equal(store_change(account("manager"), clock_now(), &country_test_no_areas, WITHOUT), 0);
}

/* ---- a load by itself ---- */

static const char *const setting_columns[] = { "id", "name", "value", NULL };
static const struct load_table settings[] = { { "setting", setting_columns }, { NULL, NULL } };
SQL(country_test_settings, "SELECT count(*) FROM v_setting WHERE name >= 'load'");

static void tell_nobody(void *ctx, const char *what, int at, int of)
{
	(void)ctx, (void)what, (void)at, (void)of;
}

static bool load_settings(int n, const char *name, bool keep, struct err *e)
{
	db_close(the.db);
	the.db = NULL;
	struct load *l = load_begin(the.url, settings, tell_nobody, NULL, e);
	for (int i = 0; l && i < n; i++) {
		load_row(l, 0);
		load_int(l, 1000 + i);
		load_text(l, name ? arena_printf(the.arena, "%s %d", name, i) : NULL);
		load_text(l, "x");
	}
	bool fine = l && load_end(l, keep, e);
	store_reopen();
	arena_reset(the.arena);
	return fine;
}

static void a_load_is_whole_or_nothing(void **state)
{
	struct err e = { "" };
	(void)state;
	assert_false(load_settings(20000, "load", false, &e));
	assert_int_equal(number(NABIJ_ITSELF, &country_test_settings, WITHOUT), 0);
	err_clear(&e);
	assert_false(load_settings(2, NULL, true, &e));                 /* a column that must be there is not: the store says so */
	assert_true(err_any(&e));
	assert_int_equal(number(NABIJ_ITSELF, &country_test_settings, WITHOUT), 0);
	err_clear(&e);
	if (!load_settings(20000, "load", true, &e))
		fail_msg("%s", e.text);
	assert_int_equal(number(NABIJ_ITSELF, &country_test_settings, WITHOUT), 20000);
	assert_false(load_settings(1, "load", true, &e));               /* the same name again: one of a kind */
	assert_int_equal(number(NABIJ_ITSELF, &country_test_settings, WITHOUT), 20000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_is_as_much_as_was_asked), cmocka_unit_test(most_are_quiet_and_a_few_heavy_and_nothing_lies_in_the_future),
		cmocka_unit_test(the_known_sign_ins_see_what_was_said), cmocka_unit_test(every_known_sign_in_has_the_password),
		cmocka_unit_test(looking_again_asks_nobody_anything_new), cmocka_unit_test(every_family_has_the_rights_that_age_and_custody_give),
		cmocka_unit_test(what_had_its_time_is_gone_already), cmocka_unit_test(everybody_is_found_by_name_as_if_written_by_hand), cmocka_unit_test(what_is_sealed_opens),
		cmocka_unit_test(the_last_version_says_what_stands_there), cmocka_unit_test(a_second_country_is_refused),
		cmocka_unit_test(the_guards_stand_again), cmocka_unit_test(a_load_is_whole_or_nothing),
	};
	return cmocka_run_group_tests(tests, with_country, store_gone);
}
