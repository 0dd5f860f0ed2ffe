/* The pages of what is heard and of one theme, and the words in which all pages tell of a theme. */
#ifndef NABIJ_THEME_SCREENS_H
#define NABIJ_THEME_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route THEMES_ROUTES[], THEME_ROUTES[];

/* What the pages say of a theme, in words. */
struct theme_words { const char *domain, *area, *areas; struct day from, to; int64_t observed, households, reporters; double expected, weeks_between; };
const char *theme_sentence(struct request *, const struct theme_words *);        /* "Inkomen, De Turfhoek en …: 14 in …" */
const char *theme_how_sure(struct request *, double weeks_between);              /* "vrijwel zeker geen toeval" */
const char *theme_how_rare(struct request *, double weeks_between);              /* "eens in de 3 jaar" */
bool theme_quiet(const struct request *, moment seen_at);        /* not found again for ten days */
#endif
