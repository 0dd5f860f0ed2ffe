/* Backups, and putting them back.
 *
 * A backup is two files, both sealed for an offline key (crypt/sealed_file.h):
 *   nabij-MOMENT.data   all tables as of one moment, the part of the log that was not folded yet, the settings file, the theme, and the tombstones
 *   nabij-MOMENT.keys   the master key, the wrapped key of every file, and the tombstones: kept apart, and for at most KEYS_KEPT, since an old one
 *                       could open what was erased. So erasing reaches every backup of the data once the last key backup from before it is gone
 *
 * It is made while others serve and write: one snapshot (db/tables.h). Under its final name it only comes after it was tried: both files are read back from
 * the disk, and restore_run(), which is also what puts a backup back, makes a whole Nabij of them in a folder of its own (on SQLite), compares
 * every table's sum with that of the snapshot, checks references and keys, opens what is sealed, and throws that folder away. What this cannot try is the
 * secret itself, since it is not there: 'nabij restore --try' does, wherever the secret may be shown.
 *
 * Nothing half is left under a final name: files are written as NAME.part, synced, tried, renamed; a folder that is put back can be served when nabij.conf
 * stands in it, and that is written last. */
#ifndef NABIJ_BACKUP_H
#define NABIJ_BACKUP_H
#include "../crypt/sealed_file.h"
#include "records.h"
#include "sound.h"

#define KEYS_KEPT HOURS(24 * 35)

/* Told of what is being done; false stops it, and nothing is left. `what` lives on; `n` counts rows, 0 when there is nothing to count. */
struct progress { bool (*tell)(void *ctx, const char *what, uint64_t n); void *ctx; };

struct restored {
	moment made_at, keys_at;
	char from[16];                           /* the store it came from */
	uint64_t tables, rows;
	struct sound_found found;                /* found.erased: files that the data still held and a tombstone took away */
};

struct restore_job {
	const char *data, *keys;                 /* the two files */
	const char *later;                       /* a later key backup, for its tombstones alone; NULL: none */
	const struct offline_secret *secret;     /* or, when NULL, the files' own keys: */
	const struct key *data_key, *keys_key;
	bool try;                                /* when all went well it is thrown away, as when something did not */
	bool old_keys;                           /* also when the key backup is older than KEYS_KEPT */
	const char *dir;                         /* an empty folder, or none yet */
	const char *url;                         /* an empty store, as for db_open(); NULL: SQLite in dir */
	enum sound_open open;
	/* What the parts of the program do with a store that was put back, before it can be served. */
	bool (*after)(struct db *, struct keystore *, const struct restored *, struct err *);
	struct progress progress;
};
bool restore_run(const struct restore_job *, struct restored *, struct err *);
void folder_remove(const char *path);        /* with all that is in it */

struct backup_job {
	struct db *db;
	struct keystore *keys;
	const char *dir;                         /* the data folder */
	const char *spool;                       /* the folder of the spool */
	const char *to;                          /* where the files go */
	const char *work;                        /* where it is tried */
	const struct offline_public *seal;
	enum sound_open open;
	bool (*after)(struct db *, struct keystore *, const struct restored *, struct err *);
	struct progress progress;
};
struct backup_done {
	char data[4096], keys[4096];
	uint64_t data_bytes, keys_bytes;
	struct restored tried;
	int removed;                             /* key backups that had had their time */
};
bool backup_run(const struct backup_job *, struct backup_done *, struct err *);

/* The sealed files of a folder that are of this offline key; false stops. */
typedef bool sealed_found(void *ctx, const char *path, const struct sealed_head *);
void sealed_each(const char *folder, const char *key_id, sealed_found *, void *ctx);
#endif
