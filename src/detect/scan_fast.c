/* The fast scan: what is laid out once, before any replica. How it works: scan_fast.h. */
#include "scan_fast.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COUNT_LIMIT 65000                        /* cases: no count of a window reaches SCAN_NEVER */
#define USUAL_MAXIMUM 12.0                       /* LLR: blocks are cut for it, whatever the maximum turns out to be */
#define BLOCK_LOSS 10.0                          /* LLR that a block's bound may be off by: found by trying */
enum { LANES_LIMIT = 512, BLOCK_AREAS = 16, GROUP_PART = 13 };   /* a group of lengths spans a thirteenth of its shortest */

static void *aligned(size_t bytes)
{
	void *p = NULL;
	int failed = posix_memalign(&p, 64, bytes + 64);
	assert(!failed);
	memset(p, 0, bytes + 64);
	return p;
}

static const struct scan_machine *choose_machine(enum scan_kernel wanted)
{
#if defined(__x86_64__)
	__builtin_cpu_init();
	bool avx512 = __builtin_cpu_supports("avx512bw"), avx2 = __builtin_cpu_supports("avx2");
	if (avx512 && (wanted == SCAN_AVX512 || wanted == SCAN_BEST))
		return &SCAN_MACHINE_AVX512;
	if (avx2 && (wanted == SCAN_AVX2 || wanted == SCAN_AVX512 || wanted == SCAN_BEST))
		return &SCAN_MACHINE_AVX2;
#endif
	(void)wanted;
	return &SCAN_MACHINE_C;
}

/* ---- windows ---- */

static int *offset_at(const struct scan_fast *f, size_t length, size_t last)
{
	return &f->offset[(length - 1) * f->scan->periods + last];
}

/* The offset of each window's share, and the smallest share there is. */
static double set_offsets(struct scan_fast *f)
{
	const struct scan *s = f->scan;
	const struct scan_options *o = s->options;
	double smallest = 1;
	f->offset = calloc(o->max_length * s->periods, sizeof *f->offset);
	assert(f->offset);
	for (size_t length = 1; length <= o->max_length; length++)
		for (size_t last = 0; last < s->periods; last++) {
			bool there = last + 1 >= length && length >= o->min_length && (!f->alive || last + 1 == s->periods);
			double share = there ? scan_share(s, last + 1 - length, last + 1) : 0;
			*offset_at(f, length, last) = share > 1e-15 ? scan_thresholds_offset(share) : 1;
			if (share > 1e-15)
				smallest = fmin(smallest, share);
		}
	return smallest;
}

static void set_groups(struct scan_fast *f)
{
	const struct scan_options *o = f->scan->options;
	for (size_t length = o->min_length; length <= o->max_length; f->groups++) {
		size_t span = f->alive ? o->max_length : 1 + length / GROUP_PART;
		assert(f->groups < SCAN_GROUPS);
		f->shortest[f->groups] = length;
		f->longest[f->groups] = length + span - 1 < o->max_length ? length + span - 1 : o->max_length;
		length = f->longest[f->groups] + 1;
	}
}

static void set_rise(struct scan_fast *f)
{
	size_t periods = f->scan->periods;
	f->rise = aligned(periods * f->lanes * sizeof *f->rise);
	for (size_t t = f->scan->first_period; t < periods; t++)
		for (size_t lane = f->alive ? periods - 1 - t : t; lane < f->lanes; lane++)
			f->rise[t * f->lanes + lane] = 1;
}

/* ---- rows of thresholds, less 1 ---- */

static uint16_t threshold(const uint16_t *at, int offset)
{
	return (uint16_t)(offset > 0 ? SCAN_NEVER : at[offset] - 1);
}

/* The least threshold among the windows of a group that end in one period: that of its shortest. */
static uint16_t group_threshold(const struct scan_fast *f, const uint16_t *at, size_t group, size_t last)
{
	return last < f->scan->periods ? threshold(at, *offset_at(f, f->shortest[group], last)) : SCAN_NEVER;
}

static void fill_row(const void *context, const uint16_t *at, uint16_t *values)
{
	const struct scan_fast *f = context;
	size_t periods = f->scan->periods;
	for (size_t lane = 0; f->alive && lane < f->lanes; lane++)
		values[lane] = lane < f->scan->options->max_length ? threshold(at, *offset_at(f, lane + 1, periods - 1)) : SCAN_NEVER;
	for (size_t g = 0; !f->alive && f->even && g < f->groups; g++) {
		values[g] = SCAN_NEVER;
		for (size_t last = 0; last < periods; last++) {
			uint16_t least = group_threshold(f, at, g, last);
			values[g] = least < values[g] ? least : values[g];
		}
	}
	for (size_t g = 0; !f->alive && !f->even && g < f->groups; g++)
		for (size_t lane = 0; lane < f->lanes; lane++)
			values[g * f->lanes + lane] = group_threshold(f, at, g, lane);
}

/* ---- circles ---- */

static void measure_limits(const struct scan *s, double *least, double *most)
{
	*least = INFINITY;
	*most = 0;
	for (size_t centre = 0; centre < s->areas; centre++) {
		double measure = 0;
		for (size_t i = s->circles.from[centre]; i < s->circles.from[centre + 1]; i++) {
			measure += s->area_measure[s->circles.area[i] & ~SCAN_JOINED];
			if (measure > 0)
				*least = fmin(*least, measure);
		}
		*most = fmax(*most, measure);
	}
}

/* How far an expectation may grow within a block. A bound is off by (count − expected) × growth in LLR; `counts` are those that beat a usual maximum. */
static double growth_allowed(const struct scan_fast *f, const uint16_t *counts, double measure, size_t step)
{
	const struct scan *s = f->scan;
	double share = (double)s->options->max_length / (double)s->periods;
	ptrdiff_t offset = scan_thresholds_offset(share), lowest = -(ptrdiff_t)scan_thresholds_origin(f->thresholds);
	double expected = measure * share, count = counts[(ptrdiff_t)step + (offset > lowest ? offset : lowest)];
	return 1 + BLOCK_LOSS / fmax(count - expected, 1);
}

/* A block has 1, 2, 4, 8 … areas: lengths that come again and again are foreseen by the processor. */
static size_t block_end(const struct scan_fast *f, const uint16_t *counts, size_t from, size_t until, double before)
{
	const struct scan *s = f->scan;
	double first = before + s->area_measure[s->circles.area[from] & ~SCAN_JOINED], measure = first;
	double most = first > 0 ? first * growth_allowed(f, counts, first, scan_thresholds_step(f->thresholds, first)) : 0;
	size_t end = from + 1, fits = end;
	while (end < until && end - from < BLOCK_AREAS && (measure += s->area_measure[s->circles.area[end] & ~SCAN_JOINED]) <= most)
		fits = ++end - from > 2 * (fits - from) - 1 ? end : fits;
	return fits;
}

static size_t cut_blocks(struct scan_fast *f, size_t centre, size_t used)
{
	const struct scan *s = f->scan;
	const uint16_t *counts = scan_thresholds_level(f->thresholds, USUAL_MAXIMUM)->by_expected + scan_thresholds_origin(f->thresholds);
	double measure = 0;
	for (size_t from = s->circles.from[centre], until = s->circles.from[centre + 1], end; from < until; from = end) {
		end = block_end(f, counts, from, until, measure);
		f->blocks[used] = (struct scan_block){ .until = (uint32_t)end, .measure = measure };
		for (size_t i = from; i < end; i++) {
			measure += s->area_measure[s->circles.area[i] & ~SCAN_JOINED];
			f->step[i] = (uint16_t)scan_thresholds_step(f->thresholds, measure);
			f->line[i] = (s->circles.area[i] & ~SCAN_JOINED) * (uint32_t)(f->lanes / SCAN_LANES);
		}
		f->blocks[used++].step = f->step[from];
	}
	return used;
}

static void set_blocks(struct scan_fast *f)
{
	const struct scan *s = f->scan;
	size_t positions = s->circles.from[s->areas], used = 0;
	f->step = calloc(positions + 1, sizeof *f->step);
	f->line = calloc(positions + 1, sizeof *f->line);
	f->blocks = malloc((positions + 1) * sizeof *f->blocks);
	f->block_from = calloc(s->areas + 1, sizeof *f->block_from);
	assert(f->step && f->line && f->blocks && f->block_from);
	for (size_t centre = 0; centre < s->areas; centre++) {
		f->block_from[centre] = used;
		used = cut_blocks(f, centre, used);
	}
	f->block_from[s->areas] = used;
	f->blocks = realloc(f->blocks, (used + 1) * sizeof *f->blocks);
	assert(f->blocks);
}

/* ---- all together ---- */

static size_t lines(size_t lanes)
{
	return (lanes + SCAN_LANES - 1) / SCAN_LANES * SCAN_LANES;
}

static bool fits(const struct scan *s)
{
	const struct scan_options *o = s->options;
	size_t lanes = o->time == SCAN_ALIVE ? o->max_length : s->periods;
	return s->separable && o->model != SCAN_BERNOULLI && o->time != SCAN_SPATIAL && s->total <= COUNT_LIMIT && o->min_cases <= COUNT_LIMIT && lanes <= LANES_LIMIT
		&& s->circles.from[s->areas] > 0;
}

struct scan_fast *scan_fast_new(const struct scan *s, enum scan_kernel wanted)
{
	double least, most;
	if (!fits(s))
		return NULL;
	measure_limits(s, &least, &most);
	if (most <= 0)
		return NULL;
	struct scan_fast *f = calloc(1, sizeof *f);
	assert(f);
	f->scan = s;
	f->machine = choose_machine(wanted);
	f->alive = s->options->time == SCAN_ALIVE;
	f->even = s->even;
	f->lanes = lines(f->alive ? s->options->max_length : s->periods);
	f->lead = lines(s->options->max_length);
	set_groups(f);
	f->row = f->alive ? f->lanes : f->even ? f->groups : f->groups * f->lanes;
	double smallest = set_offsets(f);
	set_rise(f);
	f->thresholds = scan_thresholds_new(s, least, most, smallest, f->row, fill_row, f);
	set_blocks(f);
	return f;
}

void scan_fast_free(struct scan_fast *f)
{
	if (!f)
		return;
	scan_thresholds_free(f->thresholds);
	free(f->offset);
	free(f->rise);
	free(f->blocks);
	free(f->block_from);
	free(f->step);
	free(f->line);
	free(f);
}

enum scan_kernel scan_fast_kernel(const struct scan_fast *f)
{
	return f->machine->kernel;
}

struct scan_fast_state *scan_fast_state_new(struct scan_fast *f)
{
	struct scan_fast_state *st = calloc(1, sizeof *st);
	assert(st);
	st->fast = f;
	st->rows = aligned(f->scan->areas * f->lanes * sizeof *st->rows);
	st->circle = (uint16_t *)aligned((f->lead + f->lanes) * sizeof *st->circle) + f->lead;
	st->again = (uint16_t *)aligned((f->lead + f->lanes) * sizeof *st->again) + f->lead;
	st->over = aligned(f->lanes * sizeof *st->over);
	return st;
}

void scan_fast_state_free(struct scan_fast_state *st)
{
	if (!st)
		return;
	free(st->rows);
	free(st->circle - st->fast->lead);
	free(st->again - st->fast->lead);
	free(st->over);
	free(st);
}

/* What a circle must count to beat an LLR; to be read at a window's offset. */
static const uint16_t *least_counts(const struct scan_fast *f, double llr, size_t at)
{
	return scan_thresholds_level(f->thresholds, llr)->by_expected + scan_thresholds_origin(f->thresholds) + f->step[at];
}

void scan_fast_load(struct scan_fast_state *st, const uint32_t *cells, size_t n)
{
	st->fast->machine->load(st, cells, n);
}

void scan_fast_centre(struct scan_fast_state *st, size_t centre, struct scan_window *best)
{
	st->fast->machine->centre(st, centre, best);
}

/* The lanes that are above. */
static size_t lanes_above(const struct scan_fast_state *st, uint16_t *lanes)
{
	size_t n = 0;
	for (size_t k = 0; k < st->fast->lanes; k += 4) {
		uint64_t four;
		memcpy(&four, st->over + k, sizeof four);
		for (size_t i = k; four && i < k + 4; i++)
			if (st->over[i])
				lanes[n++] = (uint16_t)i;
	}
	return n;
}

/* In the order of the plain scan, so that of two equal windows the same is kept. */
void scan_fast_look(struct scan_fast_state *st, size_t group, const struct scan_circle *c, struct scan_window *best)
{
	const struct scan_fast *f = st->fast;
	const struct scan *s = f->scan;
	const uint16_t *row = st->again, *least = least_counts(f, best->llr, c->at);
	uint16_t lanes[LANES_LIMIT];
	size_t n = lanes_above(st, lanes);
	for (size_t length = f->shortest[group]; length <= f->longest[group]; length++)
		for (size_t i = 0; i < n; i++) {
			size_t lane = lanes[i], last = f->alive ? s->periods - 1 : lane;
			int offset = last < s->periods ? *offset_at(f, length, last) : 1;
			if (offset > 0 || (f->alive && lane != length - 1))
				continue;
			uint16_t count = f->alive ? row[lane] : (uint16_t)(row[lane] - row[(ptrdiff_t)lane - (ptrdiff_t)length]);
			if (count < least[offset])
				continue;
			double measure = c->measure * scan_share(s, last + 1 - length, last + 1), llr = scan_llr(s, count, measure);
			if (llr <= best->llr)
				continue;
			*best = (struct scan_window){ llr, c->centre, c->at + 1 - s->circles.from[c->centre], last + 1 - length, last + 1, count, measure };
			least = least_counts(f, llr, c->at);
		}
}
