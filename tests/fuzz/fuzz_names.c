/* Any words as a report: looking for names in them ends, each find lies in the text and in its sentence, once, and there are no more than promised. */
#include <assert.h>
#include <stdint.h>
#include <string.h>
#include "features/signal/report_names.h"
#include "platform/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(64 << 20);
	const char *text = utf8_clean(arena, arena_strndup(arena, (const char *)data, size < 8000 ? size : 8000), false);
	struct named_list found = report_names(arena, text, size % 2 ? "FC De Turfhoek" : NULL, 2026);
	assert(found.n <= NAMED_MOST);
	for (int64_t i = 0; i < found.n; i++) {
		assert(*found.list[i].words && strstr(text, found.list[i].words));
		for (int64_t j = 0; j < i; j++)
			assert(strcmp(found.list[i].words, found.list[j].words) != 0);
	}
	arena_free(arena);
	return 0;
}
