/* What came of it, what is celebrated, what it cost. */
#include <string.h>
#include "../../platform/base/list.h"
#include "initiative.h"
#include "initiative_entities.h"
#include "initiative_screens.h"
#include "templates.h"

static const char *const result_take[] = { "reach_choice", "reached", "reached_people", "reached_how", "changed", "learned", NULL };
/* One page with three forms: of each its own fields must be filled in. */
#define RESULT_FIELDS(cheer_, cost_) { "cheer", N_("In één zin"), F_TEXT, .max = 200, .required = cheer_, .missing = N_("Schrijf in een zin wat er gelukt is"), \
		.hint = N_("Zonder namen. Hij staat op de lijst en bij de buurt") }, \
	{ "what", N_("Waarvoor?"), F_TEXT, .max = 120, .required = cost_, .missing = N_("Vul in waarvoor het geld is") }, { "source", N_("Van wie?"), F_TEXT, .max = 120 }, \
	{ "asked", N_("Gevraagd, in euro's"), F_INT, .least = 0, .most = 1000000 }, { "spent", N_("Uitgegeven, in euro's"), F_INT, .least = 0, .most = 1000000 }
static const struct field page_own[] = { RESULT_FIELDS(true, true), { NULL } }, result_own[] = { RESULT_FIELDS(false, false), { NULL } },
	cheer_own[] = { RESULT_FIELDS(true, false), { NULL } }, cost_own[] = { RESULT_FIELDS(false, true), { NULL } };
static const struct input PAGE = { "initiative_result_page", &INITIATIVE_ENTITY, result_take, page_own };
static const struct input RESULT = { "initiative_result", &INITIATIVE_ENTITY, result_take, result_own };
static const struct input CHEER = { "initiative_cheer", &INITIATIVE_ENTITY, result_take, cheer_own };
static const struct input COST = { "initiative_cost", &INITIATIVE_ENTITY, result_take, cost_own };

SQL(result_now, "SELECT i.reach_choice, i.reached, i.reached_people, i.reached_how, i.changed, i.learned FROM v_initiative i WHERE i.id = :id");
SQL(result_cheers, "SELECT s.id, s.text, s.at FROM v_initiative_success s WHERE s.initiative_id = :id ORDER BY s.at DESC LIMIT 50");
SQL(result_costs, "SELECT c.id, c.what, c.source, c.asked, c.spent FROM v_initiative_cost c WHERE c.initiative_id = :id ORDER BY c.at, c.id LIMIT 200");

/* The page has several forms: after something wrong in one of them the others show what is kept, not nothing, so that saving them wipes nothing out. */
static void start(struct request *rq, const char *name, const char *text)
{
	struct field_value *v = field_of(rq->in, name);
	if (!v->given)
		v->text = text;
}

static void start_with(struct request *rq)
{
	struct rows *r = sql_read(rq->slot, &result_now, WITH(p_id("id", rq->id[0])));
	if (rows_next(r))
		for (int i = 0; result_take[i]; i++)
			if (!rows_null(r, i))
				start(rq, result_take[i], i == 1 || i == 2 ? arena_int(rq->arena, rows_int(r, i)) : rows_text(r, i));
	rows_end(r);
}

static void read_costs(struct request *rq, struct initiative_result *d)
{
	struct rows *r = sql_read(rq->slot, &result_costs, WITH(p_id("id", rq->id[0])));
	while (rows_next(r)) {
		struct initiative_result_costs *c = LIST_ADD(rq->arena, d->costs, d->costs_n);
		*c = (struct initiative_result_costs){ .id = rows_int(r, 0), .what = rows_text(r, 1), .source = rows_text(r, 2), .asked = rows_int(r, 3),
			.asked_known = !rows_null(r, 3), .spent = rows_int(r, 4), .spent_known = !rows_null(r, 4) };
		d->asked += c->asked;
		d->spent += c->spent;
	}
}

static struct reply result(struct request *rq)
{
	struct initiative_result *d = ARENA_NEW(rq->arena, struct initiative_result);
	if (!initiative_head(rq, &d->head, "result", N_("Wat het oplevert")) || !d->head.mine)
		return reply_missing();
	start_with(rq);
	struct rows *r = sql_read(rq->slot, &result_cheers, WITH(p_id("id", rq->id[0])));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->successes, d->successes_n) = (struct initiative_result_successes){ .id = rows_int(r, 0), .text = rows_text(r, 1), .at = rows_int(r, 2) };
	read_costs(rq, d);
	return reply_page(&TPL_initiative_result, d);
}

static struct reply to(struct request *rq, bool fine, const char *done)
{
	return fine ? reply_go(rq, done, "/initiatives/%lld/result", (long long)rq->id[0]) : reply_missing();
}

static struct reply save(struct request *rq)
{
	struct initiative_outcome o = { .choice = field_text(rq->in, "reach_choice"), .how = field_text(rq->in, "reached_how"), .changed = field_text(rq->in, "changed"),
		.learned = field_text(rq->in, "learned"), .families = (int)field_int(rq->in, "reached", -1), .people = (int)field_int(rq->in, "reached_people", -1) };
	if (!o.choice)
		field_fail(rq->in, "reach_choice", rq_tr(rq, N_("Kies een antwoord. Dat jullie het niet weten mag ook")));
	if (o.people >= 0 && o.families > o.people)
		field_fail(rq->in, "reached", rq_tr(rq, N_("Dat zijn meer gezinnen dan mensen")));
	if (rq->in->errors)
		return reply_again();
	return to(rq, initiative_outcome(rq->slot, rq->id[0], &o), "saved");
}

static struct reply cheer(struct request *rq)
{
	return to(rq, initiative_success(rq->slot, rq->id[0], field_text(rq->in, "cheer")) != 0, "success");
}

static struct reply cheer_remove(struct request *rq)
{
	return to(rq, initiative_success_remove(rq->slot, rq->id[0], rq->id[1]), "saved");
}

static struct reply cost(struct request *rq)
{
	return to(rq, initiative_cost(rq->slot, rq->id[0], field_text(rq->in, "what"), field_text(rq->in, "source"), (int)field_int(rq->in, "asked", -1),
		(int)field_int(rq->in, "spent", -1)) != 0, "saved");
}

static struct reply cost_remove(struct request *rq)
{
	return to(rq, initiative_cost_remove(rq->slot, rq->id[0], rq->id[1]), "saved");
}

const struct route INITIATIVE_RESULT_ROUTES[] = {
	{ METHOD_GET, "/initiatives/{id}/result", RELATION_NONE, K_TEAM, .run = result, .input = &PAGE, .summary = "What came of it, what it cost" },
	{ METHOD_POST, "/initiatives/{id}/result", RELATION_NONE, K_TEAM, .run = save, .input = &RESULT, .again = result, .summary = "Whom it reached, what changed, what was learned" },
	{ METHOD_POST, "/initiatives/{id}/result/successes", RELATION_NONE, K_TEAM, .run = cheer, .input = &CHEER, .again = result, .summary = "Celebrate a success" },
	{ METHOD_POST, "/initiatives/{id}/result/successes/{id}/remove", RELATION_NONE, K_TEAM, .run = cheer_remove, .summary = "Take a success away" },
	{ METHOD_POST, "/initiatives/{id}/result/costs", RELATION_NONE, K_TEAM, .run = cost, .input = &COST, .again = result, .summary = "What was asked and spent" },
	{ METHOD_POST, "/initiatives/{id}/result/costs/{id}/remove", RELATION_NONE, K_TEAM, .run = cost_remove, .summary = "Take a cost away" },
	{ .path = NULL }
};
