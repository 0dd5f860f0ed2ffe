/* The reporting code in the demo's households ("codes" of content/demo/reports.json): begun by who helps the family with a colleague who thinks along, held
 * back, and for some told since. */
#include "../../privacy/access.h"
#include "../../signal/signal.h"
#include "demo_inside.h"

SQL(codes_household, "SELECT id, file_id, name FROM s_household WHERE team_id = :team AND closed_at IS NULL");
SQL(codes_hold, "SELECT hold_id FROM s_reporting_code WHERE id = :code");

static id64 household_of(struct demo *d, const json_t *j)
{
	id64 found = 0;
	slot_view_as(d->slot, NABIJ_ITSELF);
	struct rows *r = sql_read(d->slot, &codes_household, WITH(p_id("team", demo_team_id(d, text_of(j, "team")))));
	while (rows_next(r))
		if (!strcmp(rows_open(r, 2, "household.name"), text_of(j, "household")))
			found = rows_int(r, 0);
	return found;
}

static bool walk(struct demo *d, const json_t *steps, id64 code, id64 who)
{
	size_t i;
	json_t *j;
	json_array_foreach(steps, i, j) {
		demo_at(d, number_of(j, "day", 0), number_of(j, "hour", 14), 20);
		slot_view_as(d->slot, who);
		const struct reporting_step_new step = { .step = text_of(j, "step"), .was = text_of(j, "was") ? text_of(j, "was") : "done",
			.on = demo_day(d, number_of(j, "day", 0)), .with_whom = text_of(j, "with"), .anonymous = json_is_true(json_object_get(j, "anonymous")),
			.outcome = text_of(j, "word"), .reason = text_of(j, "reason"), .suspicion = text_of(j, "suspicion"), .danger = text_of(j, "danger"),
			.help = text_of(j, "help"), .accepted = text_of(j, "accepted"), .result = text_of(j, "result"), .report_needed = text_of(j, "report_needed"),
			.help_possible = text_of(j, "help_possible") };
		if (!reporting_step_add(d->slot, code, &step))
			return false;
	}
	return true;
}

static bool tell_code(struct demo *d, const json_t *j)
{
	const struct demo_staff *who = demo_who(d, text_of(j, "by")), *second = demo_who(d, text_of(j, "second"));
	id64 household = household_of(d, j);
	if (!who || !second || !household)
		return demo_wrong(d, "the reporting code of %s could not be told", text_of(j, "household"));
	demo_at(d, number_of(j, "day", -1), 11, 10);
	slot_view_as(d->slot, who->account);
	id64 code = reporting_code_of_household(d->slot, household, text_of(j, "why"), second->account);
	slot_view_as(d->slot, NABIJ_ITSELF);
	id64 hold = sql_number(d->slot, &codes_hold, WITH(p_id("code", code)), 0);
	demo_at(d, number_of(j, "day", -1), 15, 40);
	slot_view_as(d->slot, second->account);
	bool fine = code && hold_second(d->slot, hold) && walk(d, json_object_get(j, "steps"), code, who->account);
	if (fine && json_object_get(j, "told")) {
		demo_at(d, number_of(j, "told", 0), 16, 0);
		slot_view_as(d->slot, who->account);
		fine = hold_end(d->slot, hold);
	}
	slot_view_as(d->slot, NABIJ_ITSELF);
	arena_reset(d->arena);
	return fine || demo_wrong(d, "the reporting code of %s could not be told", text_of(j, "household"));
}

bool demo_codes(struct demo *d)
{
	return demo_each(d, json_object_get(d->reports, "codes"), tell_code) && demo_fine(d);
}
