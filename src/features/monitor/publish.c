#include "publish.h"
#include <assert.h>
#include <stdlib.h>
#include "../../detect/disclosure.h"

void publish_column(const int64_t *count, size_t n, struct published *shown)
{
	struct err e = { "" };
	struct disclosure_node *node = calloc(n + 1, sizeof *node);
	struct disclosure_cell *cells = calloc(n + 1, sizeof *cells);
	assert(node && cells);
	for (size_t i = 0; i < n; i++)
		node[i] = (struct disclosure_node){ (int32_t)i, (int32_t)i + 1, (int32_t)n };
	node[n] = (struct disclosure_node){ 0, (int32_t)n, -1 };
	struct disclosure_table table = { .dimensions = 1, .dimension = { { (int32_t)n, (int32_t)n + 1, node } }, .count = count };
	bool safe = disclosure_decide(&table, &DISCLOSURE_RULES, cells, NULL, &e);
	for (size_t i = 0; i <= n; i++) {
		bool is = safe && cells[i].state == DISCLOSURE_SHOWN;
		shown[i] = (struct published){ .hidden = !is, .value = is ? cells[i].value : 0 };
	}
	free(node);
	free(cells);
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
