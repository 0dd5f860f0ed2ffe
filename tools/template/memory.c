/* Chunks that are freed together, text that grows in them, and the one way out on an error. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "template.h"

struct chunk { struct chunk *next; max_align_t memory[]; };

void *get(struct compiler *c, size_t bytes)
{
	struct chunk *chunk = calloc(1, sizeof *chunk + bytes + 1);
	if (!chunk)
		abort();
	chunk->next = c->chunks;
	c->chunks = chunk;
	return chunk->memory;
}

char *get_string(struct compiler *c, const char *s, size_t n)
{
	char *copy = get(c, n + 1);
	if (n)
		memcpy(copy, s, n);
	return copy;
}

static __attribute__((format(printf, 2, 0))) char *format_with(struct compiler *c, const char *format, va_list arguments)
{
	va_list again;
	va_copy(again, arguments);
	int n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	char *s = get(c, (size_t)n + 1);
	vsnprintf(s, (size_t)n + 1, format, arguments);
	return s;
}

char *get_format(struct compiler *c, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	char *s = format_with(c, format, arguments);
	va_end(arguments);
	return s;
}

void text_add(struct compiler *c, struct text *t, const char *s, size_t n)
{
	if (t->n + n + 1 > t->cap) {
		size_t cap = (t->n + n + 1) * 2 + 64;
		char *p = get(c, cap);
		if (t->n)
			memcpy(p, t->p, t->n);
		t->p = p;
		t->cap = cap;
	}
	if (n)
		memcpy(t->p + t->n, s, n);
	t->n += n;
	t->p[t->n] = 0;
}

void text_str(struct compiler *c, struct text *t, const char *s)
{
	text_add(c, t, s, strlen(s));
}

void text_char(struct compiler *c, struct text *t, char ch)
{
	text_add(c, t, &ch, 1);
}

void text_format(struct compiler *c, struct text *t, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	text_str(c, t, format_with(c, format, arguments));
	va_end(arguments);
}

void text_quote(struct compiler *c, struct text *t, const char *s, size_t n)
{
	text_char(c, t, '"');
	for (size_t i = 0; i < n; i++) {
		unsigned char ch = (unsigned char)s[i];
		if (ch == '"' || ch == '\\')
			text_format(c, t, "\\%c", ch);
		else if (ch == '\n')
			text_str(c, t, i + 1 < n ? "\\n\"\n\t\t\"" : "\\n");
		else if (ch == '\t')
			text_str(c, t, "\\t");
		else if (ch < ' ' || ch == 127)
			text_format(c, t, "\\%03o", ch);
		else
			text_char(c, t, (char)ch);
	}
	text_char(c, t, '"');
}

void fail(struct compiler *c, const char *file, int line, const char *format, ...)
{
	char message[400];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	snprintf(c->error, sizeof c->error, "%.180s:%d: %s", file, line, message);
	longjmp(c->failed, 1);
}

static void release(struct compiler *c)
{
	while (c->chunks) {
		struct chunk *next = c->chunks->next;
		free(c->chunks);
		c->chunks = next;
	}
}

bool icon_known(const struct compiler *c, const char *name)
{
	if (!c->icons)
		return true;
	size_t n = strlen(name);
	for (const char *line = c->icons; line; line = strchr(line, '\n')) {
		line += strspn(line, "\n");
		if (!strncmp(line, name, n) && n && (!line[n] || strchr(" \t\r\n", line[n])))
			return true;
		if (!*line)
			break;
	}
	return false;
}

static void compile(struct compiler *c, const struct source *source, struct template_result *result)
{
	for (size_t i = 0; i < c->n; i++)
		lex_file(c, &source[i], &c->files[i]);
	types_read(c);
	for (size_t i = 0; i < c->n; i++)
		if (c->files[i].kind != UNIT_TYPE)
			walk_file(c, &c->files[i]);
	emit_all(c, result);
}

bool template_compile_memory(const struct source *source, size_t n, const char *icons, struct template_result *result)
{
	struct compiler c = { .icons = icons, .n = n };
	memset(result, 0, sizeof *result);
	c.types_end = &c.types;
	c.messages_end = &c.messages;
	c.files = get(&c, n * sizeof *c.files);
	if (setjmp(c.failed))
		memcpy(result->error, c.error, sizeof result->error);
	else
		compile(&c, source, result);
	release(&c);
	return !result->error[0];
}

void template_result_free(struct template_result *result)
{
	free(result->code);
	free(result->header);
	free(result->pot);
	memset(result, 0, sizeof *result);
}
