/* Reports: coming in, triage, the answer that is owed (product.md, signal). Rules only, inside a change. */
#ifndef NABIJ_SIGNAL_H
#define NABIJ_SIGNAL_H
#include "../../platform/db/db.h"

struct report_new {
	id64 team;                       /* 0: the team of the area, else the first team */
	id64 reporter;                   /* an account; 0: makes one of kind `link`, whose token is given back */
	const char *what, *domains, *about, *place, *area_code, *knows, *reporter_kind;
	const char *reporter_name, *reporter_phone, *reporter_organisation, *call_when;
	bool urgent;
};
struct report_receipt { id64 report; const char *number; const char *token; struct day answer_by; const char *reader; };
/* Seals the report in the team's inbox file; *receipt.token is the link the reporter comes back by (NULL with an account of its own). */
bool report_receive(struct slot *, const struct report_new *, struct report_receipt *);
/* Domains suggested from the words, as codes "income safety": a list of Dutch word stems per domain; never forced. */
const char *report_guess_domains(struct arena *, const char *text);

/* Triage by who may: take it (makes a household in phase `report` with the actor as fixed professional, the report's words going along as its first
 * entry; or links one that exists and that the actor may see), pass it to another team, answer with a reason. Taking one that a colleague just
 * took: false and *taken_by. */
id64 report_take(struct slot *, id64 report, id64 household /* 0: new */, const char *household_name, const char *actor);
bool report_pass(struct slot *, id64 report, id64 team, const char *reason);
bool report_answer(struct slot *, id64 report, const char *answer, const char *reason, const char *actor);
bool report_unhappy(struct slot *, id64 report, const char *word);   /* by the reporter: reopens it */
/* After six weeks (rule report_keep) a settled report's words are emptied; what counts remains. Returns how many. */
int report_forget(struct slot *, int at_most);
#endif
