/* A household: opening, people, custody, ties, phases, the fixed professional (product.md, household; seed 002 §3.1).
 * Rules only: they run inside a change, with the slot's viewer as the one who acts (actor) and slot_now() as the moment;
 * where the service itself must write (files, access), they do so as NABIJ_ITSELF and give the viewer back.
 * Every function returns 0/false after a failure, which sticks to the slot. Shapes: texts UTF-8, cleaned, may be NULL when unknown. */
#ifndef NABIJ_HOUSEHOLD_H
#define NABIJ_HOUSEHOLD_H
#include "../../platform/db/db.h"

struct household_new {
	id64 team;
	const char *name;                /* "Gezin Martens" */
	const char *address, *postcode, *place;
	const char *area_code;           /* NULL: found from the postcode (area_of_postcode) */
	id64 professional;               /* 0: none yet */
	const char *phase;               /* NULL: "report" */
};
/* Makes the household, its shared file with its key, its plan row, and the professional's access (ground assignment). */
id64 household_open(struct slot *, const struct household_new *);
id64 household_file(struct slot *, id64 household);      /* the shared file, as the service sees it; 0 when there is none */

struct person_new {
	id64 household;
	const char *first_name, *last_name, *role, *language, *phone, *email;
	struct day birth;
	bool lives_here, interpreter, estranged;
};
/* Makes the person, its own file and name tokens; recalculates the family's access. Looks, as the service, for the same person in another
 * open household: found, a task goes to that household's fixed professional, else its coordinator; who enters notices nothing. */
id64 person_add(struct slot *, const struct person_new *);
bool person_update(struct slot *, id64 person, const struct person_new *);

struct custody_new { id64 household, child, holder; const char *kind, *source; struct day source_on; };
id64 custody_set(struct slot *, const struct custody_new *);     /* ends an earlier row for the same child and holder */

bool household_phase(struct slot *, id64 household, const char *phase, const char *reason);   /* "closed" ends access by its terms */
/* A new fixed professional: counted, shown, access of the old one ends (a warm handover leaves it two weeks), of the new begins. 0 for the
 * family itself, with `self_led_by` the named contact. */
bool household_professional(struct slot *, id64 household, id64 account, const char *self_led_by, const char *reason);
bool household_next(struct slot *, id64 household, struct day on, const char *time, const char *what);

/* The area (neighbourhood code) a postcode lies in: of the six characters when known, else of the four digits; NULL when unknown. */
const char *area_of_postcode(struct slot *, const char *postcode);
bool postcode_valid(const char *, struct arena *, const char **normal);   /* "8021 AB" → "8021AB" (B11 of the rules) */

/* Search tokens of a name: for each word its prefixes of 2 … 8 letters (folded), keyed. */
void name_tokens_write(struct slot *, id64 file, id64 household, id64 person, const char *name, struct day birth);
struct blob name_token(struct slot *, const char *kind, const char *text);
#endif
