#include "random.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

static uint64_t split_mix(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

void random_start(struct random *r, uint64_t seed, uint64_t stream)
{
	uint64_t a = seed, b = stream ^ 0xd1b54a32d192ed03u;
	for (int i = 0; i < 4; i++) {
		uint64_t mixed = split_mix(&a) ^ split_mix(&b);
		r->s[i] = split_mix(&mixed);
		b += r->s[i];                        /* so that words are not a function of seed XOR stream alone */
	}
	if (!(r->s[0] | r->s[1] | r->s[2] | r->s[3]))
		r->s[0] = 1;
}

/* Takes the probabilities off u from the mode outward, the larger neighbour first: the shortest way, and no tail is lost. */
static uint64_t invert_from_mode(uint64_t n, double p, double u)
{
	uint64_t mode = (uint64_t)((double)(n + 1) * p), low = mode, high = mode;
	double at = exp(lgamma((double)n + 1) - lgamma((double)mode + 1) - lgamma((double)(n - mode) + 1)
		+ (double)mode * log(p) + (double)(n - mode) * log1p(-p));
	double below = at, above = at, odds = p / (1 - p);
	u -= at;
	while (u >= 0 && (low > 0 || high < n)) {
		double next_below = low > 0 ? below * (double)low / ((double)(n - low + 1) * odds) : 0;
		double next_above = high < n ? above * (double)(n - high) * odds / (double)(high + 1) : 0;
		if (next_below <= 0 && next_above <= 0)
			break;                       /* what is left is below the smallest number there is */
		if (next_above >= next_below) {
			high++;
			u -= above = next_above;
			if (u < 0)
				return high;
		} else {
			low--;
			u -= below = next_below;
			if (u < 0)
				return low;
		}
	}
	return mode;
}

uint64_t random_binomial(struct random *r, uint64_t n, double p)
{
	assert(p >= 0 && p <= 1);
	if (p <= 0 || n == 0)
		return 0;
	if (p >= 1)
		return n;
	return p > 0.5 ? n - invert_from_mode(n, 1 - p, random_unit(r)) : invert_from_mode(n, p, random_unit(r));
}

struct random_alias {
	size_t n;
	struct { uint64_t keep; size_t other; } slot[];      /* the slot itself when the low half is below `keep`, else the other */
};

static size_t split(const double *weight, size_t n, double scale, double *left, size_t *order)
{
	size_t small = 0, large = n;
	for (size_t i = 0; i < n; i++) {
		assert(weight[i] >= 0);
		left[i] = weight[i] * scale;
		if (left[i] < 1)
			order[small++] = i;
		else
			order[--large] = i;
	}
	return small;
}

/* Each slot holds one thing and the rest of a larger one; the small ones stand at the front of `order`, the large ones behind. */
struct random_alias *random_alias_new(const double *weight, size_t n)
{
	double sum = 0, *left = calloc(n, sizeof *left);
	size_t *order = calloc(n, sizeof *order), heaviest = 0;
	struct random_alias *a = malloc(sizeof *a + n * sizeof a->slot[0]);
	assert(n > 0 && left && order && a);
	for (size_t i = 0; i < n; i++) {
		sum += weight[i];
		if (weight[i] > weight[heaviest])
			heaviest = i;
	}
	assert(sum > 0);
	a->n = n;
	size_t small = split(weight, n, (double)n / sum, left, order), large = small, at = 0;
	for (; at < small && large < n; at++) {
		size_t i = order[at], j = order[large];
		a->slot[i].keep = (uint64_t)ldexp(left[i], 63) << 1;
		a->slot[i].other = j;
		left[j] -= 1 - left[i];
		if (left[j] < 1) {                   /* now a small one: it stands right behind them */
			large++;
			small++;
		}
	}
	for (; at < n; at++) {                       /* what rounding left over is whole, unless it weighs nothing */
		size_t i = order[at];
		a->slot[i].keep = weight[i] > 0 ? UINT64_MAX : 0;
		a->slot[i].other = weight[i] > 0 ? i : heaviest;
	}
	free(left);
	free(order);
	return a;
}

void random_alias_free(struct random_alias *a)
{
	free(a);
}

size_t random_alias_draw(const struct random_alias *a, struct random *r)
{
	unsigned __int128 product = (unsigned __int128)random_next(r) * a->n;
	size_t i = (size_t)(product >> 64);
	return (uint64_t)product < a->slot[i].keep ? i : a->slot[i].other;
}
