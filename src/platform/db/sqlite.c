/* The store as one SQLite file: WAL, synchronous=FULL (NORMAL loses acknowledged writes), guarded beneath the views and triggers of the schema
 * (sqlite_guard.h), one writer (group.c). Here: transactions and statements. */
#include "sqlite_engine.h"

/* A row kept aside, because a write came between (see keep_rest). */
struct kept { struct kept *next; struct cell cell[]; };

struct result {
	struct conn *conn;
	struct sql *sql;
	sqlite3_stmt *st;
	bool extra;                  /* not the cached one: that was in use */
	bool on_row, all_kept;
	struct kept *row;            /* with all_kept: the row under the eye, and behind it the rest */
	struct kept *rest;
};

/* ---- transactions ---- */

/* SQLite has no connection that goes away by itself. */
static bool lost(const struct conn *conn)
{
	(void)conn;
	return false;
}

static bool step_own(struct slot *slot, sqlite3_stmt *st, const char *what)
{
	int rc = sqlite3_step(st);
	if (rc != SQLITE_DONE) {
		slot->full = slot->full || sqlite_disk_full(slot->conn->db);
		slot_fail(slot, "%s: %s", what, sqlite3_errmsg(slot->conn->db));
	}
	sqlite3_reset(st);
	return rc == SQLITE_DONE;
}

static bool begin(struct slot *slot)
{
	slot->conn->guard.slot = slot;
	return step_own(slot, slot->conn->begin, "begin");
}

static bool finish(struct slot *slot, bool keep)
{
	struct conn *conn = slot->conn;
	conn->guard.slot = NULL;
	bool gone = sqlite3_get_autocommit(conn->db);
	if (keep && !gone && step_own(slot, conn->commit, "commit"))
		return true;
	if (!sqlite3_get_autocommit(conn->db))
		step_own(slot, conn->rollback, "rollback");
	return !keep;
}

bool sqlite_save(struct slot *slot)
{
	return step_own(slot, slot->conn->save, "savepoint");
}

bool sqlite_save_end(struct slot *slot, bool keep)
{
	struct conn *conn = slot->conn;
	if (sqlite3_get_autocommit(conn->db))        /* a full disk, an I/O error or no memory undid it all */
		return false;
	return (keep || step_own(slot, conn->save_undo, "undo")) && step_own(slot, conn->save_end, "release");
}

/* ---- statements ---- */

static bool sql_failed(struct slot *slot, const struct sql *sql)
{
	/* Only guards raise: schema/guards.c. */
	if (sqlite3_extended_errcode(slot->conn->db) == SQLITE_CONSTRAINT_TRIGGER && !slot->failed)
		slot->refused = true;
	slot->full = slot->full || sqlite_disk_full(slot->conn->db);
	return slot_fail(slot, "%s (%s): %s", sql->name, sql->file, sqlite3_errmsg(slot->conn->db));
}

static sqlite3_stmt *prepare(struct conn *conn, const struct sql *sql, unsigned flags)
{
	return sqlite_guard_prepare(conn->db, &conn->guard, sql->text, flags, &conn->by_itself[sql->index]);
}

static sqlite3_stmt *statement(struct slot *slot, struct sql *sql, bool *extra)
{
	struct conn *conn = slot->conn;
	sqlite3_stmt **cached = &conn->cached[sql->index], *st;
	*extra = conn->in_use[sql->index];
	if (!*extra && !*cached)
		*cached = prepare(conn, sql, SQLITE_PREPARE_PERSISTENT);
	st = *extra ? prepare(conn, sql, 0) : *cached;
	if (!st) {
		sql_failed(slot, sql);
		return NULL;
	}
	if (conn->by_itself[sql->index] && slot->viewer != NABIJ_ITSELF) {
		slot->refused = slot->refused || !slot->failed;
		slot_fail(slot, "%s (%s): no access", sql->name, sql->file);
		if (*extra)
			sqlite3_finalize(st);
		return NULL;
	}
	if (!*extra)
		conn->in_use[sql->index] = true;
	return st;
}

static void statement_back(struct conn *conn, const struct sql *sql, sqlite3_stmt *st, bool extra)
{
	if (extra) {
		sqlite3_finalize(st);
		return;
	}
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
	conn->in_use[sql->index] = false;
}

static int bind_one(sqlite3_stmt *st, int i, const struct param *p, sqlite3_destructor_type keep)
{
	if (p->null)
		return sqlite3_bind_null(st, i);
	switch (p->type) {
	case PARAM_TEXT:
		return sqlite3_bind_text64(st, i, p->p, p->n, keep, SQLITE_UTF8);
	case PARAM_BLOB:
		return p->n ? sqlite3_bind_blob64(st, i, p->p, p->n, keep) : sqlite3_bind_zeroblob(st, i, 0);
	case PARAM_REAL:
		return sqlite3_bind_double(st, i, p->d);
	default:
		return sqlite3_bind_int64(st, i, p->i);
	}
}

static bool bind(struct slot *slot, struct sql *sql, sqlite3_stmt *st, const struct param *with, sqlite3_destructor_type keep)
{
	for (int i = 1; i <= sqlite3_bind_parameter_count(st); i++) {
		const char *name = sqlite3_bind_parameter_name(st, i);
		const struct param *p = name ? param_find(with, name + 1) : NULL;
		if (!p)
			sql_bug(sql, "parameter %s is not given", name ? name : "?");
		if (bind_one(st, i, p, keep) != SQLITE_OK)
			return sql_failed(slot, sql);
	}
	return true;
}

static struct result *read_rows(struct slot *slot, struct sql *sql, const struct param *with)
{
	bool extra;
	sqlite3_stmt *st = statement(slot, sql, &extra);
	if (!st)
		return NULL;
	if (!bind(slot, sql, st, with, SQLITE_TRANSIENT)) {
		statement_back(slot->conn, sql, st, extra);
		return NULL;
	}
	struct result *result = ARENA_NEW(slot->arena, struct result);
	*result = (struct result){ .conn = slot->conn, .sql = sql, .st = st, .extra = extra };
	return result;
}

static void end(struct slot *slot, struct result *result)
{
	statement_back(slot->conn, result->sql, result->st, result->extra);
}

static bool next_row(struct slot *slot, struct result *result)
{
	if (result->all_kept) {
		result->row = result->rest;
		result->rest = result->row ? result->row->next : NULL;
		return result->row != NULL;
	}
	int rc = sqlite3_step(result->st);
	result->on_row = rc == SQLITE_ROW;
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		sql_failed(slot, result->sql);
	return result->on_row;
}

/* By its value: a connection is one thread's at a time, so no other can change it meanwhile. */
static void cell_of_statement(sqlite3_stmt *st, int column, struct cell *cell)
{
	sqlite3_value *value = sqlite3_column_value(st, column);
	switch (sqlite3_value_type(value)) {
	case SQLITE_INTEGER:
		cell->type = CELL_INT;
		cell->i = sqlite3_value_int64(value);
		break;
	case SQLITE_FLOAT:
		cell->type = CELL_REAL;
		cell->d = sqlite3_value_double(value);
		break;
	case SQLITE_TEXT:
		cell->type = CELL_TEXT;
		cell->p = sqlite3_value_blob(value);             /* its bytes, where asking for text may have to copy them, and fail */
		cell->n = (size_t)sqlite3_value_bytes(value);
		break;
	case SQLITE_BLOB:
		cell->type = CELL_BLOB;
		cell->p = sqlite3_value_blob(value);
		cell->n = (size_t)sqlite3_value_bytes(value);
		break;
	default:
		cell->type = CELL_NULL;
	}
}

static void cell_at(struct result *result, int column, struct cell *cell)
{
	if (result->row)
		*cell = result->row->cell[column];
	else if (result->on_row)
		cell_of_statement(result->st, column, cell);
}

static int columns(struct result *result)
{
	return sqlite3_column_count(result->st);
}

static const char *column_name(struct result *result, int column)
{
	return column < sqlite3_column_count(result->st) ? sqlite3_column_name(result->st, column) : NULL;
}

/* ---- a write while rows are being read ---- */

static struct kept *keep_row(struct arena *arena, sqlite3_stmt *st)
{
	int columns = sqlite3_column_count(st);
	struct kept *row = arena_alloc(arena, sizeof *row + (size_t)columns * sizeof *row->cell);
	for (int i = 0; i < columns; i++) {
		struct cell *cell = &row->cell[i];
		cell_of_statement(st, i, cell);
		if (cell->type == CELL_TEXT || cell->type == CELL_BLOB)
			cell->p = cell->n ? memcpy(arena_alloc(arena, cell->n), cell->p, cell->n) : "";
	}
	return row;
}

static bool keep_rest(struct slot *slot, struct result *result)
{
	struct kept *first = NULL, **last = &first;
	int rc;
	if (result->all_kept)
		return true;
	if (result->on_row)
		result->row = keep_row(slot->arena, result->st);
	while ((rc = sqlite3_step(result->st)) == SQLITE_ROW) {
		*last = keep_row(slot->arena, result->st);
		last = &(*last)->next;
	}
	result->rest = first;
	result->all_kept = true;
	return rc == SQLITE_DONE || sql_failed(slot, result->sql);
}

/* PostgreSQL has read all rows before the first is seen; here they come one by one, and a write in between could change or repeat
 * them. So what is still to come is read first: on both stores a reading shows what was there when it began. */
static bool keep_open_rows(struct slot *slot)
{
	for (struct rows *rows = slot->open; rows; rows = rows->next)
		if (!keep_rest(slot, rows->result))
			return false;
	return true;
}

/* app_user() asks the slot itself, so what was begun for one viewer is read for that one. */
static void viewer(struct slot *slot, id64 viewer_id)
{
	(void)viewer_id;
	keep_open_rows(slot);
}

static int run(struct slot *slot, struct sql *sql, const struct param *with)
{
	bool extra;
	int changed = -1;
	if (!keep_open_rows(slot))
		return -1;
	sqlite3_stmt *st = statement(slot, sql, &extra);
	if (!st)
		return -1;
	if (sqlite3_column_count(st))
		sql_bug(sql, "gives rows; read it");
	if (bind(slot, sql, st, with, SQLITE_STATIC)) {
		if (sqlite3_step(st) == SQLITE_DONE)
			changed = sqlite3_changes(slot->conn->db);
		else
			sql_failed(slot, sql);
	}
	statement_back(slot->conn, sql, st, extra);
	return changed;
}

static bool check(struct conn *conn, struct sql *sql, struct err *e)
{
	sqlite3_stmt *st = NULL;
	const char *tail = NULL;
	bool fine = sqlite3_prepare_v2(conn->db, sql->text, -1, &st, &tail) == SQLITE_OK
		|| err_set(e, "%s", sqlite3_errmsg(conn->db));
	sqlite3_finalize(st);
	if (fine && tail[strspn(tail, " \t\r\n;")])
		return err_set(e, "more than one statement");
	return fine;
}

const struct engine SQLITE = {
	.kind = ENGINE_SQLITE, .start = sqlite_start, .stop = sqlite_stop, .connect = sqlite_connect, .disconnect = sqlite_disconnect, .lost = lost,
	.begin = begin, .finish = finish, .viewer = viewer, .read = read_rows, .next = next_row, .end = end, .cell = cell_at,
	.columns = columns, .column = column_name, .run = run, .check = check, .check_store = sqlite_check_store, .script = sqlite_script, .ask = sqlite_ask,
};
