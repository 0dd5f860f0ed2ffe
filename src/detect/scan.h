/* The space-time scan statistic: where, and since when, are there more cases than chance brings?
 *
 * Circles of every size are laid around every area, each with every window of time that is asked for (a cylinder). Each is compared with all the rest by
 * the log of the likelihood ratio (LLR); what is found is the cylinder with the highest. How often chance alone finds one as high is tried by drawing the
 * cases anew, many times over, and scanning each time for its own maximum; so the p-value already counts that one looked everywhere.
 *
 *   Kulldorff M. A spatial scan statistic. Communications in Statistics: Theory and Methods 26 (1997) 1481–1496.                    Poisson, Bernoulli
 *   Kulldorff M, Athas WF, Feuer EJ, Miller BA, Key CR. Evaluating cluster alarms. Am J Public Health 88 (1998) 1377–1380.          space-time
 *   Kulldorff M. Prospective time periodic geographical disease surveillance using a scan statistic. JRSS A 164 (2001) 61–72.       "alive" windows
 *   Kulldorff M, Heffernan R, Hartman J, Assunção R, Mostashari F. A space-time permutation scan statistic. PLoS Med 2 (2005) e59.  permutation
 *   Besag J, Clifford P. Sequential Monte Carlo p-values. Biometrika 78 (1991) 301–304.                                              stop_after
 *   Abrams AM, Kleinman K, Kulldorff M. Gumbel based p-value approximations for spatial scan statistics. Int J Health Geogr 9 (2010) 61.
 *
 * Only clusters with more cases than expected are looked for. docs/statistics.md tells how to read the answer. */
#ifndef NABIJ_SCAN_H
#define NABIJ_SCAN_H
#include <stddef.h>
#include "detect.h"

#define SCAN_CASES_LIMIT  20000000               /* cases in one scan: each is drawn anew in every replica */
#define SCAN_CIRCLES_LIMIT 40000000              /* areas in all circles' lists together: 160 MB */

enum scan_model {
	SCAN_POISSON,      /* cases come at a rate that is the same everywhere, given `measure` */
	SCAN_BERNOULLI,    /* `measure` counts individuals, each a case or not (a control) */
	SCAN_PERMUTATION   /* where and when are independent; no population needed */
};
enum scan_time {
	SCAN_SPATIAL,        /* circles only; one period */
	SCAN_RETROSPECTIVE,  /* windows anywhere in the time looked at */
	SCAN_ALIVE           /* windows that last until the end: what is going on now */
};
/* How replicas are scanned. All give the same maxima to the last bit; the plain one is the text to read. */
enum scan_kernel { SCAN_BEST, SCAN_PLAIN, SCAN_C, SCAN_AVX2, SCAN_AVX512 };

struct scan_data {
	size_t areas, periods;
	const int64_t *cases;            /* areas × periods */
	const double *measure;           /* areas × periods, >= 0. Poisson: what to expect, up to a factor (population × time, or indirectly standardised); Bernoulli: cases +
	                                    controls, whole numbers; permutation: NULL */
	const double *population;        /* for each area, what max_share is a share of; NULL: the measure (permutation: the cases) over all periods */
	const double *x, *y;             /* on a plane, or longitude and latitude in degrees */
	bool great_circle;               /* the second; distances are kilometres then */
};

struct scan_options {
	enum scan_model model;
	enum scan_time time;
	double max_share;                /* of the population in a circle: above 0, at most 1; SaTScan's own is 0.5 */
	double max_radius;               /* of a circle; 0: no limit */
	size_t min_length, max_length;   /* of a window, in periods; 1 <= min <= max <= periods */
	int64_t min_cases;               /* in a cluster; SaTScan's own is 2 */
	unsigned replicas;               /* 0: no p-values */
	unsigned stop_after;             /* stop when so many replicas reached the highest LLR; 0: never */
	uint64_t seed;
	unsigned threads;                /* 0: as many as there are cores */
	size_t max_clusters;             /* reported at most */
	enum scan_kernel kernel;
};

struct scan_cluster {
	size_t centre, n, *areas;        /* the areas within, nearest first */
	double radius;                   /* distance from the centre to the farthest of them */
	size_t from, to;                 /* first and last period */
	int64_t observed;
	double expected, relative_risk;  /* relative risk: inside against outside; INFINITY when nothing lies outside */
	double population;               /* of the areas within, as in max_share */
	double llr;
	double p;                        /* (1 + replicas whose maximum is as high) / (1 + replicas), after an early stop of the first cluster: stop_after / replicas done;
	                                    NAN without replicas */
	double p_gumbel;                 /* from a Gumbel distribution with mean and variance of the replicas' maxima; NAN below 10 replicas */
	double recurrence;               /* periods until chance alone brings one as high when every period ends with such an analysis: 1 / p */
};

struct scan_result {
	struct scan_cluster *clusters;   /* by falling LLR; no two share an area */
	size_t n;
	int64_t cases;                   /* in all */
	double population;
	unsigned replicas;               /* that were done */
	double *maxima;                  /* of each of them, in their own order */
	bool stopped;                    /* because of stop_after */
	bool interrupted;                /* because of work->stop: p-values rest on what was done */
	enum scan_kernel kernel;         /* that did the work */
};

/* False with an error when the data make no sense. `work` may be NULL. Free the result with scan_result_free(), also after false. */
bool scan_run(const struct scan_data *, const struct scan_options *, struct scan_result *, struct detect_work *, struct err *);
void scan_result_free(struct scan_result *);
const char *scan_kernel_name(enum scan_kernel);
#endif
