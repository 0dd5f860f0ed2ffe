/* What a team does in an area: its themes, its initiatives, what went well. */
#ifndef NABIJ_DOING_PAGE_H
#define NABIJ_DOING_PAGE_H
#include "../../platform/web/web.h"
#include "templates.h"

/* Of the viewer's own team: in that area, or (NULL) everywhere it works. One statement. */
void doing_fill(struct request *, const char *area_code, struct area_doing **);
#endif
