/* SaTScan's files as they are: settings (.prm), cases (.cas), controls (.ctl), population (.pop) and coordinates (.geo).
 *
 * Rows are words with white space between them; a word in double quotes may hold spaces. What the settings ask for and a scan of ours cannot do is never passed
 * over in silence: what changes the answer is refused, all of it in one message; what changes only the output is named in `noted`. */
#ifndef NABIJ_SATSCAN_H
#define NABIJ_SATSCAN_H
#include "scan_tables.h"

struct satscan {
	const char *cases, *controls, *population, *coordinates;   /* paths as written; NULL: none */
	bool great_circle;
	enum scan_model model;
	enum scan_time time;
	enum time_unit precision, unit;
	int64_t length;                                            /* of a period, in units */
	const char *from, *to;                                     /* first and last day as written */
	bool drop_outside, drop_unknown;                           /* the "relaxed" checks */
	double max_percent, max_radius;                            /* of the population; 0: no limit to the radius */
	bool window_in_percent;
	double max_window;                                         /* percent of the time, or units */
	int64_t min_window;                                        /* units */
	int64_t min_cases;
	unsigned replicas, stop_after, threads;
	const char **noted;                                        /* "OutputShapefiles=y", … */
	size_t noted_n;
};

/* All readers borrow the bytes; `name` is for messages. */
bool satscan_settings(struct satscan *, struct arena *, const char *bytes, size_t n, const char *name, struct err *);
/* What the settings ask of the scan, into the tables; before these are read. */
void satscan_asks(struct scan_tables *, const struct satscan *);
bool satscan_coordinates(struct scan_tables *, const char *bytes, size_t n, const char *name, struct err *);
/* Rows of cases or controls: area, number, day (unless the precision is TIME_NONE), covariates. */
bool satscan_counts(struct scan_tables *, struct scan_records *, const struct satscan *, const char *bytes, size_t n, const char *name, struct err *);
/* Rows of population: area, day, number, covariates. */
bool satscan_population(struct scan_tables *, const struct satscan *, const char *bytes, size_t n, const char *name, struct err *);
#endif
