/* The front page, signing in with a password, signing out. */
#include "sign_in.h"
#include <string.h>
#include "../../platform/web/session.h"
#include "account_screens.h"
#include "accounts.h"
#include "../settings/settings.h"
#include "kept.h"
#include "second_factor.h"
#include "templates.h"

/* ---- the front page ---- */

const char *start_of(enum kind kind)
{
	if (kind & K_TEAM)
		return "/today";
	if (kind & K_FAMILY)
		return "/our";
	if (kind & (K_PARTNER | K_EXPERT))
		return "/my-reports";
	if (kind == K_MANAGER)
		return "/settings";
	return kind == K_PRIVACY ? "/privacy" : "/problems";         /* policy: who waits for an answer */
}

static struct reply home(struct request *rq)
{
	if (rq->viewer.account && rq->viewer.kind != K_LINK)
		return reply_go(rq, NULL, "%s", start_of(rq->viewer.kind));
	struct home *d = ARENA_NEW(rq->arena, struct home);
	d->lead = setting_get(rq->slot, "front_lead");
	rq->page->title = rq_tr(rq, N_("Welkom"));
	return reply_page(&TPL_home, d);
}

/* ---- signing in ---- */

static const struct field sign_in_fields[] = {
	{ "login", N_("Inlognaam"), F_TEXT, .max = 80, .required = true, .missing = N_("Vul je inlognaam in") },
	{ "password", N_("Wachtwoord"), F_PASSWORD, .max = 200, .required = true, .missing = N_("Vul je wachtwoord in") },
	{ "next", NULL, F_TEXT, .max = 4000 },
	{ NULL }
};
static const struct input SIGN_IN = { .name = "sign_in", .own = sign_in_fields };

SQL(credential_by_login,
	"SELECT a.id, a.kind, c.password, c.totp IS NOT NULL FROM s_account a JOIN s_credential c ON c.account_id = a.id"
	" WHERE a.login = :login AND a.until_at > :now");

struct sign_in_try { id64 account; const char *login, *kind, *password; bool has_factor, fits; struct tries tries; };

const char *login_typed(struct request *rq)
{
	const char *typed = field_text(rq->in, "login"), *login = login_normal(rq->arena, typed);
	return login ? login : typed;
}

static void look_up(struct request *rq, struct sign_in_try *t)
{
	struct slot *s = db_slot(site_settings(rq->site)->db, rq->arena, NABIJ_ITSELF, rq->now);
	if (!s)
		return;
	struct rows *r = sql_read(s, &credential_by_login, WITH(p_text("login", t->login), p_moment("now", rq->now)));
	if (rows_next(r)) {
		t->account = rows_int(r, 0);
		t->kind = rows_text(r, 1);
		t->password = rows_text(r, 2);
		t->has_factor = rows_bool(r, 3);
	}
	rows_end(r);
	db_slot_back(s);
}

/* Outside the writer: Argon2 takes as long as it takes, also for a login that does not exist. */
static void sign_in_before(struct request *rq)
{
	struct sign_in_try *t = ARENA_NEW(rq->arena, struct sign_in_try);
	rq->carry = t;
	t->login = login_typed(rq);
	if (!tries_login(rq, &t->tries, "password", t->login))
		return;
	look_up(rq, t);
	t->fits = password_check(t->password, field_text(rq->in, "password")) && t->account;
	if (t->fits)
		tries_succeeded(&t->tries);
}

struct too_soon too_soon_until(struct request *rq, moment until)
{
	bool soon = until && until - rq->now <= MINUTES(1);
	return (struct too_soon){ .until = until ? until + MINUTES(1) - 1 : 0, .soon = soon };
}

static const char *next_of(struct request *rq)
{
	const char *next = field_text(rq->in, "next");
	return own_path(next) ? next : NULL;
}

static struct reply page_until(struct request *rq, moment until)
{
	struct sign_in *d = ARENA_NEW(rq->arena, struct sign_in);
	d->next = next_of(rq);
	d->kept = kept_of(rq);
	d->too_soon = too_soon_until(rq, until);
	rq->page->title = rq_tr(rq, N_("Inloggen"));
	return reply_page(&TPL_sign_in, d);
}

static struct reply sign_in_page(struct request *rq)
{
	return page_until(rq, 0);
}

struct reply sign_in_whole(struct request *rq, id64 account, enum kind kind, const char *login, const char *done, const char *next)
{
	const char *token = session_begin(rq, account, kind, true);
	const char *kept = form_get(&rq->form, "kept_path");
	struct reply reply = own_path(kept) ? resume_page(rq) : reply_go(rq, done, "%s", own_path(next) ? next : start_of(kind));
	rq_cookie(rq, &reply, session_cookie_name(rq), token, 0);
	device_remember(rq, &reply, login);
	return reply;
}

/* The password was right and a code is still asked: what was kept goes along. */
static struct reply sign_in_half(struct request *rq, id64 account, enum kind kind)
{
	const char *token = session_begin(rq, account, kind, false), *next = next_of(rq);
	struct reply reply = factor_page_for(rq, next);
	rq_cookie(rq, &reply, session_cookie_name(rq), token, 0);
	return reply;
}

static struct reply sign_in(struct request *rq)
{
	struct sign_in_try *t = rq->carry;
	if (t->tries.until)
		return tries_reply(rq, page_until(rq, t->tries.until), t->tries.until);
	if (!t->fits) {
		field_fail(rq->in, NULL, rq_tr(rq, N_("Deze inlognaam en dit wachtwoord horen niet bij elkaar")));
		return reply_again();
	}
	if (rq->viewer.session && !rq->viewer.by_token)
		session_end(rq, rq->viewer.session);
	if (t->has_factor)
		return sign_in_half(rq, t->account, kind_of(t->kind));
	return sign_in_whole(rq, t->account, kind_of(t->kind), t->login, NULL, next_of(rq));
}

static struct reply sign_out(struct request *rq)
{
	session_end(rq, rq->viewer.session);
	struct reply reply = reply_go(rq, "signed_out", "/");
	rq_cookie(rq, &reply, session_cookie_name(rq), "", -1);
	return reply;
}

const struct route SIGN_IN_ROUTES[] = {
	{ METHOD_GET, "/", RELATION_PUBLIC, .run = home, .summary = "The front page; who is signed in goes to their own start" },
	{ METHOD_GET, "/sign-in", RELATION_PUBLIC, .run = sign_in_page, .input = &SIGN_IN, .summary = "Signing in" },
	{ METHOD_POST, "/sign-in", RELATION_PUBLIC, .run = sign_in, .input = &SIGN_IN, .again = sign_in_page, .before = sign_in_before, .goes_on = true,
		.summary = "Sign in with name and password" },
	{ METHOD_GET, "/resume", RELATION_PUBLIC, .run = resume_page, .summary = "What was sent while the session had ended, shown once more" },
	{ METHOD_POST, "/sign-out", RELATION_NONE, K_SIGNED_IN, .run = sign_out, .early = WANTS_CODE | WANTS_PASSWORD | WANTS_FACTOR, .in_person = true, .goes_on = true,
		.summary = "Sign out" },
	{ .path = NULL }
};
