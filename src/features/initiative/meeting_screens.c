/* When and where, and who came. */
#include <string.h>
#include "../../platform/base/list.h"
#include "../../platform/web/words.h"
#include "initiative.h"
#include "initiative_entities.h"
#include "initiative_screens.h"
#include "templates.h"

enum { COMING_SHOWN = 20, PAST_SHOWN = 30 };

/* ---- all of them ---- */

static const struct field meetings_own[] = {
	{ "rhythm", N_("Hoe vaak?"), F_CODE, .codes = &INITIATIVE_RHYTHMS, .required = true },
	{ "first", N_("Eerste keer"), F_DAY, .required = true, .missing = N_("Kies een dag") },
	{ "until", N_("Laatste keer"), F_DAY, .missing = N_("Kies de laatste dag van de reeks"), .hint = N_("Alleen bij een reeks") },
	{ "from", N_("Van"), F_TEXT, .max = 9, .required = true, .missing = N_("Vul een tijd in, bijvoorbeeld 15.30"), .hint = N_("Bijvoorbeeld 15.30") },
	{ "to", N_("Tot"), F_TEXT, .max = 9, .required = true, .missing = N_("Vul een tijd in, bijvoorbeeld 15.30"), .hint = N_("Bijvoorbeeld 17.00") },
	{ "place", N_("Waar?"), F_TEXT, .max = 160, .required = true, .missing = N_("Vul in waar het is, bijvoorbeeld buurthuis De Schuit"), .hint = N_("Bijvoorbeeld buurthuis De Schuit, Veenpad 2") },
	{ NULL }
};
static const struct input MEETINGS = { .name = "initiative_meetings", .own = meetings_own };

#define MEETING_COLUMNS "m.id, m.start_at, m.end_at, m.place, m.cancelled_at, m.why, m.moved_from, m.attendance, m.families, m.word, m.came, m.coming, m.series_id"
SQL(meetings_coming, "SELECT " MEETING_COLUMNS " FROM v_known_initiative_meeting m WHERE m.initiative_id = :id AND m.end_at > :now ORDER BY m.start_at LIMIT :n");
SQL(meetings_past, "SELECT " MEETING_COLUMNS " FROM v_known_initiative_meeting m WHERE m.initiative_id = :id AND m.end_at <= :now ORDER BY m.start_at DESC LIMIT :n");
SQL(meeting_last_place, "SELECT m.place FROM v_known_initiative_meeting m WHERE m.initiative_id = :id ORDER BY m.start_at DESC LIMIT 1");

static void read_coming(struct request *rq, struct initiative_meetings *d)
{
	struct rows *r = sql_read(rq->slot, &meetings_coming, WITH(p_id("id", rq->id[0]), p_moment("now", rq->now), p_int("n", COMING_SHOWN + 1)));
	while (rows_next(r)) {
		if (d->coming_n == COMING_SHOWN) {
			d->more = true;
			continue;
		}
		*LIST_ADD(rq->arena, d->coming, d->coming_n) = (struct initiative_meetings_coming){ .id = rows_int(r, 0), .start = rows_int(r, 1),
			.hours = initiative_hours(rq, rows_int(r, 1), rows_int(r, 2)), .place = rows_text(r, 3), .cancelled = !rows_null(r, 4), .why = rows_text(r, 5),
			.moved = rows_int(r, 6), .says = rows_int(r, 11) };
	}
}

static void read_past(struct request *rq, struct initiative_meetings *d)
{
	struct rows *r = sql_read(rq->slot, &meetings_past, WITH(p_id("id", rq->id[0]), p_moment("now", rq->now), p_int("n", PAST_SHOWN)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->past, d->past_n) = (struct initiative_meetings_past){ .id = rows_int(r, 0), .start = rows_int(r, 1), .place = rows_text(r, 3),
			.cancelled = !rows_null(r, 4), .counted = !rows_null(r, 7), .attendance = rows_int(r, 7), .families = rows_int(r, 8), .word = rows_text(r, 9),
			.says = rows_int(r, 10) };
}

static struct reply meetings_page(struct request *rq)
{
	struct initiative_meetings *d = ARENA_NEW(rq->arena, struct initiative_meetings);
	if (!initiative_head(rq, &d->head, "meetings", N_("Wanneer")))
		return reply_missing();
	read_coming(rq, d);
	read_past(rq, d);
	struct rows *r = sql_read(rq->slot, &meeting_last_place, WITH(p_id("id", rq->id[0])));
	if (rows_next(r))
		field_start(rq->in, "place", rows_text(r, 0));
	rows_end(r);
	field_start(rq->in, "rhythm", "week");
	return reply_page(&TPL_initiative_meetings, d);
}

/* ---- times as they were typed ---- */

static int minutes_typed(struct request *rq, const char *name)
{
	int minutes = initiative_hour(field_text(rq->in, name));
	if (minutes < 0)
		field_fail(rq->in, name, rq_tr(rq, N_("Vul een tijd in, bijvoorbeeld 15.30")));
	return minutes;
}

static bool say_wrong(struct request *rq, enum initiative_time wrong, struct day day, const struct initiative_times *t)
{
	switch (wrong) {
	case TIME_FINE:
		return true;
	case TIME_END_FIRST:
		field_fail(rq->in, "to", rq_tr(rq, N_("Het einde ligt voor het begin. Kies een latere tijd")));
		break;
	case TIME_NOT_THERE:
		field_fail(rq->in, "from", tr_fill(rq->arena, rq_tr(rq, N_("Deze tijd bestaat niet op {day}: de klok springt dan van 2.00 naar 3.00 uur. Kies een andere tijd")),
			"day", words_day_long(rq->arena, rq->lang, day, rq->now), NULL));
		break;
	case TIME_UNTIL_FIRST:
		field_fail(rq->in, "until", rq_tr(rq, N_("De laatste keer ligt voor de eerste")));
		break;
	case TIME_TOO_MANY:
		field_fail(rq->in, "until", tr_fill(rq->arena, rq_tr(rq, N_("Dat zijn er te veel tegelijk. Een reeks heeft er hoogstens {n}: tot en met {day}")), "n",
			arena_int(rq->arena, INITIATIVE_MEETINGS_MOST), "day",
			words_date(rq->arena, rq->lang, day_add(t->first, (INITIATIVE_MEETINGS_MOST - 1) * t->every)), NULL));
		break;
	}
	return false;
}

/* Fills day, hours and place; all that is wrong is said at its field. */
static bool times_typed(struct request *rq, struct initiative_times *t)
{
	struct day day;
	t->first = field_day(rq->in, "first");
	t->place = field_text(rq->in, "place");
	t->from = minutes_typed(rq, "from");
	t->to = minutes_typed(rq, "to");
	if (day_diff(t->first, rq->today) > 366 || day_diff(rq->today, t->first) > 3 * 366)
		field_fail(rq->in, "first", rq_tr(rq, N_("Deze dag ligt te ver weg. Klopt het jaar?")));
	return !rq->in->errors && say_wrong(rq, initiative_times_check(t, &day), day, t);
}

static int days_of(const char *rhythm)
{
	return !rhythm || !strcmp(rhythm, "once") ? 0 : !strcmp(rhythm, "week") ? 7 : !strcmp(rhythm, "fortnight") ? 14 : 28;
}

static struct reply meetings_save(struct request *rq)
{
	struct initiative_times t = { .every = days_of(field_text(rq->in, "rhythm")), .until = field_day(rq->in, "until") };
	if (t.every && !day_known(t.until))
		field_fail(rq->in, "until", rq_tr(rq, N_("Kies de laatste dag van de reeks")));
	if (!times_typed(rq, &t))
		return reply_again();
	if (!initiative_plan(rq->slot, rq->id[0], &t))
		return reply_missing();
	return reply_go(rq, "meeting_planned", "/initiatives/%lld/meetings", (long long)rq->id[0]);
}

/* ---- one of them ---- */

static const char *const meeting_take[] = { "attendance", "families", "word", "why", NULL };
/* One page with several forms: of each its own fields must be filled in. */
#define WHEN_AND_WHERE(needed) { "first", N_("Welke dag?"), F_DAY, .required = needed, .missing = N_("Kies een dag") }, \
	{ "from", N_("Van"), F_TEXT, .max = 9, .required = needed, .missing = N_("Vul een tijd in, bijvoorbeeld 15.30") }, \
	{ "to", N_("Tot"), F_TEXT, .max = 9, .required = needed, .missing = N_("Vul een tijd in, bijvoorbeeld 15.30") }, \
	{ "place", N_("Waar?"), F_TEXT, .max = 160, .required = needed, .missing = N_("Vul in waar het is, bijvoorbeeld buurthuis De Schuit") }
static const struct field meeting_own[] = { WHEN_AND_WHERE(false), { "rest", NULL, F_BOOL }, { NULL } }, move_own[] = { WHEN_AND_WHERE(true), { NULL } };
static const struct input MEETING = { "initiative_meeting", &INITIATIVE_MEETING_ENTITY, meeting_take, meeting_own };
static const struct input MOVE = { "initiative_meeting_move", &INITIATIVE_MEETING_ENTITY, meeting_take, move_own };

SQL(meeting_one, "SELECT " MEETING_COLUMNS " FROM v_known_initiative_meeting m WHERE m.initiative_id = :id AND m.id = :meeting");

static void start_hour(struct request *rq, const char *name, moment at)
{
	struct day day;
	int hour, minute;
	clock_parts(at, &day, &hour, &minute);
	field_start(rq->in, name, arena_printf(rq->arena, "%d.%02d", hour, minute));
}

static void start_with(struct request *rq, struct rows *r)
{
	field_start_day(rq->in, "first", day_of(rows_int(r, 1)));
	start_hour(rq, "from", rows_int(r, 1));
	start_hour(rq, "to", rows_int(r, 2));
	field_start(rq->in, "place", rows_text(r, 3));
	initiative_start_number(rq, r, 7, "attendance");
	initiative_start_number(rq, r, 8, "families");
	if (!rows_null(r, 9))
		field_start(rq->in, "word", rows_text(r, 9));
}

static struct reply meeting_page(struct request *rq)
{
	struct initiative_meeting *d = ARENA_NEW(rq->arena, struct initiative_meeting);
	if (!initiative_head(rq, &d->head, "meetings", N_("Wanneer")) || !d->head.mine)
		return reply_missing();
	struct rows *r = sql_read(rq->slot, &meeting_one, WITH(p_id("id", rq->id[0]), p_id("meeting", rq->id[1])));
	if (!rows_next(r))
		return reply_missing();
	d->id = rows_int(r, 0);
	d->start = rows_int(r, 1);
	d->end = rows_int(r, 2);
	d->hours = initiative_hours(rq, d->start, d->end);
	d->place = rows_text(r, 3);
	d->cancelled = !rows_null(r, 4);
	d->why = rows_text(r, 5);
	d->moved = rows_int(r, 6);
	d->counted = !rows_null(r, 7);
	d->says = rows_int(r, 10);
	d->series = !rows_null(r, 12);
	d->began = d->start <= rq->now;
	start_with(rq, r);
	rows_end(r);
	return reply_page(&TPL_initiative_meeting, d);
}

static struct reply to_meetings(struct request *rq, bool fine, const char *done)
{
	return fine ? reply_go(rq, done, "/initiatives/%lld/meetings", (long long)rq->id[0]) : reply_missing();
}

static struct reply move(struct request *rq)
{
	struct initiative_times t = { .every = 0 };
	if (!times_typed(rq, &t))
		return reply_again();
	return to_meetings(rq, initiative_meeting_move(rq->slot, rq->id[0], rq->id[1], &t, field_text(rq->in, "why")), "meeting_planned");
}

static struct reply cancel(struct request *rq)
{
	return to_meetings(rq, initiative_meeting_cancel(rq->slot, rq->id[0], rq->id[1], field_yes(rq->in, "rest"), field_text(rq->in, "why")), "meeting_called_off");
}

static struct reply restore(struct request *rq)
{
	return to_meetings(rq, initiative_meeting_restore(rq->slot, rq->id[0], rq->id[1]), "meeting_planned");
}

static struct reply attend(struct request *rq)
{
	int64_t people = field_int(rq->in, "attendance", -1), families = field_int(rq->in, "families", -1);
	if (people < 0)
		field_fail(rq->in, "attendance", rq_tr(rq, N_("Vul een aantal in. Kwam er niemand, vul dan 0 in")));
	if (people >= 0 && families > people)
		field_fail(rq->in, "families", rq_tr(rq, N_("Dat zijn meer gezinnen dan mensen")));
	if (rq->in->errors)
		return reply_again();
	return to_meetings(rq, initiative_attend(rq->slot, rq->id[0], rq->id[1], (int)people, (int)families, field_text(rq->in, "word")), "saved");
}

const struct route INITIATIVE_MEETING_ROUTES[] = {
	{ METHOD_GET, "/initiatives/{id}/meetings", RELATION_NONE, INITIATIVE_READERS, .run = meetings_page, .input = &MEETINGS,
		.summary = "When and where it is, and how many came" },
	{ METHOD_POST, "/initiatives/{id}/meetings", RELATION_NONE, K_TEAM, .run = meetings_save, .input = &MEETINGS, .again = meetings_page,
		.summary = "Plan a meeting or a series" },
	{ METHOD_GET, "/initiatives/{id}/meetings/{id}", RELATION_NONE, K_TEAM, .run = meeting_page, .input = &MEETING, .summary = "One meeting" },
	{ METHOD_POST, "/initiatives/{id}/meetings/{id}/move", RELATION_NONE, K_TEAM, .run = move, .input = &MOVE, .again = meeting_page,
		.summary = "Another time or place" },
	{ METHOD_POST, "/initiatives/{id}/meetings/{id}/cancel", RELATION_NONE, K_TEAM, .run = cancel, .input = &MEETING, .again = meeting_page,
		.summary = "Call off a meeting, or the rest of its series" },
	{ METHOD_POST, "/initiatives/{id}/meetings/{id}/restore", RELATION_NONE, K_TEAM, .run = restore, .summary = "It takes place after all" },
	{ METHOD_POST, "/initiatives/{id}/meetings/{id}/count", RELATION_NONE, K_TEAM, .run = attend, .input = &MEETING, .again = meeting_page,
		.summary = "How many were there" },
	{ .path = NULL }
};
