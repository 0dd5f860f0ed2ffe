/* The statistics of Nabij: what holds for everything in this folder.
 *
 * Pure functions over arrays. No database, no web, no files: only src/platform/base is included (tools/check-includes holds that), so that whoever
 * reads a formula reads nothing else, and the command `nabij detect` works without the rest of Nabij.
 *
 * Names:     the field's own (expected, relative risk, log likelihood ratio); each header names the paper that a formula comes from.
 * Arrays:    tables are row by row: value(area, period) = table[area * periods + period]; areas and periods count from 0. Input is borrowed, never
 *            changed; results say in their header who frees them.
 * Units:     periods are whole, of equal length and without gaps; what a period is (a day, a week) is for the caller.
 * Errors:    a table that makes no sense (a negative count, not a number) is refused with a `struct err` that says which area and which period;
 *            arguments that only a bug gives are asserted. Never a number that means nothing: what cannot be computed is NAN and said so in the header.
 * Chance:    all of it comes from src/detect/random.h with a seed, one stream for each replica, so that an answer is the same for any number of threads.
 * Threads:   a function may use several threads inside; none keeps state between calls.
 * Stopping:  long work takes a `struct detect_work`, through which it tells how far it is and hears that it must stop. */
#ifndef NABIJ_DETECT_H
#define NABIJ_DETECT_H
#include <stdatomic.h>
#include <stdint.h>
#include "../platform/base/err.h"

/* How far long work is. Both may be looked at and set from another thread or a signal handler. */
struct detect_work {
	atomic_uint_least64_t done, total;   /* in steps of the work's own */
	atomic_bool stop;                    /* set by the caller: end soon with what there is */
};
#endif
