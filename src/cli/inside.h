/* The pages from inside the program: a server on a free loopback port and a token of one hour for a person, so that `export` and `bench`
 * go the whole way that a browser goes: the same rights, the same log. */
#ifndef NABIJ_INSIDE_H
#define NABIJ_INSIDE_H
#include "cli.h"
#include "../platform/http/http.h"
#include "../platform/web/web.h"

struct inside { struct store *store; struct site *site; struct http_server *server; char token[64]; int port; id64 token_id; };

bool inside_start(struct inside *, struct store *, const char *login, struct err *);
void inside_stop(struct inside *);               /* ends the token too */
/* GET the path as that person; accept like "application/json" or "text/csv". The status, 0 when it could not be asked. */
int inside_get(const struct inside *, const char *path, const char *accept, struct buf *body, struct err *);
#endif
