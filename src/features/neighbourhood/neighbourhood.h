/* What other parts may ask of the neighbourhood: the codes of CBS areas, and the shapes that areas are kept in. The tables themselves are read and
 * written as neighbourhood_entities.h declares it; what comes in from CBS is for the command line (import.h). */
#ifndef NABIJ_NEIGHBOURHOOD_H
#define NABIJ_NEIGHBOURHOOD_H
#include "area_code.h"
#include "area_map.h"
#include "documents.h"
#include "geometry.h"
#include "social_base.h"
#include "solutions.h"
#include "problems.h"
#endif
