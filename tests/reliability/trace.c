#include "trace.h"
#include <assert.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FDS = 4096, SYNC_TAKES_US = 400 };       /* a disk takes a while to sync: others get in between */

static struct {
	int fd;                      /* of the trace; 0: nothing is written down */
	char root[512];
	size_t root_n;
	int next;                    /* handles and syncs, numbered over all turns */
	bool normal, skip_syncs;
	struct { int handle; char *dir; } of[FDS];      /* by file descriptor: a file's handle, or a folder's path */
} t;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The call as libc (or a sanitizer) has it. Everything here is built for files of 64 bits: what is called open() is open64(). */
_Static_assert(sizeof(off_t) == 8 && _FILE_OFFSET_BITS == 64, "and so must this file be");
#define REAL(name, type, ...) \
	static type (*real)(__VA_ARGS__); \
	if (!real) \
		*(void **)&real = dlsym(RTLD_NEXT, name)

/* ---- writing down; all under the lock ---- */

static ssize_t real_write(int fd, const void *bytes, size_t n)
{
	REAL("write", ssize_t, int, const void *, size_t);
	return real(fd, bytes, n);
}

static void put(const void *bytes, size_t n)
{
	for (const char *p = bytes; n;) {
		ssize_t done = real_write(t.fd, p, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) {
			perror("the trace");
			abort();
		}
		p += done;
		n -= (size_t)done;
	}
}

static void say(enum event_kind kind, int handle, int64_t offset, const void *bytes, size_t n)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	struct event e = { .at = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000, .offset = offset, .n = (uint32_t)n,
		.handle = handle, .kind = kind };
	put(&e, sizeof e);
	put(bytes, n);
}

/* The path under the root, or NULL: not ours. */
static const char *ours(const char *path)
{
	if (!t.fd || strncmp(path, t.root, t.root_n) != 0 || (path[t.root_n] && path[t.root_n] != '/'))
		return NULL;
	size_t n = strlen(path);
	return n > 4 && !strcmp(path + n - 4, "-shm") ? NULL : path + t.root_n + (path[t.root_n] == '/');
}

static void say_path(enum event_kind kind, int handle, int64_t offset, const char *path)
{
	say(kind, handle, offset, path, strlen(path) + 1);
}

static bool known(int fd)
{
	return t.fd && fd >= 0 && fd < FDS && t.of[fd].handle;
}

/* A descriptor came to stand for a path of ours. */
static void opened(int fd, const char *path, bool made, bool emptied)
{
	struct stat st;
	assert(fd < FDS);
	if (fstat(fd, &st))
		abort();
	t.of[fd].handle = ++t.next;
	if (S_ISDIR(st.st_mode)) {
		t.of[fd].dir = strdup(path);
		return;
	}
	say_path(EVENT_OPEN, t.of[fd].handle, made, path);
	if (emptied)
		say(EVENT_TRUNCATE, t.of[fd].handle, 0, "", 0);
}

/* ---- what the test program asks ---- */

void trace_start(const char *path, const char *root, int turn)
{
	t.root_n = (size_t)snprintf(t.root, sizeof t.root, "%s", root);
	assert(t.root_n < sizeof t.root);
	t.next = turn * 10000000;
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0) {
		perror(path);
		exit(1);
	}
	t.fd = fd;
}

void trace_mark(const void *bytes, size_t n)
{
	pthread_mutex_lock(&lock);
	if (t.fd)
		say(EVENT_MARK, 0, 0, bytes, n);
	pthread_mutex_unlock(&lock);
}

void trace_die(void)
{
	pthread_mutex_lock(&lock);
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

void trace_plant_normal(void)
{
	t.normal = true;
}

void trace_skip_syncs(void)
{
	t.skip_syncs = true;
}

/* ---- files come and go ---- */

static int catch_open(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode)
{
	pthread_mutex_lock(&lock);
	const char *name = ours(path);
	bool made = name && (flags & O_CREAT) && access(path, F_OK);
	int fd = real(path, flags, mode);
	if (fd >= 0 && name)
		opened(fd, name, made, !made && (flags & O_TRUNC));
	pthread_mutex_unlock(&lock);
	return fd;
}

static mode_t mode_of(int flags, va_list args)
{
	return flags & O_CREAT ? va_arg(args, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	mode_t mode = mode_of(flags, args);
	va_end(args);
	REAL("open64", int, const char *, int, ...);
	return catch_open(real, path, flags, mode);
}

int mkostemp(char *path, int flags)
{
	REAL("mkostemp64", int, char *, int);
	pthread_mutex_lock(&lock);
	int fd = real(path, flags);
	const char *name = fd >= 0 ? ours(path) : NULL;
	if (name)
		opened(fd, name, true, false);
	pthread_mutex_unlock(&lock);
	return fd;
}

int dup(int fd)
{
	REAL("dup", int, int);
	pthread_mutex_lock(&lock);
	int other = real(fd);
	if (other >= 0 && known(fd)) {
		t.of[other].handle = t.of[fd].handle;
		t.of[other].dir = t.of[fd].dir ? strdup(t.of[fd].dir) : NULL;
	}
	pthread_mutex_unlock(&lock);
	return other;
}

int close(int fd)
{
	REAL("close", int, int);
	pthread_mutex_lock(&lock);
	if (known(fd)) {
		free(t.of[fd].dir);
		t.of[fd].dir = NULL;
		t.of[fd].handle = 0;
	}
	int rc = real(fd);
	pthread_mutex_unlock(&lock);
	return rc;
}

int mkdir(const char *path, mode_t mode)
{
	REAL("mkdir", int, const char *, mode_t);
	pthread_mutex_lock(&lock);
	int rc = real(path, mode);
	if (!rc && ours(path))
		say_path(EVENT_MKDIR, 0, 0, ours(path));
	pthread_mutex_unlock(&lock);
	return rc;
}

int unlink(const char *path)
{
	REAL("unlink", int, const char *);
	pthread_mutex_lock(&lock);
	int rc = real(path);
	if (!rc && ours(path))
		say_path(EVENT_UNLINK, 0, 0, ours(path));
	pthread_mutex_unlock(&lock);
	return rc;
}

int rename(const char *from, const char *to)
{
	REAL("rename", int, const char *, const char *);
	char both[1200];
	pthread_mutex_lock(&lock);
	int rc = real(from, to);
	if (!rc && ours(from) && ours(to)) {
		int n = snprintf(both, sizeof both, "%s%c%s", ours(from), 0, ours(to)) + 1;
		assert(n < (int)sizeof both);
		say(EVENT_RENAME, 0, 0, both, (size_t)n);
	}
	pthread_mutex_unlock(&lock);
	return rc;
}

/* ---- bytes ---- */

ssize_t write(int fd, const void *bytes, size_t n)
{
	pthread_mutex_lock(&lock);
	struct stat st;
	off_t at = 0;
	if (known(fd)) {
		int flags = fcntl(fd, F_GETFL);
		at = flags & O_APPEND && !fstat(fd, &st) ? st.st_size : lseek(fd, 0, SEEK_CUR);
	}
	ssize_t done = real_write(fd, bytes, n);
	if (done > 0 && known(fd))
		say(EVENT_WRITE, t.of[fd].handle, at, bytes, (size_t)done);
	pthread_mutex_unlock(&lock);
	return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
	REAL("pwrite64", ssize_t, int, const void *, size_t, off_t);
	pthread_mutex_lock(&lock);
	ssize_t done = real(fd, bytes, n, at);
	if (done > 0 && known(fd))
		say(EVENT_WRITE, t.of[fd].handle, at, bytes, (size_t)done);
	pthread_mutex_unlock(&lock);
	return done;
}

int ftruncate(int fd, off_t size)
{
	REAL("ftruncate64", int, int, off_t);
	pthread_mutex_lock(&lock);
	int rc = real(fd, size);
	if (!rc && known(fd))
		say(EVENT_TRUNCATE, t.of[fd].handle, size, "", 0);
	pthread_mutex_unlock(&lock);
	return rc;
}

/* ---- syncs ---- */

static void say_sync(int fd, const char *dir, bool done, int number)
{
	if (dir)
		say_path(done ? EVENT_SYNCED_DIR : EVENT_SYNC_DIR, 0, number, dir);
	else
		say(done ? EVENT_SYNCED : EVENT_SYNC, t.of[fd].handle, number, "", 0);
}

static int catch_sync(int (*real)(int), int fd)
{
	if (t.skip_syncs)
		return 0;
	pthread_mutex_lock(&lock);
	bool noted = known(fd);
	int number = ++t.next;
	if (noted)
		say_sync(fd, t.of[fd].dir, false, number);
	pthread_mutex_unlock(&lock);
	int rc = real(fd);
	if (!noted)
		return rc;
	usleep(SYNC_TAKES_US);
	pthread_mutex_lock(&lock);
	if (!rc)
		say_sync(fd, t.of[fd].dir, true, number);
	pthread_mutex_unlock(&lock);
	return rc;
}

int fsync(int fd)
{
	REAL("fsync", int, int);
	return catch_sync(real, fd);
}

int fdatasync(int fd)
{
	REAL("fdatasync", int, int);
	return catch_sync(real, fd);
}

/* ---- the planted defect ---- */

int sqlite3_exec(sqlite3 *db, const char *text, int (*row)(void *, int, char **, char **), void *arg, char **error)
{
	REAL("sqlite3_exec", int, sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
	char other[1024];
	const char *full = t.normal ? strstr(text, "synchronous = FULL") : NULL;
	if (!full)
		return real(db, text, row, arg, error);
	int n = snprintf(other, sizeof other, "%.*ssynchronous = NORMAL%s", (int)(full - text), text, full + strlen("synchronous = FULL"));
	assert(n < (int)sizeof other);
	return real(db, other, row, arg, error);
}

/* ---- reading it back ---- */

/* The bytes stay in the file: those who only look at parts of it share them. */
bool trace_read(const char *path, struct trace *trace)
{
	struct stat st;
	size_t cap = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	*trace = (struct trace){ .bytes = MAP_FAILED };
	if (fd >= 0 && !fstat(fd, &st) && st.st_size)
		trace->bytes = mmap(NULL, trace->bytes_n = (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (fd >= 0)
		close(fd);
	for (size_t at = 0; trace->bytes != MAP_FAILED && at + sizeof(struct event) <= trace->bytes_n;) {
		struct event e;
		memcpy(&e, trace->bytes + at, sizeof e);
		e.bytes = trace->bytes + at + sizeof e;
		at += sizeof e + e.n;
		if (at > trace->bytes_n)
			return false;
		if (trace->n == cap) {
			cap = cap ? 2 * cap : 4096;
			if (!(trace->event = realloc(trace->event, cap * sizeof *trace->event)))
				abort();
		}
		trace->event[trace->n++] = e;
	}
	return trace->n > 0;
}

void trace_free(struct trace *trace)
{
	free(trace->event);
	if (trace->bytes != MAP_FAILED)
		munmap(trace->bytes, trace->bytes_n);
	*trace = (struct trace){ .bytes = MAP_FAILED };
}
