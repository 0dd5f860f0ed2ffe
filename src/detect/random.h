/* Chance for the statistics: xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4), 2021), seeded through
 * SplitMix64. A stream is named by a seed and a number, so that replica 17 draws the same whichever thread draws it. The streams' starting points
 * are 256 bits of a hash of both: that two of them come to overlap within 2^40 draws has a chance below 2^-150.
 *
 * Draws are exact, not approximate, where the null distribution rests on them: a whole number below n comes from the high half of a 64 × 64 bit product
 * (the chance of each differs by less than n / 2^64), a binomial by inverting its distribution outward from the mode. */
#ifndef NABIJ_RANDOM_H
#define NABIJ_RANDOM_H
#include <stddef.h>
#include <stdint.h>

struct random { uint64_t s[4]; };

void random_start(struct random *, uint64_t seed, uint64_t stream);
uint64_t random_binomial(struct random *, uint64_t n, double p);         /* successes in n tries; 0 <= p <= 1 */

static inline uint64_t random_next(struct random *r)
{
	uint64_t *s = r->s, sum = s[0] + s[3], result = ((sum << 23) | (sum >> 41)) + s[0], t = s[1] << 17;
	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = (s[3] << 45) | (s[3] >> 19);
	return result;
}

static inline uint64_t random_below(struct random *r, uint64_t n)        /* 0 … n - 1; n > 0 */
{
	return (uint64_t)(((unsigned __int128)random_next(r) * n) >> 64);
}

static inline double random_unit(struct random *r)                       /* 0 <= u < 1, in steps of 2^-53 */
{
	return (double)(random_next(r) >> 11) * 0x1p-53;
}

/* Drawing from n things with given weights, one multiplication and one look a draw (Walker 1977; Vose 1991). */
struct random_alias;
struct random_alias *random_alias_new(const double *weight, size_t n);   /* weights >= 0 with a sum > 0; free it with random_alias_free() */
void random_alias_free(struct random_alias *);
size_t random_alias_draw(const struct random_alias *, struct random *);
#endif
