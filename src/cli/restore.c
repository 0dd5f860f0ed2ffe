/* nabij restore: a backup put back, or only tried. */
#include <errno.h>
#include "backups.h"
#include "cli.h"

static void say(const struct restored *r, const char *dir, bool tried)
{
	struct arena *arena = arena_new(4096);
	printf("%s %s: %llu tables, %llu rows of a %s store, as of %s; the keys as of %s.\n", tried ? "This backup is good. It was put back, compared and thrown away in" : "Put back in",
		dir, (unsigned long long)r->tables, (unsigned long long)r->rows, r->from, moment_iso(arena, r->made_at), moment_iso(arena, r->keys_at));
	backups_say_found(&r->found);
	if (!tried)
		printf("Everybody signs in anew. What was changed, withdrawn or erased after that moment was not in it.\nServe it with: nabij serve --data %s\n", dir);
	arena_free(arena);
}

static int restore(struct restore_job *job)
{
	struct err e = { "" };
	struct restored restored;
	char folder[600];
	snprintf(folder, sizeof folder, "%s/try-XXXXXX", job->dir);
	if (job->try) {
		if (!mkdtemp(folder)) {
			err_set(&e, "cannot make a folder in %s to try the backup in: %s", job->dir, strerror(errno));
			return cli_fail(&e);
		}
		job->dir = folder;
	}
	backups_stop_on_signals();
	bool fine = restore_run(job, &restored, &e);
	if (!fine)
		return backups_fail(&e);
	backups_progress_end();
	say(&restored, job->dir, job->try);
	return 0;
}

static int run(int argc, char **argv)
{
	struct err e = { "" };
	struct offline_secret secret;
	struct restore_job job = { .data = cli_value(&argc, argv, "--from", NULL), .keys = cli_value(&argc, argv, "--keys", NULL),
		.later = cli_value(&argc, argv, "--tombstones", NULL), .url = cli_value(&argc, argv, "--store", NULL), .dir = cli_value(&argc, argv, "--data", NULL),
		.after = backups_after, .progress = { backups_progress, NULL } };
	const char *path = cli_value(&argc, argv, "--secret", NULL);
	job.try = cli_flag(&argc, argv, "--try");
	job.old_keys = cli_flag(&argc, argv, "--old-keys");
	job.open = cli_flag(&argc, argv, "--open") ? OPEN_ALL : OPEN_SOME;
	if (argc > 1 || !job.data || !job.keys || !path || !job.dir)
		return cli_usage(&CMD_RESTORE, "say which backup (--from and --keys), with which secret (--secret) and where to (--data)");
	if (!offline_secret_read(path, &secret, &e))
		return cli_fail(&e);
	job.secret = &secret;
	int status = restore(&job);
	crypt_wipe(&secret, sizeof secret);
	return status;
}

const struct command CMD_RESTORE = { "restore", "put a backup back, or try whether it can be",
	"nabij restore --from FILE.data --keys FILE.keys --secret FILE --data NEWDIR [--store URL] [--tombstones FILE.keys] [--old-keys] [--open] [--try]\n\n"
	"Puts a backup back in NEWDIR, a folder that is empty or not there yet, and compares every table with what was backed up. Nothing that exists is\n"
	"overwritten, and nothing can be served before all of it is right. Use the newest key backup there is, also with older data: what was erased since stays erased.\n"
	"  --secret FILE      the offline secret, as 'nabij backup keygen' printed it\n"
	"  --store URL        an empty store to put it in: postgres:CONNINFO or sqlite:PATH (NEWDIR/nabij.db); either, wherever it came from\n"
	"  --tombstones FILE  a later key backup of which only the tombstones count\n"
	"  --old-keys         also with keys of more than 35 days old: only when nothing was erased since\n"
	"  --open             open every sealed value, and not a sample of the large tables\n"
	"  --try              in a folder of its own in NEWDIR, which is thrown away: says whether the backup is good\n", .run = run };
