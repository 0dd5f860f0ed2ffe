#include "distributions.h"
#include <assert.h>
#include <math.h>
#include <float.h>
#include <stdbool.h>

#define SQRT_TWO_PI 2.50662827463100050242
#define HALF_LOG_TWO_PI 0.918938533204672741780
#define TINY 1e-300
#define STEPS 2000000              /* a bound for the continued fractions; they need about the root of their largest parameter */

double normal_upper(double z)
{
	return 0.5 * erfc(z * M_SQRT1_2);
}

/* A first guess (Abramowitz & Stegun 26.2.23, 4.5e-4), then Halley's step until it stands: three of them reach the last bits. */
double normal_quantile(double p)
{
	assert(p > 0 && p < 1);
	double q = p < 0.5 ? p : 1 - p, t = sqrt(-2 * log(q));
	double z = t - ((0.010328 * t + 0.802853) * t + 2.515517) / (((0.001308 * t + 0.189269) * t + 1.432788) * t + 1);
	for (int i = 0; i < 3; i++) {
		double step = (normal_upper(z) - q) * SQRT_TWO_PI * exp(z * z / 2);
		z += step / (1 - z * step / 2);
	}
	return p < 0.5 ? -z : z;
}

/* What Stirling's formula lacks: log n! minus it. */
static double stirling_error(double n)
{
	if (n <= 15)
		return lgamma(n + 1) - (n + 0.5) * log(n) + n - HALF_LOG_TWO_PI;
	double m = n * n;
	return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / m) / m) / m) / m) / n;
}

/* x log(x / m) + m - x, without cancellation where x is near m. */
static double deviance_part(double x, double m)
{
	if (fabs(x - m) >= 0.1 * (x + m))
		return x * log(x / m) + m - x;
	double v = (x - m) / (x + m), s = (x - m) * v, e = 2 * x * v;
	for (int j = 1; j < 1000; j++) {
		e *= v * v;
		double next = s + e / (2 * j + 1);
		if (next == s)
			break;
		s = next;
	}
	return s;
}

/* x^a (1-x)^b Γ(a+b+1) / (Γ(a+1) Γ(b+1)): the binomial density, for any a, b > 0. */
static double binomial_density(double a, double b, double x, double y)
{
	double n = a + b;
	double e = stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance_part(a, n * x) - deviance_part(b, n * y);
	return exp(e) * sqrt(n / a / b) / SQRT_TWO_PI;
}

static double poisson_density(double x, double mu)
{
	return exp(-stirling_error(x) - deviance_part(x, mu)) / (sqrt(x) * SQRT_TWO_PI);
}

static double keep_off_zero(double v)
{
	return fabs(v) < TINY ? TINY : v;
}

/* One step of Lentz's method for a continued fraction; true when it has come to rest. */
struct lentz { double c, d, f; };

static bool lentz_step(struct lentz *l, double numerator, double denominator)
{
	l->d = 1 / keep_off_zero(denominator + numerator * l->d);
	l->c = keep_off_zero(denominator + numerator / l->c);
	double change = l->c * l->d;
	l->f *= change;
	return fabs(change - 1) < DBL_EPSILON;
}

static double beta_fraction(double a, double b, double x)
{
	struct lentz l = { 1 / TINY, 1, 1 };
	for (int m = 1; m < STEPS; m++) {
		int j = m / 2;
		double numerator = m % 2 ? -(a + j) * (a + b + j) * x / ((a + 2 * j) * (a + 2 * j + 1)) : j * (b - j) * x / ((a + 2 * j - 1) * (a + 2 * j));
		if (lentz_step(&l, numerator, 1))
			break;
	}
	return l.f;
}

/* The regularised incomplete beta function I_x(a, b), a > 0, b > 0, with y = 1 - x given apart, so that no digits are lost where x is close to 1. */
static double beta_share(double a, double b, double x, double y)
{
	if (x <= 0 || y <= 0)
		return x <= 0 ? 0 : 1;
	double front = binomial_density(a, b, x, y) / (a + b);
	if (x < (a + 1) / (a + b + 2))
		return front * b * beta_fraction(a, b, x);
	return 1 - front * a * beta_fraction(b, a, y);
}

double student_two_sided(double t, double df)
{
	double square = t * t;
	return isinf(square) ? 0 : beta_share(df / 2, 0.5, df / (df + square), square / (df + square));
}

/* The regularised incomplete gamma function P(a, x), a > 0: the share of a Poisson with mean x that is at least a, for whole a. */
static double gamma_share(double a, double x)
{
	if (x <= 0)
		return 0;
	double front = poisson_density(a, x);
	if (x < a + 1) {
		double term = 1, sum = 1;
		for (int n = 1; n < STEPS && term > sum * DBL_EPSILON / 4; n++)
			sum += term *= x / (a + n);
		return front * sum;
	}
	struct lentz l = { 1 / TINY, 1 / (x + 1 - a), 1 / (x + 1 - a) };
	for (int n = 1; n < STEPS; n++)
		if (lentz_step(&l, -n * (n - a), x + 2 * n + 1 - a))
			break;
	return 1 - front * a * l.f;
}

double counts_upper(double y, double mu, double phi)
{
	if (y <= 0)
		return 1;
	if (phi <= 1)
		return gamma_share(y, mu);
	return beta_share(y, mu / (phi - 1), (phi - 1) / phi, 1 / phi);
}

/* Whether P(X <= x) reaches p; a hair less will do, so that rounding does not carry a quantile one too far (as R has it). */
static bool reaches(double x, double p, double mu, double phi)
{
	return 1 - counts_upper(x + 1, mu, phi) >= p * (1 - 64 * DBL_EPSILON);
}

double counts_quantile(double p, double mu, double phi)
{
	assert(p > 0 && p < 1 && mu >= 0 && isfinite(mu) && phi >= 1);
	/* above reaches p; below is the first that may still be the answer */
	double guess = floor(mu + normal_quantile(p) * sqrt(mu * phi)), step = 1 + floor(sqrt(mu * phi) / 8), above = guess < 0 ? 0 : guess, below = 0;
	if (reaches(above, p, mu, phi))
		for (; above - step >= 0 && reaches(above - step, p, mu, phi); step *= 2)
			above -= step;
	else
		for (; !reaches(above, p, mu, phi); above += step)
			below = above + 1;
	below = above - step > below ? above - step : below;
	while (below < above) {
		double middle = floor((below + above) / 2);
		if (reaches(middle, p, mu, phi))
			above = middle;
		else
			below = middle + 1;
	}
	return above;
}
