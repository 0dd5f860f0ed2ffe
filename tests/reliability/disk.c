#include "disk.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SECTOR = 512, FILES = 4096, NAMES = 64, PENDING_NAMES = 4096, HANDLES = 65536, SYNCS = 256, PATH = 200 };

struct bytes { unsigned char *p; size_t n, cap; };

/* A file is what it is whatever its name; the numbers are of events. */
struct file {
	struct bytes safe;           /* as it is for certain */
	size_t *pending, n, cap;     /* writes and truncations after that */
};

enum { A_FOLDER = -1 };
struct name { char path[PATH]; int file; };         /* index in files, or A_FOLDER */
struct names { struct name name[NAMES]; size_t n; };
/* A change of names: `path` comes to stand for `file`, or is gone; `from`: where it was until then. */
struct naming { char path[PATH], from[PATH]; int file; bool gone; size_t event; };

struct sync { int64_t number; size_t since; };

struct disk {
	const struct trace *trace;
	struct lie lie;
	size_t at;
	struct file file[FILES];
	int files;
	struct names live, safe;
	struct naming naming[PENDING_NAMES];    /* not yet certain, in order */
	size_t namings;
	struct { int handle, file; } of[HANDLES];
	size_t handles;
	struct sync sync[SYNCS];     /* begun */
	size_t syncs;
};

struct disk *disk_new(const struct trace *trace, struct lie lie)
{
	struct disk *d = calloc(1, sizeof *d);
	if (!d)
		abort();
	d->trace = trace;
	d->lie = lie;
	return d;
}

void disk_free(struct disk *d)
{
	for (int i = 0; i < d->files; i++) {
		free(d->file[i].safe.p);
		free(d->file[i].pending);
	}
	free(d);
}

/* SplitMix64 (Steele, Lea, Flood 2014). */
uint64_t disk_random(uint64_t *random)
{
	uint64_t z = *random += 0x9e3779b97f4a7c15;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

/* ---- bytes ---- */

static void bytes_room(struct bytes *b, size_t n)
{
	if (n > b->cap) {
		b->cap = 2 * n;
		if (!(b->p = realloc(b->p, b->cap)))
			abort();
	}
}

static void bytes_size(struct bytes *b, size_t n)
{
	bytes_room(b, n);
	if (n > b->n)
		memset(b->p + b->n, 0, n - b->n);
	b->n = n;
}

static void bytes_put(struct bytes *b, size_t at, const unsigned char *p, size_t n)
{
	if (at + n > b->n)
		bytes_size(b, at + n);
	if (n)
		memcpy(b->p + at, p, n);
}

static void bytes_event(struct bytes *b, const struct event *e)
{
	if (e->kind == EVENT_TRUNCATE)
		bytes_size(b, (size_t)e->offset);
	else
		bytes_put(b, (size_t)e->offset, e->bytes, e->n);
}

/* ---- names ---- */

static struct name *name_find(struct names *names, const char *path)
{
	for (size_t i = 0; i < names->n; i++)
		if (!strcmp(names->name[i].path, path))
			return &names->name[i];
	return NULL;
}

static void path_copy(char *to, const char *path)
{
	int n = snprintf(to, PATH, "%s", path);
	assert(n < PATH);
}

static void name_gone(struct names *names, const char *path)
{
	struct name *name = name_find(names, path);
	if (name)
		*name = names->name[--names->n];
}

static void name_set(struct names *names, const char *path, int file)
{
	struct name *name = name_find(names, path);
	if (!name) {
		assert(names->n < NAMES);
		name = &names->name[names->n++];
		path_copy(name->path, path);
	}
	name->file = file;
}

static void names_change(struct names *names, const struct naming *c)
{
	if (*c->from)
		name_gone(names, c->from);
	if (c->gone)
		name_gone(names, c->path);
	else
		name_set(names, c->path, c->file);
}

static bool in_folder(const char *path, const char *folder)
{
	size_t n = strlen(folder);
	if (n && (strncmp(path, folder, n) != 0 || path[n] != '/'))
		return false;
	return !strchr(path + n + (n > 0), '/');
}

static void naming_add(struct disk *d, const char *path, const char *from, int file, bool gone)
{
	assert(d->namings < PENDING_NAMES);
	struct naming *c = &d->naming[d->namings++];
	*c = (struct naming){ .file = file, .gone = gone, .event = d->at };
	path_copy(c->path, path);
	path_copy(c->from, from);
	names_change(&d->live, c);
}

/* ---- files ---- */

static int file_new(struct disk *d)
{
	assert(d->files < FILES);
	return d->files++;
}

static struct file *file_of(struct disk *d, int handle)
{
	for (size_t i = d->handles; i-- > 0;)
		if (d->of[i].handle == handle)
			return &d->file[d->of[i].file];
	assert(!"a handle was opened");
	return NULL;
}

static const char *path_of(struct disk *d, const struct file *f)
{
	for (size_t i = 0; i < d->live.n; i++)
		if (d->live.name[i].file == f - d->file)
			return d->live.name[i].path;
	return "";
}

static void event_open(struct disk *d, const struct event *e)
{
	const char *path = (const char *)e->bytes;
	struct name *name = name_find(&d->live, path);
	int file = name ? name->file : file_new(d);
	assert(d->handles < HANDLES && (e->offset ? !name : name != NULL));
	d->of[d->handles].handle = e->handle;
	d->of[d->handles++].file = file;
	if (e->offset)
		naming_add(d, path, "", file, false);
}

static void event_bytes(struct disk *d, const struct event *e, size_t index)
{
	struct file *f = file_of(d, e->handle);
	if (f->n == f->cap) {
		f->cap = f->cap ? 2 * f->cap : 64;
		if (!(f->pending = realloc(f->pending, f->cap * sizeof *f->pending)))
			abort();
	}
	f->pending[f->n++] = index;
}

/* ---- syncs ---- */

static void sync_begun(struct disk *d, const struct event *e)
{
	assert(d->syncs < SYNCS);
	d->sync[d->syncs++] = (struct sync){ e->offset, d->at };
}

/* The event at which the sync that ended here began. */
static size_t sync_since(struct disk *d, int64_t number)
{
	for (size_t i = 0; i < d->syncs; i++)
		if (d->sync[i].number == number) {
			size_t since = d->sync[i].since;
			d->sync[i] = d->sync[--d->syncs];
			return since;
		}
	assert(!"a sync that ended had begun");
	return 0;
}

static void file_synced(struct disk *d, const struct event *e)
{
	struct file *f = file_of(d, e->handle);
	size_t since = sync_since(d, e->offset), n = 0;
	if (d->lie.files && strstr(path_of(d, f), d->lie.files))
		return;
	while (n < f->n && f->pending[n] < since)
		bytes_event(&f->safe, &d->trace->event[f->pending[n++]]);
	f->n -= n;
	memmove(f->pending, f->pending + n, f->n * sizeof *f->pending);
}

static void folder_synced(struct disk *d, const struct event *e)
{
	const char *folder = (const char *)e->bytes;
	size_t since = sync_since(d, e->offset), kept = 0;
	if (d->lie.folder && !strcmp(folder, d->lie.folder))
		return;
	for (size_t i = 0; i < d->namings; i++) {
		if (d->naming[i].event < since && in_folder(d->naming[i].path, folder))
			names_change(&d->safe, &d->naming[i]);
		else
			d->naming[kept++] = d->naming[i];
	}
	d->namings = kept;
}

/* ---- playing ---- */

static void event_rename(struct disk *d, const char *from, const char *to)
{
	struct name *name = name_find(&d->live, from);
	assert(name);
	naming_add(d, to, from, name->file, false);
}

static void play_one(struct disk *d, const struct event *e)
{
	const char *path = (const char *)e->bytes;
	switch (e->kind) {
	case EVENT_OPEN: event_open(d, e); break;
	case EVENT_WRITE: case EVENT_TRUNCATE: event_bytes(d, e, d->at); break;
	case EVENT_SYNC: case EVENT_SYNC_DIR: sync_begun(d, e); break;
	case EVENT_SYNCED: file_synced(d, e); break;
	case EVENT_SYNCED_DIR: folder_synced(d, e); break;
	case EVENT_RENAME: event_rename(d, path, path + strlen(path) + 1); break;
	case EVENT_UNLINK: naming_add(d, path, "", 0, true); break;
	case EVENT_MKDIR: naming_add(d, path, "", A_FOLDER, false); break;
	default: break;
	}
}

void disk_play(struct disk *d, size_t upto)
{
	assert(upto <= d->trace->n);
	for (; d->at < upto; d->at++)
		play_one(d, &d->trace->event[d->at]);
}

/* ---- a cut ---- */

struct chance { enum cut cut; uint64_t *random; unsigned keep; };       /* keep: of 256 */

static bool lucky(const struct chance *c)
{
	return disk_random(c->random) % 256 < c->keep;
}

/* One sector's part of a write: kept, dropped, or torn. */
static void sector_by_chance(const struct chance *c, struct bytes *b, size_t at, const unsigned char *p, size_t n)
{
	if (!lucky(c))
		return;
	size_t some = disk_random(c->random) % (n + 1);
	switch (disk_random(c->random) % 8) {
	case 0: bytes_put(b, at, p, some); break;
	case 1: bytes_put(b, at + some, p + some, n - some); break;
	default: bytes_put(b, at, p, n);
	}
}

static void write_by_chance(const struct chance *c, struct bytes *b, const struct event *e)
{
	if (e->kind == EVENT_TRUNCATE) {
		if (lucky(c))
			bytes_event(b, e);
		return;
	}
	for (size_t done = 0; done < e->n;) {
		size_t at = (size_t)e->offset + done, n = SECTOR - at % SECTOR;
		if (n > e->n - done)
			n = e->n - done;
		sector_by_chance(c, b, at, e->bytes + done, n);
		done += n;
	}
}

/* The first so many of the pending events, and of the next one a part. */
static void prefix_by_chance(const struct chance *c, struct bytes *b, const struct event *all, const struct file *f)
{
	size_t n = f->n ? disk_random(c->random) % (f->n + 1) : 0;
	for (size_t i = 0; i < n; i++)
		bytes_event(b, &all[f->pending[i]]);
	if (n < f->n && all[f->pending[n]].kind == EVENT_WRITE) {
		const struct event *e = &all[f->pending[n]];
		bytes_put(b, (size_t)e->offset, e->bytes, disk_random(c->random) % (e->n + 1));
	}
}

/* The size the file had in the end, perhaps, without the bytes. */
static void size_by_chance(const struct chance *c, struct bytes *b, const struct event *all, const struct file *f)
{
	size_t size = f->safe.n;
	for (size_t i = 0; i < f->n; i++) {
		const struct event *e = &all[f->pending[i]];
		size_t end = (size_t)e->offset + e->n;
		size = e->kind == EVENT_TRUNCATE || end > size ? end : size;
	}
	if (size > b->n && disk_random(c->random) % 2)
		bytes_size(b, size);
}

static void file_by_chance(const struct chance *c, struct bytes *b, const struct event *all, const struct file *f)
{
	bytes_put(b, 0, f->safe.p, f->safe.n);
	bool all_of_it = c->cut == CUT_EVERYTHING || (c->cut == CUT_FILES && disk_random(c->random) % 2);
	if (c->cut == CUT_PREFIX)
		prefix_by_chance(c, b, all, f);
	for (size_t i = 0; i < f->n && all_of_it; i++)
		bytes_event(b, &all[f->pending[i]]);
	for (size_t i = 0; i < f->n && c->cut == CUT_SECTORS; i++)
		write_by_chance(c, b, &all[f->pending[i]]);
	if (c->cut == CUT_SECTORS || c->cut == CUT_PREFIX)
		size_by_chance(c, b, all, f);
}

static void names_by_chance(const struct chance *c, const struct disk *d, struct names *names)
{
	size_t n = c->cut == CUT_EVERYTHING ? d->namings : c->cut == CUT_PREFIX ? disk_random(c->random) % (d->namings + 1) : d->namings;
	*names = d->safe;
	for (size_t i = 0; i < n && c->cut != CUT_NOTHING; i++)
		if (c->cut == CUT_EVERYTHING || c->cut == CUT_PREFIX || disk_random(c->random) % 2)
			names_change(names, &d->naming[i]);
}

static void must(bool fine, const char *path)
{
	if (fine)
		return;
	perror(path);
	exit(2);
}

static int by_length(const void *a, const void *b)
{
	size_t m = strlen(((const struct name *)a)->path), n = strlen(((const struct name *)b)->path);
	return (m > n) - (m < n);
}

/* A name whose folder is not there is not there either. */
static bool folder_there(const struct names *names, const char *path)
{
	if (!strchr(path, '/'))
		return true;
	for (size_t i = 0; i < names->n; i++)
		if (names->name[i].file == A_FOLDER && in_folder(path, names->name[i].path))
			return folder_there(names, names->name[i].path);
	return false;
}

static void file_write_out(const char *path, const struct bytes *b)
{
	FILE *f = fopen(path, "we");
	must(f && fwrite(b->n ? (const void *)b->p : "", 1, b->n, f) == b->n && !fchmod(fileno(f), 0600) && !fclose(f), path);
}

void disk_cut(const struct disk *d, enum cut cut, uint64_t *random, const char *into)
{
	static const unsigned keeps[] = { 16, 128, 240 };
	struct chance c = { cut, random, keeps[disk_random(random) % 3] };
	struct names *names = malloc(sizeof *names);
	struct bytes b = { NULL, 0, 0 };
	char path[1024];
	must(names && !mkdir(into, 0700), into);
	names_by_chance(&c, d, names);
	qsort(names->name, names->n, sizeof *names->name, by_length);        /* a folder before what is in it */
	for (size_t i = 0; i < names->n; i++) {
		const struct name *name = &names->name[i];
		if (!folder_there(names, name->path))
			continue;
		must(snprintf(path, sizeof path, "%s/%s", into, name->path) < (int)sizeof path, name->path);
		if (name->file == A_FOLDER) {
			must(!mkdir(path, 0700), path);
			continue;
		}
		b.n = 0;
		file_by_chance(&c, &b, d->trace->event, &d->file[name->file]);
		file_write_out(path, &b);
	}
	free(b.p);
	free(names);
}
