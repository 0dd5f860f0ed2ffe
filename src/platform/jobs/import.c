#include <errno.h>
#include <sys/stat.h>
#include "../base/utf8.h"
#include "../web/i18n.h"
#include "import.h"

enum { ROW_BYTES = 32 << 20, KEEP_BYTES = 8 << 20, TELL_EVERY = 64 * 1024 };

bool file_size(const char *path, uint64_t *size, struct err *e)
{
	struct stat st;
	if (stat(path, &st))
		return err_set(e, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(e, "%s: this is no file", path);
	*size = (uint64_t)st.st_size;
	return true;
}

bool import_begin(struct import *im, struct db *db, struct import_watch watch, struct import_report *report, uint64_t total,
	struct err *e)
{
	*report = (struct import_report){ 0 };
	*im = (struct import){ .watch = watch, .report = report, .total = total };
	im->arena = arena_new(ROW_BYTES);
	im->keep = arena_new(KEEP_BYTES);
	im->bulk = db_bulk_begin(db, im->arena, e);
	if (im->bulk) {
		im->slot = bulk_slot(im->bulk);
		return true;
	}
	arena_free(im->arena);
	arena_free(im->keep);
	return false;
}

/* Cuts between characters, never inside one. */
static void cut(char *out, size_t size, const char *text)
{
	size_t n = strlen(text);
	if (n >= size)
		for (n = size - 1; n && ((unsigned char)text[n] & 0xC0) == 0x80;)
			n--;
	memcpy(out, text, n);
	out[n] = '\0';
}

void import_bad(struct import *im, size_t line, const char *column, const char *reason, const char *value)
{
	struct import_report *r = im->report;
	if (r->problems++ >= IMPORT_SHOWN)
		return;
	struct import_problem *p = &r->shown[r->problems - 1];
	p->line = line;
	p->reason = reason;
	cut(p->column, sizeof p->column, column ? column : "");
	cut(p->value, sizeof p->value, value ? value : "");
}

bool import_row(struct import *im, uint64_t done)
{
	im->report->rows++;
	arena_reset(im->arena);
	if (im->watch.tell && done - im->told >= TELL_EVERY) {
		im->told = done;
		if (!im->watch.tell(im->watch.ctx, done < im->total ? done : im->total, im->total))
			im->stopped = true;
	}
	return !im->stopped && !slot_failed(im->slot);
}

void import_counted(struct import *im, int changed, bool added)
{
	if (changed <= 0)
		return;
	if (added)
		im->report->added += (size_t)changed;
	else
		im->report->changed += (size_t)changed;
}

enum import_result import_end(struct import *im, struct err *e)
{
	struct import_report *r = im->report;
	if (!im->stopped && im->watch.tell && !im->watch.tell(im->watch.ctx, im->total, im->total))
		im->stopped = true;
	bool keep = !im->stopped && !r->problems && !err_any(e);
	bool fine = db_bulk_end(im->bulk, keep, e);
	arena_free(im->arena);
	arena_free(im->keep);
	if (!fine || err_any(e))
		return IMPORT_FAILED;
	return im->stopped ? IMPORT_STOPPED : r->problems ? IMPORT_BAD_ROWS : IMPORT_DONE;
}

/* ---- tables ---- */

static int find_column(const struct import_table *t, struct arena *arena, const struct import_column *c)
{
	for (const char *const *name = c->also; *name; name++)
		for (size_t i = 0; i < t->width; i++)
			if (!strcmp(utf8_fold(arena, t->header[i]), *name))
				return (int)i;
	return -1;
}

/* A CSV that broke is a problem of its line. */
static bool broken(struct import_table *t, struct import *im)
{
	const struct csv_error *error = csv_error(t->csv);
	if (!error)
		return false;
	char where[32];
	snprintf(where, sizeof where, "teken %zu", error->column);
	import_bad(im, error->line, where, csv_problem_text(error->problem), NULL);
	return true;
}

static bool header(struct import_table *t, struct import *im, struct import_column *columns)
{
	bool all = true;
	t->width = t->row.n;
	t->header = ARENA_ARRAY(im->keep, char *, t->width);
	for (size_t i = 0; i < t->width; i++)
		t->header[i] = arena_strdup(im->keep, utf8_clean(im->arena, t->row.cells[i], true));
	for (struct import_column *c = columns; c->name; c++) {
		c->at = find_column(t, im->arena, c);
		if (c->at >= 0 || !c->needed)
			continue;
		import_bad(im, 1, c->name, N_("Deze kolom ontbreekt in de eerste regel"), NULL);
		all = false;
	}
	arena_reset(im->arena);
	return all;
}

static void count_bytes(struct import_table *t)
{
	for (size_t i = 0; i < t->row.n; i++)
		t->bytes += strlen(t->row.cells[i]) + 1;
}

bool table_open(struct import_table *t, struct import *im, const char *path, struct import_column *columns, struct err *e)
{
	*t = (struct import_table){ .csv = csv_open_file(path, e) };
	if (!t->csv)
		return false;
	if (csv_next(t->csv, &t->row)) {
		count_bytes(t);
		return header(t, im, columns);
	}
	if (!broken(t, im))
		import_bad(im, 0, NULL, N_("Dit bestand is leeg"), NULL);
	return false;
}

bool table_next(struct import_table *t, struct import *im)
{
	while (csv_next(t->csv, &t->row)) {
		t->line = csv_line(t->csv);
		count_bytes(t);
		if (t->row.n == t->width)
			return true;
		import_bad(im, t->line, NULL, t->row.n < t->width ? N_("Deze regel heeft minder kolommen dan de eerste regel")
			: N_("Deze regel heeft meer kolommen dan de eerste regel"), NULL);
	}
	broken(t, im);
	return false;
}

const char *table_cell(const struct import_table *t, const struct import_column *c)
{
	if (c->at < 0)
		return "";
	char *cell = t->row.cells[c->at];
	while (*cell == ' ' || *cell == '\t')
		cell++;
	for (size_t n = strlen(cell); n && (cell[n - 1] == ' ' || cell[n - 1] == '\t'); n--)
		cell[n - 1] = '\0';
	return cell;
}

void table_close(struct import_table *t)
{
	csv_close(t->csv);
}
