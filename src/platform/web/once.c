#include "once.h"
#include "../db/service.h"

SQL(once_insert, "INSERT INTO once (id, account_id, mark, at) VALUES (:id, :account, :mark, :at) ON CONFLICT DO NOTHING");
SQL(once_done, "UPDATE once SET location = :location WHERE id = :id");
SQL(once_delete, "DELETE FROM once WHERE id = :id");
SQL(once_find, "SELECT o.id, o.location FROM s_once o WHERE o.mark = :mark");

static struct blob once_mark(struct request *rq, const char *key)
{
	const char *whose = rq->viewer.account ? "" : rq->form_cookie;      /* of who is not signed in, the browser's own */
	unsigned char *mark = arena_alloc(rq->arena, HASH_BYTES);
	struct buf text;
	buf_init(&text, 0);
	buf_printf(&text, "%lld%s %s %s", (long long)rq->viewer.account, whose, rq->http->path, key);
	for (size_t i = 0; i < rq->form.n; i++) {
		const struct form_pair *p = &rq->form.pair[i];
		if (strcmp(p->name, "csrf") != 0) {
			buf_printf(&text, "\n%s %zu ", p->name, p->n);
			buf_add(&text, p->value, p->n);
		}
	}
	crypt_mac(mark, slot_service_key(rq->slot), "once", text.p, text.n);
	buf_release(&text);
	return (struct blob){ mark, HASH_BYTES };
}

bool once_seen(struct request *rq, id64 *once, struct reply *reply)
{
	const char *key = form_get(&rq->form, "once");
	if (!key)
		key = http_header(rq->http, "Idempotency-Key");
	if (!key || !*key)
		return false;
	struct blob mark = once_mark(rq, key);
	slot_view_as(rq->slot, NABIJ_ITSELF);
	*once = id_new();
	id64 owner = rq->viewer.account ? rq->viewer.account : NABIJ_ITSELF;
	bool first = sql_run(rq->slot, &once_insert, WITH(p_id("id", *once), p_id("account", owner), p_blob("mark", mark), p_moment("at", rq->now))) == 1;
	if (!first) {
		struct rows *r = sql_read(rq->slot, &once_find, WITH(p_blob("mark", mark)));
		const char *to = rows_next(r) ? unseal(rq->arena, slot_service_key(rq->slot), "once.location", rows_int(r, 0), rows_blob(r, 1), NULL) : NULL;
		rows_end(r);
		*reply = (struct reply){ .kind = REPLY_GO, .status = 303, .location = to ? to : "/" };
	}
	slot_view_as(rq->slot, rq->viewer.account);
	return !first;
}

void once_keep(struct request *rq, id64 once, const struct reply *reply)
{
	bool refused = reply->kind == REPLY_PAGE && reply->status >= 400;
	if (!once || (reply->kind != REPLY_GO && !refused))
		return;
	slot_view_as(rq->slot, NABIJ_ITSELF);
	if (refused)
		sql_run(rq->slot, &once_delete, WITH(p_id("id", once)));
	else
		sql_run(rq->slot, &once_done, WITH(p_id("id", once), p_blob("location", seal(rq->arena, slot_service_key(rq->slot), "once.location", once,
			reply->location))));
	slot_view_as(rq->slot, rq->viewer.account);
}
