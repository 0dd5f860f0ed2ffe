#include "series_csv.h"
#include <math.h>
#include "../platform/base/clock.h"
#include "../platform/base/list.h"
#include "detect.h"

#define MOST_CELLS ((size_t)400 << 20)           /* areas × weeks */

/* A row of the table before it is laid out. */
struct cell { uint32_t area; int64_t week; double count; size_t line; };

struct reading {
	struct detect_input in;
	struct series *series;
	struct cell *cells;
	size_t n;
	int dated;                       /* -1: no week was seen yet */
	int64_t low, high;
	int week, area, count;           /* columns; area is -1 in a wide table */
};

static const struct day EPOCH = { 1970, 1, 1 };

/* 2026-W47: the Monday of that ISO week. */
static bool iso_week(const char *text, struct day *day)
{
	if (strlen(text) != 8 || text[4] != '-' || text[5] != 'W' || strspn(text, "0123456789") != 4 || strspn(text + 6, "0123456789") != 2)
		return false;
	int year = (int)strtol(text, NULL, 10), week = (int)strtol(text + 6, NULL, 10);
	struct day fourth = { year, 1, 4 };
	if (!day_valid(fourth) || week < 1 || week > 53)
		return false;
	*day = day_add(fourth, 1 - day_weekday(fourth) + 7 * (week - 1));
	return day_add(*day, 3).year == year;        /* its Thursday decides whose week it is */
}

static bool read_week(struct reading *r, int64_t *week, struct err *e)
{
	struct day day;
	const char *text = detect_input_cell(&r->in, r->week);
	int64_t number;
	bool dated = day_parse(text, &day) || iso_week(text, &day);
	if (!dated && (!detect_count(text, &number) || number < -1000000 || number > 1000000))
		return detect_input_fail(&r->in, e, "column week: not a number, a date (2026-11-16) or a week (2026-W47)", text);
	*week = dated ? day_diff(EPOCH, day) : number;
	if (r->dated >= 0 && r->dated != dated)
		return detect_input_fail(&r->in, e, "column week: dates and numbers in one table", text);
	if (r->dated >= 0 && dated && (*week - r->low) % 7)
		return detect_input_fail(&r->in, e, "column week: not the same day of the week as the rows before", text);
	bool first = r->dated < 0;
	r->dated = dated;
	r->low = first || *week < r->low ? *week : r->low;
	r->high = first || *week > r->high ? *week : r->high;
	return true;
}

static bool add(struct reading *r, size_t area, int64_t week, int column, struct err *e)
{
	const char *text = detect_input_cell(&r->in, column);
	int64_t count = -1;
	if (text[0] && (!detect_count(text, &count) || count < 0)) {
		char what[200];
		snprintf(what, sizeof what, "column %.100s: not a whole number of 0 or more", r->in.names[column]);
		return detect_input_fail(&r->in, e, what, text);
	}
	*LIST_ADD(r->in.arena, r->cells, r->n) = (struct cell){ (uint32_t)area, week, text[0] ? (double)count : NAN, csv_line(r->in.csv) };
	return true;
}

static bool long_row(struct reading *r, struct err *e)
{
	int64_t week;
	const char *area = detect_input_cell(&r->in, r->area);
	if (!area[0])
		return detect_input_fail(&r->in, e, "column area: empty", area);
	return read_week(r, &week, e) && add(r, labels_add(&r->series->areas, r->in.arena, area), week, r->count, e);
}

static bool wide_row(struct reading *r, struct err *e)
{
	int64_t week;
	if (r->in.row.n != r->in.n)
		return err_set(e, "%s, line %zu: %zu cells where the first line has %zu", r->in.path, csv_line(r->in.csv), r->in.row.n, r->in.n);
	if (!read_week(r, &week, e))
		return false;
	for (size_t i = 1; i < r->in.n; i++)
		if (!add(r, i - 1, week, (int)i, e))
			return false;
	return true;
}

/* Finds the columns; says which shape it is. */
static bool shape(struct reading *r, struct err *e)
{
	struct detect_input *in = &r->in;
	r->week = detect_input_column(in, "week") >= 0 ? detect_input_column(in, "week") : detect_input_column(in, "date");
	r->area = detect_input_column(in, "area");
	r->count = detect_input_column(in, "count");
	if (r->week < 0)
		return err_set(e, "%s, line 1: no column 'week' or 'date'", in->path);
	if (r->area >= 0 && r->count >= 0)
		return true;
	if (r->week > 0 || r->area >= 0 || r->count >= 0)
		return err_set(e, "%s, line 1: columns area, week and count, or week and then one column for each area", in->path);
	if (in->n < 2)
		return err_set(e, "%s, line 1: no areas behind the week", in->path);
	for (size_t i = 1; i < in->n; i++)
		if (!in->names[i][0] || labels_add(&r->series->areas, in->arena, in->names[i]) != i - 1)
			return err_set(e, "%s, line 1, column %zu: the name of an area must stand there, once: '%.100s'", in->path, i + 1, in->names[i]);
	return true;
}

static bool take_rows(struct reading *r, struct err *e)
{
	while (detect_input_next(&r->in, e))
		if (!(r->area >= 0 ? long_row(r, e) : wide_row(r, e)))
			return false;
	if (err_any(e))
		return false;
	return r->n > 0 || err_set(e, "%s: no rows", r->in.path);
}

static void make_dates(struct series *s, struct arena *a)
{
	s->dates = ARENA_ARRAY(a, int32_t, s->weeks);
	for (int i = 0; i < s->weeks; i++)
		s->dates[i] = (int32_t)(s->first + 7 * (int64_t)i);
}

/* The rows as a table; `seen` finds what stands there twice. */
static bool lay_out(struct reading *r, struct err *e)
{
	struct series *s = r->series;
	int step = r->dated ? 7 : 1;
	int64_t weeks = (r->high - r->low) / step + 1;
	if (weeks > SERIES_WEEKS_MOST || (size_t)weeks * s->areas.n > MOST_CELLS)
		return err_set(e, "%s: %lld weeks of %zu areas are more than fit (%d weeks, %zu counts)", r->in.path, (long long)weeks, s->areas.n, SERIES_WEEKS_MOST, MOST_CELLS);
	s->first = r->low;
	s->weeks = (int)weeks;
	if (r->dated)
		make_dates(s, r->in.arena);
	s->counts = ARENA_ARRAY(r->in.arena, double, s->areas.n * (size_t)weeks);
	bool *seen = ARENA_ARRAY(r->in.arena, bool, s->areas.n * (size_t)weeks);
	for (size_t i = 0; i < r->n; i++) {
		const struct cell *c = &r->cells[i];
		size_t at = c->area * (size_t)weeks + (size_t)((c->week - r->low) / step);
		if (seen[at])
			return err_set(e, "%s, line %zu: area '%.100s' has this week already", r->in.path, c->line, s->areas.name[c->area]);
		seen[at] = true;
		s->counts[at] = c->count;
	}
	for (int w = 0; r->area < 0 && w < s->weeks; w++)
		if (!seen[w])
			return err_set(e, "%s: week %s has no row", r->in.path, series_week(s, r->in.arena, w));
	return true;
}

bool series_read(struct series *s, struct arena *a, const char *path, struct err *e)
{
	struct reading r = { .series = s, .dated = -1 };
	*s = (struct series){ .weeks = 0 };
	if (!detect_input_open(&r.in, a, path, e))
		return false;
	bool ok = shape(&r, e) && take_rows(&r, e) && lay_out(&r, e);
	detect_input_close(&r.in);
	return ok;
}

const char *series_week(const struct series *s, struct arena *a, int week)
{
	if (s->dates)
		return day_iso(a, day_add(EPOCH, s->dates[week]));
	return arena_int(a, s->first + week);
}
