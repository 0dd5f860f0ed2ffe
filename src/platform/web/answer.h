/* Writing an answer: a reply as HTML, JSON or CSV with its headers; problems as pages of their own. No data is read here. */
#ifndef NABIJ_ANSWER_H
#define NABIJ_ANSWER_H
#include "web.h"

void answer_reply(struct request *, struct http_response *, const struct reply *);
/* 400 403 404 405 408 413 422 503 as a calm page (or JSON) that says what to do. */
void answer_problem(struct request *, struct http_response *, int status);
struct page *page_new(struct arena *, const struct lang *);
#endif
