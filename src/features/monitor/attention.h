/* Attention: "nobody slips out of sight". Rows of `attention` say what asks whom for what, since when, by when; they are kept in the
 * transaction that changes a household, report or initiative, so that Today reads rows and not histories. Rules are descriptors in attention.c, their
 * terms dated rows of `rule` (days; second_days: what its owner leaves for longer also goes to the team's coordinators, escalated).
 *
 * Whose: the household's fixed professional and who stands in; without one the coordinators. A row for who may read the household's shared
 * file carries the family's name and a detail, sealed under that file. A row for anybody else (coordinators, the privacy officer) carries the household's
 * number and no detail, sealed under the team's inbox file when they may read that, else the directory file. */
#ifndef NABIJ_ATTENTION_H
#define NABIJ_ATTENTION_H
#include "../../platform/db/db.h"

struct attention_rule {
	const char *code;                /* "no_contact" */
	const char *name;                /* Dutch, N_(): for the settings page */
	const char *reason;              /* Dutch, N_(), with {detail} {since} {due}: shown in the list */
	const char *plain_reason;        /* the same without {detail}, for rows that have none; NULL: `reason` has no {detail} */
	const char *action;              /* Dutch, N_(): the button: "Open", "Pak op"; NULL: a term only, no rows (answer_family, report_keep …) */
	const char *path;                /* where the button leads, with {household} {report} {person} {theme} {link} {initiative} {meeting}; who may not read there has none */
	int days, second_days;           /* what applies until the coordinator sets a term; second_days 0: never escalated */
	const char *source;              /* a law's article or NULL */
	bool task;                       /* made by attention_task() alone, and ended by attention_done() */
	bool owed;                       /* stands also while the household has no fixed professional: then with the coordinators */
};
extern const struct attention_rule ATTENTION_RULES[];        /* ends with code NULL */
const struct attention_rule *attention_rule(const char *code);

/* Recalculates all rows of one household (one report, one standing link) as NABIJ_ITSELF; "later" choices survive while their reason stays the same (its
 * since_at). False only after a failure, or when there is no such thing. */
bool attention_household(struct slot *, id64 household);
bool attention_report(struct slot *, id64 report);
bool attention_link(struct slot *, id64 link);
/* The same for a report that is being made, of which nothing has to be read back. *next: what its next_attention_at is. */
struct attention_new { id64 report, file, team, reader; moment at; struct day answer_by; const char *number, *about, *what; bool to_be_told; };
bool attention_report_new(struct slot *, const struct attention_new *, moment *next);
/* The same for an initiative (src/features/initiative): its title for who keeps it in sight. */
bool attention_initiative(struct slot *, id64 initiative);
/* Somebody is in the team no longer: what they kept in sight there is looked at anew, by the tick. */
void attention_keeper_left(struct slot *, id64 team, id64 account);
/* For what only time changes (no contact for too long, terms passed, birthdays coming): a job walks the households, reports, links and initiatives whose
 * next_attention_at has come, longest waiting first, at most so many. Returns how many it did; call again while it is at_most. */
int attention_tick(struct slot *, int at_most);
/* A task that is not derived: for this account, about this household ("double": may be the same person as …). Asked again with the same detail it is
 * renewed. For a rule that is derived it recalculates the household instead, so that a task stands once. */
bool attention_task(struct slot *, id64 account, id64 household, const char *rule, const char *detail, struct day due);
/* A theme (src/features/theme) under somebody's hand: on their Today by that day, in place of what stood there for it. rule NULL: nothing any more. */
bool attention_theme(struct slot *, id64 theme, id64 account, const char *rule, const char *name, struct day due);
/* By the row's owner. A task is gone; what the family wrote counts as dealt with up to now; a birthday stays away until the day itself.
 * Other rows go by doing what they ask: false. */
bool attention_done(struct slot *, id64 attention);
bool attention_later(struct slot *, id64 attention, struct day on, const char *word);
/* The term in force: days of rule `code` for a team at the slot's moment (the team's own row first, then the general one, then the descriptor's,
 * then `otherwise`). Whoever the viewer is. */
int rule_days(struct slot *, const char *code, id64 team, int otherwise);
#endif
