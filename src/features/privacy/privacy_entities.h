/* Holding back, emergency reviews, working notes (docs/architecture.md, Rights). */
#ifndef NABIJ_PRIVACY_ENTITIES_H
#define NABIJ_PRIVACY_ENTITIES_H
#include "../../platform/schema/schema.h"

extern const struct entity HOLD_ENTITY, HELD_ENTRY_ENTITY, TALK_ENTITY, NOTE_ENTITY;
#endif
