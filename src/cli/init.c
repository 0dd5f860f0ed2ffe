#include <unistd.h>
#include "cli.h"
#include "../platform/base/file.h"

SQL(directory_file, "INSERT INTO file (id, kind, opened_at) VALUES (1, 'directory', :now) ON CONFLICT DO NOTHING");
SQL(itself_account, "INSERT INTO account (id, file_id, own_file_id, kind, name, created_at, until_at)"
	" VALUES (1, 1, 1, 'itself', :name, :now, :until) ON CONFLICT DO NOTHING");
SQL(municipality_set, "INSERT INTO setting (id, name, value) VALUES (:id, 'municipality', :value) ON CONFLICT DO NOTHING");

/* The first rows: the file of the staff's names, and the account of the service itself. */
static bool first_rows(struct store *s, const char *municipality, struct err *e)
{
	struct key k;
	if (!keystore_get(s->keys, DIRECTORY_FILE, &k) && !keystore_new(s->keys, DIRECTORY_FILE, &k, e))
		return false;
	struct arena *a = arena_new(1 << 20);
	struct bulk *b = db_bulk_begin(s->db, a, e);
	if (!b)
		return false;
	struct slot *slot = bulk_slot(b);
	moment now = slot_now(slot);
	sql_run(slot, &directory_file, WITH(p_moment("now", now)));
	sql_run(slot, &itself_account, WITH(p_blob("name", slot_seal(slot, DIRECTORY_FILE, "account.name", NABIJ_ITSELF, "Nabij")),
		p_moment("now", now), p_moment("until", now)));
	sql_run(slot, &municipality_set, WITH(p_id("id", id_new()), p_text("value", municipality)));
	bool ok = db_bulk_end(b, !slot_failed(slot), e) && !slot_failed(slot);
	arena_free(a);
	return ok;
}

static bool make(const char *dir, const char *url, bool demo, struct err *e)
{
	char keys[600];
	snprintf(keys, sizeof keys, "%s/keys", dir);
	return dir_make(dir, 0700, e) && keystore_create(keys, e) && conf_write(dir, url, demo, e);
}

static bool fill(const char *dir, const char *municipality, struct err *e)
{
	struct store s;
	if (!store_open(&s, dir, true, e))
		return false;
	char *guards = store_guards(&s);
	bool ok = db_migrate(s.db, guards, e) && first_rows(&s, municipality, e);
	free(guards);
	store_close(&s);
	return ok;
}

static int run(int argc, char **argv)
{
	struct err e = { "" };
	char url[600];
	const char *dir = cli_value(&argc, argv, "--data", "data");
	const char *store = cli_value(&argc, argv, "--store", NULL);
	bool demo = cli_flag(&argc, argv, "--demo");
	const char *municipality = cli_value(&argc, argv, "--municipality", demo ? "Veldendam" : "Onze gemeente");
	if (argc > 1)
		return cli_usage(&CMD_INIT, "does not know what to do with the rest of the line");
	char conf[600];
	snprintf(conf, sizeof conf, "%s/nabij.conf", dir);
	if (file_exists(conf)) {
		err_set(&e, "%s holds a Nabij already; nothing was changed", dir);
		return cli_fail(&e);
	}
	if (!dir_make(dir, 0700, &e))
		return cli_fail(&e);
	char *absolute = realpath(dir, NULL);
	if (store)
		snprintf(url, sizeof url, "%s", store);
	else
		snprintf(url, sizeof url, "sqlite:%s/nabij.db", absolute ? absolute : dir);
	free(absolute);
	if (!make(dir, url, demo, &e) || !fill(dir, municipality, &e))
		return cli_fail(&e);
	printf("Made a Nabij in %s.\n\n"
		"The master key is %s/keys/master.key. Without it nothing in the store can be read, by anybody, ever.\n"
		"Keep a copy now, offline and apart from the backups: on paper in a safe, or on a stick that two people can find.\n", dir, dir);
	return 0;
}

const struct command CMD_INIT = { "init", "make a new Nabij: keys, store, settings",
	"nabij init [--data DIR] [--store URL] [--municipality NAME] [--demo]\n\n"
	"Makes the folder DIR (./data) with a master key, a key store, an empty store and nabij.conf.\n"
	"  --store URL           sqlite:PATH (default: DIR/nabij.db) or postgres:CONNINFO\n"
	"  --municipality NAME   shown at the top of the pages\n"
	"  --demo                for a made-up town: staff may sign in without a second factor\n"
	"Nothing that exists is overwritten.\n", run };
