/* The commands of `nabij`: one file per command, each exporting one descriptor (src/cli/main.c lists them). */
#ifndef NABIJ_CLI_H
#define NABIJ_CLI_H
#include "../platform/db/db.h"
#include "../platform/db/spool.h"

struct command {
	const char *name;
	const char *summary;             /* one line, for `nabij --help` */
	const char *help;                /* the whole, for `nabij NAME --help`; docs and the man page say the same */
	int (*run)(int argc, char **argv);   /* argv[0] is the command's name; gives the exit status */
	const struct command *const *parts;  /* sub-commands with a help of their own, ending with NULL; their name is "COMMAND NAME". NULL: none */
};
extern const struct command CMD_INIT, CMD_SERVE, CMD_USER, CMD_TOKEN, CMD_IMPORT, CMD_EXPORT, CMD_DEMO, CMD_CHECK, CMD_MIGRATE, CMD_BENCH, CMD_CLOCK, CMD_THEME, CMD_THEMES, CMD_DETECT;
extern const struct command CMD_BACKUP, CMD_RESTORE;
extern const struct command *const COMMANDS[];       /* ends with NULL */

/* Options, taken out of argv wherever they stand. */
const char *cli_value(int *argc, char **argv, const char *name, const char *otherwise);   /* --name VALUE or --name=VALUE */
bool cli_flag(int *argc, char **argv, const char *name);
int cli_usage(const struct command *, const char *wrong);     /* says what is wrong and how it goes; 2 */
int cli_fail(const struct err *);                             /* says it; 1 */

/* Everything behind --data DIR: DIR/nabij.conf, DIR/keys/, the store, DIR/spool/. */
struct store {
	char dir[512], url[600];
	bool demo, secure;
	struct keystore *keys;
	struct db *db;
	struct spool *spool;             /* only after store_spool() or store_spool_aside() */
	char aside[600];                 /* a command's own folder of it; "" when it is the service's */
	struct room *room;
};
/* Opens keys and store; says on standard error when the disk is full or nearly so. Refuses a store that was not made, keys that do not fit, and (unless any_version) a database of another version. */
bool store_open(struct store *, const char *dir, bool any_version, struct err *);
bool store_spool(struct store *, struct err *);       /* the service's own; what commands that were broken off left is folded too */
bool store_spool_aside(struct store *, struct err *); /* a command's, which may run beside the service; gone after store_close() */
void store_close(struct store *);
/* The account that signs in with this name, in a slot of the service itself; 0 with an error when there is none. */
id64 store_account(struct slot *, const char *login, struct err *);
/* The guards for this engine, malloc'ed. */
char *store_guards(struct store *);
bool conf_write(const char *dir, const char *url, bool demo, struct err *);
#endif
