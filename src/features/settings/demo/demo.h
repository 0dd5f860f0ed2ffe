/* The demo: a made-up town with its areas, teams, people and stories, told from content/demo/. All dates lie around the day it is made; the same day
 * and seed give the same town. Names, streets and stories are invented; who recognises somebody sees how common such a story is.
 *
 * town.json     areas, streets, figures, teams, staff and partners
 * stories.json  households told by hand
 * blocks.json   what the other households are composed from, per theme
 * reports.json  reports in every state, and light questions
 * heard.json    what was heard at the desk over half a year, and what was done with the themes found in it
 * neighbourhood.json  what there is beside help, and the country that figures stand beside (its numbers are CBS's own)
 * documents.json  what teams put on paper, and the problems they raised */
#ifndef NABIJ_DEMO_H
#define NABIJ_DEMO_H
#include "../../../platform/db/db.h"

enum { DEMO_TOLD = 120, DEMO_HOUSEHOLDS = DEMO_TOLD + 1 /* one that a report became: its reporter */ };

/* One sign-in per kind of person and two more for the story of team West, all with the same password. */
struct demo_account { const char *kind, *name, *login, *about; };
extern const struct demo_account DEMO_ACCOUNTS[];    /* ends with kind NULL */
extern const char DEMO_PASSWORD[];

/* Fills a store that holds no team, area or household yet (else false, with why), in one transaction. */
bool demo_fill(struct db *, struct err *);
/* How it stands now: for what a command says. */
struct demo_counts { int64_t households, people, accounts, reports, areas; };
bool demo_count(struct db *, struct demo_counts *, struct err *);
#endif
