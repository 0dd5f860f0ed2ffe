/* The key of backups that is kept offline. Its secret is 32 bytes, on paper in a safe. From it follow a pair of keys (X25519) and a mark; the server keeps
 * the public half and the mark, in a file of its own: with those it can seal (sealed_file.h), and it cannot open.
 * What cannot be read, or is not such a key, is false with what to do about it. */
#ifndef NABIJ_OFFLINE_KEY_H
#define NABIJ_OFFLINE_KEY_H
#include "../base/buf.h"
#include "crypt.h"

struct offline_secret { unsigned char bytes[KEY_BYTES]; };
struct offline_public { unsigned char box[KEY_BYTES], mark[KEY_BYTES]; };    /* what the server keeps */
enum { OFFLINE_ID_BYTES = 8 };
struct offline_id { char text[2 * OFFLINE_ID_BYTES + 1]; };                   /* hexadecimal digits, to tell keys apart */

void offline_new(struct offline_secret *);
void offline_public_of(const struct offline_secret *, struct offline_public *);
struct offline_id offline_id_of(const struct offline_public *);
/* The secret as it is printed: nine groups of eight hexadecimal digits, the last one a check on the others, so that a slip of the pen is noticed. */
const char *offline_secret_text(struct arena *, const struct offline_secret *);
/* Lines that begin with # are left out; blanks, dashes and line ends do not count. */
bool offline_secret_parse(const char *, size_t n, struct offline_secret *, struct err *);
bool offline_secret_read(const char *path, struct offline_secret *, struct err *);
bool offline_public_write(const char *path, const struct offline_public *, struct err *);
bool offline_public_read(const char *path, struct offline_public *, struct err *);

/* For the files that are sealed with it. The pair of which the server has the public half; the secret one is the caller's to wipe. */
void offline_pair(const struct offline_secret *, unsigned char public[KEY_BYTES], unsigned char secret[KEY_BYTES]);
void offline_id_bytes(const struct offline_public *, unsigned char out[OFFLINE_ID_BYTES]);
struct offline_id offline_id_text(const unsigned char bytes[OFFLINE_ID_BYTES]);
#endif
