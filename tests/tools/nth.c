/* Put before a program (LD_PRELOAD), this makes the n-th call of a kind fail: an allocation, a write to a file, a sync, an opening. Which kind and
 * which n stand in a small file (NABIJ_NTH) that a test maps and changes while the program runs, so a failure costs no restart:
 *
 *   0 kind (0: nothing fails)   4 errno   8 n   16 how many more fail after it   24 calls of this kind so far   32 failures so far   40 a planted defect
 *   44 of how many failures the place is told (on standard error)
 *
 * Planted defects, to see that a test notices them: LIE has the failing call say that all went well, as a program that does not look at what a write
 * returns would have it; SKIP leaves out the n-th statement that changes a row and says it ran, as a handler that ignores its failure would. */
#include <assert.h>
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { KIND_NONE, KIND_ALLOCATION, KIND_WRITE, KIND_SYNC, KIND_OPEN, KIND_STATEMENT };
enum plant { PLANT_NONE, PLANT_LIE, PLANT_HOLES };
struct control { _Atomic int32_t kind, error; _Atomic int64_t n, more, seen, failed; _Atomic int32_t plant, says; };
_Static_assert(offsetof(struct control, n) == 8 && offsetof(struct control, plant) == 40, "as the tests write it");

static struct control nothing, *control = &nothing;

/* The call as the next library (libc, a sanitizer) has it. */
#define NEXT(type, name, ...) \
	static type (*_Atomic next_##name)(__VA_ARGS__); \
	static type (*find_##name(void))(__VA_ARGS__) \
	{ \
		type (*f)(__VA_ARGS__) = next_##name; \
		if (!f) { \
			*(void **)&f = dlsym(RTLD_NEXT, #name); \
			next_##name = f; \
		} \
		return f; \
	}

NEXT(void *, malloc, size_t)
NEXT(void *, calloc, size_t, size_t)
NEXT(void *, realloc, void *, size_t)
NEXT(void, free, void *)
NEXT(ssize_t, write, int, const void *, size_t)
NEXT(ssize_t, pwrite64, int, const void *, size_t, off64_t)
NEXT(ssize_t, writev, int, const struct iovec *, int)
NEXT(int, ftruncate64, int, off64_t)
NEXT(int, fsync, int)
NEXT(int, fdatasync, int)
NEXT(int, open64, const char *, int, ...)
NEXT(int, openat64, int, const char *, int, ...)
NEXT(int, posix_fallocate64, int, off64_t, off64_t)

/* Where in the program it was that a call failed, for who looks for the cause: addr2line -fe PROGRAM ADDRESS… */
static void say_where(void)
{
	void *at[24];
	control->says--;
	backtrace_symbols_fd(at, backtrace(at, 24), STDERR_FILENO);
}

/* Whether this call is one that fails; errno says how. */
static bool fails(enum kind kind)
{
	if (control->kind != (int32_t)kind)
		return false;
	int64_t at = atomic_fetch_add(&control->seen, 1) + 1, n = control->n;
	if (at < n || at > n + control->more)
		return false;
	atomic_fetch_add(&control->failed, 1);
	if (control->says)
		say_where();
	errno = control->error;
	return true;
}

__attribute__((constructor)) static void look_for_control(void)
{
	const char *path = getenv("NABIJ_NTH");
	int fd = path ? find_open64()(path, O_RDWR | O_CLOEXEC) : -1;
	void *p = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd >= 0)
		close(fd);
	if (p != MAP_FAILED)
		control = p;
}

/* ---- allocation ---- */

/* What dlsym() itself asks for before the real ones are found. */
static _Alignas(max_align_t) char early[16384];
static size_t early_used;
static _Thread_local bool finding;

static void *early_piece(size_t n)
{
	void *p = early + early_used;
	early_used += (n + 31) / 16 * 16;
	if (early_used > sizeof early)
		abort();
	return p;
}

static bool is_early(const void *p)
{
	return (const char *)p >= early && (const char *)p < early + sizeof early;
}

/* False: they are being looked for at this moment. */
static bool found(void)
{
	if (finding)
		return false;
	if (!next_free) {
		finding = true;
		find_malloc();
		find_calloc();
		find_realloc();
		find_free();
		finding = false;
	}
	return true;
}

void *malloc(size_t n)
{
	if (!found())
		return early_piece(n);
	return fails(KIND_ALLOCATION) ? NULL : find_malloc()(n);
}

void *calloc(size_t n, size_t size)
{
	if (!found())
		return early_piece(n * size);
	return fails(KIND_ALLOCATION) ? NULL : find_calloc()(n, size);
}

void *realloc(void *p, size_t n)
{
	if (is_early(p)) {
		void *copy = malloc(n);
		size_t rest = (size_t)(early + sizeof early - (char *)p);
		return copy ? memcpy(copy, p, n < rest ? n : rest) : NULL;
	}
	if (!found())
		return p ? NULL : early_piece(n);
	return fails(KIND_ALLOCATION) ? NULL : find_realloc()(p, n);
}

void free(void *p)
{
	if (p && !is_early(p) && found())
		find_free()(p);
}

/* ---- files ---- */

/* Neither a socket nor the program's own words. */
static bool is_file(int fd)
{
	struct stat st;
	int saved = errno;
	bool file = control->kind == KIND_WRITE && fd > STDERR_FILENO && fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
	errno = saved;
	return file;
}

static bool lies(void)
{
	return control->plant == PLANT_LIE;
}

ssize_t write(int fd, const void *p, size_t n)
{
	if (is_file(fd) && fails(KIND_WRITE))
		return lies() ? (ssize_t)n : -1;
	return find_write()(fd, p, n);
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	if (is_file(fd) && fails(KIND_WRITE))
		return lies() ? (ssize_t)n : -1;
	return find_pwrite64()(fd, p, n, at);
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
	return pwrite64(fd, p, n, at);
}

ssize_t writev(int fd, const struct iovec *v, int n)
{
	return is_file(fd) && fails(KIND_WRITE) ? -1 : find_writev()(fd, v, n);
}

int ftruncate64(int fd, off64_t n)
{
	return is_file(fd) && fails(KIND_WRITE) ? -1 : find_ftruncate64()(fd, n);
}

int ftruncate(int fd, off_t n)
{
	return ftruncate64(fd, n);
}

int fsync(int fd)
{
	return fails(KIND_SYNC) ? (lies() ? 0 : -1) : find_fsync()(fd);
}

int fdatasync(int fd)
{
	return fails(KIND_SYNC) ? (lies() ? 0 : -1) : find_fdatasync()(fd);
}

static mode_t mode_of(int flags, va_list args)
{
	return flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
}

int open64(const char *path, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	mode_t mode = mode_of(flags, args);
	va_end(args);
	return fails(KIND_OPEN) ? -1 : find_open64()(path, flags, mode);
}

int open(const char *path, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	mode_t mode = mode_of(flags, args);
	va_end(args);
	return open64(path, flags, mode);
}

int openat64(int dir, const char *path, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	mode_t mode = mode_of(flags, args);
	va_end(args);
	return fails(KIND_OPEN) ? -1 : find_openat64()(dir, path, flags, mode);
}

int openat(int dir, const char *path, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	mode_t mode = mode_of(flags, args);
	va_end(args);
	return openat64(dir, path, flags, mode);
}

/* A reserve that is only a number: a file of holes. */
int posix_fallocate64(int fd, off64_t at, off64_t n)
{
	if (control->plant == PLANT_HOLES)
		return find_ftruncate64()(fd, at + n) == 0 ? 0 : errno;
	return find_posix_fallocate64()(fd, at, n);
}

int posix_fallocate(int fd, off_t at, off_t n)
{
	return posix_fallocate64(fd, at, n);
}

/* ---- SQLite, for the planted half change ---- */

struct sqlite3_stmt;
NEXT(int, sqlite3_step, struct sqlite3_stmt *)
NEXT(int, sqlite3_stmt_readonly, struct sqlite3_stmt *)

int sqlite3_step(struct sqlite3_stmt *);
int sqlite3_step(struct sqlite3_stmt *st)
{
	enum { DONE = 101 };
	if (control->kind == KIND_STATEMENT && !find_sqlite3_stmt_readonly()(st) && fails(KIND_STATEMENT))
		return DONE;
	return find_sqlite3_step()(st);
}
