#include "initiative.h"
#include <assert.h>
#include "../../platform/db/service.h"
#include "../monitor/attention.h"
#include "../neighbourhood/neighbourhood.h"
#include "../team/team.h"
#include "initiative_entities.h"
#include "initiative_inside.h"
#include "initiative_questions.h"

/* ---- who may ---- */

SQL(initiative_team, "SELECT i.team_id FROM v_initiative i WHERE i.id = :id");

struct initiative_place initiative_begin(struct slot *slot, id64 initiative)
{
	struct initiative_place at = { .slot = slot, .initiative = initiative, .viewer = slot_viewer(slot) };
	at.team = sql_number(slot, &initiative_team, WITH(p_id("id", initiative)), 0);
	if (at.team)
		slot_as_itself(slot);
	return at;
}

/* Whatever changed: what it asks of its team is in the same transaction. */
bool initiative_end(const struct initiative_place *at, bool fine)
{
	if (at->team && fine)
		attention_initiative(at->slot, at->initiative);
	if (at->team)
		slot_view_as(at->slot, at->viewer);
	return fine && !slot_failed(at->slot);
}

struct param initiative_number(const char *name, int n)
{
	return n < 0 ? p_null(name, PARAM_INT) : p_int(name, n);
}

/* ---- the initiative itself ---- */

SQL(initiative_add, "INSERT INTO initiative (id, team_id, theme_id, owner_id, title, origin, area_code, domain, about, for_whom, age_from, age_to, languages, price,"
	" informal, formal, sign_up, open_to_all, phase, phase_at, at) VALUES (:id, :team, :theme, :owner, :title, :origin, :area, :domain, :about, :whom, :from, :to,"
	" :languages, :price, :informal, :formal, :sign_up, :open, 'idea', :now, :now)");
SQL(initiative_update, "UPDATE initiative SET version = version + 1, title = :title, origin = :origin, area_code = :area, domain = :domain, about = :about,"
	" for_whom = :whom, age_from = :from, age_to = :to, languages = :languages, price = :price, informal = :informal, formal = :formal, sign_up = :sign_up,"
	" open_to_all = :open WHERE id = :id");
SQL(initiative_phase_add, "INSERT INTO initiative_phase (id, team_id, initiative_id, phase, reason, by_id, at) VALUES (:id, :team, :initiative, :phase, :reason, :by, :now)");

static bool text_fits(const struct initiative_text *t)
{
	return t->title && *t->title && code_label(&INITIATIVE_ORIGINS, t->origin) && code_label(&LIFE_DOMAINS, t->domain)
		&& area_code_kind(t->area_code) == AREA_NEIGHBOURHOOD && (t->age_from < 0 || t->age_to < 0 || t->age_from <= t->age_to);
}

#define TEXT_OF(t) p_text("title", (t)->title), p_text("origin", (t)->origin), p_text("area", (t)->area_code), p_text("domain", (t)->domain), \
	p_text("about", (t)->about), p_text("whom", (t)->for_whom), initiative_number("from", (t)->age_from), initiative_number("to", (t)->age_to), \
	p_text("languages", (t)->languages), initiative_number("price", (t)->price), p_text("informal", (t)->informal), p_text("formal", (t)->formal), \
	p_text("sign_up", (t)->sign_up), p_bool("open", (t)->open_to_all)

static bool note_phase(struct slot *slot, id64 team, id64 initiative, const char *phase, const char *reason, id64 by)
{
	return sql_run(slot, &initiative_phase_add, WITH(p_id("id", id_new()), p_id("team", team), p_id("initiative", initiative), p_text("phase", phase),
		p_text("reason", reason), p_id("by", by), p_moment("now", slot_now(slot)))) == 1;
}

id64 initiative_new(struct slot *slot, id64 team, const struct initiative_text *t)
{
	id64 id = id_new(), viewer = slot_viewer(slot);
	if (!text_fits(t) || !team_has(slot, team, viewer))
		return 0;
	slot_as_itself(slot);
	bool fine = sql_run(slot, &initiative_add, WITH(p_id("id", id), p_id("team", team), p_id("theme", t->theme), p_id("owner", viewer), TEXT_OF(t),
		p_moment("now", slot_now(slot)))) == 1 && note_phase(slot, team, id, "idea", NULL, viewer) && attention_initiative(slot, id);
	slot_view_as(slot, viewer);
	return fine ? id : 0;
}

bool initiative_change(struct slot *slot, id64 initiative, const struct initiative_text *t)
{
	struct initiative_place at = initiative_begin(slot, initiative);
	return initiative_end(&at, at.team && text_fits(t) && sql_run(slot, &initiative_update, WITH(p_id("id", initiative), TEXT_OF(t))) == 1);
}

SQL(initiative_give, "UPDATE initiative SET version = version + 1, owner_id = :owner WHERE id = :id");

bool initiative_owner(struct slot *slot, id64 initiative, id64 account)
{
	struct initiative_place at = initiative_begin(slot, initiative);
	return initiative_end(&at, at.team && team_has(slot, at.team, account)
		&& sql_run(slot, &initiative_give, WITH(p_id("id", initiative), p_id("owner", account))) == 1);
}

SQL(initiative_say_exists, "UPDATE initiative SET version = version + 1, exists_choice = :choice, exists_word = :word, exists_at = :now WHERE id = :id");

bool initiative_exists(struct slot *slot, id64 initiative, const char *choice, const char *word)
{
	struct initiative_place at = initiative_begin(slot, initiative);
	return initiative_end(&at, at.team && code_label(&INITIATIVE_EXISTS, choice) && sql_run(slot, &initiative_say_exists, WITH(p_id("id", initiative),
		p_text("choice", choice), p_text("word", word), p_moment("now", slot_now(slot)))) == 1);
}

/* ---- phases ---- */

SQL(initiative_stands, "SELECT i.phase, i.exists_choice FROM s_initiative i WHERE i.id = :id");
SQL(initiative_set_phase, "UPDATE initiative SET version = version + 1, phase = :phase, phase_at = :now WHERE id = :id");

static enum initiative_moved move(const struct initiative_place *at, const char *phase, const char *reason)
{
	struct rows *r = sql_read(at->slot, &initiative_stands, WITH(p_id("id", at->initiative)));
	bool found = rows_next(r), answered = found && !rows_null(r, 1), same = found && !strcmp(rows_text(r, 0), phase);
	rows_end(r);
	if (!found)
		return INITIATIVE_NOT_HERE;
	if (same)
		return INITIATIVE_MOVED;
	if (!answered && code_label(&INITIATIVE_STEPS, phase))
		return INITIATIVE_FIRST_QUESTION;
	if (!strcmp(phase, "stopped") && (!reason || !*reason))
		return INITIATIVE_NO_REASON;
	bool fine = sql_run(at->slot, &initiative_set_phase, WITH(p_id("id", at->initiative), p_text("phase", phase), p_moment("now", slot_now(at->slot)))) == 1
		&& note_phase(at->slot, at->team, at->initiative, phase, reason, at->viewer);
	return fine ? INITIATIVE_MOVED : INITIATIVE_NOT_HERE;
}

enum initiative_moved initiative_move(struct slot *slot, id64 initiative, const char *phase, const char *reason)
{
	assert(code_label(&INITIATIVE_PHASES, phase));
	struct initiative_place at = initiative_begin(slot, initiative);
	enum initiative_moved moved = at.team ? move(&at, phase, reason) : INITIATIVE_NOT_HERE;
	initiative_end(&at, true);
	return slot_failed(slot) ? INITIATIVE_NOT_HERE : moved;
}

/* ---- what residents want, who takes part ---- */

SQL(initiative_answer_add, "INSERT INTO initiative_answer (id, team_id, initiative_id, asked, text, speaker, at) VALUES (:id, :team, :initiative, :asked, :text, :speaker, :now)");
SQL(initiative_answer_gone, "DELETE FROM initiative_answer WHERE id IN (SELECT a.id FROM s_initiative_answer a WHERE a.id = :id AND a.initiative_id = :initiative)");

#define ROW_OF(at, id) p_id("id", (id)), p_id("team", (at).team), p_id("initiative", (at).initiative), p_moment("now", slot_now((at).slot))

id64 initiative_answer(struct slot *slot, id64 initiative, const char *asked, const char *speaker, const char *text)
{
	id64 id = id_new();
	struct initiative_place at = initiative_begin(slot, initiative);
	bool fine = at.team && code_label(&INITIATIVE_ASKED, asked) && code_label(&INITIATIVE_SPEAKERS, speaker) && text && *text
		&& sql_run(slot, &initiative_answer_add, WITH(ROW_OF(at, id), p_text("asked", asked), p_text("text", text), p_text("speaker", speaker))) == 1;
	return initiative_end(&at, fine) ? id : 0;
}

/* A row of this initiative goes. */
static bool take_away(struct slot *slot, struct sql *sql, id64 initiative, id64 row)
{
	struct initiative_place at = initiative_begin(slot, initiative);
	return initiative_end(&at, at.team && sql_run(slot, sql, WITH(p_id("id", row), p_id("initiative", initiative))) == 1);
}

bool initiative_answer_remove(struct slot *slot, id64 initiative, id64 answer)
{
	return take_away(slot, &initiative_answer_gone, initiative, answer);
}

SQL(initiative_part_add, "INSERT INTO initiative_part (id, team_id, initiative_id, phase, party, which, degree, said, at) VALUES (:id, :team, :initiative, :phase, :party,"
	" :which, :degree, :said, :now)");
SQL(initiative_part_say, "UPDATE initiative_part SET version = version + 1, done = :done, done_at = :now WHERE id IN"
	" (SELECT p.id FROM s_initiative_part p WHERE p.id = :id AND p.initiative_id = :initiative)");
SQL(initiative_part_gone, "DELETE FROM initiative_part WHERE id IN (SELECT p.id FROM s_initiative_part p WHERE p.id = :id AND p.initiative_id = :initiative)");

id64 initiative_part(struct slot *slot, id64 initiative, const struct initiative_part *p)
{
	id64 id = id_new();
	struct initiative_place at = initiative_begin(slot, initiative);
	bool fine = at.team && code_label(&INITIATIVE_STEPS, p->phase) && code_label(&INITIATIVE_PARTIES, p->party) && code_label(&INITIATIVE_DEGREES, p->degree)
		&& sql_run(slot, &initiative_part_add, WITH(ROW_OF(at, id), p_text("phase", p->phase), p_text("party", p->party), p_text("which", p->which),
			p_text("degree", p->degree), p_text("said", p->said))) == 1;
	return initiative_end(&at, fine) ? id : 0;
}

bool initiative_part_done(struct slot *slot, id64 initiative, id64 part, const char *done)
{
	struct initiative_place at = initiative_begin(slot, initiative);
	return initiative_end(&at, at.team && done && *done && sql_run(slot, &initiative_part_say, WITH(p_id("id", part), p_id("initiative", initiative),
		p_text("done", done), p_moment("now", slot_now(slot)))) == 1);
}

bool initiative_part_remove(struct slot *slot, id64 initiative, id64 part)
{
	return take_away(slot, &initiative_part_gone, initiative, part);
}

/* ---- who reads along ---- */

SQL(initiative_may_read, "SELECT count(*) FROM s_account a WHERE a.id = :account AND a.until_at > :now AND (a.kind = 'expert' OR (a.kind = 'partner'"
	" AND (a.partner_kind IS NULL OR a.partner_kind NOT IN ('police', 'housing', 'benefits', 'attendance'))))");
SQL(initiative_guest_now, "SELECT g.id FROM s_initiative_guest g WHERE g.initiative_id = :initiative AND g.account_id = :account AND g.until_at > :now");
SQL(initiative_guest_add, "INSERT INTO initiative_guest (id, team_id, initiative_id, account_id, by_id, from_at, until_at) VALUES (:id, :team, :initiative, :account, :by,"
	" :now, :until)");
SQL(initiative_guest_over, "UPDATE initiative_guest SET version = version + 1, until_at = :now WHERE id IN"
	" (SELECT g.id FROM s_initiative_guest g WHERE g.id = :id AND g.initiative_id = :initiative AND g.until_at > :now)");

static id64 let_in(const struct initiative_place *at, id64 account)
{
	moment now = slot_now(at->slot);
	if (!sql_number(at->slot, &initiative_may_read, WITH(p_id("account", account), p_moment("now", now)), 0))
		return 0;
	id64 id = sql_number(at->slot, &initiative_guest_now, WITH(p_id("initiative", at->initiative), p_id("account", account), p_moment("now", now)), 0);
	if (id)
		return id;
	id = id_new();
	return sql_run(at->slot, &initiative_guest_add, WITH(ROW_OF(*at, id), p_id("account", account), p_id("by", at->viewer), p_int("until", FOREVER))) == 1 ? id : 0;
}

id64 initiative_guest(struct slot *slot, id64 initiative, id64 account)
{
	struct initiative_place at = initiative_begin(slot, initiative);
	id64 id = at.team ? let_in(&at, account) : 0;
	return initiative_end(&at, id != 0) ? id : 0;
}

bool initiative_guest_end(struct slot *slot, id64 initiative, id64 guest)
{
	struct initiative_place at = initiative_begin(slot, initiative);
	return initiative_end(&at, at.team && sql_run(slot, &initiative_guest_over, WITH(p_id("id", guest), p_id("initiative", initiative),
		p_moment("now", slot_now(slot)))) == 1);
}

/* ---- looking at oneself ---- */

SQL(initiative_reflection_gone, "DELETE FROM initiative_reflection WHERE id IN"
	" (SELECT r.id FROM s_initiative_reflection r WHERE r.initiative_id = :initiative AND r.asked = :asked)");
SQL(initiative_reflection_add, "INSERT INTO initiative_reflection (id, team_id, initiative_id, asked, mark, word, by_id, at) VALUES (:id, :team, :initiative, :asked, :mark,"
	" :word, :by, :now)");

bool initiative_reflect(struct slot *slot, id64 initiative, const char *asked, const char *mark, const char *word)
{
	struct initiative_place at = initiative_begin(slot, initiative);
	bool fine = at.team && initiative_question(asked) && code_label(&INITIATIVE_MARKS, mark)
		&& sql_run(slot, &initiative_reflection_gone, WITH(p_id("initiative", initiative), p_text("asked", asked))) >= 0
		&& sql_run(slot, &initiative_reflection_add, WITH(ROW_OF(at, id_new()), p_text("asked", asked), p_text("mark", mark), p_text("word", word),
			p_id("by", at.viewer))) == 1;
	return initiative_end(&at, fine);
}

/* ---- what came of it, what it cost ---- */

SQL(initiative_say_outcome, "UPDATE initiative SET version = version + 1, reach_choice = :choice, reached = :families, reached_people = :people, reached_how = :how,"
	" changed = :changed, learned = :learned, looked_at = :now WHERE id = :id");

bool initiative_outcome(struct slot *slot, id64 initiative, const struct initiative_outcome *o)
{
	struct initiative_place at = initiative_begin(slot, initiative);
	bool fine = at.team && (!o->choice || code_label(&INITIATIVE_REACH, o->choice)) && sql_run(slot, &initiative_say_outcome, WITH(p_id("id", initiative),
		p_text("choice", o->choice), initiative_number("families", o->families), initiative_number("people", o->people), p_text("how", o->how),
		p_text("changed", o->changed), p_text("learned", o->learned), p_moment("now", slot_now(slot)))) == 1;
	return initiative_end(&at, fine);
}

SQL(initiative_success_add, "INSERT INTO initiative_success (id, team_id, initiative_id, text, at) VALUES (:id, :team, :initiative, :text, :now)");
SQL(initiative_success_gone, "DELETE FROM initiative_success WHERE id IN (SELECT s.id FROM s_initiative_success s WHERE s.id = :id AND s.initiative_id = :initiative)");
SQL(initiative_cost_add, "INSERT INTO initiative_cost (id, team_id, initiative_id, what, source, asked, spent, at) VALUES (:id, :team, :initiative, :what, :source, :asked,"
	" :spent, :now)");
SQL(initiative_cost_gone, "DELETE FROM initiative_cost WHERE id IN (SELECT c.id FROM s_initiative_cost c WHERE c.id = :id AND c.initiative_id = :initiative)");

id64 initiative_success(struct slot *slot, id64 initiative, const char *text)
{
	id64 id = id_new();
	struct initiative_place at = initiative_begin(slot, initiative);
	bool fine = at.team && text && *text && sql_run(slot, &initiative_success_add, WITH(ROW_OF(at, id), p_text("text", text))) == 1;
	return initiative_end(&at, fine) ? id : 0;
}

bool initiative_success_remove(struct slot *slot, id64 initiative, id64 success)
{
	return take_away(slot, &initiative_success_gone, initiative, success);
}

id64 initiative_cost(struct slot *slot, id64 initiative, const char *what, const char *source, int asked, int spent)
{
	id64 id = id_new();
	struct initiative_place at = initiative_begin(slot, initiative);
	bool fine = at.team && what && *what && sql_run(slot, &initiative_cost_add, WITH(ROW_OF(at, id), p_text("what", what), p_text("source", source),
		initiative_number("asked", asked), initiative_number("spent", spent))) == 1;
	return initiative_end(&at, fine) ? id : 0;
}

bool initiative_cost_remove(struct slot *slot, id64 initiative, id64 cost)
{
	return take_away(slot, &initiative_cost_gone, initiative, cost);
}
