/* A form that arrives twice counts once: the second gets the first one's answer. It carries a key (`once`, or the header Idempotency-Key of an API call); what
 * is kept is a mark of the key with who sent it, where and with which words, and, sealed, where it led. Who goes back and writes something else in the
 * same form sends something else. For the dispatcher alone, inside the change; both work as NABIJ_ITSELF for a moment. */
#ifndef NABIJ_ONCE_H
#define NABIJ_ONCE_H
#include "web.h"

/* Before the handler. True: it came before, and the reply goes where it led then. Else *once is the row that once_keep() is given, 0 without a key. */
bool once_seen(struct request *, id64 *once, struct reply *);
/* After the handler. What was refused (too many tries) did nothing, so it may come again with the same key. */
void once_keep(struct request *, id64 once, const struct reply *);
#endif
