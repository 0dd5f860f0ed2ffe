/* What the rules of the parts need of a slot beyond reading and writing: acting as the service, keyed tokens, and work whose traces
 * would tell the wrong story in the log. */
#ifndef NABIJ_SERVICE_H
#define NABIJ_SERVICE_H
#include "db.h"

/* From here on the service acts; give the viewer it returns back with slot_view_as(). Read to the end what was begun before either. */
id64 slot_as_itself(struct slot *);

/* The keyed hash (HASH_BYTES) of a text, in the slot's arena: equal texts of one purpose give equal tokens, nothing can be read back. */
struct blob slot_token(struct slot *, const char *purpose, const char *text);

/* The key for what belongs to no file: an address for mails, the password of the mail server. */
const struct key *slot_service_key(const struct slot *);

/* A change of the service itself that says how much it did: fn gives that, or -1, and then nothing of it stays. The same comes back; -1 also when it could not be made durable. */
typedef int counted_fn(struct slot *, void *ctx);
int db_change_counted(struct db *, struct arena *, moment now, counted_fn *, void *ctx);

/* The log of a change is made of the files it showed and wrote. What the service does on its own account in between (a task for the
 * owner of another household) is not the actor's doing and must not stand in anybody's log as such: take a mark before, forget after. */
struct slot_mark { size_t shown, written; };
struct slot_mark slot_mark(const struct slot *);
void slot_forget(struct slot *, struct slot_mark);
#endif
