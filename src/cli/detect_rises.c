/* nabij detect rises: which areas count more this week than the weeks like it before. */
#include <math.h>
#include <time.h>
#include "../detect/rises.h"
#include "detect.h"
#include "series_csv.h"

#define ARENA_LIMIT (4ul << 30)

enum method { FLEXIBLE, ORIGINAL, C1, C2, C3 };

struct asked {
	enum method method;
	struct rises_options options;    /* of the first two */
	int baseline;                    /* of the EARS methods */
	double alpha, least_sigma;
	int weeks;                       /* the last so many; 0: all that have the history */
	bool alarms_only, time;
	enum detect_format format;
};

static const struct detect_column COLUMNS[] = { { "area", "area", -1 }, { "week", "week", -1 }, { "count", "count", 0 }, { "expected", "expected", 2 },
	{ "upper", "upper", 2 }, { "score", "score", 2 }, { "p", "p", 5 }, { "trend", "trend", -1 }, { "alarm", "alarm", -1 }, { "note", "note", -1 } };

static const char *const NOTES[] = { [RISE_TOLD] = "", [RISE_TOO_FEW] = "too few cases lately", [RISE_NOT_KNOWN] = "not known", [RISE_NO_MODEL] = "no model" };

static int word(int *argc, char **argv, const char *name, const char *const *words, const char *all, struct err *e)
{
	const char *text = cli_value(argc, argv, name, NULL);
	for (int i = 0; text && words[i]; i++)
		if (!strcmp(text, words[i]))
			return i;
	if (text)
		err_set(e, "%s must be one of %s, not '%.60s'", name, all, text);
	return 0;
}

static int whole(int *argc, char **argv, const char *name, int otherwise, int least, int most, struct err *e)
{
	double value = detect_option(argc, argv, name, otherwise, least, most, e);
	if (value != floor(value))
		err_set(e, "%s must be a whole number", name);
	return (int)value;
}

static void take_model(struct asked *k, int *argc, char **argv, struct err *e)
{
	static const char *const LIMITS[] = { "two-thirds", "half", "none", "nb", "muan", NULL };
	struct rises_options *o = &k->options;
	*o = rises_defaults(k->method == ORIGINAL ? RISES_ORIGINAL : RISES_FLEXIBLE);
	o->years = whole(argc, argv, "--years", o->years, 1, RISES_YEARS_MOST, e);
	o->half_window = whole(argc, argv, "--window", o->half_window, 0, RISES_HALF_WINDOW_MOST, e);
	o->freq = whole(argc, argv, "--year-weeks", o->freq, 2, 53, e);
	o->periods = whole(argc, argv, "--periods", o->periods, 1, RISES_PERIODS_MOST, e);
	o->left_out = whole(argc, argv, "--left-out", o->half_window, 0, 52, e);
	o->trend = !cli_flag(argc, argv, "--no-trend");
	o->trend_p = detect_option(argc, argv, "--trend-p", o->trend_p, 0, 1, e);
	o->reweight = !cli_flag(argc, argv, "--no-reweight");
	o->reweight_from = detect_option(argc, argv, "--reweight-from", o->reweight_from, 1e-6, 1e6, e);
	o->alpha = detect_option(argc, argv, "--alpha", o->alpha, 1e-12, 0.499999, e);
	o->least_cases = whole(argc, argv, "--least-cases", o->least_cases, 0, 1000000, e);
	o->least_weeks = whole(argc, argv, "--least-weeks", o->least_weeks, 1, 52, e);
	o->limit = (enum rises_limit)word(argc, argv, "--limit", LIMITS, "two-thirds, half, none, nb, muan", e);
	const char *wrong = rises_wrong(o);
	if (wrong)
		err_set(e, "%s", wrong);
}

static void take(struct asked *k, int *argc, char **argv, struct err *e)
{
	static const char *const METHODS[] = { "flexible", "original", "c1", "c2", "c3", NULL };
	k->format = detect_format(argc, argv);
	k->method = (enum method)word(argc, argv, "--method", METHODS, "flexible, original, c1, c2, c3", e);
	k->weeks = whole(argc, argv, "--weeks", 1, 1, SERIES_WEEKS_MOST, e);
	if (cli_flag(argc, argv, "--all"))
		k->weeks = 0;
	k->alarms_only = cli_flag(argc, argv, "--alarms");
	k->time = cli_flag(argc, argv, "--time");
	if (k->method < C1) {
		take_model(k, argc, argv, e);
		return;
	}
	k->baseline = whole(argc, argv, "--baseline", 7, 3, 520, e);
	k->alpha = detect_option(argc, argv, "--alpha", k->method == C3 ? 0.025 : 0.001, 1e-12, 0.499999, e);
	k->least_sigma = detect_option(argc, argv, "--least-sigma", 0, 0, 1e9, e);
}

static void add_row(json_t *rows, const struct asked *k, const struct series *s, size_t area, const char *week, double count, const struct rise *r)
{
	if (k->alarms_only && !r->alarm)
		return;
	json_t *row = json_object();
	json_object_set_new(row, "area", json_string(s->areas.name[area]));
	json_object_set_new(row, "week", json_string(week));
	json_object_set_new(row, "count", isnan(count) ? json_null() : json_integer((json_int_t)count));
	json_object_set_new(row, "expected", detect_real(r->expected));
	json_object_set_new(row, "upper", detect_real(r->upper));
	json_object_set_new(row, "score", detect_real(r->score));
	json_object_set_new(row, "p", detect_real(r->p));
	json_object_set_new(row, "trend", json_boolean(r->trend));
	json_object_set_new(row, "alarm", json_boolean(r->alarm));
	json_object_set_new(row, "note", json_string(NOTES[r->state]));
	json_array_append_new(rows, row);
}

/* One week of all areas. */
static void week(json_t *rows, const struct asked *k, const struct series *s, struct arena *a, const struct rises_reference *reference, int at, struct rise *found,
	clock_t *spent)
{
	const char *name = series_week(s, a, at);
	clock_t began = clock();
	for (size_t area = 0; area < s->areas.n; area++) {
		const double *counts = s->counts + area * (size_t)s->weeks;
		found[area] = reference ? rises_week(reference, &k->options, counts)
			: ears_week((enum ears)(k->method - C1 + EARS_C1), k->baseline, k->alpha, k->least_sigma, counts, at);
	}
	*spent += clock() - began;
	for (size_t area = 0; area < s->areas.n; area++)
		add_row(rows, k, s, area, name, s->counts[area * (size_t)s->weeks + (size_t)at], &found[area]);
}

/* The first of the weeks asked for that has its history. `why`: what the last week lacks, when there is none. */
static int first_week(const struct asked *k, const struct series *s, struct rises_reference *reference, const char **why)
{
	int from = k->weeks && k->weeks < s->weeks ? s->weeks - k->weeks : 0;
	if (k->method >= C1) {
		int first = ears_first((enum ears)(k->method - C1 + EARS_C1), k->baseline);
		*why = "the history is too short";
		return from > first ? from : first;
	}
	while (from < s->weeks && !rises_reference(reference, &k->options, s->dates, s->weeks, from, why))
		from++;
	return from;
}

static bool find(const struct asked *k, const struct series *s, struct arena *a, struct err *e)
{
	static struct rises_reference reference;
	struct detect_work work = { .stop = false };
	const char *why = "";
	int from = first_week(k, s, &reference, &why);
	if (from >= s->weeks)
		return err_set(e, "no week can be judged: %s (%d weeks)", why, s->weeks);
	json_t *document = json_object(), *rows = json_array();
	struct rise *found = ARENA_ARRAY(a, struct rise, s->areas.n);
	clock_t spent = 0;
	work.total = (uint64_t)(s->weeks - from);
	detect_work_begin(&work, "weeks");
	for (int at = from; at < s->weeks && !work.stop; at++, work.done++) {
		bool has = k->method >= C1 || rises_reference(&reference, &k->options, s->dates, s->weeks, at, &why);
		if (has)
			week(rows, k, s, a, k->method < C1 ? &reference : NULL, at, found, &spent);
	}
	detect_work_end();
	if (k->time)
		fprintf(stderr, "%.2f microseconds for an area in a week (CPU)\n", (double)spent * 1e6 / CLOCKS_PER_SEC / (double)s->areas.n / (double)work.total);
	json_object_set_new(document, "rises", rows);
	detect_print(stdout, k->format, document, "rises", COLUMNS, sizeof COLUMNS / sizeof *COLUMNS);
	json_decref(document);
	return true;
}

static int run(int argc, char **argv)
{
	struct err usage = { "" }, e = { "" };
	struct asked k = { .method = FLEXIBLE };
	struct series s;
	take(&k, &argc, argv, &usage);
	detect_one_file(argc, argv, &usage);
	if (err_any(&usage))
		return cli_usage(&CMD_DETECT_RISES, usage.text);
	struct arena *a = arena_new(ARENA_LIMIT);
	bool ok = series_read(&s, a, argv[1], &e) && find(&k, &s, a, &e);
	arena_free(a);
	return ok ? 0 : cli_fail(&e);
}

const struct command CMD_DETECT_RISES = { "detect rises", "which areas have more cases this week than the weeks like it before?",
	"nabij detect rises FILE …\n\n"
	"A limit for each area and week from its own history (Farrington 1996, Noufaily 2013; EARS), equal to R's package surveillance.\n"
	"FILE has columns area, week and count (a week without a row has no cases), or week and then a column for each area (an empty cell is not\n"
	"known). A week is a number, its first day (2026-11-16), or 2026-W47.\n\n"
	"  --method M          flexible (the usual), original, or c1, c2, c3: EARS, for a history of weeks instead of years\n"
	"  --weeks N           the last N weeks (1);  --all: every week that has its history;  --alarms: only what is above its limit\n"
	"  --alpha A           the share above the limit by chance (0.05; original: on both sides; c1, c2: 0.001; c3: 0.025)\n"
	"  --years N           back (5);  --window N: weeks each side of the same week in those years (3)\n"
	"  --periods N         levels of the season, so that the other weeks count too (1: they do not; 10 is usual). Flexible only\n"
	"  --left-out N        weeks before this one that do not count (as --window). Flexible only\n"
	"  --no-trend          none over the years;  --trend-p P: it stays when its p-value is below this (0.05)\n"
	"  --no-reweight       count past outbreaks fully;  --reweight-from S: count less from this residual (2.58; original: always 1)\n"
	"  --limit L           two-thirds (the usual), half, none: on that power of the counts; nb, muan: negative binomial (flexible)\n"
	"  --least-cases N     no alarm below so many (5) in the last weeks, --least-weeks N (4)\n"
	"  --year-weeks N      in a year, where weeks are numbers (52)\n"
	"  --baseline N        weeks that EARS looks back on (7);  --least-sigma S: their spread is at least this (0)\n"
	"  --time              say on standard error how long the statistics took\n"
	"  --csv, --json       instead of a table\n", run, NULL };
