/* Text from outside: what is refused, what is cleaned, and which names are the same when people search. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "platform/base/utf8.h"

static struct arena *arena;

static void attacks_are_not_utf8(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"\xc0\xaf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf",         /* "/" in too many bytes */
		"\xed\xa0\x80", "\xed\xbf\xbf", "\xed\xa0\x80\xed\xb0\x80",  /* surrogates */
		"\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xff", "\xfe",  /* past U+10FFFF, no such bytes */
		"\x80", "a\xc3", "\xe2\x82", "\xc3(" };                 /* stray, cut off */
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(utf8_valid(bad[i], strlen(bad[i])));
	assert_false(utf8_valid("a\0b", 3));
	assert_true(utf8_valid("", 0));
	assert_true(utf8_valid("Yılmaz €\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf", strlen("Yılmaz €\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf")));
}

static void length_counts_characters(void **state)
{
	(void)state;
	assert_int_equal(utf8_length(""), 0);
	assert_int_equal(utf8_length("Müller"), 6);
	assert_int_equal(utf8_length("\xf0\x9f\x98\x80!"), 2);
}

static void assert_clean(const char *in, bool one_line, const char *out)
{
	const char *clean = utf8_clean(arena, in, one_line);
	assert_string_equal(clean, out);
	assert_string_equal(utf8_clean(arena, clean, one_line), out);   /* cleaning twice changes nothing */
}

static void text_is_made_fit_to_keep(void **state)
{
	(void)state;
	assert_clean("  een\r\ntwee\rdrie\n\tvier  ", false, "een\ntwee\ndrie\n\tvier");
	assert_clean("  een\r\ntwee\r\r\n\tdrie \n", true, "een twee drie");
	assert_clean("Zoe\xcc\x88", true, "Zoë");                                   /* NFC */
	assert_clean("a\x01\x1b[31mb\x7f\xc2\x85" "c", false, "a[31mbc");
	assert_clean("\xef\xbb\xbf" "begin", true, "begin");
	assert_clean("a\xe2\x80\xa8" "b", false, "a\nb");
	assert_clean("\xc2\xa0naam\xe2\x80\x83", true, "naam");                      /* wide and unbreakable spaces */
	assert_clean("   ", true, "");
	assert_clean("", false, "");
	assert_clean("kapot\xff", true, "kapot\xef\xbf\xbd");
}

/* The short way for plain letters says what the long way says: U+FEFF is dropped by that, and sends any text there. */
static void plain_letters_are_cleaned_as_all_others_are(void **state)
{
	(void)state;
	const char *const texts[] = { "", " ", "een", "  een  twee ", "\t een\ttwee\t", "een\n\n twee\n", "\n", "een\rtwee", "~!\x7fz", "a\x1f", " \t\n x" };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		for (int one_line = 0; one_line < 2; one_line++)
			assert_clean(texts[i], one_line, utf8_clean(arena, arena_printf(arena, "%s\xef\xbb\xbf", texts[i]), one_line));
}

static void text_cannot_be_turned_around(void **state)
{
	(void)state;
	static const char *const marks[] = { "\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac", "\xe2\x80\xad", "\xe2\x80\xae",
		"\xe2\x81\xa6", "\xe2\x81\xa7", "\xe2\x81\xa8", "\xe2\x81\xa9" };
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		assert_clean(arena_printf(arena, "plan%sfdp.exe", marks[i]), false, "planfdp.exe");
	assert_clean("محمد", true, "محمد");
	assert_clean("a\xe2\x80\x8f" "b", true, "a\xe2\x80\x8f" "b");                /* a mark of direction is only that */
}

static void assert_same_fold(const char *a, const char *b)
{
	assert_string_equal(utf8_fold(arena, a), utf8_fold(arena, b));
}

static void names_fold_to_the_same_key(void **state)
{
	(void)state;
	assert_string_equal(utf8_fold(arena, "van der Meer"), "vandermeer");
	assert_same_fold("Van der Meer", "vandermeer");
	assert_same_fold("Yılmaz", "YILMAZ");
	assert_same_fold("Yılmaz", "yilmaz");
	assert_same_fold("İpek", "ipek");
	assert_same_fold("Müller", "MULLER");
	assert_same_fold("Mu\xcc\x88ller", "Müller");
	assert_same_fold("\xc4\xb2sbrand", "IJsbrand");                              /* the ligature */
	assert_same_fold("d'Hondt", "D’Hondt");
	assert_same_fold("Łukasz Øster", "lukaszoster");
	assert_same_fold("Strauß", "Strauss");
	assert_same_fold("１２３", "123");
	assert_string_equal(utf8_fold(arena, "!?"), "");
	assert_string_equal(utf8_fold(arena, ""), "");
	assert_string_not_equal(utf8_fold(arena, "محمد"), "");
	assert_string_not_equal(utf8_fold(arena, "Jansen"), utf8_fold(arena, "Janssen"));
}

static void assert_alike(const char *a, const char *b, bool alike)
{
	int differ = strcmp(utf8_sound(arena, a), utf8_sound(arena, b));
	if ((differ == 0) != alike)
		fail_msg("%s (%s) and %s (%s)", a, utf8_sound(arena, a), b, utf8_sound(arena, b));
}

static void names_that_sound_alike_share_a_key(void **state)
{
	(void)state;
	static const char *const alike[][2] = { { "Jansen", "Janssen" }, { "van Dijk", "van Dyk" }, { "Dijkstra", "Dykstra" },
		{ "Dijksta", "Dijcksta" }, { "Meijer", "Meyer" }, { "Meier", "Meijer" }, { "Bruijn", "Bruin" }, { "Müller", "Muller" },
		{ "Schmidt", "Schmit" }, { "Schmid", "Schmitt" }, { "Philips", "Filips" }, { "Oudkerk", "Audkerk" }, { "Claassen", "Klaasen" },
		{ "Thijs", "Tijs" }, { "Quirijn", "Kwirijn" }, { "Visser", "Vizer" }, { "Yılmaz", "Yilmas" }, { "محمد", "محمد" } };
	static const char *const not_alike[][2] = { { "Jansen", "Hansen" }, { "Bakker", "Visser" }, { "de Vries", "de Groot" },
		{ "Anna", "Ina" }, { "محمد", "أحمد" }, { "Smit", "Smits" } };
	for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
		assert_alike(alike[i][0], alike[i][1], true);
	for (size_t i = 0; i < sizeof not_alike / sizeof *not_alike; i++)
		assert_alike(not_alike[i][0], not_alike[i][1], false);
	assert_string_equal(utf8_sound(arena, ""), "");
	assert_string_equal(utf8_sound(arena, "Dt"), "t");
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(1 << 20);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(attacks_are_not_utf8), cmocka_unit_test(length_counts_characters), cmocka_unit_test(text_is_made_fit_to_keep),
		cmocka_unit_test(plain_letters_are_cleaned_as_all_others_are), cmocka_unit_test(text_cannot_be_turned_around), cmocka_unit_test(names_fold_to_the_same_key),
		cmocka_unit_test(names_that_sound_alike_share_a_key),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
