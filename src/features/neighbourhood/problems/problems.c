#include "problems.h"
#include <assert.h>
#include "../../../platform/db/service.h"
#include "../../../platform/web/i18n.h"
#include "../../monitor/publish.h"
#include "../../team/team.h"
#include "problems_entities.h"

/* ---- numbers that leave ---- */

int64_t published_number(int64_t n)
{
	struct published shown[2];
	if (n < 0)
		return -1;
	publish_column(&n, 1, shown);
	return shown[0].hidden ? 0 : shown[0].value;
}

const char *published_words(struct arena *arena, const struct lang *lang, int64_t published)
{
	if (published < 0)
		return NULL;
	if (!published)
		return tr(lang, N_("minder dan tien gezinnen"));
	return tr_fill(arena, tr(lang, N_("ongeveer {n} gezinnen")), "n", arena_int(arena, published), NULL);
}

/* ---- who may ---- */

SQL(problem_coordinates, "SELECT count(*) FROM v_team_member m WHERE m.team_id = :team AND m.account_id = :me AND m.role = 'coordinator' AND m.from_at <= :now"
	" AND m.until_at > :now");
SQL(problem_policy, "SELECT count(*) FROM v_account a WHERE a.id = :me AND a.kind = 'policy' AND a.until_at > :now");
SQL(problem_seen, "SELECT p.team_id, p.to_whom, p.state FROM v_problem_seen p WHERE p.id = :id");
SQL(problem_lock, "UPDATE raised_problem SET version = version + 1 WHERE id = :id");

struct problem { id64 id, team; const char *to_whom, *state; };

static bool counts(struct slot *slot, struct sql *sql, id64 team)
{
	return sql_number(slot, sql, WITH(p_id("team", team), p_id("me", slot_viewer(slot)), p_moment("now", slot_now(slot))), 0) > 0;
}

static bool is_mine_to_answer(struct slot *slot, const char *to_whom, id64 team)
{
	if (!strcmp(to_whom, "municipality"))
		return sql_number(slot, &problem_policy, WITH(p_id("me", slot_viewer(slot)), p_moment("now", slot_now(slot))), 0) > 0;
	return counts(slot, &problem_coordinates, team);
}

static bool read_problem(struct slot *slot, id64 id, struct problem *p)
{
	struct rows *r = sql_read(slot, &problem_seen, WITH(p_id("id", id)));
	bool found = rows_next(r);
	if (found)
		*p = (struct problem){ id, rows_int(r, 0), rows_text(r, 1), rows_text(r, 2) };
	rows_end(r);
	return found;
}

/* As the viewer sees it, locked: two that answer at once do so one after the other. */
static bool lock_problem(struct slot *slot, id64 id, struct problem *p)
{
	if (!read_problem(slot, id, p))
		return false;
	id64 actor = slot_as_itself(slot);
	sql_run(slot, &problem_lock, WITH(p_id("id", id)));
	slot_view_as(slot, actor);
	return read_problem(slot, id, p);
}

/* ---- what happens to it ---- */

SQL(problem_insert, "INSERT INTO raised_problem (id, team_id, area_code, domain, to_whom, title, text, since, households, tried, asked, answer_by, state, at, by_id,"
	" theme_id, initiative_id) VALUES (:id, :team, :area, :domain, :to, :title, :text, :since, :households, :tried, :asked, :answer_by, 'open', :now, :me,"
	" :theme, :initiative)");
SQL(problem_move_insert, "INSERT INTO raised_problem_move (id, team_id, problem_id, move, text, decision, happens_by, at, by_id)"
	" VALUES (:id, :team, :problem, :move, :text, :decision, :happens_by, :now, :me)");
SQL(problem_answered, "UPDATE raised_problem SET state = 'answered', answer = :text, decision = :decision, happens_by = :happens_by, answered_at = :now,"
	" answered_by_id = :me WHERE id = :id");
SQL(problem_accepted, "UPDATE raised_problem SET state = 'accepted', closed_at = :now WHERE id = :id");
SQL(problem_open_again, "UPDATE raised_problem SET state = 'open', answer_by = :answer_by WHERE id = :id");

struct move { const char *move, *text, *decision; struct day happens_by; };

static void note(struct slot *slot, id64 actor, const struct problem *p, const struct move *m)
{
	sql_later(slot, &problem_move_insert, WITH(p_id("id", id_new()), p_id("team", p->team), p_id("problem", p->id), p_text("move", m->move),
		p_text("text", m->text), p_text("decision", m->decision), p_day("happens_by", slot_arena(slot), m->happens_by), p_moment("now", slot_now(slot)),
		p_id("me", actor)));
}

SQL(problem_own_theme, "SELECT t.id FROM v_theme t WHERE t.id = :id AND t.team_id = :team");
SQL(problem_own_initiative, "SELECT i.id FROM v_initiative i WHERE i.id = :id AND i.team_id = :team");

/* What it comes from, when that is the team's own; else 0. */
static id64 own(struct slot *slot, struct sql *sql, id64 id, id64 team)
{
	return id ? sql_number(slot, sql, WITH(p_id("id", id), p_id("team", team)), 0) : 0;
}

id64 problem_raise(struct slot *slot, const struct problem_new *new)
{
	struct problem p = { .id = id_new(), .team = new->team };
	int64_t published = published_number(new->households);
	assert(code_label(&PROBLEM_TO, new->to_whom) && code_label(&LIFE_DOMAINS, new->domain));
	if (!team_has(slot, new->team, slot_viewer(slot)))
		return 0;
	id64 theme = own(slot, &problem_own_theme, new->theme, new->team), initiative = own(slot, &problem_own_initiative, new->initiative, new->team);
	id64 actor = slot_as_itself(slot);
	sql_run(slot, &problem_insert, WITH(p_id("id", p.id), p_id("team", new->team), p_text("area", new->area_code), p_text("domain", new->domain),
		p_text("to", new->to_whom), p_text("title", new->title), p_text("text", new->text), p_day("since", slot_arena(slot), new->since),
		published < 0 ? p_null("households", PARAM_INT) : p_int("households", published), p_text("tried", new->tried), p_text("asked", new->asked),
		p_day("answer_by", slot_arena(slot), new->answer_by), p_moment("now", slot_now(slot)), p_id("me", actor), p_id("theme", theme),
		p_id("initiative", initiative)));
	note(slot, actor, &p, &(struct move){ .move = "raised", .text = new->asked });
	slot_view_as(slot, actor);
	return slot_failed(slot) ? 0 : p.id;
}

bool problem_answer(struct slot *slot, id64 problem, const struct problem_answer *a)
{
	struct problem p;
	assert(code_label(&PROBLEM_DECISIONS, a->decision));
	if (!lock_problem(slot, problem, &p) || strcmp(p.state, "open") || !is_mine_to_answer(slot, p.to_whom, p.team))
		return false;
	id64 actor = slot_as_itself(slot);
	sql_run(slot, &problem_answered, WITH(p_id("id", problem), p_text("text", a->text), p_text("decision", a->decision),
		p_day("happens_by", slot_arena(slot), a->happens_by), p_moment("now", slot_now(slot)), p_id("me", actor)));
	note(slot, actor, &p, &(struct move){ .move = "answered", .text = a->text, .decision = a->decision, .happens_by = a->happens_by });
	slot_view_as(slot, actor);
	return !slot_failed(slot);
}

/* The team's own turn, once there is an answer. */
static bool team_turn(struct slot *slot, id64 problem, struct problem *p)
{
	return lock_problem(slot, problem, p) && !strcmp(p->state, "answered") && team_has(slot, p->team, slot_viewer(slot));
}

bool problem_accept(struct slot *slot, id64 problem)
{
	struct problem p;
	if (!team_turn(slot, problem, &p))
		return false;
	id64 actor = slot_as_itself(slot);
	sql_run(slot, &problem_accepted, WITH(p_id("id", problem), p_moment("now", slot_now(slot))));
	note(slot, actor, &p, &(struct move){ .move = "accepted" });
	slot_view_as(slot, actor);
	return !slot_failed(slot);
}

bool problem_reopen(struct slot *slot, id64 problem, const char *why, struct day answer_by)
{
	struct problem p;
	if (!team_turn(slot, problem, &p))
		return false;
	id64 actor = slot_as_itself(slot);
	sql_run(slot, &problem_open_again, WITH(p_id("id", problem), p_day("answer_by", slot_arena(slot), answer_by)));
	note(slot, actor, &p, &(struct move){ .move = "reopened", .text = why });
	slot_view_as(slot, actor);
	return !slot_failed(slot);
}
