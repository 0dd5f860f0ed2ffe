/* CBS areas, key figures and postcodes; what a team keeps and counts of a neighbourhood. */
#ifndef NABIJ_NEIGHBOURHOOD_ENTITIES_H
#define NABIJ_NEIGHBOURHOOD_ENTITIES_H
#include "../../platform/schema/schema.h"

extern const struct entity AREA_ENTITY, AREA_PART_ENTITY, FIGURE_ENTITY, POSTCODE_ENTITY, FIGURE_REFERENCE_ENTITY, SOCIAL_BASE_ENTITY, SOLUTION_COUNT_ENTITY,
	COMBINATION_COUNT_ENTITY;
extern const struct codes SOCIAL_KINDS;
#endif
