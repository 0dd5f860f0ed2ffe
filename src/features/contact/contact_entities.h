/* Contact moments and attempts (Krachten bundelen 3.3: "contact does not stop at one attempt"). */
#ifndef NABIJ_CONTACT_ENTITIES_H
#define NABIJ_CONTACT_ENTITIES_H
#include "../../platform/schema/schema.h"

extern const struct codes CONTACT_KINDS;
extern const struct entity CONTACT_ENTITY, QUESTION_ENTITY, LIGHT_QUESTION_ENTITY;
#endif
