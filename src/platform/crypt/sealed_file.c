#include "sealed_file.h"
#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <unistd.h>

enum { PART = 65536, EXTRA = crypto_secretstream_xchacha20poly1305_ABYTES, HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES };

static const char magic[16] = "nabij sealed 1\n";

/* As it stands on the disk. */
struct outside {
	char magic[16];
	unsigned char kind, zeros[7];
	uint64_t made_at;
	unsigned char key_id[OFFLINE_ID_BYTES], sealed[KEY_BYTES + crypto_box_SEALBYTES];
};
_Static_assert(sizeof(struct outside) == 120, "the head has no gaps");

/* ---- writing ---- */

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
	offline_id_bytes(to, o->head.key_id);
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

/* ---- reading ---- */

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
	*head = (struct sealed_head){ (enum sealed_kind)o->kind, (moment)le64toh(o->made_at), offline_id_text(o->key_id) };
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
	unsigned char public[KEY_BYTES], secret[KEY_BYTES], random[KEY_BYTES], id[OFFLINE_ID_BYTES];
	struct offline_public p;
	offline_public_of(s, &p);
	offline_id_bytes(&p, id);
	if (memcmp(id, in->head.key_id, OFFLINE_ID_BYTES))
		return err_set(e, "%s was sealed for the offline key %s, and this secret is of key %s", in->path, offline_id_text(in->head.key_id).text,
			offline_id_text(id).text);
	offline_pair(s, public, secret);
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
