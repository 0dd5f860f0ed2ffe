#include "backup.h"
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../base/file.h"
#include "../base/list.h"
#include "../db/load.h"
#include "../schema/schema.h"

enum { TELL_EVERY = 50000 };
static const char marker[] = "restoring";

struct restoring {
	const struct restore_job *job;
	struct restored *out;
	struct arena *arena;
	const char *url;
	struct keystore *keys;
	struct sealed_head data, keys_head;
	/* what the data says */
	struct table_list tables;                /* of the store that is filled */
	struct load_table *loaded;
	struct load *load;
	bool made;                               /* its tables are ours: nothing was there before */
	size_t at;                               /* the table that is being filled */
	struct table_sum *sums;                  /* by table */
	struct sound *sound;
	struct buf report;                       /* what is not sound */
	struct buf conf, text;
	id64 *buried; size_t buried_n;
};

/* ---- files and folders ---- */

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st, (void)kind;
	return remove(path) && ftw->level;       /* the folder itself may be in one that is not ours: empty is as good */
}

void folder_remove(const char *path)
{
	if (file_exists(path) && nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS))
		log_error("%s could not be removed: %s", path, strerror(errno));
}

void sealed_each(const char *folder, const char *key_id, sealed_found *found, void *ctx)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	char path[PATH_MAX];
	struct err unheard = { "" };
	struct sealed_head head;
	bool on = true;
	while (dir && on && (entry = readdir(dir))) {
		size_t n = strlen(entry->d_name);
		bool named = n > 5 && (!strcmp(entry->d_name + n - 5, ".keys") || !strcmp(entry->d_name + n - 5, ".data") || !strcmp(entry->d_name + n - 5, ".part"));
		if (named && snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < (int)sizeof path && sealed_look(path, &head, &unheard)
				&& !strcmp(head.key.text, key_id))
			on = found(ctx, path, &head);
	}
	if (dir)
		closedir(dir);
}

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

static const char *in_dir(struct restoring *r, const char *name)
{
	return arena_printf(r->arena, "%s/%s", r->job->dir, name);
}

static bool going_on(struct restoring *r, const char *what, uint64_t n, struct err *e)
{
	return !r->job->progress.tell || r->job->progress.tell(r->job->progress.ctx, what, n) || err_set(e, "stopped");
}

/* ---- reading a sealed file ---- */

static bool source_read(void *ctx, void *out, size_t n, struct err *e)
{
	return sealed_read(ctx, out, n, e);
}

static bool is_of(const char *path, const struct sealed_head *head, enum sealed_kind kind, struct err *e)
{
	return head->kind == kind || err_set(e, "%s holds %s, and not %s", path, head->kind == SEALED_KEYS ? "keys" : "data", kind == SEALED_KEYS ? "keys" : "data");
}

static bool read_sealed(const char *path, const struct offline_secret *secret, const struct key *key, enum sealed_kind kind,
	const struct record_visitor *visitor, struct err *e)
{
	struct sealed_head head;
	struct err why = { "" };
	struct sealed_in *in = secret ? sealed_open(path, secret, &head, e) : sealed_open_with(path, key, &head, e);
	if (!in)
		return false;
	struct record_source source = { source_read, in };
	bool fine = is_of(path, &head, kind, &why) && records_read(&source, kind, visitor, &why) && sealed_at_end(in, &why);
	sealed_close(in);
	return fine || err_set(e, "%s%s%.400s", strstr(why.text, path) ? "" : path, strstr(why.text, path) ? "" : ": ", why.text);
}

/* ---- the keys ---- */

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
	const char *folder = in_dir(k->r, "keys");
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

static bool read_keys(struct restoring *r, const char *path, const struct key *key, bool tombstones_only, struct err *e)
{
	struct keys_reading k = { r, NULL, tombstones_only };
	struct record_visitor visitor = { .about = keys_about, .master = keys_master, .key = keys_key, .tombstone = keys_tombstone, .ctx = &k };
	if (tombstones_only && !(k.in = keys_in_begin(r->keys, e)))
		return false;
	bool fine = read_sealed(path, r->job->secret, key, SEALED_KEYS, &visitor, e);
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

/* An old key backup holds keys of what was erased since. */
static bool keys_fresh(struct restoring *r, struct err *e)
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

/* ---- the data ---- */

static void load_told(void *ctx, const char *what, int at, int of)
{
	struct restoring *r = ctx;
	struct err e = { "" };
	(void)at, (void)of;
	if (!going_on(r, what, 0, &e) && r->load)
		load_stop(r->load);
}

/* What the load is to be told of the tables: their columns as the records have them. */
static void name_tables(struct restoring *r)
{
	r->loaded = ARENA_ARRAY(r->arena, struct load_table, r->tables.n + 1);
	r->sums = ARENA_ARRAY(r->arena, struct table_sum, r->tables.n);
	for (size_t i = 0; i < r->tables.n; i++) {
		const struct table *t = &r->tables.at[i];
		const char **columns = ARENA_ARRAY(r->arena, const char *, t->columns + 1);
		memcpy(columns, t->column, t->columns * sizeof *columns);
		r->loaded[i] = (struct load_table){ t->name, columns };
	}
}

static bool list_tables(struct restoring *r, struct db *db, struct err *e)
{
	struct tables *t = tables_open(db, e);
	bool fine = t && tables_list(t, r->arena, &r->tables, e);
	tables_close(t);
	return fine;
}

static bool data_about(void *ctx, const struct about *about, struct err *e)
{
	struct restoring *r = ctx;
	r->out->made_at = about->made_at;
	snprintf(r->out->from, sizeof r->out->from, "%s", about->store);
	struct db *db = db_open(r->url, 1, r->keys, e);
	r->made = db && db_make_tables(db, about->migration, e);
	bool fine = r->made && list_tables(r, db, e);
	if (db)
		db_close(db);
	if (!fine)
		return false;
	name_tables(r);
	r->load = load_begin(r->url, r->loaded, load_told, r, e);
	return r->load != NULL;
}

/* nabij.conf is the last one that is written. */
static bool data_file(void *ctx, const char *name, const void *bytes, size_t n, struct err *e)
{
	struct restoring *r = ctx;
	if (!strcmp(name, "nabij.conf")) {
		buf_clear(&r->conf);
		buf_add(&r->conf, bytes, n);
		return true;
	}
	const char *spool = strncmp(name, "spool/", 6) ? NULL : name + 6;
	if (spool && !dir_make(in_dir(r, "spool/spool"), 0700, e))
		return false;
	return file_write(spool ? arena_printf(r->arena, "%s/spool/spool/%s", r->job->dir, spool) : in_dir(r, name), bytes, n,
		strcmp(name, "theme.css") ? 0600 : 0644, e);
}

/* A key backup of the same moment or later knows of every tombstone that the data knows; one that does not was not made by us. */
static bool data_tombstone(void *ctx, id64 file, moment at, struct err *e)
{
	struct restoring *r = ctx;
	struct key key;
	enum key_found found = keystore_find(r->keys, file, &key);
	bool has_key = found == KEY_HERE;
	(void)at;
	crypt_wipe(&key, sizeof key);
	if (found == KEY_UNREAD)
		return err_set(e, "whether file %lld still has a key cannot be read from %s: nothing is restored without knowing", (long long)file, r->job->dir);
	if (has_key && r->keys_head.made_at >= r->data.made_at)
		return err_set(e, "the key backup holds the key of file %lld, which was erased before it was made: it lacks its tombstones", (long long)file);
	if (has_key)
		*LIST_ADD(r->arena, r->buried, r->buried_n) = file;
	return true;
}

/* Before the first row: from here on the keys are what they will be. */
static bool begin_rows(struct restoring *r, struct err *e)
{
	struct keys_in *in = keys_in_begin(r->keys, e);
	bool fine = in != NULL;
	for (size_t i = 0; fine && i < r->buried_n; i++)
		fine = keys_in_bury(in, r->buried[i], r->out->made_at, e);
	if (in)
		fine = keys_in_end(in, fine, e) && fine;
	keystore_close(r->keys);                 /* opened anew, so that no key is remembered that is gone */
	r->keys = keystore_open(in_dir(r, "keys"), e);
	return fine && r->keys && (r->sound = sound_new(r->keys, r->job->open, &r->report, e));
}

static bool same_table(const struct table *a, const struct table *b)
{
	if (strcmp(a->name, b->name) || a->columns != b->columns)
		return false;
	for (size_t i = 0; i < a->columns; i++)
		if (strcmp(a->column[i], b->column[i]))
			return false;
	return true;
}

static bool data_table(void *ctx, const struct table *table, struct err *e)
{
	struct restoring *r = ctx;
	if (!r->sound && !begin_rows(r, e))
		return false;
	if (r->at >= r->tables.n || !same_table(table, &r->tables.at[r->at]))
		return err_set(e, "its table %s is not one of the migration it says it is of", table->name);
	sound_table(r->sound, table);
	return going_on(r, r->tables.at[r->at].name, r->out->rows, e);
}

static void push_text(struct restoring *r, const struct value *v)
{
	buf_clear(&r->text);
	buf_add(&r->text, v->p, v->n);
	load_text(r->load, r->text.p);
}

static bool push(struct restoring *r, const struct table *target, const struct value *v, struct err *e)
{
	load_row(r->load, (int)r->at);
	for (size_t i = 0; i < target->columns; i++, v++) {
		if (v->kind == VALUE_NULL)
			load_null(r->load);
		else if (v->kind == VALUE_INT && target->yes_no[i])
			load_bool(r->load, v->i != 0);
		else if (v->kind == VALUE_INT)
			load_int(r->load, v->i);
		else if (v->kind == VALUE_REAL)
			load_real(r->load, v->d);
		else if (v->kind == VALUE_BLOB)
			memcpy(load_blob(r->load, v->n), v->p, v->n);
		else
			push_text(r, v);
	}
	return !load_failed(r->load) || err_set(e, "the store does not take the rows");
}

static bool data_row(void *ctx, const struct table *table, const struct value *v, struct err *e)
{
	struct restoring *r = ctx;
	r->out->rows++;
	sound_row(r->sound, table, v);
	return push(r, &r->tables.at[r->at], v, e) && (r->out->rows % TELL_EVERY || going_on(r, r->tables.at[r->at].name, r->out->rows, e));
}

static bool data_table_end(void *ctx, const struct table *table, const struct table_sum *sum, struct err *e)
{
	struct restoring *r = ctx;
	(void)table, (void)e;
	r->sums[r->at++] = *sum;
	return true;
}

static bool read_data(struct restoring *r, struct err *e)
{
	struct err why = { "" };
	struct record_visitor visitor = { .about = data_about, .file = data_file, .tombstone = data_tombstone, .table = data_table, .row = data_row,
		.table_end = data_table_end, .ctx = r };
	bool fine = read_sealed(r->job->data, r->job->secret, r->job->data_key, SEALED_DATA, &visitor, e);
	if (fine && r->at != r->tables.n)
		fine = err_set(e, "%s lacks the table %s", r->job->data, r->tables.at[r->at].name);
	if (r->load && !load_end(r->load, fine, &why)) {
		if (fine || !strcmp(e->text, "the store does not take the rows"))
			err_clear(e);
		err_set(e, "%s", why.text);
		fine = false;
	}
	r->load = NULL;
	return fine;
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
		fine = going_on(r, "comparing", 0, e) && tables_rows(t, table, again_row, &a, e);
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
	bool fine = file_write(in_dir(r, "nabij.conf"), out.p, out.n, 0600, e);
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
	bool fine = db && compare(r, db, e) && going_on(r, "checking", 0, e) && sound_enough(r, db, e) && db_migrate(db, guards.p, e)
		&& (!r->job->after || r->job->after(db, r->keys, r->out, e));
	if (db)
		db_close(db);
	buf_release(&guards);
	return fine;
}

/* ---- the whole ---- */

static bool heads_fit(struct restoring *r, struct err *e)
{
	const struct restore_job *job = r->job;
	return sealed_look(job->data, &r->data, e) && is_of(job->data, &r->data, SEALED_DATA, e) && sealed_look(job->keys, &r->keys_head, e)
		&& is_of(job->keys, &r->keys_head, SEALED_KEYS, e) && (!job->secret || keys_fresh(r, e));
}

static bool fill(struct restoring *r, struct err *e)
{
	if (!read_keys(r, r->job->keys, r->job->keys_key, false, e) || (r->job->later && !read_keys(r, r->job->later, NULL, true, e)) || !read_data(r, e))
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
	bool begun = heads_fit(&r, e) && store_free(job->url, e) && folder_empty(job->dir, e) && dir_make(job->dir, 0700, e) && file_write(in_dir(&r, marker), "", 0, 0600, e);
	bool fine = begun && (r.url = store_of(&r, e)) && fill(&r, e);
	if (fine && !job->try)
		unlink(in_dir(&r, marker));
	else if (begun)
		take_back(&r);
	release(&r);
	return fine;
}
