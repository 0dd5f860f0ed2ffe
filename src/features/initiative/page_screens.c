/* One initiative: its page, the first question, its phase. */
#include <string.h>
#include "../../platform/base/list.h"
#include "../../platform/base/utf8.h"
#include "../account/accounts.h"
#include "../theme/theme.h"
#include "initiative.h"
#include "initiative_entities.h"
#include "initiative_questions.h"
#include "initiative_screens.h"
#include "templates.h"

enum { BARS_MOST = 12, BAR_WIDTH = 22, BAR_HIGHEST = 88, FLOOR = 122 };

/* ---- its page ---- */

SQL(initiative_one, "SELECT i.about, i.for_whom, i.domain, i.origin, i.informal, i.formal, i.open_to_all, i.exists_choice, i.exists_word, i.owner_id, i.reached,"
	" i.reached_how, i.changed, i.phase, i.looked_at, (SELECT count(*) FROM v_known_initiative_answer a WHERE a.initiative_id = i.id),"
	" (SELECT count(*) FROM v_known_initiative_part p WHERE p.initiative_id = i.id), i.theme_id FROM v_known_initiative i WHERE i.id = :id");
SQL(initiative_page_meetings, "SELECT m.id, m.start_at, m.end_at, m.place, m.attendance FROM v_known_initiative_meeting m WHERE m.initiative_id = :id"
	" AND m.cancelled_at IS NULL ORDER BY m.start_at DESC LIMIT 140");
SQL(initiative_page_cheers, "SELECT s.text, s.at FROM v_known_initiative_success s WHERE s.initiative_id = :id ORDER BY s.at DESC LIMIT 10");

struct state { const char *phase; bool answered, looked_at; id64 uncounted; };

static void read_one(struct request *rq, struct initiative_page *d, struct state *s)
{
	struct rows *r = sql_read(rq->slot, &initiative_one, WITH(p_id("id", rq->id[0])));
	id64 owner = 0;
	if (rows_next(r)) {
		d->about = rows_text(r, 0);
		d->for_whom = rows_text(r, 1);
		d->domain = rows_text(r, 2);
		d->domain_label = rq_code(rq, &LIFE_DOMAINS, d->domain);
		d->origin = rows_text(r, 3);
		d->origin_label = rq_code(rq, &INITIATIVE_ORIGINS, d->origin);
		d->informal = rows_text(r, 4);
		d->formal = rows_text(r, 5);
		d->open = rows_bool(r, 6) && code_label(&INITIATIVE_STEPS, rows_text(r, 13));
		d->exists = rows_text(r, 7);
		d->exists_label = rq_code(rq, &INITIATIVE_EXISTS, d->exists);
		d->exists_word = rows_text(r, 8);
		owner = rows_int(r, 9);
		d->reached_known = !rows_null(r, 10);
		d->reached = rows_int(r, 10);
		d->reached_how = rows_text(r, 11);
		d->changed = rows_text(r, 12);
		*s = (struct state){ rows_text(r, 13), d->exists != NULL, !rows_null(r, 14), 0 };
		d->answers = rows_int(r, 15);
		d->parts = rows_int(r, 16);
		d->theme = rows_int(r, 17);
	}
	rows_end(r);
	d->owner = colleague_name(rq->slot, owner);
	struct theme_about theme;
	if (!d->theme)
		return;
	if (theme_about(rq->slot, rq->lang, d->theme, &theme)) {
		d->theme_title = theme.name;
		d->theme_signals = theme.heard;
	} else {
		d->theme = 0;
	}
}

/* The last so many that were counted, the oldest at the beginning. */
static void draw(struct request *rq, struct initiative_page *d, const struct initiative_page_bars *found, int64_t n)
{
	int64_t most = 1, shown = n < BARS_MOST ? n : BARS_MOST, step = 340 / (shown ? shown : 1);
	step = step > 52 ? 52 : step;
	for (int64_t i = 0; i < shown; i++)
		most = found[i].n > most ? found[i].n : most;
	for (int64_t i = shown; i-- > 0; ) {
		struct initiative_page_bars *b = LIST_ADD(rq->arena, d->bars, d->bars_n);
		*b = found[i];
		b->high = b->n * BAR_HIGHEST / most;
		b->high = b->high < 2 ? 2 : b->high;
		b->x = 8 + (shown - 1 - i) * step;
		b->y = FLOOR - b->high;
		b->middle = b->x + BAR_WIDTH / 2;
		b->over = b->y - 6;
	}
}

static void read_meetings(struct request *rq, struct initiative_page *d, struct state *s)
{
	struct initiative_page_bars *found = NULL;
	int64_t n = 0;
	struct rows *r = sql_read(rq->slot, &initiative_page_meetings, WITH(p_id("id", rq->id[0])));
	while (rows_next(r)) {
		moment start = rows_int(r, 1);
		struct day day = day_of(start);
		if (start > rq->now) {
			d->next = start;
			d->next_place = rows_text(r, 3);
		} else if (!rows_null(r, 4)) {
			d->held++;
			*LIST_ADD(rq->arena, found, n) = (struct initiative_page_bars){ .n = rows_int(r, 4), .label = arena_printf(rq->arena, "%d-%d", day.day, day.month) };
		} else if (rows_int(r, 2) <= rq->now && !s->uncounted) {
			s->uncounted = rows_int(r, 0);
		}
	}
	draw(rq, d, found, n);
}

static void ask(struct request *rq, struct initiative_page *d, const char *words, const char *button, const char *path)
{
	d->asks = rq_tr(rq, words);
	d->ask_words = rq_tr(rq, button);
	d->ask = arena_printf(rq->arena, "/initiatives/%lld%s", (long long)d->head.id, path);
}

/* The one thing this page asks for now. */
static void say_next(struct request *rq, struct initiative_page *d, const struct state *s)
{
	bool over = !strcmp(s->phase, "done") || !strcmp(s->phase, "stopped"), dated = !strcmp(s->phase, "contact") || !strcmp(s->phase, "carrying_out");
	if (!d->head.mine)
		return;
	if (!s->answered && !over)
		ask(rq, d, N_("Eerst één vraag, voor er plannen zijn."), N_("Wat is er al?"), "/first");
	else if (s->uncounted)
		ask(rq, d, N_("Het is geweest. Hoeveel mensen waren er?"), N_("Tel wie er waren"), arena_printf(rq->arena, "/meetings/%lld", (long long)s->uncounted));
	else if (dated && !d->next)
		ask(rq, d, N_("Er is geen volgende datum."), N_("Zet een datum erin"), "/meetings");
	else if (over && !s->looked_at)
		ask(rq, d, N_("Wat leverde het op? Daar leert een ander van."), N_("Schrijf het op"), "/result");
	else if (!strcmp(s->phase, "plan") && !d->answers)
		ask(rq, d, N_("Wat willen bewoners zelf?"), N_("Schrijf op wat zij zeiden"), "/residents");
	else if (!over && (!strcmp(s->phase, "idea") || !strcmp(s->phase, "plan")))
		ask(rq, d, N_("Klaar voor de volgende stap?"), N_("Verander de fase"), "/phase");
}

static void say_steps(struct request *rq, struct initiative_page *d, const char *phase)
{
	bool past = true;
	if (!strcmp(phase, "stopped")) {
		*LIST_ADD(rq->arena, d->steps, d->steps_n) = (struct initiative_page_steps){ .label = rq_code(rq, &INITIATIVE_PHASES, phase), .state = "now" };
		return;
	}
	for (const struct code *c = INITIATIVE_PHASES.list; strcmp(c->code, "stopped"); c++) {
		bool now = !strcmp(c->code, phase);
		*LIST_ADD(rq->arena, d->steps, d->steps_n) = (struct initiative_page_steps){ .label = rq_tr(rq, c->label), .state = now ? "now" : past ? "past" : "later" };
		past = past && !now;
	}
}

static struct reply page(struct request *rq)
{
	struct initiative_page *d = ARENA_NEW(rq->arena, struct initiative_page);
	struct state s = { 0 };
	if (!initiative_head(rq, &d->head, "page", ""))
		return reply_missing();
	read_one(rq, d, &s);
	read_meetings(rq, d, &s);
	struct rows *r = sql_read(rq->slot, &initiative_page_cheers, WITH(p_id("id", rq->id[0])));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->successes, d->successes_n) = (struct initiative_page_successes){ .text = rows_text(r, 0), .at = rows_int(r, 1) };
	if (!s.phase)
		return reply_missing();
	say_steps(rq, d, s.phase);
	say_next(rq, d, &s);
	return reply_page(&TPL_initiative_page, d);
}

/* ---- the first question ---- */

static const char *const first_take[] = { "exists_word", NULL };
static const struct field first_own[] = {
	{ "exists_choice", N_("Wat is er al?"), F_CODE, .codes = &INITIATIVE_EXISTS, .required = true, .missing = N_("Kies wat er al is") },
	{ NULL }
};
static const struct input FIRST = { "initiative_first", &INITIATIVE_ENTITY, first_take, first_own };

SQL(initiative_first_now, "SELECT i.exists_choice, i.exists_word, i.exists_at, i.area_code, i.domain, i.team_id FROM v_initiative i WHERE i.id = :id");
SQL(initiative_open_around, "SELECT o.id, o.title, o.area, o.about FROM v_open_initiative o WHERE o.area_code >= :from AND o.area_code <= :to AND o.id <> :id"
	" ORDER BY o.area_code, o.id LIMIT 12");
SQL(initiative_like_it, "SELECT i.id, i.title, a.name, i.phase FROM v_initiative i LEFT JOIN v_area a ON a.code = i.area_code WHERE i.team_id = :team AND i.id <> :id"
	" AND (i.domain = :domain OR i.area_code = :area) ORDER BY i.id DESC LIMIT 12");

/* The codes of a district's neighbourhoods lie between these two. */
static void district_range(struct arena *a, const char *area, const char **from, const char **to)
{
	*from = arena_printf(a, "%.8s00", area);
	*to = arena_printf(a, "%.8s99", area);
}

static struct reply first_page(struct request *rq)
{
	struct initiative_first *d = ARENA_NEW(rq->arena, struct initiative_first);
	if (!initiative_head(rq, &d->head, "page", N_("Wat is er al?")))
		return reply_missing();
	struct rows *r = sql_read(rq->slot, &initiative_first_now, WITH(p_id("id", rq->id[0])));
	if (!rows_next(r))
		return reply_missing();
	const char *from, *to, *area = rows_text(r, 3), *domain = rows_text(r, 4);
	id64 team = rows_int(r, 5);
	d->answered = rows_int(r, 2);
	if (!rows_null(r, 0))
		field_start(rq->in, "exists_choice", rows_text(r, 0));
	if (!rows_null(r, 1))
		field_start(rq->in, "exists_word", rows_text(r, 1));
	rows_end(r);
	district_range(rq->arena, area, &from, &to);
	r = sql_read(rq->slot, &initiative_open_around, WITH(p_text("from", from), p_text("to", to), p_id("id", rq->id[0])));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->near, d->near_n) = (struct initiative_first_near){ .id = rows_int(r, 0), .title = rows_text(r, 1), .area = rows_text(r, 2),
			.about = rows_null(r, 3) ? NULL : utf8_excerpt(rq->arena, rows_text(r, 3), 120) };
	r = sql_read(rq->slot, &initiative_like_it, WITH(p_id("team", team), p_id("id", rq->id[0]), p_text("domain", domain), p_text("area", area)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->ours, d->ours_n) = (struct initiative_first_ours){ .id = rows_int(r, 0), .title = rows_text(r, 1), .area = rows_text(r, 2),
			.phase_label = rq_code(rq, &INITIATIVE_PHASES, rows_text(r, 3)) };
	return reply_page(&TPL_initiative_first, d);
}

static struct reply first_save(struct request *rq)
{
	if (!initiative_exists(rq->slot, rq->id[0], field_text(rq->in, "exists_choice"), field_text(rq->in, "exists_word")))
		return reply_missing();
	return reply_go(rq, "saved", "/initiatives/%lld", (long long)rq->id[0]);
}

/* ---- phase and reflection ---- */

static const char *const phase_take[] = { "reason", NULL };
#define PHASE_FIELDS(must) { "phase", N_("Waar gaat het heen?"), F_CODE, .codes = &INITIATIVE_PHASES, .required = must, .missing = N_("Kies waar het heen gaat") }, \
	{ "mark", NULL, F_CODE, .codes = &INITIATIVE_MARKS }, { "word", N_("Een woord erbij"), F_TEXT, .max = 200 }
static const struct field phase_own[] = { PHASE_FIELDS(true), { NULL } }, reflect_own[] = { PHASE_FIELDS(false), { NULL } };
static const struct input PHASE = { "initiative_phase", &INITIATIVE_PHASE_ENTITY, phase_take, phase_own };
static const struct input REFLECT = { "initiative_reflect", &INITIATIVE_PHASE_ENTITY, phase_take, reflect_own };

SQL(initiative_reflections, "SELECT c.id, c.file_id, c.name, r.asked, r.mark, r.word, r.at FROM v_known_initiative_reflection r LEFT JOIN v_account c ON c.id = r.by_id"
	" WHERE r.initiative_id = :id ORDER BY r.id LIMIT 100");
SQL(initiative_history, "SELECT c.id, c.file_id, c.name, p.phase, p.reason, p.at FROM v_known_initiative_phase p LEFT JOIN v_account c ON c.id = p.by_id"
	" WHERE p.initiative_id = :id ORDER BY p.at DESC, p.id DESC LIMIT 100");

static const char *name_in(struct rows *r)
{
	return rows_null(r, 0) ? NULL : rows_open(r, 2, "account.name");
}

static void read_groups(struct request *rq, struct initiative_phases *d)
{
	for (const struct code *c = INITIATIVE_STEPS.list; c->code; c++) {
		struct initiative_phases_groups *g = LIST_ADD(rq->arena, d->groups, d->groups_n);
		*g = (struct initiative_phases_groups){ .phase = c->code, .label = rq_tr(rq, c->label) };
		g->open = !strcmp(d->head.phase, c->code);
		for (const struct initiative_question *q = INITIATIVE_QUESTIONS; q->code; q++)
			if (!strcmp(q->phase, c->code))
				*LIST_ADD(rq->arena, g->questions, g->questions_n) = (struct initiative_phases_groups_questions){ .code = q->code, .text = rq_tr(rq, q->text),
					.critical = q->critical };
	}
	struct rows *r = sql_read(rq->slot, &initiative_reflections, WITH(p_id("id", rq->id[0])));
	while (rows_next(r))
		for (size_t g = 0; g < d->groups_n; g++)
			for (size_t i = 0; i < d->groups[g].questions_n; i++) {
				struct initiative_phases_groups_questions *q = &d->groups[g].questions[i];
				if (strcmp(q->code, rows_text(r, 3)))
					continue;
				q->mark = rows_text(r, 4);
				q->mark_label = rq_code(rq, &INITIATIVE_MARKS, q->mark);
				q->word = rows_text(r, 5);
				q->by = name_in(r);
				q->at = rows_int(r, 6);
			}
}

static struct reply phase_page(struct request *rq)
{
	struct initiative_phases *d = ARENA_NEW(rq->arena, struct initiative_phases);
	if (!initiative_head(rq, &d->head, "phase", N_("Fase")) || !d->head.mine)
		return reply_missing();
	d->now = d->head.phase_label;
	const struct code *c = INITIATIVE_PHASES.list;
	while (strcmp(c->code, d->head.phase))
		c++;
	if (c[1].code && strcmp(c->code, "done"))
		field_start(rq->in, "phase", c[1].code);
	read_groups(rq, d);
	struct rows *r = sql_read(rq->slot, &initiative_history, WITH(p_id("id", rq->id[0])));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->history, d->history_n) = (struct initiative_phases_history){ .by = name_in(r), .phase = rows_text(r, 3),
			.label = rq_code(rq, &INITIATIVE_PHASES, rows_text(r, 3)), .reason = rows_text(r, 4), .at = rows_int(r, 5) };
	return reply_page(&TPL_initiative_phases, d);
}

static struct reply phase_save(struct request *rq)
{
	switch (initiative_move(rq->slot, rq->id[0], field_text(rq->in, "phase"), field_text(rq->in, "reason"))) {
	case INITIATIVE_NOT_HERE:
		return reply_missing();
	case INITIATIVE_FIRST_QUESTION:
		return reply_go(rq, NULL, "/initiatives/%lld/first", (long long)rq->id[0]);
	case INITIATIVE_NO_REASON:
		field_fail(rq->in, "reason", rq_tr(rq, N_("Schrijf kort waarom het stopt")));
		return reply_again();
	case INITIATIVE_MOVED:
		break;
	}
	return reply_go(rq, "initiative_moved", "/initiatives/%lld", (long long)rq->id[0]);
}

static struct reply reflect(struct request *rq)
{
	const char *mark = field_text(rq->in, "mark");
	if (!mark || !initiative_reflect(rq->slot, rq->id[0], rq->word[0], mark, field_text(rq->in, "word")))
		return reply_missing();
	return reply_go(rq, "saved", "/initiatives/%lld/phase#looking", (long long)rq->id[0]);
}

const struct route INITIATIVE_PAGE_ROUTES[] = {
	{ METHOD_GET, "/initiatives/{id}", RELATION_NONE, INITIATIVE_READERS, .run = page, .summary = "One initiative" },
	{ METHOD_GET, "/initiatives/{id}/first", RELATION_NONE, K_TEAM, .run = first_page, .input = &FIRST, .summary = "What exists already around it" },
	{ METHOD_POST, "/initiatives/{id}/first", RELATION_NONE, K_TEAM, .run = first_save, .input = &FIRST, .again = first_page,
		.summary = "Say what exists already" },
	{ METHOD_GET, "/initiatives/{id}/phase", RELATION_NONE, K_TEAM, .run = phase_page, .input = &PHASE, .summary = "Its phase, the questions of each, how it went" },
	{ METHOD_POST, "/initiatives/{id}/phase", RELATION_NONE, K_TEAM, .run = phase_save, .input = &PHASE, .again = phase_page, .summary = "Change its phase" },
	{ METHOD_POST, "/initiatives/{id}/reflect/{code}", RELATION_NONE, K_TEAM, .run = reflect, .input = &REFLECT, .again = phase_page,
		.summary = "How the team looks at one question now" },
	{ .path = NULL }
};
