/* Key figures of areas, from CBS's table of districts and neighbourhoods. Read twice: first to see which columns hold numbers. */
#include <math.h>
#include "../../../platform/base/list.h"
#include "../../../platform/base/utf8.h"
#include "../../../platform/web/i18n.h"
#include "../areas/area_code.h"
#include "../figures/figure_reference.h"
#include "import.h"

SQL(import_figures_of, "SELECT id, name, value, hidden, year FROM v_figure WHERE area_code = :code");
SQL(import_figure_add, "INSERT INTO figure (id, area_code, name, value, hidden, year) VALUES (:id, :code, :name, :value, :hidden, :year)");
SQL(import_figure_change, "UPDATE figure SET value = :value, hidden = :hidden, year = :year, version = version + 1 WHERE id = :id");

enum { FIGURE_NAME_MOST = 60, AREA_NAME_MOST = 120 };

bool figure_parse(const char *text, bool decimal_comma, double *value, bool *hidden)
{
	static const char *const kept_back[] = { "", ".", "NA", "-99995", "-99997", "-99999", "-99995.0", "-99997.0", "-99999.0" };
	char plain[40];
	*value = 0;
	*hidden = false;
	for (size_t i = 0; i < sizeof kept_back / sizeof *kept_back; i++)
		if (!strcmp(text, kept_back[i]))
			return *hidden = true;
	size_t n = strlen(text);
	if (n >= sizeof plain || strspn(text, "-+0123456789.,eE") != n)
		return false;
	memcpy(plain, text, n + 1);
	for (char *c = plain; decimal_comma && *c; c++)
		if (*c == ',')
			*c = '.';
	char *end;
	*value = strtod(plain, &end);
	return end != plain && !*end && isfinite(*value);
}

/* ---- which columns are figures ---- */

struct figure_column { const char *name; size_t at; size_t numbers, words; };
struct figure_table {
	struct import_table t;
	struct import_column columns[4];
	struct figure_column *figures;       /* first all columns, then those that hold numbers */
	size_t figures_n;
	bool comma;
	int year;                            /* that the file's name says; 0: none */
};
enum { CODE, NAME, LEVEL };

static const char *const CODES_ALSO[] = { "code", "gwbcode", "regiocode", "buurtcode", NULL };
static const char *const NAMES_ALSO[] = { "naam", "regio", "name", NULL };
static const char *const LEVEL_ALSO[] = { "niveau", "recs", NULL };

/* What identifies a row or is a label though it may look like a number. */
static bool is_label(const char *folded)
{
	static const char *const labels[] = { "code", "naam", "postcode", "niveau", "recs", "regio", NULL };
	size_t n = strlen(folded);
	for (const char *const *l = labels; *l; l++)
		if (!strcmp(folded, *l))
			return true;
	return n > 4 && (!strcmp(folded + n - 4, "code") || !strcmp(folded + n - 4, "naam"));
}

static bool open_table(struct figure_table *f, struct import *im, const char *path, struct err *e)
{
	static const struct import_column columns[] = {
		[CODE] = { "code", CODES_ALSO, true, -1 }, [NAME] = { "naam", NAMES_ALSO, false, -1 }, [LEVEL] = { "niveau", LEVEL_ALSO, false, -1 },
		[LEVEL + 1] = { NULL }
	};
	memcpy(f->columns, columns, sizeof columns);
	if (!table_open(&f->t, im, path, f->columns, e))
		return false;
	f->comma = csv_separator(f->t.csv) != ',';
	return true;
}

/* A figure is a column in which more cells are numbers than words. */
static void choose_columns(struct figure_table *f)
{
	size_t kept = 0;
	for (size_t i = 0; i < f->figures_n; i++)
		if (f->figures[i].numbers > f->figures[i].words)
			f->figures[kept++] = f->figures[i];
	f->figures_n = kept;
}

static bool look_at_columns(struct figure_table *f, struct import *im, const char *path, struct err *e)
{
	bool fine = open_table(f, im, path, e);
	for (size_t i = 0; fine && i < f->t.width; i++)
		if (!is_label(utf8_fold(im->arena, f->t.header[i])))
			*LIST_ADD(im->keep, f->figures, f->figures_n) = (struct figure_column){ f->t.header[i], i, 0, 0 };
	while (fine && csv_next(f->t.csv, &f->t.row))
		for (size_t i = 0; i < f->figures_n && f->t.row.n == f->t.width; i++) {
			double value;
			bool hidden;
			if (!figure_parse(f->t.row.cells[f->figures[i].at], f->comma, &value, &hidden))
				f->figures[i].words++;
			else if (!hidden)
				f->figures[i].numbers++;
		}
	choose_columns(f);
	for (size_t i = 0; i < f->figures_n; i++)
		if (!*f->figures[i].name || utf8_length(f->figures[i].name) > FIGURE_NAME_MOST)
			import_bad(im, 1, f->figures[i].name, N_("Geef deze kolom een naam van hoogstens 60 tekens"), NULL);
	if (f->t.csv)
		table_close(&f->t);
	return fine;
}

/* ---- rows ---- */

struct known { id64 id; const char *name; double value; bool hidden; int year; };

static struct known *known_figures(struct import *im, const char *code, size_t *n)
{
	struct known *list = NULL;
	struct rows *r = sql_read(im->slot, &import_figures_of, WITH(p_text("code", code)));
	*n = 0;
	while (rows_next(r))
		*LIST_ADD(im->arena, list, *n) = (struct known){ rows_int(r, 0), rows_text(r, 1), rows_real(r, 2), rows_bool(r, 3), (int)rows_int(r, 4) };
	return list;
}

static const struct known *find_known(const struct known *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(list[i].name, name))
			return &list[i];
	return NULL;
}

static void keep_figure(struct import *im, const char *code, const char *name, double value, bool hidden, int said, const struct known *k)
{
	struct param year = said ? p_int("year", said) : p_null("year", PARAM_INT);
	struct param v = hidden ? p_null("value", PARAM_REAL) : p_real("value", value);
	if (!k)
		import_counted(im, sql_run(im->slot, &import_figure_add, WITH(p_id("id", id_new()), p_text("code", code),
			p_text("name", name), v, p_bool("hidden", hidden), year)), true);
	else if (k->hidden != hidden || (!hidden && k->value != value) || (said && k->year != said))
		import_counted(im, sql_run(im->slot, &import_figure_change, WITH(p_id("id", k->id), v, p_bool("hidden", hidden), year)), false);
	else
		im->report->same++;
}

static void keep_figures(struct import *im, struct figure_table *f, const char *code)
{
	size_t known_n = 0;
	bool write = !im->report->problems;          /* with a problem nothing will be kept: only look for more */
	const struct known *known = write ? known_figures(im, code, &known_n) : NULL;
	for (size_t i = 0; i < f->figures_n; i++) {
		const struct figure_column *c = &f->figures[i];
		const char *cell = f->t.row.cells[c->at];
		double value;
		bool hidden;
		if (!figure_parse(cell, f->comma, &value, &hidden))
			import_bad(im, f->t.line, c->name, N_("Dit is geen getal"), cell);
		else if (write)
			keep_figure(im, code, c->name, value, hidden, f->year, find_known(known, known_n, c->name));
	}
}

static void keep_name(struct import *im, struct figure_table *f, const char *code)
{
	const char *name = utf8_clean(im->arena, table_cell(&f->t, &f->columns[NAME]), true);
	char parent[AREA_CODE_BYTES], municipality[AREA_CODE_BYTES];
	if (f->columns[NAME].at < 0)
		return;
	if (!*name || utf8_length(name) > AREA_NAME_MOST) {
		import_bad(im, f->t.line, "naam", *name ? N_("Deze naam is te lang") : N_("De naam ontbreekt"), name);
		return;
	}
	area_code_parent(code, parent);
	area_code_municipality(code, municipality);
	bool top = area_code_kind(code) == AREA_MUNICIPALITY;
	if (!im->report->problems)
		area_keep(im, &(struct area_row){ .code = code, .name = name, .parent = parent, .municipality = top ? "" : municipality });
}

/* The country itself (NL00 in CBS's own table) is no area of ours. */
static bool whole_country(const char *code)
{
	return !strncmp(code, "NL", 2);
}

static void take_rows(struct import *im, struct figure_table *f)
{
	struct area_set seen = { 0 };
	while (table_next(&f->t, im)) {
		const char *code = table_cell(&f->t, &f->columns[CODE]);
		if (area_code_kind(code) == AREA_NONE && !whole_country(code))
			import_bad(im, f->t.line, "code", N_("Dit is geen CBS-code (GM, WK of BU met cijfers en hoofdletters)"), code);
		else if (!whole_country(code)) {
			if (!area_set_add(&seen, code))
				import_bad(im, f->t.line, "code", N_("Deze code staat twee keer in het bestand"), code);
			keep_name(im, f, code);
			keep_figures(im, f, code);
		}
		if (!import_row(im, f->t.bytes))
			break;
	}
	area_set_release(&seen);
}

int figure_file_year(const char *path)
{
	const char *name = strrchr(path, '/');
	for (const char *c = name ? name + 1 : path; *c; c++) {
		size_t digits = strspn(c, "0123456789");
		if (digits == 4 && (!strncmp(c, "19", 2) || !strncmp(c, "20", 2)))
			return (int)strtol(c, NULL, 10);
		c += digits ? digits - 1 : 0;
	}
	return 0;
}

enum import_result import_figures(struct db *db, const char *path, struct import_watch watch, struct import_report *report, struct err *e)
{
	struct import im;
	uint64_t size;
	if (!file_size(path, &size, e) || !import_begin(&im, db, watch, report, size, e))
		return IMPORT_FAILED;
	struct figure_table f = { .year = figure_file_year(path) };
	if (look_at_columns(&f, &im, path, e) && open_table(&f, &im, path, e)) {
		if (!f.figures_n)
			import_bad(&im, 1, NULL, N_("Er staat geen kolom met getallen in dit bestand"), NULL);
		take_rows(&im, &f);
		table_close(&f.t);
	}
	arena_reset(im.arena);
	if (!report->problems && !im.stopped)
		figure_reference_count(im.slot);
	return import_end(&im, e);
}
