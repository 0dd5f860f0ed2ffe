#include "utf8.h"
#include <assert.h>
#include <stdint.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include "buf.h"
#include "err.h"

static const uint8_t *bytes_of(const char *s)
{
	return (const uint8_t *)s;
}

bool utf8_valid(const char *s, size_t n)
{
	return n == 0 || (!memchr(s, 0, n) && !u8_check(bytes_of(s), n));
}

size_t utf8_length(const char *s)
{
	return u8_mbsnlen(bytes_of(s), strlen(s));
}

static void put(struct buf *b, ucs4_t c)
{
	uint8_t bytes[6];
	int n = u8_uctomb(bytes, c, sizeof bytes);
	assert(n > 0);
	buf_add(b, bytes, (size_t)n);
}

/* The next code point, U+FFFD for bytes that are none; moves on. */
static ucs4_t take(const char **s, const char *end)
{
	ucs4_t c;
	*s += u8_mbtouc(&c, bytes_of(*s), (size_t)(end - *s));
	return c;
}

static void check_memory(const void *p)
{
	if (!p) {
		log_error("utf8: the system has no memory; stopping");
		abort();
	}
}

static bool unwanted(ucs4_t c)
{
	return (c < 0x20 && c != '\t' && c != '\n') || (c >= 0x7f && c <= 0x9f) || (c >= 0x202a && c <= 0x202e)
		|| (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* All but the normal form: one code point at a time, so that nothing is measured twice. */
static void filter(struct buf *b, const char *s, bool one_line)
{
	const char *end = s + strlen(s);
	while (s < end) {
		ucs4_t c = take(&s, end);
		if (c == '\r') {
			s += s < end && *s == '\n';
			c = '\n';
		}
		if (c == 0x2028 || c == 0x2029)     /* line and paragraph separator */
			c = '\n';
		if (unwanted(c))
			continue;
		if (!one_line || (c != '\n' && c != '\t'))
			put(b, c);
		else if (b->n && b->p[b->n - 1] != ' ')
			buf_char(b, ' ');
	}
}

static const char *trimmed(struct arena *arena, const char *s, size_t n)
{
	const char *end = s + n, *first = NULL, *last = s;
	while (s < end) {
		const char *at = s;
		if (uc_is_property_white_space(take(&s, end)))
			continue;
		first = first ? first : at;
		last = s;
	}
	return first ? arena_strndup(arena, first, (size_t)(last - first)) : arena_strdup(arena, "");
}

/* Most of what is typed: nothing in it is filtered, and it is in its normal form already. */
static bool is_plain(const char *s, size_t n, bool one_line)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];
		if ((c < 0x20 && (one_line || (c != '\t' && c != '\n'))) || c >= 0x7f)
			return false;
	}
	return true;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static const char *plain_trimmed(struct arena *arena, const char *s, size_t n)
{
	while (n && blank(s[n - 1]))
		n--;
	while (n && blank(*s)) {
		s++;
		n--;
	}
	return arena_strndup(arena, s, n);
}

const char *utf8_clean(struct arena *arena, const char *s, bool one_line)
{
	struct buf b;
	size_t n = strlen(s);
	if (is_plain(s, n, one_line))
		return plain_trimmed(arena, s, n);
	buf_init(&b, SIZE_MAX / 4);
	filter(&b, s, one_line);
	uint8_t *nfc = u8_normalize(UNINORM_NFC, bytes_of(b.p), b.n, NULL, &n);
	if (b.n)
		check_memory(nfc);
	const char *clean = trimmed(arena, nfc ? (const char *)nfc : "", n);
	free(nfc);
	buf_release(&b);
	return clean;
}

/* Letters that no normal form takes apart, as they are typed on a Dutch keyboard. Folded: capitals do not come here. */
static const char *plain_letter(ucs4_t c)
{
	switch (c) {
	case 0x0131: return "i";
	case 0x00f8: return "o";
	case 0x0142: return "l";
	case 0x0111: case 0x00f0: return "d";
	case 0x00e6: return "ae";
	case 0x0153: return "oe";
	case 0x00fe: return "th";
	default: return NULL;
	}
}

const char *utf8_fold(struct arena *arena, const char *s)
{
	struct buf b;
	size_t n = 0;
	const char *valid = utf8_clean(arena, s, true);
	uint8_t *folded = u8_casefold(bytes_of(valid), strlen(valid), NULL, UNINORM_NFKD, NULL, &n);
	if (*valid)
		check_memory(folded);
	buf_init(&b, SIZE_MAX / 4);
	for (const char *p = (const char *)folded, *end = p + n; p < end; ) {
		ucs4_t c = take(&p, end);
		const char *plain = plain_letter(c);
		if (plain)
			buf_str(&b, plain);
		else if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_Nd))
			put(&b, c);
	}
	free(folded);
	const char *key = arena_strndup(arena, b.p, b.n);
	buf_release(&b);
	return key;
}

/* The first rule that fits wins, so longer ones stand first. */
static const struct { const char *from; char to; } sounds[] = {
	{ "eij", 'y' }, { "uij", 'y' }, { "ij", 'y' }, { "ei", 'y' }, { "ey", 'y' }, { "ui", 'y' }, { "uy", 'y' },
	{ "qu", 'k' }, { "kw", 'k' }, { "ou", 'u' }, { "au", 'u' }, { "ph", 'f' }, { "th", 't' }, { "c", 'k' }, { "q", 'k' }, { "z", 's' },
};

static char sound_at(const char **s)
{
	for (size_t i = 0; i < sizeof sounds / sizeof *sounds; i++) {
		size_t n = strlen(sounds[i].from);
		if (!strncmp(*s, sounds[i].from, n)) {
			*s += n;
			return sounds[i].to;
		}
	}
	return *(*s)++;
}

const char *utf8_sound(struct arena *arena, const char *name)
{
	const char *s = utf8_fold(arena, name);
	char *key = arena_alloc(arena, strlen(s) + 1), last = 0;
	size_t n = 0;
	while (*s) {
		char c = sound_at(&s);
		bool doubled = c == last && (c & 0x80) == 0;    /* bytes of other scripts are kept as they are */
		if (!doubled && (n == 0 || !strchr("aeiou", c)))
			key[n++] = c;
		last = c;
	}
	if (n > 1 && !strncmp(key + n - 2, "dt", 2))
		n--;
	if (n && key[n - 1] == 'd')
		key[n - 1] = 't';
	key[n] = 0;
	return key;
}

const char *utf8_excerpt(struct arena *a, const char *text, size_t characters)
{
	const char *line = utf8_clean(a, text ? text : "", true);
	if (utf8_length(line) <= characters)
		return line;
	size_t n = 0, seen = 0, word = 0;
	for (; line[n] && seen < characters; n++) {
		seen += ((unsigned char)line[n] & 0xc0) != 0x80;
		if (line[n] == ' ')
			word = n;
	}
	while (((unsigned char)line[n] & 0xc0) == 0x80)
		n++;
	return arena_printf(a, "%.*s …", (int)(word ? word : n), line);
}
