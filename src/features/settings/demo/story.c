/* What happens when: the parts of a story become events, and the events happen in order of their days. */
#include "../../../platform/base/list.h"
#include "../../../platform/db/service.h"
#include "../../../platform/db/spool.h"
#include "../../monitor/attention.h"
#include "story.h"

struct event { int day; size_t order; happening *run; const char *route; const json_t *j; int n; };
struct events { struct event *list; size_t n; struct arena *arena; };

static void add(struct events *all, int day, happening *run, const char *route, const json_t *j, int n)
{
	struct event *e = LIST_ADD(all->arena, all->list, all->n);
	*e = (struct event){ day < 0 ? day : 0, all->n, run, route, j, n };
}

/* Each element of a list of the story, an array whose first element is its day. */
static void add_dated(struct events *all, const json_t *story, const char *name, happening *run, const char *route)
{
	size_t i;
	json_t *one;
	json_array_foreach(json_object_get(story, name), i, one)
		add(all, number_at(one, 0, 0), run, route, one, (int)i);
}

static void add_all(struct events *all, const json_t *story, const char *name, int day, happening *run, const char *route)
{
	size_t i;
	json_t *one;
	json_array_foreach(json_object_get(story, name), i, one)
		add(all, day, run, route, one, (int)i);
}

/* ---- the parts ---- */

static void add_people(struct events *all, const json_t *story, int opened)
{
	size_t i;
	json_t *one;
	json_array_foreach(json_object_get(story, "people"), i, one)
		add(all, opened, happen_person, "/households/{id}/people", one, (int)i);
	add(all, opened, happen_custody, "/households/{id}/people", json_object_get(story, "custody"), 0);
	json_array_foreach(json_object_get(story, "people"), i, one) {
		if (text_of(one, "login"))
			add(all, number_of(one, "signed_in", opened + 6), happen_sign_in, "/invite", one, (int)i);
		if (json_object_get(one, "estranged"))
			add(all, number_of(one, "estranged", opened), happen_estranged, "/households/{id}/people", one, (int)i);
	}
}

static void add_steps(struct events *all, const json_t *steps, int day, int goal)
{
	size_t i;
	json_t *one;
	json_array_foreach(steps, i, one) {
		int made = number_at(one, 6, day);
		/* the story keeps the id of a step in the step itself: several events speak of it */
		add(all, made, happen_step, "/households/{id}/plan/steps", one, goal);
		if (json_is_integer(json_array_get(one, 4)))
			add(all, number_at(one, 4, 0), happen_step_done, "/steps/{id}/done", one, goal);
		if (text_at(one, 5))
			add(all, number_at(one, 7, -2), happen_step_stuck, "/steps/{id}/stuck", one, goal);
	}
}

static void add_plan(struct events *all, const json_t *story, int met)
{
	const json_t *plan = json_object_get(story, "plan");
	size_t i;
	json_t *goal;
	if (!plan)
		return;
	int at = number_of(plan, "at", met);
	add(all, met, happen_offer, "/households/{id}/plan", plan, 0);
	add(all, at, happen_plan, "/households/{id}/plan", plan, 0);
	json_array_foreach(json_object_get(story, "goals"), i, goal) {
		int made = number_of(goal, "at", at);
		add(all, made, happen_goal, "/households/{id}/plan/goals", goal, (int)i);
		add_steps(all, json_object_get(goal, "steps"), made, (int)i);
		if (json_object_get(goal, "state_at"))
			add(all, number_of(goal, "state_at", 0), happen_goal_state, "/households/{id}/plan/goals", goal, (int)i);
	}
	add_steps(all, json_object_get(story, "quick"), at, -1);
	if (json_object_get(plan, "agreed"))
		add(all, number_of(plan, "agreed", at), happen_agree, "/households/{id}/plan", plan, 0);
}

/* The day of getting to know each other: the second phase, else a week after opening. */
static int day_met(const json_t *story, int opened)
{
	const json_t *phases = json_object_get(story, "phases");
	size_t i;
	json_t *one;
	json_array_foreach(phases, i, one)
		if (text_at(one, 1) && !strcmp(text_at(one, 1), "getting_to_know"))
			return number_at(one, 0, opened) + 2 < 0 ? number_at(one, 0, opened) + 2 : 0;
	return opened + 7 < 0 ? opened + 7 : 0;
}

static int last_contact(const json_t *story, int otherwise)
{
	size_t i;
	json_t *one;
	int last = otherwise;
	json_array_foreach(json_object_get(story, "contacts"), i, one)
		last = number_at(one, 0, last) > last ? number_at(one, 0, last) : last;
	return last;
}

static void all_events(struct events *all, const json_t *story)
{
	const json_t *phases = json_object_get(story, "phases"), *one;
	int opened = number_at(json_array_get(phases, 0), 0, -30), met = day_met(story, opened);
	add(all, opened, happen_open, "/households", story, 0);
	add_people(all, story, opened);
	for (size_t i = 1; i < json_array_size(phases); i++) {
		one = json_array_get(phases, i);
		add(all, number_at(one, 0, 0), happen_phase, "/households/{id}/phase", one, (int)i);
	}
	add_all(all, story, "history", met, happen_history, "/households/{id}/history");
	add_all(all, story, "ties", met, happen_tie, "/households/{id}/network");
	add_all(all, story, "domains", met, happen_domain, "/households/{id}/intake");
	add_all(all, story, "links", met, happen_link, "/households/{id}/intake");
	add_all(all, story, "seen", met, happen_seen, "/households/{id}/intake");
	add_dated(all, story, "seen_later", happen_seen, "/households/{id}/intake");
	add_dated(all, story, "contacts", happen_contact, "/households/{id}/contacts");
	add_dated(all, story, "changes", happen_change, "/households/{id}/professional");
	if (json_object_get(story, "offer"))
		add(all, met, happen_offer, "/households/{id}/plan", json_object_get(story, "offer"), 0);
	add_plan(all, story, met);
	add_dated(all, story, "wishes", happen_wish, "/our/wishes");
	add_dated(all, story, "agreements", happen_agreement, "/households/{id}/plan");
	add_dated(all, story, "reviews", happen_review, "/households/{id}/reviews");
	add_dated(all, story, "questions", happen_question, "/our/questions");
	add_dated(all, story, "talks", happen_talk, "/households/{id}/talks");
	add_dated(all, story, "consents", happen_consent, "/our/access");
	add_dated(all, story, "self_led", happen_self_led, "/households/{id}/professional");
	add_dated(all, story, "hold", happen_hold, "/households/{id}");
	add_dated(all, story, "emergency", happen_emergency, "/households/{id}/emergency");
	if (json_object_get(story, "light"))
		add(all, number_of(story, "light", -20), happen_light, "/households/{id}/phase", story, 0);
	if (json_object_get(story, "next"))
		add(all, last_contact(story, opened), happen_next, "/households/{id}", json_object_get(story, "next"), 0);
}

static int in_order(const void *a, const void *b)
{
	const struct event *x = a, *y = b;
	if (x->day != y->day)
		return x->day < y->day ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

/* ---- telling ---- */

static void write_log(struct story *s, const char *route, struct slot_mark mark)
{
	struct slot *slot = s->d->slot;
	struct file_list written = slot_files_written(slot);
	id64 who = slot_viewer(slot);
	if (written.n > mark.written && who != NABIJ_ITSELF && who != NOBODY) {
		const struct spool_record record = { .id = id_new(), .account = who, .at = slot_now(slot), .route = route, .action = "changed",
			.files = written.id + mark.written, .files_n = written.n - mark.written };
		log_write(slot, &record);
	}
	slot_forget(slot, mark);
}

static void could_not(struct story *s, const struct event *e)
{
	char *part = e->j ? json_dumps(e->j, JSON_ENCODE_ANY) : NULL;
	demo_wrong(s->d, "%s: %s on day %d could not happen: %.160s", s->name, e->route, e->day, part ? part : "");
	free(part);
}

/* Things of one day follow each other by a few minutes, from nine o'clock on. */
static void happen_at(struct story *s, const struct event *e, int minutes)
{
	struct slot *slot = s->d->slot;
	struct slot_mark mark = slot_mark(slot);
	demo_at(s->d, e->day, 9 + minutes / 60 % 9, minutes % 60);
	slot_view_as(slot, NABIJ_ITSELF);
	if (s->household)
		story_as(s, NULL);
	bool fine = (s->household || e->run == happen_open) && e->run(s, e->j, e->n);
	if (!fine && !slot_failed(slot))
		could_not(s, e);
	write_log(s, e->route, mark);
	slot_view_as(slot, NABIJ_ITSELF);
}

bool demo_story(struct demo *d, const json_t *j)
{
	struct story s = { .d = d, .j = j, .name = text_of(j, "name") };
	struct events all = { .arena = d->arena };
	all_events(&all, j);
	qsort(all.list, all.n, sizeof *all.list, in_order);
	s.opened = all.n ? all.list[0].day : 0;
	for (size_t i = 0, minutes = 0; i < all.n && demo_fine(d); i++) {
		minutes = i && all.list[i].day == all.list[i - 1].day ? minutes + 7 : (size_t)(s.household % 71);
		happen_at(&s, &all.list[i], (int)minutes);
	}
	demo_at(d, 0, 23, 59);
	if (demo_fine(d))
		attention_household(d->slot, s.household);
	arena_reset(d->arena);
	return demo_fine(d);
}
