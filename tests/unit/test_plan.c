/* The plan: who may change it, that every version is kept, and what two people at once make of it. */
#include "dieze.h"
#include "features/household/household.h"
#include "features/plan/plan.h"

SQL(test_goals, "SELECT count(*) FROM s_goal WHERE household_id = :household");
SQL(test_goal_positions, "SELECT count(DISTINCT position) FROM s_goal WHERE household_id = :household");
SQL(test_last_contact, "SELECT last_contact_at FROM s_household WHERE id = :household");
SQL(test_revisions, "SELECT count(*) FROM s_revision WHERE row_id = :row");
SQL(test_revision_action, "SELECT count(*) FROM s_revision WHERE row_id = :row AND action = :action");
SQL(test_step_done_by, "SELECT id, file_id, done_by, stuck FROM v_step WHERE id = :id");
SQL(test_plan_version, "SELECT version FROM v_plan WHERE household_id = :household");

/* ---- doing things as somebody ---- */

static struct goal_new goal;
static struct step_new step;
static id64 made;
static bool went;

static enum change add_goal(struct slot *slot, void *ctx)
{
	made = goal_add(slot, &goal, ctx);
	return CHANGE_KEEP;
}

static enum change add_step(struct slot *slot, void *ctx)
{
	made = step_add(slot, &step, ctx);
	return CHANGE_KEEP;
}

static id64 a_goal(id64 viewer, const char *title)
{
	goal = (struct goal_new){ .household = town.household, .domain = "income", .title = title };
	AS(viewer, add_goal, (void *)(viewer == town.lotte ? "Lotte" : "Sanne"));
	return made;
}

static id64 a_step(id64 of_goal, const char *title)
{
	step = (struct step_new){ .household = town.household, .goal = of_goal, .title = title, .who_kind = "family", .who = "Lotte" };
	AS(town.sanne, add_step, (void *)"Sanne");
	return made;
}

struct state { id64 id; const char *state; };

static enum change set_state(struct slot *slot, void *ctx)
{
	const struct state *to = ctx;
	went = goal_state(slot, to->id, to->state, "Sanne");
	return CHANGE_KEEP;
}

static enum change retitle(struct slot *slot, void *ctx)
{
	const struct state *to = ctx;
	went = goal_change(slot, to->id, &(struct goal_new){ .title = to->state, .version = 1 }, "Sanne") == PLAN_SAVED;
	return CHANGE_KEEP;
}

struct tick { id64 step; bool done; const char *actor; };

static enum change tick_step(struct slot *slot, void *ctx)
{
	const struct tick *t = ctx;
	went = step_done(slot, t->step, t->done, t->actor);
	return CHANGE_KEEP;
}

/* ---- versions ---- */

static const char *title_at(moment at)
{
	struct slot *slot = dieze_slot(town.sanne);
	struct revisions plan = plan_at(slot, town.household, at);
	const char *title = plan.n ? revision_text(the.arena, &plan.list[0], "title") : "nothing";
	const char *state = plan.n ? revision_text(the.arena, &plan.list[0], "state") : "";
	db_slot_back(slot);
	return arena_printf(the.arena, "%s %s", title, state);
}

static void the_plan_reads_as_it_did_at_any_moment(void **state)
{
	(void)state;
	moment before = town.now - HOURS(1), first = town.now;
	id64 id = a_goal(town.sanne, "Rust met geld");
	dieze_time(day(2026, 11, 25), 10, 0);
	moment second = town.now;
	AS(town.sanne, retitle, &((struct state){ id, "Geen deurwaarder meer" }));
	assert_true(went);
	dieze_time(day(2026, 12, 9), 10, 0);
	AS(town.sanne, set_state, &((struct state){ id, "done" }));
	assert_true(went);
	assert_string_equal(title_at(before), "nothing ");
	assert_string_equal(title_at(first), "Rust met geld active");
	assert_string_equal(title_at(second - 1), "Rust met geld active");
	assert_string_equal(title_at(second), "Geen deurwaarder meer active");
	assert_string_equal(title_at(town.now), "Geen deurwaarder meer done");
}

static enum change much_at_once(struct slot *slot, void *ctx)
{
	id64 id = *(id64 *)ctx;
	const char *const states[] = { "later", "active", "done", "active", "dropped" };
	for (size_t i = 0; i < 5; i++)
		assert_true(goal_state(slot, id, states[i], "Sanne"));
	return CHANGE_KEEP;
}

static void changes_of_one_moment_keep_their_order(void **state)
{
	(void)state;
	id64 id = a_goal(town.sanne, "Rust met geld");
	AS(town.sanne, much_at_once, &id);
	assert_string_equal(title_at(town.now), "Rust met geld dropped");
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_revision_action, WITH(p_id("row", id), p_text("action", "undone"))), 1);
}

static void what_changed_since_we_spoke(void **state)
{
	(void)state;
	a_goal(town.sanne, "Rust met geld");
	moment spoken = town.now;
	dieze_time(day(2026, 11, 28), 9, 0);
	id64 wished = a_goal(town.lotte, "Samen aan tafel");
	struct slot *slot = dieze_slot(town.sanne);
	struct revisions since = plan_since(slot, town.household, spoken);
	assert_int_equal(since.n, 1);
	assert_int_equal(since.list[0].row, wished);
	assert_string_equal(since.list[0].by_name, "Lotte");
	assert_string_equal(since.list[0].action, "made");
	assert_null(revision_text(the.arena, &since.list[0], "person_id"));
	db_slot_back(slot);
}

/* ---- who may ---- */

static void a_colleague_without_a_relation_changes_nothing(void **state)
{
	(void)state;
	id64 id = a_goal(town.sanne, "Rust met geld");
	assert_int_equal(a_goal(town.piet, "Een ander doel"), 0);
	AS(town.piet, set_state, &((struct state){ id, "dropped" }));
	assert_false(went);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_revisions, WITH(p_id("row", id))), 1);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_goals, WITH(p_id("household", town.household))), 1);
}

static id64 other_household;

static enum change open_other(struct slot *slot, void *ctx)
{
	(void)ctx;
	other_household = household_open(slot, &(struct household_new){ .team = town.team, .name = "Gezin Okafor", .professional = town.sanne });
	return CHANGE_KEEP;
}

static void rows_of_another_household_are_not_found(void **state)
{
	(void)state;
	AS(town.sanne, open_other, NULL);
	id64 ours = a_goal(town.sanne, "Rust met geld");
	goal = (struct goal_new){ .household = other_household, .person = town.lotte_person, .domain = "income", .title = "Van een ander" };
	AS(town.sanne, add_goal, (void *)"Sanne");
	assert_int_equal(made, 0);
	step = (struct step_new){ .household = other_household, .goal = ours, .title = "Bellen", .who_kind = "professional" };
	AS(town.sanne, add_step, (void *)"Sanne");
	assert_int_equal(made, 0);
}

/* ---- two people at once ---- */

static enum change add_one_of_many(struct slot *slot, void *ctx)
{
	const struct goal_new new = { .household = town.household, .domain = "parenting", .title = "Samen aan tafel" };
	return goal_add(slot, &new, ctx) ? CHANGE_KEEP : CHANGE_UNDO;
}

enum { EACH = 10 };

static void *adds_ten(void *viewer)
{
	struct arena *arena = arena_new(16 << 20);
	for (int i = 0; i < EACH; i++) {
		struct err e = { 0 };
		if (db_change(the.db, arena, *(id64 *)viewer, town.now, add_one_of_many, (void *)"wie dan ook", &e) != CHANGE_DURABLE)
			print_message("%s\n", e.text);
	}
	arena_free(arena);
	return NULL;
}

static void two_people_adding_goals_get_a_place_each(void **state)
{
	(void)state;
	pthread_t lotte, sanne;
	pthread_create(&lotte, NULL, adds_ten, &town.lotte);
	pthread_create(&sanne, NULL, adds_ten, &town.sanne);
	pthread_join(lotte, NULL);
	pthread_join(sanne, NULL);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_goals, WITH(p_id("household", town.household))), 2 * EACH);
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_goal_positions, WITH(p_id("household", town.household))), 2 * EACH);
	struct slot *slot = dieze_slot(town.lotte);
	assert_int_equal(goals_active(slot, town.household), 2 * EACH);
	db_slot_back(slot);
}

struct text { const char *horizon; int64_t version; enum plan_outcome outcome; };

static enum change set_plan(struct slot *slot, void *ctx)
{
	struct text *t = ctx;
	t->outcome = plan_set(slot, town.household, &(struct plan_text){ .horizon = t->horizon }, "Lotte", t->version);
	return CHANGE_KEEP;
}

static void what_another_wrote_is_not_overwritten(void **state)
{
	(void)state;
	int64_t version = dieze_number(town.lotte, &test_plan_version, WITH(p_id("household", town.household)));
	struct text first = { "Weer samen aan tafel", version, 0 }, second = { "Rust", version, 0 }, anyway = { "Rust", 0, 0 };
	AS(town.lotte, set_plan, &first);
	AS(town.sanne, set_plan, &second);
	assert_int_equal(first.outcome, PLAN_SAVED);
	assert_int_equal(second.outcome, PLAN_CONFLICT);
	AS(town.sanne, set_plan, &anyway);
	assert_int_equal(anyway.outcome, PLAN_SAVED);
	AS(town.piet, set_plan, &anyway);
	assert_int_equal(anyway.outcome, PLAN_REFUSED);
}

/* ---- steps ---- */

static const char *done_by(id64 id)
{
	struct slot *slot = dieze_slot(town.sanne);
	struct rows *rows = sql_read(slot, &test_step_done_by, WITH(p_id("id", id)));
	assert_true(rows_next(rows));
	const char *who = rows_null(rows, 2) ? NULL : rows_open(rows, 2, "step.done_by");
	rows_end(rows);
	db_slot_back(slot);
	return who;
}

static void who_ticked_first_did_it(void **state)
{
	(void)state;
	id64 id = a_step(a_goal(town.sanne, "Rust met geld"), "Vaste lasten op een rij");
	AS(town.lotte, tick_step, &((struct tick){ id, true, "Lotte" }));
	AS(town.sanne, tick_step, &((struct tick){ id, true, "Sanne" }));
	assert_true(went);
	assert_string_equal(done_by(id), "Lotte");
	AS(town.sanne, tick_step, &((struct tick){ id, false, "Sanne" }));
	assert_null(done_by(id));
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_revisions, WITH(p_id("row", id))), 3);
}

static enum change stick(struct slot *slot, void *ctx)
{
	went = step_stuck(slot, *(id64 *)ctx, "eng", "Lotte");
	return CHANGE_KEEP;
}

static enum change drop(struct slot *slot, void *ctx)
{
	went = step_drop(slot, *(id64 *)ctx, "Sanne");
	return CHANGE_KEEP;
}

static void a_dropped_step_is_not_ticked(void **state)
{
	(void)state;
	id64 id = a_step(0, "Bellen met de woningcorporatie");
	AS(town.lotte, stick, &id);
	assert_true(went);
	AS(town.sanne, drop, &id);
	assert_true(went);
	AS(town.lotte, tick_step, &((struct tick){ id, true, "Lotte" }));
	assert_false(went);
	AS(town.lotte, stick, &id);
	assert_false(went);
}

/* ---- looking back ---- */

static enum change look_back(struct slot *slot, void *ctx)
{
	const struct review_new review = { .household = town.household, .on = day(2026, 11, 20), .family_present = true, .text = "Het gaat beter" };
	made = review_add(slot, &review, "Sanne");
	went = review_word(slot, made, *(id64 *)ctx, "Lotte", "Ik slaap weer", 6, "Lotte");
	return CHANGE_KEEP;
}

static void looking_back_with_the_family_is_a_contact(void **state)
{
	(void)state;
	id64 id = a_goal(town.sanne, "Rust met geld");
	assert_int_equal(dieze_number(NABIJ_ITSELF, &test_last_contact, WITH(p_id("household", town.household))), 0);
	AS(town.sanne, look_back, &id);
	assert_true(made && went);
	assert_true(dieze_number(NABIJ_ITSELF, &test_last_contact, WITH(p_id("household", town.household))) == day_at(day(2026, 11, 20), 12, 0));
}

int main(void)
{
#define STORY(name) cmocka_unit_test_setup_teardown(name, dieze_ready, store_gone)
	const struct CMUnitTest tests[] = {
		STORY(the_plan_reads_as_it_did_at_any_moment), STORY(changes_of_one_moment_keep_their_order), STORY(what_changed_since_we_spoke),
		STORY(a_colleague_without_a_relation_changes_nothing),
		STORY(rows_of_another_household_are_not_found), STORY(two_people_adding_goals_get_a_place_each),
		STORY(what_another_wrote_is_not_overwritten), STORY(who_ticked_first_did_it), STORY(a_dropped_step_is_not_ticked),
		STORY(looking_back_with_the_family_is_a_contact),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
