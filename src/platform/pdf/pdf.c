/* Putting a document together: blocks as JSON, since that is what travels to the process that draws. */
#include "pdf.h"
#include <jansson.h>

struct pdf { json_t *root, *blocks; };

static json_t *words(const char *text)
{
	json_t *j = json_string(text ? text : "");
	return j ? j : json_string("");          /* not UTF-8: nothing that could be shown */
}

static json_t *block(struct pdf *pdf, const char *kind)
{
	json_t *b = json_object();
	json_object_set_new(b, "kind", json_string(kind));
	json_array_append_new(pdf->blocks, b);
	return b;
}

static json_t *titled(struct pdf *pdf, const char *kind, const char *title, const char *note)
{
	json_t *b = block(pdf, kind);
	json_object_set_new(b, "title", words(title));
	json_object_set_new(b, "note", words(note));
	return b;
}

static json_t *list_of(const char *const *items, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, words(items[i]));
	return list;
}

struct pdf *pdf_new(const char *title, const char *lang, const char *foot)
{
	struct pdf *pdf = malloc(sizeof *pdf);
	if (!pdf)
		abort();
	pdf->root = json_object();
	pdf->blocks = json_array();
	json_object_set_new(pdf->root, "title", words(title));
	json_object_set_new(pdf->root, "lang", words(lang));
	json_object_set_new(pdf->root, "foot", words(foot));
	json_object_set_new(pdf->root, "blocks", pdf->blocks);
	return pdf;
}

void pdf_free(struct pdf *pdf)
{
	if (!pdf)
		return;
	json_decref(pdf->root);
	free(pdf);
}

void pdf_lead(struct pdf *pdf, const char *text)
{
	json_object_set_new(block(pdf, "lead"), "text", words(text));
}

void pdf_heading(struct pdf *pdf, int level, const char *text)
{
	json_t *b = block(pdf, "heading");
	json_object_set_new(b, "level", json_integer(level));
	json_object_set_new(b, "text", words(text));
}

void pdf_paragraph(struct pdf *pdf, const char *text)
{
	json_object_set_new(block(pdf, "paragraph"), "text", words(text));
}

void pdf_note(struct pdf *pdf, const char *text)
{
	json_object_set_new(block(pdf, "note"), "text", words(text));
}

void pdf_list(struct pdf *pdf, const char *const *items, size_t n)
{
	json_object_set_new(block(pdf, "list"), "items", list_of(items, n));
}

void pdf_table(struct pdf *pdf, const char *title, const char *const *columns, size_t columns_n, const char *const *cells, size_t rows, const char *note)
{
	json_t *b = titled(pdf, "table", title, note), *all = json_array();
	json_object_set_new(b, "columns", list_of(columns, columns_n));
	for (size_t i = 0; i < rows; i++)
		json_array_append_new(all, list_of(cells + i * columns_n, columns_n));
	json_object_set_new(b, "rows", all);
}

void pdf_bars(struct pdf *pdf, const char *title, const struct pdf_bar *bars, size_t n, const char *note)
{
	json_t *b = titled(pdf, "bars", title, note), *all = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(all, json_pack("{s:o, s:o, s:o}", "name", words(bars[i].name), "label", words(bars[i].label), "value",
			bars[i].hidden ? json_null() : json_real(bars[i].value)));
	json_object_set_new(b, "bars", all);
}

void pdf_lines(struct pdf *pdf, const char *title, const char *const *labels, size_t n, const struct pdf_series *series, size_t series_n,
	const char *note)
{
	json_t *b = titled(pdf, "lines", title, note), *all = json_array();
	json_object_set_new(b, "labels", list_of(labels, n));
	for (size_t i = 0; i < series_n; i++) {
		json_t *values = json_array();
		for (size_t k = 0; k < n; k++)
			json_array_append_new(values, series[i].values[k] < 0 ? json_null() : json_real(series[i].values[k]));
		json_array_append_new(all, json_pack("{s:o, s:o}", "name", words(series[i].name), "values", values));
	}
	json_object_set_new(b, "series", all);
}

void pdf_map(struct pdf *pdf, const char *title, const struct pdf_shape *shapes, size_t n, const char *note)
{
	json_t *b = titled(pdf, "map", title, note), *all = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *rings = json_array();
		const double *at = shapes[i].points;
		for (size_t r = 0; r < shapes[i].rings; r++) {
			json_t *ring = json_array();
			for (size_t k = 0; k < shapes[i].ring[r] * 2; k++)
				json_array_append_new(ring, json_real(*at++));
			json_array_append_new(rings, ring);
		}
		json_array_append_new(all, json_pack("{s:o, s:o, s:o}", "name", words(shapes[i].name), "rings", rings, "shade",
			shapes[i].hidden ? json_null() : json_real(shapes[i].shade)));
	}
	json_object_set_new(b, "shapes", all);
}

void pdf_json(const struct pdf *pdf, struct buf *out)
{
	char *text = json_dumps(pdf->root, JSON_COMPACT | JSON_REAL_PRECISION(8));
	if (!text)
		out->failed = true;                  /* a number that is none */
	buf_str(out, text);
	free(text);
}
