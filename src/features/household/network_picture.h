/* The network of a household as a picture: the family in the middle, its own circle on one side, helpers and authorities on the other, nearer is
 * closer. Pure: from ties with kind and closeness (1 near … 3 far) to coordinates in a box 360 wide, so that it is read on a telephone; labels stand
 * centred under their shapes and so hold in both directions of writing. */
#ifndef NABIJ_NETWORK_PICTURE_H
#define NABIJ_NETWORK_PICTURE_H
#include <stdbool.h>
#include "../../platform/base/arena.h"

struct network_picture;
/* Sets every member that begins with where something stands; ties get `formal` from their kind and keep their order. */
void network_draw(struct arena *, struct network_picture *);
/* At most so many letters of a name: the first word when that fits, else cut with "…". */
const char *short_label(struct arena *, const char *name, size_t most);
#endif
