/* The languages on offer: Dutch, which the program is written in, and every embedded catalogue. */
#include "i18n.h"
#include "catalogue.h"
#include "../base/embedded.h"
#include <assert.h>
#include <stdarg.h>
#include <string.h>

extern const struct embedded CATALOGUES[];

struct lang {
	const char *code, *own_name;
	bool rtl;
	struct catalogue catalogue;
	bool offered;
};

/* Languages that may come in po/; one without a catalogue is not offered. Dutch is first and needs none. */
static struct lang languages[] = {
	{ .code = "nl", .own_name = "Nederlands", .offered = true }, { .code = "en", .own_name = "English" },
	{ .code = "tr", .own_name = "Türkçe" }, { .code = "pl", .own_name = "Polski" }, { .code = "uk", .own_name = "Українська" },
	{ .code = "ar", .own_name = "العربية", .rtl = true }, { .code = "ti", .own_name = "ትግርኛ" },
	{ .code = "fa", .own_name = "فارسی", .rtl = true }, { .code = "so", .own_name = "Soomaali" },
	{ .code = "bg", .own_name = "Български" }, { .code = "ro", .own_name = "Română" }, { .code = "es", .own_name = "Español" },
	{ .code = "fr", .own_name = "Français" }, { .code = "de", .own_name = "Deutsch" },
};
enum { LANGUAGES = sizeof languages / sizeof *languages };

void lang_start(void)
{
	for (const struct embedded *e = CATALOGUES; e->name; e++) {
		size_t i = 0, n = strcspn(e->name, ".");
		while (i < LANGUAGES && !(strlen(languages[i].code) == n && !strncmp(languages[i].code, e->name, n)))
			i++;
		assert(i < LANGUAGES && i > 0);                 /* a new language gets its line above */
		if (languages[i].offered)
			continue;
		bool whole = catalogue_read(&languages[i].catalogue, e->bytes, e->n);
		assert(whole);
		languages[i].offered = true;
	}
}

const struct lang *lang_find(const char *code)
{
	for (size_t i = 0; code && i < LANGUAGES; i++)
		if (languages[i].offered && !strcmp(languages[i].code, code))
			return &languages[i];
	return NULL;
}

const struct lang *lang_dutch(void)
{
	return &languages[0];
}

size_t lang_count(void)
{
	size_t n = 0;
	for (size_t i = 0; i < LANGUAGES; i++)
		n += languages[i].offered;
	return n;
}

const struct lang *lang_at(size_t at)
{
	for (size_t i = 0; i < LANGUAGES; i++)
		if (languages[i].offered && at-- == 0)
			return &languages[i];
	assert(!"lang_at past lang_count");
	return NULL;
}

const char *lang_code(const struct lang *l)
{
	return l->code;
}

const char *lang_own_name(const struct lang *l)
{
	return l->own_name;
}

bool lang_rtl(const struct lang *l)
{
	return l->rtl;
}

/* The weight of one range in thousandths: ";q=0.8" is 800; none is 1000. */
static int weight(const char *range, size_t n)
{
	const char *q = memchr(range, ';', n), *end = range + n;
	if (!q)
		return 1000;
	for (q++; q < end && *q == ' '; q++)
		;
	if (end - q < 3 || q[0] != 'q' || q[1] != '=')
		return 0;
	int value = q[2] == '1' ? 1000 : 0, unit = 100;
	for (q += 4; !value && q < end && *q >= '0' && *q <= '9' && unit; q++, unit /= 10)
		value += (*q - '0') * unit;
	return value;
}

const struct lang *lang_best(const char *accept)
{
	const struct lang *best = lang_dutch();
	int heaviest = 0;
	while (accept && *accept) {
		accept += strspn(accept, " ,\t");
		size_t n = strcspn(accept, ","), letters = strcspn(accept, "-;, ");
		for (size_t i = 0; i < LANGUAGES; i++) {
			int q = weight(accept, n);
			if (languages[i].offered && strlen(languages[i].code) == letters && !strncasecmp(languages[i].code, accept, letters)
				&& q > heaviest) {
				best = &languages[i];
				heaviest = q;
			}
		}
		accept += n;
	}
	return best;
}

const char *tr(const struct lang *l, const char *dutch)
{
	const char *text = l->catalogue.slot && *dutch ? catalogue_find(&l->catalogue, dutch, 0) : NULL;
	return text ? text : dutch;
}

const char *tr_n(const struct lang *l, const char *one, const char *many, long n)
{
	unsigned long form = 0;
	const char *text = NULL;
	if (l->catalogue.slot && plural_form(l->catalogue.rule, n < 0 ? 0ul - (unsigned long)n : (unsigned long)n, &form))
		text = catalogue_find(&l->catalogue, one, form);
	return text ? text : n == 1 ? one : many;
}

enum { PAIRS = 16, PIECES = 2 * PAIRS + 1 };      /* what is filled in, and the message before, between and behind */
struct filling { const char *name, *value; };
struct piece { const char *p; size_t n; };

/* The one for the placeholder that begins at `p` ("{name}…"), or NULL. */
static const struct filling *filling_at(const char *p, const struct filling *all, size_t n)
{
	const char *name = p + 1, *end = strchrnul(name, '}');
	size_t length = (size_t)(end - name);
	for (size_t i = 0; *end && i < n; i++)
		if (*all[i].name == *name && !strncmp(all[i].name, name, length) && !all[i].name[length])
			return &all[i];
	return NULL;
}

/* What was filled in is not looked at again; a bracket that begins no placeholder is the message's own. */
static size_t cut(const char *message, const struct filling *all, size_t n, struct piece *piece)
{
	size_t pieces = 0;
	const char *from = message, *at = strchrnul(from, '{');
	for (; *at && pieces + 1 < PIECES; at = strchrnul(at, '{')) {
		const struct filling *f = filling_at(at, all, n);
		if (!f) {
			at++;
			continue;
		}
		piece[pieces++] = (struct piece){ from, (size_t)(at - from) };
		piece[pieces++] = (struct piece){ f->value, strlen(f->value) };
		from = at += strlen(f->name) + strlen("{}");
	}
	piece[pieces++] = (struct piece){ from, strlen(from) };
	return pieces;
}

const char *tr_fill(struct arena *arena, const char *message, ...)
{
	struct filling all[PAIRS];
	struct piece piece[PIECES];
	size_t n = 0, total = 0;
	va_list arguments;
	va_start(arguments, message);
	for (const char *name; (name = va_arg(arguments, const char *)); n++) {
		assert(n < PAIRS);
		const char *value = va_arg(arguments, const char *);
		all[n] = (struct filling){ name, value ? value : "" };
	}
	va_end(arguments);
	size_t pieces = cut(message, all, n, piece);
	for (size_t i = 0; i < pieces; i++)
		total += piece[i].n;
	char *filled = arena_alloc(arena, total + 1), *to = filled;
	for (size_t i = 0; i < pieces; i++)
		to = mempcpy(to, piece[i].p, piece[i].n);
	return filled;
}
