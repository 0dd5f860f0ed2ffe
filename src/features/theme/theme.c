/* What a team does with a theme. Each as the viewer, who must be in its team; the rows are the service's to write. */
#include "theme.h"
#include <assert.h>
#include "../../platform/db/service.h"
#include "../../platform/jobs/jobs.h"
#include "../../platform/schema/schema.h"
#include "../monitor/attention.h"
#include "../team/team.h"
#include "theme_entities.h"
#include "theme_inside.h"

SQL(theme_lock, "UPDATE theme SET version = version + 1 WHERE id = :id");
SQL(theme_row, "SELECT t.id, t.team_id, t.state, t.domain, t.title, t.owner_id, t.explained_at, t.observed, t.expected, t.next_on,"
	" t.households, t.reporters, t.area_code FROM v_theme t WHERE t.id = :id");
SQL(theme_event_add, "INSERT INTO theme_event (id, team_id, theme_id, account_id, what, word, on_day, at)"
	" VALUES (:id, :team, :theme, :account, :what, :word, :on, :now)");

struct row { id64 id, team, owner; const char *state, *domain, *title; bool explained; double excess; };

/* The theme as the viewer sees it, locked; false when it is not there. From here on the service acts; `viewer` gets who it was. */
static bool begin(struct slot *slot, id64 theme, struct row *row, id64 *viewer)
{
	struct rows *r = sql_read(slot, &theme_row, WITH(p_id("id", theme)));
	bool there = rows_next(r);
	rows_end(r);
	if (!there)
		return false;
	*viewer = slot_as_itself(slot);
	sql_run(slot, &theme_lock, WITH(p_id("id", theme)));
	slot_view_as(slot, *viewer);
	r = sql_read(slot, &theme_row, WITH(p_id("id", theme)));
	if (rows_next(r))
		*row = (struct row){ rows_int(r, 0), rows_int(r, 1), rows_int(r, 5), rows_text(r, 2), rows_text(r, 3), rows_text(r, 4), !rows_null(r, 6),
			(double)rows_int(r, 7) - rows_real(r, 8) };
	rows_end(r);
	slot_as_itself(slot);
	return !slot_failed(slot);
}

static bool end(struct slot *slot, const struct row *row, id64 viewer, const char *what, const char *word, struct day on)
{
	assert(code_label(&THEME_EVENTS, what));
	sql_run(slot, &theme_event_add, WITH(p_id("id", id_new()), p_id("team", row->team), p_id("theme", row->id), p_id("account", viewer), p_text("what", what),
		p_text("word", word), p_day("on", slot_arena(slot), on), p_moment("now", slot_now(slot))));
	slot_view_as(slot, viewer);
	return !slot_failed(slot);
}

static bool refuse(struct slot *slot, id64 viewer)
{
	slot_view_as(slot, viewer);
	return false;
}

static bool is(const struct row *row, const char *state)
{
	return !strcmp(row->state, state);
}

static const struct day no_day = { 0, 0, 0 };

static const char *name_of(const struct row *row)
{
	return row->title ? row->title : code_label(&LIFE_DOMAINS, row->domain);
}

static void ask_nobody(struct slot *slot, const struct row *row)
{
	theme_asks_nobody(slot, row->id, row->team, row->owner);
}

/* ---- the other explanation ---- */

SQL(theme_set_explanation, "UPDATE theme SET explanation = :explanation, explanation_word = :word, explained_by_id = :by, explained_at = :now WHERE id = :id");

bool theme_explain(struct slot *slot, id64 theme, const char *explanation, const char *word)
{
	struct row row;
	id64 viewer;
	if (!code_label(&OTHER_EXPLANATIONS, explanation) || !begin(slot, theme, &row, &viewer))
		return false;
	if (is(&row, "laid_aside"))
		return refuse(slot, viewer);
	sql_run(slot, &theme_set_explanation, WITH(p_id("id", theme), p_text("explanation", explanation), p_text("word", word), p_id("by", viewer),
		p_moment("now", slot_now(slot))));
	return end(slot, &row, viewer, "explained", word, no_day);
}

/* ---- picked up, watched, laid aside ---- */

SQL(theme_set_picked, "UPDATE theme SET state = 'picked_up', state_at = :now, title = :title, owner_id = :owner, next_on = :next, reason = NULL, excess = NULL"
	" WHERE id = :id");
bool theme_pick_up(struct slot *slot, id64 theme, const struct theme_plan *plan)
{
	struct row row;
	id64 viewer;
	if (!plan->title || !*plan->title || !plan->owner || !day_known(plan->next_on) || !begin(slot, theme, &row, &viewer))
		return false;
	bool here = team_has(slot, row.team, plan->owner);
	bool again = is(&row, "picked_up");
	if (!here || !row.explained || is(&row, "laid_aside"))
		return refuse(slot, viewer);
	ask_nobody(slot, &row);
	sql_run(slot, &theme_set_picked, WITH(p_id("id", theme), p_text("title", plan->title), p_id("owner", plan->owner),
		p_day("next", slot_arena(slot), plan->next_on), p_moment("now", slot_now(slot))));
	attention_theme(slot, theme, plan->owner, "theme_due", plan->title, plan->next_on);
	return end(slot, &row, viewer, again ? "changed" : "picked_up", plan->title, plan->next_on);
}

SQL(theme_set_watched, "UPDATE theme SET state = 'watched', state_at = :now, owner_id = :owner, next_on = :until, reason = NULL, excess = NULL WHERE id = :id");

bool theme_watch(struct slot *slot, id64 theme, struct day until)
{
	struct row row;
	id64 viewer;
	if (!day_known(until) || !begin(slot, theme, &row, &viewer))
		return false;
	if (is(&row, "laid_aside") || is(&row, "picked_up"))
		return refuse(slot, viewer);
	ask_nobody(slot, &row);
	sql_run(slot, &theme_set_watched, WITH(p_id("id", theme), p_id("owner", viewer), p_day("until", slot_arena(slot), until), p_moment("now", slot_now(slot))));
	attention_theme(slot, theme, viewer, "theme_watch", name_of(&row), until);
	return end(slot, &row, viewer, "watched", NULL, until);
}

SQL(theme_set_aside, "UPDATE theme SET state = 'laid_aside', state_at = :now, owner_id = NULL, next_on = NULL, reason = :reason, excess = :excess, again = 0"
	" WHERE id = :id");

bool theme_lay_aside(struct slot *slot, id64 theme, const char *reason)
{
	struct row row;
	id64 viewer;
	if (!reason || !*reason || !begin(slot, theme, &row, &viewer))
		return false;
	if (is(&row, "laid_aside"))
		return refuse(slot, viewer);
	ask_nobody(slot, &row);
	sql_run(slot, &theme_set_aside, WITH(p_id("id", theme), p_text("reason", reason), p_real("excess", row.excess > 0 ? row.excess : 0),
		p_moment("now", slot_now(slot))));
	return end(slot, &row, viewer, "laid_aside", reason, no_day);
}

SQL(theme_set_found, "UPDATE theme SET state = 'found', state_at = :now, owner_id = NULL, next_on = NULL, reason = NULL, excess = NULL WHERE id = :id");

bool theme_reopen(struct slot *slot, id64 theme)
{
	struct row row;
	id64 viewer;
	if (!begin(slot, theme, &row, &viewer))
		return false;
	if (!is(&row, "laid_aside") && !is(&row, "watched"))
		return refuse(slot, viewer);
	ask_nobody(slot, &row);
	sql_run(slot, &theme_set_found, WITH(p_id("id", theme), p_moment("now", slot_now(slot))));
	return end(slot, &row, viewer, "reopened", NULL, no_day);
}

/* ---- looking now ---- */

SQL(look_going_on, "SELECT count(*) FROM v_theme_run r WHERE r.team_id = :team AND r.ended_at IS NULL");
SQL(look_add, "INSERT INTO theme_run (id, team_id, account_id, asked_at, done, of) VALUES (:id, :team, :account, :now, 0, 0)");
SQL(look_stop, "UPDATE theme_run SET version = version + 1, stop_at = :now WHERE id IN (SELECT r.id FROM s_theme_run r WHERE r.team_id = :team"
	" AND r.ended_at IS NULL)");
SQL(look_team_lock, "UPDATE team SET version = version + 1 WHERE id = :team");

bool theme_look_ask(struct slot *slot, id64 team)
{
	if (!team || !team_has(slot, team, slot_viewer(slot)))
		return false;
	id64 viewer = slot_as_itself(slot);
	sql_run(slot, &look_team_lock, WITH(p_id("team", team)));
	slot_view_as(slot, viewer);
	if (sql_number(slot, &look_going_on, WITH(p_id("team", team)), 0))
		return false;
	slot_as_itself(slot);
	sql_run(slot, &look_add, WITH(p_id("id", id_new()), p_id("team", team), p_id("account", viewer), p_moment("now", slot_now(slot))));
	jobs_soon(slot, "themes");
	slot_view_as(slot, viewer);
	return !slot_failed(slot);
}

bool theme_look_stop(struct slot *slot, id64 team)
{
	if (!team || !team_has(slot, team, slot_viewer(slot)))
		return false;
	id64 viewer = slot_as_itself(slot);
	int n = sql_run(slot, &look_stop, WITH(p_id("team", team), p_moment("now", slot_now(slot))));
	slot_view_as(slot, viewer);
	return n > 0;
}

/* ---- for other parts ---- */

bool theme_about(struct slot *slot, const struct lang *lang, id64 theme, struct theme_about *about)
{
	struct rows *r = sql_read(slot, &theme_row, WITH(p_id("id", theme)));
	bool there = rows_next(r);
	if (there) {
		const char *domain = rows_text(r, 3), *title = rows_text(r, 4);
		int64_t heard = rows_int(r, 7);
		*about = (struct theme_about){ title ? title : tr(lang, code_label(&LIFE_DOMAINS, domain)), domain, rows_text(r, 12),
			count_exact(heard, rows_int(r, 10), rows_int(r, 11)) ? heard : 0 };
	}
	rows_end(r);
	return there;
}

const char *theme_path(struct arena *a, id64 theme)
{
	return arena_printf(a, "/themes/%lld", (long long)theme);
}
