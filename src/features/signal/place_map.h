/* Neighbourhoods to choose from, and drawn: each shape is a choice of a form (a radio inside its label), so that the map works without scripts, by keyboard
 * and read aloud. The drawing is made here, from the areas' own shapes; without shapes, or with too many, there is the list alone. */
#ifndef NABIJ_PLACE_MAP_H
#define NABIJ_PLACE_MAP_H
#include "../../platform/db/db.h"
#include "templates.h"

enum { PLACE_MAP_MOST = 40 };

struct place { const char *code, *name; struct blob shape; double lon, lat; };
struct place_list { struct place *place; int64_t n; };
/* The neighbourhoods where the team works, by name; also for who is nobody. */
struct place_list places_of_team(struct slot *, id64 team);
/* NULL: nothing to draw. `chosen`: the code that is ticked, or NULL. */
struct place_map *place_map(struct arena *, const struct place_list *, const char *chosen);
#endif
