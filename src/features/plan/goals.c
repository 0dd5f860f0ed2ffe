/* Goals: few at once, the rest parked in sight. */
#include <assert.h>
#include "../../platform/schema/schema.h"
#include "plan_entities.h"
#include "revision.h"

SQL(goal_next_position, "SELECT coalesce(max(position), 0) + 1 FROM v_goal WHERE household_id = :household");
SQL(goal_insert, "INSERT INTO goal (id, file_id, household_id, person_id, domain, title, state, position, by_id, at, state_at)"
	" VALUES (:id, :file, :household, :person, :domain, :title, :state, :position, :by, :at, :at)");
SQL(goal_person_household, "SELECT household_id FROM v_person WHERE id = :id");
SQL(goals_active_count, "SELECT count(*) FROM v_goal WHERE household_id = :household AND state = 'active'");

id64 goal_add(struct slot *slot, const struct goal_new *goal, const char *actor)
{
	struct plan_change c;
	id64 id = id_new();
	const char *state = goal->state ? goal->state : "active";
	assert(goal->title && code_label(&LIFE_DOMAINS, goal->domain) && code_label(&GOAL_STATES, state));
	if (!plan_begin(&c, slot, goal->household, actor) || !plan_has(&c, &goal_person_household, goal->person))
		return 0;
	int64_t position = sql_number(slot, &goal_next_position, WITH(p_id("household", c.household)), 1);
	sql_run(slot, &goal_insert, WITH(p_id("id", id), p_id("file", c.file), p_id("household", c.household), p_id("person", goal->person),
		p_text("domain", goal->domain), p_blob("title", plan_seal(&c, "goal.title", id, goal->title)), p_text("state", state),
		p_int("position", position), p_id("by", slot_viewer(slot)), p_moment("at", slot_now(slot))));
	return plan_end(&c, &GOAL_ROWS, id, "made") ? id : 0;
}

/* ---- changing ---- */

SQL(goal_as_it_is, "SELECT id, file_id, version, person_id, domain, title, state FROM v_goal WHERE id = :id");
SQL(goal_update, "UPDATE goal SET version = version + 1, person_id = :person, domain = :domain, title = :title WHERE id = :id");

struct standing { int64_t version; const char *domain, *title, *state; };

static struct standing goal_standing(struct slot *slot, id64 goal)
{
	struct standing now = { 0 };
	struct rows *rows = sql_read(slot, &goal_as_it_is, WITH(p_id("id", goal)));
	if (rows_next(rows))
		now = (struct standing){ rows_int(rows, 2), rows_text(rows, 4), rows_open(rows, 5, "goal.title"), rows_text(rows, 6) };
	rows_end(rows);
	return now;
}

enum plan_outcome goal_change(struct slot *slot, id64 goal, const struct goal_new *to, const char *actor)
{
	struct plan_change c;
	assert(!to->domain || code_label(&LIFE_DOMAINS, to->domain));
	if (!plan_begin_row(&c, slot, &GOAL_ROWS, goal, actor) || !plan_has(&c, &goal_person_household, to->person))
		return PLAN_REFUSED;
	struct standing now = goal_standing(slot, goal);
	if (to->version && to->version != now.version)
		return PLAN_CONFLICT;
	const char *title = to->title ? to->title : now.title;
	sql_run(slot, &goal_update, WITH(p_id("id", goal), p_id("person", to->person), p_text("domain", to->domain ? to->domain : now.domain),
		p_blob("title", plan_seal(&c, "goal.title", goal, title))));
	return plan_end(&c, &GOAL_ROWS, goal, "changed") ? PLAN_SAVED : PLAN_REFUSED;
}

SQL(goal_update_state, "UPDATE goal SET version = version + 1, state = :state, state_at = :at WHERE id = :id");

static const char *state_action(const char *from, const char *to)
{
	if (!strcmp(to, "done") || !strcmp(to, "dropped"))
		return to;
	return !strcmp(from, "done") ? "undone" : "changed";
}

bool goal_state(struct slot *slot, id64 goal, const char *state, const char *actor)
{
	struct plan_change c;
	assert(code_label(&GOAL_STATES, state));
	if (!plan_begin_row(&c, slot, &GOAL_ROWS, goal, actor))
		return false;
	struct standing now = goal_standing(slot, goal);
	if (slot_failed(slot))
		return false;
	if (!strcmp(now.state, state))
		return true;
	sql_run(slot, &goal_update_state, WITH(p_id("id", goal), p_text("state", state), p_moment("at", slot_now(slot))));
	slot_wrote(slot, c.file);
	return plan_end(&c, &GOAL_ROWS, goal, state_action(now.state, state));
}

int goals_active(struct slot *slot, id64 household)
{
	return (int)sql_number(slot, &goals_active_count, WITH(p_id("household", household)), 0);
}
