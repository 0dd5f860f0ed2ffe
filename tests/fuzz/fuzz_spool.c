/* Whatever stands in a file of the spool after a bad day: every record that is whole in it is read, in its order, and comes out as it went in; what is none is passed
 * over. The first byte says which of two: a text with a right length and sum around it, as a record; or the rest as what happened to a file, piece by piece. */
#include <assert.h>
#include <endian.h>
#include <stdint.h>
#include <string.h>
#include <zlib.h>
#include "platform/db/spool_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { RECORDS_MOST = 200, FILES_MOST = 7 };

struct input { const uint8_t *p; size_t n; };

static uint8_t next(struct input *in)
{
	if (!in->n)
		return 0;
	in->n--;
	return *in->p++;
}

/* ---- a text as a record ---- */

static void add_as_record(struct buf *file, const uint8_t *text, size_t n)
{
	uint32_t head[2] = { htole32((uint32_t)n), htole32((uint32_t)crc32_z(0, text, n)) };
	buf_add(file, head, sizeof head);
	buf_add(file, text, n);
}

static void a_text(struct arena *arena, struct buf *file, const uint8_t *text, size_t n)
{
	struct spool_record r;
	struct spool_reading reading = { .file = file };
	id64 sum = 0;
	add_as_record(file, text, n);
	while (spool_next(arena, &reading, &r)) {
		for (size_t i = 0; i < r.files_n; i++)
			sum ^= r.files[i];
		assert(r.route && r.action && reading.at <= file->n && sum == sum);
	}
}

/* ---- what happened to a file ---- */

struct written { struct spool_record list[RECORDS_MOST]; id64 files[RECORDS_MOST][FILES_MOST]; size_t n; bool broken; };

static const struct spool_record *record(struct written *w, struct input *in)
{
	static const char *const words[] = { "read", "GET /households/{household}", "consent", "refused" };
	struct spool_record *r = &w->list[w->n];
	*r = (struct spool_record){ .id = (id64)w->n + 1, .at = next(in), .account = next(in), .ground = next(in) & 1 ? words[next(in) % 4] : NULL,
		.route = words[next(in) % 4], .action = words[next(in) % 4], .files = w->files[w->n], .files_n = next(in) % FILES_MOST };
	for (size_t i = 0; i < r->files_n; i++)
		w->files[w->n][i] = ((id64)next(in) << 50) + next(in);
	return r;
}

static void piece(struct written *w, struct buf *file, struct input *in)
{
	size_t before = file->n, n;
	switch (next(in) % 4) {
	case 0:                                  /* whole */
		spool_encode(file, record(w, in));
		w->n++;
		return;
	case 1:                                  /* from somewhere on it did not reach the disk */
		spool_encode(file, record(w, in));
		n = before + (size_t)next(in) * (file->n - before) / 256;
		memset(file->p + n, 0, file->n - n);
		break;
	case 2:                                  /* a bit of it changed */
		spool_encode(file, record(w, in));
		n = before + (size_t)next(in) * (file->n - before) / 256;
		file->p[n] = (char)(file->p[n] ^ (1 << next(in) % 8));
		break;
	default:                                 /* what was never written */
		for (n = next(in); n; n--)
			buf_char(file, (char)next(in));
	}
	w->broken = w->broken || file->n > before;
}

static bool same_words(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same(const struct spool_record *a, const struct spool_record *b)
{
	return a->id == b->id && a->at == b->at && a->account == b->account && same_words(a->ground, b->ground) && same_words(a->route, b->route)
		&& same_words(a->action, b->action) && a->files_n == b->files_n && !memcmp(a->files, b->files, a->files_n * sizeof *a->files);
}

static void a_bad_day(struct arena *arena, struct buf *file, struct input in)
{
	static struct written w;
	struct spool_record r;
	struct spool_reading reading = { .file = file };
	size_t found = 0, whole, torn = next(&in);
	w.n = 0;
	w.broken = false;
	while (in.n && w.n < RECORDS_MOST - 1)
		piece(&w, file, &in);
	whole = file->n;
	spool_encode(file, record(&w, &in));     /* the last one was being written */
	file->n = whole + torn * (file->n - whole) / 256;
	while (spool_next(arena, &reading, &r))
		found += found < w.n && same(&r, &w.list[found]);
	assert(found == w.n && (w.broken || (!reading.damaged && reading.at == whole)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf file;
	if (n < 1)
		return 0;
	struct arena *arena = arena_new((size_t)64 << 20);
	buf_init(&file, SPOOL_FILE_MOST);
	if (data[0] & 1)
		a_text(arena, &file, data + 1, n - 1);
	else
		a_bad_day(arena, &file, (struct input){ data + 1, n - 1 });
	buf_release(&file);
	arena_free(arena);
	return 0;
}
