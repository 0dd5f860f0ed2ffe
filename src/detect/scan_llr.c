/* The likelihood ratio of a cylinder against all the rest. */
#include <math.h>
#include "scan_inside.h"

/* x ln x; whole numbers from the table. */
static double x_log_x(const struct scan *s, double x)
{
	if (x <= 0)
		return 0;
	return x < (double)s->x_log_x_n && x == floor(x) ? s->x_log_x[(size_t)x] : x * log(x);
}

/* With c cases of C, where μ are expected of all C: c ln(c/μ) + (C − c) ln((C − c)/(C − μ)). */
static double llr_poisson(const struct scan *s, int64_t count, double expected)
{
	double c = (double)count, rest = (double)s->total - c, expected_rest = (double)s->total - expected;
	if (c <= expected)
		return 0;
	double outside = rest > 0 && expected_rest > 0 ? x_log_x(s, rest) - rest * log(expected_rest) : 0;
	return x_log_x(s, c) - c * log(expected) + outside;
}

/* `many` times the log of how much higher their rate is than the rate of all: no large numbers that would cancel. */
static double part(double many, double of, double all, double of_all)
{
	return many > 0 ? many * log(many * of_all / (of * all)) : 0;
}

/* With c cases among n individuals, of C among N: the binomial likelihood of two rates against that of one. */
static double llr_bernoulli(const struct scan *s, int64_t count, double individuals)
{
	double c = (double)count, n = individuals, C = (double)s->total, N = s->individuals;
	if (c * (N - n) <= (C - c) * n)
		return 0;
	return part(c, n, C, N) + part(n - c, n, N - C, N) + part(C - c, N - n, C, N) + part(N - n - C + c, N - n, N - C, N);
}

double scan_llr(const struct scan *s, int64_t count, double measure)
{
	if (s->options->model == SCAN_BERNOULLI)
		return llr_bernoulli(s, count, measure);
	return measure > 0 ? llr_poisson(s, count, measure) : 0;
}

/* Of even periods their number says it, so that windows of one length have one expectation to the last bit. */
double scan_share(const struct scan *s, size_t from, size_t until)
{
	return s->even ? (double)(until - from) / (double)s->periods : s->share[until] - s->share[from];
}
