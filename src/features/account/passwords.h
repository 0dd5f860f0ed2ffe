/* Forms with "new_password" and "new_again". */
#ifndef NABIJ_PASSWORDS_H
#define NABIJ_PASSWORDS_H
#include "../../platform/web/web.h"

void password_hint(struct request *, bool staff);
bool password_chosen(struct request *, const char *login, bool staff);   /* false: messages stand at the fields */
#endif
