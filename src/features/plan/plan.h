/* The plan: wishes, goals, steps, agreements, looking back; every version kept (product.md, plan; Jeugdwet 4.1.2, 4.1.3).
 * Rules only, inside a change; who acts is the slot's viewer, `actor` the name shown beside it. Each change writes a revision of the row
 * (as it then reads, sealed) and refreshes the household's attention. Ids of another household's rows are not found (0 / false). */
#ifndef NABIJ_PLAN_H
#define NABIJ_PLAN_H
#include "../../platform/db/db.h"

/* Locks the household's shared file first (the lock row), so that counts hold for two people at once. */
struct plan_text { const char *horizon, *freedom, *consequence; };
bool plan_set(struct slot *, id64 household, const struct plan_text *, const char *actor, int64_t expected_version);  /* version 0: do not compare; false + *plan_conflict */
bool plan_offer(struct slot *, id64 household, const char *which /* own_plan, supporter */, const char *answer /* yes, no */, const char *actor);
bool plan_agree(struct slot *, id64 household, const char *who, const char *actor);

id64 wish_add(struct slot *, id64 household, const char *text, const char *whose, const char *actor);
bool wish_pick(struct slot *, id64 wish, const char *answer, const char *actor);

struct goal_new { id64 household, person; const char *domain, *title, *state; };
id64 goal_add(struct slot *, const struct goal_new *, const char *actor);
bool goal_change(struct slot *, id64 goal, const struct goal_new *, const char *actor);
bool goal_state(struct slot *, id64 goal, const char *state, const char *actor);
int goals_active(struct slot *, id64 household);         /* going over the team's number is said, and allowed */

struct step_new { id64 household, goal; const char *title, *who_kind, *who; id64 who_account; struct day due; };
id64 step_add(struct slot *, const struct step_new *, const char *actor);
bool step_change(struct slot *, id64 step, const struct step_new *, const char *actor);
bool step_done(struct slot *, id64 step, bool done, const char *actor);
bool step_stuck(struct slot *, id64 step, const char *word, const char *actor);     /* "lukt niet": asks nothing more */
bool step_drop(struct slot *, id64 step, const char *actor);

id64 agreement_add(struct slot *, id64 household, const char *text, const char *who, const char *actor);
bool agreement_end(struct slot *, id64 agreement, const char *actor);

struct review_new { id64 household; struct day on; bool family_present, network_present; const char *present, *text; };
id64 review_add(struct slot *, const struct review_new *, const char *actor);
bool review_word(struct slot *, id64 review, id64 goal, const char *whose, const char *sentence, int score /* -1: none */);
#endif
