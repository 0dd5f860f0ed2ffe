/* Holding back: a file of its own per thing, so that who may not know has no relation to it, and no line, gap or count can tell
 * (Jeugdwet 7.3.11(3), AVG 23(1)(i)). Nothing here writes in the shared file. */
#include <assert.h>
#include "access_rows.h"
#include "../monitor/attention.h"

enum { DAYS_TO_REVIEW = 90 };

SQL(hold_add, "INSERT INTO hold (id, file_id, household_id, reason, second_id, review_on, by_id, at)"
	" VALUES (:id, :file, :household, :reason, :second, :review_on, :by, :now)");
SQL(held_entry_add, "INSERT INTO held_entry (id, file_id, household_id, hold_id, what, with_whom, by_id, at)"
	" VALUES (:id, :file, :household, :hold, :what, :with_whom, :by, :at)");
SQL(hold_one, "SELECT id, file_id, household_id, second_id, by_id, ended_at FROM s_hold WHERE id = :hold");
SQL(hold_seconded, "UPDATE hold SET seconded_at = :now, version = version + 1 WHERE id = :hold");
SQL(hold_again, "UPDATE hold SET review_on = :review_on, version = version + 1 WHERE id = :hold");
SQL(hold_over, "UPDATE hold SET ended_at = :now, version = version + 1 WHERE id = :hold");
SQL(holds_known, "SELECT h.file_id FROM s_hold h JOIN s_access a ON a.file_id = h.file_id WHERE h.household_id = :household"
	" AND h.ended_at IS NULL AND a.account_id = :account AND a.until_at > :now ORDER BY h.id");

struct hold_row { id64 file, household, second, by; bool ended; };

static bool hold_read(struct slot *slot, id64 hold, struct hold_row *row)
{
	struct rows *r = sql_read(slot, &hold_one, WITH(p_id("hold", hold)));
	bool found = rows_next(r);
	if (found)
		*row = (struct hold_row){ rows_int(r, 1), rows_int(r, 2), rows_int(r, 3), rows_int(r, 4), !rows_null(r, 5) };
	rows_end(r);
	return found;
}

/* Read as the service; only who may write in its file goes on. */
static bool hold_mine(struct slot *slot, id64 viewer, id64 hold, struct hold_row *row)
{
	return hold_read(slot, hold, row) && !row->ended && may_write_now(slot, viewer, row->file);
}

/* Of the held file alone: what attention writes for its owners is not the actor's. */
static bool settle(struct slot *slot, const struct hold_row *row)
{
	slot_wrote(slot, row->file);
	return attention_household(slot, row->household);
}

static bool review_day(struct slot *slot, id64 household, struct day *day)
{
	struct day today = day_of(slot_now(slot));
	int most = rule_days(slot, "hold_review", household_team(slot, household), DAYS_TO_REVIEW);
	if (!day_known(*day))
		*day = day_add(today, most);
	int ahead = day_diff(today, *day);
	return ahead > 0 && ahead <= most;
}

static bool may_know(struct slot *slot, id64 account, id64 file, id64 household, id64 by)
{
	struct standing who = account_standing(slot, account);
	return standing_is_team(&who) && (may_write_now(slot, account, file)
		|| access_insert(slot, &(struct access_grant){ .account = account, .file = file, .household = household, .by = by,
			.ground = account == household_professional_of(slot, household) ? "assignment" : "consult", .may_write = true, .until = FOREVER }));
}

static bool add_entry(struct slot *slot, id64 by, id64 hold, const struct hold_row *row, const char *what, const char *with_whom, struct day on)
{
	struct blob none = { NULL, 0 };
	id64 id = id_new();
	return sql_run(slot, &held_entry_add, WITH(p_id("id", id), p_id("file", row->file), p_id("household", row->household), p_id("hold", hold),
		p_blob("what", slot_seal(slot, row->file, "held_entry.what", id, what)),
		p_blob("with_whom", with_whom ? slot_seal(slot, row->file, "held_entry.with_whom", id, with_whom) : none), p_id("by", by),
		p_moment("at", day_known(on) ? day_begin(on) : slot_now(slot)))) == 1;
}

static id64 make(struct slot *slot, id64 viewer, const struct hold_new *new, struct day review_on, id64 *file)
{
	id64 id = id_new();
	struct hold_row row = { .household = new->household, .second = new->second, .by = viewer };
	row.file = *file = file_new(slot, "held", new->household, 0, "AVG 23(1)(i)");
	bool made = row.file && may_know(slot, viewer, row.file, row.household, viewer) && may_know(slot, new->second, row.file, row.household, viewer)
		&& sql_run(slot, &hold_add, WITH(p_id("id", id), p_id("file", row.file), p_id("household", row.household),
			p_blob("reason", slot_seal(slot, row.file, "hold.reason", id, new->reason)), p_id("second", new->second),
			p_day("review_on", slot_arena(slot), review_on), p_id("by", viewer), p_moment("now", slot_now(slot)))) == 1
		&& (!new->what || add_entry(slot, viewer, id, &row, new->what, new->with_whom, new->on));
	return made && attention_household(slot, new->household) ? id : 0;
}

id64 hold_make(struct slot *slot, const struct hold_new *new, id64 *file)
{
	id64 viewer = slot_as_itself(slot), id = 0, shared = shared_file(slot, new->household);
	struct standing second = account_standing(slot, new->second);
	struct day review_on = new->review_on;
	if (shared && new->reason && *new->reason && new->second != viewer && standing_is_team(&second)
			&& may_write_now(slot, viewer, shared) && !reads_as_family(slot, viewer, shared) && review_day(slot, new->household, &review_on))
		id = make(slot, viewer, new, review_on, file);
	slot_view_as(slot, viewer);
	return id;
}

bool hold_second(struct slot *slot, id64 hold)
{
	struct hold_row row;
	id64 viewer = slot_as_itself(slot);
	bool fine = hold_mine(slot, viewer, hold, &row) && row.second == viewer
		&& sql_run(slot, &hold_seconded, WITH(p_id("hold", hold), p_moment("now", slot_now(slot)))) == 1;
	fine = fine && settle(slot, &row);
	slot_view_as(slot, viewer);
	return fine;
}

bool hold_tell(struct slot *slot, id64 hold, id64 account)
{
	struct hold_row row;
	id64 viewer = slot_as_itself(slot);
	bool fine = hold_mine(slot, viewer, hold, &row) && may_know(slot, account, row.file, row.household, viewer);
	slot_view_as(slot, viewer);
	return fine;
}

bool hold_extend(struct slot *slot, id64 hold, struct day review_on)
{
	struct hold_row row;
	id64 viewer = slot_as_itself(slot);
	bool fine = hold_mine(slot, viewer, hold, &row) && review_day(slot, row.household, &review_on)
		&& sql_run(slot, &hold_again, WITH(p_id("hold", hold), p_day("review_on", slot_arena(slot), review_on))) == 1;
	fine = fine && settle(slot, &row);
	slot_view_as(slot, viewer);
	return fine;
}

bool hold_end(struct slot *slot, id64 hold)
{
	struct hold_row row;
	id64 viewer = slot_as_itself(slot);
	bool fine = hold_mine(slot, viewer, hold, &row) && sql_run(slot, &hold_over, WITH(p_id("hold", hold), p_moment("now", slot_now(slot)))) == 1;
	if (fine) {
		id64 professional = household_professional_of(slot, row.household);
		if (professional)
			may_know(slot, professional, row.file, row.household, viewer);
		fine = access_family(slot, row.household) && settle(slot, &row);
	}
	slot_view_as(slot, viewer);
	return fine;
}

bool hold_hand_over(struct slot *slot, id64 household, id64 from, id64 to)
{
	assert(slot_viewer(slot) == NABIJ_ITSELF);
	bool fine = true;
	struct rows *r = sql_read(slot, &holds_known, WITH(p_id("household", household), p_id("account", from), p_moment("now", slot_now(slot))));
	while (rows_next(r))
		fine = may_know(slot, to, rows_int(r, 0), household, from) && fine;
	return fine && !slot_failed(slot);
}
