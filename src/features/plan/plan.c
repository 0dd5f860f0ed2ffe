/* The plan itself, its offers and wishes, and what was agreed. */
#include "plan.h"
#include <assert.h>
#include "../../platform/schema/schema.h"
#include "plan_entities.h"
#include "revision.h"

SQL(plan_of_household, "SELECT id FROM v_plan WHERE household_id = :household");
SQL(plan_version, "SELECT version FROM v_plan WHERE id = :id");

static id64 begin(struct plan_change *c, struct slot *slot, id64 household, const char *actor)
{
	if (!plan_begin(c, slot, household, actor))
		return 0;
	return sql_number(slot, &plan_of_household, WITH(p_id("household", household)), 0);
}

/* ---- where the family wants to go ---- */

/* NULL leaves what stands, so each text has a statement of its own. */
SQL(plan_update_horizon, "UPDATE plan SET version = version + 1, horizon = :text WHERE id = :id");
SQL(plan_update_consequence, "UPDATE plan SET version = version + 1, consequence = :text WHERE id = :id");
SQL(plan_update_freedom, "UPDATE plan SET version = version + 1, freedom = :freedom WHERE id = :id");

static void set_texts(struct plan_change *c, id64 plan, const struct plan_text *text)
{
	if (text->horizon)
		sql_run(c->slot, &plan_update_horizon, WITH(p_id("id", plan), p_blob("text", plan_seal(c, "plan.horizon", plan, text->horizon))));
	if (text->consequence)
		sql_run(c->slot, &plan_update_consequence, WITH(p_id("id", plan),
			p_blob("text", plan_seal(c, "plan.consequence", plan, text->consequence))));
	if (text->freedom)
		sql_run(c->slot, &plan_update_freedom, WITH(p_id("id", plan), p_text("freedom", text->freedom)));
}

enum plan_outcome plan_set(struct slot *slot, id64 household, const struct plan_text *text, const char *actor, int64_t expected_version)
{
	struct plan_change c;
	assert(!text->freedom || code_label(&FREEDOM, text->freedom));
	id64 plan = begin(&c, slot, household, actor);
	if (!plan)
		return PLAN_REFUSED;
	if (expected_version && sql_number(slot, &plan_version, WITH(p_id("id", plan)), 0) != expected_version)
		return PLAN_CONFLICT;
	set_texts(&c, plan, text);
	return plan_end(&c, &PLAN_ROWS, plan, "changed") ? PLAN_SAVED : PLAN_REFUSED;
}

/* ---- the offers that come first (Jeugdwet 4.1.2; Wmo 2.2.4), and the family's yes ---- */

SQL(plan_update_own_plan, "UPDATE plan SET version = version + 1, own_plan = :answer, own_plan_at = :at WHERE id = :id");
SQL(plan_update_supporter, "UPDATE plan SET version = version + 1, supporter = :answer, supporter_at = :at WHERE id = :id");

bool plan_offer(struct slot *slot, id64 household, const char *which, const char *answer, const char *actor)
{
	struct plan_change c;
	bool own_plan = !strcmp(which, "own_plan");
	assert(own_plan || !strcmp(which, "supporter"));
	assert(!strcmp(answer, "yes") || !strcmp(answer, "no"));
	id64 plan = begin(&c, slot, household, actor);
	if (!plan)
		return false;
	sql_run(slot, own_plan ? &plan_update_own_plan : &plan_update_supporter,
		WITH(p_id("id", plan), p_text("answer", answer), p_moment("at", slot_now(slot))));
	slot_wrote(slot, c.file);
	return plan_end(&c, &PLAN_ROWS, plan, "changed");
}

SQL(plan_update_agreed, "UPDATE plan SET version = version + 1, agreed_at = :at, agreed_by = :who WHERE id = :id");

bool plan_agree(struct slot *slot, id64 household, const char *who, const char *actor)
{
	struct plan_change c;
	id64 plan = begin(&c, slot, household, actor);
	if (!plan)
		return false;
	sql_run(slot, &plan_update_agreed, WITH(p_id("id", plan), p_moment("at", slot_now(slot)),
		p_blob("who", plan_seal(&c, "plan.agreed_by", plan, who))));
	return plan_end(&c, &PLAN_ROWS, plan, "changed");
}

/* ---- wishes ---- */

SQL(wish_insert, "INSERT INTO wish (id, file_id, household_id, text, whose, by_id, at) VALUES (:id, :file, :household, :text, :whose, :by, :at)");
SQL(wish_update, "UPDATE wish SET version = version + 1, picked_at = :at, answer = :answer WHERE id = :id");

id64 wish_add(struct slot *slot, id64 household, const char *text, const char *whose, const char *actor)
{
	struct plan_change c;
	id64 id = id_new();
	assert(text);
	if (!plan_begin(&c, slot, household, actor))
		return 0;
	sql_run(slot, &wish_insert, WITH(p_id("id", id), p_id("file", c.file), p_id("household", household),
		p_blob("text", plan_seal(&c, "wish.text", id, text)), p_blob("whose", plan_seal(&c, "wish.whose", id, whose)),
		p_id("by", slot_viewer(slot)), p_moment("at", slot_now(slot))));
	return plan_end(&c, &WISH_ROWS, id, "made") ? id : 0;
}

bool wish_pick(struct slot *slot, id64 wish, const char *answer, const char *actor)
{
	struct plan_change c;
	if (!plan_begin_row(&c, slot, &WISH_ROWS, wish, actor))
		return false;
	sql_run(slot, &wish_update, WITH(p_id("id", wish), p_moment("at", slot_now(slot)),
		p_blob("answer", plan_seal(&c, "wish.answer", wish, answer))));
	return plan_end(&c, &WISH_ROWS, wish, "done");
}

/* ---- agreements ---- */

SQL(agreement_insert, "INSERT INTO agreement (id, file_id, household_id, text, who, at, by_id) VALUES (:id, :file, :household, :text, :who, :at, :by)");
SQL(agreement_update, "UPDATE agreement SET version = version + 1, ended_at = :at WHERE id = :id");

id64 agreement_add(struct slot *slot, id64 household, const char *text, const char *who, const char *actor)
{
	struct plan_change c;
	id64 id = id_new();
	assert(text);
	if (!plan_begin(&c, slot, household, actor))
		return 0;
	sql_run(slot, &agreement_insert, WITH(p_id("id", id), p_id("file", c.file), p_id("household", household),
		p_blob("text", plan_seal(&c, "agreement.text", id, text)), p_blob("who", plan_seal(&c, "agreement.who", id, who)),
		p_moment("at", slot_now(slot)), p_id("by", slot_viewer(slot))));
	return plan_end(&c, &AGREEMENT_ROWS, id, "made") ? id : 0;
}

bool agreement_end(struct slot *slot, id64 agreement, const char *actor)
{
	struct plan_change c;
	if (!plan_begin_row(&c, slot, &AGREEMENT_ROWS, agreement, actor))
		return false;
	sql_run(slot, &agreement_update, WITH(p_id("id", agreement), p_moment("at", slot_now(slot))));
	slot_wrote(slot, c.file);
	return plan_end(&c, &AGREEMENT_ROWS, agreement, "dropped");
}
