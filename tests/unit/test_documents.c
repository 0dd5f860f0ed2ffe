/* Documents made together and problems that are raised: who may write, what two at once keep, what stays, and what leaves the team. */
#include "town.h"
#include "features/neighbourhood/neighbourhood.h"
#include "features/neighbourhood/documents/snapshot.h"

#define AREA "WK019310"

SQL(t_area, "INSERT INTO area (id, code, kind, name, name_start, municipality_code) VALUES (:id, :code, 'district', 'Dieze', 'dieze', 'GM0193')");
SQL(t_neighbourhood, "INSERT INTO area (id, code, kind, name, name_start, parent_code, municipality_code) VALUES (:id, :code, 'neighbourhood', :code, 'dieze', 'WK019310',"
	" 'GM0193')");
SQL(t_heard, "INSERT INTO heard_quarter (id, area_code, quarter, domain, n) VALUES (:id, :area, :quarter, :domain, :n)");
SQL(t_team_area, "INSERT INTO team_area (id, team_id, area_code) VALUES (:id, :team, :code)");
SQL(t_text, "SELECT v.text, v.figures, v.figures_out FROM v_area_document_version v WHERE v.document_id = :id AND v.section = :section ORDER BY v.number DESC LIMIT 1");
SQL(t_versions, "SELECT count(*) FROM v_area_document_version v WHERE v.document_id = :id");
SQL(t_seen, "SELECT count(*) FROM v_document_seen");
SQL(t_published, "SELECT count(*) FROM v_document_published");
SQL(t_published_figures, "SELECT p.figures_out FROM v_document_published p WHERE p.document_id = :id AND p.figures_out IS NOT NULL");
SQL(t_number, "SELECT v.number FROM v_area_document_version v WHERE v.document_id = :id AND v.section = :section ORDER BY v.number DESC LIMIT 1");
SQL(t_problems, "SELECT count(*) FROM v_problem_seen");
SQL(t_moves, "SELECT count(*) FROM v_problem_move_seen");
SQL(t_kept, "SELECT p.households FROM v_problem_seen p WHERE p.id = :id");
SQL(t_state, "SELECT p.state FROM v_problem_seen p WHERE p.id = :id");

static void works_here(void)
{
	as(NABIJ_ITSELF);
	sql_run(town.slot, &t_area, WITH(p_id("id", id_new()), p_text("code", AREA)));
	sql_run(town.slot, &t_team_area, WITH(p_id("id", id_new()), p_id("team", town.north), p_text("code", AREA)));
}

static id64 a_document(void)
{
	works_here();
	id64 id = document_begin(as(town.sanne), town.north, AREA, "analysis", 2026);
	assert_true(id);
	return id;
}

static enum document_result writes_there(id64 who, id64 document, const char *text, int64_t number)
{
	return document_save(as(who), document, &(struct document_change){ .section = "people", .text = text, .number = number });
}

static const char *text_of(id64 document, int column)
{
	struct rows *r = sql_read(as(town.joost), &t_text, WITH(p_id("id", document), p_text("section", "people")));
	const char *text = rows_next(r) ? rows_text(r, column) : NULL;
	rows_end(r);
	return text;
}

static int64_t number_of(id64 document)
{
	return sql_number(as(town.sanne), &t_number, WITH(p_id("id", document), p_text("section", "people")), 0);
}

static bool adopt(id64 who, id64 document)
{
	return document_adopt(as(who), document, &(struct document_adoption){ day("2026-11-20"), NULL, "ouders", "de school", NULL });
}

/* ---- documents ---- */

static void a_team_writes_where_it_works_and_nobody_else(void **state)
{
	(void)state;
	id64 id = a_document();
	assert_int_equal(document_begin(as(town.joost), town.north, AREA, "analysis", 2026), id);          /* the draft there is */
	assert_int_equal(document_begin(as(town.joost), town.north, "WK999999", "analysis", 2026), 0);     /* not where they work */
	assert_int_equal(document_begin(as(town.meryem), town.north, AREA, "analysis", 2026), 0);
	assert_int_equal(document_begin(as(town.policy), town.north, AREA, "analysis", 2026), 0);
	assert_int_equal(writes_there(town.joost, id, "Veel jonge gezinnen", 0), DOCUMENT_SAVED);
	assert_int_equal(writes_there(town.meryem, id, "Ander team", 2), DOCUMENT_GONE);
	assert_int_equal(writes_there(town.policy, id, "Beleid", 2), DOCUMENT_GONE);
	assert_string_equal(text_of(id, 0), "Veel jonge gezinnen");
}

static void two_at_once_lose_nothing(void **state)
{
	(void)state;
	id64 id = a_document();
	assert_int_equal(writes_there(town.sanne, id, "Jonge gezinnen", 0), DOCUMENT_SAVED);
	int64_t seen_both = number_of(id);
	assert_int_equal(writes_there(town.joost, id, "Jonge gezinnen, en ouderen", seen_both), DOCUMENT_SAVED);
	assert_int_equal(writes_there(town.sanne, id, "Vooral studenten", seen_both), DOCUMENT_CONFLICT);
	assert_string_equal(text_of(id, 0), "Jonge gezinnen, en ouderen");
	assert_int_equal(writes_there(town.sanne, id, "Jonge gezinnen, en ouderen, en studenten", seen_both), DOCUMENT_SAVED);    /* goes on from it */
	assert_int_equal(writes_there(town.joost, id, "Opnieuw", number_of(id)), DOCUMENT_SAVED);                                  /* having seen it */
	int64_t versions = sql_number(as(town.sanne), &t_versions, WITH(p_id("id", id)), 0);
	assert_int_equal(versions, 5);                                                                                             /* begun, and four savings */
	assert_int_equal(writes_there(town.joost, id, "Opnieuw", number_of(id)), DOCUMENT_SAVED);
	assert_int_equal(sql_number(as(town.sanne), &t_versions, WITH(p_id("id", id)), 0), versions);                              /* the same again is no version */
}

static void what_is_adopted_stays_and_the_next_begins_from_it(void **state)
{
	(void)state;
	id64 id = a_document();
	assert_false(adopt(town.sanne, id));                                     /* nothing in it yet */
	assert_int_equal(writes_there(town.sanne, id, "Jonge gezinnen", 0), DOCUMENT_SAVED);
	assert_false(adopt(town.meryem, id));
	assert_true(adopt(town.sanne, id));
	assert_false(adopt(town.sanne, id));
	assert_int_equal(writes_there(town.sanne, id, "Toch anders", number_of(id)), DOCUMENT_GONE);
	assert_string_equal(text_of(id, 0), "Jonge gezinnen");
	id64 next = document_begin(as(town.joost), town.north, AREA, "analysis", 2027);
	assert_true(next && next != id);
	assert_string_equal(text_of(next, 0), "Jonge gezinnen");
}

static id64 a_problem(const char *to, int64_t households)
{
	id64 id = problem_raise(as(town.sanne), &(struct problem_new){ .team = town.north, .area_code = AREA, .domain = "income", .to_whom = to,
		.title = "Het fonds is traag", .text = "Negen weken", .asked = "Twee weken", .answer_by = day("2026-12-01"), .households = households });
	assert_true(id);
	return id;
}

static void figures_are_of_that_day_and_leave_as_they_may(void **state)
{
	(void)state;
	id64 id = a_document();
	a_problem("municipality", 13);
	a_problem("management", 4);
	assert_int_equal(document_save(as(town.sanne), id, &(struct document_change){ .section = "people", .text = "Zie hieronder", .take = "problems" }), DOCUMENT_SAVED);
	struct snapshots ours = snapshots_read(town.arena, text_of(id, 1)), out = snapshots_read(town.arena, text_of(id, 2));
	assert_int_equal(ours.n, 1);
	assert_int_equal(ours.list[0].rows_n, 2);
	assert_int_equal(out.list[0].rows_n, 1);                                 /* what management is asked does not leave */
	assert_string_equal(day_iso(town.arena, out.list[0].on), "2026-11-21");
	a_problem("municipality", 30);
	assert_int_equal(snapshots_read(town.arena, text_of(id, 1)).list[0].rows_n, 2);                  /* as it was */
	assert_int_equal(document_save(as(town.sanne), id, &(struct document_change){ .section = "people", .text = "Zie hieronder", .number = number_of(id),
		.take = "nonsense" }), DOCUMENT_GONE);
	assert_int_equal(document_save(as(town.sanne), id, &(struct document_change){ .section = "people", .text = "Zie hieronder", .number = number_of(id),
		.leave = "problems" }), DOCUMENT_SAVED);
	assert_null(text_of(id, 1));
}

static void heard(const char *area, int quarter, const char *domain, int64_t n)
{
	as(NABIJ_ITSELF);
	sql_run(town.slot, &t_heard, WITH(p_id("id", id_new()), p_text("area", area), p_int("quarter", quarter), p_text("domain", domain), p_int("n", n)));
}

enum { Q2 = 4 * 2026 + 1, Q3, Q4 };
/* Two neighbourhoods in which something was heard in the last quarter, in the one before it and in the one that is going on. */
static id64 a_document_about_what_was_heard(void)
{
	static const char *const codes[] = { "BU01931001", "BU01931002" };
	id64 id = a_document();
	for (size_t i = 0; i < 2; i++)
		sql_run(as(NABIJ_ITSELF), &t_neighbourhood, WITH(p_id("id", id_new()), p_text("code", codes[i])));
	heard(codes[0], Q3, "income", 13);
	heard(codes[1], Q3, "income", 4);
	heard(codes[1], Q3, "safety", 3);
	heard(codes[0], Q2, "income", 22);
	heard(codes[0], Q4, "income", 37);         /* not over yet: in no document */
	static const char *const take[] = { "signals", "places" };
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(document_save(as(town.sanne), id, &(struct document_change){ .section = "people", .text = "Gehoord", .number = number_of(id),
			.take = take[i] }), DOCUMENT_SAVED);
	return id;
}

static const char *cell(const struct snapshot *s, const char *row, size_t column)
{
	for (size_t i = 0; i < s->rows_n; i++)
		if (!strcmp(s->rows[i].name, row))
			return s->rows[i].cells[column];
	fail_msg("no row %s", row);
	return "";
}

static void what_was_heard_leaves_only_as_published(void **state)
{
	(void)state;
	id64 id = a_document_about_what_was_heard();
	assert_true(adopt(town.sanne, id));
	struct rows *r = sql_read(as(town.policy), &t_published_figures, WITH(p_id("id", id)));
	assert_true(rows_next(r));
	struct snapshots out = snapshots_read(town.arena, rows_text(r, 0));
	rows_end(r);
	const struct snapshot *signals = snapshots_find(&out, "signals"), *places = snapshots_find(&out, "places");
	assert_int_equal(signals->columns_n, 5);                                 /* whole quarters; not the weeks of the team */
	assert_string_equal(signals->columns[4], "3e kwartaal 2026");
	assert_string_equal(cell(signals, "Inkomen", 4), "15");                  /* 17 */
	assert_string_equal(cell(signals, "Inkomen", 3), "20");                  /* 22 */
	assert_string_equal(cell(signals, "Veiligheid", 4), "verborgen");
	assert_string_equal(cell(signals, "Samen", 4), "20");
	assert_string_equal(cell(places, "BU01931002", 0), "verborgen");         /* 7 */
	for (size_t i = 0; i < out.n; i++)
		for (size_t k = 0; k < out.list[i].rows_n; k++) {
			const struct snapshot_row *row = &out.list[i].rows[k];
			assert_true(row->value == 5 * (int64_t)(row->value / 5));
			for (size_t q = 0; row->line && q < out.list[i].line_n; q++)
				assert_true(row->line[q] == -1 || (row->line[q] >= 10 && row->line[q] == 5 * (int64_t)(row->line[q] / 5)));
			for (size_t c = 0; c < out.list[i].columns_n; c++)
				assert_true(!strcmp(row->cells[c], "verborgen") || strtol(row->cells[c], NULL, 10) % 5 == 0);
		}
	as(town.sanne);
	struct snapshots ours = snapshots_read(town.arena, text_of(id, 1));
	assert_int_equal(snapshots_find(&ours, "signals")->columns_n, 6);
	assert_string_equal(cell(snapshots_find(&ours, "signals"), "Inkomen", 4), "15");     /* a quarter is always as published */
}

static void policy_reads_what_is_adopted_and_no_more(void **state)
{
	(void)state;
	id64 id = a_document();
	a_problem("management", 4);
	assert_int_equal(document_save(as(town.sanne), id, &(struct document_change){ .section = "people", .text = "Oud", .take = "problems" }), DOCUMENT_SAVED);
	assert_int_equal(writes_there(town.sanne, id, "Nieuw", number_of(id)), DOCUMENT_SAVED);
	assert_int_equal(seen(town.policy, &t_seen), 0);
	assert_int_equal(seen(town.policy, &t_published), 0);
	assert_true(adopt(town.sanne, id));
	assert_int_equal(seen(town.policy, &t_seen), 1);
	assert_int_equal(seen(town.policy, &t_published), 1);                    /* the last words alone, not how they came about */
	struct rows *r = sql_read(as(town.policy), &t_published_figures, WITH(p_id("id", id)));
	assert_true(rows_next(r));
	assert_null(strstr(rows_text(r, 0), "eigen leiding"));
	rows_end(r);
	const id64 others[] = { town.meryem, town.cor, town.school, town.expert, town.manager, town.privacy };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		assert_int_equal(seen(others[i], &t_seen) + seen(others[i], &t_published), 0);
}

/* ---- problems ---- */

static int64_t kept(id64 problem)
{
	return sql_number(as(town.sanne), &t_kept, WITH(p_id("id", problem)), -1);
}

static bool is(id64 problem, const char *state)
{
	struct rows *r = sql_read(as(town.sanne), &t_state, WITH(p_id("id", problem)));
	bool same = rows_next(r) && !strcmp(rows_text(r, 0), state);
	rows_end(r);
	return same;
}

static bool answer(id64 who, id64 problem)
{
	return problem_answer(as(who), problem, &(struct problem_answer){ "Vanaf januari", "yes", day("2027-01-01") });
}

static void no_exact_number_is_kept(void **state)
{
	(void)state;
	works_here();
	static const struct { int64_t typed, kept; } each[] = { { 0, 0 }, { 1, 0 }, { 9, 0 }, { 10, 10 }, { 11, 10 }, { 13, 15 }, { 1002, 1000 } };
	for (size_t i = 0; i < sizeof each / sizeof *each; i++)
		assert_int_equal(kept(a_problem("municipality", each[i].typed)), each[i].kept);
	assert_int_equal(published_number(-1), -1);
	assert_null(published_words(town.arena, lang_dutch(), -1));
	assert_string_equal(published_words(town.arena, lang_dutch(), 0), "minder dan tien gezinnen");
}

static void who_was_asked_answers_and_the_team_judges(void **state)
{
	(void)state;
	works_here();
	id64 theirs = a_problem("municipality", 12), ours = a_problem("management", 12);
	assert_int_equal(seen(town.policy, &t_problems), 1);                     /* not what one's own management is asked */
	assert_int_equal(seen(town.policy, &t_moves), 1);
	assert_int_equal(seen(town.meryem, &t_problems), 0);
	assert_false(answer(town.policy, ours) || answer(town.sanne, ours) || answer(town.cor, ours));
	assert_false(answer(town.carla, theirs) || answer(town.sanne, theirs) || answer(town.meryem, theirs));
	assert_true(answer(town.carla, ours) && answer(town.policy, theirs));
	assert_true(is(ours, "answered") && is(theirs, "answered"));
	assert_false(answer(town.policy, theirs));                               /* once */
	assert_false(problem_accept(as(town.policy), theirs) || problem_accept(as(town.meryem), theirs));
	assert_true(problem_reopen(as(town.joost), theirs, "Het is nog steeds negen weken", day("2026-12-20")));
	assert_true(is(theirs, "open"));
	assert_true(answer(town.policy, theirs) && problem_accept(as(town.sanne), theirs) && problem_accept(as(town.joost), ours));
	assert_true(is(theirs, "accepted"));
	assert_false(problem_reopen(as(town.sanne), theirs, "Toch niet", day("2026-12-20")));
	assert_int_equal(seen(town.policy, &t_moves), 5);                        /* raised, answered, asked again, answered, accepted */
}

/* ---- what is kept of figures ---- */

static void a_snapshot_comes_back_as_it_was(void **state)
{
	(void)state;
	static const char *const columns[] = { "dit kwartaal", "vorig" };
	struct snapshot *s = snapshot_new(town.arena, "signals", "Gehoord", "Gebied", day("2026-11-21"));
	snapshot_columns(town.arena, s, columns, 2);
	s->bars = "Gehoord, dit kwartaal";
	struct snapshot_row *row = snapshot_add(town.arena, s, "Inkomen \"en meer\"");
	row->cells[0] = "20";
	row->drawn = true;
	row->value = 20;
	s->lines = "Per kwartaal";
	s->line_n = 2;
	row->line = (const double[]){ 20, -1 };
	row->shape = (struct blob){ (const unsigned char *)"\x01\xfe\0", 3 };
	row = snapshot_add(town.arena, s, "Veiligheid");
	row->drawn = row->hidden = true;
	struct snapshots list = { s, 1 }, back = snapshots_read(town.arena, snapshots_json(town.arena, &list));
	assert_int_equal(back.n, 1);
	assert_string_equal(back.list[0].rows[0].name, "Inkomen \"en meer\"");
	assert_string_equal(back.list[0].rows[0].cells[0], "20");
	assert_string_equal(back.list[0].rows[0].cells[1], "");
	assert_true(back.list[0].rows[1].hidden && back.list[0].rows[0].value == 20 && !back.list[0].note);
	assert_true(back.list[0].line_n == 2 && back.list[0].rows[0].line[0] == 20 && back.list[0].rows[0].line[1] == -1 && !back.list[0].rows[1].line);
	assert_int_equal(back.list[0].rows[0].shape.n, 3);
	assert_memory_equal(back.list[0].rows[0].shape.p, "\x01\xfe\0", 3);
	struct snapshots with = snapshots_with(town.arena, &back, s);
	assert_int_equal(with.n, 1);
	assert_int_equal(snapshots_without(town.arena, &with, "signals").n, 0);
	assert_int_equal(snapshots_read(town.arena, "{\"no\": \"list\"}").n + snapshots_read(town.arena, "[").n + snapshots_read(town.arena, NULL).n, 0);
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, town_begin, town_end)
	const struct CMUnitTest tests[] = {
		T(a_team_writes_where_it_works_and_nobody_else), T(two_at_once_lose_nothing), T(what_is_adopted_stays_and_the_next_begins_from_it),
		T(figures_are_of_that_day_and_leave_as_they_may), T(policy_reads_what_is_adopted_and_no_more), T(what_was_heard_leaves_only_as_published), T(no_exact_number_is_kept),
		T(who_was_asked_answers_and_the_team_judges), T(a_snapshot_comes_back_as_it_was),
	};
	return cmocka_run_group_tests(tests, town_made, town_gone);
}
