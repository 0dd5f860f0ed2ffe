/* A document on paper, as PDF with its pictures: what is in it is said block by block, and another process draws it.
 *
 *     struct pdf *pdf = pdf_new("Wijkanalyse", "nl", "Veldendam-West · afgedrukt door Esra, 28 november 2026");
 *     pdf_heading(pdf, 1, "Wie wonen hier");
 *     pdf_paragraph(pdf, "Veel jonge gezinnen.");
 *     pdf_bars(pdf, "Meldingen", bars, 7, "Stand van 28 november 2026");
 *     bool fine = pdf_render(pdf, &bytes, &e);
 *     pdf_free(pdf);
 *
 * A4, page numbers, the headings as an outline, tagged for who has it read aloud; Arabic is shaped, long words wrap. The typeface is the one of the pages,
 * with Noto for what it lacks.
 *
 * Drawing is done by cairo and pango, which is much code for words that anybody typed. So it happens in the same program started anew, which is
 * fed over a pipe, has limits of memory and time, may open no file but fonts, has no network and no way to start anything (pdf_child.c); and in the
 * lane for slow work (base/lane.h). Never inside the writer: from a route's `before`, with its slot given back. */
#ifndef NABIJ_PDF_H
#define NABIJ_PDF_H
#include <stdbool.h>
#include <stddef.h>
#include "../base/buf.h"
#include "../base/err.h"

enum { PDF_COLUMNS_MOST = 12, PDF_SERIES_MOST = 8 };

struct pdf;
struct pdf *pdf_new(const char *title, const char *lang, const char *foot);  /* foot: at the bottom of every page, before its number */
void pdf_free(struct pdf *);

/* Texts may be NULL: "". All is copied. */
void pdf_lead(struct pdf *, const char *text);                       /* under the title */
void pdf_heading(struct pdf *, int level, const char *text);         /* 1 … 3 */
void pdf_paragraph(struct pdf *, const char *text);                  /* an empty line in it begins another */
void pdf_note(struct pdf *, const char *text);                       /* small and soft */
void pdf_list(struct pdf *, const char *const *items, size_t n);
/* `cells` row by row; the first column is the name of its row, the others stand to the right when they are numbers. */
void pdf_table(struct pdf *, const char *title, const char *const *columns, size_t columns_n, const char *const *cells, size_t rows, const char *note);

struct pdf_bar { const char *name, *label; double value; bool hidden; };     /* label: the value in words; hidden: hatched, without length */
void pdf_bars(struct pdf *, const char *title, const struct pdf_bar *, size_t n, const char *note);

struct pdf_series { const char *name; const double *values; };       /* one for each label; a negative one is not known */
void pdf_lines(struct pdf *, const char *title, const char *const *labels, size_t n, const struct pdf_series *, size_t series_n, const char *note);

/* A shape of a map: rings of points x, y (north up), coloured by `shade` from 0 to 1; hidden: hatched. */
struct pdf_shape { const char *name; const double *points; const size_t *ring; size_t rings; double shade; bool hidden; };
void pdf_map(struct pdf *, const char *title, const struct pdf_shape *, size_t n, const char *note);

/* What goes over the pipe. */
void pdf_json(const struct pdf *, struct buf *);

/* Draws it, in the lane for slow work, and waits. False when it could not be: took too long, too large, no process to be had. */
bool pdf_render(const struct pdf *, struct buf *bytes, struct err *);

/* ---- the other process ---- */
#define PDF_CHILD "pdf-child"                                        /* its only argument */
int pdf_child(void);                                                 /* reads the pipe, draws, writes; the exit status */
#endif
