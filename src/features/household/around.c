#include "around.h"
#include "household_entities.h"
#include "names.h"

SQL(tie_of, "SELECT 1 FROM v_tie WHERE id = :tie AND household_id = :household AND until_at > :now");
SQL(tie_set, "UPDATE tie SET person_id = :person, kind = :kind, name = :name, organisation = :organisation, works_on = :works_on, phone = :phone,"
	" closeness = :closeness, domain = :domain, version = version + 1 WHERE id = :id");
SQL(around_person, "SELECT 1 FROM v_person WHERE id = :person AND household_id = :household");
SQL(history_insert, "INSERT INTO history (id, file_id, household_id, year, what, outcome, by_id, at)"
	" VALUES (:id, :file, :household, :year, :what, :outcome, :by, :now)");

static bool tie_fits(struct slot *slot, const struct tie_new *new)
{
	return new->name && *new->name && code_label(&TIE_KINDS, new->kind) && new->closeness >= 1 && new->closeness <= 3
		&& (!new->person || sql_number(slot, &around_person, WITH(p_id("person", new->person), p_id("household", new->household)), 0) == 1);
}

bool tie_change(struct slot *slot, id64 tie, const struct tie_new *new)
{
	bool there = sql_number(slot, &tie_of, WITH(p_id("tie", tie), p_id("household", new->household), p_moment("now", slot_now(slot))), 0) == 1;
	id64 file = there && tie_fits(slot, new) ? household_lock(slot, new->household) : 0;
	return file && sql_run(slot, &tie_set, WITH(p_id("id", tie), p_id("person", new->person), p_text("kind", new->kind),
		p_blob("name", slot_seal(slot, file, "tie.name", tie, new->name)),
		p_blob("organisation", seal_some(slot, file, "tie.organisation", tie, new->organisation)),
		p_blob("works_on", seal_some(slot, file, "tie.works_on", tie, new->works_on)),
		p_blob("phone", seal_some(slot, file, "tie.phone", tie, new->phone)),
		p_int("closeness", new->closeness), p_text("domain", new->domain))) == 1;
}

id64 history_add(struct slot *slot, const struct history_new *new)
{
	id64 id = id_new(), file = new->what && *new->what && household_is_open(slot, new->household) ? household_lock(slot, new->household) : 0;
	return file && sql_run(slot, &history_insert, WITH(p_id("id", id), p_id("file", file), p_id("household", new->household), p_text("year", new->year),
		p_blob("what", slot_seal(slot, file, "history.what", id, new->what)),
		p_blob("outcome", seal_some(slot, file, "history.outcome", id, new->outcome)),
		p_id("by", slot_viewer(slot)), p_moment("now", slot_now(slot)))) == 1 ? id : 0;
}
