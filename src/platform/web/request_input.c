#include "request_input.h"

int request_body(struct request *rq)
{
	enum form_status status = form_parse_body(rq->arena, rq->http->content_type, rq->http->body, rq->http->body_n, &rq->form);
	switch (status) {
	case FORM_OK: return 0;
	case FORM_TOO_MUCH: return 413;
	case FORM_UNKNOWN_TYPE: return 415;
	default: return 400;
	}
}

void request_input(struct request *rq)
{
	if (!rq->route->input)
		return;
	rq->in = fields_new(rq->arena, rq->lang, rq->route->input);
	if (rq->route->method == METHOD_POST)
		fields_read(rq->in, &rq->form, rq->now);
	else if (rq->http->query.n)
		for (size_t i = 0; i < rq->in->n; i++)      /* a GET with values: a search, or a form prefilled by a link */
			if (form_get(&rq->http->query, rq->in->value[i].field->name)) {
				fields_read(rq->in, &rq->http->query, rq->now);
				break;
			}
	if (rq->route->method == METHOD_GET)
		for (size_t i = 0; i < rq->in->n; i++) {
			rq->in->value[i].error = NULL;
			rq->in->errors = 0;
		}
}

bool input_has_password(const struct route *r)
{
	for (size_t i = 0; r->input && input_field(r->input, i); i++)
		if (input_field(r->input, i)->type == F_PASSWORD)
			return true;
	return false;
}
