/* Who may see which file: the only code that writes `access` (docs/architecture.md, Rights).
 * All functions run inside a change; the slot's viewer is who acts, and is checked here as well as at the door. They write as NABIJ_ITSELF and
 * give the viewer back. Refused, or not found, is false / 0 / NULL and changes nothing; a failure of the store sticks to the slot.
 * Ends are moments; FOREVER where the law sets none.
 *
 * A family's own access is calculated, never typed: access_family() derives it from birth dates, custody rows (with source and date) and
 * "estranged", and writes it with from_at / until_at at midnight Amsterdam of the 12th, 16th and 18th birthdays, so that a right ends or
 * begins by itself (Jeugdwet 7.3.4, 7.3.5, 7.3.8, 7.3.10, 7.3.11, 7.3.15):
 *   - everybody of 12 and over who has an account reads the shared file and the own file; under 12 nobody signs in; a child whose
 *     birth date is not known counts as under 12 for itself, and as 16 or over for what others read of it;
 *   - the own file of a child under 12: also parents/guardian with custody; 12 to 15: they may be informed (read), unless held back;
 *     from 16: only with the young person's permission (ground consent, own_share());
 *   - the shared file: adults of the household who live there or hold custody of a child under 18, the children wherever they live; a
 *     parent without custody living elsewhere reads only what is about himself; an estranged person: nothing at all;
 *     guardian: as a parent with custody.
 * Ages and terms are dated rows of the table `rule` (codes age_child_reads 12, age_own_consent 16, age_adult 18, keep_youth_file 20 in the
 * column days, as years).
 *
 * Who may hold which ground (an allow-list, access.c): a team's people assignment, stand-in, triage, consult, meeting, handover, emergency;
 * partners that are not police, landlord, benefits office or school attendance: consent and handover; supporters and experts: consent.
 * Managers, policy makers, links: nothing; the privacy officer reads the log and no content, so: nothing. */
#ifndef NABIJ_ACCESS_H
#define NABIJ_ACCESS_H
#include "../../platform/db/db.h"

struct access_grant {
	id64 account, file, household;   /* file 0: the shared file and those of its persons; household 0: the file's own */
	const char *ground;              /* a code of GROUNDS */
	bool may_write;
	moment from, until;              /* from 0: now */
	const char *article, *reason;    /* may be NULL, the article not for handover and statutory; the family reads the reason */
	id64 by;                         /* who gave it; 0: the viewer */
};
/* Given by who may write the file, a coordinator of the household's team, or the service. Gives the row, of several the shared file's. */
id64 access_give(struct slot *, const struct access_grant *);
/* At the latest then: all rows of the account, or (account 0: the household closes) of everybody but the family and its supporters. */
bool access_end_by(struct slot *, id64 account, id64 household, moment until);
bool access_family(struct slot *, id64 household);           /* recalculates as above; unchanged rows are left alone */
bool access_triage(struct slot *, id64 team);                /* the team's inbox: its coordinators and who does triage, recalculated */

/* A new file with its key: kind of FILE_KINDS; household and person may be 0; ground the law or task it rests on. */
id64 file_new(struct slot *, const char *kind, id64 household, id64 person, const char *ground);

/* Consent: only for parties outside (partner, supporter, expert), to read the shared file; a supporter may tick and write too. Given by a person
 * of the household who reads that file; withdrawn at any time by any of them (so: by any person from 12 whom it concerns), or by who has it. */
id64 consent_give(struct slot *, id64 household, id64 account, moment until, const char *what_for);
bool consent_withdraw(struct slot *, id64 access);
/* A person from 12 lets somebody of the household (a parent after the sixteenth birthday) read the own file; withdrawn as consent. */
id64 own_share(struct slot *, id64 household, id64 account, moment until);
/* A family that came back: a member of it lets the new professional read the earlier period's shared file, nothing else of it. */
bool household_share_earlier(struct slot *, id64 earlier_household, id64 account, moment until);

/* Emergency, by a team's professional, specialist or coordinator: a reason first; 24 hours (rule emergency_hours), reading the shared file alone;
 * a review task for the privacy officers; the family sees who and why. Open already: the same row. */
id64 emergency_open(struct slot *, id64 household, const char *reason);
/* Where knowing would endanger somebody: the family sees nothing of it (the row, nor what was looked at) until that day, three months at most
 * (rule hold_review); by who opened the door, or a privacy officer, who also ends it: an unknown day. */
bool emergency_hold(struct slot *, id64 access, struct day until);
/* By a privacy officer who is not the one who opened it. Unjustified: it ends, and is a breach (a task with the 72 hours of AVG 33). The word
 * stands behind the reason, for the family to read. */
bool emergency_review(struct slot *, id64 access, bool justified, const char *word);
struct emergency { id64 access, household; const char *number, *who, *reason; moment from, held_until; };
size_t emergencies_to_review(struct slot *, struct emergency **);   /* for a privacy officer; also in a slot for reading */

/* Holding back (a consult with Veilig Thuis, a child that talked): a file of its own; who may know it besides the writer is the second
 * professional, and whoever one of them names. Review at most three months (rule hold_review, days) ahead; not known: that day. *file
 * gets its file. What a page shows of it must be reached under a path that says nothing, since the log shows paths. */
struct hold_new { id64 household; const char *reason; id64 second; struct day review_on; const char *what, *with_whom; struct day on; };
id64 hold_make(struct slot *, const struct hold_new *, id64 *file);
bool hold_second(struct slot *, id64 hold);                  /* the second professional agrees */
bool hold_tell(struct slot *, id64 hold, id64 account);      /* names one more professional who may know */
bool hold_extend(struct slot *, id64 hold, struct day review_on);
bool hold_end(struct slot *, id64 hold);                     /* the family may know: access to the held file follows the shared file */
/* What the leaving professional knew the new one may know: household_professional()'s alone, as NABIJ_ITSELF. */
bool hold_hand_over(struct slot *, id64 household, id64 from, id64 to);
#endif
