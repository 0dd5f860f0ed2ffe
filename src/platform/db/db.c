/* The store itself: opened, closed and checked. What differs per store is behind engine.h. */
#include <assert.h>
#include "engine.h"

static const struct { const char *prefix; const struct engine *engine; } engines[] = {
	{ "sqlite:", &SQLITE }, { "postgres:", &POSTGRES },
};

static struct db *db_of_url(const char *url, struct err *e)
{
	struct db *db = calloc(1, sizeof *db);
	if (!db)
		abort();
	for (size_t i = 0; i < sizeof engines / sizeof *engines; i++) {
		size_t n = strlen(engines[i].prefix);
		if (strncmp(url, engines[i].prefix, n))
			continue;
		db->engine = engines[i].engine;
		db->target = strdup(url + n);
		return db;
	}
	free(db);
	err_set(e, "a store is \"sqlite:/path/nabij.db\" or \"postgres:…\", not \"%s\"", url);
	return NULL;
}

struct db *db_open(const char *url, int read_slots, struct keystore *keys, struct err *e)
{
	assert(read_slots >= 1 && read_slots <= 64);
	statements_start();
	struct db *db = db_of_url(url, e);
	if (!db)
		return NULL;
	db->keys = keys;
	if (!db->engine->start(db, e)) {
		free(db->target);
		free(db);
		return NULL;
	}
	pool_start(db, &db->readers, read_slots);
	if (db->engine->kind == ENGINE_SQLITE)
		db->group = group_new(db);
	else
		pool_start(db, &db->changers, read_slots);
	return db;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	pool_stop(db, &db->readers);
	pool_stop(db, &db->changers);
	if (db->group)
		group_free(db->group);
	db->engine->stop(db);
	free(db->target);
	free(db);
}

enum engine_kind db_engine(const struct db *db)
{
	return db->engine->kind;
}

/* ---- checks ---- */

static bool statement_fine(struct db *db, struct conn *conn, struct sql *sql, struct arena *arena, struct buf *report)
{
	struct err e = { 0 };
	const char *word = sql_rule_broken(arena, sql->text);
	if (word)
		err_set(&e, "\"%s\" may not stand there: rows are read from views alone, a table's own name stands only behind"
			" INSERT INTO, UPDATE and DELETE FROM, a CTE is not named like a view, and no name is quoted", word);
	else if (db->engine->check(conn, sql, &e))
		return true;
	buf_printf(report, "%s (%s): %s\n", sql->name, sql->file, e.text);
	return false;
}

bool db_check_statements(struct db *db, struct buf *report, struct err *e)
{
	struct conn *conn = db->engine->connect(db, ROLE_WRITE, e);
	struct arena *arena = arena_new(1 << 20);
	size_t bad = 0;
	for (size_t i = 0; conn && i < sql_count(); i++)
		bad += !statement_fine(db, conn, sql_at(i), arena, report);
	if (conn)
		db->engine->disconnect(conn);
	arena_free(arena);
	if (bad)
		err_set(e, "%zu of %zu statements cannot be run", bad, sql_count());
	return conn && !bad;
}

bool db_check_store(struct db *db, struct buf *report, struct err *e)
{
	return db->engine->check_store(db, report, e);
}
