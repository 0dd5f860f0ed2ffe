/* nabij themes: the night's work on what was heard, now. */
#include <signal.h>
#include "../features/theme/theme.h"
#include "cli.h"

static struct detect_work work;

static void on_interrupt(int signal)
{
	(void)signal;
	atomic_store(&work.stop, true);
}

static int look(struct store *s, const char *municipality)
{
	struct err e = { "" };
	int found = 0;
	uint64_t began = clock_monotonic_us();
	signal(SIGINT, on_interrupt);
	signal(SIGTERM, on_interrupt);
	bool fine = themes_look(s->db, clock_now(), municipality, &work, &found, &e);
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	if (!fine)
		return cli_fail(&e);
	printf("%d new, in %.1f s: %llu of %llu steps%s\n", found, (double)(clock_monotonic_us() - began) / 1e6, (unsigned long long)atomic_load(&work.done),
		(unsigned long long)atomic_load(&work.total), atomic_load(&work.stop) ? ", stopped" : "");
	return 0;
}

static int run(int argc, char **argv)
{
	struct err e = { "" };
	struct store s;
	const char *dir = cli_value(&argc, argv, "--data", "data"), *municipality = cli_value(&argc, argv, "--municipality", NULL);
	if (argc > 1)
		return cli_usage(&CMD_THEMES, "does not know what to do with the rest of the line");
	if (municipality && (strlen(municipality) != 6 || strncmp(municipality, "GM", 2)))
		return cli_usage(&CMD_THEMES, "a municipality is its CBS code, for instance GM0193");
	if (!store_open(&s, dir, false, &e))
		return cli_fail(&e);
	int status = look(&s, municipality);
	store_close(&s);
	return status;
}

const struct command CMD_THEMES = { "themes", "count what was heard and look for themes, as each night",
	"nabij themes [--data DIR] [--municipality CODE]\n\n"
	"Counts reports, contacts, worries and questions at the desk per neighbourhood, week and life domain, and looks for what stands out, as the service does each\n"
	"night by itself. It may run beside the service. Ctrl-C ends it between two steps; what was counted stays.\n"
	"  --municipality CODE  that one alone, by its CBS code; otherwise all where a team works\n", .run = run };
