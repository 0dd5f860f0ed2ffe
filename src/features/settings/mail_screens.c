/* How mail goes out, a try of it, and how it goes. */
#include "settings_screens.h"
#include <string.h>
#include "settings.h"
#include "../../platform/base/list.h"
#include "templates.h"

enum { DAYS_SHOWN = 7 };

SQL(mail_failures, "SELECT m.failure, count(*) FROM s_mail m WHERE m.sent_at IS NULL AND m.failure IS NOT NULL AND m.due_at > :since"
	" GROUP BY m.failure ORDER BY 2 DESC, m.failure LIMIT 5");
SQL(mail_sent_count, "SELECT count(*) FROM s_mail m WHERE m.sent_at > :since");
SQL(mail_waiting_count, "SELECT count(*) FROM s_mail m WHERE m.sent_at IS NULL AND m.tries < :most AND m.due_at > :since");

static const struct field mail_fields[] = {
	{ "mail_url", N_("Mailserver"), F_TEXT, .max = 200, .hint = N_("smtp://server:587 of smtps://server:465. Leeg: er gaan geen mails uit.") },
	{ "mail_from", N_("Afzender"), F_EMAIL, .max = 200, .hint = N_("Bijvoorbeeld nabij@gemeente.nl") },
	{ "mail_user", N_("Inlognaam bij de mailserver"), F_TEXT, .max = 200 },
	{ "new_mail_password", N_("Wachtwoord bij de mailserver"), F_PASSWORD, .max = 200 },
	{ "mail_tls", N_("Alleen versleuteld versturen"), F_BOOL, .hint = N_("Zet dit alleen uit voor een mailserver op dezelfde machine") },
	{ NULL }
};
static const struct input MAIL_FORM = { .name = "settings_mail", .own = mail_fields };

static void how_it_goes(struct request *rq, struct settings_mail *d)
{
	struct param since = p_moment("since", rq->now - HOURS(24 * DAYS_SHOWN));
	slot_view_as(rq->slot, NABIJ_ITSELF);
	d->sent = sql_number(rq->slot, &mail_sent_count, WITH(since), 0);
	d->waiting = sql_number(rq->slot, &mail_waiting_count, WITH(since, p_int("most", 5)), 0);
	struct rows *r = sql_read(rq->slot, &mail_failures, WITH(since));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->failures, d->failures_n) = (struct settings_mail_failures){ .why = rows_text(r, 0), .count = rows_int(r, 1) };
	slot_view_as(rq->slot, rq->viewer.account);
}

static struct reply mail_page(struct request *rq)
{
	struct settings_mail *d = ARENA_NEW(rq->arena, struct settings_mail);
	struct mail_settings mail;
	const char *tls = setting_get(rq->slot, "mail_tls");
	d->ready = settings_mail(rq->slot, &mail);
	field_start(rq->in, "mail_url", mail.url);
	field_start(rq->in, "mail_from", mail.from);
	field_start(rq->in, "mail_user", mail.user);
	field_start(rq->in, "mail_tls", tls && !strcmp(tls, "no") ? NULL : "yes");
	if (settings_mail_has_password(rq->slot))
		field_of(rq->in, "new_mail_password")->hint = rq_tr(rq, N_("Er staat er een. Leeg laten: dat blijft."));
	how_it_goes(rq, d);
	rq->page->title = rq_tr(rq, N_("Mail"));
	rq->page->nav = "settings";
	return reply_page(&TPL_settings_mail, d);
}

static bool url_like(const char *url)
{
	const char *host = !strncmp(url, "smtps://", 8) ? url + 8 : !strncmp(url, "smtp://", 7) ? url + 7 : "";
	return *host && !strpbrk(host, " \t/@\"<>\\");
}

/* What mail_send() would refuse each time is refused here. */
static void check(struct request *rq)
{
	const char *url = field_text(rq->in, "mail_url"), *from = field_text(rq->in, "mail_from");
	if (url && !url_like(url))
		field_fail(rq->in, "mail_url", rq_tr(rq, N_("Schrijf het zo: smtp://server:587 of smtps://server:465")));
	if (url && (!from || !mail_address_valid(from)))
		field_fail(rq->in, "mail_from", rq_tr(rq, N_("Vul het adres in waar de mails vandaan komen")));
	if (url && field_text(rq->in, "mail_user") && !field_yes(rq->in, "mail_tls") && strncmp(url, "smtps://", 8))
		field_fail(rq->in, "mail_tls", rq_tr(rq, N_("Met een wachtwoord kan het alleen versleuteld")));
}

static struct reply mail_save(struct request *rq)
{
	const char *password = field_text(rq->in, "new_mail_password"), *user = field_text(rq->in, "mail_user");
	check(rq);
	if (rq->in->errors)
		return reply_again();
	bool fine = setting_set(rq->slot, "mail_url", field_text(rq->in, "mail_url")) && setting_set(rq->slot, "mail_from", field_text(rq->in, "mail_from"))
		&& setting_set(rq->slot, "mail_user", user) && setting_set(rq->slot, "mail_tls", field_yes(rq->in, "mail_tls") ? "yes" : "no");
	if (password || !user)                       /* without a name there is nothing to keep a password for */
		fine = fine && settings_mail_password(rq->slot, user ? password : NULL);
	return fine ? reply_go(rq, "saved", "/settings/mail") : reply_missing();
}

/* ---- a try ---- */

static const struct field try_fields[] = {
	{ "to", N_("Naar welk adres?"), F_EMAIL, .max = 200, .required = true, .missing = N_("Vul een e-mailadres in, bijvoorbeeld naam@voorbeeld.nl") },
	{ NULL }
};
static const struct input TRY_FORM = { .name = "settings_mail_test", .own = try_fields };

struct mail_try { bool set, sent; struct err why; };

static struct reply try_page(struct request *rq)
{
	struct settings_mail_test *d = ARENA_NEW(rq->arena, struct settings_mail_test);
	rq->page->title = rq_tr(rq, N_("Proefmail"));
	rq->page->nav = "settings";
	return reply_page(&TPL_settings_mail_test, d);
}

static bool read_settings(struct request *rq, struct mail_settings *mail)
{
	struct slot *slot = db_slot(site_settings(rq->site)->db, rq->arena, NABIJ_ITSELF, rq->now);
	bool set = slot && settings_mail(slot, mail);
	if (slot)
		db_slot_back(slot);
	return set;
}

/* Outside the writer: a mail server may take its time. */
static void send_try(struct request *rq)
{
	struct mail_try *t = rq->carry = ARENA_NEW(rq->arena, struct mail_try);
	struct mail_settings mail;
	if (!read_settings(rq, &mail))
		return;
	t->set = true;
	t->sent = mail_send(&mail, &(struct mail){ .to = field_text(rq->in, "to"), .subject = rq_tr(rq, N_("Proefmail van Nabij")),
		.body = rq_tr(rq, N_("Deze mail is een proef. Als je dit leest, werkt het.")),
		.message_id = arena_printf(rq->arena, "test.%s@nabij.local", id_text(rq->arena, id_new())) }, &t->why);
}

static struct reply try_done(struct request *rq)
{
	const struct mail_try *t = rq->carry;
	struct settings_mail_test *d = ARENA_NEW(rq->arena, struct settings_mail_test);
	*d = (struct settings_mail_test){ .tried = true, .sent = t->sent, .to = field_text(rq->in, "to"), .why = t->set ? t->why.text : NULL };
	rq->page->title = rq_tr(rq, N_("Proefmail"));
	rq->page->nav = "settings";
	return reply_page(&TPL_settings_mail_test, d);
}

const struct route MAIL_ROUTES[] = {
	{ METHOD_GET, "/settings/mail", RELATION_NONE, K_MANAGER, .run = mail_page, .input = &MAIL_FORM, .summary = "How mail is sent, and how it goes" },
	{ METHOD_POST, "/settings/mail", RELATION_NONE, K_MANAGER, .run = mail_save, .input = &MAIL_FORM, .again = mail_page, .in_person = true,
		.summary = "Change how mail is sent" },
	{ METHOD_GET, "/settings/mail/test", RELATION_NONE, K_MANAGER, .run = try_page, .input = &TRY_FORM, .summary = "A form to try sending mail" },
	{ METHOD_POST, "/settings/mail/test", RELATION_NONE, K_MANAGER, .run = try_done, .input = &TRY_FORM, .again = try_page, .before = send_try,
		.in_person = true, .summary = "Send a mail to try it, and say how that went" },
	{ .path = NULL }
};
