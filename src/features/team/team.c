#include "team.h"
#include "team_entities.h"
#include "../monitor/attention.h"
#include "../neighbourhood/neighbourhood.h"
#include "../privacy/access.h"
#include "../../platform/db/service.h"

enum { MAX_GOALS = 3, ANSWER_DAYS = 5 };

SQL(team_prefix_taken, "SELECT 1 FROM s_team WHERE prefix = :prefix");
SQL(team_add, "INSERT INTO team (id, name, prefix, inbox_file_id, phone, hours, max_goals, answer_days)"
	" VALUES (:id, :name, :prefix, :inbox, :phone, :hours, :goals, :days)");
SQL(team_prefix_elsewhere, "SELECT 1 FROM s_team WHERE prefix = :prefix AND id <> :id");
SQL(team_update, "UPDATE team SET name = :name, prefix = :prefix, phone = :phone, hours = :hours, max_goals = :goals, answer_days = :days,"
	" version = version + 1 WHERE id = :id");
SQL(team_area_delete, "DELETE FROM team_area WHERE id IN (SELECT a.id FROM s_team_area a WHERE a.team_id = :team AND a.area_code = :code)");
SQL(team_area_known, "SELECT 1 FROM s_team_area WHERE team_id = :team AND area_code = :code");
SQL(team_area_insert, "INSERT INTO team_area (id, team_id, area_code) VALUES (:id, :team, :code)");
SQL(team_member_now, "SELECT id FROM s_team_member WHERE team_id = :team AND account_id = :account AND until_at > :now");
SQL(team_member_insert, "INSERT INTO team_member (id, team_id, account_id, role, triage, from_at, until_at)"
	" VALUES (:id, :team, :account, :role, :triage, :now, :until)");
SQL(team_member_change, "UPDATE team_member SET role = :role, triage = :triage, until_at = :until, version = version + 1 WHERE id = :id");
SQL(team_member_over, "UPDATE team_member SET until_at = :now, version = version + 1 WHERE id = :id");

static bool filled(const char *text)
{
	return text && *text;
}

static bool prefix_fits(const char *prefix)
{
	size_t n = prefix ? strspn(prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") : 0;
	return n >= 1 && n <= 3 && !prefix[n];
}

static id64 add_team(struct slot *slot, const struct team_new *new)
{
	if (sql_number(slot, &team_prefix_taken, WITH(p_text("prefix", new->prefix)), 0))
		return 0;
	id64 id = id_new(), inbox = file_new(slot, "inbox", 0, 0, "Jeugdwet 2.6; Wmo 2.3.2");
	return inbox && sql_run(slot, &team_add, WITH(p_id("id", id), p_text("name", new->name), p_text("prefix", new->prefix), p_id("inbox", inbox),
		p_text("phone", new->phone), p_text("hours", new->hours), p_int("goals", new->max_goals ? new->max_goals : MAX_GOALS),
		p_int("days", new->answer_days ? new->answer_days : ANSWER_DAYS))) == 1 ? id : 0;
}

id64 team_new(struct slot *slot, const struct team_new *new)
{
	if (!filled(new->name) || !filled(new->phone) || !prefix_fits(new->prefix))
		return 0;
	id64 viewer = slot_as_itself(slot), id = add_team(slot, new);
	slot_view_as(slot, viewer);
	return id;
}

bool team_change(struct slot *slot, id64 team, const struct team_new *new)
{
	if (!filled(new->name) || !filled(new->phone) || !prefix_fits(new->prefix))
		return false;
	id64 viewer = slot_as_itself(slot);
	bool fine = !sql_number(slot, &team_prefix_elsewhere, WITH(p_text("prefix", new->prefix), p_id("id", team)), 0)
		&& sql_run(slot, &team_update, WITH(p_id("id", team), p_text("name", new->name), p_text("prefix", new->prefix), p_text("phone", new->phone),
			p_text("hours", new->hours), p_int("goals", new->max_goals ? new->max_goals : MAX_GOALS),
			p_int("days", new->answer_days ? new->answer_days : ANSWER_DAYS))) == 1;
	slot_view_as(slot, viewer);
	return fine;
}

bool team_area_add(struct slot *slot, id64 team, const char *area_code)
{
	if (area_code_kind(area_code) == AREA_NONE)
		return false;
	id64 viewer = slot_as_itself(slot);
	bool fine = sql_number(slot, &team_area_known, WITH(p_id("team", team), p_text("code", area_code)), 0) == 1
		|| sql_run(slot, &team_area_insert, WITH(p_id("id", id_new()), p_id("team", team), p_text("code", area_code))) == 1;
	slot_view_as(slot, viewer);
	return fine;
}

bool team_area_end(struct slot *slot, id64 team, const char *area_code)
{
	id64 viewer = slot_as_itself(slot);
	bool fine = sql_run(slot, &team_area_delete, WITH(p_id("team", team), p_text("code", area_code))) > 0;
	slot_view_as(slot, viewer);
	return fine;
}

static id64 member_now(struct slot *slot, id64 team, id64 account)
{
	return sql_number(slot, &team_member_now, WITH(p_id("team", team), p_id("account", account), p_moment("now", slot_now(slot))), 0);
}

id64 team_member_set(struct slot *slot, id64 team, id64 account, const char *role, bool triage, moment until)
{
	if (!code_label(&TEAM_ROLES, role))
		return 0;
	id64 viewer = slot_as_itself(slot), had = member_now(slot, team, account), id = had ? had : id_new();
	bool fine = had ? sql_run(slot, &team_member_change, WITH(p_id("id", id), p_text("role", role), p_bool("triage", triage),
			p_int("until", until ? until : FOREVER))) == 1
		: sql_run(slot, &team_member_insert, WITH(p_id("id", id), p_id("team", team), p_id("account", account), p_text("role", role),
			p_bool("triage", triage), p_moment("now", slot_now(slot)), p_int("until", until ? until : FOREVER))) == 1;
	fine = fine && access_triage(slot, team);
	slot_view_as(slot, viewer);
	return fine ? id : 0;
}

bool team_member_end(struct slot *slot, id64 team, id64 account)
{
	id64 viewer = slot_as_itself(slot), id = member_now(slot, team, account);
	bool fine = id && sql_run(slot, &team_member_over, WITH(p_id("id", id), p_moment("now", slot_now(slot)))) == 1 && access_triage(slot, team);
	attention_keeper_left(slot, team, account);
	slot_view_as(slot, viewer);
	return fine;
}

/* ---- who works here ---- */

SQL(team_member_here, "SELECT count(*) FROM s_team_member m JOIN s_account a ON a.id = m.account_id WHERE m.team_id = :team AND m.account_id = :account"
	" AND m.from_at <= :now AND m.until_at > :now AND a.until_at > :now");

bool team_has(struct slot *slot, id64 team, id64 account)
{
	id64 viewer = slot_as_itself(slot);
	bool here = sql_number(slot, &team_member_here, WITH(p_id("team", team), p_id("account", account), p_moment("now", slot_now(slot))), 0) > 0;
	slot_view_as(slot, viewer);
	return here;
}
