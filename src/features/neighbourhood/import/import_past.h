/* After the areas of a file came in: what became of those that did not. Inside the import's own transaction. */
#ifndef NABIJ_IMPORT_PAST_H
#define NABIJ_IMPORT_PAST_H
#include "../../../platform/jobs/import.h"
#include "../areas/area_code.h"

void import_past(struct import *, const struct area_set *seen);
#endif
