/* The plural rule of a catalogue: a C expression over n with ?: || && == != < > <= >= + - * / % ! and brackets
 * (gettext manual, "Plural forms"). Evaluated by descent at each use: rules are a line long. */
#include "catalogue.h"
#include <stdlib.h>
#include <string.h>

struct rule { const char *p; unsigned long n; int depth; bool bad; };

static bool take(struct rule *r, const char *word)
{
	r->p += strspn(r->p, " \t\n");
	size_t n = strlen(word);
	if (strncmp(r->p, word, n))
		return false;
	r->p += n;
	return true;
}

static unsigned long choice(struct rule *);

static unsigned long primary(struct rule *r)
{
	unsigned long value = 0;
	if (++r->depth > 60)
		r->bad = true;
	if (r->bad)
		;
	else if (take(r, "!"))
		value = !primary(r);
	else if (take(r, "(")) {
		value = choice(r);
		if (!take(r, ")"))
			r->bad = true;
	} else if (take(r, "n"))
		value = r->n;
	else if (*r->p >= '0' && *r->p <= '9') {
		char *end;
		value = strtoul(r->p, &end, 10);
		r->p = end;
	} else
		r->bad = true;
	r->depth--;
	return value;
}

/* Binary operators by how strongly they bind, the weakest first; longer signs before their beginnings. */
static const char *const operators[][5] = {
	{ "||" }, { "&&" }, { "==", "!=" }, { "<=", ">=", "<", ">" }, { "+", "-" }, { "*", "/", "%" },
};
enum { LEVELS = sizeof operators / sizeof *operators };

static unsigned long apply(struct rule *r, const char *sign, unsigned long a, unsigned long b)
{
	switch (sign[0]) {
	case '|': return a || b;
	case '&': return a && b;
	case '=': return a == b;
	case '!': return a != b;
	case '<': return sign[1] ? a <= b : a < b;
	case '>': return sign[1] ? a >= b : a > b;
	case '+': return a + b;
	case '-': return a - b;
	case '*': return a * b;
	}
	if (!b) {
		r->bad = true;
		return 0;
	}
	return sign[0] == '/' ? a / b : a % b;
}

static const char *operator(struct rule *r, int level)
{
	for (int i = 0; i < 5 && operators[level][i]; i++)
		if (take(r, operators[level][i]))
			return operators[level][i];
	return NULL;
}

static unsigned long binary(struct rule *r, int level)
{
	if (level == LEVELS)
		return primary(r);
	unsigned long value = binary(r, level + 1);
	for (const char *sign; !r->bad && (sign = operator(r, level)); )
		value = apply(r, sign, value, binary(r, level + 1));
	return value;
}

static unsigned long choice(struct rule *r)
{
	unsigned long condition = binary(r, 0);
	if (r->bad || !take(r, "?"))
		return condition;
	if (++r->depth > 60)
		r->bad = true;
	unsigned long yes = r->bad ? 0 : choice(r);
	if (!take(r, ":"))
		r->bad = true;
	unsigned long no = r->bad ? 0 : choice(r);
	r->depth--;
	return condition ? yes : no;
}

bool plural_form(const char *rule, unsigned long n, unsigned long *form)
{
	struct rule r = { .p = rule, .n = n };
	*form = choice(&r);
	take(&r, ";");
	r.p += strspn(r.p, " \t\n");
	return !r.bad && !*r.p;
}
