/* When and where: series and single meetings, moved and called off; who was there, as a number. */
#include <assert.h>
#include "../../platform/base/list.h"
#include "../../platform/db/service.h"
#include "initiative_inside.h"

enum { SAY_AFTER_DAYS = 3, MARK_DAYS = 42 };

/* ---- times ---- */

/* In the night in which the clock goes forward an hour is not there. */
static bool exists(struct day day, int minutes)
{
	int hour, minute;
	struct day on;
	clock_parts(day_at(day, minutes / 60, minutes % 60), &on, &hour, &minute);
	return !day_diff(on, day) && hour == minutes / 60 && minute == minutes % 60;
}

static struct day nth(const struct initiative_times *t, int i)
{
	return day_add(t->first, i * t->every);
}

static int how_many(const struct initiative_times *t)
{
	return t->every && day_known(t->until) ? day_diff(t->first, t->until) / t->every + 1 : 1;
}

enum initiative_time initiative_times_check(const struct initiative_times *t, struct day *day)
{
	assert(day_known(t->first) && t->from >= 0 && t->from < 24 * 60 && t->to >= 0 && t->to < 24 * 60 && t->every >= 0);
	*day = t->first;
	if (t->to <= t->from)
		return TIME_END_FIRST;
	if (t->every && day_known(t->until) && day_diff(t->first, t->until) < 0)
		return TIME_UNTIL_FIRST;
	int n = how_many(t);
	if (n > INITIATIVE_MEETINGS_MOST)
		return TIME_TOO_MANY;
	for (int i = 0; i < n; i++) {
		*day = nth(t, i);
		if (!exists(*day, t->from) || !exists(*day, t->to))
			return TIME_NOT_THERE;
	}
	*day = t->first;
	return TIME_FINE;
}

static moment begins(struct day day, int minutes)
{
	return day_at(day, minutes / 60, minutes % 60);
}

SQL(meeting_add, "INSERT INTO initiative_meeting (id, team_id, initiative_id, series_id, start_at, end_at, weekday, place)"
	" VALUES (:id, :team, :initiative, :series, :start, :end, :weekday, :place)");

id64 initiative_plan(struct slot *slot, id64 initiative, const struct initiative_times *t)
{
	struct day wrong;
	id64 first = id_new(), series = how_many(t) > 1 ? id_new() : 0;
	struct initiative_place at = initiative_begin(slot, initiative);
	bool fine = at.team && t->place && *t->place && initiative_times_check(t, &wrong) == TIME_FINE;
	for (int i = 0; fine && i < how_many(t); i++)
		fine = sql_run(slot, &meeting_add, WITH(p_id("id", i ? id_new() : first), p_id("team", at.team), p_id("initiative", initiative), p_id("series", series),
			p_moment("start", begins(nth(t, i), t->from)), p_moment("end", begins(nth(t, i), t->to)), p_int("weekday", day_weekday(nth(t, i))),
			p_text("place", t->place))) == 1;
	return initiative_end(&at, fine) ? first : 0;
}

/* ---- moved, called off ---- */

SQL(meeting_now, "SELECT m.start_at, m.series_id, m.cancelled_at, m.moved_from FROM s_initiative_meeting m WHERE m.id = :id AND m.initiative_id = :initiative");
SQL(meeting_move, "UPDATE initiative_meeting SET version = version + 1, start_at = :start, end_at = :end, weekday = :weekday, place = :place, moved_from = :was, why = :why"
	" WHERE id = :id");

struct meeting { moment start, moved_from; id64 series; bool cancelled; };

static bool read_meeting(struct slot *slot, id64 initiative, id64 meeting, struct meeting *m)
{
	struct rows *r = sql_read(slot, &meeting_now, WITH(p_id("id", meeting), p_id("initiative", initiative)));
	bool found = rows_next(r);
	if (found)
		*m = (struct meeting){ rows_int(r, 0), rows_int(r, 3), rows_int(r, 1), !rows_null(r, 2) };
	rows_end(r);
	return found;
}

bool initiative_meeting_move(struct slot *slot, id64 initiative, id64 meeting, const struct initiative_times *t, const char *why)
{
	struct meeting m;
	struct day wrong;
	struct initiative_place at = initiative_begin(slot, initiative);
	bool fine = at.team && t->place && *t->place && initiative_times_check(t, &wrong) == TIME_FINE && read_meeting(slot, initiative, meeting, &m);
	if (fine) {
		moment start = begins(t->first, t->from), was = m.moved_from ? m.moved_from : m.start;
		fine = sql_run(slot, &meeting_move, WITH(p_id("id", meeting), p_moment("start", start), p_moment("end", begins(t->first, t->to)),
			p_int("weekday", day_weekday(t->first)), p_text("place", t->place), p_moment("was", was == start ? 0 : was), p_text("why", why))) == 1;
	}
	return initiative_end(&at, fine);
}

SQL(meeting_cancel, "UPDATE initiative_meeting SET version = version + 1, cancelled_at = :now, why = :why WHERE id = :id");
SQL(meeting_cancel_rest, "UPDATE initiative_meeting SET version = version + 1, cancelled_at = :now, why = :why WHERE id IN (SELECT m.id FROM s_initiative_meeting m"
	" WHERE m.initiative_id = :initiative AND m.series_id = :series AND m.start_at > :after AND m.cancelled_at IS NULL)");
SQL(meeting_restore, "UPDATE initiative_meeting SET version = version + 1, cancelled_at = NULL, why = NULL WHERE id = :id");

bool initiative_meeting_cancel(struct slot *slot, id64 initiative, id64 meeting, bool rest, const char *why)
{
	struct meeting m;
	moment now = slot_now(slot);
	struct initiative_place at = initiative_begin(slot, initiative);
	bool fine = at.team && read_meeting(slot, initiative, meeting, &m)
		&& sql_run(slot, &meeting_cancel, WITH(p_id("id", meeting), p_moment("now", now), p_text("why", why))) == 1;
	if (fine && rest && m.series)
		fine = sql_run(slot, &meeting_cancel_rest, WITH(p_id("initiative", initiative), p_id("series", m.series), p_moment("after", m.start),
			p_moment("now", now), p_text("why", why))) >= 0;
	return initiative_end(&at, fine);
}

bool initiative_meeting_restore(struct slot *slot, id64 initiative, id64 meeting)
{
	struct meeting m;
	struct initiative_place at = initiative_begin(slot, initiative);
	return initiative_end(&at, at.team && read_meeting(slot, initiative, meeting, &m) && m.cancelled && sql_run(slot, &meeting_restore, WITH(p_id("id", meeting))) == 1);
}

/* ---- who was there ---- */

SQL(meeting_attend, "UPDATE initiative_meeting SET version = version + 1, attendance = :people, families = :families, word = :word WHERE id = :id");

bool initiative_attend(struct slot *slot, id64 initiative, id64 meeting, int people, int families, const char *word)
{
	struct meeting m;
	struct initiative_place at = initiative_begin(slot, initiative);
	bool fine = at.team && people >= 0 && read_meeting(slot, initiative, meeting, &m) && m.start <= slot_now(slot) && !m.cancelled
		&& sql_run(slot, &meeting_attend, WITH(p_id("id", meeting), p_int("people", people), initiative_number("families", families), p_text("word", word))) == 1;
	return initiative_end(&at, fine);
}

SQL(tap_meeting, "SELECT m.start_at, m.end_at, m.cancelled_at, (SELECT count(*) FROM s_initiative_tap t WHERE t.initiative_meeting_id = m.id)"
	" FROM s_initiative_meeting m JOIN s_initiative i ON i.id = m.initiative_id WHERE m.id = :id AND i.open_to_all AND i.phase IN ('plan', 'contact', 'carrying_out')");
SQL(tap_add, "INSERT INTO initiative_tap (id, initiative_meeting_id, came, mark, until_at) VALUES (:id, :meeting, :came, :mark, :until) ON CONFLICT DO NOTHING");
SQL(tap_gone, "DELETE FROM initiative_tap WHERE id IN (SELECT t.id FROM s_initiative_tap t WHERE t.mark = :mark AND t.initiative_meeting_id = :meeting)");
SQL(tap_over, "SELECT t.id, t.initiative_meeting_id, t.came FROM s_initiative_tap t WHERE t.until_at <= :now ORDER BY t.until_at LIMIT :n");
SQL(tap_kept, "UPDATE initiative_meeting SET version = version + 1, said = coalesce((SELECT m.said FROM s_initiative_meeting m WHERE m.id = :meeting), 0) + 1 WHERE id = :meeting");
SQL(tap_over_gone, "DELETE FROM initiative_tap WHERE id = :id");

struct blob initiative_mark(struct slot *slot, id64 meeting, const char *device)
{
	return slot_token(slot, "initiative tap", arena_printf(slot_arena(slot), "%lld %s", (long long)meeting, device));
}

struct tappable { bool open, began; moment end; int64_t taps; };

static struct tappable look_at(struct slot *slot, id64 meeting)
{
	moment now = slot_now(slot);
	struct tappable t = { 0 };
	struct rows *r = sql_read(slot, &tap_meeting, WITH(p_id("id", meeting)));
	if (rows_next(r)) {
		t = (struct tappable){ rows_null(r, 2), rows_int(r, 0) <= now, rows_int(r, 1), rows_int(r, 3) };
		t.open = t.open && now < day_begin(day_add(day_of(t.end), SAY_AFTER_DAYS + 1));
	}
	rows_end(r);
	return t;
}

/* Who said to come and then came counts as having come. */
static enum initiative_tapped tap(struct slot *slot, id64 meeting, const char *device)
{
	struct tappable t = look_at(slot, meeting);
	struct blob mark = initiative_mark(slot, meeting, device);
	if (!t.open)
		return TAP_NOT_NOW;
	if (t.taps >= INITIATIVE_TAPS_MOST)
		return TAP_TOO_MANY;
	sql_run(slot, &tap_gone, WITH(p_blob("mark", mark), p_id("meeting", meeting)));
	sql_run(slot, &tap_add, WITH(p_id("id", id_new()), p_id("meeting", meeting), p_bool("came", t.began), p_blob("mark", mark),
		p_moment("until", t.end + HOURS(24 * MARK_DAYS))));
	return slot_failed(slot) ? TAP_NOT_NOW : TAPPED;
}

enum initiative_tapped initiative_tap(struct slot *slot, id64 meeting, const char *device)
{
	id64 viewer = slot_as_itself(slot);
	enum initiative_tapped tapped = tap(slot, meeting, device);
	slot_view_as(slot, viewer);
	return tapped;
}

bool initiative_untap(struct slot *slot, id64 meeting, const char *device)
{
	id64 viewer = slot_as_itself(slot);
	bool fine = look_at(slot, meeting).open
		&& sql_run(slot, &tap_gone, WITH(p_blob("mark", initiative_mark(slot, meeting, device)), p_id("meeting", meeting))) >= 0;
	slot_view_as(slot, viewer);
	return fine;
}

int initiative_forget(struct slot *slot, int at_most)
{
	struct arena *arena = slot_arena(slot);
	struct over { id64 tap, meeting; bool came; } *over = NULL;
	size_t n = 0;
	struct rows *r = sql_read(slot, &tap_over, WITH(p_moment("now", slot_now(slot)), p_int("n", at_most)));
	while (rows_next(r))
		*LIST_ADD(arena, over, n) = (struct over){ rows_int(r, 0), rows_int(r, 1), rows_bool(r, 2) };
	for (size_t i = 0; i < n; i++) {
		if (over[i].came)
			sql_run(slot, &tap_kept, WITH(p_id("meeting", over[i].meeting)));
		sql_run(slot, &tap_over_gone, WITH(p_id("id", over[i].tap)));
	}
	return (int)n;
}
