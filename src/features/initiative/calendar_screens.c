/* Meetings as calendars that an agenda follows: of one initiative, and of all that is open around an area. */
#include <string.h>
#include "../../platform/base/list.h"
#include "../neighbourhood/neighbourhood.h"
#include "calendar.h"
#include "initiative_screens.h"
#include "nearby.h"

SQL(calendar_open, "SELECT m.initiative_id, m.id, m.start_at, m.end_at, m.place, m.weekday, m.cancelled_at, m.version, m.title, m.about, m.why FROM v_open_initiative_meeting m"
	" WHERE m.initiative_id = :id AND m.start_at > :since ORDER BY m.start_at LIMIT :n");
SQL(calendar_known, "SELECT m.initiative_id, m.id, m.start_at, m.end_at, m.place, m.weekday, m.cancelled_at, m.version, i.title, i.about, m.why"
	" FROM v_known_initiative_meeting m JOIN v_known_initiative i ON i.id = m.initiative_id WHERE m.initiative_id = :id AND m.start_at > :since ORDER BY m.start_at LIMIT :n");
SQL(calendar_title, "SELECT o.title FROM v_open_initiative o WHERE o.id = :id");
SQL(calendar_known_title, "SELECT i.title FROM v_known_initiative i WHERE i.id = :id");

static struct reply calendar(struct request *rq, const char *name, struct rows *r)
{
	struct calendar_event *events = NULL;
	size_t n = 0;
	while (rows_next(r))
		*LIST_ADD(rq->arena, events, n) = (struct calendar_event){ .id = rows_int(r, 1), .version = rows_int(r, 7), .start = rows_int(r, 2), .end = rows_int(r, 3),
			.title = rows_text(r, 8), .about = rows_text(r, 9), .place = rows_text(r, 4), .why = rows_text(r, 10), .cancelled = !rows_null(r, 6) };
	const char *text = calendar_text(rq->arena, name, events, n, rq->now);
	return reply_bytes("text/calendar; charset=utf-8", NULL, text, strlen(text));
}

static const char *title_of(struct request *rq, struct sql *sql)
{
	struct rows *r = sql_read(rq->slot, sql, WITH(p_id("id", rq->id[0])));
	const char *title = rows_next(r) ? rows_text(r, 0) : NULL;
	rows_end(r);
	return title;
}

/* The last two months stay in it, so that an agenda that follows learns what was called off. */
static moment since(const struct request *rq)
{
	return day_begin(day_add(rq->today, -62));
}

static struct reply calendar_of_one(struct request *rq)
{
	const char *open = title_of(rq, &calendar_title), *known = open ? NULL : title_of(rq, &calendar_known_title);
	if (!open && !known)
		return reply_missing();
	const struct param *with = WITH(p_id("id", rq->id[0]), p_moment("since", since(rq)), p_int("n", NEARBY_MEETINGS_MOST));
	return calendar(rq, open ? open : known, sql_read(rq->slot, open ? &calendar_open : &calendar_known, with));
}

static struct reply calendar_of_area(struct request *rq)
{
	struct nearby_where w = { 0 };
	if (area_code_kind(rq->word[0]) == AREA_NONE || !nearby_find(rq, rq->word[0], &w))
		return reply_missing();
	nearby_around(rq->arena, &w);
	const char *name = tr_fill(rq->arena, rq_tr(rq, N_("In de buurt: {area}")), "area", w.name, NULL);
	return calendar(rq, name, nearby_meetings_after(rq, &w, since(rq)));
}

const struct route CALENDAR_ROUTES[] = {
	{ METHOD_GET, "/nearby/{code}/calendar.ics", RELATION_PUBLIC, .run = calendar_of_area, .summary = "The calendar of what is open to all around an area" },
	{ METHOD_GET, "/initiatives/{id}/calendar.ics", RELATION_PUBLIC, .run = calendar_of_one, .summary = "The calendar of one initiative" },
	{ .path = NULL }
};
