/* Where a theme was heard, drawn among the neighbourhoods around it. */
#include "../../platform/base/list.h"
#include "../neighbourhood/neighbourhood.h"
#include "counts.h"
#include "templates.h"
#include "theme_page.h"

enum { AREAS_SHOWN = 700 };

/* What was heard, and around it the neighbourhoods of its districts, near enough to read their names; of its municipality where the district is small. A district
 * of which no more is known than itself lies over its neighbourhoods, and under those that were heard by their own name. What is divided since has no shape. */
#define HEARD "SELECT t.area_code, a.name, a.geometry, 1, t.observed, t.households, t.reporters FROM v_theme_area t LEFT JOIN v_area a ON a.code = t.area_code WHERE t.theme_id = :id"
#define AND_AROUND " UNION ALL SELECT a.code, a.name, a.geometry, 0, CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT) FROM v_area a WHERE a.kind = 'neighbourhood' AND "
SQL(theme_map_districts, HEARD AND_AROUND "a.parent_code IN (SELECT 'WK' || substr(t.area_code, 3, 6) FROM v_theme_area t WHERE t.theme_id = :id) LIMIT :n");
SQL(theme_map_municipality, HEARD AND_AROUND "a.code >= 'BU' || substr(:municipality, 3) AND a.code < 'BU' || substr(:municipality, 3) || 'A' LIMIT :n");

/* Where it was heard, with what; then what lies around. */
struct heard_areas { struct area_value *area; struct count_cell *cell; size_t n, around; };

static struct area_value area_of(struct request *rq, struct rows *r)
{
	const char *name = rows_text(r, 1);
	return (struct area_value){ .code = rows_text(r, 0), .name = name ? name : rq_tr(rq, N_("een buurt die is opgedeeld")), .geometry = rows_blob(r, 2) };
}

static struct count_cell cell_of(struct rows *r)
{
	struct count_cell c = { .n = rows_int(r, 4), .households = rows_int(r, 5), .reporters = rows_int(r, 6) };
	c.exact = count_exact(c.n, c.households, c.reporters);
	return c;
}

static bool heard_in(const struct heard_areas *h, const char *code)
{
	for (size_t i = 0; i < h->n; i++)
		if (!strcmp(h->area[i].code, code))
			return true;
	return false;
}

static struct heard_areas read_areas(struct request *rq, struct theme_page *d, const struct theme_seen *s)
{
	struct heard_areas h = { 0 };
	struct area_value *around = NULL;
	size_t cells = 0, n = 0;
	const struct param *with = WITH(p_text("municipality", s->municipality), p_id("id", d->id), p_int("n", AREAS_SHOWN));
	struct rows *r = sql_read(rq->slot, s->around ? &theme_map_districts : &theme_map_municipality, with);
	while (rows_next(r)) {
		struct area_value area = area_of(rq, r);
		area.known = area.marked = rows_int(r, 3);
		if (!area.marked) {
			*LIST_ADD(rq->arena, around, n) = area;
			continue;
		}
		*LIST_ADD(rq->arena, h.cell, cells) = cell_of(r);
		*LIST_ADD(rq->arena, h.area, h.n) = area;
	}
	rows_end(r);
	for (size_t i = 0, all = h.n; i < n; i++)
		if (!heard_in(&h, around[i].code)) {
			*LIST_ADD(rq->arena, h.area, all) = around[i];
			h.around++;
		}
	return h;
}

void theme_read_map(struct request *rq, struct theme_page *d, const struct theme_seen *s)
{
	struct heard_areas h = read_areas(rq, d, s);
	counts_tell(h.cell, h.n, d->exact ? &s->w.observed : NULL);
	for (size_t i = 0; i < h.n; i++) {
		h.area[i].value = count_cell_drawn(&h.cell[i]);
		h.area[i].words = count_cell_words(rq->arena, rq->lang, &h.cell[i]);
	}
	d->map.id = "map";
	d->map.title = rq_tr(rq, N_("Waar het gehoord is"));
	d->map.measure = rq_tr(rq, N_("Gehoord"));
	d->map.unknown_words = rq_tr(rq, N_("hoort er niet bij"));
	area_map_draw(rq->arena, rq->lang, h.area, h.n + h.around, &d->map);
}
