/* Cuts a file into literals and directives, and directives into words. A control directive alone on its line takes the line with it. */
#include <stdlib.h>
#include <string.h>
#include "template.h"

struct lexer {
	struct compiler *c;
	const char *file, *p, *end;
	int line;
	struct token *token; size_t n, cap;
};

static bool name_start(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || ch == '_';
}

static bool digit(char ch)
{
	return ch >= '0' && ch <= '9';
}

static struct token *token_add(struct lexer *l, enum token_kind kind)
{
	if (l->n == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 8;
		struct token *grown = get(l->c, cap * sizeof *grown);
		if (l->n)
			memcpy(grown, l->token, l->n * sizeof *grown);
		l->token = grown;
		l->cap = cap;
	}
	struct token *t = &l->token[l->n++];
	*t = (struct token){ .kind = kind, .line = l->line, .text = "" };
	return t;
}

static void lex_string(struct lexer *l)
{
	struct token *t = token_add(l, T_STRING);
	struct text s = { 0 };
	text_add(l->c, &s, "", 0);
	for (l->p++; l->p < l->end && *l->p != '"'; l->p++) {
		char ch = *l->p;
		if (ch == '\n')
			fail(l->c, l->file, t->line, "a text ends on the line it began on");
		if (ch == '\\' && l->p + 1 < l->end) {
			ch = *++l->p;
			if (ch == 'n')
				ch = '\n';
			else if (ch != '"' && ch != '\\')
				fail(l->c, l->file, t->line, "in a text only \\\" \\\\ and \\n can be written with a backslash");
		}
		text_char(l->c, &s, ch);
	}
	if (l->p >= l->end)
		fail(l->c, l->file, t->line, "a text that begins with \" does not end");
	l->p++;
	t->text = s.p;
}

static void lex_word(struct lexer *l, enum token_kind kind)
{
	const char *start = l->p++;
	while (l->p < l->end && (name_start(*l->p) || digit(*l->p)))
		l->p++;
	token_add(l, kind)->text = get_string(l->c, start, (size_t)(l->p - start));
}

static void lex_punct(struct lexer *l)
{
	bool equal = l->p + 1 < l->end && l->p[1] == '=';
	if (equal && (*l->p == '=' || *l->p == '!')) {
		token_add(l, *l->p == '=' ? T_EQUAL : T_DIFFER);
		l->p += 2;
		return;
	}
	if (!*l->p || !strchr(".|=#/?-[]{}()", *l->p))
		fail(l->c, l->file, l->line, "'%c' means nothing in a directive", *l->p < ' ' || *l->p > '~' ? '?' : *l->p);
	token_add(l, T_PUNCT)->punct = *l->p;
	l->p++;
}

/* The words of one directive; l->p stands after "{{" and is left after "}}". Braces inside {{data}} are counted. */
static void lex_directive(struct lexer *l)
{
	int start = l->line, braces = 0;
	l->token = NULL;
	l->n = l->cap = 0;
	for (;;) {
		if (l->p >= l->end)
			fail(l->c, l->file, start, "{{ is not closed");
		bool data = l->n && l->token[0].kind == T_NAME && !strcmp(l->token[0].text, "data");
		if (*l->p == '}' && !braces && l->p + 1 < l->end && l->p[1] == '}')
			break;
		if (*l->p == '\n')
			l->line++;
		if (strchr(" \t\r\n", *l->p) && *l->p)
			l->p++;
		else if (*l->p == '"')
			lex_string(l);
		else if (*l->p == '#' && data)
			while (l->p < l->end && *l->p != '\n')
				l->p++;
		else if (name_start(*l->p))
			lex_word(l, T_NAME);
		else if (digit(*l->p) || (*l->p == '-' && l->p + 1 < l->end && digit(l->p[1])))
			lex_word(l, T_NUMBER);
		else {
			braces += (*l->p == '{') - (*l->p == '}');
			lex_punct(l);
		}
	}
	l->p += 2;
	token_add(l, T_END);
}

static void lex_comment(struct lexer *l)
{
	int start = l->line;
	for (; l->p + 1 < l->end && !(l->p[0] == '}' && l->p[1] == '}'); l->p++)
		l->line += *l->p == '\n';
	if (l->p + 1 >= l->end)
		fail(l->c, l->file, start, "{{# is not closed");
	l->p += 2;
	l->token = NULL;
}

static bool is_control(const struct token *t)
{
	static const char *const words[] = { "page", "layout", "fragment", "type", "data", "csv", "for", "empty", "if", "elif", "else" };
	if (!t || (t->kind == T_PUNCT && t->punct == '/'))
		return true;
	for (size_t i = 0; t->kind == T_NAME && i < sizeof words / sizeof *words; i++)
		if (!strcmp(t->text, words[i]))
			return true;
	return false;
}

static const char *alone_left(const char *start, const char *p)
{
	while (p > start && (p[-1] == ' ' || p[-1] == '\t'))
		p--;
	return p == start || p[-1] == '\n' ? p : NULL;
}

static const char *alone_right(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
		p++;
	return p == end ? p : *p == '\n' ? p + 1 : NULL;
}

static struct piece *piece_add(struct compiler *c, struct file *f, size_t *cap)
{
	if (f->n == *cap) {
		*cap = *cap ? *cap * 2 : 32;
		struct piece *grown = get(c, *cap * sizeof *grown);
		if (f->n)
			memcpy(grown, f->piece, f->n * sizeof *grown);
		f->piece = grown;
	}
	return &f->piece[f->n++];
}

void lex_file(struct compiler *c, const struct source *source, struct file *f)
{
	struct lexer l = { .c = c, .file = source->name, .p = source->text, .end = source->text + source->n, .line = 1 };
	size_t cap = 0;
	f->name = source->name;
	if (source->n && memchr(source->text, 0, source->n))
		fail(c, source->name, 1, "a NUL byte in the text");
	while (l.p < l.end) {
		const char *start = l.p;
		int line = l.line;
		for (; l.p < l.end && !(l.p[0] == '{' && l.p + 1 < l.end && l.p[1] == '{'); l.p++)
			l.line += *l.p == '\n';
		const char *stop = l.p, *left = alone_left(start, stop), *right = NULL;
		int directive_line = l.line;
		if (l.p < l.end) {
			l.p += 2;
			if (l.p < l.end && *l.p == '#')
				lex_comment(&l);
			else
				lex_directive(&l);
			if (left && (left != start || start == source->text || start[-1] == '\n') && is_control(l.token))
				right = alone_right(l.p, l.end);
		}
		if ((right ? left : stop) > start)
			*piece_add(c, f, &cap) = (struct piece){ .p = start, .n = (size_t)((right ? left : stop) - start), .line = line };
		if (stop < l.end && l.token)
			*piece_add(c, f, &cap) = (struct piece){ .directive = true, .line = directive_line, .token = l.token };
		if (right) {
			l.line += right > l.p && right[-1] == '\n';
			l.p = right;
		}
	}
}
