/* What a key figure is over all municipalities: its middle and its middle half, in figure_reference. Made by the import of figures and by a job, so that a page
 * reads a row where it would have to count a country. */
#ifndef NABIJ_FIGURE_REFERENCE_H
#define NABIJ_FIGURE_REFERENCE_H
#include "../../../platform/db/db.h"

enum { FIGURE_REFERENCE_LEAST = 20 };    /* fewer municipalities are no country: what stands is left as it is */

/* In a change as NABIJ_ITSELF: counts anew, writes what differs. The number of rows changed; -1 after a failure. */
int figure_reference_count(struct slot *);
#endif
