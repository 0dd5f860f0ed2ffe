/* Looking back together: several voices beside each other, goals kept, reached, parked or let go, and always a next date. */
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../household/household.h"
#include "plan.h"
#include "plan_entities.h"
#include "plan_page.h"
#include "plan_screens.h"

enum { VOICES = 4, VOICES_SHOWN = 2, MOST_NAME = 120, MOST_SENTENCE = 400, MOST_SCORE = 10 };

SQL(review_head, "SELECT p.id, p.file_id, p.horizon, h.closed_at, h.next_time, (SELECT max(r.on_day) FROM v_review r WHERE r.household_id = h.id)"
	" FROM v_plan p JOIN v_household h ON h.id = p.household_id WHERE p.household_id = :household");
SQL(review_goals, "SELECT id, file_id, title FROM v_goal WHERE household_id = :household AND state = 'active' ORDER BY position, id");
SQL(review_people, "SELECT id, file_id, first_name FROM v_person WHERE household_id = :household AND lives_here ORDER BY id LIMIT 4");
SQL(review_ties, "SELECT id, file_id, name FROM v_tie WHERE household_id = :household AND until_at > :now AND closeness = 1"
	" AND kind IN ('family', 'friend', 'neighbour') ORDER BY id LIMIT 4");
SQL(review_before, "SELECT w.id, w.file_id, w.goal_id, w.whose, w.sentence, w.score FROM v_review_word w JOIN v_review r ON r.id = w.review_id"
	" WHERE w.household_id = :household AND r.on_day = (SELECT max(x.on_day) FROM v_review x WHERE x.household_id = :household)"
	" ORDER BY w.at, w.id");

static const char *const review_take[] = { "on_day", "family_present", "network_present", "present", "text", NULL };
static const struct field review_own[] = {
	{ "next_on", N_("Wanneer kijken jullie weer terug?"), F_DAY, .hint = N_("Een dag is genoeg, verzetten kan altijd") },
	{ "next_time", N_("Hoe laat"), F_TEXT, .max = 5, .hint = N_("Bijvoorbeeld 19.30") },
	{ "next_what", N_("Wat en waar"), F_TEXT, .max = 200 },
	{ NULL }
};
static const struct input REVIEW = { "review", &REVIEW_ENTITY, review_take, review_own };

/* ---- what was typed about a goal: names made of its id ---- */

struct voice_typed { const char *whose, *sentence, *score; };

static const char *raw(struct request *rq, const char *what, id64 goal, int i)
{
	const char *name = arena_printf(rq->arena, "%s-%lld-%d", what, (long long)goal, i);
	const char *text = form_get(&rq->form, name);
	return text ? utf8_clean(rq->arena, text, true) : NULL;
}

static struct voice_typed typed(struct request *rq, id64 goal, int i)
{
	return (struct voice_typed){ raw(rq, "whose", goal, i), raw(rq, "sentence", goal, i), raw(rq, "score", goal, i) };
}

static bool filled(const char *text)
{
	return text && *text;
}

/* 0 … 10; -1: none given; -2: not a number of those. */
static int score_of(const char *text)
{
	char *end;
	if (!filled(text))
		return -1;
	long n = strtol(text, &end, 10);
	return end != text && !*end && n >= 0 && n <= MOST_SCORE ? (int)n : -2;
}

static const char *state_typed(struct request *rq, id64 goal)
{
	const char *state = form_get(&rq->form, arena_printf(rq->arena, "state-%lld", (long long)goal));
	return state && code_label(&GOAL_STATES, state) ? state : "active";
}

/* ---- the page ---- */

struct voice_names { const char *name[VOICES]; int n; };

static void add_names(struct request *rq, struct voice_names *names, struct sql *sql, const char *where)
{
	struct rows *r = sql_read(rq->slot, sql, WITH(p_id("household", rq->household), p_moment("now", rq->now)));
	while (rows_next(r))
		if (names->n < VOICES)
			names->name[names->n++] = rows_open(r, 2, where);
}

static void add_voice(struct request *rq, struct review_goal *g, const struct voice_names *names, int i)
{
	bool sent = rq->form.n > 0;
	const struct voice_typed said = typed(rq, g->id, i);
	struct review_voice *v = i < VOICES_SHOWN ? LIST_ADD(rq->arena, g->first, g->first_n) : LIST_ADD(rq->arena, g->more, g->more_n);
	v->key = arena_printf(rq->arena, "%lld-%d", (long long)g->id, i);
	v->whose = sent ? said.whose : i < names->n ? names->name[i] : NULL;
	v->sentence = said.sentence;
	v->score = said.score;
	v->wrong = score_of(said.score) == -2 ? rq_tr(rq, N_("Een cijfer van 0 tot en met 10")) : NULL;
}

static void read_goals(struct request *rq, struct review_page *d, const struct voice_names *names)
{
	struct rows *r = sql_read(rq->slot, &review_goals, WITH(p_id("household", rq->household)));
	while (rows_next(r)) {
		struct review_goal *g = LIST_ADD(rq->arena, d->goals, d->goals_n);
		g->id = rows_int(r, 0);
		g->number = (int64_t)d->goals_n;
		g->title = rows_open(r, 2, "goal.title");
		g->state = state_typed(rq, g->id);
		for (int i = 0; i < VOICES; i++)
			add_voice(rq, g, names, i);
	}
}

/* "Lotte: 4, we slapen weer": what was said the time before, to begin from. */
static const char *earlier_words(struct request *rq, const char *whose, const char *sentence, const char *score)
{
	const char *who = filled(whose) ? whose : rq_tr(rq, N_("De vorige keer"));
	const char *gap = filled(score) && filled(sentence) ? ", " : "";
	return arena_printf(rq->arena, "%s: %s%s%s", who, score, gap, filled(sentence) ? sentence : "");
}

static void read_before(struct request *rq, struct review_page *d)
{
	struct rows *r = sql_read(rq->slot, &review_before, WITH(p_id("household", rq->household)));
	while (rows_next(r))
		for (size_t i = 0; i < d->goals_n; i++) {
			struct review_goal *g = &d->goals[i];
			if (g->id != rows_int(r, 2))
				continue;
			const char *score = rows_null(r, 5) ? "" : arena_int(rq->arena, rows_int(r, 5));
			struct review_goal_before *b = LIST_ADD(rq->arena, g->before, g->before_n);
			b->text = earlier_words(rq, rows_open(r, 3, "review_word.whose"), rows_open(r, 4, "review_word.sentence"), score);
		}
}

static struct reply review_page(struct request *rq)
{
	struct review_page *d = ARENA_NEW(rq->arena, struct review_page);
	struct voice_names names = { .n = 0 };
	d->household = rq->household;
	d->name = plan_frame(rq, rq_tr(rq, N_("Samen terugkijken")));
	struct rows *r = sql_read(rq->slot, &review_head, WITH(p_id("household", rq->household)));
	if (!d->name || !rows_next(r))
		return reply_missing();
	d->horizon = rows_open(r, 2, "plan.horizon");
	d->closed = !rows_null(r, 3);
	field_start(rq->in, "next_time", rows_text(r, 4));
	d->last_on = rows_day(r, 5);
	rows_end(r);
	add_names(rq, &names, &review_people, "person.first_name");
	add_names(rq, &names, &review_ties, "tie.name");
	read_goals(rq, d, &names);
	read_before(rq, d);
	field_start_day(rq->in, "on_day", rq->today);
	field_start(rq->in, "family_present", "yes");
	return reply_page(&TPL_review_page, d);
}

/* ---- saving ---- */

static bool voices_fit(struct request *rq, id64 goal)
{
	for (int i = 0; i < VOICES; i++) {
		const struct voice_typed s = typed(rq, goal, i);
		if (score_of(s.score) == -2)
			field_fail(rq->in, NULL, rq_tr(rq, N_("Een cijfer is een heel getal van 0 tot en met 10")));
		if ((s.whose && utf8_length(s.whose) > MOST_NAME) || (s.sentence && utf8_length(s.sentence) > MOST_SENTENCE))
			field_fail(rq->in, NULL, rq_tr(rq, N_("Een zin is hoogstens 400 tekens, een naam 120")));
	}
	return !rq->in->errors;
}

static bool save_goal(struct request *rq, id64 review, id64 goal)
{
	for (int i = 0; i < VOICES; i++) {
		const struct voice_typed s = typed(rq, goal, i);
		int score = score_of(s.score);
		if (!filled(s.sentence) && score < 0)
			continue;
		const char *whose = filled(s.whose) ? s.whose : NULL, *sentence = filled(s.sentence) ? s.sentence : NULL;
		if (!review_word(rq->slot, review, goal, whose, sentence, score, rq->viewer.name))
			return false;
	}
	const char *state = state_typed(rq, goal);
	return !strcmp(state, "active") || goal_state(rq->slot, goal, state, rq->viewer.name);
}

static bool days_fit(struct request *rq, bool closed)
{
	struct day next = field_day(rq->in, "next_on");
	if (day_diff(rq->today, field_day(rq->in, "on_day")) > 0)
		field_fail(rq->in, "on_day", rq_tr(rq, N_("Deze dag moet nog komen")));
	if (!closed && !day_known(next))
		field_fail(rq->in, "next_on", rq_tr(rq, N_("Kies wanneer jullie weer terugkijken")));
	else if (!closed && day_diff(rq->today, next) < 1)
		field_fail(rq->in, "next_on", rq_tr(rq, N_("Kies een dag die nog komt")));
	return !rq->in->errors;
}

static bool time_fits(struct request *rq)
{
	const char *time = field_text(rq->in, "next_time");
	int hour, minute;
	if (time && !hour_parse(time, &hour, &minute))
		field_fail(rq->in, "next_time", rq_tr(rq, N_("Vul een tijd in, bijvoorbeeld 19.30")));
	return !rq->in->errors;
}

struct goal_ids { id64 *id; size_t n; };

static struct goal_ids active_goals(struct request *rq)
{
	struct goal_ids all = { NULL, 0 };
	struct rows *r = sql_read(rq->slot, &review_goals, WITH(p_id("household", rq->household)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, all.id, all.n) = rows_int(r, 0);
	return all;
}

static bool is_closed(struct request *rq)
{
	struct rows *r = sql_read(rq->slot, &review_head, WITH(p_id("household", rq->household)));
	bool closed = rows_next(r) && !rows_null(r, 3);
	rows_end(r);
	return closed;
}

static bool set_next(struct request *rq, bool closed)
{
	const char *what = field_text(rq->in, "next_what");
	return closed || household_next(rq->slot, rq->household, field_day(rq->in, "next_on"), field_text(rq->in, "next_time"),
		what ? what : rq_tr(rq, N_("samen terugkijken")));
}

static struct reply review_save(struct request *rq)
{
	bool closed = is_closed(rq), fits = days_fit(rq, closed) && time_fits(rq);
	const struct goal_ids goals = active_goals(rq);
	for (size_t i = 0; i < goals.n; i++)
		fits = voices_fit(rq, goals.id[i]) && fits;
	if (!fits)
		return reply_again();
	const struct review_new review = { .household = rq->household, .on = field_day(rq->in, "on_day"),
		.family_present = field_yes(rq->in, "family_present"), .network_present = field_yes(rq->in, "network_present"),
		.present = field_text(rq->in, "present"), .text = field_text(rq->in, "text") };
	id64 id = review_add(rq->slot, &review, rq->viewer.name);
	bool saved = id && set_next(rq, closed);
	for (size_t i = 0; saved && i < goals.n; i++)
		saved = save_goal(rq, id, goals.id[i]);
	return saved ? plan_again_at(rq, "review", NULL, 0) : reply_missing();
}

#define REVIEWS "/households/{household}/plan/review"
const struct route REVIEW_ROUTES[] = {
	{ METHOD_GET, REVIEWS, RELATION_HOUSEHOLD, K_TEAM, .run = review_page, .input = &REVIEW, .summary = "Look back together" },
	{ METHOD_POST, REVIEWS, RELATION_HOUSEHOLD, K_TEAM, .run = review_save, .input = &REVIEW, .again = review_page,
		.summary = "Save what was said looking back, per goal as whose-GOAL-N, sentence-GOAL-N, score-GOAL-N (N from 0 to 3) and state-GOAL" },
	{ .path = NULL }
};
