/* The weeks of a theme: bars for what was heard, a line for what was to be expected, a dashed one for what chance stays below in 19 of 20 weeks. */
#ifndef NABIJ_SERIES_PICTURE_H
#define NABIJ_SERIES_PICTURE_H
#include "../../platform/web/web.h"

struct series_week { struct day week; int64_t observed; double expected, limit; bool in_theme; };
struct series_picture;
/* From theme.series ("observed expected limit;" per week from a first one on); what does not read so ends it. */
size_t theme_series_read(struct arena *, const char *text, struct day first, struct day from, struct day to, struct series_week **);
void theme_series_draw(struct request *, const struct series_week *, size_t n, struct series_picture *);
#endif
