/* Where "In de buurt" looks: the place that was typed, what lies around it, and what meets there. */
#include <ctype.h>
#include <string.h>
#include "../../platform/base/utf8.h"
#include "../neighbourhood/neighbourhood.h"
#include "nearby.h"

SQL(place_of_postcode, "SELECT p.area_code, v.name FROM v_place_postcode p JOIN v_place v ON v.code = p.area_code WHERE p.postcode = :postcode AND v.kind = 'neighbourhood'"
	" ORDER BY p.area_code LIMIT 1");
SQL(place_of_name, "SELECT v.code, v.name FROM v_place v WHERE v.name_start = :start ORDER BY v.code LIMIT 500");
SQL(place_of_code, "SELECT v.code, v.name FROM v_place v WHERE v.code = :code");

void nearby_around(struct arena *a, struct nearby_where *w)
{
	enum area_kind kind = w->code ? area_code_kind(w->code) : AREA_NONE;
	int digits = kind == AREA_MUNICIPALITY ? 4 : kind == AREA_NONE ? 0 : 6;
	w->from = arena_printf(a, "BU%.*s%.*s", digits, w->code ? w->code + 2 : "", 8 - digits, "00000000");
	w->to = arena_printf(a, "BU%.*s%.*s", digits, w->code ? w->code + 2 : "", 8 - digits, "99999999");
}

static bool same_name(struct arena *a, const char *x, const char *y)
{
	return !strcmp(utf8_fold(a, x), utf8_fold(a, y));
}

/* Without spaces, in capitals: as codes and postcodes are kept. */
static const char *tight(struct arena *a, const char *typed)
{
	char *all = arena_strdup(a, typed), *to = all;
	for (const char *p = typed; *p; p++)
		if (*p != ' ')
			*to++ = (char)toupper((unsigned char)*p);
	*to = 0;
	return all;
}

bool nearby_find(struct request *rq, const char *typed, struct nearby_where *w)
{
	const char *code = tight(rq->arena, typed);
	bool is_postcode = isdigit((unsigned char)*code), is_code = !is_postcode && area_code_kind(code) != AREA_NONE;
	struct rows *r = is_postcode ? sql_read(rq->slot, &place_of_postcode, WITH(p_text("postcode", strlen(code) > 4 ? arena_strndup(rq->arena, code, 4) : code)))
		: is_code ? sql_read(rq->slot, &place_of_code, WITH(p_text("code", code)))
		: sql_read(rq->slot, &place_of_name, WITH(p_text("start", area_name_start(rq->arena, typed))));
	while (rows_next(r))
		if (!w->code && (is_postcode || is_code || same_name(rq->arena, rows_text(r, 1), typed)))
			*w = (struct nearby_where){ .code = rows_text(r, 0), .name = rows_text(r, 1) };
	rows_end(r);
	return w->code != NULL;
}

SQL(nearby_meetings, "SELECT m.initiative_id, m.id, m.start_at, m.end_at, m.place, m.weekday, m.cancelled_at, m.version, m.title, m.about, m.why FROM v_open_initiative_meeting m"
	" WHERE m.initiative_id IN (SELECT o.id FROM v_open_initiative o WHERE o.area_code >= :from AND o.area_code <= :to) AND m.start_at > :since ORDER BY m.start_at LIMIT :n");

struct rows *nearby_meetings_after(struct request *rq, const struct nearby_where *w, moment since)
{
	return sql_read(rq->slot, &nearby_meetings, WITH(p_text("from", w->from), p_text("to", w->to), p_moment("since", since), p_int("n", NEARBY_MEETINGS_MOST)));
}
