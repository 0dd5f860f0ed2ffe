/* CBS areas, key figures and postcodes. */
#ifndef NABIJ_NEIGHBOURHOOD_ENTITIES_H
#define NABIJ_NEIGHBOURHOOD_ENTITIES_H
#include "../../platform/schema/schema.h"

extern const struct entity AREA_ENTITY, FIGURE_ENTITY, POSTCODE_ENTITY;
#endif
