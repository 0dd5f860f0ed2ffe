/* Meetings as iCalendar (RFC 5545), for an agenda that follows. Each meeting is an event of its own whose UID stays the same for as long as
 * it exists; moved and called off count its SEQUENCE up. Times are those of the clock in Europe/Amsterdam, whose rules travel along (summer time). */
#ifndef NABIJ_CALENDAR_H
#define NABIJ_CALENDAR_H
#include <stddef.h>
#include "../../platform/base/clock.h"
#include "../../platform/base/id.h"

struct calendar_event {
	id64 id;
	int64_t version;                 /* of the meeting: 1 when nothing changed yet */
	moment start, end;
	const char *title, *about, *place, *why;     /* about, why: may be NULL */
	bool cancelled;
};
/* The text in the arena; `stamp`: the moment it is made. */
const char *calendar_text(struct arena *, const char *name, const struct calendar_event *, size_t n, moment stamp);
#endif
