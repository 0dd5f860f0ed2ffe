#include "compare.h"
#include "engine.h"

enum { SHOWN = 160 };

/* One line per thing there is; equal when the things are. */
struct catalogue { const char *what, *question; };

#define OURS "m.type = 'table' AND m.name <> 'migration' AND substr(m.name, 1, 7) <> 'sqlite_'"
static const struct catalogue of_sqlite[] = {
	{ "column", "SELECT m.name || '.' || p.name || ' ' || p.type || CASE WHEN p.\"notnull\" THEN ' not null' ELSE '' END || CASE WHEN p.dflt_value IS NULL THEN ''"
		" ELSE ' default ' || p.dflt_value END || CASE WHEN p.pk THEN ' key' ELSE '' END FROM sqlite_schema m JOIN pragma_table_info(m.name) p WHERE " OURS },
	{ "index", "SELECT i.name || ' of ' || m.name || CASE WHEN i.\"unique\" THEN ', unique' ELSE '' END || ', place ' || x.seqno || ': ' || coalesce(x.name, '?')"
		" || CASE WHEN x.\"desc\" THEN ' downwards' ELSE '' END FROM sqlite_schema m JOIN pragma_index_list(m.name) i JOIN pragma_index_xinfo(i.name) x"
		" WHERE " OURS " AND x.key" },
	{ "reference", "SELECT m.name || '.' || f.\"from\" || ' to ' || f.\"table\" || '.' || coalesce(f.\"to\", 'id') FROM sqlite_schema m"
		" JOIN pragma_foreign_key_list(m.name) f WHERE " OURS },
	{ "guard", "SELECT name || ': ' || sql FROM sqlite_schema WHERE type IN ('view', 'trigger')" },
};

static const struct catalogue of_postgres[] = {
	{ "column", "SELECT table_name || '.' || column_name || ' ' || data_type || CASE WHEN is_nullable = 'NO' THEN ' not null' ELSE '' END"
		" || coalesce(' default ' || column_default, '') FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)"
		" WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name <> 'migration'" },
	{ "index", "SELECT replace(indexdef, quote_ident(current_schema()) || '.', '') FROM pg_indexes WHERE schemaname = current_schema() AND tablename <> 'migration'" },
	{ "reference", "SELECT r.relname || ': ' || pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid"
		" WHERE c.connamespace = current_schema()::regnamespace AND c.contype IN ('f', 'c', 'p', 'u') AND r.relname <> 'migration'" },
	{ "guard", "SELECT viewname || ': ' || definition FROM pg_views WHERE schemaname = current_schema()" },
	{ "guard", "SELECT tablename || ' ' || policyname || ' ' || permissive || ' ' || roles::text || ' ' || cmd || ': ' || coalesce(qual, '') || ' / '"
		" || coalesce(with_check, '') FROM pg_policies WHERE schemaname = current_schema()" },
	{ "guard", "SELECT relname || ': row-level security ' || relrowsecurity::text || coalesce(' ' || array_to_string(reloptions, ' '), '') FROM pg_class"
		" WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v') AND relname <> 'migration'" },
	{ "guard", "SELECT proname || ': ' || prosrc || ' ' || prosecdef::text || ' ' || provolatile::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
		" AND proname IN ('app_user', 'app_now', 'app_may')" },
	{ "right", "SELECT r.relname || ': nabij_app may ' || a.privilege_type FROM pg_class r, aclexplode(r.relacl) a"
		" WHERE r.relnamespace = current_schema()::regnamespace AND r.relkind IN ('r', 'v') AND a.grantee = 'nabij_app'::regrole AND r.relname <> 'migration'" },
	{ "right", "SELECT r.relname || '.' || c.attname || ': nabij_app may ' || a.privilege_type FROM pg_class r JOIN pg_attribute c ON c.attrelid = r.oid,"
		" aclexplode(c.attacl) a WHERE r.relnamespace = current_schema()::regnamespace AND a.grantee = 'nabij_app'::regrole" },
	{ "right", "SELECT rolname || ' is above all guards' FROM pg_roles WHERE rolname = 'nabij_app' AND (rolsuper OR rolbypassrls)"
		" AND current_schema() <> 'nabij_declared'" },
};

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void tell(struct buf *report, uint64_t *found, const char *how, const char *what, const char *line)
{
	buf_printf(report, "%s %s %.*s%s\n", what, how, SHOWN, line, strlen(line) > SHOWN ? "…" : "");
	++*found;
}

static void sort(struct texts *t)
{
	if (t->n)
		qsort(t->at, t->n, sizeof *t->at, by_bytes);
}

/* Both in order, so that one walk finds what only one of them has. */
static void differences(const char *what, struct texts *there, struct texts *declared, struct buf *report, uint64_t *found)
{
	size_t a = 0, b = 0;
	sort(there);
	sort(declared);
	while (a < there->n || b < declared->n) {
		int order = a == there->n ? 1 : b == declared->n ? -1 : strcmp(there->at[a], declared->at[b]);
		if (order < 0)
			tell(report, found, "is not as declared:", what, there->at[a]);
		else if (order > 0)
			tell(report, found, "is missing or was changed:", what, declared->at[b]);
		a += order <= 0;
		b += order >= 0;
	}
}

/* The guards' text with a semicolon where a line "--;" ends a statement. */
static char *statements(const char *guards)
{
	struct buf b;
	buf_init(&b, 0);
	while (*guards) {
		size_t n = strcspn(guards, "\n");
		if (n == 3 && !strncmp(guards, "--;", 3))
			buf_char(&b, ';');
		else
			buf_add(&b, guards, n);
		buf_char(&b, '\n');
		guards += n + (guards[n] == '\n');
	}
	return buf_take(&b, NULL);
}

static bool ask_all(struct tables *t, struct arena *arena, const struct catalogue *c, size_t n, struct texts *out, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (!tables_ask(t, c[i].question, arena, &out[i], e))
			return false;
	return true;
}

static bool make_declared(struct tables *t, struct arena *arena, const char *declared, const char *guards, struct err *e)
{
	char *text = statements(guards);
	bool fine = tables_try(t, db_dialect(arena, tables_engine(t), declared), e) && tables_try(t, text, e);
	free(text);
	return fine;
}

/* ---- SQLite ---- */

static bool sqlite_declared(struct arena *arena, const char *declared, const char *guards, struct texts *out, struct err *e)
{
	struct db memory = { .engine = &SQLITE, .target = (char []){ ":memory:" } };
	struct tables *t = tables_open(&memory, e);
	bool fine = t && make_declared(t, arena, declared, guards, e) && ask_all(t, arena, of_sqlite, sizeof of_sqlite / sizeof *of_sqlite, out, e);
	tables_close(t);
	return fine;
}

/* ---- PostgreSQL ---- */

/* In a transaction of its own: the snapshot of the other one stays what it is, and nothing is left when it is closed. */
static bool postgres_declared(struct db *db, struct arena *arena, const char *declared, const char *guards, struct texts *out, struct err *e)
{
	struct tables *t = tables_open(db, e);
	bool fine = t && tables_try(t, "CREATE SCHEMA nabij_declared; SET LOCAL search_path = nabij_declared", e) && make_declared(t, arena, declared, guards, e)
		&& ask_all(t, arena, of_postgres, sizeof of_postgres / sizeof *of_postgres, out, e);
	tables_close(t);
	return fine;
}

bool tables_as_declared(struct tables *t, struct db *db, const char *declared, const char *guards, struct buf *report, uint64_t *found, struct err *e)
{
	bool sqlite = tables_engine(t) == ENGINE_SQLITE;
	const struct catalogue *c = sqlite ? of_sqlite : of_postgres;
	size_t n = sqlite ? sizeof of_sqlite / sizeof *of_sqlite : sizeof of_postgres / sizeof *of_postgres;
	struct arena *arena = arena_new((size_t)32 << 20);
	struct texts *there = ARENA_ARRAY(arena, struct texts, n), *made = ARENA_ARRAY(arena, struct texts, n);
	bool fine = ask_all(t, arena, c, n, there, e)
		&& (sqlite ? sqlite_declared(arena, declared, guards, made, e) : postgres_declared(db, arena, declared, guards, made, e));
	for (size_t i = 0; fine && i < n; i++)
		differences(c[i].what, &there[i], &made[i], report, found);
	arena_free(arena);
	return fine || err_set(e, "what is declared could not be made beside the store");
}

/* ---- references ---- */

static const char sqlite_references[] =
	"SELECT \"table\" || ': ' || count(*) || ' rows point at nothing in ' || parent FROM pragma_foreign_key_check GROUP BY \"table\", parent";

/* A question for each reference, made by the store itself. */
static const char postgres_references[] =
	"SELECT format('SELECT %L || count(*) || %L FROM %s t WHERE t.%I IS NOT NULL AND NOT EXISTS (SELECT 1 FROM %s r WHERE r.%I = t.%I) HAVING count(*) > 0',"
	" r.relname || ': ', ' rows point at nothing in ' || f.relname, c.conrelid::regclass, a.attname, c.confrelid::regclass, b.attname, a.attname)"
	" FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid"
	" JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]"
	" WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace ORDER BY 1";

static void tell_all(const struct texts *lines, struct buf *report, uint64_t *found)
{
	for (size_t i = 0; i < lines->n; i++) {
		buf_printf(report, "reference: %s\n", lines->at[i]);
		++*found;
	}
}

bool tables_references(struct tables *t, struct buf *report, uint64_t *found, struct err *e)
{
	struct arena *arena = arena_new(4 << 20);
	struct texts questions, lines;
	bool fine;
	if (tables_engine(t) == ENGINE_SQLITE) {
		if ((fine = tables_ask(t, sqlite_references, arena, &lines, e)))
			tell_all(&lines, report, found);
	} else {
		fine = tables_ask(t, postgres_references, arena, &questions, e);
		for (size_t i = 0; fine && i < questions.n; i++)
			if ((fine = tables_ask(t, questions.at[i], arena, &lines, e)))
				tell_all(&lines, report, found);
	}
	arena_free(arena);
	return fine;
}
