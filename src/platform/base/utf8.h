/* UTF-8: checking what comes in, counting, folding names for searching. */
#ifndef NABIJ_UTF8_H
#define NABIJ_UTF8_H
#include <stdbool.h>
#include <stddef.h>
#include "arena.h"

bool utf8_valid(const char *, size_t n);         /* well-formed, no NUL, no surrogates, at most U+10FFFF */
size_t utf8_length(const char *);                /* code points */
/* Makes typed text fit to keep: NFC, CRLF and CR to LF, control characters (but tab and LF) and the bidirectional overrides and
 * isolates U+202A–202E, U+2066–2069 removed, spaces trimmed at both ends. One-line fields also fold line ends and tabs to a space. */
const char *utf8_clean(struct arena *, const char *, bool one_line);
/* A key for comparing names: NFKD, marks dropped, case folded, Dutch "ij" ligature as two letters, all but letters and digits dropped. */
const char *utf8_fold(struct arena *, const char *);
/* A cruder key for "sounds alike", made for Dutch names: of a folded name, ij/y/ei→y, ou/au→u, c/k/q→k, ph→f, z→s, d/dt at
 * the end→t, doubled letters once, vowels after the first letter dropped. */
const char *utf8_sound(struct arena *, const char *);
#endif
