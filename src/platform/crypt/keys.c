#include "keys.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sodium.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/file.h"

/* The cache is direct-mapped: a key has one slot, a newcomer takes it over. The low bits of an id are random (base/id.h). */
enum { SLOTS = 32768, FORMAT = 1, APPLICATION = 0x4e61626a, RECHECK_US = 1000000 };

struct slot { id64 file; struct key key; };

/* Two connections and two locks, so that finding a key does not wait while another is written and synced. Order where both are
 * held: first write_lock, then read_lock. */
struct keystore {
	struct key *master, *token;      /* in libsodium's guarded memory */
	char path[PATH_MAX];
	pthread_mutex_t write_lock;      /* guards writer, insert, bury, erase */
	sqlite3 *writer;
	sqlite3_stmt *insert, *bury, *erase, *version;
	pthread_mutex_t read_lock;       /* guards reader, find, slots, checked_at, seen_version */
	sqlite3 *reader;
	sqlite3_stmt *find;
	struct slot *slots;
	uint64_t checked_at;
	int64_t seen_version;
};

static const char schema[] =
	"PRAGMA journal_mode = WAL;"
	"BEGIN;"
	"CREATE TABLE about (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;"
	"CREATE TABLE file_key (file_id INTEGER PRIMARY KEY, wrapped BLOB NOT NULL) STRICT;"
	"CREATE TABLE tombstone (file_id INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;";

static const char check_place[] = "keys.check", check_text[] = "These keys belong to this master key.";

struct paths { char master[PATH_MAX], store[PATH_MAX]; };

static bool paths_of(const char *dir, struct paths *p, struct err *e)
{
	int a = snprintf(p->master, sizeof p->master, "%s/master.key", dir), b = snprintf(p->store, sizeof p->store, "%s/keys.db", dir);
	return (a < PATH_MAX && b < PATH_MAX) || err_set(e, "the path of the key store is too long: %.200s…", dir);
}

static bool damaged(const char *path, const char *what, struct err *e)
{
	return err_set(e, "%s is damaged (%s). Stop the service and restore it from its own backup.", path, what);
}

static bool db_failed(sqlite3 *db, const char *path, const char *what, struct err *e)
{
	int code = db ? sqlite3_errcode(db) : SQLITE_NOMEM;
	e->full = e->full || code == SQLITE_FULL || (code == SQLITE_IOERR && no_room(sqlite3_system_errno(db)));
	if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
		return damaged(path, sqlite3_errstr(code), e);
	return err_set(e, "cannot %s %s: %s", what, path, db ? sqlite3_errmsg(db) : sqlite3_errstr(code));
}

/* Counting its memory takes SQLite one lock for all threads at every allocation. This has to be said before its first connection, and a store of keys
 * is opened before any other store (db_open() takes one). */
static void no_counting(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static sqlite3 *db_open(const char *path, struct err *e)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	sqlite3 *db = NULL;
	pthread_once(&once, no_counting);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK
		&& sqlite3_db_readonly(db, "main") == 0          /* else it was opened for reading alone, since it could not be for writing */
		&& sqlite3_busy_timeout(db, 10000) == SQLITE_OK
		/* secure_delete: a destroyed key is overwritten, not merely unlinked */
		&& sqlite3_exec(db, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;", NULL, NULL, NULL) == SQLITE_OK)
		return db;
	db_failed(db, path, "open", e);
	sqlite3_close(db);
	return NULL;
}

/* ── making a store ─────────────────────────────────────────────────────────────────────────────────────────────── */

static bool refuse_existing(const char *path, struct err *e)
{
	return !file_exists(path) || err_set(e, "%s exists already: a key store is made once. To begin anew, without the data that these "
		"keys open, move it away first.", path);
}

/* Nobody but the owner, from its first moment; SQLite gives its companions the same mode. */
static bool touch(const char *path, struct err *e)
{
	int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(e, "cannot make %s: %s", path, strerror(errno));
	close(fd);
	return true;
}

static bool run_with_blob(sqlite3 *db, const char *sql, struct blob b)
{
	sqlite3_stmt *s = NULL;
	bool ok = sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_bind_blob(s, 1, b.p, (int)b.n, SQLITE_STATIC) == SQLITE_OK
		&& sqlite3_step(s) == SQLITE_DONE;
	sqlite3_finalize(s);
	return ok;
}

static bool make_store(const char *path, const struct key *master, struct err *e)
{
	char finish[128];
	struct arena *arena = arena_new(4096);
	sqlite3 *db = db_open(path, e);
	snprintf(finish, sizeof finish, "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT; PRAGMA wal_checkpoint(TRUNCATE);",
		APPLICATION, FORMAT);
	bool ok = db && ((sqlite3_exec(db, schema, NULL, NULL, NULL) == SQLITE_OK
		&& run_with_blob(db, "INSERT INTO about (name, value) VALUES ('check', ?1)", seal(arena, master, check_place, 0, check_text))
		&& sqlite3_exec(db, finish, NULL, NULL, NULL) == SQLITE_OK) || db_failed(db, path, "write", e));
	if (sqlite3_close(db) != SQLITE_OK)
		ok = err_set(e, "cannot close %s", path);
	arena_free(arena);
	return ok;
}

/* Hexadecimal, one line: it can be printed and put in a safe. */
static bool write_master(const char *path, const struct key *master, struct err *e)
{
	char hex[KEY_BYTES * 2 + 1];
	sodium_bin2hex(hex, sizeof hex, master->bytes, KEY_BYTES);
	hex[KEY_BYTES * 2] = '\n';
	bool ok = file_write(path, hex, sizeof hex, 0600, e);
	crypt_wipe(hex, sizeof hex);
	return ok;
}

bool keystore_create(const char *dir, struct err *e)
{
	struct key master;
	crypt_random(&master, sizeof master);
	bool ok = keystore_create_with(dir, &master, e);
	crypt_wipe(&master, sizeof master);
	return ok;
}

bool keystore_create_with(const char *dir, const struct key *master, struct err *e)
{
	struct paths p;
	if (!paths_of(dir, &p, e) || !dir_make(dir, 0700, e) || !refuse_existing(p.master, e) || !refuse_existing(p.store, e)
		|| !touch(p.store, e))
		return false;
	/* The store first: writing the master key syncs the folder that both stand in. */
	bool ok = make_store(p.store, master, e) && write_master(p.master, master, e);
	if (!ok) {                                  /* both are ours, and no key was made with them yet */
		unlink(p.store);
		unlink(p.master);
	}
	return ok;
}

/* ── opening ────────────────────────────────────────────────────────────────────────────────────────────────────── */

static bool check_private(const char *path, struct err *e)
{
	struct stat st;
	if (stat(path, &st) != 0)
		return err_set(e, "cannot look at %s: %s", path, strerror(errno));
	return (st.st_mode & 077) == 0 || err_set(e, "%s is open to other users of this machine (mode %04o). Run: chmod 600 %s", path,
		(unsigned)st.st_mode & 07777, path);
}

static bool read_master(const char *path, struct key *out, struct err *e)
{
	struct buf b;
	size_t n = 0;
	const char *end = NULL;
	if (!file_exists(path))
		return err_set(e, "%s is missing: this is the master key. Restore it from where you kept it; without it the data cannot be "
			"read.", path);
	buf_init(&b, 1024);
	if (!check_private(path, e) || !file_read(path, 1024, &b, e))
		return buf_release(&b), false;
	bool ok = sodium_hex2bin(out->bytes, KEY_BYTES, b.p, b.n, " \r\n", &n, &end) == 0 && n == KEY_BYTES && end == b.p + b.n;
	crypt_wipe(b.p, b.n);
	buf_release(&b);
	return ok || err_set(e, "%s is damaged: it must hold 64 hexadecimal digits. Restore it from where you kept it; without it the data "
		"cannot be read.", path);
}

/* The first row's first column as a number; -1 when there is none. */
static int64_t number(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = NULL;
	int64_t v = -1;
	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
		v = sqlite3_column_int64(s, 0);
	sqlite3_finalize(s);
	return v;
}

static bool check_store(sqlite3 *db, const char *path, struct err *e)
{
	if (number(db, "PRAGMA application_id") != APPLICATION)
		return damaged(path, "it is not a key store", e);
	int64_t format = number(db, "PRAGMA user_version");
	return format == FORMAT || err_set(e, "%s has format %lld and this program knows format %d: use the program that belongs to it", path,
		(long long)format, FORMAT);
}

static bool check_master(sqlite3 *db, const struct paths *p, const struct key *master, struct err *e)
{
	struct arena *arena = arena_new(4096);
	sqlite3_stmt *s = NULL;
	bool found = sqlite3_prepare_v2(db, "SELECT value FROM about WHERE name = 'check'", -1, &s, NULL) == SQLITE_OK
		&& sqlite3_step(s) == SQLITE_ROW;
	const char *text = !found ? NULL : unseal(arena, master, check_place, 0,
		(struct blob){ sqlite3_column_blob(s, 0), (size_t)sqlite3_column_bytes(s, 0) }, NULL);
	bool ok = text && !strcmp(text, check_text);
	sqlite3_finalize(s);
	arena_free(arena);
	if (!found)
		return damaged(p->store, "its check value is gone", e);
	return ok || err_set(e, "%s is not the master key that %s was made with. Restore the right one from where you kept it; without it "
		"the data cannot be read.", p->master, p->store);
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = NULL;
	return sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL) == SQLITE_OK ? s : NULL;
}

static bool prepare_all(struct keystore *k, struct err *e)
{
	k->find = prepare(k->reader, "SELECT wrapped FROM file_key WHERE file_id = ?1");
	k->insert = prepare(k->writer, "INSERT INTO file_key (file_id, wrapped) SELECT ?1, ?2"
		" WHERE NOT EXISTS (SELECT 1 FROM tombstone WHERE file_id = ?1)");
	k->bury = prepare(k->writer, "INSERT INTO tombstone (file_id, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
	k->erase = prepare(k->writer, "DELETE FROM file_key WHERE file_id = ?1");
	k->version = prepare(k->writer, "PRAGMA data_version");
	return (k->find && k->insert && k->bury && k->erase && k->version) || damaged(k->path, "its tables are not the ones expected", e);
}

static void *must(void *memory)
{
	if (!memory) {
		log_error("keys: the system has no memory; stopping");
		abort();
	}
	return memory;
}

static struct keystore *keystore_empty(const char *path)
{
	struct keystore *k = must(calloc(1, sizeof *k));
	k->master = must(sodium_malloc(sizeof *k->master));
	k->token = must(sodium_malloc(sizeof *k->token));
	k->slots = must(calloc(SLOTS, sizeof *k->slots));
	snprintf(k->path, sizeof k->path, "%s", path);
	pthread_mutex_init(&k->write_lock, NULL);
	pthread_mutex_init(&k->read_lock, NULL);
	return k;
}

struct keystore *keystore_open(const char *dir, struct err *e)
{
	struct paths p;
	if (!paths_of(dir, &p, e))
		return NULL;
	struct keystore *k = keystore_empty(p.store);
	bool ok = read_master(p.master, k->master, e)
		&& (file_exists(p.store) || err_set(e, "%s is missing: it holds the key of every file. Restore it from its own backup; without "
			"it the data cannot be read.", p.store))
		&& check_private(p.store, e) && (k->writer = db_open(p.store, e)) && check_store(k->writer, p.store, e)
		&& check_master(k->writer, &p, k->master, e) && (k->reader = db_open(p.store, e)) && prepare_all(k, e);
	if (!ok) {
		keystore_close(k);
		return NULL;
	}
	crypt_mac(k->token->bytes, k->master, "tokens", "", 0);
	sodium_mprotect_readonly(k->token);
	k->seen_version = number(k->writer, "PRAGMA data_version");
	k->checked_at = clock_monotonic_us();
	return k;
}

void keystore_close(struct keystore *k)
{
	if (!k)
		return;
	sqlite3_finalize(k->find);
	sqlite3_finalize(k->insert);
	sqlite3_finalize(k->bury);
	sqlite3_finalize(k->erase);
	sqlite3_finalize(k->version);
	sqlite3_close(k->reader);
	sqlite3_close(k->writer);
	pthread_mutex_destroy(&k->read_lock);
	pthread_mutex_destroy(&k->write_lock);
	sodium_free(k->master);
	sodium_free(k->token);
	crypt_wipe(k->slots, SLOTS * sizeof *k->slots);
	free(k->slots);
	free(k);
}

bool keystore_check(struct keystore *k, struct err *e)
{
	sqlite3_stmt *s = NULL;
	pthread_mutex_lock(&k->write_lock);
	bool ok = sqlite3_prepare_v2(k->writer, "PRAGMA integrity_check(1)", -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW
		&& !strcmp((const char *)sqlite3_column_text(s, 0), "ok");
	sqlite3_finalize(s);
	pthread_mutex_unlock(&k->write_lock);
	return ok || damaged(k->path, "SQLite's check fails", e);
}

const struct key *keystore_token_key(struct keystore *k)
{
	return k->token;
}

const struct key *keystore_master(struct keystore *k)
{
	return k->master;
}

const char *keystore_path(const struct keystore *k)
{
	return k->path;
}

/* ── the cache ──────────────────────────────────────────────────────────────────────────────────────────────────── */

static struct slot *slot_of(struct keystore *k, id64 file)
{
	return &k->slots[(uint64_t)file % SLOTS];
}

static void forget(struct keystore *k, id64 file)
{
	pthread_mutex_lock(&k->read_lock);
	if (slot_of(k, file)->file == file)
		crypt_wipe(slot_of(k, file), sizeof(struct slot));
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
	struct slot *s = slot_of(k, file);
	enum key_found found = KEY_HERE;
	if (s->file == file)
		*out = s->key;
	else if ((found = find(k, file, out)) == KEY_HERE)
		*s = (struct slot){ file, *out };
	pthread_mutex_unlock(&k->read_lock);
	return found;
}

bool keystore_get(struct keystore *k, id64 file, struct key *out)
{
	return keystore_find(k, file, out) == KEY_HERE;
}

/* ── changes ────────────────────────────────────────────────────────────────────────────────────────────────────── */

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
		return db_failed(k->writer, k->path, "write a key to", e);
	return sqlite3_changes(k->writer) == 1 || err_set(e, "the key of file %lld was destroyed: an erased file does not come back",
		(long long)file);
}

static bool begin(struct keystore *k, struct err *e)
{
	return sqlite3_exec(k->writer, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK || db_failed(k->writer, k->path, "change", e);
}

/* COMMIT with synchronous=FULL returns when the disk has it. */
static bool finish(struct keystore *k, bool ok, struct err *e)
{
	if (ok && sqlite3_exec(k->writer, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
		return true;
	if (ok)
		db_failed(k->writer, k->path, "write", e);
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
	sqlite3_stmt *gone = prepare(k->writer, "DELETE FROM file_key WHERE file_id BETWEEN ?1 AND ?2");
	pthread_mutex_lock(&k->write_lock);
	sqlite3_bind_int64(gone, 1, first);
	sqlite3_bind_int64(gone, 2, last);
	bool ok = sqlite3_step(gone) == SQLITE_DONE || db_failed(k->writer, k->path, "take keys out of", e);
	sqlite3_finalize(gone);
	pthread_mutex_unlock(&k->write_lock);
	return ok;
}

static bool run(struct keystore *k, sqlite3_stmt *s, struct err *e)
{
	int rc = sqlite3_step(s);
	sqlite3_reset(s);
	return rc == SQLITE_DONE || db_failed(k->writer, k->path, "destroy a key in", e);
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
