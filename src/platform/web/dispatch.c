/* The one dispatcher. Every request goes through the same steps, and the rights are checked here
 * (rights.h) and in the guarded views, nowhere else. */
#include "ahead.h"
#include "asset_answer.h"
#include "counters.h"
#include "dispatch_inside.h"
#include "routes.h"
#include "templates.h"

/* ---- beginning ---- */

static bool prefers_json(const struct http_request *http)
{
	const char *accept = http_header(http, "Accept");
	return accept && strstr(accept, "application/json") && !strstr(accept, "text/html");
}

/* A cookie for forms of people without a session: their CSRF token hangs on it. */
static const char *form_cookie(struct request *rq)
{
	const char *have = http_cookie(rq->http, "nabij_form");
	unsigned char hash[HASH_BYTES];
	return have ? have : token_new(rq->arena, hash);
}

static const char *done_text(struct request *rq)
{
	const char *code = form_get(&rq->http->query, "done");
	for (const struct done_message *d = DONE_MESSAGES; code && d->code; d++)
		if (!strcmp(d->code, code))
			return tr(rq->lang, d->text);
	return NULL;
}

static const struct lang *asked_language(const struct http_request *http)
{
	const char *cookie = http_cookie(http, "nabij_lang");
	const struct lang *l = cookie ? lang_find(cookie) : NULL;
	return l ? l : lang_best(http_header(http, "Accept-Language"));
}

static void request_begin(struct request *rq, struct http_request *http, struct site *site)
{
	rq->http = http;
	rq->arena = http->arena;
	rq->site = site;
	rq->now = clock_now();
	rq->today = day_of(rq->now);
	rq->lang = asked_language(http);
	rq->page = page_new(rq->arena, rq->lang);
	rq->page->path = http->path;
	rq->page->demo = site_settings(site)->demo;
	rq->page->theme = site_settings(site)->theme ? "/theme.css" : NULL;
	rq->wants_json = prefers_json(http);
	rq->form_cookie = form_cookie(rq);
	rq->csrf = "";
}

/* ---- slots, and reading in one ---- */

bool request_slot(struct request *rq, id64 viewer)
{
	rq->slot = db_slot(site_settings(rq->site)->db, rq->arena, viewer, rq->now);
	return rq->slot != NULL;
}

void request_slot_back(struct request *rq)
{
	db_slot_back(rq->slot);
	rq->slot = NULL;
}

bool request_read(struct request *rq, reply_fn *run, struct reply *reply)
{
	*reply = run(rq);
	if (slot_failed(rq->slot)) {
		log_error("%s: %s", rq->route->path, slot_error(rq->slot));
		return false;
	}
	return log_reading(rq) && (reply->kind != REPLY_MISSING || log_nothing(rq));
}

/* ---- the steps ---- */

/* A step of a form that carries its own answers: read only, nothing to repeat. */
static void answer_step(struct request *rq, struct http_response *res)
{
	struct reply reply;
	bool fine = request_slot(rq, rq->viewer.account) && request_read(rq, rq->route->run, &reply);
	if (rq->slot)
		request_slot_back(rq);
	if (!fine) {
		answer_unsaved(rq, res, false);
		return;
	}
	if (reply.kind == REPLY_PAGE && rq->in && rq->in->errors)
		reply.status = 422;
	answer_reply(rq, res, &reply);
}

static void answer_post(struct request *rq, struct http_response *res, enum verdict verdict)
{
	int wrong = request_body(rq);
	if (!wrong && !rq->viewer.by_token && !same_origin(rq))
		wrong = 403;
	if (wrong) {
		request_slot_back(rq);
		answer_problem(rq, res, wrong);
		return;
	}
	if (verdict == VERDICT_COME_IN && !rq->viewer.by_token && !csrf_fits(rq, form_get(&rq->form, "csrf"))) {
		request_slot_back(rq);
		answer_stale(rq, res);
		return;
	}
	if (verdict == VERDICT_SIGN_IN) {
		answer_sign_in(rq, res);
		request_slot_back(rq);
		return;
	}
	request_slot_back(rq);
	request_input(rq);
	if (rq->route->asks)
		answer_step(rq, res);
	else if (rq->in && rq->in->errors)
		answer_again(rq, res, 422);
	else
		answer_change(rq, res);
}

/* What must be done before the page's snapshot begins (folding the log into the table it is read from). */
static bool run_before(struct request *rq)
{
	if (!rq->route->before)
		return true;
	request_slot_back(rq);
	rq->route->before(rq);
	return request_slot(rq, rq->viewer.account);
}

static void answer_get(struct request *rq, struct http_response *res, struct ahead_run *ahead)
{
	struct reply reply;
	request_input(rq);
	if (!run_before(rq)) {
		answer_problem(rq, res, 503);
		return;
	}
	bool fine = request_read(rq, rq->route->run, &reply);
	request_slot_back(rq);
	if (fine) {
		ahead_learn(ahead);
		answer_reply(rq, res, &reply);
	} else
		answer_problem(rq, res, 503);
}

/* Where a session gives what it still must, and then goes on. */
static const char *wanted_page(struct request *rq)
{
	switch (rq->viewer.wants) {
	case WANTS_PASSWORD: return "/account/password";
	case WANTS_FACTOR: return "/account/secure";
	default: return rq->http->method == METHOD_POST ? "/sign-in/code" : arena_printf(rq->arena, "/sign-in/code?next=%s", rq_encoded(rq, rq_address(rq)));
	}
}

static void answer_elsewhere(struct request *rq, struct http_response *res, const char *path)
{
	struct reply reply = reply_go(rq, NULL, "%s", path);
	request_slot_back(rq);
	if (rq->wants_json)
		answer_problem(rq, res, 403);
	else
		answer_reply(rq, res, &reply);
}

/* A page may close while somebody writes in it: their words are shown once more. */
static void answer_missing(struct request *rq, struct http_response *res, id64 household)
{
	if (rq->route->method == METHOD_POST && !rq->wants_json && same_origin(rq) && request_body(rq) != 0)
		rq->form = (struct form){ .n = 0 };
	bool logged = rq->viewer.account == NOBODY || log_refusal(rq, household);
	request_slot_back(rq);
	answer_problem(rq, res, logged ? 404 : 503);
}

static const char *link_token(const struct route_match *m)
{
	return m->route->relation == RELATION_LINK ? m->word[0] : NULL;
}

static void answer_route(struct request *rq, struct http_response *res, const struct route_match *m)
{
	rq->route = m->route;
	memcpy(rq->id, m->id, sizeof rq->id);
	memcpy(rq->word, m->word, sizeof rq->word);
	if (!request_slot(rq, NABIJ_ITSELF)) {
		answer_away(rq, res);
		return;
	}
	struct ahead_run *ahead = ahead_begin(rq, m->household);
	enum session_state state = session_find(rq, link_token(m));
	if (state == SESSION_WEAK && rq->route->relation == RELATION_PUBLIC)
		session_forget(rq);
	slot_view_as(rq->slot, rq->viewer.account);
	ahead_watch(ahead);
	rq->csrf = csrf_token(rq);
	rq->page->done = done_text(rq);
	enum verdict verdict = rights_check(rq, state, m->household);
	if (slot_failed(rq->slot)) {             /* not "signed out", nor "not there": the store could not say */
		log_error("%s: %s", rq->route->path, slot_error(rq->slot));
		request_slot_back(rq);
		answer_away(rq, res);
	} else if (verdict == VERDICT_MISSING)
		answer_missing(rq, res, m->household);
	else if (verdict == VERDICT_WEAK)
		answer_elsewhere(rq, res, wanted_page(rq));
	else if (verdict == VERDICT_ESSENTIALS)
		answer_elsewhere(rq, res, arena_printf(rq->arena, "/households/%lld/essentials", (long long)rq->household));
	else if (rq->route->method == METHOD_POST)
		answer_post(rq, res, verdict);
	else if (verdict == VERDICT_SIGN_IN) {
		request_slot_back(rq);
		answer_sign_in(rq, res);
	} else
		answer_get(rq, res, ahead);
}

static void remember_form(struct request *rq, struct http_response *res)
{
	if (rq->page->signed_in || http_cookie(rq->http, "nabij_form"))
		return;
	http_set(rq->http, res, "Set-Cookie", arena_printf(rq->arena, "nabij_form=%s; Path=/; HttpOnly; SameSite=Strict%s", rq->form_cookie,
		site_settings(rq->site)->secure ? "; Secure" : ""));
}

#ifdef NABIJ_TEST_CLOCK_ALLOWED
/* With which statements it was answered, for the test that counts them (tests/scenario/statements.mjs). */
static void tell_statements(struct request *rq, struct http_response *res)
{
	struct buf names;
	buf_init(&names, 0);
	sql_tally(&names);
	if (http_header(rq->http, "X-Nabij-Tell") && names.n)
		http_set(rq->http, res, "X-Nabij-Statements", arena_strdup(rq->arena, names.p));
	buf_release(&names);
}
#else
static void tell_statements(struct request *rq, struct http_response *res)
{
	(void)rq, (void)res;
}
#endif

void site_answer(struct http_request *http, struct http_response *res, void *ctx)
{
	struct site *site = ctx;
	struct request rq = { 0 };
	uint64_t began = clock_monotonic_us();
	if (assets_answer(http, res))
		return;
	request_begin(&rq, http, site);
	struct route_match m = route_find(rq.arena, http->method, http->path);
	if (m.route) {
		answer_route(&rq, res, &m);
		remember_form(&rq, res);
		session_touch(&rq);
	} else
		answer_problem(&rq, res, m.path_known ? 405 : 404);
	tell_statements(&rq, res);
	counters_answer(res->status, clock_monotonic_us() - began);
}

void site_problem(struct http_request *http, struct http_response *res, int status, void *ctx)
{
	struct request rq = { 0 };
	request_begin(&rq, http, ctx);
	answer_problem(&rq, res, status);
}
