#include "hex.h"
#include <string.h>

int hex_digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

char *hex_text(struct arena *arena, const void *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *p = bytes;
	char *text = arena_alloc(arena, 2 * n + 1), *out = text;
	for (size_t i = 0; i < n; i++) {
		*out++ = digits[p[i] >> 4];
		*out++ = digits[p[i] & 15];
	}
	*out = '\0';
	return text;
}

unsigned char *hex_bytes(struct arena *arena, const char *text, size_t *n)
{
	size_t digits = strlen(text);
	unsigned char *bytes = arena_alloc(arena, digits / 2 + 1);
	*n = digits / 2;
	for (size_t i = 0; i < *n; i++) {
		int high = hex_digit(text[2 * i]), low = hex_digit(text[2 * i + 1]);
		if (high < 0 || low < 0)
			return NULL;
		bytes[i] = (unsigned char)(high << 4 | low);
	}
	return digits % 2 ? NULL : bytes;
}
