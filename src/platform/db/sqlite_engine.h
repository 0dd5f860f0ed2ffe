/* Inside the store on SQLite: the connection that its files share. sqlite.c has transactions and statements, sqlite_conn.c opens and closes, sqlite_guard.c
 * is what guards, sqlite_owner.c the owner's work, sqlite_checkpoint.c the thread that takes over the log. */
#ifndef NABIJ_SQLITE_ENGINE_H
#define NABIJ_SQLITE_ENGINE_H
#include "sqlite_guard.h"

struct conn {
	sqlite3 *db;
	enum role role;
	struct sqlite_guard guard;
	sqlite3_stmt **cached;       /* by sql->index */
	bool *in_use;
	bool *by_itself;             /* the statement adds rows where no trigger guards them: for the service alone */
	sqlite3_stmt *begin, *commit, *rollback, *save, *save_undo, *save_end;
};

/* sqlite_conn.c */
struct conn *sqlite_connect(struct db *, enum role, struct err *);
void sqlite_disconnect(struct conn *);
bool sqlite_disk_full(sqlite3 *);                /* what failed last did so because the disk has no room */
bool sqlite_trouble(sqlite3 *, const char *what, struct err *);      /* what SQLite says, after `what`; returns false */
bool sqlite_make_file(const char *path, struct err *);               /* empty and closed to others, unless it is there */

/* sqlite_checkpoint.c: makes the store's file where there is none; db->own is the thread's. */
bool sqlite_start(struct db *, struct err *);
void sqlite_stop(struct db *);

/* sqlite_owner.c: see struct engine. */
bool sqlite_script(struct conn *owner, const char *text, struct err *);
bool sqlite_ask(struct conn *owner, const char *text, int64_t *number, struct err *);
bool sqlite_check_store(struct db *, struct buf *report, struct err *);
bool sqlite_copy_pages(sqlite3 *to, sqlite3 *from, struct err *);    /* all of them, over what `to` held */
#endif
