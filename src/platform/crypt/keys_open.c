/* Making and opening a key store, with all that is looked at before a key is taken from it. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/file.h"
#include "keys_inside.h"

enum { FORMAT = 1, APPLICATION = 0x4e61626a };

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

bool keystore_failed(sqlite3 *db, const char *path, const char *what, struct err *e)
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

sqlite3 *keystore_connect(const char *path, struct err *e)
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
	keystore_failed(db, path, "open", e);
	sqlite3_close(db);
	return NULL;
}

/* ---- making a store ---- */

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
	sqlite3 *db = keystore_connect(path, e);
	snprintf(finish, sizeof finish, "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT; PRAGMA wal_checkpoint(TRUNCATE);",
		APPLICATION, FORMAT);
	bool ok = db && ((sqlite3_exec(db, schema, NULL, NULL, NULL) == SQLITE_OK
		&& run_with_blob(db, "INSERT INTO about (name, value) VALUES ('check', ?1)", seal(arena, master, check_place, 0, check_text))
		&& sqlite3_exec(db, finish, NULL, NULL, NULL) == SQLITE_OK) || keystore_failed(db, path, "write", e));
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

/* ---- opening ---- */

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

sqlite3_stmt *keystore_prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = NULL;
	return sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL) == SQLITE_OK ? s : NULL;
}

static bool prepare_all(struct keystore *k, struct err *e)
{
	k->find = keystore_prepare(k->reader, "SELECT wrapped FROM file_key WHERE file_id = ?1");
	k->insert = keystore_prepare(k->writer, "INSERT INTO file_key (file_id, wrapped) SELECT ?1, ?2"
		" WHERE NOT EXISTS (SELECT 1 FROM tombstone WHERE file_id = ?1)");
	k->bury = keystore_prepare(k->writer, "INSERT INTO tombstone (file_id, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
	k->erase = keystore_prepare(k->writer, "DELETE FROM file_key WHERE file_id = ?1");
	k->version = keystore_prepare(k->writer, "PRAGMA data_version");
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
		&& check_private(p.store, e) && (k->writer = keystore_connect(p.store, e)) && check_store(k->writer, p.store, e)
		&& check_master(k->writer, &p, k->master, e) && (k->reader = keystore_connect(p.store, e)) && prepare_all(k, e);
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
