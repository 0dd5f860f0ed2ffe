/* Signing in and out, one's own sign-in, second factor, password, tokens, and codes that were handed over. */
#ifndef NABIJ_ACCOUNT_SCREENS_H
#define NABIJ_ACCOUNT_SCREENS_H
#include "../../platform/web/web.h"

extern const struct route SIGN_IN_ROUTES[], SECOND_FACTOR_ROUTES[], ACCOUNT_ROUTES[], PASSWORD_ROUTES[], TOKEN_ROUTES[], INVITE_ROUTES[], EMAIL_ROUTES[];
#endif
