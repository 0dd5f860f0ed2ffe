/* What the neighbourhood and its team put on paper together: documents in sections, each saved as versions. */
#ifndef NABIJ_DOCUMENTS_ENTITIES_H
#define NABIJ_DOCUMENTS_ENTITIES_H
#include "../../../platform/schema/schema.h"

extern const struct codes DOCUMENT_CHANGES;
extern const struct entity AREA_DOCUMENT_ENTITY, AREA_DOCUMENT_VERSION_ENTITY;
#endif
