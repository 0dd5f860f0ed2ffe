/* The store's own guard on SQLite, beneath the views and triggers of the schema: an authorizer that lets a statement of the application touch no more of
 * a table than its plumbing (id, version and …_id), app_user() and app_now() that tell those views and triggers whose viewer and moment it is,
 * and which statements add rows where no trigger guards them. What an authorizer cannot see (a CTE named like a view, count(*) of a table) the rule on
 * names refuses: sql_rule_broken(). On PostgreSQL column grants and row-level security say the same (docs/architecture.md, Rights). */
#ifndef NABIJ_SQLITE_GUARD_H
#define NABIJ_SQLITE_GUARD_H
#include <sqlite3.h>
#include "engine.h"

struct sqlite_guard {
	const struct slot *slot;     /* whose viewer and moment app_user() and app_now() tell; NULL: nobody */
	char unguarded[64];          /* while a statement is prepared: the table it adds rows to, until its trigger is seen */
};

/* Puts the guard on a connection; it stays its owner's and must outlive the connection. The owner's own connection has no authorizer. */
bool sqlite_guard(sqlite3 *, struct sqlite_guard *, enum role);
/* As sqlite3_prepare_v3(), on a guarded connection. by_itself: the statement adds rows where no trigger guards them, so it is for the service alone.
 * NULL: the guard or SQLite would not have it (sqlite3_errmsg). */
sqlite3_stmt *sqlite_guard_prepare(sqlite3 *, struct sqlite_guard *, const char *text, unsigned flags, bool *by_itself);
#endif
