#include "plan_fill.h"
#include "../../platform/base/list.h"
#include "plan_entities.h"

enum { SOON_DAYS = 3, DONE_SHOWN = 2, BARS = 8, BAR = 6, GAP = 2, BAR_HEIGHT = 20 };

static const char *words(struct plan_fill *f, const struct codes *codes, const char *code)
{
	const char *label = code ? code_label(codes, code) : NULL;
	return label ? rq_tr(f->rq, label) : NULL;
}

static const char *address(struct plan_fill *f, const char *kind, id64 id, const char *verb)
{
	return arena_printf(f->rq->arena, "%s/%s/%lld%s", f->base, kind, (long long)id, verb);
}

static bool is_new(const struct plan_fill *f, moment at)
{
	return !f->past && f->view->last_talk && at > f->view->last_talk;
}

void fill_head(struct plan_fill *f)
{
	f->view->freedom_label = words(f, &FREEDOM, f->view->freedom);
	f->view->staff = !f->paper && !rq_is(f->rq, K_FAMILY);
}

/* ---- goals ---- */

static void goal_adder(struct plan_fill *f, struct plan_add_step *add, id64 goal)
{
	add->action = arena_printf(f->rq->arena, "%s/steps", f->base);
	add->goal = add->key = goal;
}

void fill_goal(struct plan_fill *f, struct plan_goal goal)
{
	struct plan_view *v = f->view;
	bool active = !strcmp(goal.state, "active"), later = !strcmp(goal.state, "later");
	goal.domain_label = words(f, &LIFE_DOMAINS, goal.domain);
	goal.state_label = words(f, &GOAL_STATES, goal.state);
	goal.new = is_new(f, goal.at);
	if (f->base && f->all) {
		goal.change = address(f, "goals", goal.id, "");
		if (active)
			goal_adder(f, &goal.add_step, goal.id);
		if (later)
			goal.pick = address(f, "goals", goal.id, "/state");
	}
	struct plan_goal *place = active ? LIST_ADD(f->rq->arena, v->goals, v->goals_n) : later ? LIST_ADD(f->rq->arena, v->later, v->later_n)
		: LIST_ADD(f->rq->arena, v->past, v->past_n);
	*place = goal;
}

static struct plan_goal *active_goal(struct plan_view *v, id64 id)
{
	for (size_t i = 0; id && i < v->goals_n; i++)
		if (v->goals[i].id == id)
			return &v->goals[i];
	return NULL;
}

/* ---- steps ---- */

static const char *step_who(struct plan_fill *f, const struct plan_step *s)
{
	if (s->who && *s->who)
		return s->who;
	return f->view->staff && !strcmp(s->who_kind, "family") ? rq_tr(f->rq, N_("het gezin")) : words(f, &STEP_WHO, s->who_kind);
}

static bool done_by_us(const char *who_kind)
{
	return !strcmp(who_kind, "professional") || !strcmp(who_kind, "partner");
}

void fill_step(struct plan_fill *f, struct plan_step step)
{
	struct plan_view *v = f->view;
	struct plan_goal *goal = active_goal(v, step.goal);
	int ahead = day_known(step.due) ? day_diff(f->rq->today, step.due) : SOON_DAYS + 1;
	if (step.goal && !goal)
		return;                          /* of a goal that is parked or over: seen again when it is taken up */
	step.who_words = step_who(f, &step);
	step.late = !f->past && ahead < 0;
	step.soon = !f->past && ahead >= 0 && ahead <= SOON_DAYS;
	step.new = !step.done_at && is_new(f, step.at);
	step.tick = f->base ? address(f, "steps", step.id, "/done") : NULL;
	step.change = f->base && f->all ? address(f, "steps", step.id, "") : NULL;
	struct plan_step *place = goal ? LIST_ADD(f->rq->arena, goal->steps, goal->steps_n)
		: done_by_us(step.who_kind) ? LIST_ADD(f->rq->arena, v->we, v->we_n) : LIST_ADD(f->rq->arena, v->you, v->you_n);
	*place = step;
}

/* What is done goes below what is open; of a goal's only the last few stay in sight. */
static int open_first(const void *a, const void *b)
{
	const struct plan_step *x = a, *y = b;
	if (!x->done_at != !y->done_at)
		return x->done_at ? 1 : -1;
	if (x->done_at != y->done_at)
		return x->done_at > y->done_at ? -1 : 1;
	if (day_known(x->due) != day_known(y->due))
		return day_known(x->due) ? -1 : 1;
	int days = day_known(x->due) ? day_diff(y->due, x->due) : 0;
	return days ? days : x->id < y->id ? -1 : x->id > y->id;
}

static void order(struct plan_step *steps, size_t n)
{
	if (n)
		qsort(steps, n, sizeof *steps, open_first);
}

static void fold_done(struct plan_fill *f, struct plan_goal *g)
{
	size_t open = 0, kept;
	order(g->steps, g->steps_n);
	while (open < g->steps_n && !g->steps[open].done_at)
		open++;
	kept = open + DONE_SHOWN < g->steps_n ? open + DONE_SHOWN : g->steps_n;
	for (size_t i = kept; i < g->steps_n; i++)
		*LIST_ADD(f->rq->arena, g->earlier, g->earlier_n) = g->steps[i];
	g->steps_n = kept;
	g->earlier_count = (int64_t)g->earlier_n;
}

/* ---- voices: each beside the others, never an average ---- */

static struct plan_goal_voices *voice_of(struct plan_fill *f, struct plan_goal *g, const char *whose)
{
	for (size_t i = 0; i < g->voices_n; i++)
		if (!strcmp(g->voices[i].whose ? g->voices[i].whose : "", whose ? whose : ""))
			return &g->voices[i];
	struct plan_goal_voices *v = LIST_ADD(f->rq->arena, g->voices, g->voices_n);
	v->whose = whose;
	return v;
}

void fill_voice(struct plan_fill *f, const struct plan_voice *said)
{
	struct plan_goal *g = active_goal(f->view, said->goal);
	if (!g)
		return;
	struct plan_goal_voices *v = voice_of(f, g, said->whose);
	v->sentence = said->sentence;
	v->on = said->on;
	if (said->score < 0)
		return;
	if (!v->count++) {
		v->first = said->score;
		v->since = said->on;
	}
	v->last = said->score;
	struct plan_goal_voices_bars *bar = LIST_ADD(f->rq->arena, v->bars, v->bars_n);
	bar->height = 2 + said->score * (BAR_HEIGHT - 2) / 10;
	bar->y = BAR_HEIGHT - bar->height;
}

static void draw_bars(struct plan_goal_voices *v)
{
	if (v->bars_n < 2) {
		v->bars_n = 0;                   /* one number is no line */
		return;
	}
	if (v->bars_n > BARS) {
		v->bars += v->bars_n - BARS;
		v->bars_n = BARS;
	}
	for (size_t i = 0; i < v->bars_n; i++) {
		v->bars[i].x = (int64_t)i * (BAR + GAP);
		v->bars[i].was = i + 1 < v->bars_n;
	}
	v->width = (int64_t)v->bars_n * (BAR + GAP) - GAP;
}

/* ---- wishes, agreements, the end ---- */

void fill_wish(struct plan_fill *f, struct plan_wish wish)
{
	wish.new = is_new(f, wish.at);
	if (f->base && f->all) {
		wish.goal = arena_printf(f->rq->arena, "%s/goals/new?wish=%lld", f->base, (long long)wish.id);
		wish.answer = address(f, "wishes", wish.id, "");
	}
	*LIST_ADD(f->rq->arena, f->view->wishes, f->view->wishes_n) = wish;
}

void fill_agreement(struct plan_fill *f, struct plan_agreement agreement)
{
	agreement.new = is_new(f, agreement.at);
	agreement.end = f->base && f->all ? address(f, "agreements", agreement.id, "/end") : NULL;
	*LIST_ADD(f->rq->arena, f->view->agreements, f->view->agreements_n) = agreement;
}

void fill_end(struct plan_fill *f)
{
	struct plan_view *v = f->view;
	for (size_t i = 0; i < v->goals_n; i++) {
		v->goals[i].number = (int64_t)i + 1;
		fold_done(f, &v->goals[i]);
		for (size_t j = 0; j < v->goals[i].voices_n; j++)
			draw_bars(&v->goals[i].voices[j]);
	}
	order(v->we, v->we_n);
	order(v->you, v->you_n);
	v->may_write = f->base != NULL;
	if (f->base && f->all)
		goal_adder(f, &v->add_quick, 0);
}
