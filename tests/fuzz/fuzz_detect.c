/* Any bytes as a table for `nabij detect rises`, `combinations` and `publish`: the readers must end, keep their promises about what they read, and what they
 * read must not trip the statistics. The first byte says which. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>
#include "cli/households_csv.h"
#include "cli/publish_csv.h"
#include "cli/series_csv.h"
#include "detect/itemsets.h"
#include "detect/rises.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void rises(const char *path, struct arena *a, struct err *e)
{
	static struct rises_reference reference;
	struct series s;
	if (!series_read(&s, a, path, e))
		return;
	struct rises_options o = rises_defaults(RISES_ORIGINAL);
	assert(s.weeks >= 1 && s.areas.n >= 1);
	for (size_t i = 0; i < s.areas.n * (size_t)s.weeks; i++)
		assert(isnan(s.counts[i]) || (s.counts[i] >= 0 && s.counts[i] == floor(s.counts[i])));
	o.years = 1;
	o.half_window = 1;
	o.freq = 4;
	if (rises_reference(&reference, &o, NULL, s.weeks, s.weeks - 1, NULL)) {
		struct rise r = rises_week(&reference, &o, s.counts);
		assert(isfinite(r.upper) == (r.state == RISE_TOLD));
	}
	ears_week(EARS_C1, 3, 0.01, 0, s.counts, s.weeks - 1);
}

static void combinations(const char *path, struct arena *a, struct err *e)
{
	struct households h;
	struct itemsets s;
	if (!households_read(&h, a, path, false, e))
		return;
	assert(h.household.n >= 1 && h.problem.n >= 1 && h.problem.n <= 64);
	if (itemsets_find(&s, h.mask, h.household.n, 1, 3, 100000, NULL, e))
		assert(s.n >= h.problem.n);
	itemsets_free(&s);
}

static void publish(const char *path, struct arena *a, bool records, struct err *e)
{
	struct publication p;
	assert(publication_dimensions(&p, a, "a/b,c", "c", e));
	if (!publication_read(&p, path, "n", records ? "n" : NULL, NULL, e) || disclosure_cells(&p.table) > 400)
		return;
	if (!disclosure_decide(&p.table, &DISCLOSURE_RULES, p.cells, NULL, e))
		return;
	for (size_t i = 0; i < disclosure_cells(&p.table); i++)
		assert(p.cells[i].state != DISCLOSURE_OPEN && (p.cells[i].state != DISCLOSURE_SHOWN || (p.cells[i].value >= 10 && p.cells[i].value % 5 == 0)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct err e = { "" };
	if (!size)
		return 0;
	int fd = memfd_create("table", MFD_CLOEXEC);
	assert(fd >= 0 && write(fd, data + 1, size - 1) == (ssize_t)size - 1);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	struct arena *a = arena_new(64u << 20);
	switch (data[0] % 5) {
	case 0: rises(path, a, &e); break;
	case 1: combinations(path, a, &e); break;
	case 2: publish(path, a, false, &e); break;
	case 3: publish(path, a, true, &e); break;
	default: {
		struct publication p;
		static const char TABLE[] = "a,b,c,n\nx,x1,k,12\nx,x2,k,3\ny,y1,l,40\n";
		int table = memfd_create("now", MFD_CLOEXEC);
		char now[64];
		snprintf(now, sizeof now, "/proc/self/fd/%d", table);
		assert(write(table, TABLE, sizeof TABLE - 1) > 0 && publication_dimensions(&p, a, "a/b,c", NULL, &e) && publication_read(&p, now, "n", NULL, NULL, &e));
		if (publication_before(&p, path, &e))
			disclosure_decide(&p.table, &DISCLOSURE_RULES, p.cells, NULL, &e);
		close(table);
	}
	}
	arena_free(a);
	close(fd);
	return 0;
}
