/* A theme whose owner left (the account ended, or is in the team no longer) is on nobody's Today: each night those come on that of the team's coordinators, until one
 * of them chooses who takes it over, watches it or lays it aside. */
#include "../../platform/base/list.h"
#include "../../platform/schema/schema.h"
#include "../monitor/attention.h"
#include "theme_inside.h"

SQL(owners_gone, "SELECT t.id, t.team_id, t.owner_id, t.domain, t.title FROM s_theme t WHERE t.next_on IS NOT NULL AND t.owner_id IS NOT NULL"
	" AND t.state IN ('picked_up', 'watched') AND NOT EXISTS (SELECT 1 FROM s_team_member m JOIN s_account a ON a.id = m.account_id WHERE m.team_id = t.team_id"
	" AND m.account_id = t.owner_id AND m.from_at <= :now AND m.until_at > :now AND a.until_at > :now)");
SQL(owners_coordinators, "SELECT m.account_id FROM s_team_member m JOIN s_account a ON a.id = m.account_id WHERE m.team_id = :team AND m.role = 'coordinator'"
	" AND m.from_at <= :now AND m.until_at > :now AND a.until_at > :now ORDER BY m.account_id");
SQL(owners_asked, "SELECT count(*) FROM s_attention a WHERE a.account_id = :account AND a.theme_id = :theme AND a.rule = 'theme_owner'");

static size_t coordinators(struct slot *slot, id64 team, id64 **list)
{
	size_t n = 0;
	*list = NULL;
	struct rows *r = sql_read(slot, &owners_coordinators, WITH(p_id("team", team), p_moment("now", slot_now(slot))));
	while (rows_next(r))
		*LIST_ADD(slot_arena(slot), *list, n) = rows_int(r, 0);
	return n;
}

struct left { id64 theme, team, owner; const char *name; };

static void ask(struct slot *slot, const struct left *l)
{
	id64 *who;
	size_t n = coordinators(slot, l->team, &who);
	attention_theme(slot, l->theme, l->owner, NULL, NULL, (struct day){ 0, 0, 0 });
	for (size_t i = 0; i < n; i++)
		if (!sql_number(slot, &owners_asked, WITH(p_id("account", who[i]), p_id("theme", l->theme)), 0))
			attention_theme(slot, l->theme, who[i], "theme_owner", l->name, day_of(slot_now(slot)));
}

enum change theme_owners_gone(struct slot *slot, void *ctx)
{
	struct left *list = NULL;
	size_t n = 0;
	(void)ctx;
	struct rows *r = sql_read(slot, &owners_gone, WITH(p_moment("now", slot_now(slot))));
	while (rows_next(r))
		*LIST_ADD(slot_arena(slot), list, n) = (struct left){ rows_int(r, 0), rows_int(r, 1), rows_int(r, 2),
			rows_null(r, 4) ? code_label(&LIFE_DOMAINS, rows_text(r, 3)) : rows_text(r, 4) };
	for (size_t i = 0; i < n; i++)
		ask(slot, &list[i]);
	return slot_failed(slot) ? CHANGE_UNDO : CHANGE_KEEP;
}

void theme_asks_nobody(struct slot *slot, id64 theme, id64 team, id64 owner)
{
	id64 *who;
	size_t n = coordinators(slot, team, &who);
	if (owner)
		attention_theme(slot, theme, owner, NULL, NULL, (struct day){ 0, 0, 0 });
	for (size_t i = 0; i < n; i++)
		if (sql_number(slot, &owners_asked, WITH(p_id("account", who[i]), p_id("theme", theme)), 0))
			attention_theme(slot, theme, who[i], NULL, NULL, (struct day){ 0, 0, 0 });
}
