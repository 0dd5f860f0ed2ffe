/* Problems that a team raises with the municipality or with its own management, and everything that was said about them. */
#ifndef NABIJ_PROBLEMS_ENTITIES_H
#define NABIJ_PROBLEMS_ENTITIES_H
#include "../../../platform/schema/schema.h"

extern const struct codes PROBLEM_TO, PROBLEM_STATES, PROBLEM_DECISIONS, PROBLEM_MOVES;
extern const struct entity RAISED_PROBLEM_ENTITY, RAISED_PROBLEM_MOVE_ENTITY;
#endif
