/* What a request takes in: the body, and the fields of its route. */
#ifndef NABIJ_REQUEST_INPUT_H
#define NABIJ_REQUEST_INPUT_H
#include "web.h"

/* The body as a form, in rq->form; 0, or the status to refuse it with. */
int request_body(struct request *);
/* The fields of the route, from that form or from the query, in rq->in; NULL where it takes none. Only what was sent has messages: a page that is asked for has
 * none, whatever its address says. */
void request_input(struct request *);
bool input_has_password(const struct route *);
#endif
