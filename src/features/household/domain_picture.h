/* The seven life domains as a picture: a row each, in a box 360 wide, so that it is read on a telephone. A row says what goes well (rounds) and what
 * worries (triangles), one mark for each; the number when there is one, beside the one they began with (an outline); whether it was looked at. Lines
 * at the end join domains that hang together. No radar: a picture must not be more precise than a conversation.
 * Pure: from counts and numbers to coordinates; mirrored for languages that run from right to left. */
#ifndef NABIJ_DOMAIN_PICTURE_H
#define NABIJ_DOMAIN_PICTURE_H
#include <stdbool.h>
#include "../../platform/base/arena.h"

struct domain_picture;
/* Sets every member that says where something stands. */
void domain_draw(struct arena *, struct domain_picture *, bool mirrored);
#endif
