/* Inside the part household: who stands around them, corrected; the help they had before. Rules, inside a change; by who may write the file. */
#ifndef NABIJ_AROUND_H
#define NABIJ_AROUND_H
#include "household.h"

/* The tie as it reads from now on. False when the tie is not one of that household, or has ended. */
bool tie_change(struct slot *, id64 tie, const struct tie_new *);

struct history_new { id64 household; const char *year, *what, *outcome; };
id64 history_add(struct slot *, const struct history_new *);
#endif
