/* nabij detect: the statistics on tables of your own, without the rest of Nabij. This file is the list of its sub-commands. */
#include "detect.h"

const struct command *const DETECT_PARTS[] = { &CMD_DETECT_SCAN, &CMD_DETECT_RISES, &CMD_DETECT_COMBINATIONS, &CMD_DETECT_PUBLISH, NULL };

static int run(int argc, char **argv)
{
	for (const struct command *const *part = DETECT_PARTS; argc > 1 && *part; part++)
		if (!strcmp(strrchr((*part)->name, ' ') + 1, argv[1]))
			return (*part)->run(argc - 1, argv + 1);
	return cli_usage(&CMD_DETECT, argc > 1 ? "no such sub-command" : "say what to look for");
}

const struct command CMD_DETECT = { "detect", "find what recurs in counts, and publish it safely",
	"Statistics on tables of your own (CSV); nothing of an installation is read or written. Results as a table, with --csv as CSV, with --json as JSON;\n"
	"progress on standard error; Ctrl-C ends the work: scan and rises give what they have by then.\n\n", run, DETECT_PARTS };
