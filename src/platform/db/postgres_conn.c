/* Connections to PostgreSQL, each for its role, what every one of them is told when it is opened, and what the owner says and asks on his. */
#include "postgres_engine.h"

bool postgres_command(struct conn *conn, const char *text, struct err *e)
{
	PGresult *result = line_ask(&conn->line, text, BEGIN_SECONDS);
	ExecStatusType status = PQresultStatus(result);
	bool fine = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
	if (!fine)
		err_set(e, "%s", line_message(&conn->line, result));
	PQclear(result);
	return fine;
}

bool postgres_ask(struct conn *conn, const char *text, int64_t *number, struct err *e)
{
	PGresult *result = line_ask(&conn->line, text, FOR_EVER);
	bool fine = PQresultStatus(result) == PGRES_TUPLES_OK;
	*number = 0;
	if (!fine)
		err_set(e, "%s", line_message(&conn->line, result));
	else if (PQntuples(result) && !PQgetisnull(result, 0, 0))
		*number = strtoll(PQgetvalue(result, 0, 0), NULL, 10);
	PQclear(result);
	return fine;
}

void postgres_ahead_clear(struct conn *conn)
{
	for (int i = 0; i < conn->ahead_n; i++)
		PQclear(conn->ahead[i].rows);
	conn->ahead_n = 0;
}

void postgres_disconnect(struct conn *conn)
{
	postgres_ahead_clear(conn);
	line_close(&conn->line);
	free(conn->prepared);
	free(conn);
}

/* A server that answers before its disk has it would lose what was acknowledged; what asks more of it (remote_apply) stays. */
#define DURABLE "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"

/* A lock that is not given in ten seconds is trouble; without these a stuck node would hold the others. The server gives up before we do. Statements of a
 * page end in milliseconds; to compile one for the processor first (jit, where its guards look costly) takes a second, each time. */
static const char owner_settings[] = DURABLE, app_settings[] =
	"SET lock_timeout = '10s'; SET statement_timeout = '25s'; SET idle_in_transaction_session_timeout = '300s'; SET jit = off; " DURABLE "; SET ROLE nabij_app";

/* What every use of a slot says, so that the server reads it once; nobody waits for it. Reading sees one snapshot for the whole page; a change
 * sees what others committed up to each statement, so that after waiting for a file's lock row it sees what the other did. */
static void send_frame(struct conn *conn, enum role role)
{
	const struct { const char *name, *text; } frame[] = {
		{ "begin", role == ROLE_WRITE ? "BEGIN ISOLATION LEVEL READ COMMITTED" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" },
		{ "tell", "SELECT set_config('app.user', $1, true), set_config('app.now', $2, true)" },
		{ "viewer", "SELECT set_config('app.user', $1, true)" },
		{ "rollback", "ROLLBACK" },
	};
	for (size_t i = 0; i < sizeof frame / sizeof *frame; i++)
		line_send_prepare(&conn->line, frame[i].name, frame[i].name, frame[i].text, 0, NULL, &conn->frame);
	line_push(&conn->line);      /* a transaction that began with a preparation could not choose what it sees */
}

struct conn *postgres_connect(struct db *db, enum role role, struct err *e)
{
	struct conn *conn = calloc(1, sizeof *conn);
	if (!conn || !(conn->prepared = calloc(sql_count() + 1, sizeof *conn->prepared)))
		abort();
	if (!line_open(&conn->line, db->target, role == ROLE_OWNER, e) || !postgres_command(conn, role == ROLE_OWNER ? owner_settings : app_settings, e)) {
		postgres_disconnect(conn);
		return NULL;
	}
	line_pipeline(&conn->line, role != ROLE_OWNER);
	if (role != ROLE_OWNER)
		send_frame(conn, role);
	return conn;
}
