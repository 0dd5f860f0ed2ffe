/* The reserve on the disk, between programs that share a folder. The disk itself full: tests/reliability/full-disk.mjs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "platform/base/room.h"

/* Before libc's: how much is free on the disk. */
static uint64_t free_now = (uint64_t)1 << 30;

int statvfs(const char *path, struct statvfs *v)
{
	(void)path;
	*v = (struct statvfs){ .f_bsize = 4096, .f_frsize = 4096, .f_bavail = free_now / 4096 };
	return 0;
}

static char dir[] = "/tmp/nabij-room-XXXXXX", path[64];
static struct room *served;

static int begin(void **state)
{
	struct err e = { "" };
	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/reserve", dir);
	served = room_open(dir, &e);
	assert_non_null(served);
	room_start(served);
	return 0;
}

static int end(void **state)
{
	(void)state;
	room_close(served);
	unlink(path);
	return rmdir(dir);
}

static int64_t size(void)
{
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}

static void the_reserve_is_whole_and_has_blocks(void **state)
{
	struct stat st;
	(void)state;
	assert_int_equal(size(), ROOM_RESERVE);
	assert_int_equal(stat(path, &st), 0);
	assert_true(st.st_blocks * 512 >= ROOM_RESERVE);
	assert_false(room_tight(served));
}

/* A command is slow to start on a busy machine: what it took must not be gone before it gets there. */
static void what_another_program_took_is_left_to_it(void **state)
{
	(void)state;
	free_now = 1 << 20;
	assert_int_equal(truncate(path, ROOM_RESERVE - (1 << 20)), 0);
	for (int i = 0; i < 3; i++)
		assert_true(room_look(served).tight);
	assert_int_equal(size(), ROOM_RESERVE - (1 << 20));
}

static void as_soon_as_there_is_plenty_it_is_whole_again(void **state)
{
	(void)state;
	free_now = 1 << 30;
	assert_false(room_look(served).tight);
	assert_int_equal(size(), ROOM_RESERVE);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(the_reserve_is_whole_and_has_blocks), cmocka_unit_test(what_another_program_took_is_left_to_it),
		cmocka_unit_test(as_soon_as_there_is_plenty_it_is_whole_again) };
	return cmocka_run_group_tests(tests, begin, end);
}
