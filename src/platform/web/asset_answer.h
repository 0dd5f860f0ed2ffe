/* Answering for /assets/…: true when the path was one of them (found or not). No session, no log. */
#ifndef NABIJ_ASSET_ANSWER_H
#define NABIJ_ASSET_ANSWER_H
#include "../http/http.h"

bool assets_answer(struct http_request *, struct http_response *);
#endif
