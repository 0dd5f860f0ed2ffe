/* Searching households and people, within what the viewer may see now: by words of names (keyed tokens) and a birth date, by number, by area. Only what is
 * found is opened, so only that is logged as shown.
 *
 * What it costs must grow neither with the country nor with what a viewer may see. A household's tokens all stand in its shared file, and files come in
 * one order from both sides: those that the viewer may see, and those that have a word. So a page walks the side that is rarer, asks the other (and the
 * guards) of what it meets, ends when it is full, and the next one begins where it ended: the newest first. */
#ifndef NABIJ_SEARCH_SCREENS_H
#define NABIJ_SEARCH_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route SEARCH_ROUTES[];
#endif
