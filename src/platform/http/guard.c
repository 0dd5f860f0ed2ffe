#include "guard.h"

#include <microhttpd.h>
#include <strings.h>

#include "../base/hex.h"
#include "../base/utf8.h"

/* A target is visible ASCII; everything else must come percent-encoded. '#' never leaves a browser. */
static bool visible(const char *s)
{
	for (; *s; s++)
		if (*s <= 0x20 || *s >= 0x7f || *s == '#')
			return false;
	return true;
}

/* Decodes in place of a copy. An encoded slash is refused: the front and we would see different folders in it. */
static bool decode(const char *s, size_t n, char *out, size_t *out_n)
{
	size_t to = 0;
	for (size_t i = 0; i < n; i++) {
		char c = s[i];
		if (c == '%') {
			if (n - i < 3 || hex_digit(s[i + 1]) < 0 || hex_digit(s[i + 2]) < 0)
				return false;
			c = (char)(hex_digit(s[i + 1]) * 16 + hex_digit(s[i + 2]));
			i += 2;
			if (c == '/')
				return false;
		}
		if ((unsigned char)c < 0x20 || c == 0x7f || c == '\\')   /* a browser reads '\' as '/' when we send it back */
			return false;
		out[to++] = c;
	}
	*out_n = to;
	return true;
}

/* After decoding: no empty segment but the last, none that is "." or "..". */
static bool segments_plain(const char *path)
{
	for (const char *at = path; at; ) {
		const char *segment = at + 1, *end = strchr(segment, '/');
		size_t n = end ? (size_t)(end - segment) : strlen(segment);
		if ((n == 0 && end) || (n == 1 && segment[0] == '.') || (n == 2 && memcmp(segment, "..", 2) == 0))
			return false;
		at = end;
	}
	return true;
}

bool guard_target(struct arena *arena, const char *target, const char **path, const char **query)
{
	if (!target || target[0] != '/' || !visible(target))
		return false;
	const char *mark = strchr(target, '?');
	size_t n = mark ? (size_t)(mark - target) : strlen(target), decoded_n;
	char *decoded = arena_alloc(arena, n + 1);
	if (!decode(target, n, decoded, &decoded_n) || !utf8_valid(decoded, decoded_n) || !segments_plain(decoded))
		return false;
	*path = decoded;
	*query = mark ? arena_strdup(arena, mark + 1) : NULL;
	return true;
}

bool guard_host(const char *s)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
	size_t n;
	if (*s == '[') {
		n = strspn(s + 1, "0123456789abcdefABCDEF:.");
		if (n == 0 || s[n + 1] != ']')
			return false;
		s += n + 2;
	} else {
		n = strspn(s, letters);
		if (n == 0 || n > 253)
			return false;
		s += n;
	}
	if (*s == ':') {
		n = strspn(s + 1, "0123456789");
		if (n == 0 || n > 5)
			return false;
		s += n + 1;
	}
	return *s == '\0';
}

bool guard_length(const char *s, uint64_t *length)
{
	size_t n = strlen(s);
	if (n == 0 || n > 18 || strspn(s, "0123456789") != n)
		return false;
	*length = 0;
	for (; *s; s++)
		*length = *length * 10 + (uint64_t)(*s - '0');
	return true;
}

/* Headers that decide how a request is read or trusted: never more than one of them. */
static const char *const single[] = { "Host", "Content-Length", "Transfer-Encoding", "Content-Type", "Origin", "Authorization" };
enum { HOST, LENGTH, ENCODING, SINGLE_N = sizeof single / sizeof *single };
struct seen { int times[SINGLE_N]; const char *value[SINGLE_N]; bool malformed; };

static bool name_plain(const char *name)
{
	return *name && name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~")] == '\0';
}

static bool value_plain(const char *value)
{
	for (; *value; value++)
		if (((unsigned char)*value < 0x20 && *value != '\t') || *value == 0x7f)
			return false;
	return true;
}

static enum MHD_Result look(void *arg, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct seen *seen = arg;
	(void)kind;
	value = value ? value : "";
	if (!name_plain(name) || !value_plain(value))
		seen->malformed = true;
	for (size_t i = 0; i < SINGLE_N; i++)
		if (strcasecmp(name, single[i]) == 0) {
			seen->times[i]++;
			seen->value[i] = value;
		}
	return MHD_YES;
}

bool guard_headers(struct MHD_Connection *connection, struct guard_body *body)
{
	struct seen seen = { .malformed = false };
	*body = (struct guard_body){ .any = false };
	MHD_get_connection_values(connection, MHD_HEADER_KIND, look, &seen);
	if (seen.malformed)
		return false;
	for (size_t i = 0; i < SINGLE_N; i++)
		if (seen.times[i] > 1)
			return false;
	if (seen.times[HOST] && !guard_host(seen.value[HOST]))
		return false;
	if (seen.times[LENGTH] && (seen.times[ENCODING] || !guard_length(seen.value[LENGTH], &body->length)))
		return false;
	if (seen.times[ENCODING] && strcasecmp(seen.value[ENCODING], "chunked") != 0)
		return false;
	body->chunked = seen.times[ENCODING] > 0;
	body->any = body->chunked || body->length > 0;
	return true;
}
