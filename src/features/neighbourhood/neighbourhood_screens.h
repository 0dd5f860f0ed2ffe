/* The neighbourhood on screen: the areas of a team or a municipality, one area, what there is already. Who is of a team sees that team's own; the policy
 * maker the same pages with public figures and what the publishing rule gives (monitor/publish.h). */
#ifndef NABIJ_NEIGHBOURHOOD_SCREENS_H
#define NABIJ_NEIGHBOURHOOD_SCREENS_H
#include "../../platform/web/web.h"
#include "areas/area_look.h"

extern const struct route NEIGHBOURHOOD_ROUTES[], SOCIAL_BASE_ROUTES[], SOLUTION_ROUTES[], AREA_MAP_ROUTES[];

struct neighbourhood_crumbs;
/* The way to an area, or (`here` a page's name) to a page of it. */
void area_crumbs(struct request *, const struct area_seen *, struct neighbourhood_crumbs *, const char *here);
#endif
