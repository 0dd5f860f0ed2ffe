/* What the rules of this part share. Nobody else includes it. */
#ifndef NABIJ_INITIATIVE_INSIDE_H
#define NABIJ_INITIATIVE_INSIDE_H
#include "initiative.h"

/* The initiative's team as the viewer sees it (0: not there for them); from then on the service acts, until initiative_end(). */
struct initiative_place { struct slot *slot; id64 initiative, team, viewer; };
struct initiative_place initiative_begin(struct slot *, id64 initiative);
bool initiative_end(const struct initiative_place *, bool fine);     /* the viewer again; `fine`, unless the slot failed */
struct param initiative_number(const char *name, int);               /* below 0: NULL */
#endif
