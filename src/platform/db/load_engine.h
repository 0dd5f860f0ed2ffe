/* Inside loading: what the two stores give load.c, and how a value lies in a batch. */
#ifndef NABIJ_LOAD_ENGINE_H
#define NABIJ_LOAD_ENGINE_H
#include "load.h"

/* A value: its kind, then 8 bytes (INT, REAL), 1 byte (BOOL) or a length of 4 bytes and as many bytes (TEXT, BLOB); nothing for NULL. In the machine's order. */
enum load_kind { LOAD_NULL, LOAD_INT, LOAD_BOOL, LOAD_TEXT, LOAD_BLOB, LOAD_REAL };
struct load_value { enum load_kind kind; int64_t i; double d; const char *p; uint32_t n; };

static inline const char *load_next(const char *at, struct load_value *v)
{
	*v = (struct load_value){ .kind = (enum load_kind)*at++ };
	switch (v->kind) {
	case LOAD_INT:
		memcpy(&v->i, at, sizeof v->i);
		return at + sizeof v->i;
	case LOAD_REAL:
		memcpy(&v->d, at, sizeof v->d);
		return at + sizeof v->d;
	case LOAD_BOOL:
		v->i = *at;
		return at + 1;
	case LOAD_TEXT: case LOAD_BLOB:
		memcpy(&v->n, at, sizeof v->n);
		v->p = at + sizeof v->n;
		return v->p + v->n;
	default:
		return at;
	}
}

struct load_job {
	const struct load_table *tables;
	load_tell *tell;
	void *ctx;
	const atomic_bool *stop;
};

struct loader;
/* All but interrupt() are called by one thread at a time. */
struct load_engine {
	struct loader *(*begin)(const char *target, const struct load_job *, struct err *);
	bool (*write)(struct loader *, int table, const char *rows, size_t n, struct err *);   /* whole rows, n of them */
	bool (*finish)(struct loader *, struct err *);       /* indexes, guards, statistics; durable on true */
	void (*interrupt)(struct loader *);                  /* from another thread: what is under way fails soon */
	void (*end)(struct loader *);                        /* frees; undoes what was not finished */
};
extern const struct load_engine LOAD_SQLITE, LOAD_POSTGRES;
#endif
