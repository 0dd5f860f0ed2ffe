/* nabij detect publish: a table of counts as it may leave the team. */
#include "publish_csv.h"
#include "detect.h"

#define ARENA_LIMIT (4ul << 30)

enum { COLUMNS_MOST = DISCLOSURE_DIMENSIONS_MOST * PUBLICATION_NESTED_MOST + 3 };

struct asked {
	const char *dimensions, *separate, *count, *records, *before, *percent;
	struct secret secret;
	bool has_secret;
	struct disclosure_rules rules;
	enum detect_format format;
};

static void take(struct asked *k, int *argc, char **argv, struct err *usage, struct err *e)
{
	const char *secret = cli_value(argc, argv, "--secret", NULL);
	k->format = detect_format(argc, argv);
	k->rules = DISCLOSURE_RULES;
	k->dimensions = cli_value(argc, argv, "--dimensions", NULL);
	k->separate = cli_value(argc, argv, "--separate", NULL);
	k->count = cli_value(argc, argv, "--count", "count");
	k->records = cli_value(argc, argv, "--records", NULL);
	k->before = cli_value(argc, argv, "--published", NULL);
	k->percent = cli_value(argc, argv, "--percent-of", NULL);
	k->rules.width = (int64_t)detect_option(argc, argv, "--width", (double)k->rules.width, 2, 9, usage);
	if (!k->dimensions)
		err_set(usage, "which columns? (--dimensions)");
	k->has_secret = secret && secret_read(&k->secret, secret, e);
	k->rules.noise = k->has_secret ? SECRET_NOISE : 0;
}

static int dimension_of(const struct publication *p, const char *name)
{
	for (int d = 0; d < p->table.dimensions; d++)
		for (int l = 0; l < p->dimension[d].levels; l++)
			if (!strcmp(p->dimension[d].column[l], name))
				return d;
	return -1;
}

/* Of the published sum over that dimension. */
static json_t *percent(const struct asked *k, const struct publication *p, const int32_t *node, int dimension, const struct disclosure_cell *c)
{
	int32_t base[DISCLOSURE_DIMENSIONS_MOST];
	int share;
	memcpy(base, node, sizeof base);
	base[dimension] = p->table.dimension[dimension].n - 1;       /* the total comes last */
	const struct disclosure_cell *of = &p->cells[disclosure_at(&p->table, base)];
	bool both = c->state == DISCLOSURE_SHOWN && of->state == DISCLOSURE_SHOWN;
	return both && disclosure_percent(&k->rules, c->value, of->value, &share) ? json_integer(share) : json_null();
}

static json_t *row_of(const struct asked *k, const struct publication *p, const int32_t *node, int percent_of)
{
	const struct disclosure_cell *c = &p->cells[disclosure_at(&p->table, node)];
	json_t *row = json_object();
	for (int d = 0; d < p->table.dimensions; d++)
		for (int l = 0; l < p->dimension[d].levels; l++)
			json_object_set_new(row, p->dimension[d].column[l], json_string(publication_label(p, d, node[d], l)));
	bool hidden = c->state == DISCLOSURE_SMALL || c->state == DISCLOSURE_BESIDE;
	json_object_set_new(row, "value", hidden ? json_null() : json_integer(c->value));
	json_object_set_new(row, "state", json_string(hidden ? "hidden" : c->state == DISCLOSURE_SHOWN ? "shown" : "cannot occur"));
	if (percent_of >= 0)
		json_object_set_new(row, "percent", percent(k, p, node, percent_of, c));
	return row;
}

static bool next_cell(const struct publication *p, int32_t *node)
{
	int d = p->table.dimensions - 1;
	while (d >= 0 && ++node[d] == p->table.dimension[d].n)
		node[d--] = 0;
	return d >= 0;
}

static void print(const struct asked *k, const struct publication *p, int percent_of)
{
	struct detect_column columns[COLUMNS_MOST];
	size_t n = 0;
	int32_t node[DISCLOSURE_DIMENSIONS_MOST] = { 0 };
	json_t *document = json_object(), *rows = json_array();
	for (int d = 0; d < p->table.dimensions; d++)
		for (int l = 0; l < p->dimension[d].levels; l++)
			columns[n++] = (struct detect_column){ p->dimension[d].column[l], p->dimension[d].column[l], -1 };
	columns[n++] = (struct detect_column){ "value", "value", 0 };
	columns[n++] = (struct detect_column){ "state", "state", -1 };
	if (percent_of >= 0)
		columns[n++] = (struct detect_column){ "percent", "percent", 0 };
	do
		json_array_append_new(rows, row_of(k, p, node, percent_of));
	while (next_cell(p, node));
	json_object_set_new(document, "cells", rows);
	detect_print(stdout, k->format, document, "cells", columns, n);
	json_decref(document);
}

static bool publish(const struct asked *k, struct arena *a, const char *path, struct err *e)
{
	struct publication p;
	struct detect_work work = { .stop = false };
	if (!publication_dimensions(&p, a, k->dimensions, k->separate, e))
		return false;
	int percent_of = k->percent ? dimension_of(&p, k->percent) : -1;
	if (k->percent && (percent_of < 0 || p.dimension[percent_of].separate))
		return err_set(e, "--percent-of must name a dimension that is summed over, not '%.60s'", k->percent);
	if (!publication_read(&p, path, k->count, k->records, k->has_secret ? &k->secret : NULL, e) || (k->before && !publication_before(&p, k->before, e)))
		return false;
	detect_work_begin(&work, "cells");
	bool ok = disclosure_decide(&p.table, &k->rules, p.cells, &work, e);
	detect_work_end();
	if (ok)
		print(k, &p, percent_of);
	return ok;
}

static int run(int argc, char **argv)
{
	struct err usage = { "" }, e = { "" };
	struct asked k = { .dimensions = NULL };
	take(&k, &argc, argv, &usage, &e);
	detect_one_file(argc, argv, &usage);
	if (err_any(&usage))
		return cli_usage(&CMD_DETECT_PUBLISH, usage.text);
	struct arena *a = arena_new(ARENA_LIMIT);
	bool ok = !err_any(&e) && publish(&k, a, argv[1], &e);
	arena_free(a);
	return ok ? 0 : cli_fail(&e);
}

const struct command CMD_DETECT_PUBLISH = { "detect publish", "make a table of counts fit to leave the team",
	"nabij detect publish FILE --dimensions A,B/C,…\n\n"
	"Counts below 10 are hidden, others rounded to 5, sums likewise and on their own; and more is hidden until no hidden count can be told from\n"
	"the rest (docs/statistics.md). Labels that have no row count 0; an empty count is of what cannot occur.\n\n"
	"  --dimensions A,B/C  columns with labels: each gives a dimension, with a sum over it; B/C: labels in column C nest in those of B\n"
	"  --separate A,…      dimensions that nothing is summed over, such as problems, of which a household may have several\n"
	"  --count COLUMN      where the counts stand (count)\n"
	"  --records COLUMN    instead: each row is a record with this name, and is counted. One name may not count twice in a sum\n"
	"  --published FILE    what was published before, as --csv printed it: it stays as it was, and what is new may not give it away\n"
	"  --secret FILE       noise of at most 2 before rounding, fixed by this file and by who is counted. Keep the file, and keep it secret\n"
	"  --percent-of A      a column with the percentage of the sum over A, of published numbers, where that is 50 or more\n"
	"  --width N           a hidden count can be any of N + 1 numbers at least, N from 2 to 9 (5)\n"
	"  --csv, --json       instead of a table\n", run, NULL };
