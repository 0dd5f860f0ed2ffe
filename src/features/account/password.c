/* Choosing another password, or the first one of one's own. */
#include <string.h>
#include "../../platform/web/session.h"
#include "account_screens.h"
#include "accounts.h"
#include "confirm.h"
#include "password_rules.h"
#include "passwords.h"
#include "sign_in.h"
#include "templates.h"
#include "tries.h"

static const struct field password_fields[] = {
	{ "password", N_("Je wachtwoord van nu"), F_PASSWORD, .max = 200, .required = true, .missing = N_("Vul je wachtwoord van nu in") },
	{ "new_password", N_("Nieuw wachtwoord"), F_PASSWORD, .max = 200, .required = true, .missing = N_("Kies een nieuw wachtwoord") },
	{ "new_again", N_("Nog een keer"), F_PASSWORD, .max = 200, .required = true, .missing = N_("Typ het nieuwe wachtwoord nog een keer") },
	{ NULL }
};
static const struct input PASSWORD = { .name = "password", .own = password_fields };

struct password_change { struct confirm_try now; const char *hash; };

void password_hint(struct request *rq, bool staff)
{
	field_of(rq->in, "new_password")->hint = rq_tr(rq, staff ? N_("12 tekens of meer. Vier losse woorden zijn goed te onthouden.")
		: N_("8 tekens of meer. Drie losse woorden zijn goed te onthouden."));
}

bool password_chosen(struct request *rq, const char *login, bool staff)
{
	const char *new = field_text(rq->in, "new_password"), *again = field_text(rq->in, "new_again");
	const char *wrong = password_wrong(new, login, staff);
	if (wrong)
		field_fail(rq->in, "new_password", rq_tr(rq, wrong));
	else if (strcmp(new, again))
		field_fail(rq->in, "new_again", rq_tr(rq, N_("Dit is niet hetzelfde als hierboven")));
	return !rq->in->errors;
}

static struct reply password_page(struct request *rq)
{
	struct account_password *d = ARENA_NEW(rq->arena, struct account_password);
	const struct password_change *c = rq->carry;
	d->first = rq->viewer.wants == WANTS_PASSWORD;
	d->too_soon = too_soon_until(rq, c ? c->now.until : 0);
	field_of(rq->in, "password")->label = d->first ? rq_tr(rq, N_("Het wachtwoord dat je kreeg")) : NULL;
	password_hint(rq, rq_is(rq, K_STAFF));
	rq->page->title = rq_tr(rq, N_("Kies een wachtwoord"));
	rq->page->nav = "account";
	return reply_page(&TPL_account_password, d);
}

/* The rules first: a password that will not do is not worth the work. */
static void password_before(struct request *rq)
{
	struct password_change *c = rq->carry = ARENA_NEW(rq->arena, struct password_change);
	if (!password_chosen(rq, rq->viewer.login, rq_is(rq, K_STAFF)))
		return;
	c->now = password_own(rq, field_text(rq->in, "password"));
	if (c->now.fits)
		c->hash = password_hash(rq->arena, field_text(rq->in, "new_password"));
}

static struct reply password_set(struct request *rq)
{
	const struct password_change *c = rq->carry;
	if (c->now.until)
		return tries_reply(rq, password_page(rq), c->now.until);
	if (!rq->in->errors && !c->now.fits)
		field_fail(rq->in, "password", rq_tr(rq, N_("Dit is niet je wachtwoord")));
	else if (!rq->in->errors && !strcmp(field_text(rq->in, "password"), field_text(rq->in, "new_password")))
		field_fail(rq->in, "new_password", rq_tr(rq, N_("Kies een ander wachtwoord dan je had")));
	if (rq->in->errors || !account_password(rq->slot, rq->viewer.account, c->hash))
		return reply_again();
	/* All sessions ended with the old password; this device goes on in a new one. */
	struct reply reply = reply_go(rq, "password_set", "%s", rq->viewer.wants ? start_of(rq->viewer.kind) : "/account");
	rq_cookie(rq, &reply, session_cookie_name(rq), session_begin(rq, rq->viewer.account, rq->viewer.kind, true), 0);
	return reply;
}

const struct route PASSWORD_ROUTES[] = {
	{ METHOD_GET, "/account/password", RELATION_NONE, K_SIGNED_IN, .run = password_page, .input = &PASSWORD, .early = WANTS_PASSWORD,
		.in_person = true, .summary = "Choosing a password" },
	{ METHOD_POST, "/account/password", RELATION_NONE, K_SIGNED_IN, .run = password_set, .input = &PASSWORD, .again = password_page,
		.before = password_before, .early = WANTS_PASSWORD, .in_person = true, .summary = "Choose a password; all other sessions end" },
	{ .path = NULL }
};
