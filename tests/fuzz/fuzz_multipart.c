/* A multipart body whose boundary is its own first line, so that the fuzzer can find every way through. */
#include <assert.h>
#include <stdint.h>

#include "platform/base/utf8.h"
#include "platform/http/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *arena = arena_new(8u << 20);
	const char *body = (const char *)data, *eol = memmem(body, n, "\r\n", 2);
	struct form form;
	if (n > 2 && eol && eol - body > 2 && eol - body < 72) {
		const char *type = arena_printf(arena, "multipart/form-data; boundary=\"%.*s\"", (int)(eol - body) - 2, body + 2);
		if (form_parse_body(arena, type, body, n, &form) != FORM_OK)
			assert(form.n == 0);
		for (size_t i = 0; i < form.n; i++) {
			assert(*form.pair[i].name && utf8_valid(form.pair[i].name, strlen(form.pair[i].name)));
			assert(form.pair[i].filename || utf8_valid(form.pair[i].value, form.pair[i].n));
			assert(!form.pair[i].filename || !strpbrk(form.pair[i].filename, "/\\\r\n"));
			assert(form.pair[i].n <= n);
		}
	}
	arena_free(arena);
	return 0;
}
