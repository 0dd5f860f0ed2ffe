/* Contacts, attempts, questions of the family, light questions (Krachten bundelen 3.3). Rules only, inside a change; as the slot's viewer, who needs
 * the right to write in the household's shared file: else 0 / false. */
#ifndef NABIJ_CONTACT_H
#define NABIJ_CONTACT_H
#include "../../platform/db/db.h"

struct contact_new { id64 household; const char *kind; bool reached; moment at; const char *note, *with_whom; struct day next_on;
	const char *domains;             /* life domains it was about, "income safety"; NULL: guessed from the note's words; "": none, it counts for no neighbourhood */
	id64 about; };                   /* a person of the household: kept in that person's own file, so that age and custody decide who reads it; 0: shared */
/* Sets the household's last contact when reached, and its next date when given; a failed attempt without a next day plans the next one (rule
 * next_attempt days ahead, on a working day). at 0: now. */
id64 contact_add(struct slot *, const struct contact_new *, const char *actor);
/* The family was met at that moment (looking back together): moves the household's last contact forward, never back. */
bool contact_met(struct slot *, id64 household, moment at);

/* What a family asks or states; kinds: question, other_professional (the click: no reason asked), objection, correction, copy, statement. The
 * answer is owed by rule answer_family, for objection, correction and copy by AVG's month (AVG 12(3); rule answer_rights); on a statement none is. */
id64 question_ask(struct slot *, id64 household, id64 about, const char *kind, const char *text, const char *actor);   /* about: as of a contact */
bool question_answer(struct slot *, id64 question, const char *answer, const char *actor);

/* By a member of the team; 0 otherwise. domain one of the seven; minutes 0: not said; area_code and outcome may be NULL. */
id64 light_question_add(struct slot *, id64 team, const char *domain, const char *area_code, int minutes, const char *outcome);
#endif
