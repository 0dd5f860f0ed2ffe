/* Teams, their areas and members. */
#ifndef NABIJ_TEAM_ENTITIES_H
#define NABIJ_TEAM_ENTITIES_H
#include "../../platform/schema/schema.h"

extern const struct codes TEAM_ROLES;
extern const struct entity TEAM_ENTITY, TEAM_AREA_ENTITY, TEAM_MEMBER_ENTITY;
#endif
