/* Inside the key store: what its files share. keys_open.c makes and opens a store, keys.c finds, makes and destroys keys in it. */
#ifndef NABIJ_KEYS_INSIDE_H
#define NABIJ_KEYS_INSIDE_H
#include <limits.h>
#include <pthread.h>
#include <sqlite3.h>
#include "keys.h"

/* The cache is direct-mapped: a key has one slot, a newcomer takes it over. The low bits of an id are random (base/id.h). */
enum { SLOTS = 32768 };

struct cached_key { id64 file; struct key key; };

/* Two connections and two locks, so that finding a key does not wait while another is written and synced. Order where both are
 * held: first write_lock, then read_lock. */
struct keystore {
	struct key *master, *token;      /* in libsodium's guarded memory */
	char path[PATH_MAX];
	pthread_mutex_t write_lock;      /* guards writer, insert, bury, erase */
	sqlite3 *writer;
	sqlite3_stmt *insert, *bury, *erase, *version;
	pthread_mutex_t read_lock;       /* guards reader, find, slots, checked_at, seen_version */
	sqlite3 *reader;
	sqlite3_stmt *find;
	struct cached_key *slots;
	uint64_t checked_at;
	int64_t seen_version;
};

/* A connection to the store at a path; NULL: it could not be. */
sqlite3 *keystore_connect(const char *path, struct err *);
/* Says what could not be done ("read", "write a key to") with the store, and whether the disk is full or the file damaged; returns false. */
bool keystore_failed(sqlite3 *, const char *path, const char *what, struct err *);
sqlite3_stmt *keystore_prepare(sqlite3 *, const char *sql);          /* for as long as the store is open; NULL: its tables are not the ones expected */
#endif
