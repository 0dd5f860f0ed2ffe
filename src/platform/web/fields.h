/* The values of a form: declared fields (schema.h), what was typed, what it means, what is wrong with it. The same for HTML forms and JSON.
 * All errors are collected before a handler runs; a handler adds its own with field_fail() and returns reply_again(). */
#ifndef NABIJ_FIELDS_H
#define NABIJ_FIELDS_H
#include <stdbool.h>
#include "../base/arena.h"
#include "../base/clock.h"
#include "../base/id.h"
#include "../http/form.h"
#include "../schema/schema.h"
#include "i18n.h"

struct choice { const char *value, *label; };        /* for F_REF: what can be chosen */

struct field_value {
	const struct field *field;
	bool given;                      /* was in the form at all */
	const char *text;                /* as typed (cleaned); "" when empty */
	const char *error;               /* in the reader's language; NULL when fine */
	const char *label, *hint;        /* set by a handler to say it otherwise (already in the reader's language) */
	int64_t number; double real; struct day day; moment time; bool yes;
	const struct choice *choices; size_t choices_n;  /* for F_REF, set by the page's handler */
};
struct fields {
	struct arena *arena;
	const struct lang *lang;
	const struct input *input;
	struct field_value *value; size_t n;
	const char *whole;               /* what is wrong with the whole, above the form */
	int errors;
};

struct fields *fields_new(struct arena *, const struct lang *, const struct input *);
void fields_read(struct fields *, const struct form *, moment now);      /* types, limits, required; collects all messages */
struct field_value *field_of(struct fields *, const char *name);         /* asserts that it is declared */
void field_fail(struct fields *, const char *name, const char *message); /* name NULL: about the whole; message in the reader's language */

/* What came in. NULL / 0 / unknown when empty. Names that are not declared are a bug. */
const char *field_text(const struct fields *, const char *name);
int64_t field_int(const struct fields *, const char *name, int64_t otherwise);
id64 field_id(const struct fields *, const char *name);
bool field_yes(const struct fields *, const char *name);
struct day field_day(const struct fields *, const char *name);
bool field_has(const struct fields *, const char *name, const char *code);   /* F_CODES */

/* What a form starts with: only where nothing was typed. */
void field_start(struct fields *, const char *name, const char *text);
void field_start_day(struct fields *, const char *name, struct day);
enum { FIELD_GROUP_MOST = 7 };       /* so many choices stand side by side, under a legend; more in a select, with a label */
void field_choices(struct fields *, const char *name, const struct choice *, size_t n);
#endif
