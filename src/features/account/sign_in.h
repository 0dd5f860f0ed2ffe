/* The end of every way in: a session, a device that is known from now on, and on to where its person was going. */
#ifndef NABIJ_SIGN_IN_H
#define NABIJ_SIGN_IN_H
#include "tries.h"

/* In a change. What was kept is offered again; else to `next`, an address on this site or NULL for the person's own start. */
struct reply sign_in_whole(struct request *, id64 account, enum kind, const char *login, const char *done, const char *next);
const char *start_of(enum kind);
/* As people type it; what cannot be a login stays as it is and fits nobody. */
const char *login_typed(struct request *);

struct too_soon too_soon_until(struct request *, moment until);
#endif
