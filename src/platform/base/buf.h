/* A growing byte buffer, the one way text is built. Errors stick: after a failure (past its limit) every append does
 * nothing, and buf_failed() says so once at the end.
 *
 * Ownership: the buffer owns malloc'ed memory until buf_release() or buf_take() hands it over (free() it then).
 * Shape:     p is always NUL-terminated at n, so p is a C string when the bytes hold no NUL. */
#ifndef NABIJ_BUF_H
#define NABIJ_BUF_H
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *p;          /* never NULL: points to "" while empty */
	size_t n;         /* bytes in use, without the NUL */
	size_t cap;       /* bytes allocated; 0 while p is the shared "" */
	size_t limit;     /* the most it may hold; 0 means 64 MiB */
	bool failed;      /* an append went past the limit */
};

void buf_init(struct buf *, size_t limit);
void buf_release(struct buf *);                  /* frees; the buffer is as after buf_init */
void buf_clear(struct buf *);                    /* empty, memory kept */
char *buf_take(struct buf *, size_t *n);         /* hands over the memory (n may be NULL); as after buf_init then */
bool buf_failed(const struct buf *);

void buf_add(struct buf *, const void *bytes, size_t n);
void buf_str(struct buf *, const char *);        /* NULL adds nothing */
void buf_texts(struct buf *, size_t n, const char *const *);
void buf_char(struct buf *, char);
void buf_printf(struct buf *, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_int(struct buf *, long long);
void buf_tenths(struct buf *, long long);        /* -12 as "-1.2", 30 as "3": a number of a picture, ten times faster than by printf */

/* Texts one after another, of which NULL adds nothing: what is only joined needs no format, and is joined in a fifth of its time. */
#define BUF_TEXTS(b, ...) \
	buf_texts((b), sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *), (const char *const[]){ __VA_ARGS__ })
#endif
