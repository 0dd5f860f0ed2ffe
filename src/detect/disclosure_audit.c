/* Looks for other tables that would be published the same. A search begins at the true counts, asks a hidden count for another value, and mends one label at
 * a time what that breaks: the cell that is outside its window takes or gives one household at the label where that breaks least (min-conflicts: Minton,
 * Johnston, Philips, Laird, Artificial Intelligence 58, 1992). What it finds is an example by its nature; what it does not find leads to hiding more. */
#include "disclosure_audit.h"
#include <assert.h>
#include "random.h"

enum { STEPS = 400, CANDIDATES = 160, REST_STEPS = 6 };

void audit_walk_begin(struct audit_walk *w, const struct disclosure_table *t, const int32_t *label)
{
	*w = (struct audit_walk){ .table = t };
	for (int d = 0; d < t->dimensions; d++)
		for (int32_t node = label[d]; node >= 0; node = t->dimension[d].node[node].parent) {
			assert(w->n[d] < DISCLOSURE_LEVELS_MOST);
			w->up[d][w->n[d]++] = node;
		}
}

bool audit_walk_next(struct audit_walk *w)
{
	int d = w->table->dimensions - 1;
	if (w->begun)
		while (d >= 0 && ++w->at[d] == w->n[d])
			w->at[d--] = 0;
	w->begun = true;
	w->cell = 0;
	for (int i = 0; i < w->table->dimensions; i++)
		w->cell = w->cell * (size_t)w->table->dimension[i].n + (size_t)w->up[i][w->at[i]];
	return d >= 0;
}

bool audit_next_label(const struct disclosure_table *t, int32_t *label)
{
	int d = t->dimensions - 1;
	while (d >= 0 && ++label[d] == t->dimension[d].leaves)
		label[d--] = 0;
	return d >= 0;
}

struct audit {
	const struct disclosure_table *table;
	const struct disclosure_rules *rules;
	struct disclosure_cell *cells;
	size_t n;
	int64_t *count;              /* of the table being tried */
	int64_t *low, *high;         /* the windows */
	int32_t *place;              /* in `broken`, or -1 */
	size_t *broken, broken_n;    /* cells outside their window */
	int32_t *moved;              /* the step at which a label's own cell last changed, by its direction's sign */
	size_t *undo;                /* cells of labels that were changed, and by how much */
	int8_t *undo_by;
	size_t undo_n;
	uint32_t *blocked;           /* how often a cell was outside its window while a search failed */
	size_t *touched, touched_n;  /* the cells of which that is more than 0 */
	size_t *parts;               /* the target's cells, when it is a sum of hidden parts */
	bool *wanted;                /* whether a cell is among the target's */
	struct random random;
};

/* What must change: the sum of these cells' counts. */
struct target { const size_t *cell; size_t n; int64_t want; };

static int64_t outside(const struct audit *a, size_t cell, int64_t count)
{
	return count < a->low[cell] ? a->low[cell] - count : count > a->high[cell] ? count - a->high[cell] : 0;
}

static void note(struct audit *a, size_t cell)
{
	bool is = outside(a, cell, a->count[cell]) > 0, was = a->place[cell] >= 0;
	if (is && !was) {
		a->place[cell] = (int32_t)a->broken_n;
		a->broken[a->broken_n++] = cell;
	} else if (!is && was) {
		size_t last = a->broken[--a->broken_n];
		a->broken[a->place[cell]] = last;
		a->place[last] = a->place[cell];
		a->place[cell] = -1;
	}
}

static void change(struct audit *a, const int32_t *label, int by)
{
	struct audit_walk w;
	for (audit_walk_begin(&w, a->table, label); audit_walk_next(&w);) {
		a->count[w.cell] += by;
		note(a, w.cell);
	}
}

static int64_t missing(const struct audit *a, const struct target *t)
{
	int64_t sum = 0;
	for (size_t i = 0; i < t->n; i++)
		sum += a->count[t->cell[i]];
	return t->want - sum;
}

/* What adding `by` at this label breaks (positive) or mends. */
static int64_t cost(const struct audit *a, int64_t gap, const int32_t *label, int by)
{
	struct audit_walk w;
	int64_t sum = 0;
	for (audit_walk_begin(&w, a->table, label); audit_walk_next(&w);) {
		sum += outside(a, w.cell, a->count[w.cell] + by) - outside(a, w.cell, a->count[w.cell]);
		if (a->wanted[w.cell])
			sum += 4 * (llabs(gap - by) - llabs(gap));
	}
	return sum;
}

/* The nodes of a cell. */
static void nodes_of(const struct disclosure_table *t, size_t cell, const struct disclosure_node **node)
{
	for (int d = t->dimensions - 1; d >= 0; d--) {
		node[d] = &t->dimension[d].node[cell % (size_t)t->dimension[d].n];
		cell /= (size_t)t->dimension[d].n;
	}
}

/* Label number i of a cell. */
static void label_in(const struct disclosure_table *t, const struct disclosure_node *const *node, uint64_t i, int32_t *label)
{
	for (int d = t->dimensions - 1; d >= 0; d--) {
		uint64_t n = (uint64_t)(node[d]->to - node[d]->from);
		label[d] = node[d]->from + (int32_t)(i % n);
		i /= n;
	}
}

/* The label within the cell where a step breaks least; false when none may be changed. */
static bool choose(struct audit *a, int64_t gap, size_t cell, int by, int step, int32_t *best)
{
	const struct disclosure_node *node[DISCLOSURE_DIMENSIONS_MOST];
	uint64_t labels = 1;
	int64_t least = INT64_MAX;
	nodes_of(a->table, cell, node);
	for (int d = 0; d < a->table->dimensions; d++)
		labels *= (uint64_t)(node[d]->to - node[d]->from);
	uint64_t tries = labels < CANDIDATES ? labels : CANDIDATES, from = random_below(&a->random, labels);
	for (uint64_t i = 0; i < tries; i++) {
		int32_t label[DISCLOSURE_DIMENSIONS_MOST];
		label_in(a->table, node, labels <= CANDIDATES ? (from + i) % labels : random_below(&a->random, labels), label);
		size_t own = disclosure_at(a->table, label);
		int32_t last = a->moved[own];
		bool back = last && (last > 0) != (by > 0) && step - abs(last) < REST_STEPS;
		if (a->count[own] + by < 0 || a->cells[own].state == DISCLOSURE_IMPOSSIBLE || back)
			continue;
		int64_t c = cost(a, gap, label, by);
		if (c < least) {
			least = c;
			memcpy(best, label, sizeof label);
		}
	}
	return least < INT64_MAX;
}

/* Back to the true counts. */
static void restore(struct audit *a)
{
	while (a->undo_n) {
		const struct disclosure_node *node[DISCLOSURE_DIMENSIONS_MOST];
		int32_t label[DISCLOSURE_DIMENSIONS_MOST];
		a->undo_n--;
		nodes_of(a->table, a->undo[a->undo_n], node);
		label_in(a->table, node, 0, label);
		a->moved[a->undo[a->undo_n]] = 0;
		change(a, label, -a->undo_by[a->undo_n]);
	}
	assert(a->broken_n == 0);
}

static void blame(struct audit *a, size_t cell)
{
	if (!a->blocked[cell]++)
		a->touched[a->touched_n++] = cell;
}

static void forgive(struct audit *a)
{
	while (a->touched_n)
		a->blocked[a->touched[--a->touched_n]] = 0;
}

/* A table in which the target has the wanted sum and that is published the same. */
static bool search(struct audit *a, const struct target *t)
{
	bool found = false;
	for (int step = 1; step <= STEPS; step++) {
		int64_t gap = missing(a, t);
		if (!gap && !a->broken_n) {
			found = true;
			break;
		}
		size_t cell = gap ? t->cell[random_below(&a->random, t->n)] : a->broken[random_below(&a->random, a->broken_n)];
		int by = gap ? (gap > 0 ? 1 : -1) : a->count[cell] < a->low[cell] ? 1 : -1;
		int32_t label[DISCLOSURE_DIMENSIONS_MOST];
		for (size_t i = 0; i < a->broken_n; i++)
			blame(a, a->broken[i]);
		if (!choose(a, gap, cell, by, step, label))
			continue;
		size_t own = disclosure_at(a->table, label);
		a->moved[own] = by * step;
		a->undo[a->undo_n] = own;
		a->undo_by[a->undo_n++] = (int8_t)by;
		change(a, label, by);
	}
	restore(a);
	return found;
}

/* Whether examples show the target's sum `width` apart; it begins at the truth and asks for one more at a time, up first. */
static bool is_safe(struct audit *a, struct target *t)
{
	int64_t truth, up = 0, down = 0, width = a->rules->width;
	t->want = 0;
	truth = -missing(a, t);
	for (int64_t most = a->rules->shown_from - 1 - truth < width ? a->rules->shown_from - 1 - truth : width; most > up; most--) {
		t->want = truth + most;
		if (search(a, t))
			up = most;
	}
	for (int64_t most = truth < width - up ? truth : width - up; most == width - up && most > down; most--) {
		t->want = truth - most;
		if (search(a, t))
			down = most;
	}
	return up + down >= width;
}

static void set_window(struct audit *a, size_t cell)
{
	disclosure_window(a->rules, &a->cells[cell], &a->low[cell], &a->high[cell]);
}

/* Hides the smallest of the cells that stood in the way; where only others did, the smallest that shares a household with the target. False: there is none. */
static bool hide_one(struct audit *a, const struct target *t)
{
	size_t best = a->n;
	for (size_t k = 0; k < a->touched_n; k++) {
		size_t i = a->touched[k];
		if (a->cells[i].state == DISCLOSURE_SHOWN && !a->cells[i].fixed && (best == a->n || a->cells[i].count < a->cells[best].count))
			best = i;
	}
	if (best == a->n) {
		const struct disclosure_node *node[DISCLOSURE_DIMENSIONS_MOST];
		int32_t label[DISCLOSURE_DIMENSIONS_MOST];
		struct audit_walk w;
		nodes_of(a->table, t->cell[0], node);
		label_in(a->table, node, 0, label);
		for (audit_walk_begin(&w, a->table, label); audit_walk_next(&w);)
			if (a->cells[w.cell].state == DISCLOSURE_SHOWN && !a->cells[w.cell].fixed && (best == a->n || a->cells[w.cell].count < a->cells[best].count))
				best = w.cell;
	}
	if (best == a->n)
		return false;
	a->cells[best].state = DISCLOSURE_BESIDE;
	a->cells[best].value = 0;
	set_window(a, best);
	return true;
}

/* Hides beside the target until it is safe. */
static bool protect(struct audit *a, struct target *t, struct err *e)
{
	bool safe = false, more = true;
	for (size_t i = 0; i < t->n; i++)
		a->wanted[t->cell[i]] = true;
	while (!safe && more) {
		forgive(a);
		safe = is_safe(a, t);
		more = safe || hide_one(a, t);
	}
	for (size_t i = 0; i < t->n; i++)
		a->wanted[t->cell[i]] = false;
	return safe || err_set(e, "a hidden count can be told from what was published before, or from cells that cannot occur; nothing more can be hidden beside it");
}

/* The hidden parts of a sum along one dimension, when together they are small. */
static bool hidden_parts(struct audit *a, size_t cell, int d, struct target *t)
{
	const struct disclosure_table *table = a->table;
	size_t stride = 1;
	for (int i = d + 1; i < table->dimensions; i++)
		stride *= (size_t)table->dimension[i].n;
	int32_t own = (int32_t)(cell / stride % (size_t)table->dimension[d].n);
	int64_t sum = 0;
	*t = (struct target){ .cell = a->parts };
	for (int32_t node = 0; node < table->dimension[d].n; node++) {
		size_t part = cell + ((size_t)node - (size_t)own) * stride;
		if (table->dimension[d].node[node].parent != own || a->cells[part].state == DISCLOSURE_SHOWN || a->cells[part].state == DISCLOSURE_IMPOSSIBLE)
			continue;
		a->parts[t->n++] = part;
		sum += a->cells[part].count;
	}
	return t->n > 1 && sum < a->rules->shown_from;
}

static bool protect_all(struct audit *a, struct detect_work *work, struct err *e)
{
	struct target t;
	if (work)
		work->total = a->n;
	for (size_t i = 0; i < a->n; i++) {
		if (work && work->stop)
			return err_set(e, "stopped");
		t = (struct target){ .cell = &i, .n = 1 };
		if (a->cells[i].state == DISCLOSURE_SMALL && !protect(a, &t, e))
			return false;
		for (int d = 0; d < a->table->dimensions; d++)
			if (a->cells[i].state != DISCLOSURE_SMALL && hidden_parts(a, i, d, &t) && !protect(a, &t, e))
				return false;
		if (work)
			work->done++;
	}
	return true;
}

static void *must(size_t n, size_t size)
{
	void *memory = calloc(n ? n : 1, size);
	if (!memory) {
		log_error("disclosure: the system has no memory; stopping");
		abort();
	}
	return memory;
}

bool audit_hide(const struct disclosure_table *t, const struct disclosure_rules *r, struct disclosure_cell *cells, struct detect_work *work, struct err *e)
{
	struct audit a = { .table = t, .rules = r, .cells = cells, .n = disclosure_cells(t) };
	a.count = must(a.n, sizeof *a.count);
	a.low = must(a.n, sizeof *a.low);
	a.high = must(a.n, sizeof *a.high);
	a.place = must(a.n, sizeof *a.place);
	a.broken = must(a.n, sizeof *a.broken);
	a.moved = must(a.n, sizeof *a.moved);
	a.undo = must(STEPS, sizeof *a.undo);
	a.undo_by = must(STEPS, sizeof *a.undo_by);
	a.blocked = must(a.n, sizeof *a.blocked);
	a.touched = must(a.n, sizeof *a.touched);
	a.parts = must(a.n, sizeof *a.parts);
	a.wanted = must(a.n, sizeof *a.wanted);
	random_start(&a.random, 1, 0);
	for (size_t i = 0; i < a.n; i++) {
		a.count[i] = cells[i].count;
		a.place[i] = -1;
		set_window(&a, i);
	}
	bool ok = protect_all(&a, work, e);
	free(a.count);
	free(a.low);
	free(a.high);
	free(a.place);
	free(a.broken);
	free(a.moved);
	free(a.undo);
	free(a.undo_by);
	free(a.blocked);
	free(a.touched);
	free(a.parts);
	free(a.wanted);
	return ok;
}
