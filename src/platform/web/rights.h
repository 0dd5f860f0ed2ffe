/* Who may come in: the kind of person, what a session must still give, and the relation to the household that a path names. For the dispatcher alone, once a
 * request; what a person may see and write of a household, the guarded views and the store's write guards say (docs/architecture.md, Rights). */
#ifndef NABIJ_RIGHTS_H
#define NABIJ_RIGHTS_H
#include "session.h"

enum verdict {
	VERDICT_COME_IN,
	VERDICT_SIGN_IN,         /* nobody is signed in */
	VERDICT_WEAK,            /* the session must first give something: rq->viewer.wants */
	VERDICT_ESSENTIALS,      /* came in by the emergency door: the household's essentials, not this */
	VERDICT_MISSING,         /* not there, or not for this person: the same answer */
};

/* In a slot of the viewer. household: that of the path, or 0. Sets rq->household and rq->file, and, under threat, rq->by_function. After a failed slot the
 * verdict says nothing. */
enum verdict rights_check(struct request *, enum session_state, id64 household);
#endif
