/* Inside the part pdf: the sheet under the pen. Everything in points, from the top left. */
#ifndef NABIJ_PDF_SHEET_H
#define NABIJ_PDF_SHEET_H
#include <cairo.h>
#include <pango/pangocairo.h>
#include "pdf_parse.h"

enum { SHEET_WIDTH = 595, SHEET_HEIGHT = 842, SHEET_SIDE = 62, SHEET_TOP = 58, SHEET_BOTTOM = 778 };
#define SHEET_INSIDE (SHEET_WIDTH - 2.0 * SHEET_SIDE)

struct sheet {
	const struct pdf_document *doc;
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoContext *pango;
	double y;                        /* where the next thing goes */
	int page, pages;                 /* pages 0: not known yet, they are being counted */
	bool rtl, full;
	int outline[4];                  /* the last heading of each level */
};

struct ink { double r, g, b; };
extern const struct ink INK, SOFT, ACCENT, LINE, WASH;
void sheet_ink(struct sheet *, struct ink);

enum type { TYPE_SMALL, TYPE_BODY, TYPE_LEAD, TYPE_H3, TYPE_H2, TYPE_H1 };
enum side { SIDE_START, SIDE_END, SIDE_MIDDLE };
/* A text in a column so wide; g_object_unref() it. */
PangoLayout *sheet_layout(struct sheet *, const char *text, enum type, bool bold, double width, enum side);
double sheet_height(PangoLayout *);
void sheet_put(struct sheet *, PangoLayout *, double x, double y);           /* as a whole, there */

void sheet_page(struct sheet *);                                             /* the next one */
void sheet_need(struct sheet *, double height);                              /* on this page, or the next */
/* One text at a place, in that tag. */
void sheet_text(struct sheet *, const char *tag, const char *text, enum type, bool bold, struct ink, double x, double y, double width, enum side);

void sheet_table(struct sheet *, const struct pdf_block *);                  /* pdf_table.c */
void sheet_bars(struct sheet *, const struct pdf_block *);                   /* pdf_pictures.c */
void sheet_lines(struct sheet *, const struct pdf_block *);
void sheet_map(struct sheet *, const struct pdf_block *);
void sheet_title(struct sheet *, const struct pdf_block *, double keep);     /* of a table or picture, with so much of it on the same page */
void sheet_under(struct sheet *, const struct pdf_block *);                  /* its note */
#endif
