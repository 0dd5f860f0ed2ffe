#include "neighbourhood_entities.h"
#include "../../platform/web/i18n.h"

static const struct code area_kinds[] = {
	{ "municipality", N_("gemeente") }, { "district", N_("wijk") }, { "neighbourhood", N_("buurt") }, { NULL, NULL }
};
static const struct codes AREA_KINDS = { "area_kind", area_kinds };

static const struct field area_fields[] = {
	{ "code", NULL, F_TEXT, .max = 10, .required = true },       /* GM0193, WK019310, BU01931000 */
	{ "kind", NULL, F_CODE, .codes = &AREA_KINDS, .required = true },
	{ "name", NULL, F_TEXT, .max = 120, .required = true },
	{ "name_start", NULL, F_TEXT, .max = 12, .required = true }, /* its first letters, folded: what a search begins with (area_name_start) */
	{ "parent_code", NULL, F_TEXT, .max = 10 },
	{ "municipality_code", NULL, F_TEXT, .max = 10 },
	{ "lon", NULL, F_REAL }, { "lat", NULL, F_REAL },            /* a point inside, WGS84 degrees */
	{ "geometry", NULL, F_HASH },                                /* rings of lon/lat as int32 1e-6 degrees: neighbourhood/geometry.h */
	{ NULL }
};
static const char *const area_indexes[] = { "UNIQUE code", "parent_code", "municipality_code", "name_start", NULL };
const struct entity AREA_ENTITY = { "area", "a municipality, district or neighbourhood (CBS)", GUARD_PUBLIC, area_fields, area_indexes, NULL, NULL };

static const struct field figure_fields[] = {
	{ "area_code", NULL, F_TEXT, .max = 10, .required = true },
	{ "name", NULL, F_TEXT, .max = 60, .required = true },
	{ "value", NULL, F_REAL },
	{ "hidden", NULL, F_BOOL, .required = true },                /* CBS did not publish it: never 0 */
	{ NULL }
};
static const char *const figure_indexes[] = { "UNIQUE area_code, name", NULL };
const struct entity FIGURE_ENTITY = { "figure", "a key figure of an area (CBS)", GUARD_PUBLIC, figure_fields, figure_indexes, NULL, NULL };

static const struct field postcode_fields[] = {
	{ "postcode", NULL, F_TEXT, .max = 6, .required = true },    /* four digits or the whole "8021AB" */
	{ "area_code", NULL, F_TEXT, .max = 10, .required = true },
	{ NULL }
};
static const char *const postcode_indexes[] = { "UNIQUE postcode, area_code", NULL };
const struct entity POSTCODE_ENTITY = { "postcode", "which areas a postcode lies in", GUARD_PUBLIC, postcode_fields, postcode_indexes, NULL, NULL };
