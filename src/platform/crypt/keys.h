/* The key store: one key per file (one file per person and ground, one of what they share), wrapped by the master key.
 *
 * The master key is a file of its own (DIR/master.key, mode 0600, 64 hexadecimal digits so that it can be printed and put in a
 * safe) and never enters a database. The wrapped keys live in DIR/keys.db (SQLite, synchronous=FULL), outside the main store and
 * its backups: destroying a key there erases the file's sealed values everywhere, in backups too. A new key is durable before it
 * is handed out. A file that was destroyed gets no new key, and destroying one that has none leaves its tombstone all the same: a
 * restore replays the tombstones that way.
 *
 * keystore_open() fails with a clear message when the master key is missing, is not the one these keys were made with (a wrapped
 * check value is kept), is readable by others, or is no key store. It does not read all keys (a country has millions of them):
 * keystore_check() does. Threads: all calls may come from any thread.
 * Keys are cached; what another process (a command) destroys is forgotten within a second. */
#ifndef NABIJ_KEYS_H
#define NABIJ_KEYS_H
#include "crypt.h"

struct keystore;

/* Makes folder, master key and store; refuses when either exists. */
bool keystore_create(const char *dir, struct err *);
struct keystore *keystore_open(const char *dir, struct err *);
void keystore_close(struct keystore *);
bool keystore_check(struct keystore *, struct err *);                                  /* reads all of the store: is it whole? */

bool keystore_new(struct keystore *, id64 file, struct key *out, struct err *);        /* durable on return */
bool keystore_new_many(struct keystore *, const id64 *files, size_t n, struct err *);  /* one commit, for imports and the demo */
/* Keys that the caller made (crypt_random), in one commit: for loading, which seals at once. */
bool keystore_put_many(struct keystore *, const id64 *files, const struct key *, size_t n, struct err *);
/* What a load that was broken off left: the keys of files first … last go, without a tombstone, since nothing was ever sealed that stayed. */
bool keystore_take_back(struct keystore *, id64 first, id64 last, struct err *);
/* NONE: destroyed, never made, or tampered with, which is logged. UNREAD: the store could not say, which is not "erased": nothing may be concluded from it. */
enum key_found { KEY_HERE, KEY_NONE, KEY_UNREAD };
enum key_found keystore_find(struct keystore *, id64 file, struct key *out);
bool keystore_get(struct keystore *, id64 file, struct key *out);                      /* whether it is here, for who stops in any other case */
bool keystore_destroy(struct keystore *, id64 file, moment now, struct err *);         /* leaves a tombstone with its date */
/* The key all name-search tokens and idempotency marks are made with; derived from the master key. */
const struct key *keystore_token_key(struct keystore *);

/* ---- for backups: keys_copy.c ---- */
bool keystore_create_with(const char *dir, const struct key *master, struct err *);    /* as keystore_create, with a master key that was kept */
const struct key *keystore_master(struct keystore *);
const char *keystore_path(const struct keystore *);
/* All keys as they are kept, wrapped, and then all tombstones (wrapped.p NULL), as of one moment while others go on writing. A false ends it. */
typedef bool keystore_item(void *ctx, id64 file, struct blob wrapped, moment destroyed_at, struct err *);
bool keystore_each(struct keystore *, keystore_item *, void *ctx, struct err *);
/* Putting many back, in one transaction. A key that does not open with the master key is refused; a tombstone takes the key of its file with it, whichever
 * of the two comes first. */
struct keys_in;
struct keys_in *keys_in_begin(struct keystore *, struct err *);
bool keys_in_put(struct keys_in *, id64 file, struct blob wrapped, struct err *);
bool keys_in_bury(struct keys_in *, id64 file, moment destroyed_at, struct err *);
bool keys_in_end(struct keys_in *, bool keep, struct err *);
#endif
