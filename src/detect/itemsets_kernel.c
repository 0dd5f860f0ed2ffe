#include "itemsets_kernel.h"
#include <string.h>
#if defined __x86_64__
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))

enum { BYTES = 255 };                    /* masks that eight-bit counters hold */

/* Bit b of every byte is counted in byte lanes, then spilled: 64 counters in eight words. */
INLINE void singles_body(const uint64_t *masks, size_t n, uint64_t *counts)
{
	for (size_t from = 0; from < n; from += BYTES) {
		size_t to = from + BYTES < n ? from + BYTES : n;
		for (int b = 0; b < 8; b++) {
			uint64_t lanes = 0;
			for (size_t i = from; i < to; i++)
				lanes += masks[i] >> b & 0x0101010101010101u;
			for (int byte = 0; byte < 8; byte++)
				counts[8 * byte + b] += lanes >> 8 * byte & 0xff;
		}
	}
}

INLINE uint32_t both_body(const uint64_t *restrict a, const uint64_t *restrict b, size_t words, uint64_t *restrict out)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < words; i++) {
		out[i] = a[i] & b[i];
		sum += (uint64_t)__builtin_popcountll(out[i]);
	}
	return (uint32_t)sum;
}

INLINE uint32_t both_at_body(const uint64_t *restrict a, const uint32_t *restrict at, const uint64_t *restrict b, size_t n, uint64_t *restrict out)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < n; i++) {
		out[i] = a[at[i]] & b[i];
		sum += (uint64_t)__builtin_popcountll(out[i]);
	}
	return (uint32_t)sum;
}

static void singles_plain(const uint64_t *masks, size_t n, uint64_t *counts)
{
	singles_body(masks, n, counts);
}

/* A table per byte says where its wanted bits go. */
static void tabulate_plain(const uint64_t *masks, size_t n, uint64_t wanted, uint32_t *table)
{
	uint16_t to[8][256];
	for (int byte = 0, base = 0; byte < 8; byte++) {
		unsigned bits = wanted >> 8 * byte & 0xff;
		for (unsigned v = 0; v < 256; v++) {
			unsigned out = 0, place = (unsigned)base;
			for (unsigned b = 0; b < 8; b++)
				if (bits >> b & 1)
					out |= (v >> b & 1) << place++;
			to[byte][v] = (uint16_t)out;
		}
		base += __builtin_popcount(bits);
	}
	for (size_t i = 0; i < n; i++) {
		uint64_t m = masks[i];
		unsigned key = 0;
		for (int byte = 0; byte < 8; byte++)
			key |= to[byte][m >> 8 * byte & 0xff];
		table[key]++;
	}
}

static uint32_t both_plain(const uint64_t *a, const uint64_t *b, size_t words, uint64_t *out)
{
	return both_body(a, b, words, out);
}

static uint32_t both_at_plain(const uint64_t *a, const uint32_t *at, const uint64_t *b, size_t n, uint64_t *out)
{
	return both_at_body(a, at, b, n, out);
}

static const struct itemsets_kernel PLAIN = { singles_plain, tabulate_plain, both_plain, both_at_plain };

const struct itemsets_kernel *itemsets_kernel_plain(void)
{
	return &PLAIN;
}

#if defined __x86_64__
#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define AVX512 __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx512vpopcntdq,avx2,bmi,bmi2,popcnt")))

AVX2 static void singles_avx2(const uint64_t *masks, size_t n, uint64_t *counts)
{
	singles_body(masks, n, counts);
}

AVX2 static void tabulate_avx2(const uint64_t *masks, size_t n, uint64_t wanted, uint32_t *table)
{
	for (size_t i = 0; i < n; i++)
		table[_pext_u64(masks[i], wanted)]++;
}

AVX2 static uint32_t both_avx2(const uint64_t *a, const uint64_t *b, size_t words, uint64_t *out)
{
	return both_body(a, b, words, out);
}

AVX2 static uint32_t both_at_avx2(const uint64_t *a, const uint32_t *at, const uint64_t *b, size_t n, uint64_t *out)
{
	return both_at_body(a, at, b, n, out);
}

AVX512 static void singles_avx512(const uint64_t *masks, size_t n, uint64_t *counts)
{
	singles_body(masks, n, counts);
}

AVX512 static uint32_t both_avx512(const uint64_t *a, const uint64_t *b, size_t words, uint64_t *out)
{
	__m512i sum = _mm512_setzero_si512();
	for (size_t i = 0; i < words; i += 8) {
		__mmask8 left = words - i >= 8 ? 0xff : (__mmask8)((1u << (words - i)) - 1);
		__m512i v = _mm512_and_si512(_mm512_maskz_loadu_epi64(left, a + i), _mm512_maskz_loadu_epi64(left, b + i));
		_mm512_mask_storeu_epi64(out + i, left, v);
		sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(v));
	}
	return (uint32_t)_mm512_reduce_add_epi64(sum);
}

static const struct itemsets_kernel WITH_AVX2 = { singles_avx2, tabulate_avx2, both_avx2, both_at_avx2 };
static const struct itemsets_kernel WITH_AVX512 = { singles_avx512, tabulate_avx2, both_avx512, both_at_avx2 };

const struct itemsets_kernel *itemsets_kernel(void)
{
	if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi2") || !__builtin_cpu_supports("popcnt"))
		return &PLAIN;
	return __builtin_cpu_supports("avx512vpopcntdq") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") ? &WITH_AVX512 : &WITH_AVX2;
}
#else
const struct itemsets_kernel *itemsets_kernel(void)
{
	return &PLAIN;
}
#endif
