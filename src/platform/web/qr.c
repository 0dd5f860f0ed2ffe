#include "qr.h"
#include <assert.h>
#include <qrencode.h>
#include "../base/buf.h"

enum { QUIET = 4 };

/* The dark modules of a row, run by run. */
static void row(struct buf *b, const QRcode *code, int y)
{
	for (int x = 0; x < code->width; ) {
		int run = 0;
		while (x + run < code->width && (code->data[y * code->width + x + run] & 1))
			run++;
		if (run)
			buf_printf(b, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, run, run);
		x += run ? run : 1;
	}
}

const char *qr_path(struct arena *a, const char *text, int64_t *size)
{
	struct buf b;
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_L);
	assert(code && "an address to scan fits in a QR code");
	buf_init(&b, 0);
	for (int y = 0; y < code->width; y++)
		row(&b, code, y);
	*size = code->width + 2 * QUIET;
	const char *path = arena_strndup(a, b.p, b.n);
	buf_release(&b);
	QRcode_free(code);
	return path;
}
