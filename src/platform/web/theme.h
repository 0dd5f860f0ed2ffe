/* A municipality's theme: from the CSS of an NL Design System theme, what nabij.css reads of colour, font family, radius and focus, and what those refer
 * to. Never sizes, so that no theme breaks a page; no url() and nothing from elsewhere. Colours stand in @media (prefers-color-scheme: light): the
 * dark mode stays Nabij's own. A theme whose text cannot be read (less than 4.5:1, WCAG 2.2 1.4.3) is refused, naming the pair. */
#ifndef NABIJ_THEME_H
#define NABIJ_THEME_H
#include <stdbool.h>
#include "../base/arena.h"
#include "../base/buf.h"
#include "../base/err.h"

struct theme_report { int read, kept; };         /* tokens in the file; tokens that went into the theme */

/* `css` is the theme as it came, `own` the text of nabij.css. On true `out` holds the theme; on false nothing of it is to be used and the error
 * says, for who made it, what is wrong. */
bool theme_import(struct arena *, const char *css, size_t n, const char *own, size_t own_n, struct buf *out, struct theme_report *, struct err *);
#endif
