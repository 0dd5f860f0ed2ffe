/* Attention: "nobody slips out of sight". Rows of `attention` say what asks whom for what, since when, by when; they are kept in the
 * transaction that changes a household or report, so that Today reads rows and not histories. Rules are descriptors in attention.c, their
 * terms dated rows of `rule` (days; second_days: what its owner leaves for longer also goes to the team's coordinators, escalated). */
#ifndef NABIJ_ATTENTION_H
#define NABIJ_ATTENTION_H
#include "../../platform/db/db.h"

struct attention_rule {
	const char *code;                /* "no_contact" */
	const char *name;                /* Dutch, N_(): for the settings page */
	const char *reason;              /* Dutch, N_(), with {detail} {since} {due}: shown in the list */
	const char *action;              /* Dutch, N_(): the button: "Open", "Neem op" */
	const char *path;                /* where the button leads: "/households/{household}/contact/new" */
	int days, second_days;           /* what applies until the coordinator sets a term */
	const char *source;              /* a law's article or NULL */
};
extern const struct attention_rule ATTENTION_RULES[];        /* ends with code NULL */
const struct attention_rule *attention_rule(const char *code);

/* Recalculates all rows of one household (or one report) as NABIJ_ITSELF; "later" choices survive while their reason stays the same. */
bool attention_household(struct slot *, id64 household);
bool attention_report(struct slot *, id64 report);
/* For what only time changes (no contact for too long, terms passed, birthdays coming): a job walks the open households whose next change
 * of attention is due; a batch at a time. Returns how many it did. */
int attention_tick(struct slot *, int at_most);
/* A task that is not derived: for this account, about this household ("double": may be the same person as …). */
bool attention_task(struct slot *, id64 account, id64 household, const char *rule, const char *detail, struct day due);
bool attention_done(struct slot *, id64 attention);
bool attention_later(struct slot *, id64 attention, struct day on, const char *word);
/* The term in force: days of rule `code` for a team at the slot's moment (the team's own row first, then the general one, then the default). */
int rule_days(struct slot *, const char *code, id64 team, int otherwise);
int rule_second_days(struct slot *, const char *code, id64 team, int otherwise);
#endif
