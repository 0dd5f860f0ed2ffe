/* Inside the part pdf: what came over the pipe, as the drawing reads it. Every text is whole UTF-8, every number finite, every list within its limit;
 * what is not so is refused as a whole. */
#ifndef NABIJ_PDF_PARSE_H
#define NABIJ_PDF_PARSE_H
#include "../base/arena.h"
#include "pdf.h"

enum { PDF_BYTES_MOST = 8 << 20, PDF_BLOCKS_MOST = 2000, PDF_TEXT_MOST = 100000, PDF_ROWS_MOST = 2000, PDF_POINTS_MOST = 200000 };

enum pdf_kind { PDF_LEAD, PDF_HEADING, PDF_PARAGRAPH, PDF_NOTE, PDF_LIST, PDF_TABLE, PDF_BARS, PDF_LINES, PDF_MAP };

struct pdf_block {
	enum pdf_kind kind;
	int level;                               /* of a heading */
	const char *text;                        /* or the title of a table or picture; "" when it has none */
	const char *note;
	const char **words; size_t words_n;      /* items of a list, columns of a table, labels of a line chart */
	const char **cells; size_t rows;         /* of a table: rows × words_n */
	struct pdf_bar *bars; size_t bars_n;
	struct pdf_series *series; size_t series_n;
	struct pdf_shape *shapes; size_t shapes_n;
};
struct pdf_document { const char *title, *lang, *foot; struct pdf_block *blocks; size_t n; };

/* All in the arena. NULL when it is no such document. */
const struct pdf_document *pdf_parse(struct arena *, const char *bytes, size_t n, struct err *);

/* Draws all of it; false when it does not fit in so many pages or the drawing fails. Fonts come from pdf_fonts_start(), once. */
enum { PDF_PAGES_MOST = 200 };
bool pdf_fonts_start(struct err *);
bool pdf_draw(const struct pdf_document *, struct buf *bytes, struct err *);
/* Says in the finished file which language it speaks, and that a reader shows its title: what cairo has no words for. */
void pdf_say_language(struct buf *bytes, const char *lang);
#endif
