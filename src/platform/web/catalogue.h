/* A gettext catalogue (.mo, little-endian, as `msgfmt --endianness=little` makes it) read from memory, and its plural rule.
 * The bytes stay the caller's and must outlive the catalogue: texts point into them. */
#ifndef NABIJ_CATALOGUE_H
#define NABIJ_CATALOGUE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct catalogue {
	const unsigned char *bytes;
	size_t n;
	uint32_t count, originals, translations;    /* how many texts; where the two tables begin */
	uint32_t *slot;                  /* hash table: index + 1, 0 is free; a power of two in size */
	uint32_t mask;
	char rule[256];                  /* the C expression after plural= */
	unsigned long forms;             /* nplurals */
};

/* False when the bytes are no whole catalogue or its plural rule cannot be read; nothing is then held. */
bool catalogue_read(struct catalogue *, const void *bytes, size_t n);
void catalogue_release(struct catalogue *);
/* The translation, or NULL. For a text with plurals: `form` counts from 0. */
const char *catalogue_find(const struct catalogue *, const char *original, unsigned long form);
/* Which form a number takes: the rule's value. False when the rule is not an expression of C's as gettext allows it. */
bool plural_form(const char *rule, unsigned long n, unsigned long *form);
#endif
