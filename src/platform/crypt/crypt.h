/* Cryptography, all of it from libsodium (liboath for TOTP): random bytes, passwords, tokens, sealed values, keys.
 * crypt_start() runs once before all else. */
#ifndef NABIJ_CRYPT_H
#define NABIJ_CRYPT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../base/arena.h"
#include "../base/clock.h"
#include "../base/err.h"
#include "../base/id.h"

#define KEY_BYTES 32
#define HASH_BYTES 32
#define SEAL_EXTRA 41                            /* 1 byte version + 24 nonce + 16 tag */

struct key { unsigned char bytes[KEY_BYTES]; };
struct blob { const unsigned char *p; size_t n; };   /* p NULL: nothing stored */

void crypt_start(void);
void crypt_random(void *, size_t n);
void crypt_wipe(void *, size_t n);
bool crypt_equal(const void *, const void *, size_t n);   /* constant time */

/* BLAKE2b-256 of the bytes; the keyed form under a subkey for `purpose` derived from the key. */
void crypt_hash(unsigned char out[HASH_BYTES], const void *, size_t n);
void crypt_mac(unsigned char out[HASH_BYTES], const struct key *, const char *purpose, const void *, size_t n);

/* Passwords: Argon2id, libsodium's INTERACTIVE limits (64 MiB, 2 passes). The text holds its own parameters. Slow by intent: never
 * inside the writer, and in the lane for slow work (base/lane.h). password_check() of an empty `stored` takes as long as a real one and is false. */
char *password_hash(struct arena *, const char *password);
bool password_check(const char *stored, const char *password);

/* A random token of 32 bytes as 43 characters base64url, and the hash that is all we keep of it. */
char *token_new(struct arena *, unsigned char hash[HASH_BYTES]);
void token_hash(const char *token, unsigned char hash[HASH_BYTES]);
/* A code a person can type: groups of letters and digits without look-alikes, e.g. "KD7M-4PXQ". */
char *code_new(struct arena *, int groups_of_four);
const char *code_normal(struct arena *, const char *typed);   /* upper case, look-alikes folded, separators dropped */

/* TOTP (RFC 6238, SHA-1, 30 s, 6 digits). The secret is 20 bytes; base32 is for the authenticator app. */
void totp_new(unsigned char secret[20]);
char *totp_base32(struct arena *, const unsigned char secret[20]);
char *totp_uri(struct arena *, const unsigned char secret[20], const char *issuer, const char *login);
/* True within one step of `now`. *step gets the matched counter: a step at or before the last one used must be refused by the caller. */
bool totp_check(const unsigned char secret[20], const char *code, moment now, int64_t *step);
char *totp_code(struct arena *, const unsigned char secret[20], moment now);   /* what the app would show: tests and the demo */

/* Sealed values: XChaCha20-Poly1305 under a key, bound to where they stand ("contact.note") and the row's id, so that a value
 * moved to another row or column does not open. Empty text seals to a value too; NULL gives {NULL,0}. */
struct blob seal(struct arena *, const struct key *, const char *where, id64 row, const char *text);
struct blob seal_bytes(struct arena *, const struct key *, const char *where, id64 row, const void *, size_t n);
/* The same into `out`, n + SEAL_EXTRA bytes; the nonce is random and used once. For loading, where a call to the system per value would be too many. */
#define SEAL_NONCE 24
void seal_at(unsigned char *out, const struct key *, const char *where, id64 row, const unsigned char nonce[SEAL_NONCE], const void *, size_t n);
/* NULL when it does not open (wrong key, moved, damaged). The text is NUL-terminated; *n (may be NULL) its length. */
char *unseal(struct arena *, const struct key *, const char *where, id64 row, struct blob, size_t *n);

/* Wrapping a file key under the master key, bound to the file's id. */
struct blob key_wrap(struct arena *, const struct key *master, id64 file, const struct key *);
bool key_unwrap(const struct key *master, id64 file, struct blob, struct key *out);
#endif
