/* A JSON body read as a form. */
#include <assert.h>
#include <stdint.h>

#include "platform/base/utf8.h"
#include "platform/http/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *arena = arena_new(8u << 20);
	struct form form;
	if (form_parse_json(arena, (const char *)data, n, &form) != FORM_OK)
		assert(form.n == 0);
	for (size_t i = 0; i < form.n; i++)
		assert(*form.pair[i].name && !form.pair[i].filename && utf8_valid(form.pair[i].value, form.pair[i].n));
	arena_free(arena);
	return 0;
}
