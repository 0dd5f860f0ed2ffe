/* Inside the part signal: what the files of the report form share: its steps (report_form.c), the neighbourhood it is about (report_place.c), and sending it
 * (report_send.c). */
#ifndef NABIJ_REPORT_FORM_H
#define NABIJ_REPORT_FORM_H
#include "../../platform/web/web.h"

enum { REPORT_CHECK = 4 };               /* the step behind the three: "Klopt dit?" */
struct report_form;

bool report_reporter_known(const struct request *);              /* their name is: they are not asked who they are */
/* Fails whatever the declaration cannot say by itself, since it depends on who asks. */
void report_complete(struct request *);
/* The first step before `to` that misses something; else `to`. Messages of other steps than that one wait for their turn. */
int report_step_wanted(struct request *, int to);
struct reply report_form_page(struct request *, int step);

/* ---- where ---- */

/* What was said most exactly: touched on the map, a postcode, the list (where the link's own neighbourhood stands ticked), what was looked for. */
const char *report_area_said(struct request *);
/* The neighbourhoods to choose from; team 0: nobody's link, so wherever a team works. */
void report_offer_places(struct request *, struct report_form *, id64 team);
/* Neighbourhoods are divided and get other codes, also while a form is open or a poster hangs: the report keeps what is nearest, and says so. */
void report_say_area(struct request *, struct report_form *, const char *code);
/* A district stands among the neighbourhoods when the link's own was divided, so that the choice is not lost; what it became stands there already. */
void report_keep_area(struct request *, struct report_form *, const char *code);

/* ---- sending ---- */

reply_fn report_send;
/* Sent with something missing: the first step that misses it. What failed as a whole stays above the check page. */
reply_fn report_send_again;
#endif
