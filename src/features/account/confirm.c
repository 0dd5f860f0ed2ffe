#include "confirm.h"
#include "tries.h"
#include "sign_in.h"

static const struct field confirm_fields[] = {
	{ "password", N_("Je wachtwoord"), F_PASSWORD, .max = 200, .required = true, .missing = N_("Vul je wachtwoord in") },
	{ NULL }
};
const struct input CONFIRM = { .name = "confirm", .own = confirm_fields };

SQL(password_of_account, "SELECT c.password FROM s_credential c WHERE c.account_id = :account");

static const char *password_stored(struct request *rq)
{
	const char *stored = NULL;
	struct slot *s = db_slot(site_settings(rq->site)->db, rq->arena, NABIJ_ITSELF, rq->now);
	if (!s)
		return NULL;
	struct rows *r = sql_read(s, &password_of_account, WITH(p_id("account", rq->viewer.account)));
	if (rows_next(r))
		stored = rows_text(r, 0);
	rows_end(r);
	db_slot_back(s);
	return stored;
}

struct confirm_try password_own(struct request *rq, const char *typed)
{
	struct tries tries;
	struct confirm_try t = { 0, false };
	if (!tries_login(rq, &tries, "confirm", rq->viewer.login ? rq->viewer.login : "")) {
		t.until = tries.until;
		return t;
	}
	t.fits = password_check(password_stored(rq), typed ? typed : "");
	if (t.fits)
		tries_succeeded(&tries);
	return t;
}

void confirm_before(struct request *rq)
{
	struct confirm_try *t = rq->carry = ARENA_NEW(rq->arena, struct confirm_try);
	*t = password_own(rq, field_text(rq->in, "password"));
}

struct reply confirm_page(struct request *rq, const struct account_confirm *what)
{
	struct account_confirm *d = ARENA_NEW(rq->arena, struct account_confirm);
	const struct confirm_try *t = rq->carry;
	*d = *what;
	d->too_soon = too_soon_until(rq, t ? t->until : 0);
	rq->page->title = d->title;
	rq->page->nav = "account";
	return reply_page(&TPL_account_confirm, d);
}

bool confirmed(struct request *rq, reply_fn *page, struct reply *refused)
{
	const struct confirm_try *t = rq->carry;
	if (t->fits)
		return true;
	if (t->until)
		*refused = tries_reply(rq, page(rq), t->until);
	else {
		field_fail(rq->in, "password", rq_tr(rq, N_("Dit is niet je wachtwoord")));
		*refused = reply_again();
	}
	return false;
}
