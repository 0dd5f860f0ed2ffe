/* The second factor: giving the code at sign-in, setting it up, taking it off, recovery codes. */
#include "second_factor.h"
#include <string.h>
#include "../../platform/base/hex.h"
#include "../../platform/base/list.h"
#include "../../platform/web/session.h"
#include "account_screens.h"
#include "confirm.h"
#include "credentials.h"
#include "kept.h"
#include "../../platform/web/qr.h"
#include "sign_in.h"
#include "templates.h"

SQL(factor_sessions, "UPDATE session SET strong = FALSE WHERE account_id = :account");

static const struct key *token_key(const struct request *rq)
{
	return keystore_token_key(site_settings(rq->site)->keys);
}

/* ---- at sign-in ---- */

static const struct field code_fields[] = {
	{ "code", N_("Code uit je app"), F_TEXT, .max = 40, .required = true, .missing = N_("Typ de code van zes cijfers uit je app") },
	{ "next", NULL, F_TEXT, .max = 4000 },
	{ NULL }
};
static const struct input FACTOR_CODE = { .name = "factor_code", .own = code_fields };

static struct reply code_page_until(struct request *rq, const char *next, moment until)
{
	struct sign_in_code *d = ARENA_NEW(rq->arena, struct sign_in_code);
	d->next = own_path(next) ? next : NULL;
	d->kept = kept_of(rq);
	d->too_soon = too_soon_until(rq, until);
	rq->page->title = rq_tr(rq, N_("Code uit je app"));
	return reply_page(&TPL_sign_in_code, d);
}

static struct reply code_page(struct request *rq)
{
	return code_page_until(rq, field_text(rq->in, "next"), 0);
}

struct reply factor_page_for(struct request *rq, const char *next)
{
	if (!kept_of(rq).path)
		return reply_go(rq, NULL, next ? "/sign-in/code?next=%s" : "/sign-in/code", next ? rq_encoded(rq, next) : "");
	rq->in = fields_new(rq->arena, rq->lang, &FACTOR_CODE);
	return code_page_until(rq, next, 0);
}

static void code_before(struct request *rq)
{
	struct tries *t = rq->carry = ARENA_NEW(rq->arena, struct tries);
	tries_login(rq, t, "factor", rq->viewer.login);
}

static struct reply code_give(struct request *rq)
{
	struct tries *t = rq->carry;
	const char *next = field_text(rq->in, "next");
	if (t->until)
		return tries_reply(rq, code_page_until(rq, next, t->until), t->until);
	enum factor f = factor_use(rq->slot, token_key(rq), rq->viewer.account, field_text(rq->in, "code"));
	if (f == FACTOR_WRONG) {
		field_fail(rq->in, "code", rq_tr(rq, N_("Deze code klopt niet, of je gebruikte hem al. Wacht op de volgende code in je app")));
		return reply_again();
	}
	tries_succeeded(t);
	session_end(rq, rq->viewer.session);
	return sign_in_whole(rq, rq->viewer.account, rq->viewer.kind, rq->viewer.login, f == FACTOR_RECOVERY ? "recovery_used" : NULL, next);
}

/* ---- setting it up ---- */

static const struct field secure_fields[] = {
	{ "code", N_("De zes cijfers die de app nu laat zien"), F_TEXT, .max = 12, .required = true, .missing = N_("Typ de zes cijfers die de app laat zien") },
	{ "offer", NULL, F_TEXT, .max = 400 },
	{ NULL }
};
static const struct input SECURE = { .name = "secure", .own = secure_fields };

/* A secret that is offered and not yet kept travels in the form, sealed for this account. */
static const char *offer_write(struct request *rq, const unsigned char secret[TOTP_SECRET])
{
	struct blob b = seal_bytes(rq->arena, token_key(rq), "totp.offer", rq->viewer.account, secret, TOTP_SECRET);
	return hex_text(rq->arena, b.p, b.n);
}

static const unsigned char *offer_read(struct request *rq, const char *text)
{
	size_t n = 0, length = 0;
	const unsigned char *bytes = text ? hex_bytes(rq->arena, text, &n) : NULL;
	const char *secret = bytes ? unseal(rq->arena, token_key(rq), "totp.offer", rq->viewer.account, (struct blob){ bytes, n }, &length) : NULL;
	return secret && length == TOTP_SECRET ? (const unsigned char *)secret : NULL;
}

/* "ABCD EFGH …", for who types it over. */
static const char *in_fours(struct arena *a, const char *text)
{
	size_t n = strlen(text), at = 0;
	char *out = arena_alloc(a, n + n / 4 + 1);
	for (size_t i = 0; i < n; i++) {
		if (i && i % 4 == 0)
			out[at++] = ' ';
		out[at++] = text[i];
	}
	out[at] = 0;
	return out;
}

static struct reply secure_page(struct request *rq)
{
	struct account_secure *d = ARENA_NEW(rq->arena, struct account_secure);
	unsigned char fresh[TOTP_SECRET];
	const unsigned char *secret = offer_read(rq, field_text(rq->in, "offer"));
	if (factor_has(rq->slot, rq->viewer.account))
		return reply_go(rq, NULL, "/account");
	if (!secret) {
		totp_new(fresh);
		secret = fresh;
	}
	const char *issuer = rq->page->municipality ? arena_printf(rq->arena, "Nabij %s", rq->page->municipality) : "Nabij";
	d->must = rq->viewer.wants == WANTS_FACTOR;
	d->offer = offer_write(rq, secret);
	d->secret = in_fours(rq->arena, totp_base32(rq->arena, secret));
	d->qr = qr_path(rq->arena, totp_uri(rq->arena, secret, issuer, rq->viewer.login), &d->size);
	rq->page->title = rq_tr(rq, N_("Inloggen met een code erbij"));
	rq->page->nav = "account";
	return reply_page(&TPL_account_secure, d);
}

/* Shown this once. Where the person goes next is their own start when they had to do this first. */
static struct reply codes_page(struct request *rq, bool first)
{
	struct recovery_codes *d = ARENA_NEW(rq->arena, struct recovery_codes);
	const char *codes[RECOVERY_CODES];
	recovery_new(rq->slot, rq->viewer.account, codes);
	for (int i = 0; i < RECOVERY_CODES; i++)
		LIST_ADD(rq->arena, d->codes, d->codes_n)->code = codes[i];
	d->first = first;
	d->made = rq->now;
	d->on = rq->viewer.wants == WANTS_FACTOR ? start_of(rq->viewer.kind) : "/account";
	rq->page->title = rq_tr(rq, N_("Je herstelcodes"));
	return reply_page(&TPL_recovery_codes, d);
}

static struct reply secure(struct request *rq)
{
	int64_t step;
	const unsigned char *secret = offer_read(rq, field_text(rq->in, "offer"));
	if (factor_has(rq->slot, rq->viewer.account))
		return reply_go(rq, NULL, "/account");
	if (!secret || !totp_use(secret, field_text(rq->in, "code"), rq->now, 0, &step)) {
		field_fail(rq->in, "code", rq_tr(rq, N_("Deze code klopt niet. Typ de zes cijfers die de app nu laat zien")));
		return reply_again();
	}
	factor_set(rq->slot, token_key(rq), rq->viewer.account, secret, step);
	struct reply reply = codes_page(rq, true);
	sql_run(rq->slot, &factor_sessions, WITH(p_id("account", rq->viewer.account)));      /* the other ones give a code first */
	session_end(rq, rq->viewer.session);
	rq_cookie(rq, &reply, session_cookie_name(rq), session_begin(rq, rq->viewer.account, rq->viewer.kind, true), 0);
	return reply;
}

/* ---- taking it off, new recovery codes: each asks for the password ---- */

static bool may_do_without(const struct request *rq)
{
	return !rq_is(rq, K_STAFF) || site_settings(rq->site)->demo;
}

static struct reply off_page(struct request *rq)
{
	if (!may_do_without(rq) || !factor_has(rq->slot, rq->viewer.account))
		return reply_missing();
	return confirm_page(rq, &(struct account_confirm){ .title = rq_tr(rq, N_("Inloggen zonder code")), .action = "/account/secure/off",
		.text = rq_tr(rq, N_("Daarna is je wachtwoord genoeg om in te loggen. Je herstelcodes werken dan niet meer.")),
		.button = rq_tr(rq, N_("Zet de code uit")) });
}

static struct reply off(struct request *rq)
{
	struct reply refused;
	if (!may_do_without(rq))
		return reply_missing();
	if (!confirmed(rq, off_page, &refused))
		return refused;
	factor_off(rq->slot, rq->viewer.account);
	return reply_go(rq, "factor_off", "/account");
}

static struct reply codes_new_page(struct request *rq)
{
	if (!factor_has(rq->slot, rq->viewer.account))
		return reply_missing();
	return confirm_page(rq, &(struct account_confirm){ .title = rq_tr(rq, N_("Nieuwe herstelcodes")), .action = "/account/recovery-codes",
		.text = rq_tr(rq, N_("Je krijgt tien nieuwe codes. De oude werken dan niet meer.")), .button = rq_tr(rq, N_("Maak nieuwe codes")) });
}

static struct reply codes_new(struct request *rq)
{
	struct reply refused;
	if (!factor_has(rq->slot, rq->viewer.account))
		return reply_missing();
	return confirmed(rq, codes_new_page, &refused) ? codes_page(rq, false) : refused;
}

const struct route SECOND_FACTOR_ROUTES[] = {
	{ METHOD_GET, "/sign-in/code", RELATION_NONE, K_SIGNED_IN, .run = code_page, .input = &FACTOR_CODE, .early = WANTS_CODE, .in_person = true,
		.summary = "The second step of signing in" },
	{ METHOD_POST, "/sign-in/code", RELATION_NONE, K_SIGNED_IN, .run = code_give, .input = &FACTOR_CODE, .again = code_page, .before = code_before, .goes_on = true,
		.early = WANTS_CODE, .in_person = true, .summary = "Give the code of the second factor, or a recovery code" },
	{ METHOD_GET, "/account/secure", RELATION_NONE, K_SIGNED_IN, .run = secure_page, .input = &SECURE, .early = WANTS_FACTOR, .in_person = true,
		.summary = "Setting up the second factor" },
	{ METHOD_POST, "/account/secure", RELATION_NONE, K_SIGNED_IN, .run = secure, .input = &SECURE, .again = secure_page, .early = WANTS_FACTOR,
		.in_person = true, .summary = "Confirm the second factor with a code of the app; answers the recovery codes, once" },
	{ METHOD_GET, "/account/secure/off", RELATION_NONE, K_SIGNED_IN, .run = off_page, .input = &CONFIRM, .in_person = true,
		.summary = "Taking the second factor off" },
	{ METHOD_POST, "/account/secure/off", RELATION_NONE, K_SIGNED_IN, .run = off, .input = &CONFIRM, .again = off_page, .before = confirm_before,
		.in_person = true, .summary = "Take the second factor off, where it is optional" },
	{ METHOD_GET, "/account/recovery-codes", RELATION_NONE, K_SIGNED_IN, .run = codes_new_page, .input = &CONFIRM, .in_person = true,
		.summary = "Making new recovery codes" },
	{ METHOD_POST, "/account/recovery-codes", RELATION_NONE, K_SIGNED_IN, .run = codes_new, .input = &CONFIRM, .again = codes_new_page,
		.before = confirm_before, .in_person = true, .summary = "Make new recovery codes; they are answered once, the old ones end" },
	{ .path = NULL }
};
