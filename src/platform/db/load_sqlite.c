/* Loading into SQLite: a copy of the store beside it takes the rows, without guards, indexes or syncs, and takes its place when it is whole. */
#include <unistd.h>
#include "../base/file.h"
#include "../base/list.h"
#include "load_engine.h"
#include "sqlite_engine.h"

enum { STEPS_BETWEEN_LOOKS = 100000, COLUMNS_MOST = 64 };

struct object { const char *name, *sql; };

struct loader {
	const struct load_job *job;
	struct arena *arena;
	char *path, *part;
	sqlite3 *store;                      /* locked, so that nobody opens it meanwhile */
	sqlite3 *db;                         /* the copy */
	sqlite3_stmt **insert;               /* by table */
	struct object *indexes, *triggers;   /* what was taken away, to be made anew */
	size_t indexes_n, triggers_n;
	bool whole;
};

static bool run(sqlite3 *db, const char *text, struct err *e)
{
	return sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK || sqlite_trouble(db, text, e);
}

static int look(void *arg)
{
	const struct loader *l = arg;
	return *l->job->stop;
}

/* ---- the store and its copy ---- */

/* Exclusive locking in a rollback journal's mode: any other connection, of this process too, makes it fail. */
static bool lock_store(struct loader *l, struct err *e)
{
	if (sqlite3_open_v2(l->path, &l->store, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return sqlite_trouble(l->store, l->path, e);
	sqlite3_busy_timeout(l->store, 2000);
	if (sqlite3_exec(l->store, "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; COMMIT", NULL, NULL, NULL) != SQLITE_OK)
		return err_set(e, "%s is in use (%s): stop the service first", l->path, sqlite3_errmsg(l->store));
	return true;
}

static bool copy_store(struct loader *l, struct err *e)
{
	unlink(l->part);
	if (!sqlite_make_file(l->part, e))
		return false;
	if (sqlite3_open_v2(l->part, &l->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
		return sqlite_trouble(l->db, l->part, e);
	if (!sqlite_copy_pages(l->db, l->store, e))
		return false;
	sqlite3_progress_handler(l->db, STEPS_BETWEEN_LOOKS, look, l);
	return run(l->db, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA foreign_keys = OFF;"
		" PRAGMA cache_size = -32768; PRAGMA threads = 2; PRAGMA temp_store = FILE", e);
}

/* ---- guards and indexes, away and back ---- */

static bool note_objects(struct loader *l, const char *question, const char *table, struct object **list, size_t *n, struct err *e)
{
	sqlite3_stmt *st = NULL;
	if (sqlite3_prepare_v2(l->db, question, -1, &st, NULL) != SQLITE_OK)
		return sqlite_trouble(l->db, "the schema", e);
	sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
	while (sqlite3_step(st) == SQLITE_ROW) {
		struct object *o = LIST_ADD(l->arena, *list, *n);
		*o = (struct object){ arena_strdup(l->arena, (const char *)sqlite3_column_text(st, 0)),
			arena_strdup(l->arena, (const char *)sqlite3_column_text(st, 1)) };
	}
	sqlite3_finalize(st);
	return true;
}

static bool drop(struct loader *l, const char *kind, const struct object *list, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (!run(l->db, arena_printf(l->arena, "DROP %s %s", kind, list[i].name), e))
			return false;
	return true;
}

static bool take_away(struct loader *l, struct err *e)
{
	for (const struct load_table *t = l->job->tables; t->name; t++)
		if (!note_objects(l, "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY name", t->name,
				&l->indexes, &l->indexes_n, e)
				|| !note_objects(l, "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? ORDER BY name", t->name,
				&l->triggers, &l->triggers_n, e))
			return false;
	return drop(l, "INDEX", l->indexes, l->indexes_n, e) && drop(l, "TRIGGER", l->triggers, l->triggers_n, e);
}

static bool bring_back(struct loader *l, struct err *e)
{
	int of = (int)l->indexes_n + 1;
	for (size_t i = 0; i < l->indexes_n; i++) {
		l->job->tell(l->job->ctx, arena_printf(l->arena, "index %s", l->indexes[i].name), (int)i + 1, of);
		if (*l->job->stop || !run(l->db, l->indexes[i].sql, e))
			return err_set(e, "stopped");
	}
	for (size_t i = 0; i < l->triggers_n; i++)
		if (!run(l->db, l->triggers[i].sql, e))
			return false;
	l->job->tell(l->job->ctx, "statistics", of, of);
	return run(l->db, "PRAGMA analysis_limit = 2000; ANALYZE", e);
}

/* ---- rows ---- */

static const char *insert_text(struct loader *l, const struct load_table *t)
{
	const char *columns = "", *marks = "";
	for (const char *const *c = t->columns; *c; c++) {
		columns = arena_printf(l->arena, "%s%s%s", columns, *columns ? ", " : "", *c);
		marks = arena_printf(l->arena, "%s%s", marks, *marks ? ", ?" : "?");
	}
	return arena_printf(l->arena, "INSERT INTO %s (%s) VALUES (%s)", t->name, columns, marks);
}

static bool prepare(struct loader *l, struct err *e)
{
	int n = 0;
	while (l->job->tables[n].name)
		n++;
	l->insert = ARENA_ARRAY(l->arena, sqlite3_stmt *, n + 1);
	for (int i = 0; i < n; i++)
		if (sqlite3_prepare_v3(l->db, insert_text(l, &l->job->tables[i]), -1, SQLITE_PREPARE_PERSISTENT, &l->insert[i], NULL) != SQLITE_OK)
			return sqlite_trouble(l->db, l->job->tables[i].name, e);
	return run(l->db, "BEGIN", e);
}

static void bind(sqlite3_stmt *st, int column, const struct load_value *v)
{
	switch (v->kind) {
	case LOAD_INT: case LOAD_BOOL:
		sqlite3_bind_int64(st, column, v->i);
		break;
	case LOAD_REAL:
		sqlite3_bind_double(st, column, v->d);
		break;
	case LOAD_TEXT:
		sqlite3_bind_text(st, column, v->p, (int)v->n, SQLITE_STATIC);
		break;
	case LOAD_BLOB:
		sqlite3_bind_blob(st, column, v->p, (int)v->n, SQLITE_STATIC);
		break;
	default:
		sqlite3_bind_null(st, column);
	}
}

static bool write_rows(struct loader *l, int table, const char *rows, size_t n, struct err *e)
{
	sqlite3_stmt *st = l->insert[table];
	int columns = sqlite3_bind_parameter_count(st);
	while (n--) {
		for (int c = 1; c <= columns; c++) {
			struct load_value v;
			rows = load_next(rows, &v);
			bind(st, c, &v);
		}
		int rc = sqlite3_step(st);
		sqlite3_reset(st);
		if (rc != SQLITE_DONE)
			return sqlite_trouble(l->db, l->job->tables[table].name, e);
	}
	return true;
}

/* ---- the end ---- */

static bool finalize(struct loader *l, struct err *e)
{
	for (int i = 0; l->insert && l->job->tables[i].name; i++) {
		sqlite3_finalize(l->insert[i]);
		l->insert[i] = NULL;
	}
	if (sqlite3_close(l->db) != SQLITE_OK)
		return sqlite_trouble(l->db, "closing", e);
	l->db = NULL;
	return true;
}

static bool swap(struct loader *l, struct err *e)
{
	l->job->tell(l->job->ctx, "writing to the disk", 1, 1);
	if (!file_sync(l->part, e))
		return false;
	if (*l->job->stop)
		return err_set(e, "stopped");
	return l->whole = file_rename(l->part, l->path, e);
}

static bool finish(struct loader *l, struct err *e)
{
	return run(l->db, "COMMIT", e) && bring_back(l, e)
		&& run(l->db, "PRAGMA locking_mode = NORMAL; PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE)", e)
		&& finalize(l, e) && swap(l, e);
}

static void interrupt(struct loader *l)
{
	sqlite3 *db = l->db;
	if (db)
		sqlite3_interrupt(db);
}

static void end(struct loader *l)
{
	struct err unheard = { "" };
	if (l->db)
		finalize(l, &unheard);
	if (!l->whole)
		unlink(l->part);
	sqlite3_close(l->store);
	free(l->path);
	free(l->part);
	arena_free(l->arena);
	free(l);
}

static struct loader *begin(const char *path, const struct load_job *job, struct err *e)
{
	struct loader *l = calloc(1, sizeof *l);
	if (!l || !(l->path = strdup(path)) || asprintf(&l->part, "%s.loading", path) < 0)
		abort();
	l->job = job;
	l->arena = arena_new(4 << 20);
	if (lock_store(l, e) && copy_store(l, e) && take_away(l, e) && prepare(l, e))
		return l;
	end(l);
	return NULL;
}

const struct load_engine LOAD_SQLITE = { .begin = begin, .write = write_rows, .finish = finish, .interrupt = interrupt, .end = end };
