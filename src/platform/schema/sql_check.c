#include "sql_check.h"
#include <ctype.h>

/* The next word of a statement in lower case; strings and parameters are left out. NULL at the end. */
static const char *word_next(const char *p, char *word, size_t size)
{
	for (;;) {
		while (*p && *p != '\'' && *p != ':' && !isalpha((unsigned char)*p) && *p != '_')
			p++;
		if (*p == '\'') {
			const char *end = strchr(p + 1, '\'');
			p = end ? end + 1 : p + strlen(p);
		} else if (*p == ':') {
			for (p++; isalnum((unsigned char)*p) || *p == '_'; p++)
				;
		} else
			break;
	}
	if (!*p)
		return NULL;
	size_t n = 0;
	for (; isalnum((unsigned char)*p) || *p == '_'; p++)
		if (n + 1 < size)
			word[n++] = (char)tolower((unsigned char)*p);
	word[n] = 0;
	return p;
}

static bool wrong(struct buf *report, const struct sql *s, const char *what, const char *word)
{
	buf_printf(report, "%s: %s: %s \"%s\"\n", s->file, s->name, what, word);
	return false;
}

static const char *const unlike[] = {
	"like", "ilike", "glob", "lower", "upper", "group_concat", "string_agg", "lateral", "strftime", "date", "datetime", "julianday",
	"now", "current_timestamp", "random", "ifnull", "iif", "returning", "pragma", "attach", "nvl", "rowid", NULL
};

static bool check_word(const struct sql *s, const char *word, struct buf *report)
{
	for (size_t i = 0; unlike[i]; i++)
		if (!strcmp(word, unlike[i]))
			return wrong(report, s, "is not understood alike by both stores:", word);
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

bool sql_check(const struct sql *s, struct buf *report)
{
	bool ok = true;
	char word[64];
	struct arena *a = arena_new(1 << 16);
	const char *broken = sql_rule_broken(a, s->text);
	if (broken)
		ok = wrong(report, s, "breaks the rule of views:", broken);
	arena_free(a);
	for (const char *p = s->text; (p = word_next(p, word, sizeof word)); )
		ok = check_word(s, word, report) && ok;
	if (has_sign(s->text, "::") || has_sign(s->text, "->>"))
		ok = wrong(report, s, "uses a sign of one store:", "::, ->>");
	if (has_sign(s->text, ";") || has_sign(s->text, "--") || has_sign(s->text, "/*"))
		ok = wrong(report, s, "is more than one statement:", ";");
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
