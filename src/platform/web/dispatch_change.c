/* A change (POST): its handler runs inside the writer, in one transaction with its log and the mark that lets a form count once; nothing is answered before that
 * is durable. A form with a mistake in it does not come here. */
#include "../base/room.h"
#include "dispatch_inside.h"
#include "once.h"

struct change_run { struct request *rq; struct reply reply; bool repeated, refused; };

static enum change change_run(struct slot *slot, void *ctx)
{
	struct change_run *c = ctx;
	struct request *rq = c->rq;
	rq->slot = slot;
	id64 once = 0;
	c->repeated = once_seen(rq, &once, &c->reply);
	if (!c->repeated) {
		c->reply = rq->route->run(rq);
		once_keep(rq, once, &c->reply);
	}
	bool keep = !c->repeated && (c->reply.kind == REPLY_GO || c->reply.kind == REPLY_PAGE) && !slot_failed(slot) && log_change(rq);
	if (slot_failed(slot))
		log_error("%s: %s", rq->route->path, slot_error(slot));
	c->refused = slot_refused(slot);
	rq->slot = NULL;
	return keep ? CHANGE_KEEP : CHANGE_UNDO;
}

/* What may not be written answers as what is not there; the try is logged outside the change, which is undone. */
static void answer_nothing(struct request *rq, struct http_response *res)
{
	bool logged = request_slot(rq, rq->viewer.account) && log_nothing(rq);
	if (rq->slot)
		request_slot_back(rq);
	answer_problem(rq, res, logged ? 404 : 503);
}

/* While the disk is full only what must go on is tried, out of the reserve. */
static enum change_result change_try(struct request *rq, struct change_run *c, struct err *e)
{
	struct room *room = site_settings(rq->site)->room;
	bool goes_on = rq->route->goes_on || rq_is(rq, K_MANAGER);
	if (room_tight(room) && !goes_on) {
		e->full = true;
		err_set(e, "the disk is full");
		return CHANGE_FAILED;
	}
	for (;;) {
		enum change_result result = db_change(site_settings(rq->site)->db, rq->arena, rq->viewer.account, rq->now, change_run, c, e);
		if (result != CHANGE_FAILED || !e->full)
			return result;
		room_look(room);
		if (!goes_on || !room_lend(room, ROOM_FOR_ACTING))
			return result;
		err_clear(e);
		*c = (struct change_run){ .rq = rq };
	}
}

void answer_change(struct request *rq, struct http_response *res)
{
	struct change_run c = { .rq = rq };
	struct err e = { "" };
	if (rq->route->before)
		rq->route->before(rq);
	enum change_result result = change_try(rq, &c, &e);
	if (c.refused || (result != CHANGE_FAILED && c.reply.kind == REPLY_MISSING))
		answer_nothing(rq, res);
	else if (result == CHANGE_FAILED || (result == CHANGE_UNDONE && (c.reply.kind == REPLY_GO || c.reply.kind == REPLY_PAGE) && !c.repeated)) {
		log_error("%s: %s", rq->route->path, e.text);
		answer_unsaved(rq, res, e.full);
	} else if (c.reply.kind == REPLY_AGAIN)
		answer_again(rq, res, 422);
	else
		answer_reply(rq, res, &c.reply);
}
