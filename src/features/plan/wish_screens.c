/* Wishes and what was agreed. */
#include "plan.h"
#include "plan_entities.h"
#include "plan_page.h"
#include "plan_screens.h"

SQL(wish_to_answer, "SELECT id, file_id, text, whose, at FROM v_wish WHERE id = :id AND household_id = :household AND picked_at IS NULL");
SQL(wish_household, "SELECT household_id FROM v_wish WHERE id = :id AND picked_at IS NULL");
SQL(agreement_household, "SELECT household_id FROM v_agreement WHERE id = :id");

/* ---- a wish ---- */

static const char *const wish_take[] = { "text", "whose", NULL };
static const struct input WISH = { "wish", &WISH_ENTITY, wish_take, NULL };
static const char *const answer_take[] = { "answer", NULL };
static const struct input ANSWER = { "wish_answer", &WISH_ENTITY, answer_take, NULL };

static struct reply wish_new_page(struct request *rq)
{
	struct wish_page *d = ARENA_NEW(rq->arena, struct wish_page);
	d->household = rq->household;
	d->name = plan_frame(rq, rq_tr(rq, N_("Een wens opschrijven")));
	return d->name ? reply_page(&TPL_wish_page, d) : reply_missing();
}

static struct reply wish_new(struct request *rq)
{
	if (!wish_add(rq->slot, rq->household, field_text(rq->in, "text"), field_text(rq->in, "whose"), rq->viewer.name))
		return reply_missing();
	return plan_again_at(rq, "saved", NULL, 0);
}

static struct reply answer_page(struct request *rq)
{
	struct wish_page *d = ARENA_NEW(rq->arena, struct wish_page);
	d->household = rq->household;
	d->name = plan_frame(rq, rq_tr(rq, N_("Antwoord op een wens")));
	struct rows *r = sql_read(rq->slot, &wish_to_answer, WITH(p_id("id", rq->id[1]), p_id("household", rq->household)));
	if (!d->name || !rows_next(r))
		return reply_missing();
	d->id = rows_int(r, 0);
	d->text = rows_open(r, 2, "wish.text");
	d->whose = rows_open(r, 3, "wish.whose");
	d->at = rows_int(r, 4);
	rows_end(r);
	return reply_page(&TPL_wish_page, d);
}

static struct reply answer_save(struct request *rq)
{
	const char *answer = field_text(rq->in, "answer");
	if (!answer) {
		field_fail(rq->in, "answer", rq_tr(rq, N_("Schrijf op wat jullie ermee doen")));
		return reply_again();
	}
	if (!plan_owns(rq, &wish_household, rq->id[1]) || !wish_pick(rq->slot, rq->id[1], answer, rq->viewer.name))
		return reply_missing();
	return plan_again_at(rq, "saved", NULL, 0);
}

/* ---- an agreement ---- */

static const char *const agreement_take[] = { "text", "who", NULL };
static const struct input AGREEMENT = { "agreement", &AGREEMENT_ENTITY, agreement_take, NULL };

static struct reply agreement_page(struct request *rq)
{
	struct agreement_page *d = ARENA_NEW(rq->arena, struct agreement_page);
	d->household = rq->household;
	d->name = plan_frame(rq, rq_tr(rq, N_("Afspraak erbij")));
	return d->name ? reply_page(&TPL_agreement_page, d) : reply_missing();
}

static struct reply agreement_new(struct request *rq)
{
	if (!agreement_add(rq->slot, rq->household, field_text(rq->in, "text"), field_text(rq->in, "who"), rq->viewer.name))
		return reply_missing();
	return plan_again_at(rq, "saved", NULL, 0);
}

static struct reply agreement_over(struct request *rq)
{
	if (!plan_owns(rq, &agreement_household, rq->id[1]) || !agreement_end(rq->slot, rq->id[1], rq->viewer.name))
		return reply_missing();
	return plan_again_at(rq, "saved", NULL, 0);
}

#define HOUSEHOLD "/households/{household}"
const struct route WISH_ROUTES[] = {
	{ METHOD_GET, HOUSEHOLD "/wishes/new", RELATION_HOUSEHOLD, K_TEAM, .run = wish_new_page, .input = &WISH, .summary = "Write down a wish of the family" },
	{ METHOD_POST, HOUSEHOLD "/wishes", RELATION_HOUSEHOLD, K_TEAM, .run = wish_new, .input = &WISH, .again = wish_new_page,
		.summary = "Save a wish of the family" },
	{ METHOD_GET, HOUSEHOLD "/wishes/{id}", RELATION_HOUSEHOLD, K_TEAM, .run = answer_page, .input = &ANSWER, .summary = "A wish that waits for an answer" },
	{ METHOD_POST, HOUSEHOLD "/wishes/{id}/pick", RELATION_HOUSEHOLD, K_TEAM, .run = answer_save, .input = &ANSWER, .again = answer_page,
		.summary = "Say what becomes of a wish" },
	{ METHOD_GET, HOUSEHOLD "/agreements/new", RELATION_HOUSEHOLD, K_TEAM, .run = agreement_page, .input = &AGREEMENT, .summary = "Write down what was agreed" },
	{ METHOD_POST, HOUSEHOLD "/agreements", RELATION_HOUSEHOLD, K_TEAM, .run = agreement_new, .input = &AGREEMENT, .again = agreement_page,
		.summary = "Save what was agreed" },
	{ METHOD_POST, HOUSEHOLD "/agreements/{id}/end", RELATION_HOUSEHOLD, K_TEAM, .run = agreement_over, .summary = "An agreement that is not needed any more" },
	{ .path = NULL }
};
