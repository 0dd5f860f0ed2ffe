/* A scan's tables from CSV files with names on top: areas, cases, and a population or controls. */
#ifndef NABIJ_SCAN_CSV_H
#define NABIJ_SCAN_CSV_H
#include "scan_tables.h"

struct scan_csv {
	const char *areas, *cases, *population, *controls;         /* paths; the last two may be NULL */
	const char *columns;             /* "area=code,x=rd_x": which column holds what, where its name is another; NULL: none */
	const char *strata;              /* "age,sex": the columns that together make a stratum; NULL: none */
	bool plane;                      /* take x and y also where there are latitude and longitude */
	bool globe;                      /* x and y are longitude and latitude */
};
/* Reads all of them into the tables, which know model, time and unit. */
bool scan_csv_read(struct scan_tables *, const struct scan_csv *, struct err *);
#endif
