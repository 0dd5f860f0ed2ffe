#include "scan_csv.h"
#include <strings.h>
#include "detect.h"

enum { STRATA = 16 };

/* The other name that the person gave for a column, or its own. */
static const char *column_name(struct arena *a, const struct scan_csv *c, const char *name)
{
	size_t n = strlen(name);
	for (const char *p = c->columns; p && *p;) {
		size_t length = strcspn(p, ",");
		if (length > n && !strncasecmp(p, name, n) && p[n] == '=')
			return arena_strndup(a, p + n + 1, length - n - 1);
		p += length + (p[length] == ',');
	}
	return name;
}

static int column(const struct detect_input *in, const struct scan_csv *c, const char *name)
{
	return detect_input_column(in, column_name(in->arena, c, name));
}

/* One that must be there. */
static bool needed(const struct detect_input *in, const struct scan_csv *c, const char *name, int *at, struct err *e)
{
	*at = column(in, c, name);
	return *at >= 0 || err_set(e, "%s: no column '%s' (--columns %s=NAME says what it is called)", in->path, column_name(in->arena, c, name), name);
}

/* An area's code stands in the column "area", or in the first. */
static int area_column(const struct detect_input *in, const struct scan_csv *c)
{
	int at = column(in, c, "area");
	return at < 0 ? 0 : at;
}

/* ---- areas ---- */

static bool coordinate_columns(const struct detect_input *in, const struct scan_csv *c, struct scan_tables *t, int at[2], struct err *e)
{
	at[0] = column(in, c, "lon");
	at[1] = column(in, c, "lat");
	t->great_circle = !c->plane && at[0] >= 0 && at[1] >= 0;
	if (t->great_circle)
		return true;
	t->great_circle = c->globe;
	return needed(in, c, "x", &at[0], e) && needed(in, c, "y", &at[1], e);
}

static bool read_areas(struct scan_tables *t, const struct scan_csv *c, struct err *e)
{
	struct detect_input in;
	int at[2], area;
	if (!detect_input_open(&in, t->arena, c->areas, e))
		return false;
	area = area_column(&in, c);
	bool ok = coordinate_columns(&in, c, t, at, e);
	while (ok && detect_input_next(&in, e)) {
		double xy[2];
		const char *name = detect_input_cell(&in, area);
		for (int i = 0; i < 2; i++)
			if (!detect_number(detect_input_cell(&in, at[i]), &xy[i]))
				ok = detect_input_fail(&in, e, "no coordinate", detect_input_cell(&in, at[i]));
		if (ok && t->great_circle && (xy[0] < -180 || xy[0] > 180 || xy[1] < -90 || xy[1] > 90))
			ok = detect_input_fail(&in, e, "longitude and latitude off the globe in area", name);
		if (ok && !name[0])
			ok = detect_input_fail(&in, e, "no area", name);
		if (ok && tables_name(t, &t->areas, name, false) >= 0)
			ok = detect_input_fail(&in, e, "an area that stands there twice", name);
		ok = ok && tables_add_area(t, name, xy[0], xy[1], e);
	}
	detect_input_close(&in);
	return !err_any(e);
}

/* ---- rows with a number ---- */

struct counted {
	struct detect_input in;
	int area, number, day, strata[STRATA];
	size_t strata_n;
};

static bool strata_columns(struct counted *k, const struct scan_csv *c, struct err *e)
{
	for (const char *p = c->strata; p && *p;) {
		size_t length = strcspn(p, ",");
		if (k->strata_n == STRATA)
			return err_set(e, "more than %d covariates", STRATA);
		if (!needed(&k->in, c, arena_strndup(k->in.arena, p, length), &k->strata[k->strata_n++], e))
			return false;
		p += length + (p[length] == ',');
	}
	return true;
}

static uint32_t stratum(struct scan_tables *t, const struct counted *k)
{
	struct buf b;
	buf_init(&b, 0);
	for (size_t i = 0; i < k->strata_n; i++) {
		buf_str(&b, detect_input_cell(&k->in, k->strata[i]));
		buf_char(&b, '\x1f');
	}
	int64_t n = tables_name(t, &t->strata, b.p, true);
	buf_release(&b);
	return (uint32_t)n;
}

/* What one row says. A population may be a fraction; cases and controls are whole. */
static bool read_row(struct scan_tables *t, struct counted *k, bool whole, enum day_end day, struct scan_record *r, struct err *e)
{
	const char *name = detect_input_cell(&k->in, k->area), *number = detect_input_cell(&k->in, k->number), *when = detect_input_cell(&k->in, k->day);
	int64_t area = tables_name(t, &t->areas, name, false), count = 1;
	*r = (struct scan_record){ .area = (uint32_t)area, .count = 1 };
	if (area < 0)
		return detect_input_fail(&k->in, e, "an area that is not in the table of areas", name);
	if (k->number >= 0 && whole && (!detect_count(number, &count) || count < 0))
		return detect_input_fail(&k->in, e, "no number of at least 0", number);
	r->count = (double)count;
	if (!whole && (!detect_number(number, &r->count) || r->count < 0))
		return detect_input_fail(&k->in, e, "no number of people", number);
	if (k->day >= 0 && !tables_day(when, t->unit == TIME_NUMBER ? TIME_NUMBER : TIME_DAY, day, &r->day))
		return detect_input_fail(&k->in, e, "no day", when);
	r->stratum = stratum(t, k);
	return true;
}

static bool read_counts(struct scan_tables *t, struct scan_records *records, const struct scan_csv *c, const char *path, const char *number, bool whole, struct err *e)
{
	struct counted k = { .strata_n = 0 };
	struct scan_record r;
	if (!detect_input_open(&k.in, t->arena, path, e))
		return false;
	k.area = area_column(&k.in, c);
	k.number = column(&k.in, c, number);
	k.day = t->unit == TIME_NONE ? -1 : column(&k.in, c, "date");
	bool ok = strata_columns(&k, c, e) && (whole || needed(&k.in, c, number, &k.number, e));
	if (ok && whole && t->unit != TIME_NONE)
		ok = needed(&k.in, c, "date", &k.day, e);
	while (ok && detect_input_next(&k.in, e)) {
		ok = read_row(t, &k, whole, whole ? DAY_FIRST : DAY_MIDDLE, &r, e);
		if (ok)
			tables_add(t, records, r);
	}
	detect_input_close(&k.in);
	return !err_any(e);
}

bool scan_csv_read(struct scan_tables *t, const struct scan_csv *c, struct err *e)
{
	return read_areas(t, c, e) && read_counts(t, &t->cases, c, c->cases, "cases", true, e)
		&& (!c->population || read_counts(t, &t->population, c, c->population, "population", false, e))
		&& (!c->controls || read_counts(t, &t->controls, c, c->controls, "controls", true, e));
}
