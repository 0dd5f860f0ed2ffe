/* Tables from outside: how rows are read, and where the reader says that something is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>
#include "platform/base/buf.h"
#include "platform/base/csv.h"

/* The whole table as text: cells between [ ], rows ended by |, then the error as !problem@line:column. */
static char *read_rows(struct csv *c)
{
	struct buf b;
	struct csv_row row;
	buf_init(&b, 0);
	while (csv_next(c, &row)) {
		for (size_t i = 0; i < row.n; i++)
			buf_printf(&b, "[%s]", row.cells[i]);
		buf_char(&b, '|');
	}
	const struct csv_error *e = csv_error(c);
	if (e)
		buf_printf(&b, "!%d@%zu:%zu", (int)e->problem, e->line, e->column);
	assert_false(csv_next(c, &row));            /* the end stays the end, an error an error */
	csv_close(c);
	return buf_take(&b, NULL);
}

static void assert_rows(const char *table, const char *rows)
{
	char *got = read_rows(csv_open_memory(table, strlen(table)));
	assert_string_equal(got, rows);
	free(got);
}

static void assert_error(const char *table, enum csv_problem problem, size_t line, size_t column)
{
	struct csv *c = csv_open_memory(table, strlen(table));
	struct csv_row row;
	while (csv_next(c, &row))
		assert_true(row.n > 0);
	const struct csv_error *e = csv_error(c);
	assert_non_null(e);
	assert_int_equal(e->problem, problem);
	assert_int_equal(e->line, line);
	assert_int_equal(e->column, column);
	csv_close(c);
}

static void rows_are_read_as_rfc_4180_says(void **state)
{
	(void)state;
	assert_rows("", "");
	assert_rows("a,b\r\nc,d\r\n", "[a][b]|[c][d]|");
	assert_rows("a,b\nc,d", "[a][b]|[c][d]|");
	assert_rows("a,,\n,", "[a][][]|[][]|");
	assert_rows("\"a,b\",\"c \"\"d\"\"\"\n\"\",\"e\r\nf\"", "[a,b][c \"d\"]|[][e\r\nf]|");
	assert_rows("a,b\n\n\r\nc\n", "[a][b]|[c]|");
	assert_rows("\xef\xbb\xbf\"naam\",wijk\nYılmaz, Zuid \n", "[naam][wijk]|[Yılmaz][ Zuid ]|");
	assert_rows("een\ntwee\n", "[een]|[twee]|");
	assert_rows("\"\"\n", "[]|");
}

static void the_first_line_tells_the_separator(void **state)
{
	(void)state;
	assert_rows("a;b;c\n1,5;2;3", "[a][b][c]|[1,5][2][3]|");
	assert_rows("a\tb\n1,5\t2;3", "[a][b]|[1,5][2;3]|");
	assert_rows("\"x;y;z\",b\n1,2;2", "[x;y;z][b]|[1][2;2]|");
	assert_rows("\n\na;b\n1;2", "[a][b]|[1][2]|");
	struct csv *c = csv_open_memory("a\tb", 3);
	assert_int_equal(csv_separator(c), '\t');
	csv_close(c);
}

static void lines_are_counted_through_quoted_line_ends(void **state)
{
	(void)state;
	static const char table[] = "a,b\n\"1\n2\n3\",x\n\nc,d\n";
	static const size_t lines[] = { 1, 2, 6 };
	struct csv *c = csv_open_memory(table, sizeof table - 1);
	struct csv_row row;
	for (size_t i = 0; i < 3; i++) {
		assert_true(csv_next(c, &row));
		assert_int_equal(csv_line(c), lines[i]);
	}
	assert_false(csv_next(c, &row));
	csv_close(c);
}

static void an_error_says_where(void **state)
{
	(void)state;
	assert_error("a,b\nc,d\"e\n", CSV_STRAY_QUOTE, 2, 4);
	assert_error("a,b\n\"c\"d,e\n", CSV_AFTER_QUOTE, 2, 4);
	assert_error("a,b\nc,\"d\ne\n\n", CSV_OPEN_QUOTE, 2, 3);
	assert_error("ëé,b\rc\n", CSV_STRAY_CR, 1, 5);
	assert_error("a\nëé\xff,b\n", CSV_NOT_UTF8, 2, 3);
	assert_error("a\n\"b\n\xc0\xaf\"", CSV_NOT_UTF8, 3, 1);
	assert_error("a\nb\xe2\x82", CSV_NOT_UTF8, 2, 2);
	assert_error("\xff\xfe" "a", CSV_NOT_UTF8, 1, 1);
	struct csv *c = csv_open_memory("a\0b", 3);
	struct csv_row row;
	assert_false(csv_next(c, &row));
	assert_int_equal(csv_error(c)->problem, CSV_NOT_UTF8);
	csv_close(c);
}

static char *repeat(const char *piece, size_t times, const char *end)
{
	struct buf b;
	buf_init(&b, 0);
	for (size_t i = 0; i < times; i++)
		buf_str(&b, piece);
	buf_str(&b, end);
	return buf_take(&b, NULL);
}

static void limits_hold(void **state)
{
	(void)state;
	char *fits = repeat("x", CSV_CELL_LIMIT, ",y\n"), *long_cell = repeat("x", CSV_CELL_LIMIT + 1, ",y\n");
	char *wide = repeat("a,", CSV_COLUMN_LIMIT - 1, "b\n"), *too_wide = repeat("a,", CSV_COLUMN_LIMIT, "b\n");
	struct csv *c = csv_open_memory(fits, strlen(fits));
	struct csv_row row;
	assert_true(csv_next(c, &row));
	assert_int_equal(strlen(row.cells[0]), CSV_CELL_LIMIT);
	csv_close(c);
	c = csv_open_memory(wide, strlen(wide));
	assert_true(csv_next(c, &row));
	assert_int_equal(row.n, CSV_COLUMN_LIMIT);
	csv_close(c);
	assert_error(long_cell, CSV_CELL_TOO_LONG, 1, CSV_CELL_LIMIT + 1);
	assert_error(too_wide, CSV_TOO_MANY_COLUMNS, 1, CSV_COLUMN_LIMIT * 2 + 1);
	free(fits);
	free(long_cell);
	free(wide);
	fits = repeat("x", CSV_CELL_LIMIT, ",");
	wide = repeat(fits, 70, "y\n");
	c = csv_open_memory(wide, strlen(wide));
	assert_false(csv_next(c, &row));
	assert_int_equal(csv_error(c)->problem, CSV_ROW_TOO_LONG);
	csv_close(c);
	free(fits);
	free(wide);
	free(too_wide);
}

/* Longer than the reader's window, with characters and quotes lying across its edges. */
static void a_file_reads_as_the_same_bytes_in_memory(void **state)
{
	(void)state;
	char path[] = "/tmp/test_csv.XXXXXX";
	struct buf b;
	struct err e = { "" };
	buf_init(&b, 0);
	for (int i = 0; i < 20000; i++)
		buf_printf(&b, "%d;Yılmaz €\xf0\x9f\x98\x80;\"een \"\"twee\"\"\r\ndrie\"\r\n", i * 7);
	int fd = mkstemp(path);
	assert_true(fd >= 0 && write(fd, b.p, b.n) == (ssize_t)b.n);
	close(fd);
	struct csv *c = csv_open_file(path, &e);
	assert_non_null(c);
	char *from_file = read_rows(c), *from_memory = read_rows(csv_open_memory(b.p, b.n));
	assert_int_equal(strlen(from_file), strlen(from_memory));
	assert_true(!strcmp(from_file, from_memory));
	assert_null(strchr(from_file, '!'));
	free(from_file);
	free(from_memory);
	buf_release(&b);
	unlink(path);
	assert_null(csv_open_file(path, &e));
	assert_non_null(strstr(e.text, path));
}

static void a_folder_is_not_a_table(void **state)
{
	(void)state;
	struct err e = { "" };
	struct csv *c = csv_open_file("/tmp", &e);
	struct csv_row row;
	assert_non_null(c);
	assert_false(csv_next(c, &row));
	assert_int_equal(csv_error(c)->problem, CSV_READ_FAILED);
	csv_close(c);
}

static void every_problem_has_its_own_sentence(void **state)
{
	(void)state;
	for (int i = CSV_FINE; i <= CSV_READ_FAILED; i++)
		for (int j = CSV_FINE; j < i; j++)
			assert_string_not_equal(csv_problem_text((enum csv_problem)i), csv_problem_text((enum csv_problem)j));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_read_as_rfc_4180_says), cmocka_unit_test(the_first_line_tells_the_separator),
		cmocka_unit_test(lines_are_counted_through_quoted_line_ends), cmocka_unit_test(an_error_says_where), cmocka_unit_test(limits_hold),
		cmocka_unit_test(a_file_reads_as_the_same_bytes_in_memory), cmocka_unit_test(a_folder_is_not_a_table),
		cmocka_unit_test(every_problem_has_its_own_sentence),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
