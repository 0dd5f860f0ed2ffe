/* What lies in the folder of a spool, read by who is not its owner: `nabij check`, and a backup that was put back. Nothing is changed. */
#include <dirent.h>
#include <errno.h>
#include "../base/file.h"
#include "spool_inside.h"
#include "spool_record.h"

/* A file that is gone when it is opened was folded. What stands at the end of one and is no record may be one that is being written. */
static bool look_at(const char *path, const char *name, bool damaged, struct spool_state *state, struct buf *report, struct err *e)
{
	struct arena *arena = arena_new(32 << 20);
	struct buf file;
	struct spool_record record;
	struct err why = { "" };
	buf_init(&file, 2 * SPOOL_FILE_MOST);
	bool there = file_read(path, 2 * SPOOL_FILE_MOST, &file, &why);
	struct spool_reading reading = { .file = &file, .damaged = damaged };
	while (there && spool_next(arena, &reading, &record)) {
		arena_reset(arena);
		state->records++;
	}
	if (reading.damaged) {
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
		char *path;
		unsigned number;
		bool damaged;
		if (!spool_file_named(entry->d_name, &number, &damaged))
			continue;
		if (asprintf(&path, "%s/%s", folder, entry->d_name) < 0)
			abort();
		fine = look_at(path, entry->d_name, damaged, state, report, e);
		free(path);
	}
	if (dir)
		closedir(dir);
	return fine;
}
