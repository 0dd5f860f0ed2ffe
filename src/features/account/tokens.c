/* API tokens: a program reads and does what its person may, until a day. */
#include <string.h>
#include "../../platform/base/list.h"
#include "account_screens.h"
#include "confirm.h"
#include "templates.h"
#include "tokens.h"
#include "sign_in.h"

SQL(tokens_mine, "SELECT t.id, t.label, t.created_at, t.until_at, t.used_at FROM v_token t WHERE t.account_id = :account AND t.purpose = 'api'"
	" AND t.ended_at IS NULL AND t.until_at > :now ORDER BY t.created_at DESC, t.id DESC");
SQL(token_mine, "SELECT t.id FROM v_token t WHERE t.id = :id AND t.account_id = :account AND t.purpose = 'api' AND t.ended_at IS NULL"
	" AND t.until_at > :now");
SQL(token_insert, "INSERT INTO token (id, account_id, hash, purpose, label, created_at, until_at)"
	" VALUES (:id, :account, :hash, 'api', :label, :now, :until)");
SQL(token_stop, "UPDATE token SET ended_at = :now, until_at = :now, version = version + 1 WHERE id = :id AND account_id = :account");

const char *token_make(struct slot *slot, id64 account, const char *label, moment until)
{
	unsigned char hash[HASH_BYTES];
	const char *token = token_new(slot_arena(slot), hash);
	return sql_run(slot, &token_insert, WITH(p_id("id", id_new()), p_id("account", account), p_blob("hash", (struct blob){ hash, sizeof hash }),
		p_text("label", label), p_moment("now", slot_now(slot)), p_moment("until", until))) == 1 ? token : NULL;
}

bool token_end(struct slot *slot, id64 account, id64 id)
{
	return sql_run(slot, &token_stop, WITH(p_moment("now", slot_now(slot)), p_id("id", id), p_id("account", account))) == 1;
}

static const struct field token_fields[] = {
	{ "label", N_("Waarvoor is de sleutel?"), F_TEXT, .max = 80, .required = true, .missing = N_("Vul in waarvoor de sleutel is"),
		.hint = N_("Bijvoorbeeld: agenda op mijn laptop") },
	{ "until_on", N_("Tot en met welke dag?"), F_DAY, .required = true, .missing = N_("Kies tot en met welke dag de sleutel werkt"),
		.hint = N_("Hooguit een jaar") },
	{ "password", N_("Je wachtwoord"), F_PASSWORD, .max = 200, .required = true, .missing = N_("Vul je wachtwoord in") },
	{ NULL }
};
static const struct input TOKEN_NEW = { .name = "token_new", .own = token_fields };

static struct reply tokens_page(struct request *rq)
{
	struct account_tokens *d = ARENA_NEW(rq->arena, struct account_tokens);
	const struct confirm_try *t = rq->carry;
	struct rows *r = sql_read(rq->slot, &tokens_mine, WITH(p_id("account", rq->viewer.account), p_moment("now", rq->now)));
	while (rows_next(r)) {
		struct account_tokens_tokens *k = LIST_ADD(rq->arena, d->tokens, d->tokens_n);
		k->id = rows_int(r, 0);
		k->label = rows_text(r, 1);
		k->since = rows_int(r, 2);
		k->until = rows_int(r, 3) - 1;       /* the last day that it works */
		k->used = rows_int(r, 4);
	}
	field_start_day(rq->in, "until_on", day_add_months(rq->today, 3));
	d->too_soon = too_soon_until(rq, t ? t->until : 0);
	rq->page->title = rq_tr(rq, N_("Programma's die namens jou lezen"));
	rq->page->nav = "account";
	return reply_page(&TPL_account_tokens, d);
}

static void token_before(struct request *rq)
{
	struct confirm_try *t = rq->carry = ARENA_NEW(rq->arena, struct confirm_try);
	*t = password_own(rq, field_text(rq->in, "password"));
}

static struct reply token_create(struct request *rq)
{
	struct reply refused;
	struct day until = field_day(rq->in, "until_on");
	int days = day_diff(rq->today, until);
	if (days < 0 || days > 365) {
		field_fail(rq->in, "until_on", rq_tr(rq, days < 0 ? N_("Kies een dag die nog komt") : N_("Kies een dag binnen een jaar")));
		return reply_again();
	}
	if (!confirmed(rq, tokens_page, &refused))
		return refused;
	struct token_made *d = ARENA_NEW(rq->arena, struct token_made);
	d->label = field_text(rq->in, "label");
	d->until = until;
	d->token = token_make(rq->slot, rq->viewer.account, d->label, day_begin(day_add(until, 1)));
	rq->page->title = rq_tr(rq, N_("Je nieuwe sleutel"));
	return reply_page(&TPL_token_made, d);
}

static struct reply token_remove(struct request *rq)
{
	if (!sql_number(rq->slot, &token_mine, WITH(p_id("id", rq->id[0]), p_id("account", rq->viewer.account), p_moment("now", rq->now)), 0))
		return reply_missing();
	token_end(rq->slot, rq->viewer.account, rq->id[0]);
	return reply_go(rq, "token_ended", "/account/tokens");
}

const struct route TOKEN_ROUTES[] = {
	{ METHOD_GET, "/account/tokens", RELATION_NONE, K_SIGNED_IN, .run = tokens_page, .input = &TOKEN_NEW, .in_person = true,
		.summary = "One's own API tokens" },
	{ METHOD_POST, "/account/tokens", RELATION_NONE, K_SIGNED_IN, .run = token_create, .input = &TOKEN_NEW, .again = tokens_page,
		.before = token_before, .in_person = true, .summary = "Make an API token; it is answered once" },
	{ METHOD_POST, "/account/tokens/{id}/end", RELATION_NONE, K_SIGNED_IN, .run = token_remove, .in_person = true, .summary = "End an API token" },
	{ .path = NULL }
};
