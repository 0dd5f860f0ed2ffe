/* What comes in from CBS: areas with shapes, key figures, postcodes; codes, shapes and the JSON reader under them. */
#include "store.h"
#include "features/neighbourhood/areas/area_code.h"
#include "features/neighbourhood/import/geojson.h"
#include "features/neighbourhood/import/import.h"
#include "features/team/team.h"
#include "platform/schema/schema.h"

SQL(test_areas, "SELECT count(*) FROM v_area");
SQL(test_area_name, "SELECT count(*) FROM v_area WHERE code = :code AND name = :name");
SQL(test_area_in, "SELECT count(*) FROM v_area WHERE code = :code AND parent_code = :parent AND municipality_code = :municipality");
SQL(test_area_versions, "SELECT CAST(coalesce(sum(version), 0) AS BIGINT) FROM v_area");
SQL(test_area_shape, "SELECT geometry, lon, lat FROM v_area WHERE code = :code");
SQL(test_figures, "SELECT count(*) FROM v_figure");
SQL(test_figure_versions, "SELECT CAST(coalesce(sum(version), 0) AS BIGINT) FROM v_figure");
SQL(test_hidden, "SELECT count(*) FROM v_figure WHERE area_code = :code AND name = :name AND hidden AND value IS NULL");
SQL(test_value, "SELECT count(*) FROM v_figure WHERE area_code = :code AND name = :name AND NOT hidden AND value = :value");
SQL(test_postcodes, "SELECT count(*) FROM v_postcode");

static struct import_report report;

/* ---- a town to import into ---- */

static int ready(void **state)
{
	struct buf guards;
	struct key key;
	store_empty(state);
	buf_init(&guards, 0);
	schema_guards(&guards, store_on_postgres() ? ENGINE_POSTGRES : ENGINE_SQLITE);
	if (!db_migrate(the.db, guards.p, &the.e) || !keystore_new(the.keys, DIRECTORY_FILE, &key, &the.e))
		fail_msg("%s", the.e.text);
	buf_release(&guards);
	return 0;
}

static const char *in_file(const char *name, const char *text)
{
	const char *path = arena_printf(the.arena, "%s/%s", the.dir, name);
	assert_true(file_write(path, text, strlen(text), 0600, &the.e));
	return path;
}

static int64_t number(struct sql *sql, const struct param *with)
{
	return store_number(SEVEN, NOW, sql, with);
}

typedef enum import_result importer(struct db *, const char *, struct import_watch, struct import_report *, struct err *);

static enum import_result import(importer *fn, const char *text)
{
	struct err e = { 0 };
	enum import_result result = fn(the.db, in_file("import", text), (struct import_watch){ 0 }, &report, &e);
	if (result == IMPORT_FAILED)
		print_message("%s\n", e.text);
	return result;
}

#define SQUARE "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[6.1,52.5],[6.2,52.5],[6.2,52.6],[6.1,52.6],[6.1,52.5]]]}"
#define FEATURE(properties, geometry) "{\"type\":\"Feature\",\"properties\":{" properties "}," geometry "}"
#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"name\":\"x\",\"features\":[\n" features "\n]}\n"

static const char two_areas[] = COLLECTION(
	FEATURE("\"code\":\"BU01931000\",\"naam\":\"Binnenstad\",\"gemeentecode\":\"GM0193\",\"wijkcode\":\"WK019310\",\"inwoners\":2370", SQUARE) ",\n"
	FEATURE("\"code\":\"WK0363AA\",\"name\":\"Grachtengordel\"", "\"geometry\":{\"coordinates\":[[[[4.8,52.3,1.5],[4.9,52.3],[4.9,52.4],[4.8,52.3,1.5]]]],"
		"\"type\":\"MultiPolygon\"}"));

/* ---- codes ---- */

static void a_code_is_letters_digits_and_capitals(void **state)
{
	(void)state;
	assert_int_equal(area_code_kind("GM0193"), AREA_MUNICIPALITY);
	assert_int_equal(area_code_kind("WK0363AA"), AREA_DISTRICT);
	assert_int_equal(area_code_kind("BU0363AA01"), AREA_NEIGHBOURHOOD);
	const char *const not[] = { "", "GM019", "GM01A3", "WK0363aa", "BU0363AA0", "BU0363AA011", "XX0193", "bu01931000", "BU0363AA0é" };
	for (size_t i = 0; i < sizeof not / sizeof *not; i++)
		assert_int_equal(area_code_kind(not[i]), AREA_NONE);
	assert_int_equal(area_code_kind(NULL), AREA_NONE);
}

static void a_code_says_what_it_lies_in(void **state)
{
	char code[AREA_CODE_BYTES];
	(void)state;
	area_code_parent("BU0363AA01", code);
	assert_string_equal(code, "WK0363AA");
	area_code_parent("WK0363AA", code);
	assert_string_equal(code, "GM0363");
	area_code_parent("GM0363", code);
	assert_string_equal(code, "");
}

static void a_set_of_codes_knows_what_it_has_seen(void **state)
{
	struct area_set set = { 0 };
	char code[AREA_CODE_BYTES];
	(void)state;
	for (int round = 0; round < 2; round++)
		for (unsigned i = 0; i < 3000; i++) {
			snprintf(code, sizeof code, "BU%08u", i % 10000);
			assert_int_equal(area_set_add(&set, code), round == 0);
		}
	assert_true(area_set_add(&set, "WK000000"));
	assert_true(area_set_add(&set, "GM0000"));
	area_set_release(&set);
}

/* ---- shapes ---- */

static struct geo_point square[] = { { 6100000, 52500000 }, { 6200000, 52500000 }, { 6200000, 52600000 }, { 6100000, 52600000 } };
static struct geo_point hole[] = { { 6120000, 52520000 }, { 6180000, 52520000 }, { 6180000, 52580000 }, { 6120000, 52580000 } };
static struct geo_ring rings[] = { { square, 4 }, { hole, 4 } };
static struct geo_polygon polygon = { rings, 2 };
static const struct geometry ringed = { &polygon, 1 };

static void a_shape_comes_back_as_it_went_in(void **state)
{
	struct buf bytes;
	struct geometry back;
	(void)state;
	buf_init(&bytes, 0);
	geometry_encode(&ringed, &bytes);
	assert_true(bytes.n < 50);
	assert_true(geometry_decode(the.arena, bytes.p, bytes.n, &back));
	assert_int_equal(back.polygons[0].n, 2);
	assert_memory_equal(back.polygons[0].rings[1].points, hole, sizeof hole);
	for (size_t n = 0; n < bytes.n; n++)
		assert_false(geometry_decode(the.arena, bytes.p, n, &back));
	buf_release(&bytes);
}

static void a_point_is_inside_and_not_in_the_hole(void **state)
{
	(void)state;
	assert_true(geometry_contains(&ringed, (struct geo_point){ 6110000, 52550000 }));
	assert_false(geometry_contains(&ringed, (struct geo_point){ 6150000, 52550000 }));
	assert_false(geometry_contains(&ringed, (struct geo_point){ 6250000, 52550000 }));
	assert_true(geometry_contains(&ringed, geometry_inside(the.arena, &ringed)));
	struct geometry whole = { &(struct geo_polygon){ rings, 1 }, 1 };
	struct geo_point middle = geometry_inside(the.arena, &whole);
	assert_int_equal(middle.lon, 6150000);
	assert_int_equal(middle.lat, 52550000);
}

/* ---- JSON ---- */

static bool reads(const char *text)
{
	struct json_reader *r = json_open_memory(text, strlen(text));
	enum json_event event;
	while ((event = json_next(r)) != JSON_END && event != JSON_FAILED)
		;
	assert_int_equal(event == JSON_FAILED, json_problem(r) != NULL);
	json_close(r);
	return event == JSON_END;
}

static void json_is_read_strictly(void **state)
{
	(void)state;
	const char *const fine[] = { "{}", " [1, -0.5e+3, \"a\\u00e9\\ud83d\\ude00\", true, false, null, {\"a\":[]}] ", "\xEF\xBB\xBF[]", "0", "\"\"" };
	for (size_t i = 0; i < sizeof fine / sizeof *fine; i++)
		assert_true(reads(fine[i]));
	const char *const wrong[] = { "", "[", "[1,]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "[01]", "[1.]", "[-]", "[1e]", "tru", "[1] 2", "]", "{]", "[}",
		"\"\\x\"", "\"\\ud800\"", "\"\\u0000\"", "\"\xC3\"", "\"a\nb\"", "[1 2]", "{\"a\" 1}", "\xEF\xBB[]", "\"open", "nul" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		if (reads(wrong[i]))
			fail_msg("%s", wrong[i]);
}

static void json_is_bounded(void **state)
{
	char deep[2 * JSON_DEPTH + 3] = "";
	(void)state;
	memset(deep, '[', JSON_DEPTH);
	memset(deep + JSON_DEPTH, ']', JSON_DEPTH);
	assert_true(reads(deep));
	memset(deep, '[', JSON_DEPTH + 1);
	memset(deep + JSON_DEPTH + 1, ']', JSON_DEPTH + 1);
	assert_false(reads(deep));
	char *text = arena_alloc(the.arena, JSON_TEXT_LIMIT + 10);
	memset(text, 'a', JSON_TEXT_LIMIT + 3);
	text[0] = text[JSON_TEXT_LIMIT + 2] = '"';
	assert_false(reads(text));
}

/* ---- areas ---- */

static void areas_come_in_with_name_place_and_shape(void **state)
{
	(void)state;
	assert_int_equal(import(import_areas, two_areas), IMPORT_DONE);
	assert_int_equal(report.rows, 2);
	assert_int_equal(report.added, 2);
	assert_int_equal(number(&test_area_in, WITH(p_text("code", "BU01931000"), p_text("parent", "WK019310"), p_text("municipality", "GM0193"))), 1);
	assert_int_equal(number(&test_area_in, WITH(p_text("code", "WK0363AA"), p_text("parent", "GM0363"), p_text("municipality", "GM0363"))), 1);
	struct slot *slot = db_slot(the.db, the.arena, SEVEN, NOW);
	struct rows *r = sql_read(slot, &test_area_shape, WITH(p_text("code", "BU01931000")));
	struct geometry shape;
	assert_true(rows_next(r));
	struct blob bytes = rows_blob(r, 0);
	assert_true(geometry_decode(the.arena, bytes.p, bytes.n, &shape));
	assert_int_equal(shape.polygons[0].rings[0].n, 4);
	assert_true(rows_real(r, 1) == 6.15 && rows_real(r, 2) == 52.55);
	rows_end(r);
	db_slot_back(slot);
}

static void the_same_areas_twice_change_nothing(void **state)
{
	(void)state;
	import(import_areas, two_areas);
	assert_int_equal(import(import_areas, two_areas), IMPORT_DONE);
	assert_int_equal(report.added + report.changed, 0);
	assert_int_equal(report.same, 2);
	assert_int_equal(number(&test_area_versions, WITHOUT), 2);
}

static void a_new_name_changes_one_area(void **state)
{
	(void)state;
	import(import_areas, two_areas);
	assert_int_equal(import(import_areas, COLLECTION(FEATURE("\"code\":\"WK0363AA\",\"name\":\"Centrum\"", SQUARE))), IMPORT_DONE);
	assert_int_equal(report.changed, 1);
	assert_int_equal(number(&test_area_name, WITH(p_text("code", "WK0363AA"), p_text("name", "Centrum"))), 1);
	assert_int_equal(number(&test_areas, WITHOUT), 2);
}

static void bad_features_are_named_and_nothing_is_changed(void **state)
{
	(void)state;
	assert_int_equal(import(import_areas, COLLECTION(
		FEATURE("\"code\":\"BU01931000\",\"naam\":\"Goed\"", SQUARE) ",\n"
		FEATURE("\"code\":\"BU0193100\",\"naam\":\"Te kort\"", SQUARE) ",\n"
		FEATURE("\"code\":\"BU01931001\",\"naam\":\"Open\"", "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[6,52],[7,52],[7,53],[6,53]]]}") ",\n"
		FEATURE("\"code\":\"BU01931002\",\"naam\":\"RD\"", "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[202000,502000]]]}") ",\n"
		FEATURE("\"code\":\"BU01931003\",\"naam\":\"Punt\"", "\"geometry\":{\"type\":\"Point\",\"coordinates\":[6,52]}") ",\n"
		FEATURE("\"code\":\"BU01931000\"", SQUARE))), IMPORT_BAD_ROWS);
	assert_int_equal(number(&test_areas, WITHOUT), 0);
	assert_int_equal(report.rows, 6);
	assert_int_equal(report.problems, 6);
	assert_int_equal(report.shown[0].line, 3);
	assert_string_equal(report.shown[0].column, "code");
	assert_string_equal(report.shown[0].value, "BU0193100");
	assert_string_equal(report.shown[1].column, "geometry");
	assert_non_null(strstr(report.shown[1].reason, "niet gesloten"));
	assert_non_null(strstr(report.shown[2].reason, "WGS84"));
	assert_non_null(strstr(report.shown[3].reason, "MultiPolygon"));
	assert_non_null(strstr(report.shown[4].reason, "naam"));
	assert_non_null(strstr(report.shown[5].reason, "twee keer"));
}

static void a_sliver_that_rounding_closes_is_dropped_with_its_holes(void **state)
{
	(void)state;
	assert_int_equal(import(import_areas, COLLECTION(FEATURE("\"code\":\"BU01931000\",\"naam\":\"A\"", "\"geometry\":{\"type\":\"MultiPolygon\","
		"\"coordinates\":[[[[6,52],[6,52],[6.1,52],[6,52]],[[6,52],[7,52],[7,53],[6,52]]],[[[6,52],[7,52],[7,53],[6,52]]]]}"))), IMPORT_DONE);
	struct slot *slot = db_slot(the.db, the.arena, SEVEN, NOW);
	struct rows *r = sql_read(slot, &test_area_shape, WITH(p_text("code", "BU01931000")));
	struct geometry shape;
	assert_true(rows_next(r) && geometry_decode(the.arena, rows_blob(r, 0).p, rows_blob(r, 0).n, &shape));
	assert_int_equal(shape.n, 1);
	assert_int_equal(shape.polygons[0].n, 1);
	rows_end(r);
	db_slot_back(slot);
	assert_int_equal(import(import_areas, COLLECTION(FEATURE("\"code\":\"BU01931000\",\"naam\":\"A\"", "\"geometry\":{\"type\":\"Polygon\","
		"\"coordinates\":[[[6,52],[6,52],[6.1,52],[6,52]]]}"))), IMPORT_BAD_ROWS);
}

static void what_is_no_geojson_is_refused(void **state)
{
	(void)state;
	const char *const wrong[] = { "", "[]", "{}", "{\"type\":\"Feature\"}", "{\"type\":\"FeatureCollection\",\"features\":7}", "code;naam\n",
		"{\"type\":\"FeatureCollection\",\"features\":[", "{\"type\":\"FeatureCollection\",\"features\":[7]}",
		"{\"type\":\"FeatureCollection\",\"features\":[]} x" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(import(import_areas, wrong[i]), IMPORT_BAD_ROWS);
	struct err e = { 0 };
	assert_int_equal(import_areas(the.db, "/no/such/file", (struct import_watch){ 0 }, &report, &e), IMPORT_FAILED);
	assert_true(err_any(&e));
}

/* ---- areas that were ---- */

#define BOX(w, e) "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[" w ",52.5],[" e ",52.5],[" e ",52.6],[" w ",52.6],[" w ",52.5]]]}"
#define HOOD(code, w, e) FEATURE("\"code\":\"" code "\",\"naam\":\"" code "\"", BOX(w, e))

SQL(test_ended, "SELECT count(*) FROM v_area WHERE ended_on IS NOT NULL");
SQL(test_became, "SELECT count(*) FROM v_area WHERE code = :code AND ended_on IS NOT NULL AND successor_code IS NOT DISTINCT FROM :successor");

static bool became(const char *code, const char *successor)
{
	return number(&test_became, WITH(p_text("code", code), p_text("successor", successor))) == 1;
}

static void a_divided_area_leads_to_where_its_middle_lies(void **state)
{
	(void)state;
	import(import_areas, COLLECTION(HOOD("BU01931000", "6.0", "6.4") ",\n" HOOD("BU01931001", "6.4", "6.5")));
	assert_int_equal(import(import_areas, COLLECTION(HOOD("BU01931002", "6.0", "6.19") ",\n" HOOD("BU01931003", "6.19", "6.4") ",\n"
		HOOD("BU01931001", "6.4", "6.5"))), IMPORT_DONE);
	assert_true(became("BU01931000", "BU01931003"));
	assert_int_equal(number(&test_ended, WITHOUT), 1);
	assert_int_equal(number(&test_areas, WITHOUT), 4);                /* nothing is removed */
	assert_int_equal(import(import_areas, COLLECTION(HOOD("BU01931002", "6.0", "6.19") ",\n" HOOD("BU01931003", "6.19", "6.4") ",\n"
		HOOD("BU01931001", "6.4", "6.5"))), IMPORT_DONE);
	assert_int_equal(report.added + report.changed, 0);
}

SQL(test_parts, "SELECT count(*) FROM v_area_part WHERE area_code = :code");
SQL(test_part, "SELECT count(*) FROM v_area_part WHERE area_code = :code AND part_code = :part");

static bool part(const char *code, const char *of)
{
	return number(&test_part, WITH(p_text("code", of), p_text("part", code))) == 1;
}

static int64_t parts(const char *code)
{
	return number(&test_parts, WITH(p_text("code", code)));
}

static void a_divided_area_knows_all_its_parts(void **state)
{
	(void)state;
	static const char divided[] = COLLECTION(HOOD("BU01931002", "6.0", "6.19") ",\n" HOOD("BU01931003", "6.19", "6.4") ",\n" HOOD("BU01931001", "6.4", "6.5"));
	import(import_areas, COLLECTION(HOOD("BU01931000", "6.0", "6.4") ",\n" HOOD("BU01931001", "6.4", "6.5")));
	assert_int_equal(import(import_areas, divided), IMPORT_DONE);
	assert_true(parts("BU01931000") == 2 && part("BU01931002", "BU01931000") && part("BU01931003", "BU01931000"));
	assert_int_equal(parts("BU01931001"), 0);
	assert_int_equal(import(import_areas, COLLECTION(HOOD("BU03630000", "4.8", "4.9"))), IMPORT_DONE);
	assert_int_equal(parts("BU01931000"), 2);                         /* a file of elsewhere */
	assert_int_equal(import(import_areas, COLLECTION(HOOD("BU01931004", "6.0", "6.1") ",\n" HOOD("BU01931005", "6.1", "6.19") ",\n"
		HOOD("BU01931003", "6.19", "6.4") ",\n" HOOD("BU01931001", "6.4", "6.5"))), IMPORT_DONE);
	assert_int_equal(parts("BU01931000"), 3);                         /* divided again */
	assert_int_equal(parts("BU01931002"), 2);
	assert_int_equal(import(import_areas, COLLECTION(HOOD("BU01931000", "6.0", "6.4") ",\n" HOOD("BU01931001", "6.4", "6.5"))), IMPORT_DONE);
	assert_int_equal(parts("BU01931000"), 0);                         /* there again */
	assert_true(part("BU01931000", "BU01931002"));
}

SQL(test_works, "SELECT count(*) FROM s_team_area WHERE team_id = :team AND area_code = :code");

static bool works(id64 team, const char *code)
{
	return store_number(NABIJ_ITSELF, NOW, &test_works, WITH(p_id("team", team), p_text("code", code))) == 1;
}

struct working { id64 team; const char *name, *prefix, *code; bool ends; };

static enum change work_there(struct slot *slot, void *ctx)
{
	struct working *w = ctx;
	if (w->ends)
		return team_area_end(slot, w->team, w->code) ? CHANGE_KEEP : CHANGE_UNDO;
	w->team = team_new(slot, &(struct team_new){ .name = w->name, .prefix = w->prefix, .phone = "14 038" });
	return w->team && team_area_add(slot, w->team, w->code) ? CHANGE_KEEP : CHANGE_UNDO;
}

static id64 team_in(const char *name, const char *prefix, const char *code)
{
	struct working w = { .name = name, .prefix = prefix, .code = code };
	assert_int_equal(db_change(the.db, the.arena, NABIJ_ITSELF, NOW, work_there, &w, &the.e), CHANGE_DURABLE);
	return w.team;
}

static void who_worked_in_an_area_works_in_all_that_it_became(void **state)
{
	(void)state;
	static const char divided[] = COLLECTION(HOOD("BU01931002", "6.0", "6.19") ",\n" HOOD("BU01931003", "6.19", "6.4") ",\n" HOOD("BU01931004", "6.4", "6.5"));
	import(import_areas, COLLECTION(HOOD("BU01931000", "6.0", "6.4") ",\n" HOOD("BU01931001", "6.4", "6.5")));
	id64 one = team_in("Een", "E", "BU01931000"), other = team_in("Ander", "A", "BU01931001");
	assert_int_equal(import(import_areas, divided), IMPORT_DONE);
	assert_true(works(one, "BU01931002") && works(one, "BU01931003") && works(one, "BU01931000"));    /* what was written under the old code stays theirs */
	assert_true(works(other, "BU01931004") && !works(one, "BU01931004") && !works(other, "BU01931003"));
	assert_int_equal(import(import_areas, COLLECTION(HOOD("BU01931005", "6.0", "6.5"))), IMPORT_DONE);
	assert_true(works(one, "BU01931005") && works(other, "BU01931005"));     /* merged: of both */
	struct working left = { .team = one, .code = "BU01931005", .ends = true };
	assert_int_equal(db_change(the.db, the.arena, NABIJ_ITSELF, NOW, work_there, &left, &the.e), CHANGE_DURABLE);
	assert_int_equal(import(import_areas, COLLECTION(HOOD("BU01931005", "6.0", "6.5"))), IMPORT_DONE);
	assert_true(!works(one, "BU01931005") && works(other, "BU01931005"));    /* what the manager chose stays */
}

static void merged_areas_lead_to_the_one_also_in_another_municipality(void **state)
{
	(void)state;
	import(import_areas, COLLECTION(HOOD("BU01931000", "6.0", "6.1") ",\n" HOOD("BU01931001", "6.1", "6.2") ",\n" HOOD("BU03631000", "4.8", "4.9")));
	import(import_figures, "niveau,code,naam,inwoners\nwijk,WK019310,Oude wijk,10\ngemeente,GM0193,Oude gemeente,10\n");
	assert_int_equal(import(import_areas, COLLECTION(HOOD("BU17000500", "5.9", "6.3"))), IMPORT_DONE);
	assert_true(became("BU01931000", "BU17000500"));
	assert_true(became("BU01931001", "BU17000500"));
	assert_true(became("WK019310", "WK170005"));
	assert_true(became("GM0193", "GM1700"));
	assert_int_equal(number(&test_ended, WITHOUT), 4);               /* Amsterdam was not in the file and is as it was */
}

static void an_area_that_comes_in_again_is_there_again(void **state)
{
	(void)state;
	import(import_areas, COLLECTION(HOOD("BU01931000", "6.0", "6.4")));
	import(import_areas, COLLECTION(HOOD("BU01931002", "6.0", "6.4")));
	assert_true(became("BU01931000", "BU01931002"));
	import(import_areas, COLLECTION(HOOD("BU01931000", "6.0", "6.4")));
	assert_true(became("BU01931002", "BU01931000"));
	assert_int_equal(number(&test_ended, WITHOUT), 1);
}

static void a_file_in_pieces_ends_nothing_and_a_whole_one_what_it_leaves_out(void **state)
{
	(void)state;
	import(import_areas, COLLECTION(HOOD("BU01931000", "6.0", "6.1") ",\n" HOOD("BU01931001", "6.1", "6.2") ",\n" HOOD("BU01931002", "6.2", "6.3")));
	import(import_areas, COLLECTION(HOOD("BU01931003", "6.3", "6.4")));
	assert_int_equal(number(&test_ended, WITHOUT), 0);
	import(import_areas, COLLECTION(HOOD("BU01931000", "6.0", "6.1") ",\n" HOOD("BU01931001", "6.1", "6.2") ",\n" HOOD("BU01931003", "6.3", "6.4")));
	assert_true(became("BU01931002", NULL));
	assert_int_equal(number(&test_ended, WITHOUT), 1);
	assert_int_equal(import(import_areas, COLLECTION(HOOD("BU01931000", "6.0", "6.1") ",\n" HOOD("BU0193100", "6.1", "6.2"))), IMPORT_BAD_ROWS);
	assert_int_equal(number(&test_ended, WITHOUT), 1);
}

/* ---- figures ---- */

SQL(test_year, "SELECT count(*) FROM v_figure WHERE year = 2024");

static void a_year_in_the_name_of_the_file_is_the_figures_year(void **state)
{
	struct err e = { 0 };
	(void)state;
	assert_int_equal(figure_file_year("/x/2023/kwb2024_gm_wk.csv"), 2024);
	assert_int_equal(figure_file_year("cijfers.csv"), 0);
	assert_int_equal(figure_file_year("20245.csv"), 0);
	assert_int_equal(import_figures(the.db, in_file("kwb-2024.csv", "code,inwoners\nGM0193,5\n"), (struct import_watch){ 0 }, &report, &e), IMPORT_DONE);
	assert_int_equal(number(&test_year, WITHOUT), 1);
	assert_int_equal(import(import_figures, "code,inwoners\nGM0193,5\n"), IMPORT_DONE);        /* a file without a year changes none */
	assert_int_equal(report.changed, 0);
}

static const char figures[] =
	"niveau,code,naam,inwoners,woz,label,postcode\n"
	"gemeente,GM0193,Zwolle,133141,350.5,\"sterk, stedelijk\",\n"
	"wijk,WK019310,Wijk 10,.,-99997,,8011\n"
	"buurt,BU01931000,Binnenstad-Zuid,2370,,NA,8011\n";

static void figures_make_areas_and_keep_hidden_as_hidden(void **state)
{
	(void)state;
	assert_int_equal(import(import_figures, figures), IMPORT_DONE);
	assert_int_equal(number(&test_areas, WITHOUT), 3);
	assert_int_equal(number(&test_figures, WITHOUT), 6);             /* no label, no postcode */
	assert_int_equal(number(&test_value, WITH(p_text("code", "GM0193"), p_text("name", "woz"), p_real("value", 350.5))), 1);
	assert_int_equal(number(&test_hidden, WITH(p_text("code", "WK019310"), p_text("name", "inwoners"))), 1);
	assert_int_equal(number(&test_hidden, WITH(p_text("code", "WK019310"), p_text("name", "woz"))), 1);
	assert_int_equal(number(&test_hidden, WITH(p_text("code", "BU01931000"), p_text("name", "woz"))), 1);
	assert_int_equal(number(&test_value, WITH(p_text("code", "WK019310"), p_text("name", "woz"), p_real("value", 0))), 0);
}

static void figures_twice_change_nothing_and_leave_drawn_areas_alone(void **state)
{
	(void)state;
	import(import_areas, two_areas);
	import(import_figures, figures);
	assert_int_equal(number(&test_area_name, WITH(p_text("code", "BU01931000"), p_text("name", "Binnenstad"))), 1);
	import(import_areas, two_areas);
	assert_int_equal(import(import_figures, figures), IMPORT_DONE);
	assert_int_equal(report.added + report.changed, 0);
	assert_int_equal(number(&test_figure_versions, WITHOUT), 6);
	assert_int_equal(number(&test_area_versions, WITHOUT), 4);
}

static void a_figure_that_is_published_later_is_no_longer_hidden(void **state)
{
	(void)state;
	import(import_figures, figures);
	assert_int_equal(import(import_figures, "code;inwoners;woz\nWK019310;4100;301,5\n"), IMPORT_DONE);
	assert_int_equal(report.changed, 2);
	assert_int_equal(number(&test_value, WITH(p_text("code", "WK019310"), p_text("name", "woz"), p_real("value", 301.5))), 1);
}

static void a_word_among_numbers_is_named_and_nothing_is_changed(void **state)
{
	(void)state;
	assert_int_equal(import(import_figures, "code,naam,inwoners\nGM0193,Zwolle,1\nGM0363,Amsterdam,veel\nGM0014,Groningen,3\nGM19,X,1\n,,\nGM0193\n"),
		IMPORT_BAD_ROWS);
	assert_int_equal(report.problems, 4);
	assert_int_equal(report.shown[0].line, 3);
	assert_string_equal(report.shown[0].column, "inwoners");
	assert_string_equal(report.shown[0].value, "veel");
	assert_string_equal(report.shown[1].column, "code");
	assert_int_equal(report.shown[3].line, 7);
	assert_int_equal(number(&test_areas, WITHOUT), 0);
	assert_int_equal(number(&test_figures, WITHOUT), 0);
}

static void a_number_is_read_as_cbs_writes_it(void **state)
{
	(void)state;
	double value;
	bool hidden;
	assert_true(figure_parse("1,7", true, &value, &hidden) && !hidden && value == 1.7);
	assert_true(figure_parse("-99999", false, &value, &hidden) && hidden);
	assert_true(figure_parse("-99998", false, &value, &hidden) && !hidden);
	assert_true(figure_parse("0", false, &value, &hidden) && !hidden && value == 0);
	const char *const not[] = { "1,7", "1.2.3", "x", "0x10", "nan", "inf", "1e999", "-", "12 ", "1234567890123456789012345678901234567890" };
	for (size_t i = 0; i < sizeof not / sizeof *not; i++)
		assert_false(figure_parse(not[i], false, &value, &hidden));
}

/* ---- postcodes, and what holds for all ---- */

static void postcodes_come_in_once(void **state)
{
	(void)state;
	const char *text = "buurtcode,buurtnaam,gemeentecode,pc4_meest_voorkomend\nBU01931000,A,GM0193,8011\nBU01931010,B,GM0193,8011\n"
		"BU01939997,Water,GM0193,NA\nBU01931000,A,GM0193,8011 ab\n";
	assert_int_equal(import(import_postcodes, text), IMPORT_DONE);
	assert_int_equal(number(&test_postcodes, WITHOUT), 3);
	assert_int_equal(import(import_postcodes, text), IMPORT_DONE);
	assert_int_equal(report.added, 0);
	assert_int_equal(import(import_postcodes, "postcode,code\n0123,BU01931000\n8011SS,BU01931000\n80111,BU01931000\n8011,WK019310\n"), IMPORT_BAD_ROWS);
	assert_int_equal(report.problems, 4);
	assert_int_equal(import(import_postcodes, "postcode\n8011\n"), IMPORT_BAD_ROWS);
	assert_string_equal(report.shown[0].column, "buurtcode");
}

static void only_the_first_twenty_bad_rows_are_named(void **state)
{
	(void)state;
	struct buf text;
	buf_init(&text, 0);
	buf_str(&text, "postcode,code\n");
	for (int i = 0; i < 50; i++)
		buf_str(&text, "x,BU01931000\n");
	assert_int_equal(import(import_postcodes, text.p), IMPORT_BAD_ROWS);
	buf_release(&text);
	assert_int_equal(report.problems, 50);
	assert_int_equal(report.shown[IMPORT_SHOWN - 1].line, IMPORT_SHOWN + 1);
}

static void a_table_that_is_not_utf8_is_refused_with_its_line(void **state)
{
	(void)state;
	assert_int_equal(import(import_figures, "code,naam,x\nGM0193,Zwolle,1\nGM0363,Amst\xE9rdam,2\n"), IMPORT_BAD_ROWS);
	assert_int_equal(report.shown[0].line, 3);
	assert_int_equal(number(&test_areas, WITHOUT), 0);
}

static bool stop_at_once(void *ctx, uint64_t done, uint64_t total)
{
	++*(int *)ctx;
	assert_true(done <= total);
	return false;
}

static void who_stops_an_import_changes_nothing(void **state)
{
	int told = 0;
	struct err e = { 0 };
	(void)state;
	assert_int_equal(import_areas(the.db, in_file("import", two_areas), (struct import_watch){ stop_at_once, &told }, &report, &e), IMPORT_STOPPED);
	assert_int_equal(told, 1);
	assert_int_equal(number(&test_areas, WITHOUT), 0);
}

int main(void)
{
#define WITH_STORE(name) cmocka_unit_test_setup_teardown(name, ready, store_gone)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_code_is_letters_digits_and_capitals), cmocka_unit_test(a_code_says_what_it_lies_in),
		cmocka_unit_test(a_set_of_codes_knows_what_it_has_seen),
		WITH_STORE(a_shape_comes_back_as_it_went_in), WITH_STORE(a_point_is_inside_and_not_in_the_hole),
		cmocka_unit_test(json_is_read_strictly), WITH_STORE(json_is_bounded),
		WITH_STORE(areas_come_in_with_name_place_and_shape), WITH_STORE(the_same_areas_twice_change_nothing),
		WITH_STORE(a_new_name_changes_one_area), WITH_STORE(bad_features_are_named_and_nothing_is_changed),
		WITH_STORE(a_sliver_that_rounding_closes_is_dropped_with_its_holes), WITH_STORE(what_is_no_geojson_is_refused),
		WITH_STORE(a_divided_area_leads_to_where_its_middle_lies), WITH_STORE(a_divided_area_knows_all_its_parts), WITH_STORE(who_worked_in_an_area_works_in_all_that_it_became), WITH_STORE(merged_areas_lead_to_the_one_also_in_another_municipality),
		WITH_STORE(an_area_that_comes_in_again_is_there_again), WITH_STORE(a_file_in_pieces_ends_nothing_and_a_whole_one_what_it_leaves_out),
		WITH_STORE(a_year_in_the_name_of_the_file_is_the_figures_year),
		WITH_STORE(figures_make_areas_and_keep_hidden_as_hidden), WITH_STORE(figures_twice_change_nothing_and_leave_drawn_areas_alone),
		WITH_STORE(a_figure_that_is_published_later_is_no_longer_hidden), WITH_STORE(a_word_among_numbers_is_named_and_nothing_is_changed),
		cmocka_unit_test(a_number_is_read_as_cbs_writes_it),
		WITH_STORE(postcodes_come_in_once), WITH_STORE(only_the_first_twenty_bad_rows_are_named),
		WITH_STORE(a_table_that_is_not_utf8_is_refused_with_its_line), WITH_STORE(who_stops_an_import_changes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
