/* For kill.mjs: a few people to write with, and all that was written.
 *
 *   ledger make --data DIR    into a store that 'nabij init --demo' made; says as JSON who there is, with an API token each
 *   ledger look --data DIR    as JSON: every row of what they can write, whether what belongs to it is there, and the records of the log */
#include <assert.h>
#include <jansson.h>
#include "cli/cli.h"
#include "features/account/accounts.h"
#include "features/account/tokens.h"
#include "features/household/household.h"
#include "features/team/team.h"

static struct { struct slot *slot; struct arena *arena; json_t *said; } l;

static void must(bool fine, const char *what)
{
	if (fine && !slot_failed(l.slot))
		return;
	fprintf(stderr, "ledger: %s%s%s\n", what, slot_failed(l.slot) ? ": " : "", slot_failed(l.slot) ? slot_error(l.slot) : "");
	exit(1);
}

static struct slot *as(id64 account)
{
	slot_view_as(l.slot, account);
	return l.slot;
}

/* ---- people ---- */

static void say_person(const char *login, id64 account, id64 household)
{
	const char *token = token_make(as(NABIJ_ITSELF), account, "proef", slot_now(l.slot) + HOURS(24));
	must(token != NULL, login);
	json_object_set_new(l.said, login, json_pack("{s:s, s:s, s:s}", "id", id_text(l.arena, account), "token", token, "household",
		id_text(l.arena, household)));
}

static id64 works_here(const char *login, const char *kind, id64 team, bool triage, const char *partner_kind)
{
	id64 id = account_new(as(NABIJ_ITSELF), &(struct account_new){ .kind = kind, .partner_kind = partner_kind, .name = login, .login = login, .team = team });
	must(id != 0 && (!team || team_member_set(l.slot, team, id, kind, triage, 0)), login);
	return id;
}

static void make(void)
{
	static const char *const professionals[] = { "sanne", "wim", "joost", "nadia", "otto" }, *const partners[] = { "school", "club" };
	id64 team = team_new(as(NABIJ_ITSELF), &(struct team_new){ .name = "Noord", .prefix = "NO", .phone = "038 4981000" });
	must(team != 0, "a team");
	for (size_t i = 0; i < sizeof professionals / sizeof *professionals; i++) {
		id64 id = works_here(professionals[i], "professional", team, i == 0, NULL);
		id64 household = household_open(as(id), &(struct household_new){ .team = team, .name = professionals[i], .professional = id });
		must(household != 0, "a household");
		say_person(professionals[i], id, household);
	}
	for (size_t i = 0; i < sizeof partners / sizeof *partners; i++)
		say_person(partners[i], works_here(partners[i], "partner", 0, false, partners[i]), 0);
	works_here("karin", "coordinator", team, false, NULL);
}

/* ---- what was written ---- */

/* Each: id, file, words, who, when, and whether everything is there that comes with it in the same transaction. */
SQL(ledger_reports, "SELECT r.id, r.file_id, r.what, r.account_id, r.at, EXISTS (SELECT 1 FROM s_attention a WHERE a.report_id = r.id) FROM s_report r");
SQL(ledger_households, "SELECT h.id, h.file_id, h.name, h.professional_id, h.opened_at, EXISTS (SELECT 1 FROM s_plan p WHERE p.household_id = h.id)"
	" AND EXISTS (SELECT 1 FROM s_access a WHERE a.file_id = h.file_id AND a.account_id = h.professional_id AND a.may_write) FROM s_household h");
SQL(ledger_steps, "SELECT t.id, t.file_id, t.title, t.by_id, t.at, EXISTS (SELECT 1 FROM s_revision v WHERE v.row_id = t.id) FROM s_step t");
SQL(ledger_wishes, "SELECT t.id, t.file_id, t.text, t.by_id, t.at, EXISTS (SELECT 1 FROM s_revision v WHERE v.row_id = t.id) FROM s_wish t");
SQL(ledger_notes, "SELECT t.id, t.file_id, t.text, t.account_id, t.at, TRUE FROM s_note t");
SQL(ledger_contacts, "SELECT t.id, t.file_id, t.note, t.by_id, t.at, EXISTS (SELECT 1 FROM s_household h WHERE h.id = t.household_id"
	" AND h.last_contact_at >= t.at) FROM s_contact t");
SQL(ledger_log, "SELECT l.id, l.record_id, l.account_id, l.file_id, l.at, l.route, l.action FROM s_log l");
SQL(ledger_once, "SELECT o.id, o.account_id, o.at, o.location IS NOT NULL FROM s_once o");

static const struct { const char *name, *where; struct sql *const *sql; } kinds[] = {
	{ "report", "report.what", &ledger_reports_entry }, { "household", "household.name", &ledger_households_entry },
	{ "step", "step.title", &ledger_steps_entry }, { "wish", "wish.text", &ledger_wishes_entry }, { "note", "note.text", &ledger_notes_entry },
	{ "contact", "contact.note", &ledger_contacts_entry },
};

static const char *id_at(struct rows *r, int column)
{
	return id_text(l.arena, rows_int(r, column));
}

static json_t *rows_of(size_t kind)
{
	json_t *all = json_array();
	struct rows *r = sql_read(l.slot, *kinds[kind].sql, WITHOUT);
	while (rows_next(r)) {
		const char *words = rows_open(r, 2, kinds[kind].where);
		json_array_append_new(all, json_pack("[s, s?, s, I, b]", id_at(r, 1), words, id_at(r, 3), (json_int_t)rows_int(r, 4), rows_bool(r, 5)));
	}
	return all;
}

static json_t *the_log(void)
{
	json_t *all = json_array();
	struct rows *r = sql_read(l.slot, &ledger_log, WITHOUT);
	while (rows_next(r))
		json_array_append_new(all, json_pack("[s, s, s, I, s, s]", id_at(r, 1), id_at(r, 2), id_at(r, 3), (json_int_t)rows_int(r, 4), rows_text(r, 5),
			rows_text(r, 6)));
	return all;
}

static json_t *the_onces(void)
{
	json_t *all = json_array();
	struct rows *r = sql_read(l.slot, &ledger_once, WITHOUT);
	while (rows_next(r))
		json_array_append_new(all, json_pack("[s, I, b]", id_at(r, 1), (json_int_t)rows_int(r, 2), rows_bool(r, 3)));
	return all;
}

static void look(void)
{
	as(NABIJ_ITSELF);
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		json_object_set_new(l.said, kinds[i].name, rows_of(i));
	json_object_set_new(l.said, "log", the_log());
	json_object_set_new(l.said, "once", the_onces());
}

static void in_store(struct store *s, bool making)
{
	struct err e = { "" };
	l.arena = arena_new((size_t)1 << 30);
	struct bulk *b = db_bulk_begin(s->db, l.arena, &e);
	if (!b) {
		fprintf(stderr, "ledger: %s\n", e.text);
		exit(1);
	}
	l.slot = bulk_slot(b);
	l.said = json_object();
	(making ? make : look)();
	must(true, "the store");
	if (!db_bulk_end(b, making, &e)) {
		fprintf(stderr, "ledger: %s\n", e.text);
		exit(1);
	}
	arena_free(l.arena);
}

int main(int argc, char **argv)
{
	struct store s;
	struct err e = { "" };
	clock_start();
	crypt_start();
	const char *dir = cli_value(&argc, argv, "--data", NULL);
	if (argc != 2 || !dir || (strcmp(argv[1], "make") && strcmp(argv[1], "look"))) {
		fputs("usage: ledger make|look --data DIR\n", stderr);
		return 2;
	}
	if (!store_open(&s, dir, false, &e) || !store_spool(&s, &e) || !spool_fold(s.spool, &e))
		return cli_fail(&e);
	in_store(&s, !strcmp(argv[1], "make"));
	json_dumpf(l.said, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(l.said);
	store_close(&s);
	return 0;
}
