/* DDL from the declarations: tables, and the guards of docs/architecture.md ("Rights that nobody can forget", 3) for both stores. */
#include <assert.h>
#include "schema.h"

static const char *column_type(const struct field *f)
{
	if (f->sealed)
		return "BLOB";
	switch (f->type) {
	case F_INT: case F_TIME: case F_REF:
		return "INTEGER";
	case F_REAL:
		return "REAL";
	case F_BOOL:
		return "BOOLEAN";
	case F_HASH:
		return "BLOB";
	default:
		return "TEXT";
	}
}

static void table_column(struct buf *out, const struct field *f)
{
	buf_printf(out, ",\n  %s %s", f->name, column_type(f));
	if (f->required)
		buf_str(out, " NOT NULL");
	if (f->preset)
		buf_printf(out, " DEFAULT %s", f->preset);
	if (f->type == F_REF && f->refs)
		buf_printf(out, " REFERENCES %s (id)", f->refs);
}

static void table_index(struct buf *out, const char *table, const char *index, int n)
{
	bool unique = !strncmp(index, "UNIQUE ", 7);
	const char *columns = unique ? index + 7 : index, *where = strstr(columns, " WHERE ");
	int length = where ? (int)(where - columns) : (int)strlen(columns);
	buf_printf(out, "CREATE %sINDEX %s_%d ON %s (%.*s)%s;\n", unique ? "UNIQUE " : "", table, n, table, length, columns, where ? where : "");
}

/* Whether the table has a file_id of its own beside the declared fields, which a row never leaves. */
static bool in_a_file(const struct entity *e)
{
	return e->guard == GUARD_FILE || e->guard == GUARD_REPORT;
}

void schema_tables(struct buf *out)
{
	for (const struct entity *const *e = ENTITIES; *e; e++) {
		buf_printf(out, "CREATE TABLE %s (\n  id INTEGER PRIMARY KEY,\n  version INTEGER NOT NULL DEFAULT 1", (*e)->name);
		if (in_a_file(*e))
			buf_str(out, ",\n  file_id INTEGER NOT NULL REFERENCES file (id)");
		for (const struct field *f = (*e)->fields; f->name; f++)
			table_column(out, f);
		buf_str(out, "\n) STRICT;\n");
		int n = 0;
		for (const char *const *i = (*e)->indexes; i && *i; i++)
			table_index(out, (*e)->name, *i, ++n);
		buf_str(out, "\n");
	}
}

/* ---- conditions ---- */

#define VALID "a.account_id = app_user() AND a.from_at <= app_now() AND a.until_at > app_now()"

/* The people of a household and whom they let in: what is held back from them leaves no trace (docs/architecture.md, Rights). */
#define FROM_HOME "EXISTS (SELECT 1 FROM account p WHERE p.id = app_user() AND p.kind IN ('resident', 'supporter', 'partner', 'expert'))"

/* Who may read a row called `t`. */
static const char *read_guard(enum guard g)
{
	switch (g) {
	case GUARD_FILE: case GUARD_FILE_READ:
		return "EXISTS (SELECT 1 FROM access a WHERE a.file_id = t.file_id AND " VALID ")";
	case GUARD_THE_FILE:
		return "EXISTS (SELECT 1 FROM access a WHERE a.file_id = t.id AND " VALID ")";
	case GUARD_OWN:
		return "t.account_id = app_user()";
	case GUARD_PUBLIC:
		return "app_user() IS NOT NULL";
	case GUARD_TEAM:
		return "EXISTS (SELECT 1 FROM team_member m WHERE m.team_id = t.team_id AND m.account_id = app_user()"
			" AND m.from_at <= app_now() AND m.until_at > app_now())";
	case GUARD_ACCOUNT:
		return "(t.id = app_user() OR (t.file_id = 1 AND app_user() > 0)"
			" OR EXISTS (SELECT 1 FROM access a WHERE a.file_id = t.file_id AND " VALID "))";
	case GUARD_ACCESS:
		return "(t.account_id = app_user() OR (EXISTS (SELECT 1 FROM access a WHERE a.file_id = t.file_id AND " VALID ")"
			" AND (t.held_until IS NULL OR t.held_until <= app_now() OR NOT " FROM_HOME ")))";
	case GUARD_REPORT:
		return "(t.account_id = app_user() OR EXISTS (SELECT 1 FROM access a WHERE a.file_id = t.file_id AND " VALID "))";
	case GUARD_LOG:
		return "((EXISTS (SELECT 1 FROM access a WHERE a.file_id = t.file_id AND " VALID ")"
			" AND NOT (" FROM_HOME " AND EXISTS (SELECT 1 FROM access e WHERE e.file_id = t.file_id AND e.account_id = t.account_id"
			" AND e.held_until > app_now())))"
			" OR EXISTS (SELECT 1 FROM account p WHERE p.id = app_user() AND p.kind = 'privacy' AND p.until_at > app_now()))";
	case GUARD_ITSELF:
		return "app_user() = 1";
	}
	return NULL;
}

/* Who has a relation to the file that allows it may write. */
static bool written_by_file(enum guard g)
{
	return g == GUARD_FILE || g == GUARD_REPORT || g == GUARD_THE_FILE;
}

/* Who may write a row called `new` or `old`; "" when only the service itself may. Of GUARD_FILE the relation must allow writing. */
static void write_guard(struct buf *out, enum guard g, const char *row)
{
	if (written_by_file(g))
		buf_printf(out, "app_user() = 1 OR EXISTS (SELECT 1 FROM access a WHERE a.file_id = %s%s AND a.may_write AND " VALID ")", row,
			g == GUARD_THE_FILE ? "id" : "file_id");
	else if (g == GUARD_OWN)
		buf_printf(out, "app_user() = 1 OR %saccount_id = app_user()", row);
	else
		buf_str(out, "app_user() = 1");
}

/* ---- views, the same on both ---- */

#define EVERY "SELECT t.*"

/* By name: a table to which a migration added one has them in another order than a fresh one. */
static void all_columns(struct buf *out, const struct entity *e)
{
	buf_printf(out, "t.id, t.version%s", in_a_file(e) ? ", t.file_id" : "");
	for (const struct field *f = e->fields; f->name; f++)
		buf_printf(out, ", t.%s", f->name);
}

/* Without security_barrier: behind one, PostgreSQL makes a joined view whole (all accounts, for one session). It would keep a condition that tells what
 * it is given from being asked of rows one may not see; but the only conditions are those of our own statements (db.h), and those tell nothing. */
static void view(struct buf *out, const struct entity *e, char kind, const char *guard)
{
	buf_printf(out, "CREATE VIEW %c_%s AS SELECT ", kind, e->name);
	all_columns(out, e);
	buf_printf(out, " FROM %s t WHERE %s\n--;\n", e->name, guard);
}

static void views(struct buf *out, const struct entity *e)
{
	buf_printf(out, "DROP VIEW IF EXISTS v_%s\n--;\nDROP VIEW IF EXISTS s_%s\n--;\n", e->name, e->name);
	if (e->guard != GUARD_ITSELF)
		view(out, e, 'v', read_guard(e->guard));
	view(out, e, 's', "app_user() = 1");
}

/* "SELECT t.* … FROM x t": all columns of x, by name as well. */
static const struct entity *whole_row_of(const char *select)
{
	const char *from = select;
	if (strncmp(select, EVERY, strlen(EVERY)))
		return NULL;
	for (const char *next; (next = strstr(from + 1, " FROM "));)
		from = next;
	from += strlen(" FROM ");
	size_t n = strcspn(from, " ");
	for (const struct entity *const *e = ENTITIES; *e; e++)
		if (strlen((*e)->name) == n && !strncmp((*e)->name, from, n))
			return *e;
	assert(!"a view of all columns is of one of our tables");
	return NULL;
}

static void extra_views(struct buf *out)
{
	for (const struct extra_view *v = EXTRA_VIEWS; v->name; v++) {
		const struct entity *whole = whole_row_of(v->select);
		buf_printf(out, "DROP VIEW IF EXISTS %s\n--;\nCREATE VIEW %s AS ", v->name, v->name);
		if (whole) {
			buf_str(out, "SELECT ");
			all_columns(out, whole);
		}
		buf_printf(out, "%s WHERE %s\n--;\n", v->select + (whole ? strlen(EVERY) : 0), v->where);
	}
}

/* ---- SQLite: triggers ---- */

static void sqlite_trigger(struct buf *out, const struct entity *e, const char *what, const char *row, const char *raise)
{
	buf_printf(out, "DROP TRIGGER IF EXISTS g_%s_%s\n--;\n", e->name, what);
	buf_printf(out, "CREATE TRIGGER g_%s_%s BEFORE %s ON %s WHEN NOT (", e->name, what, what, e->name);
	write_guard(out, e->guard, row);
	buf_printf(out, ") BEGIN SELECT RAISE(%s); END\n--;\n", raise);
}

/* Where only the service adds rows no trigger says so: the engine does (db/sqlite_guard.h). */
static void sqlite_guards(struct buf *out, const struct entity *e)
{
	if (written_by_file(e->guard) || e->guard == GUARD_OWN)
		sqlite_trigger(out, e, "insert", "new.", "ABORT, 'no access'");
	sqlite_trigger(out, e, "update", "old.", "IGNORE");
	const struct entity only_own = { .name = e->name, .guard = e->guard == GUARD_OWN ? GUARD_OWN : GUARD_ITSELF };
	sqlite_trigger(out, &only_own, "delete", "old.", "IGNORE");
	if (e->guard == GUARD_OWN)           /* as row-level security checks the new row too */
		buf_printf(out, "DROP TRIGGER IF EXISTS g_%s_owner\n--;\nCREATE TRIGGER g_%s_owner BEFORE UPDATE OF account_id ON %s"
			" WHEN app_user() <> 1 AND new.account_id IS NOT old.account_id BEGIN SELECT RAISE(ABORT, 'a row stays its owner''s'); END\n--;\n",
			e->name, e->name, e->name);
	if (in_a_file(e))
		buf_printf(out, "DROP TRIGGER IF EXISTS g_%s_stays\n--;\nCREATE TRIGGER g_%s_stays BEFORE UPDATE OF file_id ON %s"
			" WHEN new.file_id IS NOT old.file_id BEGIN SELECT RAISE(ABORT, 'a row stays in its file'); END\n--;\n",
			e->name, e->name, e->name);
}

/* ---- PostgreSQL: row-level security and column grants ---- */

static bool plumbing(const struct field *f)
{
	size_t n = strlen(f->name);
	return n > 3 && !strcmp(f->name + n - 3, "_id");
}

static void postgres_grants(struct buf *out, const struct entity *e)
{
	bool file = in_a_file(e);
	buf_printf(out, "REVOKE ALL ON %s FROM nabij_app\n--;\nGRANT INSERT, DELETE ON %s TO nabij_app\n--;\n", e->name, e->name);
	buf_printf(out, "GRANT SELECT (id, version%s", file ? ", file_id" : "");
	for (const struct field *f = e->fields; f->name; f++)
		if (plumbing(f))
			buf_printf(out, ", %s", f->name);
	buf_printf(out, ") ON %s TO nabij_app\n--;\nGRANT UPDATE (version", e->name);
	for (const struct field *f = e->fields; f->name; f++)
		buf_printf(out, ", %s", f->name);
	buf_printf(out, ") ON %s TO nabij_app\n--;\n", e->name);
	if (e->guard != GUARD_ITSELF)
		buf_printf(out, "GRANT SELECT ON v_%s TO nabij_app\n--;\n", e->name);
	buf_printf(out, "GRANT SELECT ON s_%s TO nabij_app\n--;\n", e->name);
}

static void postgres_write(struct buf *out, enum guard g)
{
	if (written_by_file(g))
		buf_printf(out, "app_user() = 1 OR app_may(%s, true)", g == GUARD_THE_FILE ? "id" : "file_id");
	else
		write_guard(out, g, "");
}

static void postgres_policy(struct buf *out, const struct entity *e, const char *what, enum guard g, const char *clause)
{
	buf_printf(out, "DROP POLICY IF EXISTS g_%s ON %s\n--;\nCREATE POLICY g_%s ON %s FOR %s TO nabij_app %s (", what, e->name, what, e->name,
		what, clause);
	postgres_write(out, g);
	buf_str(out, ")\n--;\n");
}

static void postgres_guards(struct buf *out, const struct entity *e)
{
	buf_printf(out, "ALTER TABLE %s ENABLE ROW LEVEL SECURITY\n--;\n", e->name);
	/* Finding a row to change shows only plumbing columns (the grants), so what may be written may be found. */
	postgres_policy(out, e, "select", e->guard, "USING");
	postgres_policy(out, e, "insert", e->guard, "WITH CHECK");
	postgres_policy(out, e, "update", e->guard, "USING");
	postgres_policy(out, e, "delete", e->guard == GUARD_OWN ? GUARD_OWN : GUARD_ITSELF, "USING");
	postgres_grants(out, e);
}

static void postgres_functions(struct buf *out)
{
	buf_str(out,
		"CREATE OR REPLACE FUNCTION app_user() RETURNS bigint LANGUAGE sql STABLE AS"
		" $$ SELECT nullif(current_setting('app.user', true), '')::bigint $$\n--;\n"
		"CREATE OR REPLACE FUNCTION app_now() RETURNS bigint LANGUAGE sql STABLE AS"
		" $$ SELECT nullif(current_setting('app.now', true), '')::bigint $$\n--;\n"
		"CREATE OR REPLACE FUNCTION app_may(file bigint, writing boolean) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER AS"
		" $$ SELECT EXISTS (SELECT 1 FROM access a WHERE a.file_id = file AND (a.may_write OR NOT writing) AND " VALID ") $$\n--;\n");
}

void schema_guards(struct buf *out, enum engine_kind engine)
{
	bool postgres = engine == ENGINE_POSTGRES;
	if (postgres)
		postgres_functions(out);
	for (const struct extra_view *v = EXTRA_VIEWS; v->name; v++)
		buf_printf(out, "DROP VIEW IF EXISTS %s\n--;\n", v->name);
	for (const struct entity *const *e = ENTITIES; *e; e++)
		views(out, *e);
	extra_views(out);
	for (const struct entity *const *e = ENTITIES; *e; e++)
		if (postgres)
			postgres_guards(out, *e);
		else
			sqlite_guards(out, *e);
	if (postgres)
		for (const struct extra_view *v = EXTRA_VIEWS; v->name; v++)
			buf_printf(out, "GRANT SELECT ON %s TO nabij_app\n--;\n", v->name);
}
