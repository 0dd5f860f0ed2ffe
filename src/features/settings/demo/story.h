/* A story being told: shared by story.c (what happens when) and happen.c (how it happens). */
#ifndef NABIJ_DEMO_STORY_H
#define NABIJ_DEMO_STORY_H
#include "demo_inside.h"

enum { MEMBERS_MOST = 12, GOALS_MOST = 12 };

struct teller_member { const char *key, *name, *role; id64 person, account; bool child, lives_here; };
struct story {
	struct demo *d;
	const json_t *j;
	const char *name;
	id64 household;
	const struct demo_staff *lead;       /* the fixed professional now, or the last one */
	id64 self_led;                       /* the account of the family's own contact, once it leads itself */
	struct teller_member member[MEMBERS_MOST];
	size_t members_n;
	id64 goal[GOALS_MOST];
	int opened;                          /* the day */
};

/* Something that happens: `j` is its part of the story, `n` says which one where that matters. False: it could not. */
typedef bool happening(struct story *, const json_t *j, int n);
happening happen_open, happen_person, happen_custody, happen_sign_in, happen_phase, happen_light, happen_history, happen_tie, happen_domain,
	happen_link, happen_seen, happen_plan, happen_offer, happen_agree, happen_wish, happen_goal, happen_goal_state, happen_step,
	happen_step_done, happen_step_stuck, happen_agreement, happen_contact, happen_review, happen_question, happen_talk, happen_change, happen_self_led,
	happen_consent, happen_hold, happen_emergency, happen_next, happen_estranged;

/* From here on this one acts: a member with a sign-in, else who leads (NULL: who leads). */
void story_as(struct story *, const char *who);
#endif
