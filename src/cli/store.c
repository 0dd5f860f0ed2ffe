#include "cli.h"
#include <dirent.h>
#include <errno.h>
#include <ini.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../platform/base/file.h"
#include "../features/account/accounts.h"
#include "../platform/schema/schema.h"

static int conf_line(void *user, const char *section, const char *name, const char *value)
{
	struct store *s = user;
	(void)section;
	if (!strcmp(name, "store"))
		snprintf(s->url, sizeof s->url, "%s", value);
	else if (!strcmp(name, "demo"))
		s->demo = !strcmp(value, "yes");
	else if (!strcmp(name, "secure"))
		s->secure = !strcmp(value, "yes");
	else
		return 0;
	return 1;
}

static bool conf_read(struct store *s, struct err *e)
{
	char path[600];
	snprintf(path, sizeof path, "%s/nabij.conf", s->dir);
	if (access(path, R_OK)) {
		if (errno == EACCES)
			return err_set(e, "%s cannot be read: this user has no rights on it", path);
		return err_set(e, "there is no Nabij in %s: make one with 'nabij init --data %s'", s->dir, s->dir);
	}
	int line = ini_parse(path, conf_line, s);
	if (line)
		return err_set(e, "%s: line %d is not a setting we know", path, line);
	return s->url[0] || err_set(e, "%s does not say where the store is (store = …)", path);
}

bool conf_write(const char *dir, const char *url, bool demo, struct err *e)
{
	char path[600], text[1600];
	snprintf(path, sizeof path, "%s/nabij.conf", dir);
	int n = snprintf(text, sizeof text,
		"; What Nabij must know before it can open its store; all else is set on its pages.\n"
		"; store: sqlite:PATH or postgres:CONNINFO\nstore = %s\n"
		"; demo: a made-up town; staff may sign in without a second factor\ndemo = %s\n"
		"; secure: behind TLS (nginx); cookies are then sent over https only\nsecure = no\n", url, demo ? "yes" : "no");
	return file_write(path, text, (size_t)n, 0600, e);
}

static bool version_fits(struct store *s, struct err *e)
{
	struct migration_state m;
	if (!db_migration_state(s->db, &m, e))
		return false;
	if (m.have > m.want)
		return err_set(e, "the database is of a newer Nabij (%d, this one knows %d): install that version", m.have, m.want);
	if (m.have < m.want)
		return err_set(e, "the database is of an older Nabij (%d of %d): bring it up to date with 'nabij migrate --data %s'", m.have, m.want, s->dir);
	return true;
}

static bool folder_fits(const char *dir, struct err *e)
{
	struct stat st;
	if (stat(dir, &st))
		return err_set(e, "there is no folder %s: make a Nabij with 'nabij init --data %s'", dir, dir);
	if (access(dir, R_OK | W_OK | X_OK))
		return err_set(e, "no rights on the folder %s: run as the user it belongs to", dir);
	return true;
}

/* Opening takes some room itself (SQLite's files beside the store), and a command is what somebody acts with: both out of the reserve. */
static bool room_fits(struct store *s, struct err *e)
{
	char text[300];
	s->room = room_open(s->dir, e);
	if (!s->room)
		return false;
	struct room_state state = room_look(s->room);
	const char *words = room_words(&state, text, sizeof text);
	if (words)
		fprintf(stderr, "%s: %s\n", s->dir, words);
	for (int pieces = 0; state.tight && pieces < 4; pieces++)
		room_lend(s->room, ROOM_FOR_ACTING);
	return true;
}

bool store_open(struct store *s, const char *dir, bool any_version, struct err *e)
{
	memset(s, 0, sizeof *s);
	snprintf(s->dir, sizeof s->dir, "%s", dir);
	if (!folder_fits(dir, e) || !conf_read(s, e))
		return false;
	char keys[600];
	snprintf(keys, sizeof keys, "%s/keys", dir);
	if (room_fits(s, e))
		s->keys = keystore_open(keys, e);
	if (s->keys)
		s->db = db_open(s->url, 8, s->keys, e);
	if (s->db && (any_version || version_fits(s, e)))
		return true;
	store_close(s);
	return false;
}

static bool spool_in(struct store *s, const char *dir, struct err *e)
{
	s->spool = spool_open(dir, s->db, e);
	if (s->spool)
		spool_room(s->spool, s->room);
	return s->spool != NULL;
}

/* Empty by now, unless it could not be folded: then it stays for the next start. */
static void remove_aside(const char *dir)
{
	char inner[1000];
	snprintf(inner, sizeof inner, "%s/spool", dir);
	if (!rmdir(inner))
		rmdir(dir);
}

static void fold_left(struct store *s, const char *dir)
{
	struct err e = { "" };
	struct spool *left = spool_open(dir, s->db, &e);
	if (!left)                       /* its command is at work */
		return;
	spool_close(left);
	remove_aside(dir);
}

static void fold_all_left(struct store *s, const char *spools)
{
	DIR *dir = opendir(spools);
	struct dirent *entry;
	char path[900];
	while (dir && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, "command-", 8)) {
			snprintf(path, sizeof path, "%s/%s", spools, entry->d_name);
			fold_left(s, path);
		}
	if (dir)
		closedir(dir);
}

bool store_spool(struct store *s, struct err *e)
{
	char dir[600];
	snprintf(dir, sizeof dir, "%s/spool", s->dir);
	if (!spool_in(s, dir, e))
		return false;
	fold_all_left(s, dir);
	return true;
}

bool store_spool_aside(struct store *s, struct err *e)
{
	char parent[600];
	snprintf(parent, sizeof parent, "%s/spool", s->dir);
	if (!dir_make(parent, 0700, e))
		return false;
	snprintf(s->aside, sizeof s->aside, "%s/spool/command-XXXXXX", s->dir);
	if (!mkdtemp(s->aside))
		return err_set(e, "%s: %s", s->aside, strerror(errno));
	return folder_sync(parent, e) && spool_in(s, s->aside, e);
}

void store_close(struct store *s)
{
	if (s->spool)
		spool_close(s->spool);
	if (*s->aside)
		remove_aside(s->aside);
	if (s->db)
		db_close(s->db);
	if (s->keys)
		keystore_close(s->keys);
	room_close(s->room);
	s->spool = NULL;
	s->room = NULL;
	s->db = NULL;
	s->keys = NULL;
}

char *store_guards(struct store *s)
{
	struct buf b;
	buf_init(&b, 0);
	schema_guards(&b, db_engine(s->db));
	return buf_take(&b, NULL);
}

SQL(cli_account, "SELECT a.id FROM s_account a WHERE a.login = :login AND a.until_at > :now");

id64 store_account(struct slot *slot, const char *login, struct err *e)
{
	const char *normal = login_normal(slot_arena(slot), login);
	id64 account = normal ? sql_number(slot, &cli_account, WITH(p_text("login", normal), p_moment("now", slot_now(slot))), 0) : 0;
	if (!account)
		err_set(e, "nobody signs in as '%s'", login);
	return account;
}
