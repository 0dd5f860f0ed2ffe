/* A municipality's theme: what is kept of it, what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "platform/base/arena.h"
#include "platform/web/assets.h"
#include "platform/web/css_colour.h"
#include "platform/web/theme.h"

static struct arena *arena;
static struct buf out;
static struct err e;
static struct theme_report report;

static int begin(void **state)
{
	(void)state;
	arena = arena_new(16 << 20);
	buf_init(&out, 0);
	err_clear(&e);
	assets_start();
	return 0;
}

static int end(void **state)
{
	(void)state;
	buf_release(&out);
	arena_free(arena);
	return 0;
}

static bool import(const char *css)
{
	const struct asset *own = asset_find("nabij.css");
	return theme_import(arena, css, strlen(css), (const char *)own->bytes, own->n, &out, &report, &e);
}

static void accepts(const char *css)
{
	if (!import(css))
		fail_msg("refused: %s", e.text);
}

static void refuses(const char *css, const char *words)
{
	assert_false(import(css));
	if (!strstr(e.text, words))
		fail_msg("says \"%s\", not \"%s\"", e.text, words);
}

static void colour_typeface_radius_and_focus_are_kept(void **state)
{
	(void)state;
	accepts(".zwolle-theme{\n --utrecht-button-primary-action-background-color: #004a80;\n --utrecht-document-font-family: \"Open Sans\", sans-serif;\n"
		" --basis-border-radius-md: 0;\n --basis-focus-outline-color: #000;\n}");
	assert_non_null(strstr(out.p, "--utrecht-button-primary-action-background-color:#004a80;"));
	assert_non_null(strstr(out.p, "--utrecht-document-font-family:\"Open Sans\", sans-serif;"));
	assert_non_null(strstr(out.p, "--basis-border-radius-md:0;"));
	assert_non_null(strstr(out.p, "--basis-focus-outline-color:#000;"));
	assert_int_equal(report.kept, 4);
}

static void sizes_and_what_nabij_does_not_read_are_left_out(void **state)
{
	(void)state;
	accepts(":root{--utrecht-link-color:#003366;--basis-text-font-size-md:40px;--basis-space-block-xl:9rem;--utrecht-table-color:#123456}");
	assert_null(strstr(out.p, "font-size"));
	assert_null(strstr(out.p, "space"));
	assert_null(strstr(out.p, "table"));
	assert_int_equal(report.read, 4);
	assert_int_equal(report.kept, 1);
}

static void what_a_token_refers_to_comes_along(void **state)
{
	(void)state;
	accepts(".x-theme{--x-blue-700:#003366;--x-brand:var(--x-blue-700);--utrecht-link-color:var(--x-brand, red)}");
	assert_non_null(strstr(out.p, "--x-blue-700:#003366;"));
	assert_non_null(strstr(out.p, "--x-brand:var(--x-blue-700);"));
}

static void colours_count_in_light_mode_alone(void **state)
{
	(void)state;
	accepts(":root{--utrecht-link-color:#003366;--basis-border-radius-sm:2px}");
	const char *light = strstr(out.p, "@media (prefers-color-scheme: light)");
	assert_non_null(light);
	assert_true(strstr(out.p, "--utrecht-link-color") > light);
	assert_true(strstr(out.p, "--basis-border-radius-sm") < light);
}

static void a_theme_for_dark_mode_or_print_is_not_taken_for_the_light_one(void **state)
{
	(void)state;
	accepts(":root{--utrecht-link-color:#003366}@media (prefers-color-scheme: dark){:root{--utrecht-link-color:#ffffff}}@media print{.y-theme{--utrecht-link-color:#eee}}");
	assert_null(strstr(out.p, "#ffffff"));
	assert_null(strstr(out.p, "#eee"));
}

static void text_that_cannot_be_read_is_refused_by_name(void **state)
{
	(void)state;
	refuses(":root{--utrecht-button-primary-action-background-color:#ffcc00;--utrecht-button-primary-action-color:#ffffff}", "the words of the main button");
	assert_non_null(strstr(e.text, "1.5"));
	assert_non_null(strstr(e.text, "4.5"));
	err_clear(&e);
	refuses(":root{--utrecht-link-color:#9db8cc}", "a link on the page");
	err_clear(&e);
	refuses(":root{--utrecht-document-color:#999}", "text on the page");
}

static void a_colour_that_cannot_be_judged_is_refused(void **state)
{
	(void)state;
	refuses(":root{--utrecht-link-color:rgba(0,0,0,.4)}", "cannot tell");
	err_clear(&e);
	refuses(":root{--utrecht-link-color:rebeccapurple}", "cannot tell");
}

/* As a browser takes it: what refers to itself has no value, and Nabij's own stands. */
static void a_circle_ends(void **state)
{
	(void)state;
	accepts(":root{--utrecht-link-color:var(--a);--a:var(--utrecht-link-color)}");
}

static void nothing_is_loaded_from_elsewhere(void **state)
{
	(void)state;
	refuses(":root{--utrecht-document-font-family:url(https://elsewhere.example/f.woff2)}", "not a plain");
	err_clear(&e);
	refuses("@import \"https://elsewhere.example/x.css\";:root{--utrecht-link-color:#003366}", "@import");
	err_clear(&e);
	refuses(":root{--utrecht-document-font-family:\"a\\22 } body { background: u\"}", "not a plain");
	err_clear(&e);
	accepts("@font-face{font-family:X;src:url(https://elsewhere.example/f.woff2)}:root{--utrecht-link-color:#003366;--utrecht-logo:url(x.png)}");
	assert_null(strstr(out.p, "url("));
}

static void a_file_that_is_no_theme_is_refused(void **state)
{
	(void)state;
	refuses("", "nothing in it");
	err_clear(&e);
	refuses("body{color:red}.card{--utrecht-link-color:#003366}", "nothing in it");
	err_clear(&e);
	refuses("/* never closed :root{--utrecht-link-color:#003366}", "nothing in it");
}

static void contrast_is_that_of_the_guidelines(void **state)
{
	(void)state;
	assert_float_equal(colour_contrast("#000", "white"), 21, 0.001);
	assert_float_equal(colour_contrast("#777777", "#fff"), 4.478, 0.001);
	assert_float_equal(colour_contrast("rgb(119 119 119)", "rgb(100%, 100%, 100%)"), 4.478, 0.001);
	assert_float_equal(colour_contrast("hsl(210, 100%, 20%)", "#fff"), colour_contrast("#003366", "#fff"), 0.001);
	assert_float_equal(colour_contrast("#12345", "#fff"), 0, 0);
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest tests[] = {
		T(colour_typeface_radius_and_focus_are_kept), T(sizes_and_what_nabij_does_not_read_are_left_out), T(what_a_token_refers_to_comes_along),
		T(colours_count_in_light_mode_alone), T(a_theme_for_dark_mode_or_print_is_not_taken_for_the_light_one),
		T(text_that_cannot_be_read_is_refused_by_name), T(a_colour_that_cannot_be_judged_is_refused), T(a_circle_ends), T(nothing_is_loaded_from_elsewhere),
		T(a_file_that_is_no_theme_is_refused), T(contrast_is_that_of_the_guidelines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
