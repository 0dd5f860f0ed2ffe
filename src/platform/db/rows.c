/* Statements run in a slot, and the values of the rows they give. */
#include <stdarg.h>
#include "engine.h"

void sql_bug(const struct sql *sql, const char *format, ...)
{
	char text[256];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	log_error("bug: statement %s in %s: %s", sql->name, sql->file, text);
	abort();
}

/* ---- statements ---- */

struct rows *sql_read(struct slot *slot, struct sql *sql, const struct param *with)
{
	struct rows *rows = ARENA_NEW(slot->arena, struct rows);
	rows->slot = slot;
	rows->sql = sql;
	if (slot->failed)
		return rows;
	if (!slot->writes)
		statement_tallied(sql);
	if (slot->watch && !slot->writes)
		slot->watch(slot, sql, with, slot->watch_ctx);
	rows->result = slot->db->engine->read(slot, sql, with);
	if (rows->result) {
		rows->columns = slot->db->engine->columns(rows->result);
		rows->next = slot->open;
		slot->open = rows;
	}
	return rows;
}

bool slot_reads_ahead(const struct slot *slot)
{
	return !slot->writes && slot->db->engine->read_ahead;
}

void sql_ahead(struct slot *slot, struct sql *sql, const struct param *with)
{
	if (slot_reads_ahead(slot) && !slot->failed)
		slot->db->engine->read_ahead(slot, sql, with);
}

void slot_watch(struct slot *slot, watch_fn *watch, void *ctx)
{
	slot->watch = watch;
	slot->watch_ctx = ctx;
}

void rows_end(struct rows *rows)
{
	if (!rows->result)
		return;
	struct rows **link = &rows->slot->open;
	while (*link != rows)
		link = &(*link)->next;
	*link = rows->next;
	rows->slot->db->engine->end(rows->slot, rows->result);
	rows->result = NULL;
}

bool rows_next(struct rows *rows)
{
	if (!rows->result)
		return false;
	if (!rows->slot->failed && rows->slot->db->engine->next(rows->slot, rows->result))
		return true;
	rows_end(rows);
	return false;
}

int sql_run(struct slot *slot, struct sql *sql, const struct param *with)
{
	if (!slot->writes)
		sql_bug(sql, "run in a slot for reading; changes go through db_change()");
	return slot->failed ? -1 : slot->db->engine->run(slot, sql, with);
}

void sql_later(struct slot *slot, struct sql *sql, const struct param *with)
{
	if (!slot->writes || !slot->db->engine->run_later)
		sql_run(slot, sql, with);
	else if (!slot->failed)
		slot->db->engine->run_later(slot, sql, with);
}

int64_t sql_number(struct slot *slot, struct sql *sql, const struct param *with, int64_t otherwise)
{
	struct rows *rows = sql_read(slot, sql, with);
	int64_t number = otherwise;
	if (rows_next(rows) && !rows_null(rows, 0))
		number = rows_int(rows, 0);
	rows_end(rows);
	return number;
}

/* ---- the values of a row ---- */

/* In a row that is over (the slot failed under it) everything is NULL, so that a loop can come to its end. */
static struct cell cell_at(const struct rows *rows, int column)
{
	struct cell cell = { CELL_NULL, 0, 0, NULL, 0 };
	if (!rows->result)
		return cell;
	if (column < 0 || column >= rows->columns)
		sql_bug(rows->sql, "has no column %d", column);
	rows->slot->db->engine->cell(rows->result, column, &cell);
	return cell;
}

static struct cell cell_of(const struct rows *rows, int column, enum cell_type type)
{
	static const char *const names[] = { "NULL", "an integer", "a real number", "text", "bytes" };
	struct cell cell = cell_at(rows, column);
	if (cell.type != CELL_NULL && cell.type != type)
		sql_bug(rows->sql, "column %d is %s, not %s", column, names[cell.type], names[type]);
	return cell;
}

bool rows_null(const struct rows *rows, int column)
{
	return cell_at(rows, column).type == CELL_NULL;
}

int64_t rows_int(const struct rows *rows, int column)
{
	return cell_of(rows, column, CELL_INT).i;
}

bool rows_bool(const struct rows *rows, int column)
{
	return cell_of(rows, column, CELL_INT).i != 0;
}

double rows_real(const struct rows *rows, int column)
{
	struct cell cell = cell_at(rows, column);
	if (cell.type == CELL_INT)             /* SQLite keeps 2.0 as 2 where a column has no declared type */
		return (double)cell.i;
	return cell_of(rows, column, CELL_REAL).d;
}

const char *rows_text(const struct rows *rows, int column)
{
	struct cell cell = cell_of(rows, column, CELL_TEXT);
	return cell.type == CELL_NULL ? NULL : arena_strndup(rows->slot->arena, cell.p, cell.n);
}

struct blob rows_blob(const struct rows *rows, int column)
{
	struct cell cell = cell_of(rows, column, CELL_BLOB);
	if (cell.type == CELL_NULL)
		return (struct blob){ NULL, 0 };
	unsigned char *copy = arena_alloc(rows->slot->arena, cell.n);
	memcpy(copy, cell.n ? cell.p : "", cell.n);
	return (struct blob){ copy, cell.n };
}

struct day rows_day(const struct rows *rows, int column)
{
	struct day day = { 0, 0, 0 };
	const char *iso = rows_text(rows, column);
	if (iso && !day_parse(iso, &day))
		slot_fail(rows->slot, "%s: column %d holds no day", rows->sql->name, column);
	return day;
}

static void assert_opens(struct rows *rows)
{
	const struct engine *engine = rows->slot->db->engine;
	if (rows->opens)
		return;
	const char *id = engine->column(rows->result, 0), *file = engine->column(rows->result, 1);
	if (!id || strcmp(id, "id") || !file || strcmp(file, "file_id"))
		sql_bug(rows->sql, "opens a sealed column, so its first two columns must be id and file_id");
	rows->opens = true;
}

const char *rows_open(struct rows *rows, int column, const char *where)
{
	if (!rows->result)
		return "";
	assert_opens(rows);
	return slot_open(rows->slot, rows_int(rows, 1), where, rows_int(rows, 0), rows_blob(rows, column));
}
