/* A map of areas, drawn on the server: each area's shape in one of at most five tones of one colour, hatched where its value is hidden, empty where there is
 * none, with the same as a table beneath. One drawer for all pages; the fragment `area_map` shows it:
 *
 *     struct area_map *map = …;                      (in a page's data: "map area_map")
 *     map->id = "themes"; map->title = …; map->measure = "Gehoord in zes weken";
 *     area_map_draw(arena, lang, areas, n, map);
 *
 * Shapes are as area.geometry keeps them (geometry.h). East and west are put right for the latitude of the middle; what is smaller than a picture's dot is left
 * out. An area without a shape stands in the table alone. A few hundred areas (a municipality) are drawn in some milliseconds; a country is not for this. */
#ifndef NABIJ_AREA_MAP_H
#define NABIJ_AREA_MAP_H
#include "../../../platform/db/db.h"
#include "../../../platform/web/i18n.h"

struct area_value {
	const char *code, *name;
	struct blob geometry;            /* p NULL: not known where it lies */
	bool known;                      /* has a value (or a hidden one) */
	bool hidden;                     /* hatched and said so; `value` is then not looked at */
	double value;                    /* what its tone is of */
	const char *words;               /* as it is read in the table and on the map: "14", "enkele"; NULL: `value` as a number */
	const char *href;                /* where it leads; NULL: nowhere */
	bool marked;                     /* with a heavy edge: what the page is about */
};

struct area_map;
/* Fills all of *map but its id, title and measure, in the order of the areas given; and but what the caller may say: how hidden and unknown values are called (hidden_words,
 * else "verborgen"; unknown_words, else "niet bekend"), what the areas come to together (total), that its values are names (named). */
void area_map_draw(struct arena *, const struct lang *, const struct area_value *, size_t n, struct area_map *);
#endif
