/* Households composed from building blocks (blocks.json): a theme gives worries, goals, steps and what is said; names, form, street, phase and dates come
 * from lists. The n-th household of a theme takes other sentences than the ones before it, so that no two read alike. */
#include "../../../platform/base/buf.h"
#include "demo_inside.h"

enum { KIDS_MOST = 3, WORDS_MOST = 10 };

struct composing {
	struct demo *d;
	const json_t *theme;
	int i, turn;                         /* which household; how often its theme was used before */
	json_t *story;
	const struct demo_staff *lead;
	const char *name, *word[WORDS_MOST][2];      /* {ouder} and its name */
	size_t words_n;
	int opened, phase;
};

static const char *const PHASES[] = { "report", "getting_to_know", "support", "rounding_off", "aftercare", "closed" };
enum { REPORT, KNOW, SUPPORT, ROUNDING, AFTERCARE, CLOSED };
/* Out of twenty: most are in support. */
static const char SPREAD[] = "23214230252122532412";

/* ---- picking and filling in ---- */

static const json_t *pick(const json_t *list, int k)
{
	size_t n = json_array_size(list);
	return n ? json_array_get(list, (size_t)k % n) : NULL;
}

static int between(struct composing *c, int low, int high)
{
	return low + (int)demo_random(c->d, (uint32_t)(high - low + 1));
}

static void add_word(struct composing *c, const char *word, const char *name)
{
	if (c->words_n < WORDS_MOST) {
		c->word[c->words_n][0] = word;
		c->word[c->words_n++][1] = name;
	}
}

static const char *word_for(const struct composing *c, const char *word, size_t n)
{
	for (size_t i = 0; i < c->words_n; i++)
		if (strlen(c->word[i][0]) == n && !strncmp(c->word[i][0], word, n))
			return c->word[i][1];
	demo_wrong(c->d, "blocks.json: {%.*s} is nobody in theme %s", (int)n, word, text_of(c->theme, "key"));
	return "?";
}

/* A text with {ouder}, {kind}, {school} … filled in; a new reference. */
static json_t *filled(struct composing *c, const json_t *text)
{
	const char *at = json_string_value(text);
	struct buf out;
	if (!at)
		return json_null();
	buf_init(&out, 0);
	while (*at) {
		const char *open = strchr(at, '{'), *close = open ? strchr(open, '}') : NULL;
		buf_add(&out, at, close ? (size_t)(open - at) : strlen(at));
		if (!close)
			break;
		buf_str(&out, word_for(c, open + 1, (size_t)(close - open - 1)));
		at = close + 1;
	}
	json_t *j = json_string(out.p);
	buf_release(&out);
	return j;
}

/* Everything in an array filled in. */
static json_t *filled_all(struct composing *c, const json_t *list)
{
	json_t *out = json_array(), *one;
	size_t i;
	json_array_foreach(list, i, one)
		json_array_append_new(out, json_is_string(one) ? filled(c, one) : json_is_array(one) ? filled_all(c, one) : json_deep_copy(one));
	return out;
}

static json_t *list_of(struct composing *c, const char *name)
{
	json_t *list = json_object_get(c->story, name);
	if (!list)
		json_object_set_new(c->story, name, list = json_array());
	return list;
}

/* ---- who ---- */

static const char *first_name(struct composing *c, const json_t *culture, const char *list, int k)
{
	return json_string_value(pick(json_object_get(culture, list), c->i * 3 + k));
}

static void add_person(struct composing *c, const char *word, const char *first, const char *last, const char *role, int age, const json_t *culture)
{
	json_t *p = json_pack("{s:s, s:s, s:s, s:i}", "first", first, "last", last, "role", role, "age", age);
	if (text_of(culture, "language") && c->turn % 2)
		json_object_set_new(p, "language", json_string(text_of(culture, "language")));
	if (json_is_true(json_object_get(culture, "interpreter")) && c->turn % 2)
		json_object_set_new(p, "interpreter", json_true());
	json_array_append_new(list_of(c, "people"), p);
	add_word(c, word, first);
}

static void add_family(struct composing *c)
{
	static const char *const words[] = { "kind", "kind2", "kind3" };
	const json_t *culture = pick(json_object_get(c->d->blocks, "cultures"), c->i), *kids = json_object_get(c->theme, "kids");
	const char *last = json_string_value(pick(json_object_get(culture, "last"), c->i / (int)json_array_size(json_object_get(c->d->blocks, "cultures"))));
	const char *form = text_of(c->theme, "form");
	int oldest = 0;
	c->name = last;
	for (size_t k = 0; k < json_array_size(kids); k++)
		oldest = number_at(json_array_get(kids, k), 1, 0) > oldest ? number_at(json_array_get(kids, k), 1, 0) : oldest;
	int age = oldest + between(c, 22, 31);
	if (!strcmp(form, "grandparent"))
		add_person(c, "ouder", first_name(c, culture, "women", 1), last, "grandparent", 62 + between(c, 0, 9), culture);
	else
		add_person(c, "ouder", first_name(c, culture, strcmp(form, "father") ? "women" : "men", 0), last, "parent", age, culture);
	if (!strcmp(form, "two"))
		add_person(c, "ouder2", first_name(c, culture, "men", 1), last, "parent", age + between(c, -2, 5), culture);
	for (size_t k = 0; k < json_array_size(kids) && k < KIDS_MOST; k++) {
		const json_t *range = json_array_get(kids, k);
		bool girl = (c->i + (int)k) % 2;
		add_person(c, words[k], first_name(c, culture, girl ? "girls" : "boys", (int)k), last, "child",
			between(c, number_at(range, 0, 4), number_at(range, 1, 12)), culture);
	}
	json_object_set_new(c->story, "name", json_sprintf("Gezin %s", last));
}

/* A neighbourhood, a street in it, a professional of its team. */
static bool add_place(struct composing *c)
{
	const json_t *areas = json_object_get(c->d->town, "living"), *area = pick(areas, c->i * 5 + 2);
	const char *team = text_of(area, "team");
	const json_t *leads = json_object_get(json_object_get(c->d->town, "leads"), team);
	c->lead = demo_who(c->d, json_string_value(pick(leads, c->i / 2)));
	json_object_set_new(c->story, "area", json_string(text_of(area, "code")));
	json_object_set_new(c->story, "postcode", json_sprintf("%s%c%c", text_of(area, "postcode"), 'A' + between(c, 0, 19), 'A' + between(c, 0, 17)));
	json_object_set_new(c->story, "address", json_sprintf("%s %d", json_string_value(pick(json_object_get(area, "streets"), c->i)), between(c, 1, 96)));
	json_object_set_new(c->story, "professional", json_string(json_string_value(pick(leads, c->i / 2))));
	add_word(c, "school", text_of(area, "school"));
	add_word(c, "team", team);
	if (!c->lead)
		return false;
	const char *space = strchr(c->lead->name, ' ');
	add_word(c, "hulp", arena_strndup(c->d->arena, c->lead->name, space ? (size_t)(space - c->lead->name) : strlen(c->lead->name)));
	return true;
}

/* ---- when ---- */

static void add_phase(struct composing *c, int day, int phase)
{
	const json_t *reasons = json_object_get(json_object_get(c->d->blocks, "phase_reasons"), PHASES[phase]);
	json_array_append_new(list_of(c, "phases"), json_pack("[i, s, o]", day, PHASES[phase], filled(c, pick(reasons, c->i))));
}

/* From opening on, each phase at its share of the time gone by. */
static void add_phases(struct composing *c)
{
	static const int least[] = { 1, 9, 60, 190, 300, 240 }, most[] = { 4, 30, 400, 480, 560, 820 };
	static const int share[][6] = { { 100 }, { 100, 70 }, { 100, 96, 86 }, { 100, 97, 92, 9 }, { 100, 97, 92, 30, 12 }, { 100, 97, 90, 55, 45, 20 } };
	int age = between(c, least[c->phase], most[c->phase]);
	c->opened = -age;
	for (int p = 0; p <= c->phase; p++)
		add_phase(c, -(age * share[c->phase][p] / 100), p);
}

static int ended(const struct composing *c)
{
	return c->phase == CLOSED ? c->opened * 20 / 100 - 1 : -1;
}

/* What was said the k-th time: first the getting to know, then of the theme, then of every day; nothing twice in one household while that lasts. */
static const json_t *said(struct composing *c, int k)
{
	const json_t *own = json_object_get(c->theme, "contacts"), *general = json_object_get(c->d->blocks, "contacts");
	int n = (int)json_array_size(own), later = k - 2;
	if (k < 2)
		return pick(json_object_get(c->d->blocks, "firsts"), c->i * 2 + k);
	if (later % 3 == 2 || later - later / 3 >= n)
		return pick(general, c->i + (later - later / 3 >= n ? later - n + n / 2 : later / 3));
	return pick(own, c->turn + later - later / 3);
}

static void add_contact(struct composing *c, int day, bool reached, const json_t *what)
{
	json_array_append_new(list_of(c, "contacts"), json_pack("[i, s, b, o, o]", day, text_at(what, 0), reached, filled(c, json_array_get(what, 1)),
		reached ? json_string(c->word[0][1]) : json_null()));
}

/* Often at first, then every few weeks; the last one lately, for a few of them too long ago. */
static void add_contacts(struct composing *c)
{
	int last = c->phase == CLOSED ? ended(c) - 4 : c->i % 9 == 4 ? -between(c, 24, 33) : -between(c, 1, 12), k = 0, tries = 0;
	if (last <= c->opened + 1)
		last = c->opened + 1;
	for (int day = c->opened + 1, gap = 5; day < last - 2; day += gap, gap = gap < 24 ? gap + 4 : gap + 9) {
		bool reached = (k + tries + c->i) % 7 != 1;
		add_contact(c, day, reached, reached ? said(c, k++) : pick(json_object_get(c->d->blocks, "attempts"), c->i + tries++));
	}
	add_contact(c, last, true, said(c, k));
}

/* ---- what ---- */

static void add_picture(struct composing *c)
{
	static const char *const domains[] = { "physical_health", "daily_life", "income", "participation", "parenting", "safety", "mental_health" };
	const json_t *worries = json_object_get(c->theme, "worries"), *strengths = json_object_get(c->d->blocks, "strengths");
	for (int k = 0; k < 3; k++) {
		const json_t *w = pick(worries, c->turn * 2 + k), *s = pick(strengths, c->i * 2 + k);
		json_array_append_new(list_of(c, "domains"), json_pack("[s, s, o, s]", text_at(w, 0), "worry", filled(c, json_array_get(w, 1)), c->word[0][1]));
		if (k < 2)
			json_array_append_new(list_of(c, "domains"), json_pack("[s, s, o, s]", text_at(s, 0), "strength", filled(c, json_array_get(s, 1)), c->word[0][1]));
	}
	for (int k = 0; k < 7; k++)
		json_array_append_new(list_of(c, "seen"), json_pack("[s, i]", domains[k], (c->i + k) % 11 == 0 ? -1 : (c->i + k) % 4 == 1 ? -2 : between(c, 4, 8)));
	const json_t *link = pick(json_object_get(c->theme, "links"), c->turn);
	if (link)
		json_array_append_new(list_of(c, "links"), filled_all(c, link));
	for (int k = 0; k < 2 + c->i % 3; k++)
		json_array_append_new(list_of(c, "ties"), filled_all(c, pick(json_object_get(c->d->blocks, "ties"), c->i * 3 + k)));
	if (c->i % 2)
		json_array_append_new(list_of(c, "history"), filled_all(c, pick(json_object_get(c->d->blocks, "history"), c->i / 2)));
}

/* What is long past is done. Of a goal in hand the last step was agreed on lately and is under way; now and then one is late or stuck, and one
 * goal in a dozen has nobody working on it. */
static json_t *step_of(struct composing *c, const json_t *step, int made, int k, bool last, bool goal_done)
{
	json_t *s = filled_all(c, step);
	bool recent = last && !goal_done && c->i % 12 != 5, idle = last && !goal_done && !recent, late = c->i % 6 == 2;
	int at = recent && made < -30 ? -between(c, 6, 26) : made, due = recent ? (late ? -between(c, 1, 8) : between(c, 2, 21)) : idle ? -between(c, 13, 18) : made + 12 + 15 * k;
	bool done = !recent && (goal_done || due < -3);
	json_array_append_new(s, json_integer(due));
	json_array_append_new(s, done ? json_integer(due - 3 < 0 ? due - 3 : -1) : json_null());
	json_array_append_new(s, recent && c->i % 10 == 6 ? json_string(json_string_value(pick(json_object_get(c->d->blocks, "stuck"), c->i))) : json_null());
	json_array_append_new(s, json_integer(at));
	json_array_append_new(s, json_integer(at / 3));
	return s;
}

static void add_goals(struct composing *c, int made)
{
	const json_t *goals = json_object_get(c->theme, "goals");
	int n = 2 + c->i % 2;
	for (int g = 0; g < n && g < (int)json_array_size(goals); g++) {
		const json_t *from = pick(goals, c->turn + g), *steps = json_object_get(from, "steps");
		bool later = g == n - 1 && c->phase == SUPPORT, done = c->phase >= ROUNDING && (g == 0 || c->phase >= AFTERCARE);
		json_t *goal = json_pack("{s:s, s:o, s:i}", "d", text_of(from, "d"), "t", filled(c, pick(json_object_get(from, "t"), c->turn / 2)), "at", made);
		json_t *list = json_array();
		int steps_n = 2 + (g == 0 && json_array_size(steps) > 2);
		for (int k = 0; k < steps_n && !later; k++)
			json_array_append_new(list, step_of(c, pick(steps, c->turn + k), made, k, k == steps_n - 1, done));
		json_object_set_new(goal, "steps", list);
		if (later || done)
			json_object_set_new(goal, "state", json_string(later ? "later" : "done"));
		if (done)
			json_object_set_new(goal, "state_at", json_integer(made / 4 - 8));
		json_array_append_new(list_of(c, "goals"), goal);
	}
}

/* Who agrees: the one at home, or both. */
static json_t *both(const struct composing *c)
{
	bool two = !strcmp(text_of(c->theme, "form"), "two");
	return two ? json_sprintf("%s en %s", c->word[0][1], c->word[1][1]) : json_string(c->word[0][1]);
}

static void add_plan(struct composing *c)
{
	int made = number_at(json_array_get(json_object_get(c->story, "phases"), 2), 0, -5) - 2;
	if (c->phase == KNOW && c->i % 3)
		json_object_set_new(c->story, "offer", json_pack("{s:s, s:s}", "own_plan", c->i % 2 ? "no" : "yes", "supporter", "no"));
	if (c->phase < SUPPORT)
		return;
	json_object_set_new(c->story, "plan", json_pack("{s:o, s:i, s:s, s:s, s:i, s:o}", "horizon", filled(c, pick(json_object_get(c->theme, "horizons"), c->turn)),
		"at", made, "own_plan", c->i % 5 == 3 ? "yes" : "no", "supporter", c->i % 7 == 5 ? "yes" : "no", "agreed", made + 2, "by", both(c)));
	add_goals(c, made);
	json_array_append_new(list_of(c, "wishes"), json_pack("[i, o, s, o]", made - 1, filled(c, pick(json_object_get(c->theme, "wishes"), c->turn)), c->word[0][1],
		filled(c, pick(json_object_get(c->d->blocks, "wish_answers"), c->i))));
	json_array_append_new(list_of(c, "agreements"), json_pack("[i, o, s]", made, filled(c, pick(json_object_get(c->d->blocks, "agreements"), c->i)), c->word[0][1]));
}

static void add_reviews(struct composing *c)
{
	const json_t *reviews = json_object_get(c->d->blocks, "reviews"), *words = json_object_get(c->d->blocks, "review_words");
	size_t goals = json_array_size(json_object_get(c->story, "goals"));
	int made = number_of(json_object_get(c->story, "plan"), "at", 0), k = 0;
	for (int day = made + 45; goals && day < ended(c) - 8; day += 84, k++) {
		json_t *spoken = json_array();
		for (int g = 0; g < 2 && g < (int)goals; g++) {
			const json_t *word = pick(words, c->i + 2 * k + g);
			json_array_append_new(spoken, json_pack("[i, s, o, i]", g, c->word[0][1], filled(c, json_array_get(word, 0)),
				(c->i + g) % 4 == 3 ? -1 : number_at(word, 1, 6)));
		}
		json_array_append_new(list_of(c, "reviews"), json_pack("[i, o, o, b, o]", day, json_sprintf("%s en %s", c->word[0][1], word_for(c, "hulp", 4)),
			filled(c, pick(reviews, c->i + k)), c->i % 3 == 0, spoken));
	}
}

static void add_next(struct composing *c)
{
	static const char *const times[] = { "9.30", "10.00", "13.15", "15.30", "16.00", "19.00", "19.30", NULL };
	int on = c->i % 11 == 7 ? -between(c, 1, 5) : between(c, 1, 20);
	struct day day = demo_day(c->d, on);
	if (c->phase == CLOSED)
		return;
	if (day_weekday(day) > 5)
		on += 8 - day_weekday(day);
	const char *time = times[c->i % 8];
	json_object_set_new(c->story, "next", json_pack("[i, o, o]", on, time ? json_string(time) : json_null(),
		filled(c, pick(json_object_get(c->d->blocks, "next"), c->i))));
	if (c->phase == SUPPORT && c->i % 8 == 3)
		json_object_set_new(c->story, "light", json_integer(-between(c, 15, 40)));
}

json_t *demo_compose(struct demo *d, int i)
{
	const json_t *themes = json_object_get(d->blocks, "themes");
	int n = (int)json_array_size(themes);
	struct composing c = { .d = d, .i = i, .theme = pick(themes, i), .turn = n ? i / n : 0, .story = json_object(), .phase = SPREAD[(i * 7) % 20] - '0' };
	if (!c.theme)
		demo_wrong(d, "blocks.json has no themes");
	else {
		add_family(&c);
		if (add_place(&c)) {
			add_phases(&c);
			add_contacts(&c);
			if (c.phase > REPORT)
				add_picture(&c);
			add_plan(&c);
			add_reviews(&c);
			add_next(&c);
		}
	}
	if (!*d->problem)
		return c.story;
	json_decref(c.story);
	return NULL;
}
