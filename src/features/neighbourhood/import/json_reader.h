/* A streaming JSON reader (RFC 8259) for files too large for a tree: one event at a time, from a file or memory.
 *
 * Strict: UTF-8 without NUL, no comments, no trailing commas, no leading zeros, one value and nothing behind it. Bounded: nesting, the length
 * of a text and of a number. An error sticks: from then on every event is JSON_FAILED and json_problem() says what, at json_line() and
 * json_column(). A byte order mark at the start is skipped.
 * Ownership: json_open_memory() borrows the bytes; text lives until the next event. Threads: one at a time. */
#ifndef NABIJ_JSON_READER_H
#define NABIJ_JSON_READER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../../../platform/base/err.h"

#define JSON_DEPTH 32
#define JSON_TEXT_LIMIT (64 * 1024)
#define JSON_NUMBER_LIMIT 64

enum json_event {
	JSON_FAILED, JSON_END,                       /* END: the one value is complete and the input ended */
	JSON_OBJECT, JSON_OBJECT_END, JSON_ARRAY, JSON_ARRAY_END,
	JSON_KEY, JSON_TEXT, JSON_NUMBER, JSON_TRUE, JSON_FALSE, JSON_NULL
};

struct json_reader;
struct json_reader *json_open_file(const char *path, struct err *);   /* NULL when it cannot be opened */
struct json_reader *json_open_memory(const void *, size_t n);
void json_close(struct json_reader *);           /* NULL is fine */

enum json_event json_next(struct json_reader *);
/* Reads past the value whose first event was just given (an object or array to its end; for others nothing). */
bool json_skip(struct json_reader *, enum json_event first);
/* Reads on until no more than `depth` objects and arrays are open. */
bool json_leave(struct json_reader *, int depth);
int json_depth(const struct json_reader *);      /* objects and arrays open now */
const char *json_text(const struct json_reader *);       /* of KEY, TEXT and NUMBER */
double json_number(const struct json_reader *);          /* of NUMBER */
size_t json_line(const struct json_reader *);    /* where the reader stands, from 1 */
size_t json_column(const struct json_reader *);  /* in bytes, from 1 */
uint64_t json_offset(const struct json_reader *);        /* bytes read */
const char *json_problem(const struct json_reader *);    /* a msgid; NULL while all is fine */
#endif
