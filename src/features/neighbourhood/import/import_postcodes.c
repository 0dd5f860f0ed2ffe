/* Which neighbourhoods a postcode lies in. */
#include <ctype.h>
#include "../../../platform/web/i18n.h"
#include "../areas/area_code.h"
#include "import.h"

SQL(import_postcode_known, "SELECT 1 FROM v_postcode WHERE postcode = :postcode AND area_code = :code");
SQL(import_postcode_add, "INSERT INTO postcode (id, postcode, area_code) VALUES (:id, :postcode, :code)");

enum { POSTCODE, AREA };
static const char *const POSTCODE_ALSO[] = { "postcode", "pc6", "pc4", "pc4meestvoorkomend", NULL };
static const char *const AREA_ALSO[] = { "buurtcode", "areacode", "code", NULL };

/* Four digits, or those and two letters, as "8021" or "8021AB" (not from 0, and SA, SD and SS are not given out). */
static bool postcode_normal(const char *text, char normal[7])
{
	size_t n = 0;
	for (; *text; text++) {
		if (*text == ' ' && n == 4)
			continue;
		if (n == 6 || !(n < 4 ? isdigit((unsigned char)*text) : isalpha((unsigned char)*text)))
			return false;
		normal[n++] = (char)toupper((unsigned char)*text);
	}
	normal[n] = '\0';
	return normal[0] != '0' && (n == 4 || (n == 6 && strcmp(normal + 4, "SA") && strcmp(normal + 4, "SD") && strcmp(normal + 4, "SS")));
}

static bool is_hidden(const char *cell)
{
	double value;
	bool hidden;
	return figure_parse(cell, false, &value, &hidden) && hidden;
}

static void take_row(struct import *im, struct import_table *t, struct import_column *columns)
{
	const char *code = table_cell(t, &columns[AREA]), *cell = table_cell(t, &columns[POSTCODE]);
	char postcode[7] = "";
	if (is_hidden(cell))                         /* a neighbourhood where nobody has an address */
		return;
	if (!postcode_normal(cell, postcode))
		import_bad(im, t->line, t->header[columns[POSTCODE].at], N_("Dit is geen postcode, zoals 8021 of 8021 AB"), cell);
	if (area_code_kind(code) != AREA_NEIGHBOURHOOD)
		import_bad(im, t->line, t->header[columns[AREA].at], N_("Dit is geen buurtcode, zoals BU01931010"), code);
	if (im->report->problems)
		return;
	if (sql_number(im->slot, &import_postcode_known, WITH(p_text("postcode", postcode), p_text("code", code)), 0))
		im->report->same++;
	else
		import_counted(im, sql_run(im->slot, &import_postcode_add, WITH(p_id("id", id_new()), p_text("postcode", postcode),
			p_text("code", code))), true);
}

enum import_result import_postcodes(struct db *db, const char *path, struct import_watch watch, struct import_report *report, struct err *e)
{
	struct import_column columns[] = {
		[POSTCODE] = { "postcode", POSTCODE_ALSO, true, -1 }, [AREA] = { "buurtcode", AREA_ALSO, true, -1 }, { NULL }
	};
	struct import im;
	struct import_table t;
	uint64_t size;
	if (!file_size(path, &size, e) || !import_begin(&im, db, watch, report, size, e))
		return IMPORT_FAILED;
	if (table_open(&t, &im, path, columns, e))
		while (table_next(&t, &im)) {
			take_row(&im, &t, columns);
			if (!import_row(&im, t.bytes))
				break;
		}
	if (t.csv)
		table_close(&t);
	return import_end(&im, e);
}
