/* Put before a program (LD_PRELOAD), this makes the disk one that takes its time: each fsync and fdatasync lasts NABIJ_SYNC_US microseconds longer. For a bench on a
 * machine whose disk says "done" before anything lies anywhere (bench/reports.mjs --sync-ms). */
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int fsync(int fd);
int fdatasync(int fd);

static void longer(void)
{
	const char *us = getenv("NABIJ_SYNC_US");
	long n = us ? strtol(us, NULL, 10) : 0;
	nanosleep(&(struct timespec){ .tv_sec = n / 1000000, .tv_nsec = n % 1000000 * 1000 }, NULL);
}

#define SLOW(name) \
	int name(int fd) \
	{ \
		static int (*next)(int); \
		if (!next) \
			*(void **)&next = dlsym(RTLD_NEXT, #name); \
		longer(); \
		return next(fd); \
	}
SLOW(fsync)
SLOW(fdatasync)
