/* Searching households and people, within what the viewer may see now: by words of names (keyed tokens), birth date, number, area. Only what is found
 * is opened, so only that is logged as shown.
 *
 * What it costs must grow neither with the country nor with what a viewer may see. Whoever may see few files is asked for from those; a coordinator of
 * tens of thousands from what is looked for, of which some part is theirs, and which ends when the page is full. */
#ifndef NABIJ_SEARCH_SCREENS_H
#define NABIJ_SEARCH_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route SEARCH_ROUTES[];
#endif
