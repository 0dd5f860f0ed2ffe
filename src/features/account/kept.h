/* What somebody sent while their session had ended: carried through the pages of signing in, and offered again afterwards. */
#ifndef NABIJ_KEPT_H
#define NABIJ_KEPT_H
#include "../../platform/web/web.h"
#include "templates.h"

/* From what the dispatcher kept, or from the page before ("kept.NAME" and "kept_path"). Its path is NULL when there is nothing. */
struct kept kept_of(struct request *);
struct reply resume_page(struct request *);      /* shows it once more, to be sent by its person */
bool own_path(const char *);                     /* an address on this site, as a place to go on to */
#endif
