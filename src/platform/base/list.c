#include "list.h"
#include <assert.h>
#include <stdint.h>

enum { FIRST = 4 };

void *list_grow(struct arena *arena, const void *old, size_t n, size_t size)
{
	char *list = (char *)(uintptr_t)old;        /* const to the caller: ours to hand back */
	assert(old || n == 0);
	if (!old || (n >= FIRST && (n & (n - 1)) == 0)) {
		list = arena_array(arena, n ? n * 2 : FIRST, size);
		if (n)
			memcpy(list, old, n * size);
	}
	return memset(list + n * size, 0, size), list;   /* an element taken off before may have left its bytes */
}
