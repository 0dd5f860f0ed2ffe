/* A code that was handed over in person, or its link: choose how to sign in, and be where it leads. Guessing codes slows down. */
#include <string.h>
#include "../../platform/web/session.h"
#include "account_screens.h"
#include "accounts.h"
#include "passwords.h"
#include "sign_in.h"
#include "templates.h"
#include "tries.h"

SQL(invite_who, "SELECT a.id, a.file_id, a.name, a.kind, a.login FROM s_account a WHERE a.id = :account");

static const struct field code_fields[] = {
	{ "code", N_("Je code"), F_TEXT, .max = 40, .required = true, .missing = N_("Typ de code die je kreeg"), .hint = N_("Bijvoorbeeld KD7M-4PXQ-W2TH") },
	{ NULL }
};
static const struct input INVITE_CODE = { .name = "invite_code", .own = code_fields };

static const struct field choose_fields[] = {
	{ "code", NULL, F_TEXT, .max = 40, .required = true },
	{ "login", N_("Kies een inlognaam"), F_TEXT, .max = 80, .required = true, .missing = N_("Kies een inlognaam"),
		.hint = N_("Letters, cijfers, punt en streepje. Bijvoorbeeld je voornaam en een getal.") },
	{ "new_password", N_("Kies een wachtwoord"), F_PASSWORD, .max = 200, .required = true, .missing = N_("Kies een wachtwoord") },
	{ "new_again", N_("Nog een keer het wachtwoord"), F_PASSWORD, .max = 200, .required = true, .missing = N_("Typ het wachtwoord nog een keer") },
	{ NULL }
};
static const struct input INVITE_CHOOSE = { .name = "invite_choose", .own = choose_fields };

/* `account`: whose the code is; 0: it does not fit. */
struct invite_try { struct tries tries; id64 account; const char *name, *kind, *login, *hash; };

static void find_account(struct request *rq, struct invite_try *t)
{
	struct slot *s = db_slot(site_settings(rq->site)->db, rq->arena, NABIJ_ITSELF, rq->now);
	if (!s)
		return;
	t->account = invite_account(s, field_text(rq->in, "code"));
	struct rows *r = sql_read(s, &invite_who, WITH(p_id("account", t->account)));
	if (rows_next(r)) {
		t->name = rows_open(r, 2, "account.name");
		t->kind = rows_text(r, 3);
		t->login = rows_text(r, 4);
	}
	rows_end(r);
	db_slot_back(s);
	if (t->account)
		tries_succeeded(&t->tries);
}

static struct invite_try *try_code(struct request *rq)
{
	struct invite_try *t = rq->carry = ARENA_NEW(rq->arena, struct invite_try);
	if (tries_address(rq, &t->tries, "code"))
		find_account(rq, t);
	return t;
}

/* ---- the code ---- */

static struct reply code_until(struct request *rq, moment until)
{
	struct code_ask *d = ARENA_NEW(rq->arena, struct code_ask);
	d->too_soon = too_soon_until(rq, until);
	rq->page->title = rq_tr(rq, N_("Je code"));
	return reply_page(&TPL_code_ask, d);
}

static struct reply code_page(struct request *rq)
{
	return code_until(rq, 0);
}

static struct reply link_page(struct request *rq)
{
	field_start(rq->in, "code", rq->word[0]);
	return code_until(rq, 0);
}

static struct reply choose_page_for(struct request *rq, const char *code, const char *login)
{
	struct code_choose *d = ARENA_NEW(rq->arena, struct code_choose);
	d->code = code;
	password_hint(rq, false);
	if (login)
		field_start(rq->in, "login", login);
	rq->page->title = rq_tr(rq, N_("Kies hoe je inlogt"));
	return reply_page(&TPL_code_choose, d);
}

static struct reply choose_page(struct request *rq)
{
	return choose_page_for(rq, field_text(rq->in, "code"), NULL);
}

static struct reply join_page(struct request *rq, const char *code)
{
	struct code_join *d = ARENA_NEW(rq->arena, struct code_join);
	d->code = code;
	d->name = rq->viewer.name;
	rq->page->title = rq_tr(rq, N_("Je bent al ingelogd"));
	return reply_page(&TPL_code_join, d);
}

static void code_before(struct request *rq)
{
	try_code(rq);
}

static struct reply code_wrong(struct request *rq)
{
	field_fail(rq->in, "code", rq_tr(rq, N_("Deze code werkt niet. Kijk of je hem goed typte. Een code werkt één keer, twee weken lang")));
	return reply_again();
}

static struct reply code_give(struct request *rq)
{
	const struct invite_try *t = rq->carry;
	const char *code = field_text(rq->in, "code");
	if (t->tries.until)
		return tries_reply(rq, code_until(rq, t->tries.until), t->tries.until);
	if (!t->account)
		return code_wrong(rq);
	if (rq_is(rq, K_RESIDENT) && t->account != rq->viewer.account && !strcmp(t->kind, "resident"))
		return join_page(rq, code);
	rq->in = fields_new(rq->arena, rq->lang, &INVITE_CHOOSE);
	return choose_page_for(rq, code, t->login);
}

/* ---- choosing ---- */

static void choose_before(struct request *rq)
{
	struct invite_try *t = try_code(rq);
	const char *login = login_normal(rq->arena, field_text(rq->in, "login"));
	if (!t->account)
		return;
	if (!login)
		field_fail(rq->in, "login", rq_tr(rq, N_("Gebruik alleen letters, cijfers, punten of streepjes: minstens drie tekens")));
	if (password_chosen(rq, login, false))
		t->hash = password_hash(rq->arena, field_text(rq->in, "new_password"));
}

static struct reply choose(struct request *rq)
{
	const struct invite_try *t = rq->carry;
	const char *login = login_typed(rq);
	if (t->tries.until || !t->account) {
		field_fail(rq->in, NULL, rq_tr(rq, t->tries.until ? N_("Er zijn te veel pogingen achter elkaar gedaan. Wacht een kwartier en probeer het dan opnieuw")
			: N_("Deze code werkt niet meer. Vraag om een nieuwe")));
		return reply_again();
	}
	id64 account = rq->in->errors ? 0 : invite_accept(rq->slot, field_text(rq->in, "code"), login, t->hash);
	if (!account) {
		if (!rq->in->errors)
			field_fail(rq->in, "login", rq_tr(rq, N_("Deze inlognaam is al van iemand anders. Kies een andere")));
		return reply_again();
	}
	factor_off(rq->slot, account);       /* who got a new code in person may have lost the telephone */
	if (rq->viewer.session && !rq->viewer.by_token)
		session_end(rq, rq->viewer.session);
	return sign_in_whole(rq, account, kind_of(t->kind), login, "welcome", NULL);
}

static struct reply join(struct request *rq)
{
	const struct invite_try *t = rq->carry;
	if (t->tries.until)
		return tries_reply(rq, code_until(rq, t->tries.until), t->tries.until);
	if (!t->account || !invite_join(rq->slot, field_text(rq->in, "code")))
		return code_wrong(rq);
	return reply_go(rq, "code_joined", "/our");
}

const struct route INVITE_ROUTES[] = {
	{ METHOD_GET, "/code", RELATION_PUBLIC, .run = code_page, .input = &INVITE_CODE, .summary = "Typing a code that was handed over" },
	{ METHOD_GET, "/invite/{code}", RELATION_PUBLIC, .run = link_page, .input = &INVITE_CODE, .summary = "The same, by a link" },
	{ METHOD_POST, "/code", RELATION_PUBLIC, .run = code_give, .input = &INVITE_CODE, .again = code_page, .before = code_before,
		.summary = "Give a code; it is not used up yet" },
	{ METHOD_POST, "/code/sign-in", RELATION_PUBLIC, .run = choose, .input = &INVITE_CHOOSE, .again = choose_page, .before = choose_before,
		.summary = "Choose login and password with a code, which is used up" },
	{ METHOD_POST, "/code/join", RELATION_NONE, K_RESIDENT, .run = join, .input = &INVITE_CODE, .again = code_page, .before = code_before,
		.in_person = true, .summary = "Use a code up with the sign-in one has" },
	{ .path = NULL }
};
