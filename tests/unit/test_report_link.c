/* Standing links: who makes one, how it is found, what waits behind a busy one, and areas that were divided. */
#include "dieze.h"
#include "features/monitor/attention.h"
#include "features/signal/report_link.h"

SQL(test_link_seen, "SELECT count(*) FROM v_report_link");
SQL(test_link_token, "SELECT id, file_id, token FROM v_report_link WHERE id = :id");
SQL(test_link_reports, "SELECT count(*) FROM s_report WHERE link_id = :id");
SQL(test_link_held, "SELECT count(*) FROM v_report_held");
SQL(test_link_held_first, "SELECT id FROM s_report_held WHERE thrown_at IS NULL ORDER BY at, id LIMIT 1");
SQL(test_report_kept, "SELECT count(*) FROM s_report WHERE link_id = :id AND number = :number AND answer_by = :by AND organisation_kind = 'club' AND pattern");
SQL(test_link_asks, "SELECT count(*) FROM v_attention WHERE rule = :rule");
SQL(test_area, "INSERT INTO area (id, code, kind, name, name_start) VALUES (:id, :code, :kind, :name, 'abc')");
SQL(test_report_area, "SELECT count(*) FROM s_report WHERE id = :id AND area_code = :area");

static struct report_link_new new_link;
static id64 link_id;
static int let_in;
static struct report_link found;
static enum link_state state;
static const char *token;
static struct report_new report;
static struct report_receipt receipt;
static bool went;
static enum link_pace pace;
static int thrown;

static enum change make(struct slot *slot, void *ctx)
{
	(void)ctx;
	link_id = report_link_make(slot, &new_link);
	return CHANGE_KEEP;
}

static void made_by(id64 account)
{
	new_link = (struct report_link_new){ .team = town.team, .organisation = "FC De Turfhoek", .kind = "club", .place = "kantine", .until = day(2027, 6, 1) };
	AS(account, make, NULL);
	if (!link_id)
		return;
	struct slot *slot = dieze_slot(account);
	struct rows *r = sql_read(slot, &test_link_token, WITH(p_id("id", link_id)));
	assert_true(rows_next(r));
	token = arena_strdup(the.arena, rows_open(r, 2, "report_link.token"));
	rows_end(r);
	db_slot_back(slot);
}

static enum link_state now_found(void)
{
	struct slot *slot = dieze_slot(NOBODY);
	state = report_link_find(slot, token, &found);
	db_slot_back(slot);
	return state;
}

static enum change follow(struct slot *slot, void *ctx)
{
	(void)ctx;
	pace = report_link_pace(slot, &found);
	went = pace == PACE_HOLDS ? report_hold(slot, &found, &report, &receipt) : pace != PACE_FULL && report_receive(slot, &report, &receipt);
	return CHANGE_KEEP;
}

static void reported(void)
{
	report = (struct report_new){ .team = town.team, .link = link_id, .what = "Drie kinderen zonder schoenen", .domains = "income", .pattern = true,
		.organisation_kind = "club", .reporter_kind = "partner", .reporter_name = "Henk" };
	AS(NOBODY, follow, NULL);
}

static enum change do_it(struct slot *slot, void *ctx)
{
	went = ((bool (*)(struct slot *, id64))ctx)(slot, link_id);
	return CHANGE_KEEP;
}

static bool can(id64 account, bool (*what)(struct slot *, id64))
{
	AS(account, do_it, (void *)what);
	return went;
}

static void only_who_reads_new_reports_makes_a_link_and_finds_it(void **state_)
{
	(void)state_;
	made_by(town.sanne);
	assert_int_equal(link_id, 0);
	made_by(town.noor);
	assert_int_equal(link_id, 0);
	made_by(town.joost);
	assert_true(link_id);
	assert_int_equal(dieze_number(town.piet, &test_link_seen, WITHOUT), 1);
	assert_int_equal(dieze_number(town.sanne, &test_link_seen, WITHOUT), 0);
	assert_int_equal(dieze_number(town.noor, &test_link_seen, WITHOUT), 0);
	assert_int_equal(dieze_number(town.paula, &test_link_seen, WITHOUT), 0);
	assert_false(can(town.sanne, report_link_pause) || can(town.noor, report_link_end));
}

static void a_link_is_found_by_its_token_until_it_ends(void **state_)
{
	(void)state_;
	made_by(town.joost);
	assert_int_equal(now_found(), LINK_OPEN);
	assert_string_equal(found.organisation, "FC De Turfhoek");
	assert_true(can(town.piet, report_link_pause) && now_found() == LINK_PAUSED);
	assert_true(can(town.piet, report_link_resume) && now_found() == LINK_OPEN);
	assert_true(can(town.piet, report_link_end) && now_found() == LINK_ENDED);
	assert_false(can(town.piet, report_link_resume));
	assert_true(can(town.piet, report_link_renew) && now_found() == LINK_OPEN);
	dieze_time(day(2027, 11, 22), 12, 0);
	assert_int_equal(now_found(), LINK_ENDED);
	assert_true(can(town.piet, report_link_renew) && now_found() == LINK_OPEN);
	assert_true(can(town.piet, report_link_replace) && now_found() == LINK_NONE);
	token = "";
	assert_int_equal(now_found(), LINK_NONE);
}

static enum change let_one_in(struct slot *slot, void *ctx)
{
	let_in = report_let_in(slot, link_id, ctx, 1);
	return CHANGE_KEEP;
}

static enum change throw_out(struct slot *slot, void *ctx)
{
	(void)ctx;
	thrown = report_throw_out(slot, link_id);
	return CHANGE_KEEP;
}

static int64_t asked(id64 account, const char *rule)
{
	return dieze_number(account, &test_link_asks, WITH(p_text("rule", rule)));
}

static enum change tick(struct slot *slot, void *ctx)
{
	(void)ctx;
	attention_tick(slot, 100);
	return CHANGE_KEEP;
}

static enum change doubt(struct slot *slot, void *ctx)
{
	(void)ctx;
	report_link_doubt(slot, link_id);
	return CHANGE_KEEP;
}

static void tries_of_a_program_ask_for_a_look_until_they_were_seen(void **state_)
{
	(void)state_;
	made_by(town.joost);
	for (int i = 0; i < 3; i++)
		AS(NOBODY, doubt, NULL);
	assert_int_equal(asked(town.joost, "link_doubts") + asked(town.piet, "link_doubts"), 2);
	assert_int_equal(asked(town.sanne, "link_doubts"), 0);
	assert_true(can(town.piet, report_link_seen));
	assert_int_equal(asked(town.joost, "link_doubts") + asked(town.piet, "link_doubts"), 0);
}

static void a_busy_link_holds_back_and_nothing_is_lost(void **state_)
{
	(void)state_;
	made_by(town.joost);
	now_found();
	for (int i = 0; i < LINK_HOLDS; i++) {
		reported();
		assert_true(went && pace == (i < LINK_ASKS ? PACE_COMES_IN : PACE_ASKS));
	}
	reported();
	const char *number = receipt.number;
	struct day by = receipt.answer_by;
	assert_true(went && pace == PACE_HOLDS && receipt.token && !receipt.report && day_known(by));
	reported();
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_link_reports, WITH(p_id("id", link_id))), LINK_HOLDS);
	assert_int_equal(dieze_number(town.joost, &test_link_held, WITHOUT), 2);
	assert_int_equal(dieze_number(town.sanne, &test_link_held, WITHOUT), 0);
	assert_int_equal(asked(town.joost, "link_held") + asked(town.piet, "link_held"), 2);          /* once, however many wait */
	assert_int_equal(asked(town.sanne, "link_held") + asked(town.meryem, "link_held"), 0);
	dieze_time(day(2026, 11, 23), 9, 0);
	AS(NABIJ_ITSELF, tick, NULL);
	assert_int_equal(asked(town.meryem, "link_held"), 1);          /* left lying: the coordinator */

	id64 held = dieze_number(NABIJ_ITSELF, &test_link_held_first, WITHOUT);
	AS(town.sanne, let_one_in, &held);
	assert_int_equal(let_in, 0);
	AS(town.piet, let_one_in, &held);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_report_kept, WITH(p_id("id", link_id), p_text("number", number), p_day("by", the.arena, by))), 1);
	AS(town.piet, throw_out, NULL);
	assert_int_equal(thrown, 1);
	assert_int_equal(asked(town.joost, "link_held") + asked(town.piet, "link_held") + asked(town.meryem, "link_held"), 0);
	AS(town.piet, throw_out, NULL);
	assert_int_equal(thrown, 0);

	dieze_time(day(2026, 11, 24), 12, 30);
	reported();
	assert_int_equal(pace, PACE_COMES_IN);
}

static void an_area_that_was_divided_keeps_the_district(void **state_)
{
	(void)state_;
	dieze_run(&test_area, WITH(p_id("id", id_new()), p_text("code", "WK999901"), p_text("kind", "district"), p_text("name", "Oost")));
	dieze_run(&test_area, WITH(p_id("id", id_new()), p_text("code", "BU99990102"), p_text("kind", "neighbourhood"), p_text("name", "Veen")));
	struct slot *slot = dieze_slot(NOBODY);
	assert_string_equal(area_nearest(slot, "BU99990102"), "BU99990102");
	assert_string_equal(area_nearest(slot, "BU99990177"), "WK999901");
	assert_null(area_nearest(slot, "BU98880177"));
	assert_null(area_nearest(slot, "nonsense"));
	assert_null(area_nearest(slot, NULL));
	db_slot_back(slot);
	made_by(town.joost);
	now_found();
	report = (struct report_new){ .team = town.team, .link = link_id, .what = "Iets", .area_code = "BU99990177", .reporter_kind = "resident", .pattern = true };
	AS(NOBODY, follow, NULL);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_report_area, WITH(p_id("id", receipt.report), p_text("area", "WK999901"))), 1);
}

int main(void)
{
#define STORY(name) cmocka_unit_test_setup_teardown(name, dieze_ready, store_gone)
	const struct CMUnitTest tests[] = {
		STORY(only_who_reads_new_reports_makes_a_link_and_finds_it), STORY(a_link_is_found_by_its_token_until_it_ends),
		STORY(tries_of_a_program_ask_for_a_look_until_they_were_seen),
		STORY(a_busy_link_holds_back_and_nothing_is_lost), STORY(an_area_that_was_divided_keeps_the_district),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
