/* A fresh store with the real tables, two teams and somebody of every kind, for tests of rules. On the engine that NABIJ_TEST_STORE names
 * (store.h); made once per program. Each test works in one change that is undone at its end, as whom and when it says: as(), at(). */
#ifndef NABIJ_TEST_TOWN_H
#define NABIJ_TEST_TOWN_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "features/account/accounts.h"
#include "features/household/household.h"
#include "features/monitor/attention.h"
#include "features/privacy/access.h"
#include "platform/db/db.h"

struct town {
	struct slot *slot;               /* of the test under way */
	struct arena *arena;
	id64 north, south;               /* teams */
	id64 sanne, joost, kees;         /* north: two professionals, a specialist */
	id64 carla;                      /* north: coordinator */
	id64 meryem, cor;                /* south: professional, coordinator */
	id64 school, police, landlord, expert, manager, policy, privacy;
};
extern struct town town;

int town_made(void **);              /* group setup */
int town_gone(void **);              /* group teardown */
int town_begin(void **);             /* setup: as the service, on Saturday 21 November 2026 at noon */
int town_end(void **);               /* teardown: nothing stays; a failed slot fails the test */

struct slot *as(id64 account);       /* from here on this account acts; gives the slot */
void at(const char *iso);            /* from here on it is this moment, UTC: "2026-11-21T11:00:00Z" */
struct day day(const char *iso);     /* "" is not known */

id64 a_household(id64 team, id64 professional, const char *name);     /* opened by that professional; stays the actor */
id64 a_person(id64 household, const char *first, const char *last, const char *role, const char *birth, bool lives_here);
id64 with_custody(id64 household, id64 holder, id64 child, const char *kind);
id64 signed_in(id64 person);         /* an account for a person, by a code; 0: none is given */
id64 own_file(id64 person);
bool reads(id64 account, id64 file); /* now, through the guarded view */
bool writes(id64 account, id64 file);
int64_t seen(id64 account, struct sql *count);                        /* the number a statement gives that account */
int64_t tasks(id64 account, id64 household, const char *rule);        /* of the attention list */
/* Somebody more: of a team with a role there, or a partner of a kind. */
id64 someone(const char *kind, const char *name, id64 team, const char *role, const char *partner_kind);
#endif
