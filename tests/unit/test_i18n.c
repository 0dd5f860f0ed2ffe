/* Languages: choosing one, finding texts, plural rules, filling in names, and catalogues that are broken. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "platform/base/embedded.h"
#include "platform/web/catalogue.h"
#include "platform/web/i18n.h"

extern const struct embedded CATALOGUES[];

static void a_browser_gets_the_language_it_asks_for(void **state)
{
	(void)state;
	assert_string_equal(lang_code(lang_best("en-GB,en;q=0.9,nl;q=0.8")), "en");
	assert_string_equal(lang_code(lang_best("nl;q=0.8, EN;q=0.9")), "en");
	assert_string_equal(lang_code(lang_best("xx, en;q=0")), "nl");
	assert_string_equal(lang_code(lang_best("en;q=0.2, nl;q=0.7")), "nl");
	assert_string_equal(lang_code(lang_best("english, ;;,,=")), "nl");
	assert_string_equal(lang_code(lang_best(NULL)), "nl");
	assert_null(lang_find("xx"));
	assert_ptr_equal(lang_at(0), lang_dutch());
	assert_true(lang_count() >= 2);
	assert_string_equal(lang_own_name(lang_find("en")), "English");
	assert_false(lang_rtl(lang_find("en")));
}

static void what_is_not_translated_stays_dutch(void **state)
{
	const struct lang *en = lang_find("en");
	(void)state;
	assert_string_equal(tr(en, "vandaag"), "today");
	assert_string_equal(tr(lang_dutch(), "vandaag"), "vandaag");
	assert_string_equal(tr(en, "dit staat nergens"), "dit staat nergens");
	assert_string_equal(tr(en, ""), "");
	assert_string_equal(tr_n(en, "{n} maand", "{n} maanden", 1), "{n} month");
	assert_string_equal(tr_n(en, "{n} maand", "{n} maanden", 0), "{n} months");
	assert_string_equal(tr_n(lang_dutch(), "een", "veel", 1), "een");
	assert_string_equal(tr_n(en, "een", "veel", 2), "veel");
}

static void names_are_filled_in_once(void **state)
{
	struct arena *a = arena_new(1 << 16);
	(void)state;
	assert_string_equal(tr_fill(a, "Dag {name}, {name}!", "name", "An", NULL), "Dag An, An!");
	assert_string_equal(tr_fill(a, "{a}{b}", "a", "{b}", "b", "{a}", NULL), "{b}{a}");
	assert_string_equal(tr_fill(a, "{who} {", "name", "An", NULL), "{who} {");
	assert_string_equal(tr_fill(a, "[{name}]", "name", NULL, NULL), "[]");
	arena_free(a);
}

static unsigned long form(const char *rule, unsigned long n)
{
	unsigned long value = 99;
	assert_true(plural_form(rule, n, &value));
	return value;
}

static void plural_rules_are_c_expressions(void **state)
{
	static const char polish[] = "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2";
	static const char arabic[] = "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)";
	unsigned long ignored;
	(void)state;
	assert_int_equal(form(polish, 1), 0);
	assert_int_equal(form(polish, 22), 1);
	assert_int_equal(form(polish, 12), 2);
	assert_int_equal(form(arabic, 0), 0);
	assert_int_equal(form(arabic, 7), 3);
	assert_int_equal(form(arabic, 11), 4);
	assert_int_equal(form(arabic, 100), 5);
	assert_int_equal(form("2+3*2-1", 0), 7);
	assert_int_equal(form("!n", 0), 1);
	assert_false(plural_form("n ==", 1, &ignored));
	assert_false(plural_form("n % 0", 1, &ignored));
	assert_false(plural_form("(n", 1, &ignored));
	assert_false(plural_form("n; system(1)", 1, &ignored));
	assert_false(plural_form("", 1, &ignored));
	char deep[200];
	memset(deep, '(', sizeof deep - 1);
	deep[sizeof deep - 1] = 0;
	assert_false(plural_form(deep, 1, &ignored));
}

/* Cut at every length and damaged at every byte: refused or read, never past its end (the sanitizers watch). */
static void broken_catalogues_do_no_harm(void **state)
{
	struct catalogue c;
	(void)state;
	size_t n = CATALOGUES[0].n < 1500 ? CATALOGUES[0].n : 1500;
	assert_true(catalogue_read(&c, CATALOGUES[0].bytes, CATALOGUES[0].n));
	catalogue_release(&c);
	for (size_t i = 0; i < n; i += 7) {
		unsigned char *cut = malloc(i + 1);
		memcpy(cut, CATALOGUES[0].bytes, i);
		assert_false(catalogue_read(&c, cut, i));
		free(cut);
	}
	unsigned char *copy = malloc(CATALOGUES[0].n + 1);
	for (size_t i = 0; i < 400; i++) {
		memcpy(copy, CATALOGUES[0].bytes, CATALOGUES[0].n + 1);
		copy[i] ^= 0xff;
		if (catalogue_read(&c, copy, CATALOGUES[0].n)) {
			catalogue_find(&c, "vandaag", 1);
			catalogue_release(&c);
		}
	}
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_browser_gets_the_language_it_asks_for), cmocka_unit_test(what_is_not_translated_stays_dutch),
		cmocka_unit_test(names_are_filled_in_once), cmocka_unit_test(plural_rules_are_c_expressions),
		cmocka_unit_test(broken_catalogues_do_no_harm),
	};
	lang_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
