/* Areas with their shapes, from GeoJSON. */
#include "../../../platform/base/utf8.h"
#include "../../../platform/web/i18n.h"
#include "../areas/area_code.h"
#include "geojson.h"
#include "import.h"
#include "import_past.h"

SQL(import_area_find, "SELECT id, name, parent_code, municipality_code, lon, lat, geometry FROM v_area WHERE code = :code");
SQL(import_area_add, "INSERT INTO area (id, code, kind, name, name_start, parent_code, municipality_code, lon, lat, geometry)"
	" VALUES (:id, :code, :kind, :name, :start, :parent, :municipality, :lon, :lat, :geometry)");
SQL(import_area_change, "UPDATE area SET name = :name, name_start = :start, parent_code = :parent, municipality_code = :municipality, lon = :lon, lat = :lat,"
	" geometry = :geometry, version = version + 1 WHERE id = :id");

enum { NAME_MOST = 120 };

/* An empty code is kept as NULL. */
static const char *code_or_null(const char *code)
{
	return code && *code ? code : NULL;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_row(const struct rows *r, const struct area_row *a)
{
	struct blob shape = rows_blob(r, 6);
	return same_text(rows_text(r, 1), a->name) && same_text(rows_text(r, 2), code_or_null(a->parent))
		&& same_text(rows_text(r, 3), code_or_null(a->municipality)) && shape.n == a->geometry.n
		&& (!shape.n || !memcmp(shape.p, a->geometry.p, shape.n));
}

static void area_write(struct import *im, struct sql *how, id64 id, const struct area_row *a)
{
	import_counted(im, sql_run(im->slot, how, WITH(p_id("id", id), p_text("code", a->code),
		p_text("kind", area_kind_code(area_code_kind(a->code))), p_text("name", a->name), p_text("start", area_name_start(im->arena, a->name)),
		p_text("parent", code_or_null(a->parent)),
		p_text("municipality", code_or_null(a->municipality)),
		a->shaped ? p_real("lon", a->lon) : p_null("lon", PARAM_REAL), a->shaped ? p_real("lat", a->lat) : p_null("lat", PARAM_REAL),
		p_blob("geometry", a->geometry))), how == &import_area_add);
}

void area_keep(struct import *im, const struct area_row *a)
{
	struct rows *r = sql_read(im->slot, &import_area_find, WITH(p_text("code", a->code)));
	if (!rows_next(r)) {
		area_write(im, &import_area_add, id_new(), a);
		return;
	}
	id64 id = rows_int(r, 0);
	bool keeps = rows_blob(r, 6).n && !a->shaped, same = keeps || same_row(r, a);
	rows_end(r);
	if (same)
		im->report->same++;
	else
		area_write(im, &import_area_change, id, a);
}

/* ---- a feature ---- */

static const char *const CODE_NAMES[] = { "code", "statcode", "buurtcode", "wijkcode", "gemeentecode", NULL };
static const char *const NAME_NAMES[] = { "naam", "name", "statnaam", "buurtnaam", "wijknaam", "gemeentenaam", NULL };
static const char *const DISTRICT_NAMES[] = { "wijkcode", NULL };
static const char *const MUNICIPALITY_NAMES[] = { "gemeentecode", NULL };

/* A code that the feature itself names, when it is of that kind; else the one its own code says. */
static const char *named_code(const struct geojson_feature *f, const char *const *names, enum area_kind kind, const char *otherwise)
{
	const char *code = geojson_get(f, names);
	return area_code_kind(code) == kind ? code : otherwise;
}

static void shape_of(struct import *im, const struct geojson_feature *f, struct area_row *a, struct buf *bytes)
{
	buf_clear(bytes);
	a->shaped = f->shaped;
	if (!f->shaped)
		return;
	struct geo_point at = geometry_inside(im->arena, &f->shape);
	a->lon = (double)at.lon / MICRO_DEGREES;
	a->lat = (double)at.lat / MICRO_DEGREES;
	geometry_encode(&f->shape, bytes);
	a->geometry = (struct blob){ (const unsigned char *)bytes->p, bytes->n };
}

static void take_feature(struct import *im, const struct geojson_feature *f, struct area_set *seen, struct buf *bytes)
{
	const char *code = geojson_get(f, CODE_NAMES), *name = geojson_get(f, NAME_NAMES);
	enum area_kind kind = area_code_kind(code);
	char parent[AREA_CODE_BYTES], municipality[AREA_CODE_BYTES];
	if (kind == AREA_NONE) {
		import_bad(im, f->line, "code", code ? N_("Dit is geen CBS-code (GM, WK of BU met cijfers en hoofdletters)")
			: N_("De code ontbreekt"), code);
		return;
	}
	name = name ? utf8_clean(im->arena, name, true) : "";
	if (!*name || utf8_length(name) > NAME_MOST)
		import_bad(im, f->line, "naam", *name ? N_("Deze naam is te lang") : N_("De naam ontbreekt"), name);
	if (!area_set_add(seen, code))
		import_bad(im, f->line, "code", N_("Deze code staat twee keer in het bestand"), code);
	area_code_parent(code, parent);
	area_code_municipality(code, municipality);
	struct area_row a = { .code = code, .name = name, .parent = parent, .municipality = kind == AREA_MUNICIPALITY ? "" : municipality };
	if (kind == AREA_NEIGHBOURHOOD)
		a.parent = named_code(f, DISTRICT_NAMES, AREA_DISTRICT, parent);
	if (kind != AREA_MUNICIPALITY)
		a.municipality = named_code(f, MUNICIPALITY_NAMES, AREA_MUNICIPALITY, municipality);
	if (kind == AREA_DISTRICT)
		a.parent = a.municipality;
	shape_of(im, f, &a, bytes);
	if (!im->report->problems)
		area_keep(im, &a);
}

static void take_features(struct import *im, struct json_reader *json)
{
	struct geojson *g = geojson_new(json);
	struct area_set seen = { 0 };
	struct geojson_feature f;
	struct buf bytes;
	enum geojson_event event;
	buf_init(&bytes, 0);
	while ((event = geojson_next(g, im->arena, &f)) == GEOJSON_FEATURE || event == GEOJSON_BAD) {
		if (event == GEOJSON_BAD)
			import_bad(im, f.line, f.problem_at, f.problem, geojson_get(&f, CODE_NAMES));
		else
			take_feature(im, &f, &seen, &bytes);
		if (!import_row(im, json_offset(json)))
			break;
	}
	if (event == GEOJSON_FAILED) {
		char where[32];
		snprintf(where, sizeof where, "teken %zu", json_column(json));
		import_bad(im, json_line(json), where, geojson_problem(g), NULL);
	}
	buf_release(&bytes);
	if (seen.n && !im->report->problems && !im->stopped)
		import_past(im, &seen);
	area_set_release(&seen);
	geojson_free(g);
}

enum import_result import_areas(struct db *db, const char *path, struct import_watch watch, struct import_report *report, struct err *e)
{
	struct import im;
	uint64_t size;
	struct json_reader *json = file_size(path, &size, e) ? json_open_file(path, e) : NULL;
	if (!json || !import_begin(&im, db, watch, report, size, e)) {
		json_close(json);
		return IMPORT_FAILED;
	}
	take_features(&im, json);
	json_close(json);
	return import_end(&im, e);
}
