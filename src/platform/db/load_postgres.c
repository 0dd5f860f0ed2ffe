/* Loading into PostgreSQL: COPY in binary form, in one transaction in which constraints and indexes are away; so it is all there, or nothing is. */
#include <endian.h>
#include <libpq-fe.h>
#include "../base/list.h"
#include "load_engine.h"

enum { SEND_BYTES = 1 << 20 };

/* A constraint or index that was taken away, to be made anew. */
struct object { const char *name, *table, *sql; };

struct loader {
	const struct load_job *job;
	struct arena *arena;
	PGconn *pg;
	PGcancel *cancel;
	const char **copy;                   /* by table: the statement */
	bool *freeze;                        /* by table: it was empty, so rows can be written as old ones that no vacuum must look at again */
	struct object *keys, *references, *indexes;
	size_t keys_n, references_n, indexes_n;
	struct buf out;
};

static bool trouble(struct loader *l, const char *what, struct err *e)
{
	return err_set(e, "%s: %s", what, PQerrorMessage(l->pg));
}

static bool run(struct loader *l, const char *text, struct err *e)
{
	PGresult *result = PQexec(l->pg, text);
	ExecStatusType status = PQresultStatus(result);
	PQclear(result);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || trouble(l, text, e);
}

static void quiet(void *arg, const PGresult *notice)
{
	(void)arg, (void)notice;
}

/* ---- constraints and indexes, away and back ---- */

/* $1 is the list of tables as an array. */
static const char list_references[] =
	"SELECT conname, conrelid::regclass::text, 'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' '"
	" || pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
	" AND (conrelid::regclass::text = ANY ($1::text[]) OR confrelid::regclass::text = ANY ($1::text[])) ORDER BY 2, 1";
static const char list_keys[] =
	"SELECT conname, conrelid::regclass::text, 'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' '"
	" || pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('p', 'u') AND conrelid::regclass::text = ANY ($1::text[]) ORDER BY 2, 1";
static const char list_indexes[] =
	"SELECT indexrelid::regclass::text, indrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
	" WHERE indrelid::regclass::text = ANY ($1::text[])"
	" AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = indexrelid) ORDER BY 2, 1";

static bool note_objects(struct loader *l, const char *question, const char *tables, struct object **list, size_t *n, struct err *e)
{
	PGresult *result = PQexecParams(l->pg, question, 1, NULL, &tables, NULL, NULL, 0);
	bool fine = PQresultStatus(result) == PGRES_TUPLES_OK || trouble(l, "the schema", e);
	for (int i = 0; fine && i < PQntuples(result); i++) {
		struct object *o = LIST_ADD(l->arena, *list, *n);
		*o = (struct object){ arena_strdup(l->arena, PQgetvalue(result, i, 0)), arena_strdup(l->arena, PQgetvalue(result, i, 1)),
			arena_strdup(l->arena, PQgetvalue(result, i, 2)) };
	}
	PQclear(result);
	return fine;
}

static bool drop_constraints(struct loader *l, const struct object *list, size_t n, struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (!run(l, arena_printf(l->arena, "ALTER TABLE %s DROP CONSTRAINT \"%s\"", list[i].table, list[i].name), e))
			return false;
	return true;
}

static bool take_away(struct loader *l, const char *tables, struct err *e)
{
	if (!note_objects(l, list_references, tables, &l->references, &l->references_n, e) || !note_objects(l, list_keys, tables, &l->keys, &l->keys_n, e)
			|| !note_objects(l, list_indexes, tables, &l->indexes, &l->indexes_n, e)
			|| !drop_constraints(l, l->references, l->references_n, e) || !drop_constraints(l, l->keys, l->keys_n, e))
		return false;
	for (size_t i = 0; i < l->indexes_n; i++)
		if (!run(l, arena_printf(l->arena, "DROP INDEX %s", l->indexes[i].name), e))
			return false;
	return true;
}

static bool make(struct loader *l, const char *what, const struct object *list, size_t n, int *at, int of, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		l->job->tell(l->job->ctx, arena_printf(l->arena, "%s %s", what, list[i].name), ++*at, of);
		if (*l->job->stop || !run(l, list[i].sql, e))
			return err_set(e, "stopped");
	}
	return true;
}

/* References last: checking them needs the keys. */
static bool bring_back(struct loader *l, struct err *e)
{
	int at = 0, of = (int)(l->keys_n + l->indexes_n + l->references_n);
	return make(l, "key", l->keys, l->keys_n, &at, of, e) && make(l, "index", l->indexes, l->indexes_n, &at, of, e)
		&& make(l, "reference", l->references, l->references_n, &at, of, e);
}

/* ---- rows ---- */

static void add_32(struct buf *out, uint32_t n)
{
	n = htobe32(n);
	buf_add(out, &n, sizeof n);
}

static void add_value(struct buf *out, const struct load_value *v)
{
	uint64_t whole = htobe64((uint64_t)v->i);
	char yes = (char)v->i;
	if (v->kind == LOAD_REAL)
		memcpy(&whole, &v->d, sizeof whole);
	switch (v->kind) {
	case LOAD_INT:
		add_32(out, sizeof whole);
		buf_add(out, &whole, sizeof whole);
		break;
	case LOAD_REAL:
		whole = htobe64(whole);
		add_32(out, sizeof whole);
		buf_add(out, &whole, sizeof whole);
		break;
	case LOAD_BOOL:
		add_32(out, 1);
		buf_add(out, &yes, 1);
		break;
	case LOAD_TEXT: case LOAD_BLOB:
		add_32(out, v->n);
		buf_add(out, v->p, v->n);
		break;
	default:
		add_32(out, UINT32_MAX);
	}
}

static const char *copy_text(struct loader *l, int table)
{
	const struct load_table *t = &l->job->tables[table];
	const char *columns = "";
	for (const char *const *c = t->columns; *c; c++)
		columns = arena_printf(l->arena, "%s%s%s", columns, *columns ? ", " : "", *c);
	return arena_printf(l->arena, "COPY %s (%s) FROM STDIN (FORMAT binary%s)", t->name, columns, l->freeze[table] ? ", FREEZE" : "");
}

static bool send_out(struct loader *l, struct err *e)
{
	bool fine = PQputCopyData(l->pg, l->out.p, (int)l->out.n) == 1 || trouble(l, "COPY", e);
	buf_clear(&l->out);
	return fine;
}

static bool send_rows(struct loader *l, int columns, const char *rows, size_t n, struct err *e)
{
	static const char head[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0";
	uint16_t count = htobe16((uint16_t)columns);
	buf_add(&l->out, head, 19);
	while (n--) {
		buf_add(&l->out, &count, sizeof count);
		for (int c = 0; c < columns; c++) {
			struct load_value v;
			rows = load_next(rows, &v);
			add_value(&l->out, &v);
		}
		if (l->out.n > SEND_BYTES && !send_out(l, e))
			return false;
	}
	count = UINT16_MAX;
	buf_add(&l->out, &count, sizeof count);
	return send_out(l, e);
}

static bool write_rows(struct loader *l, int table, const char *rows, size_t n, struct err *e)
{
	int columns = 0;
	while (l->job->tables[table].columns[columns])
		columns++;
	if (!l->copy[table])
		l->copy[table] = copy_text(l, table);
	PGresult *result = PQexec(l->pg, l->copy[table]);
	bool fine = PQresultStatus(result) == PGRES_COPY_IN || trouble(l, l->job->tables[table].name, e);
	PQclear(result);
	if (!fine)
		return false;
	fine = send_rows(l, columns, rows, n, e);
	if (PQputCopyEnd(l->pg, fine ? NULL : "stopped") != 1)
		fine = trouble(l, "COPY", e);
	while ((result = PQgetResult(l->pg))) {
		if (PQresultStatus(result) != PGRES_COMMAND_OK)
			fine = trouble(l, l->job->tables[table].name, e);
		PQclear(result);
	}
	return fine;
}

/* ---- beginning and ending ---- */

static const char *names(struct loader *l)
{
	const char *list = "";
	for (const struct load_table *t = l->job->tables; t->name; t++)
		list = arena_printf(l->arena, "%s%s%s", list, *list ? "," : "", t->name);
	return list;
}

static bool truncate_empty(struct loader *l, struct err *e)
{
	int n = 0;
	while (l->job->tables[n].name)
		n++;
	l->freeze = ARENA_ARRAY(l->arena, bool, n + 1);
	l->copy = ARENA_ARRAY(l->arena, const char *, n + 1);
	for (int i = 0; i < n; i++) {
		const char *name = l->job->tables[i].name;
		PGresult *result = PQexec(l->pg, arena_printf(l->arena, "SELECT 1 FROM %s LIMIT 1", name));
		bool fine = PQresultStatus(result) == PGRES_TUPLES_OK || trouble(l, name, e);
		l->freeze[i] = fine && !PQntuples(result);
		PQclear(result);
		if (!fine || (l->freeze[i] && !run(l, arena_printf(l->arena, "TRUNCATE %s", name), e)))
			return false;
	}
	return true;
}

static bool connect_owner(struct loader *l, const char *target, struct err *e)
{
	l->pg = PQconnectdb(target);
	if (PQstatus(l->pg) != CONNECTION_OK || PQsetClientEncoding(l->pg, "UTF8"))
		return trouble(l, "PostgreSQL", e);
	PQsetNoticeReceiver(l->pg, quiet, NULL);
	l->cancel = PQgetCancel(l->pg);
	return run(l, "SET lock_timeout = '5s'; SET maintenance_work_mem = '512MB'; SET max_parallel_maintenance_workers = 2", e)
		&& run(l, "BEGIN", e);
}

static bool finish(struct loader *l, struct err *e)
{
	if (!bring_back(l, e))
		return false;
	for (const struct load_table *t = l->job->tables; t->name; t++) {
		l->job->tell(l->job->ctx, arena_printf(l->arena, "statistics %s", t->name), 1, 1);
		if (!run(l, arena_printf(l->arena, "ANALYZE %s", t->name), e))
			return false;
	}
	return run(l, "COMMIT", e);
}

static void interrupt(struct loader *l)
{
	char text[256];
	PQcancel(l->cancel, text, sizeof text);
}

/* Closing undoes what was not committed. */
static void end(struct loader *l)
{
	if (l->cancel)
		PQfreeCancel(l->cancel);
	PQfinish(l->pg);
	buf_release(&l->out);
	arena_free(l->arena);
	free(l);
}

static struct loader *begin(const char *target, const struct load_job *job, struct err *e)
{
	struct loader *l = calloc(1, sizeof *l);
	if (!l)
		abort();
	l->job = job;
	l->arena = arena_new(16 << 20);
	buf_init(&l->out, 0);
	if (connect_owner(l, target, e)) {
		const char *list = names(l);
		if (run(l, arena_printf(l->arena, "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE", list), e)
				&& take_away(l, arena_printf(l->arena, "{%s}", list), e) && truncate_empty(l, e))
			return l;
	}
	end(l);
	return NULL;
}

const struct load_engine LOAD_POSTGRES = { .begin = begin, .write = write_rows, .finish = finish, .interrupt = interrupt, .end = end };
