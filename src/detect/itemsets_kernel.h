/* The inner loops of the itemsets, for the machine at hand. Inside this folder; itemsets.h is the door. */
#ifndef NABIJ_ITEMSETS_KERNEL_H
#define NABIJ_ITEMSETS_KERNEL_H
#include <stddef.h>
#include <stdint.h>

struct itemsets_kernel {
	/* Adds to counts[64] how many of the masks have each bit. */
	void (*singles)(const uint64_t *masks, size_t n, uint64_t *counts);
	/* Per mask, the bits under `wanted` moved together to the bottom, counted: table[compressed]++. At most 16 bits are wanted. */
	void (*tabulate)(const uint64_t *masks, size_t n, uint64_t wanted, uint32_t *table);
	/* out = a & b, word by word; gives the bits in it. */
	uint32_t (*both)(const uint64_t *a, const uint64_t *b, size_t words, uint64_t *out);
	/* The same of those words of a alone that `at` lists, against b that holds just those words. */
	uint32_t (*both_at)(const uint64_t *a, const uint32_t *at, const uint64_t *b, size_t n, uint64_t *out);
};
const struct itemsets_kernel *itemsets_kernel(void);             /* the best here */
const struct itemsets_kernel *itemsets_kernel_plain(void);       /* for the tests */
#endif
