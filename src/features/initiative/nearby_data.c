/* What is open to everybody, as data: service, schedule, location, as Open Referral's HSDS names them. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include "initiative_entities.h"
#include "nearby.h"

static const char *hour_of(struct arena *a, moment at)
{
	struct day day;
	int hour, minute;
	clock_parts(at, &day, &hour, &minute);
	return arena_printf(a, "%02d:%02d", hour, minute);
}

static json_t *service(struct request *rq, const struct rows *r)
{
	struct arena *a = rq->arena;
	json_t *spoken = json_array(), *costs = json_array();
	for (const struct code *c = INITIATIVE_LANGUAGES.list; c->code; c++)
		if (!rows_null(r, 12) && strstr(rows_text(r, 12), c->code))
			json_array_append_new(spoken, json_pack("{s:s, s:s}", "code", c->code, "name", c->label));
	if (!rows_null(r, 7))
		json_array_append_new(costs, json_pack("{s:I, s:s}", "amount", (json_int_t)rows_int(r, 7), "currency", "EUR"));
	json_t *s = json_pack("{s:s, s:s, s:s?, s:s, s:s?, s:s?, s:{s:s}, s:[{s:s}], s:o, s:o, s:[{s:{s:s, s:s?}}], s:s, s:[], s:[]}", "id", id_text(a, rows_int(r, 0)), "name",
		rows_text(r, 1), "description", rows_text(r, 3), "status", "active", "eligibility_description", rows_text(r, 4), "application_process", rows_text(r, 16),
		"organization", "name", rows_text(r, 13), "phones", "number", rows_text(r, 14), "languages", spoken, "cost_options", costs, "service_areas", "extent", "name",
		rows_text(r, 11), "description", rows_text(r, 2), "url", rq_link(rq, arena_printf(a, "/nearby/%lld", (long long)rows_int(r, 0))), "schedules", "service_at_locations");
	if (s && !rows_null(r, 5))
		json_object_set_new(s, "minimum_age", json_integer((json_int_t)rows_int(r, 5)));
	if (s && !rows_null(r, 6))
		json_object_set_new(s, "maximum_age", json_integer((json_int_t)rows_int(r, 6)));
	return s;
}

static bool has_place(const json_t *places, const char *place)
{
	size_t i;
	json_t *one;
	json_array_foreach(places, i, one)
		if (!strcmp(json_string_value(json_object_get(json_object_get(one, "location"), "name")), place))
			return true;
	return false;
}

static void add_schedule(struct request *rq, json_t *s, const struct rows *r)
{
	static const char *const days[] = { "MO", "TU", "WE", "TH", "FR", "SA", "SU" };
	struct arena *a = rq->arena;
	const char *start = hour_of(a, rows_int(r, 2)), *place = rows_text(r, 4);
	json_t *places = json_object_get(s, "service_at_locations");
	json_array_append_new(json_object_get(s, "schedules"), json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id", id_text(a, rows_int(r, 1)), "dtstart",
		arena_printf(a, "%sT%s:00", day_iso(a, day_of(rows_int(r, 2))), start), "opens_at", start, "closes_at", hour_of(a, rows_int(r, 3)), "byday",
		days[rows_int(r, 5) - 1], "attending_type", "in person", "timezone", "Europe/Amsterdam"));
	if (!has_place(places, place))
		json_array_append_new(places, json_pack("{s:{s:s, s:s}}", "location", "location_type", "physical", "name", place));
}

struct reply nearby_as_data(struct request *rq, const struct nearby_asked *q)
{
	json_t *contents = json_array(), *by_id = json_object(), *all;
	const char *area = "", *more = NULL;
	id64 last = 0;
	struct rows *r = nearby_read(rq, q);
	while (rows_next(r)) {
		if (json_array_size(contents) == NEARBY_PAGE) {
			more = nearby_more(rq, q, last, area);
			continue;
		}
		json_t *s = service(rq, r);
		last = rows_int(r, 0);
		area = rows_text(r, 11);
		json_array_append_new(contents, s);
		json_object_set(by_id, id_text(rq->arena, last), s);
	}
	r = nearby_meetings_after(rq, &q->where, rq->now);
	while (rows_next(r)) {
		json_t *s = json_object_get(by_id, id_text(rq->arena, rows_int(r, 0)));
		if (s && rows_null(r, 6))
			add_schedule(rq, s, r);
	}
	all = json_pack("{s:i, s:b, s:s?, s:O}", "size", (int)json_array_size(contents), "empty", !json_array_size(contents), "next", more ? rq_link(rq, more) : NULL, "contents", contents);
	char *text = json_dumps(all, JSON_COMPACT | JSON_PRESERVE_ORDER);
	const char *kept = arena_strdup(rq->arena, text);
	free(text);
	json_decref(all);
	json_decref(contents);
	json_decref(by_id);
	return reply_bytes("application/json", NULL, kept, strlen(kept));
}
