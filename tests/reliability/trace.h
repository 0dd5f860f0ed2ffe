/* What a program asks of the disk under one folder, written down as it happens, so that disk.h can say what a power cut at any moment may leave.
 *
 * The calls are caught by name: this program's own open(), pwrite(), fsync() … come before those of libc, also for what SQLite calls. Each is
 * done for real and written to the trace, one after the other; a sync is two events, since only what was written before it began is
 * durable when it ends. Several processes may take turns in one trace (a stop and a new start). The files of SQLite's shared memory (-shm) are
 * left out: they hold nothing that must last. */
#ifndef NABIJ_TRACE_H
#define NABIJ_TRACE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum event_kind {
	EVENT_OPEN,                  /* a path by this handle; offset 1: made by this call */
	EVENT_WRITE, EVENT_TRUNCATE,
	EVENT_SYNC, EVENT_SYNCED,    /* of a handle; offset: the number of the sync, the same in both */
	EVENT_SYNC_DIR, EVENT_SYNCED_DIR,       /* of a folder: its path; offset as above */
	EVENT_RENAME,                /* "from\0to" */
	EVENT_UNLINK, EVENT_MKDIR,
	EVENT_MARK,                  /* the program's own word: trace_mark() */
};

struct event {
	uint64_t at;                 /* CLOCK_MONOTONIC, microseconds */
	int64_t offset;              /* of a write; the size of a truncation */
	uint32_t n;                  /* bytes that follow: what was written, or a path under the folder */
	int32_t handle;
	uint32_t kind;
	const unsigned char *bytes;  /* once read back */
};

/* From here on what happens under `root` is appended to the file `path`; `turn` counts the processes that share it, from 1. */
void trace_start(const char *path, const char *root, int turn);
/* The program says that something happened: everything caught before stands before it in the trace. */
void trace_mark(const void *bytes, size_t n);
/* Ends the process as kill -9 does, between two events. */
_Noreturn void trace_die(void);
/* SQLite is asked for synchronous=NORMAL wherever the program asks for FULL: the planted defect. */
void trace_plant_normal(void);
/* Nothing has to reach this disk: a state that is only looked at and thrown away. */
void trace_skip_syncs(void);

/* A whole trace, read back. */
struct trace { struct event *event; size_t n; unsigned char *bytes; size_t bytes_n; };
bool trace_read(const char *path, struct trace *);
void trace_free(struct trace *);
#endif
