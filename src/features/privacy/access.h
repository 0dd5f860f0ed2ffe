/* Who may see which file: the only code that writes `access` (architecture.md, Rights; product.md, "A household is not one privacy unit").
 * All functions run inside a change; they write as NABIJ_ITSELF and give the viewer back. Ends are moments; FOREVER where the law sets none.
 *
 * A family's own access is calculated, never typed: access_family() derives it from birth dates, custody rows (with source and date),
 * "estranged", and what a young person chose to keep shared, and writes it with from_at / until_at at midnight Amsterdam of the 12th, 16th
 * and 18th birthdays, so that a right ends or begins by itself (Jeugdwet 7.3.4, 7.3.5, 7.3.8, 7.3.10, 7.3.11, 7.3.15; dutch-rules B9):
 *   - everybody of 12 and over who has an account reads the shared file and the own file; under 12 nobody signs in;
 *   - the own file of a child under 12: also parents/guardian with custody; 12 to 15: they may be informed (read), unless held back;
 *     from 16: only with the young person's permission (ground consent);
 *   - the shared file: adults of the household who live there or hold custody; an estranged parent, or a parent without custody living
 *     elsewhere: nothing; guardian: as a parent with custody.
 * Ages and terms are dated rows of the table `rule` (codes age_child_reads 12, age_own_consent 16, age_adult 18 in the column days, as years). */
#ifndef NABIJ_ACCESS_H
#define NABIJ_ACCESS_H
#include "../../platform/db/db.h"

struct access_grant {
	id64 account, file, household;
	const char *ground;              /* a code of GROUNDS */
	bool may_write;
	moment from, until;              /* from 0: now */
	const char *article, *reason;    /* may be NULL; the family reads the reason */
};
id64 access_give(struct slot *, const struct access_grant *);
bool access_end(struct slot *, id64 access);                 /* ends now; works at the next request */
bool access_end_for(struct slot *, id64 account, id64 household, const char *ground);   /* NULL ground: all grounds */
bool access_family(struct slot *, id64 household);           /* recalculates as above; unchanged rows are left alone */

/* Consent: only for parties outside (partner, supporter, expert); refused for police, landlord, benefits office, school attendance, and
 * for kinds that may never (manager, policy, privacy). Given by a person of the household; withdrawn at any time by any person from 12
 * whom it concerns. */
id64 consent_give(struct slot *, id64 household, id64 account, moment until, const char *what_for);
bool consent_withdraw(struct slot *, id64 access);

/* Emergency: a reason first; 24 hours; only the essentials until the reason is given (the dispatcher shows no more); a review task for the privacy
 * officer; the family sees it unless held back. */
id64 emergency_open(struct slot *, id64 household, const char *reason);
bool emergency_review(struct slot *, id64 access, bool justified, const char *word);

/* Holding back (a consult with Veilig Thuis, a child that talked): a file of its own; who may know it besides the writer is the second
 * professional, and whoever is named. Review at most three months (rule hold_review) ahead. Returns the hold; *file gets its file. */
struct hold_new { id64 household; const char *reason; id64 second; struct day review_on; const char *what, *with_whom; struct day on; };
id64 hold_make(struct slot *, const struct hold_new *, id64 *file);
bool hold_second(struct slot *, id64 hold);                  /* the second professional agrees */
bool hold_extend(struct slot *, id64 hold, struct day review_on);
bool hold_end(struct slot *, id64 hold);                     /* the family may know: access to the held file follows the shared file */

/* The household of an account's person, for the family's own pages: newest open first; 0 when none. */
id64 access_own_household(struct slot *, id64 account);
#endif
