/* The kernels for AVX2 and AVX-512 (with its byte and word instructions). Which one runs is chosen when the program runs. */
#include "scan_fast.h"
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define NAME(x) x##_avx2
#define TARGET __attribute__((target("avx2")))
#define VECTOR __m256i
#define WIDTH 16
#define V_ZERO() _mm256_setzero_si256()
#define V_LOAD(p) _mm256_load_si256((const __m256i *)(const void *)(p))
#define V_LOAD_AT(p) _mm256_loadu_si256((const __m256i *)(const void *)(p))
#define V_STORE(p, v) _mm256_store_si256((__m256i *)(void *)(p), (v))
#define V_ADD(a, b) _mm256_add_epi16((a), (b))
#define V_SUB(a, b) _mm256_sub_epi16((a), (b))
#define V_OR(a, b) _mm256_or_si256((a), (b))
#define V_ALL(x) _mm256_set1_epi16((short)(x))
#define V_OVER(a, b) _mm256_subs_epu16((a), (b))
#define V_NONE(v) _mm256_testz_si256((v), (v))
#include "scan_kernel.h"

const struct scan_machine SCAN_MACHINE_AVX2 = { SCAN_AVX2, load_avx2, centre_avx2 };

#undef NAME
#undef TARGET
#undef VECTOR
#undef WIDTH
#undef V_ZERO
#undef V_LOAD
#undef V_LOAD_AT
#undef V_STORE
#undef V_ADD
#undef V_SUB
#undef V_OR
#undef V_ALL
#undef V_OVER
#undef V_NONE

#define NAME(x) x##_avx512
#define TARGET __attribute__((target("avx512f,avx512bw")))
#define VECTOR __m512i
#define WIDTH 32
#define V_ZERO() _mm512_setzero_si512()
#define V_LOAD(p) _mm512_load_si512((const void *)(p))
#define V_LOAD_AT(p) _mm512_loadu_si512((const void *)(p))
#define V_STORE(p, v) _mm512_store_si512((void *)(p), (v))
#define V_ADD(a, b) _mm512_add_epi16((a), (b))
#define V_SUB(a, b) _mm512_sub_epi16((a), (b))
#define V_OR(a, b) _mm512_or_si512((a), (b))
#define V_ALL(x) _mm512_set1_epi16((short)(x))
#define V_OVER(a, b) _mm512_subs_epu16((a), (b))
#define V_NONE(v) (_mm512_test_epi16_mask((v), (v)) == 0)
#include "scan_kernel.h"

const struct scan_machine SCAN_MACHINE_AVX512 = { SCAN_AVX512, load_avx512, centre_avx512 };
#endif
