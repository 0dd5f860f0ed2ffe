/* Sessions, tokens and the marks that a form came from us. A session is a cookie with a random token; only its hash is kept. */
#ifndef NABIJ_SESSION_H
#define NABIJ_SESSION_H
#include "web.h"

enum session_state { SESSION_NONE, SESSION_FINE, SESSION_WEAK /* the second factor or a new password is still asked */ };

/* Finds out who asks, with the slot as NABIJ_ITSELF; sets rq->viewer, language and frame. Cookie, else bearer token, else link token. */
enum session_state session_find(struct request *, const char *link_token);
/* The hash of the session's cookie; false when somebody comes with another key, or with none. */
bool session_hash(const struct request *, unsigned char hash[HASH_BYTES]);
/* Announces the reading of session_find() (ahead.h). */
void session_ahead(struct request *, const unsigned char hash[HASH_BYTES]);
/* Notes (at most once a minute, after the answer) that a session is in use. */
void session_touch(struct request *);

/* In a change, as NABIJ_ITSELF or the account: begins a session; gives the cookie's value. */
const char *session_begin(struct request *, id64 account, enum kind, bool strong);   /* strong: the second factor was given, or there is none */
void session_end(struct request *, id64 session);
/* Half signed in is not signed in: on public pages such a viewer is nobody. */
void session_forget(struct request *);

const char *csrf_token(struct request *);        /* bound to the session, else to a cookie of its own */
const char *csrf_by_cookie(struct request *);        /* the same, as long as the store cannot say whose session it is */
bool csrf_fits(struct request *, const char *token);
bool same_origin(struct request *);              /* Sec-Fetch-Site, else Origin, else Referer; none of them: false */

enum kind kind_of(const char *code);
const char *session_cookie_name(const struct request *);
#endif
