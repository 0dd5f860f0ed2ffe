/* Lists that grow in an arena: a pointer and a count side by side, as the templates' data has them.
 *   struct household_people *p = LIST_ADD(arena, d->people, d->people_n);
 * gives a zeroed new element. Capacity is the next power of two (at least 4), so it need not be kept; therefore a list begins as
 * NULL and 0 and grows by LIST_ADD alone. Taking elements off the end (n--) is fine. */
#ifndef NABIJ_LIST_H
#define NABIJ_LIST_H
#include "arena.h"

void *list_grow(struct arena *, const void *old, size_t n, size_t size);   /* memory for n + 1 elements, old ones copied */

#define LIST_ADD(arena, list, n) \
	((list) = list_grow((arena), (list), (size_t)(n), sizeof *(list)), &(list)[(n)++])
#endif
