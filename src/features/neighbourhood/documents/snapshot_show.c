/* Figures of a moment with their pictures: on screen and on paper the same ones. */
#include <math.h>
#include <string.h>
#include "../../../platform/base/list.h"
#include "../../../platform/base/utf8.h"
#include "../../../platform/web/words.h"
#include "../map/area_map.h"
#include "../areas/geometry.h"
#include "document_figures.h"
#include "snapshot.h"
#include "templates.h"

/* ---- shown ---- */

enum { LETTER = 9, BAR_ALL = 166, BAR_ROOM = 128, BAR_LEFT = 176, BAR_HIGH = 18, BAR_STEP = 28, HIDDEN_WIDE = 26 };

static double greatest(const struct snapshot *s)
{
	double most = 0;
	for (size_t i = 0; i < s->rows_n; i++)
		most = s->rows[i].drawn && s->rows[i].value > most ? s->rows[i].value : most;
	return most > 0 ? most : 1;
}

static const char *last_cell(const struct snapshot *s, const struct snapshot_row *row)
{
	return s->columns_n ? row->cells[s->columns_n - 1] : "";
}

/* How long a bar may be, so that what stands behind the longest is read whole. */
static int64_t bar_room(const struct snapshot *s)
{
	size_t letters = 0;
	for (size_t i = 0; i < s->rows_n; i++) {
		size_t n = s->rows[i].drawn ? utf8_length(last_cell(s, &s->rows[i])) : 0;
		letters = n > letters ? n : letters;
	}
	int64_t room = BAR_ALL - (int64_t)letters * LETTER;
	return room > BAR_ROOM ? BAR_ROOM : room < HIDDEN_WIDE ? HIDDEN_WIDE : room;
}

static void show_bars(struct request *rq, const struct snapshot *s, struct figure_block *b)
{
	double most = greatest(s);
	int64_t room = bar_room(s);
	for (size_t i = 0; i < s->rows_n; i++) {
		const struct snapshot_row *row = &s->rows[i];
		if (!row->drawn)
			continue;
		int64_t y = (int64_t)b->bars_n * BAR_STEP, wide = row->hidden ? HIDDEN_WIDE : (int64_t)(row->value / most * (double)room);
		struct figure_block_bars *bar = LIST_ADD(rq->arena, b->bars, b->bars_n);
		*bar = (struct figure_block_bars){ .name = row->name, .words = last_cell(s, row), .hidden = row->hidden, .x = BAR_LEFT, .y = y + 4, .wide = wide < 1 ? 1 : wide,
			.high = BAR_HIGH, .text_y = y + 18, .text_x = BAR_LEFT + (wide < 1 ? 1 : wide) + 6, .name_x = BAR_LEFT - 8 };
	}
	b->box = arena_printf(rq->arena, "0 0 348 %zu", b->bars_n * BAR_STEP + 4);
}

/* ---- lines ---- */

enum { LINES_TOP = 12, LINES_FLOOR = 156, LINES_HIGH = 184, LINES_LEFT = 34, LINES_RIGHT = 246, LABEL_APART = 16, LABEL_LETTERS = 12 };

static double highest(const struct snapshot *s)
{
	double most = 0;
	for (size_t i = 0; i < s->rows_n; i++)
		for (size_t k = 0; s->rows[i].line && k < s->line_n; k++)
			most = fmax(most, s->rows[i].line[k]);
	return fmax(10, ceil(most / 10) * 10);
}

static int64_t across(const struct snapshot *s, size_t k)
{
	return s->line_n < 2 ? (LINES_LEFT + LINES_RIGHT) / 2 : LINES_LEFT + 14 + (int64_t)k * (LINES_RIGHT - LINES_LEFT - 28) / (int64_t)(s->line_n - 1);
}

static int64_t up(double value, double most)
{
	return LINES_FLOOR - lround(value * (LINES_FLOOR - LINES_TOP) / most);
}

/* The name stands at the end of its line, below the ones before when they would meet. */
static int64_t label_place(const struct figure_block *b, int64_t y)
{
	for (size_t turn = 0; turn < b->traces_n; turn++)
		for (size_t i = 0; i < b->traces_n; i++) {
			int64_t above = b->traces[i].label_y, high = b->traces[i].rest ? 2 * LABEL_APART : LABEL_APART;
			if (y > above - 2 * LABEL_APART && y < above + high)
				y = above + high;
		}
	return y;
}

/* A name too long for the room behind the lines goes on below, from its first space on. */
static void label_words(struct request *rq, const char *name, struct figure_block_traces *t)
{
	const char *space = utf8_length(name) > LABEL_LETTERS ? strchr(name, ' ') : NULL;
	t->label = space ? arena_strndup(rq->arena, name, (size_t)(space - name)) : name;
	t->rest = space ? space + 1 : NULL;
}

static void trace(struct request *rq, const struct snapshot *s, const struct snapshot_row *row, double most, struct figure_block *b)
{
	struct buf path;
	struct figure_block_traces t = { .name = row->name, .style = (int64_t)b->traces_n + 1 };
	int64_t last = LINES_FLOOR;
	bool down = false;
	buf_init(&path, 0);
	for (size_t k = 0; k < s->line_n; k++) {
		if (row->line[k] < 0) {
			down = false;
			continue;
		}
		last = up(row->line[k], most);
		buf_printf(&path, "%c%lld %lld", down ? 'L' : 'M', (long long)across(s, k), (long long)last);
		*LIST_ADD(rq->arena, t.points, t.points_n) = (struct figure_block_traces_points){ across(s, k), last,
			arena_printf(rq->arena, "%s, %s: %s", row->name, s->columns[k], row->cells[k]) };
		down = true;
	}
	t.path = path.n ? arena_strndup(rq->arena, path.p, path.n) : "";
	buf_release(&path);
	if (!t.points_n)
		return;
	label_words(rq, row->name, &t);
	t.label_y = label_place(b, last + 4);
	t.rest_y = t.label_y + LABEL_APART - 2;
	*LIST_ADD(rq->arena, b->traces, b->traces_n) = t;
}

/* "3e kwartaal 2026" is too long beside four others: its number over its year. */
static void tick(struct request *rq, const struct snapshot *s, size_t k, struct figure_block *b)
{
	const char *label = s->columns[k], *year = strrchr(label, ' '), *rest = strchr(label, ' ');
	*LIST_ADD(rq->arena, b->ticks, b->ticks_n) = (struct figure_block_ticks){ across(s, k), rest ? arena_strndup(rq->arena, label, (size_t)(rest - label)) : label,
		year && rest ? year + 1 : "" };
}

static void show_lines(struct request *rq, const struct snapshot *s, struct figure_block *b)
{
	double most = highest(s);
	for (int i = 0; i <= 2; i++)
		*LIST_ADD(rq->arena, b->grid, b->grid_n) = (struct figure_block_grid){ up(most * i / 2, most), words_number(rq->arena, rq->lang, (long)(most * i / 2)) };
	for (size_t k = 0; k < s->line_n; k++)
		tick(rq, s, k, b);
	for (size_t i = s->rows_n; i-- > 0;)     /* the sum stands last in a table, and is drawn first */
		if (s->rows[i].line)
			trace(rq, s, &s->rows[i], most, b);
	b->lines_of = s->lines;
}

/* ---- a map ---- */

static void show_map(struct request *rq, const struct snapshot *s, const char *id, struct figure_block *b)
{
	struct area_value *areas = ARENA_ARRAY(rq->arena, struct area_value, s->rows_n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s->rows_n; i++) {
		const struct snapshot_row *row = &s->rows[i];
		if (row->shape.p)
			areas[n++] = (struct area_value){ .code = row->name, .name = row->name, .geometry = row->shape, .known = row->drawn, .hidden = row->hidden,
				.value = row->value, .words = last_cell(s, row) };
	}
	if (!n)
		return;
	b->mapped = true;
	b->map.id = arena_printf(rq->arena, "%s-%s", id, s->code);
	b->map.title = s->map;
	b->map.measure = s->columns_n ? s->columns[s->columns_n - 1] : "";
	b->map.bare = true;
	area_map_draw(rq->arena, rq->lang, areas, n, &b->map);
}

static void show_rows(struct request *rq, const struct snapshot *s, struct figure_rows *t)
{
	*t = (struct figure_rows){ .title = s->title, .head = s->head, .narrow = s->columns_n == 1 };
	for (size_t i = 0; i < s->columns_n; i++)
		*LIST_ADD(rq->arena, t->columns, t->columns_n) = (struct figure_rows_columns){ s->columns[i], !document_figures_words(s->code, i) };
	for (size_t i = 0; i < s->rows_n; i++) {
		struct figure_rows_rows *row = LIST_ADD(rq->arena, t->rows, t->rows_n);
		row->name = s->rows[i].name;
		for (size_t k = 0; k < s->columns_n; k++)
			*LIST_ADD(rq->arena, row->cells, row->cells_n) = (struct figure_rows_rows_cells){ s->columns[k], s->rows[i].cells[k], t->columns[k].number };
	}
}

void snapshot_show(struct request *rq, const struct snapshot *s, const char *id, struct figure_block *b)
{
	*b = (struct figure_block){ .code = s->code, .title = s->title, .note = s->note, .on = s->on, .of = s->bars };
	show_rows(rq, s, &b->table);
	if (s->bars)
		show_bars(rq, s, b);
	if (s->lines)
		show_lines(rq, s, b);
	if (s->map)
		show_map(rq, s, id, b);
	b->folded = b->table.rows_n && (b->bars_n || b->traces_n || b->mapped);
}

static const char *when(struct request *rq, const struct snapshot *s)
{
	const char *day = words_date(rq->arena, rq->lang, s->on);
	const char *stands = tr_fill(rq->arena, rq_tr(rq, N_("Stand van {day}.")), "day", day, NULL);
	return s->note ? arena_printf(rq->arena, "%s %s", stands, s->note) : stands;
}

/* ---- on paper ---- */

static void print_lines(const struct snapshot *s, struct pdf *pdf)
{
	struct pdf_series series[PDF_SERIES_MOST];
	size_t n = 0;
	for (size_t i = s->rows_n; i-- > 0 && n < PDF_SERIES_MOST;)
		if (s->rows[i].line)
			series[n++] = (struct pdf_series){ s->rows[i].name, s->rows[i].line };
	if (n)
		pdf_lines(pdf, s->lines, s->columns, s->line_n, series, n, NULL);
}

struct paper { double most, squeeze; };  /* squeeze: how much narrower a degree is than it is high; one for the whole map */

static bool paper_shape(struct request *rq, const struct snapshot_row *row, const char *words, struct paper *paper, struct pdf_shape *shape)
{
	struct geometry g;
	if (!row->shape.p || !geometry_decode(rq->arena, row->shape.p, row->shape.n, &g))
		return false;
	if (paper->squeeze <= 0)
		paper->squeeze = cos(geometry_box(&g).south / (double)MICRO_DEGREES * M_PI / 180);
	size_t rings = 0, points = 0;
	for (size_t i = 0; i < g.n; i++)
		for (size_t k = 0; k < g.polygons[i].n; k++, rings++)
			points += g.polygons[i].rings[k].n;
	double *at = ARENA_ARRAY(rq->arena, double, points * 2 + 1), *out = at;
	size_t *ring = ARENA_ARRAY(rq->arena, size_t, rings + 1), r = 0;
	for (size_t i = 0; i < g.n; i++)
		for (size_t k = 0; k < g.polygons[i].n; k++) {
			const struct geo_ring *one = &g.polygons[i].rings[k];
			ring[r++] = one->n;
			for (size_t p = 0; p < one->n; p++) {
				*out++ = one->points[p].lon * paper->squeeze / 1000;
				*out++ = one->points[p].lat / 1000.0;
			}
		}
	*shape = (struct pdf_shape){ arena_printf(rq->arena, "%s\n%s", row->name, words), at, ring, rings, row->value / paper->most, row->hidden };
	return true;
}

static void print_map(struct request *rq, const struct snapshot *s, struct pdf *pdf)
{
	struct pdf_shape *shapes = ARENA_ARRAY(rq->arena, struct pdf_shape, s->rows_n + 1);
	size_t n = 0;
	bool hidden = false;
	struct paper paper = { greatest(s), 0 };
	for (size_t i = 0; i < s->rows_n; i++)
		if (paper_shape(rq, &s->rows[i], last_cell(s, &s->rows[i]), &paper, &shapes[n])) {
			hidden = hidden || shapes[n].hidden;
			n++;
		}
	if (n)
		pdf_map(pdf, s->map, shapes, n, hidden ? rq_tr(rq, N_("Hoe donkerder, hoe vaker gehoord. Gearceerd: verborgen.")) : rq_tr(rq, N_("Hoe donkerder, hoe vaker gehoord.")));
}

void snapshot_print(struct request *rq, const struct snapshot *s, struct pdf *pdf)
{
	size_t width = s->columns_n + 1, bars = 0;
	const char **columns = ARENA_ARRAY(rq->arena, const char *, width), **cells = ARENA_ARRAY(rq->arena, const char *, width * s->rows_n);
	struct pdf_bar *bar = ARENA_ARRAY(rq->arena, struct pdf_bar, s->rows_n);
	columns[0] = s->head;
	for (size_t i = 0; i < s->columns_n; i++)
		columns[i + 1] = s->columns[i];
	for (size_t i = 0; i < s->rows_n; i++) {
		const struct snapshot_row *row = &s->rows[i];
		cells[i * width] = row->name;
		for (size_t k = 0; k < s->columns_n; k++)
			cells[i * width + k + 1] = row->cells[k];
		if (row->drawn)
			bar[bars++] = (struct pdf_bar){ row->name, last_cell(s, row), row->value, row->hidden };
	}
	if (!s->rows_n)
		return;
	if (s->bars && bars)
		pdf_bars(pdf, s->bars, bar, bars, NULL);
	if (s->lines)
		print_lines(s, pdf);
	if (s->map)
		print_map(rq, s, pdf);
	bool said = s->map && !strcmp(s->map, s->title);     /* the picture above it bears the same title */
	pdf_table(pdf, said ? NULL : s->title, columns, width, cells, s->rows_n, when(rq, s));
}
