/* The plan of a household, its goals and steps, with every version kept (plan/revision.h), and looking back. */
#include "country_inside.h"

enum { WITHOUT_PLAN_CLOSED = 550, LATER = 250, IDLE = 60, LATE = 80, UNSEEN = 250 };

/* ---- versions ---- */

static void push_revision(struct country *c, const struct home *h, const char *entity, id64 row, int version, const char *action, moment at, id64 by,
	const char *by_name, const char *content)
{
	id64 id = country_id(c);
	put_row(c, T_REVISION);
	put_id(c, id);
	put_int(c, version);
	put_id(c, h->file);
	put_id(c, h->id);
	put_text(c, entity);
	put_id(c, row);
	put_text(c, action);
	put_id(c, at);
	put_id(c, by);
	put_sealed(c, &h->key, "revision.by_name", id, by_name);
	put_sealed(c, &h->key, "revision.content", id, content);
}

static const struct country_staff *who_led(const struct home *h, moment at)
{
	return h->before && at < h->lead_at ? h->before : h->lead ? h->lead : h->opened_by;
}

/* ---- the plan itself ---- */

static void push_plan(struct country *c, const struct home *h, const char *horizon, moment agreed_at, const char *agreed_by)
{
	id64 id = country_id(c);
	put_row(c, T_PLAN);
	put_id(c, id);
	put_int(c, strcmp(h->own_plan, "open") ? 2 : 1);
	put_id(c, h->file);
	put_id(c, h->id);
	put_sealed(c, &h->key, "plan.horizon", id, horizon);
	put_text(c, "voluntary");
	put_text(c, h->own_plan);
	put_id(c, h->own_plan_at);
	put_text(c, "open");
	put_id(c, agreed_at);
	put_sealed(c, &h->key, "plan.agreed_by", id, agreed_by);
	if (!strcmp(h->own_plan, "open"))
		return;
	const struct country_staff *by = who_led(h, h->own_plan_at);
	const char *content = agreed_at
		? arena_printf(c->arena, "{\"horizon\":\"%s\",\"freedom\":\"voluntary\",\"own_plan\":\"%s\",\"own_plan_at\":%lld,\"supporter\":\"open\","
			"\"agreed_at\":%lld,\"agreed_by\":\"%s\"}", horizon, h->own_plan, (long long)h->own_plan_at, (long long)agreed_at, agreed_by)
		: arena_printf(c->arena, "{\"freedom\":\"voluntary\",\"own_plan\":\"%s\",\"own_plan_at\":%lld,\"supporter\":\"open\"}", h->own_plan,
			(long long)h->own_plan_at);
	push_revision(c, h, "plan", id, 2, "changed", agreed_at ? agreed_at : h->own_plan_at, by->account, by->name, content);
}

/* ---- goals and steps ---- */

static void push_goal(struct country *c, const struct home *h, const struct country_goal *g, int position)
{
	bool done = !strcmp(g->state, "done");
	const struct country_staff *by = who_led(h, g->at_moment), *by_then = who_led(h, g->state_at);
	put_row(c, T_GOAL);
	put_id(c, g->id);
	put_int(c, done ? 2 : 1);
	put_id(c, h->file);
	put_id(c, h->id);
	put_text(c, g->domain);
	put_sealed(c, &h->key, "goal.title", g->id, g->title);
	put_text(c, g->state);
	put_int(c, position);
	put_id(c, by->account);
	put_id(c, g->at_moment);
	put_id(c, g->state_at);
	static const char format[] = "{\"domain\":\"%s\",\"title\":\"%s\",\"state\":\"%s\",\"position\":%d,\"by_id\":\"%lld\",\"at\":%lld,\"state_at\":%lld}";
	push_revision(c, h, "goal", g->id, 1, "made", g->at_moment, by->account, by->name, arena_printf(c->arena, format, g->domain, g->title,
		done ? "active" : g->state, position, (long long)by->account, (long long)g->at_moment, (long long)g->at_moment));
	if (done)
		push_revision(c, h, "goal", g->id, 2, "done", g->state_at, by_then->account, by_then->name, arena_printf(c->arena, format, g->domain, g->title,
			"done", position, (long long)by->account, (long long)g->at_moment, (long long)g->state_at));
}

static const char *step_content(struct country *c, const struct country_goal *g, const struct country_step *s, const struct country_staff *by, const char *done)
{
	const char *account = s->account ? arena_printf(c->arena, "\"who_account_id\":\"%lld\",", (long long)s->account) : "";
	return arena_printf(c->arena, "{\"goal_id\":\"%lld\",\"title\":\"%s\",\"who_kind\":\"%s\",\"who\":\"%s\",%s\"due_on\":\"%s\",\"added_by\":\"%s\","
		"\"by_id\":\"%lld\",\"at\":%lld%s}", (long long)g->id, s->title, s->who_kind, s->who, account, country_day(c, s->due), by->name,
		(long long)by->account, (long long)s->at_moment, done);
}

static void push_step(struct country *c, const struct home *h, const struct country_goal *g, const struct country_step *s)
{
	const struct country_staff *by = who_led(h, s->at_moment), *then = s->done_at ? who_led(h, s->done_at) : NULL;
	const char *done_by = !s->done_at ? NULL : s->by_family ? h->family_name : then->name;
	put_row(c, T_STEP);
	put_id(c, s->id);
	put_int(c, s->done_at ? 2 : 1);
	put_id(c, h->file);
	put_id(c, h->id);
	put_id(c, g->id);
	put_sealed(c, &h->key, "step.title", s->id, s->title);
	put_text(c, s->who_kind);
	put_sealed(c, &h->key, "step.who", s->id, s->who);
	put_id(c, s->account);
	put_text(c, country_day(c, s->due));
	put_sealed(c, &h->key, "step.added_by", s->id, by->name);
	put_id(c, by->account);
	put_id(c, s->at_moment);
	put_id(c, s->done_at);
	put_sealed(c, &h->key, "step.done_by", s->id, done_by);
	push_revision(c, h, "step", s->id, 1, "made", s->at_moment, by->account, by->name, step_content(c, g, s, by, ""));
	if (s->done_at)
		push_revision(c, h, "step", s->id, 2, "done", s->done_at, s->by_family ? h->family : then->account, done_by, step_content(c, g, s, by,
			arena_printf(c->arena, ",\"done_at\":%lld,\"done_by\":\"%s\"", (long long)s->done_at, done_by)));
}

/* ---- how it went ---- */

static void step_is_done(struct country *c, struct home *h, struct country_step *s, int day)
{
	s->done_at = country_at(c, day < s->at ? s->at : day, 900 + (int)country_below(c, 200));
	if (s->done_at < s->at_moment)
		s->done_at = s->at_moment;
	s->by_family = h->family && s->done_at > h->family_since && !strcmp(s->who_kind, "family") && country_chance(c, 600);
}

static void some_step(struct country *c, struct home *h, struct country_goal *g, const struct country_goal_words *words, int k, int last_k, bool over)
{
	struct country_step *s = &g->step[g->steps++];
	bool open = k == last_k && !over, professional = country_chance(c, 250);
	int lately = -country_between(c, 2, 26);
	s->id = country_id(c);
	s->title = words->step[k];
	s->at = open && lately > g->at ? lately : g->at;
	s->at_moment = s->at == g->at ? g->at_moment : country_at(c, s->at, 660);
	const struct country_staff *by = who_led(h, s->at_moment);
	s->who_kind = professional ? "professional" : "family";
	s->who = professional ? by->name : h->body[0].first->text;
	s->account = professional ? by->account : h->family && h->family_since < s->at_moment ? h->family : 0;
	s->due = open ? (country_chance(c, LATE) ? -country_between(c, 1, 25) : country_between(c, 1, 28)) : s->at + 10 + 9 * k;
	if (!open)
		step_is_done(c, h, s, k == last_k && g->state_at && strcmp(g->state, "done") ? -country_between(c, 2, 45) : s->due - 3 < -1 ? s->due - 3 : -1);
}

static void some_goal(struct country *c, struct home *h, const struct country_goal_words *words, int made, const char *state)
{
	struct country_goal *g = &h->goal[h->goals++];
	bool done = !strcmp(state, "done"), idle = !done && country_chance(c, IDLE);
	int n = !strcmp(state, "later") ? 0 : country_between(c, 1, h->heavy > 7 ? STEPS_IN_GOAL : 2);
	g->id = country_id(c);
	g->domain = words->domain;
	g->title = words->title;
	g->state = state;
	g->at = made;
	g->at_moment = g->state_at = country_at(c, made, 650);
	for (int k = 0; k < n; k++)
		some_step(c, h, g, words, k, n - 1, done || idle);
	for (int k = 0; done && k < n; k++)
		if (g->step[k].done_at > g->state_at)
			g->state_at = g->step[k].done_at;
}

static const char *state_of(struct country *c, const struct home *h, int k, int n)
{
	if (h->phase >= C_AFTERCARE || (h->phase == C_ROUNDING && !k))
		return "done";
	return h->phase == C_SUPPORT && k && k == n - 1 && country_chance(c, LATER) ? "later" : "active";
}

/* What the family ticked off last is news for a few days; the rest its professional has seen. */
static void note_ticks(struct country *c, struct home *h)
{
	struct country_step *last = NULL;
	for (int g = 0; g < h->goals; g++)
		for (int k = 0; k < h->goal[g].steps; k++) {
			struct country_step *s = &h->goal[g].step[k];
			if (s->by_family && (!last || s->done_at > last->done_at))
				last = s;
		}
	if (!last)
		return;
	h->family_seen = last->done_at;
	if (h->phase == C_CLOSED || last->done_at < country_begin(c, -9) || !country_chance(c, UNSEEN))
		return;
	h->ticked_at = last->done_at;
	h->ticked_by = h->family_name;
	h->family_seen = last->done_at - 1;
	for (int g = 0; g < h->goals; g++)              /* one at a time: two of the same moment would both be news */
		for (int k = 0; k < h->goal[g].steps; k++)
			if (&h->goal[g].step[k] != last && h->goal[g].step[k].done_at == last->done_at)
				h->goal[g].step[k].by_family = false;
}

/* ---- looking back, wishes, what was agreed ---- */

static void push_review(struct country *c, const struct home *h, int day)
{
	id64 review = country_id(c), word = country_id(c);
	moment at = country_at(c, day, 840);
	const struct country_staff *by = who_led(h, at);
	put_row_of(c, h, T_REVIEW, review);
	put_text(c, country_day(c, day));
	put_bool(c, true);
	put_bool(c, false);
	put_sealed(c, &h->key, "review.present", review, arena_printf(c->arena, "%s en %s", h->body[0].first->text, by->name));
	put_sealed(c, &h->key, "review.text", review, PICK(c, COUNTRY_REVIEWS));
	put_id(c, by->account);
	put_id(c, at);
	put_row(c, T_REVIEW_WORD);
	put_id(c, word);
	put_id(c, h->file);
	put_id(c, review);
	put_id(c, h->id);
	put_id(c, h->goal[0].id);
	put_sealed(c, &h->key, "review_word.whose", word, h->body[0].first->text);
	put_sealed(c, &h->key, "review_word.sentence", word, "Het gaat stap voor stap beter.");
	put_int(c, country_between(c, 4, 9));
	put_id(c, at);
}

static void push_agreement(struct country *c, const struct home *h, moment at)
{
	id64 id = country_id(c);
	put_row_of(c, h, T_AGREEMENT, id);
	put_sealed(c, &h->key, "agreement.text", id, PICK(c, COUNTRY_AGREEMENTS));
	put_sealed(c, &h->key, "agreement.who", id, h->body[0].first->text);
	put_id(c, at);
	put_id(c, who_led(h, at)->account);
}

static void push_wish(struct country *c, const struct home *h, moment at)
{
	id64 id = country_id(c);
	put_row_of(c, h, T_WISH, id);
	put_sealed(c, &h->key, "wish.text", id, PICK(c, COUNTRY_WISHES));
	put_sealed(c, &h->key, "wish.whose", id, h->body[0].first->text);
	put_id(c, who_led(h, at)->account);
	put_id(c, at);
	put_id(c, at);
	put_sealed(c, &h->key, "wish.answer", id, "We nemen het mee in het plan.");
}

static void push_more(struct country *c, const struct home *h, int made, moment at)
{
	int end = h->phase == C_CLOSED ? h->phase_day[C_CLOSED] : 0;
	if (h->heavy > 7)
		for (int day = made + 60; day < end - 10; day += 120)
			push_review(c, h, day);
	if (country_chance(c, 200))
		push_agreement(c, h, at);
	if (country_chance(c, 120))
		push_wish(c, h, at);
}

/* ---- all of it ---- */

static void some_goals(struct country *c, struct home *h, int made)
{
	int n = country_chance(c, h->heavy > 7 ? 900 : 300) ? 2 : 1, first = (int)country_below(c, (uint32_t)COUNTRY_GOALS_N);
	if (h->heavy > 30)
		n = 3;
	for (int k = 0; k < n; k++)
		some_goal(c, h, &COUNTRY_GOALS[(first + k * 2) % COUNTRY_GOALS_N], made, state_of(c, h, k, n));
	note_ticks(c, h);
	for (int k = 0; k < h->goals; k++) {
		push_goal(c, h, &h->goal[k], k + 1);
		for (int s = 0; s < h->goal[k].steps; s++)
			push_step(c, h, &h->goal[k], &h->goal[k].step[s]);
	}
}

/* Getting to know each other: the family was asked, or will be, whether it makes a plan of its own first. */
static void before_the_plan(struct country *c, struct home *h)
{
	int roll = h->phase == C_KNOW ? (int)country_below(c, 100) : 0;
	h->own_plan = roll < 40 ? "open" : roll < 70 ? "no" : "yes";
	if (roll >= 40)
		h->own_plan_at = h->phase_at;
	push_plan(c, h, NULL, 0, NULL);
}

void country_plan(struct country *c, struct home *h)
{
	if (!h->lead || h->phase < C_SUPPORT || (h->phase == C_CLOSED && country_chance(c, WITHOUT_PLAN_CLOSED))) {
		before_the_plan(c, h);
		return;
	}
	int made = h->phase_day[C_SUPPORT] - 1 < h->phase_day[C_KNOW] ? h->phase_day[C_KNOW] : h->phase_day[C_SUPPORT] - 1;
	moment at = country_at(c, made, 640);
	h->own_plan = country_chance(c, 300) ? "yes" : "no";
	h->own_plan_at = country_at(c, made, 630);
	h->agreed = true;
	push_plan(c, h, PICK(c, COUNTRY_HORIZONS), at, h->body[0].first->text);
	some_goals(c, h, made);
	push_more(c, h, made, at);
}
