/* Steps: who does what by when; ticked by whoever does them. */
#include <assert.h>
#include "../../platform/schema/schema.h"
#include "plan_entities.h"
#include "revision.h"

SQL(step_goal_household, "SELECT household_id FROM v_goal WHERE id = :id");
SQL(step_insert, "INSERT INTO step (id, file_id, household_id, goal_id, title, who_kind, who, who_account_id, due_on, added_by, by_id, at)"
	" VALUES (:id, :file, :household, :goal, :title, :who_kind, :who, :who_account, :due, :added_by, :by, :at)");

id64 step_add(struct slot *slot, const struct step_new *step, const char *actor)
{
	struct plan_change c;
	id64 id = id_new();
	assert(step->title && code_label(&STEP_WHO, step->who_kind));
	if (!plan_begin(&c, slot, step->household, actor) || !plan_has(&c, &step_goal_household, step->goal))
		return 0;
	sql_run(slot, &step_insert, WITH(p_id("id", id), p_id("file", c.file), p_id("household", c.household), p_id("goal", step->goal),
		p_blob("title", plan_seal(&c, "step.title", id, step->title)), p_text("who_kind", step->who_kind),
		p_blob("who", plan_seal(&c, "step.who", id, step->who)), p_id("who_account", step->who_account),
		p_day("due", slot_arena(slot), step->due), p_blob("added_by", plan_seal(&c, "step.added_by", id, actor)),
		p_id("by", slot_viewer(slot)), p_moment("at", slot_now(slot))));
	return plan_end(&c, &STEP_ROWS, id, "made") ? id : 0;
}

/* ---- changing ---- */

SQL(step_as_it_is, "SELECT id, file_id, version, title, who_kind, who, done_at, dropped_at FROM v_step WHERE id = :id");
SQL(step_update, "UPDATE step SET version = version + 1, goal_id = :goal, title = :title, who_kind = :who_kind, who = :who,"
	" who_account_id = :who_account, due_on = :due WHERE id = :id");

struct standing { int64_t version; const char *title, *who_kind, *who; bool done, dropped; };

static struct standing step_standing(struct slot *slot, id64 step)
{
	struct standing now = { 0 };
	struct rows *rows = sql_read(slot, &step_as_it_is, WITH(p_id("id", step)));
	if (rows_next(rows))
		now = (struct standing){ rows_int(rows, 2), rows_open(rows, 3, "step.title"), rows_text(rows, 4),
			rows_null(rows, 5) ? NULL : rows_open(rows, 5, "step.who"), !rows_null(rows, 6), !rows_null(rows, 7) };
	rows_end(rows);
	return now;
}

enum plan_outcome step_change(struct slot *slot, id64 step, const struct step_new *to, const char *actor)
{
	struct plan_change c;
	assert(!to->who_kind || code_label(&STEP_WHO, to->who_kind));
	if (!plan_begin_row(&c, slot, &STEP_ROWS, step, actor) || !plan_has(&c, &step_goal_household, to->goal))
		return PLAN_REFUSED;
	struct standing now = step_standing(slot, step);
	if (to->version && to->version != now.version)
		return PLAN_CONFLICT;
	const char *title = to->title ? to->title : now.title, *who = to->who ? to->who : now.who;
	sql_run(slot, &step_update, WITH(p_id("id", step), p_id("goal", to->goal), p_blob("title", plan_seal(&c, "step.title", step, title)),
		p_text("who_kind", to->who_kind ? to->who_kind : now.who_kind), p_blob("who", plan_seal(&c, "step.who", step, who)),
		p_id("who_account", to->who_account), p_day("due", slot_arena(slot), to->due)));
	return plan_end(&c, &STEP_ROWS, step, "changed") ? PLAN_SAVED : PLAN_REFUSED;
}

/* Done is done by now, and what made it hard is over. Ticking what is ticked already (two people at once) leaves who was first. */
SQL(step_update_done, "UPDATE step SET version = version + 1, done_at = :at, done_by = :by, stuck_at = NULL, stuck = NULL WHERE id = :id");

bool step_done(struct slot *slot, id64 step, bool done, const char *actor)
{
	struct plan_change c;
	if (!plan_begin_row(&c, slot, &STEP_ROWS, step, actor))
		return false;
	struct standing now = step_standing(slot, step);
	if (now.dropped || slot_failed(slot))
		return false;
	if (now.done == done)
		return true;
	sql_run(slot, &step_update_done, WITH(p_id("id", step), p_moment("at", done ? slot_now(slot) : 0),
		p_blob("by", plan_seal(&c, "step.done_by", step, done ? actor : NULL))));
	return plan_end(&c, &STEP_ROWS, step, done ? "done" : "undone");
}

SQL(step_update_stuck, "UPDATE step SET version = version + 1, stuck_at = :at, stuck = :word WHERE id = :id");
SQL(step_update_dropped, "UPDATE step SET version = version + 1, dropped_at = :at WHERE id = :id");

bool step_stuck(struct slot *slot, id64 step, const char *word, const char *actor)
{
	struct plan_change c;
	if (!plan_begin_row(&c, slot, &STEP_ROWS, step, actor))
		return false;
	struct standing now = step_standing(slot, step);
	if (now.done || now.dropped)
		return false;
	sql_run(slot, &step_update_stuck, WITH(p_id("id", step), p_moment("at", slot_now(slot)),
		p_blob("word", plan_seal(&c, "step.stuck", step, word))));
	return plan_end(&c, &STEP_ROWS, step, "changed");
}

bool step_drop(struct slot *slot, id64 step, const char *actor)
{
	struct plan_change c;
	if (!plan_begin_row(&c, slot, &STEP_ROWS, step, actor))
		return false;
	sql_run(slot, &step_update_dropped, WITH(p_id("id", step), p_moment("at", slot_now(slot))));
	slot_wrote(slot, c.file);
	return plan_end(&c, &STEP_ROWS, step, "dropped");
}
