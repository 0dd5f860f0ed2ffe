#include "snapshot.h"
#include <assert.h>
#include <jansson.h>
#include "../../../platform/base/list.h"

enum { ROWS_MOST = 60, COLUMNS_MOST = PDF_COLUMNS_MOST - 1 };

struct snapshot *snapshot_new(struct arena *arena, const char *code, const char *title, const char *head, struct day on)
{
	struct snapshot *s = ARENA_NEW(arena, struct snapshot);
	*s = (struct snapshot){ .code = code, .title = title, .head = head, .on = on, .rows = ARENA_ARRAY(arena, struct snapshot_row, ROWS_MOST) };
	return s;
}

void snapshot_columns(struct arena *arena, struct snapshot *s, const char *const *columns, size_t n)
{
	assert(n <= COLUMNS_MOST && !s->rows_n);
	s->columns = ARENA_ARRAY(arena, const char *, n);
	memcpy(s->columns, columns, n * sizeof *columns);
	s->columns_n = n;
}

struct snapshot_row *snapshot_add(struct arena *arena, struct snapshot *s, const char *name)
{
	struct snapshot_row *row = &s->rows[s->rows_n < ROWS_MOST ? s->rows_n++ : ROWS_MOST - 1];
	*row = (struct snapshot_row){ .name = name, .cells = ARENA_ARRAY(arena, const char *, s->columns_n) };
	for (size_t i = 0; i < s->columns_n; i++)
		row->cells[i] = "";
	return row;
}

/* ---- kept ---- */

static const char digits[] = "0123456789abcdef";

static json_t *shape_json(struct arena *arena, struct blob shape)
{
	const unsigned char *p = shape.p;
	char *text = arena_alloc(arena, shape.n * 2 + 1);
	for (size_t i = 0; i < shape.n; i++) {
		text[i * 2] = digits[p[i] >> 4];
		text[i * 2 + 1] = digits[p[i] & 15];
	}
	return json_stringn(text, shape.n * 2);
}

static struct blob shape_read(struct arena *arena, const json_t *j)
{
	const char *text = json_string_value(j);
	size_t n = json_string_length(j) / 2;
	unsigned char *p = arena_alloc(arena, n + 1);
	for (size_t i = 0; i < n; i++) {
		const char *high = strchr(digits, text[i * 2]), *low = strchr(digits, text[i * 2 + 1]);
		if (!high || !low || !*high || !*low)
			return (struct blob){ NULL, 0 };
		p[i] = (unsigned char)((high - digits) << 4 | (low - digits));
	}
	return (struct blob){ n ? p : NULL, n };
}

static json_t *line_json(const struct snapshot *s, const double *line)
{
	json_t *all = json_array();
	for (size_t i = 0; i < s->line_n; i++)
		json_array_append_new(all, line[i] < 0 ? json_null() : json_real(line[i]));
	return all;
}

static json_t *row_json(struct arena *arena, const struct snapshot *s, const struct snapshot_row *row)
{
	json_t *j = json_object(), *cells = json_array();
	for (size_t i = 0; i < s->columns_n; i++)
		json_array_append_new(cells, json_string(row->cells[i]));
	json_object_set_new(j, "name", json_string(row->name));
	json_object_set_new(j, "cells", cells);
	if (row->drawn)
		json_object_set_new(j, "value", row->hidden ? json_null() : json_real(row->value));
	if (row->line)
		json_object_set_new(j, "line", line_json(s, row->line));
	if (row->shape.p)
		json_object_set_new(j, "shape", shape_json(arena, row->shape));
	return j;
}

static json_t *snapshot_json(struct arena *arena, const struct snapshot *s)
{
	json_t *columns = json_array(), *rows = json_array();
	for (size_t i = 0; i < s->columns_n; i++)
		json_array_append_new(columns, json_string(s->columns[i]));
	for (size_t i = 0; i < s->rows_n; i++)
		json_array_append_new(rows, row_json(arena, s, &s->rows[i]));
	return json_pack("{s:s, s:s, s:s*, s:s, s:s*, s:s*, s:s*, s:s*, s:I, s:o, s:o}", "code", s->code, "title", s->title, "note", s->note, "on", day_iso(arena, s->on),
		"head", s->head, "bars", s->bars, "lines", s->lines, "map", s->map, "line_n", (json_int_t)s->line_n, "columns", columns, "rows", rows);
}

const char *snapshots_json(struct arena *arena, const struct snapshots *list)
{
	json_t *all = json_array();
	for (size_t i = 0; i < list->n; i++)
		json_array_append_new(all, snapshot_json(arena, &list->list[i]));
	char *text = list->n ? json_dumps(all, JSON_COMPACT | JSON_REAL_PRECISION(10)) : NULL;
	const char *kept = arena_strdup(arena, text);
	free(text);
	json_decref(all);
	return kept;
}

static const char *member(struct arena *arena, const json_t *j, const char *name)
{
	return arena_strdup(arena, json_string_value(json_object_get(j, name)));
}

static const char *or_nothing(const char *text)
{
	return text ? text : "";
}

static const double *line_read(struct arena *arena, const struct snapshot *s, const json_t *j)
{
	if (!j || !s->line_n)
		return NULL;
	double *line = ARENA_ARRAY(arena, double, s->line_n);
	for (size_t i = 0; i < s->line_n; i++) {
		const json_t *value = json_array_get(j, i);
		line[i] = json_is_number(value) && json_number_value(value) >= 0 ? json_number_value(value) : -1;
	}
	return line;
}

static void read_row(struct arena *arena, struct snapshot *s, const json_t *j)
{
	struct snapshot_row *row = snapshot_add(arena, s, or_nothing(member(arena, j, "name")));
	const json_t *value = json_object_get(j, "value");
	row->drawn = value != NULL;
	row->hidden = json_is_null(value);
	row->value = json_number_value(value);
	row->line = line_read(arena, s, json_object_get(j, "line"));
	row->shape = shape_read(arena, json_object_get(j, "shape"));
	for (size_t i = 0; i < s->columns_n; i++)
		row->cells[i] = or_nothing(arena_strdup(arena, json_string_value(json_array_get(json_object_get(j, "cells"), i))));
}

static void read_one(struct arena *arena, struct snapshot *s, const json_t *j)
{
	const json_t *columns = json_object_get(j, "columns"), *rows = json_object_get(j, "rows");
	struct day on = { 0, 0, 0 };
	const char *day = json_string_value(json_object_get(j, "on"));
	if (day)
		day_parse(day, &on);
	*s = *snapshot_new(arena, or_nothing(member(arena, j, "code")), or_nothing(member(arena, j, "title")), or_nothing(member(arena, j, "head")), on);
	s->note = member(arena, j, "note");
	s->bars = member(arena, j, "bars");
	const char *heads[COLUMNS_MOST];
	size_t n = 0;
	for (; n < COLUMNS_MOST && n < json_array_size(columns); n++)
		heads[n] = or_nothing(arena_strdup(arena, json_string_value(json_array_get(columns, n))));
	snapshot_columns(arena, s, heads, n);
	s->lines = member(arena, j, "lines");
	s->map = member(arena, j, "map");
	json_int_t along = json_integer_value(json_object_get(j, "line_n"));
	s->line_n = along > 0 && (size_t)along <= n ? (size_t)along : 0;
	for (size_t i = 0; i < json_array_size(rows) && i < ROWS_MOST; i++)
		read_row(arena, s, json_array_get(rows, i));
}

struct snapshots snapshots_read(struct arena *arena, const char *json)
{
	struct snapshots all = { NULL, 0 };
	json_t *j = json ? json_loads(json, 0, NULL) : NULL;
	for (size_t i = 0; i < json_array_size(j) && i < ROWS_MOST; i++)
		read_one(arena, LIST_ADD(arena, all.list, all.n), json_array_get(j, i));
	json_decref(j);
	return all;
}

const struct snapshot *snapshots_find(const struct snapshots *list, const char *code)
{
	for (size_t i = 0; i < list->n; i++)
		if (!strcmp(list->list[i].code, code))
			return &list->list[i];
	return NULL;
}

struct snapshots snapshots_without(struct arena *arena, const struct snapshots *list, const char *code)
{
	struct snapshots all = { NULL, 0 };
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->list[i].code, code))
			*LIST_ADD(arena, all.list, all.n) = list->list[i];
	return all;
}

struct snapshots snapshots_with(struct arena *arena, const struct snapshots *list, const struct snapshot *one)
{
	struct snapshots all = snapshots_without(arena, list, one->code);
	*LIST_ADD(arena, all.list, all.n) = *one;
	return all;
}
