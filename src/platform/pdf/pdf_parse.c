#include "pdf_parse.h"
#include <jansson.h>
#include <math.h>

/* Errors stick: after the first wrong thing the rest is empty. */
struct reading { struct arena *arena; bool wrong; size_t points; };

static const char *text_of(struct reading *r, const json_t *j)
{
	const char *text = json_string_value(j);
	size_t n = json_string_length(j);
	if (!text || n > PDF_TEXT_MOST || strlen(text) != n)
		r->wrong = true;
	return r->wrong ? "" : arena_strdup(r->arena, text);
}

static const char *member(struct reading *r, const json_t *object, const char *name)
{
	const json_t *j = json_object_get(object, name);
	return j ? text_of(r, j) : "";
}

static size_t length(struct reading *r, const json_t *list, size_t most)
{
	if (!json_is_array(list) || json_array_size(list) > most)
		r->wrong = true;
	return r->wrong ? 0 : json_array_size(list);
}

static const char **words_of(struct reading *r, const json_t *list, size_t most, size_t *n)
{
	*n = length(r, list, most);
	const char **words = ARENA_ARRAY(r->arena, const char *, *n);
	for (size_t i = 0; i < *n; i++)
		words[i] = text_of(r, json_array_get(list, i));
	return words;
}

/* A number that can be drawn; `hidden` for null. */
static double number_of(struct reading *r, const json_t *j, bool *hidden)
{
	double value = json_number_value(j);
	*hidden = json_is_null(j);
	if ((!*hidden && !json_is_number(j)) || !isfinite(value) || fabs(value) > 1e12)
		r->wrong = true;
	return *hidden || r->wrong ? 0 : value;
}

static void table(struct reading *r, const json_t *j, struct pdf_block *b)
{
	const json_t *rows = json_object_get(j, "rows");
	b->words = words_of(r, json_object_get(j, "columns"), PDF_COLUMNS_MOST, &b->words_n);
	b->rows = length(r, rows, PDF_ROWS_MOST);
	if (!b->words_n)
		r->wrong = true;
	b->cells = ARENA_ARRAY(r->arena, const char *, b->rows * b->words_n);
	for (size_t i = 0; i < b->rows && !r->wrong; i++) {
		size_t n;
		const char **cells = words_of(r, json_array_get(rows, i), PDF_COLUMNS_MOST, &n);
		if (n != b->words_n)
			r->wrong = true;
		else
			memcpy(b->cells + i * n, cells, n * sizeof *cells);
	}
}

static void bars(struct reading *r, const json_t *j, struct pdf_block *b)
{
	const json_t *list = json_object_get(j, "bars");
	b->bars_n = length(r, list, PDF_ROWS_MOST);
	b->bars = ARENA_ARRAY(r->arena, struct pdf_bar, b->bars_n);
	for (size_t i = 0; i < b->bars_n; i++) {
		const json_t *one = json_array_get(list, i);
		struct pdf_bar *bar = &b->bars[i];
		*bar = (struct pdf_bar){ .name = member(r, one, "name"), .label = member(r, one, "label") };
		bar->value = number_of(r, json_object_get(one, "value"), &bar->hidden);
		r->wrong = r->wrong || bar->value < 0;
	}
}

static void lines(struct reading *r, const json_t *j, struct pdf_block *b)
{
	const json_t *list = json_object_get(j, "series");
	b->words = words_of(r, json_object_get(j, "labels"), PDF_ROWS_MOST, &b->words_n);
	b->series_n = length(r, list, PDF_SERIES_MOST);
	b->series = ARENA_ARRAY(r->arena, struct pdf_series, b->series_n);
	for (size_t i = 0; i < b->series_n; i++) {
		const json_t *one = json_array_get(list, i), *values = json_object_get(one, "values");
		if (length(r, values, PDF_ROWS_MOST) != b->words_n)
			r->wrong = true;
		double *to = ARENA_ARRAY(r->arena, double, b->words_n);
		for (size_t k = 0; k < b->words_n && !r->wrong; k++) {
			bool hidden;
			double value = number_of(r, json_array_get(values, k), &hidden);
			to[k] = hidden || value < 0 ? -1 : value;
		}
		b->series[i] = (struct pdf_series){ .name = member(r, one, "name"), .values = to };
	}
}

static void rings(struct reading *r, const json_t *list, struct pdf_shape *shape)
{
	size_t all = 0, n = length(r, list, PDF_ROWS_MOST), *ring = ARENA_ARRAY(r->arena, size_t, n);
	for (size_t i = 0; i < n && !r->wrong; i++) {
		ring[i] = length(r, json_array_get(list, i), PDF_POINTS_MOST) / 2;
		all += ring[i];
		r->points += ring[i];
		if (r->points > PDF_POINTS_MOST)
			r->wrong = true;
	}
	if (r->wrong)
		return;
	double *points = ARENA_ARRAY(r->arena, double, all * 2), *to = points;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < ring[i] * 2; k++) {
			bool hidden;
			*to++ = number_of(r, json_array_get(json_array_get(list, i), k), &hidden);
		}
	shape->points = points;
	shape->ring = ring;
	shape->rings = n;
}

static void map(struct reading *r, const json_t *j, struct pdf_block *b)
{
	const json_t *list = json_object_get(j, "shapes");
	b->shapes_n = length(r, list, PDF_ROWS_MOST);
	b->shapes = ARENA_ARRAY(r->arena, struct pdf_shape, b->shapes_n);
	for (size_t i = 0; i < b->shapes_n; i++) {
		const json_t *one = json_array_get(list, i);
		struct pdf_shape *shape = &b->shapes[i];
		shape->name = member(r, one, "name");
		shape->shade = number_of(r, json_object_get(one, "shade"), &shape->hidden);
		rings(r, json_object_get(one, "rings"), shape);
	}
}

static const char *const kinds[] = { "lead", "heading", "paragraph", "note", "list", "table", "bars", "lines", "map" };

static void block(struct reading *r, const json_t *j, struct pdf_block *b)
{
	const char *kind = json_string_value(json_object_get(j, "kind"));
	size_t i = 0, n = sizeof kinds / sizeof *kinds;
	while (kind && i < n && strcmp(kind, kinds[i]))
		i++;
	if (!kind || i == n) {
		r->wrong = true;
		return;
	}
	*b = (struct pdf_block){ .kind = (enum pdf_kind)i, .note = member(r, j, "note"), .text = member(r, j, i < PDF_LIST ? "text" : "title") };
	json_int_t level = json_integer_value(json_object_get(j, "level"));
	b->level = level < 1 ? 1 : level > 3 ? 3 : (int)level;
	if (b->kind == PDF_LIST)
		b->words = words_of(r, json_object_get(j, "items"), PDF_ROWS_MOST, &b->words_n);
	else if (b->kind == PDF_TABLE)
		table(r, j, b);
	else if (b->kind == PDF_BARS)
		bars(r, j, b);
	else if (b->kind == PDF_LINES)
		lines(r, j, b);
	else if (b->kind == PDF_MAP)
		map(r, j, b);
}

const struct pdf_document *pdf_parse(struct arena *arena, const char *bytes, size_t n, struct err *e)
{
	struct reading r = { .arena = arena };
	json_error_t error;
	json_t *j = n > PDF_BYTES_MOST ? NULL : json_loadb(bytes, n, JSON_REJECT_DUPLICATES, &error);
	struct pdf_document *d = ARENA_NEW(arena, struct pdf_document);
	if (!json_is_object(j)) {
		json_decref(j);
		err_set(e, "this is no document to draw");
		return NULL;
	}
	const json_t *blocks = json_object_get(j, "blocks");
	*d = (struct pdf_document){ .title = member(&r, j, "title"), .lang = member(&r, j, "lang"), .foot = member(&r, j, "foot") };
	d->n = length(&r, blocks, PDF_BLOCKS_MOST);
	d->blocks = ARENA_ARRAY(arena, struct pdf_block, d->n);
	for (size_t i = 0; i < d->n && !r.wrong; i++)
		block(&r, json_array_get(blocks, i), &d->blocks[i]);
	json_decref(j);
	if (r.wrong || arena_full(arena)) {
		err_set(e, "this is no document to draw");
		return NULL;
	}
	return d;
}
