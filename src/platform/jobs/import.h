/* Tables and maps coming in: one bulk transaction, all or nothing. Every bad row is named (line, column, reason), the first twenty with
 * their words, the rest as a count; with one bad row nothing is changed. What already stands as the file says is left alone, so that the
 * same file twice changes nothing. Progress is told now and then and can stop the work, which changes nothing either.
 *
 *     struct import im;
 *     if (import_begin(&im, db, watch, report, total_bytes, e)) {
 *             for each row { …; import_bad(&im, line, "code", N_("Dit is geen CBS-code"), cell); …; import_row(&im, bytes_done); }
 *             result = import_end(&im, e);
 *     }
 * Memory: import.arena is emptied by import_row(); import.keep lives until import_end(). */
#ifndef NABIJ_IMPORT_H
#define NABIJ_IMPORT_H
#include "../base/csv.h"
#include "../db/db.h"

#define IMPORT_SHOWN 20

struct import_problem {
	size_t line;                         /* 0: the file as a whole */
	char column[64];                     /* "" when it is about the row as a whole */
	const char *reason;                  /* a msgid: one Dutch sentence */
	char value[64];                      /* what stood there, cut short; "" when it does not matter */
};

struct import_report {
	size_t rows, added, changed, same;   /* rows of the file; rows of the tables */
	struct import_problem shown[IMPORT_SHOWN];
	size_t problems;                     /* all of them */
};

/* False: stop. done ≤ total, in bytes of the file (of a CSV counted from its cells). */
typedef bool import_tell(void *ctx, uint64_t done, uint64_t total);
struct import_watch { import_tell *tell; void *ctx; };       /* tell NULL: nobody watches */

enum import_result {
	IMPORT_DONE,                         /* durable */
	IMPORT_BAD_ROWS,                     /* see the report; nothing was changed */
	IMPORT_STOPPED,                      /* by the watch; nothing was changed */
	IMPORT_FAILED                        /* the file or the store could not; see err; nothing was changed */
};

struct import {
	struct bulk *bulk;
	struct slot *slot;
	struct arena *arena, *keep;
	struct import_watch watch;
	struct import_report *report;
	uint64_t total, told;
	bool stopped;
};

bool import_begin(struct import *, struct db *, struct import_watch, struct import_report *, uint64_t total, struct err *);
void import_bad(struct import *, size_t line, const char *column, const char *reason, const char *value);
bool import_row(struct import *, uint64_t done);         /* after each row; false: stop reading (stopped, or the store failed) */
enum import_result import_end(struct import *, struct err *);
/* Counts a row of a table: sql_run() gave `changed` for an insert or update. */
void import_counted(struct import *, int changed, bool added);
bool file_size(const char *path, uint64_t *size, struct err *);

/* ---- tables with a header (CSV) ---- */

struct import_column {
	const char *name;                    /* for messages */
	const char *const *also;             /* names it may have in the header, folded (utf8_fold), ends with NULL */
	bool needed;
	int at;                              /* out: its place, -1 when the file does not have it */
};

struct import_table {
	struct csv *csv;
	struct csv_row row;
	char **header;                       /* in import.keep */
	size_t width;
	uint64_t bytes;                      /* read so far */
	size_t line;                         /* of the row */
};

/* Reads the header and finds the columns (ends with name NULL); what is missing is a problem, and false. */
bool table_open(struct import_table *, struct import *, const char *path, struct import_column *, struct err *);
/* The next row, as wide as the header; rows of another width are reported and passed over. False at the end, or when the CSV broke
 * (reported too). */
bool table_next(struct import_table *, struct import *);
const char *table_cell(const struct import_table *, const struct import_column *);   /* "" when the file does not have the column */
void table_close(struct import_table *);
#endif
