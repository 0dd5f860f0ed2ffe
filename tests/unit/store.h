/* A small store for tests, on the engine that NABIJ_TEST_STORE names: "sqlite" (or unset), or a libpq conninfo, whose database is
 * emptied. Accounts 7 and 8; file 10 is 7's, file 20 is 8's, both until moment 1000; may_write is true. */
#ifndef NABIJ_TEST_STORE_H
#define NABIJ_TEST_STORE_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <pthread.h>
#include "platform/base/file.h"
#include "platform/db/engine.h"
#include "platform/db/spool.h"

enum { SEVEN = 7, EIGHT = 8, FILE_OF_SEVEN = 10, FILE_OF_EIGHT = 20, NOW = 50, AFTER = 1000 };

struct store {
	char dir[64];
	char *url;
	struct keystore *keys;
	struct db *db;
	struct arena *arena;
	struct err e;
};
extern struct store the;

extern const struct migration STORE_MIGRATIONS[];
const char *store_test_guards(void);
bool store_on_postgres(void);
int store_empty(void **);            /* setup: a folder, keys, a database without tables */
int store_ready(void **);            /* setup: migrated, with accounts and files */
int store_gone(void **);             /* teardown */
void store_reopen(void);
void store_cut(void);                /* PostgreSQL: ends every connection but its own */
/* Runs one statement as a change; the rows changed, or -1. */
int store_change(id64 viewer, moment now, struct sql *, const struct param *);
int64_t store_number(id64 viewer, moment now, struct sql *, const struct param *);   /* -1: the statement failed */
#endif
