/* Areas with their shapes and one value each: a layer of a map, whoever draws it (area_map.h on the server, the map page in the browser). */
#ifndef NABIJ_AREA_LAYER_H
#define NABIJ_AREA_LAYER_H
#include "../../../platform/web/web.h"
#include "../areas/area_look.h"
#include "../figures/key_figures.h"
#include "area_map.h"

enum { LAYER_AREAS_MOST = 700 };         /* Amsterdam has 520 neighbourhoods */

struct layer_thing { const char *href, *name, *where, *stands; };        /* a theme or an initiative that lies there */
struct area_layer {
	const char *title, *measure;
	struct area_value *areas;
	bool *ours;                      /* per area: the viewer's team works there; only of layer_places() */
	size_t n;
	const char *hidden_words;        /* what is hatched is called; NULL: "verborgen" */
	const char *total;               /* what the areas come to; NULL: says nothing */
	bool named;                      /* its values are names of things: what a tone stands for is not told */
	const char *how;                 /* how it is counted */
	struct layer_thing *things; size_t things_n;
};
/* A key figure of the neighbourhoods around: of the area's district, of all in it, or (area NULL) of the viewer's team. One statement. */
void layer_figures(struct request *, const struct area_seen *, const struct key_figure *, struct area_layer *);
struct area_map;
void layer_draw(struct request *, const struct area_layer *, const char *id, struct area_map *);

/* ---- layers of what was heard and what is done (heard_layer.c, doing_layer.c); two or three statements each ---- */

/* The area that the map is of: a neighbourhood's district, else itself. */
const char *layer_around(const struct area_seen *);
/* The neighbourhoods around without a value yet, with what is not on the map but may have been written down: the district itself, areas that were divided
 * since. One statement; layer_tidy() takes out again what is not on the map and got no value. */
void layer_places(struct request *, const struct area_seen *, struct area_layer *);
void layer_tidy(struct area_layer *);
struct area_value *layer_area(struct area_layer *, const char *code);    /* NULL: not around */

/* What was heard, in one life domain or (NULL) in all. For the team: in a quarter that is over, as published; 0: in the last thirteen weeks, exact from five households
 * and two reporters on. Every sum is exact only where all its parts are, so no layer taken from another tells a hidden count. */
void layer_heard(struct request *, const struct area_seen *, const char *domain, int quarter, struct area_layer *);
/* For who may see what leaves the team: reports per district, as on the page of figures. */
void layer_reports(struct request *, const struct area_seen *, const char *domain, int quarter, struct area_layer *);

void layer_themes(struct request *, const struct area_seen *, struct area_layer *);
/* Those of the viewer's team, and of all teams those that are shown to residents. */
void layer_initiatives(struct request *, const struct area_seen *, struct area_layer *);

/* Neighbourhoods where :team works, in their districts and municipalities; each way by its index. */
#define AREAS_OF_TEAM_BY(by) "SELECT a.id, a.code, a.name, a.municipality_code FROM v_team_area t JOIN v_area a ON a." by " = t.area_code" \
	" WHERE t.team_id = :team AND a.kind = 'neighbourhood' AND a.ended_on IS NULL"
#define AREAS_OF_TEAM AREAS_OF_TEAM_BY("code") " UNION " AREAS_OF_TEAM_BY("parent_code") " UNION " AREAS_OF_TEAM_BY("municipality_code")
#endif
