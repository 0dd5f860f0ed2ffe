/* A question at the desk: answered in a few minutes, counted, and no household made of it; it costs no extra typing. */
#include "../../platform/base/list.h"
#include "../contact/contact.h"
#include "../contact/contact_entities.h"
#include "signal_screens.h"
#include "templates.h"

static const struct code outcomes[] = {
	{ "answered", N_("Meteen beantwoord") }, { "pointed", N_("Verwezen") }, { "appointment", N_("Afspraak gemaakt") }, { NULL, NULL }
};
static const struct codes LIGHT_OUTCOMES = { "light_outcome", outcomes };
static const int minutes[] = { 3, 5, 10, 15, 30 };

static const char *const taken[] = { "domain", "area_code", "minutes", NULL };
static const struct field own[] = {
	{ "outcome", N_("Hoe liep het af"), F_CODE, .codes = &LIGHT_OUTCOMES, .required = true, .missing = N_("Kies hoe het afliep") },
	{ NULL }
};
static const struct input LIGHT = { "light_question", &LIGHT_QUESTION_ENTITY, taken, own };

SQL(light_team,
	"SELECT t.id, t.name FROM v_team t JOIN v_team_member m ON m.team_id = t.id"
	" WHERE m.account_id = :me AND m.from_at <= :now AND m.until_at > :now ORDER BY m.from_at, m.id LIMIT 1");
SQL(light_areas,
	"SELECT DISTINCT a.code, a.name FROM v_area a JOIN v_team_area t ON t.area_code = a.code OR t.area_code = a.parent_code"
	" WHERE t.team_id = :team AND a.kind = 'neighbourhood' ORDER BY a.name, a.code LIMIT 200");
SQL(light_month, "SELECT count(*) FROM v_light_question q WHERE q.team_id = :team AND q.at >= :since");

static id64 team_of(struct request *rq, const char **name)
{
	struct rows *r = sql_read(rq->slot, &light_team, WITH(p_id("me", rq->viewer.account), p_moment("now", rq->now)));
	id64 team = 0;
	if (rows_next(r)) {
		team = rows_int(r, 0);
		*name = rows_text(r, 1);
	}
	rows_end(r);
	return team;
}

static void offer(struct request *rq, struct light_questions *d)
{
	const char *domain = field_text(rq->in, "domain"), *outcome = field_text(rq->in, "outcome");
	int64_t chosen = field_int(rq->in, "minutes", 5);
	for (const struct code *c = LIFE_DOMAINS.list; c->code; c++) {
		struct light_questions_domains *x = LIST_ADD(rq->arena, d->domains, d->domains_n);
		*x = (struct light_questions_domains){ .code = c->code, .label = rq_tr(rq, c->label), .on = domain && !strcmp(domain, c->code) };
	}
	for (const struct code *c = outcomes; c->code; c++) {
		struct light_questions_outcomes *x = LIST_ADD(rq->arena, d->outcomes, d->outcomes_n);
		*x = (struct light_questions_outcomes){ .code = c->code, .label = rq_tr(rq, c->label), .on = outcome ? !strcmp(outcome, c->code) : c == outcomes };
	}
	for (size_t i = 0; i < sizeof minutes / sizeof *minutes; i++) {
		struct light_questions_minutes *x = LIST_ADD(rq->arena, d->minutes, d->minutes_n);
		*x = (struct light_questions_minutes){ .n = minutes[i], .on = minutes[i] == chosen };
	}
}

static void read_areas(struct request *rq, struct light_questions *d, id64 team)
{
	const char *chosen = field_text(rq->in, "area_code");
	struct rows *r = sql_read(rq->slot, &light_areas, WITH(p_id("team", team)));
	while (rows_next(r)) {
		struct light_questions_areas *x = LIST_ADD(rq->arena, d->areas, d->areas_n);
		x->code = rows_text(r, 0);
		x->name = rows_text(r, 1);
		x->on = chosen && !strcmp(chosen, x->code);
	}
}

static struct reply page(struct request *rq)
{
	struct light_questions *d = ARENA_NEW(rq->arena, struct light_questions);
	id64 team = team_of(rq, &d->team);
	if (!team)
		return reply_missing();
	offer(rq, d);
	read_areas(rq, d, team);
	struct day first = { rq->today.year, rq->today.month, 1 };
	d->month = sql_number(rq->slot, &light_month, WITH(p_id("team", team), p_moment("since", day_begin(first))), 0);
	rq->page->title = rq_tr(rq, N_("Een vraag aan de balie"));
	rq->page->nav = "signals";
	return reply_page(&TPL_light_questions, d);
}

static bool area_offered(struct request *rq, id64 team, const char *area)
{
	bool found = !area;
	struct rows *r = sql_read(rq->slot, &light_areas, WITH(p_id("team", team)));
	while (rows_next(r))
		found = found || !strcmp(area, rows_text(r, 0));
	return found;
}

static struct reply add(struct request *rq)
{
	const char *name = NULL, *area = field_text(rq->in, "area_code");
	id64 team = team_of(rq, &name);
	if (!team)
		return reply_missing();
	if (!area_offered(rq, team, area)) {
		field_fail(rq->in, "area_code", rq_tr(rq, N_("Kies uit de lijst")));
		return reply_again();
	}
	if (!light_question_add(rq->slot, team, field_text(rq->in, "domain"), area, (int)field_int(rq->in, "minutes", 0), field_text(rq->in, "outcome")))
		return reply_missing();
	return reply_go(rq, "light_question", "/light-questions/new");
}

const struct route LIGHT_ROUTES[] = {
	{ METHOD_GET, "/light-questions/new", RELATION_NONE, K_TEAM, .run = page, .input = &LIGHT, .summary = "Counting a question at the desk" },
	{ METHOD_POST, "/light-questions", RELATION_NONE, K_TEAM, .run = add, .input = &LIGHT, .again = page, .summary = "Count a question at the desk" },
	{ .path = NULL }
};
