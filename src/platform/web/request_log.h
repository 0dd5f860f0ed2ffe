/* What a request leaves in the log (db/spool.h): the files it showed, those it changed, and a try at what is not there for this viewer. For the dispatcher
 * alone; false: the log could not be written, so nothing may leave (reported). */
#ifndef NABIJ_REQUEST_LOG_H
#define NABIJ_REQUEST_LOG_H
#include "web.h"

/* After a handler that reads, in its slot. */
bool log_reading(struct request *);
/* In the change, with its rows. */
bool log_change(struct request *);
/* The dispatcher let nobody in. household: the path's {household}, or 0: then whichever its first id may be, ids being unique over all tables. A try at a
 * household that exists is put in its log; at one that does not, or at something else, in the privacy officer's. */
bool log_refusal(struct request *, id64 household);
/* A handler found nothing for this viewer under the ids of the path. Who has a relation to the household looked for a row that is gone, or is not
 * theirs: that is for the privacy officer, and nothing to tell the family. */
bool log_nothing(struct request *);
#endif
