/* The screens of initiatives. For the team: the list and one initiative (list_screens.c, page_screens.c), what residents want and who takes part
 * (making_screens.c), when and where (meeting_screens.c), what came of it (result_screens.c). For everybody: "In de buurt" (nearby_screens.c) and the
 * calendars (calendar_screens.c). */
#ifndef NABIJ_INITIATIVE_SCREENS_H
#define NABIJ_INITIATIVE_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route INITIATIVE_ROUTES[], INITIATIVE_PAGE_ROUTES[], INITIATIVE_MAKING_ROUTES[], INITIATIVE_MEETING_ROUTES[], INITIATIVE_RESULT_ROUTES[],
	NEARBY_ROUTES[], CALENDAR_ROUTES[];
int initiative_forget_job(struct slot *);        /* for JOBS: marks of taps go after six weeks, their number stays */

/* Helpers of these screens. */
#define INITIATIVE_READERS (K_TEAM | K_PARTNER | K_EXPERT)       /* of whom partners and experts need a dated row of their own */
struct initiative_head;
/* The frame of one initiative's pages, of the {id} in the path; false: not there for the viewer. Sets title and nav. */
bool initiative_head(struct request *, struct initiative_head *, const char *tab, const char *title);
/* The field begins with the number of this column; with nothing where that is NULL. */
void initiative_start_number(struct request *, struct rows *, int column, const char *field);
/* "15.30", "15:30", "1530", "15", with or without "uur": minutes of the day; -1 when it is no time of day. */
int initiative_hour(const char *text);
const char *initiative_hours(struct request *, moment from, moment to);      /* "15.30 tot 17.00 uur" */
#endif
