#include "buf.h"
#include <assert.h>
#include "digits.h"
#include "err.h"

enum { FIRST = 256 };
static const size_t standard_limit = (size_t)64 << 20;

static char empty[1];                               /* what p points to while nothing is allocated; never written */

void buf_init(struct buf *b, size_t limit)
{
	*b = (struct buf){ .p = empty, .limit = limit };
}

void buf_release(struct buf *b)
{
	if (b->cap)
		free(b->p);
	buf_init(b, b->limit);
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->failed = false;
	if (b->cap)
		b->p[0] = 0;
}

static void resize(struct buf *b, size_t cap)
{
	char *p = realloc(b->cap ? b->p : NULL, cap);
	if (!p) {
		log_error("buffer: the system has no memory; stopping");
		abort();
	}
	if (!b->cap)
		p[0] = 0;
	b->p = p;
	b->cap = cap;
}

char *buf_take(struct buf *b, size_t *n)
{
	if (!b->cap)
		resize(b, 1);
	char *p = b->p;
	if (n)
		*n = b->n;
	buf_init(b, b->limit);
	return p;
}

bool buf_failed(const struct buf *b)
{
	return b->failed;
}

/* Makes room for n more bytes and the NUL; false, for good, when that would pass the limit. */
static bool room(struct buf *b, size_t n)
{
	size_t limit = b->limit ? b->limit : standard_limit;
	assert(b->p);                               /* buf_init() was forgotten */
	b->failed = b->failed || b->n > limit || n > limit - b->n;
	if (b->failed)
		return false;
	size_t need = b->n + n + 1, cap = b->cap ? b->cap : FIRST;
	while (cap < need)
		cap *= 2;
	if (cap - 1 > limit)
		cap = limit + 1;                    /* so that what fits is within the limit */
	if (cap != b->cap)
		resize(b, cap);
	return true;
}

void buf_add(struct buf *b, const void *bytes, size_t n)
{
	bool fits = n < b->cap - b->n && !b->failed;         /* b->n is at most b->cap */
	if (!n || (!fits && !room(b, n)))
		return;
	memcpy(b->p + b->n, bytes, n);
	b->n += n;
	b->p[b->n] = 0;
}

void buf_str(struct buf *b, const char *s)
{
	if (s)
		buf_add(b, s, strlen(s));
}

void buf_texts(struct buf *b, size_t n, const char *const *texts)
{
	for (size_t i = 0; i < n; i++)
		buf_str(b, texts[i]);
}

void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

/* Into the room there is; only what does not fit is formatted again. */
void buf_printf(struct buf *b, const char *format, ...)
{
	va_list args, again;
	size_t left = b->cap ? b->cap - b->n : 0;
	va_start(args, format);
	va_copy(again, args);
	int n = vsnprintf(left ? b->p + b->n : NULL, left, format, again);
	va_end(again);
	assert(n >= 0);
	bool fits = (size_t)n < left, fine = room(b, (size_t)n);
	if (fine && !fits)
		vsnprintf(b->p + b->n, (size_t)n + 1, format, args);
	if (fine)
		b->n += (size_t)n;
	else if (left)
		b->p[b->n] = 0;
	va_end(args);
}

void buf_int(struct buf *b, long long value)
{
	char text[DIGITS_MOST], *end = text + sizeof text, *from = number_before(end, value);
	buf_add(b, from, (size_t)(end - from));
}

void buf_tenths(struct buf *b, long long tenths)
{
	char text[DIGITS_MOST], *end = text + sizeof text, *from = tenths_before(end, tenths);
	buf_add(b, from, (size_t)(end - from));
}
