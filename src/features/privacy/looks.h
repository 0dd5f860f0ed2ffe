/* Who may read about a household, and who did: the same lines for the family's page and the professional's ("Wie mag iets over
 * jullie lezen, en wie deed dat"). Read through the guarded views, so what is held back from the viewer leaves no trace. */
#ifndef NABIJ_LOOKS_H
#define NABIJ_LOOKS_H
#include "../../platform/web/web.h"
#include "templates.h"

void access_lines(struct request *, id64 household, struct access_line **, size_t *n);
/* Where a page of a log begins, newest first: before this row. A list that somebody opened is many rows of one moment, so the moment alone does not say it. */
struct look_from { moment at; id64 row; };
struct look_from look_from(struct request *);                  /* as `?before=` says; else now */
const char *look_more(struct request *, struct look_from);     /* what the link to the next page says after `?before=` */
/* A page of a household's log: the last days, those to be folded under them (`earlier`), and where the next page begins (NULL: there is none). */
struct looked { struct log_day *days, *earlier; size_t days_n, earlier_n; const char *more; };
struct looked log_days(struct request *, id64 household);
/* What a route shows, in words a family knows: "het plan". */
const char *looks_words(struct request *, const char *route);
void talk_lines(struct request *, id64 household, struct talk_line **, size_t *n);
/* Before a page that shows the log (a route's `before`): what was seen a second ago is in it too. */
void log_fold(struct request *);
#endif
