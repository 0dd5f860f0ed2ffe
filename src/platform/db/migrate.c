/* Migrations: numbered, forward-only, all in one transaction; on SQLite after a checked copy. Guards (views, triggers, policies) are taken
 * away first, so that a migration meets only tables and no trigger, and are put in place anew at the end. */
#include <assert.h>
#include "../base/embedded.h"
#include "../base/hex.h"
#include "engine.h"
#include "tables.h"

extern const struct embedded MIGRATION_FILES[];
extern const size_t MIGRATION_FILES_n;

/* ---- the list in the program ---- */

enum { MIGRATIONS_MOST = 1000 };

static struct migration list_in_program[MIGRATIONS_MOST + 1];
static pthread_once_t list_made = PTHREAD_ONCE_INIT;

/* "0007_budget.sql" is number 7. Bugs of whoever wrote the build's list stop every test. */
static void make_list(void)
{
	assert(MIGRATION_FILES_n <= MIGRATIONS_MOST);
	for (size_t i = 0; i < MIGRATION_FILES_n; i++) {
		const struct embedded *file = &MIGRATION_FILES[i];
		int number = (int)strtol(file->name, NULL, 10);
		assert(number > 0 && (i == 0 || number > list_in_program[i - 1].number) && "migrations are numbered upwards");
		list_in_program[i] = (struct migration){ number, file->name, (const char *)file->bytes };
	}
}

const struct migration *db_migrations(void)
{
	pthread_once(&list_made, make_list);
	return list_in_program;
}

static int last_number(const struct migration *list)
{
	int number = 0;
	for (; list->number; list++)
		number = list->number;
	return number;
}

/* ---- what differs per store ---- */

static const char MIGRATION_TABLE[] =
	"CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL) STRICT;";

static const struct {
	const char *begin;
	const char *has_table;           /* is there a table `migration`? */
	const char *prepare;             /* once, before all else */
	const char *drop_guards;         /* NULL: sqlite_drop_guards() */
	const char *broken;              /* how many references point at nothing, at the end */
} of[] = {
	[ENGINE_SQLITE] = {
		.begin = "BEGIN IMMEDIATE",
		.has_table = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migration'",
		.prepare = "",
		.broken = "SELECT count(*) FROM pragma_foreign_key_check",
	},
	[ENGINE_POSTGRES] = {
		/* The number is any number: two programs that start at once wait for each other by it. */
		.begin = "BEGIN; SELECT pg_advisory_xact_lock(7209061)",
		.has_table = "SELECT count(*) FROM pg_class WHERE oid = to_regclass('migration')",
		.prepare =
			"DO $$ BEGIN"
			" IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'nabij_app') THEN CREATE ROLE nabij_app NOLOGIN; END IF;"
			" IF NOT pg_has_role(current_user, 'nabij_app', 'MEMBER') THEN GRANT nabij_app TO CURRENT_USER; END IF;"
			" EXECUTE format('GRANT USAGE ON SCHEMA %I TO nabij_app', current_schema());"
			" END $$;",
		.drop_guards =
			"DO $$ DECLARE r record; BEGIN"
			" FOR r IN SELECT viewname FROM pg_views WHERE schemaname = current_schema() LOOP"
			"  EXECUTE format('DROP VIEW IF EXISTS %I CASCADE', r.viewname); END LOOP;"
			" FOR r IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = current_schema() LOOP"
			"  EXECUTE format('DROP POLICY %I ON %I', r.policyname, r.tablename); END LOOP;"
			" END $$;",
		.broken = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND NOT convalidated",
	},
};

/* ---- state ---- */

static bool state_of(struct db *db, struct conn *owner, const struct migration *list, struct migration_state *state, struct err *e)
{
	int64_t there, have = 0;
	*state = (struct migration_state){ 0, last_number(list) };
	if (!db->engine->ask(owner, of[db->engine->kind].has_table, &there, e))
		return false;
	if (there && !db->engine->ask(owner, "SELECT coalesce(max(number), 0) FROM migration", &have, e))
		return false;
	state->have = (int)have;
	return true;
}

bool db_migration_state_with(struct db *db, const struct migration *list, struct migration_state *state, struct err *e)
{
	struct conn *owner = db->engine->connect(db, ROLE_OWNER, e);
	bool fine = owner && state_of(db, owner, list, state, e);
	if (owner)
		db->engine->disconnect(owner);
	return fine;
}

bool db_migration_state(struct db *db, struct migration_state *state, struct err *e)
{
	return db_migration_state_with(db, db_migrations(), state, e);
}

/* ---- the work ---- */

struct work {
	struct db *db;
	struct conn *owner;
	struct arena *arena;
	const struct migration *list;
	const char *guards;
	struct migration_state state;
	const char *mark;                /* of these guards: kept as the name of "migration" 0 */
	struct err *e;
};

static bool script(struct work *w, const char *text)
{
	return w->db->engine->script(w->owner, text, w->e);
}

static const char *mark_of(struct arena *arena, const char *text)
{
	unsigned char hash[HASH_BYTES];
	crypt_hash(hash, text, strlen(text));
	return hex_text(arena, hash, sizeof hash);
}

/* Whether these guards are the ones in place. Put anew needlessly, they would lock out the other nodes at each start. */
static bool guards_in_place(struct work *w, bool *same)
{
	int64_t n = 0;
	const char *question = arena_printf(w->arena, "SELECT count(*) FROM migration WHERE number = 0 AND name = '%s'", w->mark);
	if (w->state.have && !w->db->engine->ask(w->owner, question, &n, w->e))
		return false;
	*same = n > 0;
	return true;
}

static bool remember(struct work *w, int number, const char *name)
{
	return script(w, arena_printf(w->arena, "DELETE FROM migration WHERE number = %d; INSERT INTO migration (number, name, at)"
		" VALUES (%d, '%s', %lld);", number, number, name, (long long)clock_now()));
}

static bool copy_first(struct work *w)
{
	if (w->db->engine->kind != ENGINE_SQLITE || !w->state.have || w->state.have == w->state.want)
		return true;
	const struct migration *next = w->list;
	while (next->number <= w->state.have)
		next++;
	return sqlite_copy(w->db, arena_printf(w->arena, "%s.before-%d", w->db->target, next->number), w->e);
}

static bool drop_guards(struct work *w)
{
	const char *text = of[w->db->engine->kind].drop_guards;
	return text ? script(w, text) : sqlite_drop_guards(w->owner, w->e);
}

static bool run_new(struct work *w)
{
	for (const struct migration *m = w->list; m->number; m++) {
		if (m->number <= w->state.have)
			continue;
		if (!script(w, db_dialect(w->arena, w->db->engine->kind, m->text)) || !remember(w, m->number, m->name)) {
			struct err why = *w->e;
			err_clear(w->e);
			return err_set(w->e, "migration %s: %.400s", m->name, why.text);
		}
	}
	return true;
}

/* Lines that are exactly "--;" end a statement: the text between may hold semicolons of its own. */
static bool put_guards(struct work *w)
{
	struct buf text;
	buf_init(&text, 0);
	for (const char *line = w->guards; *line;) {
		size_t n = strcspn(line, "\n");
		if (n == 3 && !strncmp(line, "--;", 3))
			buf_char(&text, ';');
		else
			buf_add(&text, line, n);
		buf_char(&text, '\n');
		line += n + (line[n] == '\n');
	}
	bool fine = script(w, text.p) && remember(w, 0, w->mark);
	buf_release(&text);
	return fine;
}

static bool nothing_broken(struct work *w)
{
	int64_t broken;
	if (!w->db->engine->ask(w->owner, of[w->db->engine->kind].broken, &broken, w->e))
		return false;
	return !broken || err_set(w->e, "after the migration %lld references would point at nothing", (long long)broken);
}

static bool migrate_inside(struct work *w)
{
	bool same;
	if (!state_of(w->db, w->owner, w->list, &w->state, w->e))
		return false;
	if (w->state.have > w->state.want)
		return err_set(w->e, "this database is of a newer Nabij (migration %d; this program knows %d): use that program, or restore"
			" a copy from before", w->state.have, w->state.want);
	if (!guards_in_place(w, &same))
		return false;
	if (same && w->state.have == w->state.want)
		return true;
	return copy_first(w) && script(w, of[w->db->engine->kind].prepare)
		&& script(w, db_dialect(w->arena, w->db->engine->kind, MIGRATION_TABLE))
		&& drop_guards(w) && run_new(w) && put_guards(w) && nothing_broken(w);
}

bool db_migrate_with(struct db *db, const struct migration *list, const char *guards, struct err *e)
{
	struct work w = { .db = db, .list = list, .guards = guards, .e = e };
	w.owner = db->engine->connect(db, ROLE_OWNER, e);
	if (!w.owner)
		return false;
	w.arena = arena_new(8 << 20);
	w.mark = mark_of(w.arena, guards);
	bool fine = script(&w, of[db->engine->kind].begin);
	if (fine) {
		struct err unheard = { 0 };
		fine = migrate_inside(&w) && script(&w, "COMMIT");
		if (!fine)
			db->engine->script(w.owner, "ROLLBACK", &unheard);   /* it may be gone already: that is as good */
	}
	arena_free(w.arena);
	db->engine->disconnect(w.owner);
	return fine;
}

/* What a migration itself wrote is no part of what is put back. */
static bool empty_tables(struct db *db, struct err *e)
{
	struct arena *arena = arena_new(1 << 20);
	struct table_list list;
	struct tables *tables = tables_open(db, e);
	bool fine = tables && tables_list(tables, arena, &list, e);
	tables_close(tables);
	struct conn *owner = fine ? db->engine->connect(db, ROLE_OWNER, e) : NULL;
	bool postgres = db->engine->kind == ENGINE_POSTGRES;
	for (size_t i = 0; owner && fine && i < list.n; i++) {
		int64_t some;
		const char *name = list.at[i].name;
		fine = db->engine->ask(owner, arena_printf(arena, "SELECT 1 FROM %s LIMIT 1", name), &some, e)
			&& (!some || db->engine->script(owner, arena_printf(arena, postgres ? "TRUNCATE %s CASCADE" : "DELETE FROM %s", name), e));
	}
	if (owner)
		db->engine->disconnect(owner);
	arena_free(arena);
	return fine && owner;
}

static bool no_tables(struct db *db, struct err *e)
{
	struct arena *arena = arena_new(1 << 20);
	struct table_list list = { NULL, 0 };
	struct err why = { "" };
	struct tables *tables = tables_open(db, e);
	bool empty = tables && tables_list(tables, arena, &list, &why) && !list.n;
	tables_close(tables);
	arena_free(arena);
	return empty || err_set(e, "there are tables in that database already; nothing was changed");
}

bool db_make_tables(struct db *db, int version, struct err *e)
{
	struct migration list[MIGRATIONS_MOST + 1] = { 0 };
	struct migration_state state;
	int n = 0;
	for (const struct migration *m = db_migrations(); m->number && m->number <= version; m++)
		list[n++] = *m;
	if (!n || list[n - 1].number != version)
		return err_set(e, "its tables are of migration %d, which this program does not know: use a newer Nabij", version);
	if (!db_migration_state(db, &state, e))
		return false;
	if (state.have)
		return err_set(e, "there is a Nabij in that database already; nothing was changed");
	if (!no_tables(db, e))
		return false;
	return db_migrate_with(db, list, "", e) && empty_tables(db, e);
}

bool db_unmake_tables(struct db *db, struct err *e)
{
	struct arena *arena = arena_new(1 << 20);
	struct table_list list = { NULL, 0 };
	struct tables *tables = tables_open(db, e);
	bool fine = tables && tables_list(tables, arena, &list, e);
	tables_close(tables);
	struct conn *owner = fine ? db->engine->connect(db, ROLE_OWNER, e) : NULL;
	bool postgres = db->engine->kind == ENGINE_POSTGRES;
	for (size_t i = 0; owner && fine && i < list.n; i++)
		fine = db->engine->script(owner, arena_printf(arena, "DROP TABLE %s%s", list.at[i].name, postgres ? " CASCADE" : ""), e);
	fine = fine && owner && db->engine->script(owner, postgres ? "DROP TABLE IF EXISTS migration; DROP FUNCTION IF EXISTS app_user();"
		" DROP FUNCTION IF EXISTS app_now(); DROP FUNCTION IF EXISTS app_may(bigint, boolean)" : "DROP TABLE IF EXISTS migration", e);
	if (owner)
		db->engine->disconnect(owner);
	arena_free(arena);
	return fine;
}

bool db_migrate(struct db *db, const char *guards, struct err *e)
{
	return db_migrate_with(db, db_migrations(), guards, e);
}
