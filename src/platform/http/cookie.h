/* The Cookie header (RFC 6265 section 4.2), read strictly: a cookie of ours that is doubled or has a byte it may not have is no
 * cookie. Others in the header may be as odd as they like; they are not ours to judge. */
#ifndef NABIJ_COOKIE_H
#define NABIJ_COOKIE_H
#include <stdbool.h>
#include <stddef.h>

enum cookie_status { COOKIE_MISSING, COOKIE_FOUND, COOKIE_MALFORMED };
/* The value without its quotes, pointing into the header. */
enum cookie_status cookie_find(const char *header, const char *name, const char **value, size_t *n);
#endif
