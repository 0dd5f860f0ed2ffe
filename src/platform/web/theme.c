#include "theme.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "../base/list.h"

enum { NESTED_MOST = 16, TOKENS_MOST = 8000, REFERS_MOST = 24 };
#define CONTRAST_LEAST 4.5

struct token { const char *name, *value; bool kept; };
struct sheet {
	struct arena *arena;
	struct token *tokens;
	size_t n;
	bool imports, too_many;
};

/* ---- reading a sheet: custom properties of :root and of .…-theme, within @layer at most ---- */

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

static char *trimmed(struct arena *arena, const char *s, size_t n)
{
	while (n && *s == ' ')
		s++, n--;
	while (n && s[n - 1] == ' ')
		n--;
	return arena_strndup(arena, s, n);
}

static struct token *find(const struct sheet *sheet, const char *name)
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
	sheet->too_many = sheet->n >= TOKENS_MOST;
	if (sheet->too_many)
		return;
	*LIST_ADD(sheet->arena, sheet->tokens, sheet->n) = (struct token){ trimmed(sheet->arena, words, (size_t)(colon - words)),
		trimmed(sheet->arena, colon + 1, strlen(colon + 1)), false };
}

static void read_sheet(struct sheet *sheet, const char *css, size_t n)
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

/* ---- which tokens ---- */

static bool of_interest(const char *name)
{
	if (!strncmp(name, "--_", 3) || !strncmp(name, "--nabij", 7))
		return false;
	return strstr(name, "color") || strstr(name, "font-family") || strstr(name, "radius") || strstr(name, "focus");
}

static size_t name_length(const char *s)
{
	size_t n = 0;
	while (isalnum((unsigned char)s[n]) || s[n] == '-' || s[n] == '_')
		n++;
	return n;
}

/* Keeps the token and what it refers to. A token that was kept already ends a circle. */
static void keep(struct sheet *theme, const char *name, int depth)
{
	struct token *t = find(theme, name);
	if (!t || t->kept || depth > REFERS_MOST)
		return;
	t->kept = true;
	for (const char *at = t->value; (at = strstr(at, "var(")); ) {
		at += 4;
		at += strspn(at, " ");
		keep(theme, arena_strndup(theme->arena, at, name_length(at)), depth + 1);
	}
}

static void keep_what_is_read(struct sheet *theme, const char *own, size_t own_n)
{
	const char *end = own + own_n;
	for (const char *at = own; (at = memmem(at, (size_t)(end - at), "--", 2)); ) {
		size_t n = 2;
		while (at + n < end && (isalnum((unsigned char)at[n]) || at[n] == '-' || at[n] == '_'))
			n++;
		const char *name = arena_strndup(theme->arena, at, n);
		if (of_interest(name))
			keep(theme, name, 0);
		at += n;
	}
}

/* Only words, numbers, strings and a few functions: nothing that loads, nothing that ends the block it stands in. */
static bool value_harmless(const char *value)
{
	static const char *const functions[] = { "var", "rgb", "rgba", "hsl", "hsla", "calc", "min", "max", "" };
	if (!*value || strpbrk(value, "\\<>{};@!"))
		return false;
	for (const char *open = value; (open = strchr(open, '(')); open++) {
		const char *begin = open;
		bool fine = false;
		while (begin > value && (isalnum((unsigned char)begin[-1]) || begin[-1] == '-' || begin[-1] == '_'))
			begin--;
		for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
			fine = fine || (strlen(functions[i]) == (size_t)(open - begin) && !strncmp(functions[i], begin, (size_t)(open - begin)));
		if (!fine)
			return false;
	}
	size_t quotes = 0, brackets = 0;
	for (const char *c = value; *c; c++) {
		quotes += *c == '"' || *c == '\'';
		brackets += *c == '(';
		if ((unsigned char)*c < 0x20 || (*c == ')' && !brackets--))
			return false;
	}
	return quotes % 2 == 0 && !brackets;
}

/* ---- what a token comes to ---- */

struct themed { const struct sheet *theme, *own; struct arena *arena; };

static const char *comes_to(const struct themed *t, const char *value, int depth);

static const char *token_comes_to(const struct themed *t, const char *name, int depth)
{
	const struct token *token = find(t->theme, name);
	if (!token || !token->kept)
		token = find(t->own, name);
	return token ? comes_to(t, token->value, depth + 1) : NULL;
}

/* One var() and nothing else. */
static bool refers(const char *value)
{
	int brackets = 1;
	if (strncmp(value, "var(", 4))
		return false;
	for (value += 4; *value && brackets; value++)
		brackets += *value == '(' ? 1 : *value == ')' ? -1 : 0;
	return !brackets && !*value;
}

/* The value without var() around it; NULL when it refers to nothing. */
static const char *comes_to(const struct themed *t, const char *value, int depth)
{
	if (depth > REFERS_MOST)
		return NULL;
	if (!refers(value))
		return value;
	value += 4;
	value += strspn(value, " ");
	size_t n = name_length(value);
	const char *found = token_comes_to(t, arena_strndup(t->arena, value, n), depth);
	if (found)
		return found;
	const char *comma = value + n + strspn(value + n, " ");
	size_t rest = strlen(comma);
	return *comma == ',' && rest > 1 ? comes_to(t, trimmed(t->arena, comma + 1, rest - 2), depth + 1) : NULL;
}

/* ---- colours ---- */

static bool hex_colour(const char *s, double rgb[3])
{
	size_t n = strspn(s, "0123456789abcdefABCDEF");
	if (s[n] || (n != 3 && n != 6))
		return false;
	for (int i = 0; i < 3; i++) {
		char two[3] = { n == 3 ? s[i] : s[2 * i], n == 3 ? s[i] : s[2 * i + 1], 0 };
		rgb[i] = (double)strtol(two, NULL, 16) / 255;
	}
	return true;
}

/* Three numbers apart by spaces or commas, and no fourth but an opaque alpha; a percentage is a part of one. */
static bool three_numbers(const char *s, double out[3], bool percent[3])
{
	double alpha = 1;
	for (int i = 0; i < 4; i++) {
		char *end;
		s += strspn(s, " ,/");
		if (i == 3 && *s == ')')
			break;
		double n = strtod(s, &end);
		if (end == s || !isfinite(n))
			return false;
		s = end;
		bool hundredth = *s == '%';
		s += hundredth ? 1 : !strncmp(s, "deg", 3) ? 3 : 0;
		if (i == 3)
			alpha = hundredth ? n / 100 : n;
		else {
			out[i] = hundredth ? n / 100 : n;
			percent[i] = hundredth;
		}
	}
	s += strspn(s, " ");
	return s[0] == ')' && !s[1] && alpha >= 1;
}

static double within(double x)
{
	return x < 0 ? 0 : x > 1 ? 1 : x;
}

static void from_hsl(const double hsl[3], double rgb[3])
{
	double hue = fmod(fmod(hsl[0], 360) + 360, 360), light = within(hsl[2]), reach = within(hsl[1]) * fmin(light, 1 - light);
	for (int i = 0; i < 3; i++) {
		double k = fmod((i == 0 ? 0 : i == 1 ? 8 : 4) + hue / 30, 12);
		rgb[i] = light - reach * fmax(-1, fmin(fmin(k - 3, 9 - k), 1));
	}
}

static bool colour(const char *s, double rgb[3])
{
	double n[3];
	bool percent[3];
	if (*s == '#')
		return hex_colour(s + 1, rgb);
	if (!strcasecmp(s, "white") || !strcasecmp(s, "black")) {
		rgb[0] = rgb[1] = rgb[2] = tolower((unsigned char)*s) == 'w';
		return true;
	}
	bool hsl = !strncmp(s, "hsl", 3);
	if (!hsl && strncmp(s, "rgb", 3))
		return false;
	s += s[3] == 'a' ? 4 : 3;
	if (*s != '(' || !three_numbers(s + 1, n, percent))
		return false;
	for (int i = 0; i < 3 && !hsl; i++)
		rgb[i] = within(percent[i] ? n[i] : n[i] / 255);
	if (hsl && !percent[1] && !percent[2])
		return false;
	if (hsl)
		from_hsl(n, rgb);
	return true;
}

/* WCAG 2.2, relative luminance. */
static double luminance(const double rgb[3])
{
	double part[3];
	for (int i = 0; i < 3; i++)
		part[i] = rgb[i] <= 0.04045 ? rgb[i] / 12.92 : pow((rgb[i] + 0.055) / 1.055, 2.4);
	return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
}

double theme_contrast(const char *text, const char *ground)
{
	double a[3], b[3];
	if (!colour(text, a) || !colour(ground, b))
		return 0;
	double x = luminance(a), y = luminance(b);
	return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

/* ---- can it be read? ---- */

static const struct { const char *text, *ground, *words; } PAIRS[] = {
	{ "--_ink", "--_paper", "text on the page" }, { "--_ink", "--_surface", "text on a card" }, { "--_ink", "--_sunk", "text on a note" },
	{ "--_soft", "--_paper", "soft text on the page" }, { "--_soft", "--_surface", "soft text on a card" },
	{ "--_head", "--_paper", "a heading on the page" },
	{ "--_link", "--_paper", "a link on the page" }, { "--_link", "--_surface", "a link on a card" }, { "--_link-hover", "--_paper", "a link under the pointer" },
	{ "--_on-accent", "--_accent", "the words of the main button" }, { "--_on-accent", "--_accent-hover", "the words of the main button under the pointer" },
	{ "--_late", "--_paper", "\"late\" on the page" }, { "--_soon", "--_paper", "\"soon\" on the page" }, { "--_done", "--_paper", "\"done\" on the page" },
};

static bool readable(const struct themed *t, struct err *e)
{
	for (size_t i = 0; i < sizeof PAIRS / sizeof *PAIRS; i++) {
		const char *text = token_comes_to(t, PAIRS[i].text, 0), *ground = token_comes_to(t, PAIRS[i].ground, 0);
		double contrast = text && ground ? theme_contrast(text, ground) : 0;
		if (contrast <= 0)
			return err_set(e, "%s: cannot tell the contrast of %.60s on %.60s; write plain opaque colours", PAIRS[i].words, text ? text : "nothing",
				ground ? ground : "nothing");
		if (contrast < CONTRAST_LEAST)
			return err_set(e, "%s: %.60s on %.60s has a contrast of %.1f; it must be 4.5 or more (WCAG 2.2, 1.4.3)", PAIRS[i].words, text, ground,
				floor(contrast * 10) / 10);
	}
	return true;
}

/* ---- writing ---- */

static bool is_colour(const struct themed *t, const struct token *token)
{
	double rgb[3];
	const char *value = comes_to(t, token->value, 0);
	return strstr(token->name, "color") || (value && colour(value, rgb));
}

static void write_tokens(const struct themed *t, struct buf *out, bool colours)
{
	for (size_t i = 0; i < t->theme->n; i++) {
		const struct token *token = &t->theme->tokens[i];
		if (token->kept && is_colour(t, token) == colours)
			buf_printf(out, "%s:%s;\n", token->name, token->value);
	}
}

static bool harmless(const struct sheet *theme, struct theme_report *report, struct err *e)
{
	report->read = (int)theme->n;
	report->kept = 0;
	for (size_t i = 0; i < theme->n; i++) {
		if (!theme->tokens[i].kept)
			continue;
		if (!value_harmless(theme->tokens[i].value) || name_length(theme->tokens[i].name) != strlen(theme->tokens[i].name))
			return err_set(e, "%.80s: %.80s is not a plain colour, font family or size", theme->tokens[i].name, theme->tokens[i].value);
		report->kept++;
	}
	return report->kept || err_set(e, "there is nothing in it that Nabij reads: it should set --basis-… or --utrecht-… tokens on :root or a .…-theme class");
}

bool theme_import(struct arena *arena, const char *css, size_t n, const char *own, size_t own_n, struct buf *out, struct theme_report *report, struct err *e)
{
	struct sheet theme = { .arena = arena }, ours = { .arena = arena };
	read_sheet(&theme, css, n);
	read_sheet(&ours, own, own_n);
	if (theme.too_many)
		return err_set(e, "it sets more than %d tokens", (int)TOKENS_MOST);
	if (theme.imports)
		return err_set(e, "it has @import: put the whole theme into one file first");
	keep_what_is_read(&theme, own, own_n);
	struct themed t = { &theme, &ours, arena };
	if (!harmless(&theme, report, e) || !readable(&t, e))
		return false;
	buf_str(out, ":root{\n");
	write_tokens(&t, out, false);
	buf_str(out, "}\n@media (prefers-color-scheme: light){:root{\n");
	write_tokens(&t, out, true);
	buf_str(out, "}}\n");
	return !buf_failed(out) || err_set(e, "the theme is too large");
}
