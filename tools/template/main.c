/* template --icons FILE --out templates.c --header templates.h FILES…    compiles
 * template --pot FILE FILES…                                             collects the texts to translate */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "template.h"

static char *read_file(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	size_t cap = 4096, used = 0, got;
	char *p = malloc(cap);
	if (!f || !p) {
		fprintf(stderr, "%s:1: cannot be read\n", path);
		exit(1);
	}
	while ((got = fread(p + used, 1, cap - used - 1, f)) > 0) {
		used += got;
		if (cap - used < 2 && !(p = realloc(p, cap *= 2)))
			abort();
	}
	if (ferror(f)) {
		fprintf(stderr, "%s:1: cannot be read\n", path);
		exit(1);
	}
	fclose(f);
	p[used] = 0;
	*n = used;
	return p;
}

/* `include`: the path of a header that the text needs, or NULL. */
static bool write_file(const char *path, const char *include, const char *text)
{
	FILE *f = fopen(path, "wb");
	const char *name = include && strrchr(include, '/') ? strrchr(include, '/') + 1 : include;
	bool ok = f && (!name || fprintf(f, "/* Made by tools/template; not to be edited. */\n#include \"%s\"\n", name) > 0)
		&& fputs(text, f) >= 0;
	if (f && fclose(f))
		ok = false;
	if (!ok) {
		fprintf(stderr, "%s:1: cannot be written\n", path);
		remove(path);
	}
	return ok;
}

static const char *take_option(int argc, char **argv, int *i, const char *name)
{
	if (*i + 1 >= argc || strcmp(argv[*i], name))
		return NULL;
	*i += 2;
	return argv[*i - 1];
}

int main(int argc, char **argv)
{
	const char *icons = NULL, *out = NULL, *header = NULL, *pot = NULL, *value;
	int i = 1;
	while (i < argc && !strncmp(argv[i], "--", 2)) {
		if ((value = take_option(argc, argv, &i, "--icons")))
			icons = value;
		else if ((value = take_option(argc, argv, &i, "--out")))
			out = value;
		else if ((value = take_option(argc, argv, &i, "--header")))
			header = value;
		else if ((value = take_option(argc, argv, &i, "--pot")))
			pot = value;
		else
			break;
	}
	if ((i < argc && !strncmp(argv[i], "--", 2)) || !out != !header || (!out && !pot)) {
		fprintf(stderr, "template --icons FILE --out FILE.c --header FILE.h FILES…\ntemplate --pot FILE FILES…\n");
		return 2;
	}
	size_t n = (size_t)(argc - i), ignored;
	struct source *source = calloc(n + 1, sizeof *source);
	char *icon_text = icons ? read_file(icons, &ignored) : NULL;
	struct template_result result;
	if (!source)
		abort();
	for (size_t k = 0; k < n; k++) {
		source[k].name = argv[i + (int)k];
		source[k].text = read_file(source[k].name, &source[k].n);
	}
	bool ok = template_compile_memory(source, n, icon_text, &result);
	if (!ok)
		fprintf(stderr, "%s\n", result.error);
	ok = ok && (!pot || write_file(pot, NULL, result.pot)) && (!out || (write_file(out, header, result.code) && write_file(header, NULL, result.header)));
	if (!ok && out) {
		remove(out);
		remove(header);
	}
	template_result_free(&result);
	for (size_t k = 0; k < n; k++)
		free((char *)source[k].text);
	free(source);
	free(icon_text);
	return ok ? 0 : 1;
}
