/* Connections to the SQLite file, each for its role. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#include "sqlite_engine.h"
#include "sqlite_log.h"

enum { BUSY_MS = 10000 };        /* another process (a command) may be writing */

/* Whether what failed last did so because the disk has no room: a page that could not be written, or a file beside it that could not be made. */
bool sqlite_disk_full(sqlite3 *db)
{
	int rc = sqlite3_errcode(db);
	return rc == SQLITE_FULL || ((rc == SQLITE_IOERR || rc == SQLITE_CANTOPEN) && no_room(sqlite3_system_errno(db)));
}

bool sqlite_trouble(sqlite3 *db, const char *what, struct err *e)
{
	return err_set(e, "%s: %s", what, db ? sqlite3_errmsg(db) : "no memory");
}

bool sqlite_make_file(const char *path, struct err *e)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(e, "%s: %s", path, strerror(errno));
	close(fd);
	return true;
}

void sqlite_disconnect(struct conn *conn)
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

/* What SQLite could not open for writing (the file, its log) it opens for reading and says nothing: such a connection would refuse every change from
 * then on. Readers write nothing, and the owner's are opened at the start. */
static bool can_write(struct conn *conn)
{
	return sqlite3_db_readonly(conn->db, "main") == 0
		&& (conn->role != ROLE_WRITE || sqlite3_exec(conn->db, "BEGIN IMMEDIATE; ROLLBACK", NULL, NULL, NULL) == SQLITE_OK);
}

struct conn *sqlite_connect(struct db *store, enum role role, struct err *e)
{
	struct conn *conn = calloc(1, sizeof *conn);
	size_t n = sql_count() + 1;
	if (!conn || !(conn->cached = calloc(n, sizeof *conn->cached)) || !(conn->in_use = calloc(n, sizeof *conn->in_use))
			|| !(conn->by_itself = calloc(n, sizeof *conn->by_itself)))
		abort();
	conn->role = role;
	if (sqlite3_open_v2(store->target, &conn->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, role == ROLE_WRITE ? sqlite_log_gathered() : NULL) == SQLITE_OK
			&& settings(conn) && can_write(conn) && sqlite_guard(conn->db, &conn->guard, role) && prepare_own(conn))
		return conn;
	e->full = sqlite_disk_full(conn->db);
	sqlite_trouble(conn->db, store->target, e);
	sqlite_disconnect(conn);
	return NULL;
}
