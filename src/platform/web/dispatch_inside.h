/* Inside the dispatcher: what its files share. dispatch.c takes every request through the steps; dispatch_change.c is a change, from its handler inside the writer
 * to what is answered; dispatch_kept.c is what becomes of words that were sent and cannot count as they are, so that nobody types them twice. */
#ifndef NABIJ_DISPATCH_INSIDE_H
#define NABIJ_DISPATCH_INSIDE_H
#include "answer.h"
#include "request_input.h"
#include "request_log.h"
#include "rights.h"

/* dispatch.c. A slot for reading is the request's from taking it until it is given back; false: the store is away. */
bool request_slot(struct request *, id64 viewer);
void request_slot_back(struct request *);
/* Runs a handler that reads. False: the store or the log could not; nothing may leave. */
bool request_read(struct request *, reply_fn *, struct reply *);

/* dispatch_change.c: outside any slot, its input read and without a mistake. */
void answer_change(struct request *, struct http_response *);

/* dispatch_kept.c; each answers, with what was sent on the page. Outside any slot, except where it says so. */
void answer_again(struct request *, struct http_response *, int status);         /* the route's own page, with the messages of rq->in at its fields */
void answer_sign_in(struct request *, struct http_response *);                   /* nobody is signed in (any more); in a slot or outside */
void answer_stale(struct request *, struct http_response *);                     /* the form's token is another session's */
void answer_unsaved(struct request *, struct http_response *, bool full);        /* the store could not keep it; full: its disk has no room */
void answer_away(struct request *, struct http_response *);                      /* the store cannot even say who this is; the body is not read yet */
#endif
