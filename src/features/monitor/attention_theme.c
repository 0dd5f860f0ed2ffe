/* A theme that somebody has under their hand asks for attention when its day comes. No household is in it: its name is the team's own words, sealed under the
 * directory's file, whose being shown is nobody's log. */
#include <assert.h>
#include "../../platform/db/service.h"
#include "attention.h"

SQL(theme_asked, "DELETE FROM attention WHERE id IN (SELECT a.id FROM s_attention a WHERE a.account_id = :account AND a.theme_id = :theme)");
SQL(theme_ask, "INSERT INTO attention (id, account_id, file_id, theme_id, rule, since_at, due_on, name, escalated)"
	" VALUES (:id, :account, :file, :theme, :rule, :now, :due, :name, FALSE)");

bool attention_theme(struct slot *slot, id64 theme, id64 account, const char *rule, const char *name, struct day due)
{
	struct slot_mark mark = slot_mark(slot);
	id64 viewer = slot_as_itself(slot), id = id_new();
	assert(!rule || attention_rule(rule));
	sql_run(slot, &theme_asked, WITH(p_id("account", account), p_id("theme", theme)));
	if (rule)
		sql_run(slot, &theme_ask, WITH(p_id("id", id), p_id("account", account), p_id("file", DIRECTORY_FILE), p_id("theme", theme), p_text("rule", rule),
			p_moment("now", slot_now(slot)), p_day("due", slot_arena(slot), due),
			p_blob("name", slot_seal(slot, DIRECTORY_FILE, "attention.name", id, name))));
	slot_forget(slot, mark);
	slot_view_as(slot, viewer);
	return !slot_failed(slot);
}
