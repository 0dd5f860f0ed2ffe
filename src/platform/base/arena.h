/* An arena: memory for one piece of work (a request, a command, an import row), given back in one go.
 *
 * Ownership: what an arena hands out lives until arena_reset() or arena_free(); nobody frees a single piece.
 * Errors:    arena_alloc() never returns NULL. Past its limit an arena is "full": that state sticks, and memory goes
 *            on being handed out up to a hard ceiling of sixteen times the limit, so that code under way can finish in
 *            order; the dispatcher sees arena_full() and answers 503. Past the ceiling, or when the system has no
 *            memory, the program aborts and is started again with nothing half done (docs/architecture.md, errors).
 * Threads:   an arena belongs to one thread at a time. */
#ifndef NABIJ_ARENA_H
#define NABIJ_ARENA_H
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(size_t limit_bytes);
void arena_free(struct arena *);                 /* NULL is fine */
void arena_reset(struct arena *);                /* empties it, keeps one chunk, forgets "full" */
bool arena_full(const struct arena *);
size_t arena_used(const struct arena *);

void *arena_alloc(struct arena *, size_t bytes);  /* zeroed, aligned for any type; 0 bytes gives a valid pointer */
void *arena_array(struct arena *, size_t n, size_t size);  /* the same for n things; a product that overflows aborts */
char *arena_strdup(struct arena *, const char *);                  /* NULL gives NULL */
char *arena_strndup(struct arena *, const char *, size_t n);       /* copies n bytes, adds the NUL */
char *arena_printf(struct arena *, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *, const char *format, va_list) __attribute__((format(printf, 2, 0)));
char *arena_int(struct arena *, long long);                        /* its digits, a tenth of what printf takes */

#define ARENA_NEW(arena, type)      ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, n) ((type *)arena_array((arena), (size_t)(n), sizeof(type)))
#endif
