/* Any bytes as a table: the reader must end, keep its limits, give valid text, and read from a file what it reads from memory. */
#include <assert.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>
#include "platform/base/csv.h"
#include "platform/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_row(const struct csv_row *row)
{
	assert(row->n >= 1 && row->n <= CSV_COLUMN_LIMIT);
	for (size_t i = 0; i < row->n; i++) {
		size_t n = strlen(row->cells[i]);
		assert(n <= CSV_CELL_LIMIT && utf8_valid(row->cells[i], n));
	}
}

static struct csv *open_as_file(const uint8_t *data, size_t size, int *fd)
{
	char path[64];
	struct err e = { "" };
	*fd = memfd_create("table", MFD_CLOEXEC);
	assert(*fd >= 0 && write(*fd, data, size) == (ssize_t)size);
	snprintf(path, sizeof path, "/proc/self/fd/%d", *fd);
	struct csv *c = csv_open_file(path, &e);
	assert(c);
	return c;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd;
	struct csv *memory = csv_open_memory(data, size), *file = open_as_file(data, size, &fd);
	struct csv_row a, b;
	size_t line = 0;
	while (csv_next(memory, &a)) {
		check_row(&a);
		assert(csv_line(memory) > line);
		line = csv_line(memory);
		assert(csv_next(file, &b) && a.n == b.n);
		for (size_t i = 0; i < a.n; i++)
			assert(!strcmp(a.cells[i], b.cells[i]));
	}
	assert(!csv_next(file, &b));
	const struct csv_error *x = csv_error(memory), *y = csv_error(file);
	assert(!x == !y && (!x || (x->problem == y->problem && x->line == y->line && x->column == y->column && x->line >= 1)));
	csv_close(memory);
	csv_close(file);
	close(fd);
	return 0;
}
