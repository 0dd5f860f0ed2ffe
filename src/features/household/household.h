/* A household: opening, people, custody, ties, phases, the fixed professional (Krachten bundelen 3.1).
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
/* Name and address anew (team, professional and phase are not looked at); by who may write its file. */
bool household_change(struct slot *, id64 household, const struct household_new *);
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

struct tie_new { id64 household, person; const char *kind, *name, *organisation, *works_on, *phone, *domain; int closeness; };
id64 tie_add(struct slot *, const struct tie_new *);
bool tie_end(struct slot *, id64 tie);

/* "closed" sets how long its files are kept (rule keep_youth_file, years from now: Jeugdwet 7.3.8(3)) and ends everybody's access but the
 * family's after a short finishing term (rule close_access, days). What is closed stays closed: who returns gets a new household. */
bool household_phase(struct slot *, id64 household, const char *phase, const char *reason);
/* A new fixed professional: counted, shown; access of the old one ends after the days of a warm handover (rule handover_access), of the new
 * begins, to what the old one knew that is held back too. 0 for the family itself, with `self_led_by` the named contact. By who may write the
 * file, or a coordinator of the team. */
bool household_professional(struct slot *, id64 household, id64 account, const char *self_led_by, const char *reason);
/* `time` as people write one (hour_parse), or NULL; kept as "09.30", so that it sorts. */
bool household_next(struct slot *, id64 household, struct day on, const char *time, const char *what);
/* Counted in what goes on in the neighbourhood, or (objected) in no statistic. By who may write there: the family itself, or its professional when asked. */
bool household_counted(struct slot *, id64 household, bool counted);
bool household_is_counted(struct slot *, id64 household);         /* false also when it is not there for the viewer */
bool household_light(struct slot *, id64 household, bool light);   /* intensity: keeping a light on, without asking again */

/* The area (neighbourhood code) a postcode lies in: of the six characters when known, else of the four digits (which may also
 * be all there is); NULL when unknown. */
const char *area_of_postcode(struct slot *, const char *postcode);
bool postcode_valid(const char *, struct arena *, const char **normal);   /* "8021 AB" → "8021AB" (B11 of the rules) */

/* Search tokens. Of each word of a name its beginnings of 2 … 8 letters, folded ("word"); of a household its number ("number"); of a person
 * whose birth date is known what a double has in common however it is spelt ("same"). person 0: the household's own; last NULL: one name.
 * Earlier ones of the same person (household) go. */
void name_tokens_write(struct slot *, id64 file, id64 household, id64 person, const char *first, const char *last, struct day birth);
/* The same tokens without a store, for loading: `key` is keystore_token_key(); each is given with its kind and lives in the arena. A name's words;
 * what a double has in common, and the birth date; a household's number. */
typedef void name_token_fn(void *ctx, const char *kind, struct blob token);
void name_tokens_of_name(struct arena *, const struct key *, const char *name, name_token_fn *, void *ctx);
void name_tokens_of_person(struct arena *, const struct key *, const char *first, const char *last, struct day birth, name_token_fn *, void *ctx);
void name_token_of_number(struct arena *, const struct key *, const char *number, name_token_fn *, void *ctx);
/* What to look for in v_name_token: kind "word" for a typed word (one; its first 8 letters count), "number" for a household's number,
 * "birth" for an ISO birth date. */
struct blob name_token(struct slot *, const char *kind, const char *text);
#endif
