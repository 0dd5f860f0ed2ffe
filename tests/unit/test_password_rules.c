/* Long enough, and not what everybody tries first; nothing else is asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "features/account/password_rules.h"

static void a_few_words_will_do(void **state)
{
	(void)state;
	assert_null(password_wrong("fiets onder de regen", "sanne", true));
	assert_null(password_wrong("kopjethee", "lotte", false));
	assert_null(password_wrong("alleen kleine letters", "sanne", true));
}

static void characters_are_counted_not_bytes(void **state)
{
	(void)state;
	assert_non_null(password_wrong("çüéñøåî", NULL, false));         /* 7 characters, 14 bytes */
	assert_null(password_wrong("çüéñøåîß", NULL, false));
}

static void staff_need_twelve_and_family_eight(void **state)
{
	(void)state;
	assert_non_null(password_wrong("elf tekens!", NULL, true));
	assert_null(password_wrong("elf tekens!", NULL, false));
	assert_non_null(password_wrong("zeven77", NULL, false));
}

static void not_the_name_one_signs_in_with(void **state)
{
	(void)state;
	assert_non_null(password_wrong("Lotte.Martens", "lotte.martens", true));
	assert_null(password_wrong("lotte.martens fietst", "lotte.martens", true));
}

static void not_what_everybody_tries_first(void **state)
{
	static const char *const first[] = { "Wachtwoord123", "welkom2026!!!", "123456789012", "qwertyuiop12", "!!password!!", "aaaaaaaaaaaa", "abababababab",
		"NabijNabij123", "000000000000", "Augustus2026" };
	(void)state;
	for (size_t i = 0; i < sizeof first / sizeof *first; i++)
		if (!password_wrong(first[i], NULL, true))
			fail_msg("%s is accepted", first[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_few_words_will_do), cmocka_unit_test(characters_are_counted_not_bytes),
		cmocka_unit_test(staff_need_twelve_and_family_eight), cmocka_unit_test(not_the_name_one_signs_in_with),
		cmocka_unit_test(not_what_everybody_tries_first),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
