/* Whole tables, as the owner of the store: for backups and checks, never for pages. What tables there are is asked of the store itself and
 * not of the declarations, so that nothing that stands in it is left out.
 *
 * A `struct tables` is a connection of its own that sees one moment of the store (one snapshot), while others go on writing. On SQLite such a snapshot keeps the
 * write-ahead log from starting anew: tables_rows() ends with an error when that log grows past TABLES_LOG_MOST.
 *
 * Both stores give the same values in the same order (columns by name, rows by id), so a table has the same sum on both: BLAKE2b over its name, its
 * columns and its rows as row_encode() writes them. */
#ifndef NABIJ_TABLES_H
#define NABIJ_TABLES_H
#include "db.h"

#define TABLES_LOG_MOST ((int64_t)4 << 30)       /* bytes */
enum { TABLE_COLUMNS = 100, ROW_MOST = 64 << 20 };

enum value_kind { VALUE_NULL = 'N', VALUE_INT = 'I', VALUE_REAL = 'D', VALUE_TEXT = 'T', VALUE_BLOB = 'B' };
struct value { enum value_kind kind; int64_t i; double d; const unsigned char *p; size_t n; };   /* yes and no are 1 and 0 */

struct table {
	const char *name;
	const char **column; size_t columns;     /* by name, byte by byte */
	const bool *yes_no;                      /* by column: the store has a type of its own for it. NULL when it was not the store that was asked */
};
struct table_list { struct table *at; size_t n; };
int table_column(const struct table *, const char *column);                    /* -1: it has none */

struct tables;
struct tables *tables_open(struct db *, struct err *);
void tables_close(struct tables *);
/* All tables there are, but for the list of migrations, in order of name. */
bool tables_list(struct tables *, struct arena *, struct table_list *, struct err *);
/* The values live until the next row. A false ends the reading. */
typedef bool table_row(void *ctx, const struct table *, const struct value *, struct err *);
bool tables_rows(struct tables *, const struct table *, table_row *, void *ctx, struct err *);
/* The first column of each row of a question in the store's own SQL, as text. */
struct texts { const char **at; size_t n; };
bool tables_ask(struct tables *, const char *question, struct arena *, struct texts *, struct err *);
/* Statements in the store's own SQL; all of it is undone by tables_close(). */
bool tables_try(struct tables *, const char *script, struct err *);
enum engine_kind tables_engine(const struct tables *);

/* A row as bytes: of each value its kind, and behind it 8 bytes of number (real: as IEEE 754) or 4 bytes of length and the bytes; little-endian. */
void row_encode(struct buf *, const struct value *, size_t n);
/* Exactly n values, pointing into the bytes; false when the bytes are no such row. */
bool row_decode(const unsigned char *, size_t bytes, struct value *, size_t n);

struct table_sum { uint64_t rows; unsigned char hash[HASH_BYTES]; };
struct summing;
struct summing *summing_new(void);
void summing_begin(struct summing *, const struct table *);
void summing_row(struct summing *, const void *encoded, size_t n);
struct table_sum summing_end(struct summing *);
void summing_free(struct summing *);
#endif
