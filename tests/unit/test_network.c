/* The network of a household as a picture: everybody stands inside the box, on their own side, nearer when they are closer, and nobody on top of another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "features/household/network_picture.h"
#include "platform/base/list.h"
#include "templates.h"

enum { BOX = 360, NODE = 12, LABEL_ROOM = 16 };

static struct arena *arena;

static void add(struct network_picture *d, const char *kind, const char *name, int closeness)
{
	*LIST_ADD(arena, d->ties, d->ties_n) = (struct network_picture_ties){ .kind = kind, .name = name, .closeness = closeness };
}

static struct network_picture drawn(size_t own, size_t formal)
{
	struct network_picture d = { .family = "Martens" };
	for (size_t i = 0; i < own; i++)
		add(&d, i % 2 ? "family" : "volunteer", "Buurvrouw Elisabeth", 1 + (int)(i % 3));
	for (size_t i = 0; i < formal; i++)
		add(&d, i % 2 ? "help" : "school", "Mevrouw Postma", 3 - (int)(i % 3));
	network_draw(arena, &d);
	return d;
}

static void inside(const struct network_picture *d, const struct network_picture_ties *t)
{
	assert_true(t->x - NODE >= 0 && t->x + NODE <= BOX);
	assert_true(t->y - NODE >= 0 && t->label_y <= d->height);
	assert_true(t->formal ? t->x > d->middle : t->x < d->middle);
	assert_int_equal(t->left, t->x - NODE);
	assert_int_equal(t->top, t->y - NODE);
}

static void everybody_has_a_place_of_their_own(void **state)
{
	(void)state;
	for (size_t own = 0; own <= 14; own++)
		for (size_t formal = 0; formal <= 14; formal += 2) {
			struct network_picture d = drawn(own, formal);
			assert_int_equal(d.count, own + formal);
			assert_int_equal(d.formal_count, formal);
			for (size_t i = 0; i < d.ties_n; i++) {
				inside(&d, &d.ties[i]);
				for (size_t k = 0; k < i; k++)
					if (d.ties[i].formal == d.ties[k].formal)
						assert_true(labs((long)(d.ties[i].y - d.ties[k].y)) >= 2 * NODE + LABEL_ROOM);
			}
		}
}

static void who_is_closer_stands_nearer(void **state)
{
	(void)state;
	struct network_picture d = { .family = "Okafor" };
	add(&d, "neighbour", "ver", 3);
	add(&d, "family", "dichtbij", 1);
	add(&d, "friend", "ertussen", 2);
	network_draw(arena, &d);
	assert_int_equal(d.ties[1].y, d.centre);
	int64_t far = d.middle - d.ties[0].x, near = d.middle - d.ties[1].x;
	assert_true(near > 0 && (d.ties[0].y != d.centre) && far * far + (d.ties[0].y - d.centre) * (d.ties[0].y - d.centre) > near * near);
	assert_true(d.ties[1].strong && !d.ties[1].thin && d.ties[0].thin && !d.ties[2].strong && !d.ties[2].thin);
	assert_int_equal(d.rings_n, 3);
	assert_true(d.rings[0].rx < d.rings[1].rx && d.rings[1].rx < d.rings[2].rx && d.rings[0].ry < d.rings[1].ry && d.rings[1].ry < d.rings[2].ry);
}

static void a_closeness_out_of_range_still_has_a_ring(void **state)
{
	(void)state;
	struct network_picture d = { .family = "Okafor" };
	add(&d, "friend", "nul", 0);
	add(&d, "authority", "negen", 9);
	network_draw(arena, &d);
	assert_int_equal(d.ties[0].closeness, 1);
	assert_int_equal(d.ties[1].closeness, 3);
	inside(&d, &d.ties[0]);
	inside(&d, &d.ties[1]);
}

static void a_household_without_anybody_draws_nothing_wrong(void **state)
{
	(void)state;
	struct network_picture d = drawn(0, 0);
	assert_int_equal(d.ties_n, 0);
	assert_true(d.height > 0 && d.centre > 0 && d.centre < d.height);
}

static void the_middle_says_a_name_that_fits_in_it(void **state)
{
	(void)state;
	static const char *const names[][2] = { { "Martens", "Martens" }, { "de Boer", "de Boer" }, { "van Leeuwen", "Leeuwen" }, { "Yılmaz-de Boer", "Yılmaz" },
		{ "van 't Hof-Jansen", "Hof" }, { "Lewandowska", "Lewando…" }, { "van der", "van der" } };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct network_picture d = { .family = names[i][0] };
		network_draw(arena, &d);
		assert_string_equal(d.family, names[i][1]);
	}
}

static void labels_are_short_and_cut_between_letters(void **state)
{
	(void)state;
	assert_string_equal(short_label(arena, "Oma", 11), "Oma");
	assert_string_equal(short_label(arena, "Buurvrouw Elisabeth", 11), "Buurvrouw");
	assert_string_equal(short_label(arena, "Dr. Karimzadehvan", 11), "Dr. Karimz…");
	assert_string_equal(short_label(arena, "Ömerçıköğlüşen", 8), "Ömerçık…");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everybody_has_a_place_of_their_own), cmocka_unit_test(who_is_closer_stands_nearer),
		cmocka_unit_test(a_closeness_out_of_range_still_has_a_ring), cmocka_unit_test(a_household_without_anybody_draws_nothing_wrong),
		cmocka_unit_test(labels_are_short_and_cut_between_letters), cmocka_unit_test(the_middle_says_a_name_that_fits_in_it),
	};
	arena = arena_new(16 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
