/* A team at work, for tests of rules that need changes of their own (two people at once, one after another in time), each committed; on the store
 * of store.h. Team Dieze (answers in five days): Sanne (professional), Joost and Piet (professionals who do triage), Meryem (coordinator, no
 * triage); team Noord with Noor, who does triage; Paula, the privacy officer; and Gezin Martens (phase support) with Sanne as fixed
 * professional and Lotte, a mother with an account. It is Saturday 21 November 2026, 12.00; dieze_time() moves on. */
#ifndef NABIJ_TEST_DIEZE_H
#define NABIJ_TEST_DIEZE_H
#include "store.h"

struct dieze {
	id64 team, north;
	id64 sanne, joost, meryem, piet, noor, paula, lotte;
	id64 household, lotte_person;
	moment now;
};
extern struct dieze town;

int dieze_ready(void **);            /* setup; the teardown is store_gone */
struct day day(int year, int month, int of_month);
void dieze_time(struct day, int hour, int minute);
/* Runs as a change by the viewer at the town's time; fails the test when the store could not. */
void dieze_change(id64 viewer, change_fn *, void *ctx);
#define AS(viewer, function, ctx) dieze_change((viewer), (function), (ctx))
struct slot *dieze_slot(id64 viewer);      /* for reading; db_slot_back() it */
int64_t dieze_number(id64 viewer, struct sql *, const struct param *);
/* For what the rules do not offer: one statement as the service. */
int dieze_run(struct sql *, const struct param *);
#endif
