/* Inside putting back: what its files share. restore_keys.c reads the key backups, restore_data.c the data, restore.c does all in its order. */
#ifndef NABIJ_RESTORE_INSIDE_H
#define NABIJ_RESTORE_INSIDE_H
#include "../db/load.h"
#include "backup.h"

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

const char *restore_path(struct restoring *, const char *name);      /* in the folder that is filled */
bool restore_tell(struct restoring *, const char *what, uint64_t n, struct err *);       /* how far it is; false: to stop */
bool restore_is_of(const char *path, const struct sealed_head *, enum sealed_kind, struct err *);
/* All records of a sealed file, by the offline secret or else by the file's own key; false names the file. */
bool restore_read(const char *path, const struct offline_secret *, const struct key *, enum sealed_kind, const struct record_visitor *, struct err *);

/* The keys into a new store, r->keys; or the tombstones alone into the one that is there. */
bool restore_keys(struct restoring *, const char *path, const struct key *, bool tombstones_only, struct err *);
/* An old key backup holds keys of what was erased since: refused when there is a newer one, or when it is too old. */
bool restore_keys_fresh(struct restoring *, struct err *);
/* The rows into the store, and the files beside it; r->sums and r->sound say what came. */
bool restore_data(struct restoring *, struct err *);
#endif
