/* The Cookie header, and the Host and Content-Length that the guard judges. */
#include <assert.h>
#include <stdint.h>

#include "platform/http/cookie.h"
#include "platform/http/guard.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *text = calloc(1, n + 1);
	const char *value = NULL;
	size_t value_n = 0;
	uint64_t length = 0;
	memcpy(text, data, n);
	if (cookie_find(text, "session", &value, &value_n) == COOKIE_FOUND) {
		assert(value >= text && value + value_n <= text + strlen(text));
		assert(!memchr(value, ';', value_n) && !memchr(value, ' ', value_n) && !memchr(value, '"', value_n));
	}
	if (guard_host(text))
		assert(*text && !strpbrk(text, " ,/@\\\r\n"));
	if (guard_length(text, &length))
		assert(length < 1000000000000000000u);
	free(text);
	return 0;
}
