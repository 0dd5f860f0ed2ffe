#include <ctype.h>
#include "pdf_sheet.h"

enum { PAD = 8, CELL_HIGHEST = 320, TOGETHER = 240 /* a table no higher than this is not torn apart */ };

struct column { double x, width; bool number; };

static bool is_number(const char *cell)
{
	return isdigit((unsigned char)*cell) || ((*cell == '-' || *cell == '+') && isdigit((unsigned char)cell[1]));
}

/* Numbers stand to the end; a word among them ("verborgen") goes along when it is short. */
static bool numbers(const struct pdf_block *b, size_t c)
{
	bool any = false;
	for (size_t i = 0; i < b->rows; i++) {
		const char *cell = b->cells[i * b->words_n + c];
		if (strlen(cell) > 20)
			return false;
		any = any || is_number(cell);
	}
	return any;
}

static size_t longest(const struct pdf_block *b, size_t c)
{
	size_t most = strlen(b->words[c]);
	for (size_t i = 0; i < b->rows; i++) {
		size_t n = strlen(b->cells[i * b->words_n + c]);
		most = n > most ? n : most;
	}
	return most < 6 ? 6 : most > 60 ? 60 : most;
}

/* As wide as what stands in them, none so narrow that a word cannot stand. */
static void columns(struct sheet *s, const struct pdf_block *b, struct column *list)
{
	double weight = 0, x = 0, room = SHEET_INSIDE - PAD * (double)(b->words_n - 1);
	for (size_t c = 0; c < b->words_n; c++)
		weight += (double)longest(b, c) + 6;
	for (size_t c = 0; c < b->words_n; c++) {
		list[c].width = room * ((double)longest(b, c) + 6) / weight;
		list[c].number = c > 0 && numbers(b, c);
		list[c].x = s->rtl ? SHEET_WIDTH - SHEET_SIDE - x - list[c].width : SHEET_SIDE + x;
		x += list[c].width + PAD;
	}
}

static void rule(struct sheet *s, double y, double width)
{
	sheet_ink(s, LINE);
	cairo_set_line_width(s->cr, width);
	cairo_move_to(s->cr, SHEET_SIDE, y);
	cairo_line_to(s->cr, SHEET_WIDTH - SHEET_SIDE, y);
	cairo_stroke(s->cr);
}

/* One row; its height comes back when `draw` is false. */
static double row(struct sheet *s, const struct column *list, size_t n, const char *const *cells, bool head, bool draw)
{
	double high = 0;
	if (draw)
		cairo_tag_begin(s->cr, "TR", NULL);
	for (size_t c = 0; c < n; c++) {
		PangoLayout *l = sheet_layout(s, cells[c], TYPE_SMALL, head || c == 0, list[c].width, list[c].number ? SIDE_END : SIDE_START);
		if (sheet_height(l) > CELL_HIGHEST) {
			pango_layout_set_height(l, CELL_HIGHEST * PANGO_SCALE);
			pango_layout_set_ellipsize(l, PANGO_ELLIPSIZE_END);
		}
		high = sheet_height(l) > high ? sheet_height(l) : high;
		if (draw) {
			const char *tag = head ? "TH" : "TD";
			cairo_tag_begin(s->cr, tag, NULL);
			sheet_ink(s, head ? SOFT : INK);
			sheet_put(s, l, list[c].x, s->y + 4);
			cairo_tag_end(s->cr, tag);
		}
		g_object_unref(l);
	}
	if (draw) {
		cairo_tag_end(s->cr, "TR");
		s->y += high + 8;
		rule(s, s->y, head ? 1 : .5);
	}
	return high + 8;
}

static double rows_high(struct sheet *s, const struct column *list, const struct pdf_block *b, size_t from, size_t n)
{
	double high = 0;
	for (size_t i = from; i < b->rows && i < from + n && high <= SHEET_BOTTOM; i++)
		high += row(s, list, b->words_n, b->cells + i * b->words_n, false, false);
	return high;
}

void sheet_table(struct sheet *s, const struct pdf_block *b)
{
	struct column list[PDF_COLUMNS_MOST];
	columns(s, b, list);
	double head = row(s, list, b->words_n, b->words, true, false), whole = rows_high(s, list, b, 0, b->rows);
	sheet_title(s, b, head + (whole <= TOGETHER ? whole : rows_high(s, list, b, 0, 2)));
	cairo_tag_begin(s->cr, "Table", NULL);
	row(s, list, b->words_n, b->words, true, true);
	for (size_t i = 0; i < b->rows && !s->full; i++) {
		const char *const *cells = b->cells + i * b->words_n;
		double needed = rows_high(s, list, b, i, i + 2 == b->rows ? 2 : 1);      /* the last two stay together */
		if (s->y + needed > SHEET_BOTTOM && s->y > SHEET_TOP + head) {
			cairo_tag_end(s->cr, "Table");
			sheet_page(s);
			cairo_tag_begin(s->cr, "Table", NULL);
			row(s, list, b->words_n, b->words, true, true);
		}
		row(s, list, b->words_n, cells, false, true);
	}
	cairo_tag_end(s->cr, "Table");
	sheet_under(s, b);
}
