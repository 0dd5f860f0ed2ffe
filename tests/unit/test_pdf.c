/* Documents on paper: what goes over the pipe comes back the same, what is not a document is refused, and the process that draws makes a PDF of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "platform/base/arena.h"
#include "platform/pdf/pdf_parse.h"

#define COUNT(list) (sizeof (list) / sizeof *(list))

static struct arena *arena;
static struct err e;

static int begin(void **state)
{
	(void)state;
	arena = arena_new((size_t)64 << 20);
	err_clear(&e);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* One of each kind of block. */
static struct pdf *everything(void)
{
	static const char *const items[] = { "De buurtkamer", "De voetbalclub, waar Henk de kantine doet" };
	static const char *const columns[] = { "Levensgebied", "1e kwartaal", "2e kwartaal" };
	static const char *const cells[] = { "Inkomen", "15", "20", "Veiligheid", "verborgen", "10" };
	static const struct pdf_bar bars[] = { { "Inkomen", "20", 20, false }, { "Veiligheid", "minder dan tien", 0, true } };
	static const char *const quarters[] = { "2026-1", "2026-2", "2026-3" };
	static const double values[] = { 10, -1, 25 };
	static const struct pdf_series series[] = { { "Inkomen", values } };
	static const double points[] = { 0, 0, 2, 0, 2, 1, 0, 1, 2, 0, 4, 0, 4, 1, 2, 1 };
	static const size_t ring[] = { 4 };
	static const struct pdf_shape shapes[] = { { "Oude Haven", points, ring, 1, .9, false }, { "Turfhoek", points + 8, ring, 1, 0, true } };
	struct pdf *pdf = pdf_new("Wijkanalyse Veldendam-West", "nl", "afgedrukt door Esra, 28 november 2026");
	pdf_lead(pdf, "Vastgesteld op 28 november 2026");
	pdf_heading(pdf, 1, "Wie wonen hier");
	pdf_paragraph(pdf, "Veel jonge gezinnen.\n\nالعربية تُكتب من اليمين إلى اليسار.\n\nEen­woord­dat­nooit­ophoudt"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	pdf_list(pdf, items, COUNT(items));
	pdf_heading(pdf, 2, "Meldingen");
	pdf_table(pdf, "Per levensgebied", columns, COUNT(columns), cells, 2, "Onder de tien verborgen");
	pdf_bars(pdf, "Dit kwartaal", bars, COUNT(bars), "Onder de tien verborgen");
	pdf_lines(pdf, "Door de tijd", quarters, COUNT(quarters), series, COUNT(series), NULL);
	pdf_map(pdf, "Waar", shapes, COUNT(shapes), NULL);
	pdf_note(pdf, "Bron: CBS");
	return pdf;
}

static const struct pdf_document *there_and_back(const struct pdf *pdf)
{
	struct buf json;
	buf_init(&json, 0);
	pdf_json(pdf, &json);
	assert_false(buf_failed(&json));
	const struct pdf_document *d = pdf_parse(arena, json.p, json.n, &e);
	buf_release(&json);
	return d;
}

static void what_goes_over_the_pipe_comes_back(void **state)
{
	(void)state;
	struct pdf *pdf = everything();
	const struct pdf_document *d = there_and_back(pdf);
	assert_non_null(d);
	assert_string_equal(d->title, "Wijkanalyse Veldendam-West");
	assert_int_equal(d->n, 10);
	assert_string_equal(d->blocks[3].words[1], "De voetbalclub, waar Henk de kantine doet");
	assert_string_equal(d->blocks[5].cells[4], "verborgen");
	assert_true(d->blocks[6].bars[1].hidden);
	assert_true(d->blocks[7].series[0].values[1] < 0);
	assert_true(d->blocks[8].shapes[0].points[4] == 2);
	pdf_free(pdf);
}

static void what_is_no_document_is_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"", "[]", "{", "{\"blocks\": 1}", "{\"blocks\": [{\"kind\": \"film\"}]}", "{\"blocks\": [{\"kind\": \"heading\", \"text\": 3}]}",
		"{\"title\": \"a\\u0000b\", \"blocks\": []}", "{\"blocks\": [{\"kind\": \"table\", \"columns\": [], \"rows\": []}]}",
		"{\"blocks\": [{\"kind\": \"table\", \"columns\": [\"a\"], \"rows\": [[\"a\", \"b\"]]}]}",
		"{\"blocks\": [{\"kind\": \"bars\", \"bars\": [{\"value\": -1}]}]}", "{\"blocks\": [{\"kind\": \"bars\", \"bars\": [{\"value\": 1e300}]}]}",
		"{\"blocks\": [{\"kind\": \"lines\", \"labels\": [\"a\"], \"series\": [{\"values\": []}]}]}",
		"{\"blocks\": [{\"kind\": \"map\", \"shapes\": [{\"shade\": 1, \"rings\": [[\"x\"]]}, {\"rings\": [[\"x\", 1]]}]}]}",
	};
	for (size_t i = 0; i < COUNT(wrong); i++) {
		err_clear(&e);
		assert_null(pdf_parse(arena, wrong[i], strlen(wrong[i]), &e));
		assert_true(err_any(&e));
	}
}

static bool holds(const struct buf *b, const char *words)
{
	return memmem(b->p, b->n, words, strlen(words)) != NULL;
}

static void another_process_draws_it(void **state)
{
	(void)state;
	struct pdf *pdf = everything();
	struct buf bytes;
	bool fine = pdf_render(pdf, &bytes, &e);
	assert_string_equal(e.text, "");
	assert_true(fine);
	assert_memory_equal(bytes.p, "%PDF-", 5);
	assert_true(holds(&bytes, "/Lang (nl)"));
	assert_true(holds(&bytes, "/StructTreeRoot"));
	assert_true(holds(&bytes, "/Outlines"));
	const char *keep = getenv("NABIJ_KEEP_PDF");
	if (keep) {
		FILE *f = fopen(keep, "w");
		assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
		fclose(f);
	}
	buf_release(&bytes);
	pdf_free(pdf);
}

/* More words than a document may have pages for: it ends by itself, with an error and no half file. */
static void what_does_not_fit_is_refused(void **state)
{
	(void)state;
	struct pdf *pdf = pdf_new("Lang", "nl", "");
	char *text = malloc(90001);
	memset(text, 'a', 90000);
	for (int i = 9; i < 90000; i += 10)
		text[i] = ' ';
	text[90000] = 0;
	for (int i = 0; i < 12; i++)
		pdf_paragraph(pdf, text);
	struct buf bytes;
	assert_false(pdf_render(pdf, &bytes, &e));
	assert_true(err_any(&e));
	buf_release(&bytes);
	pdf_free(pdf);
	free(text);
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], PDF_CHILD))    /* this test is the program that is started anew */
		return pdf_child();
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_goes_over_the_pipe_comes_back, begin, end),
		cmocka_unit_test_setup_teardown(what_is_no_document_is_refused, begin, end),
		cmocka_unit_test_setup_teardown(another_process_draws_it, begin, end),
		cmocka_unit_test_setup_teardown(what_does_not_fit_is_refused, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
