#include "town.h"
#include <unistd.h>
#include "platform/base/buf.h"
#include "platform/crypt/crypt.h"
#include "platform/schema/schema.h"
#include <libpq-fe.h>

struct town town;

static char dir[] = "/tmp/nabij-town-XXXXXX";
static char *url;
static struct keystore *keys;
static struct db *db;
static struct bulk *bulk;
static struct err e;

SQL(town_directory, "INSERT INTO file (id, kind, opened_at) VALUES (1, 'directory', 1)");
SQL(town_itself, "INSERT INTO account (id, file_id, own_file_id, kind, name, created_at, until_at) VALUES (1, 1, 1, 'itself', :name, 1, :forever)");
SQL(town_team, "INSERT INTO team (id, name, prefix, inbox_file_id, phone, max_goals, answer_days)"
	" VALUES (:id, :name, :prefix, :inbox, '038 1234567', 3, 3)");
SQL(town_member, "INSERT INTO team_member (id, team_id, account_id, role, triage, from_at, until_at)"
	" VALUES (:id, :team, :account, :role, FALSE, 1, :forever)");
SQL(town_own_file, "SELECT own_file_id FROM s_person WHERE id = :person");
SQL(town_reads, "SELECT count(*) FROM v_file WHERE id = :file");
SQL(town_writes, "UPDATE file SET version = version + 1 WHERE id = :file");
SQL(town_tasks, "SELECT count(*) FROM v_attention WHERE household_id = :household AND rule = :rule");

/* ---- people ---- */

id64 someone(const char *kind, const char *name, id64 team, const char *role, const char *partner_kind)
{
	id64 id = account_new(town.slot, &(struct account_new){ .kind = kind, .name = name, .team = team, .partner_kind = partner_kind });
	assert_true(id);
	if (role)
		assert_int_equal(sql_run(town.slot, &town_member, WITH(p_id("id", id_new()), p_id("team", team), p_id("account", id),
			p_text("role", role), p_int("forever", FOREVER))), 1);
	return id;
}

static id64 a_team(const char *name, const char *prefix)
{
	id64 id = id_new();
	assert_int_equal(sql_run(town.slot, &town_team, WITH(p_id("id", id), p_text("name", name), p_text("prefix", prefix),
		p_id("inbox", file_new(town.slot, "inbox", 0, 0, NULL)))), 1);
	return id;
}

static void people(void)
{
	town.north = a_team("Noord", "DN");
	town.south = a_team("Zuid", "DZ");
	town.sanne = someone("professional", "Sanne de Wit", town.north, "professional", NULL);
	town.joost = someone("professional", "Joost Bakker", town.north, "professional", NULL);
	town.kees = someone("specialist", "Kees Prins", town.north, "specialist", NULL);
	town.carla = someone("coordinator", "Carla Smit", town.north, "coordinator", NULL);
	town.meryem = someone("professional", "Meryem Aydin", town.south, "professional", NULL);
	town.cor = someone("coordinator", "Cor Visser", town.south, "coordinator", NULL);
	town.school = someone("partner", "Juf Anna", 0, NULL, "school");
	town.police = someone("partner", "Wijkagent Dirk", 0, NULL, "police");
	town.landlord = someone("partner", "Woningbeheer", 0, NULL, "housing");
	town.expert = someone("expert", "Fatima", 0, NULL, NULL);
	town.manager = someone("manager", "Beheer", 0, NULL, NULL);
	town.policy = someone("policy", "Beleid", 0, NULL, NULL);
	town.privacy = someone("privacy", "Petra", 0, NULL, NULL);
}

/* ---- the store ---- */

static bool on_postgres(const char *store)
{
	return store && *store && strcmp(store, "sqlite") != 0;
}

static void empty_postgres(const char *conninfo)
{
	PGconn *pg = PQconnectdb(conninfo);
	PGresult *result = PQexec(pg, "SET client_min_messages = error; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		fail_msg("PostgreSQL: %s", PQerrorMessage(pg));
	PQclear(result);
	PQfinish(pg);
}

static void open_store(void)
{
	const char *store = getenv("NABIJ_TEST_STORE");
	struct buf guards;
	assert_true(mkdtemp(dir) && asprintf(&url, on_postgres(store) ? "postgres:%s" : "sqlite:%s/nabij.db", on_postgres(store) ? store : dir) > 0);
	if (on_postgres(store))
		empty_postgres(store);
	buf_init(&guards, 0);
	schema_guards(&guards, on_postgres(store) ? ENGINE_POSTGRES : ENGINE_SQLITE);
	if (!keystore_create(dir, &e) || !(keys = keystore_open(dir, &e)) || !(db = db_open(url, 2, keys, &e)) || !db_migrate(db, guards.p, &e)
			|| !keystore_new_many(keys, (const id64[]){ DIRECTORY_FILE }, 1, &e))
		fail_msg("%s", e.text);
	buf_release(&guards);
}

static void begin(void)
{
	if (!(bulk = db_bulk_begin(db, town.arena, &e)))
		fail_msg("%s", e.text);
	town.slot = bulk_slot(bulk);
	at("2026-11-21T11:00:00Z");
}

static int end(bool keep)
{
	struct err why = { 0 };
	if (slot_failed(town.slot))
		print_error("the slot failed: %s\n", slot_error(town.slot));
	bool fine = !slot_failed(town.slot);
	fine = db_bulk_end(bulk, keep, &why) && fine;
	arena_reset(town.arena);
	return fine ? 0 : -1;
}

int town_made(void **state)
{
	(void)state;
	clock_start();
	crypt_start();
	town.arena = arena_new(64 << 20);
	open_store();
	begin();
	sql_run(town.slot, &town_directory, WITHOUT);
	sql_run(town.slot, &town_itself, WITH(p_blob("name", slot_seal(town.slot, DIRECTORY_FILE, "account.name", NABIJ_ITSELF, "Nabij")),
		p_int("forever", FOREVER)));
	people();
	return end(true);
}

int town_gone(void **state)
{
	(void)state;
	char *command;
	db_close(db);
	keystore_close(keys);
	arena_free(town.arena);
	assert_true(asprintf(&command, "rm -rf '%s'", dir) > 0);
	int rc = system(command);
	free(command);
	free(url);
	return rc;
}

int town_begin(void **state)
{
	(void)state;
	begin();
	return 0;
}

int town_end(void **state)
{
	(void)state;
	as(NABIJ_ITSELF);
	return end(false);
}

/* ---- telling stories ---- */

struct slot *as(id64 account)
{
	slot_view_as(town.slot, account);
	return town.slot;
}

void at(const char *iso)
{
	moment now = 0;
	assert_true(moment_parse(iso, &now));
	bulk_time(bulk, now);
}

struct day day(const char *iso)
{
	struct day d = { 0, 0, 0 };
	if (*iso)
		assert_true(day_parse(iso, &d));
	return d;
}

id64 a_household(id64 team, id64 professional, const char *name)
{
	return household_open(as(professional), &(struct household_new){ .team = team, .name = name, .professional = professional });
}

id64 a_person(id64 household, const char *first, const char *last, const char *role, const char *birth, bool lives_here)
{
	return person_add(town.slot, &(struct person_new){ .household = household, .first_name = first, .last_name = last, .role = role,
		.birth = day(birth), .lives_here = lives_here });
}

id64 with_custody(id64 household, id64 holder, id64 child, const char *kind)
{
	return custody_set(town.slot, &(struct custody_new){ .household = household, .child = child, .holder = holder, .kind = kind,
		.source = "register", .source_on = day("2026-11-01") });
}

id64 signed_in(id64 person)
{
	const char *code = account_invite(town.slot, person);
	return code ? invite_account(town.slot, code) : 0;
}

static int64_t number_as(id64 account, struct sql *sql, const struct param *with)
{
	id64 actor = slot_viewer(town.slot);
	int64_t n = sql_number(as(account), sql, with, -1);
	as(actor);
	return n;
}

id64 own_file(id64 person)
{
	return number_as(NABIJ_ITSELF, &town_own_file, WITH(p_id("person", person)));
}

bool reads(id64 account, id64 file)
{
	return number_as(account, &town_reads, WITH(p_id("file", file))) == 1;
}

bool writes(id64 account, id64 file)
{
	id64 actor = slot_viewer(town.slot);
	int n = sql_run(as(account), &town_writes, WITH(p_id("file", file)));
	as(actor);
	return n == 1;
}

int64_t seen(id64 account, struct sql *count)
{
	return number_as(account, count, WITHOUT);
}

int64_t tasks(id64 account, id64 household, const char *rule)
{
	return number_as(account, &town_tasks, WITH(p_id("household", household), p_text("rule", rule)));
}
