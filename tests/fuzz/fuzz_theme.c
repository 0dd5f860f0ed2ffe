/* Whatever a theme holds: what is written loads nothing and leaves its own block alone. */
#include <assert.h>
#include <stdint.h>
#include <string.h>
#include "platform/web/assets.h"
#include "platform/web/theme.h"

enum { TOKENS_BYTES = 10000 };       /* of nabij.css: where its tokens stand; the rest would only take time */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct buf out;
	struct err e = { "" };
	struct theme_report report;
	struct arena *arena = arena_new((size_t)64 << 20);
	assets_start();
	const struct asset *own = asset_find("nabij.css");
	buf_init(&out, 1 << 20);
	if (theme_import(arena, (const char *)data, n, (const char *)own->bytes, own->n < TOKENS_BYTES ? own->n : TOKENS_BYTES, &out, &report, &e)) {
		size_t opened = 0, closed = 0;
		for (const char *c = out.p; *c; c++) {
			opened += *c == '{';
			closed += *c == '}';
		}
		assert(opened == 3 && closed == 3 && strlen(out.p) == out.n);
		assert(!strcasestr(out.p, "url(") && !strcasestr(out.p, "@import") && !strchr(out.p, '\\') && !strchr(out.p, '<'));
	} else
		assert(err_any(&e));
	buf_release(&out);
	arena_free(arena);
	return 0;
}
