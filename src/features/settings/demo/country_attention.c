/* What asks attention, as monitor/attention_household.c and attention_report.c would find it: these rules look at a household that was just made up
 * instead of at its rows. A test lets the real ones look again, which must change nothing. */
#include "../../../platform/web/words.h"
#include "../../monitor/attention.h"
#include "country_inside.h"

enum { AHEAD_DAYS = 14 };

/* A household (or report) under the eye. */
struct eye {
	struct country *c;
	const struct home *h;
	const struct country_team *team;
	id64 household, report, file;
	const struct key *key;
	const char *name, *number;
	moment next;
};

struct asked { const struct attention_rule *rule; moment since; struct day due; const char *name, *detail; id64 person, report; };

static struct asked ask(const char *code, moment since, struct day due)
{
	return (struct asked){ .rule = attention_rule(code), .since = since, .due = due };
}

static void soon(struct eye *e, moment at)
{
	if (at > e->c->now && at < e->next)
		e->next = at;
}

static bool come(struct eye *e, moment at)
{
	soon(e, at);
	return at <= e->c->now;
}

static struct day day_from(const struct eye *e, int day)
{
	return day_add(e->c->today, day);
}

static struct day after(moment since, int days)
{
	return day_add(day_of(since), days);
}

/* ---- rows ---- */

static void push(struct eye *e, const struct asked *a, id64 account, id64 file, const struct key *key, const char *name, const char *detail, bool escalated)
{
	struct country *c = e->c;
	id64 id = country_id(c);
	put_row(c, T_ATTENTION);
	put_id(c, id);
	put_id(c, account);
	put_id(c, file);
	put_id(c, e->household);
	put_id(c, e->report ? e->report : a->report);
	put_id(c, a->person);
	put_text(c, a->rule->code);
	put_id(c, a->since);
	put_text(c, day_iso(c->arena, a->due));
	put_sealed(c, key, "attention.name", id, name);
	put_sealed(c, key, "attention.detail", id, detail);
	put_bool(c, escalated);
}

/* To the coordinators, who read the inbox: number and no detail. */
static void to_coordinators(struct eye *e, const struct asked *a, bool escalated)
{
	for (int i = 0; i < e->team->coordinators; i++)
		push(e, a, e->c->staff[e->team->first + i].account, e->team->inbox, &e->team->key, e->number, NULL, escalated);
}

static void escalate(struct eye *e, const struct asked *a)
{
	if (a->rule->second_days && come(e, day_begin(day_add(a->due, a->rule->second_days))))
		to_coordinators(e, a, true);
}

static void to_owner(struct eye *e, const struct asked *a)
{
	if (!e->h->lead) {
		if (a->rule->owed)
			to_coordinators(e, a, false);
		return;
	}
	push(e, a, e->h->lead->account, e->file, e->key, a->name ? a->name : e->name, a->detail, false);
	escalate(e, a);
}

/* ---- the rules ---- */

static void contacts(struct eye *e)
{
	const struct home *h = e->h;
	const char *days = "", *code = h->phase <= C_KNOW ? "no_contact_new" : h->light ? "no_contact_light" : "no_contact";
	for (int i = 0; i < h->tries; i++)
		days = arena_printf(e->c->arena, "%s%s%s", days, *days ? ", " : "", words_day(e->c->arena, lang_dutch(), day_of(h->try_at[i]), e->c->now));
	if (h->tries) {
		struct asked a = ask("attempt_due", h->try_at[h->tries - 1], day_from(e, h->try_next));
		a.detail = days;
		to_owner(e, &a);
		return;
	}
	moment since = h->contacts_last ? h->contacts_last : h->opened_at;
	struct asked a = ask(code, since, after(since, attention_rule(code)->days));
	if (h->phase != C_AFTERCARE && come(e, day_begin(a.due)))
		to_owner(e, &a);
}

static void aftercare(struct eye *e)
{
	int days = attention_rule("aftercare_date")->days;
	struct asked a = ask("aftercare_date", e->h->phase_at, e->h->has_next ? day_from(e, e->h->next_on) : after(e->h->phase_at, days));
	if (!e->h->has_next || come(e, day_begin(day_add(a.due, -days))))
		to_owner(e, &a);
}

static void next_date(struct eye *e)
{
	const struct home *h = e->h;
	moment since = h->contacts_last ? h->contacts_last : h->opened_at;
	struct asked none = ask("no_next_date", since, after(since, attention_rule("no_next_date")->days));
	if (h->phase == C_AFTERCARE) {
		aftercare(e);
	} else if (!h->has_next) {
		if (!h->tries)
			to_owner(e, &none);
	} else if (h->contacts_last && day_diff(day_from(e, h->next_on), day_of(h->contacts_last)) >= 0) {
		to_owner(e, &none);
	} else {
		struct day on = day_from(e, h->next_on);
		struct asked a = ask("review_overdue", day_begin(on), on);
		if (come(e, day_begin(day_add(on, 1 + a.rule->days))))
			to_owner(e, &a);
	}
}

static const char *and_more(struct eye *e, const char *text, int more)
{
	return more > 0 ? arena_printf(e->c->arena, "%s, en nog %d", text, more) : text;
}

/* The step of an active goal that is due next after (day, id), among those that are not done. */
static const struct country_step *next_step(const struct home *h, const struct country_step *before)
{
	const struct country_step *found = NULL;
	for (int g = 0; g < h->goals; g++)
		for (int k = 0; k < h->goal[g].steps && !strcmp(h->goal[g].state, "active"); k++) {
			const struct country_step *s = &h->goal[g].step[k];
			bool later = !before || s->due > before->due || (s->due == before->due && s->id > before->id);
			if (!s->done_at && later && (!found || s->due < found->due || (s->due == found->due && s->id < found->id)))
				found = s;
		}
	return found;
}

static void steps(struct eye *e)
{
	int late = 0;
	struct asked a = ask("step_overdue", 0, (struct day){ 0, 0, 0 });
	for (const struct country_step *s = NULL; (s = next_step(e->h, s));) {
		struct day due = day_from(e, s->due);
		if (!come(e, day_begin(day_add(due, 1 + a.rule->days))))
			break;
		if (late++)
			continue;
		a.since = day_begin(due);
		a.due = due;
		a.detail = s->title;
	}
	a.detail = and_more(e, a.detail, late - 1);
	if (late)
		to_owner(e, &a);
}

static void idle_goals(struct eye *e)
{
	int idle = 0;
	struct asked a = ask("goal_idle", 0, (struct day){ 0, 0, 0 });
	for (int g = 0; g < e->h->goals; g++) {
		const struct country_goal *goal = &e->h->goal[g];
		moment since = goal->state_at;
		bool open = strcmp(goal->state, "active") != 0;
		for (int k = 0; k < goal->steps; k++) {
			open = open || !goal->step[k].done_at;
			since = goal->step[k].done_at > since ? goal->step[k].done_at : since;
		}
		struct day due = after(since, a.rule->days);
		if (open || !come(e, day_begin(due)) || idle++)
			continue;
		a.since = since;
		a.due = due;
		a.detail = goal->title;
	}
	a.detail = and_more(e, a.detail, idle - 1);
	if (idle)
		to_owner(e, &a);
}

static void plan(struct eye *e)
{
	const struct home *h = e->h;
	struct asked offer = ask("own_plan_offer", h->phase_at, after(h->phase_at, attention_rule("own_plan_offer")->days));
	if (h->phase == C_KNOW && !strcmp(h->own_plan, "open"))
		to_owner(e, &offer);
	if (strcmp(h->own_plan, "no") || h->agreed || !h->own_plan_at)
		return;
	struct asked a = ask("plan_due", h->own_plan_at, after(h->own_plan_at, attention_rule("plan_due")->days));
	if (come(e, day_begin(day_add(a.due, -AHEAD_DAYS))))
		to_owner(e, &a);
}

static void family_wrote(struct eye *e)
{
	const struct home *h = e->h;
	if (!h->ticked_at)
		return;
	struct asked a = ask("family_wrote", h->ticked_at, after(h->ticked_at, attention_rule("family_wrote")->days));
	a.detail = arena_printf(e->c->arena, "%s vinkte een stap af", h->ticked_by);
	to_owner(e, &a);
}

static void birthdays(struct eye *e)
{
	static const int ages[] = { 12, 16, 18 };
	const struct home *h = e->h;
	for (int i = h->parents; i < h->bodies; i++)
		for (size_t k = 0; k < sizeof ages / sizeof *ages; k++) {
			const struct body *b = &h->body[i];
			struct day on = day_birthday(b->born, ages[k]);
			struct asked a = ask("birthday", day_begin(day_add(on, -attention_rule("birthday")->days)), on);
			if (!come(e, a.since) || come(e, day_begin(day_add(on, 1))))
				continue;
			a.person = b->id;
			a.name = arena_printf(e->c->arena, "%s (%s)", b->first->text, e->name);
			a.detail = arena_int(e->c->arena, ages[k]);
			to_owner(e, &a);
		}
}

static void told(struct eye *e)
{
	if (!e->h->not_told)
		return;
	struct asked a = ask("report_inform", e->h->report_at, after(e->h->report_at, attention_rule("report_inform")->days));
	a.report = e->h->report;
	to_owner(e, &a);
}

static void no_professional(struct eye *e)
{
	struct asked a = ask("no_professional", e->h->opened_at, after(e->h->opened_at, attention_rule("no_professional")->days));
	if (!e->h->lead)
		to_coordinators(e, &a, false);
}

moment country_attention(struct country *c, const struct home *h)
{
	static void (*const rules[])(struct eye *) = { contacts, next_date, steps, plan, family_wrote, birthdays, told, no_professional };
	struct eye e = { .c = c, .h = h, .team = h->team, .household = h->id, .file = h->file, .key = &h->key, .name = h->name, .number = h->number,
		.next = FOREVER };
	for (size_t i = 0; h->phase != C_CLOSED && i < sizeof rules / sizeof *rules; i++)
		rules[i](&e);
	if (h->phase < C_AFTERCARE)
		idle_goals(&e);
	soon(&e, h->rights_end);
	return e.next;
}

/* ---- reports ---- */

static struct eye eye_of(struct country *c, const struct country_report_state *r)
{
	return (struct eye){ .c = c, .team = r->team, .report = r->id, .file = r->team->inbox, .key = &r->team->key, .name = r->about, .number = r->number,
		.next = FOREVER };
}

/* They of whom it is are told within a month; so long as no household came of it, who read it owes that. */
static void inform(struct eye *e, const struct country_report_state *r)
{
	struct asked a = ask("report_inform", r->at, after(r->at, attention_rule("report_inform")->days));
	if (!r->to_be_told)
		return;
	push(e, &a, e->c->staff[r->team->first + r->team->coordinators].account, e->file, e->key, e->name, NULL, false);
	escalate(e, &a);
}

moment country_attention_new(struct country *c, const struct country_report_state *r)
{
	struct eye e = eye_of(c, r);
	struct asked a = ask("report_new", r->at, after(r->at, attention_rule("report_new")->days));
	int first = r->team->first + r->team->coordinators;
	for (int i = first; i < first + 2 && i < r->team->first + r->team->staff; i++)
		push(&e, &a, c->staff[i].account, e.file, e.key, e.name, r->what, false);
	escalate(&e, &a);
	soon(&e, day_begin(day_from(&e, r->answer_by + 1)));
	inform(&e, r);
	return e.next;
}

moment country_attention_answer(struct country *c, const struct country_report_state *r)
{
	struct eye e = eye_of(c, r);
	struct asked a = ask("report_answer", r->at > r->taken_at ? r->at : r->taken_at, day_from(&e, r->answer_by));
	push(&e, &a, r->taker, e.file, e.key, e.name, NULL, false);
	escalate(&e, &a);
	return e.next;
}

moment country_attention_inform(struct country *c, const struct country_report_state *r)
{
	struct eye e = eye_of(c, r);
	inform(&e, r);
	return e.next;
}
