#include "cli.h"

static int run(int argc, char **argv)
{
	struct err e = { "" };
	struct store s;
	struct migration_state before;
	const char *dir = cli_value(&argc, argv, "--data", "data");
	if (argc > 1)
		return cli_usage(&CMD_MIGRATE, "does not know what to do with the rest of the line");
	if (!store_open(&s, dir, true, &e))
		return cli_fail(&e);
	char *guards = store_guards(&s);
	bool ok = db_migration_state(s.db, &before, &e) && db_migrate(s.db, guards, &e);
	free(guards);
	store_close(&s);
	if (!ok)
		return cli_fail(&e);
	if (before.have == before.want)
		printf("The database is up to date (%d); its views and guards were put in place anew.\n", before.want);
	else
		printf("The database went from %d to %d.\n", before.have, before.want);
	return 0;
}

const struct command CMD_MIGRATE = { "migrate", "bring the database up to date",
	"nabij migrate [--data DIR]\n\n"
	"Brings the database of DIR (./data) to this program's version, in one transaction; on SQLite after a checked copy beside it\n"
	"(nabij.db.before-N). Interrupted, the old database is whole. A database of a newer program is refused.\n", run };
