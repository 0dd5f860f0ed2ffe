/* Of the page of figures: which life domains stand together in households, of one municipality, as it was published (together.h). One statement. ?municipality=GM…
 * chooses where teams work in more than one; the first by name otherwise. */
#ifndef NABIJ_FIGURES_TOGETHER_H
#define NABIJ_FIGURES_TOGETHER_H
#include "../../platform/web/web.h"

struct figures;                          /* templates.h */
void figures_together(struct request *, int quarter, struct figures *);
#endif
