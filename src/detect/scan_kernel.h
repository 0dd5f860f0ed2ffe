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

/* Adds the areas at list positions from … until - 1 to the circle, a piece of so many lanes at a time. */
TARGET static inline __attribute__((always_inline)) void NAME(grow)(const struct scan_fast_state *st, uint16_t *circle, size_t from, size_t until, size_t lanes, size_t piece)
{
	const uint32_t *line = st->fast->line;
	for (size_t k = 0; k < lanes; k += piece) {
		VECTOR sum[2 * SCAN_LANES / WIDTH];
		for (size_t v = 0; v < piece / WIDTH; v++)
			sum[v] = V_LOAD(circle + k + v * WIDTH);
		for (size_t i = from; i < until; i++) {
			const uint16_t *row = st->rows + k + (size_t)line[i] * SCAN_LANES;
			for (size_t v = 0; v < piece / WIDTH; v++)
				sum[v] = V_ADD(sum[v], V_LOAD(row + v * WIDTH));
		}
		for (size_t v = 0; v < piece / WIDTH; v++)
			V_STORE(circle + k + v * WIDTH, sum[v]);
	}
}

/* One circle, window by window where a group is above its thresholds; `level` follows the best. */
TARGET static const struct scan_level *NAME(look)(struct scan_fast_state *st, const struct scan_level *level, const struct scan_circle *c, struct scan_window *best)
{
	const struct scan_fast *f = st->fast;
	const uint16_t *circle = st->again, *thresholds = level->rows + f->step[c->at] * f->row;
	size_t lanes = f->lanes;
	for (size_t g = 0; g < f->groups; g++) {
		VECTOR any = V_ZERO();
		const uint16_t *least = thresholds + (f->alive ? 0 : g * (f->even ? 1 : lanes));
		for (size_t k = 0; k < lanes; k += WIDTH) {
			VECTOR count = f->alive ? V_LOAD(circle + k) : V_SUB(V_LOAD(circle + k), V_LOAD_AT(circle + k - f->longest[g]));
			VECTOR over = V_OVER(count, f->even && !f->alive ? V_ALL(*least) : V_LOAD(least + k));
			any = V_OR(any, over);
			V_STORE(st->over + k, over);
		}
		if (!V_NONE(any))
			scan_fast_look(st, g, c, best);
	}
	return scan_thresholds_level(f->thresholds, best->llr);
}

/* A block in which something may lie above, from the circle before it on: each of its circles by its own thresholds, and closely where those are passed. */
TARGET static __attribute__((noinline)) void NAME(again)(struct scan_fast_state *st, size_t centre, const struct scan_block *b, size_t from, struct scan_window *best)
{
	const struct scan_fast *f = st->fast;
	const struct scan *s = f->scan;
	const struct scan_level *level = scan_thresholds_level(f->thresholds, best->llr);
	struct scan_circle c = { .centre = centre, .measure = b->measure };
	for (c.at = from; c.at < b->until; c.at++) {
		NAME(grow)(st, st->again, c.at, c.at + 1, f->lanes, SCAN_LANES);
		c.measure += s->area_measure[s->circles.area[c.at] & ~SCAN_JOINED];
		if (!(s->circles.area[c.at] & SCAN_JOINED) && NAME(above)(f, st->again, level->rows + f->step[c.at] * f->row, f->lanes, f->even))
			level = NAME(look)(st, level, &c, best);
	}
}

TARGET static inline __attribute__((always_inline)) void NAME(walk)(struct scan_fast_state *st, size_t centre, struct scan_window *best, size_t lanes, size_t piece, bool even)
{
	const struct scan_fast *f = st->fast;
	const uint16_t *rows = scan_thresholds_level(f->thresholds, best->llr)->rows;
	size_t from = f->scan->circles.from[centre];
	memset(st->circle, 0, lanes * sizeof *st->circle);
	for (size_t b = f->block_from[centre]; b < f->block_from[centre + 1]; b++) {
		const struct scan_block *block = &f->blocks[b];
		for (size_t k = 0; k < lanes; k += WIDTH)
			V_STORE(st->again + k, V_LOAD(st->circle + k));
		NAME(grow)(st, st->circle, from, block->until, lanes, piece);
		if (NAME(above)(f, st->circle, rows + block->step * f->row, lanes, even)) {
			NAME(again)(st, centre, block, from, best);
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
		NAME(walk)(st, centre, best, 2 * SCAN_LANES, 2 * SCAN_LANES, true);
	else if (f->lanes == 2 * SCAN_LANES)
		NAME(walk)(st, centre, best, 2 * SCAN_LANES, 2 * SCAN_LANES, false);
	else if (f->lanes == SCAN_LANES)
		NAME(walk)(st, centre, best, SCAN_LANES, SCAN_LANES, f->even);
	else
		NAME(walk)(st, centre, best, f->lanes, SCAN_LANES, f->even);
}
