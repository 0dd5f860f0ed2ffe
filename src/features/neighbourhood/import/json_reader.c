#include <errno.h>
#include "../../../platform/base/buf.h"
#include "../../../platform/base/hex.h"
#include "../../../platform/base/utf8.h"
#include "../../../platform/web/i18n.h"
#include "json_reader.h"

enum { CHUNK = 64 * 1024, EOF_BYTE = -1 };
/* What may come next. */
enum want { WANT_VALUE, WANT_VALUE_OR_END, WANT_KEY_OR_END, WANT_KEY, WANT_COMMA_OR_END, WANT_NOTHING };

struct json_reader {
	FILE *file;                  /* NULL: from memory, or read to its end */
	unsigned char *chunk;        /* owned, for a file */
	const unsigned char *p, *end;
	uint64_t before;             /* bytes in the chunks before this one */
	const unsigned char *start;  /* of the chunk */
	size_t line;
	uint64_t line_at;            /* offset at which the line began */
	bool in_object[JSON_DEPTH];
	int depth;
	enum want want;
	struct buf text;
	double number;
	const char *problem;
};

static struct json_reader *reader_new(void)
{
	struct json_reader *r = calloc(1, sizeof *r);
	if (!r)
		abort();
	r->line = 1;
	r->want = WANT_VALUE;
	buf_init(&r->text, JSON_TEXT_LIMIT);
	return r;
}

struct json_reader *json_open_file(const char *path, struct err *e)
{
	FILE *file = fopen(path, "rb");
	if (!file) {
		err_set(e, "%s: %s", path, strerror(errno));
		return NULL;
	}
	struct json_reader *r = reader_new();
	r->file = file;
	r->chunk = malloc(CHUNK);
	if (!r->chunk)
		abort();
	r->p = r->end = r->start = r->chunk;
	return r;
}

struct json_reader *json_open_memory(const void *bytes, size_t n)
{
	struct json_reader *r = reader_new();
	r->p = r->start = bytes;
	r->end = r->p + n;
	return r;
}

void json_close(struct json_reader *r)
{
	if (!r)
		return;
	if (r->file)
		fclose(r->file);
	free(r->chunk);
	buf_release(&r->text);
	free(r);
}

static enum json_event fail(struct json_reader *r, const char *problem)
{
	if (!r->problem)
		r->problem = problem;
	return JSON_FAILED;
}

/* ---- bytes ---- */

static bool more(struct json_reader *r)
{
	if (!r->file)
		return false;
	r->before += (uint64_t)(r->end - r->start);
	size_t n = fread(r->chunk, 1, CHUNK, r->file);
	if (!n && ferror(r->file))
		fail(r, N_("Dit bestand kan niet verder gelezen worden"));
	r->p = r->start = r->chunk;
	r->end = r->chunk + n;
	return n > 0;
}

static int peek(struct json_reader *r)
{
	return r->p < r->end || more(r) ? *r->p : EOF_BYTE;
}

static int take(struct json_reader *r)
{
	int c = peek(r);
	if (c == EOF_BYTE)
		return c;
	r->p++;
	if (c == '\n') {
		r->line++;
		r->line_at = json_offset(r);
	}
	return c;
}

static int take_space(struct json_reader *r)
{
	int c = take(r);
	while (c == ' ' || c == '\n' || c == '\r' || c == '\t')
		c = take(r);
	return c;
}

static bool take_word(struct json_reader *r, const char *rest)
{
	for (; *rest; rest++)
		if (take(r) != (unsigned char)*rest)
			return false;
	return true;
}

/* ---- texts and numbers ---- */

static bool take_hex4(struct json_reader *r, unsigned *v)
{
	*v = 0;
	for (int i = 0; i < 4; i++) {
		int d = hex_digit(take(r));
		if (d < 0)
			return false;
		*v = *v * 16 + (unsigned)d;
	}
	return true;
}

static void add_code_point(struct buf *out, unsigned c)
{
	if (c < 0x80) {
		buf_char(out, (char)c);
		return;
	}
	int tail = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	static const unsigned char lead[] = { 0, 0xC0, 0xE0, 0xF0 };
	buf_char(out, (char)(lead[tail] | c >> (6 * tail)));
	while (tail--)
		buf_char(out, (char)(0x80 | (c >> (6 * tail) & 0x3F)));
}

/* \uXXXX, with its second half where it is a surrogate. */
static bool take_unicode(struct json_reader *r)
{
	unsigned c, low;
	if (!take_hex4(r, &c) || !c || (c >= 0xDC00 && c <= 0xDFFF))
		return false;
	if (c >= 0xD800 && c <= 0xDBFF) {
		if (!take_word(r, "\\u") || !take_hex4(r, &low) || low < 0xDC00 || low > 0xDFFF)
			return false;
		c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
	}
	add_code_point(&r->text, c);
	return true;
}

static bool take_escape(struct json_reader *r)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	int c = take(r);
	if (c == 'u')
		return take_unicode(r);
	const char *at = c > 0 ? strchr(from, c) : NULL;
	if (!at)
		return false;
	buf_char(&r->text, to[at - from]);
	return true;
}

static bool take_text(struct json_reader *r)
{
	buf_clear(&r->text);
	for (;;) {
		int c = take(r);
		if (c == '"')
			break;
		if (c == '\\') {
			if (!take_escape(r))
				return fail(r, N_("Hier staat een \\ met iets erachter dat JSON niet kent"));
		} else if (c < 0x20) {
			return fail(r, c == EOF_BYTE ? N_("Hier begint een tekst waarvan de aanhalingstekens niet dichtgaan")
				: N_("In een tekst staat een teken dat daar niet mag"));
		} else {
			buf_char(&r->text, (char)c);
		}
		if (buf_failed(&r->text))
			return fail(r, N_("Deze tekst is te lang"));
	}
	return utf8_valid(r->text.p, r->text.n) || fail(r, N_("Deze tekst is geen UTF-8"));
}

static bool take_digits(struct json_reader *r)
{
	bool any = false;
	for (int c = peek(r); c >= '0' && c <= '9' && r->text.n < JSON_NUMBER_LIMIT; c = peek(r)) {
		buf_char(&r->text, (char)take(r));
		any = true;
	}
	return any;
}

static bool take_number(struct json_reader *r, int first)
{
	buf_clear(&r->text);
	buf_char(&r->text, (char)first);
	bool fine = true;
	if (first == '-') {
		fine = peek(r) >= '0' && peek(r) <= '9';
		if (fine)
			buf_char(&r->text, (char)(first = take(r)));
	}
	if (fine && first != '0')
		take_digits(r);
	if (fine && peek(r) == '.') {
		buf_char(&r->text, (char)take(r));
		fine = take_digits(r);
	}
	if (fine && (peek(r) == 'e' || peek(r) == 'E')) {
		buf_char(&r->text, (char)take(r));
		if (peek(r) == '+' || peek(r) == '-')
			buf_char(&r->text, (char)take(r));
		fine = take_digits(r);
	}
	if (!fine || r->text.n >= JSON_NUMBER_LIMIT || (peek(r) >= '0' && peek(r) <= '9'))
		return fail(r, N_("Dit getal is niet goed geschreven"));
	r->number = strtod(r->text.p, NULL);         /* the program never leaves the C locale */
	return true;
}

/* ---- structure ---- */

static void value_ended(struct json_reader *r)
{
	r->want = r->depth ? WANT_COMMA_OR_END : WANT_NOTHING;
}

static enum json_event open_nest(struct json_reader *r, bool object)
{
	if (r->depth == JSON_DEPTH)
		return fail(r, N_("Dit bestand zit te diep in elkaar"));
	r->in_object[r->depth++] = object;
	r->want = object ? WANT_KEY_OR_END : WANT_VALUE_OR_END;
	return object ? JSON_OBJECT : JSON_ARRAY;
}

static enum json_event close_nest(struct json_reader *r, bool object)
{
	if (!r->depth || r->in_object[r->depth - 1] != object)
		return fail(r, N_("Hier gaat een haakje dicht dat niet openging"));
	r->depth--;
	value_ended(r);
	return object ? JSON_OBJECT_END : JSON_ARRAY_END;
}

static enum json_event key(struct json_reader *r, int c)
{
	if (c != '"')
		return fail(r, N_("Hier hoort een naam tussen aanhalingstekens"));
	if (!take_text(r))
		return JSON_FAILED;
	if (take_space(r) != ':')
		return fail(r, N_("Hier hoort een dubbele punt"));
	r->want = WANT_VALUE;
	return JSON_KEY;
}

static enum json_event value(struct json_reader *r, int c)
{
	if (c == '{' || c == '[')
		return open_nest(r, c == '{');
	enum json_event event = JSON_FAILED;
	if (c == '"')
		event = take_text(r) ? JSON_TEXT : JSON_FAILED;
	else if (c == '-' || (c >= '0' && c <= '9'))
		event = take_number(r, c) ? JSON_NUMBER : JSON_FAILED;
	else if (c == 't')
		event = take_word(r, "rue") ? JSON_TRUE : JSON_FAILED;
	else if (c == 'f')
		event = take_word(r, "alse") ? JSON_FALSE : JSON_FAILED;
	else if (c == 'n')
		event = take_word(r, "ull") ? JSON_NULL : JSON_FAILED;
	if (event == JSON_FAILED)
		return fail(r, c == EOF_BYTE ? N_("Het bestand houdt te vroeg op") : N_("Dit is geen JSON"));
	value_ended(r);
	return event;
}

static void skip_mark(struct json_reader *r)
{
	if (json_offset(r) == 0 && peek(r) == 0xEF && !take_word(r, "\xEF\xBB\xBF"))
		fail(r, N_("Dit is geen JSON"));
}

enum json_event json_next(struct json_reader *r)
{
	if (json_offset(r) == 0)
		skip_mark(r);
	if (r->problem)
		return JSON_FAILED;
	int c = take_space(r);
	if (r->want == WANT_NOTHING)
		return c == EOF_BYTE && !r->problem ? JSON_END : fail(r, N_("Achter het einde staat nog iets"));
	if (c == '}' && (r->want == WANT_KEY_OR_END || (r->want == WANT_COMMA_OR_END && r->in_object[r->depth - 1])))
		return close_nest(r, true);
	if (c == ']' && (r->want == WANT_VALUE_OR_END || r->want == WANT_COMMA_OR_END))
		return close_nest(r, false);
	if (r->want == WANT_COMMA_OR_END) {
		if (c != ',')
			return fail(r, c == EOF_BYTE ? N_("Het bestand houdt te vroeg op") : N_("Hier hoort een komma of een haakje"));
		r->want = r->in_object[r->depth - 1] ? WANT_KEY : WANT_VALUE;
		c = take_space(r);
	}
	return r->want == WANT_KEY || r->want == WANT_KEY_OR_END ? key(r, c) : value(r, c);
}

bool json_skip(struct json_reader *r, enum json_event first)
{
	if (first == JSON_OBJECT || first == JSON_ARRAY)
		return json_leave(r, r->depth - 1);
	return first != JSON_FAILED;
}

bool json_leave(struct json_reader *r, int depth)
{
	while (r->depth > depth)
		if (json_next(r) == JSON_FAILED)
			return false;
	return true;
}

int json_depth(const struct json_reader *r)
{
	return r->depth;
}

const char *json_text(const struct json_reader *r)
{
	return r->text.p;
}

double json_number(const struct json_reader *r)
{
	return r->number;
}

size_t json_line(const struct json_reader *r)
{
	return r->line;
}

size_t json_column(const struct json_reader *r)
{
	uint64_t column = json_offset(r) - r->line_at;
	return column ? (size_t)column : 1;
}

uint64_t json_offset(const struct json_reader *r)
{
	return r->before + (uint64_t)(r->p - r->start);
}

const char *json_problem(const struct json_reader *r)
{
	return r->problem;
}
