/* Contacts, attempts, questions of the family, light questions (seed 002 §3.3). Rules only, inside a change. */
#ifndef NABIJ_CONTACT_H
#define NABIJ_CONTACT_H
#include "../../platform/db/db.h"

struct contact_new { id64 household; const char *kind; bool reached; moment at; const char *note, *with_whom; struct day next_on; };
/* Sets the household's last contact when reached; a failed attempt without a next day plans the next one (rule next_attempt days ahead). */
id64 contact_add(struct slot *, const struct contact_new *, const char *actor);

/* What a family asks or states; kinds: question, other_professional (the click: no reason asked), objection, correction, copy, statement. The
 * answer is owed by rule answer_family (or AVG's month for rights: rule answer_rights). */
id64 question_ask(struct slot *, id64 household, const char *kind, const char *text, const char *actor);
bool question_answer(struct slot *, id64 question, const char *answer, const char *actor);

id64 light_question_add(struct slot *, id64 team, const char *domain, const char *area_code, int minutes, const char *outcome);
#endif
