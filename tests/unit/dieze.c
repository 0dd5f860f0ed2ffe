#include "dieze.h"
#include "features/account/accounts.h"
#include "features/household/household.h"
#include "features/privacy/access.h"
#include "features/team/team.h"
#include "platform/schema/schema.h"

struct dieze town;

struct day day(int year, int month, int of_month)
{
	return (struct day){ year, month, of_month };
}

void dieze_time(struct day on, int hour, int minute)
{
	town.now = day_at(on, hour, minute);
}

void dieze_change(id64 viewer, change_fn *fn, void *ctx)
{
	struct err e = { 0 };
	if (db_change(the.db, the.arena, viewer, town.now, fn, ctx, &e) == CHANGE_FAILED)
		fail_msg("%s", e.text);
}

struct slot *dieze_slot(id64 viewer)
{
	struct slot *slot = db_slot(the.db, the.arena, viewer, town.now);
	assert_non_null(slot);
	return slot;
}

int64_t dieze_number(id64 viewer, struct sql *sql, const struct param *with)
{
	return store_number(viewer, town.now, sql, with);
}

int dieze_run(struct sql *sql, const struct param *with)
{
	return store_change(NABIJ_ITSELF, town.now, sql, with);
}

/* ---- building it ---- */

SQL(dieze_directory, "INSERT INTO file (id, kind, opened_at) VALUES (1, 'directory', :now)");
SQL(dieze_itself, "INSERT INTO account (id, file_id, own_file_id, kind, name, created_at, until_at) VALUES (1, 1, 1, 'itself', :name, :now, :until)");
SQL(dieze_lotte_person, "UPDATE person SET account_id = :account WHERE id = :id");

static id64 staff(struct slot *slot, const char *kind, const char *name, const char *login, id64 team, const char *role, bool triage)
{
	id64 id = account_new(slot, &(struct account_new){ .kind = kind, .name = name, .login = login, .team = team });
	assert_true(id);
	if (role)
		assert_true(team_member_set(slot, team, id, role, triage, 0));
	return id;
}

static enum change make_teams(struct slot *slot, void *ctx)
{
	(void)ctx;
	assert_true(slot_new_file_key(slot, DIRECTORY_FILE));
	sql_run(slot, &dieze_directory, WITH(p_moment("now", town.now)));
	sql_run(slot, &dieze_itself, WITH(p_blob("name", slot_seal(slot, DIRECTORY_FILE, "account.name", 1, "Nabij")), p_moment("now", town.now),
		p_moment("until", FOREVER)));
	town.team = team_new(slot, &(struct team_new){ .name = "Team Dieze", .prefix = "DZ", .phone = "038 1234567", .answer_days = 5 });
	town.north = team_new(slot, &(struct team_new){ .name = "Team Noord", .prefix = "NO", .phone = "038 7654321", .answer_days = 5 });
	assert_true(town.team && town.north);
	town.sanne = staff(slot, "professional", "Sanne de Wit", "sanne", town.team, "professional", false);
	town.joost = staff(slot, "professional", "Joost Bos", "joost", town.team, "professional", true);
	town.piet = staff(slot, "professional", "Piet Vos", "piet", town.team, "professional", true);
	town.meryem = staff(slot, "coordinator", "Meryem Kaya", "meryem", town.team, "coordinator", false);
	town.noor = staff(slot, "professional", "Noor Smit", "noor", town.north, "professional", true);
	town.paula = staff(slot, "privacy", "Paula Prins", "paula", 0, NULL, false);
	return CHANGE_KEEP;
}

static enum change make_household(struct slot *slot, void *ctx)
{
	(void)ctx;
	town.household = household_open(slot, &(struct household_new){ .team = town.team, .name = "Gezin Martens", .professional = town.sanne,
		.phase = "support" });
	assert_true(town.household);
	town.lotte_person = person_add(slot, &(struct person_new){ .household = town.household, .first_name = "Lotte", .last_name = "Martens",
		.role = "parent", .birth = day(1988, 3, 4), .lives_here = true });
	assert_true(town.lotte_person);
	return CHANGE_KEEP;
}

static enum change make_lotte(struct slot *slot, void *ctx)
{
	(void)ctx;
	town.lotte = account_new(slot, &(struct account_new){ .kind = "resident", .name = "Lotte", .login = "lotte", .person = town.lotte_person,
		.file = household_file(slot, town.household) });
	assert_true(town.lotte);
	sql_run(slot, &dieze_lotte_person, WITH(p_id("id", town.lotte_person), p_id("account", town.lotte)));
	assert_true(access_family(slot, town.household));
	return CHANGE_KEEP;
}

int dieze_ready(void **state)
{
	struct buf guards;
	store_empty(state);
	buf_init(&guards, 0);
	schema_guards(&guards, store_on_postgres() ? ENGINE_POSTGRES : ENGINE_SQLITE);
	if (!db_migrate(the.db, guards.p, &the.e))
		fail_msg("%s", the.e.text);
	buf_release(&guards);
	town = (struct dieze){ 0 };
	dieze_time(day(2026, 11, 21), 12, 0);
	dieze_change(NABIJ_ITSELF, make_teams, NULL);
	dieze_change(town.sanne, make_household, NULL);
	dieze_change(NABIJ_ITSELF, make_lotte, NULL);
	return 0;
}
