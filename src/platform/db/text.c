/* SQL as text: tokens, named parameters as numbers, the engine's dialect of a migration, and the one rule on names. */
#include <assert.h>
#include <ctype.h>
#include <strings.h>
#include "engine.h"
#include "../base/list.h"

static bool word_start(char c)
{
	return isalpha((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static size_t word_length(const char *s)
{
	size_t n = 0;
	while (word_start(s[n]) || isdigit((unsigned char)s[n]))
		n++;
	return n;
}

/* 'it''s': the two quotes in the middle end one text and begin another, which comes to the same here. */
static size_t quoted_length(const char *s)
{
	const char *end = strchr(s + 1, *s);
	return end ? (size_t)(end - s) + 1 : strlen(s);
}

static size_t until(const char *s, const char *mark, size_t from)
{
	const char *end = strstr(s + from, mark);
	return end ? (size_t)(end - s) + strlen(mark) : strlen(s);
}

enum token sql_token(const char *s, size_t *length)
{
	*length = 1;
	if (!*s)
		return *length = 0, TOKEN_END;
	if (isspace((unsigned char)*s))
		return *length = strspn(s, " \t\r\n\f\v"), TOKEN_SPACE;
	if (s[0] == '-' && s[1] == '-')
		return *length = strcspn(s, "\n"), TOKEN_COMMENT;
	if (s[0] == '/' && s[1] == '*')
		return *length = until(s, "*/", 2), TOKEN_COMMENT;
	if (*s == '\'' || *s == '"')
		return *length = quoted_length(s), TOKEN_QUOTED;
	if (s[0] == '$' && s[1] == '$')
		return *length = until(s, "$$", 2), TOKEN_QUOTED;
	if (s[0] == ':' && s[1] == ':')
		return *length = 2, TOKEN_OTHER;
	if (*s == ':' && word_start(s[1]))
		return *length = 1 + word_length(s + 1), TOKEN_PARAM;
	if (word_start(*s))
		return *length = word_length(s), TOKEN_WORD;
	if (isdigit((unsigned char)*s))
		*length = 1 + word_length(s + 1);
	return TOKEN_OTHER;
}

bool sql_word(const char *token, size_t length, const char *word)
{
	return strlen(word) == length && !strncasecmp(token, word, length);
}

/* ---- :name → $n ---- */

static int name_number(struct sql_names *names, const char *name, size_t length)
{
	for (int i = 0; i < names->n; i++)
		if (names->length[i] == length && !strncmp(names->name[i], name, length))
			return i + 1;
	assert(names->n < SQL_PARAMS && "a statement with more parameters than SQL_PARAMS");
	names->name[names->n] = name;
	names->length[names->n] = length;
	return ++names->n;
}

void sql_number_params(const char *text, struct buf *out, struct sql_names *names)
{
	enum token kind;
	size_t n;
	names->n = 0;
	for (; (kind = sql_token(text, &n)) != TOKEN_END; text += n) {
		if (kind == TOKEN_PARAM)
			buf_printf(out, "$%d", name_number(names, text + 1, n - 1));
		else
			buf_add(out, text, n);
	}
}

/* ---- migrations are written once ---- */

static const struct { const char *from, *to; } words[] = {
	{ "INTEGER", "bigint" }, { "REAL", "double precision" }, { "BLOB", "bytea" },
};

/* The next token that says something; its length in *n. */
static const char *ahead(const char *s, size_t *n)
{
	enum token kind;
	while ((kind = sql_token(s, n)) == TOKEN_SPACE || kind == TOKEN_COMMENT)
		s += *n;
	return s;
}

/* STRICT and WITHOUT ROWID after a table's columns: the length of the option at s, 0 when it is none. */
static size_t table_option(const char *s)
{
	size_t n, m;
	sql_token(s, &n);
	if (sql_word(s, n, "STRICT"))
		return n;
	if (!sql_word(s, n, "WITHOUT"))
		return 0;
	const char *rowid = ahead(s + n, &m);
	return sql_word(rowid, m, "ROWID") ? (size_t)(rowid - s) + m : 0;
}

static void postgres_word(struct buf *out, const char *word, size_t n)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (sql_word(word, n, words[i].from)) {
			buf_str(out, words[i].to);
			return;
		}
	buf_add(out, word, n);
}

/* Copies one token; returns how much of the text it stood for. `last` is the character before it that is not white space. */
static size_t postgres_token(struct buf *out, const char *s, char last)
{
	size_t n, m, option;
	enum token kind = sql_token(s, &n);
	if (kind == TOKEN_WORD && last == ')' && (option = table_option(s)))
		return option;
	if (*s == ',' && last == ')') {
		const char *next = ahead(s + n, &m);
		if ((option = table_option(next)))
			return (size_t)(next - s) + option;
	}
	if (kind == TOKEN_WORD)
		postgres_word(out, s, n);
	else
		buf_add(out, s, n);
	return n;
}

static size_t sqlite_token(struct buf *out, const char *s)
{
	size_t n;
	if (sql_token(s, &n) == TOKEN_WORD && sql_word(s, n, "BOOLEAN"))
		buf_str(out, "INTEGER");
	else
		buf_add(out, s, n);
	return n;
}

char *db_dialect(struct arena *arena, enum engine_kind kind, const char *ddl)
{
	struct buf out;
	char last = ' ';
	buf_init(&out, 0);
	for (size_t n; *ddl; ddl += n) {
		size_t before = out.n, length;
		enum token token = sql_token(ddl, &length);
		n = kind == ENGINE_POSTGRES ? postgres_token(&out, ddl, last) : sqlite_token(&out, ddl);
		if (token != TOKEN_SPACE && token != TOKEN_COMMENT && out.n > before)
			last = out.p[out.n - 1];
	}
	assert(!buf_failed(&out));
	char *text = arena_strndup(arena, out.p, out.n);
	buf_release(&out);
	return text;
}

/* ---- the rule on names ---- */

struct word { const char *p; size_t n; };
struct rule {
	struct word *cte;              /* names that WITH gave in this statement */
	size_t cte_n;
	struct word last;              /* the word before the one under the eye */
	bool from[32];                 /* per depth of brackets: in a list behind FROM, where a comma brings a table */
	bool expect;                   /* the next word is a table */
	int depth;
};

static bool a_view(struct word w)
{
	return w.n > 2 && (!strncasecmp(w.p, "v_", 2) || !strncasecmp(w.p, "s_", 2));
}

/* `name AS (` or `name (columns) AS (`, or `AS MATERIALIZED (`, behind WITH or a comma: found by what follows, which only a CTE has. */
static bool names_cte(const char *s, size_t n)
{
	size_t m;
	const char *next = ahead(s + n, &m);
	if (*next == '(') {
		next += strcspn(next, ")");
		next = ahead(*next ? next + 1 : next, &m);
	}
	if (!sql_word(next, m, "AS"))
		return false;
	next = ahead(next + m, &m);
	if (sql_word(next, m, "MATERIALIZED"))
		next = ahead(next + m, &m);
	return *next == '(';
}

static bool known(const struct rule *r, struct word w)
{
	for (size_t i = 0; i < r->cte_n; i++)
		if (r->cte[i].n == w.n && !strncasecmp(r->cte[i].p, w.p, w.n))
			return true;
	return a_view(w);
}

static bool is(struct word w, const char *word)
{
	return w.p && sql_word(w.p, w.n, word);
}

static bool ends_from(struct word w)
{
	static const char *const ends[] = { "WHERE", "GROUP", "ORDER", "LIMIT", "UNION", "EXCEPT", "INTERSECT", "HAVING", "WINDOW", "SELECT",
		"SET", "VALUES", "RETURNING", NULL };
	for (int i = 0; ends[i]; i++)
		if (is(w, ends[i]))
			return true;
	return false;
}

/* Looks at one word; false when it is a name that may not stand there. */
static bool rule_word(struct rule *r, struct word w)
{
	bool fine = true;
	if (r->expect) {
		bool query = is(w, "SELECT") || is(w, "VALUES") || is(w, "WITH");
		fine = query || known(r, w);
		r->from[r->depth] = !query;
		r->expect = false;
	} else if (is(w, "JOIN") || (is(w, "FROM") && !is(r->last, "DELETE") && !is(r->last, "DISTINCT"))) {
		r->expect = r->from[r->depth] = true;
	} else if (ends_from(w)) {
		r->from[r->depth] = false;
	}
	r->last = w;
	return fine;
}

static void rule_mark(struct rule *r, char c)
{
	if (c == '(' && r->depth + 1 < (int)(sizeof r->from)) {
		r->from[++r->depth] = false;       /* behind FROM it goes on expecting: (SELECT …) or (a JOIN b) */
	} else if (c == ')' && r->depth) {
		r->depth--;
	} else if (c == ',' && r->from[r->depth]) {
		r->expect = true;
	}
}

/* The words that WITH names, before the statement proper is read: a recursive one is used before its end. */
static const char *find_ctes(struct arena *arena, struct rule *r, const char *text)
{
	enum token kind;
	bool with = false;
	size_t n;
	for (const char *s = text; (kind = sql_token(s, &n)) != TOKEN_END; s += n) {
		struct word w = { s, n };
		if (kind != TOKEN_WORD)
			continue;
		with = with || is(w, "WITH");
		if (!with || !names_cte(s, n))
			continue;
		if (a_view(w))
			return arena_strndup(arena, s, n);
		*LIST_ADD(arena, r->cte, r->cte_n) = w;
	}
	return NULL;
}

/* A statement reads or changes rows; all else (DDL, SET, BEGIN) is the engines' and the owner's. */
static const char *find_start(struct arena *arena, const char *text)
{
	static const char *const starts[] = { "SELECT", "INSERT", "UPDATE", "DELETE", "WITH" };
	size_t n;
	text = ahead(text, &n);
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (sql_word(text, n, starts[i]))
			return NULL;
	return arena_strndup(arena, text, n);
}

const char *sql_rule_broken(struct arena *arena, const char *text)
{
	struct rule r = { 0 };
	enum token kind;
	size_t n;
	const char *broken = find_start(arena, text);
	if (!broken)
		broken = find_ctes(arena, &r, text);
	for (const char *s = text; !broken && (kind = sql_token(s, &n)) != TOKEN_END; s += n) {
		if (kind == TOKEN_WORD && !rule_word(&r, (struct word){ s, n }))
			broken = arena_strndup(arena, s, n);
		else if (kind == TOKEN_QUOTED && *s == '"')
			broken = arena_strndup(arena, s, n);       /* a quoted name would pass by the rule */
		else if (kind == TOKEN_OTHER)
			rule_mark(&r, *s);
	}
	return broken;
}
