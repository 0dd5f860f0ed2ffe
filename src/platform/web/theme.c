#include "theme.h"
#include <ctype.h>
#include <math.h>
#include <string.h>
#include "css_colour.h"
#include "css_sheet.h"

enum { REFERS_MOST = 24 };
#define CONTRAST_LEAST 4.5

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
	struct token *t = sheet_find(theme, name);
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
	const struct token *token = sheet_find(t->theme, name);
	if (!token || !token->kept)
		token = sheet_find(t->own, name);
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
	return *comma == ',' && rest > 1 ? comes_to(t, sheet_trimmed(t->arena, comma + 1, rest - 2), depth + 1) : NULL;
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
		double contrast = text && ground ? colour_contrast(text, ground) : 0;
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
	return strstr(token->name, "color") || (value && colour_read(value, rgb));
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
	sheet_read(&theme, css, n);
	sheet_read(&ours, own, own_n);
	if (theme.too_many)
		return err_set(e, "it sets more than %d tokens", (int)SHEET_TOKENS_MOST);
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
