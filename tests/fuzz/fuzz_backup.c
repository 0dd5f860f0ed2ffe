/* Whatever bytes stand in the place of a backup's records: they are read in order or refused with a word, and a row that is read comes out as it went in. */
#include <assert.h>
#include <stdint.h>
#include <string.h>
#include "platform/backup/records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct input { const uint8_t *p; size_t n; };

static bool input_read(void *ctx, void *out, size_t n, struct err *e)
{
	struct input *in = ctx;
	if (n > in->n)
		return err_set(e, "the end");
	memcpy(out, in->p, n);
	in->p += n;
	in->n -= n;
	return true;
}

static bool on_row(void *ctx, const struct table *table, const struct value *v, struct err *e)
{
	struct buf row;
	struct value again[TABLE_COLUMNS];
	(void)ctx, (void)e;
	buf_init(&row, 0);
	row_encode(&row, v, table->columns);
	assert(row_decode((const unsigned char *)row.p, row.n, again, table->columns));
	for (size_t i = 0; i < table->columns; i++)
		assert(again[i].kind == v[i].kind && again[i].n == v[i].n && again[i].i == v[i].i && (!v[i].n || !memcmp(again[i].p, v[i].p, v[i].n)));
	buf_release(&row);
	return true;
}

static bool on_file(void *ctx, const char *name, const void *p, size_t n, struct err *e)
{
	unsigned sum = 0;
	(void)ctx, (void)e;
	for (size_t i = 0; i < n; i++)
		sum += ((const unsigned char *)p)[i];
	assert(record_file_name(name) && !strstr(name, "..") && sum <= 255u * n);
	return true;
}

static bool on_key(void *ctx, id64 file, struct blob wrapped, struct err *e)
{
	struct key master = { { 0 } }, key;
	(void)ctx, (void)e;
	assert(file > 0);
	return !key_unwrap(&master, file, wrapped, &key) || file > 0;
}

/* The first byte says as which of the two it is read. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err e = { "" };
	struct offline_secret secret;
	struct record_visitor visitor = { .row = on_row, .file = on_file, .key = on_key };
	if (n < 1)
		return 0;
	struct input in = { data + 1, n - 1 };
	struct record_source source = { input_read, &in };
	if (!records_read(&source, data[0] & 1 ? SEALED_KEYS : SEALED_DATA, &visitor, &e))
		assert(err_any(&e));
	offline_secret_parse((const char *)data, n, &secret, &(struct err){ "" });
	return 0;
}
