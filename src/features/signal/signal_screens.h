/* The screens of reports and light questions: a report by anybody (report_form.c), the links by which (link_screens.c), what its reporter sees of it
 * (receipt_screens.c), the inbox of who does triage (inbox_screens.c), one signal and what is done with it (triage_screens.c, triage_acts.c), the reporting
 * code (reporting_code_screens.c; as the family reads it: our_code_screens.c), a question at the desk (light_screens.c). The rules are in signal.h and contact.h. */
#ifndef NABIJ_SIGNAL_SCREENS_H
#define NABIJ_SIGNAL_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route REPORT_FORM_ROUTES[], RECEIPT_ROUTES[], INBOX_ROUTES[], LIGHT_ROUTES[], LINK_ROUTES[];
extern const struct route TRIAGE_ROUTES[], REPORTING_CODE_ROUTES[], OUR_CODE_ROUTES[];
int reporting_code_forget_job(struct slot *);
int report_forget_job(struct slot *);           /* for JOBS: the words of what was settled go after six weeks */

/* Helpers of these screens. */
/* The team's standing links behind which reports wait, or that a program tries: lines above the list of signals. How many. */
struct links_line;
int64_t links_that_ask_for_a_look(struct request *, struct links_line **);
const char *month_name(struct request *, struct day);        /* "november 2026" */
#endif
