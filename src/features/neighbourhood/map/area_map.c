#include "area_map.h"
#include <math.h>
#include "../../../platform/base/digits.h"
#include "../../../platform/base/list.h"
#include "../../../platform/base/utf8.h"
#include "../../../platform/web/words.h"
#include "../areas/geometry.h"
#include "templates.h"

enum { WIDE = 352, HIGH_MOST = 400, TONES = 5, LABELS_MOST = 40, LETTER = 7, BOLD_LETTER = 9, LINE = 15 };
enum { DOT = 6 };                                /* tenths: points nearer than this to the last one are left out */

/* From degrees to the picture: one scale both ways, after east and west were put right for the latitude. */
struct view { double west, north, per_lon, per_lat; };

struct drawn { struct geometry shape; bool there; };

static struct geo_box all_of(const struct drawn *d, size_t n)
{
	struct geo_box all = { INT32_MAX, INT32_MAX, INT32_MIN, INT32_MIN };
	for (size_t i = 0; i < n; i++) {
		if (!d[i].there)
			continue;
		struct geo_box b = geometry_box(&d[i].shape);
		all.west = b.west < all.west ? b.west : all.west;
		all.south = b.south < all.south ? b.south : all.south;
		all.east = b.east > all.east ? b.east : all.east;
		all.north = b.north > all.north ? b.north : all.north;
	}
	return all;
}

static struct view look_at(struct geo_box box, struct area_map *map)
{
	double squeeze = cos(((double)box.south + box.north) / 2 / MICRO_DEGREES * M_PI / 180);
	double wide = fmax(1, ((double)box.east - box.west) * squeeze), high = fmax(1, (double)box.north - box.south);
	double scale = fmin((WIDE - 4) / wide, (HIGH_MOST - 4) / high);
	map->width = WIDE;
	map->height = (int64_t)ceil(high * scale) + 4;
	double margin = (WIDE - wide * scale) / 2;
	return (struct view){ box.west - margin / (scale * squeeze), box.north + 2 / scale, scale * squeeze, -scale };
}

static double x_of(const struct view *v, int32_t lon)
{
	return (lon - v->west) * v->per_lon;
}

static double y_of(const struct view *v, int32_t lat)
{
	return (lat - v->north) * v->per_lat;
}

/* "l4 5", of which what need not be said is left out. */
static void point(struct buf *out, size_t kept, long dx, long dy)
{
	char text[2 * DIGITS_MOST + 2], *end = text + sizeof text, *from = tenths_before(end, dy);
	if (dy >= 0)
		*--from = ' ';
	from = tenths_before(from, dx);
	if (kept < 2 || dx >= 0)
		*--from = kept == 0 ? 'M' : kept == 1 ? 'l' : ' ';
	buf_add(out, from, (size_t)(end - from));
}

/* A ring as "M1.2 3l4 5z", in tenths of the picture's dots, each point from the one before it; one that comes to less than three points is smaller than a dot. */
static void ring_path(const struct view *v, const struct geo_ring *ring, struct buf *out)
{
	size_t before = out->n, kept = 0;
	long at_x = 0, at_y = 0;
	for (size_t i = 0; i < ring->n; i++) {
		long x = lrint(x_of(v, ring->points[i].lon) * 10), y = lrint(y_of(v, ring->points[i].lat) * 10), dx = x - at_x, dy = y - at_y;
		if (kept && dx * dx + dy * dy < DOT * DOT)
			continue;
		point(out, kept, dx, dy);
		at_x = x;
		at_y = y;
		kept++;
	}
	if (kept >= 3)
		buf_char(out, 'z');
	else if (out->n > before)
		out->p[out->n = before] = 0;
}

static const char *path_of(struct arena *a, const struct view *v, const struct geometry *g)
{
	struct buf out;
	buf_init(&out, 0);
	for (size_t i = 0; i < g->n; i++)
		for (size_t k = 0; k < g->polygons[i].n; k++)
			ring_path(v, &g->polygons[i].rings[k], &out);
	const char *text = out.n ? arena_strndup(a, out.p, out.n) : "";
	buf_release(&out);
	return text;
}

/* ---- tones ---- */

struct tones { double low, high; bool any; };

static struct tones tones_of(const struct area_value *areas, size_t n)
{
	struct tones t = { 0 };
	for (size_t i = 0; i < n; i++) {
		if (!areas[i].known || areas[i].hidden)
			continue;
		t.low = !t.any || areas[i].value < t.low ? areas[i].value : t.low;
		t.high = !t.any || areas[i].value > t.high ? areas[i].value : t.high;
		t.any = true;
	}
	return t;
}

static int tone(const struct tones *t, const struct area_value *area)
{
	if (!area->known || area->hidden)
		return 0;
	if (t->high <= t->low)
		return 3;
	int step = (int)((area->value - t->low) / (t->high - t->low) * TONES);
	return step >= TONES ? TONES : step + 1;
}

static const char *value_words(struct arena *a, const struct lang *lang, const struct area_value *area)
{
	return !area->known || area->hidden ? NULL : area->words ? area->words : words_real(a, lang, area->value);
}

/* "31–36"; of what are no plain numbers themselves: "36–44 tot 66–74". */
static const char *between(struct arena *a, const struct lang *lang, const char *from, const char *to)
{
	if (strspn(from, "0123456789.,") == strlen(from) && strspn(to, "0123456789.,") == strlen(to))
		return arena_printf(a, "%s–%s", from, to);
	return tr_fill(a, tr(lang, N_("{from} tot {to}")), "from", from, "to", to, NULL);
}

/* What each tone stands for: from its lowest value to its highest, as they are read. Tones that nobody has are not told. */
static void scale(struct arena *a, const struct lang *lang, const struct tones *t, const struct area_value *areas, size_t n, struct area_map *map)
{
	for (int step = 1; step <= TONES; step++) {
		const struct area_value *low = NULL, *high = NULL;
		for (size_t i = 0; i < n; i++) {
			if (tone(t, &areas[i]) != step)
				continue;
			low = !low || areas[i].value < low->value ? &areas[i] : low;
			high = !high || areas[i].value > high->value ? &areas[i] : high;
		}
		if (!low)
			continue;
		const char *from = value_words(a, lang, low), *to = value_words(a, lang, high);
		*LIST_ADD(a, map->scale, map->scale_n) = (struct area_map_scale){ step, strcmp(from, to) ? between(a, lang, from, to) : from };
	}
}

/* ---- one area ---- */

static const char *title_of(struct arena *a, const struct lang *lang, const struct area_value *area, const struct area_map *map)
{
	const char *words = area->hidden ? map->hidden_words : area->known ? value_words(a, lang, area) : map->unknown_words;
	return arena_printf(a, "%s: %s", area->name, words);
}

/* What is told of an area may be more than a number ("36–44 en enkele"): then what follows goes to a line of its own. */
static struct area_map_labels value_label(struct arena *a, const char *words, double wide, double high)
{
	const char *space = words ? strchr(words, ' ') : NULL;
	struct area_map_labels whole = { .text = words };
	if (!words || (wide > (double)utf8_length(words) * BOLD_LETTER && high > LINE))
		return whole;
	struct area_map_labels two = { .text = space ? arena_strndup(a, words, (size_t)(space - words)) : NULL, .rest = space ? space + 1 : NULL };
	bool fits = space && high > 2 * LINE && wide > (double)utf8_length(two.text) * BOLD_LETTER && wide > (double)utf8_length(two.rest) * LETTER;
	return fits ? two : (struct area_map_labels){ .text = NULL };
}

/* The value in its middle, and the name under it where it fits beside the neighbours. */
static void label(struct arena *a, const struct lang *lang, const struct view *v, const struct area_value *area, const struct geometry *g, struct area_map *map)
{
	struct geo_box box = geometry_box(g);
	double wide = x_of(v, box.east) - x_of(v, box.west), high = y_of(v, box.south) - y_of(v, box.north);
	const char *words = value_words(a, lang, area);
	struct area_map_labels l = value_label(a, words, wide, high);
	int lines = (l.text != NULL) + (l.rest != NULL);
	bool name_fits = wide > (double)utf8_length(area->name) * LETTER && high > (lines + 1) * LINE;
	l.name = name_fits ? area->name : NULL;
	if (!l.text && !l.name)
		return;
	struct geo_point middle = geometry_inside(a, g);
	l.x = (int64_t)lround(x_of(v, middle.lon));
	l.y = (int64_t)lround(y_of(v, middle.lat)) + 5 - (lines + name_fits - 1) * LINE / 2;
	l.rest_y = l.y + LINE;
	l.name_y = l.y + lines * LINE;
	*LIST_ADD(a, map->labels, map->labels_n) = l;
}

static void row(struct arena *a, const struct lang *lang, const struct area_value *area, struct area_map *map)
{
	*LIST_ADD(a, map->areas, map->areas_n) = (struct area_map_areas){ .code = area->code, .name = area->name, .value = value_words(a, lang, area),
		.hidden = area->known && area->hidden, .known = area->known, .href = area->href, .marked = area->marked };
}

/* Marked ones come last, so that no neighbour lies over their edge; a district before what lies in it. */
static int layer_of(const struct area_value *area)
{
	return !area->marked ? 0 : strncmp(area->code, "WK", 2) ? 2 : 1;
}

static void draw(struct arena *a, const struct lang *lang, const struct area_value *areas, const struct drawn *d, size_t n, struct area_map *map)
{
	struct view v = look_at(all_of(d, n), map);
	struct tones t = tones_of(areas, n);
	for (int layer = 0; layer <= 2; layer++)
		for (size_t i = 0; i < n; i++) {
			if (!d[i].there || layer_of(&areas[i]) != layer)
				continue;
			bool hidden = areas[i].known && areas[i].hidden;
			map->hatched = map->hatched || hidden;
			*LIST_ADD(a, map->shapes, map->shapes_n) = (struct area_map_shapes){ path_of(a, &v, &d[i].shape), tone(&t, &areas[i]), hidden, areas[i].marked,
				areas[i].href, title_of(a, lang, &areas[i], map) };
		}
	for (size_t i = 0; i < n && n <= LABELS_MOST; i++)
		if (d[i].there)
			label(a, lang, &v, &areas[i], &d[i].shape, map);
	scale(a, lang, &t, areas, n, map);
}

void area_map_draw(struct arena *a, const struct lang *lang, const struct area_value *areas, size_t n, struct area_map *map)
{
	struct drawn *d = ARENA_ARRAY(a, struct drawn, n + 1);
	bool any = false;
	map->hidden_words = map->hidden_words ? map->hidden_words : tr(lang, N_("verborgen"));
	map->unknown_words = map->unknown_words ? map->unknown_words : tr(lang, N_("niet bekend"));
	for (size_t i = 0; i < n; i++) {
		d[i].there = areas[i].geometry.p && geometry_decode(a, areas[i].geometry.p, areas[i].geometry.n, &d[i].shape);
		any = any || d[i].there;
		row(a, lang, &areas[i], map);
	}
	if (any)
		draw(a, lang, areas, d, n, map);
}
