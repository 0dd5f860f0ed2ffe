/* The reporting code for domestic violence and child abuse (verplichte meldcode; Wmo 1.1.1, Jeugdwet 4.1.7): five steps, each as often as
 * needed and in any order, since danger does not wait: nothing here is ever refused because of a step before it. Each with when, with whom, what came of
 * it, why; nothing is changed afterwards, only added.
 *
 * Of a signal it lies in the team's inbox file, until the signal is taken as a household: then it goes along to who took it, as one of that household. Of a household it lies in a file of its own, held back (privacy/access.h): who begins it and the
 * colleague who thinks along may know, until one of them ends that; nothing of it is written in what the family shares. From then on the family reads which steps
 * were taken: what, by whom, when and why (our_code_screens.c). */
#ifndef NABIJ_REPORTING_CODE_H
#define NABIJ_REPORTING_CODE_H
#include "../../platform/db/db.h"

/* Inside a change. 0 when the viewer may not write there. Of a signal: the one that is there, else a new one. */
id64 reporting_code_of_report(struct slot *, id64 report);
/* reason: why the family may not know now; second: the colleague who thinks along. */
id64 reporting_code_of_household(struct slot *, id64 household, const char *reason, id64 second);

struct reporting_step_new {
	const char *step, *was;          /* CODE_STEPS, WAS_DONE */
	struct day on;
	const char *with_whom, *outcome, *reason;
	bool anonymous;
	const char *suspicion, *danger, *help, *accepted, *result;       /* the five weighing questions: YES_NO_UNSURE or NULL */
	const char *report_needed, *help_possible;
};
bool reporting_step_add(struct slot *, id64 code, const struct reporting_step_new *);

/* A signal that is being taken as a household: its code, if any, goes into a file of that household that is held back, for who takes it, the household's
 * professional and a colleague who thinks along (who walked a step of it, else who does triage); each step keeps who and when. By who takes it. */
struct report_row;
bool reporting_code_along(struct slot *, const struct report_row *, id64 household);
/* There are steps that the viewer, of the family, may read: nothing holds them back any longer. */
bool reporting_code_told(struct slot *, id64 household);

/* What the five answers come to (afwegingskader): in the order of the questions, the first that decides. It advises; the professional decides. */
enum reporting_advice { ADVICE_NONE, ADVICE_CLOSE, ADVICE_REPORT_DANGER, ADVICE_REPORT_NO_HELP, ADVICE_REPORT_REFUSED, ADVICE_REPORT_TOO_SLOW, ADVICE_HELP };
enum reporting_advice reporting_advice(const char *suspicion, const char *danger, const char *help, const char *accepted, const char *result);

/* Of a signal that led to no household: gone so long after its last step (rule reporting_code_keep, days). As the service; how many. */
int reporting_code_forget(struct slot *, int at_most);
#endif
