/* The weeks of a theme: bars for what was heard, a line for what was to be expected, a dashed one for what chance stays below in 19 of 20 weeks. */
#ifndef NABIJ_SERIES_PICTURE_H
#define NABIJ_SERIES_PICTURE_H
#include "../../platform/web/web.h"
#include "counts.h"

struct series_week { struct day week; struct count_cell heard; double expected, limit; bool in_theme; const char *words; /* of the week: once it is drawn */ };
struct series_picture;
/* From theme.series ("=6 1.20 3.00;" per week from a first one on: heard, expected, limit); what does not read so ends it. */
size_t theme_series_read(struct arena *, const char *text, struct day first, struct day from, struct day to, struct series_week **);
void theme_series_draw(struct request *, struct series_week *, size_t n, struct series_picture *);
#endif
