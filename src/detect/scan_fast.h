/* Inside the fast scan: what its kernels share (scan_kernel.h, made once for each kind of processor).
 *
 * An area is a row of 16-bit counts: of retrospective scans, lane t holds its cases up to and in period t, so that any window is the difference of two lanes; of alive
 * ones, lane j holds those of the last j + 1 periods, so that a window is a lane. A circle grows by adding one row. What lies behind the last lane that is
 * used is filled up so that it can only look like a window that is there.
 *
 * The circles of a centre are cut into blocks. Counts only rise from circle to circle, and so do thresholds: when the last circle of a block holds in no window
 * as many cases as the first would need, the whole block is passed over. Lengths are tested in groups the same way: the count of the longest against what the
 * shortest needs. */
#ifndef NABIJ_SCAN_FAST_H
#define NABIJ_SCAN_FAST_H
#include "scan_inside.h"
#include "scan_thresholds.h"

enum { SCAN_LANES = 32, SCAN_GROUPS = 160 };      /* lanes come in lines of 64 bytes */

struct scan_block {
	uint32_t until;                  /* the list position behind its last area */
	uint16_t step;                   /* of its first circle's expectation, for the thresholds */
	double measure;                  /* of the circle before it */
};

struct scan_fast_state;
struct scan_machine {
	enum scan_kernel kernel;
	void (*load)(struct scan_fast_state *, const uint32_t *cells, size_t n);
	void (*centre)(struct scan_fast_state *, size_t centre, struct scan_window *best);
};

struct scan_fast {
	const struct scan *scan;
	const struct scan_machine *machine;
	bool alive, even;                /* even: thresholds are the same for every window of one length (struct scan) */
	size_t lanes, lead;              /* of a row; zeros in front of the circle's, for windows that begin at the beginning */
	size_t groups, row;              /* of lengths; values in a row of thresholds */
	size_t shortest[SCAN_GROUPS], longest[SCAN_GROUPS];
	int *offset;                     /* (length - 1) × periods + last period: of the window's share, for the thresholds; 1: no share or no such window */
	uint16_t *rise;                  /* periods × lanes: what a case adds to its area's row */
	struct scan_block *blocks;
	size_t *block_from;              /* areas + 1 */
	uint32_t *line;                  /* where an area's row begins, in lines, by list position */
	uint16_t *step;                  /* of each circle's expectation, by list position */
	struct scan_thresholds *thresholds;
};

struct scan_fast_state {
	struct scan_fast *fast;
	uint16_t *rows;                  /* areas × lanes */
	uint16_t *circle, *again;        /* lead + lanes, behind the lead: a circle's row; the same while a block is looked at closely */
	uint16_t *over;                  /* lanes: not zero where the count is above a group's threshold */
};

/* A circle that is looked at closely; its row is state->again. */
struct scan_circle {
	size_t centre, at;               /* list position of its last area */
	double measure;
};

/* Looks at the windows of a group of lengths, in the lanes where state->over is not zero. */
void scan_fast_look(struct scan_fast_state *, size_t group, const struct scan_circle *, struct scan_window *best);

extern const struct scan_machine SCAN_MACHINE_C;
#if defined(__x86_64__)
extern const struct scan_machine SCAN_MACHINE_AVX2, SCAN_MACHINE_AVX512;
#endif
#endif
