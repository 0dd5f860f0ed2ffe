#include "secret.h"
#include <sodium.h>
#include <string.h>
#include "../platform/base/file.h"

bool secret_read(struct secret *s, const char *path, struct err *e)
{
	struct buf b;
	buf_init(&b, 0);
	bool ok = file_read(path, 64 * 1024, &b, e);
	if (ok && b.n < sizeof s->key)
		ok = err_set(e, "%s: a secret must have 16 bytes at least", path);
	if (ok)
		crypto_generichash(s->key, sizeof s->key, (const unsigned char *)b.p, b.n, NULL, 0);
	sodium_memzero(b.p, b.cap ? b.n : 0);
	buf_release(&b);
	return ok;
}

uint64_t secret_hash(const struct secret *s, const char *text)
{
	uint64_t hash;
	crypto_shorthash((unsigned char *)&hash, (const unsigned char *)text, strlen(text), s->key);
	return hash;
}
