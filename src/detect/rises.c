#include "rises.h"
#include <assert.h>
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <string.h>
#include "distributions.h"
#include "loglinear.h"

#define MOST_FOR_COUNTS 1e10             /* beyond it a tail of the negative binomial takes seconds */

struct rises_options rises_defaults(enum rises_method method)
{
	return (struct rises_options){ .method = method, .years = 5, .half_window = 3, .freq = 52, .periods = 1, .left_out = 3, .trend = true, .trend_p = 0.05,
		.reweight = true, .reweight_from = method == RISES_ORIGINAL ? 1 : 2.58, .alpha = 0.05, .least_cases = 5, .least_weeks = 4,
		.limit = RISES_TWO_THIRDS };
}

const char *rises_wrong(const struct rises_options *o)
{
	if (o->years < 1 || o->years > RISES_YEARS_MOST)
		return "years must be 1 to 20";
	if (o->half_window < 0 || o->half_window > RISES_HALF_WINDOW_MOST)
		return "the window must be 0 to 26 weeks each side";
	if (o->freq < 2 || o->freq > 53 || 2 * o->half_window + 1 > o->freq)
		return "a year must have 2 to 53 weeks, and more than its window";
	if (o->periods < 1 || o->periods > RISES_PERIODS_MOST)
		return "periods must be 1 to 46";
	if (o->left_out < 0 || o->left_out > 52)
		return "weeks left out must be 0 to 52";
	if (!(o->alpha > 0 && o->alpha < 0.5))
		return "alpha must lie between 0 and 0.5";
	if (!(o->trend_p >= 0 && o->trend_p <= 1))
		return "the trend's p must lie between 0 and 1";
	if (!(o->reweight_from > 0))
		return "the reweighting threshold must be above 0";
	if (o->least_cases < 0 || o->least_weeks < 1)
		return "the least cases must be 0 or more, in 1 week or more";
	if (o->method == RISES_ORIGINAL && (o->periods != 1 || o->limit >= RISES_NB_PLUGIN))
		return "the original method knows no periods and no negative-binomial limits";
	return NULL;
}

/* Days since 1970 to year, month, day and back (H. Hinnant, "chrono-compatible low-level date algorithms"). */
static int32_t day_number(int64_t y, int m, int d)
{
	y -= m <= 2;
	int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400, of_year = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
	return (int32_t)(era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468);
}

int32_t rises_years_before(int32_t day, int years)
{
	int64_t z = (int64_t)day + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365, of_year = of_era - (365 * year + year / 4 - year / 100);
	int shifted = (int)(5 * of_year + 2) / 153, d = (int)of_year - (153 * shifted + 2) / 5 + 1, m = shifted < 10 ? shifted + 3 : shifted - 9;
	int64_t y = year + era * 400 + (m <= 2) - years;
	bool leap = y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
	return m == 2 && d == 29 && !leap ? day_number(y, 3, 1) : day_number(y, m, d);
}

/* From a day to the nearest with the weekday of `like`; of two equally near (there are none, seven being odd) the earlier. */
static int32_t same_weekday(int32_t day, int32_t like)
{
	int ahead = ((like - day) % 7 + 7) % 7;
	return ahead <= 3 ? day + ahead : day + ahead - 7;
}

/* The index of the week `years` before, as the method finds it; may lie before the first. */
static int week_before(const struct rises_options *o, const int32_t *dates, int week, int years)
{
	if (!dates)
		return week - o->freq * years;
	return week - (dates[week] - same_weekday(rises_years_before(dates[week], years), dates[week])) / 7;
}

/* A span of weeks up to this one with nothing in it yet. */
static void begin(struct rises_reference *r, int week, int first)
{
	r->week = week;
	r->first = first < 0 ? 0 : first;
	r->span = week + 1 - r->first;
	assert(r->span <= RISES_SPAN_MOST);
	memset(r->level, -1, (size_t)r->span);
}

static void window(struct rises_reference *r, int from, int to, int level)
{
	for (int i = from < r->first ? r->first : from; i <= to; i++)
		r->level[i - r->first] = (int8_t)level;
}

/* The weeks between two windows in levels - 1 blocks of about equal length, the longer ones first. */
static bool between(struct rises_reference *r, int from, int to, int levels)
{
	int weeks = to - from, blocks = levels - 1, at = from;
	if (weeks < blocks)
		return false;
	for (int j = 0; j < blocks; j++) {
		int length = weeks / blocks + (j < weeks % blocks);
		window(r, at, at + length - 1, j);
		at += length;
	}
	return true;
}

/* Cuts the end that is not used, and lists the runs. False when nothing is left of a level. */
static bool finish(struct rises_reference *r)
{
	bool there[RISES_PERIODS_MOST] = { false };
	while (r->span > 0 && r->level[r->span - 1] < 0)
		r->span--;
	r->runs = 0;
	for (int i = 0; i < r->span; i++) {
		if (r->level[i] < 0)
			continue;
		there[r->level[i]] = true;
		if (i == 0 || r->level[i - 1] != r->level[i])
			r->run[r->runs++] = (struct rises_run){ .from = (int16_t)i, .level = r->level[i] };
		r->run[r->runs - 1].n++;
	}
	for (int g = 0; g < r->levels; g++)
		if (!there[g])
			return false;
	return true;
}

static bool say(const char **why, const char *what)
{
	if (why)
		*why = what;
	return false;
}

bool rises_reference(struct rises_reference *r, const struct rises_options *o, const int32_t *dates, int weeks, int week, const char **why)
{
	int w = o->half_window, oldest = week_before(o, dates, week, o->years);
	bool original = o->method == RISES_ORIGINAL;
	assert(!rises_wrong(o) && week >= 0 && week < weeks);
	if (!original && oldest < w)
		return say(why, "the history is too short");
	begin(r, week, oldest - w);
	r->levels = o->periods;
	for (int i = 1, newer = week; i <= o->years; i++) {
		int at = week_before(o, dates, week, i);
		if (original && i > 1 && at + w >= newer - w)        /* never with at most 53 weeks and windows below half a year */
			return say(why, "the windows overlap");
		window(r, at - w, at + w, o->periods - 1);
		if (!original && o->periods > 1 && !between(r, at + w + 1, newer - w, o->periods))
			return say(why, "the season has more periods than a year has weeks outside the window");
		newer = at;
	}
	if (!original) {
		window(r, week - w, week, o->periods - 1);
		window(r, week - o->left_out, week, -1);
	}
	return finish(r) || say(why, "no reference weeks are left");
}

/* The reference weeks of one area; a week of which nothing is known weighs nothing, and neither do the few behind the span. */
static void sample_of(struct sample *s, const struct rises_reference *r, const double *counts)
{
	const double *y = counts + r->first;
	double middle = (r->span - 1) / 2.0;
	loglinear_ready();
	s->reference = r;
	s->n = 0;
	s->most = 0;
	for (int i = 0; i < r->span + LANES; i++) {
		bool used = i < r->span && r->level[i] >= 0 && !isnan(y[i]);
		s->time[i] = i - middle;
		s->weight[i] = used;
		s->y[i] = used ? y[i] : 0;
		s->two_thirds[i] = loglinear_two_thirds(s->y[i]);
		s->n += used;
		s->most = s->y[i] > s->most ? s->y[i] : s->most;
	}
	s->weighed = s->n;
}

/* Σ weight × ((count - mean) / mean)² / degrees of freedom. Weeks that are not used weigh nothing and have a mean of 1. */
static double dispersion(const struct sample *s, const struct fit *fit, const double *weight, const double *mean)
{
	double part[LANES] = { 0 };
	int span = s->reference->span, freedom = s->weighed - s->reference->levels - fit->trend;
	for (int i = 0; i < span; i += LANES)
		for (int j = 0; j < LANES; j++) {
			double residual = (s->y[i + j] - mean[i + j]) / mean[i + j];
			part[j] += weight[i + j] * residual * residual;
		}
	double sum = ((part[0] + part[1]) + (part[2] + part[3])) + ((part[4] + part[5]) + (part[6] + part[7]));
	return freedom > 0 ? sum / freedom : NAN;
}

/* New prior weights: a week whose standardised Anscombe residual a = 3/2 (y^(2/3) m^(-1/6) - m^(1/2)) / sqrt(phi (1 - h)), h its leverage, lies above `from`
 * counts by 1 / a²; then all are scaled to the number of weeks. False when a residual says nothing: a week without which its level or trend cannot be
 * told, and that fits, as it must. */
static bool reweigh(struct sample *s, const struct fit *fit, const double *weight, double phi, double from)
{
	double root[SAMPLE_ROOM], unexplained[SAMPLE_ROOM] = { 0 }, sum = 0;
	const struct rises_reference *r = s->reference;
	int silent = 0, weighed = 0;
	loglinear_sixth_roots(s, &fit->line, root);
	for (int k = 0; k < r->runs; k++) {
		double per_sum = 1 / fit->sum[r->run[k].level], per_spread = fit->trend ? 1 / fit->spread : 0, middle = fit->middle[r->run[k].level];
		for (int i = r->run[k].from; i < r->run[k].from + r->run[k].n; i++)
			unexplained[i] = 1 - weight[i] * (per_sum + (s->time[i] - middle) * (s->time[i] - middle) * per_spread);
	}
	for (int i = 0; i < r->span; i++) {          /* without branches, so that several weeks go at once */
		double high = s->two_thirds[i] / root[i] - root[i] * root[i] * root[i], above = high > 0 ? 2.25 * high * high : 0;
		double variance = unexplained[i] < 10 * DBL_EPSILON ? 0 : phi * unexplained[i], less = variance / (above > 0 ? above : 1);
		double new = above > from * from * variance ? less : 1;
		silent += (s->weight[i] != 0) & (variance == 0) & (high == 0);
		s->weight[i] = s->weight[i] != 0 ? new : 0;
	}
	for (int i = 0; i < r->span; i++) {
		sum += s->weight[i];
		weighed += s->weight[i] != 0;
	}
	s->weighed = weighed;
	for (int i = 0; i < r->span; i++)
		s->weight[i] *= s->n / sum;
	return !silent;
}

/* A model as far as a limit needs it. */
struct model {
	struct fit fit;
	double phi;               /* 1 at least; for limits and weights */
	double scale;             /* the dispersion that standard errors take */
};

/* The fit's dispersion; `weight` becomes the last step's weights. R's flexible method puts the prior weights in the place of the working weights once it has reweighted, and its standard errors
 * rest on that; so do ours, since the limits are to be the same. */
static void measure(struct model *m, const struct sample *s, const double *mean, double *weight, bool reweighted, bool original)
{
	loglinear_weights(s, &m->fit, weight);
	double of_fit = dispersion(s, &m->fit, weight, mean);
	m->phi = of_fit > 1 ? of_fit : isnan(of_fit) ? NAN : 1;
	m->scale = reweighted && !original ? dispersion(s, &m->fit, s->weight, mean) : of_fit;
}

/* Fits; without a trend where it does not come to rest with one; reweighs and fits again. False: R gives no model either. */
static bool fit_model(struct model *m, struct sample *s, const struct rises_options *o, bool trend)
{
	double mean[SAMPLE_ROOM], weight[SAMPLE_ROOM];
	bool original = o->method == RISES_ORIGINAL;
	if (!loglinear_fit(&m->fit, s, trend))
		return false;
	if (!m->fit.at_rest && (!trend || !loglinear_fit(&m->fit, s, trend = false) || !m->fit.at_rest) && !original)
		return false;
	loglinear_means(s, &m->fit.line, mean);
	measure(m, s, mean, weight, false, original);
	if (!o->reweight || isnan(m->phi))
		return !isnan(m->phi);
	if (!reweigh(s, &m->fit, weight, m->phi, original ? 1 : o->reweight_from) || !loglinear_fit(&m->fit, s, trend))
		return false;
	loglinear_means(s, &m->fit.line, mean);
	measure(m, s, mean, weight, true, original);
	return !isnan(m->phi);
}

/* What the model says of this week: the linear predictor, and its standard error at dispersion 1. */
struct prediction { double log_mean, error; };

static struct prediction predict(const struct sample *s, const struct fit *fit)
{
	int g = s->reference->levels - 1;
	double t = s->reference->week - s->reference->first + s->time[0], off = t - fit->middle[g];
	double variance = 1 / fit->sum[g] + (fit->trend ? off * off / fit->spread : 0);
	return (struct prediction){ fit->line.constant[g] + fit->line.slope * t, sqrt(variance) };
}

/* Whether the trend is worth keeping: three years at least, significant, and no higher than has been seen. */
static bool trend_stays(const struct model *m, const struct sample *s, const struct rises_options *o)
{
	if (o->years < 3 || exp(predict(s, &m->fit).log_mean) > s->most)
		return false;
	int freedom = s->weighed - s->reference->levels - 1;
	double t = m->fit.line.slope / sqrt(m->scale / m->fit.spread);
	return student_two_sided(t, freedom) < (o->method == RISES_ORIGINAL ? 0.05 : o->trend_p);
}

/* Farrington's limit: this week's count, to a power, is about normal. */
static void limit_by_power(struct rise *rise, double y, double mean, double error, const struct rises_options *o)
{
	double power = o->limit == RISES_TWO_THIRDS ? 2.0 / 3 : o->limit == RISES_HALF ? 0.5 : 1;
	double tau = rise->phi + error * error / mean, middle = pow(mean, power);
	double z = -normal_quantile(o->method == RISES_ORIGINAL ? o->alpha / 2 : o->alpha);
	double spread = o->limit == RISES_TWO_THIRDS ? sqrt(4.0 / 9 * cbrt(mean) * tau) : o->limit == RISES_HALF ? sqrt(tau / 4) : sqrt(mean * tau);
	rise->expected = mean;
	rise->upper = pow(middle + z * spread, 1 / power);
	rise->p = normal_upper((pow(y, power) - middle) / spread);
	rise->score = (y - mean) / (rise->upper - mean);
}

/* Noufaily's: a quantile of the negative binomial at the mean, or at the mean's own upper limit. The score sets the logarithm of the mean beside
 * counts, as R's does; above 1 it says the same. */
static bool limit_by_counts(struct rise *rise, double y, double log_mean, double error, const struct rises_options *o)
{
	double mean = exp(o->limit == RISES_MUAN ? log_mean - normal_quantile(o->alpha) * error : log_mean);
	if (!(mean <= MOST_FOR_COUNTS && y <= MOST_FOR_COUNTS) || !isfinite(error))
		return false;
	rise->expected = exp(log_mean);
	rise->upper = counts_quantile(1 - o->alpha, mean, rise->phi);
	rise->p = counts_upper(y, mean, rise->phi);
	rise->score = (y - log_mean) / (rise->upper - log_mean);
	return true;
}

static double recent_cases(const struct rises_options *o, const double *counts, int week)
{
	double sum = 0;
	for (int i = week; i > week - o->least_weeks; i--)
		sum += i >= 0 ? counts[i] : NAN;
	return sum;
}

static struct rise nothing(enum rise_state state)
{
	return (struct rise){ .state = state, .expected = NAN, .upper = NAN, .score = NAN, .p = NAN, .phi = NAN };
}

struct rise rises_week(const struct rises_reference *r, const struct rises_options *o, const double *counts)
{
	struct sample s;
	struct model m;
	struct rise rise = nothing(RISE_TOLD);
	double y = counts[r->week], recent = recent_cases(o, counts, r->week);
	if (isnan(recent) || isnan(y))
		return nothing(RISE_NOT_KNOWN);
	if (recent < o->least_cases)
		return nothing(RISE_TOO_FEW);
	sample_of(&s, r, counts);
	if (!fit_model(&m, &s, o, o->trend))
		return nothing(RISE_NO_MODEL);
	rise.trend = m.fit.trend && trend_stays(&m, &s, o);
	if (m.fit.trend && !rise.trend) {
		sample_of(&s, r, counts);
		if (!fit_model(&m, &s, o, false))
			return nothing(RISE_NO_MODEL);
	}
	struct prediction p = predict(&s, &m.fit);
	rise.phi = m.phi;
	double error = p.error * sqrt(o->method == RISES_ORIGINAL ? m.phi : m.scale), mean = exp(p.log_mean);
	bool told = true;
	if (o->limit < RISES_NB_PLUGIN)
		limit_by_power(&rise, y, mean, mean * error, o);
	else
		told = limit_by_counts(&rise, y, p.log_mean, error, o);
	if (!told || !isfinite(rise.upper))
		return nothing(RISE_NO_MODEL);
	rise.alarm = rise.score > 1 && y != 0;
	return rise;
}
