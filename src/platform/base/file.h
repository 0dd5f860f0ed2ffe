/* Small files, read and written whole and durably. */
#ifndef NABIJ_FILE_H
#define NABIJ_FILE_H
#include <stdbool.h>
#include <stddef.h>
#include "buf.h"
#include "err.h"

/* Appends the file to the buffer (made by buf_init); fails when it is larger than `limit` or than the buffer may be. */
bool file_read(const char *path, size_t limit, struct buf *, struct err *);
/* Writes to a neighbour, fsyncs it, renames it into place, fsyncs the folder. Mode like 0600. */
bool file_write(const char *path, const void *, size_t n, unsigned mode, struct err *);
bool file_rename(const char *from, const char *to, struct err *);  /* within a folder, durably; a file at `to` is replaced */
bool file_sync(const char *path, struct err *);                    /* what was written to it lasts from here on */
bool file_exists(const char *path);
bool dir_make(const char *path, unsigned mode, struct err *);      /* with parents, durably; an existing folder is fine */
bool folder_sync(const char *path, struct err *);                  /* names made or removed in it last from here on */
#endif
