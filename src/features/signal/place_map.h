/* Neighbourhoods to choose from, and drawn: each shape is a choice of a form (a radio inside its label), so that the map works without scripts, by keyboard
 * and read aloud. The drawing is made here, from the areas' own shapes; without shapes, or with too many, there is the list alone. */
#ifndef NABIJ_PLACE_MAP_H
#define NABIJ_PLACE_MAP_H
#include "../../platform/db/db.h"
#include "templates.h"

enum { PLACE_MAP_MOST = 40 };

struct place { const char *code, *name; struct blob shape; double lon, lat; };
struct place_list { struct place *place; int64_t n; };
/* Neighbourhoods by name, whoever the viewer is, also nobody: they are public. Those where the team works. */
struct place_list places_of_team(struct slot *, id64 team);
/* Where any team works; more than PLACE_MAP_MOST: too many to look over, so that one has to say first where. */
struct place_list places_of_all(struct slot *);
/* Those of its district, and of a municipality all. */
struct place_list places_around(struct slot *, const char *code);
bool place_among(const struct place_list *, const char *code);
/* The code of what is called so, in whatever letters; NULL: nothing. */
const char *place_named(struct slot *, const char *name);
/* NULL: nothing to draw. `chosen`: the code that is ticked, or NULL. */
struct place_map *place_map(struct arena *, const struct place_list *, const char *chosen);
#endif
