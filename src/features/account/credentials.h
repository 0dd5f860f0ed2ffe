/* The second factor: a code of an authenticator app (TOTP), or one of ten recovery codes. Each code works once. Rules only; the secret is
 * sealed under the key made for tokens, because it is needed before anybody's file may be opened. */
#ifndef NABIJ_CREDENTIALS_H
#define NABIJ_CREDENTIALS_H
#include "../../platform/db/db.h"
#include "accounts.h"

enum { TOTP_SECRET = 20, RECOVERY_CODES = 10 };

/* True when the code is right now and newer than the last one that was used. The telephone goes by the machine's clock, also when that was set
 * back and Nabij's time was not (clock.h). */
bool totp_use(const unsigned char secret[TOTP_SECRET], const char *typed, moment now, int64_t last_step, int64_t *step);

enum factor { FACTOR_WRONG, FACTOR_APP, FACTOR_RECOVERY };
/* In a change: checks what was typed and uses it up. */
enum factor factor_use(struct slot *, const struct key *, id64 account, const char *typed);
void factor_set(struct slot *, const struct key *, id64 account, const unsigned char secret[TOTP_SECRET], int64_t step);

/* New recovery codes for the account; the old ones end. Only their hashes are kept. */
void recovery_new(struct slot *, id64 account, const char *codes[RECOVERY_CODES]);
int64_t recovery_left(struct slot *, id64 account);
#endif
