/* The store as one SQLite file: WAL, synchronous=FULL (NORMAL loses acknowledged writes), guarded by an authorizer (below) beneath
 * the views and triggers of the schema. One writer (group.c), and a thread that checkpoints so that no request pays for it. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>
#include "../base/file.h"
#include "engine.h"
#include "sqlite_log.h"

enum {
	BUSY_MS = 10000,             /* another process (a command) may be writing */
	LONG_WAL = 8192,             /* frames of 4 KiB: from here on the checkpointer asks readers to let go of the log */
};

struct conn {
	sqlite3 *db;
	enum role role;
	const struct slot *slot;     /* whose viewer and moment app_user() and app_now() tell; NULL: nobody */
	sqlite3_stmt **cached;       /* by sql->index */
	bool *in_use;
	bool *by_itself;             /* the statement adds rows where no trigger guards them: for the service alone */
	char unguarded[64];          /* while a statement is prepared: the table it adds rows to, until its trigger is seen */
	sqlite3_stmt *begin, *commit, *rollback, *save, *save_undo, *save_end;
};

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

/* ---- the guard ---- */

static id64 viewer_of(const struct conn *conn)
{
	return conn->slot ? conn->slot->viewer : NOBODY;
}

static void app_user(sqlite3_context *context, int n, sqlite3_value **v)
{
	(void)n, (void)v;
	sqlite3_result_int64(context, viewer_of(sqlite3_user_data(context)));
}

static void app_now(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct conn *conn = sqlite3_user_data(context);
	(void)n, (void)v;
	sqlite3_result_int64(context, conn->slot ? conn->slot->now : 0);
}

/* What a statement may touch of a table directly. All else only from inside a guarding view or trigger. */
static bool plumbing(const char *column)
{
	size_t n = strlen(column);
	return !*column || !strcmp(column, "id") || !strcmp(column, "version") || (n > 3 && !strcmp(column + n - 3, "_id"));
}

static bool is_view(const char *table)
{
	return !strncmp(table, "v_", 2) || !strncmp(table, "s_", 2);
}

/* A table that only the service adds rows to has no trigger for it: with one, SQLite keeps a journal for each statement, most of what a row of the log
 * would cost. So who may add a row is asked when the statement is taken (statement()); a trigger that should be there and is not says no as well. */
static void note_insert(struct conn *conn, int action, const char *table, const char *from)
{
	size_t n = strlen(conn->unguarded);
	if (action == SQLITE_INSERT && !from)
		snprintf(conn->unguarded, sizeof conn->unguarded, "%s", table);
	else if (n && from && !strncmp(from, "g_", 2) && !strncmp(from + 2, conn->unguarded, n) && !strcmp(from + 2 + n, "_insert"))
		*conn->unguarded = '\0';
}

/* What this cannot see (a CTE named like a view, count(*) of a table) the rule on names refuses: sql_rule_broken(). */
static int authorize(void *conn, int action, const char *a, const char *b, const char *schema, const char *from)
{
	(void)schema;
	note_insert(conn, action, a, from);
	switch (action) {
	case SQLITE_SELECT: case SQLITE_FUNCTION: case SQLITE_RECURSIVE: case SQLITE_TRANSACTION: case SQLITE_SAVEPOINT:
		return SQLITE_OK;
	case SQLITE_INSERT: case SQLITE_UPDATE: case SQLITE_DELETE:
		return strcmp(a, "migration") && strncmp(a, "sqlite_", 7) ? SQLITE_OK : SQLITE_DENY;
	case SQLITE_READ:
		return from || is_view(a) || plumbing(b) ? SQLITE_OK : SQLITE_DENY;
	default:
		return SQLITE_DENY;          /* ATTACH, PRAGMA, DDL, … */
	}
}

/* ---- connections ---- */

/* Whether what failed last did so because the disk has no room: a page that could not be written, or a file beside it that could not be made. */
static bool disk_full(sqlite3 *db)
{
	int rc = sqlite3_errcode(db);
	return rc == SQLITE_FULL || ((rc == SQLITE_IOERR || rc == SQLITE_CANTOPEN) && no_room(sqlite3_system_errno(db)));
}

static bool fail(const struct conn *conn, struct err *e, const char *what)
{
	return err_set(e, "%s: %s", what, sqlite3_errmsg(conn->db));
}

static void disconnect(struct conn *conn)
{
	sqlite3_stmt *own[] = { conn->begin, conn->commit, conn->rollback, conn->save, conn->save_undo, conn->save_end };
	for (size_t i = 0; conn->cached && i < sql_count(); i++)
		sqlite3_finalize(conn->cached[i]);
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		sqlite3_finalize(own[i]);
	int rc = sqlite3_close(conn->db);
	assert(rc == SQLITE_OK && "a statement was left open");
	free(conn->cached);
	free(conn->in_use);
	free(conn->by_itself);
	free(conn);
}

static bool prepare_own(struct conn *conn)
{
	const struct { sqlite3_stmt **st; const char *text; } own[] = {
		{ &conn->begin, conn->role == ROLE_READ ? "BEGIN" : "BEGIN IMMEDIATE" }, { &conn->commit, "COMMIT" },
		{ &conn->rollback, "ROLLBACK" }, { &conn->save, "SAVEPOINT change" }, { &conn->save_undo, "ROLLBACK TO change" },
		{ &conn->save_end, "RELEASE change" },
	};
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		if (sqlite3_prepare_v3(conn->db, own[i].text, -1, SQLITE_PREPARE_PERSISTENT, own[i].st, NULL) != SQLITE_OK)
			return false;
	return true;
}

static bool settings(struct conn *conn)
{
	static const char *const role_settings[] = {
		/* What a reader keeps another's commit makes stale; but commits come in groups, and the log's by the thousand (spool.c). */
		[ROLE_READ] = "PRAGMA query_only = ON; PRAGMA cache_size = -8192",
		[ROLE_WRITE] = ("PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864;"
			" PRAGMA secure_delete = ON; PRAGMA cache_size = -16384"),   /* one connection, whose pages no other's commit makes stale */
		[ROLE_OWNER] = "PRAGMA foreign_keys = OFF; PRAGMA secure_delete = ON",   /* a migration checks them at its end */
	};
	sqlite3_busy_timeout(conn->db, BUSY_MS);
	sqlite3_db_config(conn->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_limit(conn->db, SQLITE_LIMIT_ATTACHED, 0);
	return sqlite3_exec(conn->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY",
		NULL, NULL, NULL) == SQLITE_OK
		&& sqlite3_exec(conn->db, role_settings[conn->role], NULL, NULL, NULL) == SQLITE_OK;
}

static bool guard(struct conn *conn)
{
	const int flags = SQLITE_UTF8 | SQLITE_INNOCUOUS;
	if (sqlite3_create_function(conn->db, "app_user", 0, flags, conn, app_user, NULL, NULL) != SQLITE_OK
			|| sqlite3_create_function(conn->db, "app_now", 0, flags, conn, app_now, NULL, NULL) != SQLITE_OK)
		return false;
	if (conn->role != ROLE_OWNER)
		sqlite3_set_authorizer(conn->db, authorize, conn);
	return true;
}

/* What SQLite could not open for writing (the file, its log) it opens for reading and says nothing: such a connection would refuse every change from
 * then on. Readers write nothing, and the owner's are opened at the start. */
static bool can_write(struct conn *conn)
{
	return sqlite3_db_readonly(conn->db, "main") == 0
		&& (conn->role != ROLE_WRITE || sqlite3_exec(conn->db, "BEGIN IMMEDIATE; ROLLBACK", NULL, NULL, NULL) == SQLITE_OK);
}

static struct conn *connect_path(const char *path, enum role role, struct err *e)
{
	struct conn *conn = calloc(1, sizeof *conn);
	size_t n = sql_count() + 1;
	if (!conn || !(conn->cached = calloc(n, sizeof *conn->cached)) || !(conn->in_use = calloc(n, sizeof *conn->in_use))
			|| !(conn->by_itself = calloc(n, sizeof *conn->by_itself)))
		abort();
	conn->role = role;
	if (sqlite3_open_v2(path, &conn->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, role == ROLE_WRITE ? sqlite_log_gathered() : NULL) == SQLITE_OK
			&& settings(conn) && can_write(conn) && guard(conn) && prepare_own(conn))
		return conn;
	e->full = disk_full(conn->db);
	err_set(e, "%s: %s", path, sqlite3_errmsg(conn->db));
	disconnect(conn);
	return NULL;
}

static struct conn *connect_store(struct db *db, enum role role, struct err *e)
{
	return connect_path(db->target, role, e);
}

/* SQLite has no connection that goes away by itself. */
static bool lost(const struct conn *conn)
{
	(void)conn;
	return false;
}

/* ---- transactions ---- */

static bool step_own(struct slot *slot, sqlite3_stmt *st, const char *what)
{
	int rc = sqlite3_step(st);
	if (rc != SQLITE_DONE) {
		slot->full = slot->full || disk_full(slot->conn->db);
		slot_fail(slot, "%s: %s", what, sqlite3_errmsg(slot->conn->db));
	}
	sqlite3_reset(st);
	return rc == SQLITE_DONE;
}

static bool begin(struct slot *slot)
{
	slot->conn->slot = slot;
	return step_own(slot, slot->conn->begin, "begin");
}

static bool finish(struct slot *slot, bool keep)
{
	struct conn *conn = slot->conn;
	conn->slot = NULL;
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
	slot->full = slot->full || disk_full(slot->conn->db);
	return slot_fail(slot, "%s (%s): %s", sql->name, sql->file, sqlite3_errmsg(slot->conn->db));
}

static sqlite3_stmt *prepare(struct conn *conn, const struct sql *sql, unsigned flags)
{
	sqlite3_stmt *st = NULL;
	*conn->unguarded = '\0';
	sqlite3_prepare_v3(conn->db, sql->text, -1, flags, &st, NULL);
	if (st)
		conn->by_itself[sql->index] = *conn->unguarded;
	return st;
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

static void cell_of_statement(sqlite3_stmt *st, int column, struct cell *cell)
{
	switch (sqlite3_column_type(st, column)) {
	case SQLITE_INTEGER:
		cell->type = CELL_INT;
		cell->i = sqlite3_column_int64(st, column);
		break;
	case SQLITE_FLOAT:
		cell->type = CELL_REAL;
		cell->d = sqlite3_column_double(st, column);
		break;
	case SQLITE_TEXT:
		cell->type = CELL_TEXT;
		cell->p = sqlite3_column_blob(st, column);       /* its bytes, where asking for text may have to copy them, and fail */
		cell->n = (size_t)sqlite3_column_bytes(st, column);
		break;
	case SQLITE_BLOB:
		cell->type = CELL_BLOB;
		cell->p = sqlite3_column_blob(st, column);
		cell->n = (size_t)sqlite3_column_bytes(st, column);
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

/* ---- as the owner ---- */

/* One by one, so that the message can say which. */
static bool script(struct conn *conn, const char *text, struct err *e)
{
	while (*text) {
		sqlite3_stmt *st = NULL;
		const char *tail;
		int rc = sqlite3_prepare_v2(conn->db, text, -1, &st, &tail);
		while (rc == SQLITE_OK && st && (rc = sqlite3_step(st)) == SQLITE_ROW)
			rc = SQLITE_OK;
		sqlite3_finalize(st);
		if (rc != SQLITE_OK && rc != SQLITE_DONE) {
			text += strspn(text, " \t\r\n");
			return err_set(e, "%s, in: %.100s", sqlite3_errmsg(conn->db), text);
		}
		text = tail;
	}
	return true;
}

static bool ask(struct conn *conn, const char *text, int64_t *number, struct err *e)
{
	sqlite3_stmt *st = NULL;
	*number = 0;
	int rc = sqlite3_prepare_v2(conn->db, text, -1, &st, NULL);
	if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW)
		*number = sqlite3_column_int64(st, 0);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		fail(conn, e, text);
	sqlite3_finalize(st);
	return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

/* Collects the names before the first is dropped: a schema does not change under a statement that reads it. */
bool sqlite_drop_guards(struct conn *conn, struct err *e)
{
	sqlite3_stmt *st = NULL;
	struct buf drops;
	int rc = sqlite3_prepare_v2(conn->db, "SELECT 'DROP ' || type || ' IF EXISTS \"' || name || '\";' FROM sqlite_schema"
		" WHERE type IN ('view', 'trigger')", -1, &st, NULL);
	buf_init(&drops, 0);
	while (rc == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
		buf_str(&drops, (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	bool fine = rc == SQLITE_OK ? script(conn, drops.p, e) : fail(conn, e, "guards");
	buf_release(&drops);
	return fine;
}

/* Lines of `text`'s rows that are not "ok" go into the report. */
static bool check_lines(struct conn *conn, const char *text, const char *what, struct buf *report, struct err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(conn->db, text, -1, &st, NULL);
	bool fine = true;
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(st);
		const char *line = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 0) : "ok";
		if (!line || strcmp(line, "ok")) {
			buf_printf(report, "%s: %s\n", what, line ? line : "?");
			fine = false;
		}
	}
	sqlite3_finalize(st);
	if (rc != SQLITE_DONE)
		return fail(conn, e, what);
	return fine || err_set(e, "%s: the store is damaged", what);
}

static bool check_conn(struct conn *conn, struct buf *report, struct err *e)
{
	bool whole = check_lines(conn, "PRAGMA integrity_check", "integrity", report, e);
	return check_lines(conn, "SELECT 'table ' || \"table\" || ', row ' || coalesce(rowid, 0) || ' points at nothing in '"
		" || parent FROM pragma_foreign_key_check", "foreign keys", report, e) && whole;
}

static bool check_store(struct db *db, struct buf *report, struct err *e)
{
	struct conn *conn = connect_store(db, ROLE_OWNER, e);
	bool fine = conn && check_conn(conn, report, e);
	if (conn)
		disconnect(conn);
	return fine;
}

/* ---- the copy before a migration ---- */

static bool copy_pages(sqlite3 *to, sqlite3 *from, struct err *e)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
	if (!backup)
		return err_set(e, "copy: %s", sqlite3_errmsg(to));
	sqlite3_backup_step(backup, -1);
	int rc = sqlite3_backup_finish(backup);
	return rc == SQLITE_OK || err_set(e, "copy: %s", sqlite3_errstr(rc));
}

/* Makes the copy a plain single file, and reads all of it back: every page and row. What copying cannot change (references, what the indexes hold) is
 * for `nabij check`; of a country that takes ten minutes, in which nobody is served. */
static bool copy_check(sqlite3 *copy, struct err *e)
{
	struct conn conn = { .db = copy };
	struct buf report;
	buf_init(&report, 4096);
	bool fine = (sqlite3_exec(copy, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK || fail(&conn, e, "copy"))
		&& check_lines(&conn, "PRAGMA quick_check", "copy", &report, e);
	buf_release(&report);
	return fine;
}

static bool make_file(const char *path, struct err *e)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(e, "%s: %s", path, strerror(errno));
	close(fd);
	return true;
}

static bool copy_to(struct db *db, const char *part, struct err *e)
{
	struct conn *from = connect_store(db, ROLE_OWNER, e);
	sqlite3 *to = NULL;
	bool fine = from && make_file(part, e);
	if (fine && sqlite3_open_v2(part, &to, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		fine = err_set(e, "%s: %s", part, sqlite3_errmsg(to));
	fine = fine && sqlite3_exec(to, "PRAGMA synchronous = FULL", NULL, NULL, NULL) == SQLITE_OK
		&& copy_pages(to, from->db, e) && copy_check(to, e);
	sqlite3_close(to);
	if (from)
		disconnect(from);
	return fine;
}

bool sqlite_copy(struct db *db, const char *copy, struct err *e)
{
	struct arena *arena = arena_new(1 << 16);
	const char *part = arena_printf(arena, "%s.part", copy);
	unlink(part);
	bool fine = copy_to(db, part, e) && file_rename(part, copy, e);
	if (!fine) {
		unlink(part);
		unlink(arena_printf(arena, "%s-journal", part));
	}
	arena_free(arena);
	return fine;
}

/* ---- the checkpointer ---- */

struct checkpointer {
	struct conn *conn;
	int trouble;                 /* what went wrong last time; said once, not every second */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t stop;
	bool stopping;
};

static void checkpoint(struct checkpointer *c)
{
	struct conn *conn = c->conn;
	int frames = 0, done = 0;
	int rc = sqlite3_wal_checkpoint_v2(conn->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &frames, &done);
	/* There is always a reader: wait for those of now, so that the log starts anew. Writers wait along, so not where somebody reads for long (a backup, a
	 * check), which is why much of the log could not be taken over. */
	if (rc == SQLITE_OK && frames > LONG_WAL && frames - done < LONG_WAL)
		rc = sqlite3_wal_checkpoint_v2(conn->db, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
	if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
		rc = SQLITE_OK;
	if (rc != SQLITE_OK && rc != c->trouble)
		log_error("checkpoint: %s", sqlite3_errmsg(conn->db));
	c->trouble = rc;
}

static void *checkpoint_thread(void *arg)
{
	struct checkpointer *c = arg;
	pthread_mutex_lock(&c->lock);
	while (!c->stopping) {
		clock_wait(&c->stop, &c->lock, clock_monotonic_us() + 1000000);
		pthread_mutex_unlock(&c->lock);
		checkpoint(c);
		pthread_mutex_lock(&c->lock);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

static bool start(struct db *db, struct err *e)
{
	struct checkpointer *c = calloc(1, sizeof *c);
	if (!c)
		abort();
	if (!make_file(db->target, e) || !(c->conn = connect_store(db, ROLE_OWNER, e))) {
		free(c);
		return false;
	}
	sqlite3_busy_timeout(c->conn->db, 300);
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->stop, NULL);
	if (pthread_create(&c->thread, NULL, checkpoint_thread, c))
		abort();
	db->own = c;
	return true;
}

static void stop(struct db *db)
{
	struct checkpointer *c = db->own;
	pthread_mutex_lock(&c->lock);
	c->stopping = true;
	pthread_cond_signal(&c->stop);
	pthread_mutex_unlock(&c->lock);
	pthread_join(c->thread, NULL);
	disconnect(c->conn);
	pthread_mutex_destroy(&c->lock);
	pthread_cond_destroy(&c->stop);
	free(c);
}

const struct engine SQLITE = {
	.kind = ENGINE_SQLITE, .start = start, .stop = stop, .connect = connect_store, .disconnect = disconnect, .lost = lost,
	.begin = begin, .finish = finish, .viewer = viewer, .read = read_rows, .next = next_row, .end = end, .cell = cell_at,
	.columns = columns, .column = column_name, .run = run, .check = check, .check_store = check_store, .script = script, .ask = ask,
};
