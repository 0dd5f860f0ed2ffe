/* Rises per area: is this week's count higher than the weeks like it in the years before? Pure functions over arrays of one area's weekly counts.
 *
 * RISES_FLEXIBLE  A. Noufaily, D.G. Enki, P. Farrington, P. Garthwaite, N. Andrews, A. Charlett, "An improved algorithm for outbreak detection in
 *                 multiple surveillance systems", Statistics in Medicine 32 (2013) 1206-1222.
 * RISES_ORIGINAL  C.P. Farrington, N.J. Andrews, A.D. Beale, M.A. Catchpole, "A statistical algorithm for the early detection of outbreaks of
 *                 infectious disease", JRSS A 159 (1996) 547-563.
 * Both fit a quasi-Poisson log-linear model to the reference weeks, weigh down what looked like an outbreak by its Anscombe residual, fit again, and set a
 * limit for this week. They follow R's package surveillance 1.20 (M. Salmon, D. Schumacher, M. Höhle, J. Stat. Softw. 70(10), 2016) step by step, its
 * stopping rule too, so that limits are equal; bench/rises-against-r.sh shows it.
 *
 * EARS C1, C2, C3: L. Hutwagner, W. Thompson, G.M. Seeman, T. Treadwell, "The bioterrorism preparedness and response Early Aberration Reporting System",
 * J. Urban Health 80 (2003) i89-i96; limits as in that package. For series without years of history.
 *
 * Counts are whole numbers >= 0 as doubles (exact to 2^53); NAN is a week of which nothing is known. Weeks follow each other without a gap, at index 0 … n-1. */
#ifndef NABIJ_RISES_H
#define NABIJ_RISES_H
#include <stdbool.h>
#include <stdint.h>

enum { RISES_YEARS_MOST = 20, RISES_HALF_WINDOW_MOST = 26, RISES_PERIODS_MOST = 46, RISES_SPAN_MOST = RISES_YEARS_MOST * 53 + 64 };

enum rises_method { RISES_FLEXIBLE, RISES_ORIGINAL };
enum rises_limit {
	RISES_TWO_THIRDS, RISES_HALF, RISES_UNTRANSFORMED,        /* the limit of Farrington, on a power of the counts */
	RISES_NB_PLUGIN, RISES_MUAN                               /* of Noufaily: negative binomial, without and with the mean's uncertainty; flexible only;
	                                                             for counts of at most 10^10 */
};

struct rises_options {
	enum rises_method method;
	int years;                /* back (b), 1 … RISES_YEARS_MOST */
	int half_window;          /* weeks each side of this week in those years (w), 0 … RISES_HALF_WINDOW_MOST */
	int freq;                 /* weeks in a year where weeks are numbered, not dated: 52 */
	int periods;              /* levels of the season (noPeriods), 1: none, and then only the windows count; flexible only */
	int left_out;             /* weeks before this one that do not count (pastWeeksNotIncluded); flexible only */
	bool trend;
	double trend_p;           /* a trend stays when its p-value is below this; 1 keeps it as far as it does not extrapolate. Original: 0.05 always */
	bool reweight;
	double reweight_from;     /* Anscombe residuals above this are weighed down: 2.58 (flexible); 1 always (original) */
	double alpha;             /* flexible: one-sided; original: two-sided, so that half of it lies above the limit */
	int least_cases, least_weeks;       /* no alarm unless so many cases in the last so many weeks, this one included: 5 in 4 */
	enum rises_limit limit;
};
/* R's defaults: 5 years, 3 weeks, no season, trend, reweighting, alpha 0.05, 5 in 4, two thirds. */
struct rises_options rises_defaults(enum rises_method);
/* What is wrong with these options, in English, or NULL. */
const char *rises_wrong(const struct rises_options *);

enum rise_state {
	RISE_TOLD,                /* all of struct rise says something */
	RISE_TOO_FEW,             /* too few cases lately: no limit is given and there is no alarm */
	RISE_NOT_KNOWN,           /* this week's count, or one that the least cases need, is not known */
	RISE_NO_MODEL             /* the model does not come to rest, or its reference weeks do not carry it */
};
struct rise {
	enum rise_state state;
	bool alarm, trend;
	double expected, upper;   /* NAN unless RISE_TOLD */
	double score;             /* (count - expected) / (upper - expected): an alarm above 1; NAN unless RISE_TOLD */
	double p;                 /* of so high a count under the limit's own distribution; NAN unless RISE_TOLD */
	double phi;               /* the overdispersion, 1 at least */
};

/* Which weeks serve as reference for one week, in how many levels: the same for each area, so made once. */
struct rises_reference {
	int week;                 /* index of this week */
	int first, span;          /* the reference lies in weeks first … first + span - 1 */
	int8_t level[RISES_SPAN_MOST];      /* 0 … levels-1 per week of the span; -1: not used */
	int levels;               /* this week is of the last one */
	struct rises_run { int16_t from, n, level; } run[RISES_SPAN_MOST];  /* the same as runs of weeks of one level */
	int runs;
};
/* dates: per week its first day in days since 1970, seven apart, or NULL: then a year is options->freq weeks. False when the history is too
 * short for this week, or the season has more levels than its year has room for; *why says which, in English (why may be NULL).
 * RISES_ORIGINAL leaves out reference weeks before the first, as R does, and fails only when none is left. */
bool rises_reference(struct rises_reference *, const struct rises_options *, const int32_t *dates, int weeks, int week, const char **why);

/* One week of one area; counts: of all weeks, from index 0. About four microseconds. */
struct rise rises_week(const struct rises_reference *, const struct rises_options *, const double *counts);

/* EARS for one week: upper NAN and RISE_NOT_KNOWN where weeks are missing (too early or not known). expected: the baseline's mean. C1: the `baseline`
 * weeks before; C2: with two weeks between; C3: C2 over three weeks. baseline: 3 or more, 7 usual; alpha: R takes 0.001, for C3 0.025. */
enum ears { EARS_C1 = 1, EARS_C2, EARS_C3 };
struct rise ears_week(enum ears, int baseline, double alpha, double least_sigma, const double *counts, int week);
int ears_first(enum ears, int baseline);         /* the first week that has its baseline */

/* The day a whole number of years before (R's seq by "-1 year": 29 February becomes 1 March), in days since 1970. Here for the tests. */
int32_t rises_years_before(int32_t day, int years);
#endif
