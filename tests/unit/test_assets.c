/* The assets carried in the program: found by name, addressed by content, small enough, and complete for what the styles ask. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "platform/web/assets.h"
#include "platform/web/render.h"

static void each_asset_is_found_with_its_type(void **state)
{
	(void)state;
	static const char *const known[][2] = {
		{"nabij.css", "text/css; charset=utf-8"}, {"nabij.js", "text/javascript; charset=utf-8"},
		{"icons.svg", "image/svg+xml"}, {"vendor/atkinson-latin.woff2", "font/woff2"},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		const struct asset *a = asset_find(known[i][0]);
		assert_non_null(a);
		assert_string_equal(a->type, known[i][1]);
		assert_true(a->n > 100);
	}
}

static void what_is_not_there_is_not_found(void **state)
{
	(void)state;
	assert_null(asset_find("nabij"));
	assert_null(asset_find("../nabij.css"));
	assert_null(asset_find(""));
}

static void an_address_carries_the_version_of_the_content(void **state)
{
	(void)state;
	const struct asset *css = asset_find("nabij.css"), *js = asset_find("nabij.js");
	assert_string_equal(asset_url("nabij.css"), css->url);
	assert_memory_equal(css->url, "/assets/nabij.css?v=", 20);
	assert_string_equal(css->url + 20, css->version);
	assert_int_equal(strlen(css->version), 16);
	assert_string_not_equal(css->version, js->version);
	assert_true(asset_is_current(css, css->version));
	assert_false(asset_is_current(css, js->version));
	assert_false(asset_is_current(css, NULL));
}

static void styles_and_script_are_each_below_forty_thousand_bytes(void **state)
{
	(void)state;
	assert_true(asset_find("nabij.css")->n < 40000);
	assert_true(asset_find("nabij.js")->n < 40000);
}

/* A style sheet goes in without its comments; what stands in quotes is left as it is. */
static void styles_carry_no_comments_and_keep_what_is_quoted(void **state)
{
	(void)state;
	const char *css = (const char *)asset_find("nabij.css")->bytes;
	assert_null(strstr(css, "/*"));
	assert_null(strstr(css, "\n"));
	assert_non_null(strstr(css, "attr(data-label) \": \""));
	assert_non_null(strstr(css, "calc(var(--_radius) + 4px)"));
}

static void every_file_the_styles_ask_for_is_there(void **state)
{
	(void)state;
	const char *css = (const char *)asset_find("nabij.css")->bytes;
	int asked = 0;
	for (const char *at = strstr(css, "url("); at; at = strstr(at + 1, "url(")) {
		char name[100];
		assert_int_equal(sscanf(at, "url(%99[^)])", name), 1);
		assert_non_null(asset_find(name));
		asked++;
	}
	assert_true(asked >= 2);
}

static int start(void **state)
{
	(void)state;
	assets_start();
	assets_start();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_asset_is_found_with_its_type),
		cmocka_unit_test(what_is_not_there_is_not_found),
		cmocka_unit_test(an_address_carries_the_version_of_the_content),
		cmocka_unit_test(styles_and_script_are_each_below_forty_thousand_bytes),
		cmocka_unit_test(styles_carry_no_comments_and_keep_what_is_quoted),
		cmocka_unit_test(every_file_the_styles_ask_for_is_there),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
