#include "snapshot.h"
#include <assert.h>
#include <jansson.h>
#include "../../platform/base/list.h"
#include "../../platform/web/words.h"
#include "templates.h"

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

static json_t *row_json(const struct snapshot *s, const struct snapshot_row *row)
{
	json_t *j = json_object(), *cells = json_array();
	for (size_t i = 0; i < s->columns_n; i++)
		json_array_append_new(cells, json_string(row->cells[i]));
	json_object_set_new(j, "name", json_string(row->name));
	json_object_set_new(j, "cells", cells);
	if (row->drawn)
		json_object_set_new(j, "value", row->hidden ? json_null() : json_real(row->value));
	return j;
}

static json_t *snapshot_json(struct arena *arena, const struct snapshot *s)
{
	json_t *columns = json_array(), *rows = json_array();
	for (size_t i = 0; i < s->columns_n; i++)
		json_array_append_new(columns, json_string(s->columns[i]));
	for (size_t i = 0; i < s->rows_n; i++)
		json_array_append_new(rows, row_json(s, &s->rows[i]));
	return json_pack("{s:s, s:s, s:s*, s:s, s:s*, s:s*, s:o, s:o}", "code", s->code, "title", s->title, "note", s->note, "on", day_iso(arena, s->on),
		"head", s->head, "bars", s->bars, "columns", columns, "rows", rows);
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

static void read_row(struct arena *arena, struct snapshot *s, const json_t *j)
{
	struct snapshot_row *row = snapshot_add(arena, s, or_nothing(member(arena, j, "name")));
	const json_t *value = json_object_get(j, "value");
	row->drawn = value != NULL;
	row->hidden = json_is_null(value);
	row->value = json_number_value(value);
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

/* ---- shown ---- */

enum { NAME_LETTERS = 24, BAR_ROOM = 128, BAR_LEFT = 176, BAR_HIGH = 18, BAR_STEP = 28, HIDDEN_WIDE = 26 };

static double greatest(const struct snapshot *s)
{
	double most = 0;
	for (size_t i = 0; i < s->rows_n; i++)
		most = s->rows[i].drawn && s->rows[i].value > most ? s->rows[i].value : most;
	return most > 0 ? most : 1;
}

static const char *last_cell(const struct snapshot *s, const struct snapshot_row *row)
{
	return s->columns_n ? row->cells[s->columns_n - 1] : "";
}

static void show_bars(struct request *rq, const struct snapshot *s, struct figure_block *b)
{
	double most = greatest(s);
	for (size_t i = 0; i < s->rows_n; i++) {
		const struct snapshot_row *row = &s->rows[i];
		if (!row->drawn)
			continue;
		int64_t y = (int64_t)b->bars_n * BAR_STEP, wide = row->hidden ? HIDDEN_WIDE : (int64_t)(row->value / most * BAR_ROOM);
		struct figure_block_bars *bar = LIST_ADD(rq->arena, b->bars, b->bars_n);
		*bar = (struct figure_block_bars){ .name = row->name, .words = last_cell(s, row), .hidden = row->hidden, .x = BAR_LEFT, .y = y + 4, .wide = wide < 1 ? 1 : wide,
			.high = BAR_HIGH, .text_y = y + 18, .text_x = BAR_LEFT + (wide < 1 ? 1 : wide) + 6, .name_x = BAR_LEFT - 8 };
	}
	b->box = arena_printf(rq->arena, "0 0 348 %zu", b->bars_n * BAR_STEP + 4);
}

void snapshot_show(struct request *rq, const struct snapshot *s, struct figure_block *b)
{
	*b = (struct figure_block){ .code = s->code, .title = s->title, .note = s->note, .on = s->on, .head = s->head, .of = s->bars };
	for (size_t i = 0; i < s->columns_n; i++)
		LIST_ADD(rq->arena, b->columns, b->columns_n)->label = s->columns[i];
	for (size_t i = 0; i < s->rows_n; i++) {
		struct figure_block_rows *row = LIST_ADD(rq->arena, b->rows, b->rows_n);
		row->name = s->rows[i].name;
		for (size_t k = 0; k < s->columns_n; k++)
			*LIST_ADD(rq->arena, row->cells, row->cells_n) = (struct figure_block_rows_cells){ .label = s->columns[k], .value = s->rows[i].cells[k] };
	}
	if (s->bars)
		show_bars(rq, s, b);
}

static const char *when(struct request *rq, const struct snapshot *s)
{
	const char *day = words_date(rq->arena, rq->lang, s->on);
	const char *stands = tr_fill(rq->arena, rq_tr(rq, N_("Stand van {day}.")), "day", day, NULL);
	return s->note ? arena_printf(rq->arena, "%s %s", stands, s->note) : stands;
}

void snapshot_print(struct request *rq, const struct snapshot *s, struct pdf *pdf)
{
	size_t width = s->columns_n + 1, bars = 0;
	const char **columns = ARENA_ARRAY(rq->arena, const char *, width), **cells = ARENA_ARRAY(rq->arena, const char *, width * s->rows_n);
	struct pdf_bar *bar = ARENA_ARRAY(rq->arena, struct pdf_bar, s->rows_n);
	columns[0] = s->head;
	for (size_t i = 0; i < s->columns_n; i++)
		columns[i + 1] = s->columns[i];
	for (size_t i = 0; i < s->rows_n; i++) {
		const struct snapshot_row *row = &s->rows[i];
		cells[i * width] = row->name;
		for (size_t k = 0; k < s->columns_n; k++)
			cells[i * width + k + 1] = row->cells[k];
		if (row->drawn)
			bar[bars++] = (struct pdf_bar){ row->name, last_cell(s, row), row->value, row->hidden };
	}
	if (!s->rows_n)
		return;
	if (s->bars && bars)
		pdf_bars(pdf, s->bars, bar, bars, NULL);
	pdf_table(pdf, s->title, columns, width, cells, s->rows_n, when(rq, s));
}
