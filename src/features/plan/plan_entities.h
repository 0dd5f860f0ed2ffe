/* The plan that the family holds (Krachten bundelen 3.1; Jeugdwet 4.1.2, 4.1.3). */
#ifndef NABIJ_PLAN_ENTITIES_H
#define NABIJ_PLAN_ENTITIES_H
#include "../../platform/schema/schema.h"

extern const struct codes GOAL_STATES, STEP_WHO, FREEDOM, OFFER_KINDS;
extern const struct entity PLAN_ENTITY, WISH_ENTITY, GOAL_ENTITY, STEP_ENTITY, AGREEMENT_ENTITY, REVIEW_ENTITY, REVIEW_WORD_ENTITY, REVISION_ENTITY;
#endif
