/* Values people sent: from a query string, a urlencoded or multipart body, or a JSON object; all the same after reading.
 * Every value is valid UTF-8 and cleaned (utf8_clean, many-line form); what was not valid UTF-8 is an error with a clear message.
 * Limits: 400 names, 64 KiB a value (long texts), 8 KiB a name, 4 MiB of JSON. Of an uploaded file its name alone is kept (shed.h).
 *
 * Strict: a bad percent-encoding, a value without a name, a part that does not end are FORM_MALFORMED. A file field that was left
 * empty is not there. JSON: numbers as they were written, true and false as "true" and "false", null as "". */
#ifndef NABIJ_FORM_H
#define NABIJ_FORM_H
#include <stdbool.h>
#include <stddef.h>
#include "../base/arena.h"

struct form_pair { const char *name, *value; const char *filename; size_t n; };   /* filename: an uploaded file */
struct form { const struct form_pair *pair; size_t n; };

enum form_status { FORM_OK, FORM_MALFORMED, FORM_NOT_UTF8, FORM_TOO_MUCH, FORM_UNKNOWN_TYPE };
enum form_status form_parse_query(struct arena *, const char *text, size_t n, struct form *);
enum form_status form_parse_body(struct arena *, const char *content_type, const char *body, size_t n, struct form *);
/* A flat object; arrays of scalars repeat the name. */
enum form_status form_parse_json(struct arena *, const char *body, size_t n, struct form *);
enum form_status form_parse_multipart(struct arena *, const char *boundary, const char *body, size_t n, struct form *);

/* Between what the parts of such a body stand; NULL for another kind of body, or a bad one. */
const char *form_boundary(struct arena *, const char *content_type);

const char *form_get(const struct form *, const char *name);          /* the first value, or NULL */
/* Start with *i = 0: each value of a repeated name, then NULL. */
const char *form_next(const struct form *, const char *name, size_t *i);
const struct form_pair *form_file(const struct form *, const char *name);

/* For the parsers: the limits, and adding a pair that keeps to them (name and text are checked, cleaned and copied). */
enum { FORM_NAMES = 400, FORM_NAME_BYTES = 8 * 1024, FORM_VALUE_BYTES = 64 * 1024, FORM_JSON_BYTES = 4 * 1024 * 1024 };
struct form_build { struct arena *arena; struct form_pair *pair; size_t n; };
enum form_status form_add(struct form_build *, const char *name, size_t name_n, const char *text, size_t n);
enum form_status form_add_file(struct form_build *, const char *name, size_t name_n, const char *filename, size_t filename_n,
	const char *bytes, size_t n);
#endif
