#include <assert.h>
#include <math.h>
#include "distributions.h"
#include "rises.h"

enum { GAP = 2 };                        /* weeks between this week and the baseline of C2 and C3 */

int ears_first(enum ears method, int baseline)
{
	return baseline + (method == EARS_C1 ? 0 : method == EARS_C2 ? GAP : 2 * GAP);
}

struct baseline { double mean, sigma; };

/* The `n` weeks that end `gap` weeks before `week`. */
static struct baseline baseline_of(const double *counts, int week, int gap, int n, double least_sigma)
{
	const double *y = counts + week - gap - n;
	double sum = 0, squares = 0;
	for (int i = 0; i < n; i++)
		sum += y[i];
	for (int i = 0; i < n; i++)
		squares += (y[i] - sum / n) * (y[i] - sum / n);
	double sigma = sqrt(squares / (n - 1));
	return (struct baseline){ sum / n, sigma < least_sigma ? least_sigma : sigma };
}

/* How far a week was above its own C2 baseline, beyond one sigma. A week that equals a baseline without any spread says nothing: 0/0. */
static double above(const double *counts, int week, int n, double least_sigma)
{
	struct baseline b = baseline_of(counts, week, GAP, n, least_sigma);
	double c2 = (counts[week] - b.mean) / b.sigma - 1;
	return c2 < 0 ? 0 : c2;
}

struct rise ears_week(enum ears method, int n, double alpha, double least_sigma, const double *counts, int week)
{
	struct rise rise = { .state = RISE_NOT_KNOWN, .expected = NAN, .upper = NAN, .score = NAN, .p = NAN, .phi = NAN };
	assert(n >= 3 && alpha > 0 && alpha < 1);
	if (week < ears_first(method, n))
		return rise;
	struct baseline b = baseline_of(counts, week, method == EARS_C1 ? 0 : GAP, n, least_sigma);
	double z = -normal_quantile(alpha), upper = b.mean + z * b.sigma;
	if (method == EARS_C3) {
		upper = counts[week] + b.sigma * (z - (above(counts, week - 2, n, least_sigma) + above(counts, week - 1, n, least_sigma)));
		upper = upper < 0 ? 0 : upper;
	}
	if (isnan(upper) || isnan(counts[week]))
		return rise;
	rise.state = RISE_TOLD;
	rise.expected = b.mean;
	rise.upper = upper;
	rise.alarm = counts[week] > upper;
	rise.score = (counts[week] - b.mean) / (upper - b.mean);
	return rise;
}
