#include "cli.h"

static void take_out(int *argc, char **argv, int at, int n)
{
	for (int i = at; i + n <= *argc; i++)
		argv[i] = argv[i + n];
	*argc -= n;
}

const char *cli_value(int *argc, char **argv, const char *name, const char *otherwise)
{
	size_t n = strlen(name);
	for (int i = 1; i < *argc; i++) {
		const char *value = NULL;
		int taken = 1;
		if (!strcmp(argv[i], name) && i + 1 < *argc) {
			value = argv[i + 1];
			taken = 2;
		} else if (!strncmp(argv[i], name, n) && argv[i][n] == '=')
			value = argv[i] + n + 1;
		if (value) {
			take_out(argc, argv, i, taken);
			return value;
		}
	}
	return otherwise;
}

bool cli_flag(int *argc, char **argv, const char *name)
{
	for (int i = 1; i < *argc; i++)
		if (!strcmp(argv[i], name)) {
			take_out(argc, argv, i, 1);
			return true;
		}
	return false;
}

int cli_usage(const struct command *c, const char *wrong)
{
	fprintf(stderr, "nabij %s: %s\n\n%s", c->name, wrong, c->help);
	return 2;
}

int cli_fail(const struct err *e)
{
	fprintf(stderr, "nabij: %s\n", e->text);
	return 1;
}
