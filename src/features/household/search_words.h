/* What somebody typed to find a household by: words of names, and a birth date anywhere among them ("4 maart 2011 Jansen", "Jansen 4-3-2011"). */
#ifndef NABIJ_SEARCH_WORDS_H
#define NABIJ_SEARCH_WORDS_H
#include "../../platform/base/arena.h"
#include "../../platform/base/clock.h"

enum { MOST_WORDS = 3, FEWEST_LETTERS = 2 };

/* The longest MOST_WORDS of at least FEWEST_LETTERS, the longest first: "Gezin van den Broek" is not looked for without Broek. "gezin", "familie" count
 * only when nothing else was typed: half of all households are called so. born: unknown when there is no date. All in the arena. */
struct asked_words { const char *word[MOST_WORDS]; size_t n; struct day born; };
void words_asked(struct arena *, const char *text, struct asked_words *);
#endif
