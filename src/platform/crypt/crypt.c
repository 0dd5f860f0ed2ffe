#include "crypt.h"
#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include "../base/lane.h"

static_assert(KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "one key fits all");
static_assert(HASH_BYTES == crypto_generichash_BYTES, "BLAKE2b-256");

_Noreturn static void stop(const char *why)
{
	log_error("crypt: %s; stopping", why);
	abort();
}

void crypt_start(void)
{
	if (sodium_init() < 0)
		stop("libsodium does not start");
}

void crypt_random(void *out, size_t n)
{
	randombytes_buf(out, n);
}

void crypt_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

bool crypt_equal(const void *a, const void *b, size_t n)
{
	return sodium_memcmp(a, b, n) == 0;
}

void crypt_hash(unsigned char out[HASH_BYTES], const void *p, size_t n)
{
	crypto_generichash(out, HASH_BYTES, p, n, NULL, 0);
}

void crypt_mac(unsigned char out[HASH_BYTES], const struct key *key, const char *purpose, const void *p, size_t n)
{
	unsigned char subkey[HASH_BYTES];
	crypto_generichash(subkey, sizeof subkey, (const unsigned char *)purpose, strlen(purpose), key->bytes, KEY_BYTES);
	crypto_generichash(out, HASH_BYTES, p, n, subkey, sizeof subkey);
	crypt_wipe(subkey, sizeof subkey);
}

/* ---- passwords: slow by intent, and in the lane for slow work, so that a flood of sign-ins takes neither all memory nor all processors ---- */

struct password_work { const char *stored, *password; char *text; bool fits; };

static void hash_work(void *ctx)
{
	struct password_work *w = ctx;
	if (crypto_pwhash_str(w->text, w->password, strlen(w->password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
			crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
		stop("no memory to hash a password");
}

static void check_work(void *ctx)
{
	struct password_work *w = ctx;
	w->fits = crypto_pwhash_str_verify(w->stored, w->password, strlen(w->password)) == 0;
}

static void password_text(char text[crypto_pwhash_STRBYTES], const char *password)
{
	lane_run(hash_work, &(struct password_work){ .password = password, .text = text });
}

char *password_hash(struct arena *arena, const char *password)
{
	char text[crypto_pwhash_STRBYTES];
	password_text(text, password);
	return arena_strdup(arena, text);
}

bool password_check(const char *stored, const char *password)
{
	char unused[crypto_pwhash_STRBYTES];
	if (!stored || !*stored) {       /* the same work as a check, so that time does not tell that there is no such account */
		password_text(unused, password);
		return false;
	}
	struct password_work w = { .stored = stored, .password = password };
	lane_run(check_work, &w);
	return w.fits;
}

void token_hash(const char *token, unsigned char hash[HASH_BYTES])
{
	crypt_hash(hash, token, strlen(token));
}

char *token_new(struct arena *arena, unsigned char hash[HASH_BYTES])
{
	enum { BYTES = 32, TEXT = sodium_base64_ENCODED_LEN(BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING) };
	unsigned char bytes[BYTES];
	char *token = arena_alloc(arena, TEXT);
	crypt_random(bytes, sizeof bytes);
	sodium_bin2base64(token, TEXT, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	token_hash(token, hash);
	crypt_wipe(bytes, sizeof bytes);
	return token;
}

/* Douglas Crockford's base 32: no I, L, O and U, so that what looks like 1, 0 or V can only be that. */
static const char code_letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static_assert(256 % (sizeof code_letters - 1) == 0, "a random byte picks each letter as often");

char *code_new(struct arena *arena, int groups_of_four)
{
	unsigned char random[64];
	assert(groups_of_four > 0 && groups_of_four <= 16);
	char *code = arena_alloc(arena, (size_t)groups_of_four * 5), *p = code;
	crypt_random(random, (size_t)groups_of_four * 4);
	for (int i = 0; i < groups_of_four * 4; i++) {
		if (i && i % 4 == 0)
			*p++ = '-';
		*p++ = code_letters[random[i] % (sizeof code_letters - 1)];
	}
	crypt_wipe(random, sizeof random);
	return code;
}

const char *code_normal(struct arena *arena, const char *typed)
{
	char *code = arena_alloc(arena, strlen(typed) + 1), *p = code;
	for (; *typed; typed++) {
		char c = *typed >= 'a' && *typed <= 'z' ? (char)(*typed - 'a' + 'A') : *typed;
		c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c == 'U' ? 'V' : c;
		if (strchr(code_letters, c))
			*p++ = c;
	}
	return code;
}

/* What a sealed value is bound to: place and row. The NUL between them keeps ("a", 12) and ("a1", 2) apart. */
static size_t bind_to(unsigned char *out, size_t room, const char *where, id64 row)
{
	size_t n = strlen(where) + 1;
	assert(n + 8 <= room);
	memcpy(out, where, n);
	for (int i = 0; i < 8; i++)
		out[n + (size_t)i] = (unsigned char)((uint64_t)row >> (8 * i));
	return n + 8;
}

enum { VERSION = 1, NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES, BOUND = 128 };
static_assert(SEAL_EXTRA == 1 + NONCE + TAG, "the sealed form in the header");

static_assert(NONCE == SEAL_NONCE, "the nonce in the header");

void seal_at(unsigned char *out, const struct key *key, const char *where, id64 row, const unsigned char nonce[SEAL_NONCE], const void *p, size_t n)
{
	unsigned char bound[BOUND];
	out[0] = VERSION;
	memcpy(out + 1, nonce, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + 1 + NONCE, NULL, p, n, bound, bind_to(bound, sizeof bound, where, row), NULL,
		out + 1, key->bytes);
}

/* Nonces, which are no secret, from the kernel by the dozen: it takes longer over one than sealing does. A stock per thread; a fork's child (where only
 * the thread that forked goes on) does not use its parent's. */
static _Thread_local struct { unsigned char bytes[16 * NONCE]; size_t left; } nonces;

static void nonces_forget(void)
{
	nonces.left = 0;
}

static void nonces_of_a_fork(void)
{
	pthread_atfork(NULL, NULL, nonces_forget);
}

static void nonce_new(unsigned char out[NONCE])
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	if (!nonces.left) {
		pthread_once(&once, nonces_of_a_fork);
		crypt_random(nonces.bytes, sizeof nonces.bytes);
		nonces.left = sizeof nonces.bytes / NONCE;
	}
	memcpy(out, nonces.bytes + --nonces.left * NONCE, NONCE);
}

struct blob seal_bytes(struct arena *arena, const struct key *key, const char *where, id64 row, const void *p, size_t n)
{
	unsigned char nonce[NONCE];
	if (!p)
		return (struct blob){ NULL, 0 };
	unsigned char *out = arena_alloc(arena, n + SEAL_EXTRA);
	nonce_new(nonce);
	seal_at(out, key, where, row, nonce, p, n);
	return (struct blob){ out, n + SEAL_EXTRA };
}

struct blob seal(struct arena *arena, const struct key *key, const char *where, id64 row, const char *text)
{
	return seal_bytes(arena, key, where, row, text, text ? strlen(text) : 0);
}

char *unseal(struct arena *arena, const struct key *key, const char *where, id64 row, struct blob b, size_t *n)
{
	unsigned char bound[BOUND];
	if (!b.p || b.n < SEAL_EXTRA || b.p[0] != VERSION)
		return NULL;
	char *text = arena_alloc(arena, b.n - SEAL_EXTRA + 1);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)text, NULL, NULL, b.p + 1 + NONCE, b.n - 1 - NONCE, bound,
		bind_to(bound, sizeof bound, where, row), b.p + 1, key->bytes) != 0)
		return NULL;
	if (n)
		*n = b.n - SEAL_EXTRA;
	return text;
}

static const char key_place[] = "file.key";

struct blob key_wrap(struct arena *arena, const struct key *master, id64 file, const struct key *key)
{
	return seal_bytes(arena, master, key_place, file, key->bytes, KEY_BYTES);
}

/* Straight into `out`: a key leaves no copy in an arena. */
bool key_unwrap(const struct key *master, id64 file, struct blob b, struct key *out)
{
	unsigned char bound[BOUND];
	if (!b.p || b.n != KEY_BYTES + SEAL_EXTRA || b.p[0] != VERSION)
		return false;
	return crypto_aead_xchacha20poly1305_ietf_decrypt(out->bytes, NULL, NULL, b.p + 1 + NONCE, b.n - 1 - NONCE, bound,
		bind_to(bound, sizeof bound, key_place, file), b.p + 1, master->bytes) == 0;
}
