/* nabij backup: a backup while Nabij is served, or the offline key that backups are sealed for. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>
#include "backups.h"
#include "cli.h"
#include "../platform/base/file.h"
#include "../platform/base/ids.h"
#include "../platform/backup/backup.h"

/* ---- shared with restore ---- */

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	(void)number;
	stopped = 1;
}

void backups_stop_on_signals(void)
{
	struct sigaction act = { .sa_handler = on_signal };
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGHUP, &act, NULL);
}

/* On a terminal one line that is written over. */
bool backups_progress(void *ctx, const char *what, uint64_t n)
{
	(void)ctx;
	if (isatty(STDERR_FILENO) && n)
		fprintf(stderr, "\r\033[K%s: %llu rows", what, (unsigned long long)n);
	else if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r\033[K%s", what);
	return !stopped;
}

void backups_progress_end(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}

int backups_fail(const struct err *e)
{
	backups_progress_end();
	if (stopped) {
		fputs("nabij: stopped; nothing half was left\n", stderr);
		return 130;
	}
	return cli_fail(e);
}

SQL(backup_sessions_end, "UPDATE session SET ended_at = :at, until_at = :at, version = version + 1"
	" WHERE id IN (SELECT s.id FROM s_session s WHERE s.ended_at IS NULL)");
SQL(backup_tokens_gone, "DELETE FROM name_token WHERE file_id = :file");

static bool note_buried(void *buried, id64 file, struct blob wrapped, moment at, struct err *e)
{
	(void)at, (void)e;
	if (!wrapped.p)
		ids_add(buried, file);
	return true;
}

/* Who signed out after the backup is not signed in again by putting it back: everybody signs in anew. And what was erased cannot be found by name. */
bool backups_after(struct db *db, struct keystore *keys, const struct restored *restored, struct err *e)
{
	struct ids buried = { NULL, 0, 0 };
	if (!keystore_each(keys, note_buried, &buried, e))
		return false;
	struct arena *arena = arena_new((size_t)64 << 20);
	struct bulk *bulk = db_bulk_begin(db, arena, e);
	bool fine = bulk != NULL;
	if (bulk) {
		struct slot *slot = bulk_slot(bulk);
		sql_run(slot, &backup_sessions_end, WITH(p_moment("at", restored->made_at)));
		for (size_t i = 0; i < buried.n; i++)
			sql_run(slot, &backup_tokens_gone, WITH(p_id("file", buried.id[i])));
		fine = db_bulk_end(bulk, true, e);
	}
	ids_clear(&buried);
	arena_free(arena);
	return fine;
}

void backups_say_found(const struct sound_found *f)
{
	printf("  %llu files have their key, %llu were erased and stay so; of %llu sealed values %llu were tried, and all of those opened.\n",
		(unsigned long long)(f->files - f->erased), (unsigned long long)f->erased, (unsigned long long)f->values, (unsigned long long)f->tried);
}

/* ---- keygen ---- */

static bool write_secret(const char *path, const char *text, const char *id, struct err *e)
{
	char lines[400];
	int n = snprintf(lines, sizeof lines, "# Nabij: the secret that opens backups sealed for key %s. Keep it offline, where two people can find it.\n%s\n", id, text);
	if (file_exists(path))
		return err_set(e, "%s exists already; nothing was changed", path);
	bool fine = file_write(path, lines, (size_t)n, 0600, e);
	crypt_wipe(lines, sizeof lines);
	return fine;
}

static int keygen(const char *dir, const char *out)
{
	struct err e = { "" };
	struct offline_secret secret;
	struct offline_public public;
	char path[600];
	snprintf(path, sizeof path, "%s/backup.key", dir);
	if (file_exists(path)) {
		err_set(&e, "%s exists already: backups are sealed for that key. To change to a new one, move it away first, and keep its secret as long as backups that"
			" were sealed for it are kept", path);
		return cli_fail(&e);
	}
	offline_new(&secret);
	offline_public_of(&secret, &public);
	struct arena *arena = arena_new(1 << 16);
	const char *text = offline_secret_text(arena, &secret), *id = offline_id_of(&public).text;
	bool fine = (!out || write_secret(out, text, id, &e)) && offline_public_write(path, &public, &e);
	if (fine && out)
		printf("The secret of key %s is in %s. Move it to where it is kept, offline, and remove it here.\n", id, out);
	else if (fine)
		printf("The secret of key %s, this once:\n\n    %s\n\nPrint or write it down, and keep it where two people can find it and no computer can.\n", id, text);
	if (fine)
		printf("%s is what this server keeps: it seals backups and cannot open them.\nWithout the secret nobody can put a backup back.\n", path);
	crypt_wipe(&secret, sizeof secret);
	arena_free(arena);
	return fine ? 0 : cli_fail(&e);
}

/* ---- a backup ---- */

/* One at a time for a data folder; the lock goes with the process. */
static bool lock(const char *dir, struct err *e)
{
	char path[600];
	snprintf(path, sizeof path, "%s/backup.lock", dir);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(e, "%s: %s", path, strerror(errno));
	return flock(fd, LOCK_EX | LOCK_NB) == 0 || err_set(e, "another backup of %s is being made", dir);
}

static void say(const struct backup_done *d, const char *key)
{
	struct arena *arena = arena_new(4096);
	const struct restored *r = &d->tried;
	printf("A good backup, as of %s, sealed for key %s:\n  %s (%llu bytes)\n  %s (%llu bytes)\n", moment_iso(arena, r->made_at), key, d->data,
		(unsigned long long)d->data_bytes, d->keys, (unsigned long long)d->keys_bytes);
	printf("It was read back and put back in a folder of its own: %llu tables, %llu rows, each table the same.\n", (unsigned long long)r->tables,
		(unsigned long long)r->rows);
	backups_say_found(&r->found);
	if (d->removed)
		printf("%d key backups of more than 35 days old were removed: they could open what was erased since.\n", d->removed);
	arena_free(arena);
}

static int make(const char *dir, const char *to, const char *seal, const char *work, bool all)
{
	struct err e = { "" };
	struct store s;
	struct offline_public public;
	struct backup_done done;
	char own[600], spool[600];
	snprintf(own, sizeof own, "%s/backup.key", dir);
	snprintf(spool, sizeof spool, "%s/spool/spool", dir);
	if (!offline_public_read(seal ? seal : own, &public, &e) || !store_open(&s, dir, false, &e))
		return cli_fail(&e);
	backups_stop_on_signals();
	setpriority(PRIO_PROCESS, 0, 10);                /* pages go first */
	struct backup_job job = { .db = s.db, .keys = s.keys, .dir = dir, .spool = spool, .to = to, .work = work ? work : dir, .seal = &public,
		.open = all ? OPEN_ALL : OPEN_SOME, .after = backups_after, .progress = { backups_progress, NULL } };
	bool fine = lock(dir, &e) && backup_run(&job, &done, &e);
	store_close(&s);
	if (!fine)
		return backups_fail(&e);
	backups_progress_end();
	say(&done, offline_id_of(&public).text);
	return 0;
}

static int run(int argc, char **argv)
{
	const char *dir = cli_value(&argc, argv, "--data", "data"), *to = cli_value(&argc, argv, "--to", NULL);
	const char *seal = cli_value(&argc, argv, "--for", NULL), *work = cli_value(&argc, argv, "--work", NULL), *out = cli_value(&argc, argv, "--out", NULL);
	bool all = cli_flag(&argc, argv, "--open");
	if (argc == 2 && !strcmp(argv[1], "keygen") && !to && !seal && !work && !all)
		return keygen(dir, out);
	if (argc > 1 || !to || out)
		return cli_usage(&CMD_BACKUP, "say where the backup goes: --to FOLDER; or make the offline key: backup keygen");
	return make(dir, to, seal, work, all);
}

const struct command CMD_BACKUP = { "backup", "make a backup while Nabij is served, sealed for an offline key",
	"nabij backup [--data DIR] --to FOLDER [--for FILE] [--work FOLDER] [--open]\n"
	"nabij backup keygen [--data DIR] [--out FILE]\n\n"
	"Writes two files to FOLDER, nabij-MOMENT.data and nabij-MOMENT.keys, sealed so that only the offline secret opens them. Serving and writing go on.\n"
	"A backup gets its name only after it was read back and put back in a folder of its own; until then it is not there.\n"
	"Key backups of more than 35 days old in FOLDER are removed: an old one could open what was erased since.\n"
	"  keygen         make the offline key: prints its secret, once; the server keeps DIR/backup.key, which seals and cannot open\n"
	"  --out FILE     with keygen: the secret to a new file instead of the terminal\n"
	"  --for FILE     seal for this key instead of DIR/backup.key\n"
	"  --work FOLDER  where the backup is tried, which takes as much room as the store (DIR)\n"
	"  --open         open every sealed value in the try, and not a sample of the large tables\n", .run = run };
