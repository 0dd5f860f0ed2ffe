/* The store as the rest of the program sees it: parameters, rows, sealed values, slots. What differs per store is behind engine.h. */
#include <assert.h>
#include <stdarg.h>
#include "engine.h"

/* ---- parameters ---- */

struct param p_int(const char *name, int64_t i)
{
	return (struct param){ .name = name, .type = PARAM_INT, .i = i };
}

struct param p_id(const char *name, id64 id)
{
	return (struct param){ .name = name, .type = PARAM_INT, .i = id, .null = id == 0 };
}

struct param p_moment(const char *name, moment at)
{
	return (struct param){ .name = name, .type = PARAM_INT, .i = at, .null = at == 0 };
}

struct param p_text(const char *name, const char *text)
{
	return (struct param){ .name = name, .type = PARAM_TEXT, .p = text, .n = text ? strlen(text) : 0, .null = !text };
}

struct param p_day(const char *name, struct arena *arena, struct day day)
{
	return p_text(name, day_known(day) ? day_iso(arena, day) : NULL);
}

struct param p_blob(const char *name, struct blob blob)
{
	return (struct param){ .name = name, .type = PARAM_BLOB, .p = blob.p, .n = blob.n, .null = !blob.p };
}

struct param p_bool(const char *name, bool yes)
{
	return (struct param){ .name = name, .type = PARAM_BOOL, .i = yes };
}

struct param p_real(const char *name, double d)
{
	return (struct param){ .name = name, .type = PARAM_REAL, .d = d };
}

struct param p_null(const char *name, enum param_type type)
{
	return (struct param){ .name = name, .type = type, .null = true };
}

const struct param *param_find(const struct param *list, const char *name)
{
	for (; list->type != PARAM_END; list++)
		if (!strcmp(list->name, name))
			return list;
	return NULL;
}

const struct param *params_copy(struct arena *arena, const struct param *list)
{
	size_t n = 0;
	while (list[n].type != PARAM_END)
		n++;
	struct param *copy = ARENA_ARRAY(arena, struct param, n + 1);
	memcpy(copy, list, (n + 1) * sizeof *copy);
	for (size_t i = 0; i < n; i++) {
		if (!copy[i].n)
			continue;
		void *bytes = arena_alloc(arena, copy[i].n);
		memcpy(bytes, copy[i].p, copy[i].n);
		copy[i].p = bytes;
	}
	return copy;
}

bool params_same(const struct param *a, const struct param *b)
{
	for (; a->type != PARAM_END; a++, b++)
		if (a->type != b->type || strcmp(a->name, b->name) != 0 || a->null != b->null || a->i != b->i || a->n != b->n
				|| memcmp(&a->d, &b->d, sizeof a->d) || (a->n && memcmp(a->p, b->p, a->n)))
			return false;
	return b->type == PARAM_END;
}

/* A statement and the code around it that do not belong together are a bug, found by whoever runs it first. */
void sql_bug(const struct sql *sql, const char *format, ...)
{
	char text[256];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	log_error("bug: statement %s in %s: %s", sql->name, sql->file, text);
	abort();
}

/* ---- sets of files ---- */

static void set_add(struct id_set *set, id64 id)
{
	for (size_t i = set->n; i-- > 0;)          /* the last ones first: rows of one file come together */
		if (set->id[i] == id)
			return;
	if (set->n == set->cap) {
		set->cap = set->cap ? 2 * set->cap : 16;
		set->id = realloc(set->id, set->cap * sizeof *set->id);
		if (!set->id)
			abort();
	}
	set->id[set->n++] = id;
}

static void set_clear(struct id_set *set)
{
	free(set->id);
	*set = (struct id_set){ 0 };
}

/* ---- slots ---- */

bool slot_fail(struct slot *slot, const char *format, ...)
{
	va_list args;
	if (slot->failed)
		return false;
	slot->failed = true;
	va_start(args, format);
	vsnprintf(slot->error, sizeof slot->error, format, args);
	va_end(args);
	return false;
}

bool slot_say(const struct slot *slot, struct err *e)
{
	e->full = e->full || slot->full;
	return err_set(e, "%s", slot->error);
}

void slot_prepare(struct slot *slot, struct arena *arena, id64 viewer, moment now, bool writes)
{
	slot->arena = arena;
	slot->viewer = viewer;
	slot->now = now;
	slot->writes = writes;
	slot->failed = slot->refused = slot->again = slot->full = slot->patient = false;
	slot->error[0] = '\0';
	slot->shown.n = slot->written.n = 0;
	slot->open = NULL;
	slot->watch = NULL;
}

void slot_end_rows(struct slot *slot)
{
	while (slot->open)
		rows_end(slot->open);
}

void slot_clear(struct slot *slot)
{
	slot_end_rows(slot);
	set_clear(&slot->shown);
	set_clear(&slot->written);
	slot->arena = NULL;
}

void slot_view_as(struct slot *slot, id64 viewer)
{
	if (slot->viewer == viewer)
		return;
	if (!slot->failed)
		slot->db->engine->viewer(slot, viewer);
	slot->viewer = viewer;
}

id64 slot_viewer(const struct slot *slot) { return slot->viewer; }
moment slot_now(const struct slot *slot) { return slot->now; }
struct arena *slot_arena(const struct slot *slot) { return slot->arena; }
bool slot_failed(const struct slot *slot) { return slot->failed; }
bool slot_refused(const struct slot *slot) { return slot->refused; }
bool slot_writes(const struct slot *slot) { return slot->writes; }
const char *slot_error(const struct slot *slot) { return slot->error; }

struct file_list slot_files_shown(const struct slot *slot)
{
	return (struct file_list){ slot->shown.id, slot->shown.n };
}

struct file_list slot_files_written(const struct slot *slot)
{
	return (struct file_list){ slot->written.id, slot->written.n };
}

void slot_forget_shown(struct slot *slot)
{
	slot->shown.n = 0;
}

void slot_wrote(struct slot *slot, id64 file)
{
	set_add(&slot->written, file);
}

/* ---- pools of slots ---- */

enum { WAIT_SECONDS = 10 };      /* for a free connection */

static void pool_start(struct db *db, struct pool *pool, int n)
{
	pool->slot = calloc((size_t)n, sizeof *pool->slot);
	if (!pool->slot)
		abort();
	pool->n = n;
	for (int i = 0; i < n; i++)
		pool->slot[i].db = db;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->freed, NULL);
}

static void pool_stop(struct db *db, struct pool *pool)
{
	for (int i = 0; i < pool->n; i++) {
		assert(!pool->slot[i].taken && "a slot was not given back");
		if (pool->slot[i].conn)
			db->engine->disconnect(pool->slot[i].conn);
	}
	if (pool->n) {
		pthread_mutex_destroy(&pool->lock);
		pthread_cond_destroy(&pool->freed);
	}
	free(pool->slot);
}

static struct slot *pool_free_one(struct pool *pool)
{
	struct slot *unconnected = NULL;
	for (int i = 0; i < pool->n; i++) {
		if (pool->slot[i].taken)
			continue;
		if (pool->slot[i].conn)
			return &pool->slot[i];
		unconnected = &pool->slot[i];
	}
	return unconnected;
}

/* NULL: none came free in time; all of them wait for a store that hangs. */
static struct slot *pool_wait(struct pool *pool)
{
	struct slot *slot;
	uint64_t until = clock_monotonic_us() + WAIT_SECONDS * 1000000;
	bool late = false;
	pthread_mutex_lock(&pool->lock);
	while (!(slot = pool_free_one(pool)) && !late)
		late = !clock_wait(&pool->freed, &pool->lock, until);
	if (slot)
		slot->taken = true;
	pthread_mutex_unlock(&pool->lock);
	return slot;
}

static void slot_disconnect(struct slot *slot)
{
	if (slot->conn)
		slot->db->engine->disconnect(slot->conn);
	slot->conn = NULL;
}

/* Nothing has been done yet, so a connection that was lost while it lay idle may be made anew, once. */
static bool slot_begin(struct slot *slot, struct arena *arena, id64 viewer, moment now, bool writes, struct err *e)
{
	const struct engine *engine = slot->db->engine;
	for (int attempt = 0; attempt < 2; attempt++) {
		slot_prepare(slot, arena, viewer, now, writes);
		if (!slot->conn && !(slot->conn = engine->connect(slot->db, writes ? ROLE_WRITE : ROLE_READ, e)))
			return false;
		if (engine->begin(slot))
			return true;
		if (!engine->lost(slot->conn))
			break;
		slot_disconnect(slot);
	}
	return slot_say(slot, e);
}

struct slot *pool_take(struct db *db, struct pool *pool, bool writes, struct arena *arena, id64 viewer, moment now, struct err *e)
{
	struct slot *slot = pool_wait(pool);
	if (!slot) {
		err_set(e, "all %d connections were in use for %d seconds", pool->n, WAIT_SECONDS);
		return NULL;
	}
	if (slot_begin(slot, arena, viewer, now, writes, e))
		return slot;
	pool_give(db, pool, slot);
	return NULL;
}

void pool_give(struct db *db, struct pool *pool, struct slot *slot)
{
	slot_clear(slot);
	if (slot->conn && db->engine->lost(slot->conn))
		slot_disconnect(slot);
	pthread_mutex_lock(&pool->lock);
	assert(slot->taken);
	slot->taken = false;
	pthread_cond_signal(&pool->freed);
	pthread_mutex_unlock(&pool->lock);
}

struct slot *db_slot(struct db *db, struct arena *arena, id64 viewer, moment now)
{
	struct err e = { 0 };
	struct slot *slot = pool_take(db, &db->readers, false, arena, viewer, now, &e);
	if (!slot)
		log_error("the store cannot be read: %s", e.text);
	return slot;
}

void db_slot_back(struct slot *slot)
{
	slot_end_rows(slot);
	slot->db->engine->finish(slot, false);
	pool_give(slot->db, &slot->db->readers, slot);
}

/* ---- statements ---- */

struct rows *sql_read(struct slot *slot, struct sql *sql, const struct param *with)
{
	struct rows *rows = ARENA_NEW(slot->arena, struct rows);
	rows->slot = slot;
	rows->sql = sql;
	if (slot->failed)
		return rows;
	if (!slot->writes)
		statement_tallied(sql);
	if (slot->watch && !slot->writes)
		slot->watch(slot, sql, with, slot->watch_ctx);
	rows->result = slot->db->engine->read(slot, sql, with);
	if (rows->result) {
		rows->columns = slot->db->engine->columns(rows->result);
		rows->next = slot->open;
		slot->open = rows;
	}
	return rows;
}

bool slot_reads_ahead(const struct slot *slot)
{
	return !slot->writes && slot->db->engine->read_ahead;
}

void sql_ahead(struct slot *slot, struct sql *sql, const struct param *with)
{
	if (slot_reads_ahead(slot) && !slot->failed)
		slot->db->engine->read_ahead(slot, sql, with);
}

void slot_watch(struct slot *slot, watch_fn *watch, void *ctx)
{
	slot->watch = watch;
	slot->watch_ctx = ctx;
}

void rows_end(struct rows *rows)
{
	if (!rows->result)
		return;
	struct rows **link = &rows->slot->open;
	while (*link != rows)
		link = &(*link)->next;
	*link = rows->next;
	rows->slot->db->engine->end(rows->slot, rows->result);
	rows->result = NULL;
}

bool rows_next(struct rows *rows)
{
	if (!rows->result)
		return false;
	if (!rows->slot->failed && rows->slot->db->engine->next(rows->slot, rows->result))
		return true;
	rows_end(rows);
	return false;
}

int sql_run(struct slot *slot, struct sql *sql, const struct param *with)
{
	if (!slot->writes)
		sql_bug(sql, "run in a slot for reading; changes go through db_change()");
	return slot->failed ? -1 : slot->db->engine->run(slot, sql, with);
}

void sql_later(struct slot *slot, struct sql *sql, const struct param *with)
{
	if (!slot->writes || !slot->db->engine->run_later)
		sql_run(slot, sql, with);
	else if (!slot->failed)
		slot->db->engine->run_later(slot, sql, with);
}

int64_t sql_number(struct slot *slot, struct sql *sql, const struct param *with, int64_t otherwise)
{
	struct rows *rows = sql_read(slot, sql, with);
	int64_t number = otherwise;
	if (rows_next(rows) && !rows_null(rows, 0))
		number = rows_int(rows, 0);
	rows_end(rows);
	return number;
}

/* ---- the values of a row ---- */

/* In a row that is over (the slot failed under it) everything is NULL, so that a loop can come to its end. */
static struct cell cell_at(const struct rows *rows, int column)
{
	struct cell cell = { CELL_NULL, 0, 0, NULL, 0 };
	if (!rows->result)
		return cell;
	if (column < 0 || column >= rows->columns)
		sql_bug(rows->sql, "has no column %d", column);
	rows->slot->db->engine->cell(rows->result, column, &cell);
	return cell;
}

static struct cell cell_of(const struct rows *rows, int column, enum cell_type type)
{
	static const char *const names[] = { "NULL", "an integer", "a real number", "text", "bytes" };
	struct cell cell = cell_at(rows, column);
	if (cell.type != CELL_NULL && cell.type != type)
		sql_bug(rows->sql, "column %d is %s, not %s", column, names[cell.type], names[type]);
	return cell;
}

bool rows_null(const struct rows *rows, int column)
{
	return cell_at(rows, column).type == CELL_NULL;
}

int64_t rows_int(const struct rows *rows, int column)
{
	return cell_of(rows, column, CELL_INT).i;
}

bool rows_bool(const struct rows *rows, int column)
{
	return cell_of(rows, column, CELL_INT).i != 0;
}

double rows_real(const struct rows *rows, int column)
{
	struct cell cell = cell_at(rows, column);
	if (cell.type == CELL_INT)             /* SQLite keeps 2.0 as 2 where a column has no declared type */
		return (double)cell.i;
	return cell_of(rows, column, CELL_REAL).d;
}

const char *rows_text(const struct rows *rows, int column)
{
	struct cell cell = cell_of(rows, column, CELL_TEXT);
	return cell.type == CELL_NULL ? NULL : arena_strndup(rows->slot->arena, cell.p, cell.n);
}

struct blob rows_blob(const struct rows *rows, int column)
{
	struct cell cell = cell_of(rows, column, CELL_BLOB);
	if (cell.type == CELL_NULL)
		return (struct blob){ NULL, 0 };
	unsigned char *copy = arena_alloc(rows->slot->arena, cell.n);
	memcpy(copy, cell.n ? cell.p : "", cell.n);
	return (struct blob){ copy, cell.n };
}

struct day rows_day(const struct rows *rows, int column)
{
	struct day day = { 0, 0, 0 };
	const char *iso = rows_text(rows, column);
	if (iso && !day_parse(iso, &day))
		slot_fail(rows->slot, "%s: column %d holds no day", rows->sql->name, column);
	return day;
}

/* ---- sealed values ---- */

static void assert_opens(struct rows *rows)
{
	const struct engine *engine = rows->slot->db->engine;
	if (rows->opens)
		return;
	const char *id = engine->column(rows->result, 0), *file = engine->column(rows->result, 1);
	if (!id || strcmp(id, "id") || !file || strcmp(file, "file_id"))
		sql_bug(rows->sql, "opens a sealed column, so its first two columns must be id and file_id");
	rows->opens = true;
}

const char *rows_open(struct rows *rows, int column, const char *where)
{
	if (!rows->result)
		return "";
	assert_opens(rows);
	return slot_open(rows->slot, rows_int(rows, 1), where, rows_int(rows, 0), rows_blob(rows, column));
}

const char *slot_open(struct slot *slot, id64 file, const char *where, id64 row, struct blob sealed)
{
	struct key key;
	if (!sealed.p)
		return "";
	enum key_found found = keystore_find(slot->db->keys, file, &key);
	if (found == KEY_UNREAD)
		slot_fail(slot, "%s: the key of file %lld cannot be read", where, (long long)file);
	if (found != KEY_HERE)
		return NULL;
	char *text = unseal(slot->arena, &key, where, row, sealed, NULL);
	crypt_wipe(&key, sizeof key);
	if (!text)
		slot_fail(slot, "%s of row %lld does not open: damaged, or moved from elsewhere", where, (long long)row);
	else if (file != DIRECTORY_FILE)
		set_add(&slot->shown, file);
	return text;
}

struct blob slot_seal(struct slot *slot, id64 file, const char *where, id64 row, const char *text)
{
	struct blob sealed = { NULL, 0 };
	struct key key;
	set_add(&slot->written, file);
	if (!text || slot->failed)
		return sealed;
	if (!keystore_get(slot->db->keys, file, &key)) {
		slot_fail(slot, "%s cannot be sealed: file %lld has no key", where, (long long)file);
		return sealed;
	}
	sealed = seal(slot->arena, &key, where, row, text);
	crypt_wipe(&key, sizeof key);
	return sealed;
}

bool slot_new_file_key(struct slot *slot, id64 file)
{
	struct key key;
	struct err e = { 0 };
	if (slot->failed)
		return false;
	if (!keystore_new(slot->db->keys, file, &key, &e)) {
		slot->full = e.full;
		return slot_fail(slot, "no new key: %s", e.text);
	}
	crypt_wipe(&key, sizeof key);
	return true;
}

/* ---- the store itself ---- */

static const struct { const char *prefix; const struct engine *engine; } engines[] = {
	{ "sqlite:", &SQLITE }, { "postgres:", &POSTGRES },
};

static struct db *db_of_url(const char *url, struct err *e)
{
	struct db *db = calloc(1, sizeof *db);
	if (!db)
		abort();
	for (size_t i = 0; i < sizeof engines / sizeof *engines; i++) {
		size_t n = strlen(engines[i].prefix);
		if (strncmp(url, engines[i].prefix, n))
			continue;
		db->engine = engines[i].engine;
		db->target = strdup(url + n);
		return db;
	}
	free(db);
	err_set(e, "a store is \"sqlite:/path/nabij.db\" or \"postgres:…\", not \"%s\"", url);
	return NULL;
}

struct db *db_open(const char *url, int read_slots, struct keystore *keys, struct err *e)
{
	assert(read_slots >= 1 && read_slots <= 64);
	statements_start();
	struct db *db = db_of_url(url, e);
	if (!db)
		return NULL;
	db->keys = keys;
	if (!db->engine->start(db, e)) {
		free(db->target);
		free(db);
		return NULL;
	}
	pool_start(db, &db->readers, read_slots);
	if (db->engine->kind == ENGINE_SQLITE)
		db->group = group_new(db);
	else
		pool_start(db, &db->changers, read_slots);
	return db;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	pool_stop(db, &db->readers);
	pool_stop(db, &db->changers);
	if (db->group)
		group_free(db->group);
	db->engine->stop(db);
	free(db->target);
	free(db);
}

enum engine_kind db_engine(const struct db *db)
{
	return db->engine->kind;
}
