/* Permission of the family itself: given per person outside, withdrawn at any time (Jeugdwet 7.3.11; AVG 7(3)). */
#include "access_rows.h"

SQL(consent_person_file, "SELECT own_file_id FROM s_person WHERE household_id = :household AND account_id = :account LIMIT 1");
SQL(consent_relative, "SELECT 1 FROM s_person WHERE household_id = :household AND account_id = :account AND NOT estranged LIMIT 1");

static bool outside(const struct standing *who)
{
	return who->kind && (!strcmp(who->kind, "partner") || !strcmp(who->kind, "supporter") || !strcmp(who->kind, "expert"));
}

id64 consent_give(struct slot *slot, id64 household, id64 account, moment until, const char *what_for)
{
	id64 viewer = slot_as_itself(slot), id = 0, file = shared_file(slot, household);
	struct standing who = account_standing(slot, account);
	if (file && outside(&who) && (viewer == NABIJ_ITSELF || reads_as_family(slot, viewer, file)))
		id = access_insert(slot, &(struct access_grant){ .account = account, .file = file, .household = household, .ground = "consent",
			.may_write = !strcmp(who.kind, "supporter"), .until = until, .reason = what_for, .by = viewer == NABIJ_ITSELF ? 0 : viewer });
	slot_view_as(slot, viewer);
	return id;
}

/* The file of one person is that person's alone to share and to take back; what is shared, anybody's whom it concerns. */
static bool may_withdraw(struct slot *slot, id64 viewer, const struct access_row *row)
{
	if (viewer == NABIJ_ITSELF || viewer == row->account)
		return true;
	if (!strcmp(row->file_kind, "person") && row->file
			!= sql_number(slot, &consent_person_file, WITH(p_id("household", row->household), p_id("account", viewer)), 0))
		return false;
	return reads_as_family(slot, viewer, row->file);
}

bool consent_withdraw(struct slot *slot, id64 access)
{
	struct access_row row;
	id64 viewer = slot_as_itself(slot);
	bool ended = access_read(slot, access, &row) && !strcmp(row.ground, "consent") && row.until > slot_now(slot)
		&& may_withdraw(slot, viewer, &row) && access_set_end(slot, access, slot_now(slot));
	slot_view_as(slot, viewer);
	return ended;
}

id64 own_share(struct slot *slot, id64 household, id64 account, moment until)
{
	id64 viewer = slot_as_itself(slot), id = 0;
	id64 file = sql_number(slot, &consent_person_file, WITH(p_id("household", household), p_id("account", viewer)), 0);
	bool relative = sql_number(slot, &consent_relative, WITH(p_id("household", household), p_id("account", account)), 0) == 1;
	if (file && relative && account != viewer && reads_as_family(slot, viewer, file))
		id = access_insert(slot, &(struct access_grant){ .account = account, .file = file, .household = household, .ground = "consent",
			.until = until, .by = viewer });
	slot_view_as(slot, viewer);
	return id;
}

bool household_share_earlier(struct slot *slot, id64 earlier_household, id64 account, moment until)
{
	id64 viewer = slot_as_itself(slot), id = 0, file = shared_file(slot, earlier_household);
	struct standing who = account_standing(slot, account);
	if (file && standing_is_team(&who) && reads_as_family(slot, viewer, file))
		id = access_insert(slot, &(struct access_grant){ .account = account, .file = file, .household = earlier_household,
			.ground = "consent", .until = until, .by = viewer });
	slot_view_as(slot, viewer);
	return id != 0;
}
