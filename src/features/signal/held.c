/* What waits behind a busy link: kept whole, as one sealed text, until somebody of the team looked (report_link.h says why). */
#include <jansson.h>
#include "../../platform/db/service.h"
#include "../monitor/attention.h"
#include "report_link.h"
#include "report_row.h"

/* ---- as one text ---- */

static const char *packed(struct arena *arena, const struct report_new *n)
{
	json_t *all = json_pack("{s:s, s:s?, s:s?, s:s?, s:s?, s:s?, s:s, s:s?, s:s?, s:s?, s:s?, s:s?, s:s?, s:b, s:b, s:b}", "what", n->what, "domains", n->domains,
		"about", n->about, "place", n->place, "area", n->area_code, "knows", n->knows, "kind", n->reporter_kind, "name", n->reporter_name,
		"phone", n->reporter_phone, "organisation", n->reporter_organisation, "call_when", n->call_when, "organisation_kind", n->organisation_kind,
		"introduce", n->introduce, "may_name", n->may_name, "urgent", n->urgent, "pattern", n->pattern);
	char *text = all ? json_dumps(all, JSON_COMPACT) : NULL;
	const char *kept = text ? arena_strdup(arena, text) : NULL;
	free(text);
	json_decref(all);
	return kept;
}

static const char *text_in(struct arena *arena, const json_t *all, const char *name)
{
	const char *text = json_string_value(json_object_get(all, name));
	return text ? arena_strdup(arena, text) : NULL;
}

bool report_held_words(struct arena *arena, const char *text, struct report_new *n)
{
	json_t *all = text ? json_loads(text, 0, NULL) : NULL;
	if (!all)
		return false;
	n->what = text_in(arena, all, "what");
	n->domains = text_in(arena, all, "domains");
	n->about = text_in(arena, all, "about");
	n->place = text_in(arena, all, "place");
	n->area_code = text_in(arena, all, "area");
	n->knows = text_in(arena, all, "knows");
	n->reporter_kind = text_in(arena, all, "kind");
	n->reporter_name = text_in(arena, all, "name");
	n->reporter_phone = text_in(arena, all, "phone");
	n->reporter_organisation = text_in(arena, all, "organisation");
	n->call_when = text_in(arena, all, "call_when");
	n->organisation_kind = text_in(arena, all, "organisation_kind");
	n->introduce = text_in(arena, all, "introduce");
	n->may_name = json_is_true(json_object_get(all, "may_name"));
	n->urgent = json_is_true(json_object_get(all, "urgent"));
	n->pattern = json_is_true(json_object_get(all, "pattern"));
	json_decref(all);
	return n->what && n->reporter_kind;
}

/* ---- into the queue ---- */

SQL(held_insert, "INSERT INTO report_held (id, file_id, team_id, link_id, account_id, number, words, at, answer_by) VALUES (:id, :file, :team, :link, :account, :number,"
	" :words, :at, :answer_by)");

SQL(held_two, "SELECT count(*) FROM (SELECT 1 AS one FROM s_report_held WHERE link_id = :link AND thrown_at IS NULL LIMIT 2) h");

/* The first that waits asks for a look; what comes after it changes nothing of that. */
static bool ask_for_a_look(struct slot *slot, id64 link)
{
	return sql_number(slot, &held_two, WITH(p_id("link", link)), 0) != 1 || attention_link(slot, link);
}

bool report_hold(struct slot *slot, const struct report_link *link, const struct report_new *new, struct report_receipt *receipt)
{
	struct arena *arena = slot_arena(slot);
	id64 id = id_new(), viewer = slot_as_itself(slot);
	const char *words = packed(arena, new);
	struct report_row who = { .file = link->file, .team = link->team, .name = new->reporter_name };
	*receipt = (struct report_receipt){ .number = report_number_new(slot, link->team), .answer_by = report_answer_day(slot, link->team, new->urgent) };
	id64 account = new->reporter ? new->reporter : reporter_by_link(slot, &who, &receipt->token);
	bool held = words && sql_run(slot, &held_insert, WITH(p_id("id", id), p_id("file", link->file), p_id("team", link->team), p_id("link", link->id),
		p_id("account", account),
		p_text("number", receipt->number), p_blob("words", slot_seal(slot, link->file, "report_held.words", id, words)),
		p_moment("at", slot_now(slot)), p_day("answer_by", arena, receipt->answer_by))) == 1 && ask_for_a_look(slot, link->id);
	slot_view_as(slot, viewer);
	return held && !slot_failed(slot);
}

/* ---- out of it ---- */

SQL(held_one, "SELECT h.id, h.file_id, h.words, h.link_id, h.account_id, h.number, h.at, h.answer_by, h.team_id FROM v_report_held h"
	" WHERE h.id = :id AND h.thrown_at IS NULL");
SQL(held_gone, "DELETE FROM report_held WHERE id = :id");

static id64 let_in(struct slot *slot, id64 held)
{
	struct report_new new = { 0 };
	struct report_receipt receipt = { 0 };
	struct rows *r = sql_read(slot, &held_one, WITH(p_id("id", held)));
	bool found = rows_next(r);
	id64 file = found ? rows_int(r, 1) : 0;
	if (found) {
		new.link = rows_int(r, 3);
		new.reporter = rows_int(r, 4);
		new.number = rows_text(r, 5);
		new.at = rows_int(r, 6);
		new.answer_by = rows_day(r, 7);
		new.team = rows_int(r, 8);
		found = report_held_words(slot_arena(slot), rows_open(r, 2, "report_held.words"), &new);
	}
	rows_end(r);
	if (!found)
		return 0;
	id64 viewer = slot_as_itself(slot);
	found = sql_run(slot, &held_gone, WITH(p_id("id", held))) == 1;
	slot_view_as(slot, viewer);
	slot_wrote(slot, file);
	return found && report_receive(slot, &new, &receipt) ? receipt.report : 0;
}

int report_let_in(struct slot *slot, id64 link, const id64 *held, int n)
{
	int came = 0;
	for (int i = 0; i < n; i++)
		came += let_in(slot, held[i]) != 0;
	if (came)
		attention_link(slot, link);
	return slot_failed(slot) ? 0 : came;
}

SQL(held_of_link, "SELECT id, file_id FROM v_report_held WHERE link_id = :link AND thrown_at IS NULL ORDER BY at LIMIT :n");
SQL(held_throw, "UPDATE report_held SET version = version + 1, thrown_at = :now, words = :words WHERE id = :id");

int report_throw_out(struct slot *slot, id64 link)
{
	struct { id64 id, file; } *due = arena_array(slot_arena(slot), LINK_QUEUE, sizeof *due);
	int n = 0, thrown = 0;
	struct rows *r = sql_read(slot, &held_of_link, WITH(p_id("link", link), p_int("n", LINK_QUEUE)));
	for (; rows_next(r); n++) {
		due[n].id = rows_int(r, 0);
		due[n].file = rows_int(r, 1);
	}
	for (int i = 0; i < n; i++)
		thrown += sql_run(slot, &held_throw, WITH(p_id("id", due[i].id), p_moment("now", slot_now(slot)),
			p_blob("words", slot_seal(slot, due[i].file, "report_held.words", due[i].id, "")))) == 1;
	if (thrown)
		attention_link(slot, link);
	return slot_failed(slot) ? 0 : thrown;
}

SQL(held_to_forget, "SELECT id, file_id, account_id FROM s_report_held WHERE forgotten_at IS NULL AND thrown_at <= :before ORDER BY thrown_at LIMIT :n");
SQL(held_forget, "UPDATE report_held SET version = version + 1, forgotten_at = :now WHERE id = :id");

int report_held_forget(struct slot *slot, int at_most)
{
	int n = 0;
	struct { id64 id, file, account; } *due = arena_array(slot_arena(slot), (size_t)at_most, sizeof *due);
	id64 viewer = slot_as_itself(slot);
	moment before = day_begin(day_add(day_of(slot_now(slot)), -rule_days(slot, "report_keep", 0, 42)));
	struct rows *r = sql_read(slot, &held_to_forget, WITH(p_moment("before", before), p_int("n", at_most)));
	for (; rows_next(r); n++) {
		due[n].id = rows_int(r, 0);
		due[n].file = rows_int(r, 1);
		due[n].account = rows_int(r, 2);
	}
	for (int i = 0; i < n; i++) {
		sql_run(slot, &held_forget, WITH(p_id("id", due[i].id), p_moment("now", slot_now(slot))));
		reporter_link_forget(slot, due[i].account, due[i].file);
	}
	slot_view_as(slot, viewer);
	return slot_failed(slot) ? 0 : n;
}
