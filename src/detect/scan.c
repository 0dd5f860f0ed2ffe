#include "scan.h"
#include <assert.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "scan_prepare.h"

enum { THREADS_LIMIT = 256, BATCH = 64, GUMBEL_LEAST = 10, SPARSE = 16 };

/* ---- one thread's way of scanning ---- */

struct scanner {
	const struct scan *scan;
	struct scan_plain *plain;
	struct scan_fast_state *fast;
	uint32_t *cells;
};

static void scanner_open(struct scanner *r, const struct scan *s, struct scan_fast *fast)
{
	*r = (struct scanner){ .scan = s, .cells = malloc(s->total * sizeof *r->cells) };
	assert(r->cells);
	if (fast)
		r->fast = scan_fast_state_new(fast);
	else
		r->plain = scan_plain_new(s);
}

static void scanner_close(struct scanner *r)
{
	scan_plain_free(r->plain);
	scan_fast_state_free(r->fast);
	free(r->cells);
}

static void load(struct scanner *r, const uint32_t *cells, size_t n)
{
	if (r->fast)
		scan_fast_load(r->fast, cells, n);
	else
		scan_plain_load(r->plain, cells, n);
}

static void look_around(struct scanner *r, size_t centre, struct scan_window *best)
{
	if (r->fast)
		scan_fast_centre(r->fast, centre, best);
	else
		scan_plain_centre(r->plain, centre, best);
}

/* ---- replicas ---- */

struct replicas {
	const struct scan *scan;
	struct scan_fast *fast;
	struct detect_work *work;
	double *maxima;                  /* NAN: not done */
	atomic_size_t next;
	size_t until;
};

static bool must_stop(const struct detect_work *work)
{
	return work && atomic_load_explicit(&work->stop, memory_order_relaxed);
}

/* The maximum of what is loaded, above `from`; `from` when nothing is. A sparse first sweep comes near it, and the higher the best, the faster the rest. */
static double maximum_above(struct scanner *r, double from)
{
	struct scan_window best = { .llr = from };
	for (size_t step = SPARSE; step; step = step > 1 ? 1 : 0)
		for (size_t centre = 0; centre < r->scan->areas; centre += step)
			if (step > 1 || centre % SPARSE)
				look_around(r, centre, &best);
	return best.llr;
}

/* A high start lets the fast way pass over nearly everything, and nothing is lost by it: when no cylinder is higher, the same replica is scanned again
 * from a lower one. The start is guessed from the lowest of this thread's last maxima. */
static double maximum(struct scanner *r, double guess)
{
	for (double from = guess; r->fast && from > 0; from = from - 2) {
		double found = maximum_above(r, from);
		if (found > from)
			return found;
	}
	return maximum_above(r, 0);
}

enum { REMEMBERED = 12 };
struct memory { double maxima[REMEMBERED]; size_t n; };

static double memory_guess(const struct memory *m)
{
	double least = m->n ? INFINITY : 0;
	for (size_t i = 0; i < REMEMBERED && i < m->n; i++)
		least = fmin(least, m->maxima[i]);
	return least - 0.1;
}

static void *replicate(void *argument)
{
	struct replicas *all = argument;
	struct scanner scanner;
	struct memory memory = { .n = 0 };
	scanner_open(&scanner, all->scan, all->fast);
	for (size_t i; (i = atomic_fetch_add(&all->next, 1)) < all->until && !must_stop(all->work);) {
		struct random random;
		random_start(&random, all->scan->options->seed, i);
		load(&scanner, scanner.cells, scan_draw(all->scan, &random, scanner.cells));
		all->maxima[i] = maximum(&scanner, memory_guess(&memory));
		memory.maxima[memory.n++ % REMEMBERED] = all->maxima[i];
		if (all->work)
			atomic_fetch_add(&all->work->done, 1);
	}
	scanner_close(&scanner);
	return NULL;
}

static unsigned thread_count(const struct scan_options *o, size_t work)
{
	long cores = o->threads ? (long)o->threads : sysconf(_SC_NPROCESSORS_ONLN);
	cores = cores < 1 ? 1 : cores > THREADS_LIMIT ? THREADS_LIMIT : cores;
	return (size_t)cores < work ? (unsigned)cores : (unsigned)work;
}

static void run_batch(struct replicas *all, size_t until)
{
	pthread_t thread[THREADS_LIMIT];
	unsigned started = 0, wanted = thread_count(all->scan->options, until - all->next);
	all->until = until;
	while (started + 1 < wanted && !pthread_create(&thread[started], NULL, replicate, all))
		started++;
	replicate(all);
	while (started)
		pthread_join(thread[--started], NULL);
	atomic_store(&all->next, until);
}

/* How many of the first n maxima are as high; what differs by rounding alone is as high. */
static size_t as_high(const double *maxima, size_t n, double llr)
{
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		count += maxima[i] >= llr * (1 - 1e-9);
	return count;
}

/* Replicas up to the one with which `stop_after` of them are as high as the observed maximum: counted in their own order, so that it is the same one
 * for any number of threads. */
static size_t stopping_point(const struct scan_options *o, const double *maxima, size_t n, double llr)
{
	size_t reached = 0;
	for (size_t i = 0; o->stop_after && i < n; i++)
		if ((reached += as_high(maxima + i, 1, llr)) == o->stop_after)
			return i + 1;
	return 0;
}

static void run_replicas(const struct scan *s, struct scan_fast *fast, struct detect_work *work, double llr, struct scan_result *result)
{
	const struct scan_options *o = s->options;
	struct replicas all = { .scan = s, .fast = fast, .work = work, .maxima = result->maxima };
	for (size_t i = 0; i < o->replicas; i++)
		all.maxima[i] = NAN;
	for (size_t done = 0; done < o->replicas && !result->stopped && !must_stop(work);) {
		size_t batch = o->stop_after ? BATCH : o->replicas;
		run_batch(&all, done + batch < o->replicas ? done + batch : o->replicas);
		while (done < all.until && !isnan(all.maxima[done]))
			done++;
		size_t stop = stopping_point(o, all.maxima, done, llr);
		result->stopped = stop > 0;
		result->replicas = (unsigned)(stop ? stop : done);
	}
	result->interrupted = must_stop(work) && !result->stopped && result->replicas < o->replicas;
}

/* ---- clusters ---- */

/* The same circle around two centres may differ in the last bits of its LLR: then the centre that the caller named first stands first. */
struct ranked {
	struct scan_window window;
	double rounded;
	size_t given;
};

static int by_llr(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	if (x->rounded != y->rounded)
		return x->rounded > y->rounded ? -1 : 1;
	if (x->window.areas != y->window.areas)
		return x->window.areas < y->window.areas ? -1 : 1;
	return x->given < y->given ? -1 : x->given > y->given;
}

static void describe(const struct scan *s, const struct scan_window *w, struct scan_cluster *c)
{
	const uint32_t *list = s->circles.area + s->circles.from[w->centre];
	double C = s->total, inside = w->measure, rest = C - (double)w->count;
	*c = (struct scan_cluster){ .centre = s->order[w->centre], .n = w->areas, .from = w->from, .to = w->until - 1, .observed = w->count, .llr = w->llr,
		.areas = calloc(w->areas, sizeof *c->areas), .p = NAN, .p_gumbel = NAN, .recurrence = NAN };
	assert(c->areas);
	for (size_t i = 0; i < w->areas; i++) {
		c->areas[i] = s->order[list[i] & ~SCAN_JOINED];
		c->population += s->population[list[i] & ~SCAN_JOINED];
	}
	c->radius = scan_distance(s->data, c->centre, c->areas[w->areas - 1]);
	if (s->options->model == SCAN_BERNOULLI)
		inside = C * w->measure / s->individuals;
	c->expected = inside;
	c->relative_risk = rest > 0 && C > inside ? ((double)w->count / inside) / (rest / (C - inside)) : INFINITY;
}

static bool overlaps(const struct scan *s, const struct scan_window *w, const bool *taken)
{
	const uint32_t *list = s->circles.area + s->circles.from[w->centre];
	for (size_t i = 0; i < w->areas; i++)
		if (taken[list[i] & ~SCAN_JOINED])
			return true;
	return false;
}

/* The best cylinder of each centre, from the highest LLR down, as long as it shares no area with one before. */
static void choose_clusters(const struct scan *s, struct ranked *best, struct scan_result *result)
{
	for (size_t i = 0; i < s->areas; i++) {
		best[i].rounded = nearbyint(best[i].window.llr * 0x1p32);
		best[i].given = s->order[i];
	}
	bool *taken = calloc(s->areas, sizeof *taken);
	result->clusters = calloc(s->options->max_clusters + 1, sizeof *result->clusters);
	assert(taken && result->clusters);
	qsort(best, s->areas, sizeof *best, by_llr);
	for (size_t i = 0; i < s->areas && best[i].window.llr > 0 && result->n < s->options->max_clusters; i++) {
		const struct scan_window *w = &best[i].window;
		if (overlaps(s, w, taken))
			continue;
		describe(s, w, &result->clusters[result->n++]);
		for (size_t k = 0; k < w->areas; k++)
			taken[s->circles.area[s->circles.from[w->centre] + k] & ~SCAN_JOINED] = true;
	}
	free(taken);
}

static void find_clusters(const struct scan *s, struct scan_fast *fast, struct detect_work *work, struct scan_result *result)
{
	struct ranked *best = calloc(s->areas, sizeof *best);
	struct scanner scanner;
	assert(best);
	scanner_open(&scanner, s, fast);
	load(&scanner, s->observed, s->observed_drawn);
	for (size_t centre = 0; centre < s->areas && !must_stop(work); centre++)
		look_around(&scanner, centre, &best[centre].window);
	scanner_close(&scanner);
	result->interrupted = must_stop(work);
	choose_clusters(s, best, result);
	free(best);
}

/* ---- p-values ---- */

/* Gumbel's distribution with the mean and variance of the maxima (Abrams, Kleinman and Kulldorff 2010). */
static double gumbel(const double *maxima, size_t n, double llr)
{
	double mean = 0, square = 0;
	for (size_t i = 0; i < n; i++)
		mean += maxima[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		square += (maxima[i] - mean) * (maxima[i] - mean) / (double)(n - 1);
	if (n < GUMBEL_LEAST || square <= 0)
		return NAN;
	double scale = sqrt(6 * square) / M_PI, mode = mean - 0.57721566490153286 * scale;
	return -expm1(-exp(-(llr - mode) / scale));
}

static void set_p_values(const struct scan_options *o, struct scan_result *result)
{
	double done = result->replicas;
	for (size_t i = 0; i < result->n && result->replicas; i++) {
		struct scan_cluster *c = &result->clusters[i];
		c->p = (1 + (double)as_high(result->maxima, result->replicas, c->llr)) / (1 + done);
		if (i == 0 && result->stopped)
			c->p = o->stop_after / done;
		c->p_gumbel = gumbel(result->maxima, result->replicas, c->llr);
		c->recurrence = 1 / c->p;
	}
}

bool scan_run(const struct scan_data *data, const struct scan_options *options, struct scan_result *result, struct detect_work *work, struct err *e)
{
	struct scan s;
	*result = (struct scan_result){ .n = 0 };
	if (work) {
		atomic_store(&work->done, 0);
		atomic_store(&work->total, options->replicas);
	}
	if (!scan_prepare(&s, data, options, e)) {
		scan_release(&s);
		return false;
	}
	struct scan_fast *fast = options->kernel == SCAN_PLAIN ? NULL : scan_fast_new(&s, options->kernel);
	result->kernel = fast ? scan_fast_kernel(fast) : SCAN_PLAIN;
	result->cases = s.total;
	result->population = s.population_total;
	result->maxima = calloc(options->replicas + 1, sizeof *result->maxima);
	assert(result->maxima);
	find_clusters(&s, fast, work, result);
	if (result->n && options->replicas)
		run_replicas(&s, fast, work, result->clusters[0].llr, result);
	set_p_values(options, result);
	scan_fast_free(fast);
	scan_release(&s);
	return true;
}

void scan_result_free(struct scan_result *result)
{
	for (size_t i = 0; i < result->n; i++)
		free(result->clusters[i].areas);
	free(result->clusters);
	free(result->maxima);
	*result = (struct scan_result){ .n = 0 };
}

const char *scan_kernel_name(enum scan_kernel k)
{
	static const char *const NAMES[] = { "best", "plain", "c", "avx2", "avx512" };
	return NAMES[k];
}
