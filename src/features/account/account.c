/* One's own page: who I am here, language, password, second factor, and where I am signed in. */
#include <string.h>
#include "../../platform/base/list.h"
#include "../../platform/web/routes.h"
#include "account_entities.h"
#include "account_screens.h"
#include "credentials.h"
#include "templates.h"

SQL(account_mine, "SELECT a.id, a.file_id, a.profession, a.organisation FROM v_account a WHERE a.id = :account");
SQL(account_sessions, "SELECT s.id, s.device, s.created_at, s.seen_at, s.strong FROM v_session s WHERE s.account_id = :account"
	" AND s.ended_at IS NULL AND s.until_at > :now ORDER BY s.seen_at DESC, s.id DESC");
SQL(account_session_end, "UPDATE session SET ended_at = :now, until_at = :now, version = version + 1 WHERE id = :id AND account_id = :account");
SQL(account_session_live, "SELECT s.id FROM v_session s WHERE s.id = :id AND s.account_id = :account AND s.ended_at IS NULL AND s.until_at > :now");
SQL(account_session_others, "UPDATE session SET ended_at = :now, until_at = :now, version = version + 1 WHERE account_id = :account AND id <> :id");
SQL(account_tokens_live, "SELECT count(*) FROM v_token t WHERE t.account_id = :account AND t.purpose = 'api' AND t.ended_at IS NULL"
	" AND t.until_at > :now");
SQL(account_language, "UPDATE account SET language = :language, version = version + 1 WHERE id = :account");

/* "Chrome, Android": words of session.c; "?" is what does not say what it is. */
static const char *device_words(struct request *rq, const char *device)
{
	const char *comma = device ? strchr(device, ',') : NULL;
	if (!comma || *device == '?')
		return rq_tr(rq, N_("Een apparaat dat niet zegt wat het is"));
	const char *browser = arena_strndup(rq->arena, device, (size_t)(comma - device)), *system = comma + 2;
	if (*system == '?')
		return browser;
	return tr_fill(rq->arena, rq_tr(rq, N_("{browser} op {system}")), "browser", browser, "system", system, NULL);
}

static void add_sessions(struct request *rq, struct account_page *d)
{
	struct rows *r = sql_read(rq->slot, &account_sessions, WITH(p_id("account", rq->viewer.account), p_moment("now", rq->now)));
	while (rows_next(r)) {
		struct account_page_sessions *s = LIST_ADD(rq->arena, d->sessions, d->sessions_n);
		s->id = rows_int(r, 0);
		s->device = device_words(rq, rows_text(r, 1));
		s->since = rows_int(r, 2);
		s->seen = rows_int(r, 3);
		s->here = !rq->viewer.by_token && s->id == rq->viewer.session;
		s->half = d->factor && !rows_bool(r, 4);
		d->others = d->others || !s->here;
	}
}

static void add_languages(struct request *rq, struct account_page *d)
{
	for (size_t i = 0; i < lang_count(); i++) {
		struct account_page_languages *l = LIST_ADD(rq->arena, d->languages, d->languages_n);
		l->code = lang_code(lang_at(i));
		l->name = lang_own_name(lang_at(i));
		l->chosen = lang_at(i) == rq->lang;
	}
}

static void add_who(struct request *rq, struct account_page *d)
{
	d->name = rq->viewer.name;
	d->login = rq->viewer.login;
	d->kind = rq_tr(rq, code_label(&ACCOUNT_KINDS, rq->viewer.kind_code));
	d->team = rq->page->team;
	struct rows *r = sql_read(rq->slot, &account_mine, WITH(p_id("account", rq->viewer.account)));
	if (rows_next(r)) {
		d->profession = rows_open(r, 2, "account.profession");
		d->organisation = rows_open(r, 3, "account.organisation");
	}
	rows_end(r);
}

static struct reply account_page(struct request *rq)
{
	struct account_page *d = ARENA_NEW(rq->arena, struct account_page);
	add_who(rq, d);
	d->factor = factor_has(rq->slot, rq->viewer.account);
	d->codes_left = d->factor ? recovery_left(rq->slot, rq->viewer.account) : 0;
	d->may_be_off = !rq_is(rq, K_STAFF) || site_settings(rq->site)->demo;
	d->tokens = sql_number(rq->slot, &account_tokens_live, WITH(p_id("account", rq->viewer.account), p_moment("now", rq->now)), 0);
	add_sessions(rq, d);
	add_languages(rq, d);
	rq->page->title = rq_tr(rq, N_("Mijn inlog"));
	rq->page->nav = "account";
	return reply_page(&TPL_account_page, d);
}

/* ---- my sessions ---- */

static struct reply session_stop(struct request *rq)
{
	struct param id = p_id("id", rq->id[0]), account = p_id("account", rq->viewer.account), now = p_moment("now", rq->now);
	if (!sql_number(rq->slot, &account_session_live, WITH(id, account, now), 0))
		return reply_missing();
	sql_run(rq->slot, &account_session_end, WITH(id, account, now));
	return rq->id[0] == rq->viewer.session ? reply_go(rq, "signed_out", "/") : reply_go(rq, "session_ended", "/account#sessions");
}

static struct reply others_stop(struct request *rq)
{
	sql_run(rq->slot, &account_session_others, WITH(p_moment("now", rq->now), p_id("account", rq->viewer.account), p_id("id", rq->viewer.session)));
	return reply_go(rq, "session_ended", "/account#sessions");
}

/* ---- language, for everybody ---- */

static const char *back_to(struct request *rq)
{
	const char *back = form_get(&rq->form, "back");
	struct route_match m = { .route = NULL };
	if (back && *back == '/')
		m = route_find(rq->arena, METHOD_GET, back);
	return m.route && m.route->relation != RELATION_UNSET ? back : "/";
}

static struct reply language(struct request *rq)
{
	const struct lang *l = lang_find(rq->word[0]);
	if (!l)
		return reply_missing();
	if (rq->viewer.account && rq->viewer.kind != K_LINK) {
		slot_view_as(rq->slot, NABIJ_ITSELF);
		sql_run(rq->slot, &account_language, WITH(p_text("language", lang_code(l)), p_id("account", rq->viewer.account)));
		slot_view_as(rq->slot, rq->viewer.account);
	}
	struct reply reply = reply_go(rq, NULL, "%s", back_to(rq));
	rq_cookie(rq, &reply, "nabij_lang", lang_code(l), 365 * 24 * 3600);
	return reply;
}

const struct route ACCOUNT_ROUTES[] = {
	{ METHOD_GET, "/account", RELATION_NONE, K_SIGNED_IN, .run = account_page, .summary = "One's own sign-in: who, language, second factor, sessions" },
	{ METHOD_POST, "/account/sessions/{id}/end", RELATION_NONE, K_SIGNED_IN, .run = session_stop, .in_person = true, .summary = "End one of one's own sessions" },
	{ METHOD_POST, "/account/sessions/end-others", RELATION_NONE, K_SIGNED_IN, .run = others_stop, .in_person = true,
		.summary = "End all one's own sessions but this one" },
	{ METHOD_POST, "/language/{code}", RELATION_PUBLIC, .run = language, .summary = "Choose the language of the pages" },
	{ .path = NULL }
};
