/* Inside the part signal: somebody who comes by a standing link (report_link.h), from the poster to the moment of sending; what the words of a report
 * about nobody in particular give away; and a photograph sent along. All of it is looked at before the writer is asked for (route.before), the link itself
 * inside. */
#ifndef NABIJ_ARRIVE_H
#define NABIJ_ARRIVE_H
#include "../../platform/web/web.h"
#include "report_link.h"
#include "report_names.h"

/* Why it cannot be sent as it is; each is shown with what was typed still there. */
enum stop { STOP_NONE, STOP_PEER, STOP_HUMAN, STOP_FULL, STOP_LINK_GONE, STOP_NAMED, STOP_PHOTO };
struct arrival {
	enum stop stop;
	bool doubtful, human;            /* looks like a program's; the word was typed over */
};
/* For the route that sends: makes rq->carry. Counts what looks like a program's with its link. */
void arrive(struct request *);
/* What was sent of files: refused at the field `what`. */
bool refuse_photo(struct request *);

/* The link that the form carries. LINK_NONE: without. */
enum link_state arrived_by(struct request *, struct report_link *);
/* What the form starts with, and keeps: when it was begun, so that one can see how fast it was sent. */
void arrival_begin(struct request *, const struct report_link *);
/* The word to type over; the same for as long as the form is open. */
const char *human_word(struct request *);

/* Whoever the words name, when the report is about nobody in particular and its reporter did not say that these are nobody; else none. */
struct unasked { struct named_list list; bool in_what, in_about, in_place; };
struct unasked names_unasked(struct request *);
#endif
