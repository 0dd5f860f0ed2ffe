/* Ids in memory of their own, in the order in which they came; an empty one is all zeros. Without memory the program ends, as everywhere. */
#ifndef NABIJ_IDS_H
#define NABIJ_IDS_H
#include <stddef.h>
#include "id.h"

struct ids { id64 *id; size_t n, cap; };

void ids_add(struct ids *, id64);
void ids_sort(struct ids *);
const id64 *ids_find(const struct ids *, id64);  /* in a sorted one; NULL: not in it */
void ids_clear(struct ids *);                    /* gives the memory back; empty then */
#endif
