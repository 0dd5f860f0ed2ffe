/* Inside the scan statistic: what its files share. Areas are renumbered along a curve that keeps neighbours near each other in memory, so that what a circle
 * adds up is still in the cache; `order` gives the caller's number back. */
#ifndef NABIJ_SCAN_INSIDE_H
#define NABIJ_SCAN_INSIDE_H
#include "random.h"
#include "scan.h"

#define SCAN_JOINED 0x80000000u                  /* in a circle list: the next area lies as far away, so no circle ends here */

/* Around each centre its areas, nearest first; each prefix (but for SCAN_JOINED) is a circle. */
struct scan_circles {
	size_t *from;                    /* areas + 1 positions in `area` */
	uint32_t *area;
};

/* A cylinder: the first `areas` of a centre's list, periods from … until - 1. */
struct scan_window {
	double llr;
	size_t centre, areas, from, until;
	int64_t count;
	double measure;                  /* expected cases; Bernoulli: individuals */
};

struct scan {
	const struct scan_data *data;
	const struct scan_options *options;
	struct detect_work *work;
	size_t areas, periods;
	size_t first_period;             /* the first that a window may touch: of alive windows, only the last ones */
	uint32_t total;                  /* cases */
	double individuals;              /* Bernoulli */
	size_t *order;                   /* the caller's number of an area */
	struct scan_circles circles;
	double *population, population_total;
	/* What to expect. Separable: area_measure[a] × (share[t2] - share[t1]); otherwise cell_measure[a × periods + t] says it cell by cell. */
	bool separable;
	double *area_measure, *share, *cell_measure;
	bool even;                       /* separable, and each period has the same share */
	double *x_log_x;                 /* of whole numbers below x_log_x_n */
	size_t x_log_x_n;
	uint32_t *observed;              /* a cell (area × periods + period) for each case */
	size_t observed_drawn;           /* how many of them lie in or behind first_period; those come first */
	struct random_alias *by_area, *by_period, *by_cell;
};

double scan_llr(const struct scan *, int64_t count, double measure);     /* 0 when there are no more than expected */

double scan_share(const struct scan *, size_t from, size_t until);       /* of the measure, in periods from … until - 1; separable alone */

bool scan_circles_make(struct scan *, struct err *);                     /* sets order, circles, population */
double scan_distance(const struct scan_data *, size_t a, size_t b);      /* of the caller's areas; kilometres on the globe */

/* Cases under the null hypothesis: fills cells[] (room for `total`) and gives how many there are in or behind first_period. */
size_t scan_draw(const struct scan *, struct random *, uint32_t *cells);

/* A way to scan: loads cases, then looks around a centre and improves `best` where it finds a cylinder with a strictly higher LLR. */
struct scan_plain *scan_plain_new(const struct scan *);
void scan_plain_free(struct scan_plain *);
void scan_plain_load(struct scan_plain *, const uint32_t *cells, size_t n);
void scan_plain_centre(struct scan_plain *, size_t centre, struct scan_window *best);

/* The fast way, for separable measures and at most 65,000 cases. */
struct scan_fast;                    /* shared by all threads */
struct scan_fast_state;              /* of one thread */
struct scan_fast *scan_fast_new(const struct scan *, enum scan_kernel);  /* NULL when the scan is not of that kind */
void scan_fast_free(struct scan_fast *);
enum scan_kernel scan_fast_kernel(const struct scan_fast *);
struct scan_fast_state *scan_fast_state_new(struct scan_fast *);
void scan_fast_state_free(struct scan_fast_state *);
void scan_fast_load(struct scan_fast_state *, const uint32_t *cells, size_t n);
void scan_fast_centre(struct scan_fast_state *, size_t centre, struct scan_window *best);
#endif
