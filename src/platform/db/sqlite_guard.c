#include "sqlite_guard.h"

/* ---- what views and triggers ask ---- */

static void app_user(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct sqlite_guard *g = sqlite3_user_data(context);
	(void)n, (void)v;
	sqlite3_result_int64(context, g->slot ? g->slot->viewer : NOBODY);
}

static void app_now(sqlite3_context *context, int n, sqlite3_value **v)
{
	const struct sqlite_guard *g = sqlite3_user_data(context);
	(void)n, (void)v;
	sqlite3_result_int64(context, g->slot ? g->slot->now : 0);
}

/* ---- what a statement may touch ---- */

/* Of a table directly. All else only from inside a guarding view or trigger. */
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
 * would cost. So who may add a row is asked when the statement is taken; a trigger that should be there and is not says no as well. */
static void note_insert(struct sqlite_guard *g, int action, const char *table, const char *from)
{
	size_t n = strlen(g->unguarded);
	if (action == SQLITE_INSERT && !from)
		snprintf(g->unguarded, sizeof g->unguarded, "%s", table);
	else if (n && from && !strncmp(from, "g_", 2) && !strncmp(from + 2, g->unguarded, n) && !strcmp(from + 2 + n, "_insert"))
		*g->unguarded = '\0';
}

static int authorize(void *guard, int action, const char *a, const char *b, const char *schema, const char *from)
{
	(void)schema;
	note_insert(guard, action, a, from);
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

/* ---- on a connection ---- */

bool sqlite_guard(sqlite3 *db, struct sqlite_guard *g, enum role role)
{
	const int flags = SQLITE_UTF8 | SQLITE_INNOCUOUS;
	if (sqlite3_create_function(db, "app_user", 0, flags, g, app_user, NULL, NULL) != SQLITE_OK
			|| sqlite3_create_function(db, "app_now", 0, flags, g, app_now, NULL, NULL) != SQLITE_OK)
		return false;
	if (role != ROLE_OWNER)
		sqlite3_set_authorizer(db, authorize, g);
	return true;
}

sqlite3_stmt *sqlite_guard_prepare(sqlite3 *db, struct sqlite_guard *g, const char *text, unsigned flags, bool *by_itself)
{
	sqlite3_stmt *st = NULL;
	*g->unguarded = '\0';
	sqlite3_prepare_v3(db, text, -1, flags, &st, NULL);
	if (st)
		*by_itself = *g->unguarded;
	return st;
}
