#include "keys_inside.h"
#include <assert.h>

enum { RECHECK_US = 1000000 };

/* ---- the cache ---- */

static struct cached_key *slot_of(struct keystore *k, id64 file)
{
	return &k->slots[(uint64_t)file % SLOTS];
}

static void forget(struct keystore *k, id64 file)
{
	pthread_mutex_lock(&k->read_lock);
	if (slot_of(k, file)->file == file)
		crypt_wipe(slot_of(k, file), sizeof(struct cached_key));
	pthread_mutex_unlock(&k->read_lock);
}

/* Once a second: has another process (a command of the administrator) changed the store? Then nothing remembered counts. Asked of
 * the writer's connection, which does not see its own changes as news; when it is busy, the next call asks. */
static void notice_other_processes(struct keystore *k)
{
	uint64_t now = clock_monotonic_us();
	if (now - k->checked_at < RECHECK_US || pthread_mutex_trylock(&k->write_lock) != 0)
		return;
	int64_t version = sqlite3_step(k->version) == SQLITE_ROW ? sqlite3_column_int64(k->version, 0) : -1;
	sqlite3_reset(k->version);
	pthread_mutex_unlock(&k->write_lock);
	k->checked_at = now;
	if (version != k->seen_version)
		crypt_wipe(k->slots, SLOTS * sizeof *k->slots);
	k->seen_version = version;
}

static enum key_found find(struct keystore *k, id64 file, struct key *out)
{
	sqlite3_bind_int64(k->find, 1, file);
	int rc = sqlite3_step(k->find);
	struct blob b = { rc == SQLITE_ROW ? sqlite3_column_blob(k->find, 0) : NULL, 0 };
	b.n = b.p ? (size_t)sqlite3_column_bytes(k->find, 0) : 0;
	bool ok = rc == SQLITE_ROW && key_unwrap(k->master, file, b, out);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		log_error("cannot read %s: %s", k->path, sqlite3_errmsg(k->reader));
	else if (rc == SQLITE_ROW && !ok)
		log_error("%s: the key of file %lld does not open: it was changed or damaged. Restore the key store from its own backup.",
			k->path, (long long)file);
	sqlite3_reset(k->find);
	return ok ? KEY_HERE : rc == SQLITE_ROW || rc == SQLITE_DONE ? KEY_NONE : KEY_UNREAD;
}

enum key_found keystore_find(struct keystore *k, id64 file, struct key *out)
{
	assert(file > 0);
	pthread_mutex_lock(&k->read_lock);
	notice_other_processes(k);
	struct cached_key *s = slot_of(k, file);
	enum key_found found = KEY_HERE;
	if (s->file == file)
		*out = s->key;
	else if ((found = find(k, file, out)) == KEY_HERE)
		*s = (struct cached_key){ file, *out };
	pthread_mutex_unlock(&k->read_lock);
	return found;
}

bool keystore_get(struct keystore *k, id64 file, struct key *out)
{
	return keystore_find(k, file, out) == KEY_HERE;
}

/* ---- changes ---- */

static bool insert(struct keystore *k, id64 file, const struct key *key, struct err *e)
{
	assert(file > 0);
	struct arena *arena = arena_new(4096);
	struct blob b = key_wrap(arena, k->master, file, key);
	sqlite3_bind_int64(k->insert, 1, file);
	sqlite3_bind_blob(k->insert, 2, b.p, (int)b.n, SQLITE_STATIC);
	int rc = sqlite3_step(k->insert);
	sqlite3_reset(k->insert);
	sqlite3_clear_bindings(k->insert);
	arena_free(arena);
	if (rc == SQLITE_CONSTRAINT)
		return err_set(e, "file %lld has a key already in %s", (long long)file, k->path);
	if (rc != SQLITE_DONE)
		return keystore_failed(k->writer, k->path, "write a key to", e);
	return sqlite3_changes(k->writer) == 1 || err_set(e, "the key of file %lld was destroyed: an erased file does not come back",
		(long long)file);
}

static bool begin(struct keystore *k, struct err *e)
{
	return sqlite3_exec(k->writer, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK || keystore_failed(k->writer, k->path, "change", e);
}

/* COMMIT with synchronous=FULL returns when the disk has it. */
static bool finish(struct keystore *k, bool ok, struct err *e)
{
	if (ok && sqlite3_exec(k->writer, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
		return true;
	if (ok)
		keystore_failed(k->writer, k->path, "write", e);
	if (!sqlite3_get_autocommit(k->writer))
		sqlite3_exec(k->writer, "ROLLBACK", NULL, NULL, NULL);
	return false;
}

/* Makes the keys in one commit; the last one goes to `out` when that is asked for. */
static bool make_keys(struct keystore *k, const id64 *files, size_t n, struct key *out, struct err *e)
{
	struct key key = { { 0 } };
	pthread_mutex_lock(&k->write_lock);
	bool ok = begin(k, e);
	if (ok) {
		for (size_t i = 0; ok && i < n; i++) {
			crypt_random(&key, sizeof key);
			ok = insert(k, files[i], &key, e);
		}
		ok = finish(k, ok, e);
	}
	pthread_mutex_unlock(&k->write_lock);
	if (ok && out)
		*out = key;
	crypt_wipe(&key, sizeof key);
	return ok;
}

bool keystore_new(struct keystore *k, id64 file, struct key *out, struct err *e)
{
	return make_keys(k, &file, 1, out, e);
}

bool keystore_new_many(struct keystore *k, const id64 *files, size_t n, struct err *e)
{
	return n == 0 || make_keys(k, files, n, NULL, e);
}

bool keystore_put_many(struct keystore *k, const id64 *files, const struct key *keys, size_t n, struct err *e)
{
	pthread_mutex_lock(&k->write_lock);
	bool ok = begin(k, e);
	if (ok) {
		for (size_t i = 0; ok && i < n; i++)
			ok = insert(k, files[i], &keys[i], e);
		ok = finish(k, ok, e);
	}
	pthread_mutex_unlock(&k->write_lock);
	return ok;
}

bool keystore_take_back(struct keystore *k, id64 first, id64 last, struct err *e)
{
	sqlite3_stmt *gone = keystore_prepare(k->writer, "DELETE FROM file_key WHERE file_id BETWEEN ?1 AND ?2");
	pthread_mutex_lock(&k->write_lock);
	sqlite3_bind_int64(gone, 1, first);
	sqlite3_bind_int64(gone, 2, last);
	bool ok = sqlite3_step(gone) == SQLITE_DONE || keystore_failed(k->writer, k->path, "take keys out of", e);
	sqlite3_finalize(gone);
	pthread_mutex_unlock(&k->write_lock);
	return ok;
}

static bool run(struct keystore *k, sqlite3_stmt *s, struct err *e)
{
	int rc = sqlite3_step(s);
	sqlite3_reset(s);
	return rc == SQLITE_DONE || keystore_failed(k->writer, k->path, "destroy a key in", e);
}

/* The write-ahead log still holds pages with the key: it is emptied too. That others are reading can put that off; it is no error,
 * since the next checkpoint does it. */
static void empty_log(struct keystore *k)
{
	if (sqlite3_wal_checkpoint_v2(k->writer, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) != SQLITE_OK)
		log_info("%s: its log could not be emptied now; it is at the next key that is destroyed, or when the service stops", k->path);
}

bool keystore_destroy(struct keystore *k, id64 file, moment now, struct err *e)
{
	assert(file > 0);
	pthread_mutex_lock(&k->write_lock);
	bool ok = begin(k, e);
	if (ok) {
		sqlite3_bind_int64(k->bury, 1, file);
		sqlite3_bind_int64(k->bury, 2, now);
		sqlite3_bind_int64(k->erase, 1, file);
		ok = finish(k, run(k, k->bury, e) && run(k, k->erase, e), e);
	}
	if (ok) {
		forget(k, file);
		empty_log(k);
	}
	pthread_mutex_unlock(&k->write_lock);
	return ok;
}
