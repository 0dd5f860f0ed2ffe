/* A scan's tables: CSV and SaTScan's files, what they are refused for, what is expected of them; and the published answers for public data. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <unistd.h>
#include "cli/satscan.h"
#include "cli/scan_csv.h"
#include "platform/base/file.h"

/* Where public data is, when it is there (tests/unit/meson.build). */
static const char *const DATA = TEST_DATA;

static struct arena *arena;

static int begin(void **state)
{
	(void)state;
	arena = arena_new(1ul << 30);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

/* ---- SaTScan's files ---- */

static void assert_text(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' is not in '%s'", part, text);
}

static bool settings(struct satscan *s, const char *text, struct err *e)
{
	*e = (struct err){ "" };
	return satscan_settings(s, arena, text, strlen(text), "a.prm", e);
}

#define LEAST "CaseFile=a.cas\nCoordinatesFile=a.geo\n"

static void test_settings(void **state)
{
	struct satscan s;
	struct err e;
	(void)state;
	assert_true(settings(&s, "[Input]\r\n;words\r\n" LEAST "PopulationFile= a b.pop \r\nControlFile=c\r\nPrecisionCaseTimes=3\nStartDate=2025/1/1\nEndDate=2025/12/30\n"
		"CoordinatesType=1\n[Analysis]\nAnalysisType=4\nModelType=0\nTimeAggregationUnits=3\nTimeAggregationLength=7\nMaxTemporalSizeInterpretation=1\nMaxTemporalSize=91\n"
		"MaxSpatialSizeInPopulationAtRisk=10\nUseDistanceFromCenterOption=y\nMaxSpatialSizeInDistanceFromCenter=5.5\nMonteCarloReps=99\nPValueReportType=2\n"
		"EarlyTerminationThreshold=20\nVersion=10.1.0\n", &e));
	assert_string_equal(s.population, "a b.pop");
	assert_null(s.controls);                       /* of the Bernoulli model alone */
	assert_true(s.great_circle && s.time == SCAN_ALIVE && s.model == SCAN_POISSON && s.unit == TIME_DAY && s.length == 7);
	assert_true(!s.window_in_percent && s.max_window == 91 && s.max_percent == 10 && s.max_radius == 5.5);
	assert_true(s.replicas == 99 && s.stop_after == 20 && s.min_cases == 2 && s.noted_n == 0);
}

/* What would change the answer is refused, all of it by name; what asks for other output is named. */
static void test_settings_that_cannot_be_honoured(void **state)
{
	struct satscan s;
	struct err e;
	(void)state;
	assert_false(settings(&s, LEAST "ScanAreas=2\nSpatialWindowShapeType=1\nTimeTrendAdjustmentType=2\nOutputShapefiles=y\n", &e));
	assert_text(e.text, "ScanAreas=2, SpatialWindowShapeType=1, TimeTrendAdjustmentType=2");
	assert_true(settings(&s, LEAST "ScanAreas=1\nOutputShapefiles=y\nReportGiniClusters=n\nResultsFile=a.txt\n", &e));
	assert_int_equal(s.noted_n, 2);
	assert_string_equal(s.noted[0], "OutputShapefiles=y");
	assert_string_equal(s.noted[1], "ResultsFile=a.txt");
	assert_false(settings(&s, LEAST "AnalysisType=5\nModelType=7\n", &e));
	assert_text(e.text, "AnalysisType=5, ModelType=7");
	assert_false(settings(&s, LEAST "AnalysisType=3\nIncludeClusters=2\n", &e));
	assert_false(settings(&s, LEAST "SomethingNew=3\n", &e));                  /* nobody knows what it would change */
	assert_text(e.text, "SomethingNew=3");
	assert_true(settings(&s, LEAST "SomethingNew=n\n", &e));
	assert_false(settings(&s, LEAST "CaseFile2=more.cas\n", &e));              /* a second data set */
}

static void test_settings_that_make_no_sense(void **state)
{
	static const char *const WRONG[] = { "MonteCarloReps=many\n", "MonteCarloReps=-1\n", "MaxTemporalSize=0\n", "MaxSpatialSizeInPopulationAtRisk=101\n", "no setting\n",
		"PrecisionCaseTimes=9\n", "MaxTemporalSize=nan\n", "CoordinatesType=2\n", "TimeAggregationLength=0\n", "ModelType=\xff\n" };
	struct satscan s;
	struct err e;
	(void)state;
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
		assert_false(settings(&s, arena_printf(arena, LEAST "%s", WRONG[i]), &e));
	assert_false(settings(&s, "CaseFile=a\n", &e));
	assert_text(e.text, "CoordinatesFile");
	assert_false(settings(&s, "", &e));
}

static void start(struct scan_tables *t, struct satscan *s)
{
	tables_init(t, arena);
	*s = (struct satscan){ .precision = TIME_DAY };
	t->unit = TIME_DAY;
}

#define READ(function, text) (e = (struct err){ "" }, function(&t, text, strlen(text), "file", &e))
#define READ_WITH(function, text) (e = (struct err){ "" }, function(&t, &s, text, strlen(text), "file", &e))
#define READ_COUNTS(text) (e = (struct err){ "" }, satscan_counts(&t, &t.cases, &s, text, strlen(text), "file", &e))

static void test_satscan_tables(void **state)
{
	struct scan_tables t;
	struct satscan s;
	struct err e;
	(void)state;
	start(&t, &s);
	t.great_circle = true;
	assert_true(READ(satscan_coordinates, "\xef\xbb\xbf" "north 53 6.5\r\n\r\n\"the south\"\t51\t-5"));
	assert_int_equal(t.areas.n, 2);
	assert_string_equal(t.areas.name[1], "the south");
	assert_true(t.x[1] == -5 && t.y[1] == 51);
	assert_true(READ_COUNTS("north 3 2026/01/05 f 0-9\n\"the south\" 1 2026-1-6 m 0-9\n"));
	assert_true(READ_WITH(satscan_population, "north 2026 100 f 0-9\nnorth 2026 110.5 m 0-9\n\"the south\" 2026/2 7 m 0-9\n"));
	assert_int_equal(t.strata.n, 2);
	assert_int_equal(t.population.list[1].stratum, t.cases.list[1].stratum);
	assert_true(t.cases.list[0].count == 3 && t.population.list[1].count == 110.5);
	assert_string_equal(tables_day_text(arena, TIME_DAY, t.cases.list[0].day), "2026-01-05");
	assert_string_equal(tables_day_text(arena, TIME_DAY, t.population.list[0].day), "2026-07-01");
}

static void test_satscan_tables_refused(void **state)
{
	struct scan_tables t;
	struct satscan s;
	struct err e;
	(void)state;
	start(&t, &s);
	assert_false(READ(satscan_coordinates, "a 1 x\n"));
	assert_false(READ(satscan_coordinates, "a 1 nan\n"));
	assert_false(READ(satscan_coordinates, "a 1 2 3\n"));
	assert_false(READ(satscan_coordinates, "\"a 1 2\n"));
	start(&t, &s);
	assert_false(READ(satscan_coordinates, "a 1 2\na 1 2\n"));
	assert_text(e.text, "twice");
	start(&t, &s);
	assert_true(READ(satscan_coordinates, "a 1 2\n"));
	assert_false(READ_COUNTS("b 1 2026/1/1\n"));
	assert_text(e.text, "line 1: an area without coordinates: 'b'");
	assert_false(READ_COUNTS("a 1.5 2026/1/1\n"));
	assert_false(READ_COUNTS("a -1 2026/1/1\n"));
	assert_false(READ_COUNTS("a 99999999999999999999 2026/1/1\n"));
	assert_false(READ_COUNTS("a 1 2026/2/30\n"));
	assert_false(READ_COUNTS("a 1\n"));
	assert_false(READ_WITH(satscan_population, "a 2026 -5\n"));
	assert_false(READ_WITH(satscan_population, "a x 5\n"));
	s.drop_unknown = true;
	assert_true(READ_COUNTS("b 1 2026/1/1\n"));
	assert_int_equal(t.cases.n, 0);
}

/* ---- days and periods ---- */

static void test_days(void **state)
{
	int64_t day, other;
	(void)state;
	assert_true(tables_day("1970/1/2", TIME_DAY, DAY_FIRST, &day) && day == 1);
	assert_true(tables_day("01/02/1970", TIME_DAY, DAY_FIRST, &day) && day == 1);
	assert_true(tables_day("2024", TIME_DAY, DAY_LAST, &day) && tables_day("2024-12-31", TIME_DAY, DAY_FIRST, &other) && day == other);
	assert_true(tables_day("2024-02", TIME_DAY, DAY_LAST, &day) && tables_day("2024-02-29", TIME_DAY, DAY_FIRST, &other) && day == other);
	assert_true(tables_day("17", TIME_NUMBER, DAY_FIRST, &day) && day == 17);
	static const char *const WRONG[] = { "", "x", "2026-13-01", "2026-02-30", "2026-1-1-1", "2026-", "-1", "20260101", "2026.01.01", "99/99/9999" };
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
		assert_false(tables_day(WRONG[i], TIME_DAY, DAY_FIRST, &day));
	assert_false(tables_day("1.5", TIME_NUMBER, DAY_FIRST, &day) || tables_day("", TIME_NUMBER, DAY_FIRST, &day) || tables_day(" 1", TIME_NUMBER, DAY_FIRST, &day));
}

static int64_t at(const char *day)
{
	int64_t n;
	assert_true(tables_day(day, TIME_DAY, DAY_FIRST, &n));
	return n;
}

/* Two areas; the first has three cases a week apart. */
static void two_areas(struct scan_tables *t, enum time_unit unit)
{
	struct err e = { "" };
	tables_init(t, arena);
	assert_true(tables_add_area(t, "a", 0, 0, &e) && tables_add_area(t, "b", 1, 1, &e));
	uint32_t stratum = (uint32_t)tables_name(t, &t->strata, "", true);
	for (int i = 0; i < 3; i++)
		tables_add(t, &t->cases, (struct scan_record){ 0, stratum, at("2026-01-05") + 7 * i, 1 });
	t->unit = unit;
	t->time = SCAN_RETROSPECTIVE;
	t->model = SCAN_PERMUTATION;
}

static void test_periods_are_counted_back(void **state)
{
	struct scan_tables t;
	struct scan_data d;
	struct err e = { "" };
	(void)state;
	two_areas(&t, TIME_WEEK);
	t.from = at("2026-01-01");
	t.to = at("2026-01-25");
	assert_true(tables_lay_out(&t, &d, &e));
	assert_int_equal(d.periods, 4);                /* of 4, 7, 7 and 7 days */
	assert_true(t.edge[1] - t.edge[0] == 4 && t.edge[4] == t.to + 1);
	assert_true(d.cases[0] == 0 && d.cases[1] == 1 && d.cases[2] == 1 && d.cases[3] == 1);
	two_areas(&t, TIME_MONTH);
	t.from = at("2025-11-15");
	t.to = at("2026-01-31");
	assert_true(tables_lay_out(&t, &d, &e));
	assert_int_equal(d.periods, 3);
	assert_true(t.edge[1] == at("2025-12-01") && d.cases[2] == 3);
	two_areas(&t, TIME_YEAR);                      /* the time of the cases themselves */
	assert_true(tables_lay_out(&t, &d, &e) && d.periods == 1 && t.to - t.from == 14);
}

static void test_dates_outside(void **state)
{
	struct scan_tables t;
	struct scan_data d;
	struct err e = { "" };
	(void)state;
	two_areas(&t, TIME_DAY);
	t.from = at("2026-01-06");
	t.to = at("2026-01-31");
	assert_false(tables_lay_out(&t, &d, &e));
	assert_text(e.text, "cases on 2026-01-05 in area 'a': outside the time from 2026-01-06 to 2026-01-31");
	t.drop_outside = true;
	err_clear(&e);
	assert_true(tables_lay_out(&t, &d, &e));
	assert_int_equal(t.dropped, 1);
}

/* A population of 100 that falls to nothing in a straight line over ten days, and of 50 that stays. */
static void test_population_between_two_dates(void **state)
{
	struct scan_tables t;
	struct scan_data d;
	struct err e = { "" };
	(void)state;
	two_areas(&t, TIME_DAY);
	t.model = SCAN_POISSON;
	t.length = 5;
	t.cases.n = 0;
	tables_add(&t, &t.cases, (struct scan_record){ 0, 0, 0, 4 });
	t.from = -5;
	t.to = 14;
	tables_add(&t, &t.population, (struct scan_record){ 0, 0, 10, 0 });
	tables_add(&t, &t.population, (struct scan_record){ 0, 0, 0, 100 });
	tables_add(&t, &t.population, (struct scan_record){ 1, 0, 3, 50 });
	assert_true(tables_lay_out(&t, &d, &e));
	assert_int_equal(d.periods, 4);
	static const double DAYS[] = { 500, 375, 125, 0, 250, 250, 250, 250 };
	for (int i = 0; i < 8; i++)
		assert_true(fabs(d.measure[i] - DAYS[i]) < 1e-9);
	assert_true(fabs(d.population[0] - 50) < 1e-9 && fabs(d.population[1] - 50) < 1e-9);
}

/* Two strata with rates of 1 in 10 and 1 in 100: each area's expectation follows its make-up, and they sum to the cases. */
static void test_expected_by_strata(void **state)
{
	struct scan_tables t;
	struct scan_data d;
	struct err e = { "" };
	(void)state;
	tables_init(&t, arena);
	assert_true(tables_add_area(&t, "a", 0, 0, &e) && tables_add_area(&t, "b", 1, 1, &e));
	uint32_t old = (uint32_t)tables_name(&t, &t.strata, "old", true), young = (uint32_t)tables_name(&t, &t.strata, "young", true);
	tables_add(&t, &t.cases, (struct scan_record){ 0, old, 0, 20 });
	tables_add(&t, &t.cases, (struct scan_record){ 1, young, 0, 3 });
	tables_add(&t, &t.population, (struct scan_record){ 0, old, 0, 150 });
	tables_add(&t, &t.population, (struct scan_record){ 1, old, 0, 50 });
	tables_add(&t, &t.population, (struct scan_record){ 0, young, 0, 100 });
	tables_add(&t, &t.population, (struct scan_record){ 1, young, 0, 200 });
	assert_true(tables_lay_out(&t, &d, &e));
	assert_true(fabs(d.measure[0] - 16) < 1e-12 && fabs(d.measure[1] - 7) < 1e-12);
	assert_true(d.population[0] == 250 && d.population[1] == 250);
	t.population.n = 1;                            /* nobody young is left, but there are cases */
	assert_false(tables_lay_out(&t, &d, &e));
	assert_text(e.text, "cases of 'young' in a population that has none");
}

static void test_tables_refused(void **state)
{
	struct scan_tables t;
	struct scan_data d;
	struct err e = { "" };
	(void)state;
	two_areas(&t, TIME_WEEK);
	t.model = SCAN_POISSON;
	assert_false(tables_lay_out(&t, &d, &e));
	assert_text(e.text, "needs a population");
	err_clear(&e);
	tables_add(&t, &t.population, (struct scan_record){ 1, 0, 0, 10 });
	assert_false(tables_lay_out(&t, &d, &e));
	assert_text(e.text, "area 'a' has cases but no population");
	two_areas(&t, TIME_NONE);
	err_clear(&e);
	assert_false(tables_lay_out(&t, &d, &e));
	assert_text(e.text, "cases with a day");
	two_areas(&t, TIME_WEEK);
	t.model = SCAN_BERNOULLI;
	tables_add(&t, &t.population, (struct scan_record){ 0, 0, 0, 10 });
	err_clear(&e);
	assert_false(tables_lay_out(&t, &d, &e));
	assert_text(e.text, "needs controls");
	t.time = SCAN_SPATIAL;
	t.unit = TIME_NONE;
	t.population.list[0].count = 2;
	err_clear(&e);
	assert_false(tables_lay_out(&t, &d, &e));
	assert_text(e.text, "area 'a' has 3 cases in a population of 2");
	two_areas(&t, TIME_WEEK);
	t.cases.list[1].count = 0x1p31;
	err_clear(&e);
	assert_false(tables_lay_out(&t, &d, &e));
	assert_text(e.text, "area 'a' has more than 20000000 cases");
	tables_init(&t, arena);
	err_clear(&e);
	assert_false(tables_lay_out(&t, &d, &e));
}

/* ---- CSV ---- */

static const char *file(const char *text)
{
	char *path = arena_strdup(arena, "/tmp/nabij-scan-XXXXXX");
	int fd = mkstemp(path);
	assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
	return path;
}

static bool read_csv(struct scan_tables *t, struct scan_csv c, struct err *e)
{
	*e = (struct err){ "" };
	tables_init(t, arena);
	t->unit = TIME_DAY;
	bool ok = scan_csv_read(t, &c, e);
	unlink(c.areas);
	unlink(c.cases);
	if (c.population)
		unlink(c.population);
	return ok;
}

static void test_csv(void **state)
{
	struct scan_tables t;
	struct err e;
	(void)state;
	assert_true(read_csv(&t, (struct scan_csv){ .areas = file("code;LAT;lon;x;y\nA;52;5;1;2\n\"B b\";53;6;3;4\n"), .cases = file("when,code,sex\n2026-01-02,B b,f\n2026-01-02,B b,m\n"),
		.population = file("code,population,sex\nA,10,f\nB b,11.5,m\n"), .columns = "area=code,date=when", .strata = "sex" }, &e));
	assert_true(t.great_circle && t.areas.n == 2 && t.x[1] == 6 && t.y[1] == 53);
	assert_true(t.cases.n == 2 && t.cases.list[0].area == 1 && t.cases.list[0].count == 1 && t.cases.list[0].day == at("2026-01-02"));
	assert_true(t.population.list[1].count == 11.5 && t.population.list[1].stratum == t.cases.list[1].stratum && t.strata.n == 2);
	assert_true(read_csv(&t, (struct scan_csv){ .areas = file("area,LAT,lon,x,y\nA,52,5,1,2\n"), .cases = file("area,date\nA,2026-01-02\n"), .plane = true }, &e));
	assert_true(!t.great_circle && t.x[0] == 1 && t.y[0] == 2);
}

static void assert_csv_refused(const char *areas, const char *cases, const char *why)
{
	struct scan_tables t;
	struct err e;
	assert_false(read_csv(&t, (struct scan_csv){ .areas = file(areas), .cases = file(cases) }, &e));
	assert_text(e.text, why);
}

static void test_csv_refused(void **state)
{
	static const char AREAS[] = "area,x,y\na,1,2\n", CASES[] = "area,date,cases\na,2026-01-01,1\n";
	(void)state;
	assert_csv_refused("area,x\na,1\n", CASES, "no column 'y'");
	assert_csv_refused("area,x,y\na,1,nan\n", CASES, "line 2: no coordinate: 'nan'");
	assert_csv_refused("area,x,y\na,1,2\na,1,3\n", CASES, "line 3: an area that stands there twice: 'a'");
	assert_csv_refused("area,lon,lat\na,1,200\n", CASES, "off the globe");
	assert_csv_refused("", CASES, "empty");
	assert_csv_refused(AREAS, "area,cases\na,1\n", "no column 'date'");
	assert_csv_refused(AREAS, "area,date,cases\nb,2026-01-01,1\n", "line 2: an area that is not in the table of areas: 'b'");
	assert_csv_refused(AREAS, "area,date,cases\na,2026-01-32,1\n", "no day: '2026-01-32'");
	assert_csv_refused(AREAS, "area,date,cases\na,2026-01-01,one\n", "no number of at least 0: 'one'");
	assert_csv_refused(AREAS, "area,date,cases\na,2026-01-01,-1\n", "'-1'");
	assert_csv_refused(AREAS, "area,date,cases\na,2026-01-01,18446744073709551617\n", "no number");
	assert_csv_refused(AREAS, "area,date,cases\na,2026-01-01,\"1\n", "never closed");
}

/* ---- published answers, where the data is ---- */

static bool open_data(const char *name, const char **path)
{
	*path = arena_printf(arena, "%s/%s", DATA, name);
	if (file_exists(*path))
		return true;
	print_message("skipped: no %s\n", *path);
	return false;
}

static void read_into(struct buf *b, const char *path)
{
	struct err e = { "" };
	buf_init(b, 0);
	assert_true(file_read(path, 64 << 20, b, &e));
}

static void assert_cluster(const struct scan_cluster *c, size_t n, int64_t observed, const char *expected, const char *llr)
{
	char text[64];
	assert_int_equal(c->n, n);
	assert_int_equal(c->observed, observed);
	snprintf(text, sizeof text, "%.2f", c->expected);
	assert_string_equal(text, expected);
	snprintf(text, sizeof text, "%.6f", c->llr);
	assert_string_equal(text, llr);
}

/* p of 2,999 replicas against that of SaTScan's 999, whose own error is sqrt(p (1 - p) / 999): 4 of those. */
static void assert_p(double p, double satscan)
{
	assert_true(fabs(p - satscan) < 4 * sqrt(satscan * (1 - satscan) / 999) + 5e-4);
}

static void load_new_york(struct scan_tables *t, struct satscan *s, const char *prm)
{
	struct buf b;
	struct err e = { "" };
	const char *folder = arena_strndup(arena, prm, (size_t)(strrchr(prm, '/') - prm));
	tables_init(t, arena);
	read_into(&b, prm);
	assert_true(satscan_settings(s, arena, b.p, b.n, prm, &e));
	buf_release(&b);
	t->unit = s->unit;
	t->model = s->model;
	t->time = s->time;
	assert_true(tables_day(s->from, t->unit, DAY_FIRST, &t->from) && tables_day(s->to, t->unit, DAY_LAST, &t->to));
	read_into(&b, arena_printf(arena, "%s/%s", folder, s->coordinates));
	assert_true(satscan_coordinates(t, b.p, b.n, "coordinates", &e));
	buf_release(&b);
	read_into(&b, arena_printf(arena, "%s/%s", folder, s->cases));
	assert_true(satscan_counts(t, &t->cases, s, b.p, b.n, "cases", &e));
	buf_release(&b);
	read_into(&b, arena_printf(arena, "%s/%s", folder, s->population));
	assert_true(satscan_population(t, s, b.p, b.n, "population", &e));
	buf_release(&b);
}

static struct scan_options spatial(double share, unsigned replicas)
{
	return (struct scan_options){ .time = SCAN_SPATIAL, .max_share = share, .min_length = 1, .max_length = 1, .min_cases = 2, .replicas = replicas, .seed = 1, .max_clusters = 10 };
}

static void test_new_york_leukemia(void **state)
{
	const char *prm;
	struct scan_tables t;
	struct satscan s;
	struct scan_data d;
	struct scan_result r;
	struct err e = { "" };
	(void)state;
	if (!open_data("scan/ny_leukemia/ny.prm", &prm))
		skip();
	load_new_york(&t, &s, prm);
	assert_true(tables_lay_out(&t, &d, &e));
	struct scan_options o = spatial(s.max_percent / 100, 2999);
	o.max_radius = s.max_radius;
	assert_true(scan_run(&d, &o, &r, NULL, &e));
	assert_cluster(&r.clusters[0], 28, 100, "58.28", "14.083511");
	assert_cluster(&r.clusters[1], 8, 38, "17.79", "9.019716");
	assert_cluster(&r.clusters[2], 33, 64, "40.85", "6.114140");
	assert_cluster(&r.clusters[3], 4, 25, "12.82", "4.651839");
	assert_string_equal(t.areas.name[r.clusters[0].centre], "52");
	assert_true(r.clusters[0].population == 111674 && r.cases == 552 && r.population == 1057673);
	assert_p(r.clusters[0].p, 0.00015);
	assert_p(r.clusters[1].p, 0.016);
	assert_p(r.clusters[2].p, 0.248);
	assert_p(r.clusters[0].p_gumbel, 0.00015);
	scan_result_free(&r);
	o = spatial(0.1, 0);
	assert_true(scan_run(&d, &o, &r, NULL, &e));
	assert_cluster(&r.clusters[0], 26, 85, "49.71", "11.577255");
	assert_cluster(&r.clusters[1], 8, 38, "17.79", "9.019716");
	assert_cluster(&r.clusters[2], 33, 64, "40.85", "6.114140");
	assert_cluster(&r.clusters[3], 4, 25, "12.82", "4.651839");
	assert_cluster(&r.clusters[4], 7, 28, "15.54", "4.169203");
	assert_cluster(&r.clusters[5], 4, 12, "5.14", "3.363518");
	scan_result_free(&r);
}

static void test_pennsylvania_lung_cancer(void **state)
{
	const char *areas, *table = NULL;
	struct scan_tables t;
	struct scan_data d;
	struct scan_result r;
	struct err e = { "" };
	(void)state;
	if (!open_data("scan/pennlc/pennLC_geo.csv", &areas) || !open_data("scan/pennlc/pennLC_data.csv", &table))
		skip();
	tables_init(&t, arena);
	assert_true(scan_csv_read(&t, &(struct scan_csv){ .areas = areas, .cases = table, .population = table, .strata = "race,gender,age", .globe = true }, &e));
	assert_true(tables_lay_out(&t, &d, &e));
	struct scan_options o = spatial(0.5, 0);
	assert_true(scan_run(&d, &o, &r, NULL, &e));
	assert_int_equal(t.strata.n, 16);
	assert_int_equal(r.clusters[0].n, 2);
	assert_string_equal(t.areas.name[r.clusters[0].areas[0]], "delaware");
	assert_string_equal(t.areas.name[r.clusters[0].areas[1]], "philadelphia");
	assert_true(fabs(r.clusters[0].llr - 17.66288313) < 5e-9);
	scan_result_free(&r);
	tables_init(&t, arena);
	t.model = SCAN_BERNOULLI;
	assert_true(scan_csv_read(&t, &(struct scan_csv){ .areas = areas, .cases = table, .population = table, .globe = true }, &e));
	assert_true(tables_lay_out(&t, &d, &e));
	o.model = SCAN_BERNOULLI;
	assert_true(scan_run(&d, &o, &r, NULL, &e));
	assert_int_equal(r.clusters[0].n, 7);
	assert_int_equal(r.clusters[0].observed, 2359);
	assert_true(fabs(r.clusters[0].llr - 36.57051061) < 3e-8);              /* as published; large numbers cancelled there: */
	assert_true(fabs(r.clusters[0].llr - 36.570510626396) < 5e-9);         /* with 50 digits */
	scan_result_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settings), cmocka_unit_test(test_settings_that_cannot_be_honoured), cmocka_unit_test(test_settings_that_make_no_sense),
		cmocka_unit_test(test_satscan_tables), cmocka_unit_test(test_satscan_tables_refused), cmocka_unit_test(test_days), cmocka_unit_test(test_periods_are_counted_back),
		cmocka_unit_test(test_dates_outside), cmocka_unit_test(test_population_between_two_dates), cmocka_unit_test(test_expected_by_strata), cmocka_unit_test(test_tables_refused),
		cmocka_unit_test(test_csv), cmocka_unit_test(test_csv_refused), cmocka_unit_test(test_new_york_leukemia), cmocka_unit_test(test_pennsylvania_lung_cancer),
	};
	return cmocka_run_group_tests(tests, begin, end);
}
