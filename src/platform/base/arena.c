#include "arena.h"
#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include "digits.h"
#include "err.h"

enum { ALIGN = alignof(max_align_t), FIRST_CHUNK = 16 * 1024, LARGEST_CHUNK = 1024 * 1024, CEILING = 16 };

/* Chunks form a stack: the newest is filled, the oldest is the one that arena_reset() keeps. */
struct chunk {
	struct chunk *older;
	size_t used, size;
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct chunk *top;
	size_t limit, used;
	bool full;
};

static _Noreturn void out_of_memory(const char *why)
{
	log_error("arena: %s; stopping", why);
	abort();
}

static struct chunk *chunk_new(size_t size, struct chunk *older)
{
	struct chunk *c = malloc(sizeof *c + size);
	if (!c)
		out_of_memory("the system has no memory");
	c->older = older;
	c->used = 0;
	c->size = size;
	return c;
}

struct arena *arena_new(size_t limit_bytes)
{
	struct arena *a = malloc(sizeof *a);
	if (!a)
		out_of_memory("the system has no memory");
	assert(limit_bytes > 0 && limit_bytes <= SIZE_MAX / CEILING / 2);
	*a = (struct arena){ .top = chunk_new(FIRST_CHUNK, NULL), .limit = limit_bytes };
	return a;
}

static void drop_to_oldest(struct arena *a)
{
	while (a->top->older) {
		struct chunk *c = a->top;
		a->top = c->older;
		free(c);
	}
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	drop_to_oldest(a);
	free(a->top);
	free(a);
}

void arena_reset(struct arena *a)
{
	drop_to_oldest(a);
	a->top->used = 0;
	a->used = 0;
	a->full = false;
}

bool arena_full(const struct arena *a)
{
	return a->full;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}

/* A chunk twice the last one, or as large as this one piece needs. */
static void grow(struct arena *a, size_t bytes)
{
	size_t size = a->top->size * 2;
	if (size > LARGEST_CHUNK)
		size = LARGEST_CHUNK;
	a->top = chunk_new(size > bytes ? size : bytes, a->top);
}

void *arena_alloc(struct arena *a, size_t bytes)
{
	if (bytes > a->limit * CEILING - a->used)
		out_of_memory("a piece of work wants sixteen times its limit");
	size_t rounded = (bytes + ALIGN - 1) / ALIGN * ALIGN;
	if (rounded == 0)
		rounded = ALIGN;                        /* so that two empty pieces differ */
	if (rounded > a->top->size - a->top->used)
		grow(a, rounded);
	void *p = a->top->bytes + a->top->used;
	a->top->used += rounded;
	a->used += bytes;
	a->full = a->full || a->used > a->limit;
	return memset(p, 0, bytes);
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
	size_t bytes;
	if (__builtin_mul_overflow(n, size, &bytes))
		out_of_memory("an array larger than memory");
	return arena_alloc(a, bytes);
}

char *arena_strdup(struct arena *a, const char *s)
{
	return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	assert(n < SIZE_MAX);
	char *copy = arena_alloc(a, n + 1);
	if (n)
		memcpy(copy, s, n);
	return copy;
}

/* Most texts are short: formatted once, and copied. */
char *arena_vprintf(struct arena *a, const char *format, va_list args)
{
	char shorter[256];
	va_list again;
	va_copy(again, args);
	int n = vsnprintf(shorter, sizeof shorter, format, again);
	va_end(again);
	assert(n >= 0);
	if ((size_t)n < sizeof shorter)
		return arena_strndup(a, shorter, (size_t)n);
	char *text = arena_alloc(a, (size_t)n + 1);
	vsnprintf(text, (size_t)n + 1, format, args);
	return text;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	char *text = arena_vprintf(a, format, args);
	va_end(args);
	return text;
}

char *arena_int(struct arena *a, long long value)
{
	char text[DIGITS_MOST], *end = text + sizeof text, *from = number_before(end, value);
	return arena_strndup(a, from, (size_t)(end - from));
}
