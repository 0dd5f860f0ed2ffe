/* How many cases a cylinder must hold to beat an LLR, looked up instead of computed.
 *
 * Expectations are taken down to a grid in steps of 2 %, LLRs down to levels of 1/8 (above 16: of 2): so a threshold is never too high, and a cylinder below it
 * needs no logarithm. A level is made when it is first asked for, by whichever thread asks. */
#ifndef NABIJ_SCAN_THRESHOLDS_H
#define NABIJ_SCAN_THRESHOLDS_H
#include "scan_inside.h"

enum { SCAN_NEVER = 65535 };                     /* a threshold that no count reaches */

struct scan_thresholds;
struct scan_level {
	const uint16_t *by_expected;     /* of each step of the grid: the least count that beats the level */
	const uint16_t *rows;            /* what scan_fast.c lays out for its kernels: thresholds less 1, for each step of a circle's expectation */
};

/* `least` and `most`: the expectations of the smallest circle and the largest, over all time. `smallest`: the smallest share of time, above 0.
 * `row` values for a step are made by fill(context, by_expected + step, values): by_expected[offset] is then the threshold at expectation × e^(offset × 0.02),
 * for the offsets that scan_thresholds_offset() gives. */
struct scan_thresholds *scan_thresholds_new(const struct scan *, double least, double most, double smallest, size_t row,
	void (*fill)(const void *context, const uint16_t *at, uint16_t *values), const void *context);
void scan_thresholds_free(struct scan_thresholds *);
int scan_thresholds_offset(double share);                                           /* <= 0; share > 0 */
size_t scan_thresholds_step(const struct scan_thresholds *, double expected);       /* of a circle's expectation over all time */
size_t scan_thresholds_origin(const struct scan_thresholds *);                      /* by_expected + origin + step is what fill() gets */
const struct scan_level *scan_thresholds_level(struct scan_thresholds *, double llr);
#endif
