/* The plan: wishes, goals, steps, agreements, looking back; every version kept (Jeugdwet 4.1.2, 4.1.3).
 *
 * Changes run inside a change; who acts is the slot's viewer, `actor` the name shown beside it. Each begins by locking the household's shared
 * file (so that counts and positions hold for two people at once), writes a revision of the row as it then reads (sealed), and refreshes the
 * household's attention. What the viewer may not write, and ids of another household's rows, are not found: 0, false, PLAN_REFUSED.
 * Texts: NULL is unknown; in plan_set, goal_change and step_change NULL leaves what stands, "" empties it. */
#ifndef NABIJ_PLAN_H
#define NABIJ_PLAN_H
#include "../../platform/db/db.h"
#include "plan_view.h"

/* REFUSED is 0; CONFLICT: somebody changed it since the version one read (show both, save nothing). */
enum plan_outcome { PLAN_REFUSED, PLAN_CONFLICT, PLAN_SAVED };

struct plan_text { const char *horizon, *freedom, *consequence; };
enum plan_outcome plan_set(struct slot *, id64 household, const struct plan_text *, const char *actor, int64_t expected_version);  /* 0: do not compare */
bool plan_offer(struct slot *, id64 household, const char *which /* own_plan, supporter */, const char *answer /* yes, no */, const char *actor);
bool plan_agree(struct slot *, id64 household, const char *who, const char *actor);

id64 wish_add(struct slot *, id64 household, const char *text, const char *whose, const char *actor);
bool wish_pick(struct slot *, id64 wish, const char *answer, const char *actor);

/* state NULL: "active". `version` (of the row as one read it; 0: do not compare) counts for goal_change only, which leaves the state alone. */
struct goal_new { id64 household, person; const char *domain, *title, *state; int64_t version; };
id64 goal_add(struct slot *, const struct goal_new *, const char *actor);
enum plan_outcome goal_change(struct slot *, id64 goal, const struct goal_new *, const char *actor);
bool goal_state(struct slot *, id64 goal, const char *state, const char *actor);
int goals_active(struct slot *, id64 household);         /* going over the team's number is said, and allowed */

/* goal 0: a quick win beside the goals. step_change sets goal, who_account and due as given. */
struct step_new { id64 household, goal; const char *title, *who_kind, *who; id64 who_account; struct day due; int64_t version; };
id64 step_add(struct slot *, const struct step_new *, const char *actor);
enum plan_outcome step_change(struct slot *, id64 step, const struct step_new *, const char *actor);
bool step_done(struct slot *, id64 step, bool done, const char *actor);
bool step_stuck(struct slot *, id64 step, const char *word, const char *actor);     /* "lukt niet": asks nothing more */
bool step_drop(struct slot *, id64 step, const char *actor);

id64 agreement_add(struct slot *, id64 household, const char *text, const char *who, const char *actor);
bool agreement_end(struct slot *, id64 agreement, const char *actor);

/* Looking back with the family there is also a contact with it: the household's last contact moves along. */
struct review_new { id64 household; struct day on; bool family_present, network_present; const char *present, *text; };
id64 review_add(struct slot *, const struct review_new *, const char *actor);
bool review_word(struct slot *, id64 review, id64 goal, const char *whose, const char *sentence, int score /* -1: none */, const char *actor);

/* ---- every version ---- */

struct revision {
	id64 id, row;
	const char *entity;          /* "plan", "wish", "goal", "step", "agreement", "review", "review_word" */
	const char *action;          /* made, changed, done, undone, dropped */
	moment at;
	id64 by;
	const char *by_name;
	const char *content;         /* how the row read from then on, as JSON: read it by revision_text() */
	int64_t version;             /* the row's own, so that two changes of one moment keep their order */
};
struct revisions { const struct revision *list; size_t n; };
/* The plan as it stood at a moment: for each row that existed its last revision (also of what was done or dropped by then), in the order
 * in which the rows were made. As the viewer. */
struct revisions plan_at(struct slot *, id64 household, moment at);
/* What changed after a moment (and up to the slot's now), oldest first: "what changed since we last spoke". As the viewer. */
struct revisions plan_since(struct slot *, id64 household, moment since);
/* A field of a revision's content as text: numbers and ids in digits, "true" or "false"; NULL when it was empty. */
const char *revision_text(struct arena *, const struct revision *, const char *field);
#endif
