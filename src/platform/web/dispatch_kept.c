/* Words that were sent and cannot count as they are: something in them is wrong, their session has ended or is another one, the store is away or full. The answer
 * shows them again, to be mended, confirmed or sent once more; a password never is. */
#include <assert.h>
#include "dispatch_inside.h"
#include "routes.h"
#include "templates.h"

void answer_again(struct request *rq, struct http_response *res, int status)
{
	struct reply reply;
	assert(rq->route->again && "a route that can say \"again\" has a page for it");
	bool fine = request_slot(rq, rq->viewer.account) && request_read(rq, rq->route->again, &reply);
	if (rq->slot)
		request_slot_back(rq);
	if (!fine && rq->unsaved) {
		answer_problem(rq, res, 503);
		return;
	}
	if (!fine) {
		answer_unsaved(rq, res, false);
		return;
	}
	if (reply.kind == REPLY_PAGE)
		reply.status = status;
	answer_reply(rq, res, &reply);
}

static const struct route *route_named(const char *path)
{
	struct arena *none = arena_new(4096);
	struct route_match m = route_find(none, METHOD_GET, path);
	arena_free(none);
	assert(m.route && "the site has a page to sign in");
	return m.route;
}

/* What was sent and must not get lost; never a password, nor the marks of the page it came from. */
static void keep_form(struct request *rq)
{
	struct form_pair *pairs = arena_alloc(rq->arena, (rq->form.n + 1) * sizeof *pairs);
	rq->kept = (struct form){ .pair = pairs };
	if (input_has_password(rq->route))
		return;
	rq->kept_path = rq_address(rq);
	for (size_t i = 0; i < rq->form.n; i++) {
		const struct form_pair *p = &rq->form.pair[i];
		if (!p->filename && strcmp(p->name, "csrf") && strcmp(p->name, "once"))
			pairs[rq->kept.n++] = *p;
	}
}

/* Another page of ours as the answer to what was sent, which it keeps. */
static void answer_kept(struct request *rq, struct http_response *res, const char *page, int status)
{
	keep_form(rq);
	rq->route = route_named(page);
	rq->in = NULL;
	if (rq->route->input)
		rq->in = fields_new(rq->arena, rq->lang, rq->route->input);
	struct reply reply = rq->route->run(rq);
	reply.status = status;
	answer_reply(rq, res, &reply);
}

/* Signed out while typing: the page to sign in keeps what was sent, and offers it again afterwards. */
void answer_sign_in(struct request *rq, struct http_response *res)
{
	if (rq->wants_json) {
		answer_problem(rq, res, 401);
		return;
	}
	struct reply reply;
	if (rq->http->method != METHOD_POST) {
		reply = reply_go(rq, NULL, "/sign-in?next=%s", rq_encoded(rq, rq_address(rq)));
		answer_reply(rq, res, &reply);
		return;
	}
	answer_kept(rq, res, "/sign-in", 401);
}

/* Sent from a page of another session (signed in again in the next tab, say): shown once more, to be confirmed. A form with a password is
 * filled in anew instead. */
void answer_stale(struct request *rq, struct http_response *res)
{
	if (rq->wants_json || (input_has_password(rq->route) && !rq->route->again)) {
		answer_problem(rq, res, 403);
	} else if (input_has_password(rq->route)) {
		request_input(rq);
		field_fail(rq->in, NULL, tr(rq->lang, N_("Deze pagina stond te lang open. Vul het nog een keer in")));
		answer_again(rq, res, 422);
	} else
		answer_kept(rq, res, "/resume", 403);
}

/* Nothing was stored, and what was typed is not lost: the page shows it, and sends it again at a touch. It keeps the key of the form, so that a
 * change which was stored after all (the store fell silent while it answered) counts once. A form with a password is shown to be filled in anew. */
void answer_unsaved(struct request *rq, struct http_response *res, bool full)
{
	bool password = input_has_password(rq->route);
	rq->full = full;
	rq->unsaved = true;
	if (rq->wants_json || rq->viewer.by_token || (password && !rq->route->again)) {
		answer_problem(rq, res, 503);
	} else if (password) {
		if (!rq->in->errors)
			field_fail(rq->in, NULL, tr(rq->lang, full ? N_("De schijf van Nabij is vol. Er is niets opgeslagen. De beheerder moet eerst ruimte maken")
				: N_("Het lukt nu even niet. Er is niets opgeslagen. Wacht een minuut en probeer het opnieuw")));
		answer_again(rq, res, 503);
	} else {
		rq->once = form_get(&rq->form, "once");
		answer_kept(rq, res, "/resume", 503);
	}
	http_set(rq->http, res, "Retry-After", "60");
}

/* The store cannot even say who this is. A form with a password, unless it is everybody's, cannot be shown again then. */
void answer_away(struct request *rq, struct http_response *res)
{
	bool can_keep = rq->route->method == METHOD_POST && (rq->route->relation == RELATION_PUBLIC || !input_has_password(rq->route));
	if (can_keep && same_origin(rq) && request_body(rq) == 0) {
		request_input(rq);
		rq->csrf = csrf_by_cookie(rq);
		answer_unsaved(rq, res, false);
	} else
		answer_problem(rq, res, 503);
}
