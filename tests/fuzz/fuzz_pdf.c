/* Whatever comes over the pipe to the process that draws: it is refused as a whole, or a document whose parts are whole, and that can be drawn. */
#include <assert.h>
#include <stdint.h>
#include <string.h>
#include "platform/pdf/pdf_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct err e = { "" };
	struct arena *arena = arena_new((size_t)64 << 20);
	const struct pdf_document *d = pdf_parse(arena, (const char *)data, n, &e);
	if (!d)
		assert(err_any(&e));
	for (size_t i = 0; d && i < d->n; i++) {
		const struct pdf_block *b = &d->blocks[i];
		assert(b->text && b->note && b->words_n <= PDF_ROWS_MOST);
		for (size_t k = 0; k < b->words_n; k++)
			assert(strlen(b->words[k]) <= PDF_TEXT_MOST);
		for (size_t k = 0; k < b->rows * b->words_n; k++)
			assert(b->cells[k]);
	}
	arena_free(arena);
	return 0;
}
