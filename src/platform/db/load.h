/* Loading: millions of rows at once into tables that hold next to nothing, for a demo as large as a country. All of them or none.
 *
 * Rows are pushed by one thread (the maker) and written by a second one, in batches of a few megabytes, so that memory stays flat however many there
 * are. Guards, foreign keys and secondary indexes are away meanwhile and made anew at the end; statistics for the planner too.
 *   SQLite:     into a copy beside the store (PATH.loading) that is not synced until its end and then takes the store's place by one
 *               rename. Meanwhile the store itself is locked: no other process opens it.
 *   PostgreSQL: COPY in binary form, in one transaction of the owner's; the tables are locked meanwhile.
 * A crash or a stop leaves the store as it was; what lies beside it is cleared by the next load.
 *
 * Nobody else may have the store open, this process included: close its struct db first. Errors stick: pushing after a failure does nothing.
 * Sealing and rights are the pusher's: what is pushed is what stands there afterwards. */
#ifndef NABIJ_LOAD_H
#define NABIJ_LOAD_H
#include <stdatomic.h>
#include "db.h"

/* Columns in the order in which their values are pushed; those not named get their default. */
struct load_table { const char *name; const char *const *columns; };     /* both lists end with NULL */

struct load;
/* What is being done now that takes its time ("index log_1"), from the writing thread; `at` of `of`. */
typedef void load_tell(void *ctx, const char *what, int at, int of);
struct load *load_begin(const char *url, const struct load_table *, load_tell *, void *ctx, struct err *);

void load_row(struct load *, int table);         /* begins a row; a value for each of its columns follows */
void load_int(struct load *, int64_t);
void load_id(struct load *, id64);               /* 0 is NULL */
void load_bool(struct load *, bool);
void load_real(struct load *, double);
void load_text(struct load *, const char *);     /* NULL is NULL */
unsigned char *load_blob(struct load *, size_t n);   /* n bytes, to be written by the caller before the next value */
void load_null(struct load *);
uint64_t load_rows(const struct load *);         /* pushed so far */
bool load_failed(const struct load *);

/* From any thread, before load_end() gives back: the load ends soon, with nothing kept. */
void load_stop(struct load *);
/* The same once *stop is true, which a signal's handler may make it at any time. It outlives the load. */
void load_watch(struct load *, const atomic_bool *stop);
/* Durable on true. Frees it either way. */
bool load_end(struct load *, bool keep, struct err *);
#endif
