/* Keys out of a store and back into another one, for backups. Connections of their own, so that serving goes on. */
#include "keys_inside.h"

static bool failed(sqlite3 *db, const struct keystore *k, const char *what, struct err *e)
{
	return keystore_failed(db, keystore_path(k), what, e);
}

static sqlite3 *connect_keys(const struct keystore *k, const char *begin, struct err *e)
{
	sqlite3 *db = keystore_connect(keystore_path(k), e);
	if (!db || sqlite3_exec(db, begin, NULL, NULL, NULL) == SQLITE_OK)
		return db;
	failed(db, k, "open", e);
	sqlite3_close(db);
	return NULL;
}

/* ---- out ---- */

static bool each_of(sqlite3 *db, const struct keystore *k, const char *question, keystore_item *item, void *ctx, struct err *e)
{
	sqlite3_stmt *st = NULL;
	bool fine = true;
	int rc = sqlite3_prepare_v2(db, question, -1, &st, NULL);
	while (fine && (rc == SQLITE_OK || rc == SQLITE_ROW))
		if ((rc = sqlite3_step(st)) == SQLITE_ROW)
			fine = item(ctx, sqlite3_column_int64(st, 0), (struct blob){ sqlite3_column_blob(st, 1), (size_t)sqlite3_column_bytes(st, 1) },
				sqlite3_column_int64(st, 2), e);
	if (fine && rc != SQLITE_DONE)
		fine = failed(db, k, "read", e);
	sqlite3_finalize(st);
	return fine;
}

bool keystore_each(struct keystore *k, keystore_item *item, void *ctx, struct err *e)
{
	sqlite3 *db = connect_keys(k, "BEGIN", e);
	bool fine = db && each_of(db, k, "SELECT file_id, wrapped, 0 FROM file_key ORDER BY file_id", item, ctx, e)
		&& each_of(db, k, "SELECT file_id, NULL, at FROM tombstone ORDER BY file_id", item, ctx, e);
	sqlite3_close(db);
	return fine;
}

/* ---- in ---- */

struct keys_in {
	struct keystore *k;
	sqlite3 *db;
	sqlite3_stmt *put, *bury, *erase;
};

static void keys_in_free(struct keys_in *in)
{
	sqlite3_finalize(in->put);
	sqlite3_finalize(in->bury);
	sqlite3_finalize(in->erase);
	sqlite3_close(in->db);
	free(in);
}

struct keys_in *keys_in_begin(struct keystore *k, struct err *e)
{
	struct keys_in *in = calloc(1, sizeof *in);
	if (!in)
		abort();
	in->k = k;
	in->db = connect_keys(k, "BEGIN IMMEDIATE", e);
	if (in->db && sqlite3_prepare_v2(in->db, "INSERT INTO file_key (file_id, wrapped) SELECT ?1, ?2"
				" WHERE NOT EXISTS (SELECT 1 FROM tombstone WHERE file_id = ?1)", -1, &in->put, NULL) == SQLITE_OK
			&& sqlite3_prepare_v2(in->db, "INSERT INTO tombstone (file_id, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING", -1, &in->bury, NULL) == SQLITE_OK
			&& sqlite3_prepare_v2(in->db, "DELETE FROM file_key WHERE file_id = ?1", -1, &in->erase, NULL) == SQLITE_OK)
		return in;
	if (in->db)
		failed(in->db, k, "write", e);
	keys_in_free(in);
	return NULL;
}

static bool step(struct keys_in *in, sqlite3_stmt *st, struct err *e)
{
	bool fine = sqlite3_step(st) == SQLITE_DONE || failed(in->db, in->k, "write", e);
	sqlite3_reset(st);
	return fine;
}

bool keys_in_put(struct keys_in *in, id64 file, struct blob wrapped, struct err *e)
{
	struct key key;
	bool opens = file > 0 && key_unwrap(keystore_master(in->k), file, wrapped, &key);
	crypt_wipe(&key, sizeof key);
	if (!opens)
		return err_set(e, "the key of file %lld does not open with its master key", (long long)file);
	sqlite3_bind_int64(in->put, 1, file);
	sqlite3_bind_blob(in->put, 2, wrapped.p, (int)wrapped.n, SQLITE_TRANSIENT);
	return step(in, in->put, e);
}

bool keys_in_bury(struct keys_in *in, id64 file, moment destroyed_at, struct err *e)
{
	sqlite3_bind_int64(in->bury, 1, file);
	sqlite3_bind_int64(in->bury, 2, destroyed_at);
	sqlite3_bind_int64(in->erase, 1, file);
	return step(in, in->bury, e) && step(in, in->erase, e);
}

bool keys_in_end(struct keys_in *in, bool keep, struct err *e)
{
	bool fine = sqlite3_exec(in->db, keep ? "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)" : "ROLLBACK", NULL, NULL, NULL) == SQLITE_OK
		|| failed(in->db, in->k, "write", e);
	keys_in_free(in);
	return fine;
}
