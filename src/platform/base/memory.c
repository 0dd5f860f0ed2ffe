#include "memory.h"
#include <jansson.h>
#include "err.h"

static void *json_memory(size_t n)
{
	void *p = malloc(n ? n : 1);
	if (!p) {
		log_error("json: the system has no memory; stopping");
		abort();
	}
	return p;
}

void memory_start(void)
{
	json_set_alloc_funcs(json_memory, free);
}
