#include "publish.h"
#include <assert.h>
#include <stdlib.h>
#include "../../detect/itemsets_publish.h"

/* The labels, and what they come to together. */
static struct disclosure_dimension labels_and_sum(size_t n, struct disclosure_node *node)
{
	for (size_t i = 0; i < n; i++)
		node[i] = (struct disclosure_node){ (int32_t)i, (int32_t)i + 1, (int32_t)n };
	node[n] = (struct disclosure_node){ 0, (int32_t)n, -1 };
	return (struct disclosure_dimension){ (int32_t)n, (int32_t)n + 1, node };
}

static void publish(const struct disclosure_table *table, struct published *shown)
{
	struct err e = { "" };
	size_t n = disclosure_cells(table);
	struct disclosure_cell *cells = calloc(n, sizeof *cells);
	assert(cells);
	bool safe = disclosure_decide(table, &DISCLOSURE_RULES, cells, NULL, &e);
	for (size_t i = 0; i < n; i++) {
		bool is = safe && cells[i].state == DISCLOSURE_SHOWN;
		shown[i] = (struct published){ .hidden = !is, .value = is ? cells[i].value : 0 };
	}
	free(cells);
}

void publish_column(const int64_t *count, size_t n, struct published *shown)
{
	struct disclosure_node *node = calloc(n + 1, sizeof *node);
	assert(node);
	publish(&(struct disclosure_table){ .dimensions = 1, .dimension = { labels_and_sum(n, node) }, .count = count }, shown);
	free(node);
}

void publish_table(const int64_t *count, size_t rows, size_t columns, struct published *shown)
{
	struct disclosure_node *row = calloc(rows + 1, sizeof *row), *column = calloc(columns + 1, sizeof *column);
	assert(row && column);
	publish(&(struct disclosure_table){ .dimensions = 2, .dimension = { labels_and_sum(rows, row), labels_and_sum(columns, column) }, .count = count }, shown);
	free(row);
	free(column);
}

enum { SET_CODES = 2, SETS_MOST = 4096 };

/* Each household as the set of its codes. */
static uint64_t *households_of(const int64_t *exact, int codes, size_t *n)
{
	size_t all = 0, at = 0;
	for (uint64_t set = 0; set < 1ull << codes; set++)
		all += (size_t)exact[set];
	uint64_t *households = calloc(all ? all : 1, sizeof *households);
	assert(households);
	for (uint64_t set = 0; set < 1ull << codes; set++)
		for (int64_t i = 0; i < exact[set]; i++)
			households[at++] = set;
	*n = all;
	return households;
}

static size_t show_set(struct published_set *shown, size_t n, uint64_t codes, size_t households)
{
	shown[n].codes = codes;
	return n + disclosure_show(&DISCLOSURE_RULES, (int64_t)households, 0, &shown[n].value);
}

size_t publish_sets(const int64_t *exact, int codes, struct published_set *shown)
{
	struct itemsets sets = { 0 };
	struct err e = { "" };
	size_t all, n;
	uint64_t *households = households_of(exact, codes, &all);
	n = show_set(shown, 0, 0, all);
	if (n && itemsets_find(&sets, households, all, (uint32_t)DISCLOSURE_RULES.shown_from, SET_CODES, SETS_MOST, NULL, &e)) {
		itemsets_publishable(&sets, all, SET_CODES, &DISCLOSURE_RULES);
		for (size_t i = 0; i < sets.n; i++)
			n = show_set(shown, n, sets.list[i].codes, sets.list[i].support);
	}
	itemsets_free(&sets);
	free(households);
	return n;
}

int quarter_of(struct day day)
{
	return 4 * day.year + (day.month - 1) / 3;
}

int quarter_published(struct day today)
{
	return quarter_of(today) - 1;
}

struct day quarter_begins(int quarter)
{
	return (struct day){ quarter / 4, quarter % 4 * 3 + 1, 1 };
}
