#include "records.h"
#include <endian.h>

enum kind { ABOUT = 'A', FILE_ = 'F', MASTER = 'M', KEY = 'K', TOMBSTONE = 'X', TABLE = 'T', ROW = 'R', TABLE_END = 'E', END = 'Z' };
enum { HEAD = 5, STEP = 1 << 16, TEXT_MOST = 200, PAYLOAD_MOST = ROW_MOST };

/* ---- writing ---- */

static void add_number(struct buf *b, uint64_t n)
{
	n = htole64(n);
	buf_add(b, &n, sizeof n);
}

static void add_bytes(struct buf *b, const void *p, size_t n)
{
	uint32_t length = htole32((uint32_t)n);
	buf_add(b, &length, sizeof length);
	buf_add(b, p, n);
}

static void add_text(struct buf *b, const char *text)
{
	add_bytes(b, text, strlen(text));
}

static bool put(struct record_sink *s, enum kind kind, const void *p, size_t n, struct err *e)
{
	unsigned char head[HEAD] = { (unsigned char)kind };
	uint32_t length = htole32((uint32_t)n);
	if (n > PAYLOAD_MOST)
		return err_set(e, "a record of %zu bytes is too large for a backup", n);
	memcpy(head + 1, &length, sizeof length);
	s->written++;
	return s->write(s->ctx, head, sizeof head, e) && s->write(s->ctx, p, n, e);
}

static bool put_buf(struct record_sink *s, enum kind kind, struct buf *b, struct err *e)
{
	bool fine = buf_failed(b) ? err_set(e, "a record is too large for a backup") : put(s, kind, b->p, b->n, e);
	if (b->cap)
		crypt_wipe(b->p, b->n);
	buf_release(b);
	return fine;
}

bool record_about(struct record_sink *s, const struct about *about, struct err *e)
{
	struct buf b;
	buf_init(&b, 0);
	add_number(&b, RECORDS_FORMAT);
	add_number(&b, (uint64_t)about->made_at);
	add_number(&b, (uint64_t)about->migration);
	add_text(&b, about->store);
	return put_buf(s, ABOUT, &b, e);
}

bool record_file(struct record_sink *s, const char *name, const void *p, size_t n, struct err *e)
{
	struct buf b;
	buf_init(&b, PAYLOAD_MOST);
	add_text(&b, name);
	add_bytes(&b, p, n);
	return put_buf(s, FILE_, &b, e);
}

bool record_master(struct record_sink *s, const struct key *key, struct err *e)
{
	return put(s, MASTER, key->bytes, sizeof key->bytes, e);
}

bool record_key(struct record_sink *s, id64 file, struct blob wrapped, struct err *e)
{
	struct buf b;
	buf_init(&b, 0);
	add_number(&b, (uint64_t)file);
	add_bytes(&b, wrapped.p, wrapped.n);
	return put_buf(s, KEY, &b, e);
}

bool record_tombstone(struct record_sink *s, id64 file, moment at, struct err *e)
{
	struct buf b;
	buf_init(&b, 0);
	add_number(&b, (uint64_t)file);
	add_number(&b, (uint64_t)at);
	return put_buf(s, TOMBSTONE, &b, e);
}

bool record_table(struct record_sink *s, const struct table *table, struct err *e)
{
	struct buf b;
	buf_init(&b, 0);
	add_text(&b, table->name);
	add_number(&b, table->columns);
	for (size_t i = 0; i < table->columns; i++)
		add_text(&b, table->column[i]);
	return put_buf(s, TABLE, &b, e);
}

bool record_row(struct record_sink *s, const void *encoded, size_t n, struct err *e)
{
	return put(s, ROW, encoded, n, e);
}

bool record_table_end(struct record_sink *s, const struct table_sum *sum, struct err *e)
{
	struct buf b;
	buf_init(&b, 0);
	add_number(&b, sum->rows);
	buf_add(&b, sum->hash, sizeof sum->hash);
	return put_buf(s, TABLE_END, &b, e);
}

bool record_end(struct record_sink *s, struct err *e)
{
	uint64_t n = htole64(s->written);
	return put(s, END, &n, sizeof n, e);
}

bool record_file_name(const char *name)
{
	static const char *const plain[] = { "nabij.conf", "theme.css", "backup.key" };
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		if (!strcmp(name, plain[i]))
			return true;
	if (strncmp(name, "spool/", 6))
		return false;
	size_t digits = strspn(name + 6, "0123456789");
	return digits && digits <= 10 && (!strcmp(name + 6 + digits, ".log") || !strcmp(name + 6 + digits, ".damaged"));
}

/* ---- reading ---- */

/* What is still unread of a record. A failure sticks: everything after it is zero or empty. */
struct payload { const unsigned char *p; size_t n; bool failed; };

struct reader {
	struct record_source *source;
	const struct record_visitor *visitor;
	enum sealed_kind of;
	struct arena *arena, *table_arena;   /* one record; one table */
	struct buf payload;
	enum kind last;                      /* 0 before the first */
	uint64_t read;
	struct table table;
	struct value *value;
	struct summing *sum;
};

static const void *take(struct payload *p, size_t n)
{
	if (p->failed || n > p->n) {
		p->failed = true;
		return NULL;
	}
	const void *at = p->p;
	p->p += n;
	p->n -= n;
	return at;
}

static uint64_t take_number(struct payload *p)
{
	uint64_t n = 0;
	const void *at = take(p, sizeof n);
	if (at)
		memcpy(&n, at, sizeof n);
	return le64toh(n);
}

static struct blob take_bytes(struct payload *p)
{
	uint32_t length = 0;
	const void *at = take(p, sizeof length);
	if (at)
		memcpy(&length, at, sizeof length);
	length = le32toh(length);
	at = take(p, length);
	return (struct blob){ at, at ? length : 0 };
}

/* A short text without a zero byte in it, terminated; "" after a failure. */
static const char *take_text(struct arena *arena, struct payload *p)
{
	struct blob b = take_bytes(p);
	if (b.p && (b.n > TEXT_MOST || memchr(b.p, 0, b.n)))
		p->failed = true;
	return b.p && !p->failed ? arena_strndup(arena, (const char *)b.p, b.n) : "";
}

static bool whole(const struct payload *p)
{
	return !p->failed && p->n == 0;
}

static bool wrong(struct err *e, const char *what)
{
	return err_set(e, "this backup is damaged or none of ours: %s", what);
}

static bool read_about(struct reader *r, struct payload *p, struct err *e)
{
	uint64_t format = take_number(p);
	if (!p->failed && format != RECORDS_FORMAT)
		return err_set(e, "this backup is of format %llu and this program reads format %d: use a newer Nabij", (unsigned long long)format, RECORDS_FORMAT);
	struct about about = { .made_at = (moment)take_number(p), .migration = (int)take_number(p) };
	about.store = take_text(r->arena, p);
	if (!whole(p) || about.migration < 1 || about.made_at < 0)
		return wrong(e, "its beginning says something that cannot be");
	return !r->visitor->about || r->visitor->about(r->visitor->ctx, &about, e);
}

static bool read_file(struct reader *r, struct payload *p, struct err *e)
{
	const char *name = take_text(r->arena, p);
	struct blob content = take_bytes(p);
	if (!whole(p) || !record_file_name(name))
		return wrong(e, "it holds a file that a backup does not hold");
	return !r->visitor->file || r->visitor->file(r->visitor->ctx, name, content.p, content.n, e);
}

static bool read_master(struct reader *r, struct payload *p, struct err *e)
{
	struct key key;
	const void *bytes = take(p, sizeof key.bytes);
	if (!bytes || !whole(p))
		return wrong(e, "its master key is not one");
	memcpy(key.bytes, bytes, sizeof key.bytes);
	bool fine = !r->visitor->master || r->visitor->master(r->visitor->ctx, &key, e);
	crypt_wipe(&key, sizeof key);
	return fine;
}

static bool read_key(struct reader *r, struct payload *p, struct err *e)
{
	id64 file = (id64)take_number(p);
	struct blob wrapped = take_bytes(p);
	if (!whole(p) || file < 1)
		return wrong(e, "it holds a key that is not one");
	return !r->visitor->key || r->visitor->key(r->visitor->ctx, file, wrapped, e);
}

static bool read_tombstone(struct reader *r, struct payload *p, struct err *e)
{
	id64 file = (id64)take_number(p);
	moment at = (moment)take_number(p);
	if (!whole(p) || file < 1)
		return wrong(e, "it holds a tombstone that is not one");
	return !r->visitor->tombstone || r->visitor->tombstone(r->visitor->ctx, file, at, e);
}

static bool plain_name(const char *name)
{
	return *name && !name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

static bool read_table(struct reader *r, struct payload *p, struct err *e)
{
	arena_reset(r->table_arena);
	r->table = (struct table){ .name = take_text(r->table_arena, p) };
	r->table.columns = (size_t)take_number(p);
	if (p->failed || !plain_name(r->table.name) || r->table.columns < 1 || r->table.columns > TABLE_COLUMNS)
		return wrong(e, "it holds a table that is not one");
	r->table.column = ARENA_ARRAY(r->table_arena, const char *, r->table.columns);
	r->value = ARENA_ARRAY(r->table_arena, struct value, r->table.columns);
	for (size_t i = 0; i < r->table.columns; i++) {
		r->table.column[i] = take_text(r->table_arena, p);
		if (!plain_name(r->table.column[i]) || (i && strcmp(r->table.column[i - 1], r->table.column[i]) >= 0))
			return wrong(e, "it holds a table whose columns are not in order");
	}
	if (!whole(p))
		return wrong(e, "it holds a table that is not one");
	summing_begin(r->sum, &r->table);
	return !r->visitor->table || r->visitor->table(r->visitor->ctx, &r->table, e);
}

static bool read_row(struct reader *r, struct payload *p, struct err *e)
{
	if (!row_decode(p->p, p->n, r->value, r->table.columns))
		return wrong(e, "a row does not fit its table");
	summing_row(r->sum, p->p, p->n);
	return !r->visitor->row || r->visitor->row(r->visitor->ctx, &r->table, r->value, e);
}

static bool read_table_end(struct reader *r, struct payload *p, struct err *e)
{
	struct table_sum sum = summing_end(r->sum);
	uint64_t rows = take_number(p);
	const void *hash = take(p, sizeof sum.hash);
	if (!whole(p) || rows != sum.rows || memcmp(hash, sum.hash, sizeof sum.hash))
		return wrong(e, "the rows of a table are not the ones that were written");
	return !r->visitor->table_end || r->visitor->table_end(r->visitor->ctx, &r->table, &sum, e);
}

static bool read_end(struct reader *r, struct payload *p, struct err *e)
{
	uint64_t n = take_number(p);
	return (whole(p) && n == r->read - 1) || wrong(e, "it does not hold as many records as it says");
}

/* What may come after what, of each kind of backup. */
static bool in_order(const struct reader *r, enum kind kind)
{
	static const struct { const char *data, *keys; } after[256] = {
		[0] = { "A", "A" }, [ABOUT] = { "FXTZ", "M" }, [FILE_] = { "FXTZ", "" }, [MASTER] = { "", "KXZ" }, [KEY] = { "", "KXZ" },
		[TOMBSTONE] = { "XTZ", "XZ" }, [TABLE] = { "RE", "" }, [ROW] = { "RE", "" }, [TABLE_END] = { "TZ", "" }, [END] = { "", "" },
	};
	const char *may = r->of == SEALED_DATA ? after[r->last].data : after[r->last].keys;
	return may && strchr(may, kind) && kind;
}

static bool dispatch(struct reader *r, enum kind kind, struct payload *p, struct err *e)
{
	switch (kind) {
	case ABOUT: return read_about(r, p, e);
	case FILE_: return read_file(r, p, e);
	case MASTER: return read_master(r, p, e);
	case KEY: return read_key(r, p, e);
	case TOMBSTONE: return read_tombstone(r, p, e);
	case TABLE: return read_table(r, p, e);
	case ROW: return read_row(r, p, e);
	case TABLE_END: return read_table_end(r, p, e);
	case END: return read_end(r, p, e);
	}
	return wrong(e, "it holds a record of a kind that there is not");
}

/* In steps, so that a length that lies costs no memory. */
static bool read_payload(struct reader *r, size_t n, struct err *e)
{
	char step[STEP];
	buf_clear(&r->payload);
	while (n) {
		size_t take_now = n < sizeof step ? n : sizeof step;
		if (!r->source->read(r->source->ctx, step, take_now, e))
			return false;
		buf_add(&r->payload, step, take_now);
		n -= take_now;
	}
	return !buf_failed(&r->payload) || wrong(e, "a record is too long");
}

static bool read_record(struct reader *r, struct err *e)
{
	unsigned char head[HEAD];
	uint32_t length;
	if (!r->source->read(r->source->ctx, head, sizeof head, e))
		return false;
	memcpy(&length, head + 1, sizeof length);
	length = le32toh(length);
	enum kind kind = (enum kind)head[0];
	if (length > PAYLOAD_MOST || !in_order(r, kind))
		return wrong(e, "a record stands where it does not belong");
	if (!read_payload(r, length, e))
		return false;
	arena_reset(r->arena);
	r->read++;
	r->last = kind;
	struct payload p = { (const unsigned char *)r->payload.p, r->payload.n, false };
	return dispatch(r, kind, &p, e);
}

bool records_read(struct record_source *source, enum sealed_kind of, const struct record_visitor *visitor, struct err *e)
{
	struct reader r = { .source = source, .visitor = visitor, .of = of, .arena = arena_new(1 << 20), .table_arena = arena_new(1 << 20),
		.sum = summing_new() };
	bool fine = true;
	buf_init(&r.payload, PAYLOAD_MOST + 1);
	while (fine && r.last != END)
		fine = read_record(&r, e);
	crypt_wipe(r.payload.cap ? r.payload.p : NULL, r.payload.cap ? r.payload.n : 0);
	buf_release(&r.payload);
	summing_free(r.sum);
	arena_free(r.arena);
	arena_free(r.table_arena);
	return fine;
}
