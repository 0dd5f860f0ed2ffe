/* The second factor's pages: giving a code at sign-in, setting it up, taking it off, recovery codes. */
#ifndef NABIJ_SECOND_FACTOR_H
#define NABIJ_SECOND_FACTOR_H
#include "../../platform/web/web.h"

/* The page that asks for the code, as the answer to a password that was right. */
struct reply factor_page_for(struct request *, const char *next);
#endif
