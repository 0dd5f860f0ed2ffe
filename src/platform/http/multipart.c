/* multipart/form-data (RFC 7578) as browsers write it, and nothing more: no nested parts, no transfer encodings, no text before the
 * first boundary. What follows the last boundary must be blank, so that nothing travels along unseen. */
#include "form.h"

#include <strings.h>

enum { PART_HEADERS = 16, PART_HEAD_BYTES = 16 * 1024, PARAMETERS = 8 };

struct text { const char *p; size_t n; };

struct part {
	char *name, *filename;           /* unescaped, in the arena; filename NULL for a plain field */
	size_t name_n, filename_n;
};

struct reader {
	struct arena *arena;
	const char *at, *end;
	const char *mark; size_t mark_n;         /* "\r\n--boundary" */
	int parts;
};

static bool starts(struct text t, const char *word)
{
	size_t n = strlen(word);
	return t.n >= n && strncasecmp(t.p, word, n) == 0;
}

static void skip(struct text *t, size_t n)
{
	t->p += n;
	t->n -= n;
}

static void skip_blank(struct text *t)
{
	while (t->n && (*t->p == ' ' || *t->p == '\t'))
		skip(t, 1);
}

/* A quoted string, with \" and \\ unescaped as curl writes them; or a bare token. */
static bool read_parameter(struct arena *arena, struct text *t, char **out, size_t *out_n)
{
	char *to = *out = arena_alloc(arena, t->n + 1);
	if (t->n && *t->p == '"') {
		for (skip(t, 1); t->n && *t->p != '"'; skip(t, 1)) {
			if (*t->p == '\\' && t->n > 1 && (t->p[1] == '"' || t->p[1] == '\\'))
				skip(t, 1);
			*to++ = *t->p;
		}
		if (!t->n)
			return false;
		skip(t, 1);
	} else {
		for (; t->n && !strchr("; \t\"", *t->p); skip(t, 1))
			*to++ = *t->p;
	}
	*out_n = (size_t)(to - *out);
	return true;
}

/* name="a" or filename="b", each once; any other parameter is read and dropped. */
static bool read_named(struct arena *arena, struct text *t, struct part *part)
{
	struct part other = { .name = NULL };
	char **text = &other.name;
	size_t *n = &other.name_n;
	if (starts(*t, "name="))
		text = &part->name, n = &part->name_n;
	else if (starts(*t, "filename="))
		text = &part->filename, n = &part->filename_n;
	const char *is = memchr(t->p, '=', t->n);
	if (!is || *text)
		return false;
	skip(t, (size_t)(is - t->p) + 1);
	return read_parameter(arena, t, text, n);
}

/* "form-data; name=\"a\"; filename=\"b\"" */
static bool read_disposition(struct arena *arena, struct text t, struct part *part)
{
	if (!starts(t, "form-data"))
		return false;
	skip(&t, strlen("form-data"));
	skip_blank(&t);
	for (int parameters = 0; t.n && parameters < PARAMETERS; parameters++) {
		if (*t.p != ';')
			return false;
		skip(&t, 1);
		skip_blank(&t);
		if (!read_named(arena, &t, part))
			return false;
		skip_blank(&t);
	}
	return t.n == 0 && part->name != NULL;
}

/* An encoding that would change the bytes is refused (RFC 7578 section 4.7 does away with them). */
static bool encoding_plain(struct text t)
{
	return (t.n == 4 && (starts(t, "7bit") || starts(t, "8bit"))) || (t.n == 6 && starts(t, "binary"));
}

static bool read_header(struct arena *arena, struct text line, struct part *part)
{
	static const char disposition[] = "Content-Disposition:", encoding[] = "Content-Transfer-Encoding:";
	if (!memchr(line.p, ':', line.n) || memchr(line.p, '\0', line.n) || *line.p == ' ' || *line.p == '\t')
		return false;
	if (starts(line, disposition)) {
		skip(&line, sizeof disposition - 1);
		skip_blank(&line);
		return !part->name && read_disposition(arena, line, part);
	}
	if (starts(line, encoding)) {
		skip(&line, sizeof encoding - 1);
		skip_blank(&line);
		return encoding_plain(line);
	}
	return true;
}

/* The lines up to the empty one. */
static bool read_head(struct reader *r, struct part *part)
{
	const char *from = r->at;
	for (int headers = 0; headers <= PART_HEADERS; headers++) {
		const char *eol = memmem(r->at, (size_t)(r->end - r->at), "\r\n", 2);
		if (!eol || eol - from > PART_HEAD_BYTES)
			return false;
		struct text line = { r->at, (size_t)(eol - r->at) };
		r->at = eol + 2;
		if (line.n == 0)
			return part->name != NULL;
		if (!read_header(r->arena, line, part))
			return false;
	}
	return false;
}

/* The content, up to the mark that ends it. */
static bool read_content(struct reader *r, struct text *content)
{
	const char *mark = memmem(r->at, (size_t)(r->end - r->at), r->mark, r->mark_n);
	if (!mark)
		return false;
	*content = (struct text){ r->at, (size_t)(mark - r->at) };
	r->at = mark + r->mark_n;
	return true;
}

/* After a boundary: "\r\n" and a part, or "--" and the end. */
static bool at_last(struct reader *r, bool *last)
{
	size_t left = (size_t)(r->end - r->at);
	*last = left >= 2 && memcmp(r->at, "--", 2) == 0;
	if (!*last && (left < 2 || memcmp(r->at, "\r\n", 2) != 0))
		return false;
	r->at += 2;
	if (!*last)
		return true;
	for (const char *s = r->at; s < r->end; s++)
		if (!strchr("\r\n \t", *s) || !*s)
			return false;
	return true;
}

static enum form_status read_part(struct reader *r, struct form_build *b)
{
	struct part part = { .name = NULL };
	struct text content;
	if (++r->parts > FORM_NAMES)             /* counted here too: a file field left empty adds no pair */
		return FORM_TOO_MUCH;
	if (!read_head(r, &part))
		return FORM_MALFORMED;
	if (!read_content(r, &content))
		return FORM_MALFORMED;
	if (part.filename)
		return form_add_file(b, part.name, part.name_n, part.filename, part.filename_n, content.p, content.n);
	return form_add(b, part.name, part.name_n, content.p, content.n);
}

enum form_status form_parse_multipart(struct arena *arena, const char *boundary, const char *body, size_t n, struct form *form)
{
	struct form_build b = { .arena = arena };
	struct reader r = { .arena = arena, .at = body, .end = body + n };
	bool last;
	*form = (struct form){ .n = 0 };
	r.mark = arena_printf(arena, "\r\n--%s", boundary);
	r.mark_n = strlen(r.mark);
	if (n < r.mark_n - 2 || memcmp(body, r.mark + 2, r.mark_n - 2) != 0)
		return FORM_MALFORMED;
	for (r.at += r.mark_n - 2; ; ) {
		if (!at_last(&r, &last))
			return FORM_MALFORMED;
		if (last)
			break;
		enum form_status status = read_part(&r, &b);
		if (status != FORM_OK)
			return status;
	}
	*form = (struct form){ .pair = b.pair, .n = b.n };
	return FORM_OK;
}
