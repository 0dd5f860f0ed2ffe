#include "sqlite_log.h"
#include <assert.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	ROOM = 1 << 17,              /* as much as SQLite itself writes in one call */
	FRAME_HEAD = 24,             /* before each page in the log: its number, then the store's size in pages where it ends a transaction, else 0 */
	FRAME_SIZE_AT = 4,
};

struct wal_file {
	sqlite3_file base;           /* what SQLite holds */
	unsigned char *bytes;
	sqlite3_int64 at;            /* where in the file the first of them comes */
	size_t n;
	bool last;                   /* what comes next is the last page of a transaction */
	sqlite3_file real[];         /* the usual file, as large as it says */
};

static sqlite3_vfs *usual, gathered;

/* ---- what is gathered ---- */

static struct wal_file *wal_of(sqlite3_file *file)
{
	return (struct wal_file *)(void *)file;
}

/* What could not be written is no longer gathered: SQLite undoes the transaction, and writes the next one over it. */
static int write_gathered(struct wal_file *wal)
{
	size_t n = wal->n;
	wal->n = 0;
	return n ? wal->real->pMethods->xWrite(wal->real, wal->bytes, (int)n, wal->at) : SQLITE_OK;
}

static void gather(struct wal_file *wal, const void *bytes, size_t n, sqlite3_int64 at)
{
	assert(wal->n + n <= ROOM);      /* a page is 64 KiB at most */
	if (!wal->n)
		wal->at = at;
	memcpy(wal->bytes + wal->n, bytes, n);
	wal->n += n;
}

static bool ends_transaction(const unsigned char *bytes, size_t n)
{
	return n == FRAME_HEAD && memcmp(bytes + FRAME_SIZE_AT, "\0\0\0\0", 4) != 0;
}

static int wal_write(sqlite3_file *file, const void *bytes, int n, sqlite3_int64 at)
{
	struct wal_file *wal = wal_of(file);
	bool follows = at == wal->at + (sqlite3_int64)wal->n && wal->n + (size_t)n <= ROOM, last = wal->last;
	int rc = follows ? SQLITE_OK : write_gathered(wal);
	if (rc != SQLITE_OK)
		return rc;
	gather(wal, bytes, (size_t)n, at);
	wal->last = ends_transaction(bytes, (size_t)n);
	return last ? write_gathered(wal) : SQLITE_OK;
}

/* ---- all else: on the usual file, with what was gathered in it ---- */

static int wal_close(sqlite3_file *file)
{
	struct wal_file *wal = wal_of(file);
	int rc = write_gathered(wal), closed = wal->real->pMethods->xClose(wal->real);
	free(wal->bytes);
	return rc == SQLITE_OK ? closed : rc;
}

static int wal_read(sqlite3_file *file, void *bytes, int n, sqlite3_int64 at)
{
	struct wal_file *wal = wal_of(file);
	int rc = write_gathered(wal);
	return rc == SQLITE_OK ? wal->real->pMethods->xRead(wal->real, bytes, n, at) : rc;
}

static int wal_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct wal_file *wal = wal_of(file);
	int rc = write_gathered(wal);
	return rc == SQLITE_OK ? wal->real->pMethods->xTruncate(wal->real, size) : rc;
}

static int wal_sync(sqlite3_file *file, int flags)
{
	struct wal_file *wal = wal_of(file);
	int rc = write_gathered(wal);
	return rc == SQLITE_OK ? wal->real->pMethods->xSync(wal->real, flags) : rc;
}

static int wal_size(sqlite3_file *file, sqlite3_int64 *size)
{
	struct wal_file *wal = wal_of(file);
	int rc = write_gathered(wal);
	return rc == SQLITE_OK ? wal->real->pMethods->xFileSize(wal->real, size) : rc;
}

static int wal_control(sqlite3_file *file, int what, void *arg)
{
	struct wal_file *wal = wal_of(file);
	int rc = write_gathered(wal);
	return rc == SQLITE_OK ? wal->real->pMethods->xFileControl(wal->real, what, arg) : rc;
}

static int wal_sector(sqlite3_file *file)
{
	sqlite3_file *real = wal_of(file)->real;
	return real->pMethods->xSectorSize(real);
}

static int wal_device(sqlite3_file *file)
{
	sqlite3_file *real = wal_of(file)->real;
	return real->pMethods->xDeviceCharacteristics(real);
}

/* Nobody locks a log: that is done on the store's own file. */
static const sqlite3_io_methods methods = {
	.iVersion = 1, .xClose = wal_close, .xRead = wal_read, .xWrite = wal_write, .xTruncate = wal_truncate, .xSync = wal_sync,
	.xFileSize = wal_size, .xFileControl = wal_control, .xSectorSize = wal_sector, .xDeviceCharacteristics = wal_device,
};

/* ---- opening ---- */

static int wal_open(struct wal_file *wal, const char *name, int flags, int *opened)
{
	wal->base.pMethods = NULL;
	wal->n = 0;
	wal->at = 0;
	wal->last = false;
	wal->real->pMethods = NULL;
	if (!(wal->bytes = malloc(ROOM)))
		return SQLITE_NOMEM;
	int rc = usual->xOpen(usual, name, wal->real, flags, opened);
	if (rc == SQLITE_OK)
		wal->base.pMethods = &methods;
	else
		free(wal->bytes);
	return rc;
}

static int any_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *opened)
{
	(void)vfs;
	if (flags & SQLITE_OPEN_WAL)
		return wal_open(wal_of(file), name, flags, opened);
	return usual->xOpen(usual, name, file, flags, opened);
}

static bool made;

static void make(void)
{
	usual = sqlite3_vfs_find(NULL);
	if (!usual)
		return;
	gathered = *usual;
	gathered.zName = "nabij";
	gathered.pNext = NULL;
	gathered.szOsFile += (int)sizeof(struct wal_file);
	gathered.xOpen = any_open;
	made = sqlite3_vfs_register(&gathered, 0) == SQLITE_OK;
}

const char *sqlite_log_gathered(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, make);
	return made ? gathered.zName : NULL;
}
