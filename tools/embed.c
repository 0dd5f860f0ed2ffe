/* Puts files into the program at build:
 *
 *     embed --out X.c --symbol NAME [--under FOLDER] FILES…
 *
 * writes `const struct embedded NAME[]` and `const size_t NAME_n` (src/platform/base/embedded.h), in the order given. A file's name is what
 * follows the last FOLDER/ in its path ("vendor/font.woff2" under assets), or its last part when no folder is given.
 * A style sheet goes in without comments and needless space: those are for who reads the source. */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void stop(const char *what)
{
	fprintf(stderr, "embed: %s: %s\n", what, errno ? strerror(errno) : "not understood");
	exit(1);
}

/* The part of `path` after the last folder called `under`; without a folder, after the last slash. */
static const char *name_of(const char *path, const char *under)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	size_t n = under ? strlen(under) : 0;
	for (const char *at = under ? strstr(path, under) : NULL; at; at = strstr(at + 1, under))
		if ((at == path || at[-1] == '/') && at[n] == '/')
			name = at + n + 1;
	return name;
}

static char *read_all(const char *path, size_t *n)
{
	FILE *in = fopen(path, "rb");
	if (!in || fseek(in, 0, SEEK_END))
		stop(path);
	long size = ftell(in);
	char *bytes = size < 0 ? NULL : malloc((size_t)size + 1);
	if (!bytes || fseek(in, 0, SEEK_SET) || fread(bytes, 1, (size_t)size, in) != (size_t)size)
		stop(path);
	fclose(in);
	bytes[size] = 0;
	*n = (size_t)size;
	return bytes;
}

/* Where the comment or white space at `at` ends; `at` itself when there is none. */
static size_t skip_blank(const char *css, size_t at)
{
	for (;;)
		if (isspace((unsigned char)css[at]))
			at++;
		else if (!strncmp(css + at, "/*", 2) && strstr(css + at + 2, "*/"))
			at = (size_t)(strstr(css + at + 2, "*/") + 2 - css);
		else
			return at;
}

/* Drops comments and needless space from a style sheet, in place. A blank before ':' or '(' or around '+' can mean something and stays. */
static size_t squeeze_css(char *css)
{
	size_t to = 0;
	char quote = 0;
	for (size_t at = 0; css[at];) {
		size_t end = quote ? at : skip_blank(css, at);
		bool blank = end > at && to && !strchr("{};:,", css[to - 1]) && !strchr("{};", css[end]);
		if (blank)
			css[to++] = ' ';
		at = end;
		if (quote && css[at] == quote)
			quote = 0;
		else if (!quote && (css[at] == '"' || css[at] == '\''))
			quote = css[at];
		if (css[at])
			css[to++] = css[at++];
	}
	css[to] = 0;
	return to;
}

static size_t write_bytes(FILE *out, const char *path, size_t index)
{
	size_t n;
	char *bytes = read_all(path, &n);
	const char *ending = strrchr(path, '.');
	if (ending && !strcmp(ending, ".css"))
		n = squeeze_css(bytes);
	fprintf(out, "static const unsigned char file_%zu[] = {", index);
	for (size_t i = 0; i < n; i++)
		fprintf(out, "%s%d,", i % 32 ? "" : "\n", (unsigned char)bytes[i]);
	fputs("0};\n", out);
	free(bytes);
	return n;
}

static void write_table(FILE *out, const char *symbol, const char *under, char **paths, const size_t *sizes, size_t n)
{
	fprintf(out, "extern const struct embedded %s[];\nextern const size_t %s_n;\n", symbol, symbol);
	fprintf(out, "const struct embedded %s[] = {\n", symbol);
	for (size_t i = 0; i < n; i++)
		fprintf(out, "\t{\"%s\", file_%zu, %zu},\n", name_of(paths[i], under), i, sizes[i]);
	fprintf(out, "\t{NULL, NULL, 0},\n};\nconst size_t %s_n = %zu;\n", symbol, n);
}

int main(int argc, char **argv)
{
	const char *target = NULL, *symbol = NULL, *under = NULL;
	int at = 1;
	for (; at + 1 < argc && !strncmp(argv[at], "--", 2); at += 2)
		if (!strcmp(argv[at], "--out"))
			target = argv[at + 1];
		else if (!strcmp(argv[at], "--symbol"))
			symbol = argv[at + 1];
		else if (!strcmp(argv[at], "--under"))
			under = argv[at + 1];
		else
			stop(argv[at]);
	if (!target || !symbol)
		stop("--out and --symbol are needed");
	FILE *out = fopen(target, "w");
	if (!out)
		stop(target);
	fputs("/* made by tools/embed */\n#include \"platform/base/embedded.h\"\n", out);
	size_t n = (size_t)(argc - at);
	size_t *sizes = calloc(n + 1, sizeof *sizes);
	if (!sizes)
		stop("memory");
	for (size_t i = 0; i < n; i++)
		sizes[i] = write_bytes(out, argv[at + (int)i], i);
	write_table(out, symbol, under, argv + at, sizes, n);
	free(sizes);
	if (fclose(out))
		stop(target);
	return 0;
}
