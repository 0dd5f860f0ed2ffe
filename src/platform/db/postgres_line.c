#include "postgres_line.h"
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include "../base/clock.h"

enum { CONNECT_SECONDS = 5, ROOM_SECONDS = 30 };     /* connecting: unless the conninfo says otherwise */

/* ---- beginning and end ---- */

static void quiet(void *arg, const PGresult *notice)
{
	(void)arg, (void)notice;
}

/* The conninfo comes last, so that what it says itself counts. */
static PGconn *connect_within(const char *conninfo)
{
	char seconds[12];
	snprintf(seconds, sizeof seconds, "%d", CONNECT_SECONDS);
	const char *const names[] = { "connect_timeout", "tcp_user_timeout", "dbname", NULL };
	const char *const values[] = { seconds, "30000", conninfo, NULL };
	return PQconnectdbParams(names, values, 1);
}

bool line_open(struct line *l, const char *conninfo, bool for_ever, struct err *e)
{
	*l = (struct line){ .pg = connect_within(conninfo), .for_ever = for_ever };
	if (PQstatus(l->pg) != CONNECTION_OK || PQsetClientEncoding(l->pg, "UTF8"))
		return err_set(e, "PostgreSQL: %s", PQerrorMessage(l->pg));
	PQsetNoticeReceiver(l->pg, quiet, NULL);
	l->heard_at = clock_monotonic_us();
	return true;
}

void line_close(struct line *l)
{
	PQclear(l->last);
	PQclear(l->bad);
	PQfinish(l->pg);
	*l = (struct line){ .pg = NULL };
}

bool line_lost(const struct line *l)
{
	return l->silent || l->broken || PQstatus(l->pg) != CONNECTION_OK;
}

const char *line_message(const struct line *l, const PGresult *result)
{
	const char *primary = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	if (l->silent)
		return "PostgreSQL was silent for too long; the connection is given up";
	return primary ? primary : PQerrorMessage(l->pg);
}

/* Its last words come before the end of the line, so it is listened to more than once. */
bool line_hung_up(struct line *l)
{
	for (int times = 0; times < 4 && !line_lost(l); times++) {
		struct pollfd p = { .fd = PQsocket(l->pg), .events = POLLIN };
		if (poll(&p, 1, 0) <= 0)
			return false;
		if (!PQconsumeInput(l->pg))
			return true;
	}
	return line_lost(l);
}

/* ---- waiting ---- */

static uint64_t until_of(const struct line *l, int seconds)
{
	return l->for_ever || seconds == FOR_EVER ? 0 : clock_monotonic_us() + (uint64_t)seconds * 1000000;
}

/* Waits until the server said something, or took something. False: it did not. */
static bool heard(struct line *l, bool writing, uint64_t until)
{
	for (;;) {
		uint64_t now = clock_monotonic_us();
		struct pollfd p = { .fd = PQsocket(l->pg), .events = (short)(writing ? POLLIN | POLLOUT : POLLIN) };
		int n = until && now >= until ? 0 : poll(&p, 1, until ? (int)((until - now) / 1000) + 1 : -1);
		if (n > 0)
			return true;
		if (n == 0 || errno != EINTR)
			return false;
	}
}

/* The next result: false when the server was silent for too long. A line that was cut gives a result that says so. */
static bool next_result(struct line *l, uint64_t until, int seconds, PGresult **result)
{
	int rest;
	while ((rest = PQflush(l->pg)) == 1 || PQisBusy(l->pg)) {
		if (!heard(l, rest == 1, until)) {
			l->silent = seconds;
			return false;
		}
		if (!PQconsumeInput(l->pg))
			break;
	}
	*result = PQgetResult(l->pg);
	return true;
}

/* ---- one question, one answer ---- */

static PGresult *whole_answer(struct line *l, int sent, int seconds)
{
	uint64_t until = until_of(l, seconds);
	PGresult *last = NULL, *next;
	for (;;) {
		if (!sent || !next_result(l, until, seconds, &next)) {
			PQclear(last);
			return NULL;
		}
		if (!next)
			break;
		PQclear(last);
		last = next;
	}
	l->heard_at = clock_monotonic_us();
	return last;
}

PGresult *line_ask(struct line *l, const char *text, int seconds)
{
	assert(!l->pipelined);
	if (line_lost(l))
		return NULL;
	PQsetnonblocking(l->pg, 1);
	PGresult *result = whole_answer(l, PQsendQuery(l->pg, text), seconds);
	PQsetnonblocking(l->pg, 0);
	return result;
}

PGresult *line_prepare(struct line *l, const char *name, const char *text, int n, const Oid *types, int seconds)
{
	assert(!l->pipelined);
	if (line_lost(l))
		return NULL;
	PQsetnonblocking(l->pg, 1);
	PGresult *result = whole_answer(l, PQsendPrepare(l->pg, name, text, n, types), seconds);
	PQsetnonblocking(l->pg, 0);
	return result;
}

/* ---- without waiting ---- */

void line_pipeline(struct line *l, bool on)
{
	if (on == l->pipelined || line_lost(l))
		return;
	assert(!l->sent_n);
	int fine = on ? PQenterPipelineMode(l->pg) : PQexitPipelineMode(l->pg);
	assert(fine && "nothing is under way");
	PQsetnonblocking(l->pg, on);
	l->pipelined = on;
}

/* What libpq itself failed at (no memory for an answer) has no SQLSTATE: what the server did is not known then, as which statements it prepared, so the line
 * is not used again. */
static bool not_the_servers(const PGresult *result)
{
	return PQresultStatus(result) == PGRES_FATAL_ERROR && !PQresultErrorField(result, PG_DIAG_SQLSTATE);
}

static void note_failure(struct line *l, const struct sent *s, PGresult *result)
{
	l->broken = l->broken || not_the_servers(result);
	if (s->prepares)
		*s->prepares = NOT_PREPARED;
	if (s->unheeded || l->bad || PQresultStatus(result) == PGRES_PIPELINE_ABORTED) {
		PQclear(result);
		return;
	}
	l->bad = result;
	l->bad_what = s->what;
}

static bool went_well(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

static void note(struct line *l, const struct sent *s, PGresult *result)
{
	if (s->keep && went_well(result)) {
		*s->keep = result;
		return;
	}
	PQclear(l->last);
	l->last = NULL;
	if (!went_well(result)) {
		note_failure(l, s, result);
		return;
	}
	if (s->prepares)
		*s->prepares = PREPARED;
	l->last = result;
}

/* One of what was sent, answered to its end. */
static bool collect_one(struct line *l, const struct sent *s, uint64_t until, int seconds)
{
	PGresult *result, *end = NULL;
	if (!next_result(l, until, seconds, &result) || !result)
		return false;
	if (s->sync) {
		bool synced = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
		PQclear(result);
		return synced;
	}
	note(l, s, result);
	while (PQstatus(l->pg) == CONNECTION_OK && next_result(l, until, seconds, &end) && end)
		PQclear(end);
	return !end && !line_lost(l);
}

static void collect(struct line *l, int seconds)
{
	uint64_t until = until_of(l, seconds);
	bool fine = !line_lost(l);
	for (int i = 0; i < l->sent_n; i++) {
		fine = fine && collect_one(l, &l->sent[i], until, seconds);
		if (!fine && l->sent[i].prepares && *l->sent[i].prepares == BEING_PREPARED)
			*l->sent[i].prepares = NOT_PREPARED;
	}
	l->sent_n = 0;
	l->broken = l->broken || !fine;
	l->heard_at = clock_monotonic_us();
}

static void add_sync(struct line *l)
{
	if (line_lost(l) || !l->sent_n || l->sent[l->sent_n - 1].sync)
		return;
	l->broken = !PQpipelineSync(l->pg);
	l->sent[l->sent_n++] = (struct sent){ .what = "sync", .sync = true };
}

static void add(struct line *l, int sent, struct sent s)
{
	assert(l->pipelined);
	l->broken = l->broken || !sent;
	l->sent[l->sent_n++] = s;
	if (l->sent_n >= LINE_MOST) {
		add_sync(l);
		collect(l, ROOM_SECONDS);
	}
}

void line_send(struct line *l, const char *what, const char *text)
{
	if (!line_lost(l))
		add(l, PQsendQueryParams(l->pg, text, 0, NULL, NULL, NULL, NULL, 1), (struct sent){ .what = what });
}

void line_send_prepare(struct line *l, const char *what, const char *name, const char *text, int n, const Oid *types, enum prepared_state *state)
{
	if (line_lost(l))
		return;
	*state = BEING_PREPARED;
	add(l, PQsendPrepare(l->pg, name, text, n, types), (struct sent){ .what = what, .prepares = state });
}

void line_send_prepared(struct line *l, const char *what, const char *name, int n, const char *const *values, const int *lengths, const int *formats)
{
	if (!line_lost(l))
		add(l, PQsendQueryPrepared(l->pg, name, n, values, lengths, formats, 1), (struct sent){ .what = what });
}

void line_keep(struct line *l, PGresult **place)
{
	*place = NULL;
	if (!line_lost(l) && l->sent_n)
		l->sent[l->sent_n - 1].keep = place;
}

void line_forget(struct line *l)
{
	add_sync(l);                 /* so that its failure stops nothing that comes after it */
	for (int i = 0; i < l->sent_n; i++) {
		l->sent[i].unheeded = true;
		l->sent[i].keep = NULL;
	}
	PQclear(l->bad);
	l->bad = NULL;
}

void line_push(struct line *l)
{
	add_sync(l);
	if (!line_lost(l))
		PQflush(l->pg);              /* what does not fit goes along with what is asked next */
}

struct settled line_settle(struct line *l, int seconds)
{
	add_sync(l);
	collect(l, seconds);
	struct settled s = { .last = l->last, .bad = l->bad, .what = l->bad_what };
	if (s.bad || line_lost(l)) {
		PQclear(s.last);
		s.last = NULL;
	}
	l->last = l->bad = NULL;
	l->bad_what = NULL;
	return s;
}
