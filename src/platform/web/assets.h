/* What pages load beside their HTML: styles, script, icons, type (the folder assets/), carried inside the program. Each is known by its
 * name below assets/ ("nabij.css", "vendor/atkinson-latin.woff2") and by a hash of its content. An address with the right hash
 * ("/assets/nabij.css?v=1a2b3c4d") may be kept by a browser for a year; one without (the type, named in the styles) for a day. Compressing is
 * the front server's work.
 *
 * asset_url (render.h) makes such an address. */
#ifndef NABIJ_ASSETS_H
#define NABIJ_ASSETS_H
#include <stdbool.h>
#include <stddef.h>

struct asset {
	const char *name;
	const char *type;            /* Content-Type */
	const unsigned char *bytes;
	size_t n;
	char version[17];            /* hash of the content, hexadecimal */
	char url[128];               /* "/assets/NAME?v=VERSION" */
};

void assets_start(void);                                 /* hashes all, once, before threads; a second call does nothing */
const struct asset *asset_find(const char *name);        /* NULL when there is none of that name */
/* Whether `version` (the value of ?v=, may be NULL) is this asset's own: then the answer may say "immutable". */
bool asset_is_current(const struct asset *, const char *version);
#endif
