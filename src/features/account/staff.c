/* What the application manager does with an account, and where its mails go (accounts.h). */
#include <string.h>
#include "accounts.h"
#include "../monitor/attention.h"
#include "../team/team.h"
#include "../../platform/base/list.h"
#include "../../platform/db/service.h"
#include "../../platform/jobs/mail.h"

SQL(staff_kind, "SELECT a.kind FROM s_account a WHERE a.id = :account AND a.until_at > :now");
SQL(staff_over, "UPDATE account SET until_at = :now, version = version + 1 WHERE id = :account");
SQL(staff_access_over, "UPDATE access SET until_at = :now, version = version + 1 WHERE id IN"
	" (SELECT a.id FROM s_access a WHERE a.account_id = :account AND a.until_at > :now)");
SQL(staff_sessions_over, "UPDATE session SET ended_at = :now, until_at = :now, version = version + 1 WHERE account_id = :account");
SQL(staff_tokens_over, "UPDATE token SET ended_at = :now, until_at = :now, version = version + 1 WHERE account_id = :account");
SQL(staff_teams, "SELECT m.team_id FROM s_team_member m WHERE m.account_id = :account AND m.until_at > :now");
SQL(staff_households, "SELECT h.id FROM s_household h WHERE h.professional_id = :account AND h.closed_at IS NULL");
SQL(staff_file, "SELECT a.file_id FROM s_account a WHERE a.id = :account");
SQL(staff_update, "UPDATE account SET name = :name, profession = :profession, organisation = :organisation, phone = :phone, team_id = :team,"
	" version = version + 1 WHERE id = :account");
SQL(staff_credential, "SELECT c.id, c.email FROM s_credential c WHERE c.account_id = :account");
SQL(staff_email_set, "UPDATE credential SET email = :email, version = version + 1 WHERE id = :id");

/* ---- who may ---- */

static const char *kind_of_account(struct slot *slot, id64 account)
{
	struct rows *r = sql_read(slot, &staff_kind, WITH(p_id("account", account), p_moment("now", slot_now(slot))));
	const char *kind = rows_next(r) ? rows_text(r, 0) : "";
	rows_end(r);
	return kind;
}

/* The service, or a manager over somebody who works here: families manage their own. */
static bool may_manage(struct slot *slot, id64 viewer, id64 account)
{
	const char *kind = kind_of_account(slot, account);
	if (!*kind || !strcmp(kind, "itself") || account == viewer)
		return false;
	return viewer == NABIJ_ITSELF || (!strcmp(kind_of_account(slot, viewer), "manager") && strcmp(kind, "resident") && strcmp(kind, "supporter"));
}

/* ---- ending ---- */

static id64 *ids_of(struct slot *slot, struct sql *sql, id64 account, size_t *n, bool dated)
{
	id64 *list = NULL;
	struct param who = p_id("account", account);
	struct rows *r = dated ? sql_read(slot, sql, WITH(who, p_moment("now", slot_now(slot)))) : sql_read(slot, sql, WITH(who));
	*n = 0;
	while (rows_next(r))
		*LIST_ADD(slot_arena(slot), list, *n) = rows_int(r, 0);
	return list;
}

static bool end_account(struct slot *slot, id64 account)
{
	size_t teams_n, households_n;
	id64 *teams = ids_of(slot, &staff_teams, account, &teams_n, true), *households = ids_of(slot, &staff_households, account, &households_n, false);
	struct param who = p_id("account", account), now = p_moment("now", slot_now(slot));
	bool fine = sql_run(slot, &staff_over, WITH(who, now)) == 1;
	for (size_t i = 0; fine && i < teams_n; i++)
		fine = team_member_end(slot, teams[i], account);
	sql_run(slot, &staff_access_over, WITH(who, now));
	sql_run(slot, &staff_sessions_over, WITH(who, now));
	sql_run(slot, &staff_tokens_over, WITH(who, now));
	struct slot_mark mark = slot_mark(slot);
	for (size_t i = 0; fine && i < households_n; i++)
		fine = attention_household(slot, households[i]);
	slot_forget(slot, mark);                     /* the manager was shown no household */
	return fine && !slot_failed(slot);
}

bool account_end(struct slot *slot, id64 account)
{
	id64 viewer = slot_as_itself(slot);
	bool fine = may_manage(slot, viewer, account) && end_account(slot, account);
	slot_view_as(slot, viewer);
	return fine;
}

static struct blob seal_or_none(struct slot *slot, id64 file, const char *where, id64 row, const char *text)
{
	return text && *text ? slot_seal(slot, file, where, row, text) : (struct blob){ NULL, 0 };
}

bool account_change(struct slot *slot, id64 account, const struct account_new *now)
{
	id64 viewer = slot_as_itself(slot), file = sql_number(slot, &staff_file, WITH(p_id("account", account)), 0);
	bool fine = now->name && *now->name && may_manage(slot, viewer, account)
		&& sql_run(slot, &staff_update, WITH(p_id("account", account), p_blob("name", slot_seal(slot, file, "account.name", account, now->name)),
			p_blob("profession", seal_or_none(slot, file, "account.profession", account, now->profession)),
			p_blob("organisation", seal_or_none(slot, file, "account.organisation", account, now->organisation)),
			p_blob("phone", seal_or_none(slot, file, "account.phone", account, now->phone)), p_id("team", now->team))) == 1;
	slot_view_as(slot, viewer);
	return fine;
}

bool account_reset_factor(struct slot *slot, id64 account)
{
	id64 viewer = slot_as_itself(slot);
	bool fine = may_manage(slot, viewer, account);
	if (fine) {
		factor_off(slot, account);
		sql_run(slot, &staff_sessions_over, WITH(p_id("account", account), p_moment("now", slot_now(slot))));
	}
	slot_view_as(slot, viewer);
	return fine && !slot_failed(slot);
}

/* ---- where mails go ---- */

static id64 credential_email(struct slot *slot, id64 account, struct blob *email)
{
	struct rows *r = sql_read(slot, &staff_credential, WITH(p_id("account", account)));
	id64 id = rows_next(r) ? rows_int(r, 0) : 0;
	*email = id ? rows_blob(r, 1) : (struct blob){ NULL, 0 };
	rows_end(r);
	return id;
}

bool account_email(struct slot *slot, id64 account, const char *address)
{
	struct blob sealed = { NULL, 0 };
	bool none = !address || !*address;
	id64 viewer = slot_as_itself(slot), id = 0;
	if ((none || mail_address_valid(address)) && (viewer == account || may_manage(slot, viewer, account)))
		id = credential_email(slot, account, &sealed);
	sealed = none ? (struct blob){ NULL, 0 } : seal(slot_arena(slot), slot_service_key(slot), "credential.email", id, address);
	bool fine = id && sql_run(slot, &staff_email_set, WITH(p_id("id", id), p_blob("email", sealed))) == 1;
	slot_view_as(slot, viewer);
	return fine;
}

const char *account_email_of(struct slot *slot, id64 account)
{
	struct blob sealed;
	id64 viewer = slot_as_itself(slot), id = credential_email(slot, account, &sealed);
	slot_view_as(slot, viewer);
	return sealed.p ? unseal(slot_arena(slot), slot_service_key(slot), "credential.email", id, sealed, NULL) : NULL;
}
