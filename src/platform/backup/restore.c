#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "../base/file.h"
#include "../schema/schema.h"
#include "restore_inside.h"

static const char marker[] = "restoring";

const char *restore_path(struct restoring *r, const char *name)
{
	return arena_printf(r->arena, "%s/%s", r->job->dir, name);
}

bool restore_tell(struct restoring *r, const char *what, uint64_t n, struct err *e)
{
	return !r->job->progress.tell || r->job->progress.tell(r->job->progress.ctx, what, n) || err_set(e, "stopped");
}

/* ---- reading a sealed file ---- */

static bool source_read(void *ctx, void *out, size_t n, struct err *e)
{
	return sealed_read(ctx, out, n, e);
}

bool restore_is_of(const char *path, const struct sealed_head *head, enum sealed_kind kind, struct err *e)
{
	return head->kind == kind || err_set(e, "%s holds %s, and not %s", path, head->kind == SEALED_KEYS ? "keys" : "data", kind == SEALED_KEYS ? "keys" : "data");
}

bool restore_read(const char *path, const struct offline_secret *secret, const struct key *key, enum sealed_kind kind,
	const struct record_visitor *visitor, struct err *e)
{
	struct sealed_head head;
	struct err why = { "" };
	struct sealed_in *in = secret ? sealed_open(path, secret, &head, e) : sealed_open_with(path, key, &head, e);
	if (!in)
		return false;
	struct record_source source = { source_read, in };
	bool fine = restore_is_of(path, &head, kind, &why) && records_read(&source, kind, visitor, &why) && sealed_at_end(in, &why);
	sealed_close(in);
	return fine || err_set(e, "%s%s%.400s", strstr(why.text, path) ? "" : path, strstr(why.text, path) ? "" : ": ", why.text);
}

/* ---- afterwards ---- */

struct again { struct summing *sum; struct buf row; };

static bool again_row(void *ctx, const struct table *table, const struct value *v, struct err *e)
{
	struct again *a = ctx;
	(void)e;
	buf_clear(&a->row);
	row_encode(&a->row, v, table->columns);
	summing_row(a->sum, a->row.p, a->row.n);
	return true;
}

/* What stands in the new store is read back and compared with what was written in the old one. */
static bool compare(struct restoring *r, struct db *db, struct err *e)
{
	struct again a = { summing_new(), { 0 } };
	struct tables *t = tables_open(db, e);
	bool fine = t != NULL;
	buf_init(&a.row, ROW_MOST);
	for (size_t i = 0; fine && i < r->tables.n; i++) {
		const struct table *table = &r->tables.at[i];
		summing_begin(a.sum, table);
		fine = restore_tell(r, "comparing", 0, e) && tables_rows(t, table, again_row, &a, e);
		struct table_sum sum = summing_end(a.sum);
		if (fine && (sum.rows != r->sums[i].rows || memcmp(sum.hash, r->sums[i].hash, sizeof sum.hash)))
			fine = err_set(e, "table %s is not what was backed up after it was put back", table->name);
	}
	tables_close(t);
	buf_release(&a.row);
	summing_free(a.sum);
	return fine;
}

static bool sound_enough(struct restoring *r, struct db *db, struct err *e)
{
	r->out->found = sound_end(r->sound);
	r->sound = NULL;
	if (r->out->found.wrong)
		return err_set(e, "what was put back is not whole (is the key backup older than the data, or of another Nabij?): %.300s", r->report.p);
	bool fine = db_check_store(db, &r->report, e);
	return fine || (err_any(e) ? false : err_set(e, "%.400s", r->report.p));
}

/* The settings as they were, but for where the store is. */
static bool write_conf(struct restoring *r, struct err *e)
{
	struct buf out;
	bool told = false;
	buf_init(&out, 0);
	for (const char *line = r->conf.p; *line;) {
		size_t n = strcspn(line, "\n");
		if (!strncmp(line, "store", 5) && line[5 + strspn(line + 5, " \t")] == '=') {
			buf_printf(&out, "store = %s\n", r->url);
			told = true;
		} else {
			buf_add(&out, line, n);
			buf_char(&out, '\n');
		}
		line += n + (line[n] == '\n');
	}
	if (!told)
		buf_printf(&out, "store = %s\n", r->url);
	bool fine = file_write(restore_path(r, "nabij.conf"), out.p, out.n, 0600, e);
	buf_release(&out);
	return fine;
}

static bool finish(struct restoring *r, struct err *e)
{
	struct buf guards;
	buf_init(&guards, 0);
	struct db *db = db_open(r->url, 2, r->keys, e);
	if (db)
		schema_guards(&guards, db_engine(db));
	bool fine = db && compare(r, db, e) && restore_tell(r, "checking", 0, e) && sound_enough(r, db, e) && db_migrate(db, guards.p, e)
		&& (!r->job->after || r->job->after(db, r->keys, r->out, e));
	if (db)
		db_close(db);
	buf_release(&guards);
	return fine;
}

/* ---- the whole ---- */

static bool folder_empty(const char *path, struct err *e)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	bool empty = true, interrupted = false;
	if (!dir && errno != ENOENT)
		return err_set(e, "%s: %s", path, strerror(errno));
	while (dir && (entry = readdir(dir))) {
		interrupted = interrupted || !strcmp(entry->d_name, marker);
		empty = empty && (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."));
	}
	if (dir)
		closedir(dir);
	if (interrupted)
		return err_set(e, "%s holds what a restore left that was cut short: remove that folder and begin again", path);
	return empty || err_set(e, "%s is not empty; a restore goes into a folder of its own and overwrites nothing", path);
}

static bool heads_fit(struct restoring *r, struct err *e)
{
	const struct restore_job *job = r->job;
	return sealed_look(job->data, &r->data, e) && restore_is_of(job->data, &r->data, SEALED_DATA, e) && sealed_look(job->keys, &r->keys_head, e)
		&& restore_is_of(job->keys, &r->keys_head, SEALED_KEYS, e) && (!job->secret || restore_keys_fresh(r, e));
}

static bool fill(struct restoring *r, struct err *e)
{
	if (!restore_keys(r, r->job->keys, r->job->keys_key, false, e) || (r->job->later && !restore_keys(r, r->job->later, NULL, true, e)) || !restore_data(r, e))
		return false;
	r->out->tables = r->tables.n;
	return finish(r, e) && write_conf(r, e);
}

static const char *sqlite_path(const char *url)
{
	return url && !strncmp(url, "sqlite:", 7) ? url + 7 : NULL;
}

static bool store_free(const char *url, struct err *e)
{
	const char *path = sqlite_path(url);
	return !path || !file_exists(path) || err_set(e, "%s exists already; a restore overwrites nothing", path);
}

static const char *store_of(struct restoring *r, struct err *e)
{
	char *absolute = realpath(r->job->dir, NULL);
	if (!absolute)
		err_set(e, "%s: %s", r->job->dir, strerror(errno));
	const char *url = r->job->url ? r->job->url : absolute ? arena_printf(r->arena, "sqlite:%s/nabij.db", absolute) : NULL;
	free(absolute);
	return url;
}

static void release(struct restoring *r)
{
	if (r->sound)
		sound_end(r->sound);
	if (r->keys)
		keystore_close(r->keys);
	buf_release(&r->report);
	buf_release(&r->conf);
	buf_release(&r->text);
	arena_free(r->arena);
}

static void empty_database(struct restoring *r)
{
	struct err why = { "" };
	struct db *db = db_open(r->url, 1, NULL, &why);
	if (!db || !db_unmake_tables(db, &why))
		log_error("the database holds a part of what was to be put back, which could not be taken out (%s): make an empty one before you try again", why.text);
	if (db)
		db_close(db);
}

/* As if nothing had been begun. A key store that is still open writes no more; it is closed by release(). */
static void take_back(struct restoring *r)
{
	folder_remove(r->job->dir);
	const char *path = sqlite_path(r->job->url);
	for (size_t i = 0; path && i < 3; i++)
		unlink(arena_printf(r->arena, "%s%s", path, (const char *[]){ "", "-wal", "-shm" }[i]));
	if (r->made && r->job->url && !path)
		empty_database(r);
}

bool restore_run(const struct restore_job *job, struct restored *out, struct err *e)
{
	struct restoring r = { .job = job, .out = out, .arena = arena_new((size_t)64 << 20) };
	*out = (struct restored){ 0 };
	buf_init(&r.report, 0);
	buf_init(&r.conf, 0);
	buf_init(&r.text, ROW_MOST);
	bool begun = heads_fit(&r, e) && store_free(job->url, e) && folder_empty(job->dir, e) && dir_make(job->dir, 0700, e) && file_write(restore_path(&r, marker), "", 0, 0600, e);
	bool fine = begun && (r.url = store_of(&r, e)) && fill(&r, e);
	if (fine && !job->try)
		unlink(restore_path(&r, marker));
	else if (begun)
		take_back(&r);
	release(&r);
	return fine;
}
