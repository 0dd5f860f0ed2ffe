/* The language of the whole document and that its title is shown: cairo 1.16 has no words for either, so the catalogue is written once more behind the
 * file, as PDF lets a file be changed (ISO 32000-1, 7.5.6). A file that does not look as expected is left as it is. */
#include <ctype.h>
#include "pdf_parse.h"

/* Behind the last place where the words stand; NULL when nowhere. */
static const char *after_last(const struct buf *b, const char *words)
{
	size_t n = strlen(words);
	for (size_t i = b->n; i >= n; i--)
		if (!memcmp(b->p + i - n, words, n))
			return b->p + i;
	return NULL;
}

static bool is_language(const char *lang)
{
	for (const char *c = lang; *c; c++)
		if (!isalpha((unsigned char)*c) && *c != '-')
			return false;
	return *lang && strlen(lang) < 20;
}

void pdf_say_language(struct buf *bytes, const char *lang)
{
	const char *trailer = after_last(bytes, "trailer"), *start = after_last(bytes, "startxref");
	const char *size = trailer ? strstr(trailer, "/Size ") : NULL, *root = trailer ? strstr(trailer, "/Root ") : NULL;
	const char *info = trailer ? strstr(trailer, "/Info ") : NULL;
	if (!is_language(lang) || !start || !size || !root || !info)
		return;
	long number = strtol(root + 6, NULL, 10), all = strtol(size + 6, NULL, 10), about = strtol(info + 6, NULL, 10), before = strtol(start, NULL, 10);
	char head[40];
	snprintf(head, sizeof head, "\n%ld 0 obj\n<< ", number);
	const char *catalogue = after_last(bytes, head), *end = catalogue ? strstr(catalogue, "endobj") : NULL;
	if (!end)
		return;
	char *rest = strndup(catalogue, (size_t)(end - catalogue));
	size_t at = bytes->n + 1;
	buf_printf(bytes, "%s/Lang (%s) /ViewerPreferences << /DisplayDocTitle true >>\n%sendobj\n", head, lang, rest);
	size_t table = bytes->n;
	buf_printf(bytes, "xref\n0 1\n0000000000 65535 f \n%ld 1\n%010zu 00000 n \ntrailer\n<< /Size %ld\n   /Root %ld 0 R\n   /Info %ld 0 R\n   /Prev %ld\n>>\n"
		"startxref\n%zu\n%%%%EOF\n", number, at, all, number, about, before, table);
	free(rest);
}
