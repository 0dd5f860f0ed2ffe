#include "csv.h"
#include <assert.h>
#include <errno.h>
#include <unistr.h>
#include "buf.h"

enum { WINDOW = 64 * 1024, LONGEST_CHARACTER = 4, END = -1 };

struct csv {
	FILE *file;               /* NULL: read from memory */
	const unsigned char *at, *end;   /* what is read and not yet taken */
	unsigned char *window;    /* the file's bytes; NULL for memory */
	char separator;
	size_t line, column;      /* of the next character, from 1 */
	size_t row_line;
	struct buf text;          /* the row's cells, each with its NUL */
	size_t starts[CSV_COLUMN_LIMIT];
	char *cells[CSV_COLUMN_LIMIT];
	size_t n;
	struct csv_error error;
};

static bool fail_at(struct csv *c, enum csv_problem problem, size_t line, size_t column)
{
	if (c->error.problem == CSV_FINE)
		c->error = (struct csv_error){ problem, line, column };
	return false;
}

static bool fail(struct csv *c, enum csv_problem problem)
{
	return fail_at(c, problem, c->line, c->column);
}

/* Moves what is left to the window's front and reads on behind it. */
static void refill(struct csv *c)
{
	if (!c->file)
		return;
	size_t left = (size_t)(c->end - c->at);
	memmove(c->window, c->at, left);
	size_t got = fread(c->window + left, 1, WINDOW - left, c->file);
	if (ferror(c->file))
		fail(c, CSV_READ_FAILED);
	c->at = c->window;
	c->end = c->window + left + got;
}

/* The next character without taking it, and its bytes; END at the end of the input and after an error. */
static int peek(struct csv *c, size_t *bytes)
{
	ucs4_t u;
	if (c->end - c->at < LONGEST_CHARACTER)
		refill(c);
	if (c->at == c->end || c->error.problem)
		return END;
	*bytes = 1;
	if (*c->at && *c->at < 0x80)
		return *c->at;
	int n = u8_mbtoucr(&u, c->at, (size_t)(c->end - c->at));
	if (n <= 0 || u == 0) {
		fail(c, CSV_NOT_UTF8);
		return END;
	}
	*bytes = (size_t)n;
	return (int)u;
}

static void take(struct csv *c, size_t bytes)
{
	bool new_line = *c->at == '\n';
	c->at += bytes;
	c->line += new_line;
	c->column = new_line ? 1 : c->column + 1;
}

static bool is_next(struct csv *c, int wanted)
{
	size_t bytes;
	return peek(c, &bytes) == wanted;
}

/* Takes the next character into the cell that is being read. */
static bool keep(struct csv *c, size_t bytes)
{
	if (c->text.n - c->starts[c->n - 1] + bytes > CSV_CELL_LIMIT)
		return fail(c, CSV_CELL_TOO_LONG);
	if (c->text.n + bytes + 1 > CSV_ROW_LIMIT)
		return fail(c, CSV_ROW_TOO_LONG);
	buf_add(&c->text, c->at, bytes);
	take(c, bytes);
	return true;
}

/* After the opening quote, until behind the closing one. */
static bool quoted_cell(struct csv *c)
{
	size_t line = c->line, column = c->column, bytes;
	take(c, 1);
	for (;;) {
		int u = peek(c, &bytes);
		if (u == END)
			return fail_at(c, CSV_OPEN_QUOTE, line, column);
		if (u == '"') {
			take(c, 1);
			if (!is_next(c, '"'))
				break;
		}
		if (!keep(c, bytes))
			return false;
	}
	int u = peek(c, &bytes);
	return u == END || u == c->separator || u == '\r' || u == '\n' || fail(c, CSV_AFTER_QUOTE);
}

static bool plain_cell(struct csv *c)
{
	size_t bytes;
	for (;;) {
		int u = peek(c, &bytes);
		if (u == END || u == c->separator || u == '\r' || u == '\n')
			return true;
		if (u == '"')
			return fail(c, CSV_STRAY_QUOTE);
		if (!keep(c, bytes))
			return false;
	}
}

static bool cell(struct csv *c)
{
	if (c->n == CSV_COLUMN_LIMIT)
		return fail(c, CSV_TOO_MANY_COLUMNS);
	if (c->text.n + 1 > CSV_ROW_LIMIT)
		return fail(c, CSV_ROW_TOO_LONG);
	c->starts[c->n++] = c->text.n;
	bool ok = is_next(c, '"') ? quoted_cell(c) : plain_cell(c);
	buf_char(&c->text, 0);
	return ok && !c->error.problem;
}

/* LF or CRLF; at the end of the input there is nothing to take. */
static bool line_end(struct csv *c)
{
	if (is_next(c, '\r')) {
		size_t line = c->line, column = c->column;
		take(c, 1);
		if (!is_next(c, '\n'))
			return fail_at(c, CSV_STRAY_CR, line, column);
	}
	if (is_next(c, '\n'))
		take(c, 1);
	return !c->error.problem;
}

static bool row(struct csv *c)
{
	c->n = 0;
	c->row_line = c->line;
	buf_clear(&c->text);
	if (!cell(c))
		return false;
	while (is_next(c, c->separator)) {
		take(c, 1);
		if (!cell(c))
			return false;
	}
	return line_end(c);
}

bool csv_next(struct csv *c, struct csv_row *out)
{
	*out = (struct csv_row){ c->cells, 0 };
	while (is_next(c, '\r') || is_next(c, '\n'))
		if (!line_end(c))
			return false;
	if (is_next(c, END) || !row(c))
		return false;
	for (size_t i = 0; i < c->n; i++)
		c->cells[i] = c->text.p + c->starts[i];
	out->n = c->n;
	return true;
}

/* Counts in the first line, as far as the window shows it. */
static char guess_separator(const unsigned char *p, const unsigned char *end)
{
	static const char candidates[] = { ';', ',', '\t' };
	size_t counts[sizeof candidates] = { 0 }, best = 0;
	for (bool quoted = false; p < end && (quoted || *p != '\n'); p++) {
		quoted ^= *p == '"';
		for (size_t i = 0; i < sizeof candidates; i++)
			counts[i] += !quoted && *p == (unsigned char)candidates[i];
	}
	for (size_t i = 1; i < sizeof candidates; i++)
		best = counts[i] > counts[best] ? i : best;
	return candidates[best];
}

static struct csv *begin(struct csv *c)
{
	c->line = c->column = c->row_line = 1;
	buf_init(&c->text, CSV_ROW_LIMIT + 1);
	refill(c);
	if (c->end - c->at >= 3 && !memcmp(c->at, "\xef\xbb\xbf", 3))
		c->at += 3;
	const unsigned char *first = c->at;
	while (first < c->end && (*first == '\r' || *first == '\n'))
		first++;
	c->separator = guess_separator(first, c->end);
	return c;
}

static void *must(void *memory)
{
	if (!memory) {
		log_error("csv: the system has no memory; stopping");
		abort();
	}
	return memory;
}

struct csv *csv_open_file(const char *path, struct err *e)
{
	FILE *f = fopen(path, "re");
	if (!f)
		return err_set(e, "cannot open %s: %s", path, strerror(errno)), NULL;
	struct csv *c = must(calloc(1, sizeof *c));
	c->file = f;
	c->window = must(malloc(WINDOW));
	c->at = c->end = c->window;
	return begin(c);
}

struct csv *csv_open_memory(const void *bytes, size_t n)
{
	struct csv *c = must(calloc(1, sizeof *c));
	c->at = n ? bytes : (const void *)"";
	c->end = c->at + n;
	return begin(c);
}

void csv_close(struct csv *c)
{
	if (!c)
		return;
	if (c->file)
		fclose(c->file);
	free(c->window);
	buf_release(&c->text);
	free(c);
}

size_t csv_line(const struct csv *c)
{
	return c->row_line;
}

char csv_separator(const struct csv *c)
{
	return c->separator;
}

const struct csv_error *csv_error(const struct csv *c)
{
	return c->error.problem ? &c->error : NULL;
}

#define N_(text) text                               /* for the catalogue's collector; base knows no languages */

const char *csv_problem_text(enum csv_problem problem)
{
	switch (problem) {
	case CSV_FINE: return "";
	case CSV_NOT_UTF8: return N_("Hier staat een teken dat we niet kunnen lezen. Bewaar de tabel als ‘CSV UTF-8’ en probeer het opnieuw.");
	case CSV_STRAY_QUOTE: return N_("Hier staat een aanhalingsteken midden in een cel. Zet de hele cel tussen aanhalingstekens en schrijf dit teken twee keer.");
	case CSV_AFTER_QUOTE: return N_("Na het aanhalingsteken dat de cel afsluit, staat nog tekst.");
	case CSV_OPEN_QUOTE: return N_("Hier begint een cel met een aanhalingsteken, maar de cel wordt nergens afgesloten.");
	case CSV_STRAY_CR: return N_("Deze regel eindigt niet goed. Bewaar de tabel opnieuw als CSV.");
	case CSV_CELL_TOO_LONG: return N_("Deze cel is te lang: er passen 65.536 tekens in.");
	case CSV_TOO_MANY_COLUMNS: return N_("Deze regel heeft meer dan 1.000 kolommen.");
	case CSV_ROW_TOO_LONG: return N_("Deze regel is te lang.");
	case CSV_READ_FAILED: return N_("We konden het bestand niet verder lezen. Probeer het opnieuw.");
	}
	assert(!"a problem without a text");
	return "";
}
