/* Languages. The msgid is the Dutch text itself; every other language is a gettext catalogue (po/LANG.po) compiled to .mo and
 * embedded. A language per request, so no libintl: a small reader, hashed at start. Missing in a catalogue: the Dutch text.
 * Named placeholders "{name}" in messages are filled by the caller (templates do it themselves; C uses tr_fill). */
#ifndef NABIJ_I18N_H
#define NABIJ_I18N_H
#include <stdbool.h>
#include <stddef.h>
#include "../base/arena.h"

struct lang;                                     /* static; lives as long as the program */

#define N_(text) (text)                          /* marks a Dutch text in a table for translation */

void lang_start(void);                           /* reads the embedded catalogues, once, before threads */
const struct lang *lang_find(const char *code);  /* "nl", "en", …; NULL when not offered */
const struct lang *lang_dutch(void);
const struct lang *lang_best(const char *accept_language);   /* from the header; Dutch when nothing fits */
size_t lang_count(void);
const struct lang *lang_at(size_t);
const char *lang_code(const struct lang *);
const char *lang_own_name(const struct lang *);  /* "Nederlands", "English", … */
bool lang_rtl(const struct lang *);

const char *tr(const struct lang *, const char *dutch);
const char *tr_n(const struct lang *, const char *one, const char *many, long n);   /* plural by the catalogue's own rule */
/* tr_fill(arena, tr(l, N_("Hallo {name}")), "name", value, NULL): pairs of name and text, NULL-terminated. */
const char *tr_fill(struct arena *, const char *message, ...) __attribute__((sentinel));
#endif
