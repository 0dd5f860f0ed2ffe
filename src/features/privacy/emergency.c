/* The emergency door: a reason, 24 hours, held to account by somebody outside the team. */
#include "access_rows.h"
#include "../../platform/base/list.h"
#include "../monitor/attention.h"

enum { HOURS_OPEN = 24, DAYS_BREACH = 3 /* AVG 33: 72 hours */ };

SQL(emergency_standing, "SELECT id FROM s_access WHERE account_id = :account AND file_id = :file AND ground = 'emergency'"
	" AND from_at <= :now AND until_at > :now LIMIT 1");
SQL(emergency_reviewers, "SELECT id FROM s_account WHERE kind = 'privacy' AND until_at > :now ORDER BY id");
SQL(emergency_one, "SELECT id, file_id, account_id, household_id, reason, until_at FROM s_access WHERE id = :access AND ground = 'emergency'"
	" AND reviewed_at IS NULL");
SQL(emergency_reviewed, "UPDATE access SET reviewed_at = :now, reviewed_by_id = :by, justified = :justified, reason = :reason,"
	" version = version + 1 WHERE id = :access");
SQL(emergency_open_ones, "SELECT a.id, a.file_id, a.household_id, h.number, a.reason, a.from_at, a.account_id, a.held_until FROM s_access a"
	" JOIN s_household h ON h.id = a.household_id WHERE a.ground = 'emergency' AND a.reviewed_at IS NULL ORDER BY a.from_at, a.id");
SQL(emergency_who, "SELECT id, file_id, name FROM s_account WHERE id = :account");

static bool breach(struct slot *slot, id64 household)
{
	struct day due = day_add(day_of(slot_now(slot)), rule_days(slot, "breach", 0, DAYS_BREACH));
	struct rows *r = sql_read(slot, &emergency_reviewers, WITH(p_moment("now", slot_now(slot))));
	while (rows_next(r))
		attention_task(slot, rows_int(r, 0), household, "breach", NULL, due);
	return !slot_failed(slot);
}

static id64 open_door(struct slot *slot, id64 viewer, id64 household, id64 file, const char *reason)
{
	moment now = slot_now(slot);
	id64 id = sql_number(slot, &emergency_standing, WITH(p_id("account", viewer), p_id("file", file), p_moment("now", now)), 0);
	if (id)
		return id;
	int hours = rule_days(slot, "emergency_hours", household_team(slot, household), HOURS_OPEN);
	id = access_insert(slot, &(struct access_grant){ .account = viewer, .file = file, .household = household, .ground = "emergency",
		.until = now + HOURS(hours), .reason = reason, .by = viewer });
	return id && attention_household(slot, household) ? id : 0;
}

id64 emergency_open(struct slot *slot, id64 household, const char *reason)
{
	id64 viewer = slot_as_itself(slot), file = shared_file(slot, household);
	id64 id = file && viewer != NABIJ_ITSELF && reason && *reason ? open_door(slot, viewer, household, file, reason) : 0;
	slot_view_as(slot, viewer);
	return id;
}

SQL(emergency_opened_by, "SELECT account_id FROM s_access WHERE id = :access AND ground = 'emergency'");
SQL(emergency_held, "UPDATE access SET held_until = :until, version = version + 1 WHERE id = :access");

enum { DAYS_HELD = 92 };

static bool may_hold(struct slot *slot, id64 viewer, id64 access)
{
	struct standing who = account_standing(slot, viewer);
	id64 opener = sql_number(slot, &emergency_opened_by, WITH(p_id("access", access)), 0);
	return opener && (viewer == opener || (who.kind && !strcmp(who.kind, "privacy")));
}

bool emergency_hold(struct slot *slot, id64 access, struct day until)
{
	id64 viewer = slot_as_itself(slot);
	bool soon = !day_known(until) || day_diff(day_of(slot_now(slot)), until) <= DAYS_HELD;
	bool fine = soon && may_hold(slot, viewer, access)
		&& sql_run(slot, &emergency_held, WITH(p_id("access", access), p_moment("until", day_known(until) ? day_begin(until) : 0))) == 1;
	slot_view_as(slot, viewer);
	return fine;
}

static bool may_review(struct slot *slot, id64 viewer, id64 opened_by)
{
	struct standing who = account_standing(slot, viewer);
	return who.kind && !strcmp(who.kind, "privacy") && viewer != opened_by;
}

static bool review(struct slot *slot, id64 viewer, id64 access, bool justified, const char *word)
{
	struct rows *r = sql_read(slot, &emergency_one, WITH(p_id("access", access)));
	if (!rows_next(r) || !may_review(slot, viewer, rows_int(r, 2))) {
		rows_end(r);
		return false;
	}
	id64 file = rows_int(r, 1), household = rows_int(r, 3);
	const char *reason = rows_open(r, 4, "access.reason");
	bool open = rows_int(r, 5) > slot_now(slot);
	rows_end(r);
	if (word && *word)
		reason = arena_printf(slot_arena(slot), "%s\n%s", reason ? reason : "", word);
	bool fine = sql_run(slot, &emergency_reviewed, WITH(p_id("access", access), p_moment("now", slot_now(slot)), p_id("by", viewer),
		p_bool("justified", justified), p_blob("reason", slot_seal(slot, file, "access.reason", access, reason)))) == 1;
	if (fine && !justified && open)
		access_set_end(slot, access, slot_now(slot));
	return fine && (justified || breach(slot, household)) && attention_household(slot, household);
}

bool emergency_review(struct slot *slot, id64 access, bool justified, const char *word)
{
	id64 viewer = slot_as_itself(slot);
	bool fine = review(slot, viewer, access, justified, word);
	slot_view_as(slot, viewer);
	return fine;
}

static const char *name_of(struct slot *slot, id64 account)
{
	const char *name = "";
	struct rows *r = sql_read(slot, &emergency_who, WITH(p_id("account", account)));
	if (rows_next(r))
		name = rows_open(r, 2, "account.name");
	rows_end(r);
	return name;
}

size_t emergencies_to_review(struct slot *slot, struct emergency **list)
{
	size_t n = 0;
	*list = NULL;
	id64 viewer = slot_as_itself(slot);
	struct rows *r = sql_read(slot, &emergency_open_ones, WITHOUT);
	while (rows_next(r)) {
		if (!may_review(slot, viewer, rows_int(r, 6)))
			continue;
		struct emergency *e = LIST_ADD(slot_arena(slot), *list, n);
		*e = (struct emergency){ .access = rows_int(r, 0), .household = rows_int(r, 2), .number = rows_text(r, 3),
			.reason = rows_open(r, 4, "access.reason"), .from = rows_int(r, 5), .held_until = rows_int(r, 7), .who = name_of(slot, rows_int(r, 6)) };
	}
	slot_view_as(slot, viewer);
	return n;
}
