/* The kernel of the fast scan, once for each kind of processor: a file that includes it says which by
 *   NAME(x)             the name of a function of this kernel
 *   TARGET              the attribute that lets it use those instructions
 *   VECTOR, WIDTH       a vector of so many 16-bit counts
 *   V_ZERO() V_LOAD(p) V_LOAD_AT(p) V_STORE(p, v) V_ADD V_SUB V_OR V_ALL(x)   aligned load, load at any address, and the sums; V_ALL: x in every lane
 *   V_OVER(a, b)        not zero in the lanes where a > b
 *   V_NONE(v)           whether all lanes are zero
 * There is no other code that differs between processors. */

TARGET static void NAME(load)(struct scan_fast_state *st, const uint32_t *cells, size_t n)
{
	const struct scan_fast *f = st->fast;
	size_t lanes = f->lanes;
	uint32_t periods = (uint32_t)f->scan->periods;
	memset(st->rows, 0, f->scan->areas * lanes * sizeof *st->rows);
	for (size_t i = 0; i < n; i++) {
		uint16_t *row = st->rows + cells[i] / periods * lanes;
		const uint16_t *rise = f->rise + cells[i] % periods * lanes;
		for (size_t k = 0; k < lanes; k += WIDTH)
			V_STORE(row + k, V_ADD(V_LOAD(row + k), V_LOAD(rise + k)));
	}
}

/* Whether some window of the circle is above the thresholds (which are given less 1). */
TARGET static inline __attribute__((always_inline)) bool NAME(above)(const struct scan_fast *f, const uint16_t *circle, const uint16_t *thresholds, size_t lanes, bool even)
{
	VECTOR any = V_ZERO();
	if (f->alive) {
		for (size_t k = 0; k < lanes; k += WIDTH)
			any = V_OR(any, V_OVER(V_LOAD(circle + k), V_LOAD(thresholds + k)));
		return !V_NONE(any);
	}
	for (size_t g = 0; g < f->groups; g++) {
		size_t length = f->longest[g];
		const uint16_t *least = thresholds + g * (even ? 1 : lanes);
		VECTOR all = V_ALL(*least);
		for (size_t k = 0; k < lanes; k += WIDTH) {
			VECTOR count = V_SUB(V_LOAD(circle + k), V_LOAD_AT(circle + k - length));
			any = V_OR(any, V_OVER(count, even ? all : V_LOAD(least + k)));
		}
	}
	return !V_NONE(any);
}

/* Adds the areas at list positions from … until - 1 to the circle. */
TARGET static inline __attribute__((always_inline)) void NAME(grow)(const struct scan_fast_state *st, uint16_t *circle, size_t from, size_t until, size_t lanes)
{
	const uint32_t *list = st->fast->scan->circles.area;
	for (size_t k = 0; k < lanes; k += WIDTH) {
		VECTOR sum = V_LOAD(circle + k);
		const uint16_t *rows = st->rows + k;
		for (size_t i = from; i < until; i++)
			sum = V_ADD(sum, V_LOAD(rows + (size_t)(list[i] & ~SCAN_JOINED) * lanes));
		V_STORE(circle + k, sum);
	}
}

/* A block in which something may lie above: each of its circles by its own thresholds, and closely where those are passed. */
TARGET static __attribute__((noinline)) void NAME(look)(struct scan_fast_state *st, size_t centre, const struct scan_block *b, size_t from, struct scan_window *best)
{
	const struct scan_fast *f = st->fast;
	const struct scan *s = f->scan;
	const struct scan_level *level = scan_thresholds_level(f->thresholds, best->llr);
	double measure = b->measure;
	memset(st->again, 0, f->lanes * sizeof *st->again);
	NAME(grow)(st, st->again, s->circles.from[centre], from, f->lanes);
	for (size_t i = from; i < b->until; i++) {
		NAME(grow)(st, st->again, i, i + 1, f->lanes);
		measure += s->area_measure[s->circles.area[i] & ~SCAN_JOINED];
		if ((s->circles.area[i] & SCAN_JOINED) || !NAME(above)(f, st->again, level->rows + f->step[i] * f->row, f->lanes, f->even))
			continue;
		double before = best->llr;
		scan_fast_look(st, st->again, centre, i, measure, best);
		if (best->llr > before)
			level = scan_thresholds_level(f->thresholds, best->llr);
	}
}

TARGET static inline __attribute__((always_inline)) void NAME(walk)(struct scan_fast_state *st, size_t centre, struct scan_window *best, size_t lanes, bool even)
{
	const struct scan_fast *f = st->fast;
	const uint16_t *rows = scan_thresholds_level(f->thresholds, best->llr)->rows;
	size_t from = f->scan->circles.from[centre];
	memset(st->circle, 0, lanes * sizeof *st->circle);
	for (size_t b = f->block_from[centre]; b < f->block_from[centre + 1]; b++) {
		const struct scan_block *block = &f->blocks[b];
		NAME(grow)(st, st->circle, from, block->until, lanes);
		if (NAME(above)(f, st->circle, rows + block->step * f->row, lanes, even)) {
			NAME(look)(st, centre, block, from, best);
			rows = scan_thresholds_level(f->thresholds, best->llr)->rows;
		}
		from = block->until;
	}
}

/* The usual sizes as constants, so that the compiler lays the loops out flat. */
TARGET static void NAME(centre)(struct scan_fast_state *st, size_t centre, struct scan_window *best)
{
	const struct scan_fast *f = st->fast;
	if (f->lanes == 2 * SCAN_LANES && f->even)
		NAME(walk)(st, centre, best, 2 * SCAN_LANES, true);
	else if (f->lanes == 2 * SCAN_LANES)
		NAME(walk)(st, centre, best, 2 * SCAN_LANES, false);
	else if (f->lanes == SCAN_LANES)
		NAME(walk)(st, centre, best, SCAN_LANES, f->even);
	else
		NAME(walk)(st, centre, best, f->lanes, f->even);
}
