/* The key of the noise in what is published: a file that the publisher keeps, the same for ever, else asking again would teach something. */
#ifndef NABIJ_CLI_SECRET_H
#define NABIJ_CLI_SECRET_H
#include <stdint.h>
#include "../platform/base/err.h"

struct secret { unsigned char key[16]; };
/* Any file of 16 bytes to 64 KiB; its hash is the key. */
/* How far a number that is published may be moved, either way: the same for tables and combinations, since they are read side by side. */
enum { SECRET_NOISE = 2 };
bool secret_read(struct secret *, const char *path, struct err *);
uint64_t secret_hash(const struct secret *, const char *text);       /* SipHash-2-4 of the text */
#endif
