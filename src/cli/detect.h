/* What the sub-commands of `nabij detect` share: their list, how tables come in and how results go out. One file per sub-command, detect_NAME.c.
 *
 * A result is one JSON document in which a list stands; the same list is printed as a table, as CSV or, with the rest of the document, as JSON: so that the
 * three never say different things. */
#ifndef NABIJ_CLI_DETECT_H
#define NABIJ_CLI_DETECT_H
#include <jansson.h>
#include "../detect/detect.h"
#include "../platform/base/arena.h"
#include "../platform/base/csv.h"
#include "cli.h"

/* ---- tables in ---- */

/* A CSV file with a row of names on top. Columns are found by name, whatever their case. */
struct detect_input {
	struct csv *csv;
	struct csv_row row;              /* the row that detect_input_next() read */
	struct arena *arena;             /* of the caller */
	const char *path;
	const char **names;              /* of the columns */
	size_t n;
};
bool detect_input_open(struct detect_input *, struct arena *, const char *path, struct err *);
void detect_input_close(struct detect_input *);
int detect_input_column(const struct detect_input *, const char *name);     /* -1 when there is none */
bool detect_input_next(struct detect_input *, struct err *);                /* false at the end, and with an error set when something is wrong */
const char *detect_input_cell(const struct detect_input *, int column);     /* "" when the row is too short or the column is -1 */
bool detect_input_fail(const struct detect_input *, struct err *, const char *what, const char *cell);   /* "FILE, line N: what: 'cell'"; gives false */

/* A whole number of at most 2^53, or any finite one, and nothing behind it; neither takes hexadecimal, "nan" or "inf". */
bool detect_count(const char *, int64_t *);
bool detect_number(const char *, double *);
/* The value of an option as a number within limits; sets the error. Missing: `otherwise`. */
double detect_option(int *argc, char **argv, const char *name, double otherwise, double least, double most, struct err *);
/* Once the options are taken a file is left, and nothing else; sets the error. */
void detect_one_file(int argc, char **argv, struct err *);

/* ---- results out ---- */

enum detect_format { DETECT_TABLE, DETECT_CSV, DETECT_JSON };
enum detect_format detect_format(int *argc, char **argv);                   /* takes --csv and --json */

/* A column of the list: the member's name, its heading in the table, and how many decimals a number has there (CSV and JSON have up to 8). */
struct detect_column { const char *member, *heading; int decimals; };
/* Prints `document`, whose member `list` is an array of objects. Members that a row lacks or that are null are empty; arrays are joined by spaces. */
void detect_print(FILE *, enum detect_format, json_t *document, const char *list, const struct detect_column *, size_t columns);
json_t *detect_real(double);                                                /* rounded to 8 decimals; null when it is not finite */

/* ---- long work ---- */

/* Shows how far `work` is on standard error (when that is a terminal), and makes Ctrl-C set work->stop; until detect_work_end(). */
void detect_work_begin(struct detect_work *, const char *what);
void detect_work_end(void);

extern const struct command CMD_DETECT_SCAN;
extern const struct command CMD_DETECT_RISES, CMD_DETECT_COMBINATIONS, CMD_DETECT_PUBLISH;
extern const struct command *const DETECT_PARTS[];                          /* ends with NULL; a name is "detect NAME" */
#endif
