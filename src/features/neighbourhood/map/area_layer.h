/* Areas with their shapes and one value each: a layer of a map, whoever draws it (area_map.h on the server, the map page in the browser). */
#ifndef NABIJ_AREA_LAYER_H
#define NABIJ_AREA_LAYER_H
#include "../../../platform/web/web.h"
#include "../areas/area_look.h"
#include "area_map.h"
#include "../figures/key_figures.h"

enum { LAYER_AREAS_MOST = 700 };         /* Amsterdam has 520 neighbourhoods */

struct area_layer {
	const char *title, *measure;
	struct area_value *areas;
	size_t n;
};
/* A key figure of the neighbourhoods around: of the area's district, of all in it, or (area NULL) of the viewer's team. One statement. */
void layer_figures(struct request *, const struct area_seen *, const struct key_figure *, struct area_layer *);
struct area_map;
void layer_draw(struct request *, const struct area_layer *, const char *id, struct area_map *);
/* Neighbourhoods where :team works, in their districts and municipalities; each way by its index. */
#define AREAS_OF_TEAM_BY(by) "SELECT a.id, a.code, a.name, a.municipality_code FROM v_team_area t JOIN v_area a ON a." by " = t.area_code" \
	" WHERE t.team_id = :team AND a.kind = 'neighbourhood' AND a.ended_on IS NULL"
#define AREAS_OF_TEAM AREAS_OF_TEAM_BY("code") " UNION " AREAS_OF_TEAM_BY("parent_code") " UNION " AREAS_OF_TEAM_BY("municipality_code")
#endif
