#include "sql_check.h"
#include <ctype.h>
#include <strings.h>

/* The words of a statement, lower case, one after another; strings and parameters are left out. */
struct words { const char *p; char word[64], before[64], earlier[64]; };

static bool word_next(struct words *w)
{
	for (;;) {
		while (*w->p && *w->p != '\'' && *w->p != ':' && !isalpha((unsigned char)*w->p) && *w->p != '_')
			w->p++;
		if (*w->p == '\'') {
			const char *end = strchr(w->p + 1, '\'');
			w->p = end ? end + 1 : w->p + strlen(w->p);
		} else if (*w->p == ':') {
			for (w->p++; isalnum((unsigned char)*w->p) || *w->p == '_'; w->p++)
				;
		} else
			break;
	}
	if (!*w->p)
		return false;
	size_t n = 0;
	memcpy(w->earlier, w->before, sizeof w->earlier);
	memcpy(w->before, w->word, sizeof w->before);
	for (; isalnum((unsigned char)*w->p) || *w->p == '_'; w->p++)
		if (n + 1 < sizeof w->word)
			w->word[n++] = (char)tolower((unsigned char)*w->p);
	w->word[n] = 0;
	return true;
}

static bool wrong(struct buf *report, const struct sql *s, const char *what, const char *word)
{
	buf_printf(report, "%s: %s: %s \"%s\"\n", s->file, s->name, what, word);
	return false;
}

static bool writes(const struct words *w)
{
	return (!strcmp(w->before, "into") && !strcmp(w->earlier, "insert")) || !strcmp(w->before, "update")
		|| (!strcmp(w->before, "from") && !strcmp(w->earlier, "delete"));
}

/* Whether the word stands where a relation does: behind FROM, JOIN, INTO, UPDATE, or a comma in a FROM list. */
static bool names_relation(const struct words *w)
{
	return !strcmp(w->before, "from") || !strcmp(w->before, "join") || !strcmp(w->before, "into") || !strcmp(w->before, "update");
}

static bool view_like(const char *word)
{
	return !strncmp(word, "v_", 2) || !strncmp(word, "s_", 2);
}

static const char *const unlike[] = {
	"like", "ilike", "glob", "lower", "upper", "group_concat", "string_agg", "lateral", "strftime", "date", "datetime", "julianday",
	"now", "current_timestamp", "random", "ifnull", "iif", "returning", "pragma", "attach", "nvl", "rowid", NULL
};

static bool check_word(const struct sql *s, const struct words *w, struct buf *report)
{
	if (names_relation(w) && schema_entity(w->word) && !writes(w))
		return wrong(report, s, "reads a table by its own name; use its view:", w->word);
	if ((!strcmp(w->before, "with") || !strcmp(w->before, "recursive")) && (view_like(w->word) || schema_entity(w->word)))
		return wrong(report, s, "names a common table expression like a view or table:", w->word);
	for (size_t i = 0; unlike[i]; i++)
		if (!strcmp(w->word, unlike[i]))
			return wrong(report, s, "is not understood alike by both stores:", w->word);
	return true;
}

static bool has_sign(const char *text, const char *sign)
{
	bool quoted = false;
	for (const char *p = text; *p; p++) {
		if (*p == '\'')
			quoted = !quoted;
		if (!quoted && !strncmp(p, sign, strlen(sign)))
			return true;
	}
	return false;
}

/* A comma before a table's name is a join written the old way: refused as a whole, since then a name could hide there. */
static bool comma_join(const char *text)
{
	struct words w = { .p = text };
	while (word_next(&w)) {
		const char *p = w.p;
		p += strspn(p, " \n\t");
		if (!strcmp(w.before, "from") && *p == ',')
			return true;
		if (!strcmp(w.earlier, "from") && *p == ',' && strcmp(w.before, "distinct"))
			return true;
	}
	return false;
}

bool sql_check(const struct sql *s, struct buf *report)
{
	bool ok = true;
	struct words w = { .p = s->text };
	while (word_next(&w))
		ok = check_word(s, &w, report) && ok;
	if (has_sign(s->text, "::") || has_sign(s->text, "->>") || has_sign(s->text, "||/"))
		ok = wrong(report, s, "uses a sign of one store:", "::, ->>");
	if (has_sign(s->text, ";") || has_sign(s->text, "--") || has_sign(s->text, "/*"))
		ok = wrong(report, s, "is more than one statement:", ";");
	if (has_sign(s->text, "\"") || has_sign(s->text, "`") || has_sign(s->text, "["))
		ok = wrong(report, s, "quotes a name; names need no quotes:", "\"");
	if (comma_join(s->text))
		ok = wrong(report, s, "joins with a comma; say JOIN:", ",");
	return ok;
}

bool sql_check_all(struct buf *report)
{
	bool ok = true;
	for (size_t i = 0; i < sql_count(); i++)
		ok = sql_check(sql_at(i), report) && ok;
	return ok;
}

static bool check_field(const struct entity *e, const struct field *f, struct buf *report)
{
	const char *what = NULL;
	if (f->personal && !f->why)
		what = "is personal but does not say what it is for";
	else if (f->refs && !schema_entity(f->refs))
		what = "refers to a table that is not there";
	else if ((f->type == F_CODE || f->type == F_CODES) && !f->codes)
		what = "is a code without a list";
	else if (f->sealed && !f->personal)
		what = "is sealed, so it is personal: say what it is for";
	else if (f->type == F_REF && strcmp(f->name + strlen(f->name) - 3, "_id"))
		what = "is a reference, so its name ends in _id";
	if (what)
		buf_printf(report, "%s.%s %s\n", e->name, f->name, what);
	return !what;
}

bool schema_check(struct buf *report)
{
	bool ok = true;
	for (const struct entity *const *e = ENTITIES; *e; e++)
		for (const struct field *f = (*e)->fields; f->name; f++)
			ok = check_field(*e, f, report) && ok;
	return ok;
}
