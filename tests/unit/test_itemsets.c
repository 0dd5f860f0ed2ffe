/* Combinations against a slow count of our own: every subset of every household, one by one. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "detect/itemsets.h"
#include "detect/itemsets_kernel.h"
#include "detect/random.h"

enum { HOUSEHOLDS = 3000, FEW = 14, SETS = 1 << FEW };

static uint64_t households[HOUSEHOLDS];

/* Over the first `codes` codes, spread over the word by `step`, the low ones commoner. */
static void fill(uint64_t seed, int codes, int step, double density)
{
	struct random r;
	random_start(&r, seed, 1);
	for (int i = 0; i < HOUSEHOLDS; i++) {
		households[i] = 0;
		for (int c = 0; c < codes; c++)
			if (random_unit(&r) < density * 4 / (4 + c))
				households[i] |= UINT64_C(1) << c * step;
	}
}

/* Over any codes at all: sizes of the sets as they come. */
static uint32_t counted(uint64_t codes, size_t n)
{
	uint32_t support = 0;
	for (size_t i = 0; i < n; i++)
		support += (households[i] & codes) == codes;
	return support;
}

static void every_set_is_found_with_its_support(void **state)
{
	(void)state;
	static uint32_t slow[SETS];
	for (int round = 0; round < 12; round++) {
		int step = 1 + round % 4, most = round % 3 ? 64 : 3;
		uint32_t least = (uint32_t)(1 + round * 7);
		size_t n = round % 2 ? HOUSEHOLDS : 100 + (size_t)round, expected = 0;
		struct itemsets s;
		struct err e = { "" };
		fill((uint64_t)round, FEW, step, 0.25 + 0.04 * round);
		memset(slow, 0, sizeof slow);
		for (unsigned set = 1; set < SETS; set++) {
			uint64_t codes = 0;
			for (int c = 0; c < FEW; c++)
				codes |= (uint64_t)(set >> c & 1) << c * step;
			slow[set] = counted(codes, n);
			expected += slow[set] >= least && __builtin_popcount(set) <= most;
		}
		assert_true(itemsets_find(&s, households, n, least, most, SIZE_MAX, NULL, &e));
		assert_int_equal(s.n, expected);
		itemsets_sort(&s);
		for (size_t i = 0; i < s.n; i++) {
			unsigned set = 0;
			for (int c = 0; c < FEW; c++)
				set |= (unsigned)(s.list[i].codes >> c * step & 1) << c;
			assert_int_equal(s.list[i].support, slow[set]);
			assert_true(!i || s.list[i].codes > s.list[i - 1].codes);
		}
		itemsets_free(&s);
	}
}

/* All sixty-four codes: each set found is counted anew, and each pair and triple that counts is found. */
static void all_codes_are_found_too(void **state)
{
	(void)state;
	struct itemsets s;
	struct err e = { "" };
	fill(99, 64, 1, 0.5);
	assert_true(itemsets_find(&s, households, HOUSEHOLDS, 40, 64, SIZE_MAX, NULL, &e));
	itemsets_sort(&s);
	size_t of_two_and_three = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (i % 7 == 0)
			assert_int_equal(s.list[i].support, counted(s.list[i].codes, HOUSEHOLDS));
		of_two_and_three += __builtin_popcountll(s.list[i].codes) == 2;
	}
	size_t pairs = 0;
	for (int a = 0; a < 64; a++)
		for (int b = a + 1; b < 64; b++)
			pairs += counted(UINT64_C(1) << a | UINT64_C(1) << b, HOUSEHOLDS) >= 40;
	assert_int_equal(of_two_and_three, pairs);
	itemsets_free(&s);
}

static void closed_sets_are_those_that_no_larger_one_equals(void **state)
{
	(void)state;
	struct itemsets s;
	struct err e = { "" };
	fill(7, 10, 3, 0.4);
	for (int i = 0; i < HOUSEHOLDS; i++)                         /* who has the second has the first */
		households[i] |= households[i] >> 3 & 1;
	assert_true(itemsets_find(&s, households, HOUSEHOLDS, 5, 64, SIZE_MAX, NULL, &e));
	itemsets_close(&s);
	size_t open = 0;
	for (size_t i = 0; i < s.n; i++) {
		bool closed = true;
		for (size_t j = 0; j < s.n; j++)
			closed &= !((s.list[j].codes & s.list[i].codes) == s.list[i].codes && s.list[j].codes != s.list[i].codes && s.list[j].support == s.list[i].support);
		assert_int_equal(s.list[i].closed, closed);
		open += !closed;
	}
	assert_true(open > 0 && open < s.n);
	itemsets_free(&s);
}

static void lift_compares_with_chance(void **state)
{
	(void)state;
	struct itemsets s;
	struct err e = { "" };
	for (int i = 0; i < 100; i++)
		households[i] = (i < 50 ? 1 : 0) | (i < 20 ? 2 : 0) | (i % 10 ? 0 : 4);
	assert_true(itemsets_find(&s, households, 100, 1, 2, SIZE_MAX, NULL, &e));
	itemsets_sort(&s);
	struct itemset both = { .codes = 3, .support = itemsets_support(&s, 3) }, apart = { .codes = 5, .support = itemsets_support(&s, 5) };
	assert_true(fabs(itemsets_lift(&s, &both, 100) - 2) < 1e-12 && fabs(itemsets_lift(&s, &apart, 100) - 1) < 1e-12);
	assert_int_equal(itemsets_support(&s, 7), 0);
	itemsets_free(&s);
}

static void nothing_and_too_much(void **state)
{
	(void)state;
	struct itemsets s;
	struct err e = { "" };
	struct detect_work work = { .stop = true };
	assert_true(itemsets_find(&s, households, 0, 1, 64, SIZE_MAX, NULL, &e) && s.n == 0);
	fill(1, 60, 1, 0.9);
	assert_false(itemsets_find(&s, households, HOUSEHOLDS, 1, 64, 10000, NULL, &e));
	assert_non_null(strstr(e.text, "10000"));
	itemsets_free(&s);
	err_clear(&e);
	assert_false(itemsets_find(&s, households, HOUSEHOLDS, 1000, 2, SIZE_MAX, &work, &e));
	itemsets_free(&s);
}

static void kernels_say_the_same(void **state)
{
	(void)state;
	const struct itemsets_kernel *k[] = { itemsets_kernel(), itemsets_kernel_plain() };
	static uint64_t counts[2][64], out[2][HOUSEHOLDS];
	static uint32_t table[2][1 << 16], at[HOUSEHOLDS];
	for (size_t n = 0; n < HOUSEHOLDS; n = n * 2 + 1) {
		fill(n, 64, 1, 0.6);
		uint32_t sum[2], part[2];
		memset(counts, 0, sizeof counts);
		memset(table, 0, sizeof table);
		for (size_t i = 0; i < n; i++)
			at[i] = (uint32_t)(n - 1 - i);
		for (int i = 0; i < 2; i++) {
			k[i]->singles(households, n, counts[i]);
			k[i]->tabulate(households, n, 0x8100c3000f007011u, table[i]);
			sum[i] = k[i]->both(households, households + HOUSEHOLDS - n, n, out[i]);
			part[i] = k[i]->both_at(households, at, households + HOUSEHOLDS - n, n, out[i]);
		}
		assert_memory_equal(counts[0], counts[1], sizeof counts[0]);
		assert_memory_equal(table[0], table[1], sizeof table[0]);
		assert_memory_equal(out[0], out[1], n * sizeof out[0][0]);
		assert_true(sum[0] == sum[1] && part[0] == part[1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_set_is_found_with_its_support), cmocka_unit_test(all_codes_are_found_too),
		cmocka_unit_test(closed_sets_are_those_that_no_larger_one_equals), cmocka_unit_test(lift_compares_with_chance),
		cmocka_unit_test(nothing_and_too_much), cmocka_unit_test(kernels_say_the_same),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
