#include "districts.h"
#include <stdlib.h>
#include <string.h>

SQL(figures_districts, "SELECT a.code, a.name FROM v_area a WHERE a.kind = 'district' AND a.municipality_code IN"
	" (SELECT 'GM' || substr(t.area_code, 3, 4) FROM v_team_area t) ORDER BY a.name, a.code LIMIT :n");

void districts_read(struct slot *slot, struct districts *d)
{
	struct rows *r = sql_read(slot, &figures_districts, WITH(p_int("n", DISTRICTS_MOST)));
	for (d->n = 0; d->n < DISTRICTS_MOST && rows_next(r); d->n++)
		d->list[d->n] = (struct district){ rows_text(r, 0), rows_text(r, 1) };
	rows_end(r);
}

size_t district_row(const struct districts *d, const char *code)
{
	for (size_t i = 0; code && i < d->n; i++)
		if (!strcmp(d->list[i].code, code))
			return i;
	return d->n;
}

const char *quarter_name(const struct lang *lang, int quarter)
{
	static const char *const names[] = { N_("1e kwartaal"), N_("2e kwartaal"), N_("3e kwartaal"), N_("4e kwartaal") };
	return tr(lang, names[quarter % 4]);
}

const char *quarter_words(struct arena *arena, const struct lang *lang, int quarter)
{
	return tr_fill(arena, tr(lang, N_("{quarter} {year}")), "quarter", quarter_name(lang, quarter), "year", arena_int(arena, quarter / 4), NULL);
}

int quarter_asked(struct request *rq)
{
	const char *typed = form_get(&rq->http->query, "quarter");
	int last = quarter_published(rq->today), quarter = typed ? (int)strtol(typed, NULL, 10) : last;
	return quarter > last || quarter <= last - QUARTERS_BACK ? last : quarter;
}
