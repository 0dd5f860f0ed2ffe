/* Files sealed for a key that is kept offline (offline_key.h): whoever has only the server's part can write one and cannot read one.
 *
 * A file's own key is made of 32 random bytes, sealed for the public half (crypto_box_seal), and the mark: so who has not
 * the server's part cannot make a file that opens either, and a file put in the place of another one is noticed.
 *
 * On disk: magic (16) · kind (1) · zeros (7) · moment (8) · id of the offline key (8) · sealed random bytes (80) · header of the stream (24) ·
 * parts of 64 KiB, each with 17 bytes of libsodium's secretstream (XChaCha20-Poly1305). The head is bound to the first part; the last part says that
 * it is the last. So a file that was cut off, lengthened, changed in one bit or put together from two is refused, with a word that says so.
 * Whole numbers are little-endian.
 *
 * Writing makes a new file of mode 0600 and never touches one that exists. Ownership: finish and abandon free; close frees. */
#ifndef NABIJ_SEALED_FILE_H
#define NABIJ_SEALED_FILE_H
#include "offline_key.h"

enum sealed_kind { SEALED_DATA = 'D', SEALED_KEYS = 'K' };
struct sealed_head { enum sealed_kind kind; moment made_at; struct offline_id key; };

struct sealed_out;
struct sealed_out *sealed_create(const char *path, const struct offline_public *, enum sealed_kind, moment made_at, struct err *);
bool sealed_write(struct sealed_out *, const void *, size_t n, struct err *);
/* The last part, and durable on true. The file's own key goes to `key` (may be NULL), so that who wrote it can read it back. Frees either way. */
bool sealed_finish(struct sealed_out *, struct key *key, struct err *);
void sealed_abandon(struct sealed_out *);        /* takes the file away again */

struct sealed_in;
bool sealed_look(const char *path, struct sealed_head *, struct err *);       /* what stands outside; whether it is true only opening tells */
struct sealed_in *sealed_open(const char *path, const struct offline_secret *, struct sealed_head *, struct err *);
struct sealed_in *sealed_open_with(const char *path, const struct key *, struct sealed_head *, struct err *);   /* by the file's own key */
bool sealed_read(struct sealed_in *, void *, size_t n, struct err *);         /* all n bytes, or false */
bool sealed_at_end(struct sealed_in *, struct err *);                         /* true: the last byte was read, and nothing is behind it */
void sealed_close(struct sealed_in *);
#endif
