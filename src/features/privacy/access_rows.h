/* Inside the part privacy: the rows of `access` themselves, and who stands where. All of it is done as NABIJ_ITSELF (asserted). */
#ifndef NABIJ_ACCESS_ROWS_H
#define NABIJ_ACCESS_ROWS_H
#include "access.h"
#include "../../platform/db/service.h"

struct standing { const char *kind, *partner_kind; id64 team; };   /* kind NULL: no account, or one that has ended */
struct standing account_standing(struct slot *, id64 account);
bool standing_is_team(const struct standing *);                    /* professional, specialist or coordinator */

struct access_row { id64 id, account, file, household, by; const char *ground, *file_kind; moment from, until; };
bool access_read(struct slot *, id64 access, struct access_row *);
id64 access_insert(struct slot *, const struct access_grant *);    /* unchecked but for ground and kind */
bool access_set_end(struct slot *, id64 access, moment until);

id64 shared_file(struct slot *, id64 household);                   /* 0: no such household */
bool may_write_now(struct slot *, id64 account, id64 file);
bool reads_as_family(struct slot *, id64 account, id64 file);      /* by ground family, now: so 12 or over */
bool coordinates(struct slot *, id64 account, id64 household);     /* the household's team */
id64 household_professional_of(struct slot *, id64 household);     /* 0: none */
id64 household_team(struct slot *, id64 household);
#endif
