/* The quick form of bench/: how this machine does, for whoever runs Nabij. One client at a time; medians and worst of a hundred. */
#include <fcntl.h>
#include <unistd.h>
#include "inside.h"

#define ROUNDS 200

static int by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

static void line(const char *what, uint64_t *us, int n)
{
	qsort(us, (size_t)n, sizeof *us, by_size);
	printf("%-34s %9.2f %9.2f\n", what, (double)us[n / 2] / 1000, (double)us[n * 99 / 100] / 1000);
}

static void disk(const char *dir)
{
	uint64_t us[ROUNDS];
	char path[600];
	snprintf(path, sizeof path, "%s/bench.tmp", dir);
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	for (int i = 0; fd >= 0 && i < ROUNDS; i++) {
		uint64_t from = clock_monotonic_us();
		if (write(fd, path, 100) != 100 || fdatasync(fd))
			break;
		us[i] = clock_monotonic_us() - from;
		if (i == ROUNDS - 1)
			line("disk: 100 bytes with fdatasync", us, ROUNDS);
	}
	if (fd >= 0)
		close(fd);
	unlink(path);
}

static bool page(const struct inside *in, const char *path, struct err *e)
{
	uint64_t us[ROUNDS];
	struct buf body;
	buf_init(&body, 0);
	for (int i = 0; i < ROUNDS; i++) {
		buf_clear(&body);
		uint64_t from = clock_monotonic_us();
		int status = inside_get(in, path, "text/html", &body, e);
		us[i] = clock_monotonic_us() - from;
		if (status != 200) {
			buf_release(&body);
			return err_set(e, "%s answers %d", path, status);
		}
	}
	buf_release(&body);
	line(path, us, ROUNDS);
	return true;
}

static int run(int argc, char **argv)
{
	struct err e = { "" };
	struct store s;
	struct inside in;
	const char *dir = cli_value(&argc, argv, "--data", "data"), *login = cli_value(&argc, argv, "--user", NULL);
	if (!login)
		return cli_usage(&CMD_BENCH, "say as whom (--user LOGIN)");
	if (!store_open(&s, dir, false, &e))
		return cli_fail(&e);
	printf("%-34s %9s %9s\n", "", "median ms", "p99 ms");
	disk(dir);
	bool ok = inside_start(&in, &s, login, &e);
	ok = ok && page(&in, "/healthz", &e);
	if (argc < 2)
		ok = ok && page(&in, "/today", &e) && page(&in, "/households", &e);
	for (int i = 1; ok && i < argc; i++)
		ok = page(&in, argv[i], &e);
	inside_stop(&in);
	store_close(&s);
	return ok ? 0 : cli_fail(&e);
}

const struct command CMD_BENCH = { "bench", "measure how this machine does",
	"nabij bench [--data DIR] --user LOGIN [PATH …]\n\n"
	"Times the disk and pages (/today and /households, or the paths given) as that person, 200 times each, with sign-in, rights and log included.\n", run };
