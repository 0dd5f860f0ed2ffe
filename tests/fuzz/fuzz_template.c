/* The template compiler: any file is compiled or refused with a message. */
#include <assert.h>
#include <stdint.h>
#include <string.h>
#include "../../tools/template/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static const char frame[] = "{{type page}}{{data title text others[] { code text } }}";
	const struct source source[] = {
		{ .name = "page.type.html", .text = frame, .n = sizeof frame - 1 },
		{ .name = "fuzz.html", .text = (const char *)bytes, .n = n },
	};
	struct template_result result;
	if (template_compile_memory(source, 2, "clock\n", &result))
		assert(result.code && result.header && result.pot);
	else
		assert(strstr(result.error, ".html:") && !result.code);
	template_result_free(&result);
	return 0;
}
