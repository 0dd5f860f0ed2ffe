/* Which neighbourhood a report is about: what was said of it, and what there is to choose from. */
#include <ctype.h>
#include "../../platform/base/list.h"
#include "../household/household.h"
#include "place_map.h"
#include "report_form.h"
#include "signal.h"
#include "templates.h"

/* The first thing in a text that is a postcode, whole or its four digits; NULL when there is none. */
static const char *postcode_in(struct arena *a, const char *text)
{
	for (const char *p = text; p && *p; p++) {
		if (!isdigit((unsigned char)*p) || (p > text && isalnum((unsigned char)p[-1])))
			continue;
		size_t n = strspn(p, "0123456789");
		if (n == 4) {
			const char *l = p + 4 + (p[4] == ' ');
			bool whole = isalpha((unsigned char)l[0]) && isalpha((unsigned char)l[1]) && !isalnum((unsigned char)l[2]);
			return whole ? arena_printf(a, "%.4s%.2s", p, l) : arena_strndup(a, p, 4);
		}
		p += n - 1;
	}
	return NULL;
}

static const char *area_by_postcode(struct request *rq, const char *text)
{
	const char *postcode = postcode_in(rq->arena, text);
	slot_view_as(rq->slot, NABIJ_ITSELF);        /* who is not signed in sees no table at all, not even of postcodes */
	const char *area = postcode ? area_of_postcode(rq->slot, postcode) : NULL;
	slot_view_as(rq->slot, rq->viewer.account);
	return area;
}

/* What was looked for, when there are too many neighbourhoods to show; NULL: nothing, or not found. */
static const char *area_found(struct request *rq)
{
	const char *words = field_text(rq->in, "find"), *area = words ? area_by_postcode(rq, words) : NULL;
	return area || !words ? area : place_named(rq->slot, words);
}

const char *report_area_said(struct request *rq)
{
	const char *said = field_text(rq->in, "spot");
	if (!said)
		said = area_by_postcode(rq, field_text(rq->in, "place"));
	if (!said)
		said = area_by_postcode(rq, field_text(rq->in, "about"));
	if (!said)
		said = field_text(rq->in, "area");
	return said ? said : area_found(rq);
}

/* Too many to show at once: those around what was looked for. What was ticked of others is let go, and a neighbourhood that was found is ticked. */
static struct place_list look_around(struct request *rq, struct report_form *d)
{
	const char *code = area_found(rq);
	struct place_list all = code ? places_around(rq->slot, code) : (struct place_list){ NULL, 0 };
	d->find = true;
	d->lost = field_text(rq->in, "find") && !code;
	if (!place_among(&all, field_text(rq->in, "spot")))
		field_of(rq->in, "spot")->text = "";
	if (!place_among(&all, field_text(rq->in, "area")))
		field_of(rq->in, "area")->text = place_among(&all, code) ? code : "";
	return all;
}

void report_offer_places(struct request *rq, struct report_form *d, id64 team)
{
	struct place_list all = team ? places_of_team(rq->slot, team) : places_of_all(rq->slot);
	if (!team && all.n > PLACE_MAP_MOST)
		all = look_around(rq, d);
	const char *area = field_text(rq->in, "area"), *spot = field_text(rq->in, "spot");
	for (int64_t i = 0; i < all.n; i++) {
		struct report_form_areas *x = LIST_ADD(rq->arena, d->areas, d->areas_n);
		*x = (struct report_form_areas){ .code = all.place[i].code, .name = all.place[i].name, .on = area && !strcmp(area, all.place[i].code) };
	}
	d->map = place_map(rq->arena, &all, spot);
	d->spot = spot != NULL || d->find;
}

SQL(report_area_name, "SELECT name FROM s_area WHERE code = :code");

void report_say_area(struct request *rq, struct report_form *d, const char *code)
{
	const char *near = area_nearest(rq->slot, code);
	slot_view_as(rq->slot, NABIJ_ITSELF);
	struct rows *r = sql_read(rq->slot, &report_area_name, WITH(p_text("code", near)));
	d->area = rows_next(r) ? rows_text(r, 0) : NULL;
	rows_end(r);
	slot_view_as(rq->slot, rq->viewer.account);
	d->moved = !near || strcmp(near, code);
}

void report_keep_area(struct request *rq, struct report_form *d, const char *code)
{
	for (size_t i = 0; i < d->areas_n; i++)
		if (!strcmp(d->areas[i].code, code))
			return;
	const char *area = field_text(rq->in, "area");
	struct report_form_areas *x = LIST_ADD(rq->arena, d->areas, d->areas_n);
	*x = (struct report_form_areas){ .code = code, .name = d->area, .on = area && !strcmp(area, code) };
}
