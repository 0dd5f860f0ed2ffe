/* What becomes of a signal after it came in: contact that is planned and tried again, part of a theme, help for the reporter, a
 * decline after it was taken; what its reporter hears; telling whom it is about. Beside signal.h, which has taking, passing on and answering. Inside a change;
 * by who may write in the team's inbox unless said otherwise; false / 0 when it is not there for the viewer or not in a state for it.
 * Each leaves a line in report_event: when, by whom, why. */
#ifndef NABIJ_TRIAGE_H
#define NABIJ_TRIAGE_H
#include "../../platform/db/db.h"
#include "../../platform/schema/schema.h"

/* ---- what it becomes ---- */

/* Contact: how (STEP_KINDS), on which day, by whom (who may read the inbox). Planned anew as long as no household came of it. */
struct report_step { const char *kind; struct day on; id64 by; const char *word; };
bool report_plan(struct slot *, id64 report, const struct report_step *);
/* The planned contact was tried. Nobody reached: tried again on that day (unknown: rule next_attempt days ahead); it never closes by itself. Reached: what it
 * becomes is to be decided within rule report_step days. */
bool report_tried(struct slot *, id64 report, bool reached, struct day again, const char *word);
/* Part of something that happens more often: counts, and the team's own sentence without persons, stay when the report's words go. The reporter is still owed
 * an answer. */
bool report_collective(struct slot *, id64 report, const char *words);
/* A name from what was reported that stands in the sentence; NULL when there is none. */
const char *report_name_in(struct slot *, id64 report, const char *words);
/* The reporter is who we help: a household with the reporter as its first person, who agreed to that on a day. Returns the household. */
id64 report_help_reporter(struct slot *, id64 report, const char *first_name, const char *last_name, const char *household_name, struct day agreed_on);
/* Taken, and yet not: with a reason. Its reporter, when answered already, is owed an answer anew. A household that was made of it stays as it is. */
bool report_decline(struct slot *, id64 report, const char *reason);

/* ---- what the reporter hears ---- */

/* They agreed that the reporter hears more than the process: by whom and when. */
bool report_agreed(struct slot *, id64 report, const char *who, struct day on);
/* By the reporter: the answer was read; the first time counts. */
bool report_seen(struct slot *, id64 report);
/* By the reporter: how to help with the first contact (INTRODUCE_KINDS; NULL: rather not), and when to call about that. */
bool report_introduce(struct slot *, id64 report, const char *how, const char *when);
/* A professional reporter is not named to the family, since that would be unsafe. */
bool report_unnamed(struct slot *, id64 report, const char *reason);

/* ---- telling whom it is about (AVG 14(3)) ---- */

/* Later than that, with a reason; at most rule report_inform_later days ahead. Also by who may write in the household it became. */
bool report_inform_later(struct slot *, id64 report, struct day on, const char *reason);
/* Without a household report_told() (signal.h) is by who does triage. */

/* ---- the sentences of a reply that says what we did and no more ---- */

extern const struct codes PROCESS_CODES;
#endif
