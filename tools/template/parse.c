/* Walks a file and writes its C: control flow, what is included, and everything that is not a plain value (value.c). */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include "template.h"

void walk_fail(struct walk *w, const char *format, ...)
{
	char message[400];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	fail(w->c, w->file->name, w->line, "%s", message);
}

void code_flush(struct walk *w)
{
	if (!w->literal.n)
		return;
	text_str(w->c, &w->code, "\tbuf_add(b, ");
	text_quote(w->c, &w->code, w->literal.p, w->literal.n);
	text_format(w->c, &w->code, ", %zu);\n", w->literal.n);
	w->literal.n = 0;
}

static bool word_is(const struct token *t, const char *word)
{
	return t->kind == T_NAME && !strcmp(t->text, word);
}

/* What ends or divides a block: "/for", "/if", "else", "elif", "empty", or "" when the piece is none of these. */
static const char *divider(const struct piece *p)
{
	static const char *const words[] = { "else", "elif", "empty" };
	if (!p->directive)
		return "";
	if (p->token->kind == T_PUNCT && p->token->punct == '/')
		return word_is(p->token + 1, "for") ? "/for" : word_is(p->token + 1, "if") ? "/if" : "/";
	for (size_t i = 0; i < 3; i++)
		if (word_is(p->token, words[i]))
			return words[i];
	return "";
}

static void directive(struct walk *);

/* Walks up to a divider, which is left for the caller; returns "" at the file's end. */
static const char *block(struct walk *w)
{
	for (; w->piece < w->file->n; w->piece++) {
		const struct piece *p = &w->file->piece[w->piece];
		const char *end = divider(p);
		w->line = p->line;
		if (*end)
			return end;
		if (!p->directive) {
			html_literal(w, p->p, p->n);
			continue;
		}
		w->t = p->token;
		directive(w);
	}
	return "";
}

static void nest(struct walk *w)
{
	html_directive(w);
	code_flush(w);
	if (++w->nesting > 24)
		walk_fail(w, "for and if are nested too deep");
}

/* One branch, from just after its directive to the divider that ends it. */
static const char *branch(struct walk *w, const char *open, int line)
{
	w->piece++;
	const char *end = block(w);
	if (!*end) {
		w->line = line;
		walk_fail(w, "{{%s}} is not closed with {{/%s}}", open, open);
	}
	html_directive(w);
	code_flush(w);
	return end;
}

static void if_write(struct walk *w)
{
	int line = w->line;
	bool otherwise = false;
	struct html joined;
	nest(w);
	const struct html before = w->html;
	text_format(w->c, &w->code, "\tif (%s) {\n", condition_read(w));
	directive_end(w);
	const char *end = branch(w, "if", line);
	joined = w->html;
	while (strcmp(end, "/if")) {
		w->t = w->file->piece[w->piece].token + 1;
		if (otherwise || (strcmp(end, "else") && strcmp(end, "elif")))
			walk_fail(w, "{{%s}} does not belong here, in {{if}} of line %d", end, line);
		otherwise = !strcmp(end, "else");
		if (otherwise)
			text_str(w->c, &w->code, "\t} else {\n");
		else
			text_format(w->c, &w->code, "\t} else if (%s) {\n", condition_read(w));
		directive_end(w);
		w->html = before;
		end = branch(w, "if", line);
		html_join(w, &joined, &w->html, "if");
	}
	if (!otherwise)
		html_join(w, &joined, &before, "if");
	text_str(w->c, &w->code, "\t}\n");
	w->html = joined;
	w->nesting--;
}

static struct variable *variable_add(struct walk *w, const char *name)
{
	struct variable *v = get(w->c, sizeof *v);
	for (const struct variable *o = w->variables; o; o = o->next)
		if (!strcmp(o->name, name))
			walk_fail(w, "%s is already the name of the loop around", name);
	if (!strcmp(name, "pg") || (w->file->type && member_find(w->file->type, name)))
		walk_fail(w, "%s is already a name here: call the loop's element otherwise", name);
	v->name = name;
	return v;
}

static void for_head(struct walk *w, const char *name, const struct value *list)
{
	const char *element = list->base == B_STRUCT ? get_format(w->c, "const struct %s *l_%s = &", list->type->name, name)
		: get_format(w->c, "%sl_%s = ", base_c(list->base), name);
	text_format(w->c, &w->code, "\tfor (size_t i_%s = 0, n_%s = %s; i_%s < n_%s; i_%s++) {\n\t%s(%s)[i_%s];\n\t(void)l_%s;\n",
		name, name, list->count, name, name, name, element, list->c, name, name);
}

/* The body may run any number of times, so it must leave HTML exactly as it found it. */
static void for_write(struct walk *w)
{
	int line = w->line;
	const char *name = word_take(w, T_NAME, "the element's name");
	if (!word_is(w->t, "in"))
		walk_fail(w, "{{for %s}} needs: in LIST", name);
	w->t++;
	struct value list = value_read(w);
	directive_end(w);
	if (!list.list)
		walk_fail(w, "{{for %s}} goes through a list, and this is none", name);
	nest(w);
	struct variable *v = variable_add(w, name);
	v->value = (struct value){ .base = list.base, .type = list.type, .c = get_format(w->c, "l_%s", name) };
	v->next = w->variables;
	w->html.space = false;
	const struct html before = w->html;
	struct html after = before;
	for_head(w, name, &list);
	w->variables = v;
	const char *end = branch(w, "for", line);
	w->variables = v->next;
	html_join(w, &after, &w->html, "for");
	if (after.where != before.where || after.url != before.url)
		walk_fail(w, "{{for}} does not leave HTML as it found it");
	text_str(w->c, &w->code, "\t}\n");
	if (!strcmp(end, "empty")) {
		w->t = w->file->piece[w->piece].token + 1;
		directive_end(w);
		text_format(w->c, &w->code, "\tif (!(%s)) {\n", list.count);
		w->html = before;
		end = branch(w, "for", line);
		html_join(w, &after, &w->html, "for");
		text_str(w->c, &w->code, "\t}\n");
	}
	if (strcmp(end, "/for"))
		walk_fail(w, "{{%s}} does not belong here, in {{for}} of line %d", end, line);
	w->html = after;
	w->html.space = false;
	w->nesting--;
}

static const struct file *fragment_find(struct walk *w, const char *name)
{
	for (size_t i = 0; i < w->c->n; i++)
		if (w->c->files[i].kind == UNIT_FRAGMENT && !strcmp(w->c->files[i].unit, name))
			return &w->c->files[i];
	walk_fail(w, "there is no fragment %s", name);
}

static void include_write(struct walk *w)
{
	const struct file *f = fragment_find(w, word_take(w, T_NAME, "a fragment's name"));
	html_block(w, "include");
	code_flush(w);
	if (!f->type->members) {
		directive_end(w);
		text_format(w->c, &w->code, "\thtml_%s(b, r, NULL);\n", f->unit);
		return;
	}
	struct value v = value_read(w);
	directive_end(w);
	if (v.list || v.base != B_STRUCT || v.type != f->type)
		walk_fail(w, "fragment %s is given %s %s", f->unit, v.list ? "a list of" : "", v.base == B_STRUCT ? v.type->name : base_name(v.base));
	if (v.maybe_null)
		text_format(w->c, &w->code, "\tif (%s)\n\t", v.c);
	text_format(w->c, &w->code, "\thtml_%s(b, r, %s);\n", f->unit, v.c);
}

static const char *quoted(struct walk *w, const char *s)
{
	struct text t = { 0 };
	text_quote(w->c, &t, s, strlen(s));
	return t.p;
}

static void icon_write(struct walk *w)
{
	const char *name = word_take(w, T_STRING, "an icon's name in quotes");
	if (!icon_known(w->c, name))
		walk_fail(w, "there is no icon \"%s\" in the list of icons", name);
	html_block(w, "icon");
	code_flush(w);
	text_format(w->c, &w->code, "\tout_icon(b, %s);\n", quoted(w, name));
	directive_end(w);
}

static void field_write(struct walk *w)
{
	static const char *const parts[] = { "label", "hint", "control", "error", "value" };
	const char *part = NULL, *name;
	if (w->t->kind == T_STRING)
		name = quoted(w, w->t++->text);
	else {
		struct value v = value_read(w);
		if (v.base != B_TEXT || v.list)
			walk_fail(w, "{{field}} needs a field's name");
		name = v.c;
	}
	html_block(w, "field");
	code_flush(w);
	if (word_is(w->t, "part")) {
		w->t++;
		if (!punct_take(w, '='))
			walk_fail(w, "write part=label, part=hint, part=control, part=error or part=value");
		part = word_take(w, T_NAME, "a part");
		size_t i = 0;
		while (i < sizeof parts / sizeof *parts && strcmp(part, parts[i]))
			i++;
		if (i == sizeof parts / sizeof *parts)
			walk_fail(w, "%s is no part of a field: label, hint, control, error or value", part);
	}
	directive_end(w);
	if (part)
		text_format(w->c, &w->code, "\tout_field_part(b, r, %s, \"%s\");\n", name, part);
	else
		text_format(w->c, &w->code, "\tout_field(b, r, %s);\n", name);
}

static void asset_write(struct walk *w)
{
	const char *name = word_take(w, T_STRING, "an asset's name in quotes");
	html_asset(w);
	code_flush(w);
	text_format(w->c, &w->code, "\tout_attr(b, asset_url(%s));\n", quoted(w, name));
	directive_end(w);
}

static void errors_write(struct walk *w)
{
	html_block(w, "errors");
	code_flush(w);
	text_str(w->c, &w->code, "\tout_error_summary(b, r);\n");
	directive_end(w);
}

static void body_write(struct walk *w)
{
	if (w->file->kind != UNIT_LAYOUT)
		walk_fail(w, "{{body}} belongs in a layout");
	html_block(w, "body");
	code_flush(w);
	text_str(w->c, &w->code, "\tr->template->html(b, r, data);\n");
	directive_end(w);
}

static void nothing(struct walk *w)
{
	(void)w;                                         /* declarations were read in the first pass */
}

static void misplaced_unit(struct walk *w)
{
	if (w->piece != 0 && w->file->piece[0].directive)
		walk_fail(w, "{{%s}} stands once, at the top of the file", w->t[-1].text);
}

static const struct { const char *word; void (*write)(struct walk *); } directives[] = {
	{ "if", if_write }, { "for", for_write }, { "include", include_write }, { "icon", icon_write }, { "field", field_write },
	{ "asset", asset_write }, { "errors", errors_write }, { "body", body_write }, { "_", message_write }, { "n", plural_write },
	{ "data", nothing }, { "csv", nothing }, { "page", misplaced_unit }, { "layout", misplaced_unit },
	{ "fragment", misplaced_unit }, { "type", misplaced_unit },
};

/* A directive's word may also be a member's name ({{icon}}, {{body|…}}): it is a directive when something follows that says so. */
static bool is_directive(struct walk *w, const char *word)
{
	const struct token *next = w->t + 1;
	if (!strcmp(word, "errors") || !strcmp(word, "body"))
		return next->kind == T_END && !(w->file->type && member_find(w->file->type, word));
	if (!strcmp(word, "data"))
		return true;
	return next->kind != T_END && !(next->kind == T_PUNCT && (next->punct == '.' || next->punct == '|'));
}

static void directive(struct walk *w)
{
	if (w->t->kind == T_NAME)
		for (size_t i = 0; i < sizeof directives / sizeof *directives; i++)
			if (word_is(w->t, directives[i].word) && is_directive(w, directives[i].word)) {
				w->t++;
				directives[i].write(w);
				return;
			}
	value_write(w);
}

static void function_write(struct walk *w)
{
	struct file *f = w->file;
	struct text *t = f->code = get(w->c, sizeof *t);
	text_format(w->c, t, "static void %s_%s(struct buf *b, const struct render *r, const void *data)\n{\n",
		f->kind == UNIT_LAYOUT ? "layout" : "html", f->unit);
	if (f->type)
		text_format(w->c, t, "\tconst struct %s *d = data;\n\t(void)d;\n", f->unit);
	text_str(w->c, t, "\t(void)b, (void)r, (void)data;\n");
	if (w->code.n)
		text_add(w->c, t, w->code.p, w->code.n);
	text_str(w->c, t, "}\n\n");
}

void walk_file(struct compiler *c, struct file *f)
{
	struct walk *w = get(c, sizeof *w);
	*w = (struct walk){ .c = c, .file = f, .html.space = true, .line = 1 };
	const char *end = block(w);
	if (*end)
		walk_fail(w, "{{%s}} has nothing to belong to", end);
	html_end(w);
	code_flush(w);
	function_write(w);
}
