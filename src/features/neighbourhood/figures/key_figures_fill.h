/* Key figures as a page shows them: numbers in words, lengths of bars. */
#ifndef NABIJ_KEY_FIGURES_FILL_H
#define NABIJ_KEY_FIGURES_FILL_H
#include "../../../platform/web/web.h"
#include "../areas/area_look.h"
#include "key_figures.h"
#include "templates.h"

enum { BAR_LONGEST = 156 };
const char *figure_words(struct request *, struct figure_value);         /* NULL when it is not shown */
void key_figures_fill(struct request *, const struct area_seen *, const struct figure_beside *, struct key_figure_rows *);
#endif
