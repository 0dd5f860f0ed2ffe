#include "publish.h"
#include <assert.h>
#include <stdlib.h>
#include "../../detect/disclosure.h"

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
