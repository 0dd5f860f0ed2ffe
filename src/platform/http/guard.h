/* What we refuse of a request before anything else looks at it: whatever two programs in a row could read differently
 * (request smuggling, RFC 9112 section 11.2), and paths that are not what they seem. Pure functions, except guard_headers. */
#ifndef NABIJ_GUARD_H
#define NABIJ_GUARD_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../base/arena.h"

struct MHD_Connection;

/* What the head says about the body. */
struct guard_body { bool any, chunked; uint64_t length; };

/* Splits and decodes the target of a request line ("/a%20b?c=d"). False when it is to be refused. *query is NULL without '?'. */
bool guard_target(struct arena *, const char *target, const char **path, const char **query);
/* False when a header is doubled, combined or malformed in a way that could be read in two ways. */
bool guard_headers(struct MHD_Connection *, struct guard_body *);

bool guard_host(const char *value);                      /* a name or address with an optional port, nothing else */
bool guard_length(const char *value, uint64_t *length);  /* digits only, below 10^18 */
#endif
