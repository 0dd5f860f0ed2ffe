/* Reports: coming in, triage, the answer that is owed. Rules only, inside a change. */
#ifndef NABIJ_SIGNAL_H
#define NABIJ_SIGNAL_H
#include "../../platform/db/db.h"

/* In lists: one's inboxes, which belong to no household. */
#define MY_INBOXES "(SELECT a.file_id FROM v_own_access a WHERE a.household_id IS NULL AND a.from_at <= :now AND a.until_at > :now)"

struct report_new {
	id64 team;                       /* 0: the team of the area (or of what the area lies in), else the first team */
	id64 reporter;                   /* an account; 0: makes one of kind `link`, whose token is given back */
	const char *what, *domains, *about, *place, *area_code, *knows, *reporter_kind;
	const char *reporter_name, *reporter_phone, *reporter_organisation, *call_when;
	const char *introduce;           /* how the reporter will help with the first contact (INTRODUCE_KINDS); NULL: not */
	bool may_name;                   /* a private reporter may be named to whom it is about */
	bool urgent;                     /* the answer is then owed the next working day */
	bool pattern;                    /* about nobody in particular: a pattern or a place */
	id64 link;                       /* the standing link it came by (report_link.h) */
	const char *organisation_kind;   /* of PARTNER_KINDS */
	const char *number;              /* of one that waited behind its link: its number, moment and day promised stand; NULL: all new */
	moment at;
	struct day answer_by;
};
struct report_receipt { id64 report; const char *number; const char *token; struct day answer_by; const char *reader; };
/* Seals the report in the team's inbox file, whoever the viewer is (also nobody). receipt->token is the link the reporter comes back by (NULL with an
 * account of its own); reader: the name of who reads it today (of those who do triage, the one with the fewest waiting), NULL when there is
 * none. The answer is owed answer_days (of the team) later; in a weekend: the Monday after it. An area that is no more becomes the nearest that
 * is (area_nearest). */
bool report_receive(struct slot *, const struct report_new *, struct report_receipt *);
/* The area itself, else what it became (area.successor_code), else what it lies in by its own digits and is still there: neighbourhoods are divided and
 * merged, a report is not lost for it. NULL when nothing of it is there. Whoever the viewer is. */
const char *area_nearest(struct slot *, const char *code);
/* Domains suggested from the words, as codes "income safety" (at most three, in the order of the seven): Dutch word stems per domain; never
 * forced. "" when no word tells. */
const char *report_guess_domains(struct arena *, const char *text);

/* Triage by who may write in the inbox. Each is 0 / false when the report is not there for the viewer, or not in a state for it. */

/* Take it: makes a household in phase `report` with the viewer as fixed professional, or links one (`household`) that exists and that the viewer
 * may see. Returns the household. The report's words go along as a differing view in its first life domain, but only when they of whom it is know of the report (or
 * asked themselves): the family reads its own file. Else they follow at report_told(), which a dated task asks for.
 * One that a colleague just took: 0 and *taken_by (else 0 there). */
id64 report_take(struct slot *, id64 report, id64 household /* 0: new */, const char *household_name, const char *actor, id64 *taken_by);
/* Passes it to another team: a report is not moved between files, so a new row in that team's inbox carries words, number and the reporter on, and the
 * old one stays as "passed", without words and with its number marked. Returns the new report. */
id64 report_pass(struct slot *, id64 report, id64 team, const char *reason);
/* What the reporter hears, of the process only. One that was not taken is settled by it (`reason`: why not), one that was taken stays so. */
bool report_answer(struct slot *, id64 report, const char *answer, const char *reason, const char *actor);
/* They of whom it is were told of the report (AVG 14(3)): the words go along to the household now. By who may write in the household. */
bool report_told(struct slot *, id64 report, const char *actor);
/* By the reporter, after the answer: reopens it, with a new date to answer by. */
bool report_unhappy(struct slot *, id64 report, const char *word);
/* Six weeks (rule report_keep) after it was settled a report's words and its reporter's name are emptied; what counts remains. One that was taken and
 * whose household was not told yet waits for that. As the service. Returns how many. */
int report_forget(struct slot *, int at_most);

/* What else others ask of this part. */
#include "report_link.h"
#include "reporting_code.h"
#include "triage.h"
#endif
