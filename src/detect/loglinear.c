#include "loglinear.h"
#include <float.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

enum { STEPS_MOST = 25, HALVINGS_MOST = 25, TABLED = 512 };

#define REST 1e-8                        /* of the deviance, as glm.control() */
#define START_ABOVE 0.1                  /* the first means: the counts and a tenth */
#define LOWEST_LOG (-36.04365338911715)  /* log of DBL_EPSILON: poisson()$linkinv lets no mean be lower */
#define HIGHEST_LOG 600.0                /* beyond it the quick sums could overflow on the way */
#define QUICK_MOST 1e5                   /* from counts above it the quick deviance loses digits */

/* What the first step and the deviance need of a count; most counts are small, so those are kept. */
struct of_count { double log_part, start_z, start_deviance; };
static struct of_count table[TABLED];
static double two_thirds[TABLED];

static struct of_count calculate(double y)
{
	double m = y + START_ABOVE;
	return (struct of_count){ y > 0 ? y * log(y) : 0, m * log(m) - START_ABOVE, 2 * ((y > 0 ? y * log(y / m) : 0) + START_ABOVE) };
}

static void fill_table(void)
{
	for (int y = 0; y < TABLED; y++) {
		table[y] = calculate(y);
		two_thirds[y] = cbrt((double)y * y);
	}
}

static inline struct of_count of_count(double y)
{
	return y < TABLED ? table[(int)y] : calculate(y);
}

void loglinear_ready(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, fill_table);
}

double loglinear_two_thirds(double y)
{
	return y < TABLED ? two_thirds[(int)y] : cbrt(y * y);
}

/* Sums over the weeks of a level: of the weights, and of them with time once and twice; of the weights × the working response likewise. */
struct sums { double w[RISES_PERIODS_MOST], wt[RISES_PERIODS_MOST], wtt[RISES_PERIODS_MOST], wz[RISES_PERIODS_MOST], wzt[RISES_PERIODS_MOST]; };

/* What does not change while fitting. */
struct work {
	const struct sample *s;
	int levels, span, runs;
	double y[RISES_PERIODS_MOST], yt[RISES_PERIODS_MOST];      /* Σ weight × count (× time) per level */
	double p[RISES_PERIODS_MOST];                             /* Σ weight */
	double log_part, y_sum, start_deviance;
};

/* e[i] = exp(slope × (from + i)): a few exponentials, the rest by multiplying, eight apart. */
static void geometric(double *restrict e, int n, double from, double slope)
{
	double step = exp(slope), far = exp(LANES * slope);
	e[0] = exp(slope * from);
	for (int i = 1; i < LANES; i++)
		e[i] = e[i - 1] * step;
	for (int i = LANES; i < n; i++)
		e[i] = e[i - LANES] * far;
}

static bool is_quick(const struct work *w, const struct line *line)
{
	double edge = fabs(line->slope) * w->span, low = INFINITY, high = -INFINITY;
	for (int g = 0; g < w->levels; g++) {
		low = line->constant[g] < low ? line->constant[g] : low;
		high = line->constant[g] > high ? line->constant[g] : high;
	}
	return low - edge > LOWEST_LOG && high + edge < HIGHEST_LOG && w->s->most <= QUICK_MOST;
}

static void quick_means(const struct work *w, const struct line *line, struct sums *sums)
{
	double e[SAMPLE_ROOM], scale[RISES_PERIODS_MOST];
	for (int g = 0; g < w->levels; g++)
		sums->w[g] = sums->wt[g] = sums->wtt[g] = 0;
	geometric(e, w->span, w->s->time[0], line->slope);
	for (int i = 0; i < w->span; i++)
		e[i] *= w->s->weight[i];
	for (int r = 0; r < w->runs; r++) {
		const struct rises_run *run = &w->s->reference->run[r];
		double m0 = 0, m1 = 0, m2 = 0;
		for (int i = run->from; i < run->from + run->n; i++) {
			double with_time = e[i] * w->s->time[i];
			m0 += e[i];
			m1 += with_time;
			m2 += with_time * w->s->time[i];
		}
		sums->w[run->level] += m0;
		sums->wt[run->level] += m1;
		sums->wtt[run->level] += m2;
	}
	for (int g = 0; g < w->levels; g++) {
		scale[g] = exp(line->constant[g]);
		sums->w[g] *= scale[g];
		sums->wt[g] *= scale[g];
		sums->wtt[g] *= scale[g];
	}
}

/* The sums of the means under a line into w, wt, wtt; gives the deviance. */
static double quick(const struct work *w, const struct line *line, bool trend, struct sums *sums)
{
	double deviance = w->log_part - w->y_sum;
	if (trend)
		quick_means(w, line, sums);
	for (int g = 0; g < w->levels; g++) {
		if (!trend)
			sums->w[g] = w->p[g] * exp(line->constant[g]);
		deviance += sums->w[g] - line->constant[g] * w->y[g] - line->slope * w->yt[g];
	}
	return 2 * deviance;
}

/* The same week by week, for means and counts of any size. */
static double careful(const struct work *w, const struct line *line, struct sums *sums)
{
	double deviance = 0;
	for (int g = 0; g < w->levels; g++)
		sums->w[g] = sums->wt[g] = sums->wtt[g] = 0;
	for (int i = 0; i < w->span; i++) {
		double p = w->s->weight[i], y = w->s->y[i], t = w->s->time[i];
		int g = w->s->reference->level[i];
		if (p == 0)
			continue;
		double mean = fmax(exp(line->constant[g] + line->slope * t), DBL_EPSILON);
		sums->w[g] += p * mean;
		sums->wt[g] += p * mean * t;
		sums->wtt[g] += p * mean * t * t;
		deviance += p * ((y > 0 ? y * log(y / mean) : 0) - (y - mean));
	}
	return 2 * deviance;
}

static double evaluate(const struct work *w, const struct line *line, bool trend, struct sums *sums)
{
	return is_quick(w, line) ? quick(w, line, trend, sums) : careful(w, line, sums);
}

/* Weighted least squares of the working response on levels and time. */
static void solve(const struct work *w, struct sums *sums, struct fit *fit)
{
	double across = 0;
	fit->spread = 0;
	for (int g = 0; g < w->levels; g++) {
		fit->sum[g] = sums->w[g];
		fit->middle[g] = fit->trend ? sums->wt[g] / sums->w[g] : 0;
		if (fit->trend) {
			fit->spread += sums->wtt[g] - fit->middle[g] * sums->wt[g];
			across += sums->wzt[g] - fit->middle[g] * sums->wz[g];
		}
	}
	fit->line.slope = fit->trend ? across / fit->spread : 0;
	for (int g = 0; g < w->levels; g++)
		fit->line.constant[g] = sums->wz[g] / sums->w[g] - fit->line.slope * fit->middle[g];
}

/* weight × working response = weight × (mean × (linear predictor - 1) + count), summed. */
static void respond(const struct work *w, const struct line *line, struct sums *sums)
{
	for (int g = 0; g < w->levels; g++) {
		double c = line->constant[g] - 1;
		sums->wz[g] = c * sums->w[g] + line->slope * sums->wt[g] + w->y[g];
		sums->wzt[g] = c * sums->wt[g] + line->slope * sums->wtt[g] + w->yt[g];
	}
}

/* What does not change, and the first step's sums, in which each count is its own mean but for the tenth. */
static void prepare(struct work *w, const struct sample *s, struct sums *sums)
{
	w->s = s;
	w->levels = s->reference->levels;
	w->log_part = w->y_sum = w->start_deviance = 0;
	for (int g = 0; g < w->levels; g++)
		w->p[g] = w->y[g] = w->yt[g] = sums->wt[g] = sums->wtt[g] = sums->wz[g] = sums->wzt[g] = 0;
	w->span = s->reference->span;
	w->runs = s->reference->runs;
	for (int r = 0; r < w->runs; r++) {
		const struct rises_run *run = &s->reference->run[r];
		double y0 = 0, y1 = 0, p0 = 0, m1 = 0, m2 = 0, z0 = 0, z1 = 0;
		for (int i = run->from; i < run->from + run->n; i++) {
			double p = s->weight[i], py = p * s->y[i], t = s->time[i], m = (py + START_ABOVE * p) * t;
			struct of_count c = of_count(s->y[i]);
			p0 += p;
			y0 += py;
			y1 += py * t;
			m1 += m;
			m2 += m * t;
			z0 += p * c.start_z;
			z1 += p * c.start_z * t;
			w->log_part += p * c.log_part;
			w->start_deviance += p * c.start_deviance;
		}
		int g = run->level;
		w->p[g] += p0;
		w->y[g] += y0;
		w->yt[g] += y1;
		w->y_sum += y0;
		sums->wt[g] += m1;
		sums->wtt[g] += m2;
		sums->wz[g] += z0;
		sums->wzt[g] += z1;
	}
	for (int g = 0; g < w->levels; g++)
		sums->w[g] = w->y[g] + START_ABOVE * w->p[g];
}

static void halfway(struct line *line, const struct line *back, int levels)
{
	for (int g = 0; g < levels; g++)
		line->constant[g] = (line->constant[g] + back->constant[g]) / 2;
	line->slope = (line->slope + back->slope) / 2;
}

bool loglinear_fit(struct fit *fit, const struct sample *s, bool trend)
{
	struct work w;
	struct sums sums;
	prepare(&w, s, &sums);
	fit->trend = trend;
	fit->at_rest = false;
	for (int g = 0; g < w.levels; g++)
		if (w.p[g] <= 0)
			return false;
	double old = w.start_deviance;
	for (int step = 0; step < STEPS_MOST && !fit->at_rest; step++) {
		fit->before = fit->line;
		fit->first = step == 0;
		solve(&w, &sums, fit);
		double deviance = evaluate(&w, &fit->line, trend, &sums);
		for (int i = 0; step > 0 && !isfinite(deviance) && i <= HALVINGS_MOST; i++) {
			halfway(&fit->line, &fit->before, w.levels);
			deviance = evaluate(&w, &fit->line, trend, &sums);
		}
		if (!isfinite(deviance))
			return false;
		fit->at_rest = fabs(deviance - old) / (0.1 + fabs(deviance)) < REST;
		old = deviance;
		respond(&w, &fit->line, &sums);
	}
	return true;
}

/* exp(share × linear predictor) of all weeks. */
static void exponentials(const struct sample *s, const struct line *line, double share, double *out)
{
	const struct rises_reference *r = s->reference;
	double scale[RISES_PERIODS_MOST], e[SAMPLE_ROOM];
	struct work w;
	w.s = s;
	w.levels = r->levels;
	w.span = r->span;
	for (int i = 0; i < r->span + LANES; i++)
		out[i] = 1;
	if (!is_quick(&w, line)) {
		for (int i = 0; i < r->span; i++)
			if (r->level[i] >= 0)
				out[i] = exp(share * fmax(line->constant[r->level[i]] + line->slope * s->time[i], LOWEST_LOG));
		return;
	}
	if (line->slope != 0)
		geometric(e, r->span, s->time[0], share * line->slope);
	for (int g = 0; g < r->levels; g++)
		scale[g] = exp(share * line->constant[g]);
	for (int k = 0; k < r->runs; k++)
		for (int i = r->run[k].from; i < r->run[k].from + r->run[k].n; i++)
			out[i] = line->slope != 0 ? scale[r->run[k].level] * e[i] : scale[r->run[k].level];
}

void loglinear_means(const struct sample *s, const struct line *line, double *mean)
{
	exponentials(s, line, 1, mean);
}

void loglinear_sixth_roots(const struct sample *s, const struct line *line, double *root)
{
	exponentials(s, line, 1.0 / 6, root);
}

void loglinear_weights(const struct sample *s, const struct fit *fit, double *weight)
{
	const struct rises_reference *r = s->reference;
	if (!fit->first)
		loglinear_means(s, &fit->before, weight);
	for (int i = 0; i < r->span + LANES; i++)
		weight[i] = s->weight[i] * (fit->first ? s->y[i] + START_ABOVE : weight[i]);
}
