/* Whether a household is counted: its own choice, in no statistic from then on (AVG 21). */
#include "household.h"

SQL(household_counts, "SELECT uncounted FROM v_household WHERE id = :household");
SQL(household_set_counted, "UPDATE household SET version = version + 1, uncounted = :uncounted, uncounted_at = :now WHERE id = :household");

bool household_is_counted(struct slot *slot, id64 household)
{
	struct rows *r = sql_read(slot, &household_counts, WITH(p_id("household", household)));
	bool counted = rows_next(r) && !rows_bool(r, 0);
	rows_end(r);
	return counted;
}

bool household_counted(struct slot *slot, id64 household, bool counted)
{
	if (sql_run(slot, &household_set_counted, WITH(p_id("household", household), p_bool("uncounted", !counted), p_moment("now", slot_now(slot)))) != 1)
		return false;
	slot_wrote(slot, household_file(slot, household));
	return !slot_failed(slot);
}
