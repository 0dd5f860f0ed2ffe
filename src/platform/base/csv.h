/* A CSV reader (RFC 4180): one row at a time from a file of any size or from memory. Used wherever a table comes in.
 *
 * Taken: quoted cells with doubled quotes and line ends inside, LF and CRLF, a byte order mark, a last line without its end. The
 * separator is the one of ; , and tab that stands most often in the first line outside quotes (a tie: in that order).
 * Refused: bytes that are not UTF-8 and NUL, a quote inside an unquoted cell, text behind a closing quote, a quote never closed,
 * a CR alone, and more than the limits below. An error sticks: csv_next() is false from then on and csv_error() says where.
 * Empty lines are skipped. Rows may differ in their number of cells: what that means is for the caller.
 *
 * Ownership: cells point into the reader and live until the next csv_next(). csv_open_memory() borrows the bytes.
 * Threads:   a reader belongs to one thread at a time. */
#ifndef NABIJ_CSV_H
#define NABIJ_CSV_H
#include <stdbool.h>
#include <stddef.h>
#include "err.h"

#define CSV_CELL_LIMIT   (64 * 1024)             /* bytes in a cell */
#define CSV_COLUMN_LIMIT 1000                    /* cells in a row */
#define CSV_ROW_LIMIT    (4 * 1024 * 1024)       /* bytes in a row */

enum csv_problem {
	CSV_FINE, CSV_NOT_UTF8, CSV_STRAY_QUOTE, CSV_AFTER_QUOTE, CSV_OPEN_QUOTE, CSV_STRAY_CR, CSV_CELL_TOO_LONG, CSV_TOO_MANY_COLUMNS,
	CSV_ROW_TOO_LONG, CSV_READ_FAILED
};

struct csv_error {
	enum csv_problem problem;
	size_t line, column;      /* both from 1; the column counts characters, not cells. An open quote: where it opened */
};

struct csv_row {
	char **cells;             /* NUL-terminated UTF-8; not trimmed */
	size_t n;
};

struct csv;

struct csv *csv_open_file(const char *path, struct err *);   /* NULL when it cannot be opened */
struct csv *csv_open_memory(const void *bytes, size_t n);
void csv_close(struct csv *);                    /* NULL is fine */

bool csv_next(struct csv *, struct csv_row *);   /* false at the end and after an error */
size_t csv_line(const struct csv *);             /* the line the last row began on, from 1 */
char csv_separator(const struct csv *);
const struct csv_error *csv_error(const struct csv *);   /* NULL while all is fine */
/* One Dutch sentence for the person whose table it is: a msgid, without line and column. */
const char *csv_problem_text(enum csv_problem);
#endif
