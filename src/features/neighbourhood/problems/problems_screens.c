#include "problems_screens.h"
#include "../../../platform/base/list.h"
#include "../../signal/report_names.h"
#include "../documents/documents_screens.h"
#include "problems_entities.h"
#include "templates.h"

enum { OPEN_MOST = 100, DONE_MOST = 20, AREAS_MOST = 120, WAITING_MOST = 10, ANSWER_DAYS = 28, ANSWER_DAYS_MOST = 400 };

static void frame(struct request *rq, const char *title)
{
	rq->page->title = title;
	rq->page->nav = rq_is(rq, K_POLICY) ? "problems" : "hood";
}

/* ---- the lists ---- */

#define LINE_COLUMNS "SELECT p.id, p.title, p.to_whom, p.state, p.answer_by, p.decision, p.happens_by, p.households, p.at, p.team_id, t.name, a.name, p.area_code," \
	" p.domain, p.closed_at, p.by_id"
#define LINE_FROM " FROM v_problem_seen p LEFT JOIN v_team t ON t.id = p.team_id LEFT JOIN v_area a ON a.code = p.area_code "
#define LINE LINE_COLUMNS LINE_FROM
SQL(problems_open, LINE "WHERE p.state = 'open' AND (:mine = 0 OR p.team_id = :mine) ORDER BY p.answer_by, p.at LIMIT :n");
SQL(problems_answered, LINE "WHERE p.state = 'answered' AND (:mine = 0 OR p.team_id = :mine) ORDER BY p.answered_at DESC, p.id LIMIT :n");
SQL(problems_done, LINE "WHERE p.state = 'accepted' AND (:mine = 0 OR p.team_id = :mine) AND (p.closed_at, p.id) < (:before, :before_id)"
	" ORDER BY p.closed_at DESC, p.id DESC LIMIT :n");
SQL(problems_coordinates, "SELECT count(*) FROM v_team_member m WHERE m.team_id = :team AND m.account_id = :me AND m.role = 'coordinator' AND m.from_at <= :now"
	" AND m.until_at > :now");

static void fill_line(struct request *rq, struct problem_line *x, struct rows *r, bool coordinates)
{
	const char *to = rows_text(r, 2);
	*x = (struct problem_line){ .id = rows_int(r, 0), .title = rows_text(r, 1), .to = to, .to_words = rq_code(rq, &PROBLEM_TO, to), .state = rows_text(r, 3),
		.answer_by = rows_day(r, 4), .decision = rq_code(rq, &PROBLEM_DECISIONS, rows_text(r, 5)), .happens_by = rows_day(r, 6),
		.many = rows_null(r, 7) ? NULL : published_words(rq->arena, rq->lang, rows_int(r, 7)), .at = rows_int(r, 8), .team = rows_text(r, 10),
		.area = rows_null(r, 11) ? rows_text(r, 12) : rows_text(r, 11), .domain = rq_code(rq, &LIFE_DOMAINS, rows_text(r, 13)), .closed_at = rows_int(r, 14) };
	bool open = !strcmp(x->state, "open");
	x->late = open && day_diff(rq->today, x->answer_by) < 0;
	x->answers = open && (strcmp(to, "management") ? rq_is(rq, K_POLICY) : coordinates);
}

static size_t read_lines(struct request *rq, struct sql *sql, const struct param *with, bool coordinates, struct problem_line **list)
{
	size_t n = 0;
	struct rows *r = sql_read(rq->slot, sql, with);
	while (rows_next(r))
		fill_line(rq, LIST_ADD(rq->arena, *list, n), r, coordinates);
	return n;
}

static bool coordinates(struct request *rq)
{
	return rq_is(rq, K_COORDINATOR) && sql_number(rq->slot, &problems_coordinates, WITH(p_id("team", rq->viewer.team), p_id("me", rq->viewer.account),
		p_moment("now", rq->now)), 0) > 0;
}

/* "moment-id": the last of the page before. */
static void read_before(struct request *rq, moment *at, id64 *id)
{
	const char *asked = form_get(&rq->http->query, "before"), *dash = asked ? strchr(asked, '-') : NULL;
	*at = FOREVER;
	*id = INT64_MAX;
	if (dash && id_parse(dash + 1, id))
		*at = strtoll(asked, NULL, 10);
}

static struct reply problems(struct request *rq)
{
	struct problems_page *d = ARENA_NEW(rq->arena, struct problems_page);
	id64 mine = rq_is(rq, K_TEAM) ? rq->viewer.team : 0, last;
	moment before;
	bool answers = coordinates(rq);
	read_before(rq, &before, &last);
	struct param team = p_int("mine", mine);
	d->policy = rq_is(rq, K_POLICY);
	d->further = before != FOREVER;
	if (!d->further) {
		d->open_n = read_lines(rq, &problems_open, WITH(team, p_int("n", OPEN_MOST)), answers, &d->open);
		d->answered_n = read_lines(rq, &problems_answered, WITH(team, p_int("n", OPEN_MOST)), answers, &d->answered);
	}
	d->done_n = read_lines(rq, &problems_done, WITH(team, p_int("before", before), p_int("before_id", last), p_int("n", DONE_MOST)), answers, &d->done);
	if (d->done_n == DONE_MOST)
		d->earlier = arena_printf(rq->arena, "%lld-%lld", (long long)d->done[DONE_MOST - 1].closed_at, (long long)d->done[DONE_MOST - 1].id);
	d->open_count = (int64_t)d->open_n;
	for (size_t i = 0; i < d->open_n; i++) {
		d->late += d->open[i].late;
		d->owed += d->open[i].answers;
	}
	for (size_t i = 0; i < d->open_n; i++)
		if (d->open[i].answers) {            /* the longest waiting of what one owes oneself */
			d->open[i].main = true;
			break;
		}
	frame(rq, d->policy ? rq_tr(rq, N_("Vragen van de wijkteams")) : rq_tr(rq, N_("Aangekaarte problemen")));
	return reply_page(&TPL_problems_page, d);
}

/* ---- on Today ---- */

SQL(problems_on_today, LINE "WHERE p.team_id = :team AND p.state = 'open' AND p.answer_by < :until AND (p.answer_by < :today OR (:coordinates AND p.to_whom = 'management'))"
	" AND (:coordinates OR p.by_id = :me) ORDER BY p.answer_by, p.at LIMIT :n");

struct problem_line *problems_waiting(struct request *rq, size_t *n)
{
	struct problem_line *list = NULL;
	bool leads = rq_is(rq, K_COORDINATOR);
	*n = !rq->viewer.team ? 0 : read_lines(rq, &problems_on_today, WITH(p_id("team", rq->viewer.team), p_id("me", rq->viewer.account), p_bool("coordinates", leads),
		p_day("today", rq->arena, rq->today), p_day("until", rq->arena, day_add(rq->today, 8)), p_int("n", WAITING_MOST)), leads, &list);
	return list;
}

/* ---- who is named ---- */

#define NO_PERSON { "no_person", N_("Wat er staat is geen mens en geen nummer van iemand"), F_BOOL }

static const char *const new_words[] = { "title", "text", "tried", "asked", NULL };
static const char *const answer_words[] = { "answer", NULL };
static const char *const again_words[] = { "why", NULL };

/* What is said about a problem is read outside the team, or by more than who wrote it: who is named in it is asked to be left out, or said to be nobody. */
static bool check_names(struct request *rq, const char *const *fields, const char *area)
{
	const char *known = names_of_places(rq, area);
	bool named = false;
	for (; *fields && !field_yes(rq->in, "no_person"); fields++) {
		struct named_list found = report_names(rq->arena, field_text(rq->in, *fields), known, rq->today.year);
		if (!found.n)
			continue;
		named = true;
		field_fail(rq->in, *fields, tr_fill(rq->arena, rq_tr(rq, N_("Hier lijkt iemand genoemd: {words}. Laat dat weg, of vink onderaan aan dat het geen mens is")),
			"words", found.list[0].words, NULL));
	}
	return named;
}

/* On the page that comes back: whether it asks. */
static bool asks_of_names(struct request *rq)
{
	return rq->in->errors && rq->carry == new_words;
}

static void asked_of_names(struct request *rq, bool named)
{
	if (named)
		rq->carry = (void *)(uintptr_t)new_words;
}

/* ---- one ---- */

SQL(problem_page, LINE_COLUMNS ", p.text, p.since, p.tried, p.asked, p.theme_id, h.id, h.title, h.domain, p.initiative_id, i.id, i.title" LINE_FROM
	"LEFT JOIN v_theme h ON h.id = p.theme_id LEFT JOIN v_initiative i ON i.id = p.initiative_id WHERE p.id = :id");
SQL(problem_moves, "SELECT p.id, p.file_id, p.name, m.move, m.text, m.decision, m.happens_by, m.at FROM v_problem_move_seen m LEFT JOIN v_account p ON p.id = m.by_id"
	" WHERE m.problem_id = :id ORDER BY m.at, m.id LIMIT 100");

static const char *const answer_take[] = { "answer", "decision", "happens_by", NULL };
static const struct field answer_own[] = { NO_PERSON, { NULL } };
static const struct input ANSWER = { "problem_answer", &RAISED_PROBLEM_ENTITY, answer_take, answer_own };
static const char *const again_take[] = { "answer_by", NULL };
static const struct field again_own[] = {
	{ "why", N_("Waarom is dit nog niet goed?"), F_LONG, .max = 2000, .required = true, .missing = N_("Schrijf op wat er nog mist"),
		.hint = N_("Schrijf over veel mensen tegelijk. Namen horen hier niet in") },
	NO_PERSON,
	{ NULL }
};
static const struct input AGAIN = { "problem_reopen", &RAISED_PROBLEM_ENTITY, again_take, again_own };

static void read_moves(struct request *rq, struct problem_page *d)
{
	struct rows *r = sql_read(rq->slot, &problem_moves, WITH(p_id("id", d->of.id)));
	while (rows_next(r)) {
		struct problem_page_moves *m = LIST_ADD(rq->arena, d->moves, d->moves_n);
		*m = (struct problem_page_moves){ .move = rows_text(r, 3), .words = rq_code(rq, &PROBLEM_MOVES, rows_text(r, 3)), .text = rows_text(r, 4),
			.decision = rq_code(rq, &PROBLEM_DECISIONS, rows_text(r, 5)), .happens_by = rows_day(r, 6), .at = rows_int(r, 7) };
		m->by = rows_null(r, 0) ? "" : rows_open(r, 2, "account.name");
	}
}

/* The team goes back to it by a link; who answers reads that there is one. */
static void read_origin(struct request *rq, struct rows *r, bool ours, struct problem_page *d)
{
	d->from_theme = !rows_null(r, 20);
	d->from_initiative = !rows_null(r, 24);
	if (ours && !rows_null(r, 21)) {
		d->theme = rows_int(r, 21);
		d->theme_title = rows_null(r, 22) ? rq_code(rq, &LIFE_DOMAINS, rows_text(r, 23)) : rows_text(r, 22);
	}
	if (ours && !rows_null(r, 25)) {
		d->initiative = rows_int(r, 25);
		d->initiative_title = rows_text(r, 26);
	}
}

static bool read_problem(struct request *rq, struct problem_page *d)
{
	struct rows *r = sql_read(rq->slot, &problem_page, WITH(p_id("id", rq->id[0])));
	bool found = rows_next(r);
	if (found) {
		bool ours = rq_is(rq, K_TEAM) && rows_int(r, 9) == rq->viewer.team;
		*d = (struct problem_page){ .area_code = rows_text(r, 12), .text = rows_text(r, 16), .since = rows_day(r, 17), .tried = rows_text(r, 18),
			.asked = rows_text(r, 19), .ours = ours };
		fill_line(rq, &d->of, r, ours && rq_is(rq, K_COORDINATOR));
		d->judges = ours && !strcmp(d->of.state, "answered");
		read_origin(rq, r, ours, d);
	}
	rows_end(r);
	return found;
}

static struct reply problem(struct request *rq)
{
	struct problem_page *d = ARENA_NEW(rq->arena, struct problem_page);
	if (!read_problem(rq, d))
		return reply_missing();
	read_moves(rq, d);
	frame(rq, d->of.title);
	return reply_page(&TPL_problem_page, d);
}

static struct reply answer_page(struct request *rq)
{
	struct problem_answer_page *d = ARENA_NEW(rq->arena, struct problem_answer_page);
	if (!read_problem(rq, &d->p) || !d->p.of.answers)
		return reply_missing();
	d->named = asks_of_names(rq);
	frame(rq, rq_tr(rq, N_("Antwoord geven")));
	return reply_page(&TPL_problem_answer_page, d);
}

static struct reply answer(struct request *rq)
{
	struct problem_answer a = { field_text(rq->in, "answer"), field_text(rq->in, "decision"), field_day(rq->in, "happens_by") };
	struct problem_page d;
	if (!read_problem(rq, &d) || !d.of.answers)
		return reply_missing();
	if (!a.decision)
		field_fail(rq->in, "decision", rq_tr(rq, N_("Kies wat er gaat gebeuren")));
	if (!a.text)
		field_fail(rq->in, "answer", rq_tr(rq, N_("Schrijf een antwoord")));
	if (a.decision && strcmp(a.decision, "no") && !day_known(a.happens_by))
		field_fail(rq->in, "happens_by", rq_tr(rq, N_("Kies vóór welke dag er iets gebeurt")));
	else if (day_known(a.happens_by) && day_diff(rq->today, a.happens_by) < 0)
		field_fail(rq->in, "happens_by", rq_tr(rq, N_("Deze dag is al geweest")));
	asked_of_names(rq, check_names(rq, answer_words, d.area_code));
	if (rq->in->errors)
		return reply_again();
	return problem_answer(rq->slot, rq->id[0], &a) ? reply_go(rq, "problem_answered", "/problems/%lld", (long long)rq->id[0]) : reply_missing();
}

static struct reply accept(struct request *rq)
{
	return problem_accept(rq->slot, rq->id[0]) ? reply_go(rq, "problem_accepted", "/problems/%lld", (long long)rq->id[0]) : reply_missing();
}

static struct reply again_page(struct request *rq)
{
	struct problem_again_page *d = ARENA_NEW(rq->arena, struct problem_again_page);
	if (!read_problem(rq, &d->p) || !d->p.judges)
		return reply_missing();
	d->named = asks_of_names(rq);
	field_start_day(rq->in, "answer_by", day_add(rq->today, ANSWER_DAYS / 2));
	frame(rq, rq_tr(rq, N_("Opnieuw vragen")));
	return reply_page(&TPL_problem_again_page, d);
}

/* An answer can be asked from tomorrow on, and not so far ahead that nobody waits for it. */
static void check_day(struct request *rq)
{
	struct day day = field_day(rq->in, "answer_by");
	if (day_known(day) && (day_diff(rq->today, day) < 1 || day_diff(rq->today, day) > ANSWER_DAYS_MOST))
		field_fail(rq->in, "answer_by", rq_tr(rq, N_("Kies een dag vanaf morgen, hooguit een jaar vooruit")));
}

static struct reply reopen(struct request *rq)
{
	struct problem_page d;
	if (!read_problem(rq, &d) || !d.judges)
		return reply_missing();
	check_day(rq);
	asked_of_names(rq, check_names(rq, again_words, d.area_code));
	if (rq->in->errors)
		return reply_again();
	return problem_reopen(rq->slot, rq->id[0], field_text(rq->in, "why"), field_day(rq->in, "answer_by"))
		? reply_go(rq, "problem_reopened", "/problems/%lld", (long long)rq->id[0]) : reply_missing();
}

/* ---- a new one ---- */

static const char *const new_take[] = { "to_whom", "title", "text", "domain", "since", "tried", "asked", "answer_by", NULL };
static const struct field new_own[] = {
	{ "area", N_("Waar speelt dit?"), F_TEXT, .max = 10 },
	{ "many", N_("Voor hoeveel gezinnen ongeveer?"), F_INT, .least = 0, .most = 100000,
		.hint = N_("Weet je het niet, laat het leeg. We bewaren alleen ‘minder dan tien’ of een getal afgerond op vijf") },
	NO_PERSON,
	{ "theme", NULL, F_INT },
	{ "initiative", NULL, F_INT },
	{ NULL }
};
static const struct input NEW = { "problem_new", &RAISED_PROBLEM_ENTITY, new_take, new_own };

SQL(problem_areas, "SELECT a.code, a.name FROM v_area a WHERE a.code IN (SELECT t.area_code FROM v_team_area t WHERE t.team_id = :team)"
	" UNION SELECT b.code, b.name FROM v_area b WHERE b.parent_code IN (SELECT t.area_code FROM v_team_area t WHERE t.team_id = :team) ORDER BY 1 LIMIT :n");

SQL(problem_from_theme, "SELECT t.title, t.domain, t.area_code FROM v_theme t WHERE t.id = :id AND t.team_id = :team");
SQL(problem_from_initiative, "SELECT i.title, i.domain, i.area_code FROM v_initiative i WHERE i.id = :id AND i.team_id = :team");

/* What it comes from says where it is and about what; another team's is not taken along. */
static const char *begin_from(struct request *rq, struct problem_new_page *d, const char *name, struct sql *sql, const char **title)
{
	const char *asked = form_get(&rq->http->query, name), *typed = field_text(rq->in, name), *area = NULL;
	id64 id;
	if (!id_parse(typed ? typed : asked ? asked : "", &id))
		return NULL;
	struct rows *r = sql_read(rq->slot, sql, WITH(p_id("id", id), p_id("team", rq->viewer.team)));
	if (rows_next(r)) {
		const char *domain = rows_text(r, 1);
		*title = rows_null(r, 0) ? rq_code(rq, &LIFE_DOMAINS, domain) : rows_text(r, 0);
		area = rows_text(r, 2);
		field_start(rq->in, name, typed ? typed : asked);
		field_start(rq->in, "domain", domain);
		d->back = arena_printf(rq->arena, "/%ss/%lld", name, (long long)id);
	}
	rows_end(r);
	return area;
}

static void choose_area(struct request *rq, struct problem_new_page *d, const char *from)
{
	const char *asked = from ? from : form_get(&rq->http->query, "area"), *typed = field_text(rq->in, "area");
	struct rows *r = sql_read(rq->slot, &problem_areas, WITH(p_id("team", rq->viewer.team), p_int("n", AREAS_MOST)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, d->areas, d->areas_n) = (struct problem_new_page_areas){ .code = rows_text(r, 0), .name = rows_text(r, 1) };
	for (size_t i = 0; i < d->areas_n; i++)
		d->areas[i].on = !strcmp(d->areas[i].code, typed ? typed : asked ? asked : d->areas[d->areas_n - 1].code);
}

static struct reply new_page(struct request *rq)
{
	struct problem_new_page *d = ARENA_NEW(rq->arena, struct problem_new_page);
	const char *theme = begin_from(rq, d, "theme", &problem_from_theme, &d->theme_title);
	const char *initiative = begin_from(rq, d, "initiative", &problem_from_initiative, &d->initiative_title);
	choose_area(rq, d, theme ? theme : initiative);
	d->named = asks_of_names(rq);
	d->theme = field_text(rq->in, "theme");
	d->initiative = field_text(rq->in, "initiative");
	field_start(rq->in, "to_whom", "municipality");
	field_start_day(rq->in, "answer_by", day_add(rq->today, ANSWER_DAYS));
	frame(rq, rq_tr(rq, N_("Een probleem aankaarten")));
	return reply_page(&TPL_problem_new_page, d);
}

static struct reply raise_problem(struct request *rq)
{
	const char *area = field_text(rq->in, "area");
	struct problem_new p = { .team = rq->viewer.team, .area_code = area, .domain = field_text(rq->in, "domain"), .to_whom = field_text(rq->in, "to_whom"),
		.title = field_text(rq->in, "title"), .text = field_text(rq->in, "text"), .tried = field_text(rq->in, "tried"), .asked = field_text(rq->in, "asked"),
		.since = field_day(rq->in, "since"), .answer_by = field_day(rq->in, "answer_by"), .households = field_int(rq->in, "many", -1),
		.theme = field_id(rq->in, "theme"), .initiative = field_id(rq->in, "initiative") };
	if (!area || !document_area(rq->slot, rq->viewer.team, area))
		field_fail(rq->in, "area", rq_tr(rq, N_("Kies waar dit speelt")));
	if (day_known(p.since) && day_diff(rq->today, p.since) > 0)
		field_fail(rq->in, "since", rq_tr(rq, N_("Deze dag moet nog komen")));
	check_day(rq);
	asked_of_names(rq, check_names(rq, new_words, area));
	if (rq->in->errors)
		return reply_again();
	id64 id = problem_raise(rq->slot, &p);
	return id ? reply_go(rq, "problem_raised", "/problems/%lld", (long long)id) : reply_missing();
}

const struct route PROBLEM_ROUTES[] = {
	{ METHOD_GET, "/problems", RELATION_NONE, K_TEAM | K_POLICY, .run = problems, .summary = "Problems that were raised; for policy those raised with the municipality" },
	{ METHOD_GET, "/problems/new", RELATION_NONE, K_TEAM, .run = new_page, .input = &NEW, .summary = "Raise a problem; ?area=, ?theme=, ?initiative=" },
	{ METHOD_POST, "/problems", RELATION_NONE, K_TEAM, .run = raise_problem, .input = &NEW, .again = new_page, .summary = "Raise a problem with an answer owed" },
	{ METHOD_GET, "/problems/{id}", RELATION_NONE, K_TEAM | K_POLICY, .run = problem, .summary = "One problem and all that was said about it" },
	{ METHOD_GET, "/problems/{id}/answer", RELATION_NONE, K_POLICY | K_COORDINATOR, .run = answer_page, .input = &ANSWER, .summary = "Answer a problem" },
	{ METHOD_POST, "/problems/{id}/answer", RELATION_NONE, K_POLICY | K_COORDINATOR, .run = answer, .input = &ANSWER, .again = answer_page,
		.summary = "Answer: what is decided, and by when something happens" },
	{ METHOD_POST, "/problems/{id}/accept", RELATION_NONE, K_TEAM, .run = accept, .summary = "The answer is good: the problem is closed" },
	{ METHOD_GET, "/problems/{id}/again", RELATION_NONE, K_TEAM, .run = again_page, .input = &AGAIN, .summary = "Ask again: what is still missing" },
	{ METHOD_POST, "/problems/{id}/again", RELATION_NONE, K_TEAM, .run = reopen, .input = &AGAIN, .again = again_page, .summary = "Ask again, with an answer owed by another day" },
	{ .path = NULL }
};
