/* The document on its sheets: text that runs over pages, headings as outline, the foot. Twice over: once to count the pages, once with their number. */
#include "pdf_sheet.h"
#include <cairo-pdf.h>

const struct ink INK = { .13, .12, .10 }, SOFT = { .36, .34, .30 }, ACCENT = { .114, .310, .451 }, LINE = { .78, .75, .70 }, WASH = { .945, .929, .898 };

#define FAMILIES "Atkinson Latin, Atkinson Extended, Noto Sans, Noto Sans Arabic, Noto Sans Ethiopic"
static const double sizes[] = { [TYPE_SMALL] = 9, [TYPE_BODY] = 10.5, [TYPE_LEAD] = 12, [TYPE_H3] = 11.5, [TYPE_H2] = 15, [TYPE_H1] = 23 };

/* ---- small things ---- */

void sheet_ink(struct sheet *s, struct ink ink)
{
	cairo_set_source_rgb(s->cr, ink.r, ink.g, ink.b);
}

static PangoAlignment alignment(const struct sheet *s, enum side side)
{
	if (side == SIDE_MIDDLE)
		return PANGO_ALIGN_CENTER;
	return (side == SIDE_END) != s->rtl ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT;
}

PangoLayout *sheet_layout(struct sheet *s, const char *text, enum type type, bool bold, double width, enum side side)
{
	PangoLayout *l = pango_layout_new(s->pango);
	PangoFontDescription *font = pango_font_description_from_string(FAMILIES);
	pango_font_description_set_absolute_size(font, sizes[type] * PANGO_SCALE);
	pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_layout_set_font_description(l, font);
	pango_font_description_free(font);
	pango_layout_set_text(l, text, -1);
	pango_layout_set_width(l, (int)(width * PANGO_SCALE));
	pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_line_spacing(l, type == TYPE_BODY ? 1.32f : 1.2f);
	/* Each paragraph by its own script, so that Arabic words in a Dutch document begin on the right; a place that is asked for holds for all. */
	pango_layout_set_auto_dir(l, side == SIDE_START);
	pango_layout_set_alignment(l, alignment(s, side));
	return l;
}

double sheet_height(PangoLayout *l)
{
	int height;
	pango_layout_get_size(l, NULL, &height);
	return (double)height / PANGO_SCALE;
}

void sheet_put(struct sheet *s, PangoLayout *l, double x, double y)
{
	cairo_move_to(s->cr, x, y);
	pango_cairo_show_layout(s->cr, l);
}

void sheet_text(struct sheet *s, const char *tag, const char *text, enum type type, bool bold, struct ink ink, double x, double y, double width,
	enum side side)
{
	PangoLayout *l = sheet_layout(s, text, type, bold, width, side);
	sheet_ink(s, ink);
	cairo_tag_begin(s->cr, tag, NULL);
	sheet_put(s, l, x, y);
	cairo_tag_end(s->cr, tag);
	g_object_unref(l);
}

/* ---- pages ---- */

static void foot(struct sheet *s)
{
	char number[40];
	snprintf(number, sizeof number, "%d / %d", s->page, s->pages);
	PangoLayout *left = sheet_layout(s, s->doc->foot, TYPE_SMALL, false, SHEET_INSIDE - 70, SIDE_START);
	PangoLayout *right = sheet_layout(s, number, TYPE_SMALL, false, 60, SIDE_END);
	pango_layout_set_height(left, -1);
	pango_layout_set_ellipsize(left, PANGO_ELLIPSIZE_END);
	sheet_ink(s, SOFT);
	sheet_put(s, left, s->rtl ? SHEET_SIDE + 70 : SHEET_SIDE, SHEET_BOTTOM + 18);
	sheet_put(s, right, s->rtl ? SHEET_SIDE : SHEET_WIDTH - SHEET_SIDE - 60, SHEET_BOTTOM + 18);
	g_object_unref(left);
	g_object_unref(right);
}

void sheet_page(struct sheet *s)
{
	foot(s);
	cairo_show_page(s->cr);
	s->page++;
	s->y = SHEET_TOP;
	if (s->page > PDF_PAGES_MOST)
		s->full = true;
}

void sheet_need(struct sheet *s, double height)
{
	if (s->y + height > SHEET_BOTTOM && s->y > SHEET_TOP)
		sheet_page(s);
}

/* Room, but none at the top of a page. */
static void gap(struct sheet *s, double height)
{
	if (s->y > SHEET_TOP)
		s->y += height;
}

/* Runs over pages, line by line, each part in that tag. */
static void flow(struct sheet *s, PangoLayout *l, const char *tag, double x, struct ink ink)
{
	PangoLayoutIter *at = pango_layout_get_iter(l);
	cairo_tag_begin(s->cr, tag, NULL);
	do {
		PangoRectangle line;
		pango_layout_iter_get_line_extents(at, NULL, &line);
		double height = (double)line.height / PANGO_SCALE, base = (double)(pango_layout_iter_get_baseline(at) - line.y) / PANGO_SCALE;
		if (s->y + height > SHEET_BOTTOM && !s->full) {
			cairo_tag_end(s->cr, tag);
			sheet_page(s);
			cairo_tag_begin(s->cr, tag, NULL);
		}
		sheet_ink(s, ink);
		cairo_move_to(s->cr, x + (double)line.x / PANGO_SCALE, s->y + base);
		pango_cairo_show_layout_line(s->cr, pango_layout_iter_get_line_readonly(at));
		s->y += height;
	} while (!s->full && pango_layout_iter_next_line(at));
	cairo_tag_end(s->cr, tag);
	pango_layout_iter_free(at);
}

/* ---- text ---- */

static void words(struct sheet *s, const char *text, enum type type, bool bold, struct ink ink, const char *tag)
{
	PangoLayout *l = sheet_layout(s, text, type, bold, SHEET_INSIDE, SIDE_START);
	flow(s, l, tag, SHEET_SIDE, ink);
	g_object_unref(l);
}

static void heading(struct sheet *s, const struct pdf_block *b)
{
	static const char *const tags[] = { "H1", "H2", "H3" };
	static const enum type types[] = { TYPE_H2, TYPE_H3, TYPE_BODY };
	char where[60];
	gap(s, b->level == 1 ? 22 : 14);
	sheet_need(s, 80);
	snprintf(where, sizeof where, "page=%d pos=[%d %d]", s->page, SHEET_SIDE, (int)s->y);
	if (s->pages)
		s->outline[b->level] = cairo_pdf_surface_add_outline(s->surface, b->level == 1 ? CAIRO_PDF_OUTLINE_ROOT : s->outline[b->level - 1], b->text, where,
			CAIRO_PDF_OUTLINE_FLAG_OPEN);
	for (int level = b->level + 1; level <= 3; level++)
		s->outline[level] = s->outline[b->level];
	words(s, b->text, types[b->level - 1], true, INK, tags[b->level - 1]);
	s->y += 4;
}

/* An empty line begins another paragraph; a single one stays a line. */
static void paragraphs(struct sheet *s, const char *text)
{
	char *copy = strdup(text), *at = copy;
	while (at && *at && !s->full) {
		char *end = strstr(at, "\n\n");
		if (end)
			*end = 0;
		gap(s, 5);
		if (strspn(at, " \n\r\t") < strlen(at))
			words(s, at, TYPE_BODY, false, INK, "P");
		at = end ? end + 2 : NULL;
	}
	free(copy);
}

static void list(struct sheet *s, const struct pdf_block *b)
{
	for (size_t i = 0; i < b->words_n && !s->full; i++) {
		PangoLayout *l = sheet_layout(s, b->words[i], TYPE_BODY, false, SHEET_INSIDE - 16, SIDE_START);
		gap(s, i ? 3 : 7);
		sheet_need(s, 16);
		sheet_ink(s, ACCENT);
		cairo_new_path(s->cr);
		cairo_arc(s->cr, s->rtl ? SHEET_WIDTH - SHEET_SIDE - 4 : SHEET_SIDE + 4, s->y + 8, 1.8, 0, 6.2832);
		cairo_fill(s->cr);
		flow(s, l, "P", s->rtl ? SHEET_SIDE : SHEET_SIDE + 16, INK);
		g_object_unref(l);
	}
}

void sheet_title(struct sheet *s, const struct pdf_block *b, double keep)
{
	gap(s, 12);
	if (*b->text) {
		PangoLayout *l = sheet_layout(s, b->text, TYPE_BODY, true, SHEET_INSIDE, SIDE_START);
		sheet_need(s, keep + sheet_height(l) + 4);
		flow(s, l, "P", SHEET_SIDE, INK);
		g_object_unref(l);
		s->y += 4;
	} else
		sheet_need(s, keep);
}

void sheet_under(struct sheet *s, const struct pdf_block *b)
{
	if (*b->note) {
		s->y += 4;
		words(s, b->note, TYPE_SMALL, false, SOFT, "P");
	}
	gap(s, 6);
}

static void draw_block(struct sheet *s, const struct pdf_block *b)
{
	switch (b->kind) {
	case PDF_LEAD: words(s, b->text, TYPE_LEAD, false, SOFT, "P"); break;
	case PDF_HEADING: heading(s, b); break;
	case PDF_PARAGRAPH: paragraphs(s, b->text); break;
	case PDF_NOTE: gap(s, 4); words(s, b->text, TYPE_SMALL, false, SOFT, "P"); break;
	case PDF_LIST: list(s, b); break;
	case PDF_TABLE: sheet_table(s, b); break;
	case PDF_BARS: sheet_bars(s, b); break;
	case PDF_LINES: sheet_lines(s, b); break;
	case PDF_MAP: sheet_map(s, b); break;
	}
}

static void draw_all(struct sheet *s)
{
	s->page = 1;
	s->y = SHEET_TOP;
	words(s, s->doc->title, TYPE_H1, true, ACCENT, "H1");
	s->y += 4;
	for (size_t i = 0; i < s->doc->n && !s->full; i++)
		draw_block(s, &s->doc->blocks[i]);
	foot(s);
	cairo_show_page(s->cr);
}

/* ---- the file ---- */

static cairo_status_t into(void *closure, const unsigned char *bytes, unsigned n)
{
	buf_add(closure, bytes, n);
	return buf_failed(closure) ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static bool right_to_left(const char *lang)
{
	return !strcmp(lang, "ar") || !strcmp(lang, "fa") || !strcmp(lang, "he");
}

static bool draw_once(const struct pdf_document *doc, struct buf *bytes, int *pages)
{
	struct sheet s = { .doc = doc, .pages = *pages, .rtl = right_to_left(doc->lang) };
	s.surface = cairo_pdf_surface_create_for_stream(into, bytes, SHEET_WIDTH, SHEET_HEIGHT);
	s.cr = cairo_create(s.surface);
	s.pango = pango_cairo_create_context(s.cr);
	pango_context_set_language(s.pango, pango_language_from_string(*doc->lang ? doc->lang : "nl"));
	pango_context_set_base_dir(s.pango, s.rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
	cairo_pdf_surface_set_metadata(s.surface, CAIRO_PDF_METADATA_TITLE, doc->title);
	cairo_pdf_surface_set_metadata(s.surface, CAIRO_PDF_METADATA_CREATOR, "Nabij");
	cairo_tag_begin(s.cr, "Document", NULL);
	draw_all(&s);
	cairo_tag_end(s.cr, "Document");
	g_object_unref(s.pango);
	bool fine = cairo_status(s.cr) == CAIRO_STATUS_SUCCESS && !s.full;
	cairo_destroy(s.cr);
	cairo_surface_finish(s.surface);
	fine = fine && cairo_surface_status(s.surface) == CAIRO_STATUS_SUCCESS && !buf_failed(bytes);
	cairo_surface_destroy(s.surface);
	*pages = s.page;
	return fine;
}

bool pdf_draw(const struct pdf_document *doc, struct buf *bytes, struct err *e)
{
	int pages = 0;
	if (!draw_once(doc, bytes, &pages))
		return err_set(e, "the document does not fit on %d pages", PDF_PAGES_MOST);
	buf_clear(bytes);
	if (!draw_once(doc, bytes, &pages))
		return err_set(e, "the document could not be drawn");
	pdf_say_language(bytes, doc->lang);
	return !buf_failed(bytes) || err_set(e, "the document is too large");
}
