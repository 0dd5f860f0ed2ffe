/* What a password must be: long enough and not one that everybody tries first. No rules about capitals and signs, which make passwords
 * shorter and weaker (NIST SP 800-63B 5.1.1.2). */
#ifndef NABIJ_PASSWORD_RULES_H
#define NABIJ_PASSWORD_RULES_H
#include <stdbool.h>

enum { PASSWORD_STAFF = 12, PASSWORD_FAMILY = 8 };       /* characters */

/* What is wrong with it, in Dutch and to be translated; NULL when it will do. The login may be NULL. */
const char *password_wrong(const char *password, const char *login, bool staff);
#endif
