/* Accounts: made for staff by the settings, for family members and supporters by a code that is handed over in person. Rules only, inside a
 * change; they write as NABIJ_ITSELF and give the viewer back. Refused or not found: 0 / false / NULL. */
#ifndef NABIJ_ACCOUNTS_H
#define NABIJ_ACCOUNTS_H
#include "../../platform/db/db.h"

struct account_new {
	const char *kind;                /* of ACCOUNT_KINDS */
	const char *partner_kind;        /* of PARTNER_KINDS; without one a partner can be given nothing to read */
	id64 file;                       /* whose key seals the name; 0: the directory of staff */
	const char *name, *login;        /* login NULL: signs in by link or code, chooses one then */
	const char *profession, *organisation, *phone, *language;
	id64 team, person;
	moment until;                    /* 0: FOREVER */
};
/* Makes the account, its own file and its (empty) credential. A login that is taken or not one gives 0. */
id64 account_new(struct slot *, const struct account_new *);
/* As people type it: lower case, 3 … 80 of a–z, 0–9, dot, hyphen; NULL when it is not a login. */
const char *login_normal(struct arena *, const char *typed);
bool login_free(struct slot *, const char *login);

/* Sets the hash made by password_hash() (outside the writer). By somebody else than oneself: has to be changed at the next sign-in.
 * All sessions of the account end: who changes it oneself begins a new one after it. */
bool account_password(struct slot *, id64 account, const char *hash);
/* Does the account have a second factor? Also in a slot for reading. */
bool factor_has(struct slot *, id64 account);
/* Takes the second factor and its recovery codes away: for who lost the telephone; staff set up a new one at the next sign-in. */
void factor_off(struct slot *, id64 account);

/* Ends an account of who works here, by the application manager or the service: at the next request it is out, its access, memberships, sessions and
 * tokens end. The households it was the fixed professional of come to their coordinators' attention. Not one's own. */
bool account_end(struct slot *, id64 account);
/* Name, profession, organisation, telephone and team of who works here, anew; the membership of a team is team.h's. */
bool account_change(struct slot *, id64 account, const struct account_new *);
/* Takes the second factor and its recovery codes off, for who lost the telephone; all sessions end. By the application manager or the service. */
bool account_reset_factor(struct slot *, id64 account);

/* Where neutral mails go, by oneself, the application manager or the service; NULL or "": no mails. False when it is not an address. */
bool account_email(struct slot *, id64 account, const char *address);
const char *account_email_of(struct slot *, id64 account);       /* whoever the viewer is: NULL when there is none */

/* A code for a person of a household, 14 days, once, kept only as a hash: handed over in person. Makes the account when there is none;
 * an earlier code ends. By who may write the household's file. NULL under 12, for an unknown child's age, and for who is estranged. */
const char *account_invite(struct slot *, id64 person);
/* A member of the family lets somebody help: an account of kind supporter with consent to the shared file, and its code. */
const char *supporter_invite(struct slot *, id64 household, const char *name, const char *what_for, moment until, id64 *access);
/* The account a typed code stands for, while it is valid; 0: none. As NABIJ_ITSELF, at sign-in, also in a slot for reading. */
id64 invite_account(struct slot *, const char *typed);
/* Uses the code up: sets login and password. 0 when the code is not valid or the login is taken. */
id64 invite_accept(struct slot *, const char *typed, const char *login, const char *password_hash);
/* Who has an account already (a family that came back, a child in two homes) uses the code up while signed in: the person becomes the
 * viewer's, the account made for the code ends. */
bool invite_join(struct slot *, const char *typed);

/* The name of who works here, as the viewer may see it; "" for nobody, or who cannot be seen. */
const char *colleague_name(struct slot *, id64 account);
#endif
