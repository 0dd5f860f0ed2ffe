/* Any bytes as the CSV tables of a scan: areas, cases and population, one behind the other with a line of % between them; the first byte says which time unit. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>
#include "cli/scan_csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PARTS = 3 };

static const char *as_file(struct arena *a, const char *bytes, size_t n, int *fd)
{
	*fd = memfd_create("table", MFD_CLOEXEC);
	assert(*fd >= 0 && write(*fd, bytes, n) == (ssize_t)n);
	return arena_printf(a, "/proc/self/fd/%d", *fd);
}

/* What was read must hold: names that are there, numbers that are numbers. */
static void check(const struct scan_tables *t)
{
	const struct scan_records *all[] = { &t->cases, &t->population };
	for (size_t i = 0; i < t->areas.n; i++)
		assert(isfinite(t->x[i]) && isfinite(t->y[i]) && t->areas.name[i][0]);
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < all[k]->n; i++) {
			const struct scan_record *r = &all[k]->list[i];
			assert(r->area < t->areas.n && r->stratum < t->strata.n && isfinite(r->count) && r->count >= 0);
		}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	struct arena *a = arena_new(1ul << 30);
	const char *bytes = (const char *)data + 1, *path[PARTS];
	size_t n = size - 1;
	int fd[PARTS];
	struct scan_tables t;
	struct scan_data d;
	struct err e = { "" };
	for (int i = 0; i < PARTS; i++) {
		const char *end = i + 1 < PARTS ? memmem(bytes, n, "\n%\n", 3) : NULL;
		size_t part = end ? (size_t)(end - bytes) : n;
		path[i] = as_file(a, bytes, part, &fd[i]);
		bytes += part + (end ? 3 : 0);
		n -= part + (end ? 3 : 0);
	}
	tables_init(&t, a);
	t.unit = (enum time_unit)(data[0] % 6);
	t.time = t.unit == TIME_NONE ? SCAN_SPATIAL : SCAN_RETROSPECTIVE;
	bool ok = scan_csv_read(&t, &(struct scan_csv){ .areas = path[0], .cases = path[1], .population = path[2], .strata = data[0] & 8 ? "sex" : NULL }, &e);
	assert(ok != err_any(&e));
	if (ok) {
		check(&t);
		ok = tables_lay_out(&t, &d, &e);
		assert(ok != err_any(&e));
	}
	for (int i = 0; i < PARTS; i++)
		close(fd[i]);
	arena_free(a);
	return 0;
}
