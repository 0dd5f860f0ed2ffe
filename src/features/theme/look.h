/* Inside the part theme: looking, in steps, so that it can be told how far it is, stopped, and taken up again. One municipality by itself (look.c), or those of the
 * country together (look_country.c); whose turn it is says night.c. */
#ifndef NABIJ_LOOK_H
#define NABIJ_LOOK_H
#include "theme_inside.h"

#define LOOK_MEMORY ((size_t)2 << 30)            /* at the most, for one municipality; a town takes some megabytes */

/* One look: who wants to know how far it is, and may say stop. */
struct look {
	struct db *db;
	moment now;
	struct detect_work *work;
	void (*step)(struct look *);     /* after each step; may be NULL */
	id64 run;                        /* what a person asked for; 0: nobody */
	int found;
	struct err *e;
};
bool look_stopped(const struct look *);
void look_step(struct look *);                   /* one step further */

struct municipalities { const char **list; size_t n; };          /* "GM0193" */
/* Counts, finds and keeps. True when it was stopped between two steps too; false after a failure. */
bool look_municipality(struct look *, const char *);
/* Where somebody changed their mind all weeks of some areas are read, and where few are new all of theirs: those one by one, the others together. `until`: a moment
 * of clock_monotonic_us(); 0: as long as it takes. True when all were done. */
bool look_country(struct look *, const struct municipalities *, uint64_t until);

/* The night that a moment belongs to: until two in the morning that of the day before. */
struct day night_of(moment);
/* What is kept of it: which domains had enough to look at, and of which night it is. */
struct looked { id64 id; const char *municipality, *enough; struct day night; };
void look_remember(struct slot *, const struct looked *);        /* id 0: for the first time */
/* What stands out in one that was counted, and is kept of it; everything made for it goes with the arena. False after a failure; `done` is set when all of it was
 * looked at and kept. */
bool look_search(struct look *, struct tally *, struct arena *, struct looked *, bool *done);
#endif
