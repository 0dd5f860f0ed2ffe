#include "css_sheet.h"
#include <ctype.h>
#include <string.h>
#include "../base/buf.h"
#include "../base/list.h"

enum { NESTED_MOST = 16 };

struct reader { const char *p, *end; };
struct frame { bool container, own; };           /* holds rules; its declarations are tokens */

static void skip_comment(struct reader *r)
{
	const char *close = memmem(r->p + 2, (size_t)(r->end - r->p - 2), "*/", 2);
	r->p = close ? close + 2 : r->end;
}

static bool at_comment(const struct reader *r)
{
	return r->end - r->p >= 2 && r->p[0] == '/' && r->p[1] == '*';
}

static void skip_space(struct reader *r)
{
	while (r->p < r->end && (isspace((unsigned char)*r->p) || at_comment(r))) {
		if (at_comment(r))
			skip_comment(r);
		else
			r->p++;
	}
}

static void read_string(struct reader *r, struct buf *out)
{
	char quote = *r->p;
	do {
		buf_char(out, *r->p);
		if (*r->p == '\\' && r->p + 1 < r->end)
			buf_char(out, *++r->p);
	} while (++r->p < r->end && *r->p != quote);
	if (r->p < r->end)
		buf_char(out, *r->p++);
}

/* Up to a { ; or } that is not in a string or brackets: a selector, an at-rule or a declaration, white space folded. Gives what ended it, 0 at the end. */
static char read_words(struct reader *r, struct buf *out)
{
	int brackets = 0;
	buf_clear(out);
	while (r->p < r->end) {
		char c = *r->p;
		if (at_comment(r) || isspace((unsigned char)c)) {
			skip_space(r);
			buf_char(out, ' ');
			continue;
		}
		if (c == '"' || c == '\'') {
			read_string(r, out);
			continue;
		}
		if (!brackets && (c == '{' || c == ';' || c == '}')) {
			r->p += c != '}';                    /* who reads on closes the block */
			return c;
		}
		brackets += c == '(' ? 1 : c == ')' && brackets ? -1 : 0;
		buf_char(out, c);
		r->p++;
	}
	return 0;
}

static bool one_selector_is_root(const char *s, size_t n)
{
	while (n && *s == ' ')
		s++, n--;
	while (n && s[n - 1] == ' ')
		n--;
	if ((n == 5 && !strncmp(s, ":root", 5)) || (n == 4 && !strncmp(s, "html", 4)))
		return true;
	return n > 7 && *s == '.' && !strncmp(s + n - 6, "-theme", 6) && !memchr(s, ' ', n) && !memchr(s, '>', n) && !memchr(s, ':', n);
}

static bool selects_root(const char *s)
{
	for (;; s++) {
		size_t n = strcspn(s, ",");
		if (one_selector_is_root(s, n))
			return true;
		s += n;
		if (!*s)
			return false;
	}
}

static struct frame frame_of(const struct frame *in, const char *words)
{
	bool layer = !strncmp(words, "@layer", 6);
	return (struct frame){ .container = in->container && layer, .own = in->container && *words != '@' && selects_root(words) };
}

char *sheet_trimmed(struct arena *arena, const char *s, size_t n)
{
	while (n && *s == ' ')
		s++, n--;
	while (n && s[n - 1] == ' ')
		n--;
	return arena_strndup(arena, s, n);
}

struct token *sheet_find(const struct sheet *sheet, const char *name)
{
	for (size_t i = sheet->n; i-- > 0; )         /* the last one counts */
		if (!strcmp(sheet->tokens[i].name, name))
			return &sheet->tokens[i];
	return NULL;
}

static void declare(struct sheet *sheet, const char *words)
{
	const char *colon = strchr(words, ':');
	if (strncmp(words, "--", 2) || !colon)
		return;
	sheet->too_many = sheet->n >= SHEET_TOKENS_MOST;
	if (sheet->too_many)
		return;
	*LIST_ADD(sheet->arena, sheet->tokens, sheet->n) = (struct token){ sheet_trimmed(sheet->arena, words, (size_t)(colon - words)),
		sheet_trimmed(sheet->arena, colon + 1, strlen(colon + 1)), false };
}

void sheet_read(struct sheet *sheet, const char *css, size_t n)
{
	struct reader r = { css, css + n };
	struct frame stack[NESTED_MOST + 1] = { { .container = true } };
	size_t depth = 0, too_deep = 0;
	struct buf words;
	buf_init(&words, 0);
	for (skip_space(&r); r.p < r.end; skip_space(&r)) {
		char ended = read_words(&r, &words);
		if (ended == '{' && depth < NESTED_MOST && !too_deep) {
			stack[depth + 1] = frame_of(&stack[depth], words.p);
			depth++;
		} else if (ended == '{')
			too_deep++;
		else if (!strncasecmp(words.p, "@import", 7))
			sheet->imports = true;
		else if (stack[depth].own && !too_deep)
			declare(sheet, words.p);
		if (ended == '}') {
			r.p++;
			if (too_deep)
				too_deep--;
			else if (depth)
				depth--;
		}
	}
	buf_release(&words);
}
