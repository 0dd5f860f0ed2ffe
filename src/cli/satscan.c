#include "satscan.h"
#include "../platform/base/list.h"
#include "../platform/base/utf8.h"
#include "detect.h"

enum { WORDS = 64 };

struct lines {
	const char *at, *end, *name;
	size_t line;
	struct arena *arena;
	const char *word[WORDS];
	size_t n;
};

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* The words of the next line that has any; false at the end or with an error set. */
static bool next_line(struct lines *l, struct err *e)
{
	l->n = 0;
	while (l->at < l->end && l->n == 0) {
		l->line++;
		while (l->at < l->end && *l->at != '\n') {
			if (blank(*l->at)) {
				l->at++;
				continue;
			}
			bool quoted = *l->at == '"';
			const char *from = l->at += quoted;
			while (l->at < l->end && *l->at != '\n' && (quoted ? *l->at != '"' : !blank(*l->at)))
				l->at++;
			if (quoted && (l->at == l->end || *l->at != '"'))
				return err_set(e, "%s, line %zu: a quote that is never closed", l->name, l->line);
			if (l->n == WORDS)
				return err_set(e, "%s, line %zu: more than %d words", l->name, l->line, WORDS);
			if (!utf8_valid(from, (size_t)(l->at - from)))
				return err_set(e, "%s, line %zu: not UTF-8", l->name, l->line);
			l->word[l->n++] = arena_strndup(l->arena, from, (size_t)(l->at - from));
			l->at += quoted;
		}
		l->at += l->at < l->end;
	}
	return l->n > 0;
}

static struct lines lines_of(struct arena *a, const char *bytes, size_t n, const char *name)
{
	if (n >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3)) {
		bytes += 3;
		n -= 3;
	}
	return (struct lines){ .at = bytes, .end = bytes + n, .name = name, .arena = a };
}

static bool wrong(const struct lines *l, struct err *e, const char *what, const char *word)
{
	return err_set(e, "%s, line %zu: %s: '%.100s'", l->name, l->line, what, word);
}

/* ---- tables ---- */

bool satscan_coordinates(struct scan_tables *t, const char *bytes, size_t n, const char *name, struct err *e)
{
	struct lines l = lines_of(t->arena, bytes, n, name);
	while (next_line(&l, e)) {
		double first, second;
		if (l.n != 3)
			return err_set(e, "%s, line %zu: an area and two coordinates are expected, not %zu words", name, l.line, l.n);
		if (!detect_number(l.word[1], &first) || !detect_number(l.word[2], &second))
			return wrong(&l, e, "no number", detect_number(l.word[1], &first) ? l.word[2] : l.word[1]);
		if (t->great_circle && (first < -90 || first > 90 || second < -180 || second > 180))
			return wrong(&l, e, "latitude and longitude off the globe", l.word[0]);
		if (!tables_add_area(t, l.word[0], t->great_circle ? second : first, t->great_circle ? first : second, e))
			return false;
	}
	return !err_any(e);
}

/* The covariates behind a row, as the name of one stratum. */
static uint32_t stratum_of(struct scan_tables *t, const struct lines *l, size_t from)
{
	struct buf b;
	buf_init(&b, 0);
	for (size_t i = from; i < l->n; i++) {
		buf_str(&b, l->word[i]);
		buf_char(&b, '\x1f');
	}
	int64_t stratum = tables_name(t, &t->strata, b.p, true);
	buf_release(&b);
	return (uint32_t)stratum;
}

/* The row's area; -1 when it is left out or (with an error) unknown. */
static int64_t area_of(struct scan_tables *t, const struct satscan *s, const struct lines *l, struct err *e)
{
	int64_t area = tables_name(t, &t->areas, l->word[0], false);
	if (area < 0 && !s->drop_unknown)
		wrong(l, e, "an area without coordinates", l->word[0]);
	return area;
}

bool satscan_counts(struct scan_tables *t, struct scan_records *records, const struct satscan *s, const char *bytes, size_t n, const char *name, struct err *e)
{
	struct lines l = lines_of(t->arena, bytes, n, name);
	size_t timed = s->precision != TIME_NONE;
	while (next_line(&l, e)) {
		struct scan_record r = { .area = 0 };
		int64_t count, area = area_of(t, s, &l, e);
		if (err_any(e))
			return false;
		if (l.n < 2 + timed)
			return err_set(e, "%s, line %zu: an area, a number%s are expected, not %zu words", name, l.line, timed ? " and a day" : "", l.n);
		if (!detect_count(l.word[1], &count) || count < 0)
			return wrong(&l, e, "no number of cases", l.word[1]);
		if (timed && !tables_day(l.word[2], s->precision, DAY_FIRST, &r.day))
			return wrong(&l, e, "no day", l.word[2]);
		if (area < 0)
			continue;
		r.area = (uint32_t)area;
		r.count = (double)count;
		r.stratum = stratum_of(t, &l, 2 + timed);
		tables_add(t, records, r);
	}
	return !err_any(e);
}

bool satscan_population(struct scan_tables *t, const struct satscan *s, const char *bytes, size_t n, const char *name, struct err *e)
{
	struct lines l = lines_of(t->arena, bytes, n, name);
	while (next_line(&l, e)) {
		struct scan_record r = { .area = 0 };
		int64_t area = area_of(t, s, &l, e);
		if (err_any(e))
			return false;
		if (l.n < 3)
			return err_set(e, "%s, line %zu: an area, a day and a number are expected, not %zu words", name, l.line, l.n);
		enum time_unit unit = s->precision == TIME_NUMBER ? TIME_NUMBER : TIME_DAY;
		if (!tables_day(l.word[1], unit, DAY_MIDDLE, &r.day))
			return wrong(&l, e, "no day", l.word[1]);
		if (!detect_number(l.word[2], &r.count) || r.count < 0)
			return wrong(&l, e, "no number of people", l.word[2]);
		if (area < 0)
			continue;
		r.area = (uint32_t)area;
		r.stratum = stratum_of(t, &l, 3);
		tables_add(t, &t->population, r);
	}
	return !err_any(e);
}

/* ---- settings ---- */

/* What a key means for us. REFUSED: any other value changes the answer. NOTED: any other value asks for output that is not made. */
enum meaning { HONOURED, DEPENDS, REFUSED, NOTED };

/* `usual` is the value that needs nothing of us; several with | between them. DEPENDS: speaks only when another key, which is here too, is set. */
static const struct { const char *key; enum meaning meaning; const char *usual; } KEYS[] = {
	{ "CaseFile", HONOURED, NULL }, { "ControlFile", HONOURED, NULL }, { "PopulationFile", HONOURED, NULL }, { "CoordinatesFile", HONOURED, NULL },
	{ "CoordinatesType", HONOURED, NULL }, { "PrecisionCaseTimes", HONOURED, NULL }, { "StartDate", HONOURED, NULL }, { "EndDate", HONOURED, NULL },
	{ "AnalysisType", HONOURED, NULL }, { "ModelType", HONOURED, NULL }, { "TimeAggregationUnits", HONOURED, NULL }, { "TimeAggregationLength", HONOURED, NULL },
	{ "StudyPeriodCheckType", HONOURED, NULL }, { "GeographicalCoordinatesCheckType", HONOURED, NULL }, { "MaxSpatialSizeInPopulationAtRisk", HONOURED, NULL },
	{ "UseDistanceFromCenterOption", HONOURED, NULL }, { "MaxSpatialSizeInDistanceFromCenter", HONOURED, NULL }, { "MaxTemporalSizeInterpretation", HONOURED, NULL },
	{ "MaxTemporalSize", HONOURED, NULL }, { "MinimumTemporalClusterSize", HONOURED, NULL }, { "IncludeClusters", HONOURED, NULL }, { "MonteCarloReps", HONOURED, NULL },
	{ "PValueReportType", HONOURED, NULL }, { "EarlyTerminationThreshold", HONOURED, NULL }, { "ReportGumbel", HONOURED, NULL },
	{ "MinimumCasesInHighRateClusters", HONOURED, NULL }, { "NumberParallelProcesses", HONOURED, NULL },
	{ "ScanAreas", REFUSED, "1" }, { "UseGridFile", REFUSED, "n" }, { "GridFile", DEPENDS, NULL }, { "UseNeighborsFile", REFUSED, "n" }, { "NeighborsFilename", DEPENDS, NULL },
	{ "UseMetaLocationsFile", REFUSED, "n" }, { "MetaLocationsFilename", DEPENDS, NULL }, { "MultipleCoordinatesType", REFUSED, "0" }, { "MultipleDataSetsPurposeType", REFUSED, "0" },
	{ "UseMaxCirclePopulationFileOption", REFUSED, "n" }, { "MaxSpatialSizeInMaxCirclePopulationFile", DEPENDS, NULL }, { "MaxCirclePopulationFile", DEPENDS, NULL },
	{ "IncludePurelyTemporal", REFUSED, "n" }, { "IncludePurelySpatial", REFUSED, "n" }, { "SpatialWindowShapeType", REFUSED, "0" }, { "NonCompactnessPenalty", DEPENDS, NULL },
	{ "IsotonicScan", REFUSED, "0" }, { "IntervalStartRange", DEPENDS, NULL }, { "IntervalEndRange", DEPENDS, NULL }, { "TimeTrendAdjustmentType", REFUSED, "0" },
	{ "TimeTrendPercentage", DEPENDS, NULL }, { "TimeTrendType", DEPENDS, NULL }, { "AdjustForWeeklyTrends", REFUSED, "n" }, { "SpatialAdjustmentType", REFUSED, "0" },
	{ "UseAdjustmentsByRRFile", REFUSED, "n" }, { "AdjustmentsByKnownRelativeRisksFilename", DEPENDS, NULL }, { "AdjustForEarlierAnalyses", REFUSED, "n" },
	{ "ProspectiveStartDate", DEPENDS, NULL }, { "IterativeScan", REFUSED, "n" }, { "IterativeScanMaxIterations", DEPENDS, NULL }, { "IterativeScanMaxPValue", DEPENDS, NULL },
	{ "RiskLimitHighClusters", REFUSED, "n" }, { "RiskThresholdHighClusters", DEPENDS, NULL }, { "RiskLimitLowClusters", DEPENDS, NULL }, { "RiskThresholdLowClusters", DEPENDS, NULL },
	{ "MinimumCasesInLowRateClusters", DEPENDS, NULL }, { "ObservableRegions", REFUSED, "n" }, { "PerformPowerEvaluation", NOTED, "n" }, { "PowerEvaluationsMethod", DEPENDS, NULL },
	{ "PowerEvaluationTotalCases", DEPENDS, NULL }, { "CriticalValueType", DEPENDS, NULL }, { "CriticalValue05", DEPENDS, NULL }, { "CriticalValue01", DEPENDS, NULL },
	{ "CriticalValue001", DEPENDS, NULL }, { "PowerEstimationType", DEPENDS, NULL }, { "NumberPowerReplications", DEPENDS, NULL }, { "AlternativeHypothesisFilename", DEPENDS, NULL },
	{ "PowerEvaluationsSimulationMethod", DEPENDS, NULL }, { "PowerEvaluationsSimulationSourceFilename", DEPENDS, NULL },
	{ "ReportPowerEvaluationSimulationData", DEPENDS, NULL }, { "PowerEvaluationsSimulationOutputFilename", DEPENDS, NULL },
	{ "ResultsFile", NOTED, "" }, { "OutputGoogleEarthKML", NOTED, "n" }, { "OutputShapefiles", NOTED, "n" }, { "OutputCartesianGraph", NOTED, "n" }, { "OutputGoogleMaps", NOTED, "n" },
	{ "MostLikelyClusterEachCentroidASCII", NOTED, "n" }, { "MostLikelyClusterEachCentroidDBase", NOTED, "n" }, { "MostLikelyClusterCaseInfoEachCentroidASCII", NOTED, "n" },
	{ "MostLikelyClusterCaseInfoEachCentroidDBase", NOTED, "n" }, { "CensusAreasReportedClustersASCII", NOTED, "n" }, { "CensusAreasReportedClustersDBase", NOTED, "n" },
	{ "IncludeRelativeRisksCensusAreasASCII", NOTED, "n" }, { "IncludeRelativeRisksCensusAreasDBase", NOTED, "n" }, { "SaveSimLLRsASCII", NOTED, "n" }, { "SaveSimLLRsDBase", NOTED, "n" },
	{ "LaunchMapViewer", NOTED, "n" }, { "LaunchKMLViewer", NOTED, "n" }, { "CompressKMLtoKMZ", NOTED, "n" }, { "IncludeClusterLocationsKML", DEPENDS, NULL },
	{ "ThresholdLocationsSeparateKML", DEPENDS, NULL }, { "ReportHierarchicalClusters", NOTED, "n" }, { "CriteriaForReportingSecondaryClusters", REFUSED, "0" },
	{ "ReportGiniClusters", NOTED, "n" }, { "GiniIndexClusterReportingType", DEPENDS, NULL }, { "SpatialMaxima", DEPENDS, NULL }, { "GiniIndexClustersPValueCutOff", DEPENDS, NULL },
	{ "ReportGiniIndexCoefficents", NOTED, "n" }, { "UseReportOnlySmallerClusters", REFUSED, "n" }, { "MaxSpatialSizeInPopulationAtRisk_Reported", DEPENDS, NULL },
	{ "UseMaxCirclePopulationFileOption_Reported", DEPENDS, NULL }, { "MaxSizeInMaxCirclePopulationFile_Reported", DEPENDS, NULL },
	{ "UseDistanceFromCenterOption_Reported", DEPENDS, NULL }, { "MaxSpatialSizeInDistanceFromCenter_Reported", DEPENDS, NULL }, { "OutputTemporalGraphHTML", NOTED, "n" },
	{ "CriticalValue", NOTED, "n" }, { "ReportClusterRank", NOTED, "n" }, { "PrintAsciiColumnHeaders", NOTED, "n" }, { "EllipseShapes", DEPENDS, NULL }, { "EllipseAngles", DEPENDS, NULL },
	{ "SimulatedDataMethodType", REFUSED, "0" }, { "SimulatedDataInputFilename", DEPENDS, NULL }, { "PrintSimulatedDataToFile", NOTED, "n" }, { "SimulatedDataOutputFilename", DEPENDS, NULL },
	{ "SuppressWarnings", DEPENDS, NULL }, { "LogRunToHistoryFile", NOTED, "n" }, { "ExecutionType", DEPENDS, NULL }, { "Version", DEPENDS, NULL },
};
enum { KEYS_N = sizeof KEYS / sizeof *KEYS };

struct setting { const char *key, *value; };
struct settings {
	struct setting *list;
	size_t n;
	struct buf refused;
};

static const char *value_of(const struct settings *s, const char *key, const char *otherwise)
{
	for (size_t i = s->n; i > 0; i--)
		if (!strcmp(s->list[i - 1].key, key))
			return s->list[i - 1].value[0] ? s->list[i - 1].value : otherwise;
	return otherwise;
}

static void refuse(struct settings *s, const struct setting *what)
{
	buf_printf(&s->refused, "%s%.60s=%.60s", s->refused.n ? ", " : "", what->key, what->value);
}

/* A key that is not in the list asks for nothing when it is off; otherwise nobody knows what it would change. */
static bool is_off(const char *value)
{
	return !value[0] || !strcmp(value, "n") || !strcmp(value, "0");
}

static void judge(struct satscan *out, struct arena *a, struct settings *s, const struct setting *each)
{
	for (size_t i = 0; i < KEYS_N; i++) {
		if (strcmp(KEYS[i].key, each->key) != 0)
			continue;
		const char *usual = KEYS[i].usual;
		if (!usual || !each->value[0] || !strcmp(each->value, usual))
			return;
		if (KEYS[i].meaning == REFUSED)
			refuse(s, each);
		else
			*LIST_ADD(a, out->noted, out->noted_n) = arena_printf(a, "%s=%s", each->key, each->value);
		return;
	}
	if (!is_off(each->value))
		refuse(s, each);
}

static const char *trimmed(struct arena *a, const char *from, const char *end)
{
	while (from < end && blank(*from))
		from++;
	while (end > from && blank(end[-1]))
		end--;
	return arena_strndup(a, from, (size_t)(end - from));
}

static bool read_settings(struct settings *s, struct arena *a, struct lines *l, struct err *e)
{
	for (l->line = 1; l->at < l->end; l->line++) {
		const char *end = memchr(l->at, '\n', (size_t)(l->end - l->at));
		end = end ? end : l->end;
		if (!utf8_valid(l->at, (size_t)(end - l->at)))
			return err_set(e, "%s, line %zu: not UTF-8", l->name, l->line);
		const char *text = trimmed(a, l->at, end), *equals = strchr(text, '=');
		if (text[0] && text[0] != ';' && text[0] != '[') {
			if (!equals)
				return wrong(l, e, "no setting", text);
			*LIST_ADD(a, s->list, s->n) = (struct setting){ trimmed(a, text, equals), trimmed(a, equals + 1, text + strlen(text)) };
		}
		l->at = end + (end < l->end);
	}
	return true;
}

/* A whole number from least to most. */
static int64_t number_of(const struct settings *s, const char *key, int64_t otherwise, int64_t least, int64_t most, struct err *e)
{
	const char *text = value_of(s, key, NULL);
	int64_t value = otherwise;
	if (text && (!detect_count(text, &value) || value < least || value > most))
		err_set(e, "%s must be from %lld to %lld, not '%.60s'", key, (long long)least, (long long)most, text);
	return value;
}

static double real_of(const struct settings *s, const char *key, double otherwise, double most, struct err *e)
{
	const char *text = value_of(s, key, NULL);
	double value = otherwise;
	if (text && (!detect_number(text, &value) || value <= 0 || value > most))
		err_set(e, "%s must be above 0 and at most %g, not '%.60s'", key, most, text);
	return value;
}

static bool yes(const struct settings *s, const char *key)
{
	return !strcmp(value_of(s, key, "n"), "y");
}

static void take_analysis(struct satscan *out, struct settings *s, struct err *e)
{
	int64_t analysis = number_of(s, "AnalysisType", 1, 1, 10, e), model = number_of(s, "ModelType", 0, 0, 20, e);
	int64_t clusters = number_of(s, "IncludeClusters", 0, 0, 2, e);
	if (analysis != 1 && analysis != 3 && analysis != 4)
		refuse(s, &(struct setting){ "AnalysisType", value_of(s, "AnalysisType", "") });
	if (model > 2)
		refuse(s, &(struct setting){ "ModelType", value_of(s, "ModelType", "") });
	if (analysis == 3 && clusters == 2)
		refuse(s, &(struct setting){ "IncludeClusters", "2" });
	out->model = model == 1 ? SCAN_BERNOULLI : model == 2 ? SCAN_PERMUTATION : SCAN_POISSON;
	out->time = analysis == 1 ? SCAN_SPATIAL : analysis == 4 || clusters == 1 ? SCAN_ALIVE : SCAN_RETROSPECTIVE;
}

static void take_time(struct satscan *out, const struct settings *s, struct err *e)
{
	out->precision = (enum time_unit)number_of(s, "PrecisionCaseTimes", 0, 0, 4, e);
	out->unit = (enum time_unit)number_of(s, "TimeAggregationUnits", out->time == SCAN_SPATIAL ? 0 : out->precision, 0, 4, e);
	if (out->precision == TIME_NUMBER || out->unit == TIME_NONE)
		out->unit = out->precision;          /* generic time counts in itself */
	out->length = number_of(s, "TimeAggregationLength", 1, 1, 100000, e);
	out->from = value_of(s, "StartDate", NULL);
	out->to = value_of(s, "EndDate", NULL);
	out->window_in_percent = number_of(s, "MaxTemporalSizeInterpretation", 0, 0, 1, e) == 0;
	out->max_window = real_of(s, "MaxTemporalSize", 50, out->window_in_percent ? 100 : 1e6, e);
	out->min_window = number_of(s, "MinimumTemporalClusterSize", 1, 1, 1000000, e);
	out->drop_outside = number_of(s, "StudyPeriodCheckType", 0, 0, 1, e) == 1;
}

static void take_rest(struct satscan *out, const struct settings *s, struct err *e)
{
	out->great_circle = number_of(s, "CoordinatesType", 0, 0, 1, e) == 1;
	out->drop_unknown = number_of(s, "GeographicalCoordinatesCheckType", 0, 0, 1, e) == 1;
	out->max_percent = real_of(s, "MaxSpatialSizeInPopulationAtRisk", 50, 100, e);
	out->max_radius = yes(s, "UseDistanceFromCenterOption") ? real_of(s, "MaxSpatialSizeInDistanceFromCenter", 1, 1e12, e) : 0;
	out->min_cases = number_of(s, "MinimumCasesInHighRateClusters", 2, 1, 1000000, e);
	out->replicas = (unsigned)number_of(s, "MonteCarloReps", 999, 0, 10000000, e);
	out->threads = (unsigned)number_of(s, "NumberParallelProcesses", 0, 0, 256, e);
	int64_t early = number_of(s, "EarlyTerminationThreshold", 50, 1, 1000000, e);
	out->stop_after = number_of(s, "PValueReportType", 0, 0, 3, e) == 2 ? (unsigned)early : 0;
	out->cases = value_of(s, "CaseFile", NULL);
	out->controls = out->model == SCAN_BERNOULLI ? value_of(s, "ControlFile", NULL) : NULL;
	out->population = out->model == SCAN_POISSON ? value_of(s, "PopulationFile", NULL) : NULL;
	out->coordinates = value_of(s, "CoordinatesFile", NULL);
}

bool satscan_settings(struct satscan *out, struct arena *a, const char *bytes, size_t n, const char *name, struct err *e)
{
	struct lines l = lines_of(a, bytes, n, name);
	struct settings s = { .n = 0 };
	*out = (struct satscan){ .length = 1 };
	buf_init(&s.refused, 1 << 20);
	if (read_settings(&s, a, &l, e)) {
		for (size_t i = 0; i < s.n; i++)
			judge(out, a, &s, &s.list[i]);
		take_analysis(out, &s, e);
		take_time(out, &s, e);
		take_rest(out, &s, e);
		if (s.refused.n)
			err_set(e, "%s asks for what a scan cannot do here, and what would change its answer: %.400s", name, s.refused.p);
		if (!out->cases || !out->coordinates)
			err_set(e, "%s names no %s", name, out->cases ? "CoordinatesFile" : "CaseFile");
	}
	buf_release(&s.refused);
	return !err_any(e);
}

void satscan_asks(struct scan_tables *t, const struct satscan *s)
{
	t->model = s->model;
	t->time = s->time;
	t->unit = s->unit;
	t->length = s->length;
	t->great_circle = s->great_circle;
	t->drop_outside = s->drop_outside;
}
