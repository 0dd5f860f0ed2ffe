#include "calendar.h"
#include <stdio.h>
#include <string.h>
#include "../../platform/base/buf.h"

enum { LINE_MOST = 75 };             /* octets of a line, RFC 5545 3.1 */
#define ZONE "Europe/Amsterdam"

/* Since 1996 summer time begins and ends in the last night from Saturday to Sunday of March and October, at 01:00 UTC (directive 2000/84/EC). */
static const char zone[] =
	"BEGIN:VTIMEZONE\r\nTZID:" ZONE "\r\n"
	"BEGIN:DAYLIGHT\r\nTZNAME:CEST\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nDTSTART:19960331T020000\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n"
	"BEGIN:STANDARD\r\nTZNAME:CET\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nDTSTART:19961027T030000\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n"
	"END:VTIMEZONE\r\n";

/* ---- a line: RFC 5545 3.1 (folding, between characters of UTF-8), 3.3.11 (escaping) ---- */

static void fold(struct buf *b, const char *line, size_t n)
{
	for (size_t most = LINE_MOST; n > most; most = LINE_MOST - 1) {
		size_t cut = most;
		while (((unsigned char)line[cut] & 0xc0) == 0x80)
			cut--;
		buf_add(b, line, cut);
		buf_add(b, "\r\n ", 3);
		line += cut;
		n -= cut;
	}
	buf_add(b, line, n);
	buf_add(b, "\r\n", 2);
}

static void text_line(struct buf *b, const char *name, const char *text)
{
	struct buf line;
	buf_init(&line, 0);
	buf_printf(&line, "%s:", name);
	for (const char *p = text ? text : ""; *p; p++) {
		if (*p == '\\' || *p == ';' || *p == ',')
			buf_add(&line, "\\", 1);
		if (*p == '\n')
			buf_add(&line, "\\n", 2);
		else if ((unsigned char)*p >= ' ' && *p != 127)
			buf_add(&line, p, 1);
	}
	fold(b, line.p, line.n);
	buf_release(&line);
}

static void wall_clock(struct buf *b, const char *name, moment at)
{
	struct day day;
	int hour, minute;
	clock_parts(at, &day, &hour, &minute);
	buf_printf(b, "%s;TZID=" ZONE ":%04d%02d%02dT%02d%02d00\r\n", name, day.year, day.month, day.day, hour, minute);
}

static void universal(struct buf *b, const char *name, moment at)
{
	time_t seconds = (time_t)(at / 1000000);
	struct tm t;
	char text[32];
	gmtime_r(&seconds, &t);
	strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &t);
	buf_printf(b, "%s:%s\r\n", name, text);
}

/* ---- events ---- */

static void describe(struct buf *b, struct arena *a, const struct calendar_event *e)
{
	const char *text = e->about ? e->about : "";
	if (e->why)
		text = arena_printf(a, "%s%s%s", e->why, *text ? "\n\n" : "", text);
	if (*text)
		text_line(b, "DESCRIPTION", text);
}

static void event(struct buf *b, struct arena *a, const struct calendar_event *e, moment stamp)
{
	buf_printf(b, "BEGIN:VEVENT\r\nUID:meeting-%lld@nabij\r\n", (long long)e->id);
	universal(b, "DTSTAMP", stamp);
	buf_printf(b, "SEQUENCE:%lld\r\n", (long long)(e->version - 1));
	wall_clock(b, "DTSTART", e->start);
	wall_clock(b, "DTEND", e->end);
	text_line(b, "SUMMARY", e->title);
	text_line(b, "LOCATION", e->place);
	describe(b, a, e);
	buf_printf(b, "STATUS:%s\r\nEND:VEVENT\r\n", e->cancelled ? "CANCELLED" : "CONFIRMED");
}

const char *calendar_text(struct arena *a, const char *name, const struct calendar_event *events, size_t n, moment stamp)
{
	struct buf b;
	buf_init(&b, 0);
	buf_printf(&b, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Nabij//NL\r\n");
	text_line(&b, "X-WR-CALNAME", name);
	buf_printf(&b, "%s", zone);
	for (size_t i = 0; i < n; i++)
		event(&b, a, &events[i], stamp);
	buf_printf(&b, "END:VCALENDAR\r\n");
	const char *kept = arena_strndup(a, b.p, b.n);
	buf_release(&b);
	return kept;
}
