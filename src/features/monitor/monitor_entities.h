/* What leaves the team as a kept number (published_figures.h, together.h), and attention: what asks whom for what, since when, by when. */
#ifndef NABIJ_MONITOR_ENTITIES_H
#define NABIJ_MONITOR_ENTITIES_H
#include "../../platform/schema/schema.h"

extern const struct entity ATTENTION_ENTITY, RULE_ENTITY, PUBLISHED_FIGURE_ENTITY, PUBLISHED_COMBINATION_ENTITY;
#endif
