#include "calendar.h"
#include <assert.h>
#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

#define ZONE "Europe/Amsterdam"

/* Since 1996 summer time begins and ends in the last night from Saturday to Sunday of March and October, at 01:00 UTC (directive 2000/84/EC). */
static const char zone[] =
	"BEGIN:VTIMEZONE\r\nTZID:" ZONE "\r\n"
	"BEGIN:DAYLIGHT\r\nTZNAME:CEST\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nDTSTART:19960331T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n"
	"BEGIN:STANDARD\r\nTZNAME:CET\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nDTSTART:19961027T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n"
	"END:VTIMEZONE\r\n";

static struct icaltimetype wall_clock(moment at)
{
	struct icaltimetype t = icaltime_null_time();
	struct day day;
	clock_parts(at, &day, &t.hour, &t.minute);
	t.year = day.year;
	t.month = day.month;
	t.day = day.day;
	return t;
}

static icalproperty *in_zone(icalproperty *p)
{
	icalproperty_add_parameter(p, icalparameter_new_tzid(ZONE));
	return p;
}

static struct icaltimetype universal(moment at)
{
	return icaltime_from_timet_with_zone((time_t)(at / 1000000), 0, icaltimezone_get_utc_timezone());
}

static void describe(struct arena *a, icalcomponent *c, const struct calendar_event *e)
{
	const char *text = e->about ? e->about : "";
	if (e->why)
		text = arena_printf(a, "%s%s%s", e->why, *text ? "\n\n" : "", text);
	if (*text)
		icalcomponent_add_property(c, icalproperty_new_description(text));
}

static icalcomponent *event(struct arena *a, const struct calendar_event *e, moment stamp)
{
	icalcomponent *c = icalcomponent_new(ICAL_VEVENT_COMPONENT);
	icalcomponent_add_property(c, icalproperty_new_uid(arena_printf(a, "meeting-%lld@nabij", (long long)e->id)));
	icalcomponent_add_property(c, icalproperty_new_dtstamp(universal(stamp)));
	icalcomponent_add_property(c, icalproperty_new_sequence((int)(e->version - 1)));
	icalcomponent_add_property(c, in_zone(icalproperty_new_dtstart(wall_clock(e->start))));
	icalcomponent_add_property(c, in_zone(icalproperty_new_dtend(wall_clock(e->end))));
	icalcomponent_add_property(c, icalproperty_new_summary(e->title));
	icalcomponent_add_property(c, icalproperty_new_location(e->place));
	describe(a, c, e);
	icalcomponent_add_property(c, icalproperty_new_status(e->cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
	return c;
}

const char *calendar_text(struct arena *a, const char *name, const struct calendar_event *events, size_t n, moment stamp)
{
	icalcomponent *all = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
	icalcomponent_add_property(all, icalproperty_new_version("2.0"));
	icalcomponent_add_property(all, icalproperty_new_prodid("-//Nabij//NL"));
	icalproperty *title = icalproperty_new_x(name);
	icalproperty_set_x_name(title, "X-WR-CALNAME");
	icalcomponent_add_property(all, title);
	icalcomponent_add_component(all, icalcomponent_new_from_string(zone));
	for (size_t i = 0; i < n; i++)
		icalcomponent_add_component(all, event(a, &events[i], stamp));
	char *text = icalcomponent_as_ical_string_r(all);
	assert(text && "a calendar that was just made has a text");
	const char *kept = arena_strdup(a, text);
	icalmemory_free_buffer(text);
	icalcomponent_free(all);
	return kept;
}
