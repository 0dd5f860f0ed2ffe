/* Which life domains stand together in households: a table for policy, fixed beforehand (a quarter, a municipality, one or two domains).
 *
 * Counted are the households that a team was there for when the quarter ended: each with the domains of its worries up to then and of the goals it had then, those parked
 * for later too. A goal remembers when it ended, not when it was parked: so an earlier quarter is counted as the last one is, and no plan is opened for it. A goal that ended
 * and was taken up again later counts on. Who does not want to be counted (household.uncounted) is not. A household whose area is not known lies in its team's first; one
 * outside the municipalities where teams work is left out. Kept in published_combination is what may be told (publish_sets()) and nothing else: no exact count, no district, no
 * team. A quarter is counted once, in the first night after it (in the first night of all as many quarters as the page goes back), and stays as it was told: counted anew, the
 * difference would tell of whom it differs. */
#ifndef NABIJ_TOGETHER_H
#define NABIJ_TOGETHER_H
#include "../../platform/db/db.h"

enum { TOGETHER_DOMAINS = 7 };           /* of LIFE_DOMAINS */

/* exact[S]: households with the domains of S and no other. Counts live here and nowhere else. */
struct together_town { const char *code; int64_t exact[1 << TOGETHER_DOMAINS]; };
struct together { struct arena *arena; int quarter; struct together_town *towns; size_t n; };

/* All as NABIJ_ITSELF; a failure is the slot's. The towns, then each team's households; keeping, in a change, gives how many rows. */
void together_towns(struct slot *, struct together *);
void together_add_team(struct slot *, struct together *, id64 team);
int together_keep(struct slot *, const struct together *);

/* The job: quarters that are over and were not counted yet, as many as the page goes back. How many rows were kept, -1 after a failure: whole quarters stand. */
int together_count(struct db *, struct arena *, moment now);
/* The domains of a row, their bits by the place in LIFE_DOMAINS. "" are no domains: all households. */
uint64_t together_set(const char *domains);
#endif
