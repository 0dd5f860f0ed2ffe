/* What comes in from CBS: areas with their shapes, key figures, postcodes. All three: src/platform/jobs/import.h says how (all or nothing, bad
 * rows named, twice changes nothing). Rows are added and brought up to date; none is removed: an area that the map no longer has is marked, with
 * what lies there now (import_past.c).
 *
 * areas      GeoJSON, a FeatureCollection in WGS84. A feature's code: `code`, `statcode`, `buurtcode`, `wijkcode` or `gemeentecode`; its name: `naam`,
 *            `name`, `statnaam`, `buurtnaam`, `wijknaam` or `gemeentenaam`. What it lies in: `wijkcode` / `gemeentecode`, else by its own code.
 * figures    CSV with a column `code` and any number of numeric columns, each a figure by its column's name; columns of words are passed over. Empty,
 *            ".", "NA" and CBS's -99995, -99997, -99999 are hidden: kept as such, never 0. Areas that are not known yet are made, without a shape; of an
 *            area without a shape the name follows the file. A year in the file's name ("kwb2024.csv") is the figures' year. Afterwards the country is
 *            counted anew (figure_reference.h).
 * postcodes  CSV: a postcode (four digits, or whole) and the code of a neighbourhood it lies in. */
#ifndef NABIJ_NEIGHBOURHOOD_IMPORT_H
#define NABIJ_NEIGHBOURHOOD_IMPORT_H
#include "../../../platform/jobs/import.h"

enum import_result import_areas(struct db *, const char *path, struct import_watch, struct import_report *, struct err *);
enum import_result import_figures(struct db *, const char *path, struct import_watch, struct import_report *, struct err *);
enum import_result import_postcodes(struct db *, const char *path, struct import_watch, struct import_report *, struct err *);

/* ---- for the three, and for the demo ---- */

struct area_row {
	const char *code, *name, *parent, *municipality;     /* parent and municipality: codes, "" for none */
	bool shaped;
	double lon, lat;             /* of shaped */
	struct blob geometry;        /* p NULL: none */
};
/* Adds the area, or changes what differs; an area that has a shape keeps it when `row` has none. Counted in the import. */
void area_keep(struct import *, const struct area_row *);
/* A number as CBS writes it ("1234", "-0.5", with decimal_comma "1,7"); *hidden for what CBS keeps back. False: neither. */
bool figure_parse(const char *, bool decimal_comma, double *value, bool *hidden);
int figure_file_year(const char *path);          /* "data/kwb2024_gm.csv": 2024; 0 when it names none */
#endif
