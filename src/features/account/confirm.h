/* What is asked before one's own way in changes: the password again, so that who finds a session open cannot keep it. */
#ifndef NABIJ_CONFIRM_H
#define NABIJ_CONFIRM_H
#include "../../platform/web/web.h"
#include "templates.h"

extern const struct input CONFIRM;               /* the field "password" */

before_fn confirm_before;                        /* checks what was typed */
struct reply confirm_page(struct request *, const struct account_confirm *);
/* In a change: true when the password was right. Else *refused is the answer; `page` is shown with it. */
bool confirmed(struct request *, reply_fn *page, struct reply *refused);

/* For pages with a password field among others. */
struct confirm_try { moment until; bool fits; };
struct confirm_try password_own(struct request *, const char *typed);
#endif
