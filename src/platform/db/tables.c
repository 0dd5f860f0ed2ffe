#include "tables.h"
#include <endian.h>
#include <sodium.h>
#include "../base/list.h"
#include "engine.h"
#include "tables_engine.h"

struct tables { const struct tables_engine *engine; struct tables_conn *conn; };

struct tables *tables_open(struct db *db, struct err *e)
{
	const struct tables_engine *engine = db_engine(db) == ENGINE_SQLITE ? &TABLES_SQLITE : &TABLES_POSTGRES;
	struct tables_conn *conn = engine->open(db->target, e);
	if (!conn)
		return NULL;
	struct tables *t = calloc(1, sizeof *t);
	if (!t)
		abort();
	*t = (struct tables){ engine, conn };
	return t;
}

void tables_close(struct tables *t)
{
	if (!t)
		return;
	t->engine->close(t->conn);
	free(t);
}

enum engine_kind tables_engine(const struct tables *t)
{
	return t->engine->kind;
}

/* ---- which there are ---- */

void texts_add(struct texts *t, struct arena *arena, const char *text, size_t n)
{
	*LIST_ADD(arena, t->at, t->n) = arena_strndup(arena, text, n);
}

static bool plain_name(const char *name)
{
	return *name && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

static bool yes_no_of(struct tables *t, struct arena *arena, struct table *table, struct err *e)
{
	struct texts yes_no = { NULL, 0 };
	bool *is = ARENA_ARRAY(arena, bool, table->columns);
	bool fine = t->engine->ask(t->conn, arena_printf(arena, "%s%s%s", t->engine->yes_no[0], table->name, t->engine->yes_no[1]), arena, &yes_no, e);
	for (size_t i = 0; i < yes_no.n; i++)
		is[table_column(table, yes_no.at[i])] = true;
	table->yes_no = is;
	return fine;
}

static bool columns_of(struct tables *t, struct arena *arena, struct table *table, struct err *e)
{
	struct texts columns = { NULL, 0 };
	if (!plain_name(table->name))
		return err_set(e, "a table in the store has a name that Nabij does not give: \"%s\"", table->name);
	if (!t->engine->ask(t->conn, arena_printf(arena, "%s%s%s", t->engine->columns[0], table->name, t->engine->columns[1]), arena, &columns, e))
		return false;
	table->column = columns.at;
	table->columns = columns.n;
	for (size_t i = 0; i < columns.n; i++)
		if (!plain_name(columns.at[i]))
			return err_set(e, "table %s has a column with a name that Nabij does not give: \"%s\"", table->name, columns.at[i]);
	if (table_column(table, "id") >= 0 && columns.n <= TABLE_COLUMNS)
		return yes_no_of(t, arena, table, e);
	return err_set(e, "table %s is none of Nabij's: it has %s", table->name,
		columns.n > TABLE_COLUMNS ? "too many columns" : "no id");
}

bool tables_list(struct tables *t, struct arena *arena, struct table_list *list, struct err *e)
{
	struct texts names = { NULL, 0 };
	if (!t->engine->ask(t->conn, t->engine->names, arena, &names, e))
		return false;
	*list = (struct table_list){ ARENA_ARRAY(arena, struct table, names.n), names.n };
	for (size_t i = 0; i < names.n; i++) {
		list->at[i].name = names.at[i];
		if (!columns_of(t, arena, &list->at[i], e))
			return false;
	}
	return true;
}

int table_column(const struct table *table, const char *column)
{
	for (size_t i = 0; i < table->columns; i++)
		if (!strcmp(table->column[i], column))
			return (int)i;
	return -1;
}

/* ---- what stands in them ---- */

char *table_question(struct arena *arena, const struct table *table)
{
	struct buf b;
	buf_init(&b, 0);
	for (size_t i = 0; i < table->columns; i++)
		buf_printf(&b, "%s\"%s\"", i ? ", " : "SELECT ", table->column[i]);
	buf_printf(&b, " FROM \"%s\" ORDER BY id", table->name);
	char *question = arena_strdup(arena, b.p);
	buf_release(&b);
	return question;
}

bool tables_rows(struct tables *t, const struct table *table, table_row *row, void *ctx, struct err *e)
{
	return t->engine->rows(t->conn, table, row, ctx, e);
}

bool tables_ask(struct tables *t, const char *question, struct arena *arena, struct texts *texts, struct err *e)
{
	*texts = (struct texts){ NULL, 0 };
	return t->engine->ask(t->conn, question, arena, texts, e);
}

bool tables_try(struct tables *t, const char *script, struct err *e)
{
	return t->engine->script(t->conn, script, e);
}

/* ---- rows as bytes ---- */

static void number_encode(struct buf *b, uint64_t bits)
{
	bits = htole64(bits);
	buf_add(b, &bits, sizeof bits);
}

void row_encode(struct buf *b, const struct value *v, size_t n)
{
	for (; n--; v++) {
		uint64_t bits;
		uint32_t length = htole32((uint32_t)v->n);
		buf_char(b, (char)v->kind);
		if (v->kind == VALUE_INT) {
			number_encode(b, (uint64_t)v->i);
		} else if (v->kind == VALUE_REAL) {
			memcpy(&bits, &v->d, sizeof bits);
			number_encode(b, bits);
		} else if (v->kind != VALUE_NULL) {
			buf_add(b, &length, sizeof length);
			buf_add(b, v->p, v->n);
		}
	}
}

static bool value_decode(const unsigned char **p, const unsigned char *end, struct value *v)
{
	uint64_t bits;
	uint32_t length;
	if (*p == end)
		return false;
	*v = (struct value){ .kind = (enum value_kind)*(*p)++ };
	size_t left = (size_t)(end - *p);
	switch (v->kind) {
	case VALUE_NULL:
		return true;
	case VALUE_INT: case VALUE_REAL:
		if (left < sizeof bits)
			return false;
		memcpy(&bits, *p, sizeof bits);
		bits = le64toh(bits);
		v->i = v->kind == VALUE_INT ? (int64_t)bits : 0;
		if (v->kind == VALUE_REAL)
			memcpy(&v->d, &bits, sizeof bits);
		*p += sizeof bits;
		return true;
	case VALUE_TEXT: case VALUE_BLOB:
		if (left < sizeof length)
			return false;
		memcpy(&length, *p, sizeof length);
		v->n = le32toh(length);
		v->p = *p + sizeof length;
		*p = v->p + (v->n <= left - sizeof length ? v->n : 0);
		return v->n <= left - sizeof length;
	}
	return false;
}

bool row_decode(const unsigned char *p, size_t bytes, struct value *v, size_t n)
{
	const unsigned char *end = p + bytes;
	for (size_t i = 0; i < n; i++)
		if (!value_decode(&p, end, &v[i]))
			return false;
	return p == end;
}

/* ---- sums ---- */

struct summing { crypto_generichash_state state; uint64_t rows; };

struct summing *summing_new(void)
{
	void *s = NULL;
	if (posix_memalign(&s, 64, sizeof(struct summing)))      /* as libsodium wants its state to lie */
		abort();
	return s;
}

static void sum_text(struct summing *s, const char *text)
{
	crypto_generichash_update(&s->state, (const unsigned char *)text, strlen(text) + 1);
}

void summing_begin(struct summing *s, const struct table *table)
{
	s->rows = 0;
	crypto_generichash_init(&s->state, NULL, 0, HASH_BYTES);
	sum_text(s, table->name);
	for (size_t i = 0; i < table->columns; i++)
		sum_text(s, table->column[i]);
	sum_text(s, "");
}

void summing_row(struct summing *s, const void *encoded, size_t n)
{
	uint64_t length = htole64(n);
	crypto_generichash_update(&s->state, (const unsigned char *)&length, sizeof length);
	crypto_generichash_update(&s->state, encoded, n);
	s->rows++;
}

struct table_sum summing_end(struct summing *s)
{
	struct table_sum sum = { .rows = s->rows };
	crypto_generichash_final(&s->state, sum.hash, sizeof sum.hash);
	return sum;
}

void summing_free(struct summing *s)
{
	free(s);
}
