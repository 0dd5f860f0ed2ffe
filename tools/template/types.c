/* What files declare: their name and kind, their data, and the order in which C can have the structs. */
#include <stdlib.h>
#include <string.h>
#include "template.h"

static const struct { const char *name, *c; } bases[] = {
	[B_TEXT] = { "text", "const char *" }, [B_URL] = { "url", "const char *" }, [B_INT] = { "int", "int64_t " },
	[B_ID] = { "id", "id64 " }, [B_BOOL] = { "bool", "bool " }, [B_TIME] = { "time", "moment " },
	[B_DAY] = { "day", "struct day " }, [B_REAL] = { "real", "double " }, [B_STRUCT] = { "a group", "" },
};

const char *base_name(enum base base)
{
	return bases[base].name;
}

const char *base_c(enum base base)
{
	return bases[base].c;
}

/* Names that would not compile, or would mean something else in the C that is made. */
static bool reserved(const char *name)
{
	static const char *const words[] = {
		"auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float", "for",
		"goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed", "sizeof", "static", "struct",
		"switch", "typedef", "union", "unsigned", "void", "volatile", "while", "bool", "true", "false", "asm", "typeof", "not",
		"and", "or", "in", "pg", "unix", "linux", "errno", "stdin", "stdout", "stderr", "assert",
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(name, words[i]))
			return true;
	return false;
}

static bool reserved_type(const char *name)
{
	static const char *const words[] = { "buf", "arena", "render", "template", "fields", "lang", "day", "err" };
	for (size_t i = 0; i < B_STRUCT; i++)
		if (!strcmp(name, bases[i].name))
			return true;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strcmp(name, words[i]))
			return true;
	return reserved(name);
}

const struct type *type_find(const struct compiler *c, const char *name)
{
	for (const struct type *t = c->types; t; t = t->next)
		if (!strcmp(t->name, name))
			return t;
	return NULL;
}

const struct member *member_find(const struct type *type, const char *name)
{
	for (const struct member *m = type->members; m; m = m->next)
		if (!strcmp(m->name, name))
			return m;
	return NULL;
}

static struct type *type_add(struct compiler *c, const char *name, const char *file, int line)
{
	const struct type *before = type_find(c, name);
	if (before)
		fail(c, file, line, "%s was declared at %s:%d", name, before->file, before->line);
	struct type *t = get(c, sizeof *t);
	*t = (struct type){ .name = name, .file = file, .line = line };
	*c->types_end = t;
	c->types_end = &t->next;
	return t;
}

static bool is_punct(const struct token *t, char punct)
{
	return t->kind == T_PUNCT && t->punct == punct;
}

static void members_read(struct compiler *, struct type *, const struct token **, int depth);

/* What stands after a member's name: a type's name, or its own members between braces. */
static void member_type(struct compiler *c, struct type *type, struct member *m, const struct token **t, int depth)
{
	m->base = B_STRUCT;
	if (is_punct(*t, '{')) {
		struct type *inner = type_add(c, get_format(c, "%s_%s", type->name, m->name), type->file, m->line);
		if (depth > 8)
			fail(c, type->file, m->line, "data is nested too deep");
		++*t;
		members_read(c, inner, t, depth + 1);
		if (!is_punct(*t, '}'))
			fail(c, type->file, (*t)->line, "expected a member or } here");
		m->type = inner;
	} else if ((*t)->kind == T_NAME) {
		m->type_name = (*t)->text;
		for (size_t i = 0; i < B_STRUCT; i++)
			if (!strcmp(m->type_name, bases[i].name))
				m->base = (enum base)i;
	} else
		fail(c, type->file, (*t)->line, "%s has no type", m->name);
	++*t;
	if (m->nullable && m->base != B_STRUCT)
		fail(c, type->file, m->line, "%s: only a group can be absent (?); an unknown %s is empty or 0", m->name, base_name(m->base));
}

static void member_check(struct compiler *c, const struct type *type, const struct member *m)
{
	if (reserved(m->name))
		fail(c, type->file, m->line, "%s cannot be a name: it means something in C or in templates", m->name);
	for (const struct member *o = type->members; o; o = o->next) {
		size_t n = strlen(o->name), k = strlen(m->name);
		if (!strcmp(o->name, m->name) || (o->list && k == n + 2 && !strncmp(o->name, m->name, n) && !strcmp(m->name + n, "_n"))
			|| (m->list && n == k + 2 && !strncmp(o->name, m->name, k) && !strcmp(o->name + k, "_n")))
			fail(c, type->file, m->line, "%s is declared twice (a list also has %s_n)", m->name, m->name);
	}
}

static void members_read(struct compiler *c, struct type *type, const struct token **t, int depth)
{
	struct member **end = &type->members;
	while ((*t)->kind == T_NAME || is_punct(*t, '-')) {
		struct member *m = get(c, sizeof *m);
		m->private = is_punct(*t, '-');
		*t += m->private;
		if ((*t)->kind != T_NAME)
			fail(c, type->file, (*t)->line, "a name must follow -");
		m->name = (*t)->text;
		m->line = (*t)++->line;
		if (is_punct(*t, '?')) {
			m->nullable = true;
			++*t;
		} else if (is_punct(*t, '[')) {
			m->list = true;
			if (!is_punct(++*t, ']'))
				fail(c, type->file, m->line, "a list is written %s[]", m->name);
			++*t;
		}
		member_check(c, type, m);
		member_type(c, type, m, t, depth);
		*end = m;
		end = &m->next;
	}
}

static void data_read(struct compiler *c, struct file *f, const struct piece *p)
{
	const struct token *t = p->token + 1;
	if (f->kind == UNIT_LAYOUT)
		fail(c, f->name, p->line, "a layout has no data of its own; it sees pg");
	if (f->type->members)
		fail(c, f->name, p->line, "a file has one {{data}}");
	members_read(c, f->type, &t, 0);
	if (t->kind != T_END)
		fail(c, f->name, t->line, "expected a member's name here");
}

/* {{page NAME layout=L}}, {{layout NAME}}, {{fragment NAME}}, {{type NAME}} */
static void unit_read(struct compiler *c, struct file *f, const struct piece *p)
{
	static const char *const kinds[] = { "page", "layout", "fragment", "type" };
	const struct token *t = p->token;
	size_t kind = 0;
	while (t->kind == T_NAME && kind < 4 && strcmp(t->text, kinds[kind]))
		kind++;
	if (t->kind != T_NAME || kind == 4)
		fail(c, f->name, p->line, "a template begins with {{page NAME layout=…}}, {{layout NAME}}, {{fragment NAME}} or {{type NAME}}");
	f->kind = (enum unit_kind)kind;
	if ((++t)->kind != T_NAME)
		fail(c, f->name, p->line, "{{%s}} needs a name", kinds[kind]);
	f->unit = t++->text;
	if (reserved_type(f->unit))
		fail(c, f->name, p->line, "%s cannot be the name of a template: it has a meaning already", f->unit);
	if (f->kind == UNIT_PAGE) {
		if (t->kind != T_NAME || strcmp(t->text, "layout") || !is_punct(t + 1, '=') || t[2].kind != T_NAME)
			fail(c, f->name, p->line, "a page says which frame it has: {{page %s layout=NAME}} or layout=none", f->unit);
		f->layout = t[2].text;
		t += 3;
	}
	if (t->kind != T_END)
		fail(c, f->name, p->line, "{{%s %s}} has more than it should", kinds[kind], f->unit);
	if (f->kind != UNIT_LAYOUT)
		f->type = type_add(c, f->unit, f->name, p->line);
}

static void csv_read(struct compiler *c, struct file *f, const struct piece *p)
{
	if (f->kind != UNIT_PAGE || p->token[1].kind != T_NAME || p->token[2].kind != T_END)
		fail(c, f->name, p->line, "{{csv LIST}} names one list of a page");
	f->csv = p->token[1].text;
	f->csv_line = p->line;
}

static bool blank(const struct piece *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strchr(" \t\r\n", p->p[i]))
			return false;
	return true;
}

static void file_read_head(struct compiler *c, struct file *f)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct piece *p = &f->piece[i];
		const char *word = p->directive && p->token->kind == T_NAME ? p->token->text : "";
		if (!f->unit && (p->directive || !blank(p))) {
			if (!p->directive)
				fail(c, f->name, p->line, "a template begins with {{page …}}, {{layout …}}, {{fragment …}} or {{type …}}");
			unit_read(c, f, p);
		} else if (!strcmp(word, "data"))
			data_read(c, f, p);
		else if (!strcmp(word, "csv"))
			csv_read(c, f, p);
		else if (f->kind == UNIT_TYPE && (p->directive || !blank(p)))
			fail(c, f->name, p->line, "a type has only {{data}}");
	}
	if (!f->unit)
		fail(c, f->name, 1, "the file is empty");
}

static void type_resolve(struct compiler *c, struct type *type)
{
	for (struct member *m = type->members; m; m = m->next) {
		if (m->base != B_STRUCT || m->type)
			continue;
		m->type = type_find(c, m->type_name);
		if (!m->type)
			fail(c, type->file, m->line, "%s is not a type: text int id bool time day real url, or a declared one", m->type_name);
	}
}

static void file_check(struct compiler *c, const struct file *f)
{
	for (const struct file *o = c->files; o < f; o++)
		if (o->kind == f->kind && !strcmp(o->unit, f->unit))
			fail(c, f->name, 1, "%s was declared in %s", f->unit, o->name);
	if (f->kind == UNIT_PAGE && strcmp(f->layout, "none")) {
		bool found = false;
		for (size_t i = 0; i < c->n; i++)
			found |= c->files[i].kind == UNIT_LAYOUT && !strcmp(c->files[i].unit, f->layout);
		if (!found)
			fail(c, f->name, 1, "there is no layout %s", f->layout);
	}
	if (f->csv) {
		const struct member *m = member_find(f->type, f->csv);
		if (!m || !m->list || m->base != B_STRUCT)
			fail(c, f->name, f->csv_line, "%s is not a list of groups of this page", f->csv);
	}
}

void types_read(struct compiler *c)
{
	for (size_t i = 0; i < c->n; i++)
		file_read_head(c, &c->files[i]);
	for (struct type *t = c->types; t; t = t->next)
		type_resolve(c, t);
	for (size_t i = 0; i < c->n; i++)
		file_check(c, &c->files[i]);
}
