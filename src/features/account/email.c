/* Where one's own mails go. Nobody has to have an address: without one there are no mails. */
#include "account_screens.h"
#include "accounts.h"
#include "templates.h"

static const struct field email_fields[] = {
	{ "email", N_("Je e-mailadres"), F_EMAIL, .max = 200, .hint = N_("Leeg: je krijgt geen mails") },
	{ NULL }
};
static const struct input EMAIL = { .name = "account_email", .own = email_fields };

static struct reply email_page(struct request *rq)
{
	struct account_email *d = ARENA_NEW(rq->arena, struct account_email);
	d->email = account_email_of(rq->slot, rq->viewer.account);
	d->family = rq_is(rq, K_FAMILY);
	field_start(rq->in, "email", d->email);
	rq->page->title = rq_tr(rq, N_("Mail van Nabij"));
	rq->page->nav = "account";
	return reply_page(&TPL_account_email, d);
}

static struct reply email_save(struct request *rq)
{
	if (!account_email(rq->slot, rq->viewer.account, field_text(rq->in, "email"))) {
		field_fail(rq->in, "email", rq_tr(rq, N_("Vul een e-mailadres in, bijvoorbeeld naam@voorbeeld.nl")));
		return reply_again();
	}
	return reply_go(rq, "saved", "/account");
}

const struct route EMAIL_ROUTES[] = {
	{ METHOD_GET, "/account/email", RELATION_NONE, K_SIGNED_IN, .run = email_page, .input = &EMAIL, .in_person = true, .summary = "Where one's own mails go" },
	{ METHOD_POST, "/account/email", RELATION_NONE, K_SIGNED_IN, .run = email_save, .input = &EMAIL, .again = email_page, .in_person = true,
		.summary = "Change where one's own mails go, or have none" },
	{ .path = NULL }
};
