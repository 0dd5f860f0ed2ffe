/* API tokens: they carry their person's own rights, are kept only as a hash, and end on a date. In a change. */
#ifndef NABIJ_TOKENS_H
#define NABIJ_TOKENS_H
#include "../../platform/db/db.h"

const char *token_make(struct slot *, id64 account, const char *label, moment until);   /* the token: it cannot be had again */
bool token_end(struct slot *, id64 account, id64 token);
#endif
