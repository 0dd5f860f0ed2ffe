/* Reads a .mo file (gettext manual, "The Format of GNU MO Files"); every offset is checked before it is followed. */
#include "catalogue.h"
#include <stdlib.h>
#include <string.h>

static uint32_t number(const struct catalogue *c, size_t at)
{
	const unsigned char *p = c->bytes + at;
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The i-th text of a table, which ends with a NUL; NULL when it does not lie within the file. */
static const char *text_at(const struct catalogue *c, uint32_t table, uint32_t i, uint32_t *length)
{
	uint32_t n = number(c, table + (size_t)i * 8), at = number(c, table + (size_t)i * 8 + 4);
	if (at >= c->n || n >= c->n - at || c->bytes[at + n])
		return NULL;
	*length = n;
	return (const char *)c->bytes + at;
}

static uint32_t hash(const char *text)
{
	uint32_t h = 2166136261u;                           /* FNV-1a */
	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 16777619u;
	return h;
}

static bool tables_check(struct catalogue *c)
{
	uint32_t ignored;
	if (c->n < 28 || number(c, 0) != 0x950412deu || number(c, 4) >> 16)
		return false;
	c->count = number(c, 8);
	c->originals = number(c, 12);
	c->translations = number(c, 16);
	if (c->count > c->n / 16 || c->originals > c->n - c->count * 8 || c->translations > c->n - c->count * 8)
		return false;
	for (uint32_t i = 0; i < c->count; i++)
		if (!text_at(c, c->originals, i, &ignored) || !text_at(c, c->translations, i, &ignored))
			return false;
	return true;
}

static void index_texts(struct catalogue *c)
{
	uint32_t length, size = 16;
	while (size < c->count * 2)
		size *= 2;
	c->slot = calloc(size, sizeof *c->slot);
	if (!c->slot)
		abort();
	c->mask = size - 1;
	for (uint32_t i = 0; i < c->count; i++) {
		uint32_t at = hash(text_at(c, c->originals, i, &length)) & c->mask;
		while (c->slot[at])
			at = (at + 1) & c->mask;
		c->slot[at] = i + 1;
	}
}

/* "Plural-Forms: nplurals=2; plural=(n != 1);" in the header, which is the translation of "". Without it: one form for all. */
static bool rule_read(struct catalogue *c)
{
	const char *header = catalogue_find(c, "", 0);
	const char *line = header ? strstr(header, "Plural-Forms:") : NULL;
	const char *forms = line ? strstr(line, "nplurals=") : NULL, *rule = line ? strstr(line, " plural=") : NULL;
	c->forms = 1;
	memcpy(c->rule, "0", 2);
	if (!line)
		return true;
	if (!forms || !rule)
		return false;
	size_t n = strcspn(rule += strlen(" plural="), ";\n");
	c->forms = strtoul(forms + strlen("nplurals="), NULL, 10);
	if (!c->forms || c->forms > 8 || n >= sizeof c->rule)
		return false;
	memcpy(c->rule, rule, n);
	c->rule[n] = 0;
	for (unsigned long i = 0, form; i < 1000; i++)
		if (!plural_form(c->rule, i, &form) || form >= c->forms)
			return false;
	return true;
}

bool catalogue_read(struct catalogue *c, const void *bytes, size_t n)
{
	*c = (struct catalogue){ .bytes = bytes, .n = n };
	if (!tables_check(c))
		return false;
	index_texts(c);
	if (rule_read(c))
		return true;
	catalogue_release(c);
	return false;
}

void catalogue_release(struct catalogue *c)
{
	free(c->slot);
	*c = (struct catalogue){ 0 };
}

const char *catalogue_find(const struct catalogue *c, const char *original, unsigned long form)
{
	uint32_t length;
	for (uint32_t at = hash(original) & c->mask; c->slot[at]; at = (at + 1) & c->mask) {
		uint32_t i = c->slot[at] - 1;
		if (strcmp(text_at(c, c->originals, i, &length), original))
			continue;
		const char *text = text_at(c, c->translations, i, &length), *end = text + length;
		for (; form && text < end; form--)
			text += strlen(text) + 1;
		return form || text >= end || !*text ? NULL : text;
	}
	return NULL;
}
