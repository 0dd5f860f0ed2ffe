/* Features of a GeoJSON FeatureCollection (RFC 7946), one at a time: its properties and its Polygon or MultiPolygon.
 *
 * A feature that is well-formed JSON but no good (a ring that is not closed, a coordinate that is no longitude or latitude, another kind of
 * geometry) is given as GEOJSON_BAD with where and why, and reading goes on; what is no JSON or no FeatureCollection ends it (GEOJSON_FAILED).
 * Memory: a feature lives in the arena given; the reader itself holds at most one shape (GEOMETRY_POINTS). */
#ifndef NABIJ_GEOJSON_H
#define NABIJ_GEOJSON_H
#include "../areas/geometry.h"
#include "json_reader.h"

#define GEOJSON_PROPERTIES 500

enum geojson_event { GEOJSON_FEATURE, GEOJSON_BAD, GEOJSON_END, GEOJSON_FAILED };

struct geojson_property { const char *name, *value; };       /* texts and numbers, as written */

struct geojson_feature {
	size_t line;                             /* on which it began */
	struct geojson_property *properties;
	size_t properties_n;
	bool shaped;                             /* false: its geometry is null or missing */
	struct geometry shape;
	const char *problem_at, *problem;        /* of GEOJSON_BAD: the member's name, and why (a msgid) */
};

struct geojson;
struct geojson *geojson_new(struct json_reader *);           /* the reader stays its owner's */
void geojson_free(struct geojson *);
enum geojson_event geojson_next(struct geojson *, struct arena *, struct geojson_feature *);
const char *geojson_problem(const struct geojson *);         /* after GEOJSON_FAILED: a msgid */
/* The first of these names (ends with NULL) that the feature has; NULL when it has none. */
const char *geojson_get(const struct geojson_feature *, const char *const *names);
#endif
