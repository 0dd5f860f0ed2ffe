/* Whole tables out of SQLite: one read transaction. */
#include <sqlite3.h>
#include <sys/stat.h>
#include "tables_engine.h"

enum { LOOK_EVERY = 20000 };         /* rows, between two looks at the length of the log */

struct tables_conn { sqlite3 *db; char *log; };

static bool failed(struct tables_conn *c, const char *what, struct err *e)
{
	return err_set(e, "cannot read %s: %s", what, sqlite3_errmsg(c->db));
}

static void close_conn(struct tables_conn *c)
{
	sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
	sqlite3_close(c->db);
	free(c->log);
	free(c);
}

/* Guards ask who looks; here nobody does. */
static void nobody(sqlite3_context *context, int n, sqlite3_value **v)
{
	(void)n, (void)v;
	sqlite3_result_int64(context, 0);
}

/* A transaction that reads begins with its first read. */
static struct tables_conn *open_conn(const char *target, struct err *e)
{
	struct tables_conn *c = calloc(1, sizeof *c);
	if (!c || asprintf(&c->log, "%s-wal", target) < 0)
		abort();
	bool memory = !strcmp(target, ":memory:");
	if (sqlite3_open_v2(target, &c->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK
			&& sqlite3_busy_timeout(c->db, 10000) == SQLITE_OK
			&& sqlite3_create_function(c->db, "app_user", 0, SQLITE_UTF8 | SQLITE_INNOCUOUS, NULL, nobody, NULL, NULL) == SQLITE_OK
			&& sqlite3_create_function(c->db, "app_now", 0, SQLITE_UTF8 | SQLITE_INNOCUOUS, NULL, nobody, NULL, NULL) == SQLITE_OK
			&& (memory || sqlite3_exec(c->db, "PRAGMA query_only = ON", NULL, NULL, NULL) == SQLITE_OK)
			&& sqlite3_exec(c->db, "PRAGMA cell_size_check = ON; BEGIN; SELECT 1 FROM sqlite_schema", NULL, NULL, NULL) == SQLITE_OK)
		return c;
	failed(c, target, e);
	close_conn(c);
	return NULL;
}

static struct value value_at(sqlite3_stmt *st, int column)
{
	struct value v = { .kind = VALUE_NULL };
	switch (sqlite3_column_type(st, column)) {
	case SQLITE_INTEGER:
		v.kind = VALUE_INT;
		v.i = sqlite3_column_int64(st, column);
		break;
	case SQLITE_FLOAT:
		v.kind = VALUE_REAL;
		v.d = sqlite3_column_double(st, column);
		break;
	case SQLITE_TEXT:
		v.kind = VALUE_TEXT;
		v.p = sqlite3_column_text(st, column);
		v.n = (size_t)sqlite3_column_bytes(st, column);
		break;
	case SQLITE_BLOB:
		v.kind = VALUE_BLOB;
		v.p = sqlite3_column_blob(st, column);
		v.n = (size_t)sqlite3_column_bytes(st, column);
		break;
	default:
		break;
	}
	return v;
}

static bool log_short(const struct tables_conn *c, struct err *e)
{
	struct stat st;
	return stat(c->log, &st) || st.st_size <= TABLES_LOG_MOST || err_set(e, "so much is written meanwhile that %s grew past %lld MB: stopped, so that the"
		" disk does not fill. Nothing is wrong with the store; try again at a quieter hour", c->log, (long long)(TABLES_LOG_MOST >> 20));
}

static bool each_row(struct tables_conn *c, sqlite3_stmt *st, const struct table *table, table_row *row, void *ctx, struct err *e)
{
	struct value value[TABLE_COLUMNS];
	int rc;
	for (uint64_t n = 1; (rc = sqlite3_step(st)) == SQLITE_ROW; n++) {
		for (size_t i = 0; i < table->columns; i++)
			value[i] = value_at(st, (int)i);
		if (!row(ctx, table, value, e) || (n % LOOK_EVERY == 0 && !log_short(c, e)))
			return false;
	}
	return rc == SQLITE_DONE || failed(c, table->name, e);
}

static bool rows(struct tables_conn *c, const struct table *table, table_row *row, void *ctx, struct err *e)
{
	struct arena *arena = arena_new(1 << 16);
	sqlite3_stmt *st = NULL;
	bool fine = sqlite3_prepare_v2(c->db, table_question(arena, table), -1, &st, NULL) == SQLITE_OK || failed(c, table->name, e);
	fine = fine && each_row(c, st, table, row, ctx, e);
	sqlite3_finalize(st);
	arena_free(arena);
	return fine;
}

static bool ask(struct tables_conn *c, const char *question, struct arena *arena, struct texts *texts, struct err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(c->db, question, -1, &st, NULL);
	while (rc == SQLITE_OK || rc == SQLITE_ROW)
		if ((rc = sqlite3_step(st)) == SQLITE_ROW) {
			const char *text = (const char *)sqlite3_column_text(st, 0);
			texts_add(texts, arena, text ? text : "", (size_t)sqlite3_column_bytes(st, 0));
		}
	bool fine = rc == SQLITE_DONE || failed(c, question, e);
	sqlite3_finalize(st);
	return fine;
}

static bool script(struct tables_conn *c, const char *text, struct err *e)
{
	return sqlite3_exec(c->db, text, NULL, NULL, NULL) == SQLITE_OK || err_set(e, "%s", sqlite3_errmsg(c->db));
}

const struct tables_engine TABLES_SQLITE = {
	.kind = ENGINE_SQLITE,
	.names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' AND name <> 'migration' ORDER BY name",
	.columns = { "SELECT name FROM pragma_table_info('", "') ORDER BY name" },
	.yes_no = { "SELECT name FROM pragma_table_info('", "') WHERE type = 'BOOLEAN'" },
	.open = open_conn, .close = close_conn, .rows = rows, .ask = ask, .script = script,
};
