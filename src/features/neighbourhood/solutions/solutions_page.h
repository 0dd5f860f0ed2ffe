/* What was chosen and whether it fitted, as a page shows it. */
#ifndef NABIJ_SOLUTIONS_PAGE_H
#define NABIJ_SOLUTIONS_PAGE_H
#include "../../../platform/web/web.h"
#include "templates.h"

/* Of the viewer's team in an area, the past year: per life domain, those with the most goals first, what came of them by who did the steps. *few: the domains of which
 * too few households had a goal to say more; NULL when there are none, as before. One statement. */
void solutions_fill(struct request *, const char *area_code, struct solution_domain **, size_t *n, const char **few);
#endif
