/* Reports (aanmeldingen en meldingen) that come in, by anybody. */
#ifndef NABIJ_SIGNAL_ENTITIES_H
#define NABIJ_SIGNAL_ENTITIES_H
#include "../../platform/schema/schema.h"

extern const struct codes REPORT_STATES, REPORTER_KINDS, KNOWS;
extern const struct entity REPORT_ENTITY, REPORT_LINK_ENTITY, REPORT_HELD_ENTITY;
#endif
