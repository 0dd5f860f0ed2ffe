/* What was chosen and whether it fitted, as a page shows it. */
#ifndef NABIJ_SOLUTIONS_PAGE_H
#define NABIJ_SOLUTIONS_PAGE_H
#include "../../../platform/web/web.h"
#include "templates.h"

/* Of the viewer's team in an area, the past year: per life domain, those with the most goals first, what came of them by who did the steps. One statement. */
void solutions_fill(struct request *, const char *area_code, struct solution_domain **, size_t *n);
#endif
