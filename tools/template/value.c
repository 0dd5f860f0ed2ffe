/* Paths to data, conditions, filters and translatable texts. All C it makes is safe for absent groups: reading through a NULL
 * pointer gives the member's empty value. */
#include <string.h>
#include "template.h"

const char *word_take(struct walk *w, enum token_kind kind, const char *what)
{
	if (w->t->kind != kind)
		walk_fail(w, "expected %s", what);
	return w->t++->text;
}

bool punct_take(struct walk *w, char punct)
{
	if (w->t->kind != T_PUNCT || w->t->punct != punct)
		return false;
	w->t++;
	return true;
}

void directive_end(struct walk *w)
{
	if (w->t->kind == T_END)
		return;
	if (w->t->kind == T_PUNCT)
		walk_fail(w, "'%c' is not expected here", w->t->punct);
	walk_fail(w, "'%s' is not expected here", w->t->text);
}

static const char *empty_value(const struct value *v)
{
	if (v->list || v->base == B_STRUCT || v->base == B_TEXT || v->base == B_URL)
		return "NULL";
	return v->base == B_DAY ? "(struct day){0}" : v->base == B_BOOL ? "false" : "0";
}

/* A group under way: how to point at it in C, and what must not be NULL before that is done. */
struct place { const struct type *type; const char *pointer, *guard; };

static struct value member_value(struct walk *w, struct place *place, const char *name)
{
	const struct member *m = member_find(place->type, name);
	if (!m)
		walk_fail(w, "%s has no member %s", place->type->name, name);
	struct value v = { .base = m->base, .type = m->type, .list = m->list, .maybe_null = m->nullable };
	bool by_value = m->base == B_STRUCT && !m->list && !m->nullable;
	v.c = get_format(w->c, by_value ? "&(%s)->%s" : "(%s)->%s", place->pointer, name);
	if (m->list)
		v.count = get_format(w->c, "(%s)->%s_n", place->pointer, name);
	place->pointer = v.c;
	place->type = m->type;
	return v;
}

static struct value guarded(struct walk *w, struct value v, const char *guard)
{
	if (!guard)
		return v;
	v.maybe_null = true;
	v.c = get_format(w->c, "(%s ? %s : %s)", guard, v.c, empty_value(&v));
	if (v.list)
		v.count = get_format(w->c, "(%s ? %s : 0)", guard, v.count);
	return v;
}

/* {{p.#}}, {{p.first}}, {{p.last}} of a loop's element; a member of that name goes first. */
static bool loop_value(struct walk *w, const struct variable *v, struct value *out)
{
	const struct token *t = w->t;
	bool number = t->kind == T_PUNCT && t->punct == '#';
	bool first = t->kind == T_NAME && !strcmp(t->text, "first"), last = t->kind == T_NAME && !strcmp(t->text, "last");
	if (!(number || first || last) || (!number && v->value.base == B_STRUCT && member_find(v->value.type, t->text)))
		return false;
	w->t++;
	*out = (struct value){ .base = number ? B_INT : B_BOOL,
		.c = get_format(w->c, number ? "(int64_t)(i_%s + 1)" : first ? "(i_%s == 0)" : "(i_%s + 1 == n_%s)", v->name, v->name) };
	return true;
}

static struct value path_rest(struct walk *w, struct value v, struct place place)
{
	while (punct_take(w, '.')) {
		if (v.base != B_STRUCT || v.list)
			walk_fail(w, "a %s has no members", v.list ? "list" : base_name(v.base));
		if (v.maybe_null)
			place.guard = place.guard ? get_format(w->c, "%s && %s", place.guard, place.pointer) : place.pointer;
		v = member_value(w, &place, word_take(w, T_NAME, "a member's name"));
	}
	return guarded(w, v, place.guard);
}

struct value value_read(struct walk *w)
{
	struct compiler *c = w->c;
	const char *name = word_take(w, T_NAME, "a value");
	for (const struct variable *v = w->variables; v; v = v->next) {
		struct value out;
		if (strcmp(v->name, name))
			continue;
		if (w->t->kind == T_PUNCT && w->t->punct == '.') {
			w->t++;
			if (loop_value(w, v, &out))
				return out;
			w->t--;
		}
		return path_rest(w, v->value, (struct place){ v->value.type, v->value.c, NULL });
	}
	if (!strcmp(name, "pg")) {
		const struct type *page = type_find(c, "page");
		if (!page)
			walk_fail(w, "pg is declared by {{type page}}, which is not among the files");
		return path_rest(w, (struct value){ .base = B_STRUCT, .type = page, .c = "r->page" }, (struct place){ page, "r->page", NULL });
	}
	if (!w->file->type)
		walk_fail(w, "%s is unknown: a layout sees only pg", name);
	struct place place = { w->file->type, "d", NULL };
	if (!member_find(w->file->type, name))
		walk_fail(w, "%s is not declared in {{data}} of %s", name, w->file->unit);
	struct value v = member_value(w, &place, name);
	return path_rest(w, v, place);
}

/* Conditions: or, and, not, brackets, a value alone, a value compared. */
static const char *or_read(struct walk *, int depth);

static bool keyword(struct walk *w, const char *word)
{
	if (w->t->kind != T_NAME || strcmp(w->t->text, word))
		return false;
	w->t++;
	return true;
}

static const char *truth(struct walk *w, const struct value *v)
{
	if (v->list)
		return get_format(w->c, "%s > 0", v->count);
	switch (v->base) {
	case B_TEXT: case B_URL:
		return get_format(w->c, "has_text(%s)", v->c);
	case B_DAY:
		return get_format(w->c, "day_known(%s)", v->c);
	case B_TIME:
		return get_format(w->c, "known_time(%s)", v->c);
	case B_STRUCT:
		if (!v->maybe_null)
			walk_fail(w, "this group is always there: only one declared with ? can be absent");
		return get_format(w->c, "%s != NULL", v->c);
	default:
		return get_format(w->c, "%s != 0", v->c);
	}
}

static const char *compare_value(struct walk *w, const struct value *v, const char *operator)
{
	struct value other = value_read(w);
	bool text = v->base == B_TEXT || v->base == B_URL;
	if (other.list || (other.base != v->base && !(text && (other.base == B_TEXT || other.base == B_URL))))
		walk_fail(w, "a %s is compared with a %s", base_name(v->base), other.list ? "list" : base_name(other.base));
	if (text)
		return get_format(w->c, "%ssame_text(%s, %s)", *operator == '!' ? "!" : "", v->c, other.c);
	return get_format(w->c, "%s %s %s", v->c, operator, other.c);
}

static const char *compared(struct walk *w, const struct value *v, bool equal)
{
	const struct token *t = w->t;
	const char *operator = equal ? "==" : "!=";
	bool text = v->base == B_TEXT || v->base == B_URL;
	if (v->list || v->base == B_STRUCT || v->base == B_DAY || v->base == B_REAL)
		walk_fail(w, "a %s cannot be compared", v->list ? "list" : base_name(v->base));
	if (t->kind == T_NAME)
		return compare_value(w, v, operator);
	w->t++;
	if (text && t->kind == T_STRING) {
		struct text s = { 0 };
		text_quote(w->c, &s, t->text, strlen(t->text));
		return get_format(w->c, "%ssame_text(%s, %s)", equal ? "" : "!", v->c, s.p);
	}
	if (!text && v->base == B_INT && t->kind == T_NUMBER && strlen(t->text) < 18 && t->text[strspn(t->text, "-0123456789")] == 0)
		return get_format(w->c, "%s %s %s", v->c, operator, t->text[0] == '-' ? t->text : t->text + strspn(t->text, "0") - (t->text[strspn(t->text, "0")] == 0));
	walk_fail(w, "a text is compared with \"…\", an int with a number");
}

static const char *not_read(struct walk *w, int depth)
{
	if (depth > 40)
		walk_fail(w, "this condition is nested too deep");
	if (keyword(w, "not"))
		return get_format(w->c, "!(%s)", not_read(w, depth + 1));
	if (punct_take(w, '(')) {
		const char *c = or_read(w, depth + 1);
		if (!punct_take(w, ')'))
			walk_fail(w, "expected )");
		return c;
	}
	struct value v = value_read(w);
	if (w->t->kind == T_EQUAL || w->t->kind == T_DIFFER) {
		bool equal = w->t++->kind == T_EQUAL;
		return compared(w, &v, equal);
	}
	return truth(w, &v);
}

static const char *and_read(struct walk *w, int depth)
{
	const char *c = not_read(w, depth);
	while (keyword(w, "and"))
		c = get_format(w->c, "%s && %s", c, not_read(w, depth));
	return c;
}

static const char *or_read(struct walk *w, int depth)
{
	const char *c = and_read(w, depth);
	while (keyword(w, "or"))
		c = get_format(w->c, "((%s) || (%s))", c, and_read(w, depth));
	return c;
}

const char *condition_read(struct walk *w)
{
	return or_read(w, 0);
}

/* Filters: what each takes, and its C. %s is the value. */
static const struct filter { const char *name; bool time, day, number, text; const char *c; } filters[] = {
	{ "moment", true, false, false, false, "words_moment(r->arena, r->lang, %s, r->now)" },
	{ "ago", true, false, false, false, "words_ago(r->arena, r->lang, %s, r->now)" },
	{ "time", true, false, false, false, "words_time(r->arena, r->lang, %s)" },
	{ "day", false, true, false, false, "words_day(r->arena, r->lang, %s, r->now)" },
	{ "day_long", false, true, false, false, "words_day_long(r->arena, r->lang, %s, r->now)" },
	{ "date", false, true, false, false, "words_date(r->arena, r->lang, %s)" },
	{ "due", false, true, false, false, "words_due(r->arena, r->lang, %s, r->now)" },
	{ "since", false, true, false, false, "words_since(r->arena, r->lang, %s, r->now)" },
	{ "age", false, true, false, false, "words_age(r->arena, r->lang, %s, r->now)" },
	{ "iso", false, true, false, false, "day_iso(r->arena, %s)" },
	{ "number", false, false, true, false, NULL },
	{ "hour", false, false, false, true, "words_hour(r->arena, r->lang, %s)" },
};

static const char *filtered(struct walk *w, const struct value *v, const char *name)
{
	size_t i = 0, n = sizeof filters / sizeof *filters;
	while (i < n && strcmp(filters[i].name, name))
		i++;
	if (i == n)
		walk_fail(w, "there is no filter %s", name);
	const struct filter *f = &filters[i];
	if (f->number && v->base == B_INT)
		return get_format(w->c, "words_number(r->arena, r->lang, (long)%s)", v->c);
	if (f->number && v->base == B_REAL)
		return get_format(w->c, "words_real(r->arena, r->lang, %s)", v->c);
	const char *c = v->c;
	if (f->day && v->base == B_TIME)
		c = get_format(w->c, "known_day(%s)", v->c);
	else if (!(f->time && v->base == B_TIME) && !(f->day && v->base == B_DAY) && !(f->text && v->base == B_TEXT))
		walk_fail(w, "the filter %s does not take a %s", name, base_name(v->base));
	/* the table's own text is the format; it holds one %s */
	const char *at = strstr(f->c, "%s");
	return get_format(w->c, "%.*s%s%s", (int)(at - f->c), f->c, c, at + 2);
}

/* A value as text (const char *) for words of people, with its filter when one follows. */
static const char *as_words(struct walk *w, const struct value *v)
{
	if (v->list || v->base == B_STRUCT)
		walk_fail(w, "a %s cannot be written: go through it with {{for}} or name a member", v->list ? "list" : "group");
	if (punct_take(w, '|'))
		return filtered(w, v, word_take(w, T_NAME, "a filter's name"));
	switch (v->base) {
	case B_TEXT: case B_URL:
		return v->c;
	case B_INT: case B_ID:
		return get_format(w->c, "arena_printf(r->arena, \"%%lld\", (long long)%s)", v->c);
	case B_BOOL:
		walk_fail(w, "a bool cannot be written: use {{if}}");
	case B_REAL:
		walk_fail(w, "a real needs a filter in text: |number");
	default:
		walk_fail(w, "a %s needs a filter, such as |%s", base_name(v->base), v->base == B_TIME ? "moment" : "day");
	}
}

void out_in_context(struct walk *w, enum context context, const char *text)
{
	static const char *const functions[] = { "out_text", "out_attr", "out_url", "out_url_part", "out_tel" };
	code_flush(w);
	text_format(w->c, &w->code, "\t%s(b, %s);\n", functions[context], text);
}

/* {{path}} and {{path|filter}} */
void value_write(struct walk *w)
{
	struct value v = value_read(w);
	bool plain = !(w->t->kind == T_PUNCT && w->t->punct == '|');
	enum context context = html_value(w, plain ? v.base : B_TEXT);
	if (plain && !v.list && v.base == B_REAL && context == C_ATTR)
		out_in_context(w, context, get_format(w->c, "arena_printf(r->arena, \"%%.10g\", %s)", v.c));
	else if (plain && !v.list && (v.base == B_INT || v.base == B_ID) && context != C_URL) {
		code_flush(w);
		text_format(w->c, &w->code, "\tbuf_int(b, %s);\n", v.c);
	} else
		out_in_context(w, context, as_words(w, &v));
	directive_end(w);
}

/* Translatable texts. Every {name} must get a value and every value must have its {name}. */
static bool placeholder_in(const char *message, const char *name)
{
	size_t n = strlen(name);
	for (const char *p = strchr(message, '{'); p; p = strchr(p + 1, '{'))
		if (!strncmp(p + 1, name, n) && p[n + 1] == '}')
			return true;
	return false;
}

static void placeholders_check(struct walk *w, const char *message, const char *const *names, size_t n)
{
	for (const char *p = strchr(message, '{'); p; p = strchr(p + 1, '{')) {
		size_t length = strcspn(p + 1, "{}"), i = 0;
		while (i < n && !(strlen(names[i]) == length && !strncmp(names[i], p + 1, length)))
			i++;
		if (p[1 + length] != '}' || i == n)
			walk_fail(w, "{%.*s} in the text has no value", (int)length, p + 1);
	}
}

enum { VALUES = 12 };

/* The named values after a text: NAME=path|filter … ; the C arguments come back. `name` starts filled for plurals. */
static const char *named_values(struct walk *w, const char **name, size_t *n)
{
	struct text arguments = { 0 };
	text_str(w->c, &arguments, "");
	while (w->t->kind == T_NAME) {
		if (*n == VALUES)
			walk_fail(w, "a text has at most %d values", VALUES);
		name[*n] = w->t++->text;
		for (size_t i = 0; i < *n; i++)
			if (!strcmp(name[i], name[*n]))
				walk_fail(w, "%s is given twice", name[*n]);
		if (!punct_take(w, '='))
			walk_fail(w, "values are given as name=value");
		struct value v = value_read(w);
		text_format(w->c, &arguments, ", \"%s\", %s", name[*n], as_words(w, &v));
		++*n;
	}
	directive_end(w);
	return arguments.p;
}

static const char *quoted(struct walk *w, const char *s)
{
	struct text t = { 0 };
	text_quote(w->c, &t, s, strlen(s));
	return t.p;
}

void message_write(struct walk *w)
{
	const char *name[VALUES], *message = word_take(w, T_STRING, "a text in quotes");
	size_t n = 0;
	int line = w->line;
	if (!*message)
		walk_fail(w, "an empty text cannot be translated");
	enum context context = html_value(w, B_TEXT);
	const char *arguments = named_values(w, name, &n);
	placeholders_check(w, message, name, n);
	for (size_t i = 0; i < n; i++)
		if (!placeholder_in(message, name[i]))
			walk_fail(w, "the text has no {%s}", name[i]);
	emit_message(w->c, w->file->name, line, message, NULL);
	const char *c = get_format(w->c, "tr(r->lang, %s)", quoted(w, message));
	out_in_context(w, context, n ? get_format(w->c, "tr_fill(r->arena, %s%s, NULL)", c, arguments) : c);
}

/* {{n count "one" "many" name=value …}}; {n} is the number in the language's own writing */
void plural_write(struct walk *w)
{
	const char *name[VALUES] = { "n" };
	size_t n = 1;
	int line = w->line;
	struct value count = value_read(w);
	if (count.list || count.base != B_INT)
		walk_fail(w, "a plural needs an int to count by");
	const char *one = word_take(w, T_STRING, "the text for one, in quotes"), *many = word_take(w, T_STRING, "the text for many, in quotes");
	if (!*one || !*many)
		walk_fail(w, "an empty text cannot be translated");
	enum context context = html_value(w, B_TEXT);
	const char *arguments = named_values(w, name, &n);
	placeholders_check(w, one, name, n);
	placeholders_check(w, many, name, n);
	for (size_t i = 1; i < n; i++)
		if (!placeholder_in(one, name[i]) && !placeholder_in(many, name[i]))
			walk_fail(w, "neither text has {%s}", name[i]);
	emit_message(w->c, w->file->name, line, one, many);
	out_in_context(w, context, get_format(w->c,
		"tr_fill(r->arena, tr_n(r->lang, %s, %s, (long)%s), \"n\", words_number(r->arena, r->lang, (long)%s)%s, NULL)",
		quoted(w, one), quoted(w, many), count.c, count.c, arguments));
}
