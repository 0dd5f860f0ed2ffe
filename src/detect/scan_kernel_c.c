/* The kernel without any processor's own instructions: the compiler makes of it what it can. */
#include <string.h>
#include "scan_fast.h"

typedef uint16_t vector __attribute__((vector_size(16)));
typedef uint16_t anywhere __attribute__((vector_size(16), aligned(2), may_alias));

static inline bool none(vector v)
{
	uint64_t half[2];
	memcpy(half, &v, sizeof half);
	return !(half[0] | half[1]);
}

#define NAME(x) x##_c
#define TARGET
#define VECTOR vector
#define WIDTH 8
#define V_ZERO() ((vector){ 0 })
#define V_LOAD(p) ((vector)*(const anywhere *)(p))
#define V_LOAD_AT(p) ((vector)*(const anywhere *)(p))
#define V_STORE(p, v) (*(anywhere *)(p) = (v))
#define V_ADD(a, b) ((a) + (b))
#define V_SUB(a, b) ((a) - (b))
#define V_OR(a, b) ((a) | (b))
#define V_ALL(x) ((vector){ 0 } + (uint16_t)(x))
#define V_OVER(a, b) ((vector)((a) > (b)))
#define V_NONE(v) none(v)
#include "scan_kernel.h"

const struct scan_machine SCAN_MACHINE_C = { SCAN_C, load_c, centre_c };
