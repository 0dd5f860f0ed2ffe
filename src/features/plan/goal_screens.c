/* Goals: written, changed, parked, reached. Going over the team's number says why fewer at once succeed more often, and lets one. */
#include "../../platform/base/list.h"
#include "plan.h"
#include "plan_entities.h"
#include "plan_page.h"
#include "plan_screens.h"

SQL(goal_to_edit, "SELECT id, file_id, version, title, domain, state, person_id FROM v_goal WHERE id = :id AND household_id = :household");
SQL(goal_of_household, "SELECT household_id FROM v_goal WHERE id = :id");
SQL(goal_wish, "SELECT id, file_id, text, whose FROM v_wish WHERE id = :id AND household_id = :household AND picked_at IS NULL");
SQL(goal_wish_household, "SELECT household_id FROM v_wish WHERE id = :id AND picked_at IS NULL");
SQL(goals_at_once, "SELECT t.max_goals FROM v_household h JOIN v_team t ON t.id = h.team_id WHERE h.id = :household");
SQL(goals_now, "SELECT id, file_id, title FROM v_goal WHERE household_id = :household AND state = 'active' ORDER BY position, id");

static const struct code when_codes[] = { { "active", N_("nu") }, { "later", N_("straks, als er ruimte is") }, { NULL, NULL } };
static const struct codes WHEN = { "goal_when", when_codes };
static const char *const goal_take[] = { "title", "person_id", "domain", NULL };
static const struct field goal_own[] = {
	{ "when", N_("Nu of straks"), F_CODE, .codes = &WHEN },
	{ "wish", NULL, F_REF },
	{ "anyway", NULL, F_BOOL },
	{ "version", NULL, F_INT },
	{ NULL }
};
static const struct input GOAL = { "goal", &GOAL_ENTITY, goal_take, goal_own };

/* ---- the form ---- */

static void read_wish(struct request *rq, struct goal_page *d, id64 wish)
{
	struct rows *r = sql_read(rq->slot, &goal_wish, WITH(p_id("id", wish), p_id("household", rq->household)));
	if (rows_next(r)) {
		d->wish = rows_int(r, 0);
		d->wish_text = rows_open(r, 2, "wish.text");
		d->wish_whose = rows_open(r, 3, "wish.whose");
		const char *first_line = arena_strndup(rq->arena, d->wish_text, strcspn(d->wish_text, "\n"));
		if (strlen(first_line) <= 160)
			field_start(rq->in, "title", first_line);
	}
	rows_end(r);
}

static struct reply form_page(struct request *rq)
{
	struct goal_page *d = ARENA_NEW(rq->arena, struct goal_page);
	d->household = rq->household;
	d->name = plan_frame(rq, rq_tr(rq, N_("Een nieuw doel")));
	if (!d->name)
		return reply_missing();
	id64 wish = field_id(rq->in, "wish");
	if (wish)
		read_wish(rq, d, wish);
	plan_choose_person(rq, "person_id", rq_tr(rq, N_("het hele gezin")));
	field_start(rq->in, "when", "active");
	return reply_page(&TPL_goal_page, d);
}

static const char *person_chosen(const struct request *rq, const char *id)
{
	const struct field_value *v = field_of(rq->in, "person_id");
	for (size_t i = 0; i < v->choices_n; i++)
		if (!strcmp(v->choices[i].value, id ? id : ""))
			return v->choices[i].label;
	return NULL;
}

static const char *person_text(struct request *rq, id64 person)
{
	return person ? id_text(rq->arena, person) : "";
}

static void goal_conflict(struct request *rq, struct goal_page *d, const char *title, const char *domain, id64 person)
{
	plan_conflict_read(rq, &d->conflict, d->id);
	plan_conflict_line(rq, &d->conflict, rq_tr(rq, N_("Wat willen jullie bereiken?")), title, field_text(rq->in, "title"));
	plan_conflict_line(rq, &d->conflict, rq_tr(rq, N_("Voor wie")), person_chosen(rq, person_text(rq, person)),
		person_chosen(rq, field_text(rq->in, "person_id")));
	plan_conflict_line(rq, &d->conflict, rq_tr(rq, N_("Levensgebied")), rq_tr(rq, code_label(&LIFE_DOMAINS, domain)),
		rq_tr(rq, code_label(&LIFE_DOMAINS, field_text(rq->in, "domain"))));
}

static struct reply one_page(struct request *rq)
{
	struct goal_page *d = ARENA_NEW(rq->arena, struct goal_page);
	d->household = rq->household;
	d->name = plan_frame(rq, rq_tr(rq, N_("Dit doel")));
	struct rows *r = sql_read(rq->slot, &goal_to_edit, WITH(p_id("id", rq->id[1]), p_id("household", rq->household)));
	if (!d->name || !rows_next(r))
		return reply_missing();
	d->id = rows_int(r, 0);
	d->version = plan_form_version(rq, rows_int(r, 2));
	const char *title = rows_open(r, 3, "goal.title"), *domain = rows_text(r, 4);
	d->state = rows_text(r, 5);
	d->state_label = rq_tr(rq, code_label(&GOAL_STATES, d->state));
	id64 person = rows_int(r, 6);
	rows_end(r);
	plan_choose_person(rq, "person_id", rq_tr(rq, N_("het hele gezin")));
	field_start(rq->in, "title", title);
	field_start(rq->in, "domain", domain);
	field_start(rq->in, "person_id", person_text(rq, person));
	if (plan_conflicts(rq))
		goal_conflict(rq, d, title, domain, person);
	return reply_page(&TPL_goal_page, d);
}

/* ---- dosing ---- */

static const char too_many[] = "too many";

/* Whether one more now would be over the team's number. */
static bool over_the_number(struct request *rq)
{
	int64_t most = sql_number(rq->slot, &goals_at_once, WITH(p_id("household", rq->household)), 0);
	return most && goals_active(rq->slot, rq->household) >= most;
}

static struct reply say_why(struct request *rq)
{
	rq->carry = (void *)(uintptr_t)too_many;
	field_fail(rq->in, NULL, rq_tr(rq, N_("Er staan al genoeg doelen op nu. Minder tegelijk lukt vaker. Kies: straks, of toch nu")));
	return reply_again();
}

static void keep(struct request *rq, struct goal_dose *d, const char *name, const char *value)
{
	if (value && *value)
		*LIST_ADD(rq->arena, d->kept, d->kept_n) = (struct goal_dose_kept){ .name = name, .value = value };
}

static bool read_dose(struct request *rq, struct goal_dose *d)
{
	d->household = rq->household;
	d->name = plan_frame(rq, rq_tr(rq, N_("Niet alles tegelijk")));
	d->most = sql_number(rq->slot, &goals_at_once, WITH(p_id("household", rq->household)), 0);
	struct rows *r = sql_read(rq->slot, &goals_now, WITH(p_id("household", rq->household)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->active, d->active_n) = (struct goal_dose_active){ .id = rows_int(r, 0), .title = rows_open(r, 2, "goal.title") };
	d->count = (int64_t)d->active_n;
	return d->name != NULL;
}

static struct reply new_again(struct request *rq)
{
	if (rq->carry != too_many)
		return form_page(rq);
	struct goal_dose *d = ARENA_NEW(rq->arena, struct goal_dose);
	if (!read_dose(rq, d))
		return reply_missing();
	d->fresh = true;
	d->title = field_text(rq->in, "title");
	d->action = arena_printf(rq->arena, "/households/%lld/goals", (long long)rq->household);
	keep(rq, d, "title", d->title);
	keep(rq, d, "domain", field_text(rq->in, "domain"));
	keep(rq, d, "person_id", field_text(rq->in, "person_id"));
	keep(rq, d, "wish", field_text(rq->in, "wish"));
	return reply_page(&TPL_goal_dose, d);
}

/* ---- saving ---- */

static struct goal_new goal_typed(struct request *rq)
{
	return (struct goal_new){ .household = rq->household, .person = field_id(rq->in, "person_id"), .domain = field_text(rq->in, "domain"),
		.title = field_text(rq->in, "title"), .version = field_int(rq->in, "version", 0) };
}

/* A wish that became a goal was picked: its answer says which. */
static bool wish_became(struct request *rq, const char *title)
{
	id64 wish = field_id(rq->in, "wish");
	if (!wish || !plan_owns(rq, &goal_wish_household, wish))
		return true;
	const char *answer = tr_fill(rq->arena, rq_tr(rq, N_("Dit werd het doel: {title}")), "title", title, NULL);
	return wish_pick(rq->slot, wish, answer, rq->viewer.name);
}

static struct reply new_save(struct request *rq)
{
	struct goal_new goal = goal_typed(rq);
	const char *when = field_text(rq->in, "when");
	goal.state = when ? when : "active";
	if (!strcmp(goal.state, "active") && !field_yes(rq->in, "anyway") && over_the_number(rq))
		return say_why(rq);
	id64 id = goal_add(rq->slot, &goal, rq->viewer.name);
	if (!id || !wish_became(rq, goal.title))
		return reply_missing();
	return plan_again_at(rq, "saved", strcmp(goal.state, "active") ? NULL : "goal", id);
}

static struct reply one_save(struct request *rq)
{
	const struct goal_new goal = goal_typed(rq);
	if (!plan_owns(rq, &goal_of_household, rq->id[1]))
		return reply_missing();
	switch (goal_change(rq->slot, rq->id[1], &goal, rq->viewer.name)) {
	case PLAN_SAVED:
		return plan_again_at(rq, "saved", "goal", rq->id[1]);
	case PLAN_CONFLICT:
		return plan_conflict_found(rq);
	default:
		return reply_missing();
	}
}

/* ---- now, later, reached, not needed ---- */

static const char *const state_take[] = { "state", NULL };
static const struct field state_own[] = { { "anyway", NULL, F_BOOL }, { NULL } };
static const struct input STATE = { "goal_state", &GOAL_ENTITY, state_take, state_own };

static struct reply state_again(struct request *rq)
{
	struct goal_dose *d = ARENA_NEW(rq->arena, struct goal_dose);
	struct rows *r = sql_read(rq->slot, &goal_to_edit, WITH(p_id("id", rq->id[1]), p_id("household", rq->household)));
	d->title = rows_next(r) ? rows_open(r, 3, "goal.title") : NULL;
	rows_end(r);
	if (!d->title || !read_dose(rq, d))
		return reply_missing();
	d->action = arena_printf(rq->arena, "/households/%lld/goals/%lld/state", (long long)rq->household, (long long)rq->id[1]);
	keep(rq, d, "state", "active");
	return reply_page(&TPL_goal_dose, d);
}

static struct reply state_save(struct request *rq)
{
	const char *state = field_text(rq->in, "state");
	if (!plan_owns(rq, &goal_of_household, rq->id[1]))
		return reply_missing();
	if (!strcmp(state, "active") && !field_yes(rq->in, "anyway") && over_the_number(rq))
		return say_why(rq);
	if (!goal_state(rq->slot, rq->id[1], state, rq->viewer.name))
		return reply_missing();
	return plan_again_at(rq, strcmp(state, "done") ? "saved" : "goal_done", NULL, 0);
}

#define GOALS "/households/{household}/goals"
const struct route GOAL_ROUTES[] = {
	{ METHOD_GET, GOALS "/new", RELATION_HOUSEHOLD, K_TEAM, .run = form_page, .input = &GOAL, .summary = "A new goal, of a wish with ?wish=" },
	{ METHOD_POST, GOALS, RELATION_HOUSEHOLD, K_TEAM, .run = new_save, .input = &GOAL, .again = new_again,
		.summary = "Save a new goal; over the team's number only with anyway=yes" },
	{ METHOD_GET, GOALS "/{id}", RELATION_HOUSEHOLD, K_TEAM, .run = one_page, .input = &GOAL, .summary = "A goal" },
	{ METHOD_POST, GOALS "/{id}", RELATION_HOUSEHOLD, K_TEAM, .run = one_save, .input = &GOAL, .again = one_page,
		.summary = "Change a goal; two at once are shown both texts" },
	{ METHOD_POST, GOALS "/{id}/state", RELATION_HOUSEHOLD, K_TEAM, .run = state_save, .input = &STATE, .again = state_again,
		.summary = "Take a goal up, park it, call it reached or not needed; over the team's number only with anyway=yes" },
	{ .path = NULL }
};
