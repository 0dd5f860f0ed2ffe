#include <limits.h>
#include "restore_inside.h"

struct keys_reading { struct restoring *r; struct keys_in *in; bool tombstones_only; };

static bool keys_about(void *ctx, const struct about *about, struct err *e)
{
	struct keys_reading *k = ctx;
	(void)e;
	if (!k->tombstones_only)
		k->r->out->keys_at = about->made_at;
	return true;
}

static bool keys_master(void *ctx, const struct key *master, struct err *e)
{
	struct keys_reading *k = ctx;
	const char *folder = restore_path(k->r, "keys");
	if (k->tombstones_only)
		return true;
	return keystore_create_with(folder, master, e) && (k->r->keys = keystore_open(folder, e)) && (k->in = keys_in_begin(k->r->keys, e));
}

static bool keys_key(void *ctx, id64 file, struct blob wrapped, struct err *e)
{
	struct keys_reading *k = ctx;
	return k->tombstones_only || keys_in_put(k->in, file, wrapped, e);
}

static bool keys_tombstone(void *ctx, id64 file, moment at, struct err *e)
{
	struct keys_reading *k = ctx;
	return keys_in_bury(k->in, file, at, e);
}

bool restore_keys(struct restoring *r, const char *path, const struct key *key, bool tombstones_only, struct err *e)
{
	struct keys_reading k = { r, NULL, tombstones_only };
	struct record_visitor visitor = { .about = keys_about, .master = keys_master, .key = keys_key, .tombstone = keys_tombstone, .ctx = &k };
	if (tombstones_only && !(k.in = keys_in_begin(r->keys, e)))
		return false;
	bool fine = restore_read(path, r->job->secret, key, SEALED_KEYS, &visitor, e);
	return k.in ? keys_in_end(k.in, fine, e) && fine : fine;
}

struct newer { moment at; char path[PATH_MAX]; };

static bool look_newer(void *ctx, const char *path, const struct sealed_head *head)
{
	struct newer *n = ctx;
	size_t length = strlen(path);
	if (head->kind == SEALED_KEYS && head->made_at > n->at && !strcmp(path + length - 5, ".keys")) {
		n->at = head->made_at;
		snprintf(n->path, sizeof n->path, "%s", path);
	}
	return true;
}

bool restore_keys_fresh(struct restoring *r, struct err *e)
{
	const struct restore_job *job = r->job;
	char folder[PATH_MAX];
	struct newer newer = { r->keys_head.made_at, "" };
	const char *slash = strrchr(job->keys, '/');
	snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - job->keys) + (slash == job->keys) : 1, slash ? job->keys : ".");
	sealed_each(folder, r->keys_head.key.text, look_newer, &newer);
	if (*newer.path)
		return err_set(e, "there is a newer key backup, which knows what was erased since: use %s", newer.path);
	if (!job->old_keys && r->keys_head.made_at < clock_now() - KEYS_KEPT)
		return err_set(e, "%s is older than 35 days: it may hold keys of what was erased since. When there is no newer one, and nothing was erased"
			" since that day, say so with --old-keys", job->keys);
	return true;
}
