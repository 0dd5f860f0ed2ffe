/* The plan as people see it: one struct, filled in few statements, for the page of the professional, the family's own pages, paper, and a
 * moment of the past. The struct is the fragment plan_view.html with those it includes; who includes it shows the same plan in the same words.
 *
 * Runs within a page's slot, as its viewer: what the viewer may not see is not in it. Labels are in rq->lang. The addresses for changes (ticking,
 * wijzig, …) begin with rq_path_household(): below /households/{household} they are all there, on the family's own pages (/our) only ticking is;
 * without the right to write there are none. Everything lives in the request's arena. */
#ifndef NABIJ_PLAN_VIEW_H
#define NABIJ_PLAN_VIEW_H
#include "../../platform/web/web.h"

struct plan_view;                    /* generated from plan_view.html */

/* The plan of rq->household as it stands now, in six statements; NULL when the viewer may not see it. */
struct plan_view *plan_view_read(struct request *);
/* Of it the head, the goals and the steps, in three: for a page that says what comes next. */
struct plan_view *plan_view_steps_read(struct request *);
/* The same to be read alone: nothing in it can be pressed. */
struct plan_view *plan_view_paper(struct request *);
/* The step that asks to be done first: open, not stuck, soonest due, then oldest, among those of `who_kind` ("family"; NULL: all). NULL: none. */
struct plan_step;
const struct plan_step *plan_view_next(const struct plan_view *, const char *who_kind);
#endif
