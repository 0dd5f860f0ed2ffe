/* How often somebody may guess: a password, the code of a second factor, a code that was handed over. Built so that nobody can lock somebody else out:
 * a device that signed in before carries a signed cookie (nabij_known) and has an allowance of its own there, which nobody else can use
 * up; all other devices share those of the address, the login, and the two together. Logins that do not exist count like those that do. */
#ifndef NABIJ_TRIES_H
#define NABIJ_TRIES_H
#include "../../platform/web/web.h"

enum { TRIES_NAMES = 3 };
struct tries {
	struct rate *rate;
	const char *name[TRIES_NAMES];
	bool own[TRIES_NAMES];           /* nobody else's failures count here: cleared by success */
	int n;
	moment until;                    /* when the next try is welcome; 0: go ahead */
};

/* Outside the writer, before the work: what ("password", "factor") is guessed for this login. False: too soon, see until. */
bool tries_login(struct request *, struct tries *, const char *what, const char *login);
/* As tries_login, for what belongs to no login yet: counted by address alone. */
bool tries_address(struct request *, struct tries *, const char *what);
void tries_succeeded(struct tries *);

/* The cookie of a device that signed in; it knows the last four logins, and tries of those on it are counted apart. */
void device_remember(struct request *, struct reply *, const char *login);

/* Makes a reply say "too soon": 429, and when to come again. */
struct reply tries_reply(struct request *, struct reply page, moment until);
#endif
