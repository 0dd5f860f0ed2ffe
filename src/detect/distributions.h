/* The few distributions the statistics stand on, as plain functions of doubles; no state, no errors, safe from any thread.
 * Accuracy is about 1e-13 relative, also far out in a tail: densities are calculated by Loader's saddle point (C. Loader, "Fast and
 * accurate computation of binomial probabilities", 2000), tails by continued fractions (Lentz; Abramowitz & Stegun 26.5.8, 6.5.31). */
#ifndef NABIJ_DISTRIBUTIONS_H
#define NABIJ_DISTRIBUTIONS_H

/* The standard normal: what is below a share p, 0 < p < 1; and the share above z. */
double normal_quantile(double p);
double normal_upper(double z);

/* Both tails of Student's t beyond |t|, with df > 0 degrees of freedom. */
double student_two_sided(double t, double df);

/* Poisson with mean mu >= 0, and the negative binomial with that mean and variance phi × mu (phi > 1; at phi = 1 it is the Poisson).
 * upper: P(X >= y); quantile: the smallest whole x with P(X <= x) >= p, as R's qnbinom and qpois say it. */
double counts_upper(double y, double mu, double phi);
double counts_quantile(double p, double mu, double phi);
#endif
