#include "sealed_file.h"
#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <unistd.h>
#include "../base/file.h"

enum { PART = 65536, EXTRA = crypto_secretstream_xchacha20poly1305_ABYTES, HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
	CHECK_BYTES = 4, SECRET_GROUPS = 9, ID_BYTES = 8 };

static const char magic[16] = "nabij sealed 1\n";

/* As it stands on the disk. */
struct outside {
	char magic[16];
	unsigned char kind, zeros[7];
	uint64_t made_at;
	unsigned char key_id[ID_BYTES], sealed[KEY_BYTES + crypto_box_SEALBYTES];
};
_Static_assert(sizeof(struct outside) == 120, "the head has no gaps");

/* ── the offline key ────────────────────────────────────────────────────────────────────────────────────────────── */

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

static void pair_of(const struct offline_secret *s, unsigned char public[KEY_BYTES], unsigned char secret[KEY_BYTES])
{
	unsigned char seed[KEY_BYTES];
	derive(seed, s, "backup.box");
	crypto_box_seed_keypair(public, secret, seed);
	crypt_wipe(seed, sizeof seed);
}

void offline_public_of(const struct offline_secret *s, struct offline_public *out)
{
	unsigned char secret[KEY_BYTES];
	pair_of(s, out->box, secret);
	crypt_wipe(secret, sizeof secret);
	derive(out->mark, s, "backup.mark");
}

static void id_bytes(const struct offline_public *p, unsigned char out[ID_BYTES])
{
	unsigned char hash[HASH_BYTES];
	crypt_hash(hash, p->box, sizeof p->box);
	memcpy(out, hash, ID_BYTES);
}

static struct offline_id id_text_of(const unsigned char bytes[ID_BYTES])
{
	struct offline_id id;
	sodium_bin2hex(id.text, sizeof id.text, bytes, ID_BYTES);
	return id;
}

struct offline_id offline_id_of(const struct offline_public *p)
{
	unsigned char bytes[ID_BYTES];
	id_bytes(p, bytes);
	return id_text_of(bytes);
}

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

/* ── writing ────────────────────────────────────────────────────────────────────────────────────────────────────── */

struct sealed_out {
	int fd;
	char path[PATH_MAX];
	struct key key;
	struct outside head;
	bool begun;                  /* the first part, which the head is bound to, is out */
	crypto_secretstream_xchacha20poly1305_state state;
	size_t n;
	unsigned char part[PART], sealed[PART + EXTRA];
};

static bool write_all(struct sealed_out *o, const void *bytes, size_t n, struct err *e)
{
	for (const char *p = bytes; n;) {
		ssize_t done = write(o->fd, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return err_set(e, "cannot write %s: %s", o->path, strerror(errno));
		p += done;
		n -= (size_t)done;
	}
	return true;
}

/* The file's own key: neither the sealed bytes nor the mark are enough. */
static void own_key(struct key *out, const unsigned char random[KEY_BYTES], const unsigned char mark[KEY_BYTES])
{
	crypto_generichash(out->bytes, KEY_BYTES, random, KEY_BYTES, mark, KEY_BYTES);
}

static bool write_head(struct sealed_out *o, const struct offline_public *to, enum sealed_kind kind, moment made_at, struct err *e)
{
	unsigned char random[KEY_BYTES], header[HEADER];
	memcpy(o->head.magic, magic, sizeof magic);
	o->head.kind = (unsigned char)kind;
	o->head.made_at = htole64((uint64_t)made_at);
	id_bytes(to, o->head.key_id);
	crypt_random(random, sizeof random);
	bool fine = crypto_box_seal(o->head.sealed, random, sizeof random, to->box) == 0;
	own_key(&o->key, random, to->mark);
	crypt_wipe(random, sizeof random);
	crypto_secretstream_xchacha20poly1305_init_push(&o->state, header, o->key.bytes);
	if (!fine)
		return err_set(e, "this offline key cannot be used: it is not a point on the curve");
	return write_all(o, &o->head, sizeof o->head, e) && write_all(o, header, sizeof header, e);
}

struct sealed_out *sealed_create(const char *path, const struct offline_public *to, enum sealed_kind kind, moment made_at, struct err *e)
{
	struct sealed_out *o = calloc(1, sizeof *o);
	if (!o)
		abort();
	snprintf(o->path, sizeof o->path, "%s", path);
	o->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (o->fd < 0) {
		err_set(e, "cannot make %s: %s", path, strerror(errno));
		free(o);
		return NULL;
	}
	if (write_head(o, to, kind, made_at, e))
		return o;
	sealed_abandon(o);
	return NULL;
}

static bool write_part(struct sealed_out *o, bool last, struct err *e)
{
	unsigned long long n = 0;
	crypto_secretstream_xchacha20poly1305_push(&o->state, o->sealed, &n, o->part, o->n, o->begun ? NULL : (const unsigned char *)&o->head,
		o->begun ? 0 : sizeof o->head, last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
	o->begun = true;
	o->n = 0;
	return write_all(o, o->sealed, (size_t)n, e);
}

bool sealed_write(struct sealed_out *o, const void *bytes, size_t n, struct err *e)
{
	for (const char *p = bytes; n;) {
		if (o->n == PART && !write_part(o, false, e))
			return false;
		size_t take = n < PART - o->n ? n : PART - o->n;
		memcpy(o->part + o->n, p, take);
		o->n += take;
		p += take;
		n -= take;
	}
	return true;
}

static void out_free(struct sealed_out *o)
{
	if (o->fd >= 0)
		close(o->fd);
	crypt_wipe(o, sizeof *o);
	free(o);
}

bool sealed_finish(struct sealed_out *o, struct key *key, struct err *e)
{
	bool fine = write_part(o, true, e) && (fsync(o->fd) == 0 || err_set(e, "cannot write %s: %s", o->path, strerror(errno)));
	if (fine && key)
		*key = o->key;
	if (!fine)
		unlink(o->path);
	out_free(o);
	return fine;
}

void sealed_abandon(struct sealed_out *o)
{
	if (!o)
		return;
	unlink(o->path);
	out_free(o);
}

/* ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────── */

struct sealed_in {
	FILE *file;
	char path[PATH_MAX];
	struct outside head;
	bool begun, last;
	crypto_secretstream_xchacha20poly1305_state state;
	size_t n, at;
	unsigned char part[PART], sealed[PART + EXTRA];
};

static bool head_fits(const char *path, const struct outside *o, size_t n, struct sealed_head *head, struct err *e)
{
	if (n < sizeof magic || memcmp(o->magic, magic, sizeof magic))
		return err_set(e, "%s is not a backup of Nabij", path);
	if (n < sizeof *o)
		return err_set(e, "%s is cut off: its head is not whole", path);
	if (o->kind != SEALED_DATA && o->kind != SEALED_KEYS)
		return err_set(e, "%s is damaged: it does not say what it holds", path);
	*head = (struct sealed_head){ (enum sealed_kind)o->kind, (moment)le64toh(o->made_at), id_text_of(o->key_id) };
	return true;
}

bool sealed_look(const char *path, struct sealed_head *head, struct err *e)
{
	struct outside o = { .kind = 0 };
	FILE *f = fopen(path, "rbe");
	if (!f)
		return err_set(e, "cannot open %s: %s", path, strerror(errno));
	size_t n = fread(&o, 1, sizeof o, f);
	fclose(f);
	return head_fits(path, &o, n, head, e);
}

static struct sealed_in *open_file(const char *path, struct sealed_head *head, struct err *e)
{
	struct sealed_in *in = calloc(1, sizeof *in);
	if (!in)
		abort();
	snprintf(in->path, sizeof in->path, "%s", path);
	in->file = fopen(path, "rbe");
	if (!in->file)
		err_set(e, "cannot open %s: %s", path, strerror(errno));
	else if (head_fits(path, &in->head, fread(&in->head, 1, sizeof in->head, in->file), head, e))
		return in;
	sealed_close(in);
	return NULL;
}

static struct sealed_in *start(struct sealed_in *in, const struct key *key, struct err *e)
{
	unsigned char header[HEADER];
	if (fread(header, 1, sizeof header, in->file) == sizeof header
			&& crypto_secretstream_xchacha20poly1305_init_pull(&in->state, header, key->bytes) == 0)
		return in;
	err_set(e, "%s is cut off: its head is not whole", in->path);
	sealed_close(in);
	return NULL;
}

static bool key_of(const struct sealed_in *in, const struct offline_secret *s, struct key *out, struct err *e)
{
	unsigned char public[KEY_BYTES], secret[KEY_BYTES], random[KEY_BYTES], id[ID_BYTES];
	struct offline_public p;
	offline_public_of(s, &p);
	id_bytes(&p, id);
	if (memcmp(id, in->head.key_id, ID_BYTES))
		return err_set(e, "%s was sealed for the offline key %s, and this secret is of key %s", in->path, id_text_of(in->head.key_id).text,
			id_text_of(id).text);
	pair_of(s, public, secret);
	bool fine = crypto_box_seal_open(random, in->head.sealed, sizeof in->head.sealed, public, secret) == 0;
	if (fine)
		own_key(out, random, p.mark);
	crypt_wipe(secret, sizeof secret);
	crypt_wipe(random, sizeof random);
	return fine || err_set(e, "%s is damaged: its head was changed", in->path);
}

struct sealed_in *sealed_open(const char *path, const struct offline_secret *s, struct sealed_head *head, struct err *e)
{
	struct key key;
	struct sealed_in *in = open_file(path, head, e);
	if (in && !key_of(in, s, &key, e)) {
		sealed_close(in);
		return NULL;
	}
	in = in ? start(in, &key, e) : NULL;
	crypt_wipe(&key, sizeof key);
	return in;
}

struct sealed_in *sealed_open_with(const char *path, const struct key *key, struct sealed_head *head, struct err *e)
{
	struct sealed_in *in = open_file(path, head, e);
	return in ? start(in, key, e) : NULL;
}

/* The next part. Its length says nothing; the mark that it is the last does, and it must be true. */
static bool read_part(struct sealed_in *in, struct err *e)
{
	unsigned long long n = 0;
	unsigned char tag = 0;
	if (in->last)
		return err_set(e, "%s ends before what it holds does", in->path);
	size_t got = fread(in->sealed, 1, sizeof in->sealed, in->file);
	if (ferror(in->file))
		return err_set(e, "cannot read %s: %s", in->path, strerror(errno));
	if (got == 0)
		return err_set(e, "%s is cut off: its end is missing", in->path);
	if (got < EXTRA || crypto_secretstream_xchacha20poly1305_pull(&in->state, in->part, &n, &tag, in->sealed, got,
			in->begun ? NULL : (const unsigned char *)&in->head, in->begun ? 0 : sizeof in->head))
		return err_set(e, "%s is damaged, cut off or was changed: it does not open any further", in->path);
	in->begun = true;
	in->last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	in->n = (size_t)n;
	in->at = 0;
	if (in->last && fgetc(in->file) != EOF)
		return err_set(e, "%s was changed: there is something behind its end", in->path);
	return true;
}

bool sealed_read(struct sealed_in *in, void *out, size_t n, struct err *e)
{
	for (char *p = out; n;) {
		if (in->at == in->n && !read_part(in, e))
			return false;
		size_t take = n < in->n - in->at ? n : in->n - in->at;
		memcpy(p, in->part + in->at, take);
		in->at += take;
		p += take;
		n -= take;
	}
	return true;
}

bool sealed_at_end(struct sealed_in *in, struct err *e)
{
	while (in->at == in->n && !in->last)
		if (!read_part(in, e))
			return false;
	return in->at == in->n || err_set(e, "%s holds more than it should", in->path);
}

void sealed_close(struct sealed_in *in)
{
	if (!in)
		return;
	if (in->file)
		fclose(in->file);
	crypt_wipe(in, sizeof *in);
	free(in);
}
