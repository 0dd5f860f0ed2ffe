/* Room on the disk that a folder stands on, and a reserve of it for bad days (docs/reliability.md).
 *
 * DIR/reserve is a file of ROOM_RESERVE bytes that says nothing: blocks that are ours. While it is whole and the disk has room beside it, all goes
 * its way. When the disk is full (somebody's log, a copy in the wrong place) the folder is *tight*: ordinary changes are refused with a clear message
 * before anything is tried, and the reserve is lent, a piece at a time, to what must go on: the record of what is read, signing in, the application
 * manager, a command. A piece at a time, so that whoever fills the disk gets no more than that. Once a second the reserve is made whole again as far
 * as there is room (while there is little, what another program took is left to it for a quarter of a minute); when it is, the folder is tight no longer, without a restart.
 *
 * Threads: all calls may come from any thread; NULL is a folder that is never tight. Several programs may share a folder: the file's size is the truth. */
#ifndef NABIJ_ROOM_H
#define NABIJ_ROOM_H
#include <stdbool.h>
#include <stdint.h>
#include "err.h"

#define ROOM_RESERVE ((int64_t)8 << 20)
#define ROOM_LOW     ((int64_t)2 << 20)          /* less free than this is full; twice as much is room again */
#define ROOM_SOON    ((int64_t)256 << 20)        /* said at the start, so that somebody makes room in time */

struct room;
struct room_state { int64_t free_bytes, reserve_bytes; bool tight; };

struct room *room_open(const char *dir, struct err *);   /* looks; makes nothing */
void room_start(struct room *);                  /* makes the reserve, and a thread that looks once a second */
void room_close(struct room *);                  /* the reserve stays */

bool room_tight(const struct room *);            /* quick: as it was when somebody last looked */
struct room_state room_look(struct room *);      /* now; makes the reserve whole when it can */
/* Gives up a piece of the reserve, to try once more what found the disk full. False: the disk is not full (it is something else), or the reserve is
 * down to what is kept for others. */
enum room_for { ROOM_FOR_READING, ROOM_FOR_ACTING };
bool room_lend(struct room *, enum room_for);
/* One line about the disk when it is full or nearly so, for who starts a command; NULL when all is well. */
const char *room_words(const struct room_state *, char *text, unsigned long size);
#endif
