/* Inside the part household: what names are found by, doubles, and the small things its files share. */
#ifndef NABIJ_HOUSEHOLD_NAMES_H
#define NABIJ_HOUSEHOLD_NAMES_H
#include "household.h"
#include "../../platform/db/service.h"

/* What one person entered twice has in common, however the name was spelt: always as many, those that are not known being tokens that
 * nothing has. */
enum { SAME = 5 };
struct same { struct blob token[SAME]; bool known[SAME]; };
void same_of(struct slot *, const char *first, const char *last, struct day birth, struct same *);
/* Is this person in another open household? A task "double" goes to its fixed professional, else its team's coordinators (never to who
 * enters, unless the household is theirs). Looks as much when nothing is known, and leaves no trace with who enters. */
void double_look(struct slot *, id64 household, const struct same *);

/* The shared file when the viewer may write it, after locking it; else 0. */
id64 household_lock(struct slot *, id64 household);
/* NULL and "" are nothing: a NULL column. */
struct blob seal_some(struct slot *, id64 file, const char *where, id64 row, const char *text);
bool household_is_open(struct slot *, id64 household);       /* as the service sees it */
#endif
