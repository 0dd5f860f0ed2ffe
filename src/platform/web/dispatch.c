/* The one dispatcher. Every request goes through the same steps, and the rights are checked here and in the guarded views, nowhere else. */
#include <assert.h>
#include "../base/room.h"
#include "../base/utf8.h"
#include "../db/spool.h"
#include "ahead.h"
#include "answer.h"
#include "asset_answer.h"
#include "counters.h"
#include "rate.h"
#include "routes.h"
#include "session.h"
#include "templates.h"

#define REQUEST_MEMORY ((size_t)8 << 20)

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

/* ---- the guard ---- */

enum verdict { VERDICT_COME_IN, VERDICT_SIGN_IN, VERDICT_WEAK, VERDICT_ESSENTIALS, VERDICT_MISSING };

SQL(household_of_viewer,
	"SELECT h.id, h.file_id, EXISTS (SELECT 1 FROM v_own_access a WHERE a.account_id = :me AND a.file_id = h.file_id AND a.ground <> 'emergency'"
	" AND a.from_at <= :now AND a.until_at > :now), h.by_function_at FROM v_household h WHERE h.id = :household");
SQL(household_by_any_file,
	"SELECT f.household_id, (SELECT s.id FROM v_file s WHERE s.household_id = f.household_id AND s.kind = 'shared')"
	" FROM v_file f WHERE f.household_id = :household ORDER BY f.id LIMIT 1");
SQL(household_of_person,
	"SELECT h.id, h.file_id, h.by_function_at FROM v_household h JOIN v_own_access a ON a.file_id = h.file_id"
	" WHERE a.account_id = :account AND a.from_at <= :now AND a.until_at > :now"
	" ORDER BY CASE WHEN h.id = :chosen THEN 0 WHEN h.closed_at IS NULL THEN 1 ELSE 2 END, h.opened_at DESC LIMIT 1");
SQL(refused_file, "SELECT f.id FROM s_file f WHERE f.household_id = :household AND f.kind = 'shared'");

static bool household_found(struct request *rq, struct sql *sql, const struct param *p)
{
	struct rows *r = sql_read(rq->slot, sql, p);
	bool found = rows_next(r);
	if (found) {
		rq->household = rows_int(r, 0);
		rq->file = rows_int(r, 1);
	}
	rows_end(r);
	return found;
}

/* Under threat (product.md, "A household is not one privacy unit") whoever of the team writes here does so by function. */
static void by_function(struct request *rq, bool threat)
{
	rq->by_function = threat;
	if (threat && rq_is(rq, K_TEAM))
		rq->viewer.name = rq->viewer.first_name = tr_fill(rq->arena, tr(rq->lang, N_("medewerker van {team}")), "team",
			rq->page->team ? rq->page->team : "Nabij", NULL);
}

/* Who came in by the emergency door alone sees the essentials alone. */
static enum verdict household_check(struct request *rq, id64 household)
{
	struct rows *r = sql_read(rq->slot, &household_of_viewer, WITH(p_id("household", household), p_id("me", rq->viewer.account),
		p_moment("now", rq->now)));
	bool found = rows_next(r), whole = found && rows_bool(r, 2), threat = found && rows_int(r, 3);
	if (found) {
		rq->household = rows_int(r, 0);
		rq->file = rows_int(r, 1);
	}
	rows_end(r);
	by_function(rq, threat);
	if (found)
		return whole || rq->route->essentials ? VERDICT_COME_IN : VERDICT_ESSENTIALS;
	return rq->route->any_file && household_found(rq, &household_by_any_file, WITH(p_id("household", household))) ? VERDICT_COME_IN : VERDICT_MISSING;
}

/* Who belongs to two homes, or helps two families, chose one on /our; the cookie opens nothing that `access` does not. */
static id64 chosen_household(const struct request *rq)
{
	id64 id;
	const char *cookie = http_cookie(rq->http, "nabij_in");
	return cookie && id_parse(cookie, &id) ? id : -1;
}

static void own_household(struct request *rq)
{
	struct rows *r = sql_read(rq->slot, &household_of_person, WITH(p_id("account", rq->viewer.account), p_moment("now", rq->now),
		p_id("chosen", chosen_household(rq))));
	if (rows_next(r)) {
		rq->household = rows_int(r, 0);
		rq->file = rows_int(r, 1);
		by_function(rq, rows_int(r, 2) != 0);
	}
	rows_end(r);
}

static enum verdict relation_check(struct request *rq, id64 household)
{
	switch (rq->route->relation) {
	case RELATION_HOUSEHOLD:
		return household_check(rq, household);
	case RELATION_OWN_HOUSEHOLD:
		own_household(rq);
		return VERDICT_COME_IN;      /* without a household the page says so */
	case RELATION_LINK:
		return rq->viewer.kind == K_LINK ? VERDICT_COME_IN : VERDICT_MISSING;
	default:
		return VERDICT_COME_IN;
	}
}

static enum verdict guard(struct request *rq, enum session_state state, id64 household)
{
	const struct route *r = rq->route;
	if (r->relation == RELATION_PUBLIC || r->relation == RELATION_LINK)
		return relation_check(rq, household);
	if (state == SESSION_NONE)
		return VERDICT_SIGN_IN;
	if (!(r->kinds & rq->viewer.kind) || (r->in_person && rq->viewer.by_token))
		return VERDICT_MISSING;
	if (state == SESSION_WEAK && !(r->early & rq->viewer.wants))
		return VERDICT_WEAK;
	return relation_check(rq, household);
}

/* A try at a household that exists is put in its log; at one that does not, or at something else, in the privacy officer's. */
static bool log_refusal(struct request *rq, id64 household)
{
	slot_view_as(rq->slot, NABIJ_ITSELF);
	id64 file = household ? sql_number(rq->slot, &refused_file, WITH(p_id("household", household)), DIRECTORY_FILE) : DIRECTORY_FILE;
	slot_view_as(rq->slot, rq->viewer.account);
	if (slot_failed(rq->slot))
		return false;
	struct spool_record record = { .id = id_new(), .account = rq->viewer.account, .at = rq->now, .route = rq->route->path, .action = "refused",
		.ground = "none", .files = &file, .files_n = 1 };
	struct err e = { "" };
	return spool_append(rq->site->set.spool, &record, &e) || (log_error("log: %s", e.text), false);
}

/* The household that a path may name outside {household}; ids are unique over all tables. */
static id64 named_household(const struct request *rq)
{
	return rq->route->relation == RELATION_NONE || rq->route->relation == RELATION_OWN_HOUSEHOLD ? rq->id[0] : 0;
}

/* A handler found nothing for this viewer under the ids of the path. Who has a relation to the household looked for a row that is gone, or is not
 * theirs: that is for the privacy officer, and nothing to tell the family. */
static bool log_nothing(struct request *rq)
{
	bool of_a_row = rq->id[0] && rq->viewer.account != NOBODY && rq->viewer.kind != K_LINK;
	return !of_a_row || log_refusal(rq, named_household(rq));
}

/* ---- reading ---- */

static bool log_reading(struct request *rq)
{
	struct file_list shown = slot_files_shown(rq->slot);
	if (!shown.n || rq->viewer.account == NOBODY)
		return true;
	struct spool_record record = { .id = id_new(), .account = rq->viewer.account, .at = rq->now, .route = rq->route->path, .action = "read",
		.files = shown.id, .files_n = shown.n };
	struct err e = { "" };
	return spool_append(rq->site->set.spool, &record, &e) || (log_error("log: %s", e.text), false);
}

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

SQL(once_insert, "INSERT INTO once (id, account_id, mark, at) VALUES (:id, :account, :mark, :at) ON CONFLICT DO NOTHING");
SQL(once_done, "UPDATE once SET location = :location WHERE id = :id");
SQL(once_delete, "DELETE FROM once WHERE id = :id");
SQL(once_find, "SELECT o.id, o.location FROM s_once o WHERE o.mark = :mark");

struct change_run { struct request *rq; struct reply reply; id64 once; bool repeated, refused; };

/* The words belong to it: who goes back and writes something else in the same form sends something else. */
static struct blob once_mark(struct request *rq, const char *key)
{
	const char *whose = rq->viewer.account ? "" : rq->form_cookie;      /* of who is not signed in, the browser's own */
	struct blob mark = { arena_alloc(rq->arena, HASH_BYTES), HASH_BYTES };
	struct buf text;
	buf_init(&text, 0);
	buf_printf(&text, "%lld%s %s %s", (long long)rq->viewer.account, whose, rq->http->path, key);
	for (size_t i = 0; i < rq->form.n; i++) {
		const struct form_pair *p = &rq->form.pair[i];
		if (strcmp(p->name, "csrf") != 0) {
			buf_printf(&text, "\n%s %zu ", p->name, p->n);
			buf_add(&text, p->value, p->n);
		}
	}
	crypt_mac((unsigned char *)(uintptr_t)mark.p, keystore_token_key(rq->site->set.keys), "once", text.p, text.n);
	buf_release(&text);
	return mark;
}

/* A form that arrives twice counts once: the second gets the first one's answer. */
static bool once_seen(struct change_run *c)
{
	struct request *rq = c->rq;
	const char *key = form_get(&rq->form, "once");
	if (!key)
		key = http_header(rq->http, "Idempotency-Key");
	if (!key || !*key)
		return false;
	struct blob mark = once_mark(rq, key);
	const struct key *seal_key = keystore_token_key(rq->site->set.keys);
	slot_view_as(rq->slot, NABIJ_ITSELF);
	c->once = id_new();
	id64 owner = rq->viewer.account ? rq->viewer.account : NABIJ_ITSELF;
	bool first = sql_run(rq->slot, &once_insert, WITH(p_id("id", c->once), p_id("account", owner), p_blob("mark", mark), p_moment("at", rq->now))) == 1;
	if (!first) {
		struct rows *r = sql_read(rq->slot, &once_find, WITH(p_blob("mark", mark)));
		const char *to = rows_next(r) ? unseal(rq->arena, seal_key, "once.location", rows_int(r, 0), rows_blob(r, 1), NULL) : NULL;
		rows_end(r);
		c->reply = (struct reply){ .kind = REPLY_GO, .status = 303, .location = to ? to : "/" };
	}
	slot_view_as(rq->slot, rq->viewer.account);
	return !first;
}

/* Where it led, for who sends it again. What was refused (too many tries) did nothing, so it may come again with the same key. */
static void once_keep(struct change_run *c)
{
	struct request *rq = c->rq;
	bool refused = c->reply.kind == REPLY_PAGE && c->reply.status >= 400;
	if (!c->once || (c->reply.kind != REPLY_GO && !refused))
		return;
	slot_view_as(rq->slot, NABIJ_ITSELF);
	if (refused)
		sql_run(rq->slot, &once_delete, WITH(p_id("id", c->once)));
	else
		sql_run(rq->slot, &once_done, WITH(p_blob("location", seal(rq->arena, keystore_token_key(rq->site->set.keys), "once.location", c->once,
			c->reply.location)), p_id("id", c->once)));
	slot_view_as(rq->slot, rq->viewer.account);
}

static bool log_change(struct request *rq)
{
	struct file_list written = slot_files_written(rq->slot), shown = slot_files_shown(rq->slot);
	id64 who = rq->viewer.account ? rq->viewer.account : NABIJ_ITSELF;
	struct spool_record changed = { .id = id_new(), .account = who, .at = rq->now, .route = rq->route->path, .action = "changed",
		.files = written.id, .files_n = written.n };
	struct spool_record read = changed;
	read.id = id_new();
	read.action = "read";
	read.files = shown.id;
	read.files_n = shown.n;
	return (!written.n || log_write(rq->slot, &changed)) && (!shown.n || rq->viewer.account == NOBODY || log_write(rq->slot, &read));
}

static enum change change_run(struct slot *slot, void *ctx)
{
	struct change_run *c = ctx;
	struct request *rq = c->rq;
	rq->slot = slot;
	c->repeated = once_seen(c);
	if (!c->repeated) {
		c->reply = rq->route->run(rq);
		once_keep(c);
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
	if (fine)
		ahead_learn(ahead);
	if (fine)
		answer_reply(rq, res, &reply);
	else
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
	bool logged = rq->viewer.account == NOBODY || log_refusal(rq, household ? household : named_household(rq));
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
	enum verdict verdict = guard(rq, state, m->household);
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
