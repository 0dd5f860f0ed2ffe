/* Pictures: bars, lines, a map. Each says its values in words too; what is hidden is hatched, never nothing. */
#include <math.h>
#include "pdf_sheet.h"

static const struct ink colours[] = { { .114, .310, .451 }, { .478, .294, 0 }, { .137, .396, .227 }, { .624, .141, .098 }, { .35, .25, .55 }, { .2, .2, .2 } };
enum { COLOURS = sizeof colours / sizeof *colours, LINES_HIGH = 150, MAP_HIGH = 340, END_LABEL = 96, AXIS = 34 };

/* Slanting strokes over what was clipped. */
static void hatch(struct sheet *s, double x, double y, double width, double height)
{
	sheet_ink(s, SOFT);
	cairo_set_line_width(s->cr, .6);
	for (double at = -height; at < width; at += 5) {
		cairo_move_to(s->cr, x + at, y + height);
		cairo_line_to(s->cr, x + at + height, y);
	}
	cairo_stroke(s->cr);
}

static double greatest(const struct pdf_bar *bars, size_t n)
{
	double most = 0;
	for (size_t i = 0; i < n; i++)
		most = bars[i].value > most ? bars[i].value : most;
	return most > 0 ? most : 1;
}

static void bar(struct sheet *s, const struct pdf_bar *b, double x, double room, double most, double middle)
{
	double wide = b->hidden ? 26 : room * b->value / most, left = s->rtl ? x + room - wide : x;
	cairo_rectangle(s->cr, left, middle - 6, wide < .5 ? .5 : wide, 12);
	if (b->hidden) {
		cairo_save(s->cr);
		cairo_clip(s->cr);
		hatch(s, left, middle - 6, wide, 12);
		cairo_restore(s->cr);
	} else {
		sheet_ink(s, ACCENT);
		cairo_fill(s->cr);
	}
	double after = s->rtl ? left - 6 - END_LABEL : left + wide + 6;
	sheet_text(s, "P", b->label, TYPE_SMALL, !b->hidden, b->hidden ? SOFT : INK, after, middle - 6.5, END_LABEL, SIDE_START);
}

void sheet_bars(struct sheet *s, const struct pdf_block *b)
{
	double names = SHEET_INSIDE * .34, room = SHEET_INSIDE - names - 10 - END_LABEL, most = greatest(b->bars, b->bars_n);
	sheet_title(s, b, 48);
	for (size_t i = 0; i < b->bars_n && !s->full; i++) {
		PangoLayout *name = sheet_layout(s, b->bars[i].name, TYPE_SMALL, false, names, SIDE_START);
		pango_layout_set_height(name, -3);
		pango_layout_set_ellipsize(name, PANGO_ELLIPSIZE_END);
		double high = fmax(sheet_height(name), 14) + 6;
		sheet_need(s, high);
		sheet_ink(s, INK);
		cairo_tag_begin(s->cr, "P", NULL);
		sheet_put(s, name, s->rtl ? SHEET_WIDTH - SHEET_SIDE - names : SHEET_SIDE, s->y + (high - sheet_height(name)) / 2);
		cairo_tag_end(s->cr, "P");
		bar(s, &b->bars[i], s->rtl ? SHEET_SIDE + END_LABEL : SHEET_SIDE + names + 10, room, most, s->y + high / 2);
		s->y += high;
		g_object_unref(name);
	}
	sheet_under(s, b);
}

/* ---- lines ---- */

/* A round number at or above, whose half is whole. */
static double round_above(double value)
{
	static const double small[] = { 2, 4, 6, 8, 10 }, steps[] = { 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10 };
	double ten = pow(10, floor(log10(fmax(value, 1))));
	for (size_t i = 0; value <= 10 && i < sizeof small / sizeof *small; i++)
		if (value <= small[i])
			return small[i];
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (value <= steps[i] * ten)
			return steps[i] * ten;
	return 10 * ten;
}

struct frame { double left, top, width, height, most; size_t n; };

static double across(const struct frame *f, size_t i)
{
	return f->left + (f->n > 1 ? f->width * (double)i / (double)(f->n - 1) : f->width / 2);
}

static double up(const struct frame *f, double value)
{
	return f->top + f->height * (1 - value / f->most);
}

static void axes(struct sheet *s, const struct frame *f, const struct pdf_block *b)
{
	size_t every = (f->n + 7) / 8;
	for (int i = 0; i <= 2; i++) {
		char number[40];
		double value = f->most * i / 2, y = up(f, value);
		snprintf(number, sizeof number, "%.10g", value);
		sheet_ink(s, LINE);
		cairo_set_line_width(s->cr, .5);
		cairo_move_to(s->cr, f->left, y);
		cairo_line_to(s->cr, f->left + f->width, y);
		cairo_stroke(s->cr);
		sheet_text(s, "P", number, TYPE_SMALL, false, SOFT, f->left - AXIS, y - 6, AXIS - 6, s->rtl ? SIDE_START : SIDE_END);
	}
	for (size_t i = 0; i < f->n; i += every)
		sheet_text(s, "P", b->words[i], TYPE_SMALL, false, SOFT, across(f, i) - 30, f->top + f->height + 5, 60, SIDE_MIDDLE);
}

static void one_line(struct sheet *s, const struct frame *f, const struct pdf_series *series, size_t which, double *label_y)
{
	double last = f->top + f->height;
	bool down = false;
	sheet_ink(s, colours[which % COLOURS]);
	cairo_new_path(s->cr);
	cairo_set_line_width(s->cr, 1.6);
	for (size_t i = 0; i < f->n; i++) {
		if (series->values[i] < 0) {
			down = false;
			continue;
		}
		last = up(f, series->values[i]);
		if (down)
			cairo_line_to(s->cr, across(f, i), last);
		else
			cairo_move_to(s->cr, across(f, i), last);
		down = true;
	}
	cairo_stroke(s->cr);
	for (size_t i = 0; i < f->n; i++)
		if (series->values[i] >= 0) {
			cairo_new_path(s->cr);
			cairo_arc(s->cr, across(f, i), up(f, series->values[i]), 2.2, 0, 6.2832);
			cairo_fill(s->cr);
		}
	*label_y = last;
}

void sheet_lines(struct sheet *s, const struct pdf_block *b)
{
	double most = 0, label[PDF_SERIES_MOST];
	for (size_t i = 0; i < b->series_n; i++)
		for (size_t k = 0; k < b->words_n; k++)
			most = fmax(most, b->series[i].values[k]);
	sheet_title(s, b, LINES_HIGH + 40);
	struct frame f = { SHEET_SIDE + AXIS, s->y + 8, SHEET_INSIDE - AXIS - END_LABEL - 8, LINES_HIGH, round_above(most), b->words_n };
	axes(s, &f, b);
	for (size_t i = 0; i < b->series_n; i++) {
		one_line(s, &f, &b->series[i], i, &label[i]);
		for (size_t k = 0; k < i; k++)       /* names do not stand over each other */
			if (fabs(label[i] - label[k]) < 12)
				label[i] = label[k] + 12;
		sheet_text(s, "P", b->series[i].name, TYPE_SMALL, true, colours[i % COLOURS], f.left + f.width + 8, label[i] - 6, END_LABEL, SIDE_START);
	}
	s->y = f.top + f.height + 22;
	sheet_under(s, b);
}

/* ---- a map ---- */

struct box { double left, right, low, high; };

static struct box box_of(const struct pdf_block *b)
{
	struct box box = { 1e300, -1e300, 1e300, -1e300 };
	for (size_t i = 0; i < b->shapes_n; i++) {
		const double *at = b->shapes[i].points;
		for (size_t r = 0; r < b->shapes[i].rings; r++)
			for (size_t k = 0; k < b->shapes[i].ring[r]; k++, at += 2)
				box = (struct box){ fmin(box.left, at[0]), fmax(box.right, at[0]), fmin(box.low, at[1]), fmax(box.high, at[1]) };
	}
	return box;
}

static void outline(struct sheet *s, const struct pdf_shape *shape, const struct box *box, double scale, double left, double top)
{
	const double *at = shape->points;
	for (size_t r = 0; r < shape->rings; r++) {
		for (size_t k = 0; k < shape->ring[r]; k++, at += 2) {
			double x = left + (at[0] - box->left) * scale, y = top + (box->high - at[1]) * scale;
			if (k)
				cairo_line_to(s->cr, x, y);
			else
				cairo_move_to(s->cr, x, y);
		}
		cairo_close_path(s->cr);
	}
}

static void shape(struct sheet *s, const struct pdf_shape *one, const struct box *box, double scale, double left, double top)
{
	double x1, y1, x2, y2, t = one->shade < 0 ? 0 : one->shade > 1 ? 1 : one->shade;
	cairo_new_path(s->cr);
	outline(s, one, box, scale, left, top);
	cairo_path_extents(s->cr, &x1, &y1, &x2, &y2);
	cairo_set_fill_rule(s->cr, CAIRO_FILL_RULE_EVEN_ODD);
	if (one->hidden) {
		cairo_save(s->cr);
		cairo_clip_preserve(s->cr);
		hatch(s, x1, y1, fmin(x2 - x1, 1000), fmin(y2 - y1, 1000));
		cairo_restore(s->cr);
		cairo_new_path(s->cr);
		outline(s, one, box, scale, left, top);
	} else {
		cairo_set_source_rgb(s->cr, WASH.r + (ACCENT.r - WASH.r) * t, WASH.g + (ACCENT.g - WASH.g) * t, WASH.b + (ACCENT.b - WASH.b) * t);
		cairo_fill_preserve(s->cr);
	}
	sheet_ink(s, INK);
	cairo_set_line_width(s->cr, .6);
	cairo_stroke(s->cr);
	if (*one->name && x2 - x1 > 30) {
		PangoLayout *l = sheet_layout(s, one->name, TYPE_SMALL, true, x2 - x1 - 4, SIDE_MIDDLE);
		struct ink white = { 1, 1, 1 };
		sheet_ink(s, t > .5 && !one->hidden ? white : INK);
		cairo_tag_begin(s->cr, "P", NULL);
		sheet_put(s, l, x1 + 2, (y1 + y2) / 2 - sheet_height(l) / 2);
		cairo_tag_end(s->cr, "P");
		g_object_unref(l);
	}
}

void sheet_map(struct sheet *s, const struct pdf_block *b)
{
	struct box box = box_of(b);
	double wide = box.right - box.left, high = box.high - box.low;
	if (!(wide > 0) || !(high > 0) || !isfinite(wide) || !isfinite(high)) {
		sheet_title(s, b, 20);
		sheet_under(s, b);
		return;
	}
	double scale = fmin(SHEET_INSIDE / wide, MAP_HIGH / high);
	sheet_title(s, b, high * scale + 20);
	for (size_t i = 0; i < b->shapes_n; i++)
		shape(s, &b->shapes[i], &box, scale, SHEET_SIDE, s->y + 4);
	s->y += high * scale + 10;
	sheet_under(s, b);
}
