/* Contacts and attempts, the family's questions, and light questions. "Contact does not stop at one attempt" (Krachten bundelen 3.3). */
#include "contact.h"
#include <assert.h>
#include "../../platform/schema/schema.h"
#include "../household/household.h"
#include "../monitor/attention.h"
#include "../signal/signal.h"
#include "contact_entities.h"

SQL(contact_household, "SELECT id, file_id, team_id FROM v_household WHERE id = :household");
SQL(contact_lock, "UPDATE file SET version = version + 1 WHERE id = :file");

struct place { id64 household, file, team; };

/* The household as the viewer sees it, its shared file locked; file 0 when the viewer may not write there. */
static struct place begin(struct slot *slot, id64 household)
{
	struct place at = { 0 };
	struct rows *rows = sql_read(slot, &contact_household, WITH(p_id("household", household)));
	if (rows_next(rows))
		at = (struct place){ rows_int(rows, 0), rows_int(rows, 1), rows_int(rows, 2) };
	rows_end(rows);
	if (at.file && sql_run(slot, &contact_lock, WITH(p_id("file", at.file))) != 1)
		at.file = 0;
	return at;
}

SQL(contact_own_file, "SELECT p.own_file_id FROM v_person p JOIN v_file f ON f.id = p.own_file_id WHERE p.id = :person AND p.household_id = :household");

/* Where it is kept: the shared file, or the own file of one person of the household. 0 when the viewer does not read that one. */
static id64 kept_in(struct slot *slot, const struct place *place, id64 about)
{
	if (!about)
		return place->file;
	return sql_number(slot, &contact_own_file, WITH(p_id("person", about), p_id("household", place->household)), 0);
}

/* A weekend moves on to the Monday after it: nobody is at work to keep the promise. */
static struct day working_day(struct day day)
{
	int weekday = day_weekday(day);
	return weekday > 5 ? day_add(day, 8 - weekday) : day;
}

/* ---- contacts ---- */

SQL(contact_insert, "INSERT INTO contact (id, file_id, household_id, kind, reached, at, note, with_whom, next_on, by_id, by_name,"
	" domains) VALUES (:id, :file, :household, :kind, :reached, :at, :note, :with_whom, :next_on, :by, :by_name, :domains)");
SQL(contact_last, "SELECT last_contact_at FROM v_household WHERE id = :household");
SQL(contact_update_last, "UPDATE household SET version = version + 1, last_contact_at = :at WHERE id = :household");

static bool met(struct slot *slot, id64 household, moment at)
{
	if (sql_number(slot, &contact_last, WITH(p_id("household", household)), 0) >= at)
		return true;
	return sql_run(slot, &contact_update_last, WITH(p_id("household", household), p_moment("at", at))) == 1;
}

bool contact_met(struct slot *slot, id64 household, moment at)
{
	struct place place = begin(slot, household);
	if (!place.file || !met(slot, household, at))
		return false;
	slot_wrote(slot, place.file);
	return attention_household(slot, household);
}

static struct day next_day(struct slot *slot, const struct contact_new *contact, id64 team, moment at)
{
	if (contact->reached || day_known(contact->next_on))
		return contact->next_on;
	return working_day(day_add(day_of(at), rule_days(slot, "next_attempt", team, 7)));
}

/* What the neighbourhood hears of it; nothing of an attempt. */
static const char *domains_of(struct slot *slot, const struct contact_new *contact)
{
	const char *domains = !contact->reached ? "" : contact->domains ? contact->domains
		: contact->note ? report_guess_domains(slot_arena(slot), contact->note) : "";
	return *domains ? domains : NULL;
}

id64 contact_add(struct slot *slot, const struct contact_new *contact, const char *actor)
{
	assert(code_label(&CONTACT_KINDS, contact->kind));
	struct place place = begin(slot, contact->household);
	moment at = contact->at ? contact->at : slot_now(slot);
	id64 id = id_new(), file = place.file ? kept_in(slot, &place, contact->about) : 0;
	if (!file)
		return 0;
	struct day next = next_day(slot, contact, place.team, at);
	sql_run(slot, &contact_insert, WITH(p_id("id", id), p_id("file", file), p_id("household", place.household),
		p_text("kind", contact->kind), p_bool("reached", contact->reached), p_moment("at", at),
		p_blob("note", slot_seal(slot, file, "contact.note", id, contact->note)),
		p_blob("with_whom", slot_seal(slot, file, "contact.with_whom", id, contact->with_whom)),
		p_day("next_on", slot_arena(slot), next), p_id("by", slot_viewer(slot)),
		p_blob("by_name", slot_seal(slot, file, "contact.by_name", id, actor)), p_text("domains", domains_of(slot, contact))));
	if (contact->reached)
		met(slot, place.household, at);
	if (contact->reached && day_known(next))
		household_next(slot, place.household, next, NULL, NULL);
	attention_household(slot, place.household);
	return slot_failed(slot) ? 0 : id;
}

/* ---- what the family asks ---- */

static const struct { const char *kind, *rule; int days; } owed[] = {
	{ "question", "answer_family", 5 }, { "other_professional", "answer_family", 5 }, { "objection", "answer_rights", 30 },
	{ "correction", "answer_rights", 30 }, { "copy", "answer_rights", 30 }, { "statement", NULL, 0 },
};

static struct day answer_by(struct slot *slot, id64 team, const char *kind)
{
	for (size_t i = 0; i < sizeof owed / sizeof *owed; i++) {
		if (strcmp(owed[i].kind, kind))
			continue;
		if (!owed[i].rule)
			return (struct day){ 0, 0, 0 };
		return day_add(day_of(slot_now(slot)), rule_days(slot, owed[i].rule, team, owed[i].days));
	}
	assert(!"a kind of question that is not in the list");
	return (struct day){ 0, 0, 0 };
}

SQL(question_insert, "INSERT INTO question (id, file_id, household_id, kind, text, by_id, by_name, at, answer_by)"
	" VALUES (:id, :file, :household, :kind, :text, :by, :by_name, :at, :answer_by)");

id64 question_ask(struct slot *slot, id64 household, id64 about, const char *kind, const char *text, const char *actor)
{
	struct place place = begin(slot, household);
	id64 id = id_new(), file = place.file ? kept_in(slot, &place, about) : 0;
	if (!file)
		return 0;
	sql_run(slot, &question_insert, WITH(p_id("id", id), p_id("file", file), p_id("household", household), p_text("kind", kind),
		p_blob("text", slot_seal(slot, file, "question.text", id, text ? text : "")), p_id("by", slot_viewer(slot)),
		p_blob("by_name", slot_seal(slot, file, "question.by_name", id, actor)), p_moment("at", slot_now(slot)),
		p_day("answer_by", slot_arena(slot), answer_by(slot, place.team, kind))));
	attention_household(slot, household);
	return slot_failed(slot) ? 0 : id;
}

SQL(question_household, "SELECT household_id, file_id FROM v_question WHERE id = :id");
SQL(question_update, "UPDATE question SET version = version + 1, answer = :answer, answered_at = :at, answered_by = :by WHERE id = :id");

bool question_answer(struct slot *slot, id64 question, const char *answer, const char *actor)
{
	struct rows *rows = sql_read(slot, &question_household, WITH(p_id("id", question)));
	bool found = rows_next(rows);
	id64 household = found ? rows_int(rows, 0) : 0, file = found ? rows_int(rows, 1) : 0;
	rows_end(rows);
	struct place place = household ? begin(slot, household) : (struct place){ 0 };
	if (!place.file)
		return false;
	sql_run(slot, &question_update, WITH(p_id("id", question), p_moment("at", slot_now(slot)),
		p_blob("answer", slot_seal(slot, file, "question.answer", question, answer)),
		p_blob("by", slot_seal(slot, file, "question.answered_by", question, actor))));
	return attention_household(slot, household);
}

/* ---- a light question: answered and counted without a household ---- */

SQL(light_member, "SELECT count(*) FROM v_team_member WHERE team_id = :team AND account_id = :account AND from_at <= :now AND until_at > :now");
SQL(light_insert, "INSERT INTO light_question (id, team_id, account_id, domain, area_code, minutes, outcome, at)"
	" VALUES (:id, :team, :account, :domain, :area, :minutes, :outcome, :at)");

id64 light_question_add(struct slot *slot, id64 team, const char *domain, const char *area_code, int minutes, const char *outcome)
{
	id64 id = id_new(), viewer = slot_viewer(slot);
	moment now = slot_now(slot);
	assert(code_label(&LIFE_DOMAINS, domain));
	if (!sql_number(slot, &light_member, WITH(p_id("team", team), p_id("account", viewer), p_moment("now", now)), 0))
		return 0;
	slot_view_as(slot, NABIJ_ITSELF);
	sql_run(slot, &light_insert, WITH(p_id("id", id), p_id("team", team), p_id("account", viewer), p_text("domain", domain),
		p_text("area", area_code), minutes ? p_int("minutes", minutes) : p_null("minutes", PARAM_INT), p_text("outcome", outcome),
		p_moment("at", now)));
	slot_view_as(slot, viewer);
	return slot_failed(slot) ? 0 : id;
}
