/* A urlencoded body, and the target of a request line: whatever comes in, what comes out is clean. */
#include <assert.h>
#include <stdint.h>

#include "platform/base/utf8.h"
#include "platform/http/form.h"
#include "platform/http/guard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void read_target(struct arena *arena, const char *target)
{
	const char *path, *query;
	if (!guard_target(arena, target, &path, &query))
		return;
	assert(path[0] == '/' && utf8_valid(path, strlen(path)));
	assert(!strstr(path, "//") && !strstr(path, "/./") && !strstr(path, "/../") && !strchr(path, '\\'));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *arena = arena_new(8u << 20);
	struct form form;
	if (form_parse_query(arena, (const char *)data, n, &form) == FORM_OK)
		for (size_t i = 0; i < form.n; i++) {
			assert(form.pair[i].n == strlen(form.pair[i].value) && utf8_valid(form.pair[i].value, form.pair[i].n));
			assert(*form.pair[i].name && form_get(&form, form.pair[i].name));
		}
	else
		assert(form.n == 0);
	read_target(arena, arena_strndup(arena, (const char *)data, n));
	arena_free(arena);
	return 0;
}
