#include "plan_view.h"
#include "plan_fill.h"

SQL(plan_view_head,
	"SELECT h.id, h.file_id, h.name, h.phase, h.closed_at, h.next_on, h.next_time, h.next_what,"
	" (SELECT max(c.at) FROM v_contact c WHERE c.household_id = h.id AND c.reached), p.id, p.version, p.horizon,"
	" p.freedom, p.consequence, p.own_plan, p.own_plan_at, p.supporter, p.supporter_at, p.agreed_at, p.agreed_by, a.id, a.file_id, a.name,"
	" (SELECT max(r.at) FROM v_review r WHERE r.household_id = h.id),"
	" EXISTS (SELECT 1 FROM v_own_access x WHERE x.file_id = h.file_id AND x.account_id = :me AND x.may_write AND x.from_at <= :now AND x.until_at > :now)"
	" FROM v_household h JOIN v_plan p ON p.household_id = h.id LEFT JOIN v_colleague a ON a.id = h.professional_id WHERE h.id = :household");
SQL(plan_view_goals,
	"SELECT g.id, g.file_id, g.title, g.domain, g.state, g.at, g.state_at, p.id, p.file_id, p.first_name FROM v_goal g"
	" LEFT JOIN v_person p ON p.id = g.person_id WHERE g.household_id = :household ORDER BY g.position, g.id");
SQL(plan_view_steps,
	"SELECT id, file_id, goal_id, title, who_kind, who, due_on, added_by, at, done_at, done_by, stuck_at, stuck FROM v_step"
	" WHERE household_id = :household AND dropped_at IS NULL ORDER BY id");
SQL(plan_view_words,
	"SELECT w.id, w.file_id, w.goal_id, r.on_day, w.whose, w.sentence, w.score FROM v_review_word w JOIN v_review r ON r.id = w.review_id"
	" WHERE w.household_id = :household ORDER BY r.on_day, w.at, w.id");
SQL(plan_view_lines,
	"SELECT id, file_id, text, whose, at, TRUE FROM v_wish WHERE household_id = :household AND picked_at IS NULL"
	" UNION ALL SELECT id, file_id, text, who, at, FALSE FROM v_agreement WHERE household_id = :household AND ended_at IS NULL ORDER BY 5, 1");
/* More than a hundred is as good as many. */
SQL(plan_view_changes, "SELECT count(*) FROM (SELECT r.id FROM v_revision r WHERE r.household_id = :household AND r.at > :talk LIMIT 100) c");

/* ---- the head ---- */

static moment later_of(moment a, moment b)
{
	return a > b ? a : b;
}

static void head_of_household(struct plan_view *v, struct rows *r)
{
	v->household = rows_int(r, 0);
	v->name = rows_open(r, 2, "household.name");
	v->phase = rows_text(r, 3);
	v->closed = !rows_null(r, 4);
	v->next_on = rows_day(r, 5);
	v->next_time = rows_text(r, 6);
	v->next_what = rows_open(r, 7, "household.next_what");
	v->last_talk = later_of(rows_int(r, 8), rows_int(r, 23));
}

/* The plan's own texts stand in a row beside the household's. */
static const char *plan_text(struct slot *slot, struct rows *r, int column, const char *where)
{
	return slot_open(slot, rows_int(r, 1), where, rows_int(r, 9), rows_blob(r, column));
}

static void head_of_plan(struct slot *slot, struct plan_view *v, struct rows *r)
{
	v->version = rows_int(r, 10);
	v->horizon = plan_text(slot, r, 11, "plan.horizon");
	v->freedom = rows_text(r, 12);
	v->consequence = plan_text(slot, r, 13, "plan.consequence");
	v->own_plan = rows_text(r, 14);
	v->own_plan_at = rows_int(r, 15);
	v->supporter = rows_text(r, 16);
	v->supporter_at = rows_int(r, 17);
	v->agreed_at = rows_int(r, 18);
	v->agreed_by = plan_text(slot, r, 19, "plan.agreed_by");
	v->professional = slot_open(slot, rows_int(r, 21), "account.name", rows_int(r, 20), rows_blob(r, 22));
}

static bool read_head(struct plan_fill *f)
{
	struct request *rq = f->rq;
	struct rows *r = sql_read(rq->slot, &plan_view_head, WITH(p_id("household", rq->household), p_id("me", rq->viewer.account),
		p_moment("now", rq->now)));
	bool found = rows_next(r);
	if (found) {
		head_of_household(f->view, r);
		head_of_plan(rq->slot, f->view, r);
		if (rq->by_function && rq_is(rq, K_GUEST))
			f->view->professional = rq_tr(rq, N_("Jullie vaste hulpverlener"));
		f->base = rows_bool(r, 24) && !f->view->closed && !f->paper ? rq_path_household(rq) : NULL;
		f->all = rq->route->relation == RELATION_HOUSEHOLD;
		fill_head(f);
	}
	rows_end(r);
	return found;
}

/* ---- the rest ---- */

static struct rows *of_household(struct request *rq, struct sql *sql)
{
	return sql_read(rq->slot, sql, WITH(p_id("household", rq->household)));
}

static void read_goals(struct plan_fill *f)
{
	struct rows *r = of_household(f->rq, &plan_view_goals);
	while (rows_next(r))
		fill_goal(f, (struct plan_goal){ .id = rows_int(r, 0), .title = rows_open(r, 2, "goal.title"), .domain = rows_text(r, 3),
			.state = rows_text(r, 4), .at = rows_int(r, 5), .state_at = rows_int(r, 6), .person = rows_int(r, 7),
			.person_name = slot_open(f->rq->slot, rows_int(r, 8), "person.first_name", rows_int(r, 7), rows_blob(r, 9)) });
}

static void read_steps(struct plan_fill *f)
{
	struct rows *r = of_household(f->rq, &plan_view_steps);
	while (rows_next(r))
		fill_step(f, (struct plan_step){ .id = rows_int(r, 0), .goal = rows_int(r, 2), .title = rows_open(r, 3, "step.title"),
			.who_kind = rows_text(r, 4), .who = rows_open(r, 5, "step.who"), .due = rows_day(r, 6), .added_by = rows_open(r, 7, "step.added_by"),
			.at = rows_int(r, 8), .done_at = rows_int(r, 9), .done_by = rows_open(r, 10, "step.done_by"), .stuck_at = rows_int(r, 11),
			.stuck = rows_open(r, 12, "step.stuck") });
}

static void read_words(struct plan_fill *f)
{
	struct rows *r = of_household(f->rq, &plan_view_words);
	while (rows_next(r)) {
		struct plan_voice voice = { .goal = rows_int(r, 2), .on = rows_day(r, 3), .whose = rows_open(r, 4, "review_word.whose"),
			.sentence = rows_open(r, 5, "review_word.sentence"), .score = rows_null(r, 6) ? -1 : (int)rows_int(r, 6) };
		fill_voice(f, &voice);
	}
}

/* Wishes that wait, and what was agreed. */
static void read_lines(struct plan_fill *f)
{
	struct rows *r = of_household(f->rq, &plan_view_lines);
	while (rows_next(r))
		if (rows_bool(r, 5))
			fill_wish(f, (struct plan_wish){ .id = rows_int(r, 0), .text = rows_open(r, 2, "wish.text"), .whose = rows_open(r, 3, "wish.whose"),
				.at = rows_int(r, 4) });
		else
			fill_agreement(f, (struct plan_agreement){ .id = rows_int(r, 0), .text = rows_open(r, 2, "agreement.text"),
				.who = rows_open(r, 3, "agreement.who"), .at = rows_int(r, 4) });
}

/* What was said, what waits, what was agreed, what changed. */
static void read_around(struct plan_fill *f)
{
	struct request *rq = f->rq;
	read_words(f);
	read_lines(f);
	if (f->view->last_talk)
		f->view->changes = sql_number(rq->slot, &plan_view_changes, WITH(p_id("household", rq->household), p_moment("talk", f->view->last_talk)), 0);
}

static struct plan_view *read_view(struct request *rq, bool paper, bool steps_alone)
{
	struct plan_fill f = { .rq = rq, .view = ARENA_NEW(rq->arena, struct plan_view), .past = paper, .paper = paper };
	if (!read_head(&f))
		return NULL;
	read_goals(&f);
	read_steps(&f);
	if (!steps_alone)
		read_around(&f);
	fill_end(&f);
	return f.view;
}

struct plan_view *plan_view_read(struct request *rq)
{
	return read_view(rq, false, false);
}

struct plan_view *plan_view_steps_read(struct request *rq)
{
	return read_view(rq, false, true);
}

struct plan_view *plan_view_paper(struct request *rq)
{
	return read_view(rq, true, false);
}

/* ---- what comes first ---- */

static const struct plan_step *sooner(const struct plan_step *best, const struct plan_step *steps, size_t n, const char *who_kind)
{
	for (size_t i = 0; i < n; i++) {
		const struct plan_step *s = &steps[i];
		if (s->done_at || s->stuck_at || (who_kind && strcmp(s->who_kind, who_kind) != 0))
			continue;
		bool dated = day_known(s->due), earlier = best && dated && day_known(best->due) && day_diff(best->due, s->due) < 0;
		if (!best || earlier || (dated && !day_known(best->due)))
			best = s;
	}
	return best;
}

const struct plan_step *plan_view_next(const struct plan_view *v, const char *who_kind)
{
	const struct plan_step *best = NULL;
	for (size_t i = 0; i < v->goals_n; i++)
		best = sooner(best, v->goals[i].steps, v->goals[i].steps_n, who_kind);
	best = sooner(best, v->you, v->you_n, who_kind);
	return sooner(best, v->we, v->we_n, who_kind);
}
