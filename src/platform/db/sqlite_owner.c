/* What the owner of the SQLite file does with it: migrations' statements, guards away, checks, and the copy before a migration. */
#include <unistd.h>
#include "../base/file.h"
#include "sqlite_engine.h"

/* One by one, so that the message can say which. */
bool sqlite_script(struct conn *conn, const char *text, struct err *e)
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

bool sqlite_ask(struct conn *conn, const char *text, int64_t *number, struct err *e)
{
	sqlite3_stmt *st = NULL;
	*number = 0;
	int rc = sqlite3_prepare_v2(conn->db, text, -1, &st, NULL);
	if (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW)
		*number = sqlite3_column_int64(st, 0);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		sqlite_trouble(conn->db, text, e);
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
	bool fine = rc == SQLITE_OK ? sqlite_script(conn, drops.p, e) : sqlite_trouble(conn->db, "guards", e);
	buf_release(&drops);
	return fine;
}

/* Lines of `text`'s rows that are not "ok" go into the report. */
static bool check_lines(sqlite3 *db, const char *text, const char *what, struct buf *report, struct err *e)
{
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db, text, -1, &st, NULL);
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
		return sqlite_trouble(db, what, e);
	return fine || err_set(e, "%s: the store is damaged", what);
}

static bool check_all(sqlite3 *db, struct buf *report, struct err *e)
{
	bool whole = check_lines(db, "PRAGMA integrity_check", "integrity", report, e);
	return check_lines(db, "SELECT 'table ' || \"table\" || ', row ' || coalesce(rowid, 0) || ' points at nothing in '"
		" || parent FROM pragma_foreign_key_check", "foreign keys", report, e) && whole;
}

bool sqlite_check_store(struct db *db, struct buf *report, struct err *e)
{
	struct conn *conn = sqlite_connect(db, ROLE_OWNER, e);
	bool fine = conn && check_all(conn->db, report, e);
	if (conn)
		sqlite_disconnect(conn);
	return fine;
}

/* ---- copies ---- */

bool sqlite_copy_pages(sqlite3 *to, sqlite3 *from, struct err *e)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
	if (!backup)
		return sqlite_trouble(to, "copy", e);
	sqlite3_backup_step(backup, -1);
	int rc = sqlite3_backup_finish(backup);
	return rc == SQLITE_OK || err_set(e, "copy: %s", sqlite3_errstr(rc));
}

/* Makes the copy a plain single file, and reads all of it back: every page and row. What copying cannot change (references, what the indexes hold) is
 * for `nabij check`; of a country that takes ten minutes, in which nobody is served. */
static bool copy_check(sqlite3 *copy, struct err *e)
{
	struct buf report;
	buf_init(&report, 4096);
	bool fine = (sqlite3_exec(copy, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK || sqlite_trouble(copy, "copy", e))
		&& check_lines(copy, "PRAGMA quick_check", "copy", &report, e);
	buf_release(&report);
	return fine;
}

static bool copy_to(struct db *db, const char *part, struct err *e)
{
	struct conn *from = sqlite_connect(db, ROLE_OWNER, e);
	sqlite3 *to = NULL;
	bool fine = from && sqlite_make_file(part, e);
	if (fine && sqlite3_open_v2(part, &to, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		fine = sqlite_trouble(to, part, e);
	fine = fine && sqlite3_exec(to, "PRAGMA synchronous = FULL", NULL, NULL, NULL) == SQLITE_OK
		&& sqlite_copy_pages(to, from->db, e) && copy_check(to, e);
	sqlite3_close(to);
	if (from)
		sqlite_disconnect(from);
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
