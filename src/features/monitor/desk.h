/* Inside the part monitor: one household, report, standing link or initiative under the eye. What is wanted is gathered (desk_want and friends), with the next moment
 * at which time alone changes it (desk_soon); desk_settle() then makes the rows so, changing nothing that stands already. All as NABIJ_ITSELF. */
#ifndef NABIJ_DESK_H
#define NABIJ_DESK_H
#include "attention.h"

struct id_list { id64 *id; size_t n; };

struct wanted {
	const struct attention_rule *rule;
	id64 account, file, person, report, meeting;
	moment since;
	struct day due;
	const char *name, *detail;
	bool escalated;
};

struct desk {
	struct slot *slot;
	struct arena *arena;
	moment now;
	struct day today;
	id64 household, report, link, initiative;        /* one of the four */
	id64 file;                       /* the household's shared file, or the report's or link's; of an initiative the directory */
	id64 team;
	const char *name, *number;       /* for who may read it; for who may not */
	id64 inbox;                      /* of the team; 0 until it is asked for */
	struct id_list coordinators;     /* the same: desk_coordinators() */
	bool coordinators_known;
	struct term *terms; size_t terms_n;
	struct wanted *wanted; size_t wanted_n;
	moment next;                     /* FOREVER: time alone changes nothing */
	/* of a household */
	const char *phase;
	bool open, light, self_led;
	id64 professional;
	struct id_list owners;           /* fixed professional and stand-ins who may read it now */
	moment phase_at, professional_at, opened_at, last_contact_at, family_seen_at, next_attention_at;
	struct day next_on;
};

/* Fills all of it; false when there is no such household. */
bool desk_household(struct desk *, struct slot *, id64 household);
void desk_begin(struct desk *, struct slot *, id64 team);        /* what all of them have alike */

const struct id_list *desk_coordinators(struct desk *);
struct id_list desk_triage(struct desk *);                       /* who reads what comes in to the team */

int desk_days(const struct desk *, const char *code);
/* True when the moment has come; else it is remembered as one at which to look again. */
bool desk_come(struct desk *, moment);
void desk_soon(struct desk *, moment);

/* A row with name and detail for one account; `file` of the wanted row 0: the desk's. */
void desk_want(struct desk *, struct wanted);
/* A row without name and detail, for who may not read the household. */
void desk_want_plain(struct desk *, struct wanted);
/* For the household's owners, else the coordinators; and for these too when it is left for longer than the second term. */
void desk_want_owner(struct desk *, struct wanted);
/* For each of these, and for the coordinators when they leave it; with nobody to do it for the coordinators at once. */
void desk_want_each(struct desk *, struct wanted, const struct id_list *whom);
/* For the coordinators, once `due` and the second term are past; not for who has the row already. */
void desk_escalate(struct desk *, struct wanted, const struct id_list *owners);
void desk_task(struct desk *, const struct attention_rule *, id64 account, const char *detail, struct day due);
bool desk_settle(struct desk *);
bool desk_insert(struct desk *);         /* the same for what was just made: nothing stands yet */

struct id_list desk_ids(struct desk *, struct sql *, const struct param *);      /* the first column */
#endif
