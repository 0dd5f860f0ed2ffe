/* Steps: added in place, ticked with one tap, changed, stuck, dropped. */
#include "../../platform/base/list.h"
#include "plan.h"
#include "plan_entities.h"
#include "plan_page.h"
#include "plan_screens.h"

SQL(step_to_edit,
	"SELECT id, file_id, version, title, who_kind, who, due_on, goal_id, added_by, at, done_at, done_by, stuck_at, stuck FROM v_step"
	" WHERE id = :id AND household_id = :household AND dropped_at IS NULL");
SQL(step_of_household, "SELECT household_id FROM v_step WHERE id = :id AND dropped_at IS NULL");
SQL(step_goal_of_household, "SELECT household_id FROM v_goal WHERE id = :id");
SQL(step_goals, "SELECT id, file_id, title FROM v_goal WHERE household_id = :household AND (state = 'active' OR id = :also) ORDER BY position, id");

/* STEP_WHO as it is said about a family, not by it. */
static const struct code who_codes[] = {
	{ "family", N_("het gezin") }, { "network", N_("iemand om hen heen") }, { "professional", N_("hulpverlener") },
	{ "partner", N_("partner in de wijk") }, { NULL, NULL }
};
static const struct codes WHO = { "step_who", who_codes };

static const char *const step_take[] = { "title", "who", "due_on", "goal_id", NULL };
static const struct field step_own[] = {
	{ "who_kind", N_("Wie doet dit"), F_CODE, .codes = &WHO, .required = true, .missing = N_("Kies wie dit doet") },
	{ "version", NULL, F_INT },
	{ NULL }
};
static const struct input STEP = { "step", &STEP_ENTITY, step_take, step_own };
static const char *const stuck_take[] = { "stuck", NULL };
static const struct input STUCK = { "step_stuck", &STEP_ENTITY, stuck_take, NULL };

/* ---- the form ---- */

static void choose_goal(struct request *rq, id64 also)
{
	struct choice *list = NULL;
	size_t n = 0;
	*LIST_ADD(rq->arena, list, n) = (struct choice){ "", rq_tr(rq, N_("los van een doel: snel geregeld")) };
	struct rows *r = sql_read(rq->slot, &step_goals, WITH(p_id("household", rq->household), p_id("also", also)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, list, n) = (struct choice){ id_text(rq->arena, rows_int(r, 0)), rows_open(r, 2, "goal.title") };
	field_choices(rq->in, "goal_id", list, n);
}

static struct reply form_page(struct request *rq)
{
	struct step_page *d = ARENA_NEW(rq->arena, struct step_page);
	d->household = rq->household;
	d->name = plan_frame(rq, rq_tr(rq, N_("Stap erbij")));
	if (!d->name)
		return reply_missing();
	choose_goal(rq, 0);
	field_start(rq->in, "who_kind", "family");
	return reply_page(&TPL_step_page, d);
}

struct step_as_is { const char *who_kind, *who; struct day due; id64 goal; };

static bool read_step(struct request *rq, struct step_page *d, struct step_as_is *now)
{
	struct rows *r = sql_read(rq->slot, &step_to_edit, WITH(p_id("id", rq->id[1]), p_id("household", rq->household)));
	bool found = rows_next(r);
	if (found) {
		d->id = rows_int(r, 0);
		d->version = plan_form_version(rq, rows_int(r, 2));
		d->title = rows_open(r, 3, "step.title");
		*now = (struct step_as_is){ rows_text(r, 4), rows_open(r, 5, "step.who"), rows_day(r, 6), rows_int(r, 7) };
		d->added_by = rows_open(r, 8, "step.added_by");
		d->at = rows_int(r, 9);
		d->done_at = rows_int(r, 10);
		d->done_by = rows_open(r, 11, "step.done_by");
		d->stuck_at = rows_int(r, 12);
		d->stuck = rows_open(r, 13, "step.stuck");
	}
	rows_end(r);
	return found;
}

static void step_conflict(struct request *rq, struct step_page *d, const struct step_as_is *now)
{
	plan_conflict_read(rq, &d->conflict, d->id);
	plan_conflict_line(rq, &d->conflict, rq_tr(rq, N_("Stap")), d->title, field_text(rq->in, "title"));
	plan_conflict_line(rq, &d->conflict, rq_tr(rq, N_("Wie doet dit")), rq_tr(rq, code_label(&WHO, now->who_kind)),
		rq_tr(rq, code_label(&WHO, field_text(rq->in, "who_kind"))));
	plan_conflict_line(rq, &d->conflict, rq_tr(rq, N_("Naam")), now->who, field_text(rq->in, "who"));
	plan_conflict_line(rq, &d->conflict, rq_tr(rq, N_("Vóór wanneer")), day_iso(rq->arena, now->due), field_text(rq->in, "due_on"));
}

static struct reply one_page(struct request *rq)
{
	struct step_page *d = ARENA_NEW(rq->arena, struct step_page);
	struct step_as_is now;
	d->household = rq->household;
	d->name = plan_frame(rq, rq_tr(rq, N_("Deze stap")));
	if (!d->name || !read_step(rq, d, &now))
		return reply_missing();
	choose_goal(rq, now.goal);
	field_start(rq->in, "title", d->title);
	field_start(rq->in, "who_kind", now.who_kind);
	field_start(rq->in, "who", now.who);
	field_start_day(rq->in, "due_on", now.due);
	field_start(rq->in, "goal_id", now.goal ? id_text(rq->arena, now.goal) : "");
	if (plan_conflicts(rq))
		step_conflict(rq, d, &now);
	return reply_page(&TPL_step_page, d);
}

/* ---- saving ---- */

static struct step_new step_typed(struct request *rq)
{
	return (struct step_new){ .household = rq->household, .goal = field_id(rq->in, "goal_id"), .title = field_text(rq->in, "title"),
		.who_kind = field_text(rq->in, "who_kind"), .who = plan_typed(rq, "who"), .due = field_day(rq->in, "due_on"),
		.version = field_int(rq->in, "version", 0) };
}

static bool goal_is_ours(struct request *rq, const struct step_new *step)
{
	return !step->goal || plan_owns(rq, &step_goal_of_household, step->goal);
}

static struct reply new_save(struct request *rq)
{
	const struct step_new step = step_typed(rq);
	id64 id = goal_is_ours(rq, &step) ? step_add(rq->slot, &step, rq->viewer.name) : 0;
	return id ? plan_again_at(rq, "saved", "step", id) : reply_missing();
}

static struct reply one_save(struct request *rq)
{
	const struct step_new step = step_typed(rq);
	if (!plan_owns(rq, &step_of_household, rq->id[1]) || !goal_is_ours(rq, &step))
		return reply_missing();
	switch (step_change(rq->slot, rq->id[1], &step, rq->viewer.name)) {
	case PLAN_SAVED:
		return plan_again_at(rq, "saved", "step", rq->id[1]);
	case PLAN_CONFLICT:
		return plan_conflict_found(rq);
	default:
		return reply_missing();
	}
}

/* A tick, or with undo=yes the tick taken back. */
static struct reply tick(struct request *rq)
{
	const char *undo = form_get(&rq->form, "undo");
	bool done = !undo || strcmp(undo, "yes") != 0;
	if (!plan_owns(rq, &step_of_household, rq->id[1]) || !step_done(rq->slot, rq->id[1], done, rq->viewer.name))
		return reply_missing();
	return plan_again_at(rq, done ? "step_done" : "step_undone", "step", rq->id[1]);
}

static struct reply stuck(struct request *rq)
{
	if (!plan_owns(rq, &step_of_household, rq->id[1]) || !step_stuck(rq->slot, rq->id[1], field_text(rq->in, "stuck"), rq->viewer.name))
		return reply_missing();
	return plan_again_at(rq, "saved", "step", rq->id[1]);
}

/* What was typed about being stuck was too long: the step's own page again, with that said above it. */
static struct reply stuck_again(struct request *rq)
{
	const char *whole = field_of(rq->in, "stuck")->error;
	rq->in = fields_new(rq->arena, rq->lang, &STEP);
	field_fail(rq->in, NULL, whole);
	rq->in->errors = 0;                      /* so that the form starts with what stands */
	struct reply reply = one_page(rq);
	rq->in->errors = 1;
	return reply;
}

static struct reply drop(struct request *rq)
{
	if (!plan_owns(rq, &step_of_household, rq->id[1]) || !step_drop(rq->slot, rq->id[1], rq->viewer.name))
		return reply_missing();
	return plan_again_at(rq, "step_dropped", NULL, 0);
}

#define STEPS "/households/{household}/steps"
const struct route STEP_ROUTES[] = {
	{ METHOD_GET, STEPS "/new", RELATION_HOUSEHOLD, K_TEAM, .run = form_page, .input = &STEP, .summary = "A new step, for a goal with ?goal_id=" },
	{ METHOD_POST, STEPS, RELATION_HOUSEHOLD, K_TEAM, .run = new_save, .input = &STEP, .again = form_page, .summary = "Save a new step" },
	{ METHOD_GET, STEPS "/{id}", RELATION_HOUSEHOLD, K_TEAM, .run = one_page, .input = &STEP, .summary = "A step" },
	{ METHOD_POST, STEPS "/{id}", RELATION_HOUSEHOLD, K_TEAM, .run = one_save, .input = &STEP, .again = one_page,
		.summary = "Change a step; two at once are shown both texts" },
	{ METHOD_POST, STEPS "/{id}/done", RELATION_HOUSEHOLD, K_TEAM, .run = tick, .summary = "Tick a step; with undo=yes take that back" },
	{ METHOD_POST, STEPS "/{id}/stuck", RELATION_HOUSEHOLD, K_TEAM, .run = stuck, .input = &STUCK, .again = stuck_again,
		.summary = "A step that does not work out for now, with a word or without" },
	{ METHOD_POST, STEPS "/{id}/drop", RELATION_HOUSEHOLD, K_TEAM, .run = drop, .summary = "Take a step out of the plan; its versions stay" },
	{ .path = NULL }
};
