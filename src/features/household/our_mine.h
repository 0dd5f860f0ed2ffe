/* What is one's own: a birthday that changes rights is told to the young person first, who chooses what stays shared (Jeugdwet 7.3.4, 7.3.11). */
#ifndef NABIJ_OUR_MINE_H
#define NABIJ_OUR_MINE_H
#include "../../platform/web/web.h"

extern const struct route OUR_MINE_ROUTES[];
/* The next birthday that changes the rights of who was born then, within the team's notice (rule birthday); *age gets 12, 16 or 18. Unknown: none is near. */
struct day our_birthday(struct request *, struct day born, id64 team, int *age);
#endif
