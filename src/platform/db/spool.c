#include "spool.h"
#include <assert.h>
#include <dirent.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include "../base/file.h"
#include "engine.h"

enum {
	FILE_MOST = 8 << 20,         /* bytes of one file */
	SPOOL_MOST = 64 << 20,       /* bytes not yet folded; then answers wait */
	WAIT_SECONDS = 10,           /* and after this they fail */
	BATCH = 1000,                /* records in one change, and rows of the log: few commits, since each makes the pages stale that readers keep (SQLite), */
	BATCH_ROWS = 2000,           /* and yet other changes get their turn */
	HEAD = 8,
};

/* A thread that does one thing every second. */
struct ticker {
	struct spool *spool;
	void (*tick)(struct spool *);
	pthread_t thread;
};

struct spool {
	char *dir;
	int claim;                   /* the folder, locked: nobody else may append or fold there */
	struct db *db;
	struct room *disk;           /* NULL: none to lend from */
	pthread_mutex_t lock;        /* what is below, up to `folding` */
	pthread_cond_t room, stop;
	bool started, stopping;
	int fd;                      /* the file that is appended to; -1: the next record begins a new one */
	bool begun;                  /* a file, and the folder was not synced since */
	unsigned newest, oldest;     /* numbers of files: oldest … newest, some of which may be gone */
	size_t size;                 /* of the file at fd */
	size_t pending;              /* bytes in all files */
	pthread_mutex_t folding;     /* one folds at a time; taken before `lock` */
	struct ticker sync, fold;
	struct err last_trouble;     /* said once, not every second (the folding thread's own) */
};

/* ---- records ---- */

static uint32_t crc_of(const void *bytes, size_t n)
{
	return (uint32_t)crc32_z(0, bytes, n);
}

/* A route, an action and a ground are the program's own plain words: nothing in them has to be escaped. */
static void add_word(struct buf *out, const char *name, const char *word)
{
	for (const char *p = word; p && *p; p++)
		assert(*p >= ' ' && *p < 0x7f && *p != '"' && *p != '\\');
	buf_printf(out, ",\"%s\":", name);
	if (word)
		buf_printf(out, "\"%s\"", word);
	else
		buf_str(out, "null");
}

/* Written for every page, so by hand; read back with the library. */
static void encode(struct buf *out, const struct spool_record *r)
{
	uint32_t head[2] = { 0, 0 };
	buf_add(out, head, sizeof head);
	buf_printf(out, "{\"id\":%lld,\"at\":%lld,\"account\":%lld", (long long)r->id, (long long)r->at, (long long)r->account);
	add_word(out, "ground", r->ground);
	add_word(out, "route", r->route);
	add_word(out, "action", r->action);
	buf_str(out, ",\"files\":[");
	for (size_t i = 0; i < r->files_n; i++) {
		if (i)
			buf_char(out, ',');
		buf_int(out, r->files[i]);
	}
	buf_str(out, "]}");
	if (buf_failed(out))
		return;
	head[0] = htole32((uint32_t)(out->n - sizeof head));
	head[1] = htole32(crc_of(out->p + sizeof head, out->n - sizeof head));
	memcpy(out->p, head, sizeof head);
}

static bool decode(struct arena *arena, const char *text, size_t n, struct spool_record *r)
{
	json_int_t id, at, account;
	const char *route, *action;
	json_t *files, *ground, *json = json_loadb(text, n, 0, NULL);
	bool fine = json && !json_unpack(json, "{s:I, s:I, s:I, s:o, s:s, s:s, s:o}", "id", &id, "at", &at, "account", &account,
		"ground", &ground, "route", &route, "action", &action, "files", &files) && json_is_array(files);
	if (fine) {
		id64 *list = ARENA_ARRAY(arena, id64, json_array_size(files));
		for (size_t i = 0; i < json_array_size(files); i++)
			list[i] = json_integer_value(json_array_get(files, i));
		*r = (struct spool_record){ .id = id, .at = at, .account = account, .ground = arena_strdup(arena, json_string_value(ground)),
			.route = arena_strdup(arena, route), .action = arena_strdup(arena, action), .files = list,
			.files_n = json_array_size(files) };
	}
	json_decref(json);
	return fine;
}

/* ---- rows of the log ---- */

/* What the spool did not know: the ground on which this account could see this file then; where there are more, the one given last (by its id: that is the
 * order of an index, so nothing is sorted for each row). */
SQL(log_insert,
	"INSERT INTO log (id, record_id, at, account_id, file_id, ground, route, action)"
	" VALUES (:id, :record, :at, :account, :file, coalesce(:ground, (SELECT ground FROM s_access WHERE account_id = :account AND file_id = :file"
	" AND from_at <= :at AND until_at > :at ORDER BY id DESC LIMIT 1)), :route, :action) ON CONFLICT DO NOTHING");

/* The same for eight files of one record, where beginning a statement costs as much as a row (PostgreSQL; SQLite would make a table in memory of them first).
 * What is too much is NULL. */
enum { TOGETHER = 8 };
SQL(log_insert_together,
	"INSERT INTO log (id, record_id, at, account_id, file_id, ground, route, action)"
	" SELECT v.column1, :record, :at, :account, v.column2, coalesce(:ground, (SELECT x.ground FROM s_access x WHERE x.account_id = :account"
	" AND x.file_id = v.column2 AND x.from_at <= :at AND x.until_at > :at ORDER BY x.id DESC LIMIT 1)), :route, :action"
	" FROM (VALUES (CAST(:id0 AS BIGINT), CAST(:file0 AS BIGINT)), (:id1, :file1), (:id2, :file2), (:id3, :file3), (:id4, :file4), (:id5, :file5),"
	" (:id6, :file6), (:id7, :file7)) v WHERE v.column2 IS NOT NULL ON CONFLICT DO NOTHING");

static void rows_together(struct slot *slot, const struct spool_record *r, const id64 *file, size_t n)
{
	static const char *const ids[TOGETHER] = { "id0", "id1", "id2", "id3", "id4", "id5", "id6", "id7" };
	static const char *const files[TOGETHER] = { "file0", "file1", "file2", "file3", "file4", "file5", "file6", "file7" };
	struct param with[2 * TOGETHER + 7] = { p_id("record", r->id), p_int("at", r->at), p_int("account", r->account), p_text("ground", r->ground),
		p_text("route", r->route), p_text("action", r->action) };
	size_t at = 6;
	for (size_t i = 0; i < TOGETHER; i++) {
		with[at++] = p_id(ids[i], i < n ? id_new() : 0);
		with[at++] = p_id(files[i], i < n ? file[i] : 0);
	}
	with[at].type = PARAM_END;
	sql_later(slot, &log_insert_together, with);
}

static bool log_rows(struct slot *slot, const struct spool_record *r)
{
	size_t i = 0;
	for (; slot->db->engine->run_later && r->files_n - i > 1; i += r->files_n - i < TOGETHER ? r->files_n - i : TOGETHER)
		rows_together(slot, r, r->files + i, r->files_n - i < TOGETHER ? r->files_n - i : TOGETHER);
	for (; i < r->files_n; i++)
		sql_later(slot, &log_insert, WITH(p_id("id", id_new()), p_id("record", r->id), p_int("at", r->at),
			p_int("account", r->account), p_id("file", r->files[i]), p_text("ground", r->ground), p_text("route", r->route),
			p_text("action", r->action)));
	return !slot_failed(slot);
}

bool log_write(struct slot *slot, const struct spool_record *r)
{
	id64 viewer = slot_viewer(slot);
	slot_view_as(slot, NABIJ_ITSELF);
	bool fine = log_rows(slot, r);
	slot_view_as(slot, viewer);
	return fine;
}

/* ---- appending ---- */

static char *file_path(struct arena *arena, const struct spool *s, unsigned number, const char *ending)
{
	return arena_printf(arena, "%s/%08u.%s", s->dir, number, ending);
}

static bool file_begin(struct spool *s, struct err *e)
{
	struct arena *arena = arena_new(8192);
	const char *path = file_path(arena, s, s->newest + 1, "log");
	s->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
	if (s->fd < 0) {
		e->full = no_room(errno);
		err_set(e, "the spool %s: %s", path, strerror(errno));
	} else {
		s->newest++;
		s->size = 0;
		s->begun = true;
	}
	arena_free(arena);
	return s->fd >= 0;
}

static void file_end(struct spool *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
}

static bool wait_for_room(struct spool *s, size_t n, struct err *e)
{
	uint64_t until = clock_monotonic_us() + WAIT_SECONDS * 1000000;
	while (s->pending + n > SPOOL_MOST)
		if (!clock_wait(&s->room, &s->lock, until))
			return err_set(e, "the spool is full: what was read is not getting into the log");
	return true;
}

/* All of it or nothing: what came halfway onto a full disk is taken off again, or the next record begins another file. */
static bool try_record(struct spool *s, const struct buf *record, struct err *e)
{
	if (s->fd >= 0 && s->size + record->n > FILE_MOST) {
		fdatasync(s->fd);
		file_end(s);
	}
	if (s->fd < 0 && !file_begin(s, e))
		return false;
	ssize_t n = write(s->fd, record->p, record->n);
	if (n == (ssize_t)record->n) {
		s->size += record->n;
		s->pending += record->n;
		return true;
	}
	e->full = n >= 0 || no_room(errno);
	err_set(e, "the spool: %s", n < 0 ? strerror(errno) : "the disk is full");
	if (ftruncate(s->fd, (off_t)s->size))
		file_end(s);
	return false;
}

/* What is read goes on being logged while the disk is full: out of the reserve. */
static bool write_record(struct spool *s, const struct buf *record, struct err *e)
{
	while (!try_record(s, record, e)) {
		if (!e->full || !room_lend(s->disk, ROOM_FOR_READING))
			return false;
		err_clear(e);
	}
	return true;
}

bool spool_append(struct spool *s, const struct spool_record *r, struct err *e)
{
	struct buf record;
	buf_init(&record, FILE_MOST);
	encode(&record, r);
	if (buf_failed(&record)) {
		buf_release(&record);
		return err_set(e, "the spool: a record of %zu files is too large", r->files_n);
	}
	pthread_mutex_lock(&s->lock);
	bool fine = wait_for_room(s, record.n, e) && write_record(s, &record, e);
	pthread_mutex_unlock(&s->lock);
	buf_release(&record);
	return fine;
}

/* ---- folding ---- */

struct batch { struct spool_record record[BATCH]; size_t n, rows; };

/* Not as a change among others: in the savepoint of one, SQLite goes at every statement over what this one wrote before (its journal in memory is a
 * list), a fifth of all of folding. */
static bool fold_batch(struct spool *s, struct arena *arena, const struct batch *batch, struct err *e)
{
	struct bulk *bulk = db_bulk_begin(s->db, arena, e);
	bool fine = bulk != NULL;
	for (size_t i = 0; fine && i < batch->n; i++)
		fine = log_rows(bulk_slot(bulk), &batch->record[i]);
	return bulk && db_bulk_end(bulk, fine, e);
}

/* One file, read from its begin to its end. */
struct reading {
	const struct buf *file;
	size_t at;
	bool damaged;                /* records stand behind something that is none */
};

/* Is there a whole record at this place? *end: past it. */
static bool whole_record(struct arena *arena, const struct buf *file, size_t at, size_t *end, struct spool_record *r)
{
	uint32_t head[2];
	if (file->n - at < HEAD)
		return false;
	memcpy(head, file->p + at, sizeof head);
	size_t n = le32toh(head[0]);
	const char *text = file->p + at + HEAD;
	if (n < 2 || n > file->n - at - HEAD || text[0] != '{' || text[n - 1] != '}')
		return false;
	*end = at + HEAD + n;
	return crc_of(text, n) == le32toh(head[1]) && decode(arena, text, n, r);
}

/* A power cut may take any part of what was not synced yet: what is whole behind it counts all the same. */
static bool next_record(struct arena *arena, struct reading *reading, struct spool_record *r)
{
	for (size_t at = reading->at, end; at < reading->file->n; at++) {
		if (!whole_record(arena, reading->file, at, &end, r))
			continue;
		reading->damaged = reading->damaged || at > reading->at;
		reading->at = end;
		return true;
	}
	return false;
}

static void next_batch(struct arena *arena, struct reading *reading, struct batch *batch)
{
	arena_reset(arena);
	batch->n = batch->rows = 0;
	while (batch->n < BATCH && batch->rows < BATCH_ROWS && next_record(arena, reading, &batch->record[batch->n]))
		batch->rows += batch->record[batch->n++].files_n;
}

static bool fold_bytes(struct spool *s, struct reading *reading, struct err *e)
{
	struct arena *arena = arena_new(64 << 20);
	struct batch *batch = malloc(sizeof *batch);
	bool fine = true;
	if (!batch)
		abort();
	do {
		next_batch(arena, reading, batch);
		fine = !batch->n || fold_batch(s, arena, batch, e);
	} while (fine && batch->n);
	free(batch);
	arena_free(arena);
	return fine || err_set(e, "the log could not be written");
}

static void file_gone(struct spool *s, unsigned number, size_t size)
{
	pthread_mutex_lock(&s->lock);
	s->pending -= size < s->pending ? size : s->pending;
	s->oldest = number + 1;
	pthread_cond_broadcast(&s->room);
	pthread_mutex_unlock(&s->lock);
}

static bool fold_file(struct spool *s, unsigned number, struct err *e)
{
	struct arena *arena = arena_new(16384);
	const char *path = file_path(arena, s, number, "log"), *aside = file_path(arena, s, number, "damaged");
	struct buf file;
	struct reading reading = { .file = &file };
	bool fine = true;
	buf_init(&file, FILE_MOST);
	if (file_exists(path)) {
		fine = file_read(path, FILE_MOST, &file, e) && fold_bytes(s, &reading, e);
		if (reading.damaged)
			log_error("the spool %s is damaged in the middle; what is whole is in the log, the file is kept as %s", path, aside);
		else if (fine && reading.at < file.n)
			log_info("the spool %s: its last %zu bytes were being written when the machine stopped", path, file.n - reading.at);
		if (fine && (reading.damaged ? rename(path, aside) : unlink(path)))
			fine = err_set(e, "%s: %s", path, strerror(errno));
	}
	if (fine)
		file_gone(s, number, file.n);
	buf_release(&file);
	arena_free(arena);
	return fine;
}

/* From here on records go to a new file. Returns the number of the last one that is complete. */
static unsigned close_current(struct spool *s)
{
	pthread_mutex_lock(&s->lock);
	int fd = s->fd;
	unsigned last = s->newest;
	s->fd = -1;
	pthread_mutex_unlock(&s->lock);
	if (fd >= 0) {
		fdatasync(fd);               /* folding may fail, and go on failing */
		close(fd);
	}
	return last;
}

bool spool_fold(struct spool *s, struct err *e)
{
	bool fine = true;
	pthread_mutex_lock(&s->folding);
	unsigned last = close_current(s);
	for (unsigned number = s->oldest; fine && number <= last; number++)
		fine = fold_file(s, number, e);
	pthread_mutex_unlock(&s->folding);
	return fine;
}

/* ---- the threads ---- */

static bool sync_file(struct spool *s, struct err *e)
{
	pthread_mutex_lock(&s->lock);
	int fd = s->fd < 0 ? -1 : dup(s->fd);            /* so that appending goes on meanwhile */
	pthread_mutex_unlock(&s->lock);
	bool fine = fd < 0 || fdatasync(fd) == 0 || err_set(e, "%s", strerror(errno));
	if (fd >= 0)
		close(fd);
	return fine;
}

/* The files that were begun have a name after a power cut, also those that were closed meanwhile and wait to be folded. */
static bool sync_names(struct spool *s, struct err *e)
{
	pthread_mutex_lock(&s->lock);
	bool begun = s->begun;
	s->begun = false;
	pthread_mutex_unlock(&s->lock);
	if (!begun || folder_sync(s->dir, e))
		return true;
	pthread_mutex_lock(&s->lock);
	s->begun = true;
	pthread_mutex_unlock(&s->lock);
	return false;
}

static void tick_sync(struct spool *s)
{
	struct err e = { 0 };
	bool fine = sync_file(s, &e);
	if (!sync_names(s, &e) || !fine)
		log_error("the spool is not synced: %s", e.text);
}

static void tick_fold(struct spool *s)
{
	struct err e = { 0 };
	if (room_tight(s->disk))         /* it waits in the file that is there */
		return;
	if (!spool_fold(s, &e) && strcmp(e.text, s->last_trouble.text))
		log_error("the spool is not folded: %s", e.text);
	s->last_trouble = e;
}

static void *tick_thread(void *arg)
{
	struct ticker *t = arg;
	struct spool *s = t->spool;
	pthread_mutex_lock(&s->lock);
	while (!s->stopping) {
		clock_wait(&s->stop, &s->lock, clock_monotonic_us() + 1000000);
		pthread_mutex_unlock(&s->lock);
		t->tick(s);
		pthread_mutex_lock(&s->lock);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

void spool_room(struct spool *s, struct room *room)
{
	s->disk = room;
}

void spool_start(struct spool *s)
{
	s->sync = (struct ticker){ .spool = s, .tick = tick_sync };
	s->fold = (struct ticker){ .spool = s, .tick = tick_fold };
	if (pthread_create(&s->sync.thread, NULL, tick_thread, &s->sync)
			|| pthread_create(&s->fold.thread, NULL, tick_thread, &s->fold))
		abort();
	s->started = true;
}

static void stop_threads(struct spool *s)
{
	pthread_mutex_lock(&s->lock);
	s->stopping = true;
	pthread_cond_broadcast(&s->stop);
	pthread_mutex_unlock(&s->lock);
	if (s->started) {
		pthread_join(s->sync.thread, NULL);
		pthread_join(s->fold.thread, NULL);
	}
}

/* ---- opening and closing ---- */

/* What a crash or a stop left: counted, and folded first. */
static bool find_files(struct spool *s, struct err *e)
{
	DIR *dir = opendir(s->dir);
	struct dirent *entry;
	if (!dir)
		return err_set(e, "the spool %s: %s", s->dir, strerror(errno));
	while ((entry = readdir(dir))) {
		char *end;
		struct stat st;
		unsigned number = (unsigned)strtoul(entry->d_name, &end, 10);
		if (!number || (strcmp(end, ".log") && strcmp(end, ".damaged")))
			continue;
		if (number > s->newest)
			s->newest = number;
		if (strcmp(end, ".log") || fstatat(dirfd(dir), entry->d_name, &st, 0))
			continue;
		s->pending += (size_t)st.st_size;
		if (!s->oldest || number < s->oldest)
			s->oldest = number;
	}
	closedir(dir);
	if (!s->oldest)
		s->oldest = s->newest + 1;
	return true;
}

/* Two processes in one folder would fold each other's file away while it is written. */
static bool claim(struct spool *s, struct err *e)
{
	s->claim = open(s->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (s->claim < 0)
		return err_set(e, "the spool %s: %s", s->dir, strerror(errno));
	return flock(s->claim, LOCK_EX | LOCK_NB) == 0 || err_set(e, "the spool %s is in use: another process serves from this folder", s->dir);
}

static void spool_free(struct spool *s)
{
	file_end(s);
	if (s->claim >= 0)
		close(s->claim);
	pthread_mutex_destroy(&s->lock);
	pthread_mutex_destroy(&s->folding);
	pthread_cond_destroy(&s->room);
	pthread_cond_destroy(&s->stop);
	free(s->dir);
	free(s);
}

struct spool *spool_open(const char *dir, struct db *db, struct err *e)
{
	struct spool *s = calloc(1, sizeof *s);
	if (!s || asprintf(&s->dir, "%s/spool", dir) < 0)
		abort();
	s->db = db;
	s->fd = s->claim = -1;
	pthread_mutex_init(&s->lock, NULL);
	pthread_mutex_init(&s->folding, NULL);
	pthread_cond_init(&s->room, NULL);
	pthread_cond_init(&s->stop, NULL);
	if (dir_make(s->dir, 0700, e) && claim(s, e) && find_files(s, e))
		return s;
	spool_free(s);
	return NULL;
}

/* A file that is gone when it is opened was folded. What stands at the end of one and is no record may be one that is being written. */
static bool look_at(const char *path, const char *name, struct spool_state *state, struct buf *report, struct err *e)
{
	struct arena *arena = arena_new(32 << 20);
	struct buf file;
	struct spool_record record;
	struct err why = { "" };
	buf_init(&file, 2 * FILE_MOST);
	bool there = file_read(path, 2 * FILE_MOST, &file, &why);
	struct reading reading = { .file = &file };
	while (there && next_record(arena, &reading, &record)) {
		arena_reset(arena);
		state->records++;
	}
	if (reading.damaged || strstr(name, ".damaged")) {
		buf_printf(report, "spool: %s is damaged\n", name);
		state->damaged++;
	}
	state->files += there;
	buf_release(&file);
	arena_free(arena);
	return there || !file_exists(path) || err_set(e, "%s", why.text);
}

bool spool_look(const char *folder, struct spool_state *state, struct buf *report, struct err *e)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	bool fine = dir || errno == ENOENT || err_set(e, "the spool %s: %s", folder, strerror(errno));
	*state = (struct spool_state){ 0 };
	while (dir && fine && (entry = readdir(dir))) {
		char *end, *path;
		if (!strtoul(entry->d_name, &end, 10) || (strcmp(end, ".log") && strcmp(end, ".damaged")))
			continue;
		if (asprintf(&path, "%s/%s", folder, entry->d_name) < 0)
			abort();
		fine = look_at(path, entry->d_name, state, report, e);
		free(path);
	}
	if (dir)
		closedir(dir);
	return fine;
}

void spool_close(struct spool *s)
{
	struct err e = { 0 };
	if (!s)
		return;
	stop_threads(s);
	if (!spool_fold(s, &e))
		log_error("the spool is not folded, and will be at the next start: %s", e.text);
	spool_free(s);
}
