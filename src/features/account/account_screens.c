/* The front page, signing in and signing out. */
#include "account_screens.h"
#include "../../platform/base/list.h"
#include "../../platform/web/session.h"
#include "templates.h"

/* ---- the front page ---- */

static const char *start_of(const struct request *rq)
{
	if (rq_is(rq, K_TEAM))
		return "/today";
	if (rq_is(rq, K_FAMILY))
		return "/our";
	if (rq_is(rq, K_PARTNER | K_EXPERT))
		return "/my-reports";
	if (rq_is(rq, K_MANAGER))
		return "/settings";
	return rq_is(rq, K_PRIVACY) ? "/privacy" : "/figures";
}

static struct reply home(struct request *rq)
{
	if (rq->viewer.account && rq->viewer.kind != K_LINK)
		return reply_go(rq, NULL, "%s", start_of(rq));
	struct home *d = ARENA_NEW(rq->arena, struct home);
	rq->page->title = rq_tr(rq, N_("Welkom"));
	return reply_page(&TPL_home, d);
}

/* ---- signing in ---- */

static const struct field sign_in_fields[] = {
	{ "login", N_("Inlognaam"), F_TEXT, .max = 80, .required = true, .missing = N_("Vul je inlognaam in") },
	{ "password", N_("Wachtwoord"), F_PASSWORD, .max = 200, .required = true, .missing = N_("Vul je wachtwoord in") },
	{ "next", NULL, F_TEXT },
	{ "kept_path", NULL, F_TEXT },
	{ NULL }
};
static const struct input SIGN_IN = { .name = "sign_in", .own = sign_in_fields };

SQL(credential_by_login,
	"SELECT a.id, a.kind, c.password, c.failed, c.failed_at, c.id FROM s_account a JOIN s_credential c ON c.account_id = a.id"
	" WHERE a.login = :login AND a.until_at > :now");
SQL(credential_failed, "UPDATE credential SET failed = :failed, failed_at = :now WHERE id = :id");

struct sign_in_try { id64 account, credential; const char *kind, *password; bool fits; };

/* Outside the writer: Argon2 takes as long as it takes, also for a login that does not exist. */
static void sign_in_before(struct request *rq)
{
	struct sign_in_try *t = ARENA_NEW(rq->arena, struct sign_in_try);
	rq->carry = t;
	struct slot *s = db_slot(site_settings(rq->site)->db, rq->arena, NABIJ_ITSELF, rq->now);
	if (s) {
		const char *login = field_text(rq->in, "login");
		struct rows *r = sql_read(s, &credential_by_login, WITH(p_text("login", login), p_moment("now", rq->now)));
		if (rows_next(r)) {
			t->account = rows_int(r, 0);
			t->kind = rows_text(r, 1);
			t->password = rows_text(r, 2);
			t->credential = rows_int(r, 5);
		}
		rows_end(r);
		db_slot_back(s);
	}
	t->fits = password_check(t->password ? t->password : "", field_text(rq->in, "password")) && t->account;
}

static bool own_path(const char *path)
{
	return path && path[0] == '/' && path[1] != '/' && !strpbrk(path, "\\\r\n");
}

static struct reply sign_in_page(struct request *rq)
{
	struct sign_in *d = ARENA_NEW(rq->arena, struct sign_in);
	const char *next = form_get(&rq->http->query, "next");
	d->next = field_text(rq->in, "next") ? field_text(rq->in, "next") : own_path(next) ? next : NULL;
	d->kept_path = rq->kept_path ? rq->kept_path : field_text(rq->in, "kept_path");
	const struct form *kept = rq->kept_path ? &rq->kept : &rq->form;
	for (size_t i = 0; d->kept_path && i < kept->n; i++) {
		const char *name = kept->pair[i].name;
		bool ours = !strncmp(name, "kept.", 5);
		if (kept->pair[i].filename || !strcmp(name, "csrf") || (!rq->kept_path && !ours))
			continue;
		struct sign_in_kept *k = LIST_ADD(rq->arena, d->kept, d->kept_n);
		k->name = ours ? name + 5 : name;
		k->value = kept->pair[i].value;
	}
	rq->page->title = rq_tr(rq, N_("Inloggen"));
	return reply_page(&TPL_sign_in, d);
}

static struct reply resume_page(struct request *rq)
{
	struct resume *d = ARENA_NEW(rq->arena, struct resume);
	d->path = field_text(rq->in, "kept_path");
	for (size_t i = 0; i < rq->form.n; i++)
		if (!strncmp(rq->form.pair[i].name, "kept.", 5)) {
			struct resume_kept *k = LIST_ADD(rq->arena, d->kept, d->kept_n);
			k->name = rq->form.pair[i].name + 5;
			k->value = rq->form.pair[i].value;
			k->shown = *k->value && strcmp(k->name, "once");
		}
	rq->page->title = rq_tr(rq, N_("Verder waar je was"));
	return reply_page(&TPL_resume, d);
}

static struct reply sign_in(struct request *rq)
{
	struct sign_in_try *t = rq->carry;
	if (!t->fits) {
		field_fail(rq->in, NULL, rq_tr(rq, N_("Deze inlognaam en dit wachtwoord horen niet bij elkaar")));
		return reply_again();
	}
	const char *token = session_begin(rq, t->account, kind_of(t->kind), false);
	const char *next = field_text(rq->in, "next");
	struct reply reply = field_text(rq->in, "kept_path") && own_path(field_text(rq->in, "kept_path")) ? resume_page(rq)
		: reply_go(rq, NULL, "%s", own_path(next) ? next : "/");
	rq_cookie(rq, &reply, session_cookie_name(rq), token, 0);
	return reply;
}

static struct reply sign_out(struct request *rq)
{
	session_end(rq, rq->viewer.session);
	struct reply reply = reply_go(rq, "signed_out", "/");
	rq_cookie(rq, &reply, session_cookie_name(rq), "", -1);
	return reply;
}

const struct route ACCOUNT_ROUTES[] = {
	{ METHOD_GET, "/", RELATION_PUBLIC, .run = home, .summary = "The front page; who is signed in goes to their own start" },
	{ METHOD_GET, "/sign-in", RELATION_PUBLIC, .run = sign_in_page, .input = &SIGN_IN, .summary = "Signing in" },
	{ METHOD_POST, "/sign-in", RELATION_PUBLIC, .run = sign_in, .input = &SIGN_IN, .again = sign_in_page, .before = sign_in_before,
		.summary = "Sign in with name and password" },
	{ METHOD_POST, "/sign-out", RELATION_NONE, K_SIGNED_IN, .run = sign_out, .early = true, .summary = "Sign out" },
	{ .path = NULL }
};
