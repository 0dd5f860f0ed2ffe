/* Within the part: what its screens share. */
#ifndef NABIJ_PLAN_PAGE_H
#define NABIJ_PLAN_PAGE_H
#include "../../platform/web/web.h"
#include "templates.h"

/* Title and place of a page; gives the household's name, or NULL when the viewer may not see what the family shares: reply_missing(). */
const char *plan_frame(struct request *, const char *title);
/* Back to the plan, or to a row of it: "step", id; NULL, 0 for its top. */
struct reply plan_again_at(struct request *, const char *done, const char *row, id64 id);
/* Whether a row belongs to the household of the path; what another household has is not there. */
bool plan_owns(struct request *, struct sql *household_of, id64 row);
/* What was typed, "" when it was emptied, NULL when the form had no such field. */
const char *plan_typed(const struct request *, const char *field);
/* The version the form was made from: as sent, after a conflict the one there is now. */
int64_t plan_form_version(const struct request *, int64_t now);

/* Two at once: nothing was written; the page shows both texts. Set by plan_conflict_found() while saving, asked by the page that follows. */
struct reply plan_conflict_found(struct request *);
bool plan_conflicts(const struct request *);
/* Who wrote last, and when; then a line per text that differs. */
void plan_conflict_read(struct request *, struct plan_conflict *, id64 row);
void plan_conflict_line(struct request *, struct plan_conflict *, const char *label, const char *theirs, const char *mine);

/* The people of the household to choose from, after a choice for nobody in particular (its words; NULL: without it). */
void plan_choose_person(struct request *, const char *field, const char *nobody);
#endif
