/* nabij detect scan: the space-time scan statistic on CSV, or on SaTScan's files. */
#include "../platform/base/file.h"
#include "detect.h"
#include "satscan.h"
#include "scan_csv.h"

#define FILE_LIMIT (512u << 20)
#define ARENA_LIMIT (4ul << 30)

/* What was asked for, by options or by SaTScan's settings. */
struct asked {
	struct scan_options options;
	struct satscan prm;
	bool has_prm;
	double max_percent;              /* of the population */
	double max_window;               /* periods, or percent of them; 0: as many as there are */
	bool window_in_percent;
	int64_t min_window;
	enum detect_format format;
};

/* ---- options ---- */

/* The place of a word in a list that ends with NULL; sets the error. */
static int word_of(int *argc, char **argv, const char *name, const char *const *words, int otherwise, struct err *e)
{
	const char *text = cli_value(argc, argv, name, NULL);
	struct buf all;
	if (!text)
		return otherwise;
	buf_init(&all, 0);
	for (int i = 0; words[i]; i++) {
		if (!strcmp(words[i], text)) {
			buf_release(&all);
			return i;
		}
		buf_printf(&all, "%s%s", i ? ", " : "", words[i]);
	}
	err_set(e, "%s must be one of %s, not '%.60s'", name, all.p, text);
	buf_release(&all);
	return otherwise;
}

/* Those that also go with --prm, over what it says. */
static void take_common(struct asked *k, int *argc, char **argv, struct err *e)
{
	static const char *const KERNELS[] = { "best", "plain", "c", "avx2", "avx512", NULL };
	struct scan_options *o = &k->options;
	o->replicas = (unsigned)detect_option(argc, argv, "--replicas", k->has_prm ? k->prm.replicas : 999, 0, 10000000, e);
	o->stop_after = (unsigned)detect_option(argc, argv, "--stop-after", k->has_prm ? k->prm.stop_after : 0, 0, 10000000, e);
	o->seed = (uint64_t)detect_option(argc, argv, "--seed", 1, 0, 0x1p53, e);
	o->threads = (unsigned)detect_option(argc, argv, "--threads", k->has_prm ? k->prm.threads : 0, 0, 256, e);
	o->max_clusters = (size_t)detect_option(argc, argv, "--clusters", 10, 1, 100000, e);
	o->min_cases = (int64_t)detect_option(argc, argv, "--min-cases", k->has_prm ? (double)k->prm.min_cases : 2, 1, 1e9, e);
	o->kernel = (enum scan_kernel)word_of(argc, argv, "--kernel", KERNELS, SCAN_BEST, e);
	k->max_percent = detect_option(argc, argv, "--max-population", k->has_prm ? k->prm.max_percent : 50, 1e-9, 100, e);
	o->max_radius = detect_option(argc, argv, "--max-radius", k->has_prm ? k->prm.max_radius : 0, 0, 1e12, e);
	o->max_share = k->max_percent / 100;
}

static void take_day(struct scan_tables *t, int *argc, char **argv, const char *name, enum day_end end, int64_t *day, struct err *e)
{
	const char *text = cli_value(argc, argv, name, NULL);
	if (text && !tables_day(text, t->unit == TIME_NUMBER ? TIME_NUMBER : TIME_DAY, end, day))
		err_set(e, "%s '%.60s' is no day", name, text);
}

static void take_csv(struct asked *k, struct scan_tables *t, struct scan_csv *c, int *argc, char **argv, struct err *e)
{
	static const char *const MODELS[] = { "poisson", "bernoulli", "permutation", NULL }, *const TIMES[] = { "spatial", "retrospective", "alive", NULL },
		*const UNITS[] = { "year", "month", "week", "day", "number", NULL };
	static const enum time_unit UNIT[] = { TIME_YEAR, TIME_MONTH, TIME_WEEK, TIME_DAY, TIME_NUMBER };
	t->model = (enum scan_model)word_of(argc, argv, "--model", MODELS, SCAN_POISSON, e);
	t->time = (enum scan_time)word_of(argc, argv, "--time", TIMES, t->model == SCAN_PERMUTATION ? SCAN_RETROSPECTIVE : SCAN_SPATIAL, e);
	int unit = word_of(argc, argv, "--unit", UNITS, -1, e);
	t->length = (int64_t)detect_option(argc, argv, "--length", 1, 1, 100000, e);
	t->unit = unit >= 0 ? UNIT[unit] : t->time == SCAN_SPATIAL ? TIME_NONE : TIME_WEEK;
	int64_t from = INT64_MIN, to = INT64_MIN;
	take_day(t, argc, argv, "--from", DAY_FIRST, &from, e);
	take_day(t, argc, argv, "--to", DAY_LAST, &to, e);
	if ((from == INT64_MIN) != (to == INT64_MIN))
		err_set(e, "--from and --to go together");
	else if (from != INT64_MIN && from > to)
		err_set(e, "--from lies behind --to");
	else if (from != INT64_MIN && t->unit == TIME_NONE)
		t->unit = TIME_DAY;
	if (from != INT64_MIN) {
		t->from = from;
		t->to = to;
	}
	k->min_window = (int64_t)detect_option(argc, argv, "--min-window", 1, 1, 1e6, e);
	k->max_window = detect_option(argc, argv, "--max-window", 0, 1, 1e6, e);
	c->areas = cli_value(argc, argv, "--areas", NULL);
	c->cases = cli_value(argc, argv, "--cases", NULL);
	c->population = cli_value(argc, argv, "--population", NULL);
	c->controls = cli_value(argc, argv, "--controls", NULL);
	c->columns = cli_value(argc, argv, "--columns", NULL);
	c->strata = cli_value(argc, argv, "--strata", NULL);
	c->plane = cli_flag(argc, argv, "--plane");
	c->globe = cli_flag(argc, argv, "--great-circle");
	if (!c->areas || !c->cases)
		err_set(e, "say where the areas (--areas) and the cases (--cases) are, or give SaTScan's settings (--prm)");
}

/* ---- SaTScan's files ---- */

/* A path as the settings write it: from their own folder, unless it begins at the root. */
static const char *beside(struct arena *a, const char *prm, const char *path)
{
	const char *slash = strrchr(prm, '/');
	return path[0] == '/' || !slash ? path : arena_printf(a, "%.*s/%s", (int)(slash - prm), prm, path);
}

static bool read_file(const char *path, struct buf *b, struct err *e)
{
	buf_init(b, FILE_LIMIT);
	return file_read(path, FILE_LIMIT, b, e);
}

static bool read_prm(struct asked *k, struct scan_tables *t, const char *path, struct err *e)
{
	struct buf b;
	bool ok = read_file(path, &b, e) && satscan_settings(&k->prm, t->arena, b.p, b.n, path, e);
	buf_release(&b);
	if (!ok)
		return false;
	const struct satscan *s = &k->prm;
	satscan_asks(t, s);
	k->max_window = s->max_window;
	k->window_in_percent = s->window_in_percent;
	k->min_window = s->min_window;
	if (t->unit == TIME_NONE)
		return true;
	enum time_unit unit = t->unit == TIME_NUMBER ? TIME_NUMBER : TIME_DAY;
	if (!s->from || !s->to || !tables_day(s->from, unit, DAY_FIRST, &t->from) || !tables_day(s->to, unit, DAY_LAST, &t->to) || t->from > t->to)
		return err_set(e, "%s: StartDate and EndDate are no time: '%.40s' to '%.40s'", path, s->from ? s->from : "", s->to ? s->to : "");
	return true;
}

enum which { COORDINATES, CASES, CONTROLS, POPULATION };

static bool read_one(struct asked *k, struct scan_tables *t, enum which which, const char *prm, const char *path, struct err *e)
{
	struct buf b;
	if (!path)
		return true;
	path = beside(t->arena, prm, path);
	bool ok = read_file(path, &b, e);
	if (ok && which == COORDINATES)
		ok = satscan_coordinates(t, b.p, b.n, path, e);
	else if (ok && which == POPULATION)
		ok = satscan_population(t, &k->prm, b.p, b.n, path, e);
	else if (ok)
		ok = satscan_counts(t, which == CASES ? &t->cases : &t->controls, &k->prm, b.p, b.n, path, e);
	buf_release(&b);
	return ok;
}

static bool read_satscan(struct asked *k, struct scan_tables *t, const char *prm, struct err *e)
{
	const struct satscan *s = &k->prm;
	return read_one(k, t, COORDINATES, prm, s->coordinates, e) && read_one(k, t, CASES, prm, s->cases, e)
		&& read_one(k, t, CONTROLS, prm, s->controls, e) && read_one(k, t, POPULATION, prm, s->population, e);
}

/* ---- results ---- */

static const struct detect_column COLUMNS[] = {
	{ "rank", "#", 0 }, { "centre", "centre", -1 }, { "areas", "areas", 0 }, { "radius", "radius", 3 }, { "from", "from", -1 }, { "to", "to", -1 }, { "population", "population", 0 },
	{ "observed", "observed", 0 }, { "expected", "expected", 2 }, { "observed_expected", "obs/exp", 2 }, { "relative_risk", "rel. risk", 2 }, { "llr", "LLR", 6 }, { "p", "p", 5 },
	{ "p_gumbel", "p (Gumbel)", 5 }, { "recurrence", "recurrence", 0 }, { "locations", "locations", -1 },
};

static json_t *day_json(const struct scan_tables *t, int64_t day)
{
	return t->unit == TIME_NONE ? json_null() : json_string(tables_day_text(t->arena, t->unit, day));
}

static json_t *cluster_json(const struct scan_tables *t, const struct scan_cluster *c, size_t rank)
{
	json_t *o = json_object(), *locations = json_array();
	double period = (double)(t->edge[t->periods] - t->edge[t->periods - 1]);
	for (size_t i = 0; i < c->n; i++)
		json_array_append_new(locations, json_string(t->areas.name[c->areas[i]]));
	json_object_set_new(o, "rank", json_integer((json_int_t)rank));
	json_object_set_new(o, "locations", locations);
	json_object_set_new(o, "areas", json_integer((json_int_t)c->n));
	json_object_set_new(o, "centre", json_string(t->areas.name[c->centre]));
	json_object_set_new(o, "radius", detect_real(c->radius));
	json_object_set_new(o, "population", t->model == SCAN_PERMUTATION ? json_null() : detect_real(c->population));
	json_object_set_new(o, "observed", json_integer(c->observed));
	json_object_set_new(o, "expected", detect_real(c->expected));
	json_object_set_new(o, "observed_expected", detect_real((double)c->observed / c->expected));
	json_object_set_new(o, "relative_risk", detect_real(c->relative_risk));
	json_object_set_new(o, "llr", detect_real(c->llr));
	json_object_set_new(o, "p", detect_real(c->p));
	json_object_set_new(o, "p_gumbel", detect_real(c->p_gumbel));
	json_object_set_new(o, "recurrence", t->time == SCAN_ALIVE ? detect_real(c->recurrence * period) : json_null());
	json_object_set_new(o, "from", day_json(t, t->edge[c->from]));
	json_object_set_new(o, "to", day_json(t, t->edge[c->to + 1] - 1));
	return o;
}

static json_t *document(const struct asked *k, const struct scan_tables *t, const struct scan_result *r)
{
	static const char *const MODELS[] = { "poisson", "bernoulli", "permutation" }, *const TIMES[] = { "spatial", "retrospective", "alive" };
	json_t *o = json_object(), *clusters = json_array(), *noted = json_array();
	for (size_t i = 0; i < r->n; i++)
		json_array_append_new(clusters, cluster_json(t, &r->clusters[i], i + 1));
	for (size_t i = 0; i < k->prm.noted_n; i++)
		json_array_append_new(noted, json_string(k->prm.noted[i]));
	json_object_set_new(o, "clusters", clusters);
	json_object_set_new(o, "model", json_string(MODELS[t->model]));
	json_object_set_new(o, "time", json_string(TIMES[t->time]));
	json_object_set_new(o, "areas", json_integer((json_int_t)t->areas.n));
	json_object_set_new(o, "periods", json_integer((json_int_t)t->periods));
	json_object_set_new(o, "from", day_json(t, t->edge[0]));
	json_object_set_new(o, "to", day_json(t, t->edge[t->periods] - 1));
	json_object_set_new(o, "cases", json_integer(r->cases));
	json_object_set_new(o, "cases_left_out", json_integer((json_int_t)t->dropped));
	json_object_set_new(o, "population", t->model == SCAN_PERMUTATION ? json_null() : detect_real(r->population));
	json_object_set_new(o, "replicas", json_integer(r->replicas));
	json_object_set_new(o, "seed", json_integer((json_int_t)k->options.seed));
	json_object_set_new(o, "stopped_early", json_boolean(r->stopped));
	json_object_set_new(o, "interrupted", json_boolean(r->interrupted));
	json_object_set_new(o, "kernel", json_string(scan_kernel_name(r->kernel)));
	json_object_set_new(o, "not_honoured", noted);
	return o;
}

/* What a reader of the table must know besides. */
static void say(const struct asked *k, const struct scan_tables *t, const struct scan_result *r)
{
	for (size_t i = 0; i < k->prm.noted_n; i++)
		fprintf(stderr, "nabij detect scan: not honoured: %s\n", k->prm.noted[i]);
	if (t->dropped)
		fprintf(stderr, "nabij detect scan: %zu cases lie outside the time looked at and are left out\n", t->dropped);
	if (r->interrupted)
		fprintf(stderr, "nabij detect scan: interrupted: p-values rest on %u of %u replicas\n", r->replicas, k->options.replicas);
	else if (r->stopped)
		fprintf(stderr, "nabij detect scan: stopped after %u replicas, %u of which reached the highest LLR\n", r->replicas, k->options.stop_after);
	if (r->n == 0)
		fprintf(stderr, "nabij detect scan: nowhere are there more cases than expected\n");
}

/* ---- all together ---- */

/* Windows in periods. SaTScan's settings give them in units, of which a period may have several. */
static bool set_windows(struct asked *k, const struct scan_tables *t, struct err *e)
{
	double periods = (double)t->periods, units = k->has_prm ? (double)t->length : 1, most = k->max_window / units;
	if (k->max_window <= 0)
		most = periods / 2;
	else if (k->window_in_percent)
		most = periods * k->max_window / 100;
	most = most < 1 ? 1 : most > periods ? periods : most;
	k->options.min_length = t->time == SCAN_SPATIAL ? 1 : (size_t)(((double)k->min_window + units - 1) / units);
	k->options.max_length = t->time == SCAN_SPATIAL ? 1 : (size_t)most;
	return k->options.min_length <= k->options.max_length
		|| err_set(e, "the shortest window (%zu periods) is longer than the longest (%zu)", k->options.min_length, k->options.max_length);
}

static bool scan(struct asked *k, struct scan_tables *t, struct err *e)
{
	struct scan_data data;
	struct scan_result result;
	struct detect_work work = { .stop = false };
	k->options.model = t->model;
	k->options.time = t->time;
	if (!tables_lay_out(t, &data, e) || !set_windows(k, t, e))
		return false;
	detect_work_begin(&work, "replicas");
	bool ok = scan_run(&data, &k->options, &result, &work, e);
	detect_work_end();
	if (ok) {
		json_t *o = document(k, t, &result);
		say(k, t, &result);
		detect_print(stdout, k->format, o, "clusters", COLUMNS, sizeof COLUMNS / sizeof *COLUMNS);
		json_decref(o);
	}
	scan_result_free(&result);
	return ok;
}

static int run(int argc, char **argv)
{
	struct err usage = { "" }, e = { "" };
	struct asked k = { .format = detect_format(&argc, argv) };
	struct arena *a = arena_new(ARENA_LIMIT);
	struct scan_tables t;
	struct scan_csv csv = { NULL };
	const char *prm = cli_value(&argc, argv, "--prm", NULL);
	int status = 1;
	tables_init(&t, a);
	k.has_prm = prm != NULL;
	bool ok = !prm || read_prm(&k, &t, prm, &e);
	if (ok) {
		take_common(&k, &argc, argv, &usage);
		if (!prm)
			take_csv(&k, &t, &csv, &argc, argv, &usage);
		if (argc > 1)
			err_set(&usage, "what is '%.60s'?", argv[1]);
		if (err_any(&usage))
			status = cli_usage(&CMD_DETECT_SCAN, usage.text);
		else if ((prm ? read_satscan(&k, &t, prm, &e) : scan_csv_read(&t, &csv, &e)) && scan(&k, &t, &e))
			status = 0;
	}
	if (err_any(&e))
		status = cli_fail(&e);
	arena_free(a);
	return status;
}

const struct command CMD_DETECT_SCAN = { "detect scan", "where, and since when, are there more cases than chance brings?",
	"nabij detect scan --areas FILE --cases FILE [--population FILE | --controls FILE] …\n"
	"nabij detect scan --prm FILE …\n\n"
	"The space-time scan statistic of Kulldorff: circles around every area, with windows of time, and what chance alone finds as high.\n\n"
	"  --areas FILE        a row for each area: area, and lat and lon, or x and y\n"
	"  --cases FILE        area, cases (1 when there is no such column), date (unless --time spatial)\n"
	"  --population FILE   area, population, and date when it changes (a straight line between two dates)\n"
	"  --controls FILE     area, controls, date: of the Bernoulli model; without it controls are the population but the cases\n"
	"  --columns A=B,…     column A has the name B in the files; the area's is otherwise 'area' or the first\n"
	"  --strata A,B,…      columns of cases and population that make a stratum: expectations are standardised for them\n"
	"  --great-circle      x and y are longitude and latitude;  --plane: use x and y also where there are lat and lon\n"
	"  --model M           poisson, bernoulli, or permutation (needs no population); poisson unless you say otherwise\n"
	"  --time T            spatial, retrospective (any window), or alive (windows that last until the end)\n"
	"  --unit U --length N a period is N (1) times a year, month, week (the usual), day, or number (dates are whole numbers)\n"
	"  --from D --to D     the time looked at; otherwise that of the cases. Periods are counted back from the end\n"
	"  --min-window N, --max-window N   periods in a window; from 1 to half of them unless you say otherwise\n"
	"  --max-population P  percent of the population in a circle at most (50);  --max-radius R: kilometres, or units of x and y\n"
	"  --min-cases N       in a cluster (2)\n"
	"  --prm FILE          settings of SaTScan with its case, population, control and coordinates files; what changes the answer and cannot be\n"
	"                      honoured is refused by name, what only changes the output is named\n"
	"  --replicas N        999; 0: no p-values.  --stop-after K: end when K replicas reached the highest LLR\n"
	"  --seed N            1: the same seed gives the same answer, for any number of threads (--threads N: all cores)\n"
	"  --clusters N        reported at most (10); none shares an area with one before\n"
	"  --kernel K          best, plain, c, avx2 or avx512: how, never what\n"
	"  --csv, --json       instead of a table\n", run, NULL };
