#include "social_base.h"
#include <string.h>
#include "../../monitor/attention.h"
#include "../../team/team.h"
#include "../neighbourhood_entities.h"

enum { FORGET_BATCH = 100 };

/* Only a member gets a row out of v_social_base, and only of an entry of the own team. */
SQL(social_team, "SELECT team_id FROM v_social_base WHERE id = :id AND ended_at IS NULL");
SQL(social_works_there, "SELECT 1 FROM v_team_area a WHERE a.team_id = :team AND a.area_code IN (:code, :parent, :municipality) LIMIT 1");
SQL(social_area, "SELECT parent_code, municipality_code FROM v_area WHERE code = :code");
SQL(social_insert, "INSERT INTO social_base (id, team_id, area_code, kind, title, about, place, contact, contact_agreed, keeper_id, added_at, confirmed_at,"
	" confirmed_by_id) VALUES (:id, :team, :area, :kind, :title, :about, :place, :contact, :agreed, :keeper, :now, :now, :me)");
SQL(social_update, "UPDATE social_base SET area_code = :area, kind = :kind, title = :title, about = :about, place = :place, contact = :contact,"
	" contact_agreed = :agreed, keeper_id = :keeper, confirmed_at = :now, confirmed_by_id = :me, version = version + 1 WHERE id = :id");
SQL(social_confirmed, "UPDATE social_base SET confirmed_at = :now, confirmed_by_id = :me, version = version + 1 WHERE id = :id");
SQL(social_ended, "UPDATE social_base SET ended_at = :now, contact = NULL, contact_agreed = FALSE, version = version + 1 WHERE id = :id");
SQL(social_old_contacts, "SELECT id FROM s_social_base WHERE contact_agreed AND confirmed_at < :before LIMIT :most");
SQL(social_contact_forgotten, "UPDATE social_base SET contact = NULL, contact_agreed = FALSE, version = version + 1 WHERE id = :id");

enum social_side social_side_of(const char *kind)
{
	if (!strcmp(kind, "facility"))
		return SOCIAL_FUNCTIONAL;
	return strcmp(kind, "connector") && strcmp(kind, "offer") ? SOCIAL_BOTH : SOCIAL_RELATIONAL;
}

static bool works_there(struct slot *slot, id64 team, const char *code)
{
	const char *parent = NULL, *municipality = NULL;
	struct rows *r = sql_read(slot, &social_area, WITH(p_text("code", code)));
	bool known = rows_next(r);
	if (known) {
		parent = rows_text(r, 0);
		municipality = rows_text(r, 1);
	}
	rows_end(r);
	return known && sql_number(slot, &social_works_there, WITH(p_id("team", team), p_text("code", code), p_text("parent", parent),
		p_text("municipality", municipality)), 0) == 1;
}

/* All that `new` says, for :area … :keeper. A name may stand only when its owner agreed: without that, nothing of how to reach is kept for a person. */
#define SAID(new, me) p_text("area", (new)->area_code), p_text("kind", (new)->kind), p_text("title", (new)->title), p_text("about", (new)->about), \
	p_text("place", (new)->place), p_text("contact", (new)->contact), p_bool("agreed", (new)->contact && (new)->contact_agreed), \
	p_id("keeper", (new)->keeper ? (new)->keeper : (me)), p_id("me", (me)), p_moment("now", slot_now(slot))

static bool fits(struct slot *slot, id64 team, const struct social_new *new)
{
	return new->title && code_label(&SOCIAL_KINDS, new->kind) && team_has(slot, team, slot_viewer(slot)) && (!new->keeper || team_has(slot, team, new->keeper))
		&& works_there(slot, team, new->area_code);
}

/* A write of the service itself, for who was found to be of the team. */
static int as_itself(struct slot *slot, struct sql *sql, const struct param *with)
{
	id64 viewer = slot_viewer(slot);
	slot_view_as(slot, NABIJ_ITSELF);
	int n = sql_run(slot, sql, with);
	slot_view_as(slot, viewer);
	return n;
}

id64 social_add(struct slot *slot, id64 team, const struct social_new *new)
{
	id64 id = id_new(), me = slot_viewer(slot);
	if (!fits(slot, team, new))
		return 0;
	return as_itself(slot, &social_insert, WITH(p_id("id", id), p_id("team", team), SAID(new, me))) == 1 ? id : 0;
}

static id64 team_of(struct slot *slot, id64 entry)
{
	return sql_number(slot, &social_team, WITH(p_id("id", entry)), 0);
}

bool social_change(struct slot *slot, id64 entry, const struct social_new *new)
{
	id64 me = slot_viewer(slot), team = team_of(slot, entry);
	return team && fits(slot, team, new) && as_itself(slot, &social_update, WITH(p_id("id", entry), SAID(new, me))) == 1;
}

bool social_confirm(struct slot *slot, id64 entry)
{
	id64 me = slot_viewer(slot);
	return team_of(slot, entry) && as_itself(slot, &social_confirmed, WITH(p_id("id", entry), p_id("me", me), p_moment("now", slot_now(slot)))) == 1;
}

bool social_end(struct slot *slot, id64 entry)
{
	return team_of(slot, entry) && as_itself(slot, &social_ended, WITH(p_id("id", entry), p_moment("now", slot_now(slot)))) == 1;
}

int social_forget_job(struct slot *slot)
{
	int n = 0;
	int days = rule_days(slot, "keep_social_contact", 0, SOCIAL_NAME_DAYS);
	struct rows *r = sql_read(slot, &social_old_contacts, WITH(p_moment("before", slot_now(slot) - HOURS(24 * days)), p_int("most", FORGET_BATCH)));
	id64 ids[FORGET_BATCH];
	while (rows_next(r))
		ids[n++] = rows_int(r, 0);
	for (int i = 0; i < n; i++)
		sql_run(slot, &social_contact_forgotten, WITH(p_id("id", ids[i])));
	return slot_failed(slot) ? -1 : n;
}
