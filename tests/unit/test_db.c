/* The store on either engine: rights that no statement can forget, values, changes in groups, what a failure undoes. */
#include "store.h"
#include <sys/mount.h>
#include <unistd.h>

SQL(jot_insert, "INSERT INTO contact (id, file_id, note) VALUES (:id, :file, :note)");
SQL(contact_note, "UPDATE contact SET note = :note, version = version + 1 WHERE id = :id AND version = :version");
SQL(contact_move, "UPDATE contact SET file_id = :file WHERE id = :id");
SQL(jot_append, "UPDATE contact SET note = note || '!' WHERE id = :id");
SQL(contact_delete, "DELETE FROM contact WHERE id = :id");
SQL(jot_drop, "DROP TABLE contact");
SQL(jot_copy, "INSERT INTO contact (id, file_id, note) SELECT 13, 10, note FROM contact");
SQL(contact_count, "SELECT count(*) FROM v_contact");
SQL(jot_notes, "SELECT id, note FROM v_contact ORDER BY id");
SQL(contact_all, "SELECT count(*) FROM s_contact");
SQL(jot_peek, "SELECT count(note) FROM contact");
SQL(jot_from, "SELECT note FROM contact WHERE id = :id");
SQL(contact_named, "SELECT count(*) FROM v_contact WHERE note = :note");
SQL(contact_sized, "INSERT INTO contact (id, file_id, size) VALUES (:id, :file, :size)");
SQL(contact_about, "INSERT INTO contact (id, file_id, about_id) VALUES (:id, :file, :about)");
SQL(line_of_log, "INSERT INTO log (id, record_id, at, account_id, file_id, route, action) VALUES (:id, :id, 1, 7, 10, '/x', 'read')");
SQL(no_such, "SELECT id FROM v_no_such");

static int add(id64 viewer, id64 id, id64 file)
{
	return store_change(viewer, NOW, &jot_insert, WITH(p_id("id", id), p_id("file", file), p_text("note", "spoke with mother")));
}

/* ---- rights ---- */

static void a_colleague_sees_and_writes_only_their_own_files(void **state)
{
	(void)state;
	assert_int_equal(add(SEVEN, 11, FILE_OF_SEVEN), 1);
	assert_int_equal(add(SEVEN, 12, FILE_OF_EIGHT), -1);
	assert_int_equal(store_number(SEVEN, NOW, &contact_count, WITHOUT), 1);
	assert_int_equal(store_number(EIGHT, NOW, &contact_count, WITHOUT), 0);
	assert_int_equal(store_number(NOBODY, NOW, &contact_count, WITHOUT), 0);
	assert_int_equal(store_change(EIGHT, NOW, &contact_note, WITH(p_text("note", "x"), p_id("id", 11), p_int("version", 1))), 0);
}

/* No trigger says so on SQLite: the engine does, of a statement that is new and of one that the service used before. */
static void where_only_the_service_adds_rows_nobody_else_does(void **state)
{
	(void)state;
	assert_int_equal(store_change(SEVEN, NOW, &line_of_log, WITH(p_id("id", 31))), -1);
	assert_int_equal(store_change(NABIJ_ITSELF, NOW, &line_of_log, WITH(p_id("id", 32))), 1);
	assert_int_equal(store_change(SEVEN, NOW, &line_of_log, WITH(p_id("id", 33))), -1);
	assert_int_equal(store_change(NOBODY, NOW, &line_of_log, WITH(p_id("id", 34))), -1);
	assert_int_equal(store_change(NABIJ_ITSELF, NOW, &line_of_log, WITH(p_id("id", 35))), 1);
}

static void an_update_of_an_old_version_changes_nothing(void **state)
{
	(void)state;
	add(SEVEN, 11, FILE_OF_SEVEN);
	assert_int_equal(store_change(SEVEN, NOW, &contact_note, WITH(p_text("note", "a"), p_id("id", 11), p_int("version", 1))), 1);
	assert_int_equal(store_change(SEVEN, NOW, &contact_note, WITH(p_text("note", "b"), p_id("id", 11), p_int("version", 1))), 0);
	assert_int_equal(store_number(SEVEN, NOW, &contact_named, WITH(p_text("note", "a"))), 1);
}

static void a_row_stays_in_its_file_and_is_not_deleted(void **state)
{
	(void)state;
	add(SEVEN, 11, FILE_OF_SEVEN);
	assert_int_equal(store_change(SEVEN, NOW, &contact_move, WITH(p_id("file", FILE_OF_EIGHT), p_id("id", 11))), -1);
	assert_int_equal(store_change(SEVEN, NOW, &contact_delete, WITH(p_id("id", 11))), 0);
	assert_int_equal(store_number(SEVEN, NOW, &contact_count, WITHOUT), 1);
}

static void a_table_gives_its_content_to_no_statement(void **state)
{
	(void)state;
	add(SEVEN, 11, FILE_OF_SEVEN);
	assert_int_equal(store_number(SEVEN, NOW, &jot_peek, WITHOUT), -1);
	assert_int_equal(store_number(SEVEN, NOW, &jot_from, WITH(p_id("id", 11))), -1);
	assert_int_equal(store_change(SEVEN, NOW, &jot_append, WITH(p_id("id", 11))), -1);
	assert_int_equal(store_change(SEVEN, NOW, &jot_copy, WITHOUT), -1);
	assert_int_equal(store_change(NABIJ_ITSELF, NOW, &jot_drop, WITHOUT), -1);
	assert_int_equal(store_number(SEVEN, NOW, &contact_count, WITHOUT), 1);
}

static void after_the_end_there_is_nothing_to_see_or_change(void **state)
{
	(void)state;
	add(SEVEN, 11, FILE_OF_SEVEN);
	assert_int_equal(store_number(SEVEN, AFTER, &contact_count, WITHOUT), 0);
	assert_int_equal(store_change(SEVEN, AFTER, &contact_note, WITH(p_text("note", "late"), p_id("id", 11), p_int("version", 1))), 0);
}

static void only_the_service_itself_sees_past_the_files(void **state)
{
	(void)state;
	add(SEVEN, 11, FILE_OF_SEVEN);
	add(EIGHT, 12, FILE_OF_EIGHT);
	assert_int_equal(store_number(NABIJ_ITSELF, NOW, &contact_all, WITHOUT), 2);
	assert_int_equal(store_number(SEVEN, NOW, &contact_all, WITHOUT), 0);
	struct slot *slot = db_slot(the.db, the.arena, SEVEN, NOW);
	slot_view_as(slot, NABIJ_ITSELF);
	assert_int_equal(sql_number(slot, &contact_all, WITHOUT, -1), 2);
	slot_view_as(slot, EIGHT);
	assert_int_equal(sql_number(slot, &contact_all, WITHOUT, -1), 0);
	assert_int_equal(sql_number(slot, &contact_count, WITHOUT, -1), 1);
	db_slot_back(slot);
}

static void what_was_begun_for_one_viewer_is_read_for_that_one(void **state)
{
	int seen = 0;
	(void)state;
	for (id64 id = 11; id < 14; id++)
		add(SEVEN, id, FILE_OF_SEVEN);
	struct slot *slot = db_slot(the.db, the.arena, SEVEN, NOW);
	struct rows *rows = sql_read(slot, &jot_notes, WITHOUT);
	assert_true(rows_next(rows));
	slot_view_as(slot, EIGHT);
	assert_int_equal(rows_int(rows, 0), 11);
	while (rows_next(rows))
		seen++;
	assert_int_equal(seen, 2);
	db_slot_back(slot);
}

/* ---- values ---- */

SQL(value_insert, "INSERT INTO contact (id, file_id, note, secret, ready, weight, about_id)"
	" VALUES (:id, :file, :note, :secret, :ready, :weight, :about)");
SQL(value_read, "SELECT id, file_id, note, secret, ready, weight, about_id FROM v_contact WHERE id = :id");

SQL(by_note, "SELECT count(*) FROM v_contact WHERE note = :note");

static void assert_values(id64 id, const char *note, size_t secret_n, bool ready, double weight)
{
	struct slot *slot = db_slot(the.db, the.arena, SEVEN, NOW);
	struct rows *rows = sql_read(slot, &value_read, WITH(p_id("id", id)));
	assert_true(rows_next(rows));
	assert_int_equal(rows_int(rows, 0), id);
	if (note)
		assert_string_equal(rows_text(rows, 2), note);
	else
		assert_null(rows_text(rows, 2));
	assert_int_equal(rows_blob(rows, 3).n, secret_n);
	assert_true(rows_null(rows, 3) == !note);
	assert_int_equal(rows_bool(rows, 4), ready);
	assert_true(rows_real(rows, 5) == weight);
	assert_int_equal(rows_int(rows, 6), 0);
	assert_false(rows_next(rows));
	assert_false(rows_next(rows));
	assert_false(slot_failed(slot));
	db_slot_back(slot);
}

static void values_come_back_as_they_went_in(void **state)
{
	(void)state;
	const unsigned char bytes[] = { 0, 1, 255, '\'', 0 };
	const id64 big = INT64_MAX - 1;
	assert_int_equal(store_change(SEVEN, NOW, &value_insert, WITH(p_id("id", big), p_id("file", FILE_OF_SEVEN),
		p_text("note", "O'Brien — ij\n\"x\""), p_blob("secret", (struct blob){ bytes, sizeof bytes }), p_bool("ready", true),
		p_real("weight", -2.5), p_id("about", 0))), 1);
	assert_values(big, "O'Brien — ij\n\"x\"", 5, true, -2.5);
	assert_int_equal(store_change(SEVEN, NOW, &value_insert, WITH(p_id("id", 2), p_id("file", FILE_OF_SEVEN), p_text("note", NULL),
		p_blob("secret", (struct blob){ NULL, 0 }), p_null("ready", PARAM_BOOL), p_real("weight", 2), p_id("about", 0))), 1);
	assert_values(2, NULL, 0, false, 2);
	assert_int_equal(store_change(SEVEN, NOW, &value_insert, WITH(p_id("id", 3), p_id("file", FILE_OF_SEVEN), p_text("note", ""),
		p_blob("secret", (struct blob){ (const unsigned char *)"", 0 }), p_bool("ready", false), p_real("weight", 0),
		p_id("about", 0))), 1);
	assert_values(3, "", 0, false, 0);
}

static enum change change_while_reading(struct slot *slot, void *ctx)
{
	int *seen = ctx;
	struct rows *rows = sql_read(slot, &jot_notes, WITHOUT);
	while (rows_next(rows) && *seen < 10) {
		assert_int_equal(sql_run(slot, &jot_insert, WITH(p_id("id", rows_int(rows, 0) + 100), p_id("file", FILE_OF_SEVEN),
			p_text("note", "new"))), 1);
		assert_string_equal(rows_text(rows, 1), "spoke with mother");
		++*seen;
	}
	return CHANGE_KEEP;
}

static void a_reading_shows_what_was_there_when_it_began(void **state)
{
	(void)state;
	int seen = 0;
	struct err e = { 0 };
	for (id64 id = 11; id < 14; id++)
		add(SEVEN, id, FILE_OF_SEVEN);
	assert_int_equal(db_change(the.db, the.arena, SEVEN, NOW, change_while_reading, &seen, &e), CHANGE_DURABLE);
	assert_int_equal(seen, 3);
	assert_int_equal(store_number(SEVEN, NOW, &contact_count, WITHOUT), 6);
}

static void one_statement_may_be_read_twice_at_once(void **state)
{
	(void)state;
	int pairs = 0;
	add(SEVEN, 11, FILE_OF_SEVEN);
	add(SEVEN, 12, FILE_OF_SEVEN);
	struct slot *slot = db_slot(the.db, the.arena, SEVEN, NOW);
	struct rows *outer = sql_read(slot, &jot_notes, WITHOUT);
	while (rows_next(outer)) {
		struct rows *inner = sql_read(slot, &jot_notes, WITHOUT);
		while (rows_next(inner))
			pairs++;
	}
	assert_int_equal(pairs, 4);
	sql_read(slot, &jot_notes, WITHOUT);           /* left open: the slot ends it */
	db_slot_back(slot);
}

static void a_page_is_one_snapshot(void **state)
{
	(void)state;
	add(SEVEN, 11, FILE_OF_SEVEN);
	struct slot *slot = db_slot(the.db, the.arena, SEVEN, NOW);
	assert_int_equal(sql_number(slot, &contact_count, WITHOUT, -1), 1);
	add(SEVEN, 12, FILE_OF_SEVEN);
	assert_int_equal(sql_number(slot, &contact_count, WITHOUT, -1), 1);
	db_slot_back(slot);
	assert_int_equal(store_number(SEVEN, NOW, &contact_count, WITHOUT), 2);
}

static void an_error_sticks_to_its_slot_alone(void **state)
{
	(void)state;
	add(SEVEN, 11, FILE_OF_SEVEN);
	struct slot *slot = db_slot(the.db, the.arena, SEVEN, NOW);
	assert_false(rows_next(sql_read(slot, &no_such, WITHOUT)));
	assert_true(slot_failed(slot));
	assert_non_null(strstr(slot_error(slot), "v_no_such"));
	assert_int_equal(sql_number(slot, &contact_count, WITHOUT, -5), -5);
	db_slot_back(slot);
	assert_int_equal(store_number(SEVEN, NOW, &contact_count, WITHOUT), 1);
}

/* ---- announced readings ---- */

static void what_was_announced_is_given_to_its_own_question_alone(void **state)
{
	(void)state;
	add(SEVEN, 11, FILE_OF_SEVEN);
	add(SEVEN, 12, FILE_OF_SEVEN);
	add(EIGHT, 21, FILE_OF_EIGHT);
	struct slot *slot = db_slot(the.db, the.arena, SEVEN, NOW);
	char first[] = "11";                         /* what parameters point to may be gone by the time of reading */
	sql_ahead(slot, &value_read, WITH(p_id("id", 11)));
	sql_ahead(slot, &by_note, WITH(p_text("note", first)));
	sql_ahead(slot, &contact_count, WITHOUT);
	first[0] = 'x';
	assert_int_equal(sql_number(slot, &value_read, WITH(p_id("id", 12)), -1), 12);
	assert_int_equal(sql_number(slot, &value_read, WITH(p_id("id", 11)), -1), 11);
	assert_int_equal(sql_number(slot, &value_read, WITH(p_id("id", 11)), -1), 11);
	assert_int_equal(sql_number(slot, &by_note, WITH(p_text("note", "spoke with mother")), -1), 2);
	assert_int_equal(sql_number(slot, &by_note, WITH(p_text("note", "11")), -1), 0);
	slot_view_as(slot, EIGHT);
	assert_int_equal(sql_number(slot, &contact_count, WITHOUT, -1), 1);
	sql_ahead(slot, &contact_count, WITHOUT);
	slot_view_as(slot, SEVEN);
	assert_int_equal(sql_number(slot, &contact_count, WITHOUT, -1), 2);
	assert_int_equal(sql_number(slot, &contact_count, WITHOUT, -1), 2);
	assert_false(slot_failed(slot));
	db_slot_back(slot);
}

static void what_was_announced_and_not_read_leaves_nothing(void **state)
{
	(void)state;
	add(SEVEN, 11, FILE_OF_SEVEN);
	for (int i = 0; i < 40; i++) {
		struct slot *slot = db_slot(the.db, the.arena, SEVEN, NOW);
		for (int j = 0; j < i; j++)
			sql_ahead(slot, &contact_count, WITHOUT);
		if (i % 3 == 0)
			assert_int_equal(sql_number(slot, &value_read, WITH(p_id("id", 11)), -1), 11);
		db_slot_back(slot);
		assert_int_equal(store_number(EIGHT, NOW, &contact_count, WITHOUT), 0);
	}
	struct slot *slot = db_slot(the.db, the.arena, SEVEN, NOW);
	sql_ahead(slot, &contact_count, WITHOUT);
	assert_int_equal(sql_number(slot, &value_read, WITH(p_id("id", 11)), -1), 11);
	add(SEVEN, 12, FILE_OF_SEVEN);               /* both in the snapshot of the page, when they come too */
	assert_int_equal(sql_number(slot, &contact_count, WITHOUT, -1), 1);
	db_slot_back(slot);
}

static void an_announced_reading_that_fails_fails_its_slot_alone(void **state)
{
	(void)state;
	add(SEVEN, 11, FILE_OF_SEVEN);
	struct slot *slot = db_slot(the.db, the.arena, SEVEN, NOW);
	sql_ahead(slot, &no_such, WITHOUT);
	sql_ahead(slot, &contact_count, WITHOUT);
	assert_int_equal(sql_number(slot, &contact_count, WITHOUT, -5), slot_reads_ahead(slot) ? -5 : 1);
	assert_true(slot_failed(slot) == slot_reads_ahead(slot));
	if (slot_failed(slot))
		assert_non_null(strstr(slot_error(slot), "v_no_such"));
	db_slot_back(slot);
	assert_int_equal(store_number(SEVEN, NOW, &contact_count, WITHOUT), 1);
}

/* ---- sealed values ---- */

SQL(secret_insert, "INSERT INTO contact (id, file_id, secret) VALUES (:id, :file, :secret)");
SQL(secret_read, "SELECT id, file_id, secret FROM v_contact WHERE id = :id");

static enum change seal_one(struct slot *slot, void *ctx)
{
	const char *text = ctx;
	struct blob sealed = slot_seal(slot, FILE_OF_SEVEN, "contact.secret", 11, text);
	sql_run(slot, &secret_insert, WITH(p_id("id", 11), p_id("file", FILE_OF_SEVEN), p_blob("secret", sealed)));
	slot_wrote(slot, FILE_OF_EIGHT);
	slot_wrote(slot, FILE_OF_SEVEN);
	struct file_list written = slot_files_written(slot);
	assert_int_equal(written.n, 2);
	assert_int_equal(written.id[0], FILE_OF_SEVEN);
	return CHANGE_KEEP;
}

static const char *opened(size_t *shown, bool *failed, const char *where)
{
	struct slot *slot = db_slot(the.db, the.arena, SEVEN, NOW);
	struct rows *rows = sql_read(slot, &secret_read, WITH(p_id("id", 11)));
	assert_true(rows_next(rows));
	const char *text = rows_open(rows, 2, where);
	*shown = slot_files_shown(slot).n;
	*failed = slot_failed(slot);
	db_slot_back(slot);
	return text;
}

static void what_is_sealed_opens_where_it_stands_and_nowhere_else(void **state)
{
	(void)state;
	size_t shown;
	bool failed;
	struct err e = { 0 };
	char text[] = "she laughed";
	assert_int_equal(db_change(the.db, the.arena, SEVEN, NOW, seal_one, text, &e), CHANGE_DURABLE);
	assert_string_equal(opened(&shown, &failed, "contact.secret"), "she laughed");
	assert_int_equal(shown, 1);
	assert_false(failed);
	assert_null(opened(&shown, &failed, "contact.other"));
	assert_int_equal(shown, 0);
	assert_true(failed);
	assert_true(keystore_destroy(the.keys, FILE_OF_SEVEN, NOW, &e));
	assert_null(opened(&shown, &failed, "contact.secret"));
	assert_int_equal(shown, 0);
	assert_false(failed);
}

static enum change seal_without_key(struct slot *slot, void *ctx)
{
	(void)ctx;
	assert_null(slot_seal(slot, 999, "contact.secret", 11, "x").p);
	return CHANGE_KEEP;
}

static enum change seal_with_new_key(struct slot *slot, void *ctx)
{
	(void)ctx;
	assert_true(slot_new_file_key(slot, 999));
	assert_non_null(slot_seal(slot, 999, "contact.secret", 11, "x").p);
	return CHANGE_KEEP;
}

static void nothing_is_sealed_without_a_key(void **state)
{
	(void)state;
	struct err e = { 0 };
	assert_int_equal(db_change(the.db, the.arena, SEVEN, NOW, seal_without_key, NULL, &e), CHANGE_FAILED);
	assert_non_null(strstr(e.text, "no key"));
	err_clear(&e);
	assert_int_equal(db_change(the.db, the.arena, SEVEN, NOW, seal_with_new_key, NULL, &e), CHANGE_DURABLE);
}

/* ---- changes ---- */

static enum change insert_then_regret(struct slot *slot, void *ctx)
{
	(void)ctx;
	sql_run(slot, &jot_insert, WITH(p_id("id", 11), p_id("file", FILE_OF_SEVEN), p_text("note", "x")));
	return CHANGE_UNDO;
}

static enum change insert_then_fail(struct slot *slot, void *ctx)
{
	struct sql *failing = ctx;
	assert_int_equal(sql_run(slot, &jot_insert, WITH(p_id("id", 11), p_id("file", FILE_OF_SEVEN), p_text("note", "x"))), 1);
	assert_int_equal(sql_run(slot, failing, WITH(p_id("id", 12), p_id("file", FILE_OF_SEVEN), p_int("size", 100), p_id("about", 99))), -1);
	assert_int_equal(sql_run(slot, &jot_insert, WITH(p_id("id", 13), p_id("file", FILE_OF_SEVEN), p_text("note", "x"))), -1);
	return CHANGE_KEEP;
}

static void what_is_undone_or_fails_leaves_nothing(void **state)
{
	(void)state;
	struct err e = { 0 };
	assert_int_equal(db_change(the.db, the.arena, SEVEN, NOW, insert_then_regret, NULL, &e), CHANGE_UNDONE);
	assert_false(err_any(&e));
	assert_int_equal(db_change(the.db, the.arena, SEVEN, NOW, insert_then_fail, &contact_sized, &e), CHANGE_FAILED);
	assert_int_equal(db_change(the.db, the.arena, SEVEN, NOW, insert_then_fail, &contact_about, NULL), CHANGE_FAILED);
	assert_non_null(strstr(e.text, "contact_sized"));
	assert_int_equal(store_number(SEVEN, NOW, &contact_count, WITHOUT), 0);
}

enum { THREADS = 32, EACH = 25 };

struct client { pthread_t thread; int number, kept, failed; };

static enum change one_of_many(struct slot *slot, void *ctx)
{
	id64 *id = ctx;
	id64 file = slot_viewer(slot) == SEVEN ? FILE_OF_SEVEN : FILE_OF_EIGHT;
	bool bad = *id % 5 == 0;
	sql_run(slot, &jot_insert, WITH(p_id("id", *id), p_id("file", file), p_text("note", "x")));
	if (bad)                             /* into the other's file: refused */
		sql_run(slot, &jot_insert, WITH(p_id("id", *id + 100000), p_id("file", FILE_OF_SEVEN + FILE_OF_EIGHT - file),
			p_text("note", "x")));
	return CHANGE_KEEP;
}

static void *client_run(void *arg)
{
	struct client *c = arg;
	struct arena *arena = arena_new(1 << 20);
	for (int i = 0; i < EACH; i++) {
		id64 id = 1000 + c->number * EACH + i;
		struct err e = { 0 };
		enum change_result result = db_change(the.db, arena, c->number % 2 ? SEVEN : EIGHT, NOW, one_of_many, &id, &e);
		c->kept += result == CHANGE_DURABLE;
		c->failed += result == CHANGE_FAILED;
		arena_reset(arena);
	}
	arena_free(arena);
	return NULL;
}

static void of_many_changes_at_once_none_is_lost_and_the_bad_ones_harm_no_other(void **state)
{
	(void)state;
	struct client client[THREADS] = { 0 };
	int kept = 0, failed = 0;
	for (int i = 0; i < THREADS; i++) {
		client[i].number = i;
		assert_int_equal(pthread_create(&client[i].thread, NULL, client_run, &client[i]), 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(client[i].thread, NULL);
		kept += client[i].kept;
		failed += client[i].failed;
	}
	assert_int_equal(failed, THREADS * EACH / 5);
	assert_int_equal(kept, THREADS * EACH - failed);
	store_reopen();
	assert_int_equal(store_number(NABIJ_ITSELF, NOW, &contact_all, WITHOUT), kept);
	assert_int_equal(store_number(SEVEN, NOW, &contact_count, WITHOUT) + store_number(EIGHT, NOW, &contact_count, WITHOUT), kept);
}

/* ---- what only PostgreSQL can do to us ---- */

SQL(contact_touch, "UPDATE contact SET version = version + 1 WHERE id = :id");
SQL(contact_version, "SELECT version FROM v_contact WHERE id = :id");

struct crossing { pthread_t thread; pthread_barrier_t *both; id64 first, second; int runs; enum change_result result; };

/* Each has its first row before either asks for its second: one of the two must give way, and is run again. */
static enum change cross(struct slot *slot, void *ctx)
{
	struct crossing *c = ctx;
	sql_run(slot, &contact_touch, WITH(p_id("id", c->first)));
	if (!c->runs++)
		pthread_barrier_wait(c->both);
	sql_run(slot, &contact_touch, WITH(p_id("id", c->second)));
	return CHANGE_KEEP;
}

static void *cross_run(void *arg)
{
	struct crossing *c = arg;
	struct arena *arena = arena_new(1 << 20);
	c->result = db_change(the.db, arena, SEVEN, NOW, cross, c, NULL);
	arena_free(arena);
	return NULL;
}

static void two_changes_that_wait_for_each_other_both_happen(void **state)
{
	pthread_barrier_t both;
	struct crossing c[2] = { { .first = 11, .second = 12, .both = &both }, { .first = 12, .second = 11, .both = &both } };
	(void)state;
	if (!store_on_postgres())
		skip();
	pthread_barrier_init(&both, NULL, 2);
	add(SEVEN, 11, FILE_OF_SEVEN);
	add(SEVEN, 12, FILE_OF_SEVEN);
	for (int i = 0; i < 2; i++)
		assert_int_equal(pthread_create(&c[i].thread, NULL, cross_run, &c[i]), 0);
	for (int i = 0; i < 2; i++) {
		pthread_join(c[i].thread, NULL);
		assert_int_equal(c[i].result, CHANGE_DURABLE);
	}
	assert_int_equal(c[0].runs + c[1].runs, 3);
	assert_int_equal(store_number(SEVEN, NOW, &contact_version, WITH(p_id("id", 11))), 3);
	pthread_barrier_destroy(&both);
}

static enum change lose_the_server(struct slot *slot, void *ctx)
{
	(void)ctx;
	sql_run(slot, &jot_insert, WITH(p_id("id", 12), p_id("file", FILE_OF_SEVEN), p_text("note", "x")));
	store_cut();
	return CHANGE_KEEP;
}

static void a_lost_connection_fails_what_was_under_way_and_no_more(void **state)
{
	struct err e = { 0 };
	(void)state;
	if (!store_on_postgres())
		skip();
	add(SEVEN, 11, FILE_OF_SEVEN);
	struct slot *slot = db_slot(the.db, the.arena, SEVEN, NOW);
	store_cut();
	assert_int_equal(sql_number(slot, &contact_count, WITHOUT, -1), -1);
	assert_true(slot_failed(slot));
	db_slot_back(slot);
	assert_int_equal(store_number(SEVEN, NOW, &contact_count, WITHOUT), 1);
	assert_int_equal(db_change(the.db, the.arena, SEVEN, NOW, lose_the_server, NULL, &e), CHANGE_FAILED);
	store_cut();                         /* and once while nothing is under way */
	assert_int_equal(store_number(SEVEN, NOW, &contact_count, WITHOUT), 1);
	assert_int_equal(add(SEVEN, 13, FILE_OF_SEVEN), 1);
}

/* ---- bulk ---- */

static void bulk_is_all_or_nothing(void **state)
{
	(void)state;
	struct err e = { 0 };
	struct arena *arena = arena_new(1 << 16);
	for (int keep = 0; keep < 2; keep++) {
		struct bulk *bulk = db_bulk_begin(the.db, arena, &e);
		assert_non_null(bulk);
		for (id64 id = 1; id <= 1000; id++) {
			assert_int_equal(sql_run(bulk_slot(bulk), &jot_insert, WITH(p_id("id", id), p_id("file", id % 2 ? 10 : 20),
				p_text("note", "x"))), 1);
			if (id % 100 == 0)
				arena_reset(arena);
		}
		assert_int_equal(sql_number(bulk_slot(bulk), &contact_all, WITHOUT, -1), 1000);
		assert_true(db_bulk_end(bulk, keep, &e));
		assert_int_equal(store_number(NABIJ_ITSELF, NOW, &contact_all, WITHOUT), keep ? 1000 : 0);
	}
	struct bulk *bulk = db_bulk_begin(the.db, arena, &e);
	assert_int_equal(sql_run(bulk_slot(bulk), &contact_sized, WITH(p_id("id", 5000), p_id("file", 10), p_int("size", 1000))), -1);
	assert_false(db_bulk_end(bulk, true, &e));
	assert_int_equal(add(SEVEN, 2000, FILE_OF_SEVEN), 1);          /* the writer is free again */
	arena_free(arena);
}

/* ---- the store itself ---- */

static void a_check_names_the_statements_that_cannot_run(void **state)
{
	(void)state;
	struct err e = { 0 };
	struct buf report;
	buf_init(&report, 0);
	assert_false(db_check_statements(the.db, &report, &e));
	static const char *const bad[] = { "jot_peek", "jot_from", "jot_append", "jot_copy", "jot_drop", "no_such" };
	static const char *const good[] = { "\njot_insert ", "\njot_notes ", "\nvalue_insert ", "\nsecret_read ", "\nlog_insert " };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (!strstr(report.p, bad[i]))
			fail_msg("%s is not in the report:\n%s", bad[i], report.p);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (strstr(report.p, good[i]))
			fail_msg("%s is in the report:\n%s", good[i], report.p);
	buf_release(&report);
}

static void assert_sound(void)
{
	struct err e = { 0 };
	struct buf report;
	buf_init(&report, 0);
	if (!db_check_store(the.db, &report, &e))
		fail_msg("%s\n%s", e.text, report.p);
	assert_int_equal(report.n, 0);
	buf_release(&report);
}

static void a_sound_store_is_called_sound(void **state)
{
	(void)state;
	add(SEVEN, 11, FILE_OF_SEVEN);
	assert_sound();
}

static void a_store_that_is_not_there_says_so(void **state)
{
	(void)state;
	struct err e = { 0 };
	assert_null(db_open("sqlite:/no/such/folder/nabij.db", 2, the.keys, &e));
	assert_non_null(strstr(e.text, "/no/such/folder"));
	err_clear(&e);
	assert_null(db_open("postgres:host=/no/such/folder dbname=x", 2, the.keys, &e));
	assert_true(err_any(&e));
	err_clear(&e);
	assert_null(db_open("oracle:x", 2, the.keys, &e));
	assert_true(err_any(&e));
}

/* ---- a full disk (SQLite) ---- */

static enum change fill(struct slot *slot, void *ctx)
{
	id64 *id = ctx;
	char *note = arena_alloc(slot_arena(slot), 20001);
	memset(note, 'n', 20000);
	sql_run(slot, &jot_insert, WITH(p_id("id", *id), p_id("file", FILE_OF_SEVEN), p_text("note", note)));
	return CHANGE_KEEP;
}

static void *filler(void *arg)
{
	struct client *c = arg;
	struct arena *arena = arena_new(1 << 20);
	for (int i = 0; i < 20; i++) {
		id64 id = 1 + c->number * 20 + i;
		struct err e = { 0 };
		enum change_result result = db_change(the.db, arena, SEVEN, NOW, fill, &id, &e);
		c->kept += result == CHANGE_DURABLE;
		c->failed += result == CHANGE_FAILED && err_any(&e);
		arena_reset(arena);
	}
	arena_free(arena);
	return NULL;
}

static bool small_disk(char *dir)
{
	if (store_on_postgres() || !mkdtemp(dir))
		return false;
	if (mount("none", dir, "tmpfs", 0, "size=2m"))
		return rmdir(dir), false;
	db_close(the.db);
	free(the.url);
	assert_true(asprintf(&the.url, "sqlite:%s/nabij.db", dir) > 0);
	the.db = NULL;
	store_reopen();
	return db_migrate_with(the.db, STORE_MIGRATIONS, store_test_guards(), &the.e);
}

static void on_a_full_disk_what_was_acknowledged_is_there(void **state)
{
	(void)state;
	char dir[] = "/tmp/nabij-disk-XXXXXX";
	struct client client[8] = { 0 };
	int kept = 0, failed = 0;
	if (!small_disk(dir)) {
		print_message("skipped: needs SQLite and a mount of tmpfs\n");
		skip();
	}
	for (int i = 0; i < 8; i++) {
		client[i].number = i;
		assert_int_equal(pthread_create(&client[i].thread, NULL, filler, &client[i]), 0);
	}
	for (int i = 0; i < 8; i++) {
		pthread_join(client[i].thread, NULL);
		kept += client[i].kept;
		failed += client[i].failed;
	}
	assert_true(kept > 0 && failed > 0);
	assert_int_equal(kept + failed, 160);
	store_reopen();
	assert_int_equal(store_number(SEVEN, NOW, &contact_count, WITHOUT), kept);
	assert_sound();
	db_close(the.db);
	the.db = NULL;
	assert_int_equal(umount2(dir, MNT_DETACH), 0);
	rmdir(dir);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, store_ready, store_gone)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(where_only_the_service_adds_rows_nobody_else_does), TEST(a_colleague_sees_and_writes_only_their_own_files), TEST(an_update_of_an_old_version_changes_nothing),
		TEST(a_row_stays_in_its_file_and_is_not_deleted), TEST(a_table_gives_its_content_to_no_statement),
		TEST(after_the_end_there_is_nothing_to_see_or_change), TEST(only_the_service_itself_sees_past_the_files),
		TEST(values_come_back_as_they_went_in), TEST(a_reading_shows_what_was_there_when_it_began),
		TEST(one_statement_may_be_read_twice_at_once), TEST(a_page_is_one_snapshot), TEST(an_error_sticks_to_its_slot_alone),
		TEST(what_was_announced_is_given_to_its_own_question_alone), TEST(what_was_announced_and_not_read_leaves_nothing),
		TEST(an_announced_reading_that_fails_fails_its_slot_alone),
		TEST(what_is_sealed_opens_where_it_stands_and_nowhere_else), TEST(nothing_is_sealed_without_a_key),
		TEST(what_is_undone_or_fails_leaves_nothing),
		TEST(of_many_changes_at_once_none_is_lost_and_the_bad_ones_harm_no_other), TEST(bulk_is_all_or_nothing),
		TEST(what_was_begun_for_one_viewer_is_read_for_that_one), TEST(two_changes_that_wait_for_each_other_both_happen),
		TEST(a_lost_connection_fails_what_was_under_way_and_no_more),
		TEST(a_check_names_the_statements_that_cannot_run), TEST(a_sound_store_is_called_sound),
		TEST(a_store_that_is_not_there_says_so), TEST(on_a_full_disk_what_was_acknowledged_is_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
