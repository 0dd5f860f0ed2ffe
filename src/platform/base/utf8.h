/* UTF-8: checking what comes in, counting, folding names for searching. */
#ifndef NABIJ_UTF8_H
#define NABIJ_UTF8_H
#include <stdbool.h>
#include <stddef.h>
#include "arena.h"

bool utf8_valid(const char *, size_t n);         /* well-formed, no NUL, no surrogates, at most U+10FFFF */
size_t utf8_length(const char *);                /* code points */
/* Makes typed text fit to keep: NFC, CRLF and CR to LF, control characters (but tab and LF) and the bidirectional overrides and
 * isolates U+202A–202E, U+2066–2069 removed, byte order marks too, spaces trimmed at both ends. One-line fields also fold line
 * ends and tabs to a space. Bytes that are not UTF-8 (who takes text in must refuse them: utf8_valid) become U+FFFD. */
const char *utf8_clean(struct arena *, const char *, bool one_line);
/* The first words of a text, on one line; "…" behind them when there is more. NULL is "". */
const char *utf8_excerpt(struct arena *, const char *, size_t characters);
/* A key for comparing names: NFKD, marks dropped, case folded, Dutch "ij" ligature as two letters, letters that Unicode
 * does not take apart as the Latin letter people type for them (ı→i, ø→o, ł→l, đ→d, æ→ae, œ→oe), all but letters and digits dropped. */
const char *utf8_fold(struct arena *, const char *);
/* A cruder key for "sounds alike", made for Dutch names: of the folded name (it folds itself), ij/y/ei/ey/ui/uy→y, ou/au→u,
 * c/k/q→k, ph→f, th→t, z→s, d/dt at the end→t, doubled letters once, vowels (but y) after the first letter dropped. */
const char *utf8_sound(struct arena *, const char *);
#endif
