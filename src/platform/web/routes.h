/* Finding the route of a path, and holding the tables to their promises. */
#ifndef NABIJ_ROUTES_H
#define NABIJ_ROUTES_H
#include "web.h"

struct route_match { const struct route *route; id64 id[PATH_PARTS]; const char *word[PATH_PARTS]; id64 household; bool path_known; };
/* The route for method and path; path_known tells a wrong method (405) from a wrong path (404). HEAD counts as GET. */
struct route_match route_find(struct arena *, enum method, const char *path);
#endif
