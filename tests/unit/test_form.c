/* What people sent, in each of the ways a browser or a program sends it: the same values come out; what is broken is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

#include "platform/http/form.h"

static struct arena *arena;
static struct form form;

static int open_arena(void **state)
{
	(void)state;
	arena = arena_new(64u << 20);
	return 0;
}

static int close_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static enum form_status query(const char *text)
{
	return form_parse_query(arena, text, strlen(text), &form);
}

static enum form_status json(const char *text)
{
	return form_parse_json(arena, text, strlen(text), &form);
}

/* Parts are written with "|" for a line end. */
static enum form_status multipart(const char *text)
{
	char *body = arena_alloc(arena, 2 * strlen(text) + 1), *to = body;
	for (; *text; text++) {
		if (*text == '|')
			*to++ = '\r';
		*to++ = *text == '|' ? '\n' : *text;
	}
	return form_parse_multipart(arena, "b", body, (size_t)(to - body), &form);
}

static void assert_value(const char *name, const char *value)
{
	const char *got = form_get(&form, name);
	assert_non_null(got);
	assert_string_equal(got, value);
}

static char *letters(size_t n)
{
	char *text = arena_alloc(arena, n + 1);
	memset(text, 'a', n);
	return text;
}

/* ---- urlencoded ---- */

static void names_and_values_are_decoded(void **state)
{
	(void)state;
	assert_int_equal(query("a=1&na%6De=+b%2Bc%26&empty=&bare&&z=%C3%AB="), FORM_OK);
	assert_int_equal(form.n, 5);
	assert_value("a", "1");
	assert_value("name", "b+c&");
	assert_value("empty", "");
	assert_value("bare", "");
	assert_value("z", "\xc3\xab=");
	assert_null(form_get(&form, "missing"));
	assert_int_equal(query(""), FORM_OK);
	assert_int_equal(form.n, 0);
}

static void a_repeated_name_gives_each_value_in_order(void **state)
{
	size_t i = 0;
	(void)state;
	assert_int_equal(query("a=1&b=x&a=2&a=3"), FORM_OK);
	assert_string_equal(form_next(&form, "a", &i), "1");
	assert_string_equal(form_next(&form, "a", &i), "2");
	assert_string_equal(form_next(&form, "a", &i), "3");
	assert_null(form_next(&form, "a", &i));
	assert_value("a", "1");
}

static void a_value_is_cleaned(void **state)
{
	(void)state;
	assert_int_equal(query("a=+one%0D%0Atwo%07+&b=e%CC%81&c=%E2%80%AEabc"), FORM_OK);
	assert_value("a", "one\ntwo");
	assert_value("b", "\xc3\xa9");
	assert_value("c", "abc");
	assert_int_equal(form.pair[0].n, 7);
}

static void broken_encodings_are_refused(void **state)
{
	(void)state;
	assert_int_equal(query("a=%"), FORM_MALFORMED);
	assert_int_equal(query("a=%4"), FORM_MALFORMED);
	assert_int_equal(query("a=%4g"), FORM_MALFORMED);
	assert_int_equal(query("%=a"), FORM_MALFORMED);
	assert_int_equal(query("=a"), FORM_MALFORMED);
	assert_int_equal(query("a=%FF"), FORM_NOT_UTF8);
	assert_int_equal(query("a=%C0%AF"), FORM_NOT_UTF8);
	assert_int_equal(query("a=%00"), FORM_NOT_UTF8);
	assert_int_equal(query("%ED%A0%80=a"), FORM_NOT_UTF8);
	assert_int_equal(form.n, 0);
}

static void there_is_an_end_to_names_and_values(void **state)
{
	char *many = arena_alloc(arena, 4 * (FORM_NAMES + 1) + 1);
	(void)state;
	for (int i = 0; i < FORM_NAMES; i++)
		memcpy(many + 4 * i, "a=1&", 4);
	assert_int_equal(query(many), FORM_OK);
	assert_int_equal(form.n, FORM_NAMES);
	memcpy(many + 4 * FORM_NAMES, "a=1&", 4);
	assert_int_equal(query(many), FORM_TOO_MUCH);
	assert_int_equal(query(arena_printf(arena, "a=%s", letters(FORM_VALUE_BYTES))), FORM_OK);
	assert_int_equal(query(arena_printf(arena, "a=%s", letters(FORM_VALUE_BYTES + 1))), FORM_TOO_MUCH);
	assert_int_equal(query(letters(FORM_NAME_BYTES)), FORM_OK);
	assert_int_equal(query(letters(FORM_NAME_BYTES + 1)), FORM_TOO_MUCH);
}

/* ---- multipart ---- */

#define FIELD(name, value) "--b|Content-Disposition: form-data; name=\"" name "\"||" value "|"

static void parts_become_values_and_files(void **state)
{
	(void)state;
	assert_int_equal(multipart(FIELD("a", " one ") FIELD("b", "") FIELD("a", "two||lines")
		"--b|content-disposition: form-data; name=\"doc\"; filename=\"C:\\dir\\plan \xc3\xab.pdf\"|Content-Type: application/pdf||%PDF\x01|x|--b--|"),
		FORM_OK);
	assert_int_equal(form.n, 4);
	assert_value("a", "one");
	assert_value("b", "");
	assert_null(form_get(&form, "doc"));
	const struct form_pair *doc = form_file(&form, "doc");
	assert_non_null(doc);
	assert_string_equal(doc->filename, "plan \xc3\xab.pdf");
	assert_int_equal(doc->n, 8);
	assert_memory_equal(doc->value, "%PDF\x01\r\nx", 8);
	assert_null(form_file(&form, "a"));
	assert_string_equal(form.pair[2].value, "two\n\nlines");
}

static void a_file_keeps_its_zero_bytes(void **state)
{
	static const char body[] = "--b\r\nContent-Disposition: form-data; name=f; filename=x.bin\r\n\r\na\0b\xff\r\n--b--";
	(void)state;
	assert_int_equal(form_parse_multipart(arena, "b", body, sizeof body - 1, &form), FORM_OK);
	assert_int_equal(form_file(&form, "f")->n, 4);
	assert_memory_equal(form_file(&form, "f")->value, "a\0b\xff", 4);
}

static void a_file_field_left_empty_is_not_there(void **state)
{
	(void)state;
	assert_int_equal(multipart("--b|Content-Disposition: form-data; name=\"f\"; filename=\"\"|Content-Type: application/octet-stream|||--b--|"),
		FORM_OK);
	assert_null(form_file(&form, "f"));
	assert_int_equal(multipart("--b--|"), FORM_OK);
	assert_int_equal(form.n, 0);
}

static void quotes_in_names_are_unescaped(void **state)
{
	(void)state;
	assert_int_equal(multipart(FIELD("a\\\"b\\\\c", "x") "--b--"), FORM_OK);
	assert_value("a\"b\\c", "x");
}

static void text_that_looks_like_a_boundary_is_text(void **state)
{
	(void)state;
	assert_int_equal(multipart(FIELD("a", "x--b|-b| --b|--") "--b--"), FORM_OK);
	assert_value("a", "x--b\n-b\n --b\n--");
	assert_int_equal(multipart(FIELD("a", "x|--bc") "--b--"), FORM_MALFORMED);     /* RFC 2046: no line may begin so */
}

static void broken_parts_are_refused(void **state)
{
	static const char *const bad[] = { "", "--", "--b", "--b|", "--c--", "|--b--", "preamble|" FIELD("a", "1") "--b--", FIELD("a", "1"),
		FIELD("a", "1") "--b", FIELD("a", "1") "--b-", FIELD("a", "1") "--b--|hidden", FIELD("", "1") "--b--",
		"--b||no head|--b--", "--b|Content-Disposition: form-data||x|--b--", "--b|Content-Disposition: attachment; name=a||x|--b--",
		"--b|Content-Disposition: form-data; name=\"a||x|--b--", "--b|Content-Disposition: form-data; name=a; name=b||x|--b--",
		"--b|Content-Disposition: form-data name=a||x|--b--", "--b|Content-Disposition: form-data; name||x|--b--",
		"--b|Content-Disposition: form-data; name=a|Content-Disposition: form-data; name=b||x|--b--",
		"--b|Content-Disposition: form-data; name=a|Content-Transfer-Encoding: base64||eA==|--b--",
		"--b|Content-Disposition: form-data;| name=a||x|--b--", "--b|Content-Disposition: form-data; name=a|x|--b--",
		"--b|Content-Disposition: form-data; name=a; c=1; d=2; e=3; f=4; g=5; h=6; i=7; j=8||x|--b--" };
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (multipart(bad[i]) != FORM_MALFORMED)
			fail_msg("was not refused: %s", bad[i]);
	assert_int_equal(multipart(FIELD("a", "\xff") "--b--"), FORM_NOT_UTF8);
	assert_int_equal(multipart(FIELD("\xff", "a") "--b--"), FORM_NOT_UTF8);
	assert_int_equal(multipart("--b|Content-Disposition: form-data; name=a; filename=\"\xff\"||x|--b--"), FORM_NOT_UTF8);
}

static void there_is_an_end_to_parts(void **state)
{
	static const char one[] = "--b|Content-Disposition: form-data; name=f; filename=\"\"|||";
	char *many = arena_alloc(arena, (FORM_NAMES + 1) * sizeof one + 8), *to = many;
	(void)state;
	for (int i = 0; i <= FORM_NAMES; i++, to += sizeof one - 1)
		memcpy(to, one, sizeof one - 1);
	memcpy(to, "--b--", 5);
	assert_int_equal(multipart(many), FORM_TOO_MUCH);
	assert_int_equal(multipart(arena_printf(arena, "--b|Content-Disposition: form-data; name=a||%s|--b--", letters(FORM_VALUE_BYTES + 1))),
		FORM_TOO_MUCH);
	assert_int_equal(multipart(arena_printf(arena, "--b|Content-Disposition: form-data; name=a; filename=x||%s|--b--",
		letters(FORM_VALUE_BYTES + 1))), FORM_OK);
}

/* ---- JSON ---- */

static void an_object_reads_as_a_form(void **state)
{
	size_t i = 0;
	(void)state;
	assert_int_equal(json("{\"a\":\" one\\r\\n\",\"n\":-12,\"r\":0.1,\"t\":true,\"f\":false,\"z\":null,\"l\":[\"x\",2,\"\\u00eb\"],\"none\":[]}"), FORM_OK);
	assert_value("a", "one");
	assert_value("n", "-12");
	assert_value("r", "0.1");
	assert_value("t", "true");
	assert_value("f", "false");
	assert_value("z", "");
	assert_string_equal(form_next(&form, "l", &i), "x");
	assert_string_equal(form_next(&form, "l", &i), "2");
	assert_string_equal(form_next(&form, "l", &i), "\xc3\xab");
	assert_null(form_next(&form, "l", &i));
	assert_null(form_get(&form, "none"));
}

static void what_is_not_a_flat_object_is_refused(void **state)
{
	static const char *const bad[] = { "", "[]", "1", "\"a\"", "null", "{", "{}x", "{\"a\":1,}", "{\"a\":{}}", "{\"a\":[[]]}", "{\"a\":[{}]}",
		"{\"a\":1,\"a\":2}", "{\"\":1}", "{\"a\":\"\\u0000\"}", "{\"a\":\"\\ud800\"}", "{a:1}", "{\"a\":NaN}" };
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (json(bad[i]) != FORM_MALFORMED)
			fail_msg("was not refused: %s", bad[i]);
	assert_int_equal(json("{\"a\":\"\xff\"}"), FORM_NOT_UTF8);
	assert_int_equal(json(arena_printf(arena, "{\"a\":\"%s\"}", letters(FORM_VALUE_BYTES + 1))), FORM_TOO_MUCH);
	assert_int_equal(json(letters(FORM_JSON_BYTES + 1)), FORM_TOO_MUCH);
	char *deep = letters(100000);
	memset(deep, '[', 100000);
	assert_int_equal(json(deep), FORM_MALFORMED);
}

/* ---- by content type ---- */

static enum form_status body(const char *type, const char *text)
{
	return form_parse_body(arena, type, text, strlen(text), &form);
}

static void the_content_type_decides(void **state)
{
	static const char part[] = "--x y\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x y--\r\n";
	(void)state;
	assert_int_equal(body("application/x-www-form-urlencoded", "a=1"), FORM_OK);
	assert_value("a", "1");
	assert_int_equal(body("Application/X-WWW-Form-Urlencoded; charset=utf-8", "a=2"), FORM_OK);
	assert_value("a", "2");
	assert_int_equal(body("application/json;charset=utf-8", "{\"a\":3}"), FORM_OK);
	assert_value("a", "3");
	assert_int_equal(body("multipart/form-data; charset=utf-8; boundary=\"x y\"", part), FORM_OK);
	assert_value("a", "1");
	assert_int_equal(body("", ""), FORM_OK);
	assert_int_equal(form.n, 0);
	assert_int_equal(body("", "a=1"), FORM_UNKNOWN_TYPE);
	assert_int_equal(body("text/plain", "a=1"), FORM_UNKNOWN_TYPE);
	assert_int_equal(body("application/jsonp", "{}"), FORM_UNKNOWN_TYPE);
	assert_int_equal(body("application/json-seq", "{}"), FORM_UNKNOWN_TYPE);
}

static void a_boundary_is_what_the_standard_allows(void **state)
{
	static const char part[] = "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--\r\n";
	(void)state;
	assert_int_equal(body("multipart/form-data;boundary=x", part), FORM_OK);
	assert_int_equal(body("multipart/form-data", part), FORM_MALFORMED);
	assert_int_equal(body("multipart/form-data; boundary=", part), FORM_MALFORMED);
	assert_int_equal(body("multipart/form-data; boundary=\"x", part), FORM_MALFORMED);
	assert_int_equal(body("multipart/form-data; xboundary=x", part), FORM_MALFORMED);
	assert_int_equal(body("multipart/form-data; boundary=x\"", part), FORM_MALFORMED);
	assert_int_equal(body(arena_printf(arena, "multipart/form-data; boundary=%s", letters(71)), part), FORM_MALFORMED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(names_and_values_are_decoded, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(a_repeated_name_gives_each_value_in_order, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(a_value_is_cleaned, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(broken_encodings_are_refused, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(there_is_an_end_to_names_and_values, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(parts_become_values_and_files, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(a_file_keeps_its_zero_bytes, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(a_file_field_left_empty_is_not_there, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(quotes_in_names_are_unescaped, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(text_that_looks_like_a_boundary_is_text, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(broken_parts_are_refused, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(there_is_an_end_to_parts, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(an_object_reads_as_a_form, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(what_is_not_a_flat_object_is_refused, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(the_content_type_decides, open_arena, close_arena),
		cmocka_unit_test_setup_teardown(a_boundary_is_what_the_standard_allows, open_arena, close_arena),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
