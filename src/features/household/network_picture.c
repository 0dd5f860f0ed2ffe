#include "network_picture.h"
#include <math.h>
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "templates.h"

enum { WIDTH = 360, MIDDLE = WIDTH / 2, ROW = 54, EDGE = 40, CORE = 34, NODE = 12, LABEL = 28, LETTERS = 11, FAMILY_LETTERS = 8 };
static const int ring_width[4] = { 0, 82, 116, 146 };

static bool tie_is_formal(const char *kind)
{
	return !strcmp(kind, "school") || !strcmp(kind, "health") || !strcmp(kind, "help") || !strcmp(kind, "authority");
}

static const char *first_letters(struct arena *arena, const char *text, size_t most)
{
	size_t n = 0, letters = 0;
	for (; text[n]; n++)
		if (((unsigned char)text[n] & 0xC0) != 0x80 && letters++ == most)
			break;
	return arena_strndup(arena, text, n);
}

const char *short_label(struct arena *arena, const char *name, size_t most)
{
	if (utf8_length(name) <= most)
		return name;
	const char *word = arena_strndup(arena, name, strcspn(name, " "));
	if (utf8_length(word) <= most && utf8_length(word) > 3)
		return word;
	return arena_printf(arena, "%s…", first_letters(arena, name, most - 1));
}

/* Within the middle: "Yılmaz-de Boer" as "Yılmaz", "van Leeuwen" as "Leeuwen". */
static const char *family_label(struct arena *arena, const char *name)
{
	const char *own = name, *space;
	if (utf8_length(name) <= FAMILY_LETTERS)
		return name;
	while (((*own >= 'a' && *own <= 'z') || *own == '\'') && (space = strchr(own, ' ')))
		own = space + 1;
	return short_label(arena, arena_strndup(arena, own, strcspn(own, " -")), FAMILY_LETTERS);
}

/* The rows of one side, from the middle outwards, in half rows: the nearest ties get the middle ones, so that rings come out by themselves. */
static int row_of(size_t i, size_t n)
{
	if (n % 2)
		return (i % 2 ? 2 : -2) * (int)((i + 1) / 2);
	return (i % 2 ? 1 : -1) * (2 * (int)(i / 2) + 1);
}

static void place_rows(struct network_picture *d, bool formal)
{
	size_t n = 0, i = 0;
	for (size_t k = 0; k < d->ties_n; k++)
		n += d->ties[k].formal == formal;
	for (int ring = 1; ring <= 3; ring++)
		for (size_t k = 0; k < d->ties_n; k++)
			if (d->ties[k].formal == formal && d->ties[k].closeness == ring)
				d->ties[k].y = row_of(i++, n) * ROW / 2;
}

static int reach(const struct network_picture *d, int ring)
{
	int most = 0;
	for (size_t k = 0; k < d->ties_n; k++)
		if (d->ties[k].closeness <= ring) {
			int y = (int)(d->ties[k].y < 0 ? -d->ties[k].y : d->ties[k].y);
			most = y > most ? y : most;
		}
	return most;
}

/* High enough that the highest tie of a ring lies well on its side, and always around the ring within. */
static void size_rings(struct arena *arena, struct network_picture *d)
{
	int last = CORE;
	for (int ring = 1; ring <= 3; ring++) {
		int ry = reach(d, ring) * 5 / 4;
		ry = ry < last + ring * 8 + 16 ? last + ring * 8 + 16 : ry;
		*LIST_ADD(arena, d->rings, d->rings_n) = (struct network_picture_rings){ .rx = ring_width[ring], .ry = ry };
		last = ry;
	}
}

static void place_tie(struct arena *arena, const struct network_picture *d, struct network_picture_ties *t)
{
	const struct network_picture_rings *ring = &d->rings[t->closeness - 1];
	double part = (double)t->y / (double)ring->ry;
	int dx = (int)lround((double)ring->rx * sqrt(part * part < 1 ? 1 - part * part : 0));
	t->x = MIDDLE + (t->formal ? dx : -dx);
	t->y += d->centre;
	t->left = t->x - NODE;
	t->top = t->y - NODE;
	t->label_y = t->y + LABEL;
	t->strong = t->closeness == 1;
	t->thin = t->closeness == 3;
	t->label = short_label(arena, t->name, LETTERS);
}

void network_draw(struct arena *arena, struct network_picture *d)
{
	for (size_t k = 0; k < d->ties_n; k++) {
		struct network_picture_ties *t = &d->ties[k];
		t->formal = tie_is_formal(t->kind);
		t->closeness = t->closeness < 1 ? 1 : t->closeness > 3 ? 3 : t->closeness;
		d->formal_count += t->formal;
	}
	d->count = (int64_t)d->ties_n;
	d->rings = NULL;
	d->rings_n = 0;
	place_rows(d, false);
	place_rows(d, true);
	size_rings(arena, d);
	int half = (int)d->rings[2].ry > reach(d, 3) + EDGE ? (int)d->rings[2].ry : reach(d, 3) + EDGE;
	d->width = WIDTH;
	d->middle = MIDDLE;
	d->centre = half + 4;
	d->height = 2 * half + 8;
	d->family = family_label(arena, d->family);
	d->family_label = d->centre + 5;
	for (size_t k = 0; k < d->ties_n; k++)
		place_tie(arena, d, &d->ties[k]);
}
