/* The process that draws. It was started for one document, reads it from standard input and writes the PDF to standard output. Before it reads the first
 * byte it has given away what it does not need: no new rights, bounds on memory, processor and files, no file but fonts (Landlock, where the kernel
 * has it: Debian 12's does), no call but those for memory, reading and writing (seccomp): no network, no starting of anything, no file opened for writing. */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "../web/assets.h"
#include "pdf_parse.h"

enum { SECONDS_OF_WORK = 15, FILES_OPEN = 64, ARENA_BYTES = 128 << 20, OUT_BYTES = 24 << 20 };
#define MEMORY_BYTES ((rlim_t)1 << 30)
#define FONTS "/usr/share/fonts"

static bool limit(int what, rlim_t most)
{
	return setrlimit(what, &(struct rlimit){ most, most }) == 0;
}

static bool limits(void)
{
	bool fine = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && limit(RLIMIT_CORE, 0) && limit(RLIMIT_CPU, SECONDS_OF_WORK)
		&& limit(RLIMIT_NOFILE, FILES_OPEN);
	prctl(PR_SET_PDEATHSIG, 9);
#ifndef __SANITIZE_ADDRESS__                 /* its shadow takes terabytes of addresses */
	fine = fine && limit(RLIMIT_AS, MEMORY_BYTES);
#endif
	return fine;
}

/* All of the file system is shut but the fonts, for reading. An older kernel answers that it does not know this; the filter below stands alone then. */
static bool shut_files(void)
{
	struct landlock_ruleset_attr all = { .handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1 };
	int rules = (int)syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0);
	if (rules < 0)
		return errno == ENOSYS || errno == EOPNOTSUPP;
	struct landlock_path_beneath_attr fonts = { .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
		.parent_fd = open(FONTS, O_PATH | O_CLOEXEC) };
	if (fonts.parent_fd >= 0)
		syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &fonts, 0);
	bool fine = syscall(SYS_landlock_restrict_self, rules, 0) == 0;
	close(rules);
	return fine;
}

/* Pango looks for fonts in threads of its own, so threads may be made, processes not. clone3 hides its flags from a filter: told to be unknown, so
 * that the library falls back on clone. */
static const int allowed[] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(close), SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(newfstatat),
	SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
	SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getdents64), SCMP_SYS(fcntl), SCMP_SYS(dup), SCMP_SYS(getcwd),
	SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mprotect), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(futex), SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq), SCMP_SYS(set_tid_address), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill), SCMP_SYS(getuid), SCMP_SYS(geteuid),
	SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(getrusage), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(poll), SCMP_SYS(prctl), SCMP_SYS(exit), SCMP_SYS(exit_group),
	SCMP_SYS(restart_syscall),
};

static bool shut_calls(void)
{
	scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	bool fine = f != NULL;
	for (size_t i = 0; fine && i < sizeof allowed / sizeof *allowed; i++)
		fine = seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
	fine = fine && seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY)) == 0;
	fine = fine && seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY)) == 0;
	fine = fine && seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) == 0;
	fine = fine && seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0;
	fine = fine && seccomp_load(f) == 0;
	seccomp_release(f);
	return fine;
}

static bool read_all(struct buf *in)
{
	char piece[65536];
	ssize_t n;
	while ((n = read(STDIN_FILENO, piece, sizeof piece)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		buf_add(in, piece, (size_t)n);
	}
	return !buf_failed(in);
}

static bool write_all(const struct buf *out)
{
	for (size_t done = 0; done < out->n;) {
		ssize_t n = write(STDOUT_FILENO, out->p + done, out->n - done);
		if (n < 0 && errno != EINTR)
			return false;
		done += n > 0 ? (size_t)n : 0;
	}
	return true;
}

int pdf_child(void)
{
	struct buf in, out;
	struct err e = { "" };
	struct arena *arena = arena_new(ARENA_BYTES);
	buf_init(&in, PDF_BYTES_MOST);
	buf_init(&out, OUT_BYTES);
	assets_start();
	bool fine = limits() && pdf_fonts_start(&e) && (shut_files() || err_set(&e, "the files cannot be shut"))
		&& (shut_calls() || err_set(&e, "the calls cannot be shut"));
	const struct pdf_document *doc = fine && read_all(&in) ? pdf_parse(arena, in.p, in.n, &e) : NULL;
	fine = doc && pdf_draw(doc, &out, &e) && write_all(&out);
	if (!fine)
		log_error("pdf: %s", err_any(&e) ? e.text : "what to draw did not come through");
	fflush(NULL);
	_exit(fine ? 0 : 1);                     /* nothing that runs at an orderly end has a place here */
}
