/* What is made of the declarations: the header with the structs, JSON, CSV and the descriptors; and the messages as a .pot. */
#include <stdlib.h>
#include <string.h>
#include "template.h"

static void struct_write(struct compiler *c, struct text *t, struct type *type)
{
	if (type->state == 2)
		return;
	if (type->state == 1)
		fail(c, type->file, type->line, "%s contains itself: use a list or ?", type->name);
	type->state = 1;
	for (const struct member *m = type->members; m; m = m->next)
		if (m->base == B_STRUCT && !m->list && !m->nullable)
			struct_write(c, t, (struct type *)m->type);
	text_format(c, t, "struct %s {\n", type->name);
	for (const struct member *m = type->members; m; m = m->next) {
		bool pointer = m->list || m->nullable;
		if (m->base == B_STRUCT)
			text_format(c, t, "\tstruct %s %s%s;\n", m->type->name, pointer ? "*" : "", m->name);
		else
			text_format(c, t, "\t%s%s%s;\n", base_c(m->base), pointer ? "*" : "", m->name);
		if (m->list)
			text_format(c, t, "\tsize_t %s_n;\n", m->name);
	}
	text_str(c, t, "};\n\n");
	type->state = 2;
}

static void header_write(struct compiler *c, struct text *t)
{
	text_str(c, t, "/* Made by tools/template from the templates' {{data}}; not to be edited. */\n#ifndef NABIJ_TEMPLATES_H\n"
		"#define NABIJ_TEMPLATES_H\n#include \"platform/web/render.h\"\n#include \"platform/base/clock.h\"\n"
		"#include \"platform/base/id.h\"\n\n");
	for (const struct type *type = c->types; type; type = type->next)
		text_format(c, t, "struct %s;\n", type->name);
	text_char(c, t, '\n');
	for (struct type *type = c->types; type; type = type->next)
		struct_write(c, t, type);
	for (size_t i = 0; i < c->n; i++)
		if (c->files[i].kind == UNIT_PAGE)
			text_format(c, t, "extern const struct template TPL_%s;\n", c->files[i].unit);
	text_str(c, t, "#endif\n");
}

static const char *json_value(struct compiler *c, const struct member *m, const char *value)
{
	static const char *const functions[] = {
		[B_TEXT] = "json_of_text(%s)", [B_URL] = "json_of_text(%s)", [B_INT] = "json_integer(%s)", [B_ID] = "json_of_id(%s)",
		[B_BOOL] = "json_boolean(%s)", [B_TIME] = "json_of_moment(%s)", [B_DAY] = "json_of_day(%s)", [B_REAL] = "json_of_real(%s)",
	};
	if (m->base == B_STRUCT)
		return get_format(c, "json_%s(%s)", m->type->name, value);
	const char *f = functions[m->base], *at = strstr(f, "%s");
	return get_format(c, "%.*s%s%s", (int)(at - f), f, value, at + 2);
}

static void json_member(struct compiler *c, struct text *t, const struct member *m)
{
	if (m->list) {
		const char *each = get_format(c, m->base == B_STRUCT ? "&d->%s[i]" : "d->%s[i]", m->name);
		text_format(c, t, "\tjson_t *a_%s = json_array();\n\tfor (size_t i = 0; i < d->%s_n; i++)\n"
			"\t\tjson_array_append_new(a_%s, %s);\n\tjson_object_set_new(o, \"%s\", a_%s);\n",
			m->name, m->name, m->name, json_value(c, m, each), m->name, m->name);
		return;
	}
	bool by_value = m->base == B_STRUCT && !m->nullable;
	const char *value = get_format(c, by_value ? "&d->%s" : "d->%s", m->name);
	if (m->nullable)
		text_format(c, t, "\tjson_object_set_new(o, \"%s\", d->%s ? %s : json_null());\n", m->name, m->name, json_value(c, m, value));
	else
		text_format(c, t, "\tjson_object_set_new(o, \"%s\", %s);\n", m->name, json_value(c, m, value));
}

static void json_write(struct compiler *c, struct text *t, const struct type *type)
{
	text_format(c, t, "static json_t *json_%s(const void *data)\n{\n\tconst struct %s *d = data;\n\tjson_t *o = json_object();\n\t(void)d;\n",
		type->name, type->name);
	for (const struct member *m = type->members; m; m = m->next)
		if (!m->private)
			json_member(c, t, m);
	text_str(c, t, "\treturn o;\n}\n\n");
}

static const char *csv_cell(struct compiler *c, const struct member *m)
{
	switch (m->base) {
	case B_TEXT: case B_URL:
		return get_format(c, "out_csv(b, e->%s)", m->name);
	case B_INT: case B_ID:
		return get_format(c, "buf_int(b, e->%s)", m->name);
	case B_BOOL:
		return get_format(c, "buf_str(b, e->%s ? \"1\" : \"0\")", m->name);
	case B_TIME:
		return get_format(c, "buf_str(b, e->%s ? moment_iso(r->arena, e->%s) : \"\")", m->name, m->name);
	case B_DAY:
		return get_format(c, "buf_str(b, day_iso(r->arena, e->%s))", m->name);
	default:
		return get_format(c, "buf_printf(b, \"%%.10g\", e->%s)", m->name);
	}
}

static bool is_column(const struct member *m)
{
	return m->base != B_STRUCT && !m->list && !m->private;
}

static void csv_write(struct compiler *c, struct text *t, const struct file *f)
{
	const struct type *type = member_find(f->type, f->csv)->type;
	struct text head = { 0 };
	const char *comma = "";
	text_str(c, &head, "");
	for (const struct member *m = type->members; m; m = m->next)
		if (is_column(m)) {
			text_format(c, &head, "%s%s", comma, m->name);
			comma = ",";
		}
	if (!head.n)
		fail(c, f->name, f->csv_line, "%s has no members that can be columns", f->csv);
	text_format(c, t, "static void csv_%s(struct buf *b, const struct render *r, const void *data)\n{\n\tconst struct %s *d = data;\n"
		"\t(void)r;\n\tbuf_str(b, \"%s\\r\\n\");\n\tfor (size_t i = 0; i < d->%s_n; i++) {\n\t\tconst struct %s *e = &d->%s[i];\n",
		f->unit, f->unit, head.p, f->csv, type->name, f->csv);
	comma = "";
	for (const struct member *m = type->members; m; m = m->next)
		if (is_column(m)) {
			text_format(c, t, "%s\t\t%s;\n", comma, csv_cell(c, m));
			comma = "\t\tbuf_char(b, ',');\n";
		}
	text_str(c, t, "\t\tbuf_str(b, \"\\r\\n\");\n\t}\n}\n\n");
}

/* Small functions that the conditions and filters above are written with. */
static const char helpers[] =
	"#define MAYBE __attribute__((unused))\n"
	"MAYBE static bool has_text(const char *t) { return t && *t; }\n"
	"MAYBE static bool same_text(const char *a, const char *b) { return !strcmp(a ? a : \"\", b ? b : \"\"); }\n"
	"MAYBE static bool known_time(moment m) { return m && m != FOREVER; }\n"
	"MAYBE static struct day known_day(moment m) { return known_time(m) ? day_of(m) : (struct day){0}; }\n\n";

static void prototypes_write(struct compiler *c, struct text *t)
{
	for (const struct type *type = c->types; type; type = type->next)
		text_format(c, t, "MAYBE static json_t *json_%s(const void *);\n", type->name);
	for (size_t i = 0; i < c->n; i++)
		if (c->files[i].kind != UNIT_TYPE)
			text_format(c, t, "MAYBE static void %s_%s(struct buf *, const struct render *, const void *);\n",
				c->files[i].kind == UNIT_LAYOUT ? "layout" : "html", c->files[i].unit);
	text_char(c, t, '\n');
}

static void descriptor_write(struct compiler *c, struct text *t, const struct file *f)
{
	bool framed = strcmp(f->layout, "none");
	if (f->csv)
		csv_write(c, t, f);
	text_format(c, t, "const struct template TPL_%s = { .name = \"%s\", .html = html_%s, .layout = %s_%s, .json = json_%s, .csv = %s%s };\n\n",
		f->unit, f->unit, f->unit, framed ? "layout" : "html", framed ? f->layout : f->unit, f->unit,
		f->csv ? "csv_" : "", f->csv ? f->unit : "NULL");
}

static void code_write(struct compiler *c, struct text *t)
{
	text_str(c, t, "#include <string.h>\n#include \"platform/web/words.h\"\n\n");
	text_str(c, t, helpers);
	prototypes_write(c, t);
	for (const struct type *type = c->types; type; type = type->next)
		json_write(c, t, type);
	for (size_t i = 0; i < c->n; i++) {
		const struct file *f = &c->files[i];
		if (f->code)
			text_add(c, t, f->code->p, f->code->n);
		if (f->kind == UNIT_PAGE)
			descriptor_write(c, t, f);
		if (f->kind == UNIT_LAYOUT)
			text_format(c, t, "render_fn *const LAYOUT_%s = layout_%s;\n\n", f->unit, f->unit);
	}
}

void emit_message(struct compiler *c, const char *file, int line, const char *one, const char *many)
{
	struct message *m = c->messages;
	while (m && strcmp(m->one, one))
		m = m->next;
	if (m && m->many && many && strcmp(m->many, many))
		fail(c, file, line, "\"%s\" has another plural elsewhere: \"%s\"", one, m->many);
	if (!m) {
		m = get(c, sizeof *m);
		m->one = one;
		*c->messages_end = m;
		c->messages_end = &m->next;
	}
	if (many)
		m->many = many;
	text_format(c, &m->where, " %s:%d", file, line);
}

static void pot_write(struct compiler *c, struct text *t)
{
	text_str(c, t, "msgid \"\"\nmsgstr \"\"\n\"MIME-Version: 1.0\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n"
		"\"Content-Transfer-Encoding: 8bit\\n\"\n\"Plural-Forms: nplurals=2; plural=(n != 1);\\n\"\n");
	for (const struct message *m = c->messages; m; m = m->next) {
		text_format(c, t, "\n#:%s\nmsgid ", m->where.p);
		text_quote(c, t, m->one, strlen(m->one));
		if (m->many) {
			text_str(c, t, "\nmsgid_plural ");
			text_quote(c, t, m->many, strlen(m->many));
		}
		text_str(c, t, m->many ? "\nmsgstr[0] \"\"\nmsgstr[1] \"\"\n" : "\nmsgstr \"\"\n");
	}
}

static char *keep(const struct text *t)
{
	char *s = strdup(t->p);
	if (!s)
		abort();
	return s;
}

void emit_all(struct compiler *c, struct template_result *result)
{
	struct text header = { 0 }, code = { 0 }, pot = { 0 };
	header_write(c, &header);
	code_write(c, &code);
	pot_write(c, &pot);
	result->header = keep(&header);
	result->code = keep(&code);
	result->pot = keep(&pot);
}
