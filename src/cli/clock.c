#include "cli.h"
#include "../platform/jobs/jobs.h"

/* What is said for a store of which the clock runs as it should, is behind, or was told to be right. */
static int say(struct store *s, bool right)
{
	struct err e = { "" };
	moment latest = 0;
	struct arena *a = arena_new(1 << 16);
	bool fine = !right || jobs_clock_right(s->db, &e);
	bool fits = fine && jobs_clock(s->db, &latest, &e);
	if (fine) {
		printf("the machine's clock:  %s\n", moment_iso(a, clock_machine()));
		printf("lived through:        %s\n", latest ? moment_iso(a, latest) : "nothing yet");
		if (fits && latest > clock_machine())
			printf("Nabij's time goes on from there at half speed until the clock has caught up.\n");
	}
	arena_free(a);
	return fine && fits ? 0 : cli_fail(&e);
}

static int run(int argc, char **argv)
{
	struct err e = { "" };
	struct store s;
	const char *dir = cli_value(&argc, argv, "--data", "data");
	bool right = cli_flag(&argc, argv, "--right");
	if (argc > 1)
		return cli_usage(&CMD_CLOCK, "does not know what to do with the rest of the line");
	if (!store_open(&s, dir, false, &e))
		return cli_fail(&e);
	int status = say(&s, right);
	store_close(&s);
	return status;
}

const struct command CMD_CLOCK = { "clock", "see whether the machine's clock fits what was lived through",
	"nabij clock [--data DIR] [--right]\n\n"
	"Time does not go back in Nabij: what ended stays ended when the machine's clock is set back. More than a day behind, it does not start.\n"
	"  --right   the clock is right now, and was ahead before: forgets the moments to come and ends the sessions that began in them; stop Nabij first\n", .run = run };
