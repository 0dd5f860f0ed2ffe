/* The one dispatcher. Every request goes through the same steps, and the rights are checked here
 * (rights.h) and in the guarded views, nowhere else. */
#include <assert.h>
#include "../base/room.h"
#include "ahead.h"
#include "answer.h"
#include "asset_answer.h"
#include "counters.h"
#include "once.h"
#include "rate.h"
#include "request_log.h"
#include "rights.h"
#include "routes.h"
#include "templates.h"

#define RATE_PLACES ((size_t)1 << 16)        /* names of failures remembered at once: 2 MB */

struct site { struct site_settings set; struct rate *rate; struct ahead_memory *ahead; };

struct site *site_new(const struct site_settings *set)
{
	struct site *s = calloc(1, sizeof *s);
	assert(s);
	s->set = *set;
	s->rate = rate_new(RATE_PLACES);
	s->ahead = ahead_new();
	return s;
}

void site_free(struct site *s)
{
	rate_free(s->rate);
	ahead_free(s->ahead);
	free(s);
}

struct ahead_memory *site_ahead(const struct site *s)
{
	return s->ahead;
}

struct rate *site_rate(const struct site *s)
{
	return s->rate;
}

const struct site_settings *site_settings(const struct site *s)
{
	return &s->set;
}

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
	rq->page->demo = site->set.demo;
	rq->page->theme = site->set.theme ? "/theme.css" : NULL;
	rq->wants_json = prefers_json(http);
	rq->form_cookie = form_cookie(rq);
	rq->csrf = "";
}

/* ---- reading ---- */

/* Runs a handler that reads. False: the store or the log could not; nothing may leave. */
static bool run_reading(struct request *rq, reply_fn *run, struct reply *reply)
{
	*reply = run(rq);
	if (slot_failed(rq->slot)) {
		log_error("%s: %s", rq->route->path, slot_error(rq->slot));
		return false;
	}
	return log_reading(rq) && (reply->kind != REPLY_MISSING || log_nothing(rq));
}

static void slot_return(struct request *rq)
{
	db_slot_back(rq->slot);
	rq->slot = NULL;
}

static bool slot_take(struct request *rq, id64 viewer)
{
	rq->slot = db_slot(rq->site->set.db, rq->arena, viewer, rq->now);
	return rq->slot != NULL;
}

/* ---- changing ---- */

struct change_run { struct request *rq; struct reply reply; bool repeated, refused; };

static enum change change_run(struct slot *slot, void *ctx)
{
	struct change_run *c = ctx;
	struct request *rq = c->rq;
	rq->slot = slot;
	id64 once = 0;
	c->repeated = once_seen(rq, &once, &c->reply);
	if (!c->repeated) {
		c->reply = rq->route->run(rq);
		once_keep(rq, once, &c->reply);
	}
	bool keep = !c->repeated && (c->reply.kind == REPLY_GO || c->reply.kind == REPLY_PAGE) && !slot_failed(slot) && log_change(rq);
	if (slot_failed(slot))
		log_error("%s: %s", rq->route->path, slot_error(slot));
	c->refused = slot_refused(slot);
	rq->slot = NULL;
	return keep ? CHANGE_KEEP : CHANGE_UNDO;
}

static void answer_unsaved(struct request *rq, struct http_response *res, bool full);

static void answer_again(struct request *rq, struct http_response *res, int status)
{
	struct reply reply;
	assert(rq->route->again && "a route that can say \"again\" has a page for it");
	bool fine = slot_take(rq, rq->viewer.account) && run_reading(rq, rq->route->again, &reply);
	if (rq->slot)
		slot_return(rq);
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

/* A step of a form that carries its own answers: read only, nothing to repeat. */
static void answer_step(struct request *rq, struct http_response *res)
{
	struct reply reply;
	bool fine = slot_take(rq, rq->viewer.account) && run_reading(rq, rq->route->run, &reply);
	if (rq->slot)
		slot_return(rq);
	if (!fine) {
		answer_unsaved(rq, res, false);
		return;
	}
	if (reply.kind == REPLY_PAGE && rq->in && rq->in->errors)
		reply.status = 422;
	answer_reply(rq, res, &reply);
}

/* What may not be written answers as what is not there; the try is logged outside the change, which is undone. */
static void answer_nothing(struct request *rq, struct http_response *res)
{
	bool logged = slot_take(rq, rq->viewer.account) && log_nothing(rq);
	if (rq->slot)
		slot_return(rq);
	answer_problem(rq, res, logged ? 404 : 503);
}

/* ---- input ---- */

static int read_body(struct request *rq)
{
	enum form_status status = form_parse_body(rq->arena, rq->http->content_type, rq->http->body, rq->http->body_n, &rq->form);
	switch (status) {
	case FORM_OK: return 0;
	case FORM_TOO_MUCH: return 413;
	case FORM_UNKNOWN_TYPE: return 415;
	default: return 400;
	}
}

static void read_input(struct request *rq)
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

/* ---- the steps ---- */

static const struct route *route_named(const char *path)
{
	struct arena *none = arena_new(4096);
	struct route_match m = route_find(none, METHOD_GET, path);
	arena_free(none);
	assert(m.route && "the site has a page to sign in");
	return m.route;
}

static bool has_password(const struct route *r)
{
	for (size_t i = 0; r->input && input_field(r->input, i); i++)
		if (input_field(r->input, i)->type == F_PASSWORD)
			return true;
	return false;
}

/* What was sent and must not get lost; never a password, nor the marks of the page it came from. */
static void keep_form(struct request *rq)
{
	struct form_pair *pairs = arena_alloc(rq->arena, (rq->form.n + 1) * sizeof *pairs);
	rq->kept = (struct form){ .pair = pairs };
	if (has_password(rq->route))
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
static void answer_sign_in(struct request *rq, struct http_response *res)
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
static void answer_stale(struct request *rq, struct http_response *res)
{
	slot_return(rq);
	if (rq->wants_json || (has_password(rq->route) && !rq->route->again)) {
		answer_problem(rq, res, 403);
	} else if (has_password(rq->route)) {
		read_input(rq);
		field_fail(rq->in, NULL, tr(rq->lang, N_("Deze pagina stond te lang open. Vul het nog een keer in")));
		answer_again(rq, res, 422);
	} else
		answer_kept(rq, res, "/resume", 403);
}

/* ---- what could not be stored ---- */

/* Nothing was stored, and what was typed is not lost: the page shows it, and sends it again at a touch. It keeps the key of the form, so that a
 * change which was stored after all (the store fell silent while it answered) counts once. A form with a password is shown to be filled in anew. */
static void answer_unsaved(struct request *rq, struct http_response *res, bool full)
{
	bool password = has_password(rq->route);
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

/* While the disk is full only what must go on is tried, out of the reserve. */
static enum change_result change_try(struct request *rq, struct change_run *c, struct err *e)
{
	struct room *room = rq->site->set.room;
	bool goes_on = rq->route->goes_on || rq_is(rq, K_MANAGER);
	if (room_tight(room) && !goes_on) {
		e->full = true;
		err_set(e, "the disk is full");
		return CHANGE_FAILED;
	}
	for (;;) {
		enum change_result result = db_change(rq->site->set.db, rq->arena, rq->viewer.account, rq->now, change_run, c, e);
		if (result != CHANGE_FAILED || !e->full)
			return result;
		room_look(room);
		if (!goes_on || !room_lend(room, ROOM_FOR_ACTING))
			return result;
		err_clear(e);
		*c = (struct change_run){ .rq = rq };
	}
}

static void answer_change(struct request *rq, struct http_response *res)
{
	struct change_run c = { .rq = rq };
	struct err e = { "" };
	if (rq->route->before)
		rq->route->before(rq);
	enum change_result result = change_try(rq, &c, &e);
	if (c.refused || (result != CHANGE_FAILED && c.reply.kind == REPLY_MISSING))
		answer_nothing(rq, res);
	else if (result == CHANGE_FAILED || (result == CHANGE_UNDONE && (c.reply.kind == REPLY_GO || c.reply.kind == REPLY_PAGE) && !c.repeated)) {
		log_error("%s: %s", rq->route->path, e.text);
		answer_unsaved(rq, res, e.full);
	} else if (c.reply.kind == REPLY_AGAIN)
		answer_again(rq, res, 422);
	else
		answer_reply(rq, res, &c.reply);
}

static void answer_post(struct request *rq, struct http_response *res, enum verdict verdict)
{
	int wrong = read_body(rq);
	if (!wrong && !rq->viewer.by_token && !same_origin(rq))
		wrong = 403;
	if (wrong) {
		slot_return(rq);
		answer_problem(rq, res, wrong);
		return;
	}
	if (verdict == VERDICT_COME_IN && !rq->viewer.by_token && !csrf_fits(rq, form_get(&rq->form, "csrf"))) {
		answer_stale(rq, res);
		return;
	}
	if (verdict == VERDICT_SIGN_IN) {
		answer_sign_in(rq, res);
		slot_return(rq);
		return;
	}
	slot_return(rq);
	read_input(rq);
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
	slot_return(rq);
	rq->route->before(rq);
	return slot_take(rq, rq->viewer.account);
}

static void answer_get(struct request *rq, struct http_response *res, struct ahead_run *ahead)
{
	struct reply reply;
	read_input(rq);
	if (!run_before(rq)) {
		answer_problem(rq, res, 503);
		return;
	}
	bool fine = run_reading(rq, rq->route->run, &reply);
	slot_return(rq);
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
	slot_return(rq);
	if (rq->wants_json)
		answer_problem(rq, res, 403);
	else
		answer_reply(rq, res, &reply);
}

/* A page may close while somebody writes in it: their words are shown once more. */
static void answer_missing(struct request *rq, struct http_response *res, id64 household)
{
	if (rq->route->method == METHOD_POST && !rq->wants_json && same_origin(rq) && read_body(rq) != 0)
		rq->form = (struct form){ .n = 0 };
	bool logged = rq->viewer.account == NOBODY || log_refusal(rq, household);
	slot_return(rq);
	answer_problem(rq, res, logged ? 404 : 503);
}

/* The store cannot even say who this is. A form with a password, unless it is everybody's, cannot be shown again then. */
static void answer_away(struct request *rq, struct http_response *res)
{
	bool can_keep = rq->route->method == METHOD_POST && (rq->route->relation == RELATION_PUBLIC || !has_password(rq->route));
	if (can_keep && same_origin(rq) && read_body(rq) == 0) {
		read_input(rq);
		rq->csrf = csrf_by_cookie(rq);
		answer_unsaved(rq, res, false);
	} else
		answer_problem(rq, res, 503);
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
	if (!slot_take(rq, NABIJ_ITSELF)) {
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
		slot_return(rq);
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
		slot_return(rq);
		answer_sign_in(rq, res);
	} else
		answer_get(rq, res, ahead);
}

static void remember_form(struct request *rq, struct http_response *res)
{
	if (rq->page->signed_in || http_cookie(rq->http, "nabij_form"))
		return;
	http_set(rq->http, res, "Set-Cookie", arena_printf(rq->arena, "nabij_form=%s; Path=/; HttpOnly; SameSite=Strict%s", rq->form_cookie,
		rq->site->set.secure ? "; Secure" : ""));
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
