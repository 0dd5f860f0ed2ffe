/* Initiatives: the first question, phases that block nothing else, times and the nights the clock changes, taps that only count, the calendar. */
#include "town.h"
#include <libical/ical.h>
#include "features/initiative/calendar.h"
#include "features/initiative/initiative.h"
#include "features/initiative/initiative_questions.h"
#include "features/initiative/initiative_screens.h"
#include "features/team/team.h"

SQL(t_phase, "SELECT count(*) FROM s_initiative i WHERE i.id = :id AND i.phase = :phase");
SQL(t_changes, "SELECT count(*) FROM s_initiative_phase p WHERE p.initiative_id = :id");
SQL(t_seen, "SELECT count(*) FROM v_known_initiative");
SQL(t_mine, "SELECT count(*) FROM v_initiative");
SQL(t_open, "SELECT count(*) FROM v_open_initiative");
SQL(t_meetings, "SELECT count(*) FROM s_initiative_meeting m WHERE m.initiative_id = :id");
SQL(t_cancelled, "SELECT count(*) FROM s_initiative_meeting m WHERE m.initiative_id = :id AND m.cancelled_at IS NOT NULL");
SQL(t_start, "SELECT m.start_at FROM s_initiative_meeting m WHERE m.id = :id");
SQL(t_second, "SELECT m.id FROM s_initiative_meeting m WHERE m.initiative_id = :id ORDER BY m.start_at LIMIT 1 OFFSET 1");
SQL(t_moved, "SELECT coalesce(m.moved_from, 0) FROM s_initiative_meeting m WHERE m.id = :id");
SQL(t_came, "SELECT m.came FROM v_known_initiative_meeting m WHERE m.id = :id");
SQL(t_coming, "SELECT m.coming FROM v_known_initiative_meeting m WHERE m.id = :id");
SQL(t_attendance, "SELECT coalesce(m.attendance, -1) FROM s_initiative_meeting m WHERE m.id = :id");
SQL(t_taps, "SELECT count(*) FROM s_initiative_tap");
SQL(t_answers, "SELECT count(*) FROM s_initiative_answer");
SQL(t_marks, "SELECT count(*) FROM s_initiative_reflection r WHERE r.initiative_id = :id AND r.mark = :mark");

static int64_t number(struct sql *sql, id64 id)
{
	id64 actor = slot_viewer(town.slot);
	int64_t n = sql_number(as(NABIJ_ITSELF), sql, WITH(p_id("id", id)), -1);
	as(actor);
	return n;
}

static int64_t of_member(struct sql *sql, id64 id)
{
	id64 actor = slot_viewer(town.slot);
	int64_t n = sql_number(as(town.sanne), sql, WITH(p_id("id", id)), -1);
	as(actor);
	return n;
}

static bool stands(id64 id, const char *phase)
{
	id64 actor = slot_viewer(town.slot);
	int64_t n = sql_number(as(NABIJ_ITSELF), &t_phase, WITH(p_id("id", id), p_text("phase", phase)), 0);
	as(actor);
	return n == 1;
}

static struct initiative_text text(const char *title, bool open)
{
	return (struct initiative_text){ .title = title, .origin = "residents", .area_code = "BU01931000", .domain = "income", .age_from = -1, .age_to = -1, .price = 0,
		.open_to_all = open };
}

static id64 made(const char *title, bool open)
{
	struct initiative_text t = text(title, open);
	id64 id = initiative_new(as(town.sanne), town.north, &t);
	assert_true(id != 0);
	return id;
}

static id64 running(bool open)
{
	id64 id = made("Meedoentafel", open);
	assert_true(initiative_exists(town.slot, id, "nothing", NULL));
	assert_int_equal(initiative_move(town.slot, id, "carrying_out", NULL), INITIATIVE_MOVED);
	return id;
}

static struct initiative_times times(const char *first, int from, int to, int every, const char *until)
{
	return (struct initiative_times){ .first = day(first), .until = day(until), .from = from, .to = to, .every = every, .place = "De Schuit" };
}

/* ---- who ---- */

static void only_its_team_reads_and_writes(void **state)
{
	(void)state;
	id64 id = made("Meedoentafel", false);
	struct initiative_text t = text("Anders", false);
	assert_int_equal(seen(town.joost, &t_mine), 1);
	const id64 others[] = { town.meryem, town.cor, town.school, town.expert, town.policy, town.manager, town.privacy };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		assert_int_equal(seen(others[i], &t_seen), 0);
		assert_false(initiative_change(as(others[i]), id, &t));
		assert_int_equal(initiative_move(town.slot, id, "stopped", "zomaar"), INITIATIVE_NOT_HERE);
		assert_int_equal(initiative_answer(town.slot, id, "works", "parent", "Iets"), 0);
	}
	assert_int_equal(initiative_new(as(town.meryem), town.north, &t), 0);
	assert_true(initiative_change(as(town.joost), id, &t));
}

static void who_takes_part_reads_along_until_it_is_ended(void **state)
{
	(void)state;
	id64 id = made("Meedoentafel", false);
	as(town.sanne);
	id64 guest = initiative_guest(town.slot, id, town.school);
	assert_true(guest != 0);
	assert_int_equal(initiative_guest(town.slot, id, town.school), guest);
	assert_int_equal(initiative_guest(town.slot, id, town.police), 0);
	assert_int_equal(initiative_guest(town.slot, id, town.policy), 0);
	assert_int_equal(seen(town.school, &t_seen), 1);
	assert_int_equal(seen(town.school, &t_mine), 0);
	assert_int_equal(initiative_answer(as(town.school), id, "works", "parent", "Iets"), 0);
	assert_true(initiative_guest_end(as(town.sanne), id, guest));
	assert_int_equal(seen(town.school, &t_seen), 0);
}

static void the_public_sees_what_is_open_and_goes_on(void **state)
{
	(void)state;
	made("Dicht", false);
	id64 id = made("Open", true);
	assert_int_equal(seen(NOBODY, &t_open), 0);             /* an idea is nothing to come to yet */
	assert_true(initiative_exists(as(town.sanne), id, "nothing", NULL));
	assert_int_equal(initiative_move(town.slot, id, "carrying_out", NULL), INITIATIVE_MOVED);
	assert_int_equal(seen(NOBODY, &t_open), 1);
	assert_int_equal(seen(NOBODY, &t_seen), 0);
	assert_int_equal(initiative_move(as(town.sanne), id, "stopped", "te weinig mensen"), INITIATIVE_MOVED);
	assert_int_equal(seen(NOBODY, &t_open), 0);
}

/* ---- phases ---- */

static void what_exists_is_asked_before_plans_and_nothing_else_blocks(void **state)
{
	(void)state;
	id64 id = made("Meedoentafel", false);
	as(town.sanne);
	assert_int_equal(initiative_move(town.slot, id, "plan", NULL), INITIATIVE_FIRST_QUESTION);
	assert_true(stands(id, "idea"));
	assert_false(initiative_exists(town.slot, id, "misschien", NULL));
	assert_true(initiative_exists(town.slot, id, "join", "De club doet al iets"));
	assert_int_equal(initiative_move(town.slot, id, "carrying_out", NULL), INITIATIVE_MOVED);
	assert_int_equal(initiative_move(town.slot, id, "plan", "toch nog eens vragen"), INITIATIVE_MOVED);
	assert_int_equal(initiative_move(town.slot, id, "stopped", ""), INITIATIVE_NO_REASON);
	assert_int_equal(initiative_move(town.slot, id, "stopped", "de school begon zelf iets"), INITIATIVE_MOVED);
	assert_int_equal(number(&t_changes, id), 4);
}

static void looking_back_is_one_tap_and_the_last_counts(void **state)
{
	(void)state;
	id64 id = made("Meedoentafel", false);
	as(town.sanne);
	assert_true(initiative_reflect(town.slot, id, "p_one", "attention", NULL));
	assert_true(initiative_reflect(town.slot, id, "p_one", "well", "geld, niets anders"));
	assert_false(initiative_reflect(town.slot, id, "p_one", "prima", NULL));
	assert_false(initiative_reflect(town.slot, id, "niets", "well", NULL));
	as(NABIJ_ITSELF);
	assert_int_equal(sql_number(town.slot, &t_marks, WITH(p_id("id", id), p_text("mark", "well")), 0), 1);
	assert_int_equal(sql_number(town.slot, &t_marks, WITH(p_id("id", id), p_text("mark", "attention")), 0), 0);
	int plans = 0;
	for (const struct initiative_question *q = INITIATIVE_QUESTIONS; q->code; q++)
		plans += !strcmp(q->phase, "plan");
	assert_int_equal(plans, 7);
}

static void a_row_of_one_initiative_does_not_go_by_another(void **state)
{
	(void)state;
	id64 one = made("Een", false), two = made("Twee", false), answer = initiative_answer(as(town.sanne), one, "works", "parent", "Iets");
	assert_true(answer != 0);
	assert_false(initiative_answer_remove(town.slot, two, answer));
	assert_int_equal(number(&t_answers, 0), 1);
	assert_true(initiative_answer_remove(town.slot, one, answer));
}

/* ---- times ---- */

static void hours_are_read_as_people_write_them(void **state)
{
	(void)state;
	static const struct { const char *text; int minutes; } good[] = { { "15.30", 930 }, { "15:30", 930 }, { "1530", 930 }, { "15", 900 }, { "9 uur", 540 }, { "9.05 uur", 545 },
		{ "0.00", 0 }, { "930", 570 } };
	static const char *const bad[] = { "", "uur", "24", "15.60", "15.3", "15.300", "-1", "half vier", "15.30x", "15..30", "12345", "1 5", "99999999999", ".30" };
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_int_equal(initiative_hour(good[i].text), good[i].minutes);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(initiative_hour(bad[i]), -1);
	assert_int_equal(initiative_hour(NULL), -1);
}

static enum initiative_time check(struct initiative_times t, struct day *which)
{
	return initiative_times_check(&t, which);
}

static void times_that_cannot_be_are_said(void **state)
{
	(void)state;
	struct day which;
	assert_int_equal(check(times("2026-12-02", 930, 1020, 0, ""), &which), TIME_FINE);
	assert_int_equal(check(times("2026-12-02", 930, 930, 0, ""), &which), TIME_END_FIRST);
	assert_int_equal(check(times("2026-12-02", 930, 900, 0, ""), &which), TIME_END_FIRST);
	assert_int_equal(check(times("2026-12-02", 930, 1020, 7, "2026-12-01"), &which), TIME_UNTIL_FIRST);
	assert_int_equal(check(times("2026-12-02", 930, 1020, 7, "2028-12-01"), &which), TIME_TOO_MANY);
	/* In the night of 28 March 2027 the clock goes from 2.00 to 3.00: half past two is not there, also not at the end, nor in a series that comes past it. */
	assert_int_equal(check(times("2027-03-28", 150, 240, 0, ""), &which), TIME_NOT_THERE);
	assert_int_equal(check(times("2027-03-28", 60, 150, 0, ""), &which), TIME_NOT_THERE);
	assert_int_equal(check(times("2027-03-28", 180, 240, 0, ""), &which), TIME_FINE);
	assert_int_equal(check(times("2027-03-21", 150, 240, 7, "2027-04-04"), &which), TIME_NOT_THERE);
	assert_int_equal(day_diff(which, day("2027-03-28")), 0);
	assert_int_equal(check(times("2026-10-25", 150, 240, 0, ""), &which), TIME_FINE);      /* the hour that comes twice is there */
}

static void a_series_keeps_its_time_of_day_over_the_change_of_the_clock(void **state)
{
	(void)state;
	id64 id = running(false);
	struct initiative_times t = times("2027-03-24", 930, 1020, 7, "2027-03-31");
	id64 first = initiative_plan(town.slot, id, &t), second = number(&t_second, id);
	assert_int_equal(number(&t_meetings, id), 2);
	moment a = number(&t_start, first), b = number(&t_start, second);
	assert_int_equal(b - a, HOURS(7 * 24 - 1));
	int hour, minute;
	struct day on;
	clock_parts(b, &on, &hour, &minute);
	assert_true(hour == 15 && minute == 30 && !day_diff(on, day("2027-03-31")));
	t.to = t.from;
	assert_int_equal(initiative_plan(town.slot, id, &t), 0);
}

static void a_meeting_is_moved_and_called_off_with_the_rest_of_its_series(void **state)
{
	(void)state;
	id64 id = running(false);
	struct initiative_times t = times("2026-12-02", 930, 1020, 7, "2026-12-30"), other = times("2026-12-03", 960, 1050, 0, "");
	id64 first = initiative_plan(town.slot, id, &t), second = number(&t_second, id);
	moment was = number(&t_start, first);
	assert_true(initiative_meeting_move(town.slot, id, first, &other, "De zaal is bezet"));
	assert_int_equal(number(&t_moved, first), was);
	other = times("2026-12-02", 930, 1020, 0, "");
	assert_true(initiative_meeting_move(town.slot, id, first, &other, NULL));
	assert_int_equal(number(&t_moved, first), 0);           /* back where it was: not moved */
	assert_true(initiative_meeting_cancel(town.slot, id, second, true, "Vakantie"));
	assert_int_equal(number(&t_cancelled, id), 4);
	assert_true(initiative_meeting_restore(town.slot, id, second));
	assert_int_equal(number(&t_cancelled, id), 3);
	assert_false(initiative_meeting_cancel(town.slot, running(false), second, false, NULL));
}

static void attendance_is_a_number_after_it_began(void **state)
{
	(void)state;
	id64 id = running(false);
	struct initiative_times t = times("2026-11-25", 930, 1020, 0, "");
	id64 meeting = initiative_plan(town.slot, id, &t);
	assert_false(initiative_attend(town.slot, id, meeting, 4, -1, NULL));
	at("2026-11-25T16:30:00Z");
	as(town.sanne);
	assert_false(initiative_attend(town.slot, id, meeting, -1, -1, NULL));
	assert_true(initiative_attend(town.slot, id, meeting, 0, 0, NULL));
	assert_true(initiative_attend(town.slot, id, meeting, 11, 8, "Te weinig soep"));
	assert_int_equal(number(&t_attendance, meeting), 11);
}

/* ---- what it asks ---- */

SQL(t_asks, "SELECT count(*) FROM s_attention a WHERE a.initiative_id = :id AND a.rule = :rule AND a.account_id = :account");
SQL(t_escalated, "SELECT count(*) FROM s_attention a WHERE a.initiative_id = :id AND a.rule = :rule AND a.account_id = :account AND a.escalated");
SQL(t_row, "SELECT a.id FROM s_attention a WHERE a.initiative_id = :id AND a.rule = :rule AND a.account_id = :account");
SQL(t_put_off, "SELECT count(*) FROM s_attention a WHERE a.initiative_id = :id AND a.rule = :rule AND a.account_id = :account AND a.later_on IS NOT NULL");
SQL(t_from_before, "UPDATE initiative SET next_attention_at = NULL WHERE id = :id");
SQL(t_no_rows, "DELETE FROM attention WHERE id IN (SELECT a.id FROM s_attention a WHERE a.initiative_id = :id)");

static int64_t asks(struct sql *sql, id64 initiative, id64 account, const char *rule)
{
	id64 actor = slot_viewer(town.slot);
	int64_t n = sql_number(as(NABIJ_ITSELF), sql, WITH(p_id("id", initiative), p_text("rule", rule), p_id("account", account)), -1);
	as(actor);
	return n;
}

static void a_minute_goes_by(void)
{
	id64 actor = slot_viewer(town.slot);
	attention_tick(as(NABIJ_ITSELF), 100);
	as(actor);
}

static void what_it_asks_stands_on_the_list_of_who_keeps_it(void **state)
{
	(void)state;
	id64 id = running(false);
	struct initiative_times t = times("2026-11-25", 930, 1020, 0, "");
	assert_int_equal(asks(&t_asks, id, town.sanne, "initiative_no_date"), 1);
	assert_int_equal(asks(&t_asks, id, town.carla, "initiative_no_date"), 0);
	id64 meeting = initiative_plan(town.slot, id, &t);
	assert_int_equal(asks(&t_asks, id, town.sanne, "initiative_no_date"), 0);
	at("2026-11-25T15:00:00Z");              /* they are at it */
	a_minute_goes_by();
	assert_int_equal(asks(&t_asks, id, town.sanne, "initiative_held"), 0);
	at("2026-11-25T16:01:00Z");
	a_minute_goes_by();
	assert_int_equal(asks(&t_asks, id, town.sanne, "initiative_held"), 1);
	assert_int_equal(asks(&t_asks, id, town.sanne, "initiative_no_date"), 1);
	assert_true(attention_later(as(town.sanne), asks(&t_row, id, town.sanne, "initiative_held"), day("2026-11-27"), "druk"));
	assert_true(initiative_answer(town.slot, id, "works", "parent", "De soep") != 0);
	assert_int_equal(asks(&t_put_off, id, town.sanne, "initiative_held"), 1);      /* "later" holds while it is the same */
	at("2026-12-06T09:00:00Z");
	a_minute_goes_by();
	assert_int_equal(asks(&t_escalated, id, town.carla, "initiative_held"), 1);
	assert_int_equal(asks(&t_asks, id, town.joost, "initiative_held"), 0);
	assert_true(initiative_attend(as(town.sanne), id, meeting, 4, 3, NULL));
	assert_int_equal(asks(&t_asks, id, town.sanne, "initiative_held") + asks(&t_asks, id, town.carla, "initiative_held"), 0);
}

static void what_residents_said_is_owed_an_answer_and_an_end_its_result(void **state)
{
	(void)state;
	id64 id = running(false);
	id64 part = initiative_part(as(town.sanne), id, &(struct initiative_part){ .phase = "plan", .party = "parents", .degree = "think", .said = "Op woensdag" });
	assert_int_equal(asks(&t_asks, id, town.sanne, "initiative_said"), 1);
	assert_true(initiative_part_done(town.slot, id, part, "Het is op woensdag"));
	assert_int_equal(asks(&t_asks, id, town.sanne, "initiative_said"), 0);
	assert_int_equal(initiative_move(town.slot, id, "done", NULL), INITIATIVE_MOVED);
	assert_int_equal(asks(&t_asks, id, town.sanne, "initiative_no_date"), 0);
	assert_int_equal(asks(&t_asks, id, town.sanne, "initiative_result"), 1);
	assert_true(initiative_outcome(town.slot, id, &(struct initiative_outcome){ .choice = "yes", .families = 3, .people = -1 }));
	assert_int_equal(asks(&t_asks, id, town.sanne, "initiative_result"), 0);
}

/* As migration 0009 leaves them: no row, never looked at. */
static void those_from_before_are_looked_at_by_the_job(void **state)
{
	(void)state;
	id64 id = running(false);
	as(NABIJ_ITSELF);
	sql_run(town.slot, &t_no_rows, WITH(p_id("id", id)));
	assert_int_equal(sql_run(town.slot, &t_from_before, WITH(p_id("id", id))), 1);
	assert_int_equal(asks(&t_asks, id, town.sanne, "initiative_no_date"), 0);
	a_minute_goes_by();
	assert_int_equal(asks(&t_asks, id, town.sanne, "initiative_no_date"), 1);
}

static void who_leaves_the_team_leaves_it_with_the_coordinators(void **state)
{
	(void)state;
	id64 id = running(false);
	assert_true(team_member_end(as(NABIJ_ITSELF), town.north, town.sanne));
	at("2026-11-21T11:01:00Z");
	a_minute_goes_by();
	assert_int_equal(asks(&t_asks, id, town.sanne, "initiative_no_date"), 0);
	assert_int_equal(asks(&t_asks, id, town.carla, "initiative_no_date"), 1);
	assert_int_equal(asks(&t_escalated, id, town.carla, "initiative_no_date"), 0);
}

/* ---- tapping ---- */

static void a_tap_counts_once_a_device_and_leaves_nobody_known(void **state)
{
	(void)state;
	id64 id = running(true), shut = running(false);
	struct initiative_times t = times("2026-11-25", 930, 1020, 0, "");
	id64 meeting = initiative_plan(town.slot, id, &t), closed = initiative_plan(town.slot, shut, &t);
	as(NOBODY);
	assert_int_equal(initiative_tap(town.slot, meeting, "telefoon"), TAPPED);
	assert_int_equal(initiative_tap(town.slot, meeting, "telefoon"), TAPPED);
	assert_int_equal(initiative_tap(town.slot, meeting, "tablet"), TAPPED);
	assert_int_equal(initiative_tap(town.slot, closed, "telefoon"), TAP_NOT_NOW);
	assert_int_equal(of_member(&t_coming, meeting), 2);
	assert_true(initiative_untap(town.slot, meeting, "tablet"));
	assert_int_equal(of_member(&t_coming, meeting), 1);
	struct blob one = initiative_mark(town.slot, meeting, "telefoon"), two = initiative_mark(town.slot, closed, "telefoon");
	assert_true(one.n == two.n && memcmp(one.p, two.p, one.n));     /* two meetings of one device have nothing in common */
	at("2026-11-25T15:00:00Z");
	as(NOBODY);
	assert_int_equal(initiative_tap(town.slot, meeting, "telefoon"), TAPPED);      /* who said to come came */
	assert_int_equal(of_member(&t_came, meeting), 1);
	assert_int_equal(of_member(&t_coming, meeting), 0);
	at("2026-11-29T15:00:00Z");
	as(NOBODY);
	assert_int_equal(initiative_tap(town.slot, meeting, "laat"), TAP_NOT_NOW);
	at("2027-01-20T15:00:00Z");
	as(NABIJ_ITSELF);
	assert_int_equal(initiative_forget(town.slot, 100), 1);
	assert_int_equal(number(&t_taps, 0), 0);
	assert_int_equal(of_member(&t_came, meeting), 1);              /* the number stays */
}

static void a_hall_cannot_be_filled_by_a_program(void **state)
{
	(void)state;
	id64 id = running(true);
	struct initiative_times t = times("2026-11-25", 930, 1020, 0, "");
	id64 meeting = initiative_plan(town.slot, id, &t);
	char device[16];
	as(NOBODY);
	for (int i = 0; i < INITIATIVE_TAPS_MOST; i++) {
		snprintf(device, sizeof device, "%d", i);
		assert_int_equal(initiative_tap(town.slot, meeting, device), TAPPED);
	}
	assert_int_equal(initiative_tap(town.slot, meeting, "nog een"), TAP_TOO_MANY);
}

/* ---- the calendar ---- */

static time_t told(icalcomponent *event, icaltimezone *zone)
{
	struct icaltimetype t = icalproperty_get_dtstart(icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY));
	t.zone = zone;
	return icaltime_as_timet(icaltime_convert_to_zone(t, icaltimezone_get_utc_timezone()));
}

/* Read back by the zone's own rules, both sides of both nights: the moment is the one that was put in. */
static void the_calendar_tells_the_same_moment_in_summer_and_winter(void **state)
{
	(void)state;
	static const char *const days[] = { "2026-07-01", "2026-10-24", "2026-10-25", "2026-10-26", "2026-12-02", "2027-03-27", "2027-03-28", "2027-03-29" };
	struct calendar_event events[8];
	for (size_t i = 0; i < 8; i++)
		events[i] = (struct calendar_event){ .id = (id64)(1000 + i), .version = 1 + (int64_t)i, .start = day_at(day(days[i]), 15, 30), .end = day_at(day(days[i]), 17, 0),
			.title = i ? "Meedoentafel; soep, en \"meer\"" : "Koffie en zo: één keer per week, ’s middags, met thee én zelfgemaakte crêpes voor iedereen uit de buurt, ook wie alleen één kopje wil", .about = "Regel een\nRegel twee", .place = "De Schuit, Veenpad 2", .cancelled = i == 3, .why = i == 3 ? "Storm" : NULL };
	const char *said = calendar_text(town.arena, "In de buurt", events, 8, day_at(day("2026-11-21"), 12, 0));
	icalcomponent *all = icalparser_parse_string(said);
	assert_non_null(all);
	assert_int_equal(icalcomponent_count_errors(all), 0);
	assert_true(icalrestriction_check(all));
	size_t n = 0;
	icaltimezone *zone = icaltimezone_new();
	icaltimezone_set_component(zone, icalcomponent_new_clone(icalcomponent_get_first_component(all, ICAL_VTIMEZONE_COMPONENT)));
	for (icalcomponent *e = icalcomponent_get_first_component(all, ICAL_VEVENT_COMPONENT); e; e = icalcomponent_get_next_component(all, ICAL_VEVENT_COMPONENT), n++) {
		assert_int_equal(told(e, zone), events[n].start / 1000000);
		assert_string_equal(icalcomponent_get_uid(e), arena_printf(town.arena, "meeting-%d@nabij", 1000 + (int)n));
		assert_string_equal(icalcomponent_get_summary(e), events[n].title);
		assert_int_equal(icalcomponent_get_status(e), n == 3 ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED);
	}
	assert_int_equal(n, 8);
	for (const char *line = said; *line; line = strchr(line, '\n') + 1)
		assert_true(strcspn(line, "\r") <= 75);                    /* folded, RFC 5545 3.1 */
	icaltimezone_free(zone, 1);
	icalcomponent_free(all);
}

int main(void)
{
#define T(test) cmocka_unit_test_setup_teardown(test, town_begin, town_end)
	const struct CMUnitTest tests[] = {
		T(only_its_team_reads_and_writes), T(who_takes_part_reads_along_until_it_is_ended), T(the_public_sees_what_is_open_and_goes_on),
		T(what_exists_is_asked_before_plans_and_nothing_else_blocks), T(looking_back_is_one_tap_and_the_last_counts),
		T(a_row_of_one_initiative_does_not_go_by_another), T(hours_are_read_as_people_write_them), T(times_that_cannot_be_are_said),
		T(a_series_keeps_its_time_of_day_over_the_change_of_the_clock), T(a_meeting_is_moved_and_called_off_with_the_rest_of_its_series),
		T(attendance_is_a_number_after_it_began), T(what_it_asks_stands_on_the_list_of_who_keeps_it),
		T(what_residents_said_is_owed_an_answer_and_an_end_its_result), T(those_from_before_are_looked_at_by_the_job),
		T(who_leaves_the_team_leaves_it_with_the_coordinators), T(a_tap_counts_once_a_device_and_leaves_nobody_known), T(a_hall_cannot_be_filled_by_a_program),
		T(the_calendar_tells_the_same_moment_in_summer_and_winter),
	};
	return cmocka_run_group_tests(tests, town_made, town_gone);
}
