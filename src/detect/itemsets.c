#include "itemsets.h"
#include <assert.h>
#include <math.h>
#include <sys/mman.h>
#include "../platform/base/err.h"
#include "itemsets_kernel.h"

enum { CODES = ITEMSETS_CODES_MOST, COMMON_MOST = 16, LARGE_PAGE = 2 << 20 };

/* Columns of bits, one for each code that may still join, and the words of one of them that are not empty. */
struct level {
	uint64_t *words, *kept;
	uint32_t *at;
	size_t words_room, kept_room;
};

struct miner {
	uint32_t least;
	int most;
	size_t limit;
	const struct itemsets_kernel *kernel;
	struct itemsets *out;
	struct detect_work *work;
	bool full;
	struct level level[CODES + 1];
};

static void *must(void *memory)
{
	if (!memory) {
		log_error("itemsets: the system has no memory; stopping");
		abort();
	}
	return memory;
}

static bool stopped(const struct miner *m)
{
	return m->full || (m->work && m->work->stop);
}

static void found(struct miner *m, uint64_t codes, uint64_t support)
{
	struct itemsets *o = m->out;
	if (o->n == m->limit) {
		m->full = true;
		return;
	}
	if (o->n == o->room) {
		o->room = o->room ? 2 * o->room : 4096;
		o->list = must(realloc(o->list, o->room * sizeof *o->list));
	}
	o->list[o->n++] = (struct itemset){ .codes = codes, .support = (uint32_t)support };
}

/* ---- the commonest codes, all at once ---- */

/* table[s] becomes the number of households that have at least s. */
static void sum_over_supersets(uint32_t *table, int bits)
{
	for (int b = 0; b < bits; b++) {
		size_t half = (size_t)1 << b;
		for (size_t block = 0; block < (size_t)1 << bits; block += 2 * half)
			for (size_t i = block; i < block + half; i++)
				table[i] += table[i + half];
	}
}

static uint64_t spread(uint64_t compressed, const int *code)
{
	uint64_t codes = 0;
	for (; compressed; compressed &= compressed - 1)
		codes |= UINT64_C(1) << code[__builtin_ctzll(compressed)];
	return codes;
}

static void mine_common(struct miner *m, const uint64_t *households, size_t n, uint64_t common)
{
	int code[COMMON_MOST], bits = 0;
	for (uint64_t left = common; left; left &= left - 1)
		code[bits++] = __builtin_ctzll(left);
	uint32_t *table = must(calloc((size_t)1 << bits, sizeof *table));
	m->kernel->tabulate(households, n, common, table);
	sum_over_supersets(table, bits);
	for (uint64_t s = 1; s < UINT64_C(1) << bits; s++)
		if (table[s] >= m->least && __builtin_popcountll(s) <= m->most)
			found(m, spread(s, code), table[s]);
	free(table);
}

/* ---- the rare ones, by columns of bits ---- */

static void make_room(struct level *l, size_t words, size_t kept)
{
	if (words > l->words_room) {
		free(l->words);
		l->words = must(aligned_alloc(64, (words * sizeof *l->words + 63) / 64 * 64));
		l->words_room = words;
	}
	if (kept > l->kept_room) {
		free(l->kept);
		free(l->at);
		l->kept = must(malloc(kept * sizeof *l->kept));
		l->at = must(malloc(kept * sizeof *l->at));
		l->kept_room = kept;
	}
}

static size_t not_empty(const uint64_t *column, size_t words, struct level *l)
{
	size_t n = 0;
	for (size_t w = 0; w < words; w++) {
		l->kept[n] = column[w];
		l->at[n] = (uint32_t)w;
		n += column[w] != 0;
	}
	return n;
}

/* Grows `prefix`, whose households are the bits of these columns: codes[i] stands in columns + i × words, in support[i] of them. */
static void mine(struct miner *m, int depth, uint64_t prefix, const int *codes, const uint64_t *columns, const uint32_t *support, int n, size_t words)
{
	struct level *l = &m->level[depth];
	for (int a = 0; a < n; a++)
		found(m, prefix | UINT64_C(1) << codes[a], support[a]);
	if (depth + 1 >= m->most)
		return;
	make_room(l, (size_t)n * words, words);
	for (int a = 0; a + 1 < n && !stopped(m); a++) {
		const uint64_t *column = columns + (size_t)a * words;
		int next[CODES], next_n = 0;
		uint32_t next_support[CODES];
		size_t kept = support[a] < 2 * words ? not_empty(column, words, l) : words, length = kept < words - words / 4 ? kept : words;
		for (int b = a + 1; b < n; b++) {
			const uint64_t *other = columns + (size_t)b * words;
			uint64_t *out = l->words + (size_t)next_n * length;
			uint32_t s = length < words ? m->kernel->both_at(other, l->at, l->kept, kept, out) : m->kernel->both(other, column, words, out);
			if (s >= m->least) {
				next[next_n] = codes[b];
				next_support[next_n++] = s;
			}
		}
		if (next_n)
			mine(m, depth + 1, prefix | UINT64_C(1) << codes[a], next, l->words, next_support, next_n, length);
	}
}

/* 64 rows of 64 bits become 64 columns (Warren, "Hacker's Delight", 7-3). */
static void transpose(uint64_t *a)
{
	uint64_t mask = 0x00000000ffffffffu;
	for (int j = 32; j; j >>= 1, mask ^= mask << j)
		for (int k = 0; k < 64; k = (k + j + 1) & ~j) {
			uint64_t t = (a[k] >> j ^ a[k + j]) & mask;
			a[k] ^= t << j;
			a[k + j] ^= t;
		}
}

/* All sets with the code `first`, of whose households `rest` tells which later codes they have besides. */
static void mine_with(struct miner *m, int first, const uint64_t *rest, size_t n, uint64_t later, const uint8_t *rank)
{
	uint64_t counts[CODES] = { 0 }, block[64];
	uint32_t support[CODES];
	int codes[CODES], k = 0;
	struct level *l = &m->level[0];
	size_t words = (n + 63) / 64;
	m->kernel->singles(rest, n, counts);
	for (uint64_t left = later; left; left &= left - 1)
		if (counts[__builtin_ctzll(left)] >= m->least)
			codes[k++] = __builtin_ctzll(left);
	for (int i = 1; i < k; i++)                          /* rarest first, so that what is grown is small */
		for (int j = i; j > 0 && rank[codes[j]] < rank[codes[j - 1]]; j--) {
			int swap = codes[j];
			codes[j] = codes[j - 1];
			codes[j - 1] = swap;
		}
	if (!k)
		return;
	make_room(l, (size_t)k * words, 0);
	for (size_t w = 0; w < words; w++) {
		size_t rows = n - 64 * w < 64 ? n - 64 * w : 64;
		memcpy(block, rest + 64 * w, rows * sizeof *block);
		memset(block + rows, 0, (64 - rows) * sizeof *block);
		transpose(block);
		for (int i = 0; i < k; i++)
			l->words[(size_t)i * words + w] = block[codes[i]];
	}
	for (int i = 0; i < k; i++)
		support[i] = (uint32_t)counts[codes[i]];
	mine(m, 1, UINT64_C(1) << first, codes, l->words, support, k, words);
}

/* The frequent codes in order, rarest first; gives their number. */
static int order(const uint64_t *counts, uint32_t least, int *code, uint8_t *rank)
{
	int n = 0;
	for (int c = 0; c < CODES; c++) {
		if (counts[c] < least)
			continue;
		int i = n++;
		for (; i > 0 && counts[code[i - 1]] > counts[c]; i--)
			code[i] = code[i - 1];
		code[i] = c;
	}
	for (int i = 0; i < n; i++)
		rank[code[i]] = (uint8_t)i;
	return n;
}

/* How many of the commonest codes are counted at once: a table that is small beside the households. */
static int common_codes(int frequent, size_t n)
{
	int bits = 1;
	while (bits < COMMON_MOST && (size_t)16 << bits < n)
		bits++;
	return bits < frequent ? bits : frequent;
}

/* For each rare code the later codes of its households, where they have any; end[c] is where its list ends. */
static uint64_t *distribute(const uint64_t *households, size_t n, const uint64_t *counts, uint64_t rare, const uint64_t *later, size_t *from, size_t *end)
{
	size_t total = 0;
	for (int c = 0; c < CODES; c++) {
		from[c] = end[c] = total;
		total += rare >> c & 1 ? counts[c] + 1 : 0;          /* one place more: a row without later codes is written and then passed over */
	}
	size_t bytes = (total * sizeof(uint64_t) / LARGE_PAGE + 1) * LARGE_PAGE;
	uint64_t *rows = must(aligned_alloc(LARGE_PAGE, bytes));
	madvise(rows, bytes, MADV_HUGEPAGE);         /* a few large pages take less time to come by than thousands; where there are none it does nothing */
	for (size_t i = 0; i < n; i++)
		for (uint64_t left = households[i] & rare; left; left &= left - 1) {
			int c = __builtin_ctzll(left);
			uint64_t rest = households[i] & later[c];
			rows[end[c]] = rest;
			end[c] += rest != 0;
		}
	return rows;
}

static void mine_rare(struct miner *m, const uint64_t *households, size_t n, const uint64_t *counts, const int *code, int rare_n, int frequent, const uint8_t *rank)
{
	uint64_t later[CODES] = { 0 }, after = 0, rare = 0;
	size_t from[CODES], end[CODES];
	for (int i = frequent - 1; i >= 0; i--) {
		later[code[i]] = after;
		after |= UINT64_C(1) << code[i];
		rare |= i < rare_n ? UINT64_C(1) << code[i] : 0;
	}
	for (int i = 0; i < rare_n; i++)
		found(m, UINT64_C(1) << code[i], counts[code[i]]);
	if (m->most < 2 || !rare)
		return;
	uint64_t *rows = distribute(households, n, counts, rare, later, from, end);
	for (int i = 0; i < rare_n && !stopped(m); i++) {
		int c = code[i];
		if (end[c] - from[c] >= m->least)
			mine_with(m, c, rows + from[c], end[c] - from[c], later[c], rank);
		if (m->work)
			m->work->done++;
	}
	free(rows);
}

bool itemsets_find(struct itemsets *out, const uint64_t *households, size_t n, uint32_t least, int most, size_t limit, struct detect_work *work, struct err *e)
{
	struct miner m = { .least = least, .most = most, .limit = limit, .kernel = itemsets_kernel(), .out = out, .work = work };
	uint64_t counts[CODES] = { 0 }, common = 0;
	int code[CODES];
	uint8_t rank[CODES] = { 0 };
	assert(least >= 1 && most >= 1 && n < UINT32_MAX);
	*out = (struct itemsets){ .n = 0 };
	m.kernel->singles(households, n, counts);
	int frequent = order(counts, least, code, rank), rare = frequent - common_codes(frequent, n);
	for (int i = rare; i < frequent; i++)
		common |= UINT64_C(1) << code[i];
	if (work)
		work->total = (uint64_t)rare + 1;
	if (common)
		mine_common(&m, households, n, common);
	mine_rare(&m, households, n, counts, code, rare, frequent, rank);
	for (int i = 0; i <= CODES; i++) {
		free(m.level[i].words);
		free(m.level[i].kept);
		free(m.level[i].at);
	}
	if (m.full)
		return err_set(e, "more than %zu combinations: ask for more households in each, or for smaller ones", limit);
	return !(work && work->stop) || err_set(e, "stopped");
}

void itemsets_free(struct itemsets *s)
{
	free(s->list);
	*s = (struct itemsets){ .n = 0 };
}

static int by_codes(const void *a, const void *b)
{
	uint64_t x = ((const struct itemset *)a)->codes, y = ((const struct itemset *)b)->codes;
	return x < y ? -1 : x > y;
}

void itemsets_sort(struct itemsets *s)
{
	if (s->n)
		qsort(s->list, s->n, sizeof *s->list, by_codes);
}

static struct itemset *place_of(const struct itemsets *s, uint64_t codes)
{
	struct itemset key = { .codes = codes };
	return s->n ? bsearch(&key, s->list, s->n, sizeof *s->list, by_codes) : NULL;
}

uint32_t itemsets_support(const struct itemsets *s, uint64_t codes)
{
	const struct itemset *i = place_of(s, codes);
	return i ? i->support : 0;
}

/* A set is not closed when one of those with a code more counts as many; so each set looks at those with a code less. */
void itemsets_close(struct itemsets *s)
{
	itemsets_sort(s);
	for (size_t i = 0; i < s->n; i++)
		s->list[i].closed = true;
	for (size_t i = 0; i < s->n; i++)
		for (uint64_t left = s->list[i].codes; left; left &= left - 1) {
			uint64_t smaller = s->list[i].codes & ~(left & -left);
			struct itemset *j = smaller ? place_of(s, smaller) : NULL;
			if (j && j->support == s->list[i].support)
				j->closed = false;
		}
}

double itemsets_lift(const struct itemsets *s, const struct itemset *set, size_t n)
{
	double share = n ? (double)set->support / (double)n : NAN;
	for (uint64_t left = set->codes; left; left &= left - 1)
		share /= (double)itemsets_support(s, left & -left) / (double)n;
	return share;
}
