#include "form.h"

#include <strings.h>

#include "../base/hex.h"
#include "../base/list.h"
#include "../base/utf8.h"

/* ---- looking up ---- */

const char *form_next(const struct form *form, const char *name, size_t *i)
{
	while (*i < form->n) {
		const struct form_pair *pair = &form->pair[(*i)++];
		if (!pair->filename && strcmp(pair->name, name) == 0)
			return pair->value;
	}
	return NULL;
}

const char *form_get(const struct form *form, const char *name)
{
	size_t i = 0;
	return form_next(form, name, &i);
}

const struct form_pair *form_file(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->n; i++)
		if (form->pair[i].filename && strcmp(form->pair[i].name, name) == 0)
			return &form->pair[i];
	return NULL;
}

/* ---- adding ---- */

static enum form_status check(const struct form_build *b, const char *name, size_t name_n)
{
	if (name_n == 0)
		return FORM_MALFORMED;
	if (b->n >= FORM_NAMES || name_n > FORM_NAME_BYTES)
		return FORM_TOO_MUCH;
	return utf8_valid(name, name_n) ? FORM_OK : FORM_NOT_UTF8;
}

enum form_status form_add(struct form_build *b, const char *name, size_t name_n, const char *text, size_t n)
{
	enum form_status status = check(b, name, name_n);
	if (status != FORM_OK)
		return status;
	if (n > FORM_VALUE_BYTES)
		return FORM_TOO_MUCH;
	if (!utf8_valid(text, n))
		return FORM_NOT_UTF8;
	struct form_pair *pair = LIST_ADD(b->arena, b->pair, b->n);
	pair->name = arena_strndup(b->arena, name, name_n);
	pair->value = utf8_clean(b->arena, arena_strndup(b->arena, text, n), false);
	pair->n = strlen(pair->value);
	return FORM_OK;
}

/* Only the last part of a path is kept: older browsers send the folder on the sender's own computer along. */
static const char *file_name(struct arena *arena, const char *filename, size_t n)
{
	const char *clean = utf8_clean(arena, arena_strndup(arena, filename, n), true), *last = clean;
	for (const char *s = clean; *s; s++)
		if (*s == '/' || *s == '\\')
			last = s + 1;
	return last;
}

enum form_status form_add_file(struct form_build *b, const char *name, size_t name_n, const char *filename, size_t filename_n,
	const char *bytes, size_t n)
{
	enum form_status status = check(b, name, name_n);
	if (status != FORM_OK)
		return status;
	if (filename_n > FORM_NAME_BYTES)
		return FORM_TOO_MUCH;
	if (!utf8_valid(filename, filename_n))
		return FORM_NOT_UTF8;
	if (filename_n == 0 && n == 0)           /* the file field was left empty */
		return FORM_OK;
	struct form_pair *pair = LIST_ADD(b->arena, b->pair, b->n);
	*pair = (struct form_pair){ .name = arena_strndup(b->arena, name, name_n), .value = arena_strndup(b->arena, bytes, n),
		.filename = file_name(b->arena, filename, filename_n), .n = n };
	return FORM_OK;
}

/* ---- urlencoded ---- */

/* NULL when an escape is broken. */
static char *decode(struct arena *arena, const char *s, size_t n, size_t *out_n)
{
	char *out = arena_alloc(arena, n + 1);
	size_t to = 0;
	for (size_t i = 0; i < n; i++) {
		if (s[i] != '%') {
			out[to++] = s[i] == '+' ? ' ' : s[i];
			continue;
		}
		if (n - i < 3 || hex_digit(s[i + 1]) < 0 || hex_digit(s[i + 2]) < 0)
			return NULL;
		out[to++] = (char)(hex_digit(s[i + 1]) * 16 + hex_digit(s[i + 2]));
		i += 2;
	}
	*out_n = to;
	return out;
}

static enum form_status add_encoded(struct form_build *b, const char *s, size_t n)
{
	const char *is = memchr(s, '=', n);
	size_t name_n = is ? (size_t)(is - s) : n, value_n = is ? n - name_n - 1 : 0;
	if (name_n > 3 * FORM_NAME_BYTES || value_n > 3 * FORM_VALUE_BYTES || b->n >= FORM_NAMES)
		return FORM_TOO_MUCH;
	const char *name = decode(b->arena, s, name_n, &name_n);
	const char *value = decode(b->arena, is ? is + 1 : "", value_n, &value_n);
	return name && value ? form_add(b, name, name_n, value, value_n) : FORM_MALFORMED;
}

enum form_status form_parse_query(struct arena *arena, const char *text, size_t n, struct form *form)
{
	struct form_build b = { .arena = arena };
	*form = (struct form){ .n = 0 };
	for (size_t at = 0; at < n; ) {
		const char *end = memchr(text + at, '&', n - at);
		size_t one = end ? (size_t)(end - text) - at : n - at;
		enum form_status status = one ? add_encoded(&b, text + at, one) : FORM_OK;
		if (status != FORM_OK)
			return status;
		at += one + 1;
	}
	*form = (struct form){ .pair = b.pair, .n = b.n };
	return FORM_OK;
}

/* ---- which kind of body ---- */

/* The length of "type/subtype" when the content type is this one, else 0. */
static size_t is_type(const char *content_type, const char *type)
{
	size_t n = strlen(type);
	if (strncasecmp(content_type, type, n) != 0)
		return 0;
	return strchr("; \t", content_type[n]) ? n : 0;
}

/* "; boundary=abc" or "; boundary=\"abc\"", among other parameters; the characters RFC 2046 allows. */
static const char *find_boundary(struct arena *arena, const char *parameters)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'()+_,-./:=? ";
	const char *at = strcasestr(parameters, "boundary=");
	if (!at || at == parameters || !strchr("; \t", at[-1]))
		return NULL;
	at += strlen("boundary=");
	bool quoted = *at == '"';
	size_t n = quoted ? strcspn(++at, "\"") : strcspn(at, "; \t");
	if (n == 0 || n > 70 || strspn(at, allowed) < n || (quoted && at[n] != '"') || at[n - 1] == ' ')
		return NULL;
	return arena_strndup(arena, at, n);
}

const char *form_boundary(struct arena *arena, const char *content_type)
{
	size_t type_n = is_type(content_type, "multipart/form-data");
	return type_n ? find_boundary(arena, content_type + type_n) : NULL;
}

enum form_status form_parse_body(struct arena *arena, const char *content_type, const char *body, size_t n, struct form *form)
{
	*form = (struct form){ .n = 0 };
	if (!*content_type && n == 0)
		return FORM_OK;
	if (is_type(content_type, "application/x-www-form-urlencoded"))
		return form_parse_query(arena, body, n, form);
	if (is_type(content_type, "application/json"))
		return form_parse_json(arena, body, n, form);
	if (is_type(content_type, "multipart/form-data")) {
		const char *boundary = form_boundary(arena, content_type);
		return boundary ? form_parse_multipart(arena, boundary, body, n, form) : FORM_MALFORMED;
	}
	return FORM_UNKNOWN_TYPE;
}
