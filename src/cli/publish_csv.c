#include "publish_csv.h"
#include "../platform/base/list.h"
#include "detect.h"

#define SEPARATOR "\x1f"             /* between labels of a path; no label may hold it */

struct row { uint32_t leaf[DISCLOSURE_DIMENSIONS_MOST]; int64_t count; uint64_t key; size_t line; };

struct reading {
	struct publication *p;
	struct detect_input in;
	int column[DISCLOSURE_DIMENSIONS_MOST][PUBLICATION_NESTED_MOST], count, record;
	struct labels path[DISCLOSURE_DIMENSIONS_MOST];          /* as they come */
	struct labels records, rows;                             /* a record's name with what it may not differ in; with its place */
	struct row *row;
	size_t n;
	const struct secret *secret;
};

/* ---- dimensions ---- */

static bool one_dimension(struct publication *p, const char *text, size_t n, struct err *e)
{
	if (p->table.dimensions == DISCLOSURE_DIMENSIONS_MOST)
		return err_set(e, "more than %d dimensions", DISCLOSURE_DIMENSIONS_MOST);
	struct publication_dimension *d = &p->dimension[p->table.dimensions++];
	for (size_t at = 0; at <= n; d->levels++) {
		size_t length = strcspn(text + at, "/,");
		if (!length || d->levels == PUBLICATION_NESTED_MOST)
			return err_set(e, length ? "more than %d columns nested in a dimension" : "a column without a name in the dimensions", PUBLICATION_NESTED_MOST);
		d->column[d->levels] = arena_strndup(p->arena, text + at, length);
		at += length + 1;
	}
	return true;
}

static bool one_separate(struct publication *p, const char *name, struct err *e)
{
	for (int d = 0; d < p->table.dimensions; d++)
		if (!strcmp(p->dimension[d].column[p->dimension[d].levels - 1], name) || !strcmp(p->dimension[d].column[0], name)) {
			p->dimension[d].separate = true;
			return true;
		}
	return err_set(e, "'%.100s' is no dimension", name);
}

bool publication_dimensions(struct publication *p, struct arena *a, const char *dimensions, const char *separate, struct err *e)
{
	*p = (struct publication){ .arena = a };
	for (const char *at = dimensions; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
		if (!one_dimension(p, at, strcspn(at, ","), e))
			return false;
	for (const char *at = separate; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
		if (!one_separate(p, arena_strndup(a, at, strcspn(at, ",")), e))
			return false;
	return true;
}

/* ---- rows ---- */

static bool find_columns(struct reading *r, struct err *e)
{
	for (int d = 0; d < r->p->table.dimensions; d++)
		for (int l = 0; l < r->p->dimension[d].levels; l++) {
			r->column[d][l] = detect_input_column(&r->in, r->p->dimension[d].column[l]);
			if (r->column[d][l] < 0)
				return err_set(e, "%s, line 1: no column '%.100s'", r->in.path, r->p->dimension[d].column[l]);
		}
	return true;
}

/* The labels of the first `levels` columns of a dimension as a path. With `may_be_sum`, empty labels behind end it. */
static bool path_of(struct reading *r, int d, bool may_be_sum, struct buf *b, struct err *e)
{
	bool ended = false;
	buf_clear(b);
	for (int l = 0; l < r->p->dimension[d].levels; l++) {
		const char *label = detect_input_cell(&r->in, r->column[d][l]);
		ended = ended || (may_be_sum && !label[0]);
		if ((ended && label[0]) || (!ended && (!label[0] || strstr(label, SEPARATOR)))) {
			char what[160];
			snprintf(what, sizeof what, "column %.100s: not a label", r->p->dimension[d].column[l]);
			return detect_input_fail(&r->in, e, what, label);
		}
		if (!ended)
			buf_printf(b, "%s" SEPARATOR, label);
	}
	return true;
}

static bool read_count(struct reading *r, struct row *row, struct err *e)
{
	const char *text = detect_input_cell(&r->in, r->count);
	if (r->count < 0)
		row->count = 1;
	else if (!text[0])
		row->count = -1;
	else if (!detect_count(text, &row->count) || row->count < 0)
		return detect_input_fail(&r->in, e, "the count is not a whole number of 0 or more, nor empty (cannot occur)", text);
	return true;
}

/* A record counts once in a sum: in all its rows it has the same labels, but for separate dimensions. */
static bool check_record(struct reading *r, const struct row *row, struct buf *b, struct err *e)
{
	const char *name = detect_input_cell(&r->in, r->record);
	if (!name[0])
		return detect_input_fail(&r->in, e, "a record without a name", name);
	size_t known = r->records.n, at = labels_add(&r->records, r->in.arena, name);
	buf_clear(b);
	buf_printf(b, "%zu", at);
	for (int d = 0; d < r->p->table.dimensions; d++)
		buf_printf(b, " %u", row->leaf[d]);
	size_t rows = r->rows.n;
	if (labels_add(&r->rows, r->in.arena, b->p) < rows)
		return detect_input_fail(&r->in, e, "this record stands here already", name);
	buf_clear(b);
	buf_printf(b, "%zu:", at);
	for (int d = 0; d < r->p->table.dimensions; d++)
		buf_printf(b, " %u", r->p->dimension[d].separate ? 0 : row->leaf[d]);
	rows = r->rows.n;
	bool same = labels_add(&r->rows, r->in.arena, b->p) < rows;
	return r->records.n > known || same || detect_input_fail(&r->in, e, "this record stands in two places that are summed (name the dimension in --separate)", name);
}

static bool add_row(struct reading *r, struct buf *b, struct err *e)
{
	struct row row = { .line = csv_line(r->in.csv) };
	for (int d = 0; d < r->p->table.dimensions; d++) {
		if (!path_of(r, d, false, b, e))
			return false;
		row.leaf[d] = (uint32_t)labels_add(&r->path[d], r->in.arena, b->p);
	}
	if (!read_count(r, &row, e) || (r->record >= 0 && !check_record(r, &row, b, e)))
		return false;
	if (r->secret && r->record >= 0)
		row.key = secret_hash(r->secret, detect_input_cell(&r->in, r->record));
	else if (r->secret) {                /* counts alone: who is counted is known by the place and the count */
		buf_clear(b);
		for (int d = 0; d < r->p->table.dimensions; d++)
			buf_str(b, r->path[d].name[row.leaf[d]]);
		buf_printf(b, SEPARATOR "%lld", (long long)row.count);
		row.key = secret_hash(r->secret, b->p);
	}
	*LIST_ADD(r->in.arena, r->row, r->n) = row;
	return true;
}

/* ---- laying out ---- */

struct sorting { const char *path; uint32_t from; };

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct sorting *)a)->path, ((const struct sorting *)b)->path);
}

/* How much of a path its first `levels` labels are. */
static size_t prefix(const char *path, int levels)
{
	const char *at = path;
	for (int i = 0; i < levels; i++)
		at = strchr(at, SEPARATOR[0]) + 1;
	return (size_t)(at - path);
}

/* Nodes of one dimension: labels in order, then groups from the innermost out, then the total. place[old] is a label's new number. */
static void nodes(struct publication *p, int dimension, const struct labels *paths, uint32_t *place)
{
	struct publication_dimension *d = &p->dimension[dimension];
	size_t n = paths->n, made = 0, inner_from = 0;
	struct sorting *s = ARENA_ARRAY(p->arena, struct sorting, n);
	struct disclosure_node *node = ARENA_ARRAY(p->arena, struct disclosure_node, n * (size_t)(d->levels + 1) + 1);
	for (size_t i = 0; i < n; i++)
		s[i] = (struct sorting){ paths->name[i], (uint32_t)i };
	qsort(s, n, sizeof *s, by_path);
	for (size_t i = 0; i < n; i++, made++) {
		place[s[i].from] = (uint32_t)labels_add(&d->node, p->arena, s[i].path);
		node[i] = (struct disclosure_node){ (int32_t)i, (int32_t)i + 1, -1 };
	}
	for (int level = d->levels - 1; level >= !!d->separate; level--) {
		size_t from = made;
		for (size_t i = inner_from; i < from; i++) {
			const char *path = d->node.name[i];
			const char *group = arena_strndup(p->arena, path, prefix(path, level));
			size_t at = labels_add(&d->node, p->arena, group);
			if (at == made)
				node[made++] = (struct disclosure_node){ node[i].from, node[i].to, -1 };
			node[at].to = node[i].to;
			node[i].parent = (int32_t)at;
		}
		inner_from = from;
	}
	p->table.dimension[dimension] = (struct disclosure_dimension){ (int32_t)n, (int32_t)made, node };
}

static bool lay_out(struct reading *r, struct err *e)
{
	struct publication *p = r->p;
	size_t labels = 1, cells = 1;
	uint32_t *place[DISCLOSURE_DIMENSIONS_MOST];
	for (int d = 0; d < p->table.dimensions; d++) {
		place[d] = ARENA_ARRAY(p->arena, uint32_t, r->path[d].n);
		nodes(p, d, &r->path[d], place[d]);
		labels *= r->path[d].n;
		cells *= (size_t)p->table.dimension[d].n;
		if (cells > PUBLICATION_CELLS_MOST)
			return err_set(e, "%s: more cells than the %zu that fit in a table", r->in.path, PUBLICATION_CELLS_MOST);
	}
	int64_t *count = ARENA_ARRAY(p->arena, int64_t, labels);
	uint64_t *key = ARENA_ARRAY(p->arena, uint64_t, labels);
	size_t *line = ARENA_ARRAY(p->arena, size_t, labels);
	for (size_t i = 0; i < r->n; i++) {
		size_t at = 0;
		for (int d = 0; d < p->table.dimensions; d++)
			at = at * r->path[d].n + place[d][r->row[i].leaf[d]];
		if (line[at] && r->record < 0)
			return err_set(e, "%s, line %zu: these labels have a count already, in line %zu", r->in.path, r->row[i].line, line[at]);
		line[at] = r->row[i].line;
		count[at] += r->row[i].count;
		key[at] += r->row[i].key;
	}
	p->table.count = count;
	p->table.key = r->secret ? key : NULL;
	p->cells = ARENA_ARRAY(p->arena, struct disclosure_cell, cells);
	return true;
}

bool publication_read(struct publication *p, const char *path, const char *count, const char *records, const struct secret *secret, struct err *e)
{
	struct reading r = { .p = p, .count = -1, .record = -1, .secret = secret };
	struct buf b;
	if (!detect_input_open(&r.in, p->arena, path, e))
		return false;
	buf_init(&b, 0);
	const char *wanted = records ? records : count;
	*(records ? &r.record : &r.count) = detect_input_column(&r.in, wanted);
	bool ok = find_columns(&r, e) && (detect_input_column(&r.in, wanted) >= 0 || err_set(e, "%s, line 1: no column '%.100s'", path, wanted));
	while (ok && detect_input_next(&r.in, e))
		ok = add_row(&r, &b, e);
	ok = ok && !err_any(e) && (r.n || err_set(e, "%s: no rows", path)) && lay_out(&r, e);
	buf_release(&b);
	detect_input_close(&r.in);
	return ok;
}

/* ---- what was published before ---- */

static bool fix(struct reading *r, int value, int state, struct buf *b, struct err *e)
{
	int32_t node[DISCLOSURE_DIMENSIONS_MOST];
	int64_t number = 0;
	const char *said = detect_input_cell(&r->in, state), *text = detect_input_cell(&r->in, value);
	for (int d = 0; d < r->p->table.dimensions; d++) {
		if (!path_of(r, d, true, b, e))
			return false;
		int64_t at = labels_find(&r->p->dimension[d].node, b->p);
		if (at < 0)
			return detect_input_fail(&r->in, e, "published before, and not in this table", b->p);
		node[d] = (int32_t)at;
	}
	struct disclosure_cell *c = &r->p->cells[disclosure_at(&r->p->table, node)];
	if (c->fixed)
		return detect_input_fail(&r->in, e, "published twice", text);
	c->fixed = true;
	c->state = !strcmp(said, "hidden") ? DISCLOSURE_SMALL : !strcmp(said, "shown") ? DISCLOSURE_SHOWN : DISCLOSURE_IMPOSSIBLE;
	if (c->state == DISCLOSURE_IMPOSSIBLE && strcmp(said, "cannot occur") != 0)
		return detect_input_fail(&r->in, e, "column state: shown, hidden or cannot occur", said);
	if (c->state == DISCLOSURE_SHOWN && (!detect_count(text, &number) || number < 0))
		return detect_input_fail(&r->in, e, "column value: not a whole number of 0 or more", text);
	c->value = number;
	return true;
}

bool publication_before(struct publication *p, const char *path, struct err *e)
{
	struct reading r = { .p = p };
	struct buf b;
	if (!detect_input_open(&r.in, p->arena, path, e))
		return false;
	buf_init(&b, 0);
	int value = detect_input_column(&r.in, "value"), state = detect_input_column(&r.in, "state");
	bool ok = find_columns(&r, e) && ((value >= 0 && state >= 0) || err_set(e, "%s, line 1: no columns value and state", path));
	while (ok && detect_input_next(&r.in, e))
		ok = fix(&r, value, state, &b, e);
	buf_release(&b);
	detect_input_close(&r.in);
	return ok && !err_any(e);
}

const char *publication_label(const struct publication *p, int dimension, int32_t node, int level)
{
	const char *path = p->dimension[dimension].node.name[node];
	for (int i = 0; i < level && *path; i++)
		path = strchr(path, SEPARATOR[0]) + 1;
	return *path ? arena_strndup(p->arena, path, prefix(path, 1) - 1) : "";
}
