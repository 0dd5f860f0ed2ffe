/* Every version: what changed since the last talk, all moments, and the plan as it read after one of them. */
#include "../../platform/base/list.h"
#include "plan.h"
#include "plan_fill.h"
#include "plan_page.h"
#include "plan_screens.h"
#include "plan_words.h"

enum { MOMENTS_A_PAGE = 40 };

SQL(version_last_talk, "SELECT h.id, h.file_id, (SELECT max(c.at) FROM v_contact c WHERE c.household_id = h.id AND c.reached), (SELECT max(r.at) FROM v_review r WHERE r.household_id = h.id) FROM v_household h"
	" WHERE h.id = :household");
SQL(version_moment, "SELECT id, file_id, at, by_name FROM v_revision WHERE id = :id AND household_id = :household");
SQL(version_people, "SELECT id, file_id, first_name FROM v_person WHERE household_id = :household ORDER BY id");

/* ---- what changed since we last spoke ---- */

static moment last_talk(struct request *rq)
{
	moment contact = 0, review = 0;
	struct rows *r = sql_read(rq->slot, &version_last_talk, WITH(p_id("household", rq->household)));
	if (rows_next(r)) {
		contact = rows_int(r, 2);
		review = rows_int(r, 3);
	}
	rows_end(r);
	return contact > review ? contact : review;
}

static struct reply changes_page(struct request *rq)
{
	struct plan_changes *d = ARENA_NEW(rq->arena, struct plan_changes);
	d->household = rq->household;
	d->name = plan_frame(rq, rq_tr(rq, N_("Wat er veranderde")));
	if (!d->name)
		return reply_missing();
	d->since = last_talk(rq);
	struct plan_moments all = plan_moments_of(rq, plan_since(rq->slot, rq->household, 0), d->since);
	d->moments = all.list;
	d->moments_n = all.n;
	return reply_page(&TPL_plan_changes, d);
}

/* ---- all moments ---- */

static void one_page_of(struct request *rq, struct plan_versions *d, struct plan_moments all)
{
	id64 before = 0;
	size_t from = 0;
	const char *text = form_get(&rq->http->query, "before");
	if (text && id_parse(text, &before))
		while (from < all.n && all.list[from].id >= before)
			from++;
	d->moments = all.list + from;
	d->moments_n = all.n - from > MOMENTS_A_PAGE ? MOMENTS_A_PAGE : all.n - from;
	if (from + d->moments_n < all.n)
		d->earlier = d->moments[d->moments_n - 1].id;
	for (size_t i = 0; i < d->moments_n; i++)
		d->moments[i].read = arena_printf(rq->arena, "%s/plan/versions/%lld", rq_path_household(rq), (long long)d->moments[i].id);
}

static struct reply versions_page(struct request *rq)
{
	struct plan_versions *d = ARENA_NEW(rq->arena, struct plan_versions);
	d->household = rq->household;
	d->name = plan_frame(rq, rq_tr(rq, N_("Alle versies")));
	if (!d->name)
		return reply_missing();
	one_page_of(rq, d, plan_moments_of(rq, plan_since(rq->slot, rq->household, 0), 0));
	d->back = arena_printf(rq->arena, "%s/plan", rq_path_household(rq));
	return reply_page(&TPL_plan_versions, d);
}

/* ---- the plan as it read: from the revisions, not from the rows ---- */

struct named_person { id64 id; const char *name; };
struct named_people { struct named_person *list; size_t n; };
struct version_reading { struct plan_fill fill; struct named_people people; const struct revision *row; };

static const char *text(const struct version_reading *r, const char *field)
{
	return revision_text(r->fill.rq->arena, r->row, field);
}

static int64_t number(const struct version_reading *r, const char *field)
{
	const char *t = text(r, field);
	return t ? strtoll(t, NULL, 10) : 0;
}

static struct day day(const struct version_reading *r, const char *field)
{
	struct day d = { 0, 0, 0 };
	const char *t = text(r, field);
	return t && day_parse(t, &d) ? d : (struct day){ 0, 0, 0 };
}

static void read_plan(struct version_reading *r)
{
	struct plan_view *v = r->fill.view;
	v->horizon = text(r, "horizon");
	v->freedom = text(r, "freedom");
	v->consequence = text(r, "consequence");
	v->own_plan = text(r, "own_plan");
	v->own_plan_at = number(r, "own_plan_at");
	v->supporter = text(r, "supporter");
	v->supporter_at = number(r, "supporter_at");
	v->agreed_at = number(r, "agreed_at");
	v->agreed_by = text(r, "agreed_by");
	v->version = r->row->version;
}

static const char *person_name(const struct version_reading *r, id64 id)
{
	for (size_t i = 0; i < r->people.n; i++)
		if (r->people.list[i].id == id)
			return r->people.list[i].name;
	return NULL;
}

static void read_goal(struct version_reading *r)
{
	id64 person = number(r, "person_id");
	fill_goal(&r->fill, (struct plan_goal){ .id = r->row->row, .title = text(r, "title"), .domain = text(r, "domain"), .state = text(r, "state"),
		.at = number(r, "at"), .state_at = number(r, "state_at"), .person = person, .person_name = person_name(r, person) });
}

static void read_step(struct version_reading *r)
{
	if (number(r, "dropped_at"))
		return;
	fill_step(&r->fill, (struct plan_step){ .id = r->row->row, .goal = number(r, "goal_id"), .title = text(r, "title"),
		.who_kind = text(r, "who_kind"), .who = text(r, "who"), .due = day(r, "due_on"), .added_by = text(r, "added_by"), .at = number(r, "at"),
		.done_at = number(r, "done_at"), .done_by = text(r, "done_by"), .stuck_at = number(r, "stuck_at"), .stuck = text(r, "stuck") });
}

static void read_word(struct version_reading *r)
{
	const struct plan_voice voice = { .goal = number(r, "goal_id"), .on = day_of(number(r, "at")), .whose = text(r, "whose"),
		.sentence = text(r, "sentence"), .score = text(r, "score") ? (int)number(r, "score") : -1 };
	fill_voice(&r->fill, &voice);
}

static void read_wish(struct version_reading *r)
{
	if (!number(r, "picked_at"))
		fill_wish(&r->fill, (struct plan_wish){ .id = r->row->row, .text = text(r, "text"), .whose = text(r, "whose"), .at = number(r, "at") });
}

static void read_agreement(struct version_reading *r)
{
	if (!number(r, "ended_at"))
		fill_agreement(&r->fill, (struct plan_agreement){ .id = r->row->row, .text = text(r, "text"), .who = text(r, "who"), .at = number(r, "at") });
}

/* Goals first, so that steps and words find theirs. */
static const struct { const char *entity; void (*read)(struct version_reading *); } readers[] = {
	{ "plan", read_plan }, { "goal", read_goal }, { "step", read_step }, { "review_word", read_word }, { "wish", read_wish },
	{ "agreement", read_agreement },
};

static void read_revisions(struct version_reading *r, struct revisions rows)
{
	for (size_t k = 0; k < sizeof readers / sizeof *readers; k++)
		for (size_t i = 0; i < rows.n; i++)
			if (!strcmp(rows.list[i].entity, readers[k].entity)) {
				r->row = &rows.list[i];
				readers[k].read(r);
			}
}

static struct named_people read_people(struct request *rq)
{
	struct named_people all = { NULL, 0 };
	struct rows *r = sql_read(rq->slot, &version_people, WITH(p_id("household", rq->household)));
	while (rows_next(r))
		*LIST_ADD(rq->arena, all.list, all.n) = (struct named_person){ rows_int(r, 0), rows_open(r, 2, "person.first_name") };
	return all;
}

/* Below /households/{household} the household stands first in the path, on the family's own pages it does not. */
static id64 version_id(const struct request *rq)
{
	return rq->route->relation == RELATION_OWN_HOUSEHOLD ? rq->id[0] : rq->id[1];
}

static struct reply version_page(struct request *rq)
{
	struct plan_version *d = ARENA_NEW(rq->arena, struct plan_version);
	d->plan.household = rq->household;
	d->plan.name = plan_frame(rq, rq_tr(rq, N_("Het plan zoals het was")));
	struct rows *r = sql_read(rq->slot, &version_moment, WITH(p_id("id", version_id(rq)), p_id("household", rq->household)));
	if (!d->plan.name || !rows_next(r))
		return reply_missing();
	d->at = rows_int(r, 2);
	d->who = rows_open(r, 3, "revision.by_name");
	rows_end(r);
	struct version_reading reading = { .fill = { .rq = rq, .view = &d->plan, .past = true }, .people = read_people(rq) };
	read_revisions(&reading, plan_at(rq->slot, rq->household, d->at));
	fill_head(&reading.fill);
	fill_end(&reading.fill);
	d->back = arena_printf(rq->arena, "%s/plan/versions", rq_path_household(rq));
	return reply_page(&TPL_plan_version, d);
}

#define PLAN "/households/{household}/plan"
const struct route VERSION_ROUTES[] = {
	{ METHOD_GET, PLAN "/changes", RELATION_HOUSEHOLD, K_TEAM, .run = changes_page, .summary = "What changed in the plan since the last talk" },
	{ METHOD_GET, PLAN "/versions", RELATION_HOUSEHOLD, K_TEAM, .run = versions_page, .summary = "Every change of the plan: who, what, when" },
	{ METHOD_GET, PLAN "/versions/{id}", RELATION_HOUSEHOLD, K_TEAM, .run = version_page, .summary = "The plan as it read after a change" },
	{ METHOD_GET, "/our/plan/versions", RELATION_OWN_HOUSEHOLD, K_FAMILY, .run = versions_page, .summary = "Every change of our plan" },
	{ METHOD_GET, "/our/plan/versions/{id}", RELATION_OWN_HOUSEHOLD, K_FAMILY, .run = version_page, .summary = "Our plan as it read after a change" },
	{ .path = NULL }
};
