/* Teams: making one, its areas, who is in it. Rules only, inside a change, by the settings or the service (the application manager
 * makes teams and members; what a member may see follows from here, no `access` row is typed). They write as NABIJ_ITSELF and give the viewer back. */
#ifndef NABIJ_TEAM_H
#define NABIJ_TEAM_H
#include "../../platform/db/db.h"

struct team_new {
	const char *name, *prefix;       /* prefix: one to three capitals, in front of the numbers of its reports and households */
	const char *phone, *hours;
	int max_goals, answer_days;      /* 0: three goals at once, five days until a reporter has an answer */
};
/* The team and its inbox, a file of its own with its key. 0 when something needed is missing or the prefix is taken. */
id64 team_new(struct slot *, const struct team_new *);
/* All of it anew, but not its inbox. False when something needed is missing or another team has the prefix. */
bool team_change(struct slot *, id64 team, const struct team_new *);
/* The team works there: a municipality, district or neighbourhood. Twice is once; false when it is no CBS code. */
bool team_area_add(struct slot *, id64 team, const char *area_code);

bool team_area_end(struct slot *, id64 team, const char *area_code);

/* Role of TEAM_ROLES. With triage, and for a coordinator, the inbox opens (ground triage) until the membership ends. `until` 0: FOREVER. A member who is in it
 * already is changed. */
id64 team_member_set(struct slot *, id64 team, id64 account, const char *role, bool triage, moment until);
bool team_member_end(struct slot *, id64 team, id64 account);
/* Somebody who works here now. Whoever the viewer is. */
bool team_has(struct slot *, id64 team, id64 account);
#endif
