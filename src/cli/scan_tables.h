/* What a scan starts from, gathered row by row from CSV (scan_csv.h) or SaTScan's files (satscan.h), then laid out as arrays.
 *
 * Time is a day number (days since 1970-01-01), or any whole number when the unit is TIME_NUMBER. */
#ifndef NABIJ_SCAN_TABLES_H
#define NABIJ_SCAN_TABLES_H
#include "../detect/scan.h"
#include "../platform/base/arena.h"
#include "../platform/base/clock.h"

enum time_unit { TIME_NONE, TIME_YEAR, TIME_MONTH, TIME_DAY, TIME_NUMBER, TIME_WEEK };   /* the first five as SaTScan numbers them */

/* Names with numbers from 0. */
struct names {
	const char **name;
	size_t n;
	uint32_t *slots;                 /* 1 + the number; 0 is free */
	size_t slots_n;
};

struct scan_record {
	uint32_t area, stratum;
	int64_t day;
	double count;                    /* a population may be a fraction; cases and controls are whole */
};
struct scan_records { struct scan_record *list; size_t n; };

struct scan_tables {
	struct arena *arena;
	struct names areas, strata;      /* a stratum is its covariates, one after the other */
	double *x, *y;                   /* of the areas: longitude and latitude when great_circle */
	bool great_circle;
	struct scan_records cases, controls, population;
	/* set by the caller before tables_lay_out() */
	enum scan_model model;
	enum scan_time time;
	enum time_unit unit;
	int64_t length;                  /* of a period, in units */
	int64_t from, to;                /* first and last day looked at; from > to: those of the cases */
	bool drop_outside;               /* cases outside that time are left out instead of refused */
	/* set by it */
	size_t periods;
	int64_t *edge;                   /* periods + 1: the day each begins */
	size_t dropped;                  /* cases, not rows */
};

void tables_init(struct scan_tables *, struct arena *);
/* The number of an area or stratum, or -1; `add` makes it when it is new. */
int64_t tables_name(struct scan_tables *, struct names *, const char *name, bool add);
bool tables_add_area(struct scan_tables *, const char *name, double x, double y, struct err *);   /* refuses the second of a name */
void tables_add(struct scan_tables *, struct scan_records *, struct scan_record);
/* "2026-11-22", "2026/11/22", "2026-11", "2026" and "11/22/2026" as a day, or a whole number; of a year or a month `last` gives the last day,
 * and with `middle` 1 July or the 15th. */
enum day_end { DAY_FIRST, DAY_MIDDLE, DAY_LAST };
bool tables_day(const char *, enum time_unit, enum day_end, int64_t *);
const char *tables_day_text(struct arena *, enum time_unit, int64_t);
/* Fills the data, in the arena: periods, cases, what to expect and the population. */
bool tables_lay_out(struct scan_tables *, struct scan_data *, struct err *);
#endif
