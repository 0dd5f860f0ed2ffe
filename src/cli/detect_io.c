/* Tables in and results out for `nabij detect`. */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <strings.h>
#include <unistd.h>
#include "detect.h"

/* ---- tables in ---- */

bool detect_input_open(struct detect_input *in, struct arena *a, const char *path, struct err *e)
{
	*in = (struct detect_input){ .arena = a, .path = path };
	in->csv = csv_open_file(path, e);
	if (!in->csv)
		return false;
	if (!detect_input_next(in, e)) {
		if (!err_any(e))
			err_set(e, "%s: empty", path);
		detect_input_close(in);
		return false;
	}
	in->n = in->row.n;
	in->names = ARENA_ARRAY(a, const char *, in->n);
	for (size_t i = 0; i < in->n; i++)
		in->names[i] = arena_strdup(a, in->row.cells[i]);
	return true;
}

void detect_input_close(struct detect_input *in)
{
	csv_close(in->csv);
	in->csv = NULL;
}

int detect_input_column(const struct detect_input *in, const char *name)
{
	for (size_t i = 0; i < in->n; i++)
		if (!strcasecmp(in->names[i], name))
			return (int)i;
	return -1;
}

bool detect_input_next(struct detect_input *in, struct err *e)
{
	if (csv_next(in->csv, &in->row))
		return true;
	const struct csv_error *wrong = csv_error(in->csv);
	if (wrong) {
		static const char *const WHAT[] = { "", "not UTF-8", "a quote inside a cell", "text behind a closing quote", "a quote that is never closed", "a carriage return alone",
			"a cell that is too long", "too many columns", "a row that is too long", "cannot be read" };
		err_set(e, "%s, line %zu, character %zu: %s", in->path, wrong->line, wrong->column, WHAT[wrong->problem]);
	}
	return false;
}

const char *detect_input_cell(const struct detect_input *in, int column)
{
	return column >= 0 && (size_t)column < in->row.n ? in->row.cells[column] : "";
}

bool detect_input_fail(const struct detect_input *in, struct err *e, const char *what, const char *cell)
{
	return err_set(e, "%s, line %zu: %s: '%.100s'", in->path, csv_line(in->csv), what, cell);
}

bool detect_number(const char *text, double *value)
{
	char *end;
	if (!text[0] || strspn(text, "0123456789.+-eE") != strlen(text))
		return false;
	*value = strtod(text, &end);
	return end != text && !*end && isfinite(*value);
}

bool detect_count(const char *text, int64_t *value)
{
	char *end;
	size_t sign = text[0] == '-' || text[0] == '+';
	if (!text[sign] || strspn(text + sign, "0123456789") != strlen(text + sign))
		return false;
	errno = 0;
	*value = strtoll(text, &end, 10);
	return !errno && *value <= INT64_C(1) << 53 && *value >= -(INT64_C(1) << 53);
}

double detect_option(int *argc, char **argv, const char *name, double otherwise, double least, double most, struct err *e)
{
	const char *text = cli_value(argc, argv, name, NULL);
	double value = otherwise;
	if (text && (!detect_number(text, &value) || value < least || value > most))
		err_set(e, "%s must be a number from %g to %g, not '%.60s'", name, least, most, text);
	return value;
}

void detect_one_file(int argc, char **argv, struct err *e)
{
	if (argc != 2 || argv[1][0] == '-')
		err_set(e, argc < 2 ? "which file?" : "what is '%.60s'?", argc > 1 && argv[1][0] == '-' ? argv[1] : argv[argc - 1]);
}

/* ---- results out ---- */

enum detect_format detect_format(int *argc, char **argv)
{
	bool csv = cli_flag(argc, argv, "--csv"), json = cli_flag(argc, argv, "--json");
	return json ? DETECT_JSON : csv ? DETECT_CSV : DETECT_TABLE;
}

json_t *detect_real(double value)
{
	char text[64];
	if (!isfinite(value))
		return json_null();
	snprintf(text, sizeof text, fabs(value) < 1e9 ? "%.8f" : "%.15g", value);
	return json_real(strtod(text, NULL));
}

/* A value as text, without quotes; numbers with `decimals`, or with all they have when that is negative. */
static void add_value(struct buf *b, const json_t *value, int decimals)
{
	size_t i;
	json_t *each;
	if (json_is_string(value))
		buf_str(b, json_string_value(value));
	else if (json_is_integer(value))
		buf_printf(b, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_real(value) && decimals >= 0)
		buf_printf(b, "%.*f", decimals, json_real_value(value));
	else if (json_is_real(value))
		buf_printf(b, "%.15g", json_real_value(value));
	else if (json_is_boolean(value))
		buf_str(b, json_is_true(value) ? "yes" : "no");
	json_array_foreach(value, i, each) {
		if (i)
			buf_char(b, ' ');
		add_value(b, each, decimals);
	}
}

static char *value_text(const json_t *value, int decimals)
{
	struct buf b;
	buf_init(&b, 0);
	add_value(&b, value, decimals);
	return buf_take(&b, NULL);
}

static void print_csv_cell(FILE *to, const char *text)
{
	if (!text[strcspn(text, ",;\"\t\r\n")]) {
		fputs(text, to);
		return;
	}
	putc('"', to);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', to);
		putc(*text, to);
	}
	putc('"', to);
}

static void print_csv(FILE *to, const json_t *rows, const struct detect_column *columns, size_t n)
{
	size_t i;
	json_t *row;
	for (size_t c = 0; c < n; c++)
		fprintf(to, "%s%s", c ? "," : "", columns[c].member);
	fputs("\n", to);
	json_array_foreach(rows, i, row) {
		for (size_t c = 0; c < n; c++) {
			char *text = value_text(json_object_get(row, columns[c].member), -1);
			if (c)
				putc(',', to);
			print_csv_cell(to, text);
			free(text);
		}
		fputs("\n", to);
	}
}

/* Numbers to the right, words to the left; the last column is not filled up, so that a long list there stays one line. */
static void print_table(FILE *to, const json_t *rows, const struct detect_column *columns, size_t n)
{
	size_t i, *width = calloc(n ? n : 1, sizeof *width);
	json_t *row;
	assert(width);
	for (size_t c = 0; c < n; c++) {
		width[c] = strlen(columns[c].heading);
		json_array_foreach(rows, i, row) {
			char *text = value_text(json_object_get(row, columns[c].member), columns[c].decimals);
			width[c] = strlen(text) > width[c] ? strlen(text) : width[c];
			free(text);
		}
	}
	for (size_t r = 0; r <= json_array_size(rows); r++) {
		for (size_t c = 0; c < n; c++) {
			const json_t *value = r ? json_object_get(json_array_get(rows, r - 1), columns[c].member) : NULL;
			char *text = r ? value_text(value, columns[c].decimals) : strdup(columns[c].heading);
			bool number = columns[c].decimals >= 0;
			fprintf(to, "%s%*s", c ? "  " : "", number ? (int)width[c] : c + 1 < n ? -(int)width[c] : 0, text);
			free(text);
		}
		fputs("\n", to);
	}
	free(width);
}

void detect_print(FILE *to, enum detect_format format, json_t *document, const char *list, const struct detect_column *columns, size_t n)
{
	const json_t *rows = json_object_get(document, list);
	assert(json_is_array(rows));
	if (format == DETECT_JSON) {
		json_dumpf(document, to, JSON_REAL_PRECISION(15) | JSON_COMPACT);
		fputs("\n", to);
	} else if (format == DETECT_CSV)
		print_csv(to, rows, columns, n);
	else
		print_table(to, rows, columns, n);
}

/* ---- long work ---- */

static struct {
	struct detect_work *_Atomic work;    /* read by the signal handler */
	const char *what;
	pthread_t watcher;
	atomic_bool watching;
	struct sigaction before;
} shown;

static void interrupted(int signal_number)
{
	struct detect_work *work = shown.work;
	(void)signal_number;
	if (work)
		atomic_store(&work->stop, true);
}

static void *watch(void *unused)
{
	(void)unused;
	for (unsigned turn = 1; shown.watching; turn++) {
		usleep(50000);
		uint64_t done = shown.work->done, total = shown.work->total;
		if (turn % 10 == 0 && total)
			fprintf(stderr, "\r%s: %3.0f %% ", shown.what, 100 * (double)done / (double)total);
	}
	fprintf(stderr, "\r%*s\r", (int)strlen(shown.what) + 8, "");
	return NULL;
}

void detect_work_begin(struct detect_work *work, const char *what)
{
	struct sigaction act = { .sa_handler = interrupted, .sa_flags = SA_RESTART };
	shown.work = work;
	shown.what = what;
	sigaction(SIGINT, &act, &shown.before);
	shown.watching = isatty(STDERR_FILENO);
	if (shown.watching && pthread_create(&shown.watcher, NULL, watch, NULL))
		shown.watching = false;              /* no thread to spare: the work goes on unseen */
}

void detect_work_end(void)
{
	bool watched = shown.watching;
	shown.watching = false;
	if (watched)
		pthread_join(shown.watcher, NULL);
	sigaction(SIGINT, &shown.before, NULL);
	shown.work = NULL;
}
