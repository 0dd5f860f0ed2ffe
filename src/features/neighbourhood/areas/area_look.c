#include "area_look.h"
#include <string.h>
#include "area_code.h"

/* A team works in an area when it is the area's, or of what that lies in, or of a part of it. */
SQL(area_seen_one, "SELECT a.code, a.name, a.kind, a.parent_code, p.name, a.municipality_code, m.name, a.ended_on, EXISTS (SELECT 1"
	" FROM v_team_area t WHERE t.team_id = :team AND (t.area_code IN (a.code, a.parent_code, a.municipality_code) OR EXISTS (SELECT 1 FROM v_area x"
	" WHERE x.code = t.area_code AND (x.parent_code = a.code OR x.municipality_code = a.code)))) FROM v_area a LEFT JOIN v_area p ON p.code = a.parent_code"
	" LEFT JOIN v_area m ON m.code = a.municipality_code WHERE a.code = :code");

bool area_see(struct request *rq, const char *code, struct area_seen *a)
{
	if (area_code_kind(code) == AREA_NONE)
		return false;
	struct rows *r = sql_read(rq->slot, &area_seen_one, WITH(p_text("code", code), p_id("team", rq_is(rq, K_TEAM) ? rq->viewer.team : 0)));
	bool found = rows_next(r);
	if (found) {
		*a = (struct area_seen){ .code = rows_text(r, 0), .name = rows_text(r, 1), .kind = rows_text(r, 2), .parent = rows_text(r, 3),
			.parent_name = rows_text(r, rows_null(r, 4) ? 3 : 4), .municipality = rows_text(r, 5), .municipality_name = rows_text(r, rows_null(r, 6) ? 5 : 6),
			.ended_on = rows_day(r, 7), .of_team = rows_bool(r, 8) };
		if (!a->municipality)
			a->municipality = a->code, a->municipality_name = a->name;
	}
	rows_end(r);
	return found;
}

const char *area_kind_words(struct request *rq, const char *kind)
{
	return rq_tr(rq, !strcmp(kind, "municipality") ? N_("gemeente") : !strcmp(kind, "district") ? N_("wijk") : N_("buurt"));
}
