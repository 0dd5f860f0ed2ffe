#include "backup.h"
#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "../base/file.h"
#include "../base/list.h"

enum { TELL_EVERY = 50000, SPOOL_FILE_MOST = 16 << 20, FILE_MOST = 1 << 20, ROOM_LEFT = 128 << 20 };

/* A part of the log as it lay in the spool. */
struct kept_file { const char *name; struct buf bytes; };

struct making {
	const struct backup_job *job;
	struct backup_done *done;
	struct arena *arena;
	struct kept_file *spool; size_t spool_n;
	struct tables *tables;
	struct table_list list;
	int migration;
	moment made_at;
	struct sealed_out *out;
	struct record_sink sink;
	struct summing *sum;
	struct buf row;
	uint64_t rows;
	const char *part_data, *part_keys;
	struct key data_key, keys_key;
};

static bool going_on(struct making *m, const char *what, uint64_t n, struct err *e)
{
	return !m->job->progress.tell || m->job->progress.tell(m->job->progress.ctx, what, n) || err_set(e, "stopped");
}

/* The disk may be the one that Nabij itself writes to: a backup is not what fills it. */
static bool room_on(const char *folder, uint64_t bytes, struct err *e)
{
	struct statvfs disk;
	if (statvfs(folder, &disk))
		return err_set(e, "%s: %s", folder, strerror(errno));
	uint64_t there = (uint64_t)disk.f_bavail * disk.f_frsize;
	return there >= bytes || err_set(e, "the disk of %s has %llu MB left and %llu MB are needed", folder, (unsigned long long)(there >> 20),
		(unsigned long long)(bytes >> 20));
}

static bool sink_write(void *ctx, const void *p, size_t n, struct err *e)
{
	return sealed_write(ctx, p, n, e);
}

/* ---- what goes in ---- */

/* Read before the snapshot is begun: what is folded into the tables meanwhile is then in both, and folding it again changes nothing. One that is gone when
 * it is opened was folded. */
static bool read_spool(struct making *m, struct err *e)
{
	DIR *dir = opendir(m->job->spool);
	struct dirent *entry;
	bool fine = dir || errno == ENOENT || err_set(e, "%s: %s", m->job->spool, strerror(errno));
	while (dir && fine && (entry = readdir(dir))) {
		const char *name = arena_printf(m->arena, "spool/%s", entry->d_name), *path = arena_printf(m->arena, "%s/%s", m->job->spool, entry->d_name);
		struct buf bytes;
		if (!record_file_name(name))
			continue;
		buf_init(&bytes, SPOOL_FILE_MOST);
		struct err why = { "" };
		if (file_read(path, SPOOL_FILE_MOST, &bytes, &why)) {
			*LIST_ADD(m->arena, m->spool, m->spool_n) = (struct kept_file){ name, bytes };
			continue;
		}
		buf_release(&bytes);
		fine = !file_exists(path) || err_set(e, "%s", why.text);
	}
	if (dir)
		closedir(dir);
	return fine;
}

static bool begin_snapshot(struct making *m, struct err *e)
{
	struct migration_state state;
	struct texts version;
	if (!(m->tables = tables_open(m->job->db, e)))
		return false;
	m->made_at = clock_now();
	if (!tables_list(m->tables, m->arena, &m->list, e)
			|| !tables_ask(m->tables, "SELECT CAST(max(number) AS TEXT) FROM migration", m->arena, &version, e))
		return false;
	m->migration = version.n ? (int)strtol(version.at[0], NULL, 10) : 0;
	if (!db_migration_state(m->job->db, &state, e))
		return false;
	return m->migration == state.want || err_set(e, "the database is of migration %d and this program of %d: run 'nabij migrate' first", m->migration, state.want);
}

static bool write_about(struct making *m, moment at, struct err *e)
{
	struct about about = { .made_at = at, .migration = m->migration, .store = db_engine(m->job->db) == ENGINE_SQLITE ? "sqlite" : "postgres" };
	return record_about(&m->sink, &about, e);
}

/* nabij.conf is always there; the others when there is one. */
static bool write_settings(struct making *m, struct err *e)
{
	static const char *const names[] = { "nabij.conf", "theme.css", "backup.key" };
	bool fine = true;
	for (size_t i = 0; fine && i < sizeof names / sizeof *names; i++) {
		const char *path = arena_printf(m->arena, "%s/%s", m->job->dir, names[i]);
		struct buf bytes;
		buf_init(&bytes, FILE_MOST);
		if (i == 0 || file_exists(path))
			fine = file_read(path, FILE_MOST, &bytes, e) && record_file(&m->sink, names[i], bytes.p, bytes.n, e);
		buf_release(&bytes);
	}
	for (size_t i = 0; fine && i < m->spool_n; i++)
		fine = record_file(&m->sink, m->spool[i].name, m->spool[i].bytes.p, m->spool[i].bytes.n, e);
	return fine;
}

static bool write_tombstone(void *ctx, id64 file, struct blob wrapped, moment at, struct err *e)
{
	struct making *m = ctx;
	return wrapped.p || record_tombstone(&m->sink, file, at, e);
}

static bool write_key(void *ctx, id64 file, struct blob wrapped, moment at, struct err *e)
{
	struct making *m = ctx;
	return wrapped.p ? record_key(&m->sink, file, wrapped, e) : record_tombstone(&m->sink, file, at, e);
}

static bool write_row(void *ctx, const struct table *table, const struct value *v, struct err *e)
{
	struct making *m = ctx;
	buf_clear(&m->row);
	row_encode(&m->row, v, table->columns);
	summing_row(m->sum, m->row.p, m->row.n);
	m->rows++;
	return record_row(&m->sink, m->row.p, m->row.n, e)
		&& (m->rows % TELL_EVERY || (going_on(m, table->name, m->rows, e) && room_on(m->job->to, ROOM_LEFT, e)));
}

static bool write_tables(struct making *m, struct err *e)
{
	bool fine = true;
	for (size_t i = 0; fine && i < m->list.n; i++) {
		const struct table *table = &m->list.at[i];
		summing_begin(m->sum, table);
		fine = going_on(m, table->name, m->rows, e) && record_table(&m->sink, table, e) && tables_rows(m->tables, table, write_row, m, e);
		struct table_sum sum = summing_end(m->sum);
		fine = fine && record_table_end(&m->sink, &sum, e);
	}
	return fine;
}

/* ---- the two files ---- */

static bool begin_file(struct making *m, const char *path, enum sealed_kind kind, moment at, struct err *e)
{
	m->out = sealed_create(path, m->job->seal, kind, at, e);
	m->sink = (struct record_sink){ .write = sink_write, .ctx = m->out };
	return m->out != NULL;
}

static bool end_file(struct making *m, bool fine, struct key *key, struct err *e)
{
	struct sealed_out *out = m->out;
	m->out = NULL;
	if (!out)
		return false;
	if (fine && record_end(&m->sink, e))
		return sealed_finish(out, key, e);
	sealed_abandon(out);
	return false;
}

static bool write_data(struct making *m, struct err *e)
{
	bool fine = read_spool(m, e) && begin_snapshot(m, e) && begin_file(m, m->part_data, SEALED_DATA, m->made_at, e) && write_about(m, m->made_at, e)
		&& write_settings(m, e) && keystore_each(m->job->keys, write_tombstone, m, e) && write_tables(m, e);
	fine = end_file(m, fine, &m->data_key, e);
	tables_close(m->tables);                 /* writers and the log are free of it as soon as can be */
	m->tables = NULL;
	return fine;
}

/* After the data: so that every file in it has its key here, or was erased meanwhile and has its tombstone. */
static bool write_keys(struct making *m, struct err *e)
{
	moment at = clock_now();
	bool fine = begin_file(m, m->part_keys, SEALED_KEYS, at, e) && write_about(m, at, e) && record_master(&m->sink, keystore_master(m->job->keys), e)
		&& keystore_each(m->job->keys, write_key, m, e);
	return end_file(m, fine, &m->keys_key, e);
}

/* ---- the try, and the names ---- */

static bool try_it(struct making *m, struct err *e)
{
	struct err why = { "" };
	struct stat st;
	char *folder = arena_printf(m->arena, "%s/try-XXXXXX", m->job->work);
	/* Rows and indexes take less than twice the room of the rows alone. */
	if (stat(m->part_data, &st) || !room_on(m->job->work, ROOM_LEFT + 5 * (uint64_t)st.st_size / 2, &why))
		return err_set(e, "the backup cannot be tried: %.400s. --work FOLDER tries it on another disk", why.text);
	if (!mkdtemp(folder))
		return err_set(e, "cannot make a folder in %s to try the backup in: %s", m->job->work, strerror(errno));
	struct restore_job job = { .data = m->part_data, .keys = m->part_keys, .data_key = &m->data_key, .keys_key = &m->keys_key, .dir = folder,
		.try = true, .open = m->job->open, .after = m->job->after, .progress = m->job->progress };
	bool fine = restore_run(&job, &m->done->tried, &why);
	if (fine && m->done->tried.rows != m->rows)
		fine = err_set(&why, "%llu rows went in and %llu came out", (unsigned long long)m->rows, (unsigned long long)m->done->tried.rows);
	return fine || err_set(e, "the backup was made and could not be put back, so it is thrown away: %.400s", why.text);
}

static bool name_it(const char *part, const char *name, uint64_t *bytes, struct err *e)
{
	struct stat st;
	if (file_exists(name))
		return err_set(e, "%s came to be meanwhile; it stays as it is", name);
	if (stat(part, &st) || rename(part, name))
		return err_set(e, "cannot make %s: %s", name, strerror(errno));
	*bytes = (uint64_t)st.st_size;
	return true;
}

/* The keys first: data without its keys would look like a backup. */
static bool name_both(struct making *m, struct err *e)
{
	struct backup_done *d = m->done;
	if (!name_it(m->part_keys, d->keys, &d->keys_bytes, e))
		return false;
	if (name_it(m->part_data, d->data, &d->data_bytes, e) && folder_sync(m->job->to, e))
		return true;
	unlink(d->keys);
	unlink(d->data);
	return false;
}

/* nabij-2026-11-22T101500Z, and -2 behind it when that is taken. */
static bool choose_names(struct making *m, struct err *e)
{
	struct backup_done *d = m->done;
	const char *iso = moment_iso(m->arena, clock_now());
	char at[32];
	size_t n = 0;
	for (; *iso && n + 1 < sizeof at; iso++)
		if (*iso != ':')
			at[n++] = *iso;
	at[n] = 0;
	for (int i = 1; i < 1000; i++) {
		char more[8] = "";
		if (i > 1)
			snprintf(more, sizeof more, "-%d", i);
		int a = snprintf(d->data, sizeof d->data, "%s/nabij-%s%s.data", m->job->to, at, more);
		int b = snprintf(d->keys, sizeof d->keys, "%s/nabij-%s%s.keys", m->job->to, at, more);
		if (a >= (int)sizeof d->data || b >= (int)sizeof d->keys)
			return err_set(e, "the path %.200s… is too long", m->job->to);
		m->part_data = arena_printf(m->arena, "%s.part", d->data);
		m->part_keys = arena_printf(m->arena, "%s.part", d->keys);
		if (!file_exists(d->data) && !file_exists(d->keys) && !file_exists(m->part_data) && !file_exists(m->part_keys))
			return true;
	}
	return err_set(e, "%s is full of backups of this very second", m->job->to);
}

/* ---- what has had its time ---- */

struct old { moment before; time_t now; int removed; };

/* A key backup past its term; and what a backup that was killed left half, a day ago or more. */
static bool remove_old(void *ctx, const char *path, const struct sealed_head *head)
{
	struct old *old = ctx;
	struct stat st;
	const char *ending = path + strlen(path) - 5;
	bool half = !strcmp(ending, ".part") && !stat(path, &st) && old->now - st.st_mtime > 24 * 3600;
	bool past = !strcmp(ending, ".keys") && head->kind == SEALED_KEYS && head->made_at < old->before;
	if ((half || past) && !unlink(path))
		old->removed += past;
	return true;
}

static void remove_tries(struct making *m)
{
	DIR *dir = opendir(m->job->work);
	struct dirent *entry;
	while (dir && (entry = readdir(dir)))
		if (!strncmp(entry->d_name, "try-", 4) && strlen(entry->d_name) == 10)
			folder_remove(arena_printf(m->arena, "%s/%s", m->job->work, entry->d_name));
	if (dir)
		closedir(dir);
}

static void release(struct making *m)
{
	if (m->part_data)
		unlink(m->part_data);
	if (m->part_keys)
		unlink(m->part_keys);
	for (size_t i = 0; i < m->spool_n; i++)
		buf_release(&m->spool[i].bytes);
	buf_release(&m->row);
	summing_free(m->sum);
	arena_free(m->arena);
	crypt_wipe(m, sizeof *m);
}

bool backup_run(const struct backup_job *job, struct backup_done *done, struct err *e)
{
	struct making m = { .job = job, .done = done, .arena = arena_new(8 << 20), .sum = summing_new() };
	*done = (struct backup_done){ 0 };
	buf_init(&m.row, ROW_MOST);
	remove_tries(&m);
	bool fine = dir_make(job->to, 0700, e) && choose_names(&m, e) && write_data(&m, e) && write_keys(&m, e) && try_it(&m, e) && name_both(&m, e);
	if (fine) {
		struct old old = { .before = clock_now() - KEYS_KEPT, .now = time(NULL) };
		sealed_each(job->to, offline_id_of(job->seal).text, remove_old, &old);
		done->removed = old.removed;
	}
	release(&m);
	return fine;
}
