/* A change of a plan, within the part: lock, do, keep the version, refresh attention.
 *
 *   struct plan_change c;
 *   if (!plan_begin_row(&c, slot, &GOAL_ROWS, goal, actor)) return false;
 *   if (sql_run(slot, …) != 1) return false;
 *   return plan_end(&c, &GOAL_ROWS, goal, "done"); */
#ifndef NABIJ_PLAN_REVISION_H
#define NABIJ_PLAN_REVISION_H
#include "plan.h"

enum column_kind { COLUMN_END, COLUMN_TEXT, COLUMN_INT, COLUMN_REF, COLUMN_BOOL, COLUMN_SEALED };
struct column { const char *name; enum column_kind kind; };

/* A kind of row of which versions are kept. `row` selects id, file_id, household_id, version and then the columns, in their order,
 * WHERE id = :id, through the view. */
struct revised { const char *entity; struct sql *row; const struct column *columns; };
extern const struct revised PLAN_ROWS, WISH_ROWS, GOAL_ROWS, STEP_ROWS, AGREEMENT_ROWS, REVIEW_ROWS, WORD_ROWS;

struct plan_change { struct slot *slot; id64 household, file; const char *actor; };
/* Finds the household as the viewer and locks its shared file; false when the viewer may not write there. */
bool plan_begin(struct plan_change *, struct slot *, id64 household, const char *actor);
bool plan_begin_row(struct plan_change *, struct slot *, const struct revised *, id64 row, const char *actor);
bool plan_end(struct plan_change *, const struct revised *, id64 row, const char *action);
/* Whether a row of that kind belongs to the household under change; 0 (none) belongs. */
bool plan_has(const struct plan_change *, struct sql *household_of, id64 row);
struct blob plan_seal(const struct plan_change *, const char *where, id64 row, const char *text);
#endif
