/* The tokens of a style sheet: the custom properties of :root, html and .…-theme, within @layer at most. What stands elsewhere (a media query, another
 * selector) is passed over; a sheet that is not well-formed gives what was read of it. Texts are in the sheet's arena. */
#ifndef NABIJ_CSS_SHEET_H
#define NABIJ_CSS_SHEET_H
#include <stdbool.h>
#include "../base/arena.h"

enum { SHEET_TOKENS_MOST = 8000 };

struct token { const char *name, *value; bool kept; };       /* "--basis-color-default", as it stands; kept: for who reads on */
struct sheet {
	struct arena *arena;
	struct token *tokens;
	size_t n;
	bool imports, too_many;              /* has @import; has more than are read */
};

/* Into a sheet that has its arena and nothing else. */
void sheet_read(struct sheet *, const char *css, size_t n);
struct token *sheet_find(const struct sheet *, const char *name);    /* the last of that name; NULL */
char *sheet_trimmed(struct arena *, const char *, size_t n);         /* without the spaces around it */
#endif
