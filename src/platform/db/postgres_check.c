/* Checks of the store on PostgreSQL: whether a statement would run for the application, and whether the server keeps what it
 * acknowledges. */
#include "postgres_engine.h"

/* ---- a statement ---- */

/* "could not determine data type of parameter $2": what is always bound with a type has none here. Gives it one; false when it is
 * something else. */
static bool guess_type(const PGresult *result, Oid *types, int n)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY), *dollar = text ? strrchr(text, '$') : NULL;
	int i = dollar ? (int)strtol(dollar + 1, NULL, 10) - 1 : -1;
	if (!state || (strcmp(state, "42P18") && strcmp(state, "42P08")) || i < 0 || i >= n || types[i])
		return false;
	types[i] = strcmp(state, "42P18") ? OID_INT8 : OID_TEXT;
	return true;
}

static bool check_prepare(struct conn *conn, const struct sql *sql, struct sql_names *names, struct err *e)
{
	Oid types[SQL_PARAMS] = { 0 };
	for (;;) {
		struct buf text;
		buf_init(&text, 0);
		sql_number_params(sql->text, &text, names);
		PGresult *result = line_prepare(&conn->line, "checked", text.p, names->n, types, ANSWER_SECONDS);
		buf_release(&text);
		bool fine = PQresultStatus(result) == PGRES_COMMAND_OK, again = !fine && guess_type(result, types, names->n);
		if (!fine && !again)
			err_set(e, "%s", line_message(&conn->line, result));
		PQclear(result);
		if (!again)
			return fine;
	}
}

/* Preparing asks for no rights; explaining does. */
static bool check_rights(struct conn *conn, int params, struct err *e)
{
	struct buf text;
	buf_init(&text, 0);
	buf_str(&text, "EXPLAIN EXECUTE checked");
	for (int i = 0; i < params; i++)
		buf_str(&text, i ? ", NULL" : "(NULL");
	buf_str(&text, params ? ")" : "");
	bool fine = postgres_command(conn, text.p, e);
	buf_release(&text);
	return fine;
}

bool postgres_check(struct conn *conn, struct sql *sql, struct err *e)
{
	struct sql_names names;
	struct err unheard = { 0 };
	struct settled s = line_settle(&conn->line, BEGIN_SECONDS);
	PQclear(s.last);
	PQclear(s.bad);
	line_pipeline(&conn->line, false);
	bool fine = check_prepare(conn, sql, &names, e);
	if (fine) {
		fine = check_rights(conn, names.n, e);
		postgres_command(conn, "DEALLOCATE checked", &unheard);
	}
	return fine;
}

/* ---- the whole store ---- */

/* PostgreSQL checks its pages and references itself; what can be wrong is that it was told not to, or to lose what it acknowledged. */
static const struct { const char *question, *finding; } findings[] = {
	{ "SELECT count(*) FROM pg_constraint WHERE NOT convalidated", "a constraint that was never checked" },
	{ "SELECT count(*) FROM pg_index WHERE NOT indisvalid", "an index that is not valid" },
	{ "SELECT count(*) FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') AND setting = 'off'",
		"fsync, full_page_writes or synchronous_commit is off: a power cut would lose what was acknowledged" },
	{ "SELECT count(*) FROM pg_stat_database WHERE datname = current_database() AND checksum_failures > 0",
		"pages with a wrong checksum" },
	{ "SELECT count(*) FROM pg_trigger WHERE tgisinternal AND tgenabled = 'D'", "foreign keys that are switched off" },
};

bool postgres_check_store(struct db *db, struct buf *report, struct err *e)
{
	struct conn *conn = postgres_connect(db, ROLE_OWNER, e);
	bool found = false;
	for (size_t i = 0; conn && i < sizeof findings / sizeof *findings && !err_any(e); i++) {
		int64_t n;
		if (postgres_ask(conn, findings[i].question, &n, e) && n) {
			buf_printf(report, "%s\n", findings[i].finding);
			found = true;
		}
	}
	if (conn)
		postgres_disconnect(conn);
	if (found)
		err_set(e, "the store is not sound");
	return conn && !err_any(e);
}
