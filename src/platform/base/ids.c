#include "ids.h"
#include <stdlib.h>

enum { FIRST_ROOM = 16 };

void ids_add(struct ids *ids, id64 id)
{
	if (ids->n == ids->cap) {
		ids->cap = ids->cap ? 2 * ids->cap : FIRST_ROOM;
		ids->id = realloc(ids->id, ids->cap * sizeof *ids->id);
		if (!ids->id)
			abort();
	}
	ids->id[ids->n++] = id;
}

static int by_id(const void *a, const void *b)
{
	id64 x = *(const id64 *)a, y = *(const id64 *)b;
	return (x > y) - (x < y);
}

void ids_sort(struct ids *ids)
{
	if (ids->n)
		qsort(ids->id, ids->n, sizeof *ids->id, by_id);
}

const id64 *ids_find(const struct ids *ids, id64 id)
{
	return ids->n ? bsearch(&id, ids->id, ids->n, sizeof id, by_id) : NULL;
}

void ids_clear(struct ids *ids)
{
	free(ids->id);
	*ids = (struct ids){ 0 };
}
