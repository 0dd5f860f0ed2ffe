#include "cookie.h"

#include <string.h>

/* cookie-octet: visible ASCII without '"', ',', ';' and '\'. */
static bool octets(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] <= 0x20 || s[i] >= 0x7f || strchr("\",;\\", s[i]))
			return false;
	return true;
}

static void trim(const char **s, size_t *n)
{
	while (*n && (**s == ' ' || **s == '\t'))
		(*s)++, (*n)--;
	while (*n && ((*s)[*n - 1] == ' ' || (*s)[*n - 1] == '\t'))
		(*n)--;
}

static bool named(const char *pair, size_t n, const char *name)
{
	size_t name_n = strlen(name);
	return n > name_n && memcmp(pair, name, name_n) == 0 && pair[name_n] == '=';
}

enum cookie_status cookie_find(const char *header, const char *name, const char **value, size_t *n)
{
	enum cookie_status status = COOKIE_MISSING;
	for (const char *at = header; at; ) {
		const char *end = strchr(at, ';'), *pair = at;
		size_t pair_n = end ? (size_t)(end - at) : strlen(at);
		at = end ? end + 1 : NULL;
		trim(&pair, &pair_n);
		if (!named(pair, pair_n, name))
			continue;
		if (status != COOKIE_MISSING)
			return COOKIE_MALFORMED;
		*value = pair + strlen(name) + 1;
		*n = pair_n - strlen(name) - 1;
		if (*n >= 2 && (*value)[0] == '"' && (*value)[*n - 1] == '"')
			(*value)++, *n -= 2;
		if (!octets(*value, *n))
			return COOKIE_MALFORMED;
		status = COOKIE_FOUND;
	}
	return status;
}
