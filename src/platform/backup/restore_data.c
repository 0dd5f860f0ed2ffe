#include "../base/file.h"
#include "../base/list.h"
#include "restore_inside.h"

enum { TELL_EVERY = 50000 };

static void load_told(void *ctx, const char *what, int at, int of)
{
	struct restoring *r = ctx;
	struct err e = { "" };
	(void)at, (void)of;
	if (!restore_tell(r, what, 0, &e) && r->load)
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
	if (spool && !dir_make(restore_path(r, "spool/spool"), 0700, e))
		return false;
	return file_write(spool ? arena_printf(r->arena, "%s/spool/spool/%s", r->job->dir, spool) : restore_path(r, name), bytes, n,
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
	r->keys = keystore_open(restore_path(r, "keys"), e);
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
	return restore_tell(r, r->tables.at[r->at].name, r->out->rows, e);
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
	return push(r, &r->tables.at[r->at], v, e) && (r->out->rows % TELL_EVERY || restore_tell(r, r->tables.at[r->at].name, r->out->rows, e));
}

static bool data_table_end(void *ctx, const struct table *table, const struct table_sum *sum, struct err *e)
{
	struct restoring *r = ctx;
	(void)table, (void)e;
	r->sums[r->at++] = *sum;
	return true;
}

bool restore_data(struct restoring *r, struct err *e)
{
	struct err why = { "" };
	struct record_visitor visitor = { .about = data_about, .file = data_file, .tombstone = data_tombstone, .table = data_table, .row = data_row,
		.table_end = data_table_end, .ctx = r };
	bool fine = restore_read(r->job->data, r->job->secret, r->job->data_key, SEALED_DATA, &visitor, e);
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
