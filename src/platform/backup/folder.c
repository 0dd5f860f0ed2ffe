#include "backup.h"
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include "../base/file.h"

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
