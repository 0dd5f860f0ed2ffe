/* What a team does in an area: its themes, its initiatives, what went well. */
#ifndef NABIJ_DOING_PAGE_H
#define NABIJ_DOING_PAGE_H
#include "../../platform/web/web.h"
#include "templates.h"

/* One statement. Only the viewer's own team's. */
void doing_fill(struct request *, const char *area_code, struct area_doing **);
#endif
