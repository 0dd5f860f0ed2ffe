/* Who may read about a household, and who did: the same lines for the family's page and the professional's ("Wie mag iets over
 * jullie lezen, en wie deed dat"). Read through the guarded views, so what is held back from the viewer leaves no trace. */
#ifndef NABIJ_LOOKS_H
#define NABIJ_LOOKS_H
#include "../../platform/web/web.h"
#include "templates.h"

void access_lines(struct request *, id64 household, struct access_line **, size_t *n);
void log_days(struct request *, id64 household, moment before, struct log_day **, size_t *n, moment *more);
/* What a route shows, in words a family knows: "het plan". */
const char *looks_words(struct request *, const char *route);
void talk_lines(struct request *, id64 household, struct talk_line **, size_t *n);
/* Before a page that shows the log (a route's `before`): what was seen a second ago is in it too. */
void log_fold(struct request *);
#endif
