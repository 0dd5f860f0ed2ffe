/* The map of areas: tones by value, hatching where a value is hidden, and a table that says the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "features/neighbourhood/map/area_map.h"
#include "features/neighbourhood/areas/geometry.h"
#include "templates.h"

static struct arena *arena;
static struct area_map map;

/* A square of half a degree, `across` squares east of the first. */
static struct blob square(int across)
{
	int32_t w = 5000000 + across * 500000, s = 52000000;
	struct geo_point corners[] = { { w, s }, { w + 500000, s }, { w + 500000, s + 500000 }, { w, s + 500000 } };
	struct geo_ring ring = { corners, 4 };
	struct geo_polygon polygon = { &ring, 1 };
	struct buf out;
	buf_init(&out, 0);
	geometry_encode(&(struct geometry){ &polygon, 1 }, &out);
	unsigned char *kept = arena_alloc(arena, out.n);
	memcpy(kept, out.p, out.n);
	struct blob blob = { kept, out.n };
	buf_release(&out);
	return blob;
}

static void draw(const struct area_value *areas, size_t n)
{
	map = (struct area_map){ .id = "m", .title = "Kaart", .measure = "Meldingen" };
	area_map_draw(arena, lang_dutch(), areas, n, &map);
}

static void values_become_tones(void **state)
{
	(void)state;
	struct area_value areas[] = { { .code = "BU1", .name = "Laag", .geometry = square(0), .known = true, .value = 0 },
		{ .code = "BU2", .name = "Midden", .geometry = square(1), .known = true, .value = 5 },
		{ .code = "BU3", .name = "Hoog", .geometry = square(2), .known = true, .value = 10 } };
	draw(areas, 3);
	assert_int_equal(map.shapes_n, 3);
	assert_int_equal(map.shapes[0].tone, 1);
	assert_int_equal(map.shapes[1].tone, 3);
	assert_int_equal(map.shapes[2].tone, 5);
	assert_int_equal(map.scale_n, 3);
	assert_string_equal(map.scale[2].words, "10");
	assert_true(map.shapes[0].path[0] == 'M' && strchr(map.shapes[0].path, 'z'));
	assert_true(map.width > map.height);
	assert_int_equal(map.areas_n, 3);
	assert_string_equal(map.areas[1].value, "5");
}

/* What is hidden is never a tone, and its number is nowhere: not on the map, in its table or in the scale. */
static void what_is_hidden_stays_hidden(void **state)
{
	(void)state;
	struct area_value areas[] = { { .code = "BU1", .name = "A", .geometry = square(0), .known = true, .value = 12 },
		{ .code = "BU2", .name = "B", .geometry = square(1), .known = true, .hidden = true, .value = 7, .words = "7" },
		{ .code = "BU3", .name = "C", .geometry = square(2) } };
	draw(areas, 3);
	assert_true(map.hatched && map.shapes[1].hidden && !map.shapes[1].tone && !map.shapes[2].hidden && !map.shapes[2].tone);
	assert_int_equal(map.scale_n, 1);
	assert_true(map.areas[1].hidden && !map.areas[1].value && !map.areas[2].known);
	for (size_t i = 0; i < map.labels_n; i++)
		assert_false(map.labels[i].text && !strcmp(map.labels[i].text, "7"));
	assert_null(strchr(map.shapes[1].title, '7'));
}

static void an_area_without_a_shape_stands_in_the_table(void **state)
{
	(void)state;
	struct area_value areas[] = { { .code = "BU1", .name = "A", .known = true, .value = 1 },
		{ .code = "BU2", .name = "B", .geometry = { (const unsigned char *)"\x07rubbish", 8 }, .known = true, .value = 2 } };
	draw(areas, 2);
	assert_int_equal(map.shapes_n, 0);
	assert_int_equal(map.areas_n, 2);
	draw(areas, 0);
	assert_int_equal(map.areas_n, 0);
}

static void what_is_marked_lies_on_top(void **state)
{
	(void)state;
	struct area_value areas[] = { { .code = "BU1", .name = "A", .geometry = square(0), .known = true, .value = 1, .marked = true, .href = "/a" },
		{ .code = "BU2", .name = "B", .geometry = square(1), .known = true, .value = 1 } };
	draw(areas, 2);
	assert_true(!map.shapes[0].marked && map.shapes[1].marked);
	assert_string_equal(map.shapes[1].href, "/a");
	assert_string_equal(map.areas[0].name, "A");
}

static int begin(void **state)
{
	(void)state;
	lang_start();
	arena = arena_new(8 << 20);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(values_become_tones), cmocka_unit_test(what_is_hidden_stays_hidden),
		cmocka_unit_test(an_area_without_a_shape_stands_in_the_table), cmocka_unit_test(what_is_marked_lies_on_top) };
	return cmocka_run_group_tests(tests, begin, end);
}
