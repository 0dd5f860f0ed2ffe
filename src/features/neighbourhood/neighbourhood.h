/* What other parts may ask of the neighbourhood: the codes of CBS areas, and the shapes that areas are kept in. The tables themselves are read and
 * written as neighbourhood_entities.h declares it; what comes in from CBS is for the command line (import/import.h). */
#ifndef NABIJ_NEIGHBOURHOOD_H
#define NABIJ_NEIGHBOURHOOD_H
#include "areas/area_code.h"
#include "areas/geometry.h"
#include "documents/documents.h"
#include "map/area_map.h"
#include "problems/problems.h"
#include "social_base/social_base.h"
#include "solutions/solutions.h"
#endif
