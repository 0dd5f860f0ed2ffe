/* The plan itself: where the family wants to go, what was offered first, their yes; and on paper. */
#include "plan_screens.h"
#include "../../platform/base/list.h"
#include "plan.h"
#include "plan_entities.h"
#include "plan_page.h"

/* ---- the page ---- */

static struct reply plan_page(struct request *rq)
{
	struct plan_page *d = ARENA_NEW(rq->arena, struct plan_page);
	const struct plan_view *plan = plan_view_read(rq);
	if (!plan)
		return reply_missing();
	d->plan = *plan;
	d->empty = !(plan->horizon && *plan->horizon) && !plan->goals_n;
	rq->page->title = arena_printf(rq->arena, "%s · %s", rq_tr(rq, N_("Plan")), plan->name);
	rq->page->nav = "households";
	return reply_page(&TPL_plan_page, d);
}

/* ---- where they want to go ---- */

SQL(plan_to_edit, "SELECT id, file_id, version, horizon, freedom, consequence FROM v_plan WHERE household_id = :household");

static const char *const edit_take[] = { "horizon", "freedom", "consequence", NULL };
static const struct field edit_own[] = { { "version", NULL, F_INT }, { NULL } };
static const struct input EDIT = { "plan", &PLAN_ENTITY, edit_take, edit_own };

static void edit_conflict(struct request *rq, struct plan_conflict *c, id64 plan, const char *horizon, const char *freedom, const char *consequence)
{
	plan_conflict_read(rq, c, plan);
	plan_conflict_line(rq, c, rq_tr(rq, N_("Waar willen jullie naartoe?")), horizon, field_text(rq->in, "horizon"));
	plan_conflict_line(rq, c, rq_tr(rq, N_("Hoe vrijwillig is dit plan?")), rq_tr(rq, code_label(&FREEDOM, freedom)),
		rq_tr(rq, code_label(&FREEDOM, field_text(rq->in, "freedom"))));
	plan_conflict_line(rq, c, rq_tr(rq, N_("Wat gebeurt er als het niet lukt?")), consequence, field_text(rq->in, "consequence"));
}

static struct reply edit_page(struct request *rq)
{
	struct plan_edit *d = ARENA_NEW(rq->arena, struct plan_edit);
	d->household = rq->household;
	d->name = plan_frame(rq, rq_tr(rq, N_("De stip op de horizon")));
	struct rows *r = sql_read(rq->slot, &plan_to_edit, WITH(p_id("household", rq->household)));
	if (!d->name || !rows_next(r))
		return reply_missing();
	id64 plan = rows_int(r, 0);
	d->version = plan_form_version(rq, rows_int(r, 2));
	const char *horizon = rows_open(r, 3, "plan.horizon"), *freedom = rows_text(r, 4), *consequence = rows_open(r, 5, "plan.consequence");
	rows_end(r);
	field_start(rq->in, "horizon", horizon);
	field_start(rq->in, "freedom", freedom);
	field_start(rq->in, "consequence", consequence);
	if (plan_conflicts(rq))
		edit_conflict(rq, &d->conflict, plan, horizon, freedom, consequence);
	return reply_page(&TPL_plan_edit, d);
}

static struct reply edit_save(struct request *rq)
{
	const struct plan_text text = { plan_typed(rq, "horizon"), field_text(rq->in, "freedom"), plan_typed(rq, "consequence") };
	switch (plan_set(rq->slot, rq->household, &text, rq->viewer.name, field_int(rq->in, "version", 0))) {
	case PLAN_SAVED:
		return plan_again_at(rq, "saved", NULL, 0);
	case PLAN_CONFLICT:
		return plan_conflict_found(rq);
	default:
		return reply_missing();
	}
}

/* ---- the offers that come first, and the family's yes ---- */

static const struct code offer_answers[] = { { "yes", N_("ja, graag") }, { "no", N_("nee, bedankt") }, { NULL, NULL } };
static const struct codes OFFER_ANSWERS = { "offer_answer", offer_answers };
static const struct field offer_own[] = {
	{ "which", N_("Welk aanbod"), F_CODE, .codes = &OFFER_KINDS, .required = true },
	{ "answer", N_("Antwoord"), F_CODE, .codes = &OFFER_ANSWERS, .required = true },
	{ NULL }
};
static const struct input OFFER = { .name = "offer", .own = offer_own };

static struct reply offer_save(struct request *rq)
{
	if (!plan_offer(rq->slot, rq->household, field_text(rq->in, "which"), field_text(rq->in, "answer"), rq->viewer.name))
		return reply_missing();
	return plan_again_at(rq, "saved", NULL, 0);
}

static const char *const agree_take[] = { "agreed_by", NULL };
static const struct input AGREE = { "agree", &PLAN_ENTITY, agree_take, NULL };

static struct reply agree_save(struct request *rq)
{
	const char *who = field_text(rq->in, "agreed_by");
	if (!who) {
		field_fail(rq->in, "agreed_by", rq_tr(rq, N_("Schrijf op wie er akkoord ging")));
		return reply_again();
	}
	if (!plan_agree(rq->slot, rq->household, who, rq->viewer.name))
		return reply_missing();
	return plan_again_at(rq, "saved", NULL, 0);
}

/* ---- on paper ---- */

static void other_languages(struct request *rq, struct plan_print *d)
{
	for (size_t i = 0; i < lang_count(); i++) {
		const struct lang *l = lang_at(i);
		struct plan_print_languages *one = LIST_ADD(rq->arena, d->languages, d->languages_n);
		*one = (struct plan_print_languages){ .code = lang_code(l), .name = lang_own_name(l), .chosen = l == rq->lang };
	}
}

/* The labels in a language that the family reads; what was written stays as it was written. */
static struct reply print_page(struct request *rq)
{
	struct plan_print *d = ARENA_NEW(rq->arena, struct plan_print);
	const struct lang *asked = lang_find(form_get(&rq->http->query, "lang"));
	if (asked)
		rq->lang = asked;
	const struct plan_view *plan = plan_view_paper(rq);
	if (!plan)
		return reply_missing();
	d->plan = *plan;
	d->printed_by = rq->viewer.name;
	d->printed_at = rq->now;
	d->back = arena_printf(rq->arena, "%s/plan", rq_path_household(rq));
	other_languages(rq, d);
	rq->page->title = arena_printf(rq->arena, "%s · %s", rq_tr(rq, N_("Plan op papier")), plan->name);
	rq->page->nav = "households";
	return reply_page(&TPL_plan_print, d);
}

#define PLAN "/households/{household}/plan"
const struct route PLAN_ROUTES[] = {
	{ METHOD_GET, PLAN, RELATION_HOUSEHOLD, K_TEAM, .run = plan_page, .summary = "The plan of a household" },
	{ METHOD_POST, PLAN, RELATION_HOUSEHOLD, K_TEAM, .run = edit_save, .input = &EDIT, .again = edit_page,
		.summary = "Where the family wants to go, how voluntary this is; two at once are shown both texts" },
	{ METHOD_GET, PLAN "/edit", RELATION_HOUSEHOLD, K_TEAM, .run = edit_page, .input = &EDIT, .summary = "Change where the family wants to go" },
	{ METHOD_POST, PLAN "/offer", RELATION_HOUSEHOLD, K_TEAM, .run = offer_save, .input = &OFFER, .again = plan_page,
		.summary = "The answer to the offer of a plan of their own, or of an independent supporter" },
	{ METHOD_POST, PLAN "/agree", RELATION_HOUSEHOLD, K_TEAM, .run = agree_save, .input = &AGREE, .again = plan_page,
		.summary = "Who of the family said yes to the plan" },
	{ METHOD_GET, PLAN "/print", RELATION_HOUSEHOLD, K_TEAM, .run = print_page, .summary = "The plan on one or two sheets; ?lang= for its labels" },
	{ METHOD_GET, "/our/plan/print", RELATION_OWN_HOUSEHOLD, K_GUEST, .run = print_page, .summary = "Our plan on one or two sheets" },
	{ .path = NULL }
};
