/* A compiled template (tests/template/places.html) with hostile values in every place where one may stand. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "test_templates.h"
#include "platform/web/i18n.h"

#define EVIL "<script>\"'&/:é +31 6"

static char page[8192];

static const char *render(render_fn *write, const struct places *data)
{
	struct buf b;
	struct render r = { .arena = arena_new(1 << 20), .lang = lang_dutch(), .now = SECONDS(1795300000), .template = &TPL_places,
		.data = data, .csrf = "C<", .once = "O" };
	buf_init(&b, sizeof page - 1);
	write(&b, &r, data);
	assert_false(buf_failed(&b));
	memcpy(page, b.p, b.n + 1);
	buf_release(&b);
	arena_free(r.arena);
	return page;
}

static void has(const char *text, const char *part)
{
	bool found = strstr(text, part) != NULL;
	if (!found)
		print_error("not found: %s\nin: %s", part, text);
	assert_true(found);
}

static void has_not(const char *text, const char *part)
{
	bool found = strstr(text, part) != NULL;
	if (found)
		print_error("found: %s\nin: %s", part, text);
	assert_false(found);
}

static void values_are_escaped_for_their_place(void **state)
{
	(void)state;
	const struct places data = { .evil = EVIL, .link = "/x?a=\"><b>" };
	const char *html = render(TPL_places.html, &data);
	has(html, "<p title=\"&lt;script&gt;&quot;&#39;&amp;/:é +31 6\">&lt;script&gt;\"'&amp;/:é +31 6</p>");
	has(html, "<a href=\"/x?a=&quot;&gt;&lt;b&gt;\">1</a>");
	has(html, "\"/q/%3Cscript%3E%22%27%26%2F%3A%C3%A9%20%2B31%206?a=%3Cscript");
	has(html, "<a href=\"tel:+316\">");
	has(html, "<textarea>\n&lt;script&gt;");
	has(html, "data-x=\"Dag &lt;script&gt;&quot;");
	has(html, ">Dag &lt;script&gt;");
	has_not(html, "<script");
	has_not(html, "comment");
	has_not(html, "nor is");
}

static void dangerous_addresses_become_harmless(void **state)
{
	static const char *const bad[] = { "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
		"data:text/html,x", "//evil.nl", "/\\evil.nl", "/\t/evil.nl", "\\\\evil.nl", "evil", "vbscript:x", "", NULL };
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const struct places data = { .link = bad[i] };
		has(render(TPL_places.html, &data), "<a href=\"#\">1</a>");
	}
	const struct places good = { .link = "https://example.nl/?a=1&b=2" };
	has(render(TPL_places.html, &good), "<a href=\"https://example.nl/?a=1&amp;b=2\">1</a>");
}

static void absent_groups_read_as_empty(void **state)
{
	struct places_plan_by by = { .name = "Ans" };
	struct places_plan plan = { .goal = "rust" };
	struct places data = { 0 };
	(void)state;
	has(render(TPL_places.html, &data), "<u>-</u>");
	data.plan = &plan;
	has(render(TPL_places.html, &data), "<i>rust</i>");
	plan.by = &by;
	has(render(TPL_places.html, &data), "<b>Ans</b>");
}

static void loops_count_and_know_their_ends(void **state)
{
	struct places_rows rows[] = { { .cell = "a" }, { .cell = "b" } };
	const char *tags[] = { "x", "<y>" };
	struct places data = { .rows = rows, .rows_n = 2, .tags = tags, .tags_n = 2 };
	(void)state;
	const char *html = render(TPL_places.html, &data);
	has(html, "<li class=\"first\" value=\"1\">a,</li>");
	has(html, "<li value=\"2\">b</li>");
	has(html, "<b>x</b><b>&lt;y&gt;</b>");
	has_not(html, "geen");
	data.rows_n = 0;
	has(render(TPL_places.html, &data), "<li>geen</li>");
}

static void only_forms_that_post_carry_tokens(void **state)
{
	const struct places data = { .open = true, .many = 3 };
	(void)state;
	const char *html = render(TPL_places.html, &data);
	const char *first = strstr(html, "name=\"csrf\"");
	has(html, "action=\"/places\"><input type=\"hidden\" name=\"csrf\" value=\"C&lt;\">");
	has(html, "<input name=\"a\" checked>");
	has(html, "action=\"/zoek\"><input name=\"q\">");
	assert_non_null(first);
	assert_null(strstr(first + 1, "name=\"csrf\""));
}

static void numbers_and_days_are_in_words(void **state)
{
	const struct places data = { .many = 1234, .share = 0.5, .on = { 2026, 11, 27 } };
	(void)state;
	const char *html = render(TPL_places.html, &data);
	has(html, "<p>1.234 rijen 0,5 27 november 2026</p>");
	has(html, "d=\"M0.5\"");
}

static void an_open_end_is_not_a_known_time(void **state)
{
	struct places data = { .at = SECONDS(1795300000) };
	(void)state;
	has(render(TPL_places.html, &data), "<p>bekend</p>");
	data.at = FOREVER;
	has_not(render(TPL_places.html, &data), "bekend");
}

static void json_has_the_same_data_without_what_is_private(void **state)
{
	struct places_rows rows[] = { { .id = 7, .cell = "a", .aside = "SECRET" } };
	const struct places data = { .evil = EVIL, .hidden = "SECRET", .id = INT64_C(9007199254740993), .at = SECONDS(1795300000),
		.on = { 2026, 11, 27 }, .rows = rows, .rows_n = 1 };
	(void)state;
	json_t *json = TPL_places.json(&data);
	char *text = json_dumps(json, JSON_COMPACT | JSON_PRESERVE_ORDER);
	assert_non_null(text);
	assert_string_equal(json_string_value(json_object_get(json, "id")), "9007199254740993");
	assert_string_equal(json_string_value(json_object_get(json, "evil")), EVIL);
	has(text, "\"at\":\"2026-11-21T");
	has(text, "\"on\":\"2026-11-27\",\"on_not\":null");
	has(text, "\"link\":null");
	has(text, "\"plan\":null,\"rows\":[{\"id\":\"7\",\"cell\":\"a\",\"when\":null}],\"tags\":[]");
	has_not(text, "SECRET");
	free(text);
	json_decref(json);
}

static void csv_cells_cannot_be_formulas(void **state)
{
	struct places_rows rows[] = { { .id = 1, .cell = "=HYPERLINK(\"x\")", .when = { 2026, 1, 2 }, .aside = "SECRET" }, { .id = 2, .cell = "a,b" } };
	const struct places data = { .rows = rows, .rows_n = 2 };
	(void)state;
	assert_string_equal(render(TPL_places.csv, &data), "id,cell,when\r\n1,\"'=HYPERLINK(\"\"x\"\")\",2026-01-02\r\n2,\"a,b\",\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_escaped_for_their_place), cmocka_unit_test(dangerous_addresses_become_harmless),
		cmocka_unit_test(absent_groups_read_as_empty), cmocka_unit_test(loops_count_and_know_their_ends),
		cmocka_unit_test(only_forms_that_post_carry_tokens), cmocka_unit_test(numbers_and_days_are_in_words), cmocka_unit_test(an_open_end_is_not_a_known_time),
		cmocka_unit_test(json_has_the_same_data_without_what_is_private), cmocka_unit_test(csv_cells_cannot_be_formulas),
	};
	clock_start();
	lang_start();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
