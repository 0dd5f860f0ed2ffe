/* Whether a report about nobody in particular names somebody: what must be asked about, and what must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "features/signal/report_names.h"

enum { YEAR = 2026 };
static struct arena *arena;

static int begin(void **state)
{
	(void)state;
	arena = arena_new(4 << 20);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void finds(const char *text, enum named_kind kind, const char *words)
{
	struct named_list found = report_names(arena, text, "FC De Turfhoek kantine", YEAR);
	for (int64_t i = 0; i < found.n; i++)
		if (found.list[i].kind == kind && !strcmp(found.list[i].words, words))
			return;
	fail_msg("\"%s\": %s was not found, but %s", text, words, found.n ? found.list[0].words : "nothing");
}

static void finds_nothing(const char *text)
{
	struct named_list found = report_names(arena, text, "FC De Turfhoek kantine", YEAR);
	if (found.n)
		fail_msg("\"%s\": %s was taken for somebody", text, found.list[0].words);
}

static void a_first_name_is_found_however_it_is_typed(void **state)
{
	(void)state;
	finds("Gisteren stond Ayoub weer op sokken.", NAMED_NAME, "Ayoub");
	finds("Emma heeft geen lunch bij zich", NAMED_NAME, "Emma");
	finds("volgens mij heeft fatima geen jas", NAMED_NAME, "fatima");
	finds("de schoenen van Daan's broertje", NAMED_NAME, "Daan");
	finds("Er zit niemand bij Zeynep op school.", NAMED_NAME, "Zeynep");
}

static void what_stands_behind_a_person_is_a_name(void **state)
{
	(void)state;
	finds("mijn leerling Storm komt zonder eten", NAMED_NAME, "Storm");
	finds("gezin Jansen betaalt niet", NAMED_NAME, "Jansen");
	finds("hij heet daan en zit in groep 4", NAMED_NAME, "daan");
	finds("ik sprak mevrouw De Boer", NAMED_NAME, "Boer");
	finds("toen zag ik Storm van Dijk lopen", NAMED_NAME, "Storm van Dijk");
}

static void numbers_of_a_person_are_found(void **state)
{
	(void)state;
	finds("bel 06-12345678 voor meer", NAMED_PHONE, "06-12345678");
	finds("zijn nummer is +31 6 12 34 56 78.", NAMED_PHONE, "+31 6 12 34 56 78");
	finds("geboren 4-3-2014", NAMED_BIRTH, "4-3-2014");
	finds("een jongen (12/05/2013)", NAMED_BIRTH, "12/05/2013");
	finds("mail naar daan.b@school.example.", NAMED_MAIL, "daan.b@school.example");
	finds("bsn 123456782", NAMED_NUMBER, "123456782");
}

static void plain_words_places_and_organisations_are_nobody(void **state)
{
	(void)state;
	finds_nothing("Steeds meer kinderen komen zonder lunch. In mijn groep waren het er vier.");
	finds_nothing("Bij FC De Turfhoek wordt de contributie niet betaald.");
	finds_nothing("In De Turfhoek en op de Dahliahof is de verwarming uit.");
	finds_nothing("Kinderen van de Turfschuit spelen op het Violierplein.");
	finds_nothing("Wil iemand kijken? Ben bang dat het erger wordt.");
	finds_nothing("Sinds 12-11-2026 komen er 12 van de 20 kinderen, voor 3,50 euro.");
	finds_nothing("De ouders willen mee op 14 december 2026 om 19.30 uur.");
	finds_nothing("Met Sinterklaas en Kerst wordt het in Nederland erger, ook voor Poolse en Syrische kinderen.");
	finds_nothing("WMO en GGD weten ervan.");
	finds_nothing("");
	assert_int_equal(report_names(arena, NULL, NULL, YEAR).n, 0);
}

static void the_sentence_is_shown_and_the_list_is_bounded(void **state)
{
	(void)state;
	struct named_list found = report_names(arena, "Het is koud. Gisteren stond Ayoub weer op sokken. Morgen ook.", NULL, YEAR);
	assert_int_equal(found.n, 1);
	assert_string_equal(found.list[0].sentence, "Gisteren stond Ayoub weer op sokken.");
	found = report_names(arena, "Emma en Daan en Fatima en Ayoub en Zeynep en Sanne en Joost en Pieter en Anouk en Bram en Emma", NULL, YEAR);
	assert_int_equal(found.n, NAMED_MOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_first_name_is_found_however_it_is_typed, begin, end),
		cmocka_unit_test_setup_teardown(what_stands_behind_a_person_is_a_name, begin, end),
		cmocka_unit_test_setup_teardown(numbers_of_a_person_are_found, begin, end),
		cmocka_unit_test_setup_teardown(plain_words_places_and_organisations_are_nobody, begin, end),
		cmocka_unit_test_setup_teardown(the_sentence_is_shown_and_the_list_is_bounded, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
