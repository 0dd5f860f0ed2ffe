#include "offline_key.h"
#include <assert.h>
#include <sodium.h>
#include "../base/file.h"

enum { CHECK_BYTES = 4, SECRET_GROUPS = 9 };

void offline_new(struct offline_secret *s)
{
	crypt_random(s->bytes, sizeof s->bytes);
}

static void derive(unsigned char out[KEY_BYTES], const struct offline_secret *s, const char *purpose)
{
	struct key key;
	memcpy(key.bytes, s->bytes, sizeof key.bytes);
	crypt_mac(out, &key, purpose, "", 0);
	crypt_wipe(&key, sizeof key);
}

void offline_pair(const struct offline_secret *s, unsigned char public[KEY_BYTES], unsigned char secret[KEY_BYTES])
{
	unsigned char seed[KEY_BYTES];
	derive(seed, s, "backup.box");
	crypto_box_seed_keypair(public, secret, seed);
	crypt_wipe(seed, sizeof seed);
}

void offline_public_of(const struct offline_secret *s, struct offline_public *out)
{
	unsigned char secret[KEY_BYTES];
	offline_pair(s, out->box, secret);
	crypt_wipe(secret, sizeof secret);
	derive(out->mark, s, "backup.mark");
}

void offline_id_bytes(const struct offline_public *p, unsigned char out[OFFLINE_ID_BYTES])
{
	unsigned char hash[HASH_BYTES];
	crypt_hash(hash, p->box, sizeof p->box);
	memcpy(out, hash, OFFLINE_ID_BYTES);
}

struct offline_id offline_id_text(const unsigned char bytes[OFFLINE_ID_BYTES])
{
	struct offline_id id;
	sodium_bin2hex(id.text, sizeof id.text, bytes, OFFLINE_ID_BYTES);
	return id;
}

struct offline_id offline_id_of(const struct offline_public *p)
{
	unsigned char bytes[OFFLINE_ID_BYTES];
	offline_id_bytes(p, bytes);
	return offline_id_text(bytes);
}

/* ---- as text: on paper, in a file ---- */

const char *offline_secret_text(struct arena *arena, const struct offline_secret *s)
{
	unsigned char all[KEY_BYTES + CHECK_BYTES], hash[HASH_BYTES];
	char hex[2 * sizeof all + 1];
	memcpy(all, s->bytes, KEY_BYTES);
	crypt_hash(hash, s->bytes, KEY_BYTES);
	memcpy(all + KEY_BYTES, hash, CHECK_BYTES);
	sodium_bin2hex(hex, sizeof hex, all, sizeof all);
	char *text = arena_alloc(arena, sizeof hex + SECRET_GROUPS), *p = text;
	for (size_t i = 0; i < 2 * sizeof all; i++) {
		if (i && i % 8 == 0)
			*p++ = ' ';
		*p++ = hex[i];
	}
	crypt_wipe(hex, sizeof hex);
	crypt_wipe(all, sizeof all);
	return text;
}

/* The hexadecimal digits of a text in lines; how many bytes they are, or 0 when something else stands there or they do not fit. */
static size_t hex_of_lines(const char *text, size_t n, unsigned char *out, size_t room)
{
	char digits[2 * 64 + 1];
	size_t found = 0, bytes = 0;
	assert(room <= 64);
	for (size_t i = 0; i < n; i++) {
		bool starts = i == 0 || text[i - 1] == '\n';
		if (starts && text[i] == '#') {
			while (i < n && text[i] != '\n')
				i++;
			continue;
		}
		if (strchr(" -\t\r\n", text[i]) && text[i])
			continue;
		if (found == 2 * room)
			return 0;
		digits[found++] = text[i];
	}
	if (sodium_hex2bin(out, room, digits, found, NULL, &bytes, NULL) || 2 * bytes != found)
		bytes = 0;
	crypt_wipe(digits, sizeof digits);
	return bytes;
}

bool offline_secret_parse(const char *text, size_t n, struct offline_secret *out, struct err *e)
{
	unsigned char all[KEY_BYTES + CHECK_BYTES], hash[HASH_BYTES];
	bool whole = hex_of_lines(text, n, all, sizeof all) == sizeof all;
	if (whole) {
		crypt_hash(hash, all, KEY_BYTES);
		whole = !memcmp(hash, all + KEY_BYTES, CHECK_BYTES);
		memcpy(out->bytes, all, KEY_BYTES);
	}
	crypt_wipe(all, sizeof all);
	return whole || err_set(e, "this is not an offline secret: it is nine groups of eight digits 0-9 a-f, and the last group says whether the others are"
		" right. Compare it digit by digit with the one in your safe");
}

/* Whole and small, as text. */
static bool read_text(const char *path, struct buf *b, struct err *e)
{
	buf_init(b, 8192);
	return file_read(path, 8192, b, e);
}

bool offline_secret_read(const char *path, struct offline_secret *out, struct err *e)
{
	struct buf b;
	struct err why = { "" };
	bool read = read_text(path, &b, e), fine = read && offline_secret_parse(b.p, b.n, out, &why);
	if (read && !fine)
		err_set(e, "%s: %.400s", path, why.text);
	if (b.cap)
		crypt_wipe(b.p, b.n);
	buf_release(&b);
	return fine;
}

bool offline_public_write(const char *path, const struct offline_public *p, struct err *e)
{
	char hex[2 * sizeof *p + 1], text[600];
	sodium_bin2hex(hex, sizeof hex, (const unsigned char *)p, sizeof *p);
	int n = snprintf(text, sizeof text, "# Backups are sealed with this; it cannot open them. Its secret half, key %s, is kept offline.\n%s\n",
		offline_id_of(p).text, hex);
	return file_write(path, text, (size_t)n, 0600, e);
}

bool offline_public_read(const char *path, struct offline_public *out, struct err *e)
{
	struct buf b;
	if (!file_exists(path))
		return err_set(e, "%s is not there: make an offline key with 'nabij backup keygen'", path);
	bool read = read_text(path, &b, e), fine = read && hex_of_lines(b.p, b.n, (unsigned char *)out, sizeof *out) == sizeof *out;
	buf_release(&b);
	return fine || (!read ? false : err_set(e, "%s is damaged: it must hold 128 hexadecimal digits, as 'nabij backup keygen' wrote them", path));
}
