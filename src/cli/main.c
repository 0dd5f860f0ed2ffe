/* nabij: the program. `nabij COMMAND …`; see `nabij --help`. */
#include "cli.h"
#include "../platform/base/memory.h"
#include "../platform/crypt/crypt.h"
#include "../platform/pdf/pdf.h"
#include "../platform/web/assets.h"
#include "../platform/web/i18n.h"

static int help(FILE *to)
{
	fprintf(to, "nabij: one household, one plan that the family holds\n\nnabij COMMAND [--data DIR] …\n\n");
	for (const struct command *const *c = COMMANDS; *c; c++)
		fprintf(to, "  %-9s %s\n", (*c)->name, (*c)->summary);
	fprintf(to, "\n'nabij COMMAND --help' tells more. DIR is ./data unless you say otherwise.\n");
	return to == stdout ? 0 : 2;
}

/* The command's own help and those of its sub-commands; or that of the one named behind it. */
static int help_of(const struct command *c, const char *word)
{
	for (const struct command *const *part = c->parts; part && *part; part++)
		if (word && !strcmp(strrchr((*part)->name, ' ') + 1, word)) {
			fputs((*part)->help, stdout);
			return 0;
		}
	fputs(c->help, stdout);
	for (const struct command *const *part = c->parts; part && *part; part++)
		printf("%s%s", part == c->parts ? "" : "\n", (*part)->help);
	return 0;
}

int main(int argc, char **argv)
{
	memory_start();
	if (argc == 2 && !strcmp(argv[1], PDF_CHILD))    /* for this program itself alone */
		return pdf_child();
	crypt_start();
	clock_start();
	lang_start();
	assets_start();
	if (argc < 2)
		return help(stderr);
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help"))
		return help(stdout);
	if (!strcmp(argv[1], "--version")) {
		puts("nabij 0.1.0");
		return 0;
	}
	for (const struct command *const *c = COMMANDS; *c; c++)
		if (!strcmp((*c)->name, argv[1])) {
			int n = argc - 1;
			if (cli_flag(&n, argv + 1, "--help"))
				return help_of(*c, n > 1 ? argv[2] : NULL);
			return (*c)->run(n, argv + 1);
		}
	fprintf(stderr, "nabij: no command '%s'\n\n", argv[1]);
	return help(stderr);
}
