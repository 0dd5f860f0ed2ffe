/* The quasi-Poisson model of the rises: log of the mean = one constant per level of the season + a straight trend in time.
 *
 * Fitted by iteratively reweighted least squares (McCullagh and Nelder, "Generalized Linear Models", 1989, 2.5), from the same start and with the
 * same stopping rule as R's glm.fit, since a limit that is to equal R's must stop where R stops. With one column per level and one for time the
 * least-squares step has a closed form (means within levels, then one slope), which is as exact as a QR decomposition and needs no matrix.
 *
 * Inside this folder; rises.h is the door. */
#ifndef NABIJ_LOGLINEAR_H
#define NABIJ_LOGLINEAR_H
#include "rises.h"

enum { LANES = 8, SAMPLE_ROOM = RISES_SPAN_MOST + LANES };

/* The reference weeks of one area: dense in time, 0 … span-1, and LANES empty ones behind. */
struct sample {
	const struct rises_reference *reference;
	double time[SAMPLE_ROOM];      /* in weeks from the middle of the span */
	double y[SAMPLE_ROOM];         /* counts; 0 where weight is 0 */
	double two_thirds[SAMPLE_ROOM];    /* y^(2/3) */
	double weight[SAMPLE_ROOM];    /* prior weights; 0: not used or not known */
	double most;                       /* the largest count */
	int n;                             /* weeks that are known */
	int weighed;                       /* of those, the ones whose weight is not 0 */
};

struct line { double constant[RISES_PERIODS_MOST], slope; };

struct fit {
	bool trend;
	bool at_rest;                      /* converged */
	struct line line, before;          /* the last step and the one before it, which the last step's weights come from */
	bool first;                        /* there was one step only: its weights come from the counts */
	double sum[RISES_PERIODS_MOST];    /* of the last step's weights, per level */
	double middle[RISES_PERIODS_MOST]; /* their mean time */
	double spread;                     /* Σ weight × (time - middle)²; 0 without trend */
};

/* False: no coefficients at all (nothing to fit, or the very first step leaves the numbers). at_rest tells whether it converged within 25 steps. */
bool loglinear_fit(struct fit *, const struct sample *, bool trend);
/* The means of all weeks of the span under a line, never below the smallest that R lets a mean be; 1 where a week is not used. Here and below, arrays
 * have SAMPLE_ROOM. */
void loglinear_means(const struct sample *, const struct line *, double *mean);
/* mean^(1/6), the same way. */
void loglinear_sixth_roots(const struct sample *, const struct line *, double *root);
/* Once, before all else; later calls and other threads' calls do nothing. */
void loglinear_ready(void);
/* y^(2/3) of a count, for the residuals. */
double loglinear_two_thirds(double y);
/* The last step's weights; 0 where a week is not used. */
void loglinear_weights(const struct sample *, const struct fit *, double *weight);
#endif
